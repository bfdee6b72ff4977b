import pytest

from knowledge.faq import FaqEntry, Refusal
from knowledge.library import Library
from knowledge.records import FaqOutcome
from tests.knowledge.library_tools import Clock

FEE = FaqEntry(
    question="Đảng phí nộp khi nào?",
    answer="Trước ngày 10 hằng tháng.",
    source="Quy chế, Điều 4",
    topic="Đảng phí",
    other_ways=("Hạn nộp đảng phí?", "Nộp đảng phí ngày mấy?"),
)
MEETING = FaqEntry(question="Chi bộ họp mấy lần?", answer="Mỗi tháng một lần.")


def answers(library: Library) -> list[str]:
    return [entry.answer for entry in library.snapshot().faq]


def test_entries_come_back_as_they_were(library: Library) -> None:
    report = library.import_faq([FEE, MEETING])

    assert (report.added, report.changed, report.same, report.refused) == (2, 0, 0, 0)
    assert library.export_faq() == [FEE, MEETING]
    stored = library.snapshot().faq[0]
    assert stored.wordings == FEE.other_ways
    assert library.faq_entry(stored.id) == stored


def test_the_same_set_again_changes_nothing(library: Library) -> None:
    library.import_faq([FEE, MEETING])
    revision = library.revision()

    report = library.import_faq([FEE, MEETING])

    assert report.same == 2
    assert library.revision() == revision


def test_a_new_answer_takes_the_old_ones_place_and_the_audit_keeps_it(library: Library) -> None:
    library.import_faq([FEE, MEETING])
    changed = FaqEntry(question="đảng phí nộp khi nào", answer="Trước ngày 15.")

    report = library.import_faq([changed], source_file="bo-sung.xlsx", actor="lan")

    assert [(row.outcome, row.entry_id) for row in report.rows] == [(FaqOutcome.CHANGED, 1)]
    assert answers(library) == ["Trước ngày 15.", MEETING.answer]
    imported, entry = library.audit(limit=2)
    assert (imported.action, imported.actor) == ("faq.imported", "lan")
    assert imported.details["file"] == "bo-sung.xlsx"
    assert entry.details["before"]["answer"] == FEE.answer
    assert entry.details["before"]["other_ways"] == list(FEE.other_ways)


@pytest.mark.parametrize(
    "other_ways",
    [(), ("Nộp đảng phí ngày mấy?", "Hạn nộp đảng phí?"), ("Một cách khác?", *FEE.other_ways)],
)
def test_other_wordings_are_a_change(library: Library, other_ways: tuple[str, ...]) -> None:
    library.import_faq([FEE])

    report = library.import_faq([FaqEntry(FEE.question, FEE.answer, other_ways=other_ways)])

    assert report.changed == 1
    assert library.snapshot().faq[0].wordings == other_ways


def test_each_row_that_is_refused_says_why(library: Library) -> None:
    report = library.import_faq(
        [
            FEE,
            FaqEntry(question=" ? ", answer="Gì đó."),
            FaqEntry(question="Ai?", answer="  "),
            FaqEntry(question="Đảng phí nộp khi nào", answer="Cuối năm."),
            FEE,
        ]
    )

    assert [(row.place, row.outcome, row.reason) for row in report.rows] == [
        (1, FaqOutcome.ADDED, None),
        (2, FaqOutcome.REFUSED, Refusal.NO_QUESTION),
        (3, FaqOutcome.REFUSED, Refusal.NO_ANSWER),
        (4, FaqOutcome.REFUSED, Refusal.REPEATED),
        (5, FaqOutcome.SAME, None),
    ]
    assert answers(library) == [FEE.answer]


def test_a_set_with_nothing_to_take_leaves_no_trace(library: Library) -> None:
    library.import_faq([FaqEntry(question="", answer="")])

    assert library.revision() == 0
    assert library.audit() == []


def test_a_retired_entry_comes_back_only_when_it_is_told_to_or_changed(library: Library) -> None:
    library.import_faq([FEE])

    assert library.retire_faq(1)
    assert not library.retire_faq(1)
    assert not library.retire_faq(99)
    assert library.import_faq([FEE]).same == 1
    assert answers(library) == []
    assert library.export_faq() == []
    entry = library.faq_entry(1)
    assert entry is not None
    assert entry.retired

    assert library.restore_faq(1)
    assert answers(library) == [FEE.answer]
    library.retire_faq(1)
    library.import_faq([FaqEntry(FEE.question, "Trước ngày 15.")])
    assert answers(library) == ["Trước ngày 15."]


def test_a_large_set_is_taken_in_whole(library: Library, clock: Clock) -> None:
    entries = [FaqEntry(f"Câu hỏi số {i} là gì?", f"Trả lời {i}.") for i in range(1200)]
    library.import_faq(entries)
    clock.pass_days(1)

    report = library.import_faq(
        [*entries[:600], *(FaqEntry(e.question, "Mới.") for e in entries[600:])]
    )

    assert (report.same, report.changed) == (600, 600)
    assert answers(library).count("Mới.") == 600
