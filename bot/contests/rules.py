"""The rules of a contest as data, and what may be wrong with them.

Moments are of Việt Nam's clock. What a contest says for all its rounds a round may say otherwise.
`bot.contests.rule_files` reads them from a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.contests.moments import moment_of
from bot.roles import Role
from knowledge.quizbank import FEWEST_OPTIONS, MOST_OPTIONS, Level

MOST_QUESTIONS = 200
"""Questions of one attempt."""

LONGEST_ID = 32
"""Letters of a contest's id, so that choices can carry it."""

HUNDREDTHS = 100
"""Points are kept as whole hundredths, so that sums are exact."""


class Problem(StrEnum):
    """What is wrong in a contest file; the sentence of each is in `bot.texts.contest_rules`."""

    UNREADABLE = "unreadable"  # no YAML [line]
    NOT_A_MAPPING = "not_a_mapping"
    REPEATED_KEY = "repeated_key"  # [key, line]
    MISSING = "missing"
    UNKNOWN = "unknown"  # [allowed]
    WRONG = "wrong"  # [value]
    WRONG_ID = "wrong_id"  # [value]
    NO_ROUNDS = "no_rounds"
    CLOSES_FIRST = "closes_first"
    ROUNDS_OVERLAP = "rounds_overlap"  # [other]
    NO_DRAW = "no_draw"
    NO_ESSAY = "no_essay"
    ESSAY_IN_QUIZ = "essay_in_quiz"
    TOO_MANY_QUESTIONS = "too_many_questions"  # [count, limit]
    EMPTY_DRAW = "empty_draw"  # neither a topic nor items nor a count
    REPEATED_CRITERION = "repeated_criterion"  # [value]
    PREDICTION_UNUSED = "prediction_unused"
    PREDICTION_MISSING = "prediction_missing"
    REPEATED_FIELD = "repeated_field"  # [value]
    CHOICE_WITHOUT_OPTIONS = "choice_without_options"
    FORMULA = "formula"  # [value, reason, about]
    NO_MEMBERS = "no_members"  # a formula counts members, and nobody said how many there are
    NOBODY_BEFORE = "nobody_before"  # the first round cannot take the best of those before it
    LONG_REPEAT = "long_repeat"  # [every_days]: a repetition begins before the one before ends
    # of the office, not of the file alone; see `checks`
    NO_SUCH_UNIT = "no_such_unit"  # [value]
    AMBIGUOUS_UNIT = "ambiguous_unit"  # [value]
    NO_UNITS = "no_units"
    NO_SUCH_ACCOUNT = "no_such_account"  # [value]
    TOO_FEW_ITEMS = "too_few_items"  # [topic, level, options, found, count]
    NOT_APPROVED = "not_approved"  # [item]
    BEGUN = "begun"  # a round that has begun would be changed [part]
    ALL_OVER = "all_over"  # every round is over before the contest opens
    FIELDS_FIXED = "fields_fixed"  # somebody has registered


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong.

    Attributes:
        problem: What.
        where: The way to it in the file, such as ("rounds", 2, "closes"); rounds count from 1.
        details: What the sentence names.
    """

    problem: Problem
    where: tuple[str | int, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


class RulesError(Exception):
    """A contest file cannot be used.

    Args:
        mistakes: Everything that is wrong with it.
    """

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(", ".join(mistake.problem for mistake in mistakes))


def _absent(value: object) -> object:
    return None if value == "" else value


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) or value is None else [value]


Moment = Annotated[datetime, BeforeValidator(moment_of)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Optional = BeforeValidator(_absent)
MaybeCount = Annotated[Count | None, Optional]
Points = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_listed)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Draw(_Part):
    """Some of the questions: so many of a topic, a level, a number of options; or these items."""

    topic: Annotated[str | None, Optional] = None
    level: Annotated[Level | None, Optional] = None
    options: Annotated[
        Annotated[int, Field(ge=FEWEST_OPTIONS, le=MOST_OPTIONS)] | None, Optional
    ] = None
    items: Annotated[tuple[Count, ...], BeforeValidator(_listed)] = ()
    count: MaybeCount = None
    points: Annotated[Points | None, Optional] = None

    @property
    def number(self) -> int:
        """How many questions."""
        return len(self.items) if self.count is None else self.count


class Counted(StrEnum):
    """What a prediction is about."""

    ENTRANTS = "entrants"  # people who handed something in
    ALL_CORRECT = "all_correct"  # those of them with every answer right


class Prediction(_Part):
    """The question at the end that decides between equals: how many people …"""

    of: Counted
    question: str = ""


class Essay(_Part):
    """What is to be written in an essay round, and the most points organisers may give."""

    question: Line
    points: Points = Decimal(100)


class Kind(StrEnum):
    """What is done in a round."""

    QUIZ = "quiz"
    ESSAY = "essay"


class Round(_Part):
    """A round. What it leaves out is as the contest says.

    Attributes:
        opens, closes: It takes attempts from the first moment until before the second.
        repeat, every_days: It stands for so many rounds, each so many days after the one before;
            "{n}" in titles and topics is the number of each.
        top: Only so many may enter: the best of all rounds before.
    """

    title: Line
    opens: Moment
    closes: Moment
    kind: Kind = Kind.QUIZ
    draw: tuple[Draw, ...] | None = None
    points: Annotated[Points | None, Optional] = None
    minutes: MaybeCount = None
    prediction: Annotated[Prediction | None, Optional] = None
    essay: Annotated[Essay | None, Optional] = None
    top: MaybeCount = None
    repeat: Count = 1
    every_days: MaybeCount = None

    @property
    def questions(self) -> int:
        """How many are asked."""
        return sum(draw.number for draw in self.draw or ())

    def is_open(self, now: datetime) -> bool:
        """Whether attempts may begin."""
        return self.opens <= now < self.closes

    def points_of(self, draw: Draw) -> int:
        """What a right answer brings, in hundredths."""
        points = self.points if draw.points is None else draw.points
        return int((points or 0) * HUNDREDTHS)

    @property
    def most(self) -> int:
        """The highest score, in hundredths."""
        if self.kind is Kind.ESSAY:
            return int(self.essay.points * HUNDREDTHS) if self.essay else 0
        return sum(draw.number * self.points_of(draw) for draw in self.draw or ())


class Counts(StrEnum):
    """Which attempt of a person in a round counts."""

    BEST = "best"
    FIRST = "first"
    LAST = "last"


class Attempts(_Part):
    """How often one person may try, and which attempt counts; None is as often as they like."""

    per_round: MaybeCount = None
    per_week: MaybeCount = None
    per_day: MaybeCount = None
    counts: Counts = Counts.BEST


class Criterion(StrEnum):
    """What ranks people; each but `SCORE` and `CORRECT` is better the smaller it is."""

    SCORE = "score"
    CORRECT = "correct"
    DURATION = "duration"
    PREDICTION = "prediction"  # how far from what came true
    SUBMITTED = "submitted"  # to the second


class FieldKind(StrEnum):
    """What may be answered at registration."""

    TEXT = "text"
    PHONE = "phone"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


class EntryField(_Part):
    """Something asked at registration besides the name and the unit of the account.

    Attributes:
        unique: Whether only one person may enter with a value, as with a phone number.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
    label: Line
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    unique: bool = False
    options: Lines = ()


