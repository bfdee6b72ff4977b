"""Files of old Office programs: text, tables, lists, and fonts from before Unicode."""

import io
import struct
from pathlib import Path

import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from bench.legacy import agreement, taken
from knowledge.blocks import BlockKind
from knowledge.errors import Problem, ReadError
from knowledge.faq import read_faq
from knowledge.readers import read
from knowledge.readers.ole_title import title_of
from tests.knowledge.readers.old_files import Par, compound, ppt97, row_settings, sprm, word97
from tests.shared_data import SHARED, requires_shared

FONTS = ("Times New Roman", ".VnTime", ".VnTimeH", "VNI-Times")
UNICODE, ABC, ABC_CAPITALS, VNI = range(4)
IN_TABLE = sprm(0x2416, 1)


def texts(path: Path) -> list[str]:
    return [block.text for block in read(path).blocks]


def outcome(path: Path) -> str:
    """The kind that was read, or what was wrong."""
    try:
        return read(path).format
    except ReadError as error:
        return error.problem


# .doc


def test_a_doc_is_read_as_its_fonts_show_it(tmp_path: Path) -> None:
    path = word97(
        tmp_path / "a.doc",
        FONTS,
        [
            Par([("nghÞ quyÕt", ABC_CAPITALS)]),
            Par([("VÒ nhiÖm vô n¨m 2006 cña §¶ng bé", ABC), (" (02-NQ/TU)", UNICODE)]),
            Par([("Ñieàu 1. Phaïm vi aùp duïng", VNI)]),
        ],
    )
    assert texts(path) == [
        "NGHỊ QUYẾT",
        "Về nhiệm vụ năm 2006 của Đảng bộ (02-NQ/TU)",
        "Điều 1. Phạm vi áp dụng",
    ]
    assert read(path).format == "doc"


def test_a_doc_in_unicode_stays_as_it_is(tmp_path: Path) -> None:
    path = word97(
        tmp_path / "a.doc",
        FONTS,
        [Par([("Đảng bộ thành phố có 35 tổ chức cơ sở.", UNICODE)])],
        wide=True,
    )
    assert texts(path) == ["Đảng bộ thành phố có 35 tổ chức cơ sở."]


def test_what_is_not_on_the_page_of_a_doc_is_left_out(tmp_path: Path) -> None:
    path = word97(
        tmp_path / "a.doc",
        FONTS,
        [
            Par(
                [("Read ", UNICODE), ("old ", UNICODE), ("hidden ", UNICODE), ("this", UNICODE)],
                run_settings={1: sprm(0x0800, 1), 2: sprm(0x083C, 1)},
            ),
            Par([('See \x13HYPERLINK "http://x"\x14page 2\x15 and \x13PAGE\x15.', UNICODE)]),
            Par([("one\x0btwo \x1fthree\x1efour", UNICODE)]),
        ],
    )
    assert texts(path) == ["Read this", "See page 2 and .", "one two three-four"]


def test_a_table_of_a_doc_is_rows_with_their_names(tmp_path: Path) -> None:
    end = row_settings((0, 1000, 4000, 6000), (0, 0, 0))
    rows = [("TT", "Tªn ®¬n vÞ", "Sè ®¶ng viªn"), ("1", "Chi bé 1", "24"), ("2", "Chi bé 2", "31")]
    pars = [Par([("B¸o c¸o sè l­îng ®¶ng viªn", ABC)])]
    for cells in rows:
        pars += [Par([(cell, ABC)], "\x07", IN_TABLE) for cell in cells]
        pars.append(Par([], "\x07", end))
    pars.append(Par([("HÕt b¶ng.", ABC)]))
    blocks = read(word97(tmp_path / "a.doc", FONTS, pars)).blocks
    assert [block.text for block in blocks] == [
        "Báo cáo số lượng đảng viên",
        "TT: 1; Tên đơn vị: Chi bộ 1; Số đảng viên: 24",
        "TT: 2; Tên đơn vị: Chi bộ 2; Số đảng viên: 31",
        "Hết bảng.",
    ]
    assert blocks[1].kind is BlockKind.TABLE_ROW


def test_cells_merged_downwards_stand_in_every_row_of_a_doc(tmp_path: Path) -> None:
    edges = (0, 2000, 4000)
    pars: list[Par] = []
    for cells, flags in (
        (("Ward", "Members"), (0, 0)),
        (("North", "10"), (0x60, 0)),
        (("", "20"), (0x20, 0)),
    ):
        pars += [Par([(cell, UNICODE)], "\x07", IN_TABLE) for cell in cells]
        pars.append(Par([], "\x07", row_settings(edges, flags)))
    assert texts(word97(tmp_path / "a.doc", FONTS, pars)) == [
        "Ward: North; Members: 10",
        "Ward: North; Members: 20",
    ]


