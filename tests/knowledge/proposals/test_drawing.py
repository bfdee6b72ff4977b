"""Items drawn from a resolution and from Q&A entries."""

import pytest

from knowledge.proposals.drawing import propose
from knowledge.proposals.facts import Kind
from knowledge.proposals.items import Proposal
from knowledge.quizbank import refusal
from knowledge.records import StoredFaq

from .texts import RESOLUTION, document, stored

NAME = "Nghị quyết số 15/2026/NQ-HĐND của Hội đồng nhân dân tỉnh Tân Phú"


def drawn(text: str = RESOLUTION, *, count: int = 50, seed: int = 0) -> list[Proposal]:
    return propose([(document(), stored(text))], count=count, seed=seed)


def by_key(items: list[Proposal]) -> dict[str, Proposal]:
    return {item.content.options[item.content.key]: item for item in items}


def test_a_number_a_date_a_body_and_a_term_are_asked_for() -> None:
    items = by_key(drawn())
    assert items["45.000 đồng/người/ngày"].content.stem == (
        f"Theo {NAME}, mức hỗ trợ tiền ăn cho người học nghề thuộc hộ nghèo là bao nhiêu "
        "đồng/người/ngày?"
    )
    assert items["75%"].content.stem == (
        f"Theo {NAME}, phấn đấu đến năm 2030, tỷ lệ lao động qua đào tạo của toàn tỉnh đạt ít nhất "
        "bao nhiêu phần trăm?"
    )
    assert items["Ngày 01 tháng 7 năm 2026"].content.stem == (
        f"{NAME} có hiệu lực thi hành từ ngày nào?"
    )
    assert items["Sở Nội vụ"].content.stem.startswith(
        f"Theo {NAME}, cơ quan, tổ chức nào chủ trì, phối hợp với các cơ sở đào tạo"
    )
    kinds = {item.kind for item in items.values()}
    assert {Kind.NUMBER, Kind.DATE, Kind.BODY, Kind.DEFINITION} <= kinds


def test_an_item_comes_with_its_sentence_and_its_place() -> None:
    content = by_key(drawn())["75%"].content
    assert content.explanation == (
        "Phấn đấu đến năm 2030, tỷ lệ lao động qua đào tạo của toàn tỉnh đạt ít nhất 75%."
    )
    assert content.source == f"{NAME}, Điều 3. Mức hỗ trợ, khoản 3"
    assert (content.document_id, content.document_number) == (7, "15/2026/NQ-HĐND")
    assert content.topic == NAME


@pytest.mark.parametrize("seed", range(15))
def test_every_item_is_one_the_bank_takes(seed: int) -> None:
    for item in drawn(seed=seed):
        content = item.content
        assert refusal(content) is None
        assert len(content.options) == 4
        assert content.stem.endswith("?")
        assert len(content.stem) <= 300
        right = content.options[content.key]
        assert right.lower() not in content.stem.lower()
        assert right.lower() in content.explanation.lower()
        wrong = [option for option in content.options if option != right]
        assert not any(option in content.explanation for option in wrong)


def test_what_needs_its_neighbours_is_not_asked() -> None:
    assert not any("số tiền" in item.content.stem.lower() for item in drawn())


@pytest.mark.parametrize(
    "sentence",
    [
        "Mức này được áp dụng cho học viên của các lớp sơ cấp trong 30 ngày đầu tiên.",
        "Học viên nộp hồ sơ theo khoản 2 Điều 9 trong thời hạn 15 ngày kể từ ngày khai giảng.",
        "Căn cứ Luật Giáo dục nghề nghiệp, tỉnh hỗ trợ học phí tối đa 12 tháng cho học viên.",
        "Tỷ lệ học viên có việc làm sau khi học đạt từ 60% đến 80% mỗi khóa học nghề.",
        "Học viên ký tên vào phiếu số .......... trước ngày 15 tháng 11 năm 2026 tại lớp học.",
    ],
)
def test_no_item_of_a_sentence_that(sentence: str) -> None:
    assert not drawn(f"Điều 5. Học viên học nghề\n1. {sentence}\n2. {sentence}")


