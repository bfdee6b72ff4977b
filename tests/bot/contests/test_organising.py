"""What organisers do: checking, opening, proving the draw, correcting a key, grading, reporting."""

import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.contest_desk import ContestDesk
from bot.contests.appeals import as_taken
from bot.contests.certificates import certificates, write_certificates
from bot.contests.draw import Pool, attempt_seed, commitment, draw
from bot.contests.errors import ContestError, Refusal
from bot.contests.proofs import verify
from bot.contests.rules import Problem, RulesError
from bot.contests.tables import AnswerRow, PaperRow
from bot.contests.weekly import unit_weeks
from bot.contests.weeks import week_of
from bot.contests.workbook import write_workbook
from bot.messages import Address
from bot.outbox import OutboxRow
from bot.people import People
from bot.roles import Role
from bot.texts.contest_rules import mistake_sentence
from knowledge.library import VIETNAM
from tests.bot.conftest import Call, Office
from tests.knowledge.library_tools import DATABASES

from .hall import OPENS, fill_bank, fill_units, opened, text
from .play import key_of, person, takes

MINUTE = timedelta(minutes=1)
NUMBERS = count()
ONE, TWO = "Đảng bộ phường Hoà Bình / Chi bộ 1", "Đảng bộ phường Hoà Bình / Chi bộ 2"


@pytest.fixture
def desk(office: Office) -> ContestDesk:
    fill_bank(office.library)
    fill_units(office.database)
    office.clock.now = OPENS - timedelta(hours=12)
    return ContestDesk(office.library, clock=office.clock)


def mistakes(error: RulesError) -> list[str]:
    return [mistake_sentence(mistake) for mistake in error.mistakes]


# opening and changing


def test_a_contest_opens_only_without_a_mistake(office: Office, desk: ContestDesk) -> None:
    file = text("quang-nam-2021").replace("count: 10", "count: 41").replace("Chi bộ 2", "Chi bộ 9")
    desk.contests.take(file, by="cli")
    with pytest.raises(RulesError) as found:
        desk.contests.open("quang-nam-2021", by="cli")
    said = mistakes(found.value)
    assert any("không có “Đảng bộ phường Hoà Bình / Chi bộ 9”" in each for each in said)
    assert any("cần 41 câu thuộc chủ đề “Nghị quyết” mà ngân hàng chỉ có 40" in s for s in said)
    desk.contests.take(text("quang-nam-2021"), by="cli")
    desk.contests.open("quang-nam-2021", by="cli")


def test_an_ambiguous_unit_is_named(desk: ContestDesk) -> None:
    file = text("dak-nong").replace("required: true", "allowed: Chi bộ 1")
    (mistake,) = desk.contests.check(file).mistakes
    assert mistake.problem is Problem.AMBIGUOUS_UNIT


def test_rounds_to_come_may_wait_for_their_items(office: Office, desk: ContestDesk) -> None:
    weeks = [i.id for i in office.library.quiz.items(topic="Tuần 7")]
    office.library.quiz.reject(weeks)
    desk.contests.take(text("vcnet"), by="cli")
    checked = desk.contests.open("vcnet", by="cli")
    assert [mistake.where[:2] for mistake in checked.later] == [("rounds", 7)]


def test_a_round_without_enough_items_does_not_open(office: Office, desk: ContestDesk) -> None:
    office.library.quiz.reject([i.id for i in office.library.quiz.items(topic="Tuần 2")])
    opened(desk, "vcnet")
    entry = person(desk, "vcnet", 1)
    office.clock.now = OPENS + timedelta(days=8)
    with pytest.raises(ContestError) as refused:
        takes(desk, entry, office.clock.now, office.clock.now, 5)
    assert refused.value.reason is Refusal.NOT_READY


