"""Questions find the text they ask for, however they are typed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.evaluate import document_info, stored_passage
from index.search import Asked, Hit, Search
from index.vectors import VectorStore
from knowledge.passages import Passage
from knowledge.records import DocumentInfo, Snapshot, StoredFaq, StoredPassage
from tests.index.words_encoder import WordsEncoder

DOCUMENTS = [
    ("Nghị quyết về chuyển đổi số", "02-NQ/ĐU", ["Mỗi khu phố lập một tổ công nghệ số cộng đồng."]),
    (
        "Kế hoạch phát triển đảng viên",
        "04-KH/ĐU",
        [
            "Năm 2026 kết nạp ít nhất 25 đảng viên mới.",
            "Chi bộ khu phố giới thiệu người ưu tú để bồi dưỡng.",
        ],
    ),
    ("Quyết định khen thưởng", "1473-QĐ/UBND", ["Tặng giấy khen cho mười hai hộ gia đình."]),
    ("Báo cáo tháng Năm", None, ["Mỗi khu phố lập một tổ công nghệ số cộng đồng."]),
]
FAQ = [
    StoredFaq(
        1, "Thư viện phường mở cửa lúc mấy giờ?", ("Giờ đọc sách?",), "Từ 8 giờ.", "", "", ""
    ),
    StoredFaq(2, "Nộp đơn xin học lớp tình thương ở đâu?", (), "Tại bộ phận một cửa.", "", "", ""),
]


def snapshot() -> Snapshot:
    documents = []
    passages: list[StoredPassage] = []
    for number, (title, code, texts) in enumerate(DOCUMENTS, 1):
        document = document_info(number, title, code=code)
        documents.append(document)
        for position, text in enumerate(texts):
            part = Passage(text, (), None, "text")
            passages.append(stored_passage(len(passages), document, part, position))

    return Snapshot(1, date(2026, 1, 1), None, passages, list(FAQ), documents, [])


@pytest.fixture
def search(tmp_path: Path) -> Search:
    encoder = WordsEncoder()
    return Search.build(snapshot(), encoder, VectorStore(tmp_path, encoder))


def title(hit: Hit) -> str:
    assert not isinstance(hit.item, StoredFaq)
    return hit.item.document.title


@pytest.mark.parametrize(
    "question",
    [
        "Năm 2026 kết nạp bao nhiêu đảng viên mới?",
        "nam 2026 ket nap bao nhieu dang vien moi",
        "KẾT NẠP ĐẢNG VIÊN MỚI",
    ],
)
def test_a_question_finds_its_passage_with_and_without_marks(search: Search, question: str) -> None:
    best = search.search(question, 3)[0]

    assert (best.kind, title(best)) == ("passage", "Kế hoạch phát triển đảng viên")


@pytest.mark.parametrize("question", ["Giờ đọc sách?", "thu vien phuong mo cua may gio"])
def test_a_faq_entry_is_found_by_any_of_its_wordings(search: Search, question: str) -> None:
    best = search.search(question, 3)[0]

    assert (best.kind, best.id) == ("faq", 1)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("nghị quyết 02 nói gì?", "Nghị quyết về chuyển đổi số"),
        ("KH 04 của phường", "Kế hoạch phát triển đảng viên"),
        ("QĐ 1473", "Quyết định khen thưởng"),
        ("quyet dinh so 1473 tang gi cho khu pho", "Quyết định khen thưởng"),
    ],
)
def test_a_document_named_by_its_number_comes_first(
    search: Search, question: str, expected: str
) -> None:
    assert title(search.search(question, 3)[0]) == expected


def library(documents: Sequence[tuple[DocumentInfo, Sequence[str]]], folder: Path) -> Search:
    """A search over these documents with their passages."""
    passages: list[StoredPassage] = []
    for document, texts in documents:
        for position, text in enumerate(texts):
            part = Passage(text, (), None, "text")
            passages.append(stored_passage(len(passages), document, part, position))
    infos = [document for document, _ in documents]
    encoder = WordsEncoder()
    everything = Snapshot(1, date(2026, 1, 1), None, passages, [], infos, [])
    return Search.build(everything, encoder, VectorStore(folder, encoder))


@pytest.mark.parametrize("place", ["An Hòa", "Vĩnh Tân"])
def test_whose_plan_it_is_may_stand_in_the_letterhead_alone(place: str, tmp_path: Path) -> None:
    plan = document_info(1, "Kế hoạch trồng cây năm 2026", code="3/KH-UBND")
    offices = [f"Ủy ban nhân dân phường {each}" for each in ("Bến Cát", "An Hòa", "Vĩnh Tân")]
    search = library(
        [
            (replace(plan, id=number, issuer=office), [f"Trồng {number * 100} cây xanh."])
            for number, office in enumerate(offices, 1)
        ],
        tmp_path,
    )
    best = search.search(f"Phường {place} trồng bao nhiêu cây?", 3)[0].item
    assert isinstance(best, StoredPassage)
    assert best.document.issuer == f"Ủy ban nhân dân phường {place}"


def test_of_a_long_document_just_cited_the_last_part_is_looked_at_too(tmp_path: Path) -> None:
    """Though other documents say more of the question's words in more than each leg proposes."""
    decree = document_info(1, "Nghị định về tổ chức hội", code="126/2024/NĐ-CP")
    long = [f"Điều {n}. Việc thứ {n} do hội quyết định theo điều lệ." for n in range(300)]
    long.append("Văn phòng thường trực nhận giấy tờ của tổ chức và cá nhân trước ngày hai mươi.")
    other = document_info(2, "Sổ tay nghiệp vụ", code="9/ST-HD")
    near = [f"Văn phòng nhận giấy tờ ngày nào? Nhận giấy tờ số {n}." for n in range(150)]
    search = library([(decree, long), (other, near)], tmp_path)
    asked = replace(Asked.plain("Văn phòng nhận giấy tờ ngày nào?"), within=frozenset({1}))
    rows, _, _ = search.candidates(asked, search.encoded([asked])[0])
    assert 300 in rows


