"""A conversation as a member has it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from sqlalchemy import func, select

from bot.features import Moment, Outcome
from bot.messages import (
    Address,
    Attachment,
    BlockStyle,
    Incoming,
    Reply,
    Sender,
    paragraph,
)
from bot.outbox import Push
from bot.state import ConversationRow, FeedbackRow, MessageRow
from bot.texts import dialogue as texts
from index.answer import Answer, Turn
from index.engine import Engine
from knowledge.passages import Passage
from knowledge.records import NewDocument
from tests.bot.channels.running import UNLIMITED
from tests.knowledge.library_tools import DATABASES

from .conftest import ENTRIES, HALL_QUESTION, QUESTION, TITLE, Office, Person


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices]


def choice(reply: Reply, label: str) -> str:
    return next(choice.id for choice in reply.choices if choice.label == label)


# asking


def test_a_question_of_the_set_gets_its_approved_answer_and_source(person: Person) -> None:
    reply = person.says(QUESTION)
    assert ENTRIES[0].answer in reply.plain
    assert "Báo cáo năm 2025" in reply.plain


def test_a_question_about_a_text_gets_a_quote_with_number_article_and_page(person: Person) -> None:
    reply = person.says(HALL_QUESTION)
    quoted = [block.plain for block in reply.blocks if block.style is BlockStyle.QUOTE]
    assert any("7 giờ đến 21 giờ" in line for line in quoted)
    for part in (TITLE, "05-QC/ĐU", "Điều 2", "khoản 1", "trang 1"):
        assert part in reply.plain


def test_what_the_texts_do_not_hold_is_said_and_the_nearest_questions_offered(
    person: Person,
) -> None:
    reply = person.says("Giá vàng hôm nay ở Paris là bao nhiêu?")
    assert reply.blocks[0].plain == texts.NONE
    asked = person.says("1")
    assert asked.plain
    assert texts.NONE not in asked.plain


def test_a_question_that_is_too_long_is_kindly_sent_back(person: Person, office: Office) -> None:
    limit = office.settings.dialogue.question_chars
    assert str(limit) in person.says("dài " * limit).plain


@pytest.mark.parametrize("text", ["", "   ", "\0", "...", "\ud800"])
def test_a_message_without_words_gets_a_hint(person: Person, text: str) -> None:
    assert person.says(text).plain == texts.EMPTY


# the whole text


def test_the_whole_article_is_shown_in_pages(person: Person) -> None:
    shown = person.taps(choice(person.says(HALL_QUESTION), texts.FULL_TEXT))
    assert "Điều 2. Giờ mở cửa" in shown.plain
    seen = shown.plain
    while texts.MORE in labels(shown):
        shown = person.says("tiếp")
        seen += shown.plain
    assert all(f"lần thứ {number} " in seen for number in range(2, 16))
    assert "áp dụng cho mọi người" not in seen


def test_each_of_two_quotes_has_its_whole_text_one_choice_away(
    person: Person, office: Office
) -> None:
    articles = {"Điều 5": "trong 02 ngày làm việc", "Điều 6": "của trẻ em trong 01 ngày làm việc"}
    passages = [
        Passage(f"Thủ thư gia hạn thẻ mượn sách {term}.", (article,), None, "text")
        for article, term in articles.items()
    ]
    office.library.add(NewDocument("Nội quy thư viện", passages, "thu-vien.txt", "5" * 64))
    office.engine.index_missing()

    reply = person.says("Gia hạn thẻ mượn sách mất mấy ngày?")

    assert all(term in reply.plain for term in articles.values())
    shown = [
        person.taps(choice(reply, label)).plain
        for label in (texts.FULL_TEXT, texts.FULL_TEXT_OF_SECOND)
    ]
    assert shown[0] != shown[1]
    assert all(any(article in text for text in shown) for article in articles)


def test_an_answer_can_still_be_judged_after_reading_the_whole_text(person: Person) -> None:
    shown = person.taps(choice(person.says(HALL_QUESTION), texts.FULL_TEXT))
    assert person.taps(choice(shown, texts.RIGHT)).plain == texts.THANKS_RIGHT


def test_the_text_of_a_draft_is_nobodys_to_read(person: Person, office: Office) -> None:
    new = NewDocument("Mật", [Passage("Chưa công bố.", (), None, "text")], "m.txt", "1" * 64)
    added = office.library.add(new, draft=True)
    (passage,) = office.library.passages(added.document_id)
    assert person.taps(f"ask:full:{passage.id}:1").plain == texts.TEXT_GONE


@pytest.mark.parametrize("page", ["0", "999999"])
def test_a_page_that_does_not_exist_is_the_nearest_one(person: Person, page: str) -> None:
    first = choice(person.says(HALL_QUESTION), texts.FULL_TEXT)
    assert TITLE in person.taps(f"{first.rsplit(':', 1)[0]}:{page}").plain


# choices


@pytest.mark.parametrize(
    "typed", ["2", "2.", "số 2", "so 2", "hai", "Chọn 2", "đúng", "DUNG Y", "(2)"]
)
def test_a_number_or_the_words_pick_what_stands(person: Person, typed: str) -> None:
    assert labels(person.says(HALL_QUESTION))[1] == texts.RIGHT
    assert person.says(typed).plain == texts.THANKS_RIGHT


def test_a_number_beyond_the_choices_is_pointed_out_and_they_stay(person: Person) -> None:
    count = len(person.says(HALL_QUESTION).choices)
    said = person.says("9")
    assert said.plain == texts.OUT_OF_RANGE.format(count=count)
    assert person.says("2").plain == texts.THANKS_RIGHT


def test_other_words_while_choices_stand_are_a_question(person: Person) -> None:
    person.says(HALL_QUESTION)
    assert ENTRIES[0].answer in person.says(QUESTION).plain


def test_without_choices_a_number_is_a_question(person: Person) -> None:
    assert texts.OUT_OF_RANGE.format(count=0) not in person.says("2").plain


@pytest.mark.parametrize(
    "forged",
    [
        "",
        ":",
        "ask",
        "ask:right:99",
        "ask:right:x",
        "ask:near:1:9",
        "no:1",
        "ask:full:1:²",
        "a" * 500,
    ],
)
def test_a_choice_that_never_stood_is_old(person: Person, forged: str) -> None:
    assert person.taps(forged).plain == texts.STALE_CHOICE


def test_an_unknown_passage_is_gone(person: Person) -> None:
    assert person.taps("ask:full:999999999:1").plain == texts.TEXT_GONE


def test_choices_of_an_earlier_answer_still_work(person: Person, office: Office) -> None:
    earlier = person.says(HALL_QUESTION)
    person.says(QUESTION)
    person.taps(choice(earlier, texts.WRONG))
    with office.database.read() as session:
        assert session.scalars(select(FeedbackRow.question)).all() == [HALL_QUESTION]


def test_choice_ids_fit_the_tightest_platform(person: Person) -> None:
    replies = [person.says(text) for text in ("/start", HALL_QUESTION, QUESTION, "vàng Paris?")]
    ids = [choice.id for reply in replies for choice in reply.choices]
    assert ids
    assert all(len(id_.encode()) <= 64 and id_.isascii() for id_ in ids)


# feedback


@pytest.mark.parametrize(("label", "right"), [(texts.RIGHT, True), (texts.WRONG, False)])
def test_what_a_person_says_of_an_answer_is_kept_without_their_name(
    person: Person, office: Office, label: str, right: bool
) -> None:
    person.taps(choice(person.says(QUESTION), label))
    with office.database.read() as session:
        row = session.scalars(select(FeedbackRow)).one()
    assert (row.right, row.question, row.answer_kind) == (right, QUESTION, "faq")
    assert row.faq_id is not None
    assert "user-1" not in row.person


def test_an_answer_is_judged_once(person: Person, office: Office) -> None:
    reply = person.says(QUESTION)
    person.taps(choice(reply, texts.RIGHT))
    assert person.taps(choice(reply, texts.WRONG)).plain == texts.ALREADY_JUDGED
    with office.database.read() as session:
        assert session.scalar(select(func.count(FeedbackRow.id))) == 1


def test_a_person_has_one_pseudonym_in_every_process_and_chat(office: Office) -> None:
    one, other = office.dialogue(), office.dialogue()
    sender = Sender("telegram", "a", "user")
    assert one.person(sender) == other.person(replace(sender, chat="b", name="x"))
    assert one.person(sender) != one.person(replace(sender, user="other"))


# commands


@pytest.mark.parametrize("typed", ["/start", "/START", "/start@my_bot", "bắt đầu"])
def test_start_greets_with_questions_that_can_be_asked(person: Person, typed: str) -> None:
    reply = person.says(typed)
    assert reply.blocks[0].plain == texts.GREETING
    assert ENTRIES[0].answer in person.taps(reply.choices[0].id).plain


@pytest.mark.parametrize("typed", ["/trogiup", "trogiup", "trợ giúp", "Tro giup!", "help", "/help"])
def test_help_is_found_with_and_without_slash_and_marks(person: Person, typed: str) -> None:
    assert "/vanban" in person.says(typed).plain


def test_a_deep_link_asks_its_question(person: Person, office: Office) -> None:
    entry = office.library.faq_entries()[0]
    assert ENTRIES[0].answer in person.says(f"/start cau_{entry.id}").plain
    assert person.says("/start cau_999").blocks[0].plain == texts.GREETING
    assert person.says("/start <x>").blocks[0].plain == texts.GREETING


def test_an_unknown_command_is_named(person: Person) -> None:
    assert "/nosuch" in person.says("/nosuch thing").plain


def test_the_documents_are_listed(person: Person) -> None:
    said = person.says("/vanban").plain
    assert TITLE in said
    assert "05-QC/ĐU" in said
    assert "3 câu hỏi đáp" in said


def test_many_documents_are_listed_in_pages(person: Person, office: Office) -> None:
    for number in range(11):
        passage = Passage(f"Nội dung thứ {number}.", (), None, "text")
        name = f"{number}.txt"
        office.library.add(NewDocument(f"Văn bản {number}", [passage], name, str(number) * 64))
    first = person.says("văn bản")
    assert labels(first) == [texts.MORE]
    assert "Văn bản 10" in person.says("1").plain


def test_cancel_forgets_choices_and_context(person: Person) -> None:
    person.says(HALL_QUESTION)
    assert person.says("huỷ").plain == texts.CANCELLED
    assert person.says("2").plain != texts.THANKS_RIGHT


# follow-up questions


class Listening:
    """Stands before the engine and keeps the context it was asked with."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.contexts: list[list[str]] = []

    def answer(
        self, question: str, *, context: Sequence[Turn] = (), day: date | None = None
    ) -> Answer:
        self.contexts.append([turn.question for turn in context])
        return self.engine.answer(question, context=context, day=day)


