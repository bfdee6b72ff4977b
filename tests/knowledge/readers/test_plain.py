"""Plain text becomes paragraphs as a reader sees them, whatever its encoding and wrapping."""

import unicodedata
from pathlib import Path

import pytest

from knowledge.blocks import BlockKind
from knowledge.readers import read
from knowledge.readers.saved_page import own_lines
from tests.shared_data import SHARED, requires_shared

TEXT = "Đảng bộ phường có ba mươi chi bộ.\n\nMỗi chi bộ họp một tháng một lần."


def texts(path: Path) -> list[str]:
    return [block.text for block in read(path).blocks]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_every_unicode_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "a.txt", TEXT, encoding)
    assert texts(path) == TEXT.split("\n\n")


def test_windows_1258_puts_its_marks_back_on_the_letters(tmp_path: Path) -> None:
    apart = "".join(
        letter if _fits(letter) else unicodedata.normalize("NFD", letter) for letter in TEXT
    )
    path = written(tmp_path / "a.txt", _split_tones(apart), "cp1258")
    assert texts(path) == TEXT.split("\n\n")


def _fits(letter: str) -> bool:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


def _split_tones(text: str) -> str:
    """Circumflex, breve and horn stay on the letter in windows-1258; only tones stand apart."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    done = ""
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        done += base + "".join(part for part in parts if part in tones)
    return done


def test_page_numbers_between_lines_are_no_text(tmp_path: Path) -> None:
    page = "Dòng chữ này dài vừa một dòng của trang giấy in ra trong tệp văn bản,\n" * 30
    numbered = "".join(
        f"{page}cơ quan phối\n\n{number}\n\nhợp thực hiện.\n" for number in (71, 72, 73)
    )
    path = written(tmp_path / "a.txt", f"70\n{numbered}")
    read_as = " ".join(texts(path))
    assert "cơ quan phối hợp thực hiện." in read_as
    assert not any(str(number) in read_as for number in (70, 71, 72, 73))


def test_numbers_that_count_rows_stay(tmp_path: Path) -> None:
    rows = "".join(f"{number}\nĐơn xin học\nBản chính\n" for number in range(1, 9))
    read_as = " ".join(texts(written(tmp_path / "a.txt", rows)))
    assert all(str(number) in read_as for number in range(1, 9))


def test_wrapped_lines_are_joined_and_articles_and_items_stay_apart(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.txt",
        "QUYẾT ĐỊNH\n"
        "VỀ VIỆC THÀNH LẬP TỔ TUYÊN TRUYỀN CỦA PHƯỜNG\n"
        "Điều 1. Thành lập tổ tuyên truyền của phường gồm chín đồng chí có tên trong\n"
        "danh sách kèm theo quyết định này và hoạt động theo quy chế của tổ được quy định tại\n"
        "Điều 5. Tổ họp mỗi tháng một lần vào tuần đầu của tháng theo triệu tập của tổ\n"
        "trưởng.\n"
        "1. Tổ trưởng phân công nhiệm vụ cho từng thành viên, theo dõi và báo cáo với\n"
        "thường trực.\n"
        "a) Báo cáo tháng;\n"
        "b) Báo cáo quý.\n"
        "- Nơi gửi báo cáo.\n",
    )
    assert texts(path) == [
        "QUYẾT ĐỊNH",
        "VỀ VIỆC THÀNH LẬP TỔ TUYÊN TRUYỀN CỦA PHƯỜNG",
        "Điều 1. Thành lập tổ tuyên truyền của phường gồm chín đồng chí có tên trong danh sách kèm "
        "theo quyết định này và hoạt động theo quy chế của tổ được quy định tại Điều 5. Tổ họp mỗi "
        "tháng một lần vào tuần đầu của tháng theo triệu tập của tổ trưởng.",
        "1. Tổ trưởng phân công nhiệm vụ cho từng thành viên, theo dõi và báo cáo với thường trực.",
        "a) Báo cáo tháng;",
        "b) Báo cáo quý.",
        "- Nơi gửi báo cáo.",
    ]


def test_lines_broken_early_anywhere_are_joined(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.txt",
        "Căn\ncứ Luật Tổ chức chính quyền địa phương đã được Quốc hội thông qua ngày mười sáu\n"
        "tháng sáu;\n\n"
        "Điều\n3. Hiệu lực của quyết định này được tính từ ngày ký và thay cho các quyết định\n"
        "đã ban hành trước đây\nvề cùng một việc.\n\n"
        "Số:\n12/QĐ-UBND\n",
    )
    assert texts(path) == [
        "Căn cứ Luật Tổ chức chính quyền địa phương đã được Quốc hội thông qua ngày mười sáu "
        "tháng sáu;",
        "Điều 3. Hiệu lực của quyết định này được tính từ ngày ký và thay cho các quyết định đã "
        "ban hành trước đây về cùng một việc.",
        "Số: 12/QĐ-UBND",
    ]


def test_a_list_of_short_lines_is_not_joined(tmp_path: Path) -> None:
    names = ["phường Một", "phường Hai", "phường Ba", "phường Bốn"]
    assert texts(written(tmp_path / "a.txt", "\n".join(names))) == names


def test_lines_ruled_with_bars_are_table_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "Chỉ tiêu | Mức |\nThu ngân sách | 120 tỷ |\nHộ nghèo | 0 |")
    rows = read(path).blocks
    assert [row.kind for row in rows] == [BlockKind.TABLE_ROW] * 2
    assert rows[0].cells == (("Chỉ tiêu", "Thu ngân sách"), ("Mức", "120 tỷ"))
    assert rows[0].text == "Chỉ tiêu: Thu ngân sách; Mức: 120 tỷ"


@requires_shared
def test_no_word_of_the_real_resolutions_is_lost() -> None:
    for path in sorted((SHARED / "data" / "resolutions").glob("*.txt"))[::8]:
        raw = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        own = raw.splitlines()[: own_lines(raw.splitlines())]
        lines = [line for line in own if not line.strip().isdigit()]  # page numbers
        letters = [sign for line in lines for sign in line if sign.isalnum()]
        kept = [
            sign
            for block in read(path).blocks
            for sign in " ".join(cell for pair in block.cells for cell in pair) or block.text
            if sign.isalnum()
        ]
        assert len(kept) >= len(letters), path.name


@requires_shared
def test_the_paragraphs_of_a_real_resolution_are_whole() -> None:
    path = SHARED / "data" / "resolutions" / "32bf80ce6d1e997e.txt"
    found = texts(path)
    assert "Số: 81/2025/QĐ-UBND" in found
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in found
    assert "Điều 1. Phạm vi điều chỉnh, đối tượng áp dụng" in found
    assert not any(text.startswith(("cứ ", "ban ")) for text in found)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_a_text_copied_out_of_an_old_font_is_read_as_the_font_showed_it(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("NghÞ quyÕt vÒ nhiÖm vô cña §¶ng bé thµnh phè".encode(encoding))
    blocks = read(path).blocks
    assert [block.text for block in blocks] == ["Nghị quyết về nhiệm vụ của Đảng bộ thành phố"]


FURNITURE = """

