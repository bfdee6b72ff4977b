"""Near in wording is no answer: place, person, year, number and kind of thing must fit."""

import pytest

from index.evidence import Evidence, Source, counting_words, evidence, has_expected
from index.names import bare_words, named_places, places
from index.wanted import Expected, wanted


def held(
    question: str, text: str, *, title: str = "", about: frozenset[str] = frozenset()
) -> Evidence:
    return evidence(wanted(question), Source(title, text, text, about=about), dense=0.8)


MEMBERS = "Đảng bộ thành phố Nha Trang có 8.292 đảng viên vào tháng 9 năm 2020."


def test_a_question_that_the_text_answers_has_nothing_missing() -> None:
    found = held("Nha Trang có bao nhiêu đảng viên?", MEMBERS)

    assert found.missing_places == found.missing_years == found.missing_names == 0
    assert found.covered == found.expected == 1


@pytest.mark.parametrize(
    "question", ["Đà Lạt có bao nhiêu đảng viên?", "da lat co bao nhieu dang vien"]
)
def test_another_place_is_missing_however_it_is_typed(question: str) -> None:
    found = held(question, MEMBERS)

    assert found.missing_places == found.other_places == 1


def test_a_document_about_a_place_need_not_name_it_in_every_passage() -> None:
    text = "Thành phố có 35 chi bộ."
    question = "Nha Trang có bao nhiêu chi bộ?"

    assert held(question, text, about=frozenset({"nha trang"})).missing_places == 0
    assert held(question, text, about=frozenset({"da lat"})).missing_places == 1


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("Năm 2023 Nha Trang có bao nhiêu đảng viên?", "missing_years"),
        ("Quyết định 1474-QĐ/TU nói gì về đảng viên Nha Trang?", "missing_codes"),
        ("Nha Trang có bao nhiêu đảng viên dự Đại hội Thi Đua?", "missing_names"),
        ("Nha Trang có 5.000 đảng viên phải không?", "missing_numbers"),
    ],
)
def test_a_year_a_code_a_name_or_a_number_that_stands_nowhere_is_missing(
    question: str, what: str
) -> None:
    assert getattr(held(question, MEMBERS), what) == 1


def test_a_code_is_the_same_however_it_is_spelled() -> None:
    text = "Quyết định số 1473-QĐ/ TU chuẩn y Ban Chấp hành."

    assert held("quyết định 1473-QĐ/TU nói gì?", text).missing_codes == 0


@pytest.mark.parametrize(
    ("question", "answers", "does_not"),
    [
        ("Có bao nhiêu chi bộ?", "Phường có 15 chi bộ.", "Phường có nhiều chi bộ mạnh."),
        ("Có bao nhiêu chi bộ?", "Phường có 15 chi bộ.", "Phường có 24 tổ dân phố."),
        ("Khi nào khai mạc?", "Khai mạc ngày 20/7/2025.", "Khai mạc tại hội trường."),
        ("Bí thư là ai?", "Bí thư là đồng chí Trần Văn Minh.", "Bí thư chủ trì hội nghị."),
        ("Đủ bao nhiêu điểm thì xếp loại tốt?", "Từ 70 điểm trở lên.", "Xếp loại tốt: 4 người."),
        ("Bao lâu thì được cấp thẻ?", "Thẻ được cấp sau 15 ngày.", "Thẻ được cấp cho 15 người."),
        (
            "Đại hội Đảng bộ lần thứ XII họp ngày nào?",
            "Đại hội họp ngày 15/8/2020.",
            "Có 8.292 đảng viên; lãnh đạo nhiệm kỳ 2020 - 2025 được chuẩn y ngày 06/7/2020.",
        ),
        (
            "Phải cập nhật xong trước ngày nào?",
            "Cập nhật xong trước ngày 06 tháng 12 năm 2025.",
            "Ngày 28 tháng 10 năm 2025, Chủ tịch chỉ đạo cập nhật.",
        ),
        ("Mức phí là bao nhiêu?", "Mức phí là 20.000 đồng.", "161\nb) Bảng kê phí theo mẫu."),
        ("Vì sao hoãn?", "Hội nghị hoãn do mưa bão.", "Hội nghị hoãn sang tuần sau."),
    ],
)
def test_an_answer_names_the_kind_of_thing_asked_for(
    question: str, answers: str, does_not: str
) -> None:
    asked = wanted(question)

    def sure(text: str) -> float:
        return has_expected(asked, Source("", text, text))

    assert sure(answers) == 1
    assert sure(does_not) < 0.6


