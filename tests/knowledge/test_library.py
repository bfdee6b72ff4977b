from datetime import UTC, date, datetime
from typing import Any

import pytest

from knowledge.errors import LibraryError, Problem
from knowledge.library import Library
from knowledge.passages import Passage
from knowledge.records import Outcome, Status
from tests.knowledge.library_tools import (
    Clock,
    document,
    passages,
    searched,
)

TODAY = date(2026, 3, 2)
TOMORROW = date(2026, 3, 3)


def refusal(error: pytest.ExceptionInfo[LibraryError]) -> Problem:
    return error.value.problem


class TestAdding:
    def test_a_text_that_is_added_is_searched(self, library: Library) -> None:
        added = library.add(document("Kế hoạch học tập", "Học trong quý một.", "Viết thu hoạch."))

        assert (added.outcome, added.passages) == (Outcome.NEW, 2)
        assert searched(library) == ["Học trong quý một.", "Viết thu hoạch."]

    def test_everything_about_a_passage_comes_back(self, library: Library) -> None:
        cut = [Passage("a) Họp đúng kỳ.", ("Phần I", "Điều 2. Nề nếp"), 7, "list", "Chi bộ phải:")]
        library.add(
            document(
                "Quy chế",
                cut=cut,
                number="05-QC/ĐU",
                kind="Quy chế",
                issuer="Đảng ủy phường Phú Lợi",
                issued_on=date(2025, 8, 1),
            )
        )

        stored = library.snapshot().passages[0]
        assert (stored.text, stored.heading, stored.page, stored.kind, stored.lead) == (
            "a) Họp đúng kỳ.",
            ("Phần I", "Điều 2. Nề nếp"),
            7,
            "list",
            "Chi bộ phải:",
        )
        assert stored.document.number == "05-QC/ĐU"
        assert stored.document.kind == "Quy chế"
        assert stored.document.issuer == "Đảng ủy phường Phú Lợi"
        assert stored.document.issued_on == date(2025, 8, 1)
        assert library.passage(stored.id) == stored

    def test_the_same_text_twice_changes_nothing(self, library: Library) -> None:
        first = library.add(document("Kế hoạch"))
        revision = library.revision()

        again = library.add(document("Kế hoạch"))

        assert again.outcome is Outcome.SAME
        assert again.document_id == first.document_id
        assert library.revision() == revision
        assert len(library.audit()) == 2  # added and published, once

    def test_a_text_is_known_however_it_was_cut_and_spaced(self, library: Library) -> None:
        library.add(document("Kế hoạch", "Một câu. Hai câu."))

        again = library.add(document("ke hoach (ban sao)", "Một câu.", "Hai  câu."))

        assert again.outcome is Outcome.SAME

    def test_a_changed_heading_is_a_changed_text(self, library: Library) -> None:
        library.add(document("A", cut=passages("Nội dung.", heading=("Điều 1",)), number="1-KH"))

        changed = library.add(
            document("A", cut=passages("Nội dung.", heading=("Điều 2",)), number="1-KH")
        )

        assert changed.outcome is Outcome.NEW_VERSION

    def test_a_file_that_was_read_before_is_known_by_its_bytes(self, library: Library) -> None:
        new = document("Kế hoạch")
        assert library.document_of_file(new.file_sha256) is None

        added = library.add(new)

        assert library.document_of_file(new.file_sha256) == added.document

    def test_a_text_without_words_is_refused(self, library: Library) -> None:
        with pytest.raises(LibraryError) as error:
            library.add(document("Trống", cut=[]))

        assert refusal(error) is Problem.NO_TEXT
        assert library.documents() == []

    def test_equal_passages_have_one_hash_and_others_another(self, library: Library) -> None:
        library.add(document("A", cut=passages("Giống.", "Khác.", heading=("Điều 1",))))
        library.add(document("B", cut=passages("Giống.", heading=("Điều 1",))))
        library.add(document("C", cut=passages("Giống.", heading=("Điều 2",))))

        a, other, b, c = (passage.text_hash for passage in library.snapshot().passages)
        assert a == b
        assert len({a, other, c}) == 3


