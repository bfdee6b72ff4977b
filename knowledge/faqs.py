"""Q&A sets in the database: taken in entry by entry, known by their question."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import identity
from knowledge.audit import Change
from knowledge.faq import FaqEntry, Refusal
from knowledge.records import FaqOutcome, FaqReport, FaqResult
from knowledge.tables import FaqEntryRow, FaqWordingRow

_KEYS_AT_ONCE = 500


def take_in(change: Change, entries: Iterable[FaqEntry], source_file: str) -> FaqReport:
    """Add what is new and change what is different; entries that are not named stay.

    The audit holds each changed entry as it was before.
    """
    keyed = [(identity.question_key(entry.question), entry) for entry in entries]
    rows = _by_key(change.session, [key for key, _ in keyed])
    taken: dict[str, FaqEntry] = {}
    results = []
    for place, (key, entry) in enumerate(keyed, start=1):
        reason = _refusal(key, entry, taken.get(key))
        if reason is not None:
            results.append(FaqResult(place, entry.question, FaqOutcome.REFUSED, None, reason))
            continue
        taken[key] = entry
        row = rows.get(key)
        if row is None:
            rows[key] = row = FaqEntryRow(key=key, created_at=change.at)
            outcome = FaqOutcome.ADDED
        elif (before := _content(_as_entry(row))) == _content(entry):
            outcome = FaqOutcome.SAME
        else:
            outcome = FaqOutcome.CHANGED
            change.record("faq.changed", "faq", row.id, file=source_file, before=before)
        if outcome is not FaqOutcome.SAME:
            _write(change, row, entry)
        results.append(FaqResult(place, entry.question, outcome, row.id))
    report = FaqReport(tuple(results))
    if report.added or report.changed:
        change.record(
            "faq.imported",
            "faq",
            None,
            file=source_file,
            added=report.added,
            changed=report.changed,
            same=report.same,
            refused=report.refused,
        )
    return report


def give_out(session: Session) -> list[FaqEntry]:
    """The entries in use, in the order in which they came."""
    rows = session.scalars(
        select(FaqEntryRow).where(FaqEntryRow.retired.is_(False)).order_by(FaqEntryRow.id)
    )
    return [_as_entry(row) for row in rows]


def add_wordings(change: Change, wordings: Mapping[int, Sequence[str]]) -> int:
    """Add other ways to ask entries; those that some entry is asked by already are left out.

    Returns:
        How many were added.
    """
    added = 0
    known = asked_by(change.session)
    for entry_id, texts in wordings.items():
        row = change.session.get(FaqEntryRow, entry_id)
        if row is None or row.retired:
            continue
        new = {identity.question_key(text): text for text in texts}
        new = {key: text for key, text in new.items() if key and key not in known}
        if not new:
            continue
        change.record("faq.changed", "faq", row.id, before=_content(_as_entry(row)))
        row.wordings.extend(
            FaqWordingRow(position=position, text=text)
            for position, text in enumerate(new.values(), start=len(row.wordings))
        )
        row.changed_at = change.at
        known |= dict.fromkeys(new, entry_id)
        added += len(new)
    return added


def asked_by(session: Session) -> dict[str, int]:
    """By the key of each question and wording of the entries in use, the entry."""
    rows = session.scalars(select(FaqEntryRow).where(FaqEntryRow.retired.is_(False)))
    return {
        identity.question_key(text): row.id
        for row in rows
        for text in (row.question, *(wording.text for wording in row.wordings))
    }


def set_retired(change: Change, row: FaqEntryRow, *, retired: bool) -> None:
    """Take an entry out of use, or put it back."""
    row.retired = retired
    row.changed_at = change.at
    change.record("faq.retired" if retired else "faq.restored", "faq", row.id)


def _by_key(session: Session, keys: list[str]) -> dict[str, FaqEntryRow]:
    found: dict[str, FaqEntryRow] = {}
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        wanted = keys[start : start + _KEYS_AT_ONCE]
        rows = session.scalars(select(FaqEntryRow).where(FaqEntryRow.key.in_(wanted)))
        found.update({row.key: row for row in rows})
    return found


def _refusal(key: str, entry: FaqEntry, earlier: FaqEntry | None) -> Refusal | None:
    if not key:
        return Refusal.NO_QUESTION
    if not entry.answer.strip():
        return Refusal.NO_ANSWER
    if earlier is not None and _content(earlier) != _content(entry):
        return Refusal.REPEATED
    return None


def _write(change: Change, row: FaqEntryRow, entry: FaqEntry) -> None:
    row.question = entry.question
    row.answer = entry.answer
    row.source = entry.source
    row.topic = entry.topic
    row.document_number = entry.document_number
    row.retired = False
    row.changed_at = change.at
    change.session.add(row)
    row.wordings.clear()
    change.session.flush()  # the old wordings go before new ones take their places
    row.wordings.extend(
        FaqWordingRow(position=position, text=text)
        for position, text in enumerate(entry.other_ways)
    )


def _content(entry: FaqEntry) -> dict[str, Any]:
    return {
        "question": entry.question,
        "answer": entry.answer,
        "source": entry.source,
        "topic": entry.topic,
        "document_number": entry.document_number,
        "other_ways": list(entry.other_ways),
    }


def _as_entry(row: FaqEntryRow) -> FaqEntry:
    return FaqEntry(
        question=row.question,
        answer=row.answer,
        source=row.source,
        topic=row.topic,
        document_number=row.document_number,
        other_ways=tuple(wording.text for wording in row.wordings),
    )
