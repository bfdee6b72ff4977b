"""Accounts, roles, invitations, registering, one's own data: as a member and an admin meet them."""

from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.messages import Reply, Sender
from bot.outbox import OutboxRow
from bot.people import AccountRow, IdentityRow, People
from bot.roles import Role
from bot.state import ConversationRow, FeedbackRow
from bot.texts import broadcasts as notice_texts
from bot.texts import dialogue as dialogue_texts
from bot.texts import people as texts
from bot.units import UnitLine, Units
from knowledge.tables import AuditRow
from tests.knowledge.library_tools import DATABASES

from .conftest import ENTRIES, HALL_QUESTION, QUESTION, Call, Office, Person

NAME = "Nguyễn Thị Bưởi"
LIST = [
    UnitLine(2, "Đảng bộ phường Hoà Bình"),
    UnitLine(3, "Chi bộ 1", "Đảng bộ phường Hoà Bình"),
    UnitLine(4, "Chi bộ 2", "Đảng bộ phường Hoà Bình"),
    UnitLine(5, "Đảng bộ phường Phú Lợi"),
    UnitLine(6, "Chi bộ 1", "Đảng bộ phường Phú Lợi"),
]


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices]


def tapped(person: Person, reply: Reply, label: str) -> Reply:
    return person.taps(next(choice.id for choice in reply.choices if choice.label == label))


def silent(person: Person, text: str) -> bool:
    return person.dialogue.replies_to(person.incoming(text)) == []


def with_settings(office: Office, **people: object) -> None:
    changed = office.settings.people.model_copy(update=people)
    office.settings = office.settings.model_copy(update={"people": changed})


def somebody(office: Office, user: str, channel: str = "telegram") -> Person:
    return Person(office.dialogue(), Sender(channel, user, user), count(1000))


def registers(person: Person, unit: str = "hoa binh chi bo 2", name: str = NAME) -> Reply:
    person.says("/dangky")
    person.says(name)
    tapped(person, person.says(unit), "Chi bộ 2, Đảng bộ phường Hoà Bình")
    return person.says("đồng ý")


@pytest.fixture
def people(office: Office) -> People:
    return People(office.database, clock=office.clock)


@pytest.fixture
def units(office: Office) -> Units:
    units = Units(office.database, clock=office.clock)
    units.take(LIST, by="cli")
    return units


# roles and invitations


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_lesser_ones_may(role: Role) -> None:
    order = [Role.MEMBER, Role.ORGANISER, Role.EDITOR, Role.ADMIN]
    assert [role.at_least(other) for other in order] == [
        order.index(role) >= order.index(other) for other in order
    ]


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_an_invitation_gives_its_role_once(office: Office, people: People) -> None:
    code = people.invite(Role.ADMIN, by="cli")
    admin, other = somebody(office, "a"), somebody(office, "b")
    assert texts.ROLES["admin"] in admin.says(f"/moi {code.upper()[:4]}-{code[4:]}").plain
    assert other.says(f"/moi {code}").plain == texts.WRONG_CODE
    assert [account.role for account in people.accounts()] == [Role.ADMIN]


def test_an_invitation_is_taken_from_a_link(office: Office, people: People) -> None:
    code = people.invite(Role.EDITOR, by="cli")
    assert texts.ROLES["editor"] in somebody(office, "a").says(f"/start moi_{code}").plain


def test_an_invitation_expires(office: Office, people: People) -> None:
    code = people.invite(Role.ADMIN, by="cli")
    office.clock.pass_by(days=7)
    assert somebody(office, "a").says(f"/moi {code}").plain == texts.WRONG_CODE
    assert people.accounts() == []


def test_an_invitation_lowers_nobody(office: Office, people: People) -> None:
    admin = somebody(office, "a")
    for role in (Role.ADMIN, Role.EDITOR):
        admin.says(f"/moi {people.invite(role, by='cli')}")
    assert [account.role for account in people.accounts()] == [Role.ADMIN]