def test_what_has_begun_does_not_change_but_its_end(office: Office, desk: ContestDesk) -> None:
    opened(desk, "van-phong-2015")
    office.clock.now = OPENS
    later = text("van-phong-2015").replace("2026-02-05", "2026-02-09")
    desk.contests.take(later, by="cli")
    with pytest.raises(RulesError) as found:
        desk.contests.take(later.replace("minutes: 20", "minutes: 25"), by="cli")
    assert mistakes(found.value) == [
        "rounds › thứ 1 › minutes: vòng đã mở thì không đổi mục này nữa."
    ]
    assert desk.contests.get("van-phong-2015").rules.closes.day == 9


def test_accounts_may_be_barred_while_it_runs(office: Office, desk: ContestDesk) -> None:
    opened(desk, "trung-uong-8")
    entry = person(desk, "trung-uong-8", 1, ONE)
    office.clock.now = OPENS
    takes(desk, entry, OPENS, OPENS + MINUTE, 4)
    assert len(desk.standings("trung-uong-8").rounds[0].places) == 1
    file = text("trung-uong-8") + f"barred: {{accounts: {entry.account}}}\n"
    desk.contests.take(file, by="cli")
    assert desk.standings("trung-uong-8").rounds[0].places == ()


# the draw


def test_every_draw_can_be_repeated_once_the_seed_is_public(
    office: Office, desk: ContestDesk
) -> None:
    opened(desk, "quang-nam-2014")
    contest = desk.contests.get("quang-nam-2014")
    sealed = desk.contests.round(contest, 1).commitment
    office.clock.now = OPENS
    entries = [person(desk, "quang-nam-2014", number) for number in range(3)]
    attempts = [takes(desk, entry, OPENS, OPENS + MINUTE, 9) for entry in entries for _ in "ab"]
    topics = [
        [office.library.quiz.item(question.item).topic for question in attempt.paper]
        for attempt in attempts
    ]
    assert {tuple(sorted(found)) for found in topics} == {
        ("Chủ đề 1",) * 7 + ("Chủ đề 2",) * 3 + ("Ngân hàng 300",) * 5
    }
    with pytest.raises(ContestError):
        verify(desk.contests, contest, 1, office.clock.now)  # the seed is a secret still
    office.clock.now = contest.rules.closes
    proof = verify(desk.contests, contest, 1, office.clock.now)
    assert (proof.holds, proof.attempts) == (True, 6)
    assert commitment(bytes.fromhex(proof.info.seed)) == sealed
    # as somebody outside would, from what is published
    assert proof.info.pool is not None
    pool = Pool.of_json(json.loads(json.dumps(proof.info.pool.as_json())))
    again = draw(attempt_seed(bytes.fromhex(proof.info.seed), attempts[1].entry, 2), pool)
    assert again == attempts[1].paper


def test_a_paper_that_was_tampered_with_is_found(office: Office, desk: ContestDesk) -> None:
    opened(desk, "quang-nam-2014")
    office.clock.now = OPENS
    attempt = takes(desk, person(desk, "quang-nam-2014", 1), OPENS, OPENS + MINUTE, 9)
    with office.database.session() as session:
        row = session.get_one(PaperRow, attempt.id)
        row.paper = [row.paper[1], row.paper[0], *row.paper[2:]]
    contest = desk.contests.get("quang-nam-2014")
    assert verify(desk.contests, contest, 1, contest.rules.closes).different == (attempt.id,)


# keys


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_a_wrong_key_is_corrected_and_everything_counted_again(
    office: Office, desk: ContestDesk
) -> None:
    opened(desk, "vcnet")
    office.clock.now = OPENS
    one, other = person(desk, "vcnet", 1), person(desk, "vcnet", 2)
    takes(desk, one, OPENS, OPENS + 2 * MINUTE, 5, predicted=1)
    beaten = takes(desk, other, OPENS, OPENS + MINUTE, 4, predicted=1)
    last = beaten.paper[4]
    chosen = last.order[desk.attempts.answers(beaten.id)[4]]
    office.clock.pass_by(minutes=5)
    found = desk.corrections.decide("vcnet", last.item, [chosen], reason="in nhầm", by="cli")
    assert {change.entry: change.correct for change in found.changes} == {one.id: 4, other.id: 5}
    assert {(m.entry, m.before, m.after) for m in found.moved if m.round == 1} == {
        (one.id, 1, 2),
        (other.id, 2, 1),
    }
    item = office.library.quiz.item(last.item)
    assert (item.key, item.note) == (chosen, "in nhầm")
    # as it was taken, and what counts now
    asked = as_taken(desk.contests, desk.attempts, beaten.id).asked[4]
    assert asked.key != asked.answer
    assert asked.is_right
    # whoever hands in from now on is scored by the new key at once
    third = takes(desk, person(desk, "vcnet", 3), office.clock.now, office.clock.now, 5, 1)
    assert third.correct == 4


