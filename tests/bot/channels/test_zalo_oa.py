"""Zalo Official Account: our channel over real sockets against a strict fake."""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.arrivals import GoneError
from bot.channels.webhooks import MAX_BODY_BYTES
from bot.channels.zalo_oa import OLDEST, buttons_of, is_listed
from bot.channels.zalo_oa_events import NAME, read_event
from bot.fetching import Fetcher
from bot.inbox import Inbox
from bot.jobs import Jobs
from bot.messages import Address, Attachment, Choice, Incoming, OutgoingFile, Reply, paragraph
from bot.outbox import Fate, OutboxRow, Priority
from bot.render import utf16_length
from bot.roles import Role
from bot.texts import channels as texts
from bot.texts import uploads as upload_texts
from bot.zalo.oa_client import MAX_BUTTONS, MAX_TEXT, MAX_TITLE, ZaloOaClient
from bot.zalo.oa_windows import Window
from tests.bot.channels.oa_at_work import AtWork, oa_at_work
from tests.bot.channels.running import running
from tests.bot.channels.scripted import ScriptedDialogue, block, echo, says
from tests.bot.conftest import Office
from tests.bot.uploading import TEXT, worker_for
from tests.fakes.served import PATIENCE, Answer, bad_update, served
from tests.fakes.zalo_oa import SEND, TOKEN, USER, Clock, FakeZaloOa, failure, signed


@pytest.fixture
def fake() -> FakeZaloOa:
    return FakeZaloOa()


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue(echo)


@asynccontextmanager
async def at_work(
    fake: FakeZaloOa, dialogue: ScriptedDialogue, **how: Any
) -> AsyncIterator[AtWork]:
    async with oa_at_work(fake, dialogue, dialogue.outbox, dialogue.database, **how) as made:
        yield made


def push(dialogue: ScriptedDialogue, text: str, user: str = USER) -> None:
    """Something is to be sent that nobody asked for."""
    dialogue.outbox.push(
        dialogue.database, Address(NAME, user), says(text)[0], key=f"{user}:{text}"
    )


def fates(dialogue: ScriptedDialogue) -> list[tuple[str | None, str | None]]:
    """What became of each reply, and why."""
    with dialogue.database.read() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [(row.fate, row.reason) for row in rows]


# what comes in


@pytest.mark.parametrize("stamp_in_header", [False, True])
async def test_each_message_is_answered_once_in_its_order(
    dialogue: ScriptedDialogue, stamp_in_header: bool
) -> None:
    fake = FakeZaloOa(stamp_in_header=stamp_in_header)
    async with at_work(fake, dialogue):
        for number in range(4):
            fake.says(f"câu {number}")
        await fake.until(lambda: len(fake.sent) == 4)
    assert [sent.text for sent in fake.sent] == [f"Đã nghe: câu {n}" for n in range(4)]


async def test_a_message_is_taken_at_once_while_many_wait_for_their_answers(
    fake: FakeZaloOa,
) -> None:
    # the threads that everything short shares: as few as on the smallest machine
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
    go_on = threading.Event()

    def slow(incoming: Incoming) -> list[Reply]:
        go_on.wait(PATIENCE)
        return echo(incoming)

    dialogue = ScriptedDialogue(slow)
    async with at_work(fake, dialogue) as work:
        for number in range(12):
            fake.says(f"câu {number}", user=f"u{number}")
        await fake.until(lambda: len(dialogue.heard) > 1)
        fake.interacts()
        body = json.dumps(fake.update_saying(99, "hỏi")).encode()
        headers = fake.proof(body, "oa-webhook-secret")
        answer = await work.http.post(work.webhook, content=body, headers=headers)
        go_on.set()
        assert answer.status_code == 200
        await fake.until(lambda: len(fake.sent) == 13)


async def test_a_message_that_is_brought_again_is_answered_once(
    fake: FakeZaloOa, dialogue: ScriptedDialogue
) -> None:
    async with at_work(fake, dialogue) as work:
        fake.interacts()
        body = json.dumps(fake.update_saying(99, "hỏi")).encode()
        headers = fake.proof(body, "oa-webhook-secret")
        for _ in range(3):
            answer = await work.http.post(work.webhook, content=body, headers=headers)
            assert answer.status_code == 200
        fake.says("câu sau")
        await fake.until(lambda: len(fake.sent) == 2)
        answer = await work.http.post(work.webhook, content=body, headers=headers)
        await fake.until(lambda: work.inbox.waiting(NAME) == 0)
    assert sorted(dialogue.texts) == ["câu sau", "hỏi"]
    assert len(fake.sent) == 2


