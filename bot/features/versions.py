"""The versions of a document: restoring one, retiring the document.

Choices: "restore:<document>:<version>", "use:<document>", "retire:<document>".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.features import Moment, Outcome
from bot.features.ask import is_id
from bot.messages import Choice, Command, Reply, bold, item, paragraph
from bot.roles import Role
from bot.texts import uploads as texts
from bot.texts import web_admin
from bot.texts.errors import knowledge_sentence
from knowledge.errors import KnowledgeError
from knowledge.library import VIETNAM
from knowledge.records import Status

if TYPE_CHECKING:
    from knowledge.library import Library

SHOWN = 8
"""The latest versions that can be restored from the chat."""


class Versions:
    """/phienban."""

    name = "versions"
    commands = (Command("phienban", texts.COMMAND_VERSIONS, ("phiên bản",), least=Role.EDITOR),)

    def __init__(self, library: Library) -> None:
        self._library = library

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """The versions of the document that was named."""
        if moment.account is None or not moment.role.at_least(Role.EDITOR):
            return _say(moment, texts.NOT_ALLOWED)
        if not argument:
            return _say(moment, texts.WHICH_DOCUMENT)
        try:
            document = self._library.document(argument)
            versions = self._library.history(document.id)[-SHOWN:]
        except KnowledgeError as error:
            return _say(moment, knowledge_sentence(error))
        status = web_admin.STATUSES[document.status]
        title = texts.VERSIONS.format(title=document.title, status=status)
        lines = [
            item(
                texts.VERSION.format(
                    version=each.version,
                    state=texts.VERSION_STATES[each.state],
                    file=each.file_name,
                    passages=each.passages,
                    date=each.created_at.astimezone(VIETNAM).strftime("%d/%m/%Y"),
                )
            )
            for each in versions
        ]
        choices = [
            Choice(
                f"versions:restore:{document.id}:{each.version}",
                texts.RESTORE.format(version=each.version),
            )
            for each in versions
            if each.state == "past"
        ]
        if document.status is Status.RETIRED:
            choices.append(Choice(f"versions:use:{document.id}", texts.RESTORE_RETIRED))
        elif document.status is Status.PUBLISHED:
            choices.append(Choice(f"versions:retire:{document.id}", texts.RETIRE))
        return Outcome((Reply((paragraph(bold(title)), *lines), tuple(choices)),), moment.state)

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """Restores or retires."""
        if moment.account is None or not moment.role.at_least(Role.EDITOR):
            return _say(moment, texts.NOT_ALLOWED)
        actor = str(moment.account)
        match choice.split(":"):
            case ["restore", document, version] if is_id(document) and is_id(version):
                return self._acting(
                    moment, lambda: self._restored(int(document), int(version), actor)
                )
            case ["use", document] if is_id(document):
                return self._acting(moment, lambda: self._restored(int(document), None, actor))
            case ["retire", document] if is_id(document):
                return self._acting(moment, lambda: self._retired(int(document), actor))
        return None

    def _restored(self, document: int, version: int | None, actor: str) -> str:
        found = self._library.restore(document, version=version, actor=actor)
        return texts.RESTORED.format(title=found.title, version=found.version)

    def _retired(self, document: int, actor: str) -> str:
        found = self._library.retire(document, actor=actor)
        return texts.RETIRED.format(title=found.title)

    def _acting(self, moment: Moment, act: Callable[[], str]) -> Outcome:
        def kindly() -> Outcome:
            try:
                return _say(moment, act())
            except KnowledgeError as error:
                return _say(moment, knowledge_sentence(error))

        return Outcome((), moment.state, act=kindly)


def _say(moment: Moment, text: str) -> Outcome:
    return Outcome((Reply((paragraph(text),)),), moment.state)
