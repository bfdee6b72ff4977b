"""Taking part, as a member meets it: registering, a paper, its end, results."""

from datetime import timedelta
from itertools import count

import pytest

from bot.contest_desk import ContestDesk
from bot.contests.errors import Refusal
from bot.messages import Reply, Sender
from bot.outbox import OutboxRow
from bot.people import People
from bot.roles import Role
from bot.texts import contests as texts
from tests.bot.conftest import Office, Person
from tests.knowledge.library_tools import DATABASES

from .hall import OPENS, fill_bank, fill_units, opened, right_of, wrong_of

PHONES = count(912_000_000)


@pytest.fixture
def hall(office: Office) -> Office:
    fill_bank(office.library)
    fill_units(office.database)
    office.clock.now = OPENS - timedelta(hours=12)
    return office


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices]


def tapped(person: Person, reply: Reply, label: str) -> Reply:
    return person.taps(next(c.id for c in reply.choices if c.label == label))


def member(
    office: Office,
    user: str,
    unit: str = "hoa binh chi bo 1",
    channel: str = "telegram",
) -> Person:
    """Somebody who has registered with the office."""
    person = Person(office.dialogue(), Sender(channel, user, user), count(1000))
    person.says("/dangky")
    person.says(f"Nguyễn Văn {user.title()}")
    reply = person.says(unit)
    person.taps(reply.choices[0].id)
    person.says("đồng ý")
    return person


def enters(person: Person, contest: str, **fields: str) -> Reply:
    reply = tapped(person, person.says(f"/thi {contest}"), texts.JOIN)
    while texts.AGREE not in labels(reply):
        asked = reply.plain
        given = next(
            (value for name, value in fields.items() if name in asked),
            f"0{next(PHONES)}" if "điện thoại" in asked else "1/2/1990" if "sinh" in asked else "x",
        )
        reply = person.says(given)
    return person.says("đồng ý")


def begins(person: Person, contest: str) -> Reply:
    before = tapped(person, person.says(f"/thi {contest}"), texts.START)
    return tapped(person, before, texts.GO)


def answers(person: Person, reply: Reply, right: int, predicted: int | None = None) -> Reply:
    """Answers everything, the first `right` rightly; what is shown then."""
    number = 0
    while any(label.startswith("A. ") for label in labels(reply)):
        option = right_of(labels(reply)) if number < right else wrong_of(labels(reply))
        reply = tapped(person, reply, option)
        number += 1
    if predicted is not None:
        reply = person.says(str(predicted))
    return reply


def takes_part(person: Person, contest: str, right: int, predicted: int | None = None) -> Reply:
    reply = answers(person, begins(person, contest), right, predicted)
    return tapped(person, reply, texts.SUBMIT)


