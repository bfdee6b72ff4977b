"""Q&A sets as propaganda boards send them, and back out."""

import csv
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import Problem, ReadError
from knowledge.faq import FaqEntry, FaqReading, Refusal, RefusedRow, is_faq, read_faq, write_faq
from knowledge.readers import read
from tests.shared_data import SHARED, requires_shared


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Câu hỏi", "Trả lời"),
        ("NỘI DUNG CÂU HỎI", "NỘI DUNG TRẢ LỜI"),
        ("cau hoi", "dap an"),
        ("Hỏi", "Đáp"),
        ("Câu hỏi (*)", "Gợi ý trả lời:"),
        ("Nội dung hỏi", "Giải đáp"),
    ],
)
def test_columns_are_found_by_their_names_in_many_spellings(
    tmp_path: Path, question: str, answer: str
) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["BỘ CÂU HỎI ĐÁP"],
            ["(Kèm theo Công văn số 5)"],
            [],
            ["STT", "Lĩnh vực", question, answer, "Căn cứ", "Số hiệu"],
            [1, "Đảng phí", "Đóng khi nào?", "Hằng tháng.", "Quy định 342", "342-QĐ/TW"],
        ],
    )
    assert read_faq(read(path)).entries == (
        FaqEntry("Đóng khi nào?", "Hằng tháng.", "Quy định 342", "Đảng phí", (), "342-QĐ/TW"),
    )
    assert is_faq(read(path))


def test_several_sheets_sections_and_other_ways(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["TT", "Câu hỏi", "Cách hỏi khác", "Trả lời"],
            ["I. Tổ chức"],
            [1, "Có mấy chi bộ?", "- Bao nhiêu chi bộ?\n- Số chi bộ?", "Có 35.\nXem danh sách."],
        ],
        [["Hỏi", "Đáp"], ["Họp lúc nào?", "Mồng 3."]],
    )
    first, second = read_faq(read(path)).entries
    assert first == FaqEntry(
        "Có mấy chi bộ?", "Có 35.\nXem danh sách.", topic="I. Tổ chức",
        other_ways=("Bao nhiêu chi bộ?", "Số chi bộ?"),
    )  # fmt: skip
    assert second.question == "Họp lúc nào?"


def test_a_topic_merged_over_several_rows_is_that_of_each(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [["Chủ đề", "Câu hỏi", "Trả lời"], ["Đảng phí", "Một?", "1."], [None, "Hai?", "2."]],
    )
    book = openpyxl.load_workbook(path)
    book.worksheets[0].merge_cells("A2:A3")
    book.save(path)
    assert [entry.topic for entry in read_faq(read(path)).entries] == ["Đảng phí", "Đảng phí"]


def test_refused_rows_say_which_and_why(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["STT", "Câu hỏi", "Trả lời"],
            [1, "Có mấy chi bộ?", "35."],
            [2, "", "Không có câu hỏi."],
            [3, "Ai trả lời?", "…"],
            [4, "có mấy chi bộ", "36."],
        ],
    )
    assert read_faq(read(path)) == FaqReading(
        (FaqEntry("Có mấy chi bộ?", "35."),),
        (
            RefusedRow(3, Refusal.NO_QUESTION),
            RefusedRow(4, Refusal.NO_ANSWER),
            RefusedRow(5, Refusal.REPEATED),
        ),
    )


TEXT = """\
BỘ CÂU HỎI TÌM HIỂU NGHỊ QUYẾT

I. Về tổ chức

Câu 1: Đảng bộ phường có bao nhiêu chi bộ?
Trả lời: Đảng bộ phường có 15 chi bộ.

Trong đó có 9 chi bộ khu phố.
Nguồn: Báo cáo năm 2021

Câu 2. Chi bộ họp khi nào? Trả lời: Mồng 3 hằng tháng.

Câu hỏi số 3: Ai chủ trì?
"""