def test_who_decides_is_an_office_by_its_name_rather_than_any() -> None:
    asked = wanted("Cơ quan nào được phân cấp cho thuê đất?")
    named, any_ = (
        has_expected(asked, Source("", text, text))
        for text in (
            "Phân cấp cho Sở Xây dựng quyết định cho thuê đất.",
            "Trách nhiệm của các cơ quan được phân cấp cho thuê đất.",
        )
    )
    assert named > any_


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Phường có bao nhiêu chi bộ?", Expected.NUMBER),
        ("dai hoi khai mac khi nao", Expected.DATE),
        ("Bí thư Đảng ủy phường là ai?", Expected.PERSON),
        ("Ai có thẩm quyền xử phạt?", Expected.ACTOR),
        ("Sở nào tổng hợp kết quả?", Expected.ACTOR),
        ("Nghị quyết số nào?", Expected.ANY),
        ("Nộp hồ sơ ở đâu?", Expected.PLACE),
        ("Tại sao phải đeo thẻ?", Expected.REASON),
        ("Đảng viên có được kinh doanh không?", Expected.YES_NO),
        ("Giới thiệu về phong trào thi đua", Expected.ANY),
    ],
)
def test_what_a_question_expects_is_read_from_its_words(question: str, expected: Expected) -> None:
    assert wanted(question).expected is expected


FEE = "Mức hỗ trợ là 450.000 đồng mỗi tháng."


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        ("Mỗi người được hỗ trợ bao nhiêu?", FEE, True),
        (
            "Mỗi người được hỗ trợ bao nhiêu?",
            "1. Người được hưởng theo Điều 5 làm đơn.",
            False,
        ),
        ("Học phí là bao nhiêu?", "Tờ trình số 16241/TTr-UBND ngày 11 tháng 11 năm 2025.", False),
        ("Có bao nhiêu tổ?", "a) Theo khoản 2 Điều 7 Nghị định 30/2020/NĐ-CP.", False),
        ("Có bao nhiêu tổ?", "Phường có 24 tổ dân phố.", True),
    ],
)
def test_numbers_of_articles_days_and_documents_count_nothing(
    question: str, text: str, named: bool
) -> None:
    assert (held(question, text).unnamed == 0) is named


@pytest.mark.parametrize(
    ("question", "of_foot"),
    [
        ("Văn bản này gửi cho những ai?", True),
        ("Gửi con ở nhà trẻ công đoàn mất bao nhiêu tiền?", False),
    ],
)
def test_the_list_of_addressees_answers_only_who_gets_the_document(
    question: str, of_foot: bool
) -> None:
    text = "Nơi nhận:\n- Công đoàn các nhà trẻ;\n- Lưu: VT."
    found = evidence(wanted(question), Source("", text, text, in_foot=True), dense=0.9)
    assert (found.aside == 0) is of_foot


@pytest.mark.parametrize("asked", ["Quyết định 1474 nói gì?", "qd 1474-QĐ/TU noi gi"])
def test_a_document_named_in_part_is_missed_where_another_is_named(asked: str) -> None:
    assert held(asked, "Quyết định số 1473-QĐ/TU chuẩn y Ban Chấp hành.").missing_codes == 1


def test_six_months_of_a_report_are_no_document() -> None:
    assert held("Báo cáo 6 tháng nêu gì?", "Báo cáo nêu ba kết quả.").missing_codes == 0


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "Hà Nội, ngày 26 tháng 11 năm 2025",
        "Chương I. Quy định chung ........ 3\nChương II. Tổ chức ........ 7",
        "ỦY BAN NHÂN DÂN TỈNH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ],
)
def test_preambles_covers_and_contents_state_nothing(text: str) -> None:
    assert held("Tổ chức chính quyền địa phương thế nào?", text).aside == 1


def test_the_words_of_the_title_are_no_evidence_for_one_of_its_passages() -> None:
    asked = wanted("Quy chế làm việc của Hội có hiệu lực từ ngày nào?")
    title = "Quy chế làm việc của Hội"
    telling = "Quy chế này có hiệu lực từ ngày 05 tháng 12 năm 2025."
    other = "Hội họp mỗi quý một lần, ngày 05 hằng tháng gửi báo cáo."

    def beyond(text: str) -> float:
        return evidence(asked, Source(title, text, text, document=title), dense=0.9).beyond

    assert beyond(telling) > beyond(other)


def test_a_common_phrase_is_no_place() -> None:
    found = named_places("Ủy ban nhân dân phường Dân Chủ, xã Vân Hòa; PHƯỜNG VĂN HÓA")

    assert found == {"vân hòa"}
    assert not wanted("Phát triển văn hóa, dân chủ ra sao?", known=found).places
    assert wanted("xã vân hòa có mấy thôn?", known=found).places == {"van hoa"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Giáo viên được hỗ trợ mỗi tháng bao nhiêu?", Expected.NUMBER),
        ("Được chi một năm bao nhiêu?", Expected.NUMBER),
        ("Họp vào ngày bao nhiêu?", Expected.DATE),
        ("Thành lập năm nào?", Expected.DATE),
    ],
)
def test_so_much_a_month_is_an_amount_and_no_day(question: str, expected: Expected) -> None:
    assert wanted(question).expected is expected


def test_a_generation_of_networks_counts_nothing_and_02_is_2() -> None:
    assert "5" not in counting_words("Lắp các trạm 5G, 4G.")
    assert bare_words("Có 02 điểm") == ("co", "2", "diem")


