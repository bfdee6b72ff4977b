"""Character recognition by Tesseract, a program of its own that the machine may have or not.

A page comes as a grey picture and goes out as words with their places, so that a scan becomes
paragraphs by the same rules as a PDF with a text layer. Two pages are read at a time on two cores:
Tesseract's own threads gain little.
"""

import math
import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

from PIL import Image, ImageOps

from knowledge.errors import Problem, ReadError
from knowledge.limits import Limits
from knowledge.readers.page import Page, Span, rows_of
from knowledge.syllable import is_syllable

LANGUAGE = "vie"
WELL_READ = 80.0  # Tesseract's mean confidence in a page's letters; below it a page needs a look
BODY_SIZE = 12.0  # points; the size that lines of a recognised page are given
_SMALL = 0.8  # of footnotes, against it
_NOISE = 25.0  # a lone sign read with less confidence is a speck, twice that no word
_TURNED = 55.0  # so little confidence suggests that the page lies on its side
_ASKEW = 15  # degrees that are tried on a page of which little is read
_SEEN = 500  # points; so wide is the picture by which that is judged
_LEANS = 0.6  # degrees; a page that leans more is set upright and read again
_WHITE = 200  # a page without a darker point is blank
_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page as recognised: its words with their places, and the confidence in them, 0 to 100."""

    page: Page
    confidence: float


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    line: tuple[int, ...]
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


@lru_cache(maxsize=1)
def missing() -> str | None:
    """What the machine lacks to recognise Vietnamese: a Debian package, or None."""
    if shutil.which("tesseract") is None:
        return "tesseract-ocr, tesseract-ocr-vie"
    listed = _run(["--list-langs"], b"", 30)
    return None if LANGUAGE in listed.split() else "tesseract-ocr-vie"


def require(name: str, limits: Limits) -> None:
    """Says why a picture cannot be read on this machine.

    Raises:
        ReadError: OCR_OFF or OCR_MISSING.
    """
    if not limits.ocr:
        raise ReadError(Problem.OCR_OFF, name=name)
    if (package := missing()) is not None:
        raise ReadError(Problem.OCR_MISSING, name=name, package=package)


def is_blank(image: Image.Image) -> bool:
    """Whether a grey picture shows nothing."""
    darkest, _ = image.getextrema()
    return isinstance(darkest, int | float) and darkest > _WHITE


class Recogniser:
    """Reads pages in the order they are handed in, several at a time."""

    def __init__(self, limits: Limits) -> None:
        self._seconds = limits.seconds / 2
        workers = min(_WORKERS, len(os.sched_getaffinity(0)))
        self.ahead = workers + 1
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="ocr")

    def close(self) -> None:
        """Ends; pages that nobody waits for are not read."""
        self._pool.shutdown(cancel_futures=True)

    def begin(self, image: Image.Image, width: float) -> Future[Recognised]:
        """Begins to read a grey picture of a page that is so many points wide."""
        return self._pool.submit(self._read, image, width)

    def _read(self, image: Image.Image, width: float) -> Recognised:
        scale = width / image.width
        words, confidence = self._words(image, scale)
        if confidence < _TURNED:
            for turned in self._turns(image):
                again, better = self._words(turned, scale)
                if better > confidence:
                    image, words, confidence = turned, again, better
                if confidence >= _TURNED:
                    break
        leaning = _leaning(words)
        if abs(leaning) > _LEANS:
            upright = image.rotate(leaning, fillcolor=255, resample=Image.Resampling.BILINEAR)
            again, better = self._words(upright, scale)
            if better >= confidence:
                words, confidence, leaning = again, better, _leaning(again)
        width, height = image.width * scale, image.height * scale
        return Recognised(_page(_upright(words, leaning), width, height, scale), confidence)

    def _words(self, image: Image.Image, scale: float) -> tuple[list[_Word], float]:
        """The words of a picture without specks, and the confidence in all that was read.

        `scale`: Points of the page for a point of the picture.
        """
        dpi = max(70, round(72 / scale))
        arguments = ["stdin", "stdout", "-l", LANGUAGE, "--dpi", str(dpi), "--psm", "3", "tsv"]
        words = list(_parsed(_run(arguments, _pgm(image), self._seconds)))
        letters = sum(len(word.text) for word in words)
        confidence = sum(word.confidence * len(word.text) for word in words) / max(1, letters)
        return [word for word in words if not _is_speck(word)], confidence

    def _turns(self, image: Image.Image) -> Iterator[Image.Image]:
        """The page set upright: as a photograph that is askew, and as one that lies on its side."""
        if slant := _slant(image):
            yield _turned(image, slant)
        if turn := self._turn(image):
            upright = _turned(image, -turn)
            yield _turned(upright, _slant(upright))

    def _turn(self, image: Image.Image) -> int:
        """By how many degrees the page must be turned clockwise: 0, 90, 180 or 270."""
        said = _run(["stdin", "stdout", "-l", "osd", "--psm", "0"], _pgm(image), self._seconds)
        found = re.search(r"^Rotate: (\d+)", said, re.MULTILINE)
        return int(found[1]) % 360 if found else 0


def _turned(image: Image.Image, angle: int) -> Image.Image:
    resample = Image.Resampling.BILINEAR
    return image.rotate(angle, expand=True, fillcolor=255, resample=resample) if angle else image


def _slant(image: Image.Image) -> int:
    """By how many degrees a page that lies askew, as photographs do, must be turned; else 0.

    Upright, its lines and the white between them stand out from one another most.
    """
    small = ImageOps.invert(image.reduce(max(1, image.width // _SEEN)))

    def contrast(angle: int) -> int:
        turned = small.rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor=0)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        return sum((one - other) ** 2 for one, other in pairwise(rows))

    best = max(range(-_ASKEW, _ASKEW + 1), key=contrast)
    return best if contrast(best) > 2 * contrast(0) else 0


def _pgm(image: Image.Image) -> bytes:
    return b"P5\n%d %d\n255\n" % image.size + image.tobytes()


def _run(arguments: Sequence[str], data: bytes, seconds: float) -> str:
    """What Tesseract prints; "" where it fails or takes too long: that page stays unread."""
    try:
        done = subprocess.run(
            ["tesseract", *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout.decode("utf-8", "replace")


def _parsed(table: str) -> Iterator[_Word]:
    """The words of Tesseract's table."""
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) == 12 and fields[0] == "5" and (text := fields[11].strip()):
            left, top, width, height = map(int, fields[6:10])
            line = tuple(map(int, fields[2:5]))
            yield _Word(text, line, left, top, left + width, top + height, float(fields[10]))


