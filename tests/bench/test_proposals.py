"""The verdicts on proposed quiz items are complete and speak of what the table knows."""

import csv

from bench.proposals import REASONS, VERDICTS
from knowledge.proposals.facts import Kind


def test_every_verdict_can_be_counted() -> None:
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["set"] for row in rows} == {"first", "second", "third", "faq"}
    for row in rows:
        assert Kind(row["kind"])
        assert (row["verdict"], row["reason"] in REASONS) in {("accept", False), ("reject", True)}
    assert len({(row["set"], row["item"]) for row in rows}) == len(rows)
