"""Plain text: its encoding, and its lines joined to paragraphs."""

import codecs
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from knowledge.blocks import Block, BlockKind
from knowledge.encodings import decode_runs, detect, may_be_old, western
from knowledge.readers.flat_tables import flat_table, is_first_name
from knowledge.readers.lines import ends_sentence, join_paragraphs, joined
from knowledge.readers.reading import Reading, one_line
from knowledge.readers.saved_page import own_lines
from knowledge.readers.tables import Table

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_NUMBER_LINE = re.compile(r"\s*([1-9]\d{0,3})\s*")
_SHORTEST_PAGE, _LONGEST_PAGE = 20, 120  # lines, empty ones too
_FEWEST_PAGES = 3
_BROKEN = 0.25  # the share of page breaks within a sentence

_ODD = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\ufffd]")


def decode(data: bytes) -> str | None:
    """The text of bytes in Unicode, windows-1258 or an old encoding; None where they are no text.

    A text copied out of a font of an old encoding is read as the font showed it.
    """
    text = _decode(data)
    return decode_runs([(text, None)])[0] if text is not None and may_be_old(text) else text


def _decode(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _printable(data.decode(encoding, errors="replace"))
    if data.count(0) > len(data) // 5:  # UTF-16 without a mark: every ASCII sign has a zero byte
        even = data[::2].count(0)
        return _printable(
            data.decode("utf-16-be" if even > len(data) // 5 else "utf-16-le", errors="replace")
        )
    try:
        return _printable(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    # A file cut inside a letter, or with a few broken bytes, is still UTF-8.
    replaced = data.decode("utf-8", errors="replace")
    if replaced.count("\ufffd") * 200 < len(replaced):
        return _printable(replaced)
    letters = western(data)
    if detect(letters) is not None:
        return _printable(letters)
    # cp1258 writes marks as letters of their own; what it leaves undefined is no text.
    return _printable(data.decode("cp1258", errors="replace"))


def _printable(text: str) -> str | None:
    odd = sum(
        1 for sign in text if (sign < " " and sign not in "\t\n\r\f\v\x1a") or sign == "\ufffd"
    )
    return None if odd * 50 > len(text) else text.replace("\ufffe", "").replace("\x00", "")


def read_text(text: str) -> Reading:
    """A plain text as paragraphs; lines ruled with "|" are table rows, as are cells that stand one
    below the other under their names."""
    lines = re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text)
    lines = _without_page_numbers(lines[: own_lines(lines)])
    blocks: list[Block] = []
    for ruled, numbers in groupby(
        join_paragraphs(lines), lambda numbers: all(_is_row(lines[number]) for number in numbers)
    ):
        if ruled:
            rows = [_cells(lines[number]) for paragraph in numbers for number in paragraph]
            blocks += Table.of_texts(rows).blocks()
        else:
            whole = (joined(one_line(lines[number]) for number in every) for every in numbers)
            blocks += _blocks(list(filter(None, whole)))
    return Reading(tuple(blocks), "txt", title=None)


def _blocks(paragraphs: Sequence[str]) -> Iterator[Block]:
    at = 0
    while at < len(paragraphs):
        if is_first_name(paragraphs[at]) and (found := flat_table(paragraphs, at)):
            rows, at = found
            yield from rows
        else:
            yield Block(BlockKind.PARAGRAPH, paragraphs[at])
            at += 1


def _without_page_numbers(lines: list[str]) -> list[str]:
    """The lines of a text that was printed, without the numbers between its pages.

    Numbers alone on their lines that count up, a page's length apart, and break sentences, which
    the numbers of a table's rows do not; what they broke is whole again.
    """
    chains: dict[int, list[int]] = {}  # by its last number, the lines of a run of numbers
    numbers: set[int] = set()
    breaking: set[int] = set()
    for at, line in enumerate(lines):
        if not (found := _NUMBER_LINE.fullmatch(line)):
            continue
        if _breaks_a_sentence(lines, at):
            breaking.add(at)
        chain = chains.get(int(found[1]) - 1, [])
        follows = chain and _SHORTEST_PAGE <= at - chain[-1] <= _LONGEST_PAGE
        chain = chains[int(found[1])] = [*chain, at] if follows else [at]
        broken = len(breaking.intersection(chain))
        if len(chain) >= _FEWEST_PAGES and broken >= _BROKEN * len(chain):
            numbers.update(chain)
    kept: list[str] = []
    joins = False
    for at, line in enumerate(lines):
        if at in numbers:
            joins = at in breaking
            while joins and not kept[-1].strip():
                kept.pop()
        elif line.strip() or not joins:
            kept.append(line)
            joins = False
    return kept


def _breaks_a_sentence(lines: list[str], at: int) -> bool:
    before = next((text.strip() for text in lines[at - 1 :: -1] if text.strip()), "") if at else ""
    after = next((text.strip() for text in lines[at + 1 :] if text.strip()), "")
    return bool(before) and not ends_sentence(before) and after[:1].islower()


def _is_row(line: str) -> bool:
    line = line.strip()
    return line.count("|") >= 2 or (len(line) > 1 and (line[0] == "|" or line[-1] == "|"))


def _cells(line: str) -> list[str]:
    return [one_line(cell) for cell in line.strip().strip("|").split("|")]
