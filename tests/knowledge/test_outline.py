from knowledge.blocks import Block, BlockKind
from knowledge.outline import outline
from knowledge.outline_tree import Level, Node
from tests.knowledge.outlines import headings, lines, walk


def tree(text: str) -> Node:
    return outline(lines(text))


def labels(root: Node) -> list[str]:
    return [node.label for node in walk(root) if node.label]


def path_to(root: Node, words: str) -> tuple[str, ...]:
    """The headings and labels over the node whose own text holds the words."""

    def search(node: Node, path: tuple[str, ...]) -> tuple[str, ...] | None:
        own = (node.heading,) if node.heading else ()
        if words in node.text:
            return path + own
        for child in node.children:
            if (found := search(child, path + own)) is not None:
                return found
        return None

    found = search(root, ())
    assert found is not None
    return found


STATUTE = """
HỘI ĐỒNG NHÂN DÂN TỈNH A
Số: 12/2025/NQ-HĐND
NGHỊ QUYẾT
Về hỗ trợ học phí
Căn cứ Luật Giáo dục;
QUYẾT NGHỊ:
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
1. Nghị quyết này quy định mức hỗ trợ học phí trên địa bàn tỉnh.
2. Điều 5 của Luật này áp dụng cho các trường công lập.
Điều 5 của Luật nói trên không áp dụng cho trường tư.
Điều 2. Đối tượng áp dụng
Học sinh các cấp và:
a) Giáo viên;
đ) Nhân viên.
Chương II
MỨC HỖ TRỢ
Mục 1. HỌC SINH
Điều 3. Mức hỗ trợ
1. Học sinh tiểu học được hỗ trợ toàn bộ.
2. Học sinh khác
a) Được hỗ trợ một nửa.
b) Có đơn.
Điều 4. Nghị quyết này có hiệu lực từ ngày ký./.
Nơi nhận:
- Ủy ban Thường vụ Quốc hội;
- Lưu: VT.
TM. HỘI ĐỒNG NHÂN DÂN
"""


class TestStatute:
    root = tree(STATUTE)

    def test_chapters_sections_and_articles_nest(self) -> None:
        assert headings(self.root) == [
            "Chương I. QUY ĐỊNH CHUNG",
            "Điều 1. Phạm vi điều chỉnh",
            "Điều 2. Đối tượng áp dụng",
            "Chương II. MỨC HỖ TRỢ",
            "Mục 1. HỌC SINH",
            "Điều 3. Mức hỗ trợ",
            "khoản 2. Học sinh khác",
        ]
        assert path_to(self.root, "một nửa") == (
            "Chương II. MỨC HỖ TRỢ",
            "Mục 1. HỌC SINH",
            "Điều 3. Mức hỗ trợ",
            "khoản 2. Học sinh khác",
            "điểm a",
        )

    def test_a_numbered_clause_is_text(self) -> None:
        assert path_to(self.root, "tiểu học")[-1] == "khoản 1"
        assert not any("tiểu học" in heading for heading in headings(self.root))

    def test_a_reference_at_the_start_of_a_line_is_no_article(self) -> None:
        assert labels(self.root).count("Điều 5") == 0
        assert path_to(self.root, "không áp dụng cho trường tư")[1] == "Điều 1. Phạm vi điều chỉnh"

    def test_an_article_that_is_a_sentence_has_no_title(self) -> None:
        assert path_to(self.root, "có hiệu lực")[-1] == "Điều 4"

    def test_points_hang_on_the_paragraph_that_leads_in(self) -> None:
        assert path_to(self.root, "Nhân viên")[-2:] == ("Điều 2. Đối tượng áp dụng", "điểm đ")

    def test_head_and_foot_are_under_no_heading(self) -> None:
        assert path_to(self.root, "Căn cứ Luật") == ()
        assert path_to(self.root, "Lưu: VT") == ()
        assert path_to(self.root, "TM. HỘI ĐỒNG") == ()


