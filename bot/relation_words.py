"""What documents do to others, in words: told to an editor, and typed by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.texts import uploads as texts
from knowledge.codes import document_codes
from knowledge.errors import KnowledgeError
from knowledge.identity import number_key
from knowledge.records import Status
from knowledge.relations import Relation, RelationKind
from knowledge.text import normalise, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.library import Library
    from knowledge.records import DocumentInfo

# what a typed act begins with, without marks
_TYPED = {
    "thay": RelationKind.REPLACES,
    "sua": RelationKind.AMENDS,
    "bo sung": RelationKind.AMENDS,
    "bai bo": RelationKind.REPEALS,
    "huy": RelationKind.REPEALS,
}


def relations_text(relations: Sequence[Relation]) -> str:
    """As an editor may type it: "thay thế 12-QĐ/TU; bãi bỏ 3-NQ/TU"."""
    return "; ".join(f"{texts.ACTS[each.kind]} {each.number}" for each in relations)


def typed_relations(text: str) -> tuple[Relation, ...] | None:
    """What was typed; None where a part of it names no act or no number."""
    found: dict[str, Relation] = {}
    for part in filter(str.strip, re.split(r"[;\n]", normalise(text))):
        begins = unmarked(part).lower().strip()
        kind = next((kind for act, kind in _TYPED.items() if begins.startswith(act)), None)
        codes = document_codes(part)
        if kind is None or not codes:
            return None
        for code in codes:
            found.setdefault(code.text, Relation(kind, code.text))
    return tuple(found.values())


def named(
    library: Library, document: DocumentInfo
) -> Iterator[tuple[Relation, DocumentInfo | None]]:
    """What a document says it does to others, each with the one in use that bears the number."""
    for relation in document.relations:
        held = in_use(library, relation.number)
        yield relation, None if held is None or held.id == document.id else held


def in_use(library: Library, number: str) -> DocumentInfo | None:
    """The one published document that bears a number."""
    try:
        document = library.document(number)
    except KnowledgeError:
        return None
    same = number_key(document.number) == number_key(number)
    return document if same and document.status is Status.PUBLISHED else None


def still_in_use(library: Library, document: DocumentInfo) -> list[DocumentInfo]:
    """What a document says it replaces or repeals, and what answers all the same."""
    return [
        held
        for relation, held in named(library, document)
        if held is not None and relation.kind is not RelationKind.AMENDS
    ]


def said(relation: Relation) -> str:
    """One sentence on what a document says of another."""
    return texts.RELATION.format(act=texts.ACTS[relation.kind], number=relation.number)
