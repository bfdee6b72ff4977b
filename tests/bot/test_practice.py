"""Practice: what is asked next, what comes back, how far a person is."""

from dataclasses import replace

import pytest

from bot.messages import Reply, Sender
from bot.roles import Role
from bot.texts import practice as texts
from knowledge.quizbank import LETTERS, QuizContent, QuizItem, keeps_order

from .conftest import Office, Person

PARTY, HALL = "Lịch sử Đảng", "Hội trường"
YEAR = QuizContent(
    "Đảng thành lập năm nào?",
    ("1929", "1930", "1945"),
    1,
    explanation="Hội nghị hợp nhất họp đầu năm 1930.",
    source="Lịch sử Đảng, chương I",
    topic=PARTY,
)
PLACE = QuizContent("Đảng thành lập ở đâu?", ("Hương Cảng", "Hà Nội"), 0, topic=PARTY)
HOURS = QuizContent("Hội trường mở cửa lúc mấy giờ?", ("6 giờ", "7 giờ"), 1, topic=HALL)


def fill(office: Office, *contents: QuizContent, approve: bool = True) -> list[QuizItem]:
    office.library.quiz.add(contents, approve=approve)
    return office.library.quiz.items()


def right(office: Office, reply: Reply, *, wrong: bool = False) -> str:
    """The letter of the right option of a question, or of a wrong one."""
    assert reply.quiz is not None
    return LETTERS[next(p for p in range(9) if (p == reply.quiz.key) != wrong)]


def words(reply: Reply) -> str:
    return reply.plain


def test_without_approved_items_there_is_nothing_to_practise(
    office: Office, person: Person
) -> None:
    assert words(person.says("/luyentap")) == texts.NO_ITEMS
    fill(office, YEAR, approve=False)
    assert words(person.says("/luyentap")) == texts.NO_ITEMS


def test_one_question_after_the_other_with_why_and_where(office: Office, person: Person) -> None:
    fill(office, YEAR)
    asked = person.says("luyện tập")
    assert "Câu 1. Đảng thành lập năm nào?" in words(asked)
    assert [c.label[:3] for c in asked.choices] == ["A. ", "B. ", "C. ", "Dừn"]
    told = person.says(right(office, asked).lower())
    assert words(told).startswith("Đúng. Đáp án")
    assert YEAR.explanation in words(told)
    assert YEAR.source in words(told)
    assert texts.ALL_DONE in words(told)


def test_the_words_of_an_option_and_its_number_answer_too(office: Office, person: Person) -> None:
    fill(office, YEAR)
    person.says("/luyentap")
    assert words(person.says("1930")).startswith(texts.RIGHT)
    again = person.says("ôn lại ngay")
    assert again.quiz is not None
    assert words(person.says(str(again.quiz.key + 1))).startswith(texts.RIGHT)


def test_a_typed_number_that_is_an_option_picks_it_and_not_its_place(
    office: Office, person: Person
) -> None:
    fill(office, QuizContent("Mấy?", ("3", "1", "2", "Cả ba đáp án trên"), 1))
    person.says("/luyentap")
    assert words(person.says("1")).startswith(texts.RIGHT)


def test_what_was_missed_comes_back_and_what_is_known_rests(office: Office, person: Person) -> None:
    fill(office, YEAR)
    asked = person.says("/luyentap")
    missed = person.says(right(office, asked, wrong=True))
    assert words(missed).startswith("Chưa đúng. Đáp án")
    assert "1930" in words(missed)
    assert person.says("/luyentap").quiz is None  # it rests for a while
    office.clock.pass_by(minutes=11)
    asked = person.says("/luyentap")
    assert asked.quiz is not None
    person.says(right(office, asked))
    office.clock.pass_by(hours=23)
    assert person.says("/luyentap").quiz is None
    office.clock.pass_by(hours=2)
    assert person.says("/luyentap").quiz is not None


def test_what_is_due_goes_before_what_is_new(office: Office, person: Person) -> None:
    fill(office, YEAR, PLACE)
    first = person.says("/luyentap")
    assert first.quiz is not None
    person.says(right(office, first, wrong=True))  # the other one is asked next
    office.clock.pass_by(minutes=11)
    person.says(right(office, person.says("/luyentap")))
    asked = person.says("/luyentap")
    assert asked.quiz is not None
    assert asked.quiz.question == first.quiz.question


