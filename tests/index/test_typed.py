"""What a member meant by what was typed in chat."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.courtesy import without_courtesy
from index.marks import Restorer
from index.shorthand import CHAT, OFFICE, expansions, ways_to_read
from index.typed import understand
from knowledge.syllable import is_syllable

RESTORER = Restorer.load()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "Dạ em chào ad ạ, cho em hỏi tuổi đảng tính từ ngày nào ạ?",
            "tuổi đảng tính từ ngày nào?",
        ),
        ("cho em hoi tuoi dang tinh tu ngay nao a", "tuổi đảng tính từ ngày nào"),
        ("ad oi cho mk hỏi NQ 02 nói j v ạ", "nghị quyết 02 nói gì"),
        ("xin hỏi bn đv đc kết nạp năm nay", "bao nhiêu đảng viên được kết nạp năm nay"),
        ("bí thư TP thủ dầu một là ai thế", "bí thư thành phố thủ dầu một là ai"),
        ("nghi5 quye61t d9a5i ho65i co1 ma61y chi3 tie6u", "nghị quyết đại hội có mấy chỉ tiêu"),
        ("thuwcj hieenj nghij quyeets nhuw thees naof", "thực hiện nghị quyết như thế nào"),
        ("chibo la gi vay", "chi bộ là gì"),
        ("hk2 bat dau khi nao", "học kỳ II bắt đầu khi nào"),
        ("hdqt may nguoi", "hội đồng quản trị mấy người"),
        ("hb loai xs bn", "học bổng loại xuất sắc bao nhiêu"),
        ("phuong minh co bn dang vien", "phường mình có bao nhiêu đảng viên"),
        ("nam ngoai ket nap may dv", "năm ngoái kết nạp mấy đảng viên"),
        ("quang nam nay thuoc tinh nao", "quảng nam nay thuộc tỉnh nào"),
        ("kh he nam nay co gi", "kế hoạch hè năm nay có gì"),
        ("muc tieu cua kh la gi", "mục tiêu của kế hoạch là gì"),
        ("nop tre co sao kh", "nộp trễ có sao không"),
        ("kh dong phi thi sao", "không đóng phí thì sao"),
        ("co phai nop kh", "có phải nộp không"),
        ("kh so may", "kế hoạch số mấy"),
        ("kh biet nop o dau", "không biết nộp ở đâu"),
        ("cv so may", "công văn số mấy"),
        ("truong minh nghi tet ngay nao", "trường mình nghỉ tết ngày nào"),
        ("phuong minh khai o dau", "phường minh khai ở đâu"),
        ("KH04 của phường có nội dung gì", "kế hoạch 04 của phường có nội dung gì"),
        ("02-KH/TU quy định gì", "02-KH/TU quy định gì"),
        ("đ/c bí thư đảng ủy là ai nhỉ?", "đồng chí bí thư đảng ủy là ai?"),
        ("lễ kết nạp làm ntn ạ", "lễ kết nạp làm như thế nào"),
        ("dv du bi co dc bieu quyet ko", "đảng viên dự bị có được biểu quyết không"),
        ("UBND phuong lam viec may h", "ủy ban nhân dân phường làm việc mấy giờ"),
        ("bao nhieu dv truc thuoc dang uy", "bao nhiêu đơn vị trực thuộc đảng ủy"),
        ("ĐH đảng bộ lần thứ mấy", "đại hội đảng bộ lần thứ mấy"),
        ("BTV thanh uy gom nhung ai", "ban thường vụ thành ủy gồm những ai"),
        ("giúp em với, chuyển sinh hoạt đảng thế nào", "chuyển sinh hoạt đảng thế nào"),
        ("MTTQ co nhiem vu gi", "mặt trận tổ quốc có nhiệm vụ gì"),
        ("HĐND họp mấy kỳ vậy mọi người", "hội đồng nhân dân họp mấy kỳ"),
        ("thời gian dự bị là mấy tháng thế ạ", "thời gian dự bị là mấy tháng"),
        ("tại sao phải học nghị quyết hả bot", "tại sao phải học nghị quyết"),
        ("em muốn hỏi là ai được miễn đảng phí ạ", "ai được miễn đảng phí"),
        ("vui lòng cho biết ai ký văn bản này", "ai ký văn bản này"),
        ("tàng trữ dưới 5 kg pháo hoa", "tàng trữ dưới 5 kg pháo hoa"),
        ("Sở GD&ĐT ở đâu", "Sở giáo dục và đào tạo ở đâu"),
        ("a cho hoi them ai ky van ban nay", "ai ký văn bản này"),
    ],
)
def test_chat_is_understood(typed: str, meant: str) -> None:
    assert understand(typed, RESTORER).readings[0] == meant


@pytest.mark.parametrize(
    "text",
    [
        "cho em hỏi",
        "ạ",
        "dạ vâng",
        "như thế nào",
        "cảm ơn",
        "đối với ai",
        "quy định như thế nào",
        "vì thế",
        "con voi",
        "ai cho vay vốn",
        "ưu thế của phường là gì",
        "da ban hanh nghi quyet nao",
        "da anh huong den ai",
        "da nang co bao nhieu dang vien",
        "thua ke dat dai",
        "hi sinh vi to quoc",
        "chào cờ đầu tuần quy định ra sao",
        "chế độ dành cho mọi người",
        "quyền của các bạn",
        "lich hen",
        "can ho a",
        "cho vay hỗ trợ ai",
        "xin vào đảng cần gì",
        "ban hành ngày nào",
    ],
)
def test_courtesy_never_takes_the_question(text: str) -> None:
    assert without_courtesy(text) == text


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("da em chao ad a, cho em hoi chi bo o dau", "chi bo o dau"),
        ("Dạ thưa các đồng chí, ai ký văn bản này", "ai ký văn bản này"),
        ("Hi ad, NQ 02 nói gì", "NQ 02 nói gì"),
        ("moi nguoi oi cho minh hoi dang phi dong o dau voi a", "dang phi dong o dau"),
        ("mong biết ai ký giúp em với ạ", "mong biết ai ký"),
        ("chi bộ họp khi nào, em cảm ơn nhiều ạ", "chi bộ họp khi nào"),
        ("Admin ơi em muốn được hỏi là ai ký ạ!!!", "ai ký!"),
    ],
)
def test_courtesy_carries_no_weight(typed: str, rest: str) -> None:
    assert without_courtesy(typed) == rest


def test_courtesy_goes_from_every_sentence() -> None:
    assert (
        without_courtesy("Chào anh chị. Cho em hỏi lễ kết nạp ở đâu ạ? Em cảm ơn nhiều ạ.")
        == "lễ kết nạp ở đâu?"
    )


@given(st.text(max_size=80))
def test_something_always_remains(text: str) -> None:
    understood = understand(text, RESTORER)
    assert understood.readings
    assert understood.original == text
    assert bool(understood.cleaned.strip()) == bool(understood.readings[0].strip())


def test_courtesy_without_end_is_read_at_once() -> None:
    assert without_courtesy("co con c a " * 400)


def test_doubtful_short_forms_are_read_both_ways() -> None:
    readings = understand("đảng phí của dv là bao nhiêu", RESTORER).readings
    assert "đảng phí của đảng viên là bao nhiêu" in readings
    assert "đảng phí của đơn vị là bao nhiêu" in readings


def test_a_short_form_stays_searchable_as_typed() -> None:
    understood = understand("NQ của UBND nói j", RESTORER)
    assert understood.cleaned == "NQ của UBND nói j"
    assert understood.bare.split() == "nghi quyet cua uy ban nhan dan noi gi NQ UBND".split()


def test_the_offices_own_list_goes_first() -> None:
    own = {"PL": "phú lợi", "NQ": "nội quy", "kp": ("khu phố",)}
    assert understand("NQ của PL", RESTORER, own).readings[0] == "nội quy của phú lợi"
    assert ways_to_read("KP", own) == ("khu phố",)


def test_a_hundred_doubtful_short_forms_are_weighed_in_time() -> None:
    ways, shorts = expansions("ĐV " * 100, {})
    assert len(ways) <= 6
    assert len(shorts) == 100


@pytest.mark.parametrize(("typed", "share"), [("nghi quyet", 0.0), ("nghị quyết", 1.0)])
def test_marks_are_counted(typed: str, share: float) -> None:
    understood = understand(typed, RESTORER)
    assert understood.marked == share
    assert understood.has_marks == (share > 0)


def test_another_encoding_is_the_same_question() -> None:
    text = "Nghị quyết có hiệu lực từ khi nào?"
    decomposed = understand(unicodedata.normalize("NFD", text), RESTORER)
    assert decomposed.readings == understand(text, RESTORER).readings == (text,)


def test_short_forms_of_chat_are_no_words() -> None:
    assert all(short == short.upper() and len(short) > 1 for short in OFFICE)
    assert all(short == short.lower() for short in CHAT)
    meanings = {meaning for ways in (*OFFICE.values(), *CHAT.values()) for meaning in ways}
    assert not [m for m in meanings if not all(map(is_syllable, m.split()))]


def test_a_letter_that_names_a_point_is_no_short_form() -> None:
    text = "điểm k khoản 2 nói về loại p"
    assert understand(text, RESTORER).readings == (text,)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ở TP.HCM có mấy phường?", "thành phố hồ chí minh có mấy phường"),
        ("P.Hoà Phú, TP.Thủ Dầu Một", "phường Hoà Phú, thành phố Thủ Dầu Một"),
        ("TX. Tân Uyên", "thị xã Tân Uyên"),
    ],
)
def test_the_stop_of_a_short_form_goes_with_it(typed: str, meant: str) -> None:
    assert meant in understand(typed, RESTORER).readings[0]


def test_a_question_asks_something() -> None:
    first = understand("phuong phe duyet may quy trinh noi bo", RESTORER).readings[0]
    assert "mấy quy trình" in first
