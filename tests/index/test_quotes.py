"""A quote is whole sentences that answer, short enough to read in a chat."""

import pytest

from index.evaluate import document_info, stored_passage
from index.quotes import LIMIT, quote, whole_list
from index.wanted import wanted
from knowledge.passages import Passage

DOCUMENT = document_info(1, "Quy chế")
FILLING = (
    "Ban quản lý niêm yết nội quy tại cửa ra vào và nhắc nhở người đến sử dụng giữ gìn vệ sinh "
    "chung, không mang vật dễ cháy vào trong khu vực sinh hoạt. "
)


def quoted(
    question: str,
    text: str,
    *,
    kind: str = "text",
    lead: str = "",
    headings: tuple[str, ...] = (),
) -> str:
    passage = stored_passage(0, DOCUMENT, Passage(text, headings, None, kind, lead), 0)
    return quote(wanted(question), passage).text


def test_the_sentence_that_answers_is_quoted_and_no_more() -> None:
    text = f"{FILLING}Nhà văn hoá TP. Hoà Bình mở cửa từ 7 giờ 30 đến 21 giờ. {FILLING}{FILLING}"

    said = quoted("Nhà văn hoá mở cửa mấy giờ?", text)

    assert said == "Nhà văn hoá TP. Hoà Bình mở cửa từ 7 giờ 30 đến 21 giờ."


def test_a_list_comes_with_its_lead_in_and_its_items() -> None:
    items = ["a) Đơn xin vào đội;", "b) Bản khai lý lịch;", "c) Hai ảnh màu."]
    text = "\n".join([FILLING * 3, "Hồ sơ vào đội văn nghệ gồm:", *items])

    said = quoted("Hồ sơ vào đội văn nghệ gồm những gì?", text)

    assert said.splitlines() == ["Hồ sơ vào đội văn nghệ gồm:", *items]


def test_a_fragment_of_a_list_gets_the_lead_in_it_hangs_on() -> None:
    said = quoted("Ai được miễn phí?", "c) người trên 70 tuổi.", kind="list", lead="Miễn phí cho:")

    assert said == "Miễn phí cho:\nc) người trên 70 tuổi."


def test_a_table_row_is_quoted_whole() -> None:
    row = "Đơn vị: Khu phố 3; Số hộ: 412; Ghi chú: " + "đã rà soát, " * 40

    assert quoted("Khu phố 3 có bao nhiêu hộ?", row, kind="table") == row


PRIZES = "\n".join(
    [
        "Nội dung: Thuyền nam; Giải nhất: 20 triệu đồng; Giải nhì: 14 triệu đồng",
        "Nội dung: Thuyền nữ; Giải nhất: 15 triệu đồng; Giải nhì: 10 triệu đồng",
        "Nội dung: Dệt đũi; Giải nhất: 3 triệu đồng; Giải nhì: 2 triệu đồng",
    ]
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Dệt đũi giải nhì được mấy triệu?", [2]),
        ("Đua thuyền giải nhất bao nhiêu?", [0, 1]),
        ("Giải nhất bao nhiêu tiền?", [0, 1, 2]),
        ("Có các nội dung thi nào?", [0, 1, 2]),
    ],
)
def test_of_a_table_the_rows_that_are_asked_about_are_quoted(
    question: str, rows: list[int]
) -> None:
    lines = PRIZES.splitlines()

    assert quoted(question, PRIZES, kind="table").splitlines() == [lines[row] for row in rows]


def test_what_stands_above_a_table_tells_its_rows_apart_where_nothing_else_does() -> None:
    said = quoted("Dệt đũi được bao nhiêu?", PRIZES, kind="table", headings=("Thuyền, dệt đũi",))

    assert said == PRIZES.splitlines()[2]


def test_what_stands_above_a_table_tells_little_of_its_rows() -> None:
    said = quoted("Hội đua thuyền thưởng bao nhiêu?", PRIZES, kind="table", headings=("Thuyền",))

    assert said == PRIZES