class TestVersions:
    def test_a_changed_text_with_the_same_number_takes_the_old_ones_place(
        self, library: Library
    ) -> None:
        old = library.add(document("Kế hoạch", "Hạn tháng ba.", number="02-KH/TU"))
        new = library.add(document("Kế hoạch", "Hạn tháng tư.", number="02-KH/TU"))

        assert new.outcome is Outcome.NEW_VERSION
        assert (new.document_id, new.document.version) == (old.document_id, 2)
        assert searched(library) == ["Hạn tháng tư."]

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"issuer": "UBND tỉnh Bình Dương"}, {"issuer": "UBND tỉnh Đồng Nai"}),
            ({"issued_on": date(2020, 9, 1)}, {"issued_on": date(2025, 9, 1)}),
            (
                {"issuer": "Tỉnh ủy", "issued_on": date(2020, 9, 1)},
                {"issuer": "Tỉnh ủy", "issued_on": date(2025, 9, 1)},
            ),
        ],
    )
    def test_the_same_number_of_another_office_or_term_is_another_document(
        self, library: Library, first: dict[str, Any], second: dict[str, Any]
    ) -> None:
        library.add(document("Kế hoạch A", number="02-KH/TU", **first))
        other = library.add(document("Kế hoạch B", number="02-KH/TU", **second))

        assert other.outcome is Outcome.NEW
        assert len(library.snapshot().documents) == 2

    def test_a_text_without_number_is_known_by_title_and_file(self, library: Library) -> None:
        library.add(document("Nội quy", "Giờ cũ.", file_name="noi-quy.docx"))
        library.add(document("Nội quy", "Nơi khác.", file_name="khac.docx"))

        changed = library.add(document("Nội quy", "Giờ mới.", file_name="noi-quy.docx"))

        assert changed.outcome is Outcome.NEW_VERSION
        assert searched(library) == ["Nơi khác.", "Giờ mới."]

    def test_a_version_can_be_named_where_the_number_is_not_read(self, library: Library) -> None:
        library.add(document("Kế hoạch", "Cũ.", number="02-KH/TU"))

        scan = library.add(document("scan_0012", "Mới."), version_of="02-KH/TU")

        assert scan.outcome is Outcome.NEW_VERSION
        assert searched(library) == ["Mới."]

    def test_what_was_cited_stays_readable(self, library: Library) -> None:
        library.add(document("Kế hoạch", "Hạn tháng ba.", number="02-KH/TU"))
        cited = library.snapshot().passages[0]
        library.add(document("Kế hoạch sửa đổi", "Hạn tháng tư.", number="02-KH/TU"))

        shown = library.passage(cited.id)

        assert shown is not None
        assert (shown.text, shown.document.title) == ("Hạn tháng ba.", "Kế hoạch")
        assert not shown.document.current
        assert library.text("02-KH/TU", version=1) == "Điều 1. Phạm vi\nHạn tháng ba."

    def test_an_earlier_version_can_be_brought_back(self, library: Library) -> None:
        library.add(document("Kế hoạch", "Bản một.", number="02-KH/TU"))
        library.add(document("Kế hoạch", "Bản hai.", number="02-KH/TU"))

        library.restore("02-KH/TU", version=1)

        assert searched(library) == ["Bản một."]
        assert [v.state for v in library.history("02-KH/TU")] == ["current", "past"]

    def test_adding_a_past_text_again_does_not_bring_it_back(self, library: Library) -> None:
        library.add(document("Kế hoạch", "Bản một.", number="02-KH/TU"))
        library.add(document("Kế hoạch", "Bản hai.", number="02-KH/TU"))

        again = library.add(document("Kế hoạch", "Bản một.", number="02-KH/TU"))

        assert again.outcome is Outcome.SAME
        assert searched(library) == ["Bản hai."]

    def test_the_history_tells_who_and_when(self, library: Library, clock: Clock) -> None:
        library.add(document("Kế hoạch", "Bản một.", number="02-KH/TU"), actor="lan")
        clock.pass_days(3)
        library.add(document("Kế hoạch", "Bản hai.", number="02-KH/TU"), actor="minh")

        history = library.history("02-KH/TU")
        assert [(v.version, v.created_by) for v in history] == [(1, "lan"), (2, "minh")]
        assert history[1].published_at == datetime(2026, 3, 5, 1, 0, tzinfo=UTC)

    def test_there_is_no_version_that_never_was(self, library: Library) -> None:
        library.add(document("Kế hoạch"))

        with pytest.raises(LibraryError) as error:
            library.restore("Kế hoạch", version=4)
        assert refusal(error) is Problem.NO_SUCH_VERSION


