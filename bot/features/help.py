"""Greeting, help, and starting afresh."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.features import Feature, Moment, Outcome
from bot.features.ask import Ask, is_id, shortened
from bot.messages import Choice, Command, Reply, bold, item, paragraph
from bot.texts import dialogue as texts

if TYPE_CHECKING:
    from knowledge.library import Library

EXAMPLES = 3
ENTRY_PAYLOAD = "cau_"  # a deep link "start=cau_12" asks Q&A entry 12


class Help:
    """/start, /trogiup and /huy. `features` are those whose commands help lists."""

    name = "help"
    commands = (
        Command("start", texts.COMMAND_START, ("bắt đầu", "batdau")),
        Command("trogiup", texts.COMMAND_HELP, ("trợ giúp", "giúp", "giúp tôi", "help")),
        Command("huy", texts.COMMAND_CANCEL, ("huỷ", "hủy", "huỷ bỏ", "bỏ qua", "cancel")),
    )

    def __init__(self, ask: Ask, library: Library, features: Iterable[Feature]) -> None:
        self._ask = ask
        self._library = library
        self._features = features

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """Greets, explains or forgets."""
        if command == "huy":
            state = moment.state.model_copy(update={"context_since": moment.now})
            return Outcome((Reply((paragraph(texts.CANCELLED),)),), state)
        if command == "trogiup":
            return Outcome((self._help(),), moment.state)
        entry = argument.removeprefix(ENTRY_PAYLOAD)
        if argument.startswith(ENTRY_PAYLOAD) and is_id(entry):
            asked = self._ask.on_entry(moment, int(entry))
            if asked is not None:
                return asked
        return Outcome((self._greeting(),), moment.state)

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

    def _help(self) -> Reply:
        commands = [command for feature in self._features for command in feature.commands]
        return Reply(
            (
                paragraph(bold(texts.HELP_TITLE)),
                *(item(line) for line in texts.HELP),
                paragraph(bold(texts.HELP_COMMANDS)),
                *(item(f"/{command.name}: {command.description}") for command in commands),
            )
        )