NORMS = "\n".join(
    [
        "1. Hội thi cấp tỉnh",
        "TT: a; Nội dung: Trưởng ban; Mức chi: 500.000 đồng",
        "TT: b; Nội dung: Thư ký; Mức chi: 300.000 đồng",
        "2. Liên hoan thiếu nhi",
        "TT: a; Nội dung: Trưởng ban; Mức chi: 250.000 đồng",
        "TT: b; Nội dung: Thư ký; Mức chi: 150.000 đồng",
    ]
)


def test_a_row_of_a_table_is_quoted_below_the_title_it_stands_under() -> None:
    said = quoted("Trưởng ban liên hoan thiếu nhi được chi bao nhiêu?", NORMS, kind="table")

    assert said.splitlines()[:2] == NORMS.splitlines()[3:5]
    assert "500.000" not in said


@pytest.mark.parametrize(
    ("question", "heading", "text"),
    [
        (
            "Ban giám khảo tối đa mấy người?",
            "2. Ban Giám khảo (không quá 07 người)",
            "a) Trưởng ban: mức 700.000 đồng một buổi.",
        ),
        (
            "Cơ quan nào cấp tài khoản ứng dụng?",
            "Điều 12. Trách nhiệm của Sở Khoa học và Công nghệ",
            "Cấp tài khoản ứng dụng cho các cơ quan.",
        ),
    ],
)
def test_a_heading_that_has_what_is_asked_for_is_quoted_too(
    question: str, heading: str, text: str
) -> None:
    said = quoted(question, text, headings=("Chương II. Tổ chức", heading, "điểm a"))

    assert said.splitlines() == [heading, text]


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    text = f"{FILLING * 2}Phường có 24 tổ dân phố. Trong đó, 3 tổ mới lập năm 2025. {FILLING * 2}"

    said = quoted("Có bao nhiêu tổ mới lập năm 2025?", text)

    assert said == "Phường có 24 tổ dân phố. Trong đó, 3 tổ mới lập năm 2025."


@pytest.mark.parametrize("question", ["Nội quy được niêm yết ở đâu?", "Vật dễ cháy có được mang?"])
def test_a_quote_keeps_within_its_limit(question: str) -> None:
    assert 0 < len(quoted(question, FILLING * 12)) <= LIMIT


def test_an_item_comes_with_its_neighbours() -> None:
    text = (
        "1.2.1. Người vào hội phải biết đọc, biết viết.\n"
        "1.2.2. Trình độ của người vào hội ở hải đảo thực hiện theo hướng dẫn riêng.\n"
        + FILLING
        * 3
    )

    said = quoted("Người vào hội cần trình độ nào?", text)

    assert "biết đọc, biết viết" in said
    assert "hải đảo" in said


def test_a_long_list_that_was_cut_is_quoted_whole() -> None:
    lead = "Hồ sơ vào đội văn nghệ gồm:"
    parts = [
        Passage(f"{lead}\na) Đơn xin vào đội;", (), None, "list"),
        Passage("b) Bản khai lý lịch;\nc) Hai ảnh màu.", (), None, "list", lead),
        Passage("Hồ sơ nộp tại văn phòng.", (), None, "text"),
    ]
    passages = [stored_passage(i, DOCUMENT, part, i) for i, part in enumerate(parts)]
    asked = wanted("Hồ sơ vào đội văn nghệ gồm những gì?")
    whole = f"{lead}\na) Đơn xin vào đội;\nb) Bản khai lý lịch;\nc) Hai ảnh màu."

    assert whole_list(asked, passages, 0) == whole_list(asked, passages, 1) == whole
    assert whole_list(wanted("Nộp ở đâu?"), passages, 1) == ""


def test_the_item_whose_words_stand_together_as_asked_is_quoted() -> None:
    items = [
        "a) Người gắn bó với đội từ 05 năm trở lên được tặng bằng khen và một chuyến tham quan;",
        "b) Người gắn bó với đội từ 02 năm đến dưới 05 năm được tặng giấy khen và áo đồng phục;",
        "c) Người gắn bó với đội dưới 02 năm được tặng thư cảm ơn.",
    ]
    text = "\n".join([FILLING * 2, "Đội tri ân như sau:", *items, FILLING])

    assert "thư cảm ơn" in quoted("Gắn bó với đội dưới 2 năm thì sao?", text)