async def test_what_came_in_before_a_crash_is_answered_after_it(
    fake: FakeZaloOa, dialogue: ScriptedDialogue
) -> None:
    event = read_event(fake.update_saying(1, "hỏi"))
    assert event is not None
    assert event.incoming is not None
    Inbox(dialogue.database).keep(event.incoming)  # by a process that then died
    fake.interacts()
    async with at_work(fake, dialogue):
        await fake.until(lambda: fake.sent)
    assert [sent.text for sent in fake.sent] == ["Đã nghe: hỏi"]


async def test_zalo_is_answered_before_the_person_is(fake: FakeZaloOa) -> None:
    ready = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(incoming: Incoming) -> list[Reply]:
        asyncio.run_coroutine_threadsafe(ready.wait(), loop).result(20)
        return echo(incoming)

    async with at_work(fake, ScriptedDialogue(slow)):
        fake.says("hỏi")
        await fake.until(lambda: fake.brought)
        assert (fake.brought, fake.sent) == ([200], [])
        ready.set()
        await fake.until(lambda: fake.sent)


async def test_the_trial_of_the_address_is_answered_and_not_heard(
    fake: FakeZaloOa, dialogue: ScriptedDialogue
) -> None:
    async with at_work(fake, dialogue) as work:
        for body in (b"", b"{}", json.dumps(fake.update_saying(1, "giả")).encode()):
            answer = await work.http.post(work.webhook, content=body)
            assert answer.status_code == 200
        assert work.inbox.waiting(NAME) == 0
    assert dialogue.heard == []


