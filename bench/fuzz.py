"""Spoils real files of every kind and reads them: only a refusal or a text may come of it.

    python -m bench.fuzz FOLDER… [--rounds 500] [--seed 1] [--json]

Each round spoils one file: bytes changed, taken out, put in or repeated, the end cut off; of a zip
package also one part inside it. It is read as every door of the program reads it: unpacked and read
in a child process. Counted are files read, refusals by their problem, and children that a signal
ended (a crash, or a limit). A round fails where anything but a ReadError comes, where it takes
longer than its limit, or where the program's own memory grows. `--only N` repeats round N alone.
"""

import argparse
import io
import json
import random
import resource
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge.errors import ReadError
from knowledge.limits import Limits
from knowledge.readers import Format, detect
from knowledge.readers.confined import inner_files, read_confined

LIMITS = Limits(seconds=20, processor_seconds=60, memory_mib=700, unpacked_mib=128)
# A spoiled PDF whose text is lost would be recognised page by page for minutes.
WITHOUT_OCR = replace(LIMITS, ocr=False)
LARGEST = 4 * 2**20  # bytes of a file to spoil; larger ones only take longer
GROWN = 200 * 2**20  # bytes that the program itself may grow by


@dataclass
class Outcome:
    """What came of all rounds."""

    rounds: int = 0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    signals: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_round: str = ""


def spoil(data: bytes, random_: random.Random) -> bytes:
    """The bytes with one to twelve changes."""
    spoiled = bytearray(data)
    for _ in range(random_.choice((1, 1, 2, 3, 6, 12))):
        at = random_.randrange(len(spoiled) + 1)
        size = random_.choice((1, 1, 2, 4, 16, 200))
        match random_.randrange(7):
            case 0:
                spoiled[at : at + size] = random_.randbytes(size)
            case 1:
                del spoiled[at : at + size]
            case 2:
                spoiled[at:at] = random_.randbytes(size)
            case 3:
                spoiled[at:at] = spoiled[at : at + 50 * size] * random_.choice((1, 3, 40))
            case 4:
                spoiled[at : at + size] = random_.choice((b"\0", b"\xff", b"\x7f")) * size
            case 5 if at < len(spoiled):
                spoiled[at] ^= 1 << random_.randrange(8)
            case _:
                other = random_.randrange(len(spoiled) + 1)
                spoiled[at : at + size] = spoiled[other : other + size]
        if len(spoiled) > 2 * LARGEST:
            break
    if random_.random() < 0.1:
        del spoiled[random_.randrange(len(spoiled) + 1) :]
    return bytes(spoiled)


def spoil_part(data: bytes, random_: random.Random) -> bytes:
    """A zip package with one of its parts spoiled; other bytes as they are."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        chosen = random_.choice(names)
        with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as out:
            for name in dict.fromkeys(names):
                part = package.read(name)
                out.writestr(name, spoil(part, random_) if name == chosen else part)
    return stored.getvalue()


def spoiled_files(
    paths: Sequence[Path], rounds: Sequence[int], seed: int
) -> Iterator[tuple[int, Path, bytes]]:
    """The number of each round, its file and what it became; the same for the same seed."""
    for number in rounds:
        random_ = random.Random(f"{seed}/{number}")
        path = random_.choice(paths)
        data = path.read_bytes()
        if data.startswith(b"PK") and random_.random() < 0.7:
            yield number, path, spoil_part(data, random_)
        else:
            yield number, path, spoil(data, random_)


def run(paths: Sequence[Path], rounds: Sequence[int], seed: int) -> Outcome:
    """Spoils and reads; every round stands for itself."""
    outcome = Outcome()
    memory = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, path, data in spoiled_files(paths, rounds, seed):
            outcome.rounds += 1
            target = Path(folder) / f"tep{path.suffix}"
            target.write_bytes(data)
            start = time.monotonic()
            try:
                with inner_files(target, LIMITS) as files:
                    for file in files:
                        if file.problem is None:
                            picture = detect(file.path) is Format.IMAGE
                            read_confined(file.path, LIMITS if picture else WITHOUT_OCR)
                outcome.read += 1
            except ReadError as error:
                outcome.refused[str(error.problem)] += 1
                if number_of := error.details.get("signal"):
                    outcome.signals[f"{number_of} ({path.name}, round {number})"] += 1
            except Exception:
                last = traceback.format_exc().strip().splitlines()[-1]
                outcome.failures.append(f"round {number}, {path.name}: {last}")
            seconds = time.monotonic() - start
            if seconds > outcome.slowest:
                outcome.slowest, outcome.slowest_round = seconds, f"round {number}, {path.name}"
            if seconds > 3 * LIMITS.seconds:
                outcome.failures.append(f"round {number}, {path.name}: {seconds:.0f} s")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            memory = memory or peak
            if peak - memory > GROWN:
                outcome.failures.append(f"round {number}, {path.name}: memory grew to {peak}")
                memory = peak
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    paths = sorted(
        path
        for folder in given.folders
        for path in folder.rglob("*")
        if path.is_file() and path.stat().st_size <= LARGEST
    )
    rounds = range(given.rounds) if given.only is None else range(given.only, given.only + 1)
    outcome = run(paths, rounds, given.seed)
    if given.json:
        print(json.dumps(vars(outcome), ensure_ascii=False, indent=1))
    else:
        kinds = Counter(str(detect(path)) for path in paths)
        print(f"seed {given.seed}: {len(paths)} files ({dict(kinds)}), {outcome.rounds} rounds")
        print(f"read {outcome.read}; refused {dict(outcome.refused)}")
        print(f"ended by a signal: {dict(outcome.signals) or 'none'}")
        print(f"slowest {outcome.slowest:.1f} s ({outcome.slowest_round})")
        print("\n".join(outcome.failures) or "no failure")
    sys.exit(bool(outcome.failures))


if __name__ == "__main__":
    main()
