"""A quiz item in words, the same wherever it is shown."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.texts import dialogue
from bot.texts import practice as texts
from knowledge.errors import LibraryError
from knowledge.identity import title_key

if TYPE_CHECKING:
    from knowledge.library import Library
    from knowledge.quizbank import QuizItem


def source_of(library: Library, item: QuizItem) -> str:
    """Where it stands that the key is right: what was written, else the passage, else the number.

    Returns:
        "" where nobody said.
    """
    if item.source:
        return item.source
    passage = library.passage(item.passage_id) if item.passage_id is not None else None
    if passage is not None:
        document = passage.document
        places = [titled(document.title, document.number), *passage.heading]
        if passage.page is not None:
            places.append(dialogue.PAGE.format(page=passage.page))
        return ", ".join(places)
    if item.document_id is not None:
        try:
            document = library.document(item.document_id)
        except LibraryError:
            pass  # a draft that was discarded
        else:
            return titled(document.title, document.number)
    return texts.NUMBER.format(number=item.document_number) if item.document_number else ""


def titled(title: str, number: str | None) -> str:
    """A document's title with its number, unless it says it."""
    if not number or number in title:
        return title
    return dialogue.NUMBERED_TITLE.format(title=title, number=number)


def topic_key(topic: str) -> str:
    """A topic in the id of a choice: 12 hexadecimal digits, however it is typed."""
    return hashlib.blake2b(title_key(topic).encode(), digest_size=6).hexdigest()
