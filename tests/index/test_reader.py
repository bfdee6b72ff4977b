"""The reader: does the text before it answer the question?"""

from dataclasses import replace

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.evaluate import document_info, stored_passage
from index.reader import MODEL, TOKENS, built_in, seen, tokens
from knowledge.passages import Passage

HOURS = "Nhà văn hoá phường Hoà Lạc mở cửa từ 7 giờ 30 đến 21 giờ hằng ngày."
FEE = "Mức thu phí gửi xe tại nhà văn hoá phường Hoà Lạc là 3.000 đồng một lượt."


@pytest.mark.parametrize(
    ("question", "answers", "does_not"),
    [
        ("Nhà văn hoá phường mở cửa mấy giờ?", HOURS, FEE),
        ("Gửi xe ở nhà văn hoá phường tốn bao nhiêu?", FEE, HOURS),
    ],
)
def test_of_two_texts_about_one_thing_it_tells_which_answers(
    question: str, answers: str, does_not: str
) -> None:
    right, wrong = built_in().read([(question, answers), (question, does_not)])
    assert right > wrong + 1


def test_a_text_is_read_the_same_whatever_is_read_beside_it() -> None:
    alone = built_in().read([("Mấy giờ mở cửa?", HOURS)])
    beside = built_in().read([("Phí gửi xe?", FEE), ("Mấy giờ mở cửa?", HOURS)])
    np.testing.assert_array_equal(alone, beside[1:])
    assert built_in().read([]).shape == (0,)


def test_what_is_too_long_is_cut_at_its_end_and_the_question_stays() -> None:
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    whole = tokens(tokenizer, "mấy giờ", "chữ " * 999)
    assert len(whole) == TOKENS
    asked = tokenizer.encode("mấy giờ", add_special_tokens=False).ids
    assert whole[: len(asked) + 2] == [0, *asked, 2]
    assert len(tokens(tokenizer, "chữ " * 999, "mấy giờ")) < TOKENS


def test_a_quote_is_read_below_its_title_and_innermost_headings() -> None:
    document = document_info(1, "Quyết định về giờ mở cửa", code="7/QĐ-UBND")
    passage = stored_passage(
        1, document, Passage("Khoản này.", ("Chương I", "Mục 1", "Điều 2"), 1, "text"), 0
    )
    assert seen(passage, "Khoản này.") == "Quyết định về giờ mở cửa\nMục 1\nĐiều 2\nKhoản này."
    issued = replace(document, issuer="Tỉnh ủy Bình An – Đảng ủy phường Hòa Lạc")
    first, second, *_ = seen(passage._replace(document=issued), "Khoản này.").split("\n")
    assert (first, second) == ("Quyết định về giờ mở cửa", "Đảng ủy phường Hòa Lạc")
