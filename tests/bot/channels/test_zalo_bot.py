"""Zalo Bot: our client over a real socket against a strict fake."""

import asyncio
import logging
from collections.abc import Iterator

import pytest

from bot.channels.zalo_bot import POLL_PAUSE_S, ZaloBot, pieces, to_markdown
from bot.messages import Attachment, Choice, Reply, bold, italic, item, paragraph, quote
from bot.render import to_plain, utf16_length
from bot.zalo.bot_client import MAX_TEXT, ZaloBotClient, read_update
from bot.zalo.errors import (
    QuotaExceeded,
    RequestRefused,
    TokenRefused,
    Unanswered,
    Unavailable,
    WebhookSet,
    ZaloError,
)
from tests.bot.channels.running import Naps, running
from tests.bot.channels.scripted import ScriptedDialogue, echo
from tests.fakes.served import Answer, served
from tests.fakes.zalo_bot import FakeZaloBot, failure

USER = "6ede9afa66b88fe6d6a9"


@pytest.fixture(params=["one", "list", "replayed", "replayed list"])
def fake(request: pytest.FixtureRequest) -> FakeZaloBot:
    return FakeZaloBot(replays="replayed" in request.param, as_list="list" in request.param)


@pytest.fixture
def naps() -> Naps:
    return Naps()


def channel(dialogue: ScriptedDialogue, address: str, naps: Naps, token: str = "") -> ZaloBot:
    token = token or FakeZaloBot().token
    return ZaloBot(dialogue, dialogue.outbox, token, base_url=address, sleep=naps)


@pytest.fixture
def simple() -> FakeZaloBot:
    return FakeZaloBot()


@pytest.fixture
def address(simple: FakeZaloBot) -> Iterator[str]:
    with served(simple) as url:
        yield url


