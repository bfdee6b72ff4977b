"""What documents do to others, as editors read and type it."""

import pytest

from bot.relation_words import relations_text, typed_relations
from knowledge.relations import Relation, RelationKind

REPLACES, AMENDS, REPEALS = RelationKind


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("thay thế 12-QĐ/TU", [(REPLACES, "12-QĐ/TU")]),
        ("Thay the 12-qđ/tu", [(REPLACES, "12-QĐ/TU")]),
        (
            "sửa đổi, bổ sung Nghị quyết 3-NQ/TU; bãi bỏ 5-KH/TU và 6-KH/TU",
            [(AMENDS, "3-NQ/TU"), (REPEALS, "5-KH/TU"), (REPEALS, "6-KH/TU")],
        ),
        ("huỷ bỏ 5-KH/TU;", [(REPEALS, "5-KH/TU")]),
    ],
)
def test_relations_are_typed_as_people_type(
    typed: str, expected: list[tuple[RelationKind, str]]
) -> None:
    assert typed_relations(typed) == tuple(Relation(*each) for each in expected)


@pytest.mark.parametrize("typed", ["12-QĐ/TU", "thay thế văn bản cũ", "thay thế 1-QĐ/TU; gì đó"])
def test_what_names_no_act_or_no_number_is_not_understood(typed: str) -> None:
    assert typed_relations(typed) is None


def test_what_is_shown_can_be_typed_back() -> None:
    relations = (Relation(REPLACES, "12-QĐ/TU"), Relation(AMENDS, "3/2020/NQ-HĐND"))
    assert typed_relations(relations_text(relations)) == relations
