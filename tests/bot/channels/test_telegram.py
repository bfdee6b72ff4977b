"""Telegram: python-telegram-bot over a real socket against a strict fake."""

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence

import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram_menus import Menus
from bot.messages import (
    Address,
    Choice,
    Command,
    Incoming,
    OutgoingFile,
    Reply,
    Span,
    bold,
    item,
    paragraph,
    quote,
)
from tests.bot.channels.running import Naps, running
from tests.bot.channels.scripted import ScriptedDialogue, echo, says
from tests.fakes.served import served
from tests.fakes.telegram import (
    FakeTelegram,
    bad_gateway,
    broken_connection,
    conflict,
    failure,
    too_many_requests,
)

COMMANDS = (Command("trogiup", "Xem cách dùng"), Command("vanban", "Xem danh sách văn bản"))
ANSWER = Reply(
    (quote("Mỗi năm kết nạp 180 đảng viên."),),
    (
        Choice("full:1", "Xem nguyên văn"),
        Choice("right:1", "Đúng ý"),
        Choice("wrong:1", "Chưa đúng"),
    ),
)


@pytest.fixture
def fake() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
def address(fake: FakeTelegram) -> Iterator[str]:
    with served(fake) as url:
        yield url


@pytest.fixture
def naps() -> Naps:
    return Naps()


def channel(dialogue: ScriptedDialogue, address: str, naps: Naps, token: str = "") -> Telegram:
    return Telegram(
        dialogue,
        dialogue.outbox,
        token or FakeTelegram().token,
        commands=COMMANDS,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        sleep=naps,
    )


def always(*replies: Reply) -> ScriptedDialogue:
    return ScriptedDialogue(lambda incoming: replies)


