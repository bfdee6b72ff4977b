"""Mails (.eml): the subject and the letter; what is attached is not read here, see archive."""

import email
import email.policy
from email.message import EmailMessage

from knowledge.blocks import Block, BlockKind
from knowledge.readers.html import read_html
from knowledge.readers.plain import decode, read_text
from knowledge.readers.reading import Reading, one_line


def open_mail(data: bytes) -> EmailMessage:
    """A mail's parts, its headers decoded."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def shown_subject(message: EmailMessage) -> str:
    """The subject on one line, "" where there is none."""
    return one_line(str(message.get("Subject", "")))


def body_of(message: EmailMessage) -> tuple[str, str] | None:
    """The letter: "html" or "plain", and its text; None where there is none."""
    body = message.get_body(("html", "plain"))
    data = body.get_payload(decode=True) if body is not None else None
    if body is None or not isinstance(data, bytes):
        return None
    try:
        text = data.decode(body.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        text = decode(data) or ""
    return body.get_content_subtype(), text


def read_mail(data: bytes) -> Reading:
    """A mail as its subject and its letter."""
    message = open_mail(data)
    subject = shown_subject(message)
    kind, text = body_of(message) or ("plain", "")
    letter = read_html(text) if kind == "html" else read_text(text)
    heading = (Block(BlockKind.HEADING, subject, None, 1),) if subject else ()
    names = [one_line(part.get_filename() or "?") for part in message.iter_attachments()]
    warnings = (f"attachments_left:{', '.join(names)}",) if names else ()
    return Reading((*heading, *letter.blocks), "eml", subject or None, None, warnings)
