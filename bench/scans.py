"""How well a scan is recognised, against the text layer of its twin.

    python -m bench.scans SCAN.pdf TWIN.pdf [--json]

characters: 1 - edit distance / length of the longer text, without spaces and the rules of forms
marked:     the share of the twin's marked letters that stand where the twin has them
paged:      the share of the scan's blocks that know their page
"""

import argparse
import json
import time
from pathlib import Path

from bench.legacy import agreement
from knowledge.readers import Reading
from knowledge.readers.confined import read_confined


def text_of(reading: Reading) -> str:
    return "\n".join(block.text for block in reading.blocks)


def measure(scan: Path, twin: Path) -> dict[str, object]:
    truth = read_confined(twin)
    start = time.perf_counter()
    found = read_confined(scan)
    seconds = time.perf_counter() - start
    return {
        **agreement(text_of(found), text_of(truth)),
        "paged": sum(block.page is not None for block in found.blocks) / len(found.blocks),
        "pages": found.pages,
        "seconds": seconds,
        "warnings": list(found.warnings),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scan", type=Path)
    parser.add_argument("twin", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = measure(given.scan, given.twin)
    if given.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    for name, value in figures.items():
        print(f"{name:12}{value:10.4f}" if isinstance(value, float) else f"{name:12}  {value}")


if __name__ == "__main__":
    main()