def test_a_text_of_questions_and_answers(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    reading = read_faq(read(path))
    assert reading.entries == (
        FaqEntry(
            "Đảng bộ phường có bao nhiêu chi bộ?",
            "Đảng bộ phường có 15 chi bộ.\nTrong đó có 9 chi bộ khu phố.",
            source="Báo cáo năm 2021",
            topic="I. Về tổ chức",
        ),
        FaqEntry("Chi bộ họp khi nào?", "Mồng 3 hằng tháng.", topic="I. Về tổ chức"),
    )
    assert reading.refused == (RefusedRow(3, Refusal.NO_ANSWER),)
    assert is_faq(read(path))


def test_a_word_table_keeps_the_paragraphs_of_an_answer(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("BỘ CÂU HỎI")
    table = document.add_table(rows=2, cols=3)
    for place, name in enumerate(["TT", "Nội dung câu hỏi", "Nội dung trả lời"]):
        table.cell(0, place).text = name
    table.cell(1, 0).text = "1"
    table.cell(1, 1).text = "Có mấy bước?"
    table.cell(1, 2).text = "Có hai bước:"
    table.cell(1, 2).add_paragraph("Một là họp.")
    document.save(str(tmp_path / "a.docx"))
    assert read_faq(read(tmp_path / "a.docx")).entries == (
        FaqEntry("Có mấy bước?", "Có hai bước:\nMột là họp."),
    )
    assert is_faq(read(tmp_path / "a.docx"))


@pytest.mark.parametrize(
    "text",
    [
        "Điều 1. Phạm vi\n\nCâu 1: nêu trong phụ lục.\n\nTrả lời: theo mẫu.\n\n"
        + "Nội dung dài. " * 40,
        "Câu 1: Đảng ra đời năm nào?\n\nA. 1930\n\nB. 1945\n\nCâu 2: Ở đâu?\n\nA. Huế\n\nĐáp án: A",
        "Nghị quyết về học tập.\n\nMột đoạn văn bình thường.",
    ],
)
def test_a_document_or_a_quiz_is_no_qa_set(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    assert not is_faq(read(path))


def test_tables_of_figures_and_banks_of_choices_are_no_qa_sets(tmp_path: Path) -> None:
    figures = workbook(tmp_path / "a.xlsx", [["Chỉ tiêu", "Mức"], ["Kết nạp", "40"]])
    choices = workbook(
        tmp_path / "b.xlsx",
        [["Câu hỏi", "A", "B", "C", "D", "Đáp án"], ["Năm nào?", "1930", "1945", "1", "2", "A"]],
    )
    assert not is_faq(read(figures))
    assert not is_faq(read(choices))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 xl/workbook.xml" + bytes(50))
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.problem is Problem.DAMAGED


def test_what_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path) -> None:
    entry = FaqEntry('=HYPERLINK("http://a.vn")', "+84 là gì", source="@a", topic="-1")
    write_faq([entry], tmp_path / "a.xlsx")
    write_faq([entry], tmp_path / "a.csv")
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0][2]
    assert [cell.value for cell in cells if cell.value == entry.question]
    assert "f" not in {cell.data_type for cell in cells}
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        for cell in list(csv.reader(file))[1]:
            assert not cell.startswith(("=", "+", "-", "@"))
    assert read_faq(read(tmp_path / "a.csv")).entries == (entry,)


def test_a_set_that_will_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32767"):
        write_faq([FaqEntry("Dài?", "a" * 32_768)], tmp_path / "a.xlsx")
    with pytest.raises(ValueError, match=r"\.xlsx"):
        write_faq([], tmp_path / "a.doc")


LETTERS = "abcđeêghiơuưy ABCĐ ếộỹ 0123456789 .,;:?!'\"=+-@|()%&<>"
line = st.text(LETTERS, min_size=1, max_size=40).map(lambda text: " ".join(text.split()))
worded = line.filter(lambda text: any(sign.isalpha() for sign in text))
lines = st.lists(worded, min_size=1, max_size=3).map("\n".join)
entries = st.lists(
    st.builds(
        FaqEntry,
        question=worded,
        answer=lines,
        source=st.just("") | lines,
        topic=st.just("") | worded,
        other_ways=st.lists(
            worded.filter(lambda text: text[0].isalpha()), max_size=3, unique=True
        ).map(tuple),
        document_number=st.sampled_from(["", "02-KH/TU", "30/2020/NĐ-CP"]),
    ),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entries=entries, suffix=st.sampled_from([".xlsx", ".csv"]))
def test_a_written_set_reads_back_the_same(
    tmp_path: Path, entries: list[FaqEntry], suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    write_faq(entries, path)
    reading = read_faq(read(path))
    repeated = {refused.row for refused in reading.refused if refused.reason is Refusal.REPEATED}
    assert len(reading.entries) + len(repeated) == len(entries)
    assert [entry for entry in entries if entry in reading.entries] or not reading.entries
    assert set(reading.entries) <= set(entries)


@requires_shared
def test_real_documents_are_no_qa_sets() -> None:
    for name in ("decree30/30_2020_ND_CP.docx", "decree30/Phuluc3.docx", "party/huongdan21.pdf"):
        assert not is_faq(read(SHARED / "data" / "documents" / name)), name
    assert not any(is_faq(read(path)) for path in sorted((SHARED / "data" / "quiz").glob("*.docx")))
    assert not any(is_faq(read(path)) for path in sorted((SHARED / "data" / "seeds").glob("*.txt")))
