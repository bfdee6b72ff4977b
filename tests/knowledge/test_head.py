"""The head of a document tells what it is: in the State's form and in the Party's."""

import json
from datetime import date
from pathlib import Path

import pytest

from bench.heads import FIELDS, judge
from knowledge.blocks import Block, BlockKind
from knowledge.codes import canonical_code
from knowledge.head import Head, read_head
from knowledge.readers import read
from tests.shared_data import SHARED, requires_shared


def head(*lines: str) -> Head:
    return read_head([Block(BlockKind.PARAGRAPH, line) for line in lines])


def test_a_decision_in_the_form_of_the_state() -> None:
    found = head(
        "ỦY BAN NHÂN DÂN",
        "TỈNH BÌNH AN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 81/2025/QĐ-UBND",
        "Bình An, ngày 25 tháng 11 năm 2025",
        "QUYẾT ĐỊNH",
        "VỀ VIỆC BAN HÀNH QUY CHẾ CỦA SỞ TƯ PHÁP TỈNH BÌNH AN",
        "ỦY BAN NHÂN DÂN TỈNH BÌNH AN",
        "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;",
        "Theo đề nghị của Giám đốc Sở Tư pháp tỉnh Bình An,",
    )
    assert found == Head(
        number="81/2025/QĐ-UBND",
        kind="Quyết định",
        issuer="Ủy ban nhân dân tỉnh Bình An",
        issued_on=date(2025, 11, 25),
        title="Quyết định về việc ban hành quy chế của Sở Tư pháp tỉnh Bình An",
    )


def test_a_plan_in_the_form_of_the_party() -> None:
    found = head(
        "THÀNH ỦY BÌNH AN",
        "BAN TỔ CHỨC",
        "*",
        "Số 02- KH/BTCTU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Bình An, ngày 5 tháng 1 năm 2021",
        "KẾ HOẠCH",
        "thực hiện Nghị quyết Đại hội Đảng bộ thành phố",
        "-----",
        "Căn cứ Điều lệ Đảng,",
    )
    assert found == Head(
        number="02-KH/BTCTU",
        kind="Kế hoạch",
        issuer="Thành ủy Bình An – Ban Tổ chức",
        issued_on=date(2021, 1, 5),
        title="Kế hoạch thực hiện Nghị quyết Đại hội Đảng bộ thành phố",
    )


def test_a_list_of_laws_under_a_heading_is_no_title() -> None:
    found = head(
        "I- CÁC VĂN BẢN PHÁP QUY ĐÃ BAN HÀNH:",
        "LUẬT PHÒNG CHÁY, CHỮA CHÁY (2001)",
        "LUẬT DOANH NGHIỆP (HIỆU LỰC TỪ 1/7/2006)",
        "LUẬT XÂY DỰNG (HIỆU LỰC TỪ 1/7/2004)",
    )
    assert (found.title, found.kind) == ("I- CÁC VĂN BẢN PHÁP QUY ĐÃ BAN HÀNH:", None)


def test_an_official_letter_is_named_by_its_subject() -> None:
    found = head(
        "BỘ TÀI CHÍNH CỤC THUẾ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 5664/CT-CS",
        "V/v chính sách thuế",
        "Hà Nội, ngày 01 tháng 12 năm 2025",
        "Kính gửi: Ông Nguyễn Văn A",
    )
    assert (found.number, found.kind) == ("5664/CT-CS", "Công văn")
    assert found.issuer == "Bộ Tài chính – Cục Thuế"
    assert found.title == "Công văn về việc chính sách thuế"


