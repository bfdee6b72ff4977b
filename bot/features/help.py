"""Greeting, help, and starting afresh."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.features import Feature, Linked, Moment, Outcome
from bot.features.ask import shortened
from bot.messages import Choice, Command, Reply, bold, item, paragraph
from bot.roles import Role
from bot.texts import dialogue as texts

if TYPE_CHECKING:
    from knowledge.library import Library

EXAMPLES = 3


class Help:
    """/start, /trogiup, /huy. `features` are those whose commands it lists and links it opens."""

    name = "help"
    commands = (
        Command("start", texts.COMMAND_START, ("bắt đầu", "batdau")),
        Command("trogiup", texts.COMMAND_HELP, ("trợ giúp", "giúp", "giúp tôi", "help")),
        Command("huy", texts.COMMAND_CANCEL, ("huỷ", "hủy", "huỷ bỏ", "bỏ qua", "cancel")),
    )

    def __init__(self, library: Library, features: Iterable[Feature]) -> None:
        self._library = library
        self._features = features

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """Greets, explains or forgets."""
        if command == "huy":
            state = moment.state.model_copy(update={"context_since": moment.now})
            return Outcome((Reply((paragraph(texts.CANCELLED),)),), state)
        if command == "trogiup":
            return Outcome((self._help(moment.role),), moment.state)
        link, _, rest = argument.partition("_")
        linked = (each for each in self._features if isinstance(each, Linked))
        opened = (each.on_link(moment, rest) for each in linked if each.link == link)
        return next(filter(None, opened), None) or Outcome((self._greeting(),), moment.state)

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """It offers choices of others only."""
        return None

    def _greeting(self) -> Reply:
        examples = tuple(
            Choice(f"ask:faq:{entry.id}", shortened(entry.question))
            for entry in self._library.faq_entries(limit=EXAMPLES)
        )
        blocks = [paragraph(texts.GREETING), paragraph(texts.GREETING_ASK)]
        if examples:
            blocks.append(paragraph(texts.GREETING_EXAMPLES))
        return Reply(tuple(blocks), examples)

    def _help(self, role: Role) -> Reply:
        commands = [
            command
            for feature in self._features
            for command in feature.commands
            if command.listed and role.at_least(command.least)
        ]
        return Reply(
            (
                paragraph(bold(texts.HELP_TITLE)),
                *(item(line) for line in texts.HELP),
                paragraph(bold(texts.HELP_COMMANDS)),
                *(item(f"/{command.name}: {command.description}") for command in commands),
            )
        )
