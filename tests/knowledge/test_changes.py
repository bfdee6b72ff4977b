from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from knowledge.changes import ChangeKind, compare
from knowledge.database import Database
from knowledge.library import Library
from knowledge.records import DocumentInfo, Status, StoredPassage
from tests.knowledge.library_tools import document

DOCUMENT = DocumentInfo(
    *(1, "Quy chế", None, None, None, None, None, None, Status.PUBLISHED),
    *(1, 1, True, None, None, None, 0, "quy-che.docx"),
)

FEE = "Đảng viên nộp đảng phí trước ngày 10 hằng tháng."
MEETING = "Chi bộ sinh hoạt thường kỳ mỗi tháng một lần."
LEAVE = "Đảng viên đi xa phải báo cáo chi ủy bằng văn bản."


def text(*parts: str | tuple[str, str]) -> list[StoredPassage]:
    """Passages under "Điều 1", or under the heading a part names."""
    split = [part if isinstance(part, tuple) else ("Điều 1", part) for part in parts]
    return [
        StoredPassage(at, DOCUMENT, words, (heading,), None, "text", "", "", at)
        for at, (heading, words) in enumerate(split)
    ]


def shown(
    before: list[StoredPassage], after: list[StoredPassage]
) -> list[tuple[str, str | None, str | None]]:
    return [
        (str(c.kind), c.before and c.before.text, c.after and c.after.text)
        for c in compare(before, after)
    ]


def test_the_same_text_has_no_changes() -> None:
    assert compare(text(FEE, MEETING), text(FEE, MEETING)) == []


def test_what_was_added_and_what_is_gone() -> None:
    assert shown(text(FEE, MEETING), text(MEETING, LEAVE)) == [
        ("added", None, LEAVE),
        ("gone", FEE, None),
    ]


def test_a_changed_day_is_a_change_and_not_another_passage() -> None:
    later = FEE.replace("ngày 10", "ngày 15")

    assert shown(text(MEETING, FEE, LEAVE), text(MEETING, later, LEAVE)) == [
        ("changed", FEE, later)
    ]


def test_neighbours_that_both_change_find_their_own() -> None:
    fee, meeting = FEE.replace("10", "15"), MEETING.replace("một", "hai")

    assert shown(text(FEE, MEETING), text(meeting, fee)) == [
        ("changed", MEETING, meeting),
        ("changed", FEE, fee),
    ]


def test_the_same_words_elsewhere_have_moved() -> None:
    assert shown(text(FEE, MEETING, LEAVE), text(MEETING, LEAVE, FEE)) == [("moved", FEE, FEE)]
    assert shown(text(("Điều 3", FEE)), text(("Điều 4", FEE))) == [("moved", FEE, FEE)]


def test_of_two_alike_the_one_under_the_same_heading_is_meant() -> None:
    before = text(("Điều 1", "Thời hạn là 10 ngày."), ("Điều 2", "Thời hạn là 10 ngày."))
    after = text(("Điều 2", "Thời hạn là 20 ngày."))

    assert [c.before and c.before.heading for c in compare(before, after)] == [
        ("Điều 2",),
        ("Điều 1",),
    ]


def test_spaces_are_no_change() -> None:
    assert compare(text("Một  hai ba."), text("Một hai ba.")) == []


@given(
    st.lists(st.sampled_from([FEE, MEETING, LEAVE, "Một.", "Hai ba."])),
    st.lists(st.sampled_from([FEE, MEETING, LEAVE, "Một.", "Hai ba."])),
)
def test_the_changes_lead_from_the_one_text_to_the_other(
    before: list[str], after: list[str]
) -> None:
    changes = compare(text(*before), text(*after))

    changed_before = [c.before.id for c in changes if c.before]
    changed_after = [c.after.id for c in changes if c.after]
    assert len(set(changed_before)) == len(changed_before)
    assert len(set(changed_after)) == len(changed_after)
    kept_before = [words for at, words in enumerate(before) if at not in changed_before]
    kept_after = [words for at, words in enumerate(after) if at not in changed_after]
    assert kept_before == kept_after


def test_two_versions_of_a_document(tmp_path: Path) -> None:
    library = Library(Database.open(f"sqlite:///{tmp_path / 'x.sqlite'}"))
    library.add(document("Quy chế", FEE, MEETING, number="1-QC"))
    library.add(document("Quy chế", FEE, LEAVE, number="1-QC"), draft=True)

    changes = library.changes("1-QC", 1, 2)

    assert {change.kind for change in changes} == {ChangeKind.ADDED, ChangeKind.GONE}