def test_the_subject_of_a_letter_may_take_several_lines() -> None:
    found = head(
        "CỤC THUẾ THUẾ TỈNH BÌNH AN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 3257/BAN-QLDN1",
        "V/v thuế suất thuế",
        "GTGT",
        "Bình An, ngày 01 tháng 12 năm 2025",
        "Kính gửi:",
        "Công ty A;",
    )
    broken = head(
        "Số: 3/UBND-VX", "V/v cập nhật dữ liệu", "Thành phố Hồ", "Chí, ngày 1 tháng 2 năm 2025"
    )
    assert broken.title == "Công văn về việc cập nhật dữ liệu"
    assert found.title == "Công văn về việc thuế suất thuế GTGT"
    assert found.issuer == "Cục Thuế – Thuế tỉnh Bình An"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ("QUYẾT ĐỊNH", "PHÊ DUYỆT CHƯƠNG TRÌNH CHÍNH PHỦ SỐ THỦ TƯỚNG CHÍNH PHỦ", "Căn cứ A;"),
            "Quyết định phê duyệt chương trình Chính phủ số",
        ),
        (
            (
                "NGHỊ QUYẾT",
                "QUY ĐỊNH MỨC THU NĂM HỌC",
                "2025-2026 Căn cứ Luật A;",
                "Căn cứ Luật B;",
            ),
            "Nghị quyết quy định mức thu năm học 2025-2026",
        ),
    ],
)
def test_the_title_ends_before_the_authority_and_the_preamble(
    lines: tuple[str, ...], title: str
) -> None:
    letterhead = ("THỦ TƯỚNG CHÍNH PHỦ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 2629/QĐ-TTg")
    assert head(*letterhead, *lines, "Thủ tướng trình Chính phủ số.").title == title


def test_the_columns_of_a_letterhead_may_come_line_by_line() -> None:
    found = head(
        "ỦY BAN NHÂN DÂN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "TỈNH BÌNH AN",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 991/QĐ-UBND Bình An, ngày 14 tháng 5 năm 2008",
        "QUYẾT ĐỊNH",
        "5...",  # a speck of the scan
        "Về việc phê duyệt kế hoạch",
        "Để triển khai Luật A, Ủy ban nhân dân tỉnh quyết định:",
    )
    assert found.issuer == "Ủy ban nhân dân tỉnh Bình An"
    assert found.title == "Quyết định về việc phê duyệt kế hoạch"


def test_the_adoption_of_statutes_is_no_part_of_their_title() -> None:
    found = head(
        "ĐIỀU LỆ",
        "HỘI KHUYẾN HỌC BÌNH AN",
        "(Đại hội lần thứ V thông qua ngày 13/12/2017)",
        "Hội Khuyến học Bình An và hội viên của Hội Khuyến học Bình An tự nguyện.",
    )
    assert found.title == "Điều lệ Hội Khuyến học Bình An"


def test_a_law_is_dated_at_its_end() -> None:
    found = head(
        "QUỐC HỘI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Luật số: 60/2024/QH15",
        "LUẬT",
        "DỮ LIỆU",
        "Căn cứ Hiến pháp;",
        "Quốc hội ban hành Luật Dữ liệu.",
        "Điều 1. Phạm vi",
        "Luật này được Quốc hội khóa XV thông qua ngày 30 tháng 11 năm 2024.",
    )
    assert (found.number, found.kind) == ("60/2024/QH15", "Luật")
    assert found.issued_on == date(2024, 11, 30)
    assert found.title == "Luật Dữ liệu"


@pytest.mark.parametrize("line", ["Số: /QĐ-HĐND", "Số -HD/BTCTU", "Số: ....-NQ/ĐU"])
def test_a_draft_has_no_number(line: str) -> None:
    found = head("ĐẢNG ỦY XÃ A", line, "ĐẢNG CỘNG SẢN VIỆT NAM", "NGHỊ QUYẾT", "về học tập")
    assert found.number is None
    assert found.kind == "Nghị quyết"


def test_a_number_that_is_only_referred_to_is_not_the_documents() -> None:
    found = head(
        "ĐẢNG ỦY XÃ A", "ĐẢNG CỘNG SẢN VIỆT NAM", "BÁO CÁO", "kết quả năm 2021",
        "Thực hiện Kế hoạch số 5-KH/ĐU của Đảng ủy, chi bộ báo cáo:",
    )  # fmt: skip
    assert found.number is None


def test_an_article_has_a_headline_and_a_day() -> None:
    found = head(
        "Đưa nghị quyết vào cuộc sống", "Cập nhật: 24-06-2021 | 08:56", "Ngay sau đại hội…"
    )
    assert found == Head(title="Đưa nghị quyết vào cuộc sống", issued_on=date(2021, 6, 24))