@pytest.mark.parametrize(
    ("question", "text", "sure"),
    [
        ("Được hỗ trợ bao nhiêu tiền?", "Hỗ trợ theo mức 500.000 đồng/người/buổi.", True),
        ("Được hỗ trợ bao nhiêu tiền?", "Thực hiện theo khoản 2 Mục 5 Phần 3.", False),
        ("Quy chế có hiệu lực từ ngày nào?", "Quy chế này có hiệu lực từ ngày 05/12/2025.", True),
        (
            "Quy chế có hiệu lực từ ngày nào?",
            "Căn cứ Quyết định số 12/2024/QĐ-UBND ngày 01 tháng 3 năm 2024 về hiệu lực.",
            False,
        ),
        ("Công trình xong trước hôm nào?", "Hoàn thành trước ngày 30 tháng 11 năm 2025.", True),
    ],
)
def test_an_amount_or_a_day_is_told_from_numbers_that_only_cite(
    question: str, text: str, sure: bool
) -> None:
    found = has_expected(wanted(question), Source("", text, text))

    assert (found == 1.0) is sure


@pytest.mark.parametrize(
    ("question", "text", "surely"),
    [
        ("Nghị quyết có mấy chỉ tiêu?", "Giao 2 đề án, 1 chỉ thị và 6 kế hoạch.", False),
        ("Nghị quyết có mấy chỉ tiêu?", "Đề ra 12 chỉ tiêu.", True),
        ("Bãi bỏ bao nhiêu thủ tục?", "Bãi bỏ 35 thủ tục hành chính.", True),
        ("Làm trong mấy ngày làm việc?", "Trả kết quả trong 05 ngày kể từ khi nhận.", True),
        ("Gọi trêu 113 mất bao nhiêu tiền phạt?", "Phạt từ 3.000.000 đồng.", True),
        ("Có bao nhiêu người dự thi?", "Hội thi có 250 người.", True),
    ],
)
def test_a_number_counts_the_whole_word_that_follows_it(
    question: str, text: str, surely: bool
) -> None:
    assert (has_expected(wanted(question), Source("", text, text)) >= 0.75) is surely


@pytest.mark.parametrize(
    ("text", "surely"),
    [
        ("Mỗi người được thưởng 500.000 đồng.", True),
        ("Thưởng bằng 02 lần mức lương cơ sở.", True),
        ("Mức thưởng: 15.000", True),
        ("Giải: Nhất; Mức thưởng (triệu đồng): 5; Số lượng: 1", True),
        ("Giải: Nhất; Mức thưởng (điểm): 5; Số lượng: 1", False),
        ("Xếp hạng cho 02 tỉnh, 3 đồng chí và 5 lần kiểm tra.", False),
        ("Số giải không quá 60% số người dự thi.", False),
        ("Mã 2.001661; gọi 0906.040.219 để hỏi.", False),
        ("Khu nhà rộng 150.000 m2 cho 1.000 người.", False),
        ("Hoàn thành trước ngày 15 tháng 12, đạt từ 90 điểm trở lên.", False),
    ],
)
def test_money_that_is_asked_for_is_told_from_other_numbers(text: str, surely: bool) -> None:
    found = has_expected(wanted("Được thưởng bao nhiêu tiền?"), Source("", text, text))

    assert (found >= 0.75) is surely


def test_a_share_is_an_amount_where_no_money_is_named() -> None:
    text = "Mức hưởng: 80% chi phí."
    assert has_expected(wanted("Được hưởng bao nhiêu?"), Source("", text, text)) == 1.0


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Bộ máy của Sở gồm những phòng nào?", Expected.LIST),
        ("Có mấy phòng?", Expected.NUMBER),
        ("co may phong", Expected.NUMBER),
        ("Từ đầu năm đến nay làm được gì?", Expected.LIST),
        ("Nộp ở đâu?", Expected.PLACE),
        ("Phải xong trước hôm nào?", Expected.DATE),
    ],
)
def test_a_word_with_other_marks_asks_nothing(question: str, expected: Expected) -> None:
    asked = wanted(question).expected
    assert asked is expected or (expected is Expected.LIST and asked is not Expected.NUMBER)


@pytest.mark.parametrize("question", ["Được thêm bao nhiêu mỗi buổi?", "Đóng bao nhiêu một tháng?"])
def test_what_an_amount_is_for_each_of_is_not_what_is_counted(question: str) -> None:
    assert wanted(question).unit == ()


def test_whoever_issued_a_document_speaks_of_their_own_place() -> None:
    text = "Trường học tạm nghỉ khi chất lượng không khí ở xã Hoà An xuống mức nguy hại."
    source = Source("", text, text, origin="Sở Giáo dục và Đào tạo thành phố Đà Nẵng")
    asked = wanted("Không khí mức nào thì trường ở Đà Nẵng nghỉ?")
    assert evidence(asked, source, dense=0.9).missing_places == 0
    assert evidence(wanted("… trường ở Cà Mau nghỉ?"), source, dense=0.9).missing_places == 1


@pytest.mark.parametrize(
    "text", ["Q. Chủ tịch", "P. Bộ Nội vụ", "Lưu: TT. PVHCC", "T. Giám đốc Sở"]
)
def test_offices_behind_short_forms_of_places_are_no_places(text: str) -> None:
    assert places(text) == frozenset()