class TestReplacing:
    def test_a_replaced_document_answers_no_more_and_names_its_successor(
        self, library: Library
    ) -> None:
        library.add(document("Quy chế cũ", number="01-QC/ĐU"))

        added = library.add(document("Quy chế mới", number="09-QC/ĐU"), replaces="01-QC/ĐU")

        assert added.outcome is Outcome.REPLACED
        assert added.replaced is not None
        assert added.replaced.title == "Quy chế cũ"
        (gone,) = library.snapshot().out_of_force
        assert gone.replaced_by is not None
        assert (gone.number, gone.replaced_by.number) == ("01-QC/ĐU", "09-QC/ĐU")
        assert searched(library) == ["Nội dung của Quy chế mới."]

    def test_it_answers_until_the_new_one_is_in_force(self, library: Library, clock: Clock) -> None:
        library.add(document("Quy chế cũ", number="01-QC/ĐU"))
        library.add(
            document("Quy chế mới", number="09-QC/ĐU", valid_from=TOMORROW), replaces="01-QC/ĐU"
        )

        today = library.snapshot()
        assert [d.number for d in today.documents] == ["01-QC/ĐU"]
        assert [d.status for d in today.out_of_force] == [Status.UPCOMING]
        assert library.is_current(today)

        clock.pass_days(1)
        assert not library.is_current(today)
        assert [d.number for d in library.snapshot().documents] == ["09-QC/ĐU"]

    def test_what_replaces_can_be_told_later(self, library: Library) -> None:
        library.add(document("Quy chế cũ", number="01-QC/ĐU"))
        library.add(document("Quy chế mới", number="09-QC/ĐU"))

        told = library.add(document("Quy chế mới", number="09-QC/ĐU"), replaces="01-QC/ĐU")
        again = library.add(document("Quy chế mới", number="09-QC/ĐU"), replaces="01-QC/ĐU")

        assert (told.outcome, again.outcome) == (Outcome.REPLACED, Outcome.SAME)
        assert searched(library) == ["Nội dung của Quy chế mới."]

    def test_no_two_documents_replace_each_other(self, library: Library) -> None:
        library.add(document("A", number="1-KH"))
        library.add(document("B", number="2-KH", valid_from=TOMORROW), replaces="1-KH")

        library.add(document("A", number="1-KH"), replaces="2-KH")

        assert library.document("1-KH").replaced_by is None
        assert library.document("2-KH").replaced_by is not None
        assert searched(library) == ["Nội dung của A."]

    def test_replacing_what_is_unknown_adds_nothing(self, library: Library) -> None:
        with pytest.raises(LibraryError) as error:
            library.add(document("Quy chế mới"), replaces="77-QC/ĐU")

        assert refusal(error) is Problem.NO_SUCH_DOCUMENT
        assert library.documents() == []


class TestRetiring:
    def test_a_retired_document_stays_readable_and_can_come_back(self, library: Library) -> None:
        library.add(document("Kế hoạch", "Nội dung.", number="02-KH/TU"))

        assert library.retire("02-KH/TU").status is Status.RETIRED
        assert searched(library) == []
        assert "Nội dung." in library.text("02-KH/TU")

        assert library.restore("02-KH/TU").status is Status.PUBLISHED
        assert searched(library) == ["Nội dung."]

    def test_it_can_be_retired_from_a_day_on(self, library: Library, clock: Clock) -> None:
        library.add(document("Kế hoạch", "Nội dung."))

        library.retire("Kế hoạch", on=TOMORROW)

        assert searched(library) == ["Nội dung."]
        clock.pass_days(1)
        assert searched(library) == []

    def test_adding_its_file_again_does_not_bring_it_back(self, library: Library) -> None:
        library.add(document("Kế hoạch"))
        library.retire("Kế hoạch")

        again = library.add(document("Kế hoạch"))

        assert (again.outcome, again.document.status) == (Outcome.SAME, Status.RETIRED)
        assert searched(library) == []

    def test_twice_is_refused(self, library: Library) -> None:
        library.add(document("Kế hoạch"))
        with pytest.raises(LibraryError) as error:
            library.restore("Kế hoạch")
        assert refusal(error) is Problem.NOT_RETIRED

        library.retire("Kế hoạch")
        revision = library.revision()
        with pytest.raises(LibraryError) as error:
            library.retire("Kế hoạch")
        assert refusal(error) is Problem.ALREADY_RETIRED
        assert library.revision() == revision