async def test_typing_is_shown_while_an_answer_takes_long(
    fake: FakeTelegram, address: str, naps: Naps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.delivery.TYPING_AFTER_S", 0)
    shown = threading.Event()

    def slow(incoming: Incoming) -> Sequence[Reply]:
        assert shown.wait(10)
        return echo(incoming)

    async with running(channel(ScriptedDialogue(slow), address, naps).run):
        fake.says("khó", chat=7)
        await fake.until(lambda: fake.count("sendChatAction"))
        shown.set()
        await fake.until(lambda: fake.sent)
    assert fake.count("sendChatAction") == 1


async def test_a_question_is_answered(fake: FakeTelegram, address: str, naps: Naps) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        fake.says("Chỉ tiêu đến 2025?", user=7)
        await fake.until(lambda: fake.sent)
    assert fake.message_to(7, 0).text == "Đã nghe: Chỉ tiêu đến 2025?"
    [incoming] = dialogue.heard
    assert (incoming.sender.channel, incoming.sender.chat, incoming.sender.user) == (
        "telegram",
        "7",
        "7",
    )
    assert incoming.sent_at is not None
    assert incoming.sent_at.tzinfo is not None


async def test_the_menu_lists_the_commands_in_vietnamese(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    async with running(channel(ScriptedDialogue(echo), address, naps).run):
        await fake.until(lambda: fake.commands)
    assert fake.commands == [
        {"command": "trogiup", "description": "Xem cách dùng"},
        {"command": "vanban", "description": "Xem danh sách văn bản"},
    ]


async def test_markup_is_rendered_and_everything_else_escaped(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    reply = Reply(
        (
            paragraph(
                bold("a < b & c"), " rồi ", Span("trang", link="https://example.vn/?a=1&b=2")
            ),
            quote("<script>alert(1)</script>"),
            item("một"),
            paragraph(Span("không phải liên kết", link="javascript:alert(1)")),
        )
    )
    async with running(channel(always(reply), address, naps).run):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
    [sent] = fake.sent
    assert "a < b & c rồi trang" in sent.text
    assert "<script>alert(1)</script>" in sent.text
    assert '<a href="https://example.vn/?a=1&amp;b=2">' in sent.html
    assert "<blockquote>" in sent.html
    assert "javascript" not in sent.html


async def test_choices_are_buttons_and_a_tap_is_a_choice(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(lambda i: [ANSWER] if i.choice is None else says("Nguyên văn"))
    async with running(channel(dialogue, address, naps).run):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
        answer = fake.message_to(7, 0)
        assert [[label for label, _ in row] for row in answer.buttons] == [
            ["Xem nguyên văn"],
            ["Đúng ý", "Chưa đúng"],
        ]
        tap = fake.taps(answer, "Xem nguyên văn")
        await fake.until(lambda: len(fake.sent) == 2 and fake.count("editMessageReplyMarkup"))
    assert dialogue.heard[1].choice == "full:1"
    assert fake.answered_callbacks == [tap]
    assert answer.labels == ["Đúng ý", "Chưa đúng"]


async def test_long_labels_are_listed_in_the_text_so_that_a_phone_shows_them_whole(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    long = "Thành phố đặt mục tiêu thu ngân sách tăng bình quân mỗi năm bao nhiêu?"
    reply = Reply((paragraph("Gần nhất:"),), (Choice("n:0", long), Choice("n:1", "Câu ngắn?")))
    async with running(channel(always(reply), address, naps).run):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
    [sent] = fake.sent
    assert f"1. {long}\n2. Câu ngắn?" in sent.text
    assert sent.labels == [f"1. {long}", "2. Câu ngắn?"]


async def test_a_long_answer_arrives_whole_in_several_messages_with_buttons_on_the_last(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    sentences = [f"Câu thứ {n} của nguyên văn có dấu 😀 và & < >." for n in range(400)]
    reply = Reply((quote(" ".join(sentences)),), (Choice("more", "Xem tiếp"),))
    async with running(channel(always(reply), address, naps).run):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent and fake.sent[-1].buttons)
    assert len(fake.sent) > 3
    assert all(not sent.buttons for sent in fake.sent[:-1])
    together = " ".join(sent.text for sent in fake.sent)
    assert all(sentence in together for sentence in sentences)


async def test_an_edited_question_is_a_new_question(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        number = fake.says("câu cũ")
        fake.says("câu mới", edits=number)
        await fake.until(lambda: len(fake.sent) == 2)
    assert dialogue.texts == ["câu cũ", "câu mới"]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("nói chuyện riêng", None),
        ("/trogiup", "/trogiup"),
        ("/trogiup@HD_bot", "/trogiup"),
        ("/trogiup@khac_bot", None),
        ("/lenhcuabotkhac", None),
        ("@hd_bot chỉ tiêu là gì?", "chỉ tiêu là gì?"),
        ("😀 hỏi @hd_bot nhé", "😀 hỏi  nhé"),
        ("@nguoikhac chỉ tiêu là gì?", None),
    ],
)
async def test_in_a_group_only_what_is_meant_for_the_bot_is_answered(
    fake: FakeTelegram, address: str, naps: Naps, text: str, heard: str | None
) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        asked = fake.says(text, chat=-100)
        fake.says("xong", user=7)
        await fake.until(lambda: any(sent.chat_id == 7 for sent in fake.sent))
        await fake.until(lambda: heard is None or any(s.chat_id == -100 for s in fake.sent))
    assert [i.text for i in dialogue.heard if i.sender.chat == "-100"] == [heard] * bool(heard)
    assert all(sent.reply_to == asked for sent in fake.sent if sent.chat_id == -100)


async def test_a_reply_to_the_bot_in_a_topic_is_answered_in_that_topic(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        fake.says("@hd_bot câu một", chat=-100, thread=45)
        await fake.until(lambda: len(fake.sent) == 1)
        fake.says("câu hai", chat=-100, thread=45, reply_to_bot=True)
        await fake.until(lambda: len(fake.sent) == 2)
    assert dialogue.texts == ["câu một", "câu hai"]
    assert {sent.thread for sent in fake.sent} == {45}


@pytest.mark.parametrize(
    ("extra", "attachment"),
    [
        ({"voice": {"file_id": "v", "file_unique_id": "u", "duration": 3}}, "voice"),
        (
            {
                "sticker": {
                    "file_id": "s",
                    "file_unique_id": "u",
                    "type": "regular",
                    "width": 9,
                    "height": 9,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "sticker",
        ),
        ({"photo": [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]}, "picture"),
        ({"location": {"latitude": 11.0, "longitude": 106.6}}, "other"),
    ],
)
async def test_what_is_no_text_reaches_the_dialogue_as_what_it_is(
    fake: FakeTelegram, address: str, naps: Naps, extra: dict[str, object], attachment: str
) -> None:
    dialogue = ScriptedDialogue(lambda incoming: says("Xin gõ câu hỏi bằng chữ."))
    async with running(channel(dialogue, address, naps).run):
        fake.says(extra=extra)
        await fake.until(lambda: fake.sent)
    assert dialogue.texts == [""]
    assert dialogue.heard[0].attachment == attachment


async def test_a_forwarded_message_is_a_question(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    origin = {"type": "hidden_user", "date": 1_750_000_000, "sender_user_name": "Ai đó"}
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        fake.says("Chỉ tiêu là bao nhiêu?", extra={"forward_origin": origin})
        await fake.until(lambda: fake.sent)
    assert dialogue.texts == ["Chỉ tiêu là bao nhiêu?"]


async def test_a_thumb_on_an_answer_is_the_choice_that_has_it_among_its_words(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    answer = Reply((paragraph("đáp"),), (Choice("right:1", "Đúng ý", ("đúng", "👍")),))
    dialogue = ScriptedDialogue(lambda i: [answer] if i.choice is None else says("Cảm ơn"))
    async with running(channel(dialogue, address, naps).run):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent and not dialogue.waiting())
        fake.reacts(fake.sent[0], "🔥")
        fake.reacts(fake.sent[0], "👍")
        fake.reacts(fake.sent[0], "")
        fake.reacts(fake.sent[0], "👍")
        await fake.until(lambda: len(fake.sent) == 2)
    assert [incoming.choice for incoming in dialogue.heard] == [None, "right:1"]


async def test_who_blocks_the_bot_is_noted_and_who_lets_it_in_again_too(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    where = Address("telegram", "7")
    async with running(channel(dialogue, address, naps).run):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
        fake.becomes("kicked")
        await fake.until(lambda: dialogue.outbox.is_closed(where))
        fake.becomes("member")
        await fake.until(lambda: not dialogue.outbox.is_closed(where))


async def test_an_edit_that_comes_twice_is_answered_once(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        number = fake.says("câu cũ")
        fake.says("câu mới", edits=number)
        fake.deliver_again()
        fake.says("xong", user=8)
        await fake.until(lambda: len(fake.sent) == 3)
    assert sorted(dialogue.texts) == ["câu cũ", "câu mới", "xong"]


async def test_a_chat_keeps_its_order_while_another_is_not_held_up(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    released = threading.Event()

    def answer(incoming: Incoming) -> Sequence[Reply]:
        if incoming.text == "khó":
            assert released.wait(10)
        return echo(incoming)

    dialogue = ScriptedDialogue(answer)
    async with running(channel(dialogue, address, naps).run):
        fake.says("khó", user=7)
        fake.says("dễ", user=7)
        fake.says("của người khác", user=8)
        await fake.until(lambda: any(sent.chat_id == 8 for sent in fake.sent))
        assert not [sent for sent in fake.sent if sent.chat_id == 7]
        fake.says("đến sau", user=9)  # polling goes on while an answer is at work
        await fake.until(lambda: any(sent.chat_id == 9 for sent in fake.sent))
        released.set()
        await fake.until(lambda: len(fake.sent) == 4)
    assert [s.text for s in fake.sent if s.chat_id == 7] == ["Đã nghe: khó", "Đã nghe: dễ"]


async def test_what_was_answered_but_not_confirmed_before_a_crash_is_answered_once(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        await fake.until(lambda: fake.count("getUpdates"))
        fake.breaks("getUpdates", bad_gateway())  # from here on no confirmation arrives
        fake.says("câu hỏi")
        await fake.until(lambda: fake.sent)
    assert fake.unconfirmed == 1
    fake.mends("getUpdates")
    async with running(channel(dialogue, address, naps).run):
        await fake.until(lambda: fake.unconfirmed == 0)
        fake.says("câu sau")
        await fake.until(lambda: len(fake.sent) == 2)
    assert [sent.text for sent in fake.sent] == ["Đã nghe: câu hỏi", "Đã nghe: câu sau"]


async def test_an_update_is_not_confirmed_before_it_is_answered(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    released = threading.Event()

    def answer(incoming: Incoming) -> Sequence[Reply]:
        assert released.wait(10)
        return echo(incoming)

    async with running(channel(ScriptedDialogue(answer), address, naps).run):
        fake.says("câu hỏi")
        polls = fake.count("getUpdates")
        await fake.until(lambda: fake.count("getUpdates") > polls + 1)
        assert fake.unconfirmed == 1
        released.set()
        await fake.until(lambda: fake.unconfirmed == 0)
    assert len(fake.sent) == 1


async def test_what_stopping_cut_short_is_answered_after_the_next_start(
    fake: FakeTelegram, address: str, naps: Naps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.delivery.GRACE_S", 0)
    released = threading.Event()

    def answer(incoming: Incoming) -> Sequence[Reply]:
        assert released.wait(10)
        return echo(incoming)

    first = ScriptedDialogue(answer)
    async with running(channel(first, address, naps).run):
        fake.says("câu hỏi")
        await fake.until(lambda: first.heard)
    assert fake.unconfirmed == 1
    released.set()
    async with running(channel(ScriptedDialogue(answer), address, naps).run):
        await fake.until(lambda: fake.sent)
    assert [sent.text for sent in fake.sent] == ["Đã nghe: câu hỏi"]


async def test_a_channel_can_be_run_again_after_it_ended(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    telegram = channel(ScriptedDialogue(echo), address, naps)
    for number in range(2):
        async with running(telegram.run):
            fake.says(f"câu {number}")
            await fake.until(lambda number=number: len(fake.sent) == number + 1)  # type: ignore[misc]
    assert [sent.text for sent in fake.sent] == ["Đã nghe: câu 0", "Đã nghe: câu 1"]


async def test_flood_control_is_waited_for_and_the_message_arrives(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    async with running(channel(ScriptedDialogue(echo), address, naps).run):
        fake.fail_next("sendMessage", too_many_requests(1))
        fake.says("câu hỏi")
        await fake.until(lambda: fake.sent)
    assert [sent.text for sent in fake.sent] == ["Đã nghe: câu hỏi"]


@pytest.mark.parametrize("trouble", [bad_gateway(), broken_connection()])
async def test_a_reply_that_the_network_swallowed_is_sent_again(
    fake: FakeTelegram, address: str, naps: Naps, trouble: object
) -> None:
    async with running(channel(ScriptedDialogue(echo), address, naps).run):
        fake.fail_next("sendMessage", trouble)  # type: ignore[arg-type]
        fake.says("câu hỏi")
        await fake.until(lambda: fake.sent)
    assert [sent.text for sent in fake.sent] == ["Đã nghe: câu hỏi"]


async def test_a_long_outage_delays_a_reply_and_loses_none(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        fake.breaks("sendMessage", bad_gateway())
        fake.says("câu hỏi")
        await fake.until(lambda: fake.count("sendMessage") > 8)
        fake.mends("sendMessage")
        await fake.until(lambda: fake.sent)
        await fake.until(lambda: not dialogue.waiting())
    assert [sent.text for sent in fake.sent] == ["Đã nghe: câu hỏi"]


async def test_a_person_who_blocked_the_bot_is_given_up_and_others_are_answered(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        fake.blocked_by.add(7)
        fake.says("câu hỏi", user=7)
        fake.says("câu khác", user=8)
        await fake.until(lambda: fake.sent and not dialogue.waiting())
    assert [sent.chat_id for sent in fake.sent] == [8]


async def test_another_poller_is_waited_out(
    fake: FakeTelegram, address: str, naps: Naps, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail_next("getUpdates", conflict())
    async with running(channel(ScriptedDialogue(echo), address, naps).run):
        fake.says("câu hỏi")
        await fake.until(lambda: fake.sent)
    assert "cùng token" in caplog.text


async def test_the_token_is_in_no_log_and_a_wrong_one_ends_the_channel_calmly(
    fake: FakeTelegram, address: str, naps: Naps, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "999:khong-phai-token"
    await asyncio.wait_for(
        channel(ScriptedDialogue(echo), address, naps, wrong).run(asyncio.Event()), 20
    )
    fake.fail_next("sendMessage", broken_connection())
    async with running(channel(ScriptedDialogue(echo), address, naps).run):
        fake.says("câu hỏi")
        await fake.until(lambda: fake.sent)
    assert "token không đúng" in caplog.text
    assert wrong not in caplog.text
    assert fake.token not in caplog.text
    assert fake.count("sendMessage") == 2


async def test_the_menus_of_those_with_a_role_follow_it(
    fake: FakeTelegram, address: str, naps: Naps
) -> None:
    staff: dict[str, Sequence[Command]] = {"7": (*COMMANDS, Command("duyet", "Duyệt tệp"))}
    dialogue = ScriptedDialogue(echo)

    def telegram() -> Telegram:
        return Telegram(
            dialogue,
            dialogue.outbox,
            FakeTelegram().token,
            commands=COMMANDS,
            menus=Menus(dialogue.database, lambda: dict(staff)),
            base_url=f"{address}/bot",
            base_file_url=f"{address}/file/bot",
            sleep=naps,
        )

    async with running(telegram().run):
        await fake.until(lambda: 7 in fake.menus)
        assert fake.menus[7][-1] == {"command": "duyet", "description": "Duyệt tệp"}
        staff["8"] = COMMANDS
        fake.fail_next("setMyCommands", bad_gateway())
        await fake.until(lambda: 8 in fake.menus)
    del staff["7"]  # somebody took the role away while the program stood still
    async with running(telegram().run):
        await fake.until(lambda: 7 not in fake.menus)
        fake.fail_next("setMyCommands", failure(400, "Bad Request: chat not found"))
        asked = fake.count("setMyCommands")
        staff["9"] = COMMANDS
        await fake.until(lambda: fake.count("setMyCommands") > asked)
        staff["10"] = COMMANDS
        await fake.until(lambda: 10 in fake.menus)
    assert set(fake.menus) == {8, 10}


async def test_a_file_goes_after_the_words(fake: FakeTelegram, address: str, naps: Naps) -> None:
    reply = Reply((paragraph("Đây là tệp."),), file=OutgoingFile("dữ liệu.docx", b"\x00\xff" * 9))
    dialogue = always(reply)
    async with running(channel(dialogue, address, naps).run):
        fake.says("/toi")
        await fake.until(lambda: len(fake.sent) == 2)
    assert dialogue.heard[0].takes_files
    assert [sent.text for sent in fake.sent] == ["Đây là tệp.", ""]
    assert fake.sent[1].file == ("dữ liệu.docx", b"\x00\xff" * 9)
