"""A contest in words and choices: its card, a paper, a result, standings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.contests.rules import Kind, Round
from bot.contests.tables import PREDICTION
from bot.messages import Choice, Reply, TextBlock, Timer, bold, item, paragraph
from bot.texts import contests as texts
from knowledge.quizbank import LETTERS
from knowledge.text import unmarked

if TYPE_CHECKING:
    from fractions import Fraction

    from bot.contests.appeals import Taken
    from bot.contests.contests import Contest
    from bot.contests.ranking import Placed
    from bot.contests.records import Attempt
    from bot.contests.standings import Standings
    from bot.state import StandingChoice
    from knowledge.quizbank import QuizItem


class Sheet:
    """The replies of an attempt under way.

    Args:
        contest: Which.
        attempt: Which.
        answers: What was answered so far.
        now: The time.
    """

    def __init__(
        self, contest: Contest, attempt: Attempt, answers: Mapping[int, int], now: datetime
    ) -> None:
        self.contest = contest
        self.attempt = attempt
        self.answers = answers
        self._seconds = int((attempt.due - now).total_seconds())

    @property
    def round(self) -> Round:
        """The rules of its round."""
        return self.contest.rules.round(self.attempt.round)

    @property
    def unanswered(self) -> list[int]:
        """The questions without an answer, from 0."""
        return [n for n in range(len(self.attempt.paper)) if n not in self.answers]

    def question(self, number: int, asked: QuizItem, told: Sequence[TextBlock] = ()) -> Reply:
        """One question, after what is told of the one before."""
        count = len(self.attempt.paper)
        order = self.attempt.paper[number].order
        title = bold(texts.QUESTION.format(number=number + 1, count=count))
        blocks = [*told, paragraph(title, self._left()), paragraph(asked.stem)]
        if (given := self.answers.get(number)) is not None:
            blocks.append(paragraph(texts.CHOSEN.format(letter=LETTERS[given])))
        choices = [
            Choice(
                f"contest:a:{self.attempt.id}:{number}:{place}",
                f"{LETTERS[place]}. {asked.options[option]}",
            )
            for place, option in enumerate(order)
        ]
        if number + 1 < count:
            choices.append(Choice(f"contest:q:{self.attempt.id}:{number + 1}", texts.NEXT))
        choices.append(self._to_review())
        return self._timed(blocks, choices)

    def prediction(self, told: Sequence[TextBlock] = ()) -> Reply:
        """The question at the end."""
        rules = self.round.prediction
        assert rules is not None  # asked only where there is one
        question = rules.question or texts.PREDICT_QUESTIONS[rules.of]
        blocks = [
            *told,
            paragraph(bold(texts.PREDICT), self._left()),
            paragraph(question),
            paragraph(texts.PREDICT_HOW),
        ]
        return self._timed(blocks, [self._to_review()])

    def review(self, told: Sequence[TextBlock] = ()) -> Reply:
        """What was answered, and the choice to hand it in."""
        answered = [
            f"{number + 1}{LETTERS[self.answers[number]]}"
            for number in range(len(self.attempt.paper))
            if number in self.answers
        ]
        line = texts.ANSWERED.format(
            answered=len(answered), count=len(self.attempt.paper), left=self._comma_left()
        )
        blocks = [*told, paragraph(bold(texts.REVIEW_TITLE)), paragraph(line)]
        if answered:
            blocks.append(paragraph(" ".join(answered)))
        missing = self.unanswered
        if missing:
            numbers = ", ".join(str(number + 1) for number in missing)
            blocks.append(paragraph(texts.OPEN_QUESTIONS.format(numbers=numbers)))
        if PREDICTION in self.answers:
            number = self.answers[PREDICTION]
            blocks.append(paragraph(texts.PREDICTION_GIVEN.format(number=number)))
        blocks.append(paragraph(texts.GO_TO))
        choices = []
        if missing:
            label = texts.FIRST_OPEN.format(number=missing[0] + 1)
            choices.append(Choice(f"contest:q:{self.attempt.id}:{missing[0]}", label))
        if self.round.prediction is not None:
            choices.append(Choice(f"contest:p:{self.attempt.id}", texts.PREDICT))
        choices.append(self._to_submit())
        return self._timed(blocks, choices)

    def essay(self, parts: Sequence[str], *, whole: bool, told: Sequence[TextBlock] = ()) -> Reply:
        """The task of an essay, or how far it is."""
        rules = self.round.essay
        assert rules is not None  # an essay round has one
        blocks = list(told)
        if whole and parts:
            blocks += [paragraph(bold(texts.ESSAY_SO_FAR)), *map(paragraph, parts)]
        elif not parts:
            blocks += [paragraph(bold(self.round.title), self._left()), paragraph(rules.question)]
            blocks.append(paragraph(texts.ESSAY_HOW))
        choices = []
        if parts:
            letters = sum(map(len, parts))
            line = texts.PART_NOTED.format(
                part=len(parts), letters=letters, left=self._comma_left()
            )
            blocks.append(paragraph(line))
            look = f"contest:review:{self.attempt.id}"
            choices = [Choice(look, texts.ESSAY_REVIEW), self._to_submit()]
        return self._timed(blocks, choices)

    def _to_review(self) -> Choice:
        return Choice(f"contest:review:{self.attempt.id}", texts.REVIEW, texts.REVIEW_ANSWERS)

    def _to_submit(self) -> Choice:
        return Choice(f"contest:submit:{self.attempt.id}", texts.SUBMIT, texts.SUBMIT_ANSWERS)

    def _timed(self, blocks: Sequence[TextBlock], choices: Sequence[Choice]) -> Reply:
        leaving = ""
        if self.contest.rules.leaving == "spends":
            leaving = f"contest:left:{self.attempt.id}"
        timer = Timer(max(self._seconds, 0), f"contest:time:{self.attempt.id}", leaving)
        return Reply(tuple(blocks), tuple(choices), timer=timer)

    def _left(self) -> str:
        return texts.LEFT.format(left=texts.left(self._seconds))

    def _comma_left(self) -> str:
        return texts.COMMA_LEFT.format(left=texts.left(self._seconds))


def is_said(text: str, choice: StandingChoice) -> bool:
    """Whether typed words are a choice's own, or others that pick it."""
    said = _plain(text)
    return any(_plain(word) == said for word in (choice.label, *choice.answers))