@pytest.fixture
def contexts(office: Office) -> list[list[str]]:
    listening = Listening(office.engine)
    office.engine = listening  # type: ignore[assignment]
    return listening.contexts


def test_a_follow_up_is_asked_in_the_light_of_what_was_said(
    office: Office, contexts: list[list[str]]
) -> None:
    person = Person(office.dialogue(), Sender("web", "c", "u"))
    person.says(QUESTION)
    person.says(HALL_QUESTION)
    person.says("Còn ngày lễ thì sao?")
    assert contexts == [[], [QUESTION], [QUESTION, HALL_QUESTION]]


def test_what_was_said_long_ago_or_before_a_cancel_is_no_context(
    office: Office, contexts: list[list[str]]
) -> None:
    person = Person(office.dialogue(), Sender("web", "c", "u"))
    person.says(QUESTION)
    office.clock.pass_by(minutes=office.settings.dialogue.context_minutes + 1)
    person.says(QUESTION)
    office.clock.pass_by(seconds=1)
    person.says("/huy")
    office.clock.pass_by(seconds=1)
    person.says(QUESTION)
    assert contexts == [[], [], []]


def test_two_people_in_one_group_do_not_share_a_conversation(
    office: Office, contexts: list[list[str]]
) -> None:
    dialogue = office.dialogue()
    Person(dialogue, Sender("telegram", "group", "a")).says(QUESTION)
    Person(dialogue, Sender("telegram", "group", "b"), count(100)).says(QUESTION)
    assert contexts == [[], []]


