from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import sentences


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Thành phố có 8.292 đảng viên và 35 tổ chức cơ sở.",
        "Thành ủy TP. Bến Tre tổ chức hội nghị.",
        "Đảng bộ TP.Thủ Dầu Một có 14 phường.",
        "Th.S Lê An và PGS.TS. Trần Bình dự họp.",
        "Th.S. Lê An nói chuyện.",
        "Ông Nguyễn V. A là bí thư.",
        "Đ/c. Bí thư kết luận hội nghị.",
        "Điều 3. Phạm vi điều chỉnh",
        "1.2.3. Mục tiêu đến năm 2025",
        "II. NHIỆM VỤ",
        "Phần I. Đánh giá chung",
        "A. Mục tiêu",
        "Quyết định có hiệu lực từ ngày ký./.",
        "Chủ đề là “Đoàn kết. Dân chủ. Kỷ cương. Phát triển” của nhiệm kỳ.",
        "Các phường (P. Phú Thọ. P. Phú Lợi) đã họp.",
        "Hạn cuối là ngày 01. 7. 2025 theo kế hoạch.",
        "Văn hóa, thể thao, v.v. đều phát triển.",
        "Ai là bí thư?",
    ],
)
def test_one_sentence_stays_whole(sentence: str) -> None:
    assert parts(sentence) == [sentence]


def test_sentences_end_at_their_stops() -> None:
    assert parts("Học Nghị quyết. Làm theo NQ số 03. Xong chưa? Rồi! Hết./.") == [
        "Học Nghị quyết.",
        "Làm theo NQ số 03.",
        "Xong chưa?",
        "Rồi!",
        "Hết./.",
    ]


def test_a_closing_quote_belongs_to_its_sentence() -> None:
    assert parts("Ông nói: “Phải làm ngay. Không chờ.” Hội nghị vỗ tay.") == [
        "Ông nói: “Phải làm ngay. Không chờ.”",
        "Hội nghị vỗ tay.",
    ]


def test_a_stop_without_its_space_still_ends_a_sentence() -> None:
    assert parts("Đô thị phát triển.Ông Nam cho biết thêm.") == [
        "Đô thị phát triển.",
        "Ông Nam cho biết thêm.",
    ]


def test_after_the_opening_number_sentences_end_as_usual() -> None:
    assert parts("Điều 2. Phạm vi. Quy định này áp dụng trong tỉnh.") == [
        "Điều 2. Phạm vi.",
        "Quy định này áp dụng trong tỉnh.",
    ]


def test_lines_end_sentences_unless_they_are_wrapped() -> None:
    assert parts("NGHỊ QUYẾT\nVề nhiệm vụ năm 2025\n- Một là xây dựng,\nchỉnh đốn") == [
        "NGHỊ QUYẾT",
        "Về nhiệm vụ năm 2025",
        "- Một là xây dựng,\nchỉnh đốn",
    ]


@given(st.text("AaBbĐđ .!?…\n“”()1239,/-", max_size=120))
def test_spans_cover_the_text_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert parts(text) == [part.strip() for part in parts(text)]