class TestDrafts:
    def test_a_draft_answers_only_when_published(self, library: Library) -> None:
        added = library.add(document("Dự thảo", "Nội dung."), draft=True)

        assert added.document.status is Status.DRAFT
        assert searched(library) == []
        assert library.snapshot().out_of_force == []
        assert library.publish(added.document_id).status is Status.PUBLISHED
        assert searched(library) == ["Nội dung."]

    def test_the_old_version_answers_until_the_draft_is_published(self, library: Library) -> None:
        library.add(document("Kế hoạch", "Cũ.", number="02-KH/TU"))
        revision = library.revision()
        library.add(document("Kế hoạch", "Mới.", number="02-KH/TU"), draft=True)

        assert searched(library) == ["Cũ."]
        assert library.revision() == revision
        assert library.document("02-KH/TU").draft == 2

        library.publish("02-KH/TU")
        assert searched(library) == ["Mới."]

    def test_a_draft_remembers_what_it_replaces(self, library: Library) -> None:
        library.add(document("Quy chế cũ", number="01-QC/ĐU"))
        library.add(document("Quy chế mới", number="09-QC/ĐU"), replaces="01-QC/ĐU", draft=True)
        assert searched(library) == ["Nội dung của Quy chế cũ."]

        library.publish("09-QC/ĐU")

        assert searched(library) == ["Nội dung của Quy chế mới."]

    def test_adding_it_again_publishes_it(self, library: Library) -> None:
        library.add(document("Dự thảo", "Nội dung."), draft=True)

        assert library.add(document("Dự thảo", "Nội dung."), draft=True).outcome is Outcome.SAME
        assert library.add(document("Dự thảo", "Nội dung.")).outcome is Outcome.NEW
        assert searched(library) == ["Nội dung."]

    def test_a_newer_draft_takes_its_place(self, library: Library) -> None:
        library.add(document("Kế hoạch", "Lần một.", number="02-KH/TU"), draft=True)
        library.add(document("Kế hoạch", "Lần hai.", number="02-KH/TU"), draft=True)

        assert len(library.history("02-KH/TU")) == 1
        library.publish("02-KH/TU")
        assert searched(library) == ["Lần hai."]

    def test_a_discarded_draft_leaves_what_was_there(self, library: Library) -> None:
        library.add(document("Kế hoạch", "Cũ.", number="02-KH/TU"))
        library.add(document("Kế hoạch", "Mới.", number="02-KH/TU"), draft=True)
        library.add(document("Khác"), draft=True)

        library.discard("02-KH/TU")
        library.discard("Khác")

        assert searched(library) == ["Cũ."]
        assert [d.number for d in library.documents()] == ["02-KH/TU"]
        with pytest.raises(LibraryError) as error:
            library.publish("02-KH/TU")
        assert refusal(error) is Problem.NO_DRAFT

    def test_a_draft_is_neither_retired_nor_restored(self, library: Library) -> None:
        library.add(document("Dự thảo"), draft=True)

        for change in (library.retire, library.restore):
            with pytest.raises(LibraryError) as error:
                change("Dự thảo")
            assert refusal(error) is Problem.STILL_DRAFT


