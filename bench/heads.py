"""What documents say of themselves at their head, against a list made by hand.

    python -m bench.heads [../shared/data] [--json]

`tests/knowledge/heads.tsv` names sixty real documents with number, issuer, date and title as a
careful clerk would write them, empty where the document shows none.
"""

import argparse
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.head import Head, read_head
from knowledge.readers import read
from knowledge.text import search_form

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "tests" / "knowledge" / "heads.tsv"
FIELDS = ("number", "issuer", "date", "title")


@dataclass(frozen=True, slots=True)
class Judged:
    """A document: what was read and what is right, by field."""

    file: str
    read: dict[str, str]
    right: dict[str, str]

    def is_right(self, field: str) -> bool:
        """Whether a field is as the list has it, but for capitals."""
        return search_form(self.read[field]) == search_form(self.right[field])


def judge(data: Path, rows: Path = LIST) -> list[Judged]:
    """Read the head of every listed document."""
    judged = []
    with rows.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            path = data / row["file"]
            head = read_head(read(path).blocks, filename=path.name)
            right = {field: row[field] for field in FIELDS}
            judged.append(Judged(row["file"], as_row(head), right))
    return judged


def as_row(head: Head) -> dict[str, str]:
    """A head by the fields of the list."""
    return {
        "number": head.number or "",
        "issuer": head.issuer or "",
        "date": head.issued_on.isoformat() if head.issued_on else "",
        "title": head.title or "",
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the share that is right by field, and what is not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="?", default=ROOT.parent / "shared" / "data")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    judged = judge(options.data)
    shares = {field: sum(one.is_right(field) for one in judged) for field in FIELDS}
    if options.json:
        print(json.dumps({"documents": len(judged), **shares}))
        return
    for one in judged:
        for field in FIELDS:
            if not one.is_right(field):
                print(f"{one.file} {field}: {one.read[field]!r}, right is {one.right[field]!r}")
    print("| field | right | of |\n| --- | --- | --- |")
    for field, right in shares.items():
        print(f"| {field} | {right} | {len(judged)} |")


if __name__ == "__main__":
    main()
