"""One person on two channels; see `bot.linking`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.features import Moment, Outcome
from bot.messages import Address, Choice, Command, Reply, paragraph
from bot.outbox import Priority, Push
from bot.people import code_hash
from bot.texts import people as texts

if TYPE_CHECKING:
    from bot.limits import Limits, Window
    from bot.linking import Links


class Linking:
    """/noitaikhoan.

    Args:
        links: The codes.
        limits: Counts the codes that were tried.
        tries: How many wrong ones a person may type.
    """

    name = "link"
    commands = (Command("noitaikhoan", texts.COMMAND_LINK, ("nối tài khoản",)),)

    def __init__(self, links: Links, limits: Limits, tries: Window) -> None:
        self._links = links
        self._limits = limits
        self._tries = tries

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """Gives a code, or takes one."""
        if moment.in_group:
            return say(moment, texts.NOT_IN_GROUPS)
        if argument:
            return self._take(moment, argument)
        account = moment.account
        if account is None:
            return say(moment, texts.LINK_NEEDS_ACCOUNT)

        def act() -> Outcome:
            code = self._links.begin(account, moment.sender)
            return say(moment, texts.LINK_CODE.format(code=code))

        return Outcome((), moment.state, act=act)

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """What either side says."""
        match choice:
            case "yes" if moment.state.awaiting.startswith("link:"):
                return self._join(moment, moment.state.awaiting.removeprefix("link:"))
            case "no":
                return say(moment, texts.NOT_LINKED)
            case "mine" | "not-mine" if moment.account is not None and not moment.in_group:
                return self._finish(moment, moment.account, agreed=choice == "mine")
        return None

    def _take(self, moment: Moment, code: str) -> Outcome:
        if moment.account is not None:
            return say(moment, texts.LINK_HAS_ACCOUNT)
        full = self._limits.full(moment.person, (self._tries,), moment.now)
        if full is not None:
            return say(moment, texts.too_many_codes(full.until - moment.now))
        sha256 = code_hash(code)
        if not self._links.known(sha256):

            def act() -> Outcome:
                self._limits.count(moment.person, (self._tries,), moment.now)
                return say(moment, texts.WRONG_CODE)

            return Outcome((), moment.state, act=act)
        choices = (
            Choice("link:yes", texts.LINK_YES),
            Choice("link:no", texts.NO, texts.NO_ANSWERS),
        )
        outcome = Outcome((Reply((paragraph(texts.LINK_SURE),), choices),), moment.state)
        return outcome.waiting_for(f"link:{sha256}")

    def _join(self, moment: Moment, sha256: str) -> Outcome:
        def act() -> Outcome:
            home = self._links.join(sha256, moment.sender)
            if home is None:
                return say(moment, texts.WRONG_CODE)
            channel = texts.CHANNELS.get(moment.sender.channel, moment.sender.channel)
            question = Reply(
                (paragraph(texts.LINK_ASKED.format(channel=channel)),),
                (
                    Choice("link:mine", texts.LINK_MINE),
                    Choice("link:not-mine", texts.LINK_NOT_MINE),
                ),
            )
            return _with_push(moment, texts.LINK_WAITS, home, question, f"link-asked:{sha256}")

        return Outcome((), moment.state, act=act)

    def _finish(self, moment: Moment, account: int, *, agreed: bool) -> Outcome:
        def act() -> Outcome:
            other = self._links.finish(account, agreed=agreed)
            if other is None:
                return say(moment, texts.NOT_LINKED)
            told = Reply((paragraph(texts.LINKED_THERE),))
            key = f"linked:{other.channel}:{other.user}:{moment.now.isoformat()}"
            return _with_push(moment, texts.LINKED, other.address, told, key)

        return Outcome((), moment.state, act=act)


def say(moment: Moment, text: str) -> Outcome:
    """One sentence; the state stays."""
    return Outcome((Reply((paragraph(text),)),), moment.state)


def _with_push(moment: Moment, text: str, to: Address, reply: Reply, key: str) -> Outcome:
    push = Push(address=to, reply=reply, key=key, priority=Priority.NOTICE)
    return Outcome((Reply((paragraph(text),)),), moment.state, pushes=(push,))