class Period(StrEnum):
    """What a quota is for."""

    WEEK = "week"
    ROUND = "round"
    CONTEST = "contest"


class Quota(_Part):
    """Attempts that are expected of a unit; `units` says other numbers for some of them."""

    attempts: Count
    per: Period = Period.WEEK
    units: dict[str, Count] = {}


class UnitRules(_Part):
    """Which units take part, and how they are counted.

    Attributes:
        required: Whether nobody enters without a unit.
        allowed: The units that may enter, with all below them; empty is all.
        level: A person counts for the unit at this depth of the tree, 1 the topmost; None is
            their own.
        members: How many people a unit has, for its turnout.
    """

    required: bool = False
    allowed: Lines = ()
    level: MaybeCount = None
    quota: Annotated[Quota | None, Optional] = None
    members: dict[str, Count] = {}


class UnitRanking(_Part):
    """A ranking of units by a formula, the greatest value first.

    Attributes:
        at_least: Units with fewer people are not ranked.
    """

    title: Line
    formula: Line
    at_least: Annotated[int, Field(ge=0)] = 1


class Barred(_Part):
    """Who may not enter."""

    roles: Annotated[tuple[Role, ...], BeforeValidator(_listed)] = ()
    units: Lines = ()
    accounts: Annotated[tuple[Count, ...], BeforeValidator(_listed)] = ()


class Reveal(_Part):
    """When a person sees their score, and which answers were right."""

    score: Literal["submitted", "closed", "never"] = "submitted"
    keys: Literal["submitted", "closed", "never"] = "closed"


class Shown(_Part):
    """The standings that members see."""

    during: bool = True
    top: Count = 10


class Rules(_Part):
    """A contest.

    Attributes:
        contest: Its id.
        rules: What members read before they register.
        leaving: Whether leaving the page hands the attempt in.
        ranking: What people are ranked by, the first decides first.
        cumulative: Whether the rounds of questions are also ranked together.
        channels: Where it is played; empty is everywhere.
        weekly_report: Whether organisers are sent the figures of each unit every Monday.
    """

    contest: Annotated[str, Field(min_length=1)]
    title: Line
    organiser: str = ""
    rules: str = ""
    rounds: tuple[Round, ...]
    draw: tuple[Draw, ...] = ()
    points: Points = Decimal(1)
    minutes: MaybeCount = None
    shuffle_questions: bool = True
    shuffle_options: bool = True
    leaving: Literal["continues", "spends"] = "continues"
    attempts: Attempts = Attempts()
    prediction: Annotated[Prediction | None, Optional] = None
    ranking: Annotated[tuple[Criterion, ...], BeforeValidator(_listed)] = (
        Criterion.SCORE,
        Criterion.DURATION,
        Criterion.SUBMITTED,
    )
    cumulative: bool = True
    fields: tuple[EntryField, ...] = ()
    units: UnitRules = UnitRules()
    unit_rankings: tuple[UnitRanking, ...] = ()
    barred: Barred = Barred()
    reveal: Reveal = Reveal()
    standings: Shown = Shown()
    channels: Annotated[
        tuple[Literal["telegram", "zalo_bot", "zalo_oa", "web", "console"], ...],
        BeforeValidator(_listed),
    ] = ()
    weekly_report: bool = False

    def round(self, number: int) -> Round:
        """The round with this number, from 1."""
        return self.rounds[number - 1]

    def current(self, now: datetime) -> int | None:
        """The number of the round that is open."""
        return next((n for n, each in enumerate(self.rounds, 1) if each.is_open(now)), None)

    @property
    def opens(self) -> datetime:
        """When the first round does."""
        return self.rounds[0].opens

    @property
    def closes(self) -> datetime:
        """When the last round does."""
        return self.rounds[-1].closes

    @property
    def is_summed(self) -> bool:
        """Whether there is a ranking over several rounds."""
        return self.cumulative and sum(each.kind is Kind.QUIZ for each in self.rounds) > 1