async def test_a_forged_or_changed_message_is_refused(
    fake: FakeZaloOa, dialogue: ScriptedDialogue, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps(fake.update_saying(1, "thật")).encode()
    stamp = json.loads(body)["timestamp"]
    good = signed(body, stamp)
    other_stamp = body.replace(stamp.encode(), b"1" + stamp.encode())
    forged = [
        (body, signed(body, stamp, "another secret")),
        (body, {"X-ZEvent-Signature": "mac="}),
        (body, {"X-ZEvent-Signature": "đ".encode().decode("latin-1")}),
        (body.replace(b"msg_id", b"msg_Id"), good),
        (body.replace(b'": "', b'":"', 1), good),  # the same JSON with a space less
        (other_stamp, good),
        (json.dumps([1]).encode(), good),
    ]
    async with at_work(fake, dialogue) as work:
        for content, headers in forged:
            raw = {key: value.encode("latin-1") for key, value in headers.items()}
            answer = await work.http.post(work.webhook, content=content, headers=raw)  # type: ignore[arg-type]
            assert answer.status_code == 403
        answer = await work.http.post(work.webhook, content=b"{", headers=good)
        assert answer.status_code == 400
        large = b"x" * (MAX_BODY_BYTES + 1)
        answer = await work.http.post(work.webhook, content=large, headers=good)
        assert answer.status_code == 413
        assert work.inbox.waiting(NAME) == 0
    assert dialogue.heard == []
    assert "HOIDAP_ZALO_OA_SECRET_KEY" in caplog.text


async def test_the_copy_of_an_old_message_is_not_answered(dialogue: ScriptedDialogue) -> None:
    clock = Clock()
    fake = FakeZaloOa(clock=clock)
    body = json.dumps(fake.update_saying(1, "cũ")).encode()
    headers = fake.proof(body, "oa-webhook-secret")
    clock.now += OLDEST * 1.01
    async with at_work(fake, dialogue, clock=clock) as work:
        answer = await work.http.post(work.webhook, content=body, headers=headers)
        assert answer.status_code == 200
        assert work.inbox.waiting(NAME) == 0


@pytest.mark.parametrize(
    "raw",
    [
        *bad_update(),
        {"event_name": "user_send_text"},
        {"event_name": "user_send_text", "timestamp": "x", "sender": {"id": "1"}},
        {"event_name": "user_send_text", "timestamp": "1", "sender": [], "message": {}},
        {"event_name": "oa_send_text", "timestamp": "1", "sender": {"id": "1"}},
        {"event_name": "user_seen_message", "timestamp": "1", "sender": {"id": "1"}},
        {
            "event_name": "user_send_group_text",
            "timestamp": "1",
            "sender": {"id": "1"},
            "message": {"msg_id": "1", "text": "x"},
        },
        {"event_name": "follow", "timestamp": "1", "follower": {"id": 5}},
    ],
)
def test_what_concerns_no_conversation_is_passed_over(raw: Any) -> None:
    assert read_event(raw) is None


async def test_what_is_no_text_is_told_apart(fake: FakeZaloOa, dialogue: ScriptedDialogue) -> None:
    async with at_work(fake, dialogue):
        for kind in ("audio", "sticker", "gif", "location", "video"):
            fake.sends(kind, {"url": "https://zalo.example/x"})
        await fake.until(lambda: len(fake.sent) == 5)
    assert [heard.attachment for heard in dialogue.heard] == [
        Attachment.VOICE,
        Attachment.STICKER,
        Attachment.STICKER,
        Attachment.OTHER,
        Attachment.OTHER,
    ]
    assert all(heard.files == () for heard in dialogue.heard)


async def test_a_file_can_be_fetched_and_a_picture_has_a_name(
    fake: FakeZaloOa, dialogue: ScriptedDialogue
) -> None:
    content = b"%PDF" + bytes(200_000)
    async with at_work(fake, dialogue) as work:
        fake.sends_file("nq 01.pdf", content)
        fake.sends("image", {"url": f"{fake.url}/file/0", "thumbnail": "x"})
        await fake.until(lambda: len(dialogue.heard) == 2)
        (file,), (picture,) = (heard.files for heard in dialogue.heard)
        got = bytearray()
        await work.channel.fetch(file.ref, got.extend)
        fake.fail_next("/file/0", Answer(404, b"gone"))
        with pytest.raises(GoneError, match="Zalo OA không còn giữ"):
            await work.channel.fetch(file.ref, got.extend)
    assert (file.name, file.size, bytes(got)) == ("nq 01.pdf", len(content), content)
    assert picture.name.endswith(".jpg")


async def test_an_editor_sends_a_document_and_publishes_it(
    fake: FakeZaloOa, office: Office
) -> None:
    office.clock.now = datetime.now(UTC)
    dialogue = office.dialogue()
    code = dialogue.people.invite(Role.EDITOR, by="cli", name="Lan")
    async with oa_at_work(fake, dialogue, dialogue.outbox, office.database) as work:
        jobs = Jobs(office.database, clock=office.clock)
        fetcher = Fetcher(dialogue.intake, jobs, {NAME: work.channel.fetch})
        worker = worker_for(office, dialogue.intake)
        async with running(fetcher.run):
            fake.says(f"/moi {code}")
            await fake.until(lambda: fake.sent)
            fake.sends_file("qd12.txt", TEXT.format(amount="500.000").encode())
            await fake.until(lambda: len(fake.sent) == 2)
            assert upload_texts.RECEIVED.format(name="qd12.txt") in fake.sent[1].text
            while not await asyncio.to_thread(worker.run_due):
                await asyncio.sleep(0.01)
            await fake.until(lambda: len(fake.sent) == 3)
            assert "12-QĐ/TU" in fake.sent[2].text
            fake.taps(fake.sent[2], upload_texts.PUBLISH)
            await fake.until(lambda: len(fake.sent) == 4)
    assert "12-QĐ/TU" in [each.number for each in office.library.documents()]


async def test_who_follows_is_greeted_and_who_leaves_gets_nothing_more(
    fake: FakeZaloOa, dialogue: ScriptedDialogue
) -> None:
    async with at_work(fake, dialogue):
        fake.follows()
        await fake.until(lambda: fake.sent)
        fake.leaves()
        await fake.until(lambda: dialogue.outbox.is_closed(Address(NAME, USER)))
        push(dialogue, "nhắc")
        await fake.until(lambda: fates(dialogue)[-1][0] == Fate.BLOCKED)
        fake.follows()
        await fake.until(lambda: not dialogue.outbox.is_closed(Address(NAME, USER)))
    assert dialogue.texts[0] == "/start"
    assert "nhắc" not in [sent.text for sent in fake.sent]


# what goes out


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"f:{n}", label) for n, label in enumerate(labels))


@pytest.mark.parametrize("count", [1, MAX_BUTTONS])
async def test_few_choices_are_buttons_and_a_tap_is_that_choice(
    fake: FakeZaloOa, count: int
) -> None:
    offered = choices(*(f"Lựa {n}" for n in range(count)))

    def answer(incoming: Incoming) -> list[Reply]:
        return echo(incoming) if incoming.choice else [Reply((block("Chọn:"),), offered)]

    dialogue = ScriptedDialogue(answer)
    async with at_work(fake, dialogue):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
        assert fake.sent[0].titles == tuple(choice.label for choice in offered)
        assert fake.sent[0].text == "Chọn:"
        fake.taps(fake.sent[0], offered[-1].label)
        await fake.until(lambda: len(fake.sent) == 2)
    assert dialogue.heard[1].choice == offered[-1].id
    assert dialogue.heard[1].text == ""