class TestValidity:
    def test_only_what_is_in_force_answers(self, library: Library, clock: Clock) -> None:
        library.add(document("Có hạn", valid_from=TODAY, valid_until=TOMORROW))
        assert searched(library) == ["Nội dung của Có hạn."]

        clock.pass_days(1)
        assert searched(library) == ["Nội dung của Có hạn."]

        clock.pass_days(1)
        assert searched(library) == []
        assert [d.status for d in library.snapshot().out_of_force] == [Status.EXPIRED]

    def test_a_question_can_be_asked_as_of_a_day(self, library: Library) -> None:
        library.add(document("Nhiệm kỳ trước", valid_until=date(2025, 6, 30)))
        library.add(document("Nhiệm kỳ này", valid_from=date(2025, 7, 1)))

        assert searched(library) == ["Nội dung của Nhiệm kỳ này."]
        assert searched(library, date(2024, 1, 1)) == ["Nội dung của Nhiệm kỳ trước."]

    def test_a_snapshot_says_how_long_it_holds(self, library: Library) -> None:
        library.add(document("Luôn luôn"))
        assert library.snapshot().until is None

        library.add(document("Có hạn", valid_until=date(2026, 3, 20)))
        library.add(document("Sắp tới", valid_from=date(2026, 3, 10)))

        assert library.snapshot().until == date(2026, 3, 9)

    def test_a_text_is_not_in_force_before_it_was_issued(self, library: Library) -> None:
        library.add(document("Ban hành năm 2024", issued_on=date(2024, 5, 1)))
        library.add(document("Không rõ ngày"))

        assert searched(library, date(2024, 4, 30)) == ["Nội dung của Không rõ ngày."]
        assert len(searched(library, date(2024, 5, 1))) == 2

    def test_what_was_replaced_long_ago_answers_as_of_a_day_before(self, library: Library) -> None:
        library.add(document("Cũ", number="1-NQ", issued_on=date(2015, 1, 1)))
        library.add(
            document("Mới", number="2-NQ", issued_on=date(2020, 1, 1), valid_from=date(2020, 3, 1)),
            replaces="1-NQ",
        )

        assert searched(library, date(2020, 2, 29)) == ["Nội dung của Cũ."]
        assert searched(library, date(2020, 3, 1)) == ["Nội dung của Mới."]
        assert library.document("1-NQ").retired_on == date(2020, 3, 1)

    def test_the_version_before_answers_until_the_new_one_is_in_force(
        self, library: Library, clock: Clock
    ) -> None:
        library.add(document("Quy chế", "Họp hằng tháng.", number="5-QC"))
        library.add(document("Quy chế", "Họp hằng quý.", number="5-QC", valid_from=TOMORROW))

        today = library.snapshot()
        assert [passage.text for passage in today.passages] == ["Họp hằng tháng."]
        assert (today.until, today.out_of_force) == (TODAY, [])
        clock.pass_days(1)
        assert searched(library) == ["Họp hằng quý."]

    def test_the_day_is_vietnams(self, library: Library, clock: Clock) -> None:
        clock.now = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)  # past midnight in Hà Nội

        assert library.today() == TOMORROW


class TestCorrecting:
    def test_head_data_can_be_corrected(self, library: Library) -> None:
        library.add(document("Ke hoach", number="2-KH/TU"), actor="lan")

        library.correct("2-KH/TU", title="Kế hoạch", number="02-KH/TU", actor="minh")

        assert library.document("02-KH/TU").title == "Kế hoạch"
        assert library.snapshot().passages[0].document.title == "Kế hoạch"
        entry = library.audit(limit=1)[0]
        assert (entry.actor, entry.action) == ("minh", "document.corrected")
        assert entry.details == {"version": 1, "title": "Ke hoach", "number": "2-KH/TU"}

    def test_validity_can_be_corrected_and_is_audited(self, library: Library) -> None:
        library.add(document("Kế hoạch", valid_until=TOMORROW))

        library.correct("Kế hoạch", valid_until=date(2026, 1, 1))

        assert searched(library) == []
        assert library.audit(limit=1)[0].details["valid_until"] == "2026-03-03"

    def test_correcting_nothing_changes_nothing(self, library: Library) -> None:
        library.add(document("Kế hoạch"))
        revision = library.revision()

        library.correct("Kế hoạch", title="Kế hoạch")

        assert library.revision() == revision


class TestFinding:
    @pytest.fixture(autouse=True)
    def shelf(self, library: Library) -> None:
        library.add(document("Kế hoạch tuyên truyền đại hội", number="02-KH/TU"))
        library.add(document("Kế hoạch tuyên truyền bầu cử", number="07-KH/TU"))
        library.add(document("Kế hoạch", number="08-KH/TU"))

    @pytest.mark.parametrize(
        ("reference", "number"),
        [
            (1, "02-KH/TU"),
            ("2", "07-KH/TU"),
            ("07-kh/tu", "07-KH/TU"),
            ("đại hội", "02-KH/TU"),
            ("BAU CU", "07-KH/TU"),
            ("kế hoạch", "08-KH/TU"),  # the whole title goes before a part of one
        ],
    )
    def test_by_id_number_or_title(
        self, library: Library, reference: int | str, number: str
    ) -> None:
        assert library.document(reference).number == number

    @pytest.mark.parametrize("reference", ["không có", "", "  ", 99, "99", "%"])
    def test_what_is_not_there_is_not_found(self, library: Library, reference: int | str) -> None:
        with pytest.raises(LibraryError) as error:
            library.document(reference)
        assert refusal(error) is Problem.NO_SUCH_DOCUMENT

    def test_several_are_named(self, library: Library) -> None:
        with pytest.raises(LibraryError) as error:
            library.retire("tuyên truyền")

        assert refusal(error) is Problem.AMBIGUOUS_DOCUMENT
        assert error.value.details["matches"] == (
            "#1 02-KH/TU Kế hoạch tuyên truyền đại hội; #2 07-KH/TU Kế hoạch tuyên truyền bầu cử"
        )
        assert len(searched(library)) == 3


