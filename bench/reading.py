"""A PDF of many pages read as the program reads it, against pypdf's plain text, in one run.

    python -m bench.reading [--pages 1000] [--json] FILE.pdf …

The files are put together to one PDF of so many pages. pypdf gives only text; the reader also finds
paragraphs, tables, running headers and footnotes, and works in a child process: its start, its
memory and the answer that comes back are counted. Times are the processor's, of all processes.
"""

import argparse
import json
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

import pypdf
import pypdfium2 as pdfium

from knowledge.limits import Limits
from knowledge.readers.confined import read_confined


def put_together(paths: list[Path], pages: int, target: Path) -> None:
    """One PDF of so many pages, the files again and again."""
    whole = pdfium.PdfDocument.new()
    while len(whole) < pages:
        for path in paths:
            part = pdfium.PdfDocument(path)
            if wanted := list(range(min(len(part), pages - len(whole)))):
                whole.import_pages(part, wanted)
            part.close()
    whole.save(target)
    whole.close()


def by_pypdf(path: Path) -> int:
    reader = pypdf.PdfReader(path)
    for page in reader.pages:
        page.extract_text()
    return len(reader.pages)


class Watched:
    """The children of this process while they read: processor time and memory, page by page."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.memory: dict[int, int] = {}
        self._page = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Watched":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def on_progress(self, done: int, total: int) -> None:
        self._page = done

    def _watch(self) -> None:
        tick = 1 / 100  # of the kernel's clock
        while not self._stop.wait(0.02):
            readers = [stat for stat in map(self._stat, Path("/proc").iterdir()) if stat]
            for seconds, memory in readers:
                self.seconds = max(self.seconds, seconds * tick)
                self.memory[self._page] = max(self.memory.get(self._page, 0), memory)

    @staticmethod
    def _stat(folder: Path) -> tuple[int, int] | None:
        """Ticks of the processor and bytes of memory, of a child that reads for us."""
        if not folder.name.isdecimal():
            return None
        try:
            if b"knowledge.readers.server" not in (folder / "cmdline").read_bytes():
                return None
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return int(fields[11]) + int(fields[12]), int(fields[21]) * resource.getpagesize()


def measure(path: Path) -> dict[str, float]:
    with Watched() as watched:
        start = time.process_time()
        reading = read_confined(path, Limits(pages=100_000), on_progress=watched.on_progress)
        here = time.process_time() - start
    start = time.process_time()
    by_pypdf(path)
    theirs = time.process_time() - start
    pages = reading.pages or 0
    at = {
        share: max((m for page, m in watched.memory.items() if page <= share * pages), default=0)
        for share in (0.1, 0.5, 1.0)
    }
    ours = watched.seconds + here
    return {
        "pages": pages,
        "child_seconds": watched.seconds,
        "program_seconds": here,
        "pypdf_seconds": theirs,
        "pages_per_second": pages / ours,
        "pypdf_pages_per_second": pages / theirs,
        "ratio": ours / theirs,
        **{f"child_mb_at_{share:.0%}": memory / 1e6 for share, memory in at.items()},
        "program_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ca.pdf"
        put_together(given.files, given.pages, path)
        figures = measure(path)
    if given.json:
        json.dump(figures, sys.stdout, indent=1)
        return
    for name, value in figures.items():
        print(f"{name:24}{value:10.2f}")


if __name__ == "__main__":
    main()
