"""Certificates as PDF, a page for each person: name, unit, place or result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bot.contests.ranking import Placed
from bot.contests.rules import Kind
from bot.contests.standings import Standings
from bot.texts import contest_reports as texts
from bot.texts.contests import points
from knowledge.letters import normalise

FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD = "NotoSerif", "NotoSerif-Bold"
RED, GOLD, INK = HexColor("#9b1c1f"), HexColor("#c8962e"), HexColor("#1d1d1f")
WIDTH, HEIGHT = landscape(A4)
WIDEST = WIDTH - 2 * 80
"""Points of a line."""

LOWEST = 186
"""Points above the foot of the page that belong to date and signature."""

_SCALES = [1 - step / 20 for step in range(14)]
"""Very long words of an organiser are written smaller, all on the page alike."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one certificate says; `number` tells it from all others of the contest."""

    number: str
    organiser: str
    name: str
    unit: str
    lines: tuple[str, ...]


def certificates(
    found: Standings, places: Sequence[Placed], *, number: int, top: int | None
) -> list[Certificate]:
    """The certificates of a ranking.

    Args:
        found: The standings.
        places: The ranking.
        number: The round's; 0 is all together.
        top: Only the first so many, with their places; None is everybody, for taking part.
    """
    rules = found.contest.rules
    title = rules.title
    essay = number != 0 and rules.round(number).kind is Kind.ESSAY
    if number and len(rules.rounds) > 1:
        title = texts.IN_ROUND.format(title=title, round=rules.round(number).title)
    made = []
    for each in places:
        entrant = found.entrants.get(each.result.entry)
        if (top is not None and each.place > top) or entrant is None or not entrant.name:
            continue
        what = texts.TOOK_PART_IN if top is None else texts.PLACE_IN
        result = (texts.RESULT_ESSAY if essay else texts.RESULT).format(
            points=points(each.result.score),
            correct=each.result.correct,
            count=each.result.questions,
        )
        made.append(
            Certificate(
                f"{rules.contest}-{number}-{entrant.id}",
                rules.organiser,
                entrant.name,
                entrant.unit.shown if entrant.unit else "",
                (what.format(place=each.place, title=title), result),
            )
        )
    return made


def write_certificates(made: Sequence[Certificate], target: Path | BinaryIO, *, day: date) -> None:
    """Writes certificates, one a page, with the fonts in the file.

    Raises:
        OSError: The file cannot be written.
    """
    for name in (PLAIN, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            file = FONTS / f"NotoSerif-{'Bold' if name == BOLD else 'Regular'}.ttf"
            pdfmetrics.registerFont(TTFont(name, str(file)))
    canvas = Canvas(str(target) if isinstance(target, Path) else target, pagesize=(WIDTH, HEIGHT))
    canvas.setTitle(texts.CERTIFICATE)
    for each in made:
        _page(canvas, each, day)
        canvas.showPage()
    canvas.save()


def _page(canvas: Canvas, made: Certificate, day: date) -> None:
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(3)
    canvas.rect(28, 28, WIDTH - 56, HEIGHT - 56)
    canvas.setLineWidth(0.8)
    canvas.rect(36, 36, WIDTH - 72, HEIGHT - 72)
    for scale in _SCALES:
        lines = list(_lines(made, scale))
        if lines[-1].y >= LOWEST:
            break
    for line in lines:
        canvas.setFillColor(line.colour)
        canvas.setFont(line.font, line.size)
        canvas.drawCentredString(WIDTH / 2, line.y, line.text)
    canvas.setFont(PLAIN, 13)
    given = texts.GIVEN.format(day=day.day, month=day.month, year=day.year)
    canvas.drawCentredString(WIDTH - 210, 148, given)
    canvas.setFont(BOLD, 14)
    canvas.drawCentredString(WIDTH - 210, 128, texts.SIGNED)  # and room for a seal
    canvas.setFont(PLAIN, 9)
    canvas.drawString(60, 52, texts.CERTIFICATE_NUMBER.format(number=made.number))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in the middle of the page."""

    text: str
    y: float
    font: str
    size: float
    colour: HexColor


def _lines(made: Certificate, scale: float) -> Iterator[_Line]:
    """What a certificate says, from the top."""
    parts = (
        (made.organiser, 0, PLAIN, 15, INK),
        (texts.CERTIFICATE, 42, BOLD, 38, RED),
        (texts.CERTIFIES, 26, PLAIN, 16, INK),
        (made.name, 24, BOLD, 30, INK),
        (made.unit, 6, PLAIN, 15, INK),
        *((line, 4 if n else 18, PLAIN, 17, INK) for n, line in enumerate(made.lines)),
    )
    y = HEIGHT - 95
    for text, above, font, full, colour in parts:
        if not text:
            continue
        text, size = normalise(text), full * scale
        longest = max(pdfmetrics.stringWidth(word, font, size) for word in text.split())
        size *= min(1, WIDEST / longest)
        y -= above * scale
        for line in _wrapped(text, font, size):
            yield _Line(line, y, font, size, colour)
            y -= size * 1.4


def _wrapped(text: str, font: str, size: float) -> list[str]:
    """As few lines as there can be, about as long as each other."""
    lines = _broken(text, font, size, WIDEST)
    fewest = len(lines)
    for share in range(95, 40, -5):
        narrower = _broken(text, font, size, WIDEST * share / 100)
        if len(narrower) > fewest:
            break
        lines = narrower
    return lines


def _broken(text: str, font: str, size: float, widest: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or pdfmetrics.stringWidth(longer, font, size) <= widest:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