def test_a_code_cannot_be_guessed_by_trying(office: Office, people: People) -> None:
    code = people.invite(Role.ADMIN, by="cli")
    guesser = somebody(office, "a")
    for number in range(5):
        assert guesser.says(f"/moi abcd{number}").plain == texts.WRONG_CODE
    assert "15 phút" in guesser.says(f"/moi {code}").plain
    office.clock.pass_by(minutes=15)
    assert texts.ROLES["admin"] in guesser.says(f"/moi {code}").plain


def test_no_code_is_kept_or_audited(office: Office, people: People) -> None:
    code = people.invite(Role.ADMIN, by="cli")
    with office.database.engine.connect() as connection:
        for table in ("invitations", "audit"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert rows
            assert code not in str(rows)


def test_an_invitation_is_not_taken_in_a_group(office: Office, people: People) -> None:
    code = people.invite(Role.ADMIN, by="cli")
    sender = Sender("telegram", "group", "a", private=False)
    in_group = Person(office.dialogue(), sender)
    assert in_group.says(f"/moi {code}").plain == texts.NOT_IN_GROUPS
    assert in_group.says("/dangky").plain == texts.NOT_IN_GROUPS
    assert people.accounts() == []


# blocked, and asking too much


def test_who_is_blocked_is_told_once(office: Office, people: People, person: Person) -> None:
    account = people.account_for(person.sender)
    people.block(account.id, by="cli")
    assert person.says(QUESTION).plain == texts.BLOCKED
    assert silent(person, QUESTION)
    assert silent(person, "/toi")
    people.unblock(account.id, by="cli")
    assert ENTRIES[0].answer in person.says(QUESTION).plain


def test_who_asks_too_fast_is_told_kindly_once_then_waits(office: Office) -> None:
    with_settings(office, questions_per_minute=2)
    asking = somebody(office, "a")
    for _ in range(2):
        assert ENTRIES[0].answer in asking.says(QUESTION).plain
    office.clock.pass_by(seconds=20)
    assert texts.SECONDS.format(count=40) in asking.says(QUESTION).plain
    assert silent(asking, QUESTION)
    assert ENTRIES[0].answer in somebody(office, "b").says(QUESTION).plain
    assert "/trogiup" in asking.says("/trogiup").plain
    office.clock.pass_by(seconds=40)
    assert ENTRIES[0].answer in asking.says(QUESTION).plain


def test_a_day_has_its_own_limit(office: Office) -> None:
    with_settings(office, questions_per_minute=2, questions_per_day=3)
    asking = somebody(office, "a")
    for _ in range(3):
        asking.says(QUESTION)
        office.clock.pass_by(minutes=1)
    assert "24 giờ" in asking.says(QUESTION).plain
    office.clock.pass_by(hours=23, minutes=57)
    assert ENTRIES[0].answer in asking.says(QUESTION).plain


# units


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_the_list_of_units_is_a_tree_whatever_its_order(office: Office) -> None:
    units = Units(office.database)
    done = units.take(reversed(LIST), by="cli")
    assert (done.added, [reason for _, reason in done.refused]) == (5, [])
    assert [unit.path for unit in units.all()] == [
        ("Đảng bộ phường Hoà Bình",),
        ("Đảng bộ phường Hoà Bình", "Chi bộ 1"),
        ("Đảng bộ phường Hoà Bình", "Chi bộ 2"),
        ("Đảng bộ phường Phú Lợi",),
        ("Đảng bộ phường Phú Lợi", "Chi bộ 1"),
    ]
    assert (units.take(LIST, by="cli").same, len(units.all())) == (5, 5)


def test_what_a_list_says_wrongly_is_refused_line_by_line(units: Units) -> None:
    done = units.take(
        [
            UnitLine(2, "  "),
            UnitLine(3, "Tổ 1", "Chi bộ 1"),
            UnitLine(4, "Tổ 1", "Đảng bộ phường Phú Lợi / Chi bộ 1"),
            UnitLine(5, "TỔ 1", "dang bo phuong phu loi/chi bo 1"),
            UnitLine(6, "A", "B"),
            UnitLine(7, "B", "A"),
        ],
        by="cli",
    )
    assert done.added == 1
    assert done.refused == [
        (2, "no_name"),
        (3, "ambiguous_parent"),
        (5, "repeated"),
        (6, "no_parent"),
        (7, "no_parent"),
    ]


def test_a_whole_list_takes_the_others_out_of_use(units: Units) -> None:
    assert units.take(LIST[:3], by="cli", whole=True).retired == 2
    assert len(units.all()) == 3
    units.take(LIST, by="cli")
    assert len(units.all()) == 5


@pytest.mark.parametrize("typed", ["chi bo 1", "CHI BỘ 1", "1 chi bộ", "hoà bình 1", "hoa binh 1"])
def test_a_unit_is_found_by_part_of_its_name(units: Units, typed: str) -> None:
    assert "Chi bộ 1, Đảng bộ phường Hoà Bình" in [unit.shown for unit in units.find(typed)]


@pytest.mark.parametrize("name", ["don-vi.xlsx", "don-vi.csv"])
def test_a_list_goes_out_and_in_again(call: Call, tmp_path: Path, name: str) -> None:
    source = tmp_path / "nguon.csv"
    rows = ["Thuộc,Tên đơn vị", *(f"{line.parent},{line.name}" for line in LIST)]
    source.write_text("\n".join(rows), "utf-8-sig")
    assert "thêm 5" in call("units", "import", source)[1]
    listed = call("units", "list")[1]
    assert "  Chi bộ 2" in listed
    assert call("units", "export", tmp_path / name)[0] == 0
    assert "giữ nguyên 5" in call("units", "import", tmp_path / name)[1]
    assert call("units", "list")[1] == listed


# registering


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_a_member_registers_with_name_unit_and_consent(
    office: Office, people: People, units: Units
) -> None:
    member = somebody(office, "a")
    assert member.says("/dangky").plain == texts.ASK_NAME
    assert member.says("123").plain == texts.WRONG_NAME.format(most=80)
    assert member.says(f"  {NAME} ").plain == texts.ASK_UNIT
    assert member.says("xyz").plain == texts.NO_UNIT
    found = member.says("chi bo 1")
    assert labels(found) == [
        "Chi bộ 1, Đảng bộ phường Hoà Bình",
        "Chi bộ 1, Đảng bộ phường Phú Lợi",
    ]
    consent = member.says("2")
    assert texts.CONSENT in consent.plain
    assert people.accounts() == []  # silence and a half-way stop are no consent
    assert "Phú Lợi" in member.says("đồng ý").plain
    (account,) = people.accounts()
    assert (account.name, account.consent_version) == (NAME, "1")
    assert account.consented_at == office.clock.now


def test_without_agreeing_nothing_is_kept(office: Office, people: People, units: Units) -> None:
    member = somebody(office, "a")
    member.says("/dangky")
    member.says(NAME)
    consent = tapped(member, member.says("chi bo 2"), "Chi bộ 2, Đảng bộ phường Hoà Bình")
    assert tapped(member, consent, texts.DISAGREE).plain == texts.NOT_REGISTERED
    assert people.accounts() == []
    assert tapped(member, consent, texts.AGREE).plain == texts.START_AGAIN
    with office.database.read() as session:
        assert all(NAME not in str(row.state) for row in session.scalars(select(ConversationRow)))


def test_where_there_is_no_list_no_unit_is_asked(office: Office, people: People) -> None:
    member = somebody(office, "a")
    member.says("/dangky")
    tapped(member, member.says(NAME), texts.AGREE)
    assert [account.name for account in people.accounts()] == [NAME]


def test_a_registration_can_be_left_for_something_else(office: Office, units: Units) -> None:
    member = somebody(office, "a")
    member.says("/dangky")
    assert member.says("/huy").plain == dialogue_texts.CANCELLED
    assert ENTRIES[0].answer in member.says(QUESTION).plain


def test_many_units_come_in_pages(office: Office) -> None:
    lines = [UnitLine(number, f"Chi bộ {number}") for number in range(1, 20)]
    Units(office.database).take(lines, by="cli")
    member = somebody(office, "a")
    member.says("/dangky")
    member.says(NAME)
    page = member.says("chi bộ")
    seen = labels(page)[:-1]
    while texts.MORE_UNITS in labels(page):
        page = member.says("tiếp")
        seen += [label for label in labels(page) if label != texts.MORE_UNITS]
    assert seen == [line.name for line in lines]
    assert texts.CONSENT in tapped(member, page, "Chi bộ 19").plain


def test_a_changed_consent_is_asked_again_once(
    office: Office, people: People, units: Units
) -> None:
    registers(somebody(office, "a"))
    with_settings(office, consent_version="2", consent_text="Nội dung mới.")
    member = somebody(office, "a")
    member.numbers = count(2000)
    answer, asked = member.dialogue.replies_to(member.incoming(QUESTION))
    assert ENTRIES[0].answer in answer.plain
    assert "Nội dung mới." in asked.plain
    assert people.accounts()[0].consent_version == "1"
    assert member.says("đồng ý").plain == texts.AGREED_AGAIN.format(version="2")
    assert people.accounts()[0].consent_version == "2"
    assert len(member.dialogue.replies_to(member.incoming(QUESTION))) == 1


def test_a_no_to_a_changed_consent_takes_it_back_once_they_are_sure(
    office: Office, people: People, units: Units
) -> None:
    member = somebody(office, "a")
    registers(member)
    sure = member.taps("account:disagree")
    assert sure.plain == texts.SURE_WITHDRAW
    assert people.accounts()[0].name == NAME
    tapped(member, sure, texts.YES_WITHDRAW)
    assert people.accounts()[0].name == ""


# one's own data


def test_a_member_sees_and_corrects_what_is_kept(
    office: Office, people: People, units: Units
) -> None:
    member = somebody(office, "a")
    assert texts.ME_NOTHING in member.says("/toi").plain
    registers(member)
    shown = member.says("/toi")
    for part in (NAME, "Chi bộ 2, Đảng bộ phường Hoà Bình", "Telegram", "phiên bản 1"):
        assert part in shown.plain
    tapped(member, shown, texts.CORRECT_NAME)
    assert "Trần Văn Ổi" in member.says("Trần Văn Ổi").plain
    tapped(member, member.says("/toi"), texts.CORRECT_UNIT)
    found = member.says("phu loi 1")
    assert "Phú Lợi" in tapped(member, found, "Chi bộ 1, Đảng bộ phường Phú Lợi").plain
    assert [account.name for account in people.accounts()] == ["Trần Văn Ổi"]


def test_a_consent_is_taken_back(office: Office, people: People, units: Units) -> None:
    member = somebody(office, "a")
    registers(member)
    sure = tapped(member, member.says("/toi"), texts.WITHDRAW)
    assert tapped(member, sure, texts.YES_WITHDRAW).plain == texts.WITHDRAWN
    (account,) = people.accounts()
    assert (account.name, account.unit, account.consent_version) == ("", None, None)


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_all_that_is_kept_of_a_member_is_deleted(
    office: Office, people: People, units: Units
) -> None:
    member, other = somebody(office, "a"), somebody(office, "b")
    registers(member)
    for each in (member, other):
        tapped(each, each.says(HALL_QUESTION), dialogue_texts.RIGHT)
    sure = tapped(member, member.says("/toi"), texts.DELETE)
    assert tapped(member, sure, texts.YES_DELETE).plain == texts.DELETED
    with office.database.read() as session:
        for table in (AccountRow, IdentityRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert len(session.scalars(select(FeedbackRow)).all()) == 1
        waiting = session.scalars(select(OutboxRow).where(OutboxRow.chat == "a")).all()
        assert [texts.DELETED in row.reply for row in waiting] == [True]
        state = session.get_one(ConversationRow, ("telegram", "a", "a")).state
        assert HALL_QUESTION not in str(state)
        audit = session.scalars(select(AuditRow).where(AuditRow.subject == "account")).all()
    assert [row.action for row in audit] == ["account.registered", "account.deleted"]
    assert NAME not in str([row.details for row in audit])
    assert texts.ME_NOTHING in member.says("/toi").plain


# one person on two channels


def test_two_channels_become_one_account_when_both_sides_agree(
    office: Office, people: People, units: Units
) -> None:
    home, away = somebody(office, "a"), somebody(office, "z", "zalo_bot")
    assert home.says("/noitaikhoan").plain == texts.LINK_NEEDS_ACCOUNT
    registers(home)
    code = home.says("/noitaikhoan").plain.split("/noitaikhoan ")[1].split()[0]
    assert tapped(away, away.says(f"/noitaikhoan {code}"), texts.LINK_YES).plain == texts.LINK_WAITS
    assert people.of(away.sender) is None
    assert home.taps("link:mine").plain == texts.LINKED
    assert people.of(away.sender) == people.of(home.sender)
    assert NAME in away.says("/toi").plain


def test_what_one_side_does_not_know_of_is_not_linked(
    office: Office, people: People, units: Units
) -> None:
    home, thief = somebody(office, "a"), somebody(office, "z", "zalo_bot")
    registers(home)
    code = home.says("/noitaikhoan").plain.split("/noitaikhoan ")[1].split()[0]
    tapped(thief, thief.says(f"/noitaikhoan {code}"), texts.LINK_YES)
    assert home.taps("link:not-mine").plain == texts.NOT_LINKED
    assert people.of(thief.sender) is None
    assert thief.says(f"/noitaikhoan {code}").plain == texts.WRONG_CODE
    assert home.taps("link:mine").plain == texts.NOT_LINKED


# the command line


def test_who_never_got_broadcasts_is_not_told_that_they_stop(office: Office) -> None:
    Units(office.database).take(LIST, by="cli")
    member = somebody(office, "m")
    registers(member)
    assert member.says("không").plain == notice_texts.DECLINED
    member.says("/nhantin")
    member.says("có")
    tapped(member, member.says("/nhantin"), notice_texts.TURN_OFF)
    assert member.says("/nhantin").plain.startswith(notice_texts.NOTICES_OFF)


def test_the_last_admin_is_spared_at_the_command_line(call: Call) -> None:
    assert call("admin", "block", "telegram:77")[0] == 0
    assert call("admin", "unblock", "1")[0] == 0
    assert call("admin", "role", "1", "admin")[0] == 0
    for act in (("role", "1", "editor"), ("block", "1")):
        status, out, err = call("admin", *act)
        assert (status, out, err.strip()) == (1, "", texts.LAST_ADMIN)
    call("admin", "block", "telegram:78")
    call("admin", "unblock", "2")
    assert call("admin", "role", "2", "admin")[0] == 0
    assert call("admin", "role", "1", "editor")[0] == 0


def test_an_admin_invites_lists_blocks_and_looks_up(call: Call, tmp_path: Path) -> None:
    code, out, _ = call("admin", "invite", "--role", "editor", "--expires", "12h")
    assert code == 0
    assert "/moi " in out
    assert call("admin", "block", "telegram:77")[0] == 0
    assert '"blocked": true' in call("admin", "list", "--json")[1]
    assert call("admin", "role", "1", "organiser")[0] == 0
    assert texts.ROLES["organiser"] in call("admin", "list", "--least", "organiser")[1]
    assert call("admin", "unblock", "1")[0] == 0
    assert "bỏ chặn" in call("admin", "audit")[1]
    assert call("admin", "export-person", "1", tmp_path / "a.json")[0] == 0
    assert '"user": "77"' in (tmp_path / "a.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["admin", "invite", "--role", "boss"], 2, "organiser"),
        (["admin", "invite", "--expires", "soon"], 2, "7d"),
        (["admin", "block", "nobody"], 2, "telegram"),
        (["admin", "role", "9", "admin"], 1, "9"),
        (["units", "import", "none.xlsx"], 1, "none.xlsx"),
    ],
)
def test_what_an_admin_types_wrongly_is_named(
    call: Call, arguments: list[str], code: int, said: str
) -> None:
    got, _, err = call(*arguments)
    assert got == code
    assert said in err
