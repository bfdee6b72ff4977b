"""A paper under way: questions, answers, the prediction, an essay, handing in.

Every act is written durably before it is answered. Choices: "resume:<attempt>",
"a:<attempt>:<question>:<place>", "q:<attempt>:<question>", "p:<attempt>", "review:<attempt>",
"submit:<attempt>", "left:<attempt>", "time:<attempt>". Awaited: "at:<attempt>",
"predict:<attempt>", "essay:<attempt>".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from bot import contest_words as words
from bot.contest_words import Sheet
from bot.contests.errors import ContestError, Refusal
from bot.contests.rules import Kind
from bot.contests.tables import PREDICTION
from bot.features import Moment, Outcome
from bot.features.ask import is_id
from bot.features.contest_members import Members
from bot.messages import Reply, TextBlock, paragraph
from bot.texts import contests as texts
from knowledge.quizbank import LETTERS
from knowledge.text import unmarked

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.contest_desk import ContestDesk
    from bot.contests.records import Attempt

_GO_TO = re.compile(r"(?:cau|c)\s*(?:so\s*)?(\d{1,3})")
_PAIR = r"(?:cau\s*)?(\d{1,3})\s*[.:)-]?\s*([a-f])"
_PAIRS = re.compile(rf"{_PAIR}(?:[\s,;]+{_PAIR})*")
_NUMBER = re.compile(r"\d{1,3}(?:[ .,]\d{3})+|\d{1,9}")


class Ended(Protocol):
    """What is answered once an attempt is handed in."""

    def __call__(self, moment: Moment, attempt: Attempt, told: str = "") -> Outcome:
        """The result, after what is told."""


class Papers:
    """The papers of members.

    Args:
        desk: The contests.
        members: Who speaks.
        ended: What is answered once an attempt is handed in.
    """

    def __init__(self, desk: ContestDesk, members: Members, ended: Ended) -> None:
        self._desk = desk
        self._members = members
        self._ended = ended

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """One of the choices above; None where it is none of them."""
        match choice.split(":"):
            case ["a", attempt, question, place] if (
                is_id(attempt) and is_id(question) and is_id(place)
            ):
                return self._answer(moment, int(attempt), [(int(question), int(place))])
            case ["q", attempt, question] if is_id(attempt) and is_id(question):
                return self._look(moment, int(attempt), int(question))
            case ["p", attempt] if is_id(attempt):
                return self._look(moment, int(attempt), PREDICTION)
            case ["review" | "resume" as kind, attempt] if is_id(attempt):
                return self._look(moment, int(attempt), None if kind == "review" else "next")
            case ["submit", attempt] if is_id(attempt):
                return self._submit(moment, int(attempt))
            case ["left", attempt] if is_id(attempt):
                return self._left(moment, int(attempt))
            case ["time", attempt] if is_id(attempt):
                return self._time(moment, int(attempt))
        return None

    def on_text(self, moment: Moment, kind: str, rest: str, text: str) -> Outcome | None:
        """Words while a paper is under way; None where they pick a choice, or it is none."""
        attempt = self._members.own(moment, int(rest)) if is_id(rest) else None
        if attempt is None:
            return None
        plain = " ".join(unmarked(text).lower().split()).rstrip(".!")
        if any(words.is_said(text, choice) for choice in moment.state.choices):
            return None
        if kind == "essay":
            return self._write(moment, attempt, text)
        if attempt.ended is not None or attempt.due <= moment.now:
            return None
        if kind == "predict" and _NUMBER.fullmatch(plain):
            number = int(re.sub(r"\D", "", plain))
            return self._answer(moment, attempt.id, [(PREDICTION, number)])
        if match := _GO_TO.fullmatch(plain):
            return self._look(moment, attempt.id, int(match[1]) - 1)
        if _PAIRS.fullmatch(plain):
            pairs = [(int(n) - 1, LETTERS.index(a.upper())) for n, a in re.findall(_PAIR, plain)]
            return self._answer(moment, attempt.id, pairs)
        if kind != "predict" and (len(plain) == 1 or (plain.isdecimal() and len(plain) <= 2)):
            return None  # the letter or the number of a choice
        told = texts.WRONG_NUMBER if kind == "predict" else texts.STILL_ON
        return self._look(moment, attempt.id, PREDICTION if kind == "predict" else "next", told)

    def resume(self, moment: Moment, attempt: Attempt) -> Outcome:
        """Goes on where somebody was."""
        return self.shown(moment, attempt)

    def shown(
        self, moment: Moment, attempt: Attempt, *, after: int = -1, told: str = ""
    ) -> Outcome:
        """What comes next: the first question without an answer after one, from the front again,
        the prediction, or the review."""
        sheet = self._sheet(moment, attempt)
        blocks = [paragraph(told)] if told else []
        if sheet.round.kind is Kind.ESSAY:
            return self._essay(moment, sheet, blocks)
        missing = sheet.unanswered
        number = next((n for n in missing if n > after), missing[0] if missing else None)
        if number is not None:
            return self._question(moment, sheet, number, blocks)
        if sheet.round.prediction is not None and PREDICTION not in sheet.answers:
            return self._prediction(moment, sheet, blocks)
        return self._review(moment, sheet, blocks)

    # acts

    def _answer(
        self, moment: Moment, attempt_id: int, pairs: list[tuple[int, int]]
    ) -> Outcome | None:
        attempt = self._members.own(moment, attempt_id)
        if attempt is None:
            return None
        for number, place in pairs:
            if number != PREDICTION and not (
                0 <= number < len(attempt.paper) and place < len(attempt.paper[number].order)
            ):
                told = texts.NO_SUCH_QUESTION.format(count=len(attempt.paper), number=number + 1)
                return self._look(moment, attempt_id, "next", told)

        def act(session: Session) -> Outcome:
            try:
                for number, place in pairs:
                    self._desk.attempts.answer(session, attempt_id, number, place, moment.now)
            except ContestError as error:
                if error.reason is Refusal.NO_SUCH_OPTION:
                    sheet = self._sheet(moment, attempt)
                    return self._prediction(moment, sheet, [paragraph(texts.WRONG_NUMBER)])
                return self._over(moment, attempt_id)
            return self.shown(moment, attempt, after=pairs[-1][0], told=_noted(pairs))

        return self._acting(moment, act)

    def _write(self, moment: Moment, attempt: Attempt, text: str) -> Outcome:
        def act(session: Session) -> Outcome:
            try:
                self._desk.attempts.write(session, attempt.id, text, moment.now)
            except ContestError as error:
                if error.reason is Refusal.ENDED:
                    return self._over(moment, attempt.id, texts.NOT_TAKEN)
                sheet = self._sheet(moment, attempt)
                told = [paragraph(texts.refusal_sentence(error))]
                return self._essay(moment, sheet, told)
            return self._essay(moment, self._sheet(moment, attempt), [])

        return self._acting(moment, act)

    def _submit(self, moment: Moment, attempt_id: int) -> Outcome | None:
        attempt = self._members.own(moment, attempt_id)
        if attempt is None:
            return None

        def act(session: Session) -> Outcome:
            try:
                ended = self._desk.attempts.submit(session, attempt_id, moment.now)
            except ContestError as error:
                told = [paragraph(texts.refusal_sentence(error))]
                sheet = self._sheet(moment, attempt)
                if error.reason is Refusal.EMPTY_ESSAY:
                    return self._essay(moment, sheet, told)
                return self._prediction(moment, sheet, told)
            return self._ended(moment, ended)

        return self._acting(moment, act)

    def _left(self, moment: Moment, attempt_id: int) -> Outcome | None:
        """The page says that the person has left it."""
        attempt = self._members.own(moment, attempt_id)
        if attempt is None:
            return None
        if self._desk.contests.get(attempt.contest).rules.leaving != "spends":
            return self._look(moment, attempt_id, "next")

        def act(session: Session) -> Outcome:
            ended = self._desk.attempts.submit(session, attempt_id, moment.now, left=True)
            return self._ended(moment, ended)

        return self._acting(moment, act)

    def _time(self, moment: Moment, attempt_id: int) -> Outcome | None:
        """The page's countdown is at 0; whether it is, the server knows."""
        attempt = self._members.own(moment, attempt_id)
        if attempt is None:
            return None
        if attempt.ended is None and attempt.due > moment.now:
            return self.shown(moment, attempt)

        def act(session: Session) -> Outcome:
            return self._over(moment, attempt_id)

        return self._acting(moment, act)

    # what is shown

    def _look(
        self, moment: Moment, attempt_id: int, where: int | str | None, told: str = ""
    ) -> Outcome | None:
        """A question, the prediction, what comes next, or (None) the review."""
        attempt = self._members.own(moment, attempt_id)
        if attempt is None:
            return None
        if attempt.ended is not None or attempt.due <= moment.now:
            return self._time(moment, attempt_id)
        sheet = self._sheet(moment, attempt)
        blocks = [paragraph(told)] if told else []
        if sheet.round.kind is Kind.ESSAY:
            return self._essay(moment, sheet, blocks, whole=where is None)
        if where == PREDICTION and sheet.round.prediction is not None:
            return self._prediction(moment, sheet, blocks)
        if isinstance(where, int):
            if 0 <= where < len(attempt.paper):
                return self._question(moment, sheet, where, blocks)
            count = len(attempt.paper)
            line = texts.NO_SUCH_QUESTION.format(count=count, number=where + 1)
            return self.shown(moment, attempt, told=line)
        if where == "next":
            return self.shown(moment, attempt, told=told)
        return self._review(moment, sheet, blocks)

    def _over(self, moment: Moment, attempt_id: int, told: str = "") -> Outcome:
        """The time is up or it was handed in; within a transaction."""
        with self._desk.library.database.session() as session:
            ended = self._desk.attempts.submit(session, attempt_id, moment.now, left=True)
        return self._ended(moment, ended, told)

    def _sheet(self, moment: Moment, attempt: Attempt) -> Sheet:
        contest = self._desk.contests.get(attempt.contest)
        answers = self._desk.attempts.answers(attempt.id)
        return Sheet(contest, attempt, answers, moment.now)

    def _question(
        self, moment: Moment, sheet: Sheet, number: int, told: list[TextBlock]
    ) -> Outcome:
        question = sheet.attempt.paper[number]
        asked = self._desk.attempts.bank.item(question.item, question.revision)
        return self._awaiting(moment, sheet, "at", sheet.question(number, asked, told))

    def _prediction(self, moment: Moment, sheet: Sheet, told: list[TextBlock]) -> Outcome:
        return self._awaiting(moment, sheet, "predict", sheet.prediction(told))

    def _review(self, moment: Moment, sheet: Sheet, told: list[TextBlock]) -> Outcome:
        return self._awaiting(moment, sheet, "at", sheet.review(told))

    def _essay(
        self, moment: Moment, sheet: Sheet, told: list[TextBlock], *, whole: bool = False
    ) -> Outcome:
        parts = self._desk.attempts.essay(sheet.attempt.id)
        reply = sheet.essay(parts, whole=whole, told=told)
        return self._awaiting(moment, sheet, "essay", reply)

    def _awaiting(self, moment: Moment, sheet: Sheet, kind: str, reply: Reply) -> Outcome:
        outcome = Outcome((reply,), moment.state)
        return outcome.waiting_for(f"contest:{kind}:{sheet.attempt.id}")

    def _acting(self, moment: Moment, act: Callable[[Session], Outcome]) -> Outcome:
        """An outcome that is reached, durably, in the transaction of the message."""

        def acted() -> Outcome:
            return act(self._desk.library.database.current)

        return Outcome((), moment.state, act=acted, durable=True)


def _noted(pairs: list[tuple[int, int]]) -> str:
    """What was written down."""
    if pairs[0][0] == PREDICTION:
        return texts.PREDICTION_GIVEN.format(number=pairs[0][1])
    if len(pairs) == 1:
        number, place = pairs[0]
        return texts.NOTED.format(number=number + 1, letter=LETTERS[place])
    answers = ", ".join(f"{number + 1}{LETTERS[place]}" for number, place in pairs)
    return texts.NOTED_SEVERAL.format(answers=answers)
