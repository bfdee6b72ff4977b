"""Messages that only greet or thank, as members write them."""

import pytest

from bot.courtesies import Courtesy, courtesy
from bot.texts import dialogue as texts

from .conftest import QUESTION, Person


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Xin chào", Courtesy.GREETING),
        ("xin chao ad a", Courtesy.GREETING),
        ("Em chào anh chị ạ!", Courtesy.GREETING),
        ("chào buổi sáng các đồng chí", Courtesy.GREETING),
        ("alo", Courtesy.GREETING),
        ("Hello bot :)", Courtesy.GREETING),
        ("cảm ơn bot nhiều nhé", Courtesy.THANKS),
        ("da em cam on a", Courtesy.THANKS),
        ("ok cám ơn đồng chí", Courtesy.THANKS),
        ("Chào bạn, cảm ơn nhiều!", Courtesy.THANKS),
        ("tạm biệt", Courtesy.FAREWELL),
        ("Ok", Courtesy.AGREEMENT),
        ("dạ vâng ạ", Courtesy.AGREEMENT),
        ("em hiểu rồi ạ", Courtesy.AGREEMENT),
        ("bot gì mà ngu thế", Courtesy.COMPLAINT),
        ("tra loi gi ngu the", Courtesy.COMPLAINT),
        ("chán quá", Courtesy.COMPLAINT),
        ("hihi", Courtesy.PLAY),
        ("hahaha", Courtesy.PLAY),
        ("test test", Courtesy.PLAY),
        ("Bạn là ai?", Courtesy.SELF),
        ("Bạn là người thật hay là máy thế?", Courtesy.SELF),
        ("mày tên gì", Courtesy.SELF),
        ("bot bao nhieu tuoi", Courtesy.SELF),
        ("cho noi chuyen vs nguoi that dc ko", Courtesy.SELF),
        ("Viết giúp tôi một bài thơ về mùa thu", Courtesy.TASK),
        ("hát một bài nghe chơi", Courtesy.TASK),
        ("vẽ cho em một tấm hình chim bồ câu", Courtesy.TASK),
        ("dịch câu này sang tiếng Anh: tôi rất vui", Courtesy.TASK),
        # asked, or of something
        ("Viết hộ bài dự thi thì bị gì?", None),
        ("Bài dự thi viết bao nhiêu trang?", None),
        ("Ban là ai phụ trách?", None),
        ("Ban Chấp hành là ai?", None),
        ("Em là đoàn viên thì nộp hồ sơ ở đâu?", None),
        ("hồ sơ chậm thì sao", None),
        ("nộp chậm quá hạn", None),
        ("Xin chào, đảng phí thu khi nào?", None),
        ("lễ chào cờ", None),
        ("cảm ơn ai", None),
        ("chi bộ", None),
        ("em", None),
        ("bạn ơi", None),
        ("12", None),
        ("", None),
        ("!?", None),
        ("chào " * 200, None),
    ],
)
def test_what_is_only_courtesy(text: str, meant: Courtesy | None) -> None:
    assert courtesy(text) is meant


def test_a_smile_is_no_question(person: Person) -> None:
    assert person.says("😀👋").plain == texts.ONLY_SIGNS
    assert person.says("?").plain == texts.EMPTY


def test_a_greeting_is_greeted_and_thanks_are_welcome(person: Person) -> None:
    assert person.says("Chào ad ạ").plain.startswith(texts.GREETING)
    answered = person.says(QUESTION)
    assert "24 chi bộ" in answered.plain
    thanked = person.says("cam on nhieu nhe")
    assert thanked.plain == texts.COURTESIES["thanks"]
    # nothing was asked in between: what is said of the answer is of that answer
    assert person.taps(next(c.id for c in answered.choices if c.label == texts.RIGHT)).plain == (
        texts.THANKS_RIGHT
    )