def test_no_item_where_the_text_says_two_things_of_the_same() -> None:
    text = """Điều 5. Hỗ trợ tiền ăn
Học viên lớp sơ cấp tại cơ sở đào tạo của tỉnh được hỗ trợ tiền ăn trong tối đa 10 ngày.

Điều 6. Hỗ trợ tiền ăn đợt hai
Học viên lớp sơ cấp tại cơ sở đào tạo của tỉnh được hỗ trợ tiền ăn trong tối đa 25 ngày."""
    assert not drawn(text)


def test_no_text_that_changes_another_is_asked_about() -> None:
    text = """Điều 1. Sửa đổi, bổ sung một số điều của Nghị quyết số 02/2020/NQ-HĐND
1. Phấn đấu đến năm 2030, tỷ lệ lao động qua đào tạo của toàn tỉnh đạt ít nhất 75%."""
    assert not drawn(text)


def test_the_same_seed_gives_the_same_items() -> None:
    assert drawn(seed=3) == drawn(seed=3)
    assert drawn(seed=3) != drawn(seed=4)


def test_what_is_asked_already_does_not_come_again() -> None:
    texts = [(document(), stored(RESOLUTION))]
    first = propose(texts, count=3)
    known = [item.content.stem for item in first]
    again = propose(texts, count=50, known=known)
    assert again
    assert not {item.content.stem for item in again} & set(known)


def test_kinds_count_and_topic() -> None:
    items = propose(
        [(document(), stored(RESOLUTION))], count=2, kinds=[Kind.NUMBER], topic="Học nghề"
    )
    assert [(item.kind, item.content.topic) for item in items] == [(Kind.NUMBER, "Học nghề")] * 2
    assert propose([(document(), stored(RESOLUTION))], count=9, only=[8]) == []


def test_a_document_without_a_name_is_not_asked_about() -> None:
    info = document(number=None, title="")
    assert propose([(info, stored(RESOLUTION, info))], count=9) == []


def entry(number: int, question: str, answer: str) -> StoredFaq:
    return StoredFaq(number, question, (), answer, "Báo Tân Phú", "Tổ chức", "")


def test_an_entry_is_asked_in_its_own_words() -> None:
    (item,) = propose(
        [],
        [entry(1, "Đảng bộ phường có bao nhiêu đảng viên", "Đảng bộ phường có 1.240 đảng viên.")],
        count=5,
    )
    content = item.content
    assert content.stem == "Đảng bộ phường có bao nhiêu đảng viên?"
    assert content.options[content.key] == "1.240 đảng viên"
    assert (content.source, content.topic) == ("Báo Tân Phú", "Tổ chức")
    assert content.explanation == "Đảng bộ phường có 1.240 đảng viên."


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Có bao nhiêu hộ nghèo?", "Xã có 20 hộ nghèo và 35 hộ cận nghèo."),  # which of them?
        ("Có bao nhiêu dự án mới?", "Đến tháng 4 có 62 trên 150 dự án."),
        ("Có bao nhiêu chương trình, đề án?", "Có 8 chương trình, 2 đề án."),
        ("Vì sao có bao nhiêu hộ nghèo?", "Xã có 20 hộ nghèo."),
        ("Khi nào họp?", "Họp vào ngày 01/02/2026 hoặc ngày 03/02/2026."),
    ],
)
def test_no_item_of_an_answer_that_holds_more_than_one(question: str, answer: str) -> None:
    assert propose([], [entry(1, question, answer)], count=5) == []


def test_people_are_wrong_options_of_people() -> None:
    names = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Chi", "Phạm Minh Dũng"]
    entries = [
        entry(n, f"Ai là bí thư chi bộ khu phố {n}?", f"Bí thư chi bộ là đồng chí {name}.")
        for n, name in enumerate(names, start=1)
    ]
    items = propose([], entries, count=1)
    assert sorted(items[0].content.options) == sorted(names)
    assert items[0].kind is Kind.NAME
