"""Only words about the texts of then make a day the day whose texts are asked."""

from datetime import date

import pytest

from index.as_of import as_of, leading_day

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("question", "day", "rest"),
    [
        (
            "Tại thời điểm 01/7/2021, ai được miễn học phí?",
            date(2021, 7, 1),
            "Ai được miễn học phí?",
        ),
        (
            "Ai được miễn học phí tại thời điểm ngày 1 tháng 7 năm 2021?",
            date(2021, 7, 1),
            "Ai được miễn học phí",
        ),
        (
            "theo quy định có hiệu lực năm 2022 thì ai được miễn học phí",
            date(2022, 12, 31),
            "Thì ai được miễn học phí",
        ),
        ("tai thoi diem thang 2/2024 ai duoc mien", date(2024, 2, 29), "Ai duoc mien"),
        ("Theo văn bản đang có hiệu lực vào tháng 3/2026, ai?", TODAY, "Ai?"),
    ],
)
def test_words_about_the_texts_of_then_say_the_day(question: str, day: date, rest: str) -> None:
    found = as_of(question, TODAY)
    assert found is not None
    assert (found.day, found.question) == (day, rest)


@pytest.mark.parametrize(
    "question",
    [
        "Chỉ tiêu năm 2022 là gì?",
        "Nghị quyết này có hiệu lực từ ngày 01/7/2021 phải không?",
        "Tính đến 31/12/2024 có bao nhiêu đảng viên?",
        "Theo quy định năm 2022, ai được miễn học phí?",
        "Tại thời điểm 31/2/2021 ai được miễn?",
        "Tại thời điểm 01/01/2030 ai được miễn?",
        "Tại thời điểm 01/7/2021?",
        "Tại thời điểm tháng 13/2021 ai được miễn?",
    ],
)
def test_any_other_day_is_what_is_asked_about(question: str) -> None:
    assert as_of(question, TODAY) is None


@pytest.mark.parametrize(
    "typed", ["01/05/2023", "1-5-2023", "2023-05-01", "ngày 1 tháng 5 năm 2023"]
)
def test_a_day_at_the_beginning_is_read_as_people_type_it(typed: str) -> None:
    assert leading_day(f"{typed} ai được miễn?", TODAY) == (date(2023, 5, 1), "ai được miễn?")


@pytest.mark.parametrize("typed", ["", "ai được miễn?", "31/02/2023 ai", "2023-13-01 ai"])
def test_what_begins_with_no_day_has_none(typed: str) -> None:
    assert leading_day(typed, TODAY) is None