@pytest.fixture
def desk(hall: Office) -> ContestDesk:
    return ContestDesk(hall.library, clock=hall.clock)


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_a_member_registers_answers_predicts_and_hands_in(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quan-1")
    person = member(hall, "an")
    card = person.says("/thi")
    assert "mở lúc 15:00 ngày 05/01/2026" in card.plain
    assert texts.ENTERED in enters(person, "quan-1").plain
    hall.clock.now = OPENS
    before = tapped(person, person.says("/thi"), texts.START)
    assert texts.LEAVING in before.plain
    assert "16:15" in before.plain
    first = tapped(person, before, texts.GO)
    assert "Câu 1/20" in first.plain
    assert "còn 15:00" in first.plain
    assert first.timer is not None
    assert first.timer.seconds == 900
    hall.clock.pass_by(minutes=5)
    asked = answers(person, first, right=17)
    assert texts.PREDICT in asked.plain
    review = person.says("1.250")
    assert "Dự đoán: 1250." in review.plain
    assert "20/20" in review.plain
    hall.clock.pass_by(seconds=7)
    done = tapped(person, review, texts.SUBMIT)
    assert "Đúng 17/20 câu, 85 điểm, làm trong 5 phút 07 giây." in done.plain
    assert texts.REFUSALS[Refusal.ROUND_SPENT].format(most=1) in person.says("/thi").plain


def test_the_key_is_nowhere_before_it_may_be_seen(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quan-1")
    person = member(hall, "an")
    enters(person, "quan-1")
    hall.clock.now = OPENS
    takes_part(person, "quan-1", 20, 5)
    with hall.database.read() as session:
        sent = [row.reply for row in session.query(OutboxRow)]
    assert not any("Đáp án " in each or "Điều 3 của văn bản" in each for each in sent)
    assert not any('"quiz":{' in each for each in sent)
    mine = person.says("/thi quan-1")
    assert texts.KEYS not in labels(tapped(person, mine, texts.MINE))
    hall.clock.now = OPENS + timedelta(days=8)
    ended = tapped(person, person.says("/thi quan-1"), texts.MINE)
    keys = tapped(person, ended, texts.KEYS)
    assert keys.plain.count("đúng.") >= 20


def test_an_answer_may_be_changed_and_the_same_tap_counts_once(
    hall: Office, desk: ContestDesk
) -> None:
    opened(desk, "quan-1")
    person = member(hall, "an")
    enters(person, "quan-1")
    hall.clock.now = OPENS
    first = begins(person, "quan-1")
    wrong = next(c.id for c in first.choices if c.label == wrong_of(labels(first)))
    right = next(c.id for c in first.choices if c.label == right_of(labels(first)))
    for tap in (wrong, wrong, right, right):
        person.taps(tap)
    (attempt,) = desk.attempts.essays("quan-1") or [desk.attempts.get(1)]
    given = [value for _, number, value in desk.attempts.history(attempt.id) if number == 0]
    assert len(given) == 2
    assert desk.attempts.answers(attempt.id)[0] == given[-1]


def test_letters_and_several_answers_may_be_typed(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quan-1")
    person = member(hall, "an", channel="zalo_bot")
    enters(person, "quan-1")
    hall.clock.now = OPENS
    begins(person, "quan-1")
    assert "Câu 2/20" in person.says("b").plain
    assert "Câu 5/20" in person.says("câu 5").plain
    reply = person.says("2A 3c, 4.D")
    assert "2A, 3C, 4D" in reply.plain
    assert "Câu 5/20" in reply.plain
    assert texts.STILL_ON in person.says("Hội trường mở cửa lúc mấy giờ?").plain
    assert "1B 2A 3C 4D" in person.says("xem lai").plain
    assert "câu 3 không có phương án" in person.says("3F").plain
    assert "có 20 câu" in person.says("câu 21").plain


def test_at_zero_the_server_hands_in_whatever_the_client_does(
    hall: Office, desk: ContestDesk
) -> None:
    opened(desk, "quan-1")
    person = member(hall, "an")
    enters(person, "quan-1")
    hall.clock.now = OPENS
    first = begins(person, "quan-1")
    second = tapped(person, first, right_of(labels(first)))
    hall.clock.pass_by(minutes=15)
    assert desk.tick() == 1
    assert desk.tick() == 0
    with hall.database.read() as session:
        (notice,) = session.query(OutboxRow).filter(OutboxRow.key.like("contest-time:%"))
    assert "16:15:00" in notice.reply
    late = tapped(person, second, right_of(labels(second)))
    assert "Hết giờ" in late.plain
    assert "Đúng 1/20 câu" in late.plain


def test_a_late_tap_ends_the_attempt_at_its_own_moment(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quan-1")
    person = member(hall, "an")
    enters(person, "quan-1")
    hall.clock.now = OPENS
    first = begins(person, "quan-1")
    hall.clock.pass_by(minutes=15)  # no job has run
    assert "16:15:00" in tapped(person, first, right_of(labels(first))).plain
    assert desk.attempts.history(1) == []
    assert desk.attempts.get(1).ended == OPENS + timedelta(minutes=15)


def test_somebody_goes_on_where_they_were_on_another_channel_too(
    hall: Office, desk: ContestDesk
) -> None:
    opened(desk, "van-phong-2015")
    person = member(hall, "an")
    enters(person, "van-phong-2015")
    hall.clock.now = OPENS
    first = begins(person, "van-phong-2015")
    tapped(person, first, right_of(labels(first)))
    sender = Sender("zalo_bot", "z", "z")
    assert People(hall.database, clock=hall.clock).link(1, sender)
    other = Person(hall.dialogue(), sender, count(5000))
    hall.clock.pass_by(minutes=4)
    card = other.says("/thi")
    assert "Làm tiếp, còn 16:00" in labels(card)
    assert "Câu 2/30" in tapped(other, card, "Làm tiếp, còn 16:00").plain


def test_two_taps_on_start_begin_one_attempt(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "trung-uong-8")
    person = member(hall, "an")
    enters(person, "trung-uong-8")
    hall.clock.now = OPENS
    before = tapped(person, person.says("/thi"), texts.START)
    go = before.choices[0].id
    assert "Câu 1/4" in person.taps(go).plain
    assert "Câu 1/4" in person.taps(go).plain
    reply = answers(person, person.taps(go), 4)
    tapped(person, reply, texts.SUBMIT)
    assert "Câu 1" not in person.taps(go).plain  # the same button once more begins nothing
    assert len(desk.attempts.of_entry(1)) == 1


def test_leaving_hands_in_only_where_the_rules_say_so(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quan-1")
    opened(desk, "van-phong-2015")
    person = member(hall, "an", channel="web")
    for contest in ("quan-1", "van-phong-2015"):
        enters(person, contest)
    hall.clock.now = OPENS
    first = begins(person, "quan-1")
    assert first.timer is not None
    left = person.taps(first.timer.leaving)
    assert "rời trang" in left.plain
    other = begins(person, "van-phong-2015")
    assert other.timer is not None
    assert other.timer.leaving == ""
    assert "Câu 1/30" in person.taps("contest:left:2").plain


def test_nobody_touches_the_attempt_of_another(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quan-1")
    one, other = member(hall, "an"), member(hall, "binh")
    enters(one, "quan-1")
    enters(other, "quan-1")
    hall.clock.now = OPENS
    first = begins(one, "quan-1")
    for choice in (first.choices[0].id, "contest:submit:1", "contest:left:1", "contest:keys:1"):
        other.taps(choice)
    assert desk.attempts.history(1) == []
    assert desk.attempts.get(1).ended is None


# who may enter


def test_a_phone_number_enters_once(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quan-1")
    one, other = member(hall, "an"), member(hall, "binh")
    enters(one, "quan-1", điện="0912 345 678")
    tapped(other, other.says("/thi"), texts.JOIN)
    reply = other.says("+84 912.345.678")
    assert "đã có người đăng ký" in reply.plain
    assert "10 chữ số" in other.says("abc").plain
    assert texts.CONFIRM_TITLE in other.says("0912345679").plain


def test_staff_may_not_enter_where_the_rules_bar_them(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "van-phong-2015")
    person = member(hall, "an")
    people = People(hall.database, clock=hall.clock)
    people.set_role(1, Role.ORGANISER, by="cli")
    card = person.says("/thi")
    assert texts.REFUSALS[Refusal.BARRED] in card.plain
    assert texts.JOIN not in labels(card)
    assert person.taps("contest:join:van-phong-2015").plain == texts.REFUSALS[Refusal.BARRED]


def test_who_has_no_account_is_told_how_to_get_one(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quan-1")
    stranger = Person(hall.dialogue(), Sender("telegram", "s", "s"))
    card = stranger.says("hoi thi")
    assert texts.REGISTER_FIRST in card.plain
    assert texts.JOIN not in labels(card)


def test_a_contest_is_for_the_units_that_it_names(hall: Office, desk: ContestDesk) -> None:
    from .hall import text

    file = text("dak-nong").replace("  required: true", "  allowed: Đảng bộ phường Phú Lợi")
    desk.contests.take(file, by="cli")
    desk.contests.open("dak-nong", by="cli")
    card = member(hall, "an").says("/thi")
    assert "không dành cho đơn vị" in card.plain
    assert texts.JOIN in labels(member(hall, "binh", "phu loi chi bo 1").says("/thi"))


def test_seven_attempts_a_week_and_again_on_monday(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "trung-uong-8")
    person = member(hall, "an")
    enters(person, "trung-uong-8")
    hall.clock.now = OPENS
    for _ in range(7):
        takes_part(person, "trung-uong-8", 4)
    assert "hết 7 lượt của tuần này" in person.says("/thi").plain
    hall.clock.now = OPENS.replace(day=11, hour=23, minute=59)
    assert texts.START not in labels(person.says("/thi"))
    hall.clock.pass_by(minutes=1)  # Monday, 00:00 in Việt Nam
    assert texts.START in labels(person.says("/thi"))


def test_a_round_closes_by_the_clock_of_vietnam(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quang-nam-2021")
    person = member(hall, "an")
    enters(person, "quang-nam-2021")
    hall.clock.now = OPENS.replace(day=11, hour=21, minute=59, second=59)
    reply = begins(person, "quang-nam-2021")
    hall.clock.pass_by(seconds=1)
    assert "Hết giờ" in tapped(person, reply, labels(reply)[0]).plain
    assert "Tuần 2: mở lúc 08:00 ngày 12/01/2026" in person.says("/thi").plain


def test_a_deleted_person_leaves_results_without_a_name(hall: Office, desk: ContestDesk) -> None:
    opened(desk, "quan-1")
    person = member(hall, "an")
    enters(person, "quan-1")
    hall.clock.now = OPENS
    takes_part(person, "quan-1", 20, 3)
    assert "hội thi" in person.says("/toi").plain.lower()
    person.taps("account:delete-now")
    other = member(hall, "binh")
    hall.clock.pass_by(minutes=1)
    table = tapped(other, other.says("/thi"), texts.STANDINGS)
    assert texts.DELETED_NAME in table.plain
    assert "100 điểm" in table.plain
    assert "Nguyễn Văn An" not in table.plain