async def test_more_choices_than_buttons_are_numbered_lines(fake: FakeZaloOa) -> None:
    offered = choices(*(f"Lựa {n}" for n in range(MAX_BUTTONS + 1)))
    async with at_work(fake, ScriptedDialogue(lambda _: [Reply((block("Chọn:"),), offered)])):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
    assert fake.sent[0].buttons == ()
    assert fake.sent[0].text.endswith("5. Lựa 4\n6. Lựa 5")


def test_labels_too_long_for_a_phone_are_listed_and_cut_on_their_buttons() -> None:
    offered = choices("một câu hỏi rất dài " * 10, "ngắn")
    assert is_listed(offered)
    long, short = buttons_of(offered)
    assert utf16_length(long.title) <= MAX_TITLE
    assert long.title.startswith("1. một câu")
    assert short.title == "2. ngắn"


async def test_a_long_answer_goes_in_messages_of_zalos_length(fake: FakeZaloOa) -> None:
    lines = tuple(paragraph(f"Dòng {n}: nội dung của một mục 🎉.") for n in range(150))
    async with at_work(fake, ScriptedDialogue(lambda _: [Reply(lines, choices("Xem tiếp"))])):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent and fake.sent[-1].buttons)
    assert len(fake.sent) > 1
    assert all(utf16_length(sent.text) <= MAX_TEXT for sent in fake.sent)
    assert sum(sent.text.count("Dòng") for sent in fake.sent) == 150


@pytest.mark.parametrize("strings", [False, True])
async def test_the_times_in_which_the_account_may_write_are_kept(strings: bool) -> None:
    clock = Clock()
    fake = FakeZaloOa(clock=clock, strings=strings, package=1)
    dialogue = ScriptedDialogue(echo)
    async with at_work(fake, dialogue, clock=clock) as work:
        fake.says("hỏi")
        await fake.until(lambda: len(fake.sent) == 1)
        push(dialogue, "trong 48 giờ")
        await fake.until(lambda: len(fake.sent) == 2)
        clock.pass_by(hours=49)
        push(dialogue, "sau 48 giờ")
        await fake.until(lambda: len(fake.sent) == 3)
        await fake.until(lambda: len(work.windows.quotas()) == 2)
        told = {each.quota.kind: each.quota.remain for each in work.windows.quotas()}
        assert told == {"reply": 6, "sub_quota": 0}
        calls = fake.count(SEND)
        push(dialogue, "gói đã hết")
        await fake.until(lambda: len(fates(dialogue)) == 4 and fates(dialogue)[3][0])
        clock.pass_by(days=6)
        push(dialogue, "sau 7 ngày")
        await fake.until(lambda: len(fates(dialogue)) == 5 and fates(dialogue)[4][0])
        assert fake.count(SEND) == calls  # nobody was asked for what was known
        assert work.windows.people() == {Window.FREE: 0, Window.PAID: 0, Window.CLOSED: 1}
        fake.says("hỏi lại")
        await fake.until(lambda: len(fake.sent) == 4)
    found = fates(dialogue)
    assert [fate for fate, _ in found[:3]] == [Fate.SENT] * 3
    assert found[3] == (Fate.NOT_ALLOWED, texts.PAID_QUOTA_SPENT)
    assert found[4] == (Fate.NOT_ALLOWED, texts.WINDOW_CLOSED)
    assert found[5][0] == Fate.SENT
    assert dialogue.outbox.given_up(NAME) == {found[3][1]: 1, found[4][1]: 1}


async def test_what_zalo_says_of_a_window_holds_where_nothing_is_known_here(
    fake: FakeZaloOa, dialogue: ScriptedDialogue
) -> None:
    async with at_work(fake, dialogue):
        fake.knows("im")
        push(dialogue, "chào", "im")
        push(dialogue, "chào", "người lạ")
        await fake.until(lambda: all(fate for fate, _ in fates(dialogue)))
        assert dialogue.outbox.is_closed(Address(NAME, "người lạ"))
    assert {fate for fate, _ in fates(dialogue)} == {Fate.NOT_ALLOWED, Fate.BLOCKED}


async def test_answers_beyond_what_one_message_allows_are_given_up_with_a_record(
    fake: FakeZaloOa,
) -> None:
    many = ScriptedDialogue(lambda _: [says(f"câu {n}")[0] for n in range(10)])
    async with at_work(fake, many):
        fake.says("hỏi")
        await fake.until(lambda: len(fates(many)) == 10 and not many.waiting())
    found = [fate for fate, _ in fates(many)]
    assert (found.count(Fate.SENT), found.count(Fate.NOT_ALLOWED)) == (8, 2)


