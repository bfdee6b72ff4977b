"""Heads in the forms that offices use: the Party's, the State's, unions', joint ones, Công báo's.

`head_forms.tsv` holds heads in our own words, the lines of each parted by " | ", and what they say.
"""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.blocks import Block, BlockKind
from knowledge.head import Head, read_head

COUNTRY = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
FORMS = Path(__file__).with_name("head_forms.tsv")


def head(*lines: str) -> Head:
    return read_head([Block(BlockKind.PARAGRAPH, line) for line in lines])


with FORMS.open(encoding="utf-8", newline="") as rows:
    HEADS = list(csv.DictReader(rows, delimiter="\t"))


@pytest.mark.parametrize("row", HEADS, ids=[row["head"][:40] for row in HEADS])
def test_a_head_says_what_it_is(row: dict[str, str]) -> None:
    found = head(*row["head"].split(" | "))
    assert {
        "number": found.number or "",
        "kind": found.kind or "",
        "issuer": found.issuer or "",
        "date": found.issued_on.isoformat() if found.issued_on else "",
        "title": found.title or "",
    } == {field: row[field] for field in ("number", "kind", "issuer", "date", "title")}


# Kinds with the letters of their numbers; a party's text and a state's.
KINDS = {
    "Nghị quyết": "NQ", "Quyết định": "QĐ", "Chỉ thị": "CT", "Kết luận": "KL", "Quy định": "QĐi",
    "Quy chế": "QC", "Hướng dẫn": "HD", "Kế hoạch": "KH", "Thông báo": "TB", "Báo cáo": "BC",
    "Tờ trình": "TTr", "Chương trình": "CTr",
}  # fmt: skip
SUBJECTS = (
    "về công tác phát triển đảng viên năm 2025",
    "về việc khen thưởng tập thể, cá nhân tiêu biểu",
    "về một số chủ trương phát triển kinh tế - xã hội giai đoạn 2025 - 2030",
    "tổ chức Đại hội đảng bộ các cấp nhiệm kỳ 2025 - 2030",
    "thực hiện Nghị quyết số 18-NQ/TW của Ban Chấp hành Trung ương",
    "tăng cường sự lãnh đạo của Đảng đối với công tác dân vận",
    "sửa đổi, bổ sung Quy chế làm việc",
    "đánh giá, xếp loại tổ chức đảng và đảng viên năm 2024",
)
PLACES = ("Bình An", "Hòa Lạc", "Tân Lập", "Phú Mỹ", "Châu Thành")
PARTY_OFFICES = {
    "TỈNH ỦY {0}": "Tỉnh ủy {1}", "ĐẢNG ỦY PHƯỜNG {0}": "Đảng ủy phường {1}",
    "ĐẢNG BỘ XÃ {0}": "Đảng bộ xã {1}", "THÀNH ỦY {0}": "Thành ủy {1}",
}  # fmt: skip
STATE_OFFICES = {
    "ỦY BAN NHÂN DÂN XÃ {0}": "Ủy ban nhân dân xã {1}",
    "HỘI ĐỒNG NHÂN DÂN TỈNH {0}": "Hội đồng nhân dân tỉnh {1}",
    "UBND PHƯỜNG {0}": "UBND phường {1}", "SỞ NỘI VỤ TỈNH {0}": "Sở Nội vụ tỉnh {1}",
}  # fmt: skip


@given(
    kind=st.sampled_from(sorted(KINDS)),
    subject=st.sampled_from(SUBJECTS),
    place=st.sampled_from(PLACES),
    offices=st.sampled_from([(True, each) for each in PARTY_OFFICES]
                            + [(False, each) for each in STATE_OFFICES]),
    number=st.integers(1, 2999),
    day=st.dates(date(2000, 1, 1), date(2026, 12, 31)),
    columns=st.booleans(),
    shouted=st.booleans(),
)  # fmt: skip
@settings(max_examples=200)
def test_every_kind_in_either_form(
    kind: str,
    subject: str,
    place: str,
    offices: tuple[bool, str],
    number: int,
    day: date,
    columns: bool,
    shouted: bool,
) -> None:
    party, office = offices
    names = PARTY_OFFICES if party else STATE_OFFICES
    code = f"{number:02}-{KINDS[kind]}/ĐU" if party else f"{number:02}/{KINDS[kind]}-UBND"
    left = [office.format(place.upper()), *(["*"] if party else [])]
    numbered = f"Số {code}" if party else f"Số: {code}"
    right = [PARTY] if party else list(COUNTRY)
    dated = f"{place}, ngày {day.day:02} tháng {day.month} năm {day.year}"
    lines = [*left, numbered, *right, dated] if columns else [*left, *right, numbered, dated]
    about = subject.upper() if shouted else subject
    found = head(*lines, kind.upper(), about, "-----", "Căn cứ Điều lệ Đảng;")
    assert found.number == code
    assert found.kind == kind
    assert found.issuer == names[office].format(place.upper(), place)
    assert found.issued_on == day
    assert (found.title or "").casefold() == f"{kind} {subject}".casefold()
    if not shouted:
        assert found.title == f"{kind} {subject}"
