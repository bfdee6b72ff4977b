"""Issuing a paper is not renewing it."""

import pytest

from index.acts import is_of_another_act

RENEWAL = ("Trong thời hạn 02 ngày, cơ quan xem xét cấp lại giấy phép.", "II. Thủ tục cấp lại")


@pytest.mark.parametrize(
    "question",
    [
        "Cấp phép hoạt động mất mấy ngày?",
        "gia han giay phep mat bao lau",
        "Thu hồi giấy phép khi nào?",
    ],
)
def test_a_text_about_renewal_is_of_another_act(question: str) -> None:
    assert is_of_another_act(question, RENEWAL)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Cấp lại giấy phép mất mấy ngày?", RENEWAL),
        ("Giấy phép có thời hạn bao lâu?", RENEWAL),
        ("Cấp phép mất mấy ngày?", ("Cấp giấy phép, cấp lại giấy phép: 02 ngày.",)),
        ("Gia hạn giấy phép mất mấy ngày?", ("Trong 05 ngày làm việc.", "3. Gia hạn giấy phép")),
        ("UBND cấp xã làm gì?", ("Thu hồi đất.",)),
    ],
)
def test_another_text_is_not(question: str, texts: tuple[str, ...]) -> None:
    assert not is_of_another_act(question, texts)


def test_the_nearest_text_counts() -> None:
    assert is_of_another_act("Gia hạn thẻ mất mấy ngày?", ("Thu hồi thẻ.", "Gia hạn thẻ"))