def test_a_doc_of_word_6_is_read_by_its_letters(tmp_path: Path) -> None:
    text = "NghÞ quyÕt vÒ nhiÖm vô n¨m 1996\rcña §¶ng bé tØnh".encode("cp1252")
    main = bytearray(768) + text
    struct.pack_into("<HH", main, 0, 0xA5DC, 101)
    struct.pack_into("<I", main, 0x18, 768)
    struct.pack_into("<I", main, 0x34, len(text))
    path = compound(tmp_path / "a.doc", {"WordDocument": bytes(main)})
    assert texts(path) == ["Nghị quyết về nhiệm vụ năm 1996", "của Đảng bộ tỉnh"]


def test_a_doc_behind_a_password_is_refused(tmp_path: Path) -> None:
    path = word97(tmp_path / "a.doc", FONTS, [Par([("x", UNICODE)])])
    data = bytearray(path.read_bytes())
    data[SECTOR_OF_MAIN + 0x0B] |= 0x01
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.problem is Problem.ENCRYPTED


SECTOR_OF_MAIN = 512


def test_a_compound_file_that_only_claims_to_be_word_is_damaged(tmp_path: Path) -> None:
    path = compound(tmp_path / "a.doc", {"WordDocument": b"\xec\xa5\xc1\0" + b"\xff" * 3000})
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.problem in (Problem.DAMAGED, Problem.ENCRYPTED)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_broken_doc_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    path = word97(tmp_path / "a.doc", FONTS, [Par([("nghÞ quyÕt", ABC)])])
    stored = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        at = data.draw(st.integers(SECTOR_OF_MAIN, len(stored) - 1))
        stored[at] = data.draw(st.integers(0, 255))
    path.write_bytes(stored[: data.draw(st.integers(600, len(stored)))])
    assert outcome(path) in {"doc", *Problem}


# .rtf

FONT_TABLE = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times New Roman;}"
    r"{\f1\fcharset0{\*\panose 020b}.VnTime;}{\f2 .VnTimeH;}{\f3\fcharset163 Arial;}"
    r"{\f4\fcharset2 Symbol;}}"
)


def rtf(path: Path, body: str) -> Path:
    path.write_bytes((FONT_TABLE + body + "}").encode("latin-1"))
    return path


def test_an_rtf_is_read_as_its_fonts_show_it(tmp_path: Path) -> None:
    path = rtf(
        tmp_path / "a.rtf",
        r"{\info{\title Ignored}}{\header \f1 H\'b5\par}\pard\f2 th\'abng t\'ad\par "
        r"\pard{\f1 V\'d2 nhi\'d6m v\'f4 n\'a8m 2006\line c\'f1a \'a7\'b6ng b\'e9}{\f4\'b7}\par "
        r"{\f0 Ngh\u7883? quy\u7871?t \endash  \ldblquote t\u7889?t\rdblquote\~{\v hidden}}\par",
    )
    assert texts(path) == [
        "THÔNG TƯ",
        "Về nhiệm vụ năm 2006 của Đảng bộ",
        "Nghị quyết – “tốt”",
    ]


def test_fields_pictures_and_notes_of_an_rtf(tmp_path: Path) -> None:
    path = rtf(
        tmp_path / "a.rtf",
        r"\pard See{\footnote\pard The note.\par} {\field{\*\fldinst X}{\fldrslt page 2}}."
        r"{\pict\wmetafile8 0102ab}{\*\unknown gone}{\bin3 {{{} End\par"
        r"{\listtext 1.\tab}First\par",
    )
    assert texts(path) == ["See page 2. End", "[1] The note.", "1. First"]


def test_a_table_of_an_rtf_is_rows_with_their_names(tmp_path: Path) -> None:
    row = r"\trowd\cellx1000\cellx4000\pard\intbl\f1 {}\cell {}\cell\row "
    names = row.format("TT", r"T\'aan \'ae\'acn v\'de")
    body = names + row.format("1", r"Chi b\'e9 1") + row.format("2", r"Chi b\'e9 2")
    assert texts(rtf(tmp_path / "a.rtf", body + r"\pard Xong\par")) == [
        "TT: 1; Tên đơn vị: Chi bộ 1",
        "TT: 2; Tên đơn vị: Chi bộ 2",
        "Xong",
    ]


