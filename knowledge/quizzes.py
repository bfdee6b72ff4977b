"""The door of the quiz bank: `Library.quiz`.

Each change is one transaction with its audit; it never touches what may be searched.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from knowledge import identity
from knowledge.audit import Change
from knowledge.database import Database
from knowledge.errors import LibraryError, Problem
from knowledge.quiz_similar import near_items
from knowledge.quiz_tables import QuizItemRow, QuizRevisionRow
from knowledge.quizbank import (
    Level,
    QuizContent,
    QuizItem,
    QuizOutcome,
    QuizRefusal,
    QuizReport,
    QuizResult,
    QuizState,
    TopicCount,
    refusal,
    tidy,
)

# SQLite takes 32,766 values in a statement; few are as fast as many.
_AT_ONCE = 500

_T = TypeVar("_T")
_ADDED = QuizOutcome.ADDED


class QuizBank:
    """Every method that takes an item's id raises LibraryError NO_SUCH_QUIZ_ITEM for a wrong one.

    A change that raises has changed nothing. Within `Database.session()` a change joins the
    transaction that is open.

    Args:
        database: Where the items are kept.
        change: Begins a change by an actor.
    """

    def __init__(
        self, database: Database, change: Callable[[str], AbstractContextManager[Change]]
    ) -> None:
        self._database = database
        self._change = change

    # Changing. `actor` says who does it, for the audit.

    def add(
        self,
        contents: Iterable[QuizContent],
        *,
        approve: bool = False,
        source_file: str = "",
        actor: str = "system",
    ) -> QuizReport:
        """Take in items: new ones as drafts; known ones with anything different are changed.

        A known item that changes is a draft again, since nobody approved what it says now. One
        that was rejected stays so while the same comes again.

        Args:
            contents: The items; stored as `quizbank.tidy` leaves them.
            approve: They are approved already: by the person who adds them.
            source_file: The file they came in, for the audit.
            actor: Who does it.
        """
        state = QuizState.APPROVED if approve else QuizState.DRAFT
        contents = [tidy(content) for content in contents]
        with self._change(actor) as change:
            known = _by_hash(change.session, [content.text_hash for content in contents])
            taken: dict[str, QuizContent] = {}
            rows = []
            for place, content in enumerate(contents, start=1):
                text_hash = content.text_hash
                reason = refusal(content) or _repeated(content, taken.get(text_hash))
                if reason is not None:
                    rows.append(QuizResult(place, content.stem, QuizOutcome.REFUSED, None, reason))
                    continue
                taken[text_hash] = content
                row = known.get(text_hash)
                if row is None:
                    row = QuizItemRow(text_hash=text_hash, revision=0, used=False)
                    outcome = QuizOutcome.ADDED
                    _write(change, row, content, state, note=source_file)
                elif _same(before := _current(change.session, row).content(), content):
                    outcome = QuizOutcome.SAME
                    if approve and row.state == QuizState.DRAFT:
                        _set_state(change, row, state)
                else:
                    outcome = QuizOutcome.CHANGED
                    _write(change, row, _merged(before, content), state, note=source_file)
                rows.append(QuizResult(place, content.stem, outcome, row.id))
            report = QuizReport(tuple(rows))
            if report.count(QuizOutcome.ADDED) or report.count(QuizOutcome.CHANGED):
                change.record(
                    "quiz.added",
                    "quiz",
                    None,
                    searchable=False,
                    file=source_file,
                    **{outcome.value: report.count(outcome) for outcome in QuizOutcome},
                )
        with self._database.read() as session:  # this takes a while, and hinders nobody
            near = _near(session, [r.item_id for r in rows if r.outcome is _ADDED])
        return QuizReport(tuple(replace(r, similar_to=near.get(r.item_id or 0, ())) for r in rows))

    def approve(self, ids: Iterable[int], *, actor: str = "system") -> list[QuizItem]:
        """Let items be asked; those that changed, in the order of `ids`."""
        return self._set_states(ids, QuizState.APPROVED, actor)

    def reject(self, ids: Iterable[int], *, actor: str = "system") -> list[QuizItem]:
        """Keep items from being asked; those that changed, in the order of `ids`."""
        return self._set_states(ids, QuizState.REJECTED, actor)

    def edit(
        self,
        item_id: int,
        content: QuizContent,
        *,
        note: str = "",
        seen: int | None = None,
        actor: str = "system",
    ) -> QuizItem:
        """Let an item say something else: a new revision; its state stays.

        A wrong key is corrected so too: `edit(id, replace(item.content(), key=2))`.

        Args:
            item_id: The item.
            content: All it says from now on; the same as before changes nothing.
            note: Why, kept with the revision.
            seen: The revision that the editor saw.
            actor: Who does it.

        Raises:
            LibraryError: WRONG_QUIZ_ITEM [reason]; SAME_QUIZ_ITEM [item] where another item says
                this already; QUIZ_ITEM_CHANGED [item] where somebody changed it after `seen`.
        """
        content = tidy(content)
        if (reason := refusal(content)) is not None:
            raise LibraryError(Problem.WRONG_QUIZ_ITEM, reason=reason)
        with self._change(actor) as change:
            row = _row(change.session, item_id)
            if seen is not None and seen != row.revision:
                raise LibraryError(Problem.QUIZ_ITEM_CHANGED, item=item_id)
            other = change.session.scalars(
                select(QuizItemRow.id).where(
                    QuizItemRow.text_hash == content.text_hash, QuizItemRow.id != item_id
                )
            ).first()
            if other is not None:
                raise LibraryError(Problem.SAME_QUIZ_ITEM, item=other)
            before = _current(change.session, row)
            if before.content() != content.content():
                _write(change, row, content, QuizState(row.state), note=note)
                change.session.flush()
                change.record(
                    "quiz.edited",
                    "quiz",
                    item_id,
                    searchable=False,
                    revision_before=before.revision,
                    key_before=before.key,
                    key=content.key,
                    note=note,
                )
            return _current(change.session, row)

    def delete(self, item_id: int, *, actor: str = "system") -> None:
        """Delete an item that no contest has asked, with its history.

        Raises:
            LibraryError: QUIZ_ITEM_USED [item].
        """
        with self._change(actor) as change:
            row = _row(change.session, item_id)
            if row.used:
                raise LibraryError(Problem.QUIZ_ITEM_USED, item=item_id)
            stem = _current(change.session, row).stem
            change.session.delete(row)
            change.record("quiz.deleted", "quiz", item_id, searchable=False, stem=stem)

    def mark_used(self, ids: Iterable[int]) -> None:
        """Items that a contest asks: from now on they cannot be deleted."""
        with self._database.session() as session:
            for some in _portions(list(ids)):
                session.execute(
                    update(QuizItemRow).where(QuizItemRow.id.in_(some)).values(used=True)
                )

    # Reading

    def item(self, item_id: int, *, revision: int | None = None) -> QuizItem:
        """An item as its newest revision shows it, or an earlier one.

        Raises:
            LibraryError: NO_SUCH_QUIZ_ITEM, also where it has no such revision.
        """
        with self._database.read() as session:
            row = _row(session, item_id)
            if revision is None or revision == row.revision:
                return _current(session, row)
            text = session.get(QuizRevisionRow, (item_id, revision))
            if text is None:
                raise LibraryError(Problem.NO_SUCH_QUIZ_ITEM, item=item_id)
            return _item(row, text)

    def history(self, item_id: int) -> list[QuizItem]:
        """Every revision of an item, the first one first."""
        with self._database.read() as session:
            row = _row(session, item_id)
            texts = session.scalars(
                select(QuizRevisionRow)
                .where(QuizRevisionRow.item_id == item_id)
                .order_by(QuizRevisionRow.revision)
            )
            return [_item(row, text) for text in texts]

    def by_id(self, ids: Sequence[int]) -> list[QuizItem]:
        """The items with these ids as they are now, in the order of `ids`; others are left out."""
        found: dict[int, QuizItem] = {}
        with self._database.read() as session:
            for some in _portions(ids):
                found.update({i.id: i for i in _items(session, QuizItemRow.id.in_(some))})
        return [found[item_id] for item_id in ids if item_id in found]

    def items(
        self,
        *,
        state: QuizState | None = None,
        topic: str | None = None,
        level: Level | None = None,
        document_id: int | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> list[QuizItem]:
        """The items that fulfil all that is named, by id.

        Args:
            state, level, document_id: What the items must have.
            topic: So too; marks, capitals and spacing do not count.
            after: Only items with a greater id than this.
            limit: At most so many.
        """
        with self._database.read() as session:
            where = [*_where(state, topic, level, document_id), QuizItemRow.id > after]
            return list(_items(session, *where, limit=limit))

    def ids(self, *, state: QuizState = QuizState.APPROVED, topic: str | None = None) -> list[int]:
        """The ids that `items` would give, in their order."""
        with self._database.read() as session:
            where = _where(state, topic, None, None)
            found = session.scalars(select(QuizItemRow.id).where(*where).order_by(QuizItemRow.id))
            return list(found)

    def similar_to(self, ids: Iterable[int]) -> dict[int, list[QuizItem]]:
        """The items that ask nearly the same as these, of those that have any.

        See `quiz_similar`; rejected ones do not count.
        """
        with self._database.read() as session:
            near = _near(session, list(ids))
            wanted = {other for others in near.values() for other in others}
            found = {item.id: item for item in self.by_id(sorted(wanted))}
        return {item_id: [found[other] for other in others] for item_id, others in near.items()}

    def count(
        self,
        *,
        state: QuizState | None = None,
        topic: str | None = None,
        level: Level | None = None,
        document_id: int | None = None,
    ) -> int:
        """How many `items` gives."""
        with self._database.read() as session:
            return session.scalars(
                select(func.count(QuizItemRow.id)).where(*_where(state, topic, level, document_id))
            ).one()

    def topics(self, *, state: QuizState | None = QuizState.APPROVED) -> list[TopicCount]:
        """The topics that items with this state have, the greatest first; "" where they have none.

        Topics that differ by marks, capitals or spacing alone are one.
        """
        with self._database.read() as session:
            rows = session.execute(
                select(func.min(QuizItemRow.topic), func.count(QuizItemRow.id))
                .where(*_where(state, None, None, None))
                .group_by(QuizItemRow.topic_key)
                .order_by(func.count(QuizItemRow.id).desc(), QuizItemRow.topic_key)
            )
            return [TopicCount(topic, count) for topic, count in rows]

    def _set_states(self, ids: Iterable[int], state: QuizState, actor: str) -> list[QuizItem]:
        with self._change(actor) as change:
            rows = [_row(change.session, item_id) for item_id in dict.fromkeys(ids)]
            changed = [row for row in rows if row.state != state]
            for row in changed:
                _set_state(change, row, state)
            return [_current(change.session, row) for row in changed]


def _near(session: Session, asked: Sequence[int | None]) -> dict[int, tuple[int, ...]]:
    """Near items that are not rejected, of each item asked about."""
    wanted = [item_id for item_id in asked if item_id is not None]
    if not wanted:
        return {}
    rows = session.execute(
        select(QuizItemRow.id, QuizRevisionRow.stem)
        .join(
            QuizRevisionRow,
            (QuizRevisionRow.item_id == QuizItemRow.id)
            & (QuizRevisionRow.revision == QuizItemRow.revision),
        )
        .where(QuizItemRow.state != QuizState.REJECTED)
    )
    stems = {row.id: row.stem for row in rows}
    return near_items(stems, [item_id for item_id in wanted if item_id in stems])


def _where(
    state: QuizState | None, topic: str | None, level: Level | None, document_id: int | None
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if state is not None:
        wanted.append(QuizItemRow.state == state)
    if topic is not None:
        wanted.append(QuizItemRow.topic_key == identity.title_key(topic))
    if level is not None:
        wanted.append(QuizItemRow.level == level)
    if document_id is not None:
        wanted.append(QuizItemRow.document_id == document_id)
    return wanted


def _repeated(content: QuizContent, earlier: QuizContent | None) -> QuizRefusal | None:
    if earlier is None:
        return None
    right, other = content.options[content.key], earlier.options[earlier.key]
    return QuizRefusal.REPEATED if _alike(right, other) else QuizRefusal.CONTRADICTS


def _alike(one: str, other: str) -> bool:
    return identity.question_key(one) == identity.question_key(other)


def _same(known: QuizContent, new: QuizContent) -> bool:
    """Whether nothing is different that `new` says; what it leaves out it does not take away."""
    return _alike(known.options[known.key], new.options[new.key]) and all(
        getattr(new, name) in ("", None, getattr(known, name)) for name in _ABOUT
    )


def _merged(known: QuizContent, new: QuizContent) -> QuizContent:
    kept = {n: getattr(known, n) for n in _ABOUT if getattr(new, n) in ("", None)}
    return replace(new, **kept)


_ABOUT = [f.name for f in fields(QuizContent) if f.name not in ("stem", "options", "key")]
_CONTENT = [field.name for field in fields(QuizContent)]


def _write(
    change: Change, row: QuizItemRow, content: QuizContent, state: QuizState, *, note: str
) -> None:
    row.text_hash = content.text_hash
    row.state = state
    row.revision += 1
    row.topic = content.topic
    row.topic_key = identity.title_key(content.topic)
    row.level = content.level
    row.document_id = content.document_id
    change.session.add(row)
    change.session.flush()
    values: dict[str, Any] = {name: getattr(content, name) for name in _CONTENT}
    change.session.add(
        QuizRevisionRow(
            item_id=row.id,
            revision=row.revision,
            changed_at=change.at,
            changed_by=change.actor,
            note=note,
            **values | {"options": list(content.options)},
        )
    )


def _set_state(change: Change, row: QuizItemRow, state: QuizState) -> None:
    change.record(f"quiz.{state.value}", "quiz", row.id, searchable=False, state_before=row.state)
    row.state = state


def _row(session: Session, item_id: int) -> QuizItemRow:
    row = session.get(QuizItemRow, item_id) if abs(item_id) < 2**31 else None
    if row is None:
        raise LibraryError(Problem.NO_SUCH_QUIZ_ITEM, item=item_id)
    return row


def _by_hash(session: Session, hashes: Sequence[str]) -> dict[str, QuizItemRow]:
    found: dict[str, QuizItemRow] = {}
    for some in _portions(hashes):
        rows = session.scalars(select(QuizItemRow).where(QuizItemRow.text_hash.in_(some)))
        found.update({row.text_hash: row for row in rows})
    return found


def _current(session: Session, row: QuizItemRow) -> QuizItem:
    return _item(row, session.get_one(QuizRevisionRow, (row.id, row.revision)))


def _items(
    session: Session, *where: ColumnElement[bool], limit: int | None = None
) -> Iterator[QuizItem]:
    rows = session.execute(
        select(QuizItemRow, QuizRevisionRow)
        .join(
            QuizRevisionRow,
            (QuizRevisionRow.item_id == QuizItemRow.id)
            & (QuizRevisionRow.revision == QuizItemRow.revision),
        )
        .where(*where)
        .order_by(QuizItemRow.id)
        .limit(limit)
    )
    for row, text in rows:
        yield _item(row, text)


def _item(row: QuizItemRow, text: QuizRevisionRow) -> QuizItem:
    values: dict[str, Any] = {name: getattr(text, name) for name in _CONTENT}
    values["options"] = tuple(text.options)
    values["level"] = None if text.level is None else Level(text.level)
    return QuizItem(
        **values,
        id=row.id,
        revision=text.revision,
        state=QuizState(row.state),
        used=row.used,
        changed_at=text.changed_at,
        changed_by=text.changed_by,
        note=text.note,
    )


def _portions(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
