"""Certificates as PDF, a page for each person: name, unit, place or result."""

from __future__ import annotations

from collections.abc import Sequence
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
SIDE = 80.0
"""Points left free on each side."""


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
    y = HEIGHT - 95
    if made.organiser:
        y = _centred(canvas, made.organiser, y, PLAIN, 15, INK)
    y = _centred(canvas, texts.CERTIFICATE, y - 42, BOLD, 38, RED)
    y = _centred(canvas, texts.CERTIFIES, y - 26, PLAIN, 16, INK)
    y = _centred(canvas, made.name, y - 24, BOLD, 30, INK)
    if made.unit:
        y = _centred(canvas, made.unit, y - 6, PLAIN, 15, INK)
    y -= 14
    for line in made.lines:
        y = _centred(canvas, line, y - 4, PLAIN, 17, INK)
    canvas.setFont(PLAIN, 13)
    given = texts.GIVEN.format(day=day.day, month=day.month, year=day.year)
    canvas.drawCentredString(WIDTH - 210, 120, given)
    canvas.setFont(BOLD, 14)
    canvas.drawCentredString(WIDTH - 210, 98, texts.SIGNED)
    canvas.setFont(PLAIN, 9)
    canvas.drawString(60, 52, texts.CERTIFICATE_NUMBER.format(number=made.number))


def _centred(
    canvas: Canvas, text: str, y: float, font: str, size: float, colour: HexColor
) -> float:
    """Writes lines in the middle of the page, smaller where a word would not fit.

    Returns:
        Where the next line begins.
    """
    text = normalise(text)
    widest = WIDTH - 2 * SIDE
    longest = max((pdfmetrics.stringWidth(word, font, size) for word in text.split()), default=0)
    if longest > widest:
        size *= widest / longest
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    for line in _wrapped(text, font, size, widest):
        canvas.drawCentredString(WIDTH / 2, y, line)
        y -= size * 1.4
    return y


def _wrapped(text: str, font: str, size: float, widest: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pdfmetrics.stringWidth(longer, font, size) <= widest:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]
