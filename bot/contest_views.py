"""What organisers see of a contest as lines, the same at the command line and on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.contest_words import name_of
from bot.contests.rules import Kind
from bot.texts import contest_desk as texts
from bot.texts import contests as words
from knowledge.quizbank import LETTERS

if TYPE_CHECKING:
    from bot.contests.appeals import Asked, Taken
    from bot.contests.corrections import Recount
    from bot.contests.proofs import Proof
    from bot.contests.rules import Rules

SHOWN = 20
"""Changes that are listed; the rest are counted."""


def taken_lines(taken: Taken, rules: Rules) -> Iterator[str]:
    """An attempt as it was taken."""
    attempt = taken.attempt
    each = rules.round(attempt.round)
    name = taken.name or words.DELETED_NAME
    yield texts.TAKEN_BY.format(
        attempt=attempt.id, name=name, round=each.title, number=attempt.number
    )
    times = {
        "started": words.moment(attempt.started, words.TO_THE_SECOND),
        "due": words.moment(attempt.due, words.TO_THE_SECOND),
    }
    if attempt.ended is None:
        yield texts.TAKEN_RUNNING.format(**times)
    else:
        from bot.texts.contest_reports import ENDED

        ended = words.moment(attempt.ended, words.TO_THE_SECOND)
        by = ENDED[attempt.ended_by or "person"]
        yield texts.TAKEN_FROM.format(**times, ended=ended, by=by)
        if each.kind is Kind.QUIZ:
            yield texts.TAKEN_SCORE.format(
                correct=attempt.correct,
                count=len(attempt.paper),
                points=words.points(attempt.score or 0),
            )
    for number, (asked, question) in enumerate(zip(taken.asked, attempt.paper, strict=True), 1):
        yield ""
        yield texts.TAKEN_QUESTION.format(
            number=number,
            item=question.item,
            revision=question.revision,
            points=words.points(question.points),
            stem=asked.item.stem,
        )
        yield from _options(asked)
    if taken.predicted:
        yield ""
        numbers = ", ".join(
            f"{number} ({words.moment(at, words.TO_THE_SECOND)})" for at, number in taken.predicted
        )
        yield texts.TAKEN_PREDICTED.format(numbers=numbers)
    if taken.essay:
        yield ""
        yield texts.TAKEN_ESSAY
        yield from taken.essay
    for points, at, _, note in taken.grades:
        when = words.moment(at)
        yield texts.TAKEN_GRADE.format(points=words.points(points), at=when, note=note)
    for item, at, reason in taken.decided:
        yield texts.TAKEN_DECIDED.format(item=item, at=words.moment(at), reason=reason)


def _options(asked: Asked) -> Iterator[str]:
    for place, option in enumerate(asked.options):
        marks = ""
        if place == asked.answer:
            marks += texts.MARK_ANSWER
        if place == asked.key:
            marks += texts.MARK_KEY
        if asked.accepted is not None and asked.accepted != {asked.key} and place in asked.accepted:
            marks += texts.MARK_ACCEPTED
        yield texts.TAKEN_OPTION.format(letter=LETTERS[place], option=option, marks=marks)
    if asked.accepted is None:
        yield texts.TAKEN_VOID
    if asked.given:
        answers = ", ".join(
            texts.TAKEN_ANSWER.format(
                letter=LETTERS[place], at=words.moment(at, words.TO_THE_SECOND)
            )
            for at, place in asked.given
        )
        yield texts.TAKEN_GIVEN.format(answers=answers)
    else:
        yield texts.TAKEN_NONE


def proof_lines(proof: Proof) -> Iterator[str]:
    """What came of drawing again."""
    yield texts.PROOF_SEED.format(seed=proof.info.seed)
    yield texts.PROOF_SEAL.format(commitment=proof.info.commitment)
    if proof.info.pool_sha256:
        yield texts.PROOF_POOL.format(pool=proof.info.pool_sha256)
    if not proof.kept:
        yield texts.PROOF_SEED_WRONG
    if proof.different:
        attempts = ", ".join(map(str, proof.different[:SHOWN]))
        yield texts.PROOF_DIFFERENT.format(
            count=proof.attempts, different=len(proof.different), attempts=attempts
        )
    if proof.holds:
        yield texts.PROOF_HOLDS.format(count=proof.attempts)


def recount_lines(found: Recount) -> Iterator[str]:
    """What counting again changed."""
    for item, options in found.decided.items():
        if options is None:
            yield texts.KEY_FOR_ALL.format(item=item)
        else:
            letters = ", ".join(LETTERS[option] for option in sorted(options))
            yield texts.KEY_NOW.format(item=item, letters=letters)
    if not found.changes:
        yield texts.AGREES.format(attempts=found.attempts)
        return
    people = len({moved.entry for moved in found.moved})
    yield texts.RECOUNTED.format(attempts=found.attempts, changed=len(found.changes), moved=people)
    for change in found.changes[:SHOWN]:
        yield texts.CHANGE.format(
            attempt=change.attempt,
            name=name_of(found.after, change.entry),
            before=words.points(change.score_before),
            after=words.points(change.score),
        )
    if len(found.changes) > SHOWN:
        yield texts.MORE.format(count=len(found.changes) - SHOWN)
    rules = found.after.contest.rules
    for moved in found.moved[:SHOWN]:
        title = rules.round(moved.round).title if moved.round else words.TOGETHER
        yield texts.MOVED.format(
            round=title,
            name=name_of(found.after, moved.entry),
            before=moved.before or texts.NOWHERE,
            after=moved.after or texts.NOWHERE,
        )
    if len(found.moved) > SHOWN:
        yield texts.MORE.format(count=len(found.moved) - SHOWN)
