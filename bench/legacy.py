"""How well files in old Vietnamese encodings are read, against the text of each.

    python -m bench.legacy ../shared/data/documents/legacy [--json]

The folder holds `files/` and `ground_truth/NAME.txt`. Compared is the text that each reader takes
from the file, in its order; `words` looks at what `read` makes of it, where tables are rows with
the names of their columns.

characters: 1 - edit distance / length of the longer text, capitals and small letters alike (the
            truths keep the stored letters of fonts that print capitals), without spaces and the
            dots and rules of forms
marked:     the share of the truth's marked letters that stand where the truth has them
exact:      characters, capitals told apart; the truths print "thông tư" where the page has capitals
words:      the share of the truth's words that the blocks hold, each as often as the truth
"""

import argparse
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rapidfuzz.distance import Indel, Levenshtein

from knowledge.errors import ReadError
from knowledge.letters import unmarked
from knowledge.readers import Format, detect, read
from knowledge.readers.doc import doc_paragraphs
from knowledge.readers.flow import Paragraph
from knowledge.readers.reading import Sheet
from knowledge.readers.rtf import rtf_paragraphs
from knowledge.readers.xls import xls_sheets

_NOTE = re.compile(r"\[\d+\] ")
_WORD = re.compile(r"\w+")
_RULES = re.compile(r"[\s._…\-–—=*|]+")


def taken(path: Path) -> str:
    """The text that the reader takes from a file, footnotes at the end as the truths have them."""
    match detect(path):
        case Format.DOC:
            paragraphs = doc_paragraphs(path)[0]
        case Format.RTF:
            paragraphs = rtf_paragraphs(path)[0]
        case Format.XLS:
            sheets = xls_sheets(path)
            return "\n".join(cell for sheet in sheets for cell in _once(sheet))
        case _:
            return "\n".join(block.text for block in read(path).blocks)
    return "\n".join([*_texts(paragraphs, notes=False), *_texts(paragraphs, notes=True)])


def _texts(paragraphs: Sequence[Paragraph], *, notes: bool) -> Iterator[str]:
    for paragraph in paragraphs:
        note = _NOTE.match(paragraph.text)
        if bool(note) == notes:
            label = "".join(piece.text for piece in paragraph.label)
            yield label + _NOTE.sub("", paragraph.text)
        yield from _texts(paragraph.after, notes=notes)


def _once(sheet: Sheet) -> Iterator[str]:
    """The cells of a sheet, a merged one where it begins."""
    repeated = {
        (row, column)
        for first_row, last_row, first, last in sheet.merged
        for row in range(first_row, last_row + 1)
        for column in range(first, last + 1)
        if (row, column) != (first_row, first)
    }
    for number, row in sheet.rows:
        for column, cell in enumerate(row):
            if (number, column) not in repeated:
                yield cell


def comparable(text: str) -> str:
    return _RULES.sub("", unicodedata.normalize("NFC", text))


def agreement(found: str, truth: str) -> dict[str, float]:
    found, truth = comparable(found), comparable(truth)
    alike_found, alike_truth = found.lower(), truth.lower()
    marked = hit = 0
    blocks = Indel.opcodes(alike_truth, alike_found)
    for block in blocks:
        letters = alike_truth[block.src_start : block.src_end]
        count = sum(a != b for a, b in zip(letters, unmarked(letters), strict=True))
        marked += count
        hit += count if block.tag == "equal" else 0
    return {
        "characters": Levenshtein.normalized_similarity(alike_found, alike_truth),
        "marked": hit / marked if marked else 1.0,
        "exact": Levenshtein.normalized_similarity(found, truth),
    }


def word_recall(found: str, truth: str) -> float:
    wanted = Counter(_WORD.findall(unicodedata.normalize("NFC", truth).lower()))
    held = Counter(_WORD.findall(unicodedata.normalize("NFC", found).lower()))
    return (wanted & held).total() / max(1, wanted.total())


def measure(folder: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for path in sorted((folder / "files").iterdir()):
        truth = (folder / "ground_truth" / f"{path.stem}.txt").read_text(encoding="utf-8")
        start = time.perf_counter()
        try:
            text, problem = taken(path), ""
            words = word_recall(" ".join(block.text for block in read(path).blocks), truth)
        except ReadError as error:
            text, problem, words = "", str(error.problem), 0.0
        seconds = time.perf_counter() - start
        rows.append(
            {
                "file": path.name,
                **agreement(text, truth),
                "words": words,
                "seconds": seconds,
                "problem": problem,
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = measure(given.folder)
    kinds = ("characters", "marked", "exact", "words")
    mean = {kind: sum(float(str(row[kind])) for row in rows) / len(rows) for kind in kinds}
    if given.json:
        print(json.dumps({"files": rows, "mean": mean}, ensure_ascii=False, indent=1))
        return
    print(f"{'file':58}{'characters':>11}{'marked':>9}{'exact':>9}{'words':>9}{'s':>7}")
    for row in [*rows, {"file": f"mean of {len(rows)}", **mean, "seconds": 0.0, "problem": ""}]:
        figures = "".join(f"{row[kind]:>9.4f}" for kind in kinds)
        print(f"{str(row['file'])[:58]:58}  {figures}{row['seconds']:7.2f} {row['problem']}")


if __name__ == "__main__":
    main()
