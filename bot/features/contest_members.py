"""Who speaks, as a contest knows them; and the small answers that its conversations share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.contests.contests import Contest
from bot.contests.entries import Entry
from bot.contests.errors import ContestError, Refusal
from bot.features import Moment, Outcome
from bot.messages import Choice, Reply, paragraph
from bot.texts import contests as texts

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk
    from bot.contests.records import Attempt
    from bot.people import Account, People


class Members:
    """Those who take part.

    Args:
        desk: The contests.
        people: The accounts.
    """

    def __init__(self, desk: ContestDesk, people: People) -> None:
        self._desk = desk
        self._people = people

    def account(self, moment: Moment) -> Account | None:
        """The speaker's account."""
        return self._people.account(moment.account) if moment.account is not None else None

    def entry(self, moment: Moment, contest: Contest) -> Entry | None:
        """The speaker's entry."""
        if moment.account is None:
            return None
        return self._desk.entries.of(contest.id, moment.account)

    def allowed(self, moment: Moment, contest: Contest) -> Account:
        """The speaker's account, if they may take part.

        Raises:
            ContestError: Why not.
        """
        return self._desk.entries.check(contest, self.account(moment), moment.sender.channel)

    def entered(self, moment: Moment, contest: Contest) -> Entry:
        """The speaker's entry, if they may take part now.

        Raises:
            ContestError: Why not.
        """
        self.allowed(moment, contest)
        entry = self.entry(moment, contest)
        if entry is None or entry.agreed_at is None:
            raise ContestError(Refusal.NOT_ENTERED)
        return entry

    def own(self, moment: Moment, attempt_id: int) -> Attempt | None:
        """An attempt, if it is the speaker's."""
        if moment.account is None:
            return None
        return self._desk.attempts.own(attempt_id, moment.account)


def back(contest: Contest) -> Choice:
    """The way back to a contest's card."""
    return Choice(f"contest:open:{contest.id}", texts.BACK, texts.BACK_ANSWERS)


def say(moment: Moment, text: str, *choices: Choice) -> Outcome:
    """One sentence."""
    return Outcome((Reply((paragraph(text),), choices),), moment.state)
