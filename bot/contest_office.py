"""What organisers do with contests, the same at the command line and on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.contests.certificates import Certificate, certificates
from bot.contests.errors import ContestError, Refusal
from bot.contests.lines import line_of
from bot.contests.weekly import week_words
from bot.contests.weeks import week_of
from bot.texts import contest_desk as texts
from bot.texts.contest_rules import mistake_sentence
from knowledge.library import VIETNAM
from knowledge.quizbank import LETTERS

if TYPE_CHECKING:
    from bot.contests.ranking import Placed
    from bot.contests.rules import Mistake
    from bot.contests.standings import Standings

_POINTS = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")


class WrongLetterError(ValueError):
    """What was typed is no letter of an option."""


def mistake_lines(text: str, mistakes: Iterable[Mistake]) -> Iterator[str]:
    """Each mistake of a file with its line."""
    for mistake in mistakes:
        sentence = mistake_sentence(mistake)
        line = line_of(text, mistake)
        if line is None or "line" in mistake.details:
            yield sentence
        else:
            yield texts.AT_LINE.format(line=line, sentence=sentence)


def default_round(found: Standings) -> int:
    """The round that is meant where none is named; 0 is all together."""
    if found.contest.rules.is_summed:
        return 0
    return found.rounds[-1].number if found.rounds else 1


def places_of(found: Standings, number: int) -> tuple[Placed, ...]:
    """The ranking of a round, or (0) of all together.

    Raises:
        ContestError: NO_SUCH_ROUND.
    """
    count = len(found.contest.rules.rounds)
    if number == 0 and found.contest.rules.is_summed:
        return found.together
    if not 1 <= number <= count:
        raise ContestError(Refusal.NO_SUCH_ROUND, number=number, count=count)
    each = found.round(number)
    return each.places if each else ()


def certified(found: Standings, number: int, top: int | None) -> list[Certificate]:
    """The certificates of a ranking; see `bot.contests.certificates`.

    Raises:
        ContestError: NO_SUCH_ROUND, NOTHING_TO_CERTIFY.
    """
    made = certificates(found, places_of(found, number), number=number, top=top)
    if not made:
        raise ContestError(Refusal.NOTHING_TO_CERTIFY)
    return made


def week_text(found: Standings, day: date) -> str:
    """The report by unit of the week that a day is in."""
    monday = week_of(datetime(day.year, day.month, day.day, tzinfo=VIETNAM))
    return week_words(found, monday).plain


def options_of(letters: Iterable[str]) -> list[int]:
    """Places of options by their letters.

    Raises:
        WrongLetterError: With what is no letter of an option.
    """
    options = []
    for letter in letters:
        if len(letter) != 1 or letter.upper() not in LETTERS:
            raise WrongLetterError(letter)
        options.append(LETTERS.index(letter.upper()))
    return options


def hundredths(text: str) -> int | None:
    """Points as they are typed, "87,5", in hundredths; None where it is no number."""
    if not _POINTS.fullmatch(text.strip()):
        return None
    return int(Decimal(text.strip().replace(",", ".")) * 100)
