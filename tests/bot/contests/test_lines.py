"""Every mistake of a contest file is told with the line it stands on."""

import pytest

from bot.contest_office import mistake_lines
from bot.contests.rule_files import read_rules
from bot.contests.rules import RulesError

from .hall import text

FILE = """\
contest: thu
title: Thi thử
rounds:
  - title: Tuần {n}
    opens: 2026-03-02 08:00
    closes: 2026-03-08 22:00
    repeat: 4
    every_days: 7
  - title: Chung kết
    opens: 2026-04-05 08:00
    closes: 2026-04-05 10:00
    top: 3
draw:
  - {topic: A, count: 2}
  - {topic: B, count: 3}
"""


def lines(file: str) -> list[str]:
    with pytest.raises(RulesError) as found:
        read_rules(file)
    return list(mistake_lines(file, found.value.mistakes))


def test_the_file_is_right() -> None:
    assert read_rules(FILE).contest == "thu"


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("title: Thi thử", "titel: Thi thử", 2),  # an unknown name
        ("2026-03-08 22:00", "2026-03-01 22:00", 6),  # closes before it opens
        ("2026-04-05 08:00", "2026-03-24 08:00", 10),  # round 5, when those before are written out
        ("top: 3", "top: ba", 12),
        ("{topic: B, count: 3}", "{topic: B, count: 300}", 13),  # what the file says for all rounds
        ("{topic: B, count: 3}", "{topic: B, count: x}", 15),
    ],
)
def test_a_mistake_is_told_with_its_line(right: str, wrong: str, line: int) -> None:
    assert any(said.startswith(f"Dòng {line}: ") for said in lines(FILE.replace(right, wrong, 1)))


def test_a_file_that_is_no_yaml_names_its_line_once() -> None:
    (said,) = lines(FILE.replace("draw:", "draw: ["))
    assert said.count("dòng") == 1


def test_what_is_missing_from_the_whole_file_has_no_line() -> None:
    assert "contest: còn thiếu." in lines(text("vcnet").replace("contest: vcnet\n", ""))
