"""What a member is told of texts that are not, not yet or no longer in force."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from bot.answer_record import as_record
from bot.texts import dialogue as texts
from bot.texts import validity
from knowledge.faq import FaqEntry
from knowledge.passages import Passage
from knowledge.records import NewDocument
from knowledge.relations import Relation, RelationKind

from .conftest import HALL_QUESTION, PASSAGES, TITLE, Office, Person
from .test_dialogue import choice, labels


def text(number: str, *said: str, title: str = "Nghị quyết về học phí", **head: Any) -> NewDocument:
    cut = [Passage(each, (f"Điều {i}. Mức thu",), 1, "text") for i, each in enumerate(said, 1)]
    sha = f"{abs(hash((number, said))):064x}"[:64]
    return NewDocument(
        title, cut, f"{sha[-8:]}.docx", sha, number=number, kind="Nghị quyết", **head
    )


OLD = text(
    "12-NQ/ĐU",
    "Mức học phí lớp nấu ăn của phường là 100.000 đồng một tháng.",
    issued_on=date(2020, 6, 1),
)
NEW = text(
    "15-NQ/ĐU",
    "Mức học phí lớp nấu ăn của phường là 150.000 đồng một tháng.",
    issued_on=date(2024, 8, 1),
    valid_from=date(2024, 9, 1),
)
ASKED = "Mức học phí lớp nấu ăn là bao nhiêu?"


@pytest.fixture
def fees(office: Office) -> Office:
    """A text of 2020 that another took the place of in 2024."""
    old = office.library.add(OLD)
    office.library.add(NEW, replaces=old.document_id)
    office.engine.refresh()
    return office


def test_a_replaced_text_that_is_named_is_said_to_be_replaced_and_its_successor_answers(
    fees: Office, person: Person
) -> None:
    said = person.says("Theo nghị quyết 12-NQ/ĐU, mức học phí lớp nấu ăn là bao nhiêu?").plain
    notice, *answer = said.splitlines()
    assert "12-NQ/ĐU" in notice
    assert "15-NQ/ĐU" in notice
    assert "01/09/2024" in notice
    assert "150.000" in "\n".join(answer)
    assert "100.000" not in said


@pytest.mark.parametrize("asked", ["Nghị quyết số 12 còn hiệu lực không?", "nq 12 con hieu luc ko"])
def test_whether_a_text_is_in_force_is_told_however_it_is_typed(
    fees: Office, person: Person, asked: str
) -> None:
    assert "15-NQ/ĐU" in person.says(asked).plain.splitlines()[0]


def test_a_text_in_force_needs_no_notice(fees: Office, person: Person) -> None:
    said = person.says("Theo nghị quyết 15-NQ/ĐU, mức học phí lớp nấu ăn là bao nhiêu?").plain
    assert "12-NQ/ĐU" not in said
    assert "150.000" in said


def test_a_text_whose_end_has_come_and_one_to_come_are_told_with_their_day(
    office: Office, person: Person
) -> None:
    today = office.library.today()
    later = today + timedelta(days=30)
    office.library.add(text("20-NQ/ĐU", "Đã qua.", valid_until=date(2025, 1, 31)))
    office.library.add(text("21-NQ/ĐU", "Chưa tới.", valid_from=later))
    office.engine.refresh()
    assert "hết hiệu lực từ ngày 01/02/2025" in person.says("Nghị quyết 20-NQ/ĐU nói gì?").plain
    assert f"{later:%d/%m/%Y}" in person.says("Nghị quyết 21-NQ/ĐU nói gì?").plain


def test_an_entry_whose_source_is_out_of_force_is_given_with_a_notice(
    fees: Office, person: Person
) -> None:
    entry = FaqEntry("Lớp nấu ăn học ở đâu?", "Ở nhà văn hoá.", document_number="12-NQ/ĐU")
    fees.library.import_faq([entry])
    fees.engine.refresh()
    said = person.says("Lớp nấu ăn học ở đâu?").plain
    assert "Ở nhà văn hoá." in said
    assert "15-NQ/ĐU" in said


def test_a_program_reads_the_notice_as_fields(fees: Office) -> None:
    answer = fees.engine.answer("Nghị quyết 12-NQ/ĐU quy định mức học phí lớp nấu ăn thế nào?")
    (notice,) = json.loads(json.dumps(as_record(answer, "?"), default=str))["notices"]
    assert notice["number"] == "12-NQ/ĐU"
    assert (notice["status"], notice["since"]) == ("retired", "2024-09-01")
    assert notice["replaced_by"]["number"] == "15-NQ/ĐU"


def test_an_answer_from_an_amended_text_says_by_which(fees: Office, person: Person) -> None:
    amends = (Relation(RelationKind.AMENDS, "15-NQ/ĐU"),)
    title = "Nghị quyết sửa đổi Nghị quyết số 15-NQ/ĐU"
    fees.library.add(text("17-NQ/ĐU", "Bếp mở cửa lúc bảy giờ.", title=title, relations=amends))
    fees.engine.refresh()
    said = person.says(ASKED).plain
    assert "150.000" in said
    assert "17-NQ/ĐU" in said.splitlines()[-1]
    record = json.loads(json.dumps(as_record(fees.engine.answer(ASKED), ASKED), default=str))
    (citation,) = record["citations"]
    assert citation["amended_by"] == [{"document": title, "number": "17-NQ/ĐU"}]

    fees.library.retire("17-NQ/ĐU")
    fees.engine.refresh()
    assert "17-NQ/ĐU" not in person.says("Cho hỏi " + ASKED).plain


# as of a day


@pytest.mark.parametrize(
    "typed",
    [
        f"/ngay 01/05/2023 {ASKED}",
        f"Tại thời điểm 01/5/2023, {ASKED.lower()}",
        f"Theo quy định có hiệu lực năm 2023, {ASKED.lower()}",
    ],
)
def test_a_question_as_of_a_day_is_answered_by_the_text_of_that_day(
    fees: Office, person: Person, typed: str
) -> None:
    said = person.says(typed).plain
    assert "100.000" in said
    assert "150.000" not in said
    assert "2023" in said.splitlines()[0]
    assert "150.000" in person.says(ASKED).plain


def test_before_any_text_was_issued_there_is_no_answer(fees: Office, person: Person) -> None:
    assert validity.NONE_AS_OF in person.says(f"/ngay 01/05/2019 {ASKED}").plain


def test_a_day_that_is_what_a_text_of_today_tells_of_is_answered_by_it(
    fees: Office, person: Person
) -> None:
    told = "Tại thời điểm 01/5/2019, phường Hoà Bình có 412 hộ nghèo."
    fees.library.add(text("40-NQ/ĐU", told, issued_on=date(2024, 1, 1)))
    fees.engine.refresh()
    assert "412" in person.says("Tại thời điểm 01/5/2019, phường có bao nhiêu hộ nghèo?").plain
    unknown = person.says(f"Tại thời điểm 01/5/2019, {ASKED.lower()}").plain
    assert "150.000" not in unknown


def test_a_change_is_seen_by_questions_as_of_a_day(fees: Office) -> None:
    day = date(2023, 5, 1)
    assert "100.000" in fees.engine.answer(ASKED, day=day).text
    fees.library.correct("12-NQ/ĐU", valid_until=date(2022, 1, 1))
    fees.engine.refresh()
    assert fees.engine.answer(ASKED, day=day).kind == "none"


@pytest.mark.parametrize(
    "typed", ["/ngay", "/ngay hôm qua ai?", "/ngay 01/05/2023", "/ngay 31/02/2023 ai?"]
)
def test_a_day_that_cannot_be_read_is_kindly_explained(person: Person, typed: str) -> None:
    assert person.says(typed).plain == validity.DAY_USAGE


def test_a_day_to_come_is_not_asked(person: Person) -> None:
    assert "01/01/2999" in person.says(f"/ngay 01/01/2999 {ASKED}").plain


# what was cited


def test_what_was_cited_is_still_shown_and_says_that_it_was_replaced(
    office: Office, person: Person
) -> None:
    cited = choice(person.says(HALL_QUESTION), texts.FULL_TEXT)
    changed = [
        Passage(each.text.replace("21 giờ", "22 giờ"), each.heading, each.page, each.kind)
        for each in PASSAGES
    ]
    office.library.add(NewDocument(TITLE, changed, "moi.docx", "f" * 64, number="05-QC/ĐU"))
    office.engine.refresh()
    shown = person.taps(cited)
    assert "21 giờ" in shown.plain
    assert validity.EARLIER_VERSION in shown.plain
    now = person.taps(choice(shown, validity.SHOW_NEW))
    assert "22 giờ" in now.plain
    assert validity.SHOW_NEW not in labels(now)


def test_what_was_cited_of_a_replaced_document_offers_the_other(
    office: Office, person: Person
) -> None:
    old = office.library.add(OLD)
    office.engine.refresh()
    cited = choice(person.says(ASKED), texts.FULL_TEXT)
    office.library.add(NEW, replaces=old.document_id)
    office.engine.refresh()
    shown = person.taps(cited)
    assert "100.000" in shown.plain
    assert "15-NQ/ĐU" in shown.plain
    assert "150.000" in person.taps(choice(shown, validity.SHOW_NEW)).plain


def test_the_text_before_answers_until_the_new_version_is_in_force(
    office: Office, person: Person
) -> None:
    soon = office.library.today() + timedelta(days=10)
    office.library.add(text("30-NQ/ĐU", "Mức học phí lớp nấu ăn là 100.000 đồng."))
    office.library.add(text("30-NQ/ĐU", "Mức học phí lớp nấu ăn là 180.000 đồng.", valid_from=soon))
    office.engine.refresh()
    reply = person.says(ASKED)
    assert "100.000" in reply.plain
    shown = person.taps(choice(reply, texts.FULL_TEXT))
    assert "100.000" in shown.plain
    assert validity.EARLIER_VERSION not in shown.plain
    assert "180.000" in office.engine.answer(ASKED, day=soon).text
