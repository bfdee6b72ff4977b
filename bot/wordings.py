"""Other ways to ask Q&A entries, learned from what members confirmed.

A member who says that an entry answered what they had asked has shown a way to ask it; so has one
whose question found nothing, who picked the entry from the nearest questions and confirmed it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.state import FeedbackRow
from knowledge.faqs import asked_by
from knowledge.identity import question_key

LEAST_PEOPLE = 2
"""So many different people must have confirmed a wording: one alone may have erred, or meant ill,
and words of one person's own matters stay out."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A way to ask an entry that it does not have yet.

    Attributes:
        entry_id: The Q&A entry.
        text: As it was asked, in words that stand alone.
        people: How many confirmed it and did not take that back.
        against: How many said of the same words that the entry was no answer.
    """

    entry_id: int
    text: str
    people: int
    against: int


@dataclass(slots=True)
class _Said:
    text: str
    last: dict[str, bool] = field(default_factory=dict)  # what each person said last


def confirmed(session: Session, *, least: int = LEAST_PEOPLE) -> list[Wording]:
    """The wordings that at least so many people confirmed, and more than said the contrary.

    Where the same words were confirmed for two entries, only the one with more voices counts, and
    none where they are even.
    """
    said: dict[tuple[str, int], _Said] = {}
    rows = session.scalars(
        select(FeedbackRow).where(FeedbackRow.faq_id.is_not(None)).order_by(FeedbackRow.id)
    )
    for row in rows:
        if row.faq_id is not None and (key := question_key(row.question)):
            one = said.setdefault((key, row.faq_id), _Said(row.question))
            one.last[row.person] = row.right
    known = asked_by(session)
    by_key: defaultdict[str, list[Wording]] = defaultdict(list)
    for (key, entry_id), one in said.items():
        people = sum(one.last.values())
        if key not in known:
            by_key[key].append(Wording(entry_id, one.text, people, len(one.last) - people))
    found = filter(None, map(_leading, by_key.values()))
    return [one for one in found if one.people >= least and one.people > one.against]


def _leading(wordings: Iterable[Wording]) -> Wording | None:
    first, *others = sorted(wordings, key=lambda one: -(one.people - one.against))
    lead = first.people - first.against
    return None if any(one.people - one.against == lead for one in others) else first