def _is_speck(word: _Word) -> bool:
    """Whether it is dirt, a dotted line or a stamp: read with little confidence and no word."""
    if len(word.text) <= 2 and word.confidence < _NOISE:
        return True
    bare = word.text.strip(".,;:!?()[]“”\"'-–/")
    return word.confidence < 2 * _NOISE and not (bare.isdecimal() or is_syllable(bare))


def _lines(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    for _, line in groupby(words, key=lambda word: word.line):
        yield list(line)


def _leaning(words: Sequence[_Word]) -> float:
    """By how many degrees the lines rise or fall, as the picture is turned to set them upright."""
    slopes = []
    for line in _lines(words):
        first, last = line[0], line[-1]
        if len(line) >= 6 and last.right - first.left > 0:
            # The middle of a word with and one without tails differ: many lines level that out.
            rise = (last.top + last.bottom - first.top - first.bottom) / 2
            slopes.append(rise / (last.left + last.right - first.left - first.right) * 2)
    return math.degrees(math.atan(statistics.median(slopes))) if slopes else 0.0


def _upright(words: Sequence[_Word], leaning: float) -> list[_Word]:
    """The words' places as they would be if the lines did not lean."""
    slope = math.tan(math.radians(leaning))
    if abs(slope) < 1e-4:
        return list(words)
    moved = []
    for word in words:
        shift = slope * (word.left + word.right) / 2
        moved.append(replace(word, top=word.top - shift, bottom=word.bottom - shift))
    return moved


def _page(words: Sequence[_Word], width: float, height: float, scale: float) -> Page:
    """The words as lines of a page; a line is as high as its font, not as its letters."""
    lines = list(_lines(words))
    heights = [_height(line) for line in lines]
    usual = statistics.median([h for h, line in zip(heights, lines, strict=True) for _ in line]
                              or [1.0])  # fmt: skip
    spans: list[Span] = []
    for line, own in zip(lines, heights, strict=True):
        small = len(line) >= 4 and own < (1 + _SMALL) / 2 * usual
        size = BODY_SIZE * (_SMALL if small else 1)
        middle = height - statistics.median(w.top + w.bottom for w in line) / 2 * scale
        low, high = middle - size / 2, middle + size / 2
        spans += [Span(w.text, w.left * scale, low, w.right * scale, high) for w in line]
    return Page(width, height, rows_of(spans), [], bool(spans))


def _height(line: Sequence[_Word]) -> float:
    """How high the letters of a line are, from top to tail, unless it has few words."""
    ordered = sorted(word.bottom - word.top for word in line)
    return ordered[int(0.9 * (len(ordered) - 1))]
