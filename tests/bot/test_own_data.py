"""What is kept about a person: shown and given as a file, the same to all who ask, and deleted."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from sqlalchemy import MetaData, func, inspect, select

from bot.app import open_database
from bot.contests.tables import AnswerRow, AttemptRow, EntryRow, EssayRow
from bot.inbox import Inbox
from bot.keepers import WITHOUT_KEEPER, keepers
from bot.messages import Incoming, Reply, Sender
from bot.own_data import lines_of
from bot.people import People
from bot.personal_data import PersonalData
from bot.practice import CardRow, PracticeRow
from bot.roles import Role
from bot.state import FeedbackRow
from bot.texts import people as texts
from bot.uploads import UploadRow, UploadState
from bot.zalo.oa_windows import ContactRow
from knowledge.text import unmarked

from .conftest import QUESTION, Call, Office, Person
from .contests.hall import OPENS, fill_bank, fill_units, opened
from .contests.test_taking_part import enters, takes_part

NAME = "Trần Thị Mận"
PHONE = "0912345670"
ME = Sender("telegram", "chat-7007", "user-7007")
OF_PEOPLE = re.compile(
    r"account(_id)?|owner|person|user(_id)?|chat|actor|entry_id|attempt_id|name_of|\w+_by"
)
"""How a column is called that says whose a row is."""


def registered(office: Office) -> int:
    people = People(office.database, clock=office.clock)
    account = people.register(ME, NAME, None, "1").id
    people.agree_to_notices(account, "1")
    people.set_role(account, Role.EDITOR, by="cli")
    return account


def upload(office: Office, account: int, name: str, state: UploadState) -> UploadRow:
    return UploadRow(
        id=name,
        created_at=office.clock.now,
        account=account,
        channel=ME.channel,
        chat=ME.chat,
        batch="b",
        name=name,
        size=1,
        state=state,
        review={},
    )


@pytest.fixture
def hall(office: Office) -> Office:
    fill_bank(office.library)
    fill_units(office.database)
    office.clock.now = OPENS - timedelta(hours=12)
    opened(office.dialogue().contests, "quan-1")
    office.clock.now = OPENS
    return office


def busy(hall: Office) -> int:
    """Somebody of whom there is something of every kind."""
    account = registered(hall)
    dialogue = hall.dialogue()
    person = Person(dialogue, ME)
    person.says(QUESTION)
    person.says("đúng")
    person.says("/luyentap")
    person.says("a")  # a topic
    person.says("a")
    enters(person, "quan-1", **{"điện thoại": PHONE})
    takes_part(person, "quan-1", right=5, predicted=77)
    person.says("/noitaikhoan")
    person.says("/thongbao")
    person.says("Thông báo còn viết dở")
    dialogue.sign_ins.redeem(dialogue.sign_ins.new_code(account))
    dialogue.sign_ins.new_code(account)
    people = People(hall.database)
    other = replace(ME, channel="zalo_oa")
    assert people.link(account, other)
    Inbox(hall.database, clock=hall.clock).keep(Incoming(other, "w", "Tin còn chờ trả lời"))
    with hall.database.session() as session:
        session.add(ContactRow(user=ME.user, last_at=hall.clock.now))
        for name, state in (
            ("bo.docx", UploadState.DISCARDED),
            ("dang-den.docx", UploadState.COMING),
            ("dang-dung.docx", UploadState.PUBLISHED),
        ):
            session.add(upload(hall, account, name, state))
    return account


def reply_to(office: Office, number: str, text: str = "", choice: str | None = None) -> Reply:
    incoming = Incoming(ME, number, text, choice, takes_files=True)
    (reply,) = office.dialogue().replies_to(incoming)
    return reply


def words(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def everything(office: Office) -> dict[str, str]:
    """All that stands in the database, by table."""
    metadata = MetaData()
    metadata.reflect(office.database.engine)
    with office.database.engine.connect() as connection:
        return {
            table.name: "\n".join(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def test_every_table_that_tells_of_people_has_a_keeper(office: Office) -> None:
    kept = {table for keeper in keepers(office.database) for table in keeper.tables}
    told = inspect(office.database.engine)
    tables = set(told.get_table_names())
    of_people = {
        table
        for table in tables
        if any(OF_PEOPLE.fullmatch(column["name"]) for column in told.get_columns(table))
    }
    assert of_people - kept - set(WITHOUT_KEEPER) == set()
    assert kept | set(WITHOUT_KEEPER) <= tables


def test_one_gets_all_of_it_as_a_document_where_files_are_carried(hall: Office) -> None:
    busy(hall)
    shown = reply_to(hall, "a", "/toi")
    assert texts.TO_FILE in [choice.label for choice in shown.choices]
    sent = reply_to(hall, "b", choice="account:file")
    assert sent.file is not None
    assert sent.file.name.endswith(".docx")
    text = words(sent.file.content)
    for part in (
        NAME,
        "biên tập",
        "Telegram",
        QUESTION,
        "dang-dung.docx",
        "đã công bố",
        PHONE,
        "quan-1",
        "Số dự đoán: 77",
        "Tin còn chờ trả lời",
        "đổi quyền",
    ):
        assert part in text
    # as the outbox gives it to whichever process sends it
    (kept,) = hall.dialogue().outbox.answers(ME.address, "b")
    assert kept == sent


def test_it_is_also_shown_in_messages(hall: Office) -> None:
    busy(hall)
    reply_to(hall, "a", "/toi")
    shown = reply_to(hall, "b", choice="account:lines").plain
    for part in (NAME, PHONE, "dang-dung.docx", texts.KINDS["practice"]):
        assert part in shown


@pytest.mark.parametrize("letter", ["\x0b", "\x1f", "\ufffe", "😀"])
def test_a_document_is_made_of_whatever_was_typed(office: Office, letter: str) -> None:
    registered(office)
    with office.database.session() as session:
        session.add(
            FeedbackRow(
                created_at=office.clock.now,
                person=office.dialogue().person(ME),
                right=True,
                question=f"Câu {letter}hỏi",
                answer_kind="none",
                confidence=0,
            )
        )
    sent = reply_to(office, "b", choice="account:file")
    assert sent.file is not None
    assert "hỏi" in words(sent.file.content)


def test_a_score_is_shown_no_earlier_than_the_contest_shows_it(hall: Office) -> None:
    file = (Path(__file__).parent / "contests/files/quan-1.yaml").read_text("utf-8")
    contests = hall.dialogue().contests.contests
    contests.take(file + "reveal: {score: closed}\n", by="cli")
    account = busy(hall)
    data = hall.dialogue().personal_data

    def score() -> object:
        (entry,) = data.export(data.of_account(account))["contests"]
        return entry["attempts"][0]["score"]

    assert score() is None
    hall.clock.pass_by(days=30)
    assert score() == 25


def test_where_no_files_are_carried_it_says_kindly_where_to_get_it(office: Office) -> None:
    registered(office)
    person = Person(office.dialogue(), replace(ME, channel="zalo_bot"))
    person.says("/toi")
    reply = person.taps("account:file")
    assert reply.file is None
    assert reply.plain == texts.NO_FILES_HERE


def test_the_admins_file_holds_exactly_what_the_person_sees(
    hall: Office, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = busy(hall)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(hall.settings.data_dir))
    monkeypatch.setattr("bot.app.open_database", open_database)
    assert call("admin", "export-person", str(account), tmp_path / "p.json")[0] == 0
    dialogue = hall.dialogue()
    shown = dialogue.personal_data.export(dialogue.personal_data.of(ME))
    assert json.loads((tmp_path / "p.json").read_text("utf-8")) == shown
    assert shown["practice"]
    assert shown["contests"]


def test_every_kind_and_every_value_has_its_words(hall: Office) -> None:
    account = busy(hall)
    dialogue = hall.dialogue()
    data = PersonalData(hall.database, dialogue.people, dialogue.person, keepers(hall.database))
    kept = data.export(data.of_account(account))
    assert set(kept) == set(texts.KINDS)
    assert {kind for kind, entries in kept.items() if not entries} == set()
    assert len(kept["sign_ins"]) == 2
    lines = [line for entries in kept.values() for entry in entries for line in lines_of(entry)]
    labels = {line.partition(":")[0] for line in lines} - {"Đã khai, phone"}
    assert {label for label in labels if label == unmarked(label).lower()} == set()

    def names(value: object) -> Iterator[str]:
        if isinstance(value, list):
            for each in value:
                yield from names(each)
        if isinstance(value, dict):
            for name, inner in value.items():
                yield name
                if name != "fields":  # named by the contest
                    yield from names(inner)

    assert set(names(list(kept.values()))) <= set(texts.FIELDS)


def test_deleting_leaves_nothing_that_leads_to_the_person(
    hall: Office,
) -> None:
    account = busy(hall)
    dialogue = hall.dialogue()
    pseudonym = dialogue.person(ME)
    dialogue.personal_data.erase(dialogue.personal_data.of_account(account))
    left = everything(hall)
    for needle in (NAME, PHONE, "7007", "viết dở", "còn chờ", "bo.docx", "dang-den", pseudonym):
        found = {table for table, rows in left.items() if needle in rows}
        assert found <= ({"usage"} if needle == pseudonym else set()), needle
    with hall.database.read() as session:
        (kept,) = session.scalars(select(UploadRow)).all()
        assert (kept.name, kept.channel, kept.chat) == ("dang-dung.docx", "web", "")


def test_results_that_were_published_stay_without_a_name(hall: Office) -> None:
    account = busy(hall)
    other = Person(hall.dialogue(), Sender("telegram", "8", "8"))
    People(hall.database, clock=hall.clock).register(other.sender, "Lê Văn Bốn", None, "1")
    enters(other, "quan-1")  # never begins
    before = hall.dialogue().contests.standings("quan-1")
    dialogue = hall.dialogue()
    data = dialogue.personal_data
    data.erase(data.of_account(account))
    data.erase(data.of(other.sender))
    after = hall.dialogue().contests.standings("quan-1")
    assert NAME in repr(before)
    assert NAME not in repr(after)
    with hall.database.read() as session:
        (entry,) = session.scalars(select(EntryRow)).all()
        assert (entry.account_id, entry.fields) == (None, {})
        (attempt,) = session.scalars(select(AttemptRow)).all()
        assert (attempt.correct, attempt.channel, attempt.chat) == (5, "", "")
        assert session.scalar(select(func.count()).select_from(AnswerRow)) == 21
        assert session.scalar(select(func.count()).select_from(EssayRow)) == 0


def joins(home: Person, away: Person) -> Reply:
    """Joins a second channel to the first one's account; what the first is told at last."""
    code = home.says("/noitaikhoan").plain.split("/noitaikhoan ")[1].split()[0]
    reply = away.says(f"/noitaikhoan {code}")
    if not reply.choices:
        return reply
    away.taps("link:yes")
    return home.taps("link:mine")