def test_groups_without_end_do_no_harm(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(rtf(tmp_path / "a.rtf", "{" * 100_000))
    assert caught.value.problem is Problem.DAMAGED


@given(st.text(alphabet=r"\{}'*abfux019 -;", max_size=80))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_broken_rtf_is_read_or_refused(tmp_path: Path, body: str) -> None:
    path = rtf(tmp_path / "a.rtf", body)
    assert outcome(path) in {"rtf", Problem.NO_TEXT, Problem.DAMAGED}


# .xls


def test_an_xls_is_rows_with_their_names(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Trang 1")
    abc, date = xlwt.easyxf("font: name .VnTime"), xlwt.easyxf(num_format_str="DD/MM/YYYY")
    capitals = xlwt.easyxf("font: name .VnTimeH")
    sheet.write_merge(0, 0, 0, 3, "danh s¸ch ®¬n vÞ", capitals)
    for column, name in enumerate(("TT", "Tªn ®¬n vÞ", "Tû lÖ", "Ngµy thµnh lËp")):
        sheet.write(1, column, name, abc)
    sheet.write(2, 0, 1)
    sheet.write(2, 1, "Chi bé 1", abc)
    sheet.write(2, 2, 100 / 3)
    sheet.write(2, 3, 38751, date)
    hidden = book.add_sheet("Hidden")
    hidden.write(0, 0, "secret")
    hidden.visibility = 1
    path = tmp_path / "a.xls"
    book.save(str(path))
    assert texts(path) == [
        "DANH SÁCH ĐƠN VỊ",
        "TT: 1; Tên đơn vị: Chi bộ 1; Tỷ lệ: 33.33333333; Ngày thành lập: 03/02/2006",
    ]


def test_a_name_over_several_columns_is_divided(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Trang 1")
    sheet.write_merge(0, 1, 0, 0, "Unit")
    sheet.write_merge(0, 0, 1, 2, "Members")
    for column, name in enumerate(("Men", "Women"), start=1):
        sheet.write(1, column, name)
    for column, cell in enumerate(("Ward 1", 12, 9)):
        sheet.write(2, column, cell)
    path = tmp_path / "a.xls"
    book.save(str(path))
    assert texts(path) == ["Unit: Ward 1; Members – Men: 12; Members – Women: 9"]


# .ppt


def test_a_ppt_gives_each_slide_as_a_page(tmp_path: Path) -> None:
    path = ppt97(
        tmp_path / "a.ppt",
        [
            [
                (0, "Quaùn trieät Nghò quyeát"),
                (1, "Naêm nhieäm vuï troïng taâm\rBa khaâu ñoät phaù"),
            ],
            [(0, "Toå chöùc thöïc hieän")],
        ],
    )
    reading = read(path)
    assert reading.pages == 2
    assert [(block.text, block.page) for block in reading.blocks] == [
        ("Quán triệt Nghị quyết", 1),
        ("Năm nhiệm vụ trọng tâm", 1),
        ("Ba khâu đột phá", 1),
        ("Tổ chức thực hiện", 2),
    ]


# real files

DECREE = SHARED / "data" / "documents" / "decree30"
LEGACY = SHARED / "data" / "documents" / "legacy"


@requires_shared
@pytest.mark.parametrize("number", range(1, 7))
def test_the_doc_and_the_docx_of_a_pair_give_the_same_text(number: int) -> None:
    doc, docx = (
        "".join("".join(texts(DECREE / f"Phuluc{number}{suffix}")).split())
        for suffix in (".doc", ".docx")
    )
    assert Indel.normalized_similarity(doc, docx) >= 0.99


@requires_shared
@pytest.mark.parametrize("kind", ["doc", "rtf", "xls", "ppt"])
def test_one_real_file_of_each_kind_agrees_with_its_text(kind: str) -> None:
    path = min((LEGACY / "files").glob(f"*.{kind}"), key=lambda file: file.stat().st_size)
    truth = (LEGACY / "ground_truth" / f"{path.stem}.txt").read_text(encoding="utf-8")
    found = agreement(taken(path), truth)
    assert found["characters"] >= 0.97
    assert found["marked"] >= 0.97


def test_a_question_set_in_an_xls_is_taken(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Trang 1")
    abc = xlwt.easyxf("font: name .VnTime")
    for row, cells in enumerate(
        (("C©u hái", "Tr¶ lêi"), ("Chi bé häp khi nµo?", "Mçi th¸ng mét lÇn."))
    ):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell, abc)
    path = tmp_path / "a.xls"
    book.save(str(path))
    (entry,) = read_faq(read(path)).entries
    assert (entry.question, entry.answer) == ("Chi bộ họp khi nào?", "Mỗi tháng một lần.")


def test_properties_that_count_for_ever_are_passed_over() -> None:
    class Stream:
        def __init__(self, data: bytes) -> None:
            self.data = data

        def exists(self, name: str) -> bool:
            return True

        def openstream(self, name: str) -> io.BytesIO:
            return io.BytesIO(self.data)

    def stored(count: int, kind: int, size: int, text: bytes) -> Stream:
        head = bytes(44) + struct.pack("<I", 48) + struct.pack("<II", 64, count)
        return Stream(head + struct.pack("<II", 2, 16) + struct.pack("<II", kind, size) + text)

    assert title_of(stored(1, 30, 8, b"Quy che\0")) == "Quy che"
    assert title_of(stored(1, 31, 4, "Quy\0".encode("utf-16-le"))) == "Quy"
    assert title_of(stored(1, 0x1000 | 30, 2**32 - 1, b"")) == ""
    assert title_of(stored(2**32 - 1, 30, 2**32 - 1, b"Quy che")) == ""
    assert title_of(Stream(b"")) == ""


def test_a_paragraph_of_a_cell_that_does_not_say_so_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"  # as LibreOffice writes a cell of several paragraphs
    row = r"\trowd\cellx1000\cellx2000 \pard\intbl {}\cell \pard {}\par \pard\intbl \cell\row "
    rows = "".join(row.format(*cells) for cells in (("Ten", "Ghi chu"), ("Mot", "Hai")))
    path.write_text(r"{\rtf1 " + rows + r"\pard Het.\par}")
    assert [block.text for block in read(path).blocks] == ["Ten: Mot; Ghi chu: Hai", "Het."]
