"""Other ways to ask, learned from what members confirmed."""

import json

import pytest

from bot.messages import Reply, Sender
from bot.texts import dialogue as texts
from bot.wordings import confirmed

from .conftest import ENTRIES, Call, Office, Person

TYPED = "phuong hoa binh co tat ca may chi bo vay"
ELSEWISE = "Sớm nhất là lúc nào thì được vô coi sách?"


def member(office: Office, name: str) -> Person:
    return Person(office.dialogue(), Sender("telegram", name, name, "Nguyễn Văn A"))


def tap(person: Person, reply: Reply, label: str) -> Reply:
    return person.taps(next(choice.id for choice in reply.choices if choice.label == label))


def learned(office: Office, least: int = 2) -> list[tuple[str, int]]:
    with office.database.read() as session:
        return [(one.text, one.people) for one in confirmed(session, least=least)]


def test_a_question_that_two_people_confirmed_is_a_way_to_ask(office: Office) -> None:
    for name in ("an", "binh"):
        person = member(office, name)
        reply = person.says(TYPED)
        assert ENTRIES[0].answer in reply.plain
        tap(person, reply, texts.RIGHT)

    ((text, people),) = learned(office)

    assert people == 2
    assert text.casefold().rstrip("?") == "phường hòa bình có tất cả mấy chi bộ vậy"


def test_what_one_person_confirms_again_and_again_is_one_voice(office: Office) -> None:
    person = member(office, "an")
    for _ in range(3):
        tap(person, person.says(TYPED), texts.RIGHT)

    assert learned(office) == []
    assert len(learned(office, least=1)) == 1


def test_words_that_found_nothing_are_learned_once_the_entry_was_picked(office: Office) -> None:
    for name in ("an", "binh"):
        person = member(office, name)
        refused = person.says(ELSEWISE)
        assert refused.blocks[0].plain == texts.NONE
        tap(person, tap(person, refused, ENTRIES[1].question), texts.RIGHT)
    assert learned(office) == [(ELSEWISE, 2)]

    with office.database.read() as session:
        (wording,) = confirmed(session)
    assert office.library.add_faq_wordings({wording.entry_id: [wording.text]}) == 1
    office.engine.refresh()

    assert (
        ENTRIES[1].answer
        in member(office, "chi").says("som nhat la luc nao thi duoc vo coi sach").plain
    )
    assert learned(office) == []


def test_as_many_voices_against_as_for_teach_nothing(office: Office) -> None:
    for name, label in (("an", "RIGHT"), ("binh", "RIGHT"), ("chi", "WRONG"), ("dung", "WRONG")):
        person = member(office, name)
        tap(person, person.says(TYPED), getattr(texts, label))

    assert learned(office) == []


@pytest.mark.usefixtures("shared_model")
def test_the_command_shows_first_and_adds_when_told(office: Office, call: Call) -> None:
    for name in ("an", "binh"):
        person = member(office, name)
        tap(person, person.says(TYPED), texts.RIGHT)
    data = ("--data-dir", office.settings.data_dir)

    code, out, _ = call("faq", "learn", *data)
    assert (code, "--add" in out) == (0, True)
    assert "chi bộ vậy" in out
    assert office.library.faq_entries()[0].wordings == ()

    code, out, _ = call("faq", "learn", "--add", "--json", *data)
    assert json.loads(out)["added"] == 1
    assert "chi bộ vậy" in office.library.faq_entries()[0].wordings[0]
    assert "2" in call("faq", "learn", *data)[1]