def test_a_party_guide_nests_roman_and_arabic_numbers() -> None:
    root = tree("""
        I. MỤC ĐÍCH, YÊU CẦU
        1. Mục đích
        - Nâng cao nhận thức của đảng viên.
        1.1. Với chi bộ
        Chi bộ họp hằng tháng.
        2. Yêu cầu
        Bám sát thực tiễn.
        II. NỘI DUNG
        1. Chi bộ tổ chức học tập nghị quyết trong quý I.
        2. Đảng ủy kiểm tra.
    """)
    assert headings(root) == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Mục đích",
        "1.1. Với chi bộ",
        "2. Yêu cầu",
        "II. NỘI DUNG",
    ]
    assert path_to(root, "Đảng ủy kiểm tra") == ("II. NỘI DUNG", "mục 2")


def test_a_decimal_number_stands_under_its_beginning() -> None:
    root = tree("""
        1. Quy trình
        1.1. Chi bộ
        - Họp và làm:
        + Biên bản.
        1.1.1. Chi ủy
        Xem xét.
        1.2. Đảng ủy
        Quyết định.
    """)
    assert path_to(root, "Xem xét") == ("1. Quy trình", "1.1. Chi bộ", "1.1.1. Chi ủy")
    assert path_to(root, "Quyết định") == ("1. Quy trình", "1.2. Đảng ủy")


def test_a_letter_stands_over_roman_numbers_that_begin_again() -> None:
    root = tree("""
        I. Tổ chức
        Một câu.
        II. Cán bộ
        Hai câu.
        A. ĐẢNG VIÊN
        I. Kết nạp
        Ba câu.
    """)
    assert path_to(root, "Hai câu") == ("II. Cán bộ",)
    assert path_to(root, "Ba câu") == ("A. ĐẢNG VIÊN", "I. Kết nạp")


def test_parts_spelt_out_and_letters_nest() -> None:
    root = tree("""
        PHẦN THỨ NHẤT
        KẾT QUẢ THỰC HIỆN
        A. Kinh tế
        I. Công nghiệp
        Sản xuất tăng.
        B. Xã hội
        Đời sống ổn định.
        Phần thứ hai: Nhiệm vụ
        Tiếp tục thực hiện.
    """)
    assert path_to(root, "Sản xuất") == (
        "PHẦN THỨ NHẤT. KẾT QUẢ THỰC HIỆN",
        "A. Kinh tế",
        "I. Công nghiệp",
    )
    assert path_to(root, "Đời sống")[-1] == "B. Xã hội"
    assert path_to(root, "Tiếp tục") == ("Phần thứ hai. Nhiệm vụ",)


def test_a_list_of_short_numbered_lines_has_no_headings() -> None:
    root = tree("""
        Điều 1. Thành phần
        1. Bí thư
        2. Phó bí thư
        3. Ủy viên
    """)
    assert headings(root) == ["Điều 1. Thành phần"]


def test_the_regulation_a_decision_carries_is_a_document_of_its_own() -> None:
    root = tree("""
        QUYẾT ĐỊNH
        Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.
        Điều 2. Quyết định có hiệu lực từ ngày ký./.
        Nơi nhận:
        - Như Điều 2.
        QUY CHẾ
        LÀM VIỆC CỦA ĐẢNG ỦY
        Điều 1. Nguyên tắc
        Tập trung dân chủ.
        PHỤ LỤC I
        DANH SÁCH
        Không có.
    """)
    assert path_to(root, "Tập trung") == ("QUY CHẾ LÀM VIỆC CỦA ĐẢNG ỦY", "Điều 1. Nguyên tắc")
    assert path_to(root, "làm việc.") == ("Điều 1",)
    assert path_to(root, "Không có") == ("PHỤ LỤC I. DANH SÁCH",)


def test_a_quoted_article_belongs_to_the_clause_that_amends() -> None:
    root = tree("""
        Điều 1. Sửa đổi một số điều
        1. Sửa đổi Điều 8 như sau:
        “Điều 8. Hội nghị
        1. Họp mỗi năm một lần.
        Điều 8a. Bất thường
        2. Họp khi cần.”
        2. Bỏ Điều 9.
    """)
    assert path_to(root, "Họp khi cần") == ("Điều 1. Sửa đổi một số điều", "khoản 1")
    assert "Điều 8a" not in labels(root)
    assert path_to(root, "Bỏ Điều 9")[-1] == "khoản 2"


def test_an_open_quote_that_never_closes_hides_nothing() -> None:
    root = tree("Điều 1. Tên\nMục tiêu “xanh, sạch\n" + "Điều 2. Khác\nMột câu.\n" * 2)
    assert headings(root) == ["Điều 1. Tên", "Điều 2. Khác", "Điều 2. Khác"]


