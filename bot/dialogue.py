"""An Incoming and the person's state to Replies: chooses the feature, and keeps what it changed.

Each message is answered once. What a feature computes (an answer may take a while) happens
outside any transaction; then one short transaction checks that the conversation is still as it
was read, and writes the message, the new state, the feature's rows and the replies (into the
outbox, which the channels empty). Where another
process or thread was faster, the whole is done again on the new state.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from string import ascii_lowercase
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from bot import conversations, metrics
from bot.alerts import Alerts
from bot.broadcasts import Broadcasts
from bot.config import Settings
from bot.contest_desk import ContestDesk
from bot.features import Feature, Listener, Moment, Outcome
from bot.features.account import TRIES, AccountFeature
from bot.features.ask import Ask
from bot.features.broadcast import BroadcastFeature
from bot.features.contest import Contesting
from bot.features.documents import Documents
from bot.features.help import Help
from bot.features.linking import Linking
from bot.features.practice import Practise
from bot.features.quiz_review import ReviewItems
from bot.features.sign_in import SignInFeature
from bot.features.upload import UploadFiles
from bot.features.versions import Versions
from bot.history import History
from bot.keepers import keepers
from bot.limits import Limits, Window
from bot.linking import Links
from bot.messages import Choice, Command, Incoming, Reply, Sender, paragraph
from bot.outbox import Outbox
from bot.people import Account, People, account_of
from bot.personal_data import PersonalData
from bot.practice import Practice, owner_of
from bot.pseudonyms import own_secret, pseudonyms
from bot.retention import Retention
from bot.roles import Role
from bot.sign_in import SignIns
from bot.state import MessageRow, StandingChoice, State
from bot.texts import dialogue as texts
from bot.texts import people as people_texts
from bot.units import Units
from bot.upload_notices import open_intake
from knowledge.text import normalise, unmarked

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

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
        self.database = database
        self.engine = engine
        self.library = library
        self._settings = settings.dialogue
        self._clock = clock
        self.outbox = Outbox(database, clock=clock)
        self.history = History(database, self.outbox)
        self._ask = Ask(engine, library, settings.dialogue)
        self.people = People(database, clock=clock)
        self.alerts = Alerts(database, self.people, clock=clock)
        self._limits = Limits(database)
        self._windows = (
            Window("minute", timedelta(minutes=1), settings.people.questions_per_minute),
            Window("day", timedelta(days=1), settings.people.questions_per_day),
        )
        self._pseudonym = pseudonyms(database)
        self.personal_data = PersonalData(
            database, self.people, self.person, keepers(database, clock=clock)
        )
        self._account = AccountFeature(
            self.people,
            Units(database, clock=clock),
            self.personal_data,
            self._limits,
            settings.people,
        )
        practice = Practice(library)

        def joined(session: Session, account: int, other: Sender) -> None:
            practice.adopt(session, owner_of(account, ""), self.person(other))

        links = Links(database, self.people, joined=joined, clock=clock)
        self.sign_ins = SignIns(database, clock=clock)
        self.intake = open_intake(settings, library, self.people, clock=clock)
        self._upload = UploadFiles(self.intake)
        self.broadcasts = Broadcasts(database, self.outbox, clock=clock)
        self.contests = ContestDesk(library, clock=clock)
        self.retention = Retention(database, settings, clock=clock)
        features: list[Feature] = [
            self._ask,
            Documents(library),
            self._account,
            Linking(links, self._limits, TRIES),
            Practise(database, library, practice),
            Contesting(self.contests, self.people),
            self._upload,
            ReviewItems(library),
            Versions(library),
            BroadcastFeature(
                self.broadcasts,
                self.people,
                Units(database, clock=clock),
                settings.people.consent_version,
            ),
            SignInFeature(self.sign_ins, settings.admin_page),
        ]
        features.insert(0, Help(library, features))
        self._features = {feature.name: feature for feature in features}
        self._typed = {
            _plain(name): (feature, command)
            for feature in features
            for command in feature.commands
            for name in (command.name, *command.also)
        }

    @property
    def commands(self) -> Sequence[Command]:
        """What a channel may list as everybody's commands."""
        return self._listed(Role.MEMBER)

    def menus(self, channel: str) -> dict[str, Sequence[Command]]:
        """What a channel may list in the chats of those who may do more than everybody."""
        roles = self.people.staff_chats(channel)
        return {chat: self._listed(role) for chat, role in roles.items()}

    def _listed(self, role: Role) -> Sequence[Command]:
        return [
            command
            for feature in self._features.values()
            for command in feature.commands
            if command.listed and role.at_least(command.least)
        ]

    def replies_to(self, incoming: Incoming) -> list[Reply]:
        """Answers one message; the same message again yields nothing.

        The replies also stand in the outbox, so that a crash between here and the platform
        loses none.
        """
        with metrics.timed("message"):
            return self._replies_to(incoming)

    def _replies_to(self, incoming: Incoming) -> list[Reply]:
        sender = incoming.sender
        for _ in range(ATTEMPTS):
            with self.database.read() as session:
                found = conversations.standing(session, incoming)
                if found is None:
                    return []
                account = account_of(session, sender)
            revision, state = found
            outcome = self._commit(incoming, self._outcome(incoming, state, account), revision)
            if outcome is not None:
                return list(outcome.replies)
        raise RuntimeError("a conversation kept changing under every attempt to answer it")

    def delivered(self, incoming: Incoming) -> None:
        """Every reply to this message was shown: for a channel that shows what `replies_to` gave
        it, and sends nothing from the outbox."""
        self.outbox.delivered(incoming.sender.address, incoming.message_id)

    def stored(self, incoming: Incoming) -> list[Reply]:
        """The replies given to a message, for a page that lost the response and asks again."""
        with self.database.read() as session:
            row = session.get(MessageRow, _message_key(incoming))
            if row is None or row.user != incoming.sender.user:
                return []
        return self.outbox.answers(incoming.sender.address, incoming.message_id)

    def person(self, sender: Sender) -> str:
        """The pseudonym of a person, the same in every conversation on a channel."""
        return self._pseudonym(sender)

    def _outcome(self, incoming: Incoming, state: State, account: Account | None) -> Outcome:
        sender = incoming.sender
        moment = Moment(
            sender,
            self.person(sender),
            state,
            self._clock(),
            account=account.id if account else None,
            role=account.role if account else Role.MEMBER,
            takes_files=incoming.takes_files,
        )
        if account is not None and account.blocked:
            return self._turned_away(moment, account)
        try:
            return self._choose(moment, incoming)
        except Exception:
            # one broken answer must neither stop the channel nor be asked for again for ever
            logger.exception("a message could not be answered")
            metrics.ERRORS.labels(sender.channel, "answering").inc()
            return _say(moment, texts.FAILED)

    def _turned_away(self, moment: Moment, account: Account) -> Outcome:
        """One kind sentence for somebody who is blocked, then silence."""
        if account.told_blocked:
            return Outcome((), moment.state)

        def act() -> Outcome:
            self.people.told_blocked(account.id)
            return _say(moment, people_texts.BLOCKED)

        return Outcome((), moment.state, act=act)

    def _choose(self, moment: Moment, incoming: Incoming) -> Outcome:
        if incoming.choice is not None:
            return self._chosen(moment, incoming.choice)
        text = _cleaned(incoming.text)
        if incoming.files:
            outcome = self._upload.on_files(moment, incoming.files, incoming.album, text)
            if outcome is not None:
                return outcome
        plain = _plain(text)
        if not plain:
            asked = incoming.attachment
            return _keep(moment, texts.NOT_WORDS[asked] if asked else texts.EMPTY)
        if command := _COMMAND.fullmatch(text):
            name, argument = command[1], (command[2] or "").strip()
            if found := self._typed.get(_plain(name)):
                if found[0] is self._ask:
                    return self._asked(moment, lambda: self._ask.on_command(moment, name, argument))
                return _called(moment, *found, argument)
            return _keep(moment, texts.UNKNOWN_COMMAND.format(command=f"/{name[:32]}"))
        if found := self._typed.get(plain):
            return _called(moment, *found, "")
        if moment.state.awaiting and (heard := self._heard(moment, text)):
            return heard
        if choices := moment.state.choices:
            if picked := _picked(plain, choices):
                return self._chosen(moment, picked)
            number = _number(plain)
            if number is not None and len(str(number)) <= LONGEST_TYPED_NUMBER:
                return _keep(moment, texts.OUT_OF_RANGE.format(count=len(choices)))
        if not any(map(str.isalnum, text)):
            return _keep(moment, texts.ONLY_SIGNS)
        return self._asked(moment, lambda: self._ask.on_question(moment, text))

    def _asked(self, moment: Moment, ask: Callable[[], Outcome]) -> Outcome:
        """An answer, within what one person may ask in a while."""
        full = self._limits.full(moment.person, self._windows, moment.now)
        if full is None:
            outcome = ask()
            consent = self._account.due(moment)

            def counted() -> Outcome:
                self._limits.count(moment.person, self._windows, moment.now)
                if consent is None or moment.account is None:
                    return outcome
                self._account.asked(moment.account)
                return replace(outcome, replies=(*outcome.replies, consent))

            return Outcome((), moment.state, act=counted)
        if full.told:
            return Outcome((), moment.state)

        def told() -> Outcome:
            self._limits.tell(moment.person, full.window)
            return _say(moment, people_texts.too_many(full.until - moment.now))

        return Outcome((), moment.state, act=told)

    def _heard(self, moment: Moment, text: str) -> Outcome | None:
        """What the feature that waits for words makes of them."""
        name, _, awaited = moment.state.awaiting.partition(":")
        feature = self._features.get(name)
        return feature.on_text(moment, awaited, text) if isinstance(feature, Listener) else None

    def _chosen(self, moment: Moment, choice: str) -> Outcome:
        name, _, rest = choice.partition(":")
        feature = self._features.get(name)
        outcome = feature.on_choice(moment, rest) if feature else None
        return outcome or _keep(moment, texts.STALE_CHOICE)

    def _commit(self, incoming: Incoming, outcome: Outcome, revision: int) -> Outcome | None:
        """Writes it all, and gives it as it was written; None if the conversation has moved on."""
        sender, now = incoming.sender, self._clock()
        try:
            with self.database.session(durable=outcome.durable) as session:
                if not conversations.take(session, incoming, revision, _said(incoming), now):
                    return None
                outcome = _acted(session, outcome)
                conversations.keep(session, sender, revision + 1, _following(outcome), now)
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
            return None  # the first message of a conversation, or this very message, came twice
        return outcome

    def secret(self, name: str) -> bytes:
        """A secret that this installation made for itself, the same in all its processes."""
        return own_secret(self.database, name)


