"""How many items of real banks are read right, in each format a bank comes in.

    python -m bench.quiz_bank

The two .docx of `../shared/data/quiz` are read as an office wrote them, the questions with the key
bold in them and with the key in the other file, and compared with the list of the same items. All
other items are written in each format and read back; an item is right where stem, options and key
come back as they were. Prints why others do not.
"""

import gzip
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from knowledge.quiz_files import WRITABLE, read_quiz, write_quiz
from knowledge.quiz_files.json_items import read_json
from knowledge.quizbank import QuizContent, refusal
from knowledge.readers import read

DATA = Path("../shared/data/quiz")
SETS = ("quiz_anm", "quiz_party", "vnhsge")


def items(name: str) -> tuple[list[QuizContent], Counter[str]]:
    """The items of one set that can be asked, and how many cannot, by reason."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        found = list(read_json(json.loads(line) for line in file))
    contents = [item.content for item in found if item.content is not None]
    refused = Counter(str(item.reason) for item in found if item.content is None)
    refused.update(str(reason) for each in contents if (reason := refusal(each)))
    return [each for each in contents if refusal(each) is None], refused


def core(content: QuizContent | None) -> tuple[object, ...] | None:
    """What must come back."""
    return None if content is None else (content.stem, content.options, content.key)


def real_files() -> None:
    """The two .docx."""
    questions, answers = sorted(DATA.glob("0*.docx"))
    truth, _ = items("quiz_anm")
    keys = read_quiz(answers, read).keys
    for name, given in (("key bold in the file", ()), ("key in the other file", keys)):
        found = read_quiz(questions, read, keys=given).found
        right = {core(item.content) for item in found}
        same = sum(core(content) in right for content in truth)
        whole = sum(item.content is not None for item in found)
        print(f"{name:24} {len(found)} items, {whole} with a key, {same} of {len(truth)} as listed")


def round_trips() -> None:
    """Every set through every format."""
    print(f"{'':12} {'items':>6} {'askable':>8}", *(f"{each:>8}" for each in WRITABLE))
    with tempfile.TemporaryDirectory() as folder:
        for name in SETS:
            contents, refused = items(name)
            cells = []
            for suffix in WRITABLE:
                path = Path(folder) / f"bank{suffix}"
                write_quiz(contents, path)
                back = read_quiz(path, read).found
                cells.append(
                    sum(
                        core(one) == core(other.content)
                        for one, other in zip(contents, back, strict=False)
                    )
                )
            counts = " ".join(f"{cell:8}" for cell in cells)
            print(f"{name:12} {len(contents) + refused.total():6} {len(contents):8} {counts}")
            if refused:
                print(f"{'':12} not askable: {dict(refused)}")


if __name__ == "__main__":
    if not DATA.is_dir():
        sys.exit(f"{DATA} is not there")
    start = time.perf_counter()
    real_files()
    round_trips()
    print(f"{time.perf_counter() - start:.0f} s")
