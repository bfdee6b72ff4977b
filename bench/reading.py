"""Pages a second of the PDF reader against pypdf's plain text, in one run, and the memory it takes.

    python -m bench.reading FILE.pdf …

pypdf gives only text; the reader also finds paragraphs, tables, running headers and footnotes.
"""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdf

from knowledge.readers.pdf import read_pdf


def by_pypdf(path: Path) -> int:
    reader = pypdf.PdfReader(path)
    for page in reader.pages:
        page.extract_text()
    return len(reader.pages)


def by_us(path: Path) -> int:
    return read_pdf(path).pages or 0


def measured(read: Callable[[Path], int], paths: list[Path]) -> tuple[int, float]:
    """Pages, and the processor's seconds for them."""
    start = time.process_time()
    pages = sum(read(path) for path in paths)
    return pages, time.process_time() - start


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]]
    if not paths:
        sys.exit(__doc__)
    pages, ours = measured(by_us, paths)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _, theirs = measured(by_pypdf, paths)
    print(f"{'':8}{'pages':>8}{'s':>8}{'pages/s':>10}")
    for name, seconds in (("ours", ours), ("pypdf", theirs)):
        print(f"{name:8}{pages:8}{seconds:8.2f}{pages / seconds:10.1f}")
    print(f"time against pypdf: {ours / theirs:.2f}; peak memory after ours: {peak:.0f} MB")


if __name__ == "__main__":
    main()
