"""What is kept about a person, as a file that they can open: a Word document, which phones show
and every channel that carries files takes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.messages import OutgoingFile, TextBlock, bold, item, paragraph
from bot.texts import people as texts
from bot.texts import uploads as upload_texts
from bot.texts.audit import ACTIONS
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from docx.document import Document

Kept = Mapping[str, Sequence[Mapping[str, Any]]]
"""As `PersonalData.export` gives it: entries by kind, of JSON values."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    "role": texts.ROLES,
    "channel": texts.CHANNELS,
    "state": upload_texts.STATES,
    "action": ACTIONS,
}

_MOMENTS = ("at", "since", "last_day")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Letters that a Word document cannot hold."""

SHOWN = 3
"""Entries of a kind that are shown in a message; the file has all."""


def as_blocks(kept: Kept) -> Iterator[TextBlock]:
    """What is kept as a message shows it: of each kind the latest entries."""
    for kind, entries in kept.items():
        if not entries:
            continue
        more = texts.LATEST_OF.format(count=len(entries)) if len(entries) > SHOWN else ""
        yield paragraph(bold(texts.KINDS[kind]), more)
        for entry in entries[-SHOWN:]:
            yield item("; ".join(lines_of(entry)))


def as_file(kept: Kept, now: datetime) -> OutgoingFile:
    """The document."""
    import docx

    document = docx.Document()
    document.core_properties.author = ""
    document.add_heading(texts.ME_TITLE, 0)
    document.add_paragraph(texts.FILE_MADE.format(at=_local(now)))
    for kind, entries in kept.items():
        if not entries:
            continue
        document.add_heading(texts.KINDS[kind], 1)
        for number, entry in enumerate(entries, 1):
            if len(entries) > 1:
                document.add_heading(f"{number}", 2)
            _add(document, entry)
    content = io.BytesIO()
    document.save(content)
    return OutgoingFile(texts.FILE_NAME, content.getvalue())


def _add(document: Document, entry: Mapping[str, Any]) -> None:
    for line in lines_of(entry):
        document.add_paragraph(_CONTROL.sub("", line), style="List Bullet")


def lines_of(entry: Mapping[str, Any]) -> Iterator[str]:
    """An entry in lines; what is empty is left out."""
    for name, value in entry.items():
        label = texts.FIELDS.get(name, name)
        if isinstance(value, list):
            for each in value:
                shown = "; ".join(lines_of(each)) if isinstance(each, dict) else str(each)
                yield f"{label}: {shown}"
        elif isinstance(value, dict):
            yield from (f"{label}, {field}: {given}" for field, given in value.items() if given)
        elif value not in (None, ""):
            yield f"{label}: {_shown(name, value)}"


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return texts.YES_NO[value]
    if isinstance(value, str) and (name.endswith("_at") or name in _MOMENTS):
        at = datetime.fromisoformat(value)
        return _local(at) if at.tzinfo is not None else f"{at:%d/%m/%Y}"
    return _WORDS.get(name, {}).get(value, str(value))


def _local(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime(texts.DATE_TIME)
