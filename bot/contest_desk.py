"""Everything of contests in one place, for the dialogue, the page, the commands and the clock."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot import contest_words as words
from bot.contests.attempts import Attempts
from bot.contests.contests import Contest, Contests, ContestState
from bot.contests.corrections import Corrections
from bot.contests.entries import Entries
from bot.contests.errors import ContestError
from bot.contests.records import Attempt
from bot.contests.standings import Standings, best_before, standings
from bot.contests.tables import ReportRow
from bot.contests.weekly import week_words
from bot.contests.weeks import week_of
from bot.outbox import Outbox
from bot.people import People
from bot.roles import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.messages import Address
    from knowledge.library import Library

logger = logging.getLogger(__name__)

FRESH_FOR = timedelta(seconds=15)
"""How old standings may be that members see; those of a great contest take a second to make."""

LOOK_EVERY_S = 1.0
"""Seconds between two looks at the clock."""

PUSHED = ("telegram", "zalo_bot", "zalo_oa")
"""Channels on which somebody can be written to; the page asks by itself."""

REPORT_HOUR = timedelta(hours=7)
"""When on a Monday the week before is reported."""


class ContestDesk:
    """The contests of an office.

    Args:
        library: Holds the bank, and the database.
        clock: The time, aware.
    """

    def __init__(
        self, library: Library, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.clock = clock
        self.library = library
        self.contests = Contests(library, clock=clock)
        self.entries = Entries(self.contests)
        self.attempts = Attempts(
            self.contests, lambda contest, n, top: best_before(self.contests, contest, n, top)
        )
        self.corrections = Corrections(self.contests, self.attempts)
        self._people = People(library.database, clock=clock)
        self._standings: dict[str, Standings] = {}
        self._making = threading.Lock()

    def standings(self, contest_id: str, *, fresh: bool = True) -> Standings:
        """The standings now; not `fresh` they may be some seconds old.

        Raises:
            ContestError: NO_SUCH_CONTEST.
        """
        before = self._standings.get(contest_id)
        if not fresh and before is not None:
            if timedelta(0) <= self.clock() - before.at < FRESH_FOR:
                return before
            if not self._making.acquire(blocking=False):
                return before  # while somebody else makes them anew
        else:
            self._making.acquire()
        try:
            known = self._standings.get(contest_id)
            if fresh or known is None or known is before:
                known = standings(self.contests, contest_id, self.clock())
                self._standings[contest_id] = known
            return known
        finally:
            self._making.release()

    def shown(self) -> list[Contest]:
        """The contests that members see: all that were opened."""
        return [each for each in self.contests.all() if each.state is not ContestState.DRAFT]

    def tick(self) -> int:
        """What the clock asks for: attempts whose time is up end, rounds that have opened are
        prepared, a week that is over is reported; how many attempts were ended."""
        now = self.clock()
        ended = self.attempts.settle(now, self._tell)
        for contest in self.contests.all():
            if contest.state is ContestState.OPEN:
                self._prepare(contest, now)
                self._report(contest, now)
        return ended

    def _prepare(self, contest: Contest, now: datetime) -> None:
        number = contest.rules.current(now)
        if number is None:
            return
        if self.contests.round(contest, number).pool is None:
            with (
                contextlib.suppress(ContestError),
                self.library.database.session() as session,
            ):
                self.contests.prepare(
                    session,
                    contest,
                    number,
                    lambda n, top: best_before(self.contests, contest, n, top),
                )

    def _tell(self, session: Session, attempt: Attempt) -> None:
        """Tells somebody that their time is up."""
        if attempt.address.channel not in PUSHED:
            return
        contest = self.contests.get(attempt.contest)
        reply = words.result(contest, attempt, self.clock())
        Outbox.push(session, attempt.address, reply, key=f"contest-time:{attempt.id}")

    def _report(self, contest: Contest, now: datetime) -> None:
        """Sends organisers the week that is over, once."""
        monday = week_of(now)
        before = monday - timedelta(days=7)
        if not contest.rules.weekly_report or now < monday + REPORT_HOUR:
            return
        if not week_of(contest.rules.opens) <= before < contest.rules.closes:
            return
        key = f"contest-week:{contest.id}:{before.date()}"
        if self._is_reported(key) or not self._wanting():
            return
        reply = week_words(self.standings(contest.id), before)  # before anybody has to wait
        with self.library.database.session() as session:
            if not self._is_new(session, key):
                return
            for account, address in self._wanting():
                Outbox.push(session, address, reply, key=f"{key}:{account}:{address.channel}")

    def _wanting(self) -> list[tuple[int, Address]]:
        """The chats of organisers."""
        with self.library.database.read() as session:
            addresses = self._people.addresses(session, least=Role.ORGANISER)
        return [(account, where) for account, where in addresses if where.channel in PUSHED]

    def _is_reported(self, key: str) -> bool:
        with self.library.database.read() as session:
            return session.get(ReportRow, key) is not None

    def _is_new(self, session: Session, key: str) -> bool:
        """Whether this report was not made yet; from now on it is."""
        if session.get(ReportRow, key) is not None:
            return False
        session.add(ReportRow(key=key, at=self.clock()))
        session.flush()
        return True


async def keep_time(desk: ContestDesk, stop: asyncio.Event) -> None:
    """Looks at the clock of contests until `stop`."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(desk.tick)
        except Exception:
            logger.exception("the clock of contests could not be looked at")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)
