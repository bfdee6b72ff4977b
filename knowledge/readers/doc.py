"""Word 97–2003 documents (.doc) as their fonts show them; of Word 6 and 95 the text alone."""

from collections.abc import Iterator
from pathlib import Path

from knowledge.readers.flow import Paragraph, Piece, blocks, show
from knowledge.readers.numbering import Level, Numbering
from knowledge.readers.reading import Reading
from knowledge.readers.word_binary import WordFile
from knowledge.readers.word_lists import ListLevel
from knowledge.readers.word_settings import Paragraph as Stored
from knowledge.readers.word_settings import Run

# Signs that stand for something else than a letter.
_FIELD, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_NOTE = "\x02"
_SHOWN = str.maketrans(
    {"\x0b": "\v", "\x1e": "-"} | dict.fromkeys("\x00\x01\x02\x03\x04\x05\x06\x08\x0e\x1f", None)
)
_FORMS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
          22: "decimalZero", 23: "bullet", 255: "none"}  # fmt: skip


def read_doc(path: Path) -> Reading:
    """A .doc as headings, paragraphs, list items and table rows; it knows no pages.

    Raises:
        ReadError: ENCRYPTED.
    """
    paragraphs, title, warnings = doc_paragraphs(path)
    return Reading(tuple(blocks(paragraphs)), "doc", title, None, warnings)


def doc_paragraphs(path: Path) -> tuple[list[Paragraph], str | None, tuple[str, ...]]:
    """The paragraphs of a .doc as they stand in it, tables among them; its title; warnings."""
    file = WordFile(path)
    paragraphs = _Reader(file).paragraphs()
    return paragraphs, *show(paragraphs, file.title)


class _Reader:
    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._numbering = Numbering.of_levels(
            {
                str(number): (str(name), {d: _level(level) for d, level in levels.items()}, again)
                for number, (name, levels, again) in file.lists.items()
            }
        )
        self._fonts = {
            (number, depth): level.font
            for number, (_, levels, _) in file.lists.items()
            for depth, level in levels.items()
        }
        self._hidden: list[bool] = []  # of the fields we are in, whether we are before the result

    def paragraphs(self) -> list[Paragraph]:
        """The body, with notes and text boxes after the paragraphs they hang on."""
        notes = sorted(enumerate(self._file.notes(), start=1), key=lambda note: note[1][0])
        boxes = sorted(self._file.boxes(), key=lambda box: box.place)
        found: list[Paragraph] = []
        for stored in self._file.paragraphs(self._file.body):
            shown = self._shown(stored)
            while notes and notes[0][1][0] <= stored.last:
                number, (_, text) = notes.pop(0)
                shown.after += self._hanging(text, number)
            here = [box for box in boxes if box.place <= stored.last]
            del boxes[: len(here)]
            # They hang on one paragraph in the order in which they were drawn.
            for box in sorted(here, key=lambda box: (box.top, box.left)):
                shown.after += self._hanging(box.text, 0)
            if not stored.contents:  # a table of contents repeats the headings
                found.append(shown)
        for number, (_, text) in notes:
            found += self._hanging(text, number)
        for box in boxes:
            found += self._hanging(box.text, 0)
        return found

    def _hanging(self, text: range, number: int) -> list[Paragraph]:
        fields, self._hidden = self._hidden, []
        found = [self._shown(stored) for stored in self._file.paragraphs(text)]
        self._hidden = fields
        if not number:
            return found
        # A note is one paragraph, its printed number before it.
        pieces = [Piece(f"[{number}] ")]
        for paragraph in found:
            pieces += [*paragraph.pieces, Piece(" ")]
        return [Paragraph(pieces)]

    def _shown(self, stored: Stored) -> Paragraph:
        pieces = [piece for run in stored.runs for piece in self._pieces(run)]
        label: list[Piece] = []
        if stored.list_number and any(piece.text.strip() for piece in pieces):
            text = self._numbering.next(str(stored.list_number), stored.list_level)
            font = self._fonts.get((stored.list_number, stored.list_level))
            label = [Piece(text, font or (pieces[0].font if pieces else None))]
        return Paragraph(pieces, label, stored.heading, stored.depth, stored.end, stored.shape)

    def _pieces(self, run: Run) -> Iterator[Piece]:
        """The run without what no reader of the page sees."""
        start = 0
        for at, sign in enumerate(run.text):
            if sign not in (_FIELD, _FIELD_RESULT, _FIELD_END):
                continue
            yield from self._seen(run, start, at)
            start = at + 1
            if sign == _FIELD:
                self._hidden.append(True)
            elif self._hidden and sign == _FIELD_RESULT:
                self._hidden[-1] = False
            elif self._hidden:
                self._hidden.pop()
        yield from self._seen(run, start, len(run.text))

    def _seen(self, run: Run, start: int, end: int) -> Iterator[Piece]:
        text = run.text[start:end].translate(_SHOWN)
        if text and not any(self._hidden):
            yield Piece(text, run.font, run.capitals)


def _level(level: ListLevel) -> Level:
    return Level(level.start, _FORMS.get(level.form, "decimal"), level.text, level.legal)
