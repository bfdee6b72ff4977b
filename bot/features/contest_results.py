"""What came of a contest: an attempt's result, one's own attempts with their keys, standings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import contest_words as words
from bot.contests.appeals import as_taken
from bot.contests.contests import Contest
from bot.contests.rules import Kind
from bot.features import Moment, Outcome
from bot.features.contest_members import Members, back, say
from bot.messages import Choice, Reply, bold, item, paragraph
from bot.texts import contests as texts

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk
    from bot.contests.records import Attempt


class Results:
    """Tells members what came of it.

    Args:
        desk: The contests.
        members: Who speaks.
    """

    def __init__(self, desk: ContestDesk, members: Members) -> None:
        self._desk = desk
        self._members = members

    def result(self, moment: Moment, attempt: Attempt, told: str = "") -> Outcome:
        """An attempt that was handed in."""
        contest = self._desk.contests.get(attempt.contest)
        reply = words.result(contest, attempt, moment.now)
        if told:
            reply = Reply((paragraph(told), *reply.blocks), reply.choices)
        return Outcome((reply,), moment.state)

    def mine(self, moment: Moment, contest: Contest) -> Outcome:
        """The attempts that somebody has handed in."""
        entry = self._members.entered(moment, contest)
        ended = [a for a in self._desk.attempts.of_entry(entry.id) if a.ended is not None]
        if not ended:
            return say(moment, texts.NO_ATTEMPTS)
        lines = [self._attempt_line(contest, attempt, moment) for attempt in ended]
        numbers = ", ".join(str(attempt.id) for attempt in ended)
        lines.append(texts.APPEAL.format(attempts=numbers))
        choices = []
        latest = ended[-1]
        each = contest.rules.round(latest.round)
        if each.kind is Kind.QUIZ and words.is_shown(contest.rules.reveal.keys, each, moment.now):
            choices.append(Choice(f"contest:keys:{latest.id}", texts.KEYS))
        choices += [Choice(f"contest:table:{contest.id}", texts.STANDINGS), back(contest)]
        blocks = (paragraph(bold(contest.rules.title)), *map(item, lines))
        return Outcome((Reply(blocks, tuple(choices)),), moment.state)

    def _attempt_line(self, contest: Contest, attempt: Attempt, moment: Moment) -> str:
        assert attempt.ended is not None  # only what was handed in is listed
        each = contest.rules.round(attempt.round)
        shown = words.is_shown(contest.rules.reveal.score, each, moment.now)
        result = texts.ATTEMPT_HIDDEN
        if attempt.score is not None and shown:
            if each.kind is Kind.ESSAY:
                result = texts.ESSAY_SCORE.format(
                    points=texts.points(attempt.score), most=texts.points(each.most)
                ).rstrip(".")
            else:
                result = texts.ATTEMPT_SCORE.format(
                    correct=attempt.correct,
                    count=len(attempt.paper),
                    points=texts.points(attempt.score),
                    time=texts.span(round((attempt.ended - attempt.started).total_seconds())),
                )
        return texts.ATTEMPT_LINE.format(
            round=each.title,
            number=attempt.number,
            at=texts.moment(attempt.ended, texts.TO_THE_SECOND),
            result=result,
        )

    def keys(self, moment: Moment, attempt_id: int) -> Outcome | None:
        """The keys of one's own attempt, once they are to be seen."""
        attempt = self._members.own(moment, attempt_id)
        if attempt is None or attempt.ended is None:
            return None
        contest = self._desk.contests.get(attempt.contest)
        each = contest.rules.round(attempt.round)
        if not words.is_shown(contest.rules.reveal.keys, each, moment.now):
            if contest.rules.reveal.keys == "never":
                return say(moment, texts.KEYS_NEVER)
            return say(moment, texts.KEYS_LATER.format(closes=texts.moment(each.closes)))
        taken = as_taken(self._desk.contests, self._desk.attempts, attempt_id)
        return Outcome((words.keys(contest, taken),), moment.state)

    def table(self, moment: Moment, contest: Contest, number: int | None = None) -> Outcome:
        """A round's standings, by default of the latest; 0 is all together."""
        found = self._desk.standings(contest.id, fresh=False)
        entry = self._members.entry(moment, contest)
        own = entry.id if entry else None
        latest = found.rounds[-1].number if found.rounds else 0
        if number is None:
            number = 0 if contest.rules.is_summed and contest.rules.closes <= moment.now else latest
        each = found.round(number)
        if each is None and number == 0 and contest.rules.is_summed:
            title, places, essay, truth = texts.TOGETHER, found.together, False, None
        elif each is None:
            return say(moment, texts.NOBODY, back(contest))
        else:
            rules = contest.rules.round(number)
            title, places, truth = rules.title, each.places, each.truth
            essay = rules.kind is Kind.ESSAY
        over = number != 0 and contest.rules.round(number).closes <= moment.now
        if not contest.rules.standings.during and not (over or contest.rules.closes <= moment.now):
            return say(moment, texts.HIDDEN, back(contest))
        blocks = [paragraph(bold(texts.STANDINGS_TITLE.format(title=title)))]
        if contest.rules.closes > moment.now and not over:
            at = texts.moment(found.at, texts.TO_THE_SECOND)
            blocks.append(paragraph(texts.AS_OF.format(at=at)))
        blocks += words.places(found, places, own, essay=essay)
        if truth is not None:
            blocks.append(paragraph(texts.TRUTH_LINE.format(truth=truth)))
        choices = []
        if contest.rules.is_summed and number != 0:
            label = texts.OTHER_ROUND.format(title=texts.TOGETHER)
            choices.append(Choice(f"contest:table:{contest.id}:0", label))
        others = [n for n in (number - 1, number + 1, latest) if n != number and found.round(n)]
        for other in dict.fromkeys(others):
            label = texts.OTHER_ROUND.format(title=contest.rules.round(other).title)
            choices.append(Choice(f"contest:table:{contest.id}:{other}", label))
        if contest.rules.unit_rankings:
            choices.append(Choice(f"contest:units:{contest.id}", texts.UNIT_STANDINGS))
        choices.append(back(contest))
        return Outcome((Reply(tuple(blocks), tuple(choices)),), moment.state)

    def unit_table(self, moment: Moment, contest: Contest) -> Outcome:
        """The rankings of units."""
        if not contest.rules.standings.during and contest.rules.closes > moment.now:
            return say(moment, texts.HIDDEN, back(contest))
        found = self._desk.standings(contest.id, fresh=False)
        choices = (Choice(f"contest:table:{contest.id}", texts.STANDINGS), back(contest))
        return Outcome((Reply(tuple(words.unit_places(found)), choices),), moment.state)