def test_a_heading_broken_over_two_lines_is_one() -> None:
    root = tree("Điều 1. Phạm vi điều chỉnh và\nđối tượng áp dụng\n1. Một câu.")
    assert headings(root) == ["Điều 1. Phạm vi điều chỉnh và đối tượng áp dụng"]


def test_headings_by_style_nest_by_their_level() -> None:
    def heading(text: str, level: int) -> Block:
        return Block(BlockKind.HEADING, text, level=level)

    def text(words: str) -> Block:
        return Block(BlockKind.PARAGRAPH, words)

    root = outline(
        [
            heading("Sổ tay chi bộ", 1),
            heading("Sinh hoạt", 2),
            text("Họp hằng tháng."),
            heading("1. Chuẩn bị", 3),
            text("Bí thư chuẩn bị."),
            heading("Đảng phí", 2),
            text("Đóng hằng tháng."),
        ]
    )
    assert path_to(root, "Bí thư") == ("Sổ tay chi bộ", "Sinh hoạt", "1. Chuẩn bị")
    assert path_to(root, "Đóng") == ("Sổ tay chi bộ", "Đảng phí")


def test_the_subheads_of_an_article_are_headings_and_its_captions_are_not() -> None:
    body = "Thành ủy đã tổ chức hội nghị học tập nghị quyết cho cán bộ, đảng viên. " * 3
    root = tree(f"""
        Đưa nghị quyết vào cuộc sống
        Cập nhật: 24-06-2021
        {body}
        Hội nghị học tập nghị quyết tại thành phố (ảnh tư liệu)
        {body}
        Đẩy mạnh cải cách hành chính
        {body}
        Nguyễn Văn An
        {body}
    """)
    assert headings(root) == ["Đẩy mạnh cải cách hành chính"]


def test_points_run_through_the_alphabet_and_small_roman_numbers_stand_under_them() -> None:
    root = tree("""
        Điều 1. Hồ sơ
        1. Gồm có các giấy tờ.
        h) Đơn;
        i) Bản sao;
        k) Ảnh:
        i) mặt trước;
        ii) mặt sau.
    """)
    points = [node.label for node in walk(root) if node.level is Level.POINT]
    assert points == ["điểm h", "điểm i", "điểm k", "điểm i", "điểm ii"]


def test_table_rows_keep_their_cells() -> None:
    cells = (("Chỉ tiêu", "GRDP"), ("Năm 2025", "12%"))
    row = Block(BlockKind.TABLE_ROW, "Chỉ tiêu: GRDP; Năm 2025: 12%", cells=cells)
    root = outline([*lines("Điều 1. Chỉ tiêu\nNhư sau:"), row])
    assert [node.cells for node in walk(root) if node.cells] == [cells]


def test_what_begins_like_a_number_is_none() -> None:
    root = tree("""
        10.000 đồng một người
        3.5 triệu đồng
        2025 là năm cuối
        01 ngày làm việc
        V. A nói chuyện
        TP. Bến Tre
    """)
    assert labels(root) == []


def test_no_blocks_make_an_empty_document() -> None:
    assert outline([]) == Node(Level.DOCUMENT)


def test_a_part_spelt_out_has_its_title_on_the_same_line() -> None:
    root = tree("PHẦN THỨ NHẤT VỀ CÔNG TÁC TỔ CHỨC\nI. THÀNH LẬP\nNội dung về thành lập tổ chức.")
    assert path_to(root, "Nội dung") == ("PHẦN THỨ NHẤT. VỀ CÔNG TÁC TỔ CHỨC", "I. THÀNH LẬP")


def test_a_label_alone_goes_with_the_number_below_it() -> None:
    root = tree("Điều 1. Một\nMột.\nChương\nII\nQUY ĐỊNH CỤ THỂ\nĐiều 2. Hai\nNội dung hai.")
    assert path_to(root, "Nội dung hai") == ("Chương II. QUY ĐỊNH CỤ THỂ", "Điều 2. Hai")


