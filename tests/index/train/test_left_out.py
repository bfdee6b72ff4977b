"""A text without the words that answer is about the same and answers no longer."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.train.left_out import CLAUSE_END, SENTENCE_END, spared, without

PLAN = (
    "Kế hoạch trồng cây phường Lộc Tiến năm 2026\n"
    "7. Thi đua: chấm điểm trong tháng 11; giải nhất 15 triệu đồng, giải nhì 10 triệu đồng.\n"
    "8. Báo cáo phường trước ngày 20 hằng tháng. Khu phố ký cam kết."
)


@pytest.mark.parametrize(
    ("end", "left"),
    [
        (CLAUSE_END, "7. Thi đua: chấm điểm trong tháng 11; giải nhất 15 triệu đồng,"),
        (SENTENCE_END, "8. Báo cáo phường"),
    ],
)
def test_the_clause_or_the_sentence_that_answers_is_gone(end: re.Pattern[str], left: str) -> None:
    text = without(PLAN, ["giải nhì 10 triệu đồng"], end)
    assert "giải nhì" not in text
    assert text.split("\n")[1].startswith(left)
    assert text.startswith("Kế hoạch trồng cây phường Lộc Tiến năm 2026\n")


def test_every_wording_of_the_answer_goes() -> None:
    text = without(PLAN, ["15 triệu đồng", "GIẢI NHÌ"])
    assert "giải" not in text
    assert "tháng 11" in text
    assert without(PLAN, ["không có trong này"]) == ""


def test_a_text_that_is_nothing_but_its_answer_is_left_out() -> None:
    assert without("Thông báo\nTrực: bà Lan.", ["bà Lan"]) == ""


def test_what_loses_another_clause_answers_still() -> None:
    text = spared(PLAN, ["15 triệu đồng"], random.Random(1))
    assert "15 triệu đồng" in text
    assert len(text) < len(PLAN)
    assert spared(PLAN, ["ký cam kết"], random.Random(1)) == ""


WORD = st.sampled_from("giải nhất, 15 triệu đồng; ngày 20. Khu phố\n a) b) 2.500 %:".split(" "))


@given(st.lists(WORD, min_size=1, max_size=60).map(" ".join), st.lists(WORD, max_size=3))
def test_what_is_left_is_of_the_text_and_never_answers(body: str, wanted: list[str]) -> None:
    wanted = [want.strip() for want in wanted if want.strip()]
    for end in (CLAUSE_END, SENTENCE_END):
        left = without(f"Tiêu đề\n{body}", wanted, end)
        if left:
            kept = left.partition("\n")[2]
            assert not any(want.casefold() in kept.casefold() for want in wanted)
            rest = iter(body)
            assert all(letter in rest for letter in kept)
    text = spared(f"Tiêu đề\n{body}", wanted, random.Random(0))
    assert not text or any(want.casefold() in text.casefold() for want in wanted)