async def test_each_message_is_answered_once_however_often_it_is_delivered(
    fake: FakeZaloBot, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    with served(fake) as url:
        async with running(channel(dialogue, url, naps).run):
            for number in range(3):
                fake.says(f"câu {number}")
            await fake.until(lambda: len(fake.sent) == 3)
            fake.deliver_again()
            polls = fake.count("getUpdates")
            await fake.until(lambda: fake.count("getUpdates") > polls)
        # an account that forgets what it handed out hands it to a poll that still hangs, too
        await fake.until(lambda: fake.at_work == 0)
        async with running(channel(dialogue, url, naps).run):  # another process
            fake.says("câu cuối")
            await fake.until(lambda: len(fake.sent) == 4)
    assert [sent.text for sent in fake.sent] == [
        "Đã nghe: câu 0",
        "Đã nghe: câu 1",
        "Đã nghe: câu 2",
        "Đã nghe: câu cuối",
    ]
    assert naps.seconds.count(POLL_PAUSE_S) >= fake.count("getUpdates") - 3


async def test_an_empty_poll_is_no_news(simple: FakeZaloBot, address: str) -> None:
    async with ZaloBotClient(simple.token, base_url=address) as client:
        assert await client.get_updates(timeout_s=0) == []


async def test_a_message_tells_who_said_it_where_and_when(
    simple: FakeZaloBot, address: str
) -> None:
    simple.says("xin chào", group="nhom1")
    async with ZaloBotClient(simple.token, base_url=address) as client:
        [update] = await client.get_updates()
    assert (update.text, update.chat, update.user, update.is_group) == (
        "xin chào",
        "nhom1",
        USER,
        True,
    )
    assert update.sent_at is not None
    assert update.sent_at.tzinfo is not None


def test_an_update_is_read_wrapped_and_bare() -> None:
    bare = {
        "event_name": "message.text.received",
        "message": {
            "message_id": "m1",
            "date": 1_750_316_131_602,
            "from": {"id": "u1", "display_name": "Sáu", "is_bot": False},
            "chat": {"id": "u1", "chat_type": "PRIVATE"},
            "text": "hỏi",
        },
    }
    assert read_update(bare) == read_update({"ok": True, "result": bare})
    assert read_update(bare) is not None


@pytest.mark.parametrize(
    "raw",
    [None, [], {}, {"message": None}, {"message": {"message_id": "1", "chat": "x", "from": 3}}],
)
def test_what_is_no_message_is_passed_over(raw: object) -> None:
    assert read_update(raw) is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (failure(401, "Unauthorized"), TokenRefused),
        (failure(401, "Unauthorized", status=200), TokenRefused),
        (failure(400, "Bad request"), RequestRefused),
        (failure(400, "Bad request", status=200), RequestRefused),
        (failure(404, "Not found"), RequestRefused),
        (failure(400, "You cannot use this API while a webhook is set"), WebhookSet),
        (failure(429, "Quota exceeded"), QuotaExceeded),
        (failure(429, "Quota exceeded", status=200), QuotaExceeded),
        (failure(403, "Internal server error"), Unavailable),
        (failure(408, "Request timeout"), Unavailable),
        (Answer(502, "bad gateway"), Unavailable),
        (Answer(200, {}, cut=True), Unanswered),
    ],
)
async def test_each_refusal_is_an_error_that_says_what_to_do(
    simple: FakeZaloBot, address: str, answer: Answer, error: type[ZaloError]
) -> None:
    simple.fail_next("sendMessage", answer)
    async with ZaloBotClient(simple.token, base_url=address) as client:
        with pytest.raises(error) as raised:
            await client.send_message(USER, "xin chào")
    assert simple.token not in repr(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


async def test_choices_are_numbered_and_markup_is_the_markdown_zalo_knows(
    simple: FakeZaloBot, address: str, naps: Naps
) -> None:
    reply = Reply(
        (
            paragraph(bold("Nguồn: "), italic("Phần II")),
            quote("Mỗi năm kết nạp 180 đảng viên."),
            item("một mục"),
        ),
        (Choice("a", "Xem nguyên văn"), Choice("b", "Đúng ý")),
    )
    dialogue = ScriptedDialogue(lambda incoming: [reply])
    async with running(channel(dialogue, address, naps).run):
        simple.says("hỏi")
        await simple.until(lambda: simple.sent)
    [sent] = simple.sent
    assert sent.parse_mode == "markdown"
    assert sent.text == (
        "**Nguồn:** *Phần II*\n> Mỗi năm kết nạp 180 đảng viên.\n- một mục\n\n"
        "1. Xem nguyên văn\n2. Đúng ý"
    )


@pytest.mark.parametrize("sign", ["2 * 3", "tên_tệp", "`mã`", "{red}", "# đầu dòng", "> đầu dòng"])
def test_text_that_zalo_would_take_for_markup_goes_plain(sign: str) -> None:
    reply = Reply((quote(sign),))
    assert to_markdown(reply) is None or sign.startswith(("#", ">"))
    assert sign in to_plain(reply)


def test_a_long_answer_is_cut_within_zalos_limit_markup_included() -> None:
    lines = [f"Dòng {n}: nội dung của một mục trong nghị quyết." for n in range(150)]
    cut = pieces(Reply(tuple(quote(line) for line in lines), (Choice("a", "Xem tiếp"),)))
    texts = [to_markdown(piece) or "" for piece in cut]
    assert all(0 < utf16_length(text) <= MAX_TEXT for text in texts)
    assert all(any(line in text for text in texts) for line in lines)
    assert "1. Xem tiếp" in texts[-1]


async def test_a_full_quota_and_an_outage_delay_replies_and_lose_none(
    simple: FakeZaloBot,
    address: str,
    naps: Naps,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.delivery.QUOTA_PAUSE_S", 0.05)
    simple.fail_next("sendMessage", failure(429, "Quota exceeded"))
    simple.fail_next("getUpdates", failure(403, "Internal server error"))
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        simple.says("câu hỏi")
        await simple.until(lambda: simple.sent and not dialogue.waiting())
    assert [sent.text for sent in simple.sent] == ["Đã nghe: câu hỏi"]
    assert "hết hạn mức" in caplog.text


async def test_a_channel_can_be_run_again_after_it_ended(
    simple: FakeZaloBot, address: str, naps: Naps
) -> None:
    zalo = channel(ScriptedDialogue(echo), address, naps)
    for number in range(2):
        async with running(zalo.run):
            simple.says(f"câu {number}")
            await simple.until(lambda number=number: len(simple.sent) == number + 1)  # type: ignore[misc]
        # a poll of which the platform has not seen yet that nobody waits would take the next update
        await simple.until(lambda: not simple.at_work)
    assert [sent.text for sent in simple.sent] == ["Đã nghe: câu 0", "Đã nghe: câu 1"]


async def test_a_sticker_reaches_the_dialogue_without_text(
    simple: FakeZaloBot, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        simple.says("", event="message.sticker.received", extra={"sticker": "s1"})
        await simple.until(lambda: simple.sent)
    assert dialogue.texts == [""]
    assert dialogue.heard[0].attachment is Attachment.STICKER


async def test_in_a_group_the_bots_name_is_no_part_of_the_question(
    simple: FakeZaloBot, address: str, naps: Naps
) -> None:
    dialogue = ScriptedDialogue(echo)
    async with running(channel(dialogue, address, naps).run):
        simple.says("@Hỏi đáp chỉ tiêu là gì?", group="nhom1")
        await simple.until(lambda: simple.sent)
    assert dialogue.texts == ["chỉ tiêu là gì?"]
    assert simple.sent[0].chat_id == "nhom1"


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (failure(401, "Unauthorized"), "token không đúng"),
        (failure(400, "You cannot use this API while a webhook is set"), "webhook"),
    ],
)
async def test_what_only_the_admin_can_mend_ends_the_channel_calmly(
    simple: FakeZaloBot,
    address: str,
    naps: Naps,
    caplog: pytest.LogCaptureFixture,
    trouble: Answer,
    sentence: str,
) -> None:
    simple.fail_next("getUpdates", trouble)
    await asyncio.wait_for(channel(ScriptedDialogue(echo), address, naps).run(asyncio.Event()), 20)
    assert sentence in caplog.text


async def test_the_token_is_in_no_log(
    simple: FakeZaloBot, address: str, naps: Naps, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "999:khong-phai-token"
    dialogue = ScriptedDialogue(echo)
    await asyncio.wait_for(channel(dialogue, address, naps, wrong).run(asyncio.Event()), 20)
    simple.fail_next("sendMessage", Answer(200, {}, cut=True))
    async with running(channel(dialogue, address, naps).run):
        simple.says("câu hỏi")
        await simple.until(lambda: simple.sent)
    assert "token không đúng" in caplog.text
    assert wrong not in caplog.text
    assert simple.token not in caplog.text