def test_a_key_corrected_in_the_bank_counts_when_counted_again(
    office: Office, desk: ContestDesk
) -> None:
    opened(desk, "vcnet")
    office.clock.now = OPENS
    attempt = takes(desk, person(desk, "vcnet", 1), OPENS, OPENS + MINUTE, 5, 1)
    item = office.library.quiz.item(attempt.paper[0].item)
    office.library.quiz.edit(item.id, replace(item.content(), key=(item.key + 1) % 3))
    assert desk.attempts.get(attempt.id).correct == 5
    found = desk.corrections.recount("vcnet", by="cli")
    assert list(found.decided) == [item.id]
    assert desk.attempts.get(attempt.id).correct == 4
    assert desk.corrections.recount("vcnet", by="cli").changes == ()


def test_a_question_taken_back_is_right_for_everybody(office: Office, desk: ContestDesk) -> None:
    opened(desk, "vcnet")
    office.clock.now = OPENS
    attempt = takes(desk, person(desk, "vcnet", 1), OPENS, OPENS + MINUTE, 0, 1)
    desk.corrections.decide("vcnet", attempt.paper[2].item, [], reason="hai đáp án", by="cli")
    assert desk.attempts.get(attempt.id).correct == 1
    with pytest.raises(ContestError):
        desk.corrections.decide("vcnet", 10**6, [0], reason="", by="cli")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_counting_again_agrees_with_what_was_counted(
    office: Office, desk: ContestDesk, data: st.DataObject
) -> None:
    contest = f"thu-{next(NUMBERS)}"  # the office is the same for every example
    desk.contests.take(text("vcnet").replace("contest: vcnet", f"contest: {contest}"), by="cli")
    office.clock.now = OPENS
    desk.contests.open(contest, by="cli")
    for number in data.draw(st.lists(st.integers(1, 4), max_size=6)):
        right = data.draw(st.integers(0, 5))
        takes(desk, person(desk, contest, number), OPENS, OPENS + MINUTE, right, predicted=right)
    before = desk.standings(contest)
    found = desk.corrections.recount(contest, by="cli")
    assert (found.changes, found.moved) == ((), ())
    assert desk.standings(contest) == before


# the final


def test_the_best_write_an_essay_which_organisers_grade(office: Office, desk: ContestDesk) -> None:
    opened(desk, "phu-yen")
    contest = desk.contests.get("phu-yen")
    office.clock.now = OPENS
    entries = [person(desk, "phu-yen", number) for number in range(13)]
    for number, entry in enumerate(entries):
        takes(desk, entry, OPENS, OPENS + (number + 1) * MINUTE, 30, predicted=number)
    office.clock.now = contest.rules.rounds[1].opens
    best, eleventh = entries[0], entries[10]
    with pytest.raises(ContestError) as refused:
        takes(desk, eleventh, office.clock.now, office.clock.now, 0)
    assert refused.value.reason is Refusal.NOT_AMONG_BEST
    database = office.database
    with database.session() as session:
        address = desk.attempts.get(1).address
        attempt = desk.attempts.start(session, contest, best, address, office.clock.now)
        assert attempt.due == office.clock.now + 90 * MINUTE
        with pytest.raises(ContestError):
            desk.attempts.submit(session, attempt.id, office.clock.now)
        for part in ("Việc thứ nhất.", "Việc thứ hai."):
            desk.attempts.write(session, attempt.id, part, office.clock.now)
        with pytest.raises(ContestError) as running:
            desk.attempts.grade(session, attempt.id, 100, by="cli")
    assert running.value.reason is Refusal.STILL_RUNNING
    office.clock.pass_by(minutes=90)
    assert desk.tick() == 1
    with database.session() as session:
        for points in (5000, 8750):
            desk.attempts.grade(session, attempt.id, points, by="cli", note="Tốt")
        with pytest.raises(ContestError):
            desk.attempts.grade(session, attempt.id, 10001, by="cli")
    final = desk.standings("phu-yen").round(2)
    assert final is not None
    assert [(each.place, each.result.score) for each in final.places] == [(1, 8750)]
    taken = as_taken(desk.contests, desk.attempts, attempt.id)
    assert taken.essay == ("Việc thứ nhất.", "Việc thứ hai.")
    assert [points for points, *_ in taken.grades] == [5000, 8750]