def test_an_impossible_day_is_no_day() -> None:
    assert head("Tin vắn của phường", "31-02-2021").issued_on is None


def test_an_appendix_is_named_by_its_label_and_what_stands_below() -> None:
    assert head("Phụ lục II", "MẪU SỔ SÁCH", "1. Bìa").title == "Phụ lục II. MẪU SỔ SÁCH"


def test_nothing_gives_the_name_of_the_file() -> None:
    assert read_head([], filename="bai_noi.txt") == Head(title="bai noi")


@requires_shared
def test_numbers_and_kinds_of_the_real_resolutions() -> None:
    folder = SHARED / "data" / "resolutions"
    rows = map(json.loads, (folder / "index.jsonl").read_text(encoding="utf-8").splitlines())
    numbered = [row for row in rows if "/" in row["number"]][::3]
    right = 0
    for row in numbered:
        found = read_head(read(folder / f"{row['id']}.txt").blocks)
        right += found.number == canonical_code(row["number"]) and found.kind is not None
        if "/NQ-" in row["number"]:
            assert found.kind == "Nghị quyết", row["id"]
    assert right >= 0.95 * len(numbered)


@requires_shared
@pytest.mark.parametrize(
    ("name", "number", "issued_on"),
    [
        ("party/quydinh294.pdf", "294-QĐ/TW", date(2025, 5, 26)),
        ("thanhhoa/thanhhoa_335.pdf", "335/2025/NĐ-CP", date(2025, 12, 21)),
        ("phutho/2025_1583_1584_282_2025_ND_CP.pdf", "282/2025/NĐ-CP", date(2025, 10, 30)),
        ("decree30/30_2020_ND_CP.docx", "30/2020/NĐ-CP", date(2020, 3, 5)),
    ],
)
def test_heads_of_real_documents(name: str, number: str, issued_on: date) -> None:
    found = read_head(read(SHARED / "data" / "documents" / Path(name)).blocks)
    assert (found.number, found.issued_on) == (number, issued_on)


LETTERHEAD = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def test_a_title_goes_on_in_brackets_but_not_with_what_it_belongs_to() -> None:
    lines = ("ỦY BAN NHÂN DÂN TỈNH BÌNH AN", *LETTERHEAD, "Số: 1/QĐ-UBND", "QUYẾT ĐỊNH")
    for bracket, title in (
        ("(NAY LÀ TỈNH BÌNH MINH)", "Quyết định sửa đổi Quy chế (nay là tỉnh bình minh)"),
        ("(Ban hành kèm theo Quyết định số 2/QĐ-UBND)", "Quyết định sửa đổi Quy chế"),
    ):
        found = head(*lines, "SỬA ĐỔI QUY CHẾ", bracket, "Căn cứ Luật Thủ đô;").title
        assert (found or "").casefold() == title.casefold()


def test_a_letter_that_says_in_full_what_it_is_about() -> None:
    found = head(
        "SỞ NỘI VỤ", *LETTERHEAD, "Số: 5/SNV-TC", "Về xếp loại thi đua năm 2025", "Kính gửi:"
    )
    assert found.title == "Công văn về việc xếp loại thi đua năm 2025"


def test_the_head_of_the_office_is_no_part_of_the_title() -> None:
    lines = ("BỘ TÀI CHÍNH CỤC THUẾ", *LETTERHEAD, "Số: 7/TB-CT", "THÔNG BÁO")
    found = head(*lines, "VỀ LỊCH TRỰC CỤC TRƯỞNG CỤC THUẾ", "Căn cứ Luật Quản lý thuế;")
    assert found.title == "Thông báo về lịch trực"


def test_an_office_signs_a_handbook_without_the_countrys_name() -> None:
    found = head("BỘ NỘI VỤ", "SỔ TAY HƯỚNG DẪN ĐÁNH GIÁ", "Năm 2026", "Theo Bộ Nội vụ, năm nay")
    assert found.issuer == "Bộ Nội vụ"


@requires_shared
def test_of_the_listed_documents_95_in_100_are_read_right() -> None:
    judged = judge(SHARED / "data")
    for field in FIELDS:
        assert sum(one.is_right(field) for one in judged) >= 0.95 * len(judged), field
