"""/thongbao: an admin writes to many; /nhantin: a member says whether they want it.

/thongbao ──text──> preview ──send, or a time──> progress, stop
                       └─ unit, other text, drop
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import broadcast_words as words
from bot.broadcasts import ACTIVE, LONGEST
from bot.features import Moment, Outcome
from bot.features.ask import is_id, shortened
from bot.features.linking import say
from bot.messages import Choice, Command, Reply, bold, item, paragraph, quote
from bot.roles import Role
from bot.texts import broadcasts as texts
from bot.texts import people as people_texts
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from bot.broadcasts import Broadcast, Broadcasts
    from bot.people import People
    from bot.units import Units

UNITS_SHOWN = 8
_ID = re.compile(r"[0-9a-f]{12}")
_TIME = re.compile(
    r"(?:(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}))?[\s,]+)?(\d{1,2})\s*[:hg]\s*(\d{2})?"
    r"(?:[\s,]+(?:ngày\s+)?(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}))?)?"
)


class BroadcastFeature:
    """Writing to many, and wanting to be written to.

    Args:
        broadcasts: What is sent.
        people: Who wants it.
        units: Whom it may go to.
        version: Of the consent, which is kept with a yes.
    """

    name = "notice"
    commands = (
        Command("thongbao", texts.COMMAND, ("thông báo",), least=Role.ADMIN),
        Command("nhantin", texts.COMMAND_NOTICES, ("nhận tin", "thôi nhận tin")),
    )

    def __init__(self, broadcasts: Broadcasts, people: People, units: Units, version: str) -> None:
        self._broadcasts = broadcasts
        self._people = people
        self._units = units
        self._version = version

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """What was sent lately, or a new broadcast; whether the person is written to."""
        if moment.in_group:
            return say(moment, people_texts.NOT_IN_GROUPS)
        if command == "nhantin":
            return self._wanted(moment)
        if argument:
            return self._written(moment, "new", argument)
        latest = self._broadcasts.all(limit=5)
        if not latest:
            return self._ask_text(moment, "new")
        lines = [item(_line(each)) for each in latest]
        choices = [Choice("notice:new", texts.NEW)]
        choices += [
            Choice(f"notice:show:{each.id}", texts.SHOW.format(text=shortened(each.text)[:60]))
            for each in latest
        ]
        reply = Reply((paragraph(bold(texts.LATEST)), *lines), tuple(choices))
        return Outcome((reply,), moment.state)

    def on_text(self, moment: Moment, awaited: str, text: str) -> Outcome | None:
        """The text, a part of a unit's name, or a time."""
        if not moment.role.at_least(Role.ADMIN):
            return None
        step, _, broadcast_id = awaited.partition(":")
        match step:
            case "text":
                return self._written(moment, broadcast_id, text)
            case "unit":
                if moment.state.choices and text.strip().rstrip(".").isdecimal():
                    return None  # the number of a choice
                return self._units_found(moment, broadcast_id, text)
            case "when":
                return self._at(moment, broadcast_id, text)
        return None

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """A button."""
        if choice in ("on", "off"):
            return self._want(moment, wanted=choice == "on")
        if not moment.role.at_least(Role.ADMIN):
            return None
        if choice == "new":
            return self._ask_text(moment, "new")
        action, _, rest = choice.partition(":")
        broadcast_id, _, unit = rest.partition(":")
        if not _ID.fullmatch(broadcast_id):
            return None
        match action:
            case "send":
                return self._start(moment, broadcast_id, None)
            case "when":
                return say(moment, texts.WHEN).waiting_for(f"notice:when:{broadcast_id}")
            case "edit":
                return self._ask_text(moment, broadcast_id)
            case "unit":
                return say(moment, texts.WHICH_UNIT).waiting_for(f"notice:unit:{broadcast_id}")
            case "to" if not unit or is_id(unit):
                return self._changed(moment, broadcast_id, unit_id=int(unit) if unit else None)
            case "drop":
                return self._drop(moment, broadcast_id)
            case "show":
                return self._show(moment, broadcast_id)
            case "stop":
                return self._stop(moment, broadcast_id)
        return None

    # writing one

    def _ask_text(self, moment: Moment, broadcast_id: str) -> Outcome:
        asked = say(moment, texts.WRITE.format(most=LONGEST))
        return asked.waiting_for(f"notice:text:{broadcast_id}")

    def _written(self, moment: Moment, broadcast_id: str, text: str) -> Outcome:
        if len(text) > LONGEST:
            said = say(moment, texts.TOO_LONG.format(length=len(text), most=LONGEST))
            return said.waiting_for(f"notice:text:{broadcast_id}")
        if broadcast_id != "new":
            return self._changed(moment, broadcast_id, text=text)

        def act() -> Outcome:
            return self._preview(moment, self._broadcasts.draft(text, by=str(moment.account)))

        return Outcome((), moment.state, act=act)

    def _changed(self, moment: Moment, broadcast_id: str, **values: object) -> Outcome:
        def act() -> Outcome:
            changed = self._broadcasts.change(broadcast_id, **values)
            return self._preview(moment, changed) if changed else say(moment, texts.GONE)

        return Outcome((), moment.state, act=act)

    def _units_found(self, moment: Moment, broadcast_id: str, typed: str) -> Outcome:
        found = self._units.find(typed)[:UNITS_SHOWN]
        if not found:
            return say(moment, texts.NO_UNIT).waiting_for(f"notice:unit:{broadcast_id}")
        choices = [
            Choice(f"notice:to:{broadcast_id}:{unit.id}", unit.shown[:100]) for unit in found
        ]
        reply = Reply((paragraph(texts.PICK_UNIT),), tuple(choices))
        return Outcome((reply,), moment.state).waiting_for(f"notice:unit:{broadcast_id}")

    def _preview(self, moment: Moment, broadcast: Broadcast) -> Outcome:
        receivers = self._broadcasts.receivers(broadcast.unit_id)
        blocks = [paragraph(bold(texts.PREVIEW))]
        blocks += [quote(line) for line in broadcast.text.splitlines() if line.strip()]
        blocks.append(paragraph(words.goes_to(broadcast, receivers)))
        blocks += [item(line) for line in words.receiver_lines(receivers)]
        choices = []
        if receivers.people:
            choices += [
                Choice(f"notice:send:{broadcast.id}", texts.SEND, texts.SEND_ANSWERS),
                Choice(f"notice:when:{broadcast.id}", texts.LATER),
            ]
        else:
            blocks.append(paragraph(texts.NOBODY))
        if broadcast.unit_id is not None:
            choices.append(Choice(f"notice:to:{broadcast.id}:", texts.CHOOSE_ALL))
        choices += [
            Choice(f"notice:unit:{broadcast.id}", texts.CHOOSE_UNIT),
            Choice(f"notice:edit:{broadcast.id}", texts.EDIT),
            Choice(f"notice:drop:{broadcast.id}", texts.DROP, texts.DROP_ANSWERS),
        ]
        return Outcome((Reply(tuple(blocks), tuple(choices)),), moment.state)

    # sending it

    def _at(self, moment: Moment, broadcast_id: str, text: str) -> Outcome:
        at = moment_of(text, moment.now)
        if at is None:
            said = say(moment, texts.WRONG_TIME.format(value=text[:40]))
            return said.waiting_for(f"notice:when:{broadcast_id}")
        return self._start(moment, broadcast_id, at)

    def _start(self, moment: Moment, broadcast_id: str, at: datetime | None) -> Outcome:
        def act() -> Outcome:
            started = self._broadcasts.start(broadcast_id, by=str(moment.account), at=at)
            if started is None:
                return say(moment, texts.GONE)
            said = texts.SCHEDULED.format(at=words.local(at)) if at else texts.STARTED
            return Outcome((_progress(started, said),), moment.state)

        return Outcome((), moment.state, act=act)

    def _drop(self, moment: Moment, broadcast_id: str) -> Outcome:
        def act() -> Outcome:
            self._broadcasts.drop(broadcast_id)
            return say(moment, texts.DROPPED)

        return Outcome((), moment.state, act=act)

    def _show(self, moment: Moment, broadcast_id: str) -> Outcome:
        found = self._broadcasts.get(broadcast_id)
        if found is None:
            return say(moment, texts.GONE)
        return Outcome((_progress(found, ""),), moment.state)

    def _stop(self, moment: Moment, broadcast_id: str) -> Outcome:
        def act() -> Outcome:
            stopped = self._broadcasts.stop(broadcast_id, by=str(moment.account))
            if stopped is None:
                return say(moment, texts.GONE)
            return Outcome((_progress(stopped, texts.STOPPED),), moment.state)

        return Outcome((), moment.state, act=act)

    # wanting it

    def _wanted(self, moment: Moment) -> Outcome:
        account = self._people.account(moment.account) if moment.account is not None else None
        if account is None or account.consent_version is None:
            return say(moment, texts.NOTICES_NEED_ACCOUNT)
        if not account.notices:
            return Outcome((ask_notices(texts.NOTICES_OFF),), moment.state)
        reply = Reply((paragraph(texts.NOTICES_ON),), (Choice("notice:off", texts.TURN_OFF),))
        return Outcome((reply,), moment.state)

    def _want(self, moment: Moment, *, wanted: bool) -> Outcome | None:
        if moment.account is None:
            return None
        account = moment.account

        def act() -> Outcome:
            found = self._people.account(account)
            if found is None or found.consent_version is None:
                return say(moment, texts.NOTICES_NEED_ACCOUNT)
            if not wanted:
                self._people.refuse_notices(account)
                return say(moment, texts.TURNED_OFF if found.notices else texts.DECLINED)
            self._people.agree_to_notices(account, self._version)
            return say(moment, texts.TURNED_ON)

        return Outcome((), moment.state, act=act)


