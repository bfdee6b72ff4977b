"""Which texts a document says it replaces, amends or repeals."""

import pytest

from knowledge.blocks import Block, BlockKind
from knowledge.relations import Relation, RelationKind, read_relations

REPLACES, AMENDS, REPEALS = RelationKind


def relations(*lines: str, number: str | None = "9/2026/NQ-HĐND") -> list[tuple[str, str]]:
    blocks = [Block(BlockKind.PARAGRAPH, line) for line in lines]
    return [(each.kind, each.number) for each in read_relations(blocks, number=number)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Nghị quyết này thay thế Nghị quyết số 32/2024/NQ-HĐND ngày 19 tháng 11 năm 2024.",
            [(REPLACES, "32/2024/NQ-HĐND")],
        ),
        (
            "Bãi bỏ Quyết định số 2/2022/QĐ-UBND và Quyết định số 3/2022/QĐ-UBND.",
            [(REPEALS, "2/2022/QĐ-UBND"), (REPEALS, "3/2022/QĐ-UBND")],
        ),
        (
            "Nghị quyết số 10/2022/NQ-HĐND hết hiệu lực kể từ ngày Nghị quyết này có hiệu lực.",
            [(REPEALS, "10/2022/NQ-HĐND")],
        ),
        (
            "Điều 1. Sửa đổi, bổ sung một số điều của Nghị quyết số 11/2022/NQ-HĐND",
            [(AMENDS, "11/2022/NQ-HĐND")],
        ),
    ],
)
def test_what_a_text_does_to_others(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert relations(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Căn cứ Nghị quyết số 5/2020/NQ-HĐND đã được sửa đổi bởi Nghị quyết số 6/2021/NQ-HĐND;",
        "Thực hiện Quyết định số 2/2022/QĐ-UBND thay thế Quyết định số 1/2020/QĐ-UBND.",
        "Nghị quyết số 7/2020/NQ-HĐND được thay thế bằng Nghị quyết số 8/2021/NQ-HĐND.",
        "Nghị quyết này thay thế Nghị quyết số 9/2026/NQ-HĐND.",  # itself: a slip
        "Ủy ban nhân dân đề nghị sửa đổi Quyết định số 2/2022/QĐ-UBND.",
    ],
)
def test_what_is_only_told_of_others_is_no_act(sentence: str) -> None:
    assert relations(sentence) == []


def test_no_text_changes_one_above_it_and_a_plan_changes_plans_alone() -> None:
    assert relations("Điều 1. Bãi bỏ Nghị định số 12/2020/NĐ-CP.") == []
    told = "Kế hoạch này thay thế Kế hoạch số 3/KH-UBND. Bãi bỏ Quyết định số 2/QĐ-UBND."
    assert relations(told, number="5/KH-UBND") == [(REPLACES, "3/KH-UBND")]


def test_each_other_text_is_named_once() -> None:
    twice = ["Nghị quyết này thay thế Nghị quyết số 3/2020/NQ-HĐND."] * 2
    assert [Relation(RelationKind(k), n) for k, n in relations(*twice)] == [
        Relation(REPLACES, "3/2020/NQ-HĐND")
    ]
