"""People ask in the words of every day, and find what documents say officially."""

import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from index.answer import Answerer
from index.encoder import load_encoder
from index.evaluate import document_info, stored_passage
from index.everyday import MOST, TABLE, in_the_words_of, with_official_words
from index.marks import Restorer
from index.names import bare_words
from index.search import Search
from index.typed import understand
from index.vectors import VectorStore
from knowledge.passages import Passage
from knowledge.records import Snapshot
from knowledge.text import search_form, unmarked

LINES = TABLE.read_text(encoding="utf-8").splitlines()
QUESTION_WORDS = re.compile(r"\b(?:ai|bao nhiêu|bao giờ|bao lâu|mấy|nào|đâu|gì)\b")


def put(question: str, text: str) -> str:
    return in_the_words_of(question, bare_words(text))


@pytest.mark.parametrize(
    ("question", "text", "officially"),
    [
        ("Đào mộ phải báo trước bao lâu?", "Việc khai quật được báo trước 10 ngày.", "khai quật"),
        ("Làm sổ đỏ hết mấy ngày?", "Thời hạn cấp giấy chứng nhận.", "cấp giấy chứng nhận"),
        ("Xe máy chở được mấy người?", "Người đi xe mô tô được chở một người.", "xe mô tô"),
        ("Thầy cô được hưởng gì?", "Nhà giáo được hưởng phụ cấp ưu đãi.", "nhà giáo"),
        ("Sếp vắng thì ai ký?", "Khi thủ trưởng vắng mặt, cấp phó ký thay.", "thủ trưởng"),
        ("Chích ngừa ở đâu?", "Trẻ em được tiêm chủng tại trạm y tế.", "tiêm chủng"),
        ("Lấy vợ mấy tuổi thì được?", "Nam đủ 20 tuổi được kết hôn.", "kết hôn"),
        ("Cúp điện có báo trước không?", "Ngừng cấp điện phải thông báo.", "ngừng cấp điện"),
        (
            "Đi lính mấy năm?",
            "Nghĩa vụ quân sự là 24 tháng.",
            "nghĩa vụ quân sự",
        ),
    ],
)
def test_a_phrase_of_every_day_is_read_as_the_text_says_it(
    question: str, text: str, officially: str
) -> None:
    assert officially in put(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Sổ đỏ là gì?", "Sổ đỏ là cách gọi giấy chứng nhận quyền sử dụng đất."),
        ("Đào mộ phải xin phép ai?", "Nhà văn hóa mở cửa từ 7 giờ."),
        ("Mức thu là bao nhiêu?", "Mức thu là 30.000 đồng."),
        ("", "Mức thu là 30.000 đồng."),
    ],
)
def test_what_the_text_says_itself_or_says_nothing_of_stays(question: str, text: str) -> None:
    assert put(question, text) == question


def test_a_part_of_another_word_is_no_phrase() -> None:
    assert put("Lĩnh vực hành chính gồm gì?", "Được hưởng phụ cấp.") == (
        "Lĩnh vực hành chính gồm gì?"
    )


def test_a_question_is_searched_by_the_first_official_words_that_are_written_somewhere() -> None:
    written = {"khai quật", "kết hôn"}

    found = with_official_words("Đào mộ thì làm sao?", written.__contains__)

    assert found == "Đào mộ thì làm sao khai quật"
    assert with_official_words("Mức thu là bao nhiêu?", written.__contains__) == (
        "Mức thu là bao nhiêu?"
    )


def test_a_question_is_not_drowned_in_official_words() -> None:
    question = "Đào mộ?"

    found = with_official_words(question, lambda _: True)

    ways = next(line for line in LINES if "đào mộ" in line).split(" > ")[1].split(", ")
    assert found == " ".join(["Đào mộ", *ways[:MOST]])


RULES = document_info(1, "Nghị quyết quy định mức thu và mức hỗ trợ", code="31/2025/NQ-HĐND")
TEXTS = [
    "Lệ phí cấp giấy phép xây dựng nhà ở riêng lẻ là 75.000 đồng/giấy phép.",
    "Thời hạn giải quyết hồ sơ đăng ký thường trú không quá 07 ngày làm việc.",
    "Người khai quật mộ phải thông báo cho Ủy ban nhân dân cấp xã trước 10 ngày.",
    "Hành vi điều khiển xe mô tô đi ngược chiều bị phạt tiền từ 4.000.000 đồng.",
    "Trưởng ban chỉ đạo là Chủ tịch Ủy ban nhân dân xã.",
]


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    passages = [
        stored_passage(i, RULES, Passage(text, (f"Điều {1 + i}",), 1, "text"), i)
        for i, text in enumerate(TEXTS)
    ]
    snapshot = Snapshot(1, date(2026, 6, 1), None, passages, [], [RULES], [])
    encoder = load_encoder()
    folder: Path = tmp_path_factory.mktemp("vectors")
    restorer = Restorer.load()
    search = Search.build(snapshot, encoder, VectorStore(folder, encoder))
    return Answerer(search, lambda text: understand(text, restorer))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Đào mộ phải báo trước mấy ngày?", "trước 10 ngày"),
        ("xin giay phep xay nha ton tien bao nhieu", "75.000 đồng"),
        ("Xin giấy phép xây nhà tốn tiền bao nhiêu?", "75.000 đồng"),
        ("Chạy xe máy ngược chiều bị phạt bao nhiêu tiền?", "4.000.000 đồng"),
    ],
)
def test_a_neighbours_question_finds_the_official_sentence(
    answerer: Answerer, question: str, answer: str
) -> None:
    assert answer in answerer.answer(question).text


@pytest.mark.parametrize(
    "question",
    [
        "Tiền làm căn cước hết bao nhiêu?",
        "Đốt pháo bị phạt bao nhiêu tiền?",
        "Đi lính mấy năm thì được về?",
        "Tiền cúng đình mỗi nhà đóng bao nhiêu?",
    ],
)
def test_a_near_miss_is_still_refused(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).kind == "none"


def sides(line: str) -> tuple[list[str], list[str]]:
    said, _, official = line.partition(" > ")
    return said.split(", "), official.split(", ")


def test_each_line_has_phrases_on_both_sides() -> None:
    odd = [
        line
        for line in LINES
        if line.count(" > ") != 1
        or not all(re.fullmatch(r"\w+(?: \w+)*", phrase) for side in sides(line) for phrase in side)
    ]
    assert odd == []


def test_no_phrase_is_said_twice() -> None:
    said = Counter(phrase for line in LINES for phrase in sides(line)[0])
    assert [phrase for phrase, times in said.items() if times > 1] == []


def test_no_phrase_stands_for_itself_and_no_official_word_twice() -> None:
    odd = []
    for line in LINES:
        said, official = sides(line)
        if set(said) & set(official) or len(set(official)) < len(official):
            odd.append(line)
    assert odd == []


def test_everything_is_spelt_as_questions_are_searched() -> None:
    phrases = [phrase for line in LINES for side in sides(line) for phrase in side]
    assert [p for p in phrases if p != unicodedata.normalize("NFC", p).lower()] == []
    assert [p for p in phrases if p != search_form(p)] == []
    assert [p for p in phrases if bare_words(p) != tuple(unmarked(p).split())] == []


def test_no_phrase_swallows_what_a_question_asks() -> None:
    said = [phrase for line in LINES for phrase in sides(line)[0]]
    assert [phrase for phrase in said if QUESTION_WORDS.search(phrase)] == []
