"""Standings: people and units, of a round and of all together, read from what attempts came to.

What a prediction was about is known when its round is over; until then it decides nothing, and
nobody is told how many have entered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, bindparam, select, type_coerce

from bot.contests.contests import Contest, Contests
from bot.contests.formula import Formula
from bot.contests.ranking import (
    Placed,
    Result,
    came_true,
    counting,
    measured,
    ranked,
    summed,
)
from bot.contests.records import ATTEMPTS
from bot.contests.rules import Criterion, Kind, Period
from bot.contests.tables import EntryRow
from bot.contests.unit_plan import UnitPlan
from bot.contests.weeks import day_of, week_of, weeks
from bot.people import AccountRow
from bot.units import Unit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


_MOMENT = DateTime(timezone=True)  # as the driver gives it: there are many, and most only differ
_HANDED_IN = (
    select(
        ATTEMPTS.c.round,
        ATTEMPTS.c.entry_id,
        ATTEMPTS.c.id,
        ATTEMPTS.c.score,
        ATTEMPTS.c.correct,
        ATTEMPTS.c.questions,
        type_coerce(ATTEMPTS.c.started_at, _MOMENT),
        type_coerce(ATTEMPTS.c.ended_at, _MOMENT),
        ATTEMPTS.c.predicted,
    )
    .where(
        ATTEMPTS.c.contest_id == bindparam("of"),
        ATTEMPTS.c.ended_at.is_not(None),
        ATTEMPTS.c.score.is_not(None),
    )
    .order_by(ATTEMPTS.c.id)
)


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who an entry is.

    Attributes:
        account: None where their data were deleted.
        unit: The unit they count for.
    """

    id: int
    account: int | None
    name: str
    own_unit: int | None
    unit: Unit | None
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class RoundStandings:
    """A round.

    Attributes:
        results: Every attempt that was handed in, a person's own in their order.
        places: The attempt that counts of each person.
        truth: What the prediction was about came to; None while nobody knows.
    """

    number: int
    results: tuple[Result, ...]
    places: tuple[Placed, ...]
    truth: int | None


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """What is known of a unit.

    Attributes:
        people: Who handed something in.
        attempts: How many attempts they were.
        score: The counting results of all its people, in hundredths.
        correct: Their right answers.
        all_correct: Results with every answer right.
        members: How many people it has.
        quota: Attempts expected in a period.
        met: In how many of the periods that are over they were made, and of how many.
    """

    unit: Unit
    people: int
    attempts: int
    score: int
    correct: int
    all_correct: int
    members: int | None
    quota: int | None
    met: tuple[int, int]

    def known(self) -> dict[str, Fraction | int | None]:
        """What a formula may name."""
        met, periods = self.met
        return {
            "people": self.people,
            "attempts": self.attempts,
            "score": Fraction(self.score, 100),
            "average": Fraction(self.score, 100 * self.people) if self.people else None,
            "correct": self.correct,
            "all_correct": self.all_correct,
            "members": self.members,
            "turnout": Fraction(self.people, self.members) if self.members else None,
            "quota": self.quota,
            "quota_met": Fraction(met, periods) if periods else None,
        }


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A unit at its place; equals share one."""

    place: int
    figures: UnitFigures
    value: Fraction


@dataclass(frozen=True, slots=True)
class Standings:
    """All that is known of a contest at a moment.

    Attributes:
        rounds: Those that have begun.
        together: The rounds of questions summed up; empty where the rules rank none together.
        units: What is known of each unit, in the order of the office's list.
        rankings: Of each ranking of units its title and places.
    """

    contest: Contest
    at: datetime
    entrants: dict[int, Entrant]
    rounds: tuple[RoundStandings, ...]
    together: tuple[Placed, ...]
    units: tuple[UnitFigures, ...]
    rankings: tuple[tuple[str, tuple[UnitPlace, ...]], ...]

    def round(self, number: int) -> RoundStandings | None:
        """A round, if it has begun."""
        return next((each for each in self.rounds if each.number == number), None)


def best_before(contests: Contests, contest: Contest, number: int, top: int) -> list[int]:
    """The entries that are the best so many before a round, with all who equal the last of them."""
    with contests.database.read() as session:
        rounds = _rounds(session, contest, contests.clock(), before=number, others={})
    quiz = [r for r in rounds if contest.rules.round(r.number).kind is Kind.QUIZ]
    if len(quiz) == 1:
        places: Sequence[Placed] = quiz[0].places
    else:
        places = ranked(
            summed({r.number: [p.result for p in r.places] for r in quiz}), contest.rules.ranking
        )
    return [each.result.entry for each in places if each.place <= top]


def standings(contests: Contests, contest_id: str, now: datetime) -> Standings:
    """The standings of a contest.

    Raises:
        ContestError: NO_SUCH_CONTEST.
    """
    with contests.database.read() as session:
        return _standings(session, contests, contests.get(contest_id), now)


def standings_with(
    contests: Contests, contest_id: str, now: datetime, others: Mapping[int, tuple[int, int]]
) -> tuple[Standings, Standings]:
    """The standings of a contest, and what they would be with other scores.

    Args:
        contests: The contests.
        contest_id: Which.
        now: The time.
        others: Of attempts, a score in hundredths and right answers.

    Raises:
        ContestError: NO_SUCH_CONTEST.
    """
    contest = contests.get(contest_id)
    with contests.database.read() as session:  # both of the same moment
        found = _standings(session, contests, contest, now)
        return found, _standings(session, contests, contest, now, others)


def _standings(
    session: Session,
    contests: Contests,
    contest: Contest,
    now: datetime,
    others: Mapping[int, tuple[int, int]] | None = None,
) -> Standings:
    plan = contests.plan(contest.rules)
    entrants = _entrants(session, plan, contest)
    rounds = _rounds(session, contest, now, others=others or {})
    quiz = [r for r in rounds if contest.rules.round(r.number).kind is Kind.QUIZ]
    counted = {r.number: [placed.result for placed in r.places] for r in quiz}
    together = (
        tuple(ranked(summed(counted), contest.rules.ranking)) if contest.rules.is_summed else ()
    )
    listed = {unit.id: unit for unit in plan.ranked_units()}
    for entrant in entrants.values():
        if entrant.unit is not None:
            listed.setdefault(entrant.unit.id, entrant.unit)
    figures = _figures(contest, now, entrants, rounds, listed, plan.members, plan.quotas)
    rankings = tuple(
        (ranking.title, _unit_places(figures, Formula.read(ranking.formula), ranking.at_least))
        for ranking in contest.rules.unit_rankings
    )
    return Standings(contest, now, entrants, tuple(rounds), together, figures, rankings)


def _rounds(
    session: Session,
    contest: Contest,
    now: datetime,
    *,
    before: int | None = None,
    others: Mapping[int, tuple[int, int]],
) -> list[RoundStandings]:
    rules = contest.rules
    barred = _barred(session, contest)
    found: dict[int, list[Result]] = defaultdict(list)

    def to_the_second(moment: datetime) -> datetime:
        if moment.tzinfo is None:  # of SQLite
            return moment.replace(microsecond=0, tzinfo=UTC)
        return moment.astimezone(UTC).replace(microsecond=0)

    rows = session.connection().execute(_HANDED_IN, {"of": contest.id})
    for number, entry, attempt, score, correct, questions, started, ended, predicted in rows.all():
        if entry in barred or (before is not None and number >= before):
            continue
        if attempt in others:
            score, correct = others[attempt]
        found[number].append(
            Result(
                entry,
                attempt,
                score,
                correct or 0,
                questions,
                round((ended - started).total_seconds()),
                to_the_second(ended),
                predicted,
            )
        )
    rounds = []
    for number, each in enumerate(rules.rounds, 1):
        if each.opens > now:
            continue
        results = found.get(number, [])
        chosen = counting(results, rules.attempts.counts, rules.ranking)
        truth = None
        if each.prediction is not None and each.closes <= now:
            truth = came_true(chosen, each.prediction.of)
        criteria = [c for c in rules.ranking if c is not Criterion.PREDICTION or truth is not None]
        places = ranked(measured(chosen, truth), criteria)
        rounds.append(RoundStandings(number, tuple(results), tuple(places), truth))
    return rounds


def _barred(session: Session, contest: Contest) -> frozenset[int]:
    """Entries of accounts that may not take part: barred since they entered."""
    if not contest.rules.barred.accounts:
        return frozenset()
    return frozenset(
        session.scalars(
            select(EntryRow.id).where(
                EntryRow.contest_id == contest.id,
                EntryRow.account_id.in_(contest.rules.barred.accounts),
            )
        )
    )


def _entrants(session: Session, plan: UnitPlan, contest: Contest) -> dict[int, Entrant]:
    rows = session.execute(
        select(EntryRow.id, EntryRow.account_id, AccountRow.name, EntryRow.unit_id, EntryRow.fields)
        .outerjoin(AccountRow, AccountRow.id == EntryRow.account_id)
        .where(EntryRow.contest_id == contest.id, EntryRow.agreed_at.is_not(None))
    )
    ranked_unit: dict[int | None, Unit | None] = {None: None}
    found = {}
    for entry, account, name, unit, fields in rows:
        if unit not in ranked_unit:
            ranked_unit[unit] = plan.ranked(unit)
        found[entry] = Entrant(entry, account, name or "", unit, ranked_unit[unit], fields)
    return found


def _figures(
    contest: Contest,
    now: datetime,
    entrants: dict[int, Entrant],
    rounds: Sequence[RoundStandings],
    units: dict[int, Unit],
    members: dict[int, int],
    quotas: dict[int, int],
) -> tuple[UnitFigures, ...]:
    unit_of = {each.id: each.unit.id for each in entrants.values() if each.unit is not None}
    people: dict[int, set[int]] = defaultdict(set)
    attempts: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    score: dict[int, int] = defaultdict(int)
    correct: dict[int, int] = defaultdict(int)
    whole: dict[int, int] = defaultdict(int)
    for each in rounds:
        for result in each.results:
            if (unit := unit_of.get(result.entry)) is not None:
                people[unit].add(result.entry)
                attempts[unit].append((each.number, result.submitted))
        for placed in each.places:
            if (unit := unit_of.get(placed.result.entry)) is not None:
                score[unit] += placed.result.score
                correct[unit] += placed.result.correct
                whole[unit] += placed.result.all_correct
    return tuple(
        UnitFigures(
            unit,
            len(people[number]),
            len(attempts[number]),
            score[number],
            correct[number],
            whole[number],
            members.get(number),
            quotas.get(number),
            _met(contest, now, attempts[number], quotas.get(number)),
        )
        for number, unit in units.items()
    )


def _met(
    contest: Contest, now: datetime, attempts: Sequence[tuple[int, datetime]], quota: int | None
) -> tuple[int, int]:
    """In how many periods that are over a quota was met, and of how many."""
    rules = contest.rules.units.quota
    if rules is None or quota is None:
        return 0, 0
    if rules.per is Period.CONTEST:
        over = contest.rules.closes <= now
        return int(over and len(attempts) >= quota), int(over)
    made: dict[object, int] = defaultdict(int)
    if rules.per is Period.ROUND:
        for number, _ in attempts:
            made[number] += 1
        periods: list[object] = [
            n for n, each in enumerate(contest.rules.rounds, 1) if each.closes <= now
        ]
    else:
        for _, at in attempts:
            made[week_of(at)] += 1
        periods = [week for week in weeks(contest, now) if week + timedelta(days=7) <= day_of(now)]
    return sum(made[period] >= quota for period in periods), len(periods)


def _unit_places(
    figures: Sequence[UnitFigures], formula: Formula, at_least: int
) -> tuple[UnitPlace, ...]:
    values = [
        (value, each)
        for each in figures
        if each.people >= at_least and (value := formula.value(each.known())) is not None
    ]
    values.sort(key=lambda each: (-each[0], each[1].unit.id))
    placed: list[UnitPlace] = []
    for number, (value, each) in enumerate(values, 1):
        same = placed[-1] if placed and placed[-1].value == value else None
        placed.append(UnitPlace(same.place if same else number, each, value))
    return tuple(placed)