# standings of units, weeks


def test_units_are_ranked_by_turnout_and_by_quality(office: Office, desk: ContestDesk) -> None:
    opened(desk, "quang-nam-2021")
    office.clock.now = OPENS
    for number, (unit, right) in enumerate([(ONE, 6), (TWO, 10), (ONE, 8)]):
        entry = person(desk, "quang-nam-2021", number, unit)
        takes(desk, entry, OPENS, OPENS + MINUTE, right, predicted=3)
    found = desk.standings("quang-nam-2021")
    turnout, quality = (
        [(each.place, each.figures.unit.shown, float(each.value)) for each in ranking]
        for _, ranking in found.rankings
    )
    hall = "Đảng bộ phường Hoà Bình"
    assert turnout == [(1, f"Chi bộ 1, {hall}", 1.0), (2, f"Chi bộ 2, {hall}", 0.25)]
    assert quality == [(1, f"Chi bộ 2, {hall}", 10.0), (2, f"Chi bộ 1, {hall}", 7.0)]


def test_a_table_by_district_counts_what_is_below(office: Office, desk: ContestDesk) -> None:
    opened(desk, "lang-son")
    office.clock.now = OPENS
    for number, unit in enumerate([ONE, TWO, "Đảng bộ phường Phú Lợi / Chi bộ 1"]):
        takes(desk, person(desk, "lang-son", number, unit), OPENS, OPENS + MINUTE, 2)
    ((_, ranking),) = desk.standings("lang-son").rankings
    assert [(each.figures.unit.name, int(each.value)) for each in ranking] == [
        ("Đảng bộ phường Hoà Bình", 2),
        ("Đảng bộ phường Phú Lợi", 1),
    ]


def test_rounds_together_and_each_week_by_itself(office: Office, desk: ContestDesk) -> None:
    opened(desk, "quang-nam-2021")
    one, other = (person(desk, "quang-nam-2021", n, ONE) for n in (1, 2))
    for week, rights in enumerate([(10, 4), (2, 9)]):
        begins = OPENS + timedelta(days=7 * week)
        office.clock.now = begins
        for entry, right in zip((one, other), rights, strict=True):
            takes(desk, entry, begins, begins + MINUTE, right, predicted=2)
    office.clock.now = OPENS + timedelta(days=14)
    found = desk.standings("quang-nam-2021")
    assert [each.places[0].result.entry for each in found.rounds[:2]] == [one.id, other.id]
    assert [(e.result.entry, e.result.score) for e in found.together] == [
        (other.id, 1300),
        (one.id, 1200),
    ]
    assert [each.truth for each in found.rounds[:2]] == [2, 2]


