"""Items drawn from the documents in force and the Q&A sets go into the bank as drafts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot.texts import quiz as texts
from knowledge.quizbank import QuizOutcome, QuizResult

if TYPE_CHECKING:
    from knowledge.library import Library
    from knowledge.proposals.facts import Kind
    from knowledge.proposals.items import Proposal
    from knowledge.references import DocumentRef


@dataclass(frozen=True, slots=True)
class Drawn:
    """A proposal and what became of it in the bank."""

    proposal: Proposal
    result: QuizResult

    def as_record(self) -> dict[str, Any]:
        """As a program reads it."""
        content = self.proposal.content
        return {
            "id": self.result.item_id,
            "kind": self.proposal.kind.value,
            "question": content.stem,
            "options": list(content.options),
            "answer": content.letter,
            "explanation": content.explanation,
            "source": content.source,
            "topic": content.topic,
            "document_id": content.document_id,
            "similar_to": list(self.result.similar_to),
        }


def generate(
    library: Library,
    *,
    count: int,
    kinds: Collection[Kind] = (),
    document: DocumentRef | None = None,
    topic: str = "",
    seed: int = 0,
    actor: str,
) -> list[Drawn]:
    """Proposes items that the bank does not ask yet and adds them as drafts, in one transaction.

    Args:
        library: Where.
        count: At most so many.
        kinds: Which ones; all where none is named.
        document: Only about this one; without it, about all in force and the Q&A sets too.
        topic: Of the items; without it, what the document is called, or the topic of the Q&A entry.
        seed: The same library and seed give the same items.
        actor: Who does it.

    Raises:
        LibraryError: The document is not known, or several answer to its name.
    """
    from knowledge.proposals.drawing import propose
    from knowledge.proposals.facts import Kind

    only = {library.document(document).id} if document is not None else None
    snapshot = library.snapshot()
    rows = groupby(snapshot.passages, key=lambda passage: passage.document)
    proposals = propose(
        [(info, list(passages)) for info, passages in rows],
        snapshot.faq if only is None else (),
        count=count,
        kinds=kinds or tuple(Kind),
        only=only,
        topic=topic,
        seed=seed,
        known=[item.stem for item in library.quiz.items()],
    )
    contents = [proposal.content for proposal in proposals]
    report = library.quiz.add(contents, source_file=texts.DRAWN, actor=actor)
    drawn = (Drawn(*each) for each in zip(proposals, report.rows, strict=True))
    return [each for each in drawn if each.result.outcome is not QuizOutcome.REFUSED]
