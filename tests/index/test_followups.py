"""What leans on the conversation is understood from it; what does not is left alone."""

from dataclasses import dataclass

import pytest

from index.followups import rewritten


@dataclass(frozen=True)
class Said:
    question: str
    text: str = ""


def meant(question: str, *before: Said) -> list[str]:
    return [way.asks for way in rewritten(question, before)]


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "Ai là Bí thư Thành ủy Vinh Quang?",
            "Còn Hải Thịnh thì sao?",
            "Ai là Bí thư Thành ủy Hải Thịnh?",
        ),
        ("Hội viên có quyền gì?", "Còn nhiệm vụ thì sao?", "Hội viên có nhiệm vụ gì?"),
        (
            "Trưởng ban được hỗ trợ bao nhiêu?",
            "Còn Phó Trưởng ban thì sao?",
            "Phó Trưởng ban được hỗ trợ bao nhiêu?",
        ),
        (
            "Hồ sơ nhóm I giải quyết trong mấy ngày?",
            "Còn nhóm III?",
            "Hồ sơ nhóm III giải quyết trong mấy ngày?",
        ),
        (
            "Phường cấp giấy phép xây nhà trong bao nhiêu ngày?",
            "Còn gia hạn thì mất bao lâu?",
            "Phường gia hạn giấy phép xây nhà trong bao nhiêu ngày?",
        ),
        (
            "Cấp giấy phép lao động mất bao lâu?",
            "Nếu xin cấp lại thì sao?",
            "cấp lại giấy phép lao động mất bao lâu?",
        ),
        (
            "Xuất sắc phải từ bao nhiêu điểm?",
            "Còn hoàn thành tốt?",
            "hoàn thành tốt phải từ bao nhiêu điểm?",
        ),
        (
            "Nhóm I thẩm định tối đa bao nhiêu ngày?",
            "Nhóm III?",
            "Nhóm III thẩm định tối đa bao nhiêu ngày?",
        ),
        (
            "UBND phường có cấp phép công trình cấp III không?",
            "Thế cấp I thì sao?",
            "UBND phường có cấp phép công trình cấp I không?",
        ),
        (
            "Đảng viên từ 80 tuổi trở lên miễn sinh hoạt thế nào?",
            "Thế dưới 80?",
            "Đảng viên dưới 80 tuổi miễn sinh hoạt thế nào?",
        ),
        ("TỪ 80 TUỔI TRỞ LÊN ĐƯỢC GÌ?", "Thế dưới 80?", "dưới 80 TUỔI ĐƯỢC GÌ?"),
        (
            "Ở Huế học phí trực tuyến là bao nhiêu?",
            "Còn tỉnh Vĩnh Long?",
            "Ở tỉnh Vĩnh Long học phí trực tuyến là bao nhiêu?",
        ),
        (
            "Sơn La nhận hồ sơ cấp giấy ở đâu?",
            "Còn ở Cao Bằng thì nộp chỗ nào?",
            "Cao Bằng nhận hồ sơ cấp giấy ở đâu?",
        ),
        (
            "Học phí ở Huế khi học trực tuyến là bao nhiêu?",
            "Còn ở Vĩnh Long?",
            "Học phí ở Vĩnh Long khi học trực tuyến là bao nhiêu?",
        ),
        (
            "Sơn La xuất khẩu bao nhiêu tấn xoài đến năm 2030?",
            "Còn nhãn?",
            "Sơn La xuất khẩu bao nhiêu tấn nhãn đến năm 2030?",
        ),
        ("Quỹ năm 2024 là bao nhiêu?", "Thế còn năm 2025?", "Quỹ năm 2025 là bao nhiêu?"),
        (
            "Khu đô thị Mỹ Lâm rộng bao nhiêu?",
            "Còn Mỹ Phong?",
            "Khu đô thị Mỹ Phong rộng bao nhiêu?",
        ),
    ],
)
def test_the_same_is_asked_of_another(before: str, question: str, expected: str) -> None:
    assert expected in meant(question, Said(before))


@pytest.mark.parametrize(
    ("before", "question", "name"),
    [
        ("Nha Trang có bao nhiêu đảng viên?", "Ở đó ai là bí thư?", "Nha Trang"),
        ("Đà Lạt đề ra mấy chỉ tiêu?", "Trong đó có bao nhiêu chỉ tiêu kinh tế?", "Đà Lạt"),
        ("Kế hoạch 12-KH/TU nói gì?", "nó ban hành ngày nào", "12-KH/TU"),
        ("Phường Hoà Bình có mấy chi bộ?", "Phó bí thư là ai?", "Hoà Bình"),
        ("Theo Nghị định 282/2025 phạt bao nhiêu?", "Nếu nó cắn người?", "Nghị định 282/2025"),
        ("Bộ Tài chính bãi bỏ thủ tục nào?", "Từ khi nào vậy?", "Bộ Tài chính"),
        ("Hằng năm Tập đoàn Điện lực lập gì?", "Trong bao lâu?", "Tập đoàn Điện lực"),
    ],
)
def test_what_points_back_gets_the_name_it_points_to(before: str, question: str, name: str) -> None:
    assert any(name in way for way in meant(question, Said(before)))


@pytest.mark.parametrize(
    "question",
    [
        "Đà Lạt có bao nhiêu đảng viên?",
        "Quyết định 1473-QĐ/TU nói về việc gì?",
        "Thời hạn giải quyết hồ sơ cấp giấy phép xây dựng nhà ở riêng lẻ là bao nhiêu ngày?",
    ],
)
def test_a_question_of_its_own_subject_is_left_alone(question: str) -> None:
    assert meant(question, Said("Nha Trang có bao nhiêu đảng viên?")) == []


def test_half_of_a_name_is_none() -> None:
    [named, *_] = meant("Phí bao nhiêu?", Said("Ở Sơn La xin giấy CFS mất mấy ngày?"))
    assert named == "Phí bao nhiêu Sơn La CFS?"


def test_what_says_too_little_is_not_asked_by_itself() -> None:
    said = [Said("Kinh phí chuyển đổi số lấy từ đâu?")]

    assert all(way.brief for way in rewritten("Tổng cộng bao nhiêu tỷ?", said))
    assert not any(way.brief for way in rewritten("Cơ quan nào phải báo cáo định kỳ?", said))


def test_a_kind_of_document_is_no_name() -> None:
    ways = meant("Mức tối thiểu là bao nhiêu?", Said("Theo Văn bản hợp nhất 57/VBHN-BCT thì sao?"))
    assert ways
    assert all(not way.rstrip("?").endswith("Văn") for way in ways)


def test_nothing_is_rewritten_without_a_conversation() -> None:
    assert meant("Còn Hải Thịnh thì sao?") == []


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    ways = meant(
        "Ở đó có mấy chi bộ?",
        Said("Ai là Bí thư Thành ủy Vinh Quang?"),
        Said("Còn Hải Thịnh thì sao?"),
    )

    assert any("Hải Thịnh" in way and "Vinh Quang" not in way for way in ways)


def test_a_question_of_the_text_just_cited_stays_within_it() -> None:
    said = [Said("Đội văn nghệ họp mấy giờ?")]

    assert all(way.within for way in rewritten("Quyết định đó có hiệu lực từ ngày nào?", said))
    assert not any(way.within for way in rewritten("Ở đó ai là đội trưởng?", said))