async def test_a_spent_package_holds_answers_and_loses_none(
    fake: FakeZaloOa, dialogue: ScriptedDialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.delivery.QUOTA_PAUSE_S", 0.05)
    fake.fail_next(SEND, failure(-224))
    fake.fail_next(SEND, failure(-32))
    fake.fail_next(SEND, Answer(502, b"bad gateway"))
    monkeypatch.setattr("bot.channels.zalo_errors.TOO_FAST_PAUSE_S", 0.05)
    async with at_work(fake, dialogue):
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
    assert [sent.text for sent in fake.sent] == ["Đã nghe: hỏi"]


@pytest.mark.parametrize(
    "expired", [failure(-216), failure(216), failure(-401), failure(-124), Answer(401, b"")]
)
async def test_an_expired_token_is_renewed_once_and_the_answer_goes_out(
    fake: FakeZaloOa, dialogue: ScriptedDialogue, expired: Answer
) -> None:
    async with at_work(fake, dialogue):
        fake.fail_next(SEND, expired)
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
    assert (fake.refreshed, len(fake.sent)) == (1, 1)


async def test_a_day_later_the_token_is_renewed_before_it_is_used(
    dialogue: ScriptedDialogue,
) -> None:
    clock = Clock()
    fake = FakeZaloOa(clock=clock, strings=True)
    async with at_work(fake, dialogue, clock=clock):
        for day in range(3):
            clock.pass_by(hours=30)
            fake.says(f"ngày {day}")
            await fake.until(lambda day=day: len(fake.sent) == day + 1)  # type: ignore[misc]
    assert fake.refreshed == 3
    assert fake.count(SEND) == 3


async def test_without_a_login_questions_wait_and_are_answered_after_it(
    fake: FakeZaloOa,
    dialogue: ScriptedDialogue,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.delivery.TOKEN_PAUSE_S", 0.1)
    async with at_work(fake, dialogue, logged_in=False) as work:
        fake.says("hỏi")
        await fake.until(lambda: dialogue.heard)
        await work.logs_in()
        await fake.until(lambda: fake.sent)
    assert caplog.text.count("hoidap zalo-oa login") == 1


async def test_a_broadcast_in_doubt_is_not_repeated_and_an_answer_is(
    fake: FakeZaloOa, dialogue: ScriptedDialogue
) -> None:
    cut = Answer(200, {}, cut=True)
    async with at_work(fake, dialogue):
        fake.fail_next(SEND, cut)
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
        fake.fail_next(SEND, cut)
        dialogue.outbox.push(
            dialogue.database,
            Address(NAME, USER),
            says("tin chung")[0],
            key="b",
            priority=Priority.BROADCAST,
        )
        await fake.until(lambda: len(fates(dialogue)) == 2 and not dialogue.waiting())
    assert [sent.text for sent in fake.sent] == ["Đã nghe: hỏi"]
    assert fates(dialogue)[-1][0] == Fate.UNSURE


async def test_no_token_and_no_secret_is_in_any_log(
    fake: FakeZaloOa, dialogue: ScriptedDialogue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with at_work(fake, dialogue) as work:
        fake.expire_access_tokens()
        fake.fail_next(TOKEN, Answer(200, {}, cut=True))
        fake.says("hỏi")
        await fake.until(lambda: fake.sent)
        logging.getLogger("x").info("%s", await work.tokens.access_token())
    secrets = ("access-token-", "refresh-token-", "oa-app-secret", "oa-webhook-secret", "code-0")
    assert [secret for secret in secrets if secret in caplog.text] == []


async def test_a_cut_connection_shows_no_address(fake: FakeZaloOa) -> None:
    fake.fail_next(SEND, Answer(200, {}, cut=True))
    with served(fake) as url:
        async with ZaloOaClient(base_url=url) as client:
            with pytest.raises(Exception, match="RemoteProtocolError") as raised:
                await client.send_text("token", USER, "x")
    assert url not in repr(raised.value)
    assert raised.value.__suppress_context__


async def test_a_file_is_uploaded_and_sent_after_the_words(fake: FakeZaloOa) -> None:
    file = OutgoingFile("du-lieu.docx", b"\x00\xff" * 9)
    scripted = ScriptedDialogue(lambda _: [Reply((paragraph("Đây là tệp."),), file=file)])
    async with at_work(fake, scripted):
        fake.says("/toi")
        await fake.until(lambda: len(fake.sent) == 2)
    assert scripted.heard[0].takes_files
    assert [sent.text for sent in fake.sent] == ["Đây là tệp.", ""]
    assert fake.sent[1].file == (file.name, file.content)