def test_what_stands_beside_the_last_answer_is_looked_at_however_it_ranks(tmp_path: Path) -> None:
    rules = document_info(1, "Thể lệ hội thi", code="2/TL-BTC")
    texts = ["Giải nhất 5.000.000 đồng.", "Trao tại hội trường.", "Ban giám khảo có năm người."]
    other = document_info(2, "Quy chế khen thưởng", code="5/QC-UBND")
    near = [f"Khi nào trao, ai trao bằng khen thứ {n}." for n in range(9)]
    search = library([(other, near), (rules, texts)], tmp_path)
    asked = Asked.plain("Khi nào trao?")
    goes_on = replace(asked, beside=search.rows_beside([9]))
    plain, on = search.search_encoded([asked, goes_on], search.encoded([asked, goes_on]), 3)
    assert {hit.id for hit in on} - {hit.id for hit in plain} == {9, 10}
    assert all(hit.parts["behind"] <= 1 for hit in on if hit.id in (9, 10))


def test_texts_that_say_the_same_are_shown_once(search: Search) -> None:
    hits = search.search("tổ công nghệ số cộng đồng ở khu phố", 10)

    shown = [hit for hit in hits if {hit.id, *hit.twins} & {0, 4}]
    assert len(shown) == 1
    assert {shown[0].id, *shown[0].twins} == {0, 4}


def test_several_questions_at_once_are_answered_as_one_by_one(search: Search) -> None:
    questions: list[str | Asked] = ["Năm 2026 kết nạp bao nhiêu?", "Giờ đọc sách?"]

    together = search.search_many(questions, 3)

    apart = [search.search(question, 3) for question in questions]
    assert [[hit.row for hit in hits] for hits in together] == [
        [hit.row for hit in hits] for hits in apart
    ]


def test_entries_come_behind_the_texts_that_rank_before_them(search: Search) -> None:
    """However many documents speak of a thing, what the office has answered is looked at."""
    asked = [Asked.plain("Khu phố lập tổ công nghệ số, nộp đơn ở đâu?")]
    vectors = search.encoded(asked)
    [few] = search.search_encoded(asked, vectors, 1)
    [more] = search.search_encoded(asked, vectors, 1, entries=1)
    assert [hit.kind for hit in few] == ["passage"]
    assert [(hit.kind, hit.id) for hit in more] == [("passage", few[0].id), ("faq", 2)]
    assert more[1].parts["likeness"] > 0


def test_an_entry_is_found_once(search: Search) -> None:
    asked = [Asked.plain("Thư viện phường mở cửa lúc mấy giờ?")]
    [found] = search.search_encoded(asked, search.encoded(asked), 5, entries=4)
    entries = [hit.id for hit in found if hit.kind == "faq"]
    assert sorted(entries) == [1, 2]


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    encoder = WordsEncoder()
    empty = Snapshot(0, snapshot().day, None, [], [], [], [])
    search = Search.build(empty, encoder, VectorStore(tmp_path, encoder))

    assert search.search("Nghị quyết 02") == []
