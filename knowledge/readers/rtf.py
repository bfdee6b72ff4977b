"""Rich Text Format (.rtf): text between control words, in groups that pass on their settings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge.encodings import encoding_of_font, western
from knowledge.readers.flow import Paragraph, Piece, RowShape, blocks, show
from knowledge.readers.reading import Reading

_CELL_AHEAD = 6  # paragraphs looked at for the end of a cell

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])"
    rb"|[\r\n\0]+|([^\\{}\r\n\0]+)",
    re.DOTALL,
)
_WORDS = {"tab": "\t", "line": "\v", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
          "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
          "qmspace": " "}  # fmt: skip
_SIGNS = {b"~": "\xa0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_BREAKS = {"par", "sect", "page", "column"}
# Groups that are no part of the text, or say again what another one says.
_SKIPPED = frozenset(
    "colortbl stylesheet pict object header headerl headerr headerf footer footerl footerr "
    "footerf fldinst shprslt nonshppict nonesttables bkmkstart bkmkend annotation atnid atnauthor "
    "atrfstart atrfend xe tc txe rxe private themedata colorschememapping datastore latentstyles "
    "listtable listoverridetable revtbl rsidtbl generator filetbl sp ftnsep ftnsepc "
    "ftncn aftnsep aftnsepc pnseclvl falt panose template userprops xmlnstbl mmath "
    "wgrffmtfilter pn".split()
)
# Groups marked as "skip if unknown" that hold text all the same.
_STARRED = {"shpinst", "shptxt", "nesttableprops", "do", "dptxbxtext"}
_PAGES = {161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
          186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip
_SYMBOL = 2
_DEEPEST = 200


def read_rtf(path: Path) -> Reading:
    """An .rtf as headings, paragraphs, list items and table rows; it knows no pages."""
    paragraphs, title, warnings = rtf_paragraphs(path)
    return Reading(tuple(blocks(paragraphs)), "rtf", title, None, warnings)


def rtf_paragraphs(path: Path) -> tuple[list[Paragraph], str | None, tuple[str, ...]]:
    """The paragraphs of an .rtf as they stand in it, tables among them; its title; warnings."""
    reader = _Reader(path.read_bytes())
    paragraphs = reader.paragraphs()
    _put_in_their_cells(paragraphs)
    return paragraphs, *show(paragraphs, reader.title)


def _put_in_their_cells(paragraphs: Sequence[Paragraph]) -> None:
    """Sets the depth of paragraphs of a cell that only its last one says to be in a table."""
    cells = 0  # of the row that is open
    for number, paragraph in enumerate(paragraphs):
        if cells and not paragraph.depth:
            ahead = paragraphs[number + 1 : number + _CELL_AHEAD]
            if any(each.depth == 1 and each.end == "cell" for each in ahead):
                paragraph.depth = 1
        if paragraph.end == "cell":
            cells += 1
        elif paragraph.end == "row":
            cells = 0


@dataclass(slots=True)
class _State:
    """What a group passes on to those inside it."""

    font: int = 0
    capitals: bool = False
    hidden: bool = False
    fallback: int = 1  # letters after \u that stand for it in old programs
    place: str = "text"  # "text", "skip", "fonts", "info", "title", "label", "note"


@dataclass(slots=True)
class _Font:
    name: str = ""
    charset: int = 0


@dataclass(slots=True)
class _Row:
    left: int = 0
    edges: list[int] = field(default_factory=list)
    joins: list[tuple[bool, bool]] = field(default_factory=list)
    next_left: bool = False
    next_above: bool = False
    names: bool = False

    def shape(self) -> RowShape | None:
        """The row's cells, where it has any."""
        if not self.edges:
            return None
        lefts, aboves = zip(*self.joins, strict=True)
        return RowShape((self.left, *self.edges), lefts, aboves, self.names)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._fonts: dict[int, _Font] = {}
        self._page = "cp1252"
        self._default_font = 0
        self._state = _State()
        self._stack: list[_State] = []
        self._found: list[Paragraph] = []
        self._current = Paragraph()
        self._row = _Row()
        self._note: Paragraph | None = None
        self._notes = 0
        self._skip_letters = 0
        self._starred = False
        self.title = ""

    def paragraphs(self) -> list[Paragraph]:
        """Every paragraph of the file."""
        at = 0
        while match := _TOKEN.match(self._data, at):
            at = match.end()
            word, number, code, sign, brace, text = match.groups()
            if word is not None:
                if word == b"bin":
                    at += max(0, int(number or 0))
                    continue
                self._control(word.decode("ascii"), int(number) if number else None)
            elif code is not None:
                self._letters(bytes([int(code, 16)]))
            elif brace is not None:
                self._brace(brace)
            elif sign is not None:
                self._sign(sign)
            elif text is not None:
                self._letters(text)
        if self._current.pieces:
            self._end_paragraph("")
        return self._found

    def _brace(self, brace: bytes) -> None:
        self._skip_letters = 0
        self._starred = False
        if brace == b"{":
            if len(self._stack) > _DEEPEST:
                raise ValueError("groups are nested too deeply")
            self._stack.append(self._state)
            self._state = replace(self._state)
            return
        if not self._stack:
            return
        ended, self._state = self._state, self._stack.pop()
        if ended.place == "note" != self._state.place and self._note is not None:
            self._current.after.append(self._note)
            self._note = None

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif sign in (b"\r", b"\n"):
            self._control("par", None)
        elif sign in _SIGNS:
            self._text(_SIGNS[sign])

    def _control(self, word: str, number: int | None) -> None:
        state = self._state
        starred, self._starred = self._starred, False
        if word in _SKIPPED or (starred and word not in _STARRED):
            state.place = "skip"
        if state.place == "skip":
            return
        if word in _WORDS:
            self._text(_WORDS[word])
        elif word == "u" and number is not None:
            self._unicode(number % 0x10000)
        elif word in _BREAKS:
            if state.place == "note":
                self._text(" ")
            else:
                self._end_paragraph("")
        elif word in ("cell", "nestcell"):
            self._end_paragraph("cell")
        elif word in ("row", "nestrow"):
            self._end_row()
        elif not self._format(word, number, state):
            self._destination(word, number, state)

    def _format(self, word: str, number: int | None, state: _State) -> bool:
        on = number != 0
        match word:
            case "f":
                state.font = number or 0
                if state.place == "fonts":
                    self._fonts.setdefault(state.font, _Font())
            case "plain":
                state.font, state.capitals, state.hidden = self._default_font, False, False
            case "caps":
                state.capitals = on
            case "v" | "deleted":
                state.hidden = on
            case "uc":
                state.fallback = number or 0
            case "pard":
                self._current.depth, self._current.heading = 0, None
            case "intbl":
                self._current.depth = max(self._current.depth, 1)
            case "itap":
                self._current.depth = min(number or 0, 31)
            case "outlinelevel":
                self._current.heading = (number or 0) + 1 if (number or 0) < 9 else None
            case "trowd":
                self._row = _Row()
            case "trhdr":
                self._row.names = True
            case "trleft":
                self._row.left = number or 0
            case "clmrg":
                self._row.next_left = True
            case "clvmrg":
                self._row.next_above = True
            case "cellx":
                row = self._row
                row.edges.append(number or 0)
                row.joins.append((row.next_left, row.next_above))
                row.next_left = row.next_above = False
            case _:
                return False
        return True

    def _destination(self, word: str, number: int | None, state: _State) -> None:
        match word:
            case "fonttbl":
                state.place = "fonts"
            case "fcharset" if state.place == "fonts":
                self._fonts.setdefault(state.font, _Font()).charset = number or 0
            case "info":
                state.place = "info"
            case "title" if state.place == "info":
                state.place = "title"
            case "listtext" | "pntext":
                state.place = "label"
            case "footnote":
                self._notes += 1
                state.place = "note"
                self._note = Paragraph([Piece(f"[{self._notes}] ")])
            case "ansicpg" if number:
                self._page = f"cp{number}"
            case "deff":
                self._default_font = state.font = number or 0

    def _unicode(self, code: int) -> None:
        sign = chr(code)
        if "\ud800" <= sign <= "\udfff":
            self._surrogate(sign)
        else:
            self._text(sign)
        self._skip_letters = self._state.fallback

    def _surrogate(self, sign: str) -> None:
        """Two halves make one letter."""
        pieces = self._current.pieces
        if pieces and "\ud800" <= pieces[-1].text[-1:] <= "\udbff":
            whole = (pieces[-1].text[-1] + sign).encode("utf-16", "surrogatepass")
            pieces[-1].text = pieces[-1].text[:-1] + whole.decode("utf-16", "replace")
        else:
            self._text(sign)

    def _letters(self, data: bytes) -> None:
        if self._skip_letters:
            skipped = min(self._skip_letters, len(data))
            self._skip_letters -= skipped
            data = data[skipped:]
        if not data or self._state.place == "skip":
            return
        if self._state.place == "fonts":
            font = self._fonts.setdefault(self._state.font, _Font())
            font.name += data.decode("latin-1").rstrip(";") if ";" not in font.name else ""
            return
        font = self._fonts.get(self._state.font, _Font())
        if font.charset == _SYMBOL and not encoding_of_font(font.name):
            return  # a box or an arrow has no letter
        page = _PAGES.get(font.charset, self._page)
        if encoding_of_font(font.name):
            page = "cp1252"
        self._text(_decoded(data, page))

    def _text(self, text: str) -> None:
        state = self._state
        if state.place == "title":
            self.title += text
        if state.place not in ("text", "label", "note") or state.hidden:
            return
        font = self._fonts.get(state.font)
        target = self._current.pieces
        if state.place == "label":
            target = self._current.label
        elif state.place == "note" and self._note is not None:
            target = self._note.pieces
        name = font.name if font else None
        last = target[-1] if target else None
        if last is not None and last.font == name and last.capitals == state.capitals:
            last.text += text
        else:
            target.append(Piece(text, name, state.capitals))

    def _end_paragraph(self, end: str) -> None:
        ended = self._current
        ended.end = end
        if end:
            ended.depth = max(ended.depth, 1)
        self._found.append(ended)
        self._current = Paragraph(heading=ended.heading, depth=ended.depth)

    def _end_row(self) -> None:
        self._current.shape = self._row.shape()
        self._end_paragraph("row")


def _decoded(data: bytes, page: str) -> str:
    try:
        return data.decode(page)
    except (UnicodeDecodeError, LookupError):
        return western(data)