class TestWholeText:
    def test_the_article_around_a_passage(self, library: Library) -> None:
        def part(text: str, *heading: str) -> Passage:
            return Passage(text, heading, None, "text")

        library.add(
            document(
                "Điều lệ",
                cut=[
                    part("Mở đầu."),
                    part("Một.", "Chương I", "Điều 1. Tên"),
                    part("Hai, a.", "Chương I", "Điều 2. Việc", "khoản 1"),
                    part("Hai, b.", "Chương I", "Điều 2. Việc", "khoản 2", "điểm a"),
                    part("Phụ lục.", "Phụ lục", "1. Mẫu", "khoản 1"),
                    part("Phụ lục, tiếp.", "Phụ lục", "1. Mẫu", "khoản 2"),
                    part("Kết.", "Chương I", "Điều 2. Việc"),
                ],
            )
        )
        ids = [passage.id for passage in library.snapshot().passages]

        around = [[near.text for near in library.neighbours(i)] for i in ids]

        assert around == [
            ["Mở đầu."],
            ["Một."],
            ["Hai, a.", "Hai, b."],
            ["Hai, a.", "Hai, b."],
            ["Phụ lục.", "Phụ lục, tiếp."],
            ["Phụ lục.", "Phụ lục, tiếp."],
            ["Kết."],
        ]

    def test_each_heading_stands_once(self, library: Library) -> None:
        cut = [
            *passages("Một.", "Hai.", heading=("Chương I", "Điều 1")),
            *passages("Ba.", heading=("Chương I", "Điều 2")),
        ]
        library.add(document("Điều lệ", cut=cut))

        assert library.text("Điều lệ").splitlines() == [
            "Chương I",
            "Điều 1",
            "Một.",
            "Hai.",
            "Điều 2",
            "Ba.",
        ]

    def test_an_unknown_passage_is_none(self, library: Library) -> None:
        assert library.passage(12345) is None
        assert library.neighbours(12345) == []

    def test_several_passages_come_in_the_order_asked(self, library: Library) -> None:
        library.add(document("A", "Một.", "Hai."))
        library.add(document("B", "Ba."))
        one, two, three = library.snapshot().passages

        found = library.passages_by_id([three.id, one.id, 999, two.id])

        assert found == [three, one, two]


class TestSnapshots:
    def test_going_on_from_an_earlier_one_gives_the_same(
        self, library: Library, clock: Clock
    ) -> None:
        library.add(document("A", "A một.", number="1-KH"))
        library.add(document("B", "B một.", number="2-KH"))
        library.add(document("C", "C một.", number="3-KH"))
        before = library.snapshot()

        library.correct("2-KH", title="B sửa")
        library.add(document("A", "A hai.", number="1-KH"))
        library.retire("3-KH")
        clock.pass_days(1)

        assert library.snapshot(previous=before) == library.snapshot()
        assert library.snapshot(previous=before).revision > before.revision

    def test_passages_come_by_id(self, library: Library) -> None:
        library.add(document("A", "A một.", number="1-KH"))
        library.add(document("B", "B một.", "B hai."))
        library.add(document("A", "A hai.", number="1-KH"))

        ids = [passage.id for passage in library.snapshot().passages]
        assert ids == sorted(ids)


class TestAudit:
    def test_it_tells_who_did_what_and_when(self, library: Library, clock: Clock) -> None:
        library.add(document("A", number="1-KH"), actor="lan")
        clock.pass_days(1)
        library.add(document("B", number="2-KH"), replaces="1-KH", actor="minh")
        clock.pass_days(1)
        library.restore("1-KH", actor="hoa")

        of_a = library.audit(document="1-KH")
        assert [(entry.actor, entry.action) for entry in of_a] == [
            ("hoa", "document.restored"),
            ("minh", "document.replaced"),
            ("lan", "document.published"),
            ("lan", "document.added"),
        ]
        assert of_a[1].at == datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
        assert of_a[1].details == {"by": 2, "retired_on": None}
        assert len(library.audit()) == 6

    def test_a_refused_change_leaves_no_trace(self, library: Library) -> None:
        library.add(document("A"))
        before = library.audit()

        with pytest.raises(LibraryError):
            library.restore("A")

        assert library.audit() == before