def test_what_was_practised_on_a_second_channel_becomes_the_accounts(hall: Office) -> None:
    registered(hall)
    home, away = (
        Person(hall.dialogue(), sender) for sender in (ME, Sender("zalo_bot", "z-9", "z-9"))
    )
    item = hall.library.quiz.items()[0]
    rows = {}
    dialogue = hall.dialogue()
    for hours, (owner, answered, wrong, box) in enumerate(
        (("account:1", 3, 1, 2), (dialogue.person(away.sender), 2, 2, 0))
    ):
        at = hall.clock.now + timedelta(hours=hours)
        with hall.database.session() as session:
            card = CardRow(owner=owner, item_id=item.id, box=box, due_at=at, last_at=at)
            card.answered, card.wrong = answered, wrong
            session.add(card)
            row = PracticeRow(owner=owner, shown=[], turn=answered, answered=answered, days=1)
            row.right, row.streak, row.best_streak = answered - wrong, 0, answered
            row.last_day = at.date()
            session.add(row)
    with hall.database.session() as session:
        session.add(
            CardRow(
                owner=dialogue.person(away.sender),
                item_id=item.id + 1,
                box=1,
                due_at=hall.clock.now,
                last_at=hall.clock.now,
                answered=1,
                wrong=0,
            )
        )
    assert joins(home, away).plain == texts.LINKED
    with hall.database.read() as session:
        cards = session.scalars(select(CardRow).order_by(CardRow.item_id)).all()
        rows = {row.owner: row for row in session.scalars(select(PracticeRow))}
    assert [(c.owner, c.answered, c.wrong, c.box) for c in cards] == [
        ("account:1", 5, 3, 0),  # missed later, on the second channel
        ("account:1", 1, 0, 1),
    ]
    assert set(rows) == {"account:1"}
    assert (rows["account:1"].answered, rows["account:1"].best_streak) == (5, 3)