def test_every_monday_organisers_get_the_week_of_each_unit(
    office: Office, desk: ContestDesk
) -> None:
    opened(desk, "trung-uong-8")
    people = People(office.database, clock=office.clock)
    entry = person(desk, "trung-uong-8", 1, ONE)
    boss = person(desk, "trung-uong-8", 9, TWO)
    assert boss.account is not None
    people.set_role(boss.account, Role.ORGANISER, by="cli")
    office.clock.now = OPENS
    for right in (2, 4):
        takes(desk, entry, OPENS, OPENS + MINUTE, right)
    monday = week_of(OPENS)
    rows = {row.unit.shown if row.unit else "": row for row in
            unit_weeks(desk.standings("trung-uong-8"), monday)}  # fmt: skip
    first = rows["Chi bộ 1, Đảng bộ phường Hoà Bình"]
    assert (first.people, first.attempts, first.average, first.quota) == (1, 2, 300, 50)
    office.clock.now = monday + timedelta(days=7, hours=6, minutes=59)
    desk.tick()
    assert _reports(office) == []
    office.clock.pass_by(minutes=1)
    for _ in range(3):
        desk.tick()
    (sent,) = _reports(office)
    assert "1 người, 2 bài, trung bình 3 điểm, còn thiếu 48 so với chỉ tiêu 50 bài" in sent
    assert "05/01 – 11/01/2026" in sent


def _reports(office: Office) -> list[str]:
    with office.database.read() as session:
        found = session.query(OutboxRow).filter(OutboxRow.key.like("contest-week:%"))
        return [row.reply for row in found]


def test_a_quota_is_met_week_by_week(office: Office, desk: ContestDesk) -> None:
    file = text("trung-uong-8").replace("attempts: 50", "attempts: 2")
    desk.contests.take(file, by="cli")
    desk.contests.open("trung-uong-8", by="cli")
    entry = person(desk, "trung-uong-8", 1, ONE)
    for week, times in enumerate((2, 1)):
        begins = OPENS + timedelta(days=7 * week)
        office.clock.now = begins
        for _ in range(times):
            takes(desk, entry, begins, begins + MINUTE, 4)
    office.clock.now = OPENS + timedelta(days=14)
    found = desk.standings("trung-uong-8")
    ((_, ranking),) = found.rankings
    assert (ranking[0].figures.met, float(ranking[0].value)) == ((1, 2), 0.5)


# reports


def test_the_workbook_holds_every_person_unit_week_and_question(
    office: Office, desk: ContestDesk, tmp_path: Path
) -> None:
    opened(desk, "quang-nam-2021")
    office.clock.now = OPENS
    for number, unit in enumerate([ONE, TWO, ONE]):
        entry = person(desk, "quang-nam-2021", number, unit)
        takes(desk, entry, OPENS, OPENS + MINUTE, 3 * number, predicted=3)
    people = People(office.database, clock=office.clock)
    people.correct(1, name="=HYPERLINK(1)")
    path = tmp_path / "so-lieu.xlsx"
    write_workbook(desk, desk.standings("quang-nam-2021"), path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "Tổng quan", "Cá nhân", "Đơn vị", "Theo tuần", "Câu hỏi", "Bài thi",
    ]  # fmt: skip
    rows = list(book["Cá nhân"].iter_rows(values_only=True))
    assert rows[0][:4] == ("Vòng", "Hạng", "Họ và tên", "Đơn vị")
    assert rows[1][1:3] == (1, "Người 2")
    assert "'=HYPERLINK(1)" in {row[2] for row in rows}
    with zipfile.ZipFile(path) as parts:
        assert sum(name.startswith("xl/charts/chart") for name in parts.namelist()) == 3
    assert len(list(book["Bài thi"].iter_rows())) == 4
    times = [row[2] for row in book["Câu hỏi"].iter_rows(min_row=2, values_only=True)]
    assert sum(int(str(each)) for each in times) == 30


def test_a_certificate_bears_vietnamese_letters(
    office: Office, desk: ContestDesk, tmp_path: Path
) -> None:
    opened(desk, "quang-nam-2021")
    office.clock.now = OPENS
    entry = person(desk, "quang-nam-2021", 1, ONE)
    takes(desk, entry, OPENS, OPENS + MINUTE, 10, predicted=1)
    name = "Nguyễn Thị Thuỳ Dương Đặng Bưởi"
    People(office.database, clock=office.clock).correct(1, name=name)
    found = desk.standings("quang-nam-2021")
    each = found.round(1)
    assert each is not None
    made = certificates(found, each.places, number=1, top=3)
    path = tmp_path / "giay.pdf"
    write_certificates(made, path, day=OPENS.astimezone(VIETNAM).date())
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    textpage = page.get_textpage()
    words = textpage.get_text_range()
    textpage.close()
    page.close()
    document.close()
    for said in (name, "GIẤY CHỨNG NHẬN", "đạt hạng 1", "Chi bộ 1", "10 điểm", "Ngày 5 tháng 1"):
        assert said in " ".join(words.split())


