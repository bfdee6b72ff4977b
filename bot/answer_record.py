"""Questions and answers as JSON: what `ask --json`, `ask --batch` and the interface speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.answer import Answer
    from index.engine import Engine


def turns_of(value: Any) -> list[str] | None:
    """The questions of `{"question"}` or `{"turns": […]}`, in order; None where there are none."""
    if not isinstance(value, dict):
        return None
    turns = value.get("turns", [value.get("question")])
    if not isinstance(turns, list) or not turns:
        return None
    if not all(isinstance(turn, str) for turn in turns):
        return None
    return turns


def conversation(
    engine: Engine, questions: Sequence[str], day: date | None = None
) -> Iterator[Answer]:
    """Answers questions that follow one another, by the texts of today or of a day."""
    from index.answer import Turn

    context: list[Turn] = []
    for question in questions:
        answer = engine.answer(question, context=tuple(context), day=day)
        context.append(Turn(question, answer.text, tuple(answer.passage_ids)))
        yield answer


def as_record(answer: Answer, question: str, identity: Any = None) -> dict[str, Any]:
    """What `--json` prints."""
    from bot.texts.validity import since_when

    return {
        "id": identity,
        "question": question,
        "answered": answer.kind != "none",
        "kind": str(answer.kind),
        "text": answer_text(answer),
        "confidence": round(answer.confidence, 4),
        "citations": [
            {
                "document": citation.document,
                "number": citation.number,
                "heading": list(citation.heading),
                "page": citation.page,
                "quote": citation.quote,
                "score": round(citation.score, 4),
                "asked": citation.asked,
                "amended_by": [
                    {"document": document.title, "number": document.number}
                    for document in citation.amended_by
                ],
            }
            for citation in answer.citations
        ],
        "suggestions": list(answer.suggestions),
        "as_of": answer.as_of,
        "notices": [
            {
                "document": document.title,
                "number": document.number,
                "status": str(document.status),
                "since": since_when(document),
                "replaced_by": document.replaced_by
                and {"document": document.replaced_by.title, "number": document.replaced_by.number},
            }
            for document in answer.out_of_force
        ],
        "took_ms": round(answer.took_ms, 2),
    }


def answer_text(answer: Answer) -> str:
    """What a member reads, whole."""
    from bot import render
    from bot.features.ask import answer_blocks
    from bot.messages import Choice, Reply

    nearest = answer.suggestions if answer.kind == "none" else ()
    choices = tuple(Choice(str(place), question) for place, question in enumerate(nearest))
    return render.to_plain(Reply(tuple(answer_blocks(answer)), choices))
