"""What Zalo brings to an Official Account's webhook: whether it is Zalo, and what happened."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.messages import Attachment, Incoming, IncomingFile, Sender
from bot.zalo.oa_client import as_int, as_mapping

NAME = "zalo_oa"

SIGNATURE_HEADER = "x-zevent-signature"
TIMESTAMP_HEADER = "x-zevent-timestamp"

PAYLOAD = "#chon:"
"""What the payload of our buttons begins with: it comes back as a text of the person's."""

SAID = "user_send_"
"""What the names of events begin with in which a person says something to the account."""

IN_GROUP = "user_send_group_"
"""These are said in a group, which the account only listens to."""

KINDS = {
    "user_send_image": Attachment.PICTURE,
    "user_send_audio": Attachment.VOICE,
    "user_send_sticker": Attachment.STICKER,
    "user_send_gif": Attachment.STICKER,
}
"""What an event brings besides words; whatever is not here is something else."""

TEXT_EVENT = "user_send_text"
FILE_EVENT = "user_send_file"
IMAGE_EVENT = "user_send_image"

GREETED_BY = "/start"
"""What somebody who begins to follow is taken to have said."""


class Happened(StrEnum):
    """What a person did."""

    SAID = "said"
    FOLLOWED = "followed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person did; `incoming` is what is to be answered, if anything is."""

    happened: Happened
    user: str
    at: datetime
    incoming: Incoming | None = None


def is_signed(
    headers: Mapping[str, str], body: bytes, event: object, *, app_id: str, key: str
) -> bool:
    """Whether the raw body bears the account's signature.

    SHA-256 over application id, body, timestamp and the account's secret, in hexadecimal after
    "mac=". Whether the timestamp is the body's or the header's is told differently: both are good.
    """
    given = headers.get(SIGNATURE_HEADER, "").strip().removeprefix("mac=").lower()
    stamps = (as_mapping(event).get("timestamp"), headers.get(TIMESTAMP_HEADER))
    signed = False
    for stamp in stamps:
        if stamp is not None:
            whole = b"".join((app_id.encode(), body, str(stamp).encode(), key.encode()))
            expected = hashlib.sha256(whole).hexdigest()
            signed |= hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
    return signed


def read_event(raw: object) -> Event | None:
    """What happened; None where it concerns no conversation."""
    event = as_mapping(raw)
    name = str(event.get("event_name", ""))
    at = _moment(event.get("timestamp"))
    if at is None:
        return None
    if name in ("follow", "unfollow"):
        user = as_mapping(event.get("follower")).get("id")
        if not isinstance(user, str) or not user:
            return None
        if name == "unfollow":
            return Event(Happened.LEFT, user, at)
        stamp = f"follow:{event['timestamp']}"
        greeting = Incoming(Sender(NAME, user, user), stamp, GREETED_BY, sent_at=at)
        return Event(Happened.FOLLOWED, user, at, greeting)
    if not name.startswith(SAID) or name.startswith(IN_GROUP):
        return None
    user = as_mapping(event.get("sender")).get("id")
    message = as_mapping(event.get("message"))
    number = message.get("msg_id")
    if not (isinstance(user, str) and user and isinstance(number, str) and number):
        return None
    return Event(Happened.SAID, user, at, _incoming(name, user, number, message, at))


def _incoming(
    name: str, user: str, number: str, message: Mapping[str, object], at: datetime
) -> Incoming:
    sender = Sender(NAME, user, user)
    text = message.get("text")
    text = text if isinstance(text, str) else ""
    if name == TEXT_EVENT and text.startswith(PAYLOAD):
        return Incoming(sender, number, choice=text.removeprefix(PAYLOAD), sent_at=at)
    attachment = None if name == TEXT_EVENT else KINDS.get(name, Attachment.OTHER)
    files = _files(name, number, message.get("attachments"))
    return Incoming(sender, number, text, sent_at=at, attachment=attachment, files=files)


def _files(name: str, number: str, attachments: object) -> tuple[IncomingFile, ...]:
    """The files of a message; a picture has no name and is given one."""
    if name not in (FILE_EVENT, IMAGE_EVENT) or not isinstance(attachments, list):
        return ()
    files = []
    for place, each in enumerate(attachments, 1):
        payload = as_mapping(as_mapping(each).get("payload"))
        address = payload.get("url")
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            continue
        called = payload.get("name")
        if not isinstance(called, str) or not called:
            called = f"anh-{number}-{place}.jpg" if name == IMAGE_EVENT else "tep"
        files.append(IncomingFile(called, as_int(payload.get("size")) or 0, address))
    return tuple(files)


def _moment(milliseconds: object) -> datetime | None:
    number = as_int(milliseconds)
    if number is None:
        return None
    try:
        return datetime.fromtimestamp(number / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
