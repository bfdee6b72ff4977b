"""Practice with the items of the bank that were approved.

    /luyentap ──several topics──> which? ──> question ──answer──> right or not, why, source
                                    ^            ^                      │
                                    └─ /luyentap └──────────────────────┘ … nothing left, or stopped

Choices: "a:<turn>:<place>" answers, "topic:<hash>", "every", "again", "stop".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.features import Moment, Outcome
from bot.features.ask import is_id
from bot.messages import Choice, Command, Quiz, Reply, TextBlock, bold, paragraph, quote, where
from bot.practice import Asked, owner_of
from bot.quiz_words import source_of, topic_key
from bot.texts import practice as texts
from knowledge.identity import title_key
from knowledge.library import VIETNAM
from knowledge.quizbank import LETTERS, QuizState

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from bot.practice import Practice
    from knowledge.database import Database
    from knowledge.library import Library
    from knowledge.quizbank import TopicCount

MOST_TOPICS = 12
"""Topics that are offered at once."""


class Practise:
    """/luyentap."""

    name = "practice"
    commands = (Command("luyentap", texts.COMMAND, ("luyện tập", "trắc nghiệm", "ôn tập")),)

    def __init__(self, database: Database, library: Library, practice: Practice) -> None:
        self._database = database
        self._library = library
        self._practice = practice

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """Asks for the topic where there are several, else the first question."""
        if moment.in_group:
            return _say(moment, texts.ONLY_ALONE)
        topics = self._library.quiz.topics(state=QuizState.APPROVED)
        if not topics:
            return _say(moment, texts.NO_ITEMS)
        if argument:
            found = _named(topics, argument)
            if found is None:
                return Outcome(
                    (_topics(topics, texts.NO_TOPIC.format(topic=argument[:60])),), moment.state
                )
            return self._started(moment, found.topic)

        def act(session: Session, owner: str) -> Sequence[Reply]:
            asked = self._practice.current(session, owner)
            if asked is not None:
                return [_question(asked)]
            if len(topics) > 1:
                return [self._menu(session, owner, moment, topics)]
            self._practice.choose_topic(session, owner, None)
            return self._next(session, owner, moment)

        return self._acting(moment, act)

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """An answer, a topic, or the end."""
        if moment.in_group:
            return _say(moment, texts.ONLY_ALONE)
        match choice.split(":"):
            case ["a", turn, place] if is_id(turn) and is_id(place):
                return self._answered(moment, int(turn), int(place))
            case ["topic", key]:
                topics = self._library.quiz.topics(state=QuizState.APPROVED)
                found = next((each for each in topics if topic_key(each.topic) == key), None)
                return None if found is None else self._started(moment, found.topic)
            case ["every"]:
                return self._started(moment, None)
            case ["again"]:

                def early(session: Session, owner: str) -> Sequence[Reply]:
                    return self._next(session, owner, moment, early=True)

                return self._acting(moment, early)
            case ["stop"]:

                def stop(session: Session, owner: str) -> Sequence[Reply]:
                    blocks = [*self._standing(session, owner, moment), paragraph(texts.STOPPED)]
                    return [Reply(tuple(blocks))]

                return self._acting(moment, stop)
        return None

    def _started(self, moment: Moment, topic: str | None) -> Outcome:
        def act(session: Session, owner: str) -> Sequence[Reply]:
            self._practice.choose_topic(session, owner, topic)
            return self._next(session, owner, moment)

        return self._acting(moment, act)

    def _answered(self, moment: Moment, turn: int, place: int) -> Outcome:
        def act(session: Session, owner: str) -> Sequence[Reply]:
            asked = self._practice.current(session, owner)
            if asked is None:
                return [Reply((paragraph(texts.ENDED),))]
            if asked.turn != turn or place >= len(asked.options):
                return [_question(asked, [paragraph(texts.TOO_LATE)])]
            right = self._practice.answer(session, owner, asked, place, moment.now)
            told = [*self._told(asked, right=right), *self._streak(session, owner, moment)]
            return self._next(session, owner, moment, told)

        return self._acting(moment, act)

    def _next(
        self,
        session: Session,
        owner: str,
        moment: Moment,
        told: Sequence[TextBlock] = (),
        *,
        early: bool = False,
    ) -> Sequence[Reply]:
        """The next question after what is told, or how far the person is."""
        asked = self._practice.next(session, owner, moment.now, early=early)
        if asked is not None:
            return [_question(asked, told)]
        blocks = [*told, paragraph(bold(texts.ALL_DONE)), *self._standing(session, owner, moment)]
        standing = self._practice.standing(session, owner, moment.now)
        if standing.next_at is not None:
            at = standing.next_at.astimezone(VIETNAM).strftime(texts.AT)
            blocks.append(paragraph(texts.NEXT_AT.format(at=at)))
        again = Choice("practice:again", texts.AGAIN)
        return [Reply(tuple(blocks), (again,) if standing.items else ())]

    def _told(self, asked: Asked, *, right: bool) -> list[TextBlock]:
        """Whether it was right, why, and where that stands."""
        item = asked.item
        key = texts.KEY.format(letter=LETTERS[asked.key], option=item.options[item.key])
        blocks = [paragraph(bold(texts.RIGHT if right else texts.WRONG), key)]
        if not right:
            blocks.append(paragraph(texts.WRONG_LATER))
        blocks += [paragraph(line) for line in item.explanation.splitlines() if line]
        if item.quote and item.quote not in item.explanation:
            blocks.append(quote(" ".join(item.quote.split())))
        if source := source_of(self._library, item):
            blocks.append(where(source))
        return blocks

    def _streak(self, session: Session, owner: str, moment: Moment) -> list[TextBlock]:
        streak = self._practice.standing(session, owner, moment.now).streak
        if streak < texts.STREAK_FROM:
            return []
        return [paragraph(texts.STREAK.format(count=streak))]

    def _standing(self, session: Session, owner: str, moment: Moment) -> list[TextBlock]:
        standing = self._practice.standing(session, owner, moment.now)
        if not standing.answered:
            return []
        lines = [
            texts.STANDING.format(
                seen=standing.seen,
                items=standing.items,
                known=standing.known,
                right=standing.right,
                answered=standing.answered,
            )
        ]
        if standing.best_streak >= texts.STREAK_FROM:
            lines.append(texts.BEST.format(best=standing.best_streak))
        if standing.days > 1:
            lines.append(texts.DAYS.format(days=standing.days))
        return [paragraph(" ".join(lines))]

    def _menu(
        self, session: Session, owner: str, moment: Moment, topics: Sequence[TopicCount]
    ) -> Reply:
        reply = _topics(topics, texts.WHICH_TOPIC)
        return Reply((*self._standing(session, owner, moment), *reply.blocks), reply.choices)

    def _acting(self, moment: Moment, act: Callable[[Session, str], Sequence[Reply]]) -> Outcome:
        """An outcome that is reached in the transaction of the message."""
        owner = owner_of(moment.account, moment.person)

        def acted() -> Outcome:
            with self._database.session() as session:
                self._practice.adopt(session, owner, moment.person)
                return Outcome(tuple(act(session, owner)), moment.state)

        return Outcome((), moment.state, act=acted)


def _question(asked: Asked, told: Sequence[TextBlock] = ()) -> Reply:
    """The question after what is told of the one before."""
    item = asked.item
    options = [
        Choice(f"practice:a:{asked.turn}:{place}", f"{LETTERS[place]}. {option}", (option,))
        for place, option in enumerate(asked.options)
    ]
    stop = Choice("practice:stop", texts.STOP, texts.STOP_ANSWERS)
    stem = paragraph(bold(texts.QUESTION.format(number=asked.turn)), item.stem)
    quiz = Quiz(item.stem, asked.options, asked.key, item.explanation, block=len(told))
    return Reply((*told, stem), (*options, stop), quiz)


def _topics(topics: Sequence[TopicCount], said: str) -> Reply:
    choices = [
        Choice(
            f"practice:topic:{topic_key(each.topic)}",
            texts.TOPIC.format(topic=each.topic or texts.OTHER_TOPIC, count=each.items),
            (each.topic,) if each.topic else (),
        )
        for each in topics[:MOST_TOPICS]
    ]
    every = Choice("practice:every", texts.EVERY_TOPIC, texts.EVERY_ANSWERS)
    return Reply((paragraph(said),), (*choices, every))


def _named(topics: Sequence[TopicCount], typed: str) -> TopicCount | None:
    """The topic that is called so, or the only one whose name holds what was typed."""
    key = title_key(typed)
    same = [each for each in topics if title_key(each.topic) == key]
    holding = [each for each in topics if key in title_key(each.topic)]
    found = same or (holding if len(holding) == 1 else [])
    return found[0] if found else None


def _say(moment: Moment, text: str) -> Outcome:
    return Outcome((Reply((paragraph(text),)),), moment.state)
