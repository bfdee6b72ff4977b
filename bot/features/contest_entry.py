"""Registering for a contest: what it asks, one thing at a time, then whether it is agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.contests.contests import Contest
from bot.contests.entries import Entry, missing, skip
from bot.contests.errors import ContestError, Refusal
from bot.contests.fields import shown_value
from bot.contests.rules import FieldKind
from bot.features import Moment, Outcome
from bot.features.contest_members import Members
from bot.messages import Choice, Reply, bold, item, paragraph
from bot.texts import contests as texts
from bot.units import Units

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk
    from bot.people import Account


class Entered(Protocol):
    """What is answered to somebody who has entered."""

    def __call__(self, moment: Moment, contest: Contest, told: str = "") -> Outcome:
        """The contest's card, after what is told."""


class Registering:
    """Registers members. Awaited: "field:<contest>:<field>".

    Args:
        desk: The contests.
        members: Who speaks.
        entered: What is answered to somebody who has entered.
    """

    def __init__(self, desk: ContestDesk, members: Members, entered: Entered) -> None:
        self._desk = desk
        self._members = members
        self._entered = entered
        self._units = Units(desk.library.database, clock=desk.clock)

    def register(self, moment: Moment, contest: Contest, *, afresh: bool = False) -> Outcome:
        """Begins, or goes on; `afresh` what was given is asked again."""
        account = self._members.allowed(moment, contest)

        def act() -> Outcome:
            with self._desk.library.database.session() as session:
                entry = self._desk.entries.begin(session, contest, account)
                if afresh and entry.agreed_at is None:
                    entry = self._desk.entries.forget(session, entry)
            return self._next_field(moment, contest, account, entry)

        return Outcome((), moment.state, act=act)

    def _next_field(
        self, moment: Moment, contest: Contest, account: Account, entry: Entry, told: str = ""
    ) -> Outcome:
        before = [paragraph(told)] if told else []
        field = missing(contest, entry)
        if field is None:
            if entry.agreed_at is not None:
                return self._entered(moment, contest, texts.ENTERED)
            return self._confirm(moment, contest, account, entry)
        where = f"{contest.id}:{field.name}"
        choices = [
            Choice(f"contest:pick:{where}:{number}", option)
            for number, option in enumerate(field.options)
            if field.kind is FieldKind.CHOICE
        ]
        if not field.required:
            choices.append(Choice(f"contest:skip:{where}", texts.SKIP))
        asked = texts.ASK_FIELD.format(label=field.label + texts.ASK_KIND[field.kind])
        reply = Reply((*before, paragraph(asked)), tuple(choices))
        return Outcome((reply,), moment.state).waiting_for(f"contest:field:{where}")

    def field_given(
        self, moment: Moment, contest: Contest, name: str, text: str | None
    ) -> Outcome | None:
        """What somebody gave; None passes over what need not be given."""
        account = self._members.account(moment)
        entry = self._members.entry(moment, contest)
        field = next((each for each in contest.rules.fields if each.name == name), None)
        if account is None or entry is None or field is None or entry.agreed_at is not None:
            return None
        if text is None and field.required:
            return None

        def act() -> Outcome:
            with self._desk.library.database.session() as session:
                try:
                    if text is None:
                        given = skip(session, entry, field)
                    else:
                        given = self._desk.entries.give(session, entry, field, text)
                except ContestError as error:
                    told = texts.refusal_sentence(error)
                    return self._next_field(moment, contest, account, entry, told)
            return self._next_field(moment, contest, account, given)

        return Outcome((), moment.state, act=act)

    def _confirm(self, moment: Moment, contest: Contest, account: Account, entry: Entry) -> Outcome:
        unit = self._units.get(account.unit) if account.unit is not None else None
        lines = [texts.NAME.format(name=account.name)]
        if unit is not None:
            lines.append(texts.UNIT.format(unit=unit.shown))
        lines += [
            texts.FIELD.format(
                label=field.label, value=shown_value(field, entry.fields[field.name])
            )
            for field in contest.rules.fields
            if entry.fields.get(field.name)
        ]
        blocks = (
            paragraph(bold(texts.CONFIRM_TITLE)),
            *map(item, lines),
            paragraph(texts.CONSENT),
        )
        choices = [Choice(f"contest:agree:{contest.id}", texts.AGREE, texts.AGREE_ANSWERS)]
        if contest.rules.fields:
            choices.append(Choice(f"contest:again:{contest.id}", texts.CORRECT))
        choices.append(Choice(f"contest:open:{contest.id}", texts.LATER))
        return Outcome((Reply(blocks, tuple(choices)),), moment.state)

    def agree(self, moment: Moment, contest: Contest) -> Outcome:
        """Somebody agrees that it is kept, and has entered."""
        account = self._members.allowed(moment, contest)
        entry = self._members.entry(moment, contest)
        if entry is None:
            raise ContestError(Refusal.NOT_ENTERED)

        def act() -> Outcome:
            with self._desk.library.database.session() as session:
                agreed = self._desk.entries.agree(session, contest, entry, account.unit)
            return self._next_field(moment, contest, account, agreed)

        return Outcome((), moment.state, act=act, durable=True)