def test_topics_are_chosen_by_button_or_by_name_without_marks(
    office: Office, person: Person
) -> None:
    fill(office, YEAR, PLACE, HOURS)
    menu = person.says("/luyentap")
    assert [c.label for c in menu.choices] == [
        "Lịch sử Đảng (2 câu)",
        "Hội trường (1 câu)",
        texts.EVERY_TOPIC,
    ]
    asked = person.says("hội trường")
    assert asked.quiz is not None
    assert asked.quiz.question == HOURS.stem
    assert "Đảng thành lập" in words(person.says("/luyentap lich su"))
    unknown = person.says("/luyentap thể thao")
    assert "thể thao" in words(unknown)
    assert len(unknown.choices) == 3


def test_an_answer_to_an_earlier_question_does_not_count(office: Office, person: Person) -> None:
    fill(office, YEAR, PLACE)
    asked = person.says("/luyentap")
    stale = asked.choices[0].id
    current = person.says(right(office, asked))
    again = person.taps(stale)
    assert texts.TOO_LATE in words(again)
    assert again.choices == current.choices


def test_streak_progress_and_leaving(office: Office, person: Person) -> None:
    fill(office, *(replace(YEAR, stem=f"Câu đố thứ {n}?", source="") for n in range(5)))
    asked = person.says("/luyentap")
    for _ in range(3):
        asked = person.says(right(office, asked))
    assert texts.STREAK.format(count=3) in words(asked)
    stopped = person.says("dừng")
    assert "Đã làm 3 trên 5 câu" in words(stopped)
    assert "đúng 3 trên 3 lần" in words(stopped)
    person.says("/huy")
    office.clock.pass_by(days=1)
    person.says(right(office, person.says("/luyentap")))
    assert texts.DAYS.format(days=2) in words(person.taps("practice:stop"))


def test_a_question_in_between_is_answered_and_practice_goes_on(
    office: Office, person: Person
) -> None:
    fill(office, YEAR)
    asked = person.says("/luyentap")
    assert "7 giờ" in words(person.says("Hội trường mở cửa từ mấy giờ đến mấy giờ?"))
    assert person.says("/luyentap").choices == asked.choices


def test_options_that_name_others_keep_their_order(office: Office, person: Person) -> None:
    both = QuizContent("Ai?", ("Ông ấy", "Bà ấy", "Cả A và B"), 2)
    assert keeps_order(both)
    assert keeps_order(QuizContent("Đúng hay sai?", ("Đúng", "Sai"), 0))
    assert keeps_order(QuizContent("Gì?", ("Một", "Hai", "Cả hai ý trên đều đúng."), 2))
    assert not keeps_order(QuizContent("Đâu?", ("Trên cả nước", "Ba vùng", "Cả nước ta"), 0))
    fill(office, both)
    asked = person.says("/luyentap")
    assert asked.quiz is not None
    assert asked.quiz.options == both.options


def test_a_rejected_or_corrected_item(office: Office, person: Person) -> None:
    (item,) = fill(office, replace(YEAR, key=0))
    person.says("/luyentap")
    office.library.quiz.edit(item.id, YEAR)
    assert words(person.says("1930")).startswith(texts.RIGHT)  # by the key as it is now
    office.library.quiz.reject([item.id])
    assert words(person.says("/luyentap")) == texts.NO_ITEMS


def test_not_in_a_group(office: Office) -> None:
    fill(office, YEAR)
    member = Person(office.dialogue(), Sender("telegram", "-5", "u", private=False))
    assert words(member.says("/luyentap")) == texts.ONLY_ALONE


def test_what_is_kept_can_be_had_and_goes_with_the_rest(office: Office, person: Person) -> None:
    fill(office, YEAR)
    person.says(right(office, person.says("/luyentap")))
    data = person.dialogue.personal_data
    subject = data.of(person.sender)
    kept = data.export(subject)["practice"]
    assert [each.get("answered") for each in kept] == [1, 1]
    data.erase(subject)
    assert data.export(subject)["practice"] == []
    assert person.says("/luyentap").quiz is not None


def test_practice_before_an_account_goes_on_with_it_on_all_channels(
    office: Office, person: Person
) -> None:
    fill(office, YEAR)
    person.says(right(office, person.says("/luyentap")))
    code = person.dialogue.people.invite(Role.MEMBER, by="cli", name="A")
    person.dialogue.people.join(code, person.sender)
    assert texts.ALL_DONE in words(person.says("/luyentap"))
    assert "1 trên 1" in words(person.taps("practice:stop"))


@pytest.mark.parametrize("choice", ["practice:a:9:9", "practice:topic:00", "practice:x"])
def test_a_forged_choice_does_nothing(office: Office, person: Person, choice: str) -> None:
    fill(office, YEAR)
    person.says("/luyentap")
    assert not words(person.taps(choice)).startswith((texts.RIGHT, texts.WRONG))