def test_the_amount_below_its_label_is_quoted_with_it() -> None:
    text = "\n".join(
        [FILLING, "Trưởng nhóm hướng dẫn", "700.000 đồng/buổi", "Thành viên", "500.000 đồng/buổi"]
    )

    assert "700.000" in quoted("Trưởng nhóm hướng dẫn được bao nhiêu mỗi buổi?", text * 2)


def test_of_a_table_copied_cell_by_cell_the_row_that_answers_is_quoted() -> None:
    cells = [
        "TT", "Nội dung", "Mức thu",
        "1", "Phòng họp của nhà văn hoá, dùng cho liên hoan, cưới hỏi và các cuộc gặp mặt",
        "1.1", "Ngày thường", "Đồng/buổi", "200.000",
        "1.2", "Ngày nghỉ, ngày lễ", "Đồng/buổi", "350.000",
        "2", "Sân khấu ngoài trời của nhà văn hoá và khu sân chơi dành cho thiếu nhi trong xã",
        "Đồng/buổi", "500.000",
        "3", "Bàn ghế", "Đồng/bộ", "10.000",
        "4", "Âm thanh, ánh sáng, phông màn và các thiết bị khác phục vụ buổi sinh hoạt", "90.000",
        "5", "Trông xe đạp, xe máy, xe điện của người đến dự các buổi sinh hoạt chung", "3.000",
    ]  # fmt: skip
    said = quoted("Thuê phòng họp nhà văn hoá ngày nghỉ bao nhiêu tiền?", "\n".join(cells))
    assert said.splitlines() == [cells[4], "Ngày nghỉ, ngày lễ", "Đồng/buổi", "350.000"]
    said = quoted("Sân khấu ngoài trời thu bao nhiêu một buổi?", "\n".join(cells))
    assert said.splitlines()[-1] == "500.000"


def test_a_quote_goes_on_to_the_days_that_are_asked_for() -> None:
    text = (
        f"{FILLING}Giao Ban quản lý công khai nội quy của nhà văn hoá trên bảng tin. Hoàn thành "
        f"trong thời hạn 03 ngày làm việc. {FILLING}{FILLING}"
    )
    said = quoted("Ban quản lý phải công khai nội quy của nhà văn hoá trong mấy ngày?", text)
    assert "03 ngày làm việc" in said


@pytest.mark.parametrize(
    ("headings", "office"),
    [
        (("IV. TỔ CHỨC THỰC HIỆN", "4. Sở Nội vụ"), "4. Sở Nội vụ"),
        (("Điều 11. Cấp phép", "khoản 2. UBND cấp xã", "điểm a"), "2. UBND cấp xã"),
    ],
)
def test_what_is_laid_upon_an_office_is_quoted_below_its_name(
    headings: tuple[str, ...], office: str
) -> None:
    text = "- Tổng hợp, báo cáo kết quả Đợt thi đua."

    assert quoted("Sở nào tổng hợp kết quả?", text, headings=headings) == f"{office}\n{text}"
    assert quoted("Tổng hợp kết quả thế nào?", text, headings=headings) == text


def test_a_quote_goes_down_to_the_line_that_gives_what_is_asked_for_by_its_name() -> None:
    lead = f"Điều 2. Điều chỉnh nhiệm vụ của Đề án như sau, {FILLING[:-2] * 3}:"
    fields = [
        "1. Tên nhiệm vụ: Xây dựng Đề án mạng lưới cộng tác viên.",
        "2. Cơ quan chủ trì: Bộ Tư pháp.",
        "3. Cơ quan phối hợp: Các bộ, ngành.",
        "4. Thời hạn hoàn thành: Quý IV/2026.",
    ]
    text = "\n".join([lead, *fields])

    who = quoted("Cơ quan nào chủ trì Đề án mạng lưới cộng tác viên?", text)
    when = quoted("Đề án mạng lưới cộng tác viên hoàn thành khi nào?", text)

    assert fields[1] in who.splitlines()
    assert fields[3] in when.splitlines()
