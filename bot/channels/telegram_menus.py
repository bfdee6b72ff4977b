"""The menus of commands: everybody's, and in the private chats of those with a role their own.

Which chats have a menu of their own is kept, so that a role is followed however it changes: in a
chat, at the command line, or while the program stood still.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, mapped_column
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden

from bot.messages import Command
from bot.state import Base

if TYPE_CHECKING:
    from knowledge.database import Database

Staff = Callable[[], Mapping[str, Sequence[Command]]]
"""The private chats of those with a role, with what each may call; it may block."""

log = logging.getLogger(__name__)


class MenuRow(Base):
    """A private chat that has a menu of its own, as the SHA-256 of what it lists."""

    __tablename__ = "telegram_menus"

    chat: Mapped[str] = mapped_column(Text, primary_key=True)
    menu: Mapped[str] = mapped_column(Text)


class Menus:
    """The menus of one bot.

    Args:
        database: Keeps which chats have their own.
        staff: Who shall have their own.
    """

    def __init__(self, database: "Database", staff: Staff) -> None:
        self._database = database
        self._staff = staff

    def due(self) -> list[tuple[str, Sequence[Command] | None]]:
        """The chats whose menu is not what it shall be, with what it shall list; None is
        everybody's."""
        wanted = self._staff()
        with self._database.read() as session:
            shown = {row.chat: row.menu for row in session.scalars(select(MenuRow))}
        changed = ((chat, menu) for chat, menu in wanted.items() if shown.get(chat) != _hash(menu))
        return [*changed, *((chat, None) for chat in shown if chat not in wanted)]

    def done(self, chat: str, menu: Sequence[Command] | None) -> None:
        """A chat has its menu now."""
        with self._database.session() as session:
            if menu is not None:
                session.merge(MenuRow(chat=chat, menu=_hash(menu)))
            elif (row := session.get(MenuRow, chat)) is not None:
                session.delete(row)


async def show(bot: Bot, chat: str, menu: Sequence[Command] | None) -> None:
    """Gives a private chat its menu. Raises TelegramError; a chat that is gone is let be."""
    scope = BotCommandScopeChat(int(chat))
    try:
        if menu is None:
            await bot.delete_my_commands(scope=scope)
        else:
            await bot.set_my_commands(list(as_menu(menu)), scope=scope)
    except (BadRequest, Forbidden) as error:
        log.info("Telegram takes no menu for a chat: %s", error.message)


def as_menu(commands: Sequence[Command]) -> Iterator[BotCommand]:
    """The commands as Telegram lists them."""
    for each in commands:
        yield BotCommand(each.name, each.description)


def _hash(menu: Sequence[Command]) -> str:
    listed = "\n".join(f"{each.name} {each.description}" for each in menu)
    return hashlib.sha256(listed.encode()).hexdigest()