def ask_notices(said: str) -> Reply:
    """The question whether somebody wants broadcasts, a purpose of its own with a consent of its
    own (Law 91/2025/QH15: a consent is given for each purpose)."""
    choices = (
        Choice("notice:on", texts.YES, texts.YES_ANSWERS),
        Choice("notice:off", texts.NO, texts.NO_ANSWERS),
    )
    return Reply((paragraph(said), paragraph(texts.ASK_NOTICES)), choices)


def moment_of(text: str, now: datetime) -> datetime | None:
    """A typed time by Việt Nam's clock that is still to come: "20/11/2026 7:30", "7h30 20/11".

    Without a day it is today or, where that is over, tomorrow.
    """
    match = _TIME.fullmatch(text.strip().lower())
    if match is None:
        return None
    here = now.astimezone(VIETNAM)
    day, month, year = match.group(1, 2, 3) if match[1] else match.group(6, 7, 8)
    try:
        at = here.replace(hour=int(match[4]), minute=int(match[5] or 0), second=0, microsecond=0)
        if day is None:
            return at if at > here else at + timedelta(days=1)
        at = at.replace(year=int(year or here.year), month=int(month), day=int(day))
    except ValueError:
        return None
    return at if at > here else None


def _progress(broadcast: Broadcast, said: str) -> Reply:
    blocks = [paragraph(said)] if said else []
    blocks.append(paragraph(bold(_line(broadcast))))
    blocks += [item(line) for line in words.fate_lines(broadcast)]
    choices = []
    if broadcast.state in ACTIVE:
        choices = [
            Choice(f"notice:show:{broadcast.id}", texts.REFRESH),
            Choice(f"notice:stop:{broadcast.id}", texts.STOP),
        ]
    return Reply(tuple(blocks), tuple(choices))


def _line(broadcast: Broadcast) -> str:
    return texts.LINE.format(
        at=words.local(broadcast.created_at),
        text=shortened(broadcast.text)[:80],
        state=words.state_text(broadcast),
    )
