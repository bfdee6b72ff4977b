"""Signing in on the admins' page by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.features import Moment, Outcome
from bot.messages import Command, Reply, paragraph
from bot.roles import Role
from bot.texts import sign_in as texts

if TYPE_CHECKING:
    from bot.sign_in import SignIns


class SignInFeature:
    """/dangnhap.

    Args:
        sign_ins: Makes the codes.
        page: The address of the admins' page.
    """

    name = "sign_in"
    commands = (Command("dangnhap", texts.COMMAND_SIGN_IN, ("đăng nhập",), least=Role.ORGANISER),)

    def __init__(self, sign_ins: SignIns, page: str) -> None:
        self._sign_ins = sign_ins
        self._page = page

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """A link that works once, in a private chat only: whoever opens it is signed in."""
        account = moment.account
        if account is None or moment.sender.chat != moment.sender.user:
            return _say(moment, texts.NOT_IN_GROUPS)

        def act() -> Outcome:
            code = self._sign_ins.new_code(account)
            return _say(moment, texts.LINK.format(link=f"{self._page}/vao#{code}"))

        return Outcome((), moment.state, act=act)

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """It has none."""
        return None


def _say(moment: Moment, text: str) -> Outcome:
    return Outcome((Reply((paragraph(text),)),), moment.state)
