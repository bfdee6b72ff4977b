"""What a person said on the page is shown again, until they clear it or it is old."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.history import LATEST, History
from bot.messages import Reply, Sender
from bot.outbox import OutboxRow
from bot.state import ConversationRow, MessageRow
from tests.knowledge.library_tools import DATABASES

from .conftest import HALL_QUESTION, QUESTION, Office, Person


class Visitor(Person):
    """Somebody on the page."""

    def hears(self, text: str = "", choice: str | None = None) -> Reply:
        incoming = replace(self.incoming(text, choice), kept=True)
        (reply,) = self.dialogue.replies_to(incoming)
        return reply


@pytest.fixture
def visitor(office: Office) -> Visitor:
    return Visitor(office.dialogue(), Sender("web", "visit-1", "visit-1"))


@pytest.fixture
def history(visitor: Visitor) -> History:
    return visitor.dialogue.history


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_what_was_said_comes_back_with_its_answers_in_order(
    visitor: Visitor, history: History
) -> None:
    answer = visitor.hears(HALL_QUESTION)
    more = visitor.hears(choice=answer.choices[0].id)
    last = visitor.hears("thu vien mo cua luc may gio\0 \ud800")
    shown = history.of(visitor.sender)
    assert [(each.text, each.choice) for each in shown] == [
        (HALL_QUESTION, None),
        ("", answer.choices[0].id),
        ("thu vien mo cua luc may gio", None),
    ]
    assert [each.replies for each in shown] == [[answer], [more], [last]]


def test_another_visit_sees_nothing_of_it(visitor: Visitor, history: History) -> None:
    visitor.hears(QUESTION)
    assert history.of(Sender("web", "visit-2", "visit-2")) == []
    assert history.of(Sender("web", "visit-1", "visit-2")) == []


def test_only_the_latest_are_shown_again(
    office: Office, visitor: Visitor, history: History
) -> None:
    for number in range(LATEST + 2):
        visitor.hears(f"/lenh{number}")
        office.clock.pass_by(seconds=1)
    shown = history.of(visitor.sender)
    assert (len(shown), shown[0].text) == (LATEST, "/lenh2")


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_what_is_cleared_is_gone_and_the_next_question_leans_on_nothing(
    office: Office, visitor: Visitor, history: History
) -> None:
    other = Visitor(visitor.dialogue, Sender("web", "visit-2", "visit-2"))
    other.hears(QUESTION)
    visitor.hears(HALL_QUESTION)
    history.clear(visitor.sender)
    assert history.of(visitor.sender) == []
    with office.database.read() as session:
        for table in (ConversationRow, MessageRow, OutboxRow):
            left = session.scalar(
                select(func.count()).select_from(table).where(table.chat == "visit-1")
            )
            assert left == 0
        assert HALL_QUESTION not in str(session.scalars(select(ConversationRow.state)).all())
    assert visitor.hears(QUESTION).blocks
    assert len(history.of(visitor.sender)) == len(history.of(other.sender)) == 1


def test_it_goes_when_answered_messages_go(
    office: Office, visitor: Visitor, history: History
) -> None:
    visitor.hears(QUESTION)
    office.clock.pass_by(days=office.settings.dialogue.keep_messages_days + 1)
    visitor.dialogue.retention.run(at_once=True)
    assert history.of(visitor.sender) == []


def test_of_a_chat_elsewhere_no_words_are_kept(office: Office, person: Person) -> None:
    person.says(QUESTION)
    with office.database.read() as session:
        assert session.scalars(select(MessageRow.said)).all() == [None]


def test_who_asks_for_it_gets_it_and_can_have_it_deleted(
    office: Office, visitor: Visitor, history: History
) -> None:
    visitor.hears(QUESTION)
    data = visitor.dialogue.personal_data
    (kept,) = data.export(data.of(visitor.sender))["conversations"]
    assert [each["text"] for each in kept["said"]] == [QUESTION]
    data.erase(data.of(visitor.sender), visitor.sender)
    assert history.of(visitor.sender) == []
