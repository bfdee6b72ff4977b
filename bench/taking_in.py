"""What taking texts in costs, and whether one text more costs the library or only itself.

    python -m bench.taking_in FOLDER [--texts 60] [--passages 10000] [--json]

`prepared`: passages a second that are read, cut and have their heads read, without the encoder, in
seconds of this process and its reader; `encoded`: passages a second with it, as `hoidap ingest`
does. `add_small` and `add_large`: the seconds of a text of twenty articles, prepared and encoded
beforehand, into a library that holds nothing else and into one of so many passages.
"""

import argparse
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import open_encoder
from bot.config import Settings
from bot.ingest import File, Head, Ingest, rows_of
from bot.state import MIGRATIONS
from index.encoder import Encoder
from index.vectors import VectorStore
from knowledge.database import Database
from knowledge.library import Library
from knowledge.limits import Limits
from knowledge.passages import Passage
from knowledge.records import NewDocument

TIMES = 5  # the median of so many


def opened(folder: Path, encoder: Encoder) -> Ingest:
    settings = Settings(data_dir=folder)
    library = Library(Database.open(settings.database_url, migrations=[MIGRATIONS]))
    store = VectorStore(settings.index_dir, encoder)
    return Ingest(library, encoder, store, Limits(), actor="bench")


def text(number: int, passages: int) -> NewDocument:
    """A text of so many passages, no two alike."""
    return NewDocument(
        title=f"Quyết định thứ {number}",
        passages=[
            Passage(
                f"Chi bộ số {at} của văn bản {number} họp mỗi tháng.", (f"Điều {at}",), None, "text"
            )
            for at in range(1, passages + 1)
        ],
        file_name=f"{number}.txt",
        file_sha256=f"{number:064x}",
        number=f"{number}-QĐ/TU",
    )


def add_seconds(ingest: Ingest, first: int) -> float:
    """The median seconds of adding a text that is ready."""
    taken = []
    for number in range(first, first + TIMES):
        new = text(number, 20)
        start = time.perf_counter()
        ingest.library.add(new, actor="bench")
        taken.append(time.perf_counter() - start)
    return sorted(taken)[TIMES // 2]


def measure(folder: Path, texts: int, passages: int) -> dict[str, float]:
    encoder = open_encoder(Settings())
    files = [File(path, named=True) for path in sorted(folder.glob("*.txt"))[:texts]]
    with TemporaryDirectory() as data:
        ingest = opened(Path(data), encoder)
        ingest.read(files[0].path)  # the reader's process is up
        start = time.perf_counter()
        ready = [ingest.prepare(ingest.read(f.path), f.path, Head()) for f in files]
        prepared = time.perf_counter() - start
        start = time.perf_counter()
        for new in ready:
            ingest.encode(rows_of(new))
            ingest.library.add(new, actor="bench")
        encoded = prepared + time.perf_counter() - start
        ingest.library.database.close()
    with TemporaryDirectory() as data:
        ingest = opened(Path(data), encoder)
        small = add_seconds(ingest, 1)
        for number in range(100, 100 + passages // 50):
            ingest.library.add(text(number, 50), actor="bench")
        large = add_seconds(ingest, 90_000)
        ingest.library.database.close()
    count = sum(len(new.passages) for new in ready)
    return {
        "texts": len(ready),
        "passages": count,
        "prepared": count / prepared,
        "encoded": count / encoded,
        "add_small": small,
        "add_large": large,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=int, default=60)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = measure(given.folder, given.texts, given.passages)
    if given.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:12}{value:12.4f}")


if __name__ == "__main__":
    main()