# the command line


def test_a_contest_is_run_from_the_command_line(call: Call, tmp_path: Path) -> None:
    code, out, _ = call("contest", "example")
    assert code == 0
    file = tmp_path / "hoi-thi.yaml"
    file.write_text(out.replace("2026-", "2090-"), "utf-8")
    code, out, err = call("contest", "check", file)
    assert (code, err.count("\n")) == (1, 1)
    assert "Nghị quyết" in out  # the bank is empty
    code, out, _ = call("contest", "create", file)
    assert "bản thứ 1" in out
    code, out, err = call("contest", "open", "tim-hieu-nghi-quyet")
    assert (code, err) == (1, "Chưa mở được hội thi, còn 2 lỗi.\n")
    bank = [
        {"question": f"Câu hỏi số {n} là gì", "options": [f"a{n}", f"b{n}"], "answer": "A",
         "topic": "Nghị quyết", "level": "hard"} for n in range(12)
    ]  # fmt: skip
    (tmp_path / "bank.json").write_text(json.dumps(bank), "utf-8")
    assert call("quiz", "import", tmp_path / "bank.json", "--approve")[0] == 0
    code, out, err = call("contest", "open", "tim-hieu-nghi-quyet")
    assert (code, err) == (0, "")
    (listed,) = json.loads(call("contest", "list", "--json")[1])
    assert (listed["state"], listed["rounds"]) == ("open", 5)
    shown = json.loads(call("contest", "show", "tim-hieu-nghi-quyet", "--json")[1])
    assert all(len(each["commitment"]) == 64 for each in shown["rounds"])
    for arguments in (
        ("standings", "tim-hieu-nghi-quyet"),
        ("standings", "tim-hieu-nghi-quyet", "--units", "--json"),
        ("report", "tim-hieu-nghi-quyet", tmp_path / "x.xlsx"),
        ("report", "tim-hieu-nghi-quyet", "--week", "5/3/2090"),
        ("recount", "tim-hieu-nghi-quyet"),
        ("essays", "tim-hieu-nghi-quyet"),
        ("close", "tim-hieu-nghi-quyet"),
    ):
        assert call("contest", *arguments)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "khong-co"), "khong-co"),
        (("check", "khong-co.yaml"), "khong-co.yaml"),
        (("show-attempt", "7"), "7"),
        (("grade", "7", "50"), "7"),
        (("certificates", "x", "x.doc"), ".pdf"),
        (("verify-draw", "khong-co"), "khong-co"),
        (("correct-key", "khong-co", "1", "--void"), "khong-co"),
    ],
)
def test_what_is_refused_is_one_sentence(call: Call, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = call("contest", *arguments)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert said in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "x"),
        ("correct-key", "x", "1"),
        ("correct-key", "x", "1", "--key", "Z"),
        ("grade", "1", "nhiều"),
    ],
)
def test_wrong_usage_is_told(call: Call, arguments: tuple[str, ...]) -> None:
    assert call("contest", *arguments)[0] == 2


# safety


def test_answers_are_only_added(office: Office, desk: ContestDesk) -> None:
    opened(desk, "vcnet")
    office.clock.now = OPENS
    entry = person(desk, "vcnet", 1)
    contest = desk.contests.get("vcnet")
    with office.database.session() as session:
        attempt = desk.attempts.start(session, contest, entry, Address("web", "x"), OPENS)
        key = key_of(desk, attempt, 0)
        for value in (key, (key + 1) % 3, (key + 1) % 3, key):
            desk.attempts.answer(session, attempt.id, 0, value, OPENS)
        rows = session.query(AnswerRow).order_by(AnswerRow.seq).all()
        assert [row.value for row in rows] == [key, (key + 1) % 3, key]
