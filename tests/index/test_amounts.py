"""A fee is no fine."""

import pytest

from index.amounts import is_of_another_amount

FEE = "Phí thẩm định: 1.500.000 đồng/hồ sơ."


@pytest.mark.parametrize(
    "question",
    [
        "Bán hàng không giấy phép bị phạt bao nhiêu tiền?",
        "Lương tối thiểu vùng I là bao nhiêu?",
        "Làm tốt thì được thưởng mấy triệu?",
        "Giá vé vào bảo tàng là bao nhiêu?",
        "Sinh viên được vay tối đa bao nhiêu?",
    ],
)
def test_an_amount_of_another_kind_is_no_answer(question: str) -> None:
    assert is_of_another_amount(question, FEE)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Nộp lệ phí bao nhiêu?", FEE),
        ("Thẩm định tốn bao nhiêu tiền?", FEE),
        ("Làm tốt được thưởng bao nhiêu?", "Mức CHI KHEN THƯỞNG: 500.000 đồng."),
        ("Được trợ cấp bao nhiêu?", "Hỗ trợ 300.000 đồng/tháng."),
        ("Ban Thi đua, Khen thưởng có mấy người?", "Ban có 05 người."),
        ("Kinh phí cho hội thi là bao nhiêu?", "Chi 20 triệu đồng."),
    ],
)
def test_an_amount_of_the_kind_that_is_asked_for_may_be_one(question: str, text: str) -> None:
    assert not is_of_another_amount(question, text)