# exactly once, whichever the database

each_database = pytest.mark.parametrize("office", DATABASES, indirect=True)


@each_database
def test_the_same_message_again_is_answered_once(person: Person, office: Office) -> None:
    incoming = person.incoming(QUESTION)
    assert person.dialogue.replies_to(incoming)
    assert person.dialogue.replies_to(incoming) == []
    assert office.dialogue().replies_to(incoming) == []


@each_database
def test_many_deliveries_at_once_are_answered_once(person: Person, office: Office) -> None:
    incoming = person.incoming(QUESTION)
    dialogues = [office.dialogue() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: dialogues[n % 4].replies_to(incoming), range(16)))
    assert sorted(map(len, answers)) == [0] * 15 + [1]


@each_database
def test_messages_of_one_person_at_once_are_each_answered(person: Person, office: Office) -> None:
    dialogues = [office.dialogue() for _ in range(4)]
    sent = [person.incoming(QUESTION) for _ in range(12)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: dialogues[n % 4].replies_to(sent[n]), range(12)))
    assert [len(replies) for replies in answers] == [1] * 12
    with office.database.read() as session:
        row = session.scalars(select(ConversationRow)).one()
    assert row.state["answered"] == 12


@each_database
def test_a_page_that_lost_the_answer_gets_the_same_again(person: Person) -> None:
    incoming = person.incoming(QUESTION)
    replies = person.dialogue.replies_to(incoming)
    assert person.dialogue.stored(incoming) == replies
    stranger = Incoming(replace(incoming.sender, user="other"), incoming.message_id)
    assert person.dialogue.stored(stranger) == []