Quyết định 12/QĐ-UBND năm 2025 về hỗ trợ chi bộ do tỉnh Bình Minh ban hành
Văn bản này chưa cập nhật nội dung Tiếng Anh
Quyết định 12/QĐ-UBND ngày 02/12/2025 về hỗ trợ chi bộ do tỉnh Bình Minh ban hành
Văn bản liên quan
Ban hành:
01/12/2025
FILE ĐƯỢC ĐÍNH KÈM THEO VĂN BẢN
Cảm ơn đã dùng ThuVienPhapLuat.vn
Quý khách đăng nhập vào thì sẽ có một người khác bị đăng xuất."""


def test_of_a_page_copied_from_a_law_site_only_the_text_is_kept(tmp_path: Path) -> None:
    assert texts(written(tmp_path / "a.txt", TEXT + FURNITURE)) == TEXT.split("\n\n")
    page = "".join(f"<p>{line}</p>" for line in (TEXT + FURNITURE).splitlines())
    saved = written(tmp_path / "a.html", f"<html><body>{page}</body></html>")
    assert texts(saved) == TEXT.split("\n\n")


def test_a_text_that_only_mentions_related_documents_loses_nothing(tmp_path: Path) -> None:
    text = f"{TEXT}\n\nVăn bản liên quan\n\nQuyết định 12/QĐ-UBND."
    assert texts(written(tmp_path / "a.txt", text))[-1] == "Quyết định 12/QĐ-UBND."
