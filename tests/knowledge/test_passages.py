import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.blocks import Block, BlockKind
from knowledge.outline import outline
from knowledge.passages import Passage, estimated_tokens, passages, place
from knowledge.readers import read
from knowledge.readers.saved_page import own_lines
from knowledge.text import normalise
from tests.knowledge.outlines import (
    assert_nothing_is_lost,
    assert_pages_are_right,
    assert_within,
    lines,
    words,
)
from tests.shared_data import SHARED, requires_shared


def count_words(text: str) -> int:
    return len(text.split())


def cut(text: str, limit: int = 30) -> list[Passage]:
    return passages(outline(lines(text)), count_tokens=count_words, max_tokens=limit)


ARTICLE = """
Điều 3. Hồ sơ
1. Hồ sơ đề nghị công nhận gồm:
a) Đơn đề nghị theo mẫu do cơ quan có thẩm quyền ban hành;
b) Bản sao quyết định thành lập chi bộ trực thuộc đảng ủy;
c) Danh sách đảng viên có xác nhận của bí thư chi bộ.
2. Nộp một bộ.
3. Nhận kết quả sau năm ngày.
Điều 4. Hiệu lực
Từ ngày ký.
"""


class TestPassagesFollowTheOutline:
    def test_small_clauses_share_a_passage_under_their_article(self) -> None:
        assert cut(ARTICLE)[-2] == Passage(
            "2. Nộp một bộ.\n3. Nhận kết quả sau năm ngày.", ("Điều 3. Hồ sơ",), None, "text"
        )

    def test_a_clause_cut_between_its_points_keeps_what_leads_in(self) -> None:
        first, second, *_ = cut(ARTICLE)
        assert first.text.startswith("1. Hồ sơ đề nghị công nhận gồm:\na) Đơn")
        assert first.heading == ("Điều 3. Hồ sơ", "khoản 1")
        assert first.lead == ""
        assert second.text.startswith("b) Bản sao")
        assert second.lead == "1. Hồ sơ đề nghị công nhận gồm:"

    def test_articles_never_share_a_passage(self) -> None:
        assert cut(ARTICLE, 500)[-1] == Passage("Từ ngày ký.", ("Điều 4. Hiệu lực",), None, "text")
        assert len(cut(ARTICLE, 500)) == 2

    def test_one_clause_alone_is_cited_by_its_number(self) -> None:
        assert cut(ARTICLE, 5)[-2].heading == ("Điều 3. Hồ sơ", "khoản 3")

    def test_a_long_paragraph_is_cut_between_sentences(self) -> None:
        sentence = "Chi bộ họp mỗi tháng một lần vào ngày ba."
        found = cut(" ".join([sentence] * 7))
        assert [passage.text.count(".") for passage in found] == [3, 3, 1]
        assert all(passage.text.endswith("ngày ba.") for passage in found)

    def test_a_sentence_too_long_is_cut_between_its_clauses(self) -> None:
        found = cut("; ".join(["một hai ba bốn năm sáu"] * 6), 13)
        assert {passage.text for passage in found} == {
            "một hai ba bốn năm sáu; một hai ba bốn năm sáu;",
            "một hai ba bốn năm sáu; một hai ba bốn năm sáu",
        }

    def test_a_word_longer_than_any_passage_stands_alone(self) -> None:
        found = passages(outline(lines("dài " + "a" * 50)), count_tokens=len, max_tokens=10)
        assert [passage.text for passage in found] == ["dài", "a" * 50]

    def test_a_heading_without_text_under_it_is_text(self) -> None:
        assert [p.text for p in cut("I. MỤC ĐÍCH\nII. YÊU CẦU")] == ["I. MỤC ĐÍCH\nII. YÊU CẦU"]

    def test_a_document_without_marks_is_cut_by_its_length(self) -> None:
        assert [p.heading for p in cut("Một câu ngắn.\nHai câu ngắn.")] == [()]

    def test_no_text_makes_no_passage(self) -> None:
        assert passages(outline([])) == []


class TestTables:
    rows = tuple(
        Block(BlockKind.TABLE_ROW, f"Năm: {year}; Thu ngân sách: {year} tỷ", 4)
        for year in range(2021, 2027)
    )

    def test_rows_share_passages_and_keep_apart_from_prose(self) -> None:
        blocks = [*lines("Điều 1. Chỉ tiêu\nThu ngân sách như sau:", page=3), *self.rows]
        found = passages(outline(blocks), count_tokens=count_words, max_tokens=25)
        assert [passage.kind for passage in found] == ["text", "table", "table"]
        assert [passage.page for passage in found] == [3, 4, 4]
        assert found[1].text.count("\n") == 2
        assert found[1].lead == "Thu ngân sách như sau:"


