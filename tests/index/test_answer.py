"""The right sentence with its source, or an honest none."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.answer import AT_ONCE, CERTAIN, Answer, Answerer, Turn
from index.encoder import load_encoder
from index.evaluate import document_info, stored_passage
from index.marks import Restorer
from index.reader import built_in
from index.search import Search
from index.typed import understand
from index.vectors import VectorStore
from knowledge.passages import Passage
from knowledge.records import DocumentInfo, Snapshot, StoredFaq

FEES = document_info(1, "Nghị quyết quy định mức hỗ trợ đội văn nghệ", code="12/2025/NQ-HĐND")
HOURS = document_info(2, "Quyết định về giờ mở cửa nhà văn hoá phường Hoà Lạc", code="7/QĐ-UBND")
LOANS = document_info(3, "Nội quy thư viện thiếu nhi", code="9/TB-TV")
CAMP = document_info(4, "Kế hoạch hội trại đọc sách hè", code="3/KH-TV")
FAIR = document_info(6, "Thể lệ hội thi kể chuyện", code="5/TL-TV")
CLUB = document_info(5, "Quy chế Câu lạc bộ đọc sách", code="4/QC-TV")
TEXTS = [
    (FEES, ("Điều 1. Phạm vi điều chỉnh",), "Nghị quyết này quy định mức hỗ trợ đội văn nghệ."),
    (
        FEES,
        ("Điều 2. Mức hỗ trợ",),
        "1. Đội trưởng: 450.000 đồng/người/tháng.\\n2. Đội viên: 300.000 đồng/người/tháng.",
    ),
    (
        FEES,
        ("Điều 3. Hồ sơ",),
        "Hồ sơ đề nghị hỗ trợ gồm:\\na) Đơn đề nghị;\\nb) Danh sách đội viên;\\nc) Lịch biểu diễn.",
    ),
    (FEES, ("Điều 4. Hiệu lực",), "Nghị quyết có hiệu lực thi hành từ ngày 05 tháng 12 năm 2025."),
    (HOURS, ("Điều 1",), "Nhà văn hoá phường Hoà Lạc mở cửa từ 7 giờ 30 đến 21 giờ hằng ngày."),
    (LOANS, ("Điều 5",), "Thủ thư gia hạn thẻ mượn sách trong 02 ngày làm việc."),
    (LOANS, ("Điều 6",), "Thủ thư gia hạn thẻ mượn sách của trẻ em trong 01 ngày làm việc."),
    (
        LOANS,
        ("Điều 8",),
        "Lệ phí làm thẻ bạn đọc lần đầu là 30.000 đồng. "
        "Phòng đọc mở cửa cả tuần, trừ ngày lễ và những ngày kiểm kê kho sách cuối mỗi quý. "
        "Ai vào phòng đọc thì giữ trật tự, giữ vệ sinh, để túi xách ở tủ ngoài hành lang. "
        "Sách quý chỉ đọc tại chỗ, không mang ra khỏi phòng, không chụp ảnh khi chưa hỏi. "
        "Thiếu nhi dưới sáu tuổi có người lớn đi cùng, ngồi ở khu đọc riêng tầng một. "
        "Báo và tạp chí trong tháng bày ở kệ gần cửa, đọc xong xếp lại như cũ. "
        "Lệ phí làm thẻ bạn đọc các lần sau là 20.000 đồng.",
    ),
    (CAMP, ("1. Năm 2025",), "Năm 2025 hội trại đón 120 trại sinh ở bãi Dài."),
    (CAMP, ("2. Năm 2026",), "Năm 2026 hội trại đón 180 trại sinh ở đồi Thông."),
    (
        CLUB,
        ("Phân công",),
        "Ông Lê Văn Tám, Phó Chủ nhiệm Câu lạc bộ đọc sách, lập danh sách hội viên; "
        "ông Đỗ Hữu Nghĩa, Phó Chủ nhiệm Câu lạc bộ đọc sách, giữ tủ sách.",
    ),
    (
        FAIR,
        ("Hội thi",),
        "Ban Giám khảo có 5 người, do đồng chí Hồ Sỹ Nguyên, Ủy viên Ban Chấp hành, đứng đầu.",
    ),
    (CLUB, ("Tổ chức",), "Bà Trần Thị Hoa điều hành chung với chức danh Chủ nhiệm."),
    (HOURS, ("Điều 2",), "Quyết định có hiệu lực thi hành từ ngày 01 tháng 3 năm 2026."),
]
FAQ = [
    StoredFaq(1, "Ai được vào đội văn nghệ?", (), "Người từ 16 tuổi trở lên.", "", "", ""),
    StoredFaq(2, "Hồ sơ xin giấy ANTT gồm những gì?", (), "Đơn và bản sao giấy phép.", "", "", ""),
]


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answerer_over([FEES, HOURS, LOANS], FAQ, tmp_path_factory.mktemp("vectors"))


def answerer_over(documents: list[DocumentInfo], faq: list[StoredFaq], folder: Path) -> Answerer:
    passages = [
        stored_passage(i, document, Passage(text.replace("\\n", "\n"), heading, 1 + i, "text"), i)
        for i, (document, heading, text) in enumerate(TEXTS)
        if document in documents
    ]
    snapshot = Snapshot(1, date(2026, 6, 1), None, passages, faq, documents, [])
    encoder = load_encoder()
    search = Search.build(snapshot, encoder, VectorStore(folder, encoder))
    restorer = Restorer.load()
    return Answerer(search, lambda text: understand(text, restorer), year=snapshot.day.year)


def test_the_head_is_not_answered_with_a_deputy(tmp_path: Path) -> None:
    alone = answerer_over([CLUB], [], tmp_path)

    assert "Trần Thị Hoa" in alone.answer("Ai là Chủ nhiệm Câu lạc bộ đọc sách?").text
    assert "Lê Văn Tám" not in alone.answer("Chủ nhiệm Câu lạc bộ là ai?").text


def test_the_members_of_one_board_are_not_those_of_another(tmp_path: Path) -> None:
    alone = answerer_over([FAIR], [], tmp_path)

    assert alone.answer("Ban Chấp hành có bao nhiêu người?").kind == "none"
    assert "5 người" in alone.answer("bgk co may nguoi").text


def test_years_are_counted_from_today(tmp_path: Path) -> None:
    alone = answerer_over([CAMP], [], tmp_path)

    assert "180 trại sinh" in alone.answer("năm nay hội trại đón mấy trại sinh?").text
    assert "120 trại sinh" in alone.answer("nam ngoai hoi trai don may trai sinh").text


def test_the_only_document_is_meant_without_its_number(tmp_path: Path) -> None:
    alone = answerer_over([HOURS], [], tmp_path)

    assert "01 tháng 3 năm 2026" in alone.answer("Có hiệu lực khi nào?").text
    assert "7 giờ 30" in alone.answer("mo cua may gio").text
    assert alone.answer("Lệ phí làm thẻ bạn đọc bao nhiêu?").kind == "none"


class CountingReader:
    """The built-in reader, and how many texts it has read."""

    def __init__(self) -> None:
        self.texts = 0

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        self.texts += len(pairs)
        return built_in().read(pairs)


def conversation(answerer: Answerer, *questions: str) -> Answer:
    turns: list[Turn] = []
    for question in questions:
        answer = answerer.answer(question, context=turns)
        turns.append(Turn(answer.question or question, answer.text, answer.passage_ids))
    return answer


def test_the_answer_is_quoted_with_its_document_article_and_page(answerer: Answerer) -> None:
    answer = answerer.answer("Đội trưởng đội văn nghệ được hỗ trợ bao nhiêu?")

    assert "450.000 đồng" in answer.text
    [citation] = answer.citations
    assert citation.number == "12/2025/NQ-HĐND"
    assert citation.heading[0] == "Điều 2. Mức hỗ trợ"
    assert citation.page == 2
    assert answer.confidence >= 0.4


def test_two_quotes_that_are_as_likely_to_answer_are_both_given_each_with_its_source(
    answerer: Answerer,
) -> None:
    answer = answerer.answer("Gia hạn thẻ mượn sách mất mấy ngày?")

    assert {citation.heading for citation in answer.citations} == {("Điều 5",), ("Điều 6",)}
    assert "02 ngày" in answer.text
    assert "01 ngày" in answer.text
    assert len(answer.passage_ids) == 2
    assert len(answer.text) <= 700


def test_two_parts_of_one_passage_are_quoted_as_they_are_read(answerer: Answerer) -> None:
    answer = answerer.answer("Lệ phí làm thẻ bạn đọc bao nhiêu?")

    assert len(answer.citations) == 2
    assert len(answer.passage_ids) == 1
    assert 0 <= answer.text.find("30.000 đồng") < answer.text.find("20.000 đồng")


def test_a_question_without_marks_has_the_same_answer(answerer: Answerer) -> None:
    answer = answerer.answer("nha van hoa phuong hoa lac mo cua may gio")

    assert "21 giờ" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Nhà văn hoá phường Tân Lập mở cửa mấy giờ?",
        "Giá vàng hôm nay bao nhiêu?",
        "Nghị quyết 99/2025/NQ-HĐND quy định gì?",
    ],
)
def test_what_the_texts_do_not_hold_is_refused(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)

    assert answer.kind == "none"
    assert answer.text == ""
    assert answer.citations == ()


def test_a_list_is_quoted_as_a_list(answerer: Answerer) -> None:
    answer = answerer.answer("Hồ sơ đề nghị hỗ trợ đội văn nghệ gồm những gì?")

    assert answer.text.splitlines()[0] == "Hồ sơ đề nghị hỗ trợ gồm:"
    assert answer.text.count("\n") == 3


def test_an_approved_answer_is_given_as_it_stands(answerer: Answerer) -> None:
    answer = answerer.answer("ai được vào đội văn nghệ vậy ạ?")

    assert (answer.kind, answer.text) == ("faq", "Người từ 16 tuổi trở lên.")


def test_an_entry_is_found_by_what_a_member_says_in_his_own_words(answerer: Answerer) -> None:
    answer = answerer.answer("Mấy tuổi thì tham gia đội văn nghệ được?")

    assert answer.kind == "faq"
    assert answer.text == "Người từ 16 tuổi trở lên."
    assert answer.citations[0].asked == "Ai được vào đội văn nghệ?"


@pytest.mark.parametrize(
    "question",
    [
        "Năm 2019 ai được vào đội văn nghệ?",
        "Đội văn nghệ tập ở đâu?",
        "Ai là đội trưởng đội văn nghệ?",
    ],
)
def test_an_entry_that_shares_words_with_a_question_is_not_its_answer(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.answer(question)

    assert answer.kind == "none"
    assert answer.suggestions[0] == "Ai được vào đội văn nghệ?"


def test_an_entry_that_was_just_given_is_not_given_again_to_something_else(
    answerer: Answerer,
) -> None:
    talk = ("Ai được vào đội văn nghệ?", "Giá xăng hôm nay bao nhiêu?")
    assert conversation(answerer, *talk).kind == "none"


def test_a_document_as_a_whole_is_its_title_and_scope(answerer: Answerer) -> None:
    answer = answerer.answer("nq 12/2025 quy dinh gi")

    assert answer.text.startswith(FEES.title)
    assert answer.citations[0].number == "12/2025/NQ-HĐND"


def test_a_follow_up_stays_with_the_text_just_cited(answerer: Answerer) -> None:
    answer = conversation(
        answerer, "Nhà văn hoá phường Hoà Lạc mở cửa mấy giờ?", "Quyết định đó có hiệu lực khi nào?"
    )

    assert "01 tháng 3 năm 2026" in answer.text


def test_a_new_topic_is_not_dragged_back(answerer: Answerer) -> None:
    answer = conversation(
        answerer,
        "Nhà văn hoá phường Hoà Lạc mở cửa mấy giờ?",
        "Đội viên đội văn nghệ được hỗ trợ bao nhiêu?",
    )

    assert "300.000 đồng" in answer.text


@pytest.mark.parametrize(
    "typed", ["Hồ sơ xin giấy ANTT gồm những gì?", "ho so xin giay antt gom nhung gi"]
)
def test_a_short_form_that_the_texts_use_too_is_met_as_it_stands(
    answerer: Answerer, typed: str
) -> None:
    assert answerer.answer(typed).faq_id == 2


def test_a_refusal_offers_the_nearest_entry(answerer: Answerer) -> None:
    answer = answerer.answer("Đội văn nghệ tập luyện vào tối thứ mấy?")

    assert answer.kind == "none"
    assert FAQ[0].question in answer.suggestions


def test_where_a_text_is_as_good_as_certain_nothing_less_likely_is_read(
    answerer: Answerer,
) -> None:
    reader, restorer = CountingReader(), Restorer.load()
    counted = Answerer(answerer._search, lambda t: understand(t, restorer), reader=reader)

    told = counted.answer("Nhà văn hoá phường Hoà Lạc mở cửa từ mấy giờ đến mấy giờ?")
    of_the_certain = reader.texts
    counted.answer("Nhà văn hoá phường Hoà Lạc có bao nhiêu ghế?")

    assert told.confidence >= CERTAIN
    assert of_the_certain == AT_ONCE
    assert reader.texts > 2 * AT_ONCE