def _called(moment: Moment, feature: Feature, command: Command, argument: str) -> Outcome:
    if not moment.role.at_least(command.least):
        return _keep(moment, people_texts.not_allowed(command.least))
    return feature.on_command(moment, command.name, argument)


def _acted(session: Session, outcome: Outcome) -> Outcome:
    """What became of an outcome's act; where it breaks, nothing of it stays."""
    if outcome.act is None:
        return outcome
    try:
        with session.begin_nested():
            return outcome.act()
    except IntegrityError:
        raise
    except Exception:
        logger.exception("what a message asked for could not be done")
        return Outcome((Reply((paragraph(texts.FAILED),)),), outcome.state)


def _following(outcome: Outcome) -> State:
    """The state after an outcome; one without a reply leaves what stood and was awaited."""
    if not outcome.replies:
        return outcome.state
    choices = outcome.replies[-1].choices
    standing = tuple(StandingChoice(id=c.id, label=c.label, answers=c.answers) for c in choices)
    return outcome.state.model_copy(update={"choices": standing, "awaiting": outcome.awaiting})


def _say(moment: Moment, text: str) -> Outcome:
    return Outcome((Reply((paragraph(text),)),), moment.state)


def _keep(moment: Moment, text: str) -> Outcome:
    """Says something and leaves the choices standing, shown again, and what was awaited."""
    choices = tuple(Choice(c.id, c.label, c.answers) for c in moment.state.choices)
    outcome = Outcome((Reply((paragraph(text),), choices),), moment.state)
    return outcome.waiting_for(moment.state.awaiting)


def _picked(plain: str, choices: Sequence[StandingChoice]) -> str | None:
    """The id of the choice that typed words pick: its label, another word, number or letter."""
    for choice in choices:
        if plain in {_plain(word) for word in (choice.label, *choice.answers)}:
            return choice.id
    number = _number(plain)
    if number is not None and 1 <= number <= len(choices):
        return choices[number - 1].id
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


def _said(incoming: Incoming) -> dict[str, str] | None:
    if not incoming.kept:
        return None
    if incoming.choice is not None:
        return {"choice": _cleaned(incoming.choice)}
    return {"text": _cleaned(incoming.text)}


def _plain(text: str) -> str:
    """For comparing typed words: without marks, case, edges."""
    return " ".join(unmarked(_EDGES.sub("", _cleaned(text))).lower().split())


def _message_key(incoming: Incoming) -> tuple[str, str, str]:
    return incoming.sender.channel, incoming.sender.chat, incoming.message_id
