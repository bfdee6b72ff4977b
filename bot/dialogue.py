"""An Incoming and the person's state to Replies: chooses the feature, and keeps what it changed.

Each message is answered once. What a feature computes (an answer may take a while) happens
outside any transaction; then one short transaction checks that the conversation is still as it
was read, and writes the message, the new state, the feature's rows and the replies (into the
outbox, which the channels empty). Where another
process or thread was faster, the whole is done again on the new state.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from string import ascii_lowercase
from typing import TYPE_CHECKING

from pydantic import ValidationError
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from bot.config import Settings
from bot.features import Feature, Moment, Outcome
from bot.features.ask import Ask
from bot.features.documents import Documents
from bot.features.help import Help
from bot.messages import Choice, Command, Incoming, Reply, Sender, paragraph
from bot.outbox import Outbox
from bot.state import ConversationRow, MessageRow, SecretRow, StandingChoice, State
from bot.texts import dialogue as texts
from knowledge.text import normalise, unmarked

if TYPE_CHECKING:
    from index.engine import Engine
    from knowledge.database import Database
    from knowledge.library import Library

logger = logging.getLogger(__name__)

ATTEMPTS = 100  # each lost one means that another message of the same person was answered
LONGEST_TYPED_NUMBER = 2  # digits; a longer number is a question, such as a document's number
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_EDGES = re.compile(r"^[\s\"'“”(]+|[\s\"'“”).,;:!?]+$")


class Dialogue:
    """The one conversation, whatever the channel; safe to call from threads and processes.

    Args:
        database: Holds the state.
        engine: Finds the answers.
        library: What is known.
        settings: The whole settings.
        clock: The time, aware.
    """

    def __init__(
        self,
        database: Database,
        engine: Engine,
        library: Library,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._settings = settings.dialogue
        self._clock = clock
        self.outbox = Outbox(database, clock=clock)
        self._ask = Ask(engine, library, settings.dialogue)
        features: list[Feature] = [self._ask, Documents(library)]
        features.insert(0, Help(library, features))
        self._features = {feature.name: feature for feature in features}
        self._typed = {
            _plain(name): (feature, command)
            for feature in features
            for command in feature.commands
            for name in (command.name, *command.also)
        }
        self._key = self.secret("person")

    @property
    def commands(self) -> Sequence[Command]:
        """What a channel may list as its commands."""
        return [command for feature in self._features.values() for command in feature.commands]

    def replies_to(self, incoming: Incoming) -> list[Reply]:
        """Answers one message; the same message again yields nothing.

        The replies also stand in the outbox, so that a crash between here and the platform
        loses none.
        """
        sender = incoming.sender
        for _ in range(ATTEMPTS):
            with self._database.read() as session:
                if session.get(MessageRow, _message_key(incoming)) is not None:
                    return []
                row = session.get(ConversationRow, _conversation_key(sender))
                revision, state = (row.revision, _state(row)) if row else (0, State())
            outcome = self._outcome(incoming, state)
            if self._commit(incoming, outcome, revision):
                return list(outcome.replies)
        raise RuntimeError("a conversation kept changing under every attempt to answer it")

    def delivered(self, incoming: Incoming) -> None:
        """Every reply to this message was shown: for a channel that shows what `replies_to` gave
        it, and sends nothing from the outbox."""
        self.outbox.delivered(incoming.sender.address, incoming.message_id)

    def stored(self, incoming: Incoming) -> list[Reply]:
        """The replies given to a message, for a page that lost the response and asks again."""
        with self._database.read() as session:
            row = session.get(MessageRow, _message_key(incoming))
            if row is None or row.user != incoming.sender.user:
                return []
        return self.outbox.answers(incoming.sender.address, incoming.message_id)

    def forget(self) -> None:
        """Drops messages and conversations older than the settings keep them."""
        now = self._clock()
        with self._database.session() as session:
            seen = now - timedelta(days=self._settings.keep_messages_days)
            session.execute(delete(MessageRow).where(MessageRow.answered_at < seen))
            idle = now - timedelta(days=self._settings.keep_conversations_days)
            session.execute(delete(ConversationRow).where(ConversationRow.updated_at < idle))
            self.outbox.forget(seen)

    def person(self, sender: Sender) -> str:
        """The pseudonym of a person, the same in every conversation on a channel."""
        identity = f"{sender.channel}:{sender.user}".encode("utf-8", "replace")
        return hmac.new(self._key, identity, hashlib.sha256).hexdigest()[:20]

    def _outcome(self, incoming: Incoming, state: State) -> Outcome:
        moment = Moment(incoming.sender, self.person(incoming.sender), state, self._clock())
        try:
            outcome = self._choose(moment, incoming)
        except Exception:
            # one broken answer must neither stop the channel nor be asked for again for ever
            logger.exception("a message could not be answered")
            outcome = _say(moment, texts.FAILED)
        choices = outcome.replies[-1].choices if outcome.replies else ()
        standing = tuple(StandingChoice(id=c.id, label=c.label, answers=c.answers) for c in choices)
        return replace(outcome, state=outcome.state.model_copy(update={"choices": standing}))

    def _choose(self, moment: Moment, incoming: Incoming) -> Outcome:
        if incoming.choice is not None:
            return self._chosen(moment, incoming.choice)
        text = _cleaned(incoming.text)
        plain = _plain(text)
        if not plain:
            asked = incoming.attachment
            return _keep(moment, texts.NOT_WORDS[asked] if asked else texts.EMPTY)
        if command := _COMMAND.fullmatch(text):
            name, argument = command[1], (command[2] or "").strip()
            if found := self._typed.get(_plain(name)):
                return found[0].on_command(moment, found[1].name, argument)
            return _keep(moment, texts.UNKNOWN_COMMAND.format(command=f"/{name[:32]}"))
        if found := self._typed.get(plain):
            return found[0].on_command(moment, found[1].name, "")
        if choices := moment.state.choices:
            if picked := _picked(plain, choices):
                return self._chosen(moment, picked)
            number = _number(plain)
            if number is not None and len(str(number)) <= LONGEST_TYPED_NUMBER:
                return _keep(moment, texts.OUT_OF_RANGE.format(count=len(choices)))
        return self._ask.on_question(moment, text)

    def _chosen(self, moment: Moment, choice: str) -> Outcome:
        name, _, rest = choice.partition(":")
        feature = self._features.get(name)
        outcome = feature.on_choice(moment, rest) if feature else None
        return outcome or _keep(moment, texts.STALE_CHOICE)

    def _commit(self, incoming: Incoming, outcome: Outcome, revision: int) -> bool:
        """Writes it all unless the conversation has moved on; whether it did write."""
        sender, now = incoming.sender, self._clock()
        state = outcome.state.model_dump(mode="json")
        try:
            with self._database.session() as session:
                row = session.get(ConversationRow, _conversation_key(sender), with_for_update=True)
                if (row.revision if row else 0) != revision:
                    return False
                if row is None:
                    row = ConversationRow(
                        channel=sender.channel, chat=sender.chat, user=sender.user
                    )
                    session.add(row)
                row.state, row.revision, row.updated_at = state, revision + 1, now
                session.flush()
                session.add(
                    MessageRow(
                        channel=sender.channel,
                        chat=sender.chat,
                        message_id=incoming.message_id,
                        user=sender.user,
                        answered_at=now,
                    )
                )
                session.add_all(outcome.rows)
                self.outbox.answer(session, sender.address, incoming.message_id, outcome.replies)
                for push in outcome.pushes:
                    self.outbox.push(
                        session,
                        push.address,
                        push.reply,
                        key=push.key,
                        not_before=push.not_before or now,
                        priority=push.priority,
                        batch=push.batch,
                    )
        except IntegrityError:
            return False  # the first message of a conversation, or this very message, came twice
        return True

    def secret(self, name: str) -> bytes:
        """A secret that this installation made for itself, the same in all its processes."""
        with self._database.read() as session:
            known = session.get(SecretRow, name)
            if known is not None:
                return bytes.fromhex(known.value)
        try:
            with self._database.session() as session:
                session.add(SecretRow(name=name, value=secrets.token_hex(32)))
        except IntegrityError:
            logger.debug("another process made the secret first")
        with self._database.read() as session:
            return bytes.fromhex(session.get_one(SecretRow, name).value)


def _say(moment: Moment, text: str) -> Outcome:
    return Outcome((Reply((paragraph(text),)),), moment.state)


def _keep(moment: Moment, text: str) -> Outcome:
    """Says something and leaves the choices standing, shown again."""
    choices = tuple(Choice(c.id, c.label, c.answers) for c in moment.state.choices)
    return Outcome((Reply((paragraph(text),), choices),), moment.state)


def _picked(plain: str, choices: Sequence[StandingChoice]) -> str | None:
    """The id of the choice that typed words pick: its number, label, another word, its letter."""
    number = _number(plain)
    if number is not None and 1 <= number <= len(choices):
        return choices[number - 1].id
    for choice in choices:
        if plain in {_plain(word) for word in (choice.label, *choice.answers)}:
            return choice.id
    letters = ascii_lowercase[: len(choices)]
    return choices[letters.index(plain)].id if len(plain) == 1 and plain in letters else None


def _number(plain: str) -> int | None:
    for prefix in sorted(texts.NUMBER_PREFIXES, key=len, reverse=True):
        plain = plain.removeprefix(f"{prefix} ")
    if plain.isascii() and plain.isdecimal() and len(plain) <= 9:
        return int(plain)
    return texts.NUMBER_WORDS.get(plain)


def _cleaned(text: str) -> str:
    # PostgreSQL takes no NUL, and no database a lone surrogate
    return normalise(text.replace("\0", "").encode("utf-8", "ignore").decode()).strip()


def _plain(text: str) -> str:
    """For comparing typed words: without marks, case, edges."""
    return " ".join(unmarked(_EDGES.sub("", _cleaned(text))).lower().split())


def _state(row: ConversationRow) -> State:
    try:
        return State.model_validate(row.state)
    except ValidationError:
        logger.warning("a conversation's state was not readable and starts afresh")
        return State()


def _message_key(incoming: Incoming) -> tuple[str, str, str]:
    return incoming.sender.channel, incoming.sender.chat, incoming.message_id


def _conversation_key(sender: Sender) -> tuple[str, str, str]:
    return sender.channel, sender.chat, sender.user