class TestPlace:
    text = "1. Nộp hồ sơ.\na) Bản chính;\nb) Bản sao.\n2. Nhận kết quả."
    heading = ("Chương I. CHUNG", "Điều 3. Hồ sơ")

    @pytest.mark.parametrize(
        ("said", "clause"),
        [
            ("Nộp", ("khoản 1",)),
            ("Bản sao", ("khoản 1", "điểm b")),
            ("Nhận", ("khoản 2",)),
        ],
    )
    def test_a_quotation_is_cited_by_its_clause(self, said: str, clause: tuple[str, ...]) -> None:
        assert place(self.text, self.heading, self.text.index(said)) == self.heading + clause

    def test_the_clause_of_the_passage_is_not_said_twice(self) -> None:
        heading = (*self.heading, "khoản 1")
        assert place("1. Nộp hồ sơ.", heading, 3) == heading
        assert place("b) Bản sao.", (*heading, "điểm b"), 3) == (*heading, "điểm b")

    def test_outside_articles_a_number_is_a_section(self) -> None:
        assert place("2. Chi bộ họp.", ("II. NỘI DUNG",), 4) == ("II. NỘI DUNG", "mục 2")


class TestEstimatedTokens:
    def test_a_syllable_is_about_one_token(self) -> None:
        assert 9 <= estimated_tokens("Đảng bộ thành phố có tám nghìn đảng viên.") <= 13

    @given(st.text(max_size=60), st.text(max_size=60))
    def test_texts_together_have_no_more_tokens_than_apart(self, one: str, other: str) -> None:
        together = estimated_tokens(f"{one}\n{other}")
        assert together <= estimated_tokens(one) + estimated_tokens(other)


marks = st.sampled_from(
    [
        "", "", "", "Điều 1. ", "Điều 2. ", "Điều 3: ", "1. ", "2. ", "1.1. ", "3) ", "a) ", "b) ",
        "đ) ", "i) ", "- ", "+ ", "• ", "I. ", "II. ", "A. ", "Chương I", "Chương II. ",
        "PHẦN THỨ NHẤT", "Mục 1. ", "PHỤ LỤC I", "Nơi nhận: ", "“", "Điều 5 của ", "QUY CHẾ ",
        "KẾ HOẠCH ", "(1) ", "Mẫu số 01", "Tiểu mục 2. ",
    ]
)  # fmt: skip
tails = st.sampled_from(["", "", ".", ":", ";", "./.", "”", ","])
phrases = st.lists(
    st.sampled_from("chi bộ Đảng họp THÔNG QUA nghị quyết 8.292 12,5% 02-KH/TU năm".split()),
    min_size=0,
    max_size=45,
).map(" ".join)
blocks_of_any_file = st.lists(
    st.tuples(
        st.sampled_from([*BlockKind, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]),
        st.tuples(marks, phrases, tails).map("".join),
        st.integers(0, 1),
        st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=40,
)


@given(blocks_of_any_file, st.sampled_from([5, 12, 40]))
def test_no_word_of_any_file_is_lost(
    drawn: list[tuple[BlockKind, str, int, int | None]], limit: int
) -> None:
    blocks, page = [], 1
    for kind, text, turned, level in drawn:
        page += turned
        blocks.append(Block(kind, text, page, level if kind is BlockKind.HEADING else None))
    root = outline(blocks)
    found = passages(root, count_tokens=count_words, max_tokens=limit)
    assert_nothing_is_lost(blocks, root, found)
    assert_within(limit, count_words, found)
    assert_pages_are_right(root, found)


@requires_shared
@pytest.mark.parametrize(
    "name", sorted(path.name for path in (SHARED / "data" / "resolutions").glob("*.txt"))
)
def test_no_word_of_a_real_resolution_is_lost(name: str) -> None:
    path = SHARED / "data" / "resolutions" / name
    blocks = read(path).blocks
    # the names of columns that were cells below each other stand in the rows instead, what
    # numbers the columns nowhere
    names = {*words(*(name for block in blocks for name, _ in block.cells)), "A", "B"}
    cells = ([cell for _, cell in block.cells] or [block.text] for block in blocks)
    kept = iter(words(*(text for texts in cells for text in texts)))
    expected = next(kept, None)
    lines = normalise(path.read_text("utf-8")).splitlines()
    for word in words("\n".join(lines[: own_lines(lines)])):
        if word == expected:
            expected = next(kept, None)
        else:
            assert word.isdigit() or word in names  # the number of a page, or of a column
    assert expected is None
    root = outline(blocks)
    found = passages(root)
    assert_nothing_is_lost(blocks, root, found)
    assert_within(200, estimated_tokens, found)
