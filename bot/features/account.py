"""Who a person is: an invitation used, a registration, what is kept about them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.features import Moment, Outcome
from bot.features.ask import is_id
from bot.features.broadcast import ask_notices
from bot.features.linking import say
from bot.limits import Window
from bot.messages import Choice, Command, Reply, bold, item, paragraph
from bot.own_data import as_blocks, as_file
from bot.people import LONGEST_NAME, cleaned_name
from bot.texts import broadcasts as notice_texts
from bot.texts import people as texts
from knowledge.library import VIETNAM
from knowledge.text import unmarked

if TYPE_CHECKING:
    from bot.config import PeopleSettings
    from bot.limits import Limits
    from bot.people import Account, People
    from bot.personal_data import PersonalData
    from bot.state import StandingChoice
    from bot.units import Units

TRIES = Window("code", timedelta(minutes=15), 5)
"""How many wrong codes one person may type."""

UNITS_SHOWN = 8
"""Units on one page of choices."""


class AccountFeature:
    """/moi, /dangky and /toi.

    While somebody registers, what they said so far is in what is awaited: "name",
    "unit:<name>", "consent:<unit>:<name>"; a correction is "new-name" or "new-unit".

    Args:
        people: The accounts.
        units: The office's list.
        data: What is kept about people.
        limits: Counts the codes that were tried.
        settings: The consent.
    """

    name = "account"
    link = "moi"
    commands = (
        Command("dangky", texts.COMMAND_REGISTER, ("đăng ký",)),
        Command("toi", texts.COMMAND_ME, ("dữ liệu của tôi",)),
        Command("moi", texts.COMMAND_JOIN, ("mã mời",), listed=False),
    )

    def __init__(
        self,
        people: People,
        units: Units,
        data: PersonalData,
        limits: Limits,
        settings: PeopleSettings,
    ) -> None:
        self._people = people
        self._units = units
        self._data = data
        self._limits = limits
        self._settings = settings

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """Joins with a code, asks the name, or shows what is kept."""
        if command == "moi":
            return self._join(moment, argument)
        if moment.in_group:
            return say(moment, texts.NOT_IN_GROUPS)
        if command == "toi":
            return self._me(moment)
        return say(moment, texts.ASK_NAME).waiting_for("account:name")

    def on_link(self, moment: Moment, rest: str) -> Outcome | None:
        """Uses the invitation that a link carries."""
        return self._join(moment, rest)

    def on_text(self, moment: Moment, awaited: str, text: str) -> Outcome | None:
        """A name, or a part of a unit's name."""
        step = awaited.partition(":")[0]
        match step:
            case "name" | "new-name":
                name = cleaned_name(text)
                if len(text) > LONGEST_NAME or sum(map(str.isalpha, name)) < 2:
                    again = say(moment, texts.WRONG_NAME.format(most=LONGEST_NAME))
                    return again.waiting_for(f"account:{awaited}")
                if step == "new-name":
                    return self._correct(moment, name=name)
                return self._unit(moment, name)
            case "unit" | "new-unit":
                if moment.state.choices and text.strip().rstrip(".").isdecimal():
                    return None  # the number of a choice
                if any(_is_said(text, choice) for choice in moment.state.choices):
                    return None
                return self._units_found(moment, awaited, text, 1)
        return None

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """A step of registering, or something done with what is kept."""
        if moment.in_group:
            return say(moment, texts.NOT_IN_GROUPS)
        step, _, said = moment.state.awaiting.removeprefix("account:").partition(":")
        account = self._people.account(moment.account) if moment.account is not None else None
        match choice.split(":", 2):
            case ["unit", unit] if is_id(unit):
                return self._chosen(moment, step, said, int(unit))
            case ["page", page, typed] if is_id(page) and step in ("unit", "new-unit"):
                awaited = moment.state.awaiting.removeprefix("account:")
                return self._units_found(moment, awaited, typed, int(page))
            case ["agree", version] if version == self._version:
                return self._agree(moment, account, step, said)
            case ["disagree"]:
                if account is not None and account.consent_version and step != "consent":
                    return _sure(moment, texts.SURE_WITHDRAW, "withdraw-now", texts.YES_WITHDRAW)
                return say(moment, texts.NOT_REGISTERED)
            case ["name"] if account is not None and account.consent_version:
                return say(moment, texts.ASK_NAME).waiting_for("account:new-name")
            case ["new-unit"] if account is not None and account.consent_version:
                return say(moment, texts.ASK_UNIT).waiting_for("account:new-unit")
            case ["withdraw"] if account is not None and account.consent_version:
                return _sure(moment, texts.SURE_WITHDRAW, "withdraw-now", texts.YES_WITHDRAW)
            case ["withdraw-now"] if account is not None:
                return self._withdraw(moment, account)
            case ["lines"]:
                kept = self._data.export(self._data.of(moment.sender))
                return Outcome((Reply(tuple(as_blocks(kept))),), moment.state)
            case ["file"]:
                return self._file(moment)
            case ["delete"]:
                return _sure(moment, texts.SURE_DELETE, "delete-now", texts.YES_DELETE)
            case ["delete-now"]:
                return self._delete(moment)
            case ["no"]:
                return say(moment, texts.KEPT)
        return None

    def due(self, moment: Moment) -> Reply | None:
        """The consent to show again to somebody who agreed to an earlier text; None otherwise."""
        if moment.account is None or moment.in_group:
            return None
        account = self._people.account(moment.account)
        if account is None or account.consent_version in (None, self._settings.consent_version):
            return None
        if account.consent_asked == self._settings.consent_version:
            return None
        return self._consent(texts.CONSENT_CHANGED)

    def asked(self, account_id: int) -> None:
        """That consent was shown."""
        self._people.consent_asked(account_id, self._settings.consent_version)

    # invitations

    def _join(self, moment: Moment, code: str) -> Outcome:
        if moment.in_group:
            return say(moment, texts.NOT_IN_GROUPS)
        if not code:
            return say(moment, texts.WHICH_CODE)
        full = self._limits.full(moment.person, (TRIES,), moment.now)
        if full is not None:
            return say(moment, texts.too_many_codes(full.until - moment.now))

        def act() -> Outcome:
            joined = self._people.join(code, moment.sender)
            if joined is None:
                self._limits.count(moment.person, (TRIES,), moment.now)
                return say(moment, texts.WRONG_CODE)
            name = f", {joined.name}" if joined.name else ""
            return say(moment, texts.JOINED.format(name=name, role=texts.ROLES[joined.role]))

        return Outcome((), moment.state, act=act)

    # registering

    @property
    def _version(self) -> str:
        """The consent's version as a choice carries it: a button of an earlier text is stale."""
        return hashlib.sha256(self._settings.consent_version.encode()).hexdigest()[:8]

    def _unit(self, moment: Moment, name: str) -> Outcome:
        if not self._units.all():
            return self._ask_consent(moment, None, name)
        return say(moment, texts.ASK_UNIT).waiting_for(f"account:unit:{name}")

    def _units_found(self, moment: Moment, awaited: str, typed: str, page: int) -> Outcome:
        found = self._units.find(typed)
        first = (max(page, 1) - 1) * UNITS_SHOWN
        shown = found[first : first + UNITS_SHOWN]
        if not shown:
            return say(moment, texts.NO_UNIT).waiting_for(f"account:{awaited}")
        choices = [Choice(f"account:unit:{unit.id}", unit.shown) for unit in shown]
        again = f"account:page:{page + 1}:{_ascii(typed)}"
        if first + UNITS_SHOWN < len(found) and len(again) <= 64:
            choices.append(Choice(again, texts.MORE_UNITS, texts.MORE_ANSWERS))
        text = texts.WHICH_UNIT.format(first=first + 1, last=first + len(shown), count=len(found))
        outcome = Outcome((Reply((paragraph(text),), tuple(choices)),), moment.state)
        return outcome.waiting_for(f"account:{awaited}")

    def _chosen(self, moment: Moment, step: str, said: str, unit: int) -> Outcome:
        found = self._units.get(unit)
        if found is None or found.retired:
            return say(moment, texts.NO_UNIT).waiting_for(moment.state.awaiting)
        if step == "unit":
            return self._ask_consent(moment, unit, said)
        if step == "new-unit":
            return self._correct(moment, unit=unit)
        return say(moment, texts.START_AGAIN)

    def _ask_consent(self, moment: Moment, unit: int | None, name: str) -> Outcome:
        outcome = Outcome((self._consent(),), moment.state)
        return outcome.waiting_for(f"account:consent:{'' if unit is None else unit}:{name}")

    def _consent(self, *before: str) -> Reply:
        title = texts.CONSENT_TITLE.format(version=self._settings.consent_version)
        text = self._settings.consent_text or texts.CONSENT
        return Reply(
            (*map(paragraph, before), paragraph(bold(title)), paragraph(text)),
            (
                Choice(f"account:agree:{self._version}", texts.AGREE, texts.AGREE_ANSWERS),
                Choice("account:disagree", texts.DISAGREE, texts.DISAGREE_ANSWERS),
            ),
        )

    def _agree(self, moment: Moment, account: Account | None, step: str, said: str) -> Outcome:
        version = self._settings.consent_version
        if step == "consent":
            unit, _, name = said.partition(":")

            def register() -> Outcome:
                made = self._people.register(
                    moment.sender, name, int(unit) if unit else None, version
                )
                registered = self._line(texts.REGISTERED, made)
                if made.notices:
                    return say(moment, registered)
                return Outcome((ask_notices(registered),), moment.state)

            return Outcome((), moment.state, act=register)
        if account is None or account.consent_version is None:
            return say(moment, texts.START_AGAIN)

        def again() -> Outcome:
            self._people.register(moment.sender, account.name, account.unit, version)
            return say(moment, texts.AGREED_AGAIN.format(version=version))

        return Outcome((), moment.state, act=again)

    # what is kept

    def _me(self, moment: Moment) -> Outcome:
        kept = self._data.export(self._data.of(moment.sender))
        account = self._people.account(moment.account) if moment.account is not None else None
        lines = self._of_account(account, kept["account"][0]) if account else [texts.ME_NOTHING]
        lines += [
            texts.ME_KIND.format(kind=texts.KINDS[kind], count=len(found))
            for kind, found in kept.items()
            if kind != "account" and found
        ]
        choices = [
            Choice("account:lines", texts.TO_LINES),
            Choice("account:file", texts.TO_FILE),
            Choice("account:delete", texts.DELETE),
        ]
        if account is not None and account.consent_version:
            named = (
                ("name", texts.CORRECT_NAME),
                ("new-unit", texts.CORRECT_UNIT),
                ("withdraw", texts.WITHDRAW),
            )
            wanted = (
                Choice("notice:off", notice_texts.TURN_OFF)
                if account.notices
                else Choice("notice:on", notice_texts.TURN_ON)
            )
            choices = [*(Choice(f"account:{id_}", label) for id_, label in named), wanted, *choices]
        blocks = (paragraph(bold(texts.ME_TITLE)), *map(item, lines))
        return Outcome((Reply(blocks, tuple(choices)),), moment.state)

    def _file(self, moment: Moment) -> Outcome:
        if not moment.takes_files:
            return say(moment, texts.NO_FILES_HERE)
        file = as_file(self._data.export(self._data.of(moment.sender)), moment.now)
        reply = Reply((paragraph(texts.FILE_HERE),), file=file)
        return Outcome((reply,), moment.state)

    def _of_account(self, account: Account, kept: dict[str, object]) -> list[str]:
        lines = []
        if account.name:
            lines.append(texts.ME_NAME.format(name=account.name))
        if kept["unit"]:
            lines.append(texts.ME_UNIT.format(unit=kept["unit"]))
        lines.append(texts.ME_ROLE.format(role=texts.ROLES[account.role]))
        if account.consented_at is not None:
            at = account.consented_at.astimezone(VIETNAM).strftime(texts.DATE_TIME)
            lines.append(texts.ME_CONSENT.format(version=account.consent_version, at=at))
        if account.notices and account.notices_at is not None:
            at = account.notices_at.astimezone(VIETNAM).strftime(texts.DATE_TIME)
            lines.append(texts.ME_NOTICES.format(version=account.notices_version, at=at))
        elif account.consent_version is not None:
            lines.append(texts.ME_NO_NOTICES)
        channels = [sender.channel for sender in self._people.identities(account.id)]
        named = ", ".join(texts.CHANNELS.get(channel, channel) for channel in channels)
        return [*lines, texts.ME_CHANNELS.format(channels=named)]

    def _correct(
        self, moment: Moment, *, name: str | None = None, unit: int | None = None
    ) -> Outcome:
        if moment.account is None:
            return say(moment, texts.START_AGAIN)
        account = moment.account

        def act() -> Outcome:
            changed = self._people.correct(account, name=name, unit=unit)
            if changed is None:
                return say(moment, texts.START_AGAIN)
            return say(moment, self._line(texts.CORRECTED, changed))

        return Outcome((), moment.state, act=act)

    def _withdraw(self, moment: Moment, account: Account) -> Outcome:
        def act() -> Outcome:
            self._people.withdraw(account.id)
            return say(moment, texts.WITHDRAWN)

        return Outcome((), moment.state, act=act)

    def _delete(self, moment: Moment) -> Outcome:
        def act() -> Outcome:
            self._data.erase(self._data.of(moment.sender), moment.sender)
            forgotten = type(moment.state)(answered=moment.state.answered)
            return Outcome((Reply((paragraph(texts.DELETED),)),), forgotten)

        return Outcome((), moment.state, act=act)

    def _line(self, text: str, account: Account) -> str:
        unit = self._units.get(account.unit) if account.unit is not None else None
        return text.format(name=account.name, unit=f", {unit.shown}" if unit else "")


def _is_said(text: str, choice: StandingChoice) -> bool:
    """Whether typed words are a choice's own."""
    said = unmarked(text).lower().split()
    return any(unmarked(word).lower().split() == said for word in (choice.label, *choice.answers))


def _ascii(text: str) -> str:
    return unmarked(text).encode("ascii", "ignore").decode()


def _sure(moment: Moment, text: str, id_: str, yes: str) -> Outcome:
    choices = (
        Choice(f"account:{id_}", yes),
        Choice("account:no", texts.NO, texts.NO_ANSWERS),
    )
    return Outcome((Reply((paragraph(text),), choices),), moment.state)
