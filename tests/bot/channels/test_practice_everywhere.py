"""Practice in every channel: Telegram's own quizzes, letters elsewhere, buttons on the page."""

import pytest

from bot.texts import practice as texts
from knowledge.quizbank import QuizContent
from tests.bot.channels.browser import needs_browser
from tests.bot.channels.running import running
from tests.bot.conftest import Office
from tests.bot.conversation import (
    Opens,
    _telegram,
    in_the_terminal,
    on_the_page,
    on_zalo,
    on_zalo_oa,
)
from tests.fakes.served import Answer, served
from tests.fakes.telegram import FakeTelegram

# what names other options keeps its order, so that the script knows it
FIRST = QuizContent(
    "Đảng thành lập năm nào?", ("1929", "1930", "Cả hai đáp án trên"), 1, explanation="Đầu năm."
)
LONG = QuizContent(
    "Học nghị quyết để làm gì?",
    ("Để biết", "Để làm theo " + "những điều nghị quyết đã nêu, " * 4, "Tất cả các ý trên"),
    2,
    source="Điều lệ",
)


@pytest.mark.parametrize(
    "opens",
    [
        pytest.param(in_the_terminal, id="terminal"),
        pytest.param(on_the_page, id="page", marks=[pytest.mark.browser, needs_browser]),
        pytest.param(on_zalo, id="zalo"),
        pytest.param(on_zalo_oa, id="zalo-oa"),
    ],
)
async def test_letters_and_buttons(office: Office, opens: Opens) -> None:
    office.library.quiz.add([FIRST], approve=True)
    async with opens(office.dialogue(), office.settings) as talker:
        await talker.greeting()
        asked = await talker.say("/luyentap")
        assert FIRST.stem in asked
        assert asked.choices == ("A. 1929", "B. 1930", "C. Cả hai đáp án trên", texts.STOP)
        told = await talker.say("B")
        assert "Đúng Đáp án B 1930" in told
        assert "Đầu năm" in told
        again = await talker.choose(texts.AGAIN)
        missed = await talker.choose(again.choices[0])
        assert "Chưa đúng Đáp án B 1930" in missed


async def test_telegram_shows_its_own_quiz_and_hears_the_vote(office: Office) -> None:
    office.library.quiz.add([FIRST, LONG], approve=True)
    fake = FakeTelegram()
    dialogue = office.dialogue()
    with served(fake) as url:
        async with running(_telegram(dialogue, fake, url).run):
            fake.says("/luyentap")
            await fake.until(lambda: len(fake.sent) == 1)
            if fake.sent[0].poll is None:  # the long one came first
                fake.taps(fake.sent[0], next(t for t in fake.sent[0].labels if t[0] == "C"))
                await fake.until(lambda: len(fake.sent) == 3)
                assert "Điều lệ" in fake.sent[1].text
            poll = fake.sent[-1]
            assert poll.poll is not None
            assert not poll.poll["is_anonymous"]
            assert poll.poll["correct_option_ids"] == [1]
            assert poll.poll["explanation"] == FIRST.explanation
            assert poll.labels == [texts.STOP]
            before = len(fake.sent)
            fake.votes(poll, "1930")
            fake.deliver_again()  # the same vote twice counts once
            await fake.until(lambda: len(fake.sent) > before)
            told = fake.sent[before]
            assert "Đúng. Đáp án B: 1930" in told.text
            await fake.until(lambda: not fake.unconfirmed)
    with office.database.read() as session:
        from bot.practice import PracticeRow

        (row,) = session.query(PracticeRow).all()
    assert row.right == row.answered


async def test_what_fits_no_poll_comes_as_text_with_lettered_buttons(office: Office) -> None:
    office.library.quiz.add([LONG], approve=True)
    fake = FakeTelegram()
    with served(fake) as url:
        async with running(_telegram(office.dialogue(), fake, url).run):
            fake.says("/luyentap")
            await fake.until(lambda: len(fake.sent) == 1)
            asked = fake.sent[0]
            assert asked.poll is None
            assert "B. Để làm theo những điều" in asked.text
            assert asked.labels[0] == "A. Để biết"
            fake.taps(asked, next(label for label in asked.labels if label.startswith("C. ")))
            await fake.until(lambda: len(fake.sent) == 2)
            assert "Đúng. Đáp án C" in fake.sent[1].text


async def test_a_poll_that_telegram_refuses_comes_as_text(office: Office) -> None:
    office.library.quiz.add([FIRST], approve=True)
    fake = FakeTelegram()
    fake.breaks("sendPoll", Answer(400, {"ok": False, "error_code": 400, "description": "no"}))
    with served(fake) as url:
        async with running(_telegram(office.dialogue(), fake, url).run):
            fake.says("/luyentap")
            await fake.until(lambda: len(fake.sent) == 1)
            assert FIRST.stem in fake.sent[0].text
            assert fake.sent[0].labels[:2] == ["A. 1929", "B. 1930"]