def minutes(count: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def paper_line(each: Round) -> str:
    """What is to be done in a round."""
    limit = texts.LIMIT.format(minutes=each.minutes) if each.minutes else ""
    most = texts.points(each.most)
    if each.kind is Kind.ESSAY:
        return texts.ESSAY_PAPER.format(points=most, limit=limit)
    line = texts.PAPER.format(questions=each.questions, points=most, limit=limit)
    return f"{line} {texts.AND_PREDICTION}" if each.prediction else line


def is_shown(when: str, each: Round, now: datetime) -> bool:
    """Whether what the rules reveal at a time is to be seen now."""
    return when == "submitted" or (when == "closed" and each.closes <= now)


def result(contest: Contest, attempt: Attempt, now: datetime) -> Reply:
    """What an attempt that is handed in came to, as far as it is to be seen."""
    each = contest.rules.round(attempt.round)
    assert attempt.ended is not None  # called of what is handed in
    at = texts.moment(attempt.ended, texts.TO_THE_SECOND)
    said = {"time": texts.TIME_UP, "left": texts.LEFT_PAGE}.get(
        attempt.ended_by or "", texts.SUBMITTED
    )
    blocks = [paragraph(bold(said.format(at=at)))]
    spent = texts.span(round((attempt.ended - attempt.started).total_seconds()))
    if each.kind is Kind.ESSAY:
        if attempt.score is None or not is_shown(contest.rules.reveal.score, each, now):
            blocks.append(paragraph(texts.ESSAY_TAKEN))
        else:
            points = texts.points(attempt.score)
            most = texts.points(each.most)
            blocks.append(paragraph(texts.ESSAY_SCORE.format(points=points, most=most)))
    elif is_shown(contest.rules.reveal.score, each, now):
        line = texts.SCORE.format(
            correct=attempt.correct,
            count=len(attempt.paper),
            points=texts.points(attempt.score or 0),
            time=spent,
        )
        blocks.append(paragraph(line))
    else:
        blocks.append(paragraph(texts.TAKEN.format(time=spent)))
        if contest.rules.reveal.score == "closed":
            closes = texts.moment(each.closes)
            blocks.append(paragraph(texts.SCORE_LATER.format(closes=closes)))
    if attempt.predicted is not None:
        blocks.append(paragraph(texts.PREDICTED.format(number=attempt.predicted)))
    choices = []
    if each.kind is Kind.QUIZ and is_shown(contest.rules.reveal.keys, each, now):
        choices.append(Choice(f"contest:keys:{attempt.id}", texts.KEYS))
    choices += [
        Choice(f"contest:table:{contest.id}", texts.STANDINGS),
        Choice(f"contest:open:{contest.id}", texts.BACK, texts.BACK_ANSWERS),
    ]
    return Reply(tuple(blocks), tuple(choices))


def keys(contest: Contest, taken: Taken) -> Reply:
    """Every question with what was right, once that is to be seen."""
    blocks = []
    for number, asked in enumerate(taken.asked, 1):
        stem = bold(texts.KEY_LINE.format(number=number, stem=asked.item.stem))
        blocks.append(paragraph(stem))
        verdict = texts.RIGHT if asked.is_right else texts.WRONG
        if asked.accepted is None:
            verdict = texts.FOR_EVERYBODY
            right = [asked.key]
        else:
            right = sorted(asked.accepted)
        blocks += [
            item(texts.KEY_ANSWER.format(letters=LETTERS[place], option=asked.options[place]))
            for place in right
        ]
        if asked.answer is None:
            blocks.append(item(texts.NO_ANSWER.format(verdict=verdict)))
        else:
            letter = LETTERS[asked.answer]
            blocks.append(item(texts.YOUR_ANSWER.format(letter=letter, verdict=verdict)))
        if asked.item.explanation:
            blocks.append(paragraph(asked.item.explanation))
    back = Choice(f"contest:open:{contest.id}", texts.BACK, texts.BACK_ANSWERS)
    return Reply(tuple(blocks), (back,))


def name_of(found: Standings, entry: int) -> str:
    """How somebody is called in standings."""
    entrant = found.entrants.get(entry)
    return (entrant.name if entrant else "") or texts.DELETED_NAME


def places(
    found: Standings, places_: Sequence[Placed], own: int | None, *, essay: bool = False
) -> list[TextBlock]:
    """The first of a ranking, and where somebody stands."""
    if not places_:
        return [paragraph(texts.NOBODY)]
    blocks = []
    for each in places_[: found.contest.rules.standings.top]:
        entrant = found.entrants.get(each.result.entry)
        unit = f" ({entrant.unit.shown})" if entrant and entrant.unit else ""
        form = texts.PLACE_ESSAY if essay else texts.PLACE_RESULT
        line = form.format(
            points=texts.points(each.result.score),
            correct=each.result.correct,
            count=each.result.questions,
            time=texts.span(each.result.seconds),
        )
        name = name_of(found, each.result.entry)
        line = texts.PLACE.format(place=each.place, name=name, unit=unit, result=line)
        blocks.append(paragraph(line))
    mine = next((each for each in places_ if each.result.entry == own), None)
    if mine is not None:
        line = texts.YOUR_PLACE.format(place=mine.place, count=len(places_))
        blocks.append(paragraph(bold(line)))
    return blocks


def number_text(value: Fraction) -> str:
    """A number as it is written in Vietnamese, with two decimals at most."""
    rounded = round(float(value), 2)
    return f"{rounded:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def unit_places(found: Standings) -> list[TextBlock]:
    """Every ranking of units."""
    if not found.rankings:
        return [paragraph(texts.NO_UNIT_RANKING)]
    blocks = []
    for title, ranking in found.rankings:
        blocks.append(paragraph(bold(texts.UNITS_TITLE.format(title=title))))
        blocks += [
            paragraph(
                texts.UNIT_PLACE.format(
                    place=each.place,
                    unit=each.figures.unit.shown,
                    value=number_text(each.value),
                    people=each.figures.people,
                    attempts=each.figures.attempts,
                )
            )
            for each in ranking[: found.contest.rules.standings.top]
        ] or [paragraph(texts.NOBODY)]
    return blocks


def _plain(text: str) -> str:
    return " ".join(unmarked(text).lower().split()).strip(" .!?\"'“”")
