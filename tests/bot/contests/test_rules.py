"""A contest file: what it may say, and every mistake in one sentence."""

from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contests.moments import moment_of
from bot.contests.rule_files import read_rules
from bot.contests.rules import Criterion, Kind, Problem, RulesError
from bot.texts.contest_rules import MISTAKES, mistake_sentence
from knowledge.library import VIETNAM

FILES = sorted((Path(__file__).parent / "files").glob("*.yaml"))
GOOD = """
contest: thu
title: Hội thi thử
rounds:
  - {title: Vòng 1, opens: 2026-01-05 08:00, closes: 2026-01-12 08:00}
draw:
  - {topic: Nghị quyết, count: 5}
"""


def sentences(text: str) -> list[str]:
    with pytest.raises(RulesError) as found:
        read_rules(text)
    return [mistake_sentence(mistake) for mistake in found.value.mistakes]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_published_contest_is_a_file(file: Path) -> None:
    rules = read_rules(file.read_text("utf-8"))
    assert rules.contest == file.stem
    assert all(each.points is not None for each in rules.rounds)


def test_what_a_contest_says_holds_for_its_rounds_unless_they_say_otherwise() -> None:
    rules = read_rules(
        GOOD.replace("08:00}", "08:00, points: 2.5}").replace("{topic:", "{points: 4, topic:")
    )
    (each,) = rules.rounds
    assert (each.points, each.questions, each.most) == (Decimal("2.5"), 5, 2000)


def test_a_repeated_round_is_written_out() -> None:
    rules = read_rules((FILES[0].parent / "vcnet.yaml").read_text("utf-8"))
    assert len(rules.rounds) == 20
    last = rules.rounds[-1]
    assert (last.title, last.draw[0].topic if last.draw else "") == ("Tuần 20", "Tuần 20")
    assert last.opens == datetime(2026, 5, 18, 8, tzinfo=VIETNAM)
    assert rules.ranking == (Criterion.CORRECT, Criterion.PREDICTION, Criterion.SUBMITTED)


def test_a_final_of_the_best_is_an_essay() -> None:
    rules = read_rules((FILES[0].parent / "phu-yen.yaml").read_text("utf-8"))
    final = rules.rounds[1]
    assert (final.kind, final.top, final.minutes, final.most) == (Kind.ESSAY, 10, 90, 10000)
    assert final.prediction is None


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-01 08:30",
        "2026-03-01T8:30",
        "01/03/2026 08:30",
        "1/3/2026 8h30",
        "8h30 ngày 1/3/2026",
        "8 giờ 30, 01.03.2026",
    ],
)
def test_moments_are_read_as_clerks_write_them(typed: str) -> None:
    assert moment_of(typed) == datetime(2026, 3, 1, 8, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "dòng"),
        ("- a", "mục: giá trị"),
        (GOOD + "title: Lần nữa\n", "“title” ghi hai lần"),
        (GOOD.replace("contest: thu", "contest: Hội Thi"), "Hội Thi"),
        (GOOD.replace("title: Hội thi thử\n", ""), "title: còn thiếu"),
        (GOOD + "minuts: 5\n", "minuts: không có mục này; các mục ở đó: minutes"),
        (GOOD + "minutes: lâu\n", "minutes: phải là số nguyên từ 1 trở lên, không phải “lâu”"),
        (GOOD.replace("2026-01-05 08:00", "hôm qua"), "rounds › thứ 1 › opens: phải là giờ"),
        (GOOD.replace("2026-01-12", "2026-01-01"), "giờ đóng phải sau giờ mở"),
        (GOOD.replace("count: 5", "count: 201"), "201 câu"),
        (GOOD.replace(", count: 5", ""), "cần số câu"),
        (GOOD.partition("draw:")[0], "chưa nói lấy câu hỏi nào"),
        (GOOD + "ranking: [score, score]\n", "score, score"),
        (GOOD + "ranking: [prediction]\n", "phải có câu dự đoán"),
        (GOOD + "prediction: {of: entrants}\n", "phải có tiêu chí prediction"),
        (GOOD + "ranking: điểm\n", "ranking › thứ 1: phải là các tiêu chí"),
        (GOOD + "fields: [{name: unit, label: Đơn vị}]\n", "lấy từ tài khoản"),
        (GOOD + "fields: [{name: x, label: X, kind: choice}]\n", "hai lựa chọn"),
        (GOOD + "unit_rankings: [{title: A, formula: 2 ** people}]\n", "2 ** people"),
        (GOOD + "unit_rankings: [{title: A, formula: __import__('os')}]\n", "__import__"),
        (GOOD + "unit_rankings: [{title: A, formula: turnout}]\n", "số đảng viên"),
        (GOOD.replace("08:00}", "08:00, top: 10}"), "vòng đầu"),
        (GOOD.replace("08:00}", "08:00, kind: essay}"), "phải có đề bài"),
        (GOOD.replace("08:00}", "08:00, repeat: 2, every_days: 3}"), "sau 3 ngày"),
        (GOOD.replace("08:00}", "08:00, repeat: 2}"), "every_days: còn thiếu"),
        (GOOD + "barred: {roles: giám đốc}\n", "vai trò"),
        (GOOD + "attempts: {counts: tốt nhất}\n", "best, first hoặc last"),
        (GOOD + "prediction: nhiều\n", "prediction: phải là các dòng"),
        ("&a [*a]", "dòng 1"),
    ],
)
def test_a_mistake_is_named_in_one_sentence(text: str, said: str) -> None:
    found = sentences(text)
    assert any(said in sentence for sentence in found), found
    assert all("\n" not in sentence and "{" not in sentence for sentence in found)


def test_all_mistakes_are_named_at_once() -> None:
    text = GOOD.replace("2026-01-05 08:00", "hôm qua") + "minutes: lâu\nleaving: đi\n"
    assert len(sentences(text)) == 3


def test_rounds_that_overlap_are_named() -> None:
    two = GOOD.replace("draw:", "  - {title: Vòng 2, opens: 10/01/2026, closes: 20/01/2026}\ndraw:")
    assert sentences(two) == ["rounds › thứ 2 › opens: mở khi vòng “Vòng 1” chưa đóng."]


def test_every_problem_has_its_sentence() -> None:
    assert set(MISTAKES) == set(Problem)


@given(st.text(max_size=200))
def test_no_file_breaks_the_reader(text: str) -> None:
    for given_text in (text, GOOD + text):
        with suppress(RulesError):
            read_rules(given_text)
