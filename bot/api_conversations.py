"""Conversations of programs: what a key asked before under an id that it chose.

They are kept where all conversations are, for as long (`dialogue.keep_conversations_days`); what a
question may lean on is the same as in a chat.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from bot.state import ConversationRow, GivenAnswer, State

if TYPE_CHECKING:
    from bot.config import DialogueSettings
    from index.answer import Answer
    from index.engine import Engine
    from knowledge.database import Database

CHANNEL = "api"


class ApiConversations:
    """Answers in the light of what was asked before; safe to call from threads and processes.

    Args:
        database: Holds the conversations.
        engine: Finds the answers.
        settings: How far back a question may lean.
        clock: The time, aware.
    """

    def __init__(
        self,
        database: Database,
        engine: Engine,
        settings: DialogueSettings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._engine = engine
        self._settings = settings
        self._clock = clock

    def answer(self, key_id: int, name: str, question: str, day: date | None = None) -> Answer:
        """Answers the next question of a conversation; the first one begins it.

        Args:
            key_id: Whose; another key's conversation of that name is another one.
            name: What the key calls it.
            question: As typed.
            day: The day whose texts are asked, today by default.
        """
        from index.answer import Turn

        where = (CHANNEL, name, str(key_id))
        with self._database.read() as session:
            state = _state(session.get(ConversationRow, where))
        now = self._clock()
        since = now - timedelta(minutes=self._settings.context_minutes)
        context = tuple(
            Turn(each.question, each.text, each.passage_ids)
            for each in state.recent(since, self._settings.context_turns)
        )
        answer = self._engine.answer(question, context=context, day=day)
        try:
            self._keep(where, question, answer, now)
        except IntegrityError:  # two first questions at once
            self._keep(where, question, answer, now)
        return answer

    def _keep(
        self, where: tuple[str, str, str], question: str, answer: Answer, now: datetime
    ) -> None:
        with self._database.session() as session:
            row = session.get(ConversationRow, where, with_for_update=True)
            state = _state(row)
            if row is None:
                channel, chat, user = where
                row = ConversationRow(channel=channel, chat=chat, user=user, revision=0)
                session.add(row)
            given = GivenAnswer.of(answer, number=state.answered + 1, at=now, question=question)
            row.state = state.after(given).model_dump(mode="json")
            row.revision += 1
            row.updated_at = now


def _state(row: ConversationRow | None) -> State:
    try:
        return State.model_validate(row.state) if row is not None else State()
    except ValidationError:
        return State()