def test_two_accounts_in_the_same_contest_stay_two_until_one_is_deleted(hall: Office) -> None:
    registered(hall)
    people = People(hall.database, clock=hall.clock)
    home, away = (
        Person(hall.dialogue(), sender) for sender in (ME, Sender("zalo_bot", "z-9", "z-9"))
    )
    people.register(away.sender, NAME, None, "1")
    for person, right in ((home, 5), (away, 9)):
        enters(person, "quan-1")
        takes_part(person, "quan-1", right=right, predicted=1)
    assert joins(home, away).plain == texts.LINK_HAS_ACCOUNT
    away.says("/toi")
    away.taps("account:delete")
    away.taps("account:delete-now")
    assert joins(home, away).plain == texts.LINKED
    data = hall.dialogue().personal_data
    (entry,) = data.export(data.of(away.sender))["contests"]
    (attempt,) = entry["attempts"]
    assert attempt["correct"] == 5  # what the account that is kept did, and no more
    with hall.database.read() as session:
        assert session.scalar(select(func.count()).select_from(AttemptRow)) == 2


def test_nothing_of_it_is_done_in_a_group(office: Office, person: Person) -> None:
    group = Person(office.dialogue(), replace(person.sender, chat="g", private=False))
    with_pending = office.dialogue().outbox
    group.says("/trogiup")
    assert group.taps("account:delete-now").plain == texts.NOT_IN_GROUPS
    assert with_pending.waiting("telegram") == 2


@pytest.mark.parametrize("value", [None, ""])
def test_what_is_empty_is_left_out(value: str | None) -> None:
    assert list(lines_of({"name": value, "right": False})) == ["Đúng: không"]