def test_what_breaks_an_answer_is_told_kindly_and_not_asked_for_ever(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def answer(self, question: str, **_: object) -> Answer:
            raise ValueError(question)

    office.engine = Broken()  # type: ignore[assignment]
    person = Person(office.dialogue(), Sender("telegram", "c", "u", "Nguyễn Văn A"))
    incoming = person.incoming(QUESTION)
    (reply,) = person.dialogue.replies_to(incoming)
    assert reply.plain == texts.FAILED
    assert person.dialogue.replies_to(incoming) == []
    assert "Nguyễn" not in caplog.text


@each_database
def test_a_state_that_cannot_be_read_starts_afresh(person: Person, office: Office) -> None:
    person.says(QUESTION)
    with office.database.session() as session:
        session.scalars(select(ConversationRow)).one().state = {"answers": "?"}
    assert ENTRIES[0].answer in person.says(QUESTION).plain


@each_database
def test_old_messages_and_idle_conversations_are_dropped(person: Person, office: Office) -> None:
    person.says(QUESTION)
    office.clock.pass_by(days=office.settings.dialogue.keep_messages_days + 1)
    person.dialogue.retention.run(at_once=True)
    with office.database.read() as session:
        assert session.scalar(select(func.count(MessageRow.message_id))) == 0
        assert session.scalar(select(func.count(ConversationRow.user))) == 1
    office.clock.pass_by(days=office.settings.dialogue.keep_conversations_days)
    person.dialogue.retention.run(at_once=True)
    with office.database.read() as session:
        assert session.scalar(select(func.count(ConversationRow.user))) == 0


def test_a_letter_picks_a_choice_while_choices_stand_and_is_a_question_otherwise(
    person: Person,
) -> None:
    greeting = person.says("/start")
    assert labels(greeting)
    assert ENTRIES[1].answer in person.says("B").plain
    person.says("/huy")
    assert "lựa chọn" not in person.says("b").plain


def test_a_link_opens_the_entry_it_names_and_a_wrong_one_greets(person: Person) -> None:
    entry = choice(person.says("/start"), ENTRIES[0].question).removeprefix("ask:faq:")
    assert ENTRIES[0].answer in person.says(f"/start cau_{entry}").plain
    for wrong in ("cau_999", "cau_x", "la_1", "cau"):
        assert texts.GREETING in person.says(f"/start {wrong}").plain


def test_what_is_no_text_gets_a_kind_sentence(person: Person) -> None:
    for kind in Attachment:
        incoming = replace(person.incoming(), attachment=kind)
        (reply,) = person.dialogue.replies_to(incoming)
        assert reply.plain == texts.NOT_WORDS[kind]


def test_what_a_feature_pushes_to_others_is_written_with_its_message(office: Office) -> None:
    dialogue = office.dialogue()
    admin = Address("telegram", "chat-of-admin")

    def asks(moment: Moment, question: str) -> Outcome:
        push = Push(admin, Reply((paragraph("Có câu hỏi mới."),)), key=f"new:{question}")
        return Outcome((), moment.state, pushes=(push,))

    dialogue._ask.on_question = asks  # type: ignore[method-assign, assignment]
    person = Person(dialogue, Sender("telegram", "c", "u"))
    for _ in range(2):
        assert person.dialogue.replies_to(person.incoming("câu hỏi")) == []
    turn = dialogue.outbox.turn("telegram", UNLIMITED, room=5)
    assert [(each.address, each.reply.plain) for each in turn.parcels] == [
        (admin, "Có câu hỏi mới.")
    ]
