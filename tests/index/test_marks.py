"""A question typed without marks is read as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.marks import Restorer
from knowledge.letters import normalise, unmarked

RESTORER = Restorer.load()

MARKED = [
    "tuổi đảng tính từ ngày nào",
    "bí thư thành ủy là ai",
    "nghị quyết đại hội đề ra bao nhiêu chỉ tiêu",
    "đảng viên dự bị có được biểu quyết không",
    "mức đóng đảng phí mỗi tháng là bao nhiêu",
    "thời hạn giải quyết khiếu nại là bao nhiêu ngày",
    "ủy ban nhân dân phường làm việc từ mấy giờ",
    "kỳ họp hội đồng nhân dân tỉnh diễn ra khi nào",
    "ai có thẩm quyền kết nạp đảng viên",
    "chuyển sinh hoạt đảng cần những giấy tờ gì",
    "thu nhập bình quân đầu người đạt bao nhiêu",
    "đoàn viên công đoàn có những quyền gì",
    "chi bộ sinh hoạt mỗi tháng mấy lần",
    "cải cách hành chính được thực hiện như thế nào",
    "thủ dầu một có bao nhiêu đảng viên",
    "người lao động được nghỉ phép bao nhiêu ngày",
    "hình thức kỷ luật đối với đảng viên gồm những gì",
    "kế hoạch do ai ban hành",
    "văn bản này có hiệu lực từ ngày nào",
    "trong đó có bao nhiêu chỉ tiêu kinh tế",
    "ở đó ai là bí thư",
]


@pytest.fixture(scope="module")
def restorer() -> Restorer:
    return Restorer.load()


@pytest.mark.parametrize("question", MARKED)
def test_a_bare_question_gets_its_marks_back(restorer: Restorer, question: str) -> None:
    assert restorer.restore(unmarked(question))[0].text == question


@pytest.mark.parametrize("question", MARKED)
def test_a_marked_question_stays_as_typed(restorer: Restorer, question: str) -> None:
    assert restorer.restore(question)[0].text == question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thành uy bến tre", "thành ủy bến tre"),
        ("nghi quyết của đảng bộ", "nghị quyết của đảng bộ"),
        ("nghi quyêt đại hội", "nghị quyết đại hội"),
        ("bao nhieu đảng viên được kết nạp", "bao nhiêu đảng viên được kết nạp"),
        ("Đảng bộ phuong có bao nhiêu chi bộ", "Đảng bộ phường có bao nhiêu chi bộ"),
    ],
)
def test_a_half_marked_question_is_completed(restorer: Restorer, typed: str, meant: str) -> None:
    assert restorer.restore(typed)[0].text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ai la Bi thu Thanh uy?", "Ai là Bí thư Thành ủy?"),
        ("DANG VIEN DUOC MIEN SINH HOAT", "ĐẢNG VIÊN ĐƯỢC MIỄN SINH HOẠT"),
        ("Nghi quyet 02-NQ/TU noi gi", "Nghị quyết 02-NQ/TU nói gì"),
        ("dang ky qua email", "đăng ký qua email"),
        ("UBND tinh o dau", "UBND tỉnh ở đâu"),
        ("ki luat dang vien", "kỉ luật đảng viên"),
        ("diem d khoan 2 Dieu 5", "điểm d khoản 2 Điều 5"),
    ],
)
def test_capitals_codes_and_foreign_words_stay(restorer: Restorer, typed: str, meant: str) -> None:
    assert restorer.restore(typed)[0].text == meant


def test_near_readings_are_both_given(restorer: Restorer) -> None:
    readings = restorer.restore("lich su dang", 3)
    assert "lịch sử đảng" in [reading.text for reading in readings]
    assert readings[0].score == 1.0
    assert [r.score for r in readings] == sorted((r.score for r in readings), reverse=True)
    assert len({reading.text for reading in readings}) == len(readings)


def test_the_offices_documents_weigh_in() -> None:
    restorer = Restorer.load()
    assert restorer.restore("to chuc le hoi rung rinh")[0].text != "tổ chức lễ hội rừng rính"
    restorer.learn(["Xã tổ chức lễ hội Rừng Rính. Lễ hội Rừng Rính có từ lâu."] * 20)
    assert restorer.restore("to chuc le hoi rung rinh")[0].text == "tổ chức lễ hội rừng rính"
    assert restorer.restore("tuoi dang tinh tu ngay nao")[0].text == "tuổi đảng tính từ ngày nào"


def test_a_name_only_the_office_knows_is_learned() -> None:
    restorer = Restorer.load()
    assert not restorer.knows("Kpắ")
    restorer.learn(["Đồng chí Kpắ Thuyên là bí thư chi bộ buôn."])
    restorer.learn(["Chi bộ buôn có 12 đảng viên."])
    assert restorer.restore("dong chi kpa thuyen la ai")[0].text == "đồng chí kpắ thuyên là ai"


@pytest.mark.parametrize("text", ["", "   ", "?!", "123", "02-KH/TU", "😀", "a" * 50])
def test_what_has_no_syllable_comes_back(restorer: Restorer, text: str) -> None:
    assert [reading.text for reading in restorer.restore(text, 3)] == [normalise(text)]


@given(st.text(max_size=60))
def test_nothing_but_marks_ever_changes(text: str) -> None:
    for reading in RESTORER.restore(text, 3):
        assert unmarked(reading.text) == unmarked(normalise(text))


@given(st.lists(st.sampled_from(" ".join(MARKED).split()), min_size=1, max_size=12))
def test_restoring_twice_is_restoring_once(words: list[str]) -> None:
    once = RESTORER.restore(unmarked(" ".join(words)))[0].text
    assert unmarked(once) == unmarked(" ".join(words))
    twice = RESTORER.restore(once)[0].text
    assert [w for w in once.split() if w != unmarked(w)] == [
        w
        for w, before in zip(twice.split(), once.split(), strict=True)
        if before != unmarked(before)
    ]


def test_a_long_text_is_read_as_far_as_the_limit(restorer: Restorer) -> None:
    text = "dang vien " * 3000
    restored = restorer.restore(text)[0].text
    assert restored.startswith("đảng viên đảng viên")
    assert unmarked(restored) == normalise(text)


@pytest.mark.parametrize(
    ("glued", "apart"),
    [("chibo la gi", "chi bo la gi"), ("nghiquyet daihoi", "nghi quyet dai hoi")],
)
def test_two_bare_syllables_typed_as_one_come_apart(
    restorer: Restorer, glued: str, apart: str
) -> None:
    assert restorer.split_glued(glued) == apart


def test_a_foreign_word_is_not_split(restorer: Restorer) -> None:
    assert restorer.split_glued("video internet facebook") == "video internet facebook"


def test_what_the_office_never_writes_is_still_read() -> None:
    restorer = Restorer.load()
    restorer.learn(["Khi có quyết định thì thông báo khi họp và khi báo cáo."] * 200)

    assert restorer.restore("khi nang cap he thong")[0].text == "khi nâng cấp hệ thống"