def test_parts_within_chapters_nest_in_them() -> None:
    root = tree(
        "CHƯƠNG I. CHUNG\nChung.\nCHƯƠNG II. HƯỚNG DẪN\nPHẦN I. CƠ QUAN SỬ DỤNG\nMột.\n"
        "PHẦN II. CƠ QUAN QUẢN LÝ\nNội dung hai.\nCHƯƠNG III. ĐÁNH GIÁ\nNội dung ba."
    )
    assert path_to(root, "hai") == ("CHƯƠNG II. HƯỚNG DẪN", "PHẦN II. CƠ QUAN QUẢN LÝ")
    assert path_to(root, "ba") == ("CHƯƠNG III. ĐÁNH GIÁ",)


def test_the_letterhead_of_a_form_is_not_its_title() -> None:
    root = tree(
        "Điều 1. Một\nMột.\nMẫu số 01\nTÊN CƠ QUAN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "PHIẾU THEO DÕI\nHọ và tên: ……"
    )
    assert path_to(root, "Họ và tên") == ("Mẫu số 01",)


def test_what_a_text_without_recipients_carries_stands_by_itself() -> None:
    root = tree(
        "Điều 1. Ban hành Chương trình.\nĐiều 2. Nghị quyết này có hiệu lực từ ngày ký.\n"
        "TM. CHÍNH PHỦ\nKT. THỦ TƯỚNG\nLê Thị Bình\nCHƯƠNG TRÌNH\n"
        "Hành động thực hiện Kết luận số 210-KL/TW\n(Kèm theo Nghị quyết)\n"
        "I. MỤC ĐÍCH\nNội dung một."
    )
    named = "CHƯƠNG TRÌNH Hành động thực hiện Kết luận số 210-KL/TW"
    assert path_to(root, "Nội dung một") == (named, "I. MỤC ĐÍCH")
    assert path_to(root, "Lê Thị Bình") == ()


def test_a_heading_in_capitals_broken_over_two_lines_is_one() -> None:
    root = tree("III. NHIỆM VỤ TRONG CÔNG TÁC RÀ\nSOÁT ĐẢNG VIÊN (Điều 9)\nNội dung.")
    assert path_to(root, "Nội dung") == ("III. NHIỆM VỤ TRONG CÔNG TÁC RÀ SOÁT ĐẢNG VIÊN (Điều 9)",)


def test_a_reference_broken_before_its_article_goes_on() -> None:
    root = tree(
        "Điều 1. Một\n1. Quy chế này thực hiện quy định tại\nĐiều 6 của Nghị định số 64/2015/NĐ-CP."
    )
    assert [node.text for node in walk(root) if node.label == "khoản 1"] == [
        "1. Quy chế này thực hiện quy định tại Điều 6 của Nghị định số 64/2015/NĐ-CP."
    ]


def test_a_line_that_leads_in_to_numbered_headings_is_one() -> None:
    root = tree(
        "I. THÀNH LẬP\n2. Quy trình và các bước:\n2.1. Bước 1: Tham mưu\nNội dung một.\n"
        "3. Hồ sơ gồm:\n3.1. Đơn của người học.\n3.2. Bản sao giấy khai sinh."
    )
    assert path_to(root, "Nội dung một") == (
        "I. THÀNH LẬP",
        "2. Quy trình và các bước",
        "2.1. Bước 1: Tham mưu",
    )
    assert "3. Hồ sơ gồm:" in [node.text for node in walk(root) if not node.is_heading]


def rows(*texts: str) -> list[Block]:
    return [Block(BlockKind.TABLE_ROW, text) for text in texts]


def test_rows_of_a_table_stand_under_the_titles_among_them() -> None:
    root = outline(
        [
            *rows(
                "I. Cấp tỉnh",
                "1. Hội thi",
                "TT: a; Nội dung: Trưởng ban; Mức chi: 500.000",
                "TT: 2; Nội dung: Thuê hội trường; Mức chi: 5.000.000",
                "II. Cấp xã",
                "TT: 1; Nội dung: Tập huấn; Mức chi: 200.000",
            ),
            Block(BlockKind.PARAGRAPH, "Điều 3. Hiệu lực"),
        ]
    )

    def shape(node: Node) -> list[object]:
        return [[child.text.split(";")[0], *shape(child)] for child in node.children]

    assert shape(root) == [
        ["I. Cấp tỉnh", ["1. Hội thi", ["TT: a"]], ["TT: 2"]],
        ["II. Cấp xã", ["TT: 1"]],
        ["Điều 3. Hiệu lực"],
    ]
