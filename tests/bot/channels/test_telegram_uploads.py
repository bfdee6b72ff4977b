"""An editor's day in Telegram: python-telegram-bot in front, the product's own dialogue behind."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram import Telegram
from bot.dialogue import Dialogue
from bot.fetching import Fetcher
from bot.jobs import Jobs, Progress
from bot.outbox import Limits, Pace
from bot.roles import Role
from bot.texts import channels as channel_texts
from bot.texts import people as people_texts
from bot.texts import uploads as texts
from bot.uploads import UploadState
from bot.worker import KINDS
from knowledge.records import Status
from tests.bot.channels.running import Naps, running
from tests.bot.conftest import Office
from tests.bot.uploading import SUCCESSOR, TEXT, question_set, worker_for
from tests.fakes.served import served
from tests.fakes.telegram import DOWNLOAD_LIMIT, FakeTelegram, Sent

LAN, HOA, MEMBER = 7, 8, 9
UNHURRIED = Pace(0.001, burst=10_000)  # the office's clock stands


@pytest.fixture
def fake() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
def address(fake: FakeTelegram) -> Iterator[str]:
    with served(fake) as url:
        yield url


class Desk:
    """The bot at work, and what editors do to it."""

    def __init__(self, office: Office, fake: FakeTelegram, dialogue: Dialogue) -> None:
        self.fake = fake
        self.dialogue = dialogue
        self.library = office.library
        self._worker = worker_for(office, dialogue.intake)
        self._seen: Counter[int] = Counter()

    async def reply(self, count: int, user: int = LAN) -> Sent:
        """The message that is the count-th to a person, from 1."""
        await self.fake.until(
            lambda: len([sent for sent in self.fake.sent if sent.chat_id == user]) >= count
        )
        mine = [sent for sent in self.fake.sent if sent.chat_id == user]
        return mine[count - 1]

    async def next(self, user: int = LAN) -> Sent:
        """What a person is told next."""
        self._seen[user] += 1
        return await self.reply(self._seen[user], user)

    async def sends(self, name: str, content: bytes, user: int = LAN) -> Sent:
        """Sends a file, sees that it was received, and what was read of it."""
        self.fake.sends_file(name, content, user=user)
        received = await self.next(user)
        assert name in received.text
        await self.read()
        return await self.next(user)

    async def read(self) -> None:
        """The worker's turn, once the file has been fetched."""
        for _ in range(500):
            if await asyncio.to_thread(self._worker.run_due):
                return
            await asyncio.sleep(0.01)
        raise AssertionError("nothing came to be read")

    async def taps(self, sent: Sent, label: str, user: int = LAN) -> Sent:
        self.fake.taps(sent, label, user=user)
        return await self.next(user)

    async def says(self, text: str, user: int = LAN) -> Sent:
        self.fake.says(text, user=user)
        return await self.next(user)


@asynccontextmanager
async def desk(office: Office, fake: FakeTelegram, address: str) -> AsyncIterator[Desk]:
    dialogue = office.dialogue()
    telegram = Telegram(
        dialogue,
        dialogue.outbox,
        fake.token,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        limits=Limits(UNHURRIED, lambda chat: UNHURRIED),
        sleep=Naps(),
    )
    jobs = Jobs(office.database, clock=office.clock)
    fetcher = Fetcher(dialogue.intake, jobs, {telegram.name: telegram.fetch})
    at_work = Desk(office, fake, dialogue)
    async with running(telegram.run), running(fetcher.run):
        for user, name in ((LAN, "Lan"), (HOA, "Hoà")):
            code = dialogue.people.invite(Role.EDITOR, by="cli", name=name)
            joined = await at_work.says(f"/moi {code}", user)
            assert people_texts.ROLES["editor"] in joined.text
        yield at_work


async def test_an_editor_adds_corrects_replaces_and_restores_a_document(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    async with desk(office, fake, address) as lan:
        card = await lan.sends("qd12.txt", TEXT.format(amount="500.000").encode())
        assert "12-QĐ/TU" in card.text
        assert texts.NEW_DOCUMENT in card.text

        fields = await lan.taps(card, texts.EDIT)
        asked = await lan.taps(fields, texts.FIELDS["issued_on"])
        assert "15/3/2026" in asked.text
        assert "31/2/2026" in (await lan.says("31/2/2026")).text
        card = await lan.says("1/3/2026")
        assert "01/03/2026" in card.text

        said = await lan.taps(card, texts.PUBLISH)
        assert "Đã công bố" in said.text
        document = office.library.document("12-QĐ/TU")
        assert document.status is Status.PUBLISHED

        card = await lan.sends("qd12-moi.txt", TEXT.format(amount="700.000").encode())
        assert "sửa 1" in card.text
        changes = await lan.taps(card, texts.CHANGES)
        assert "500.000" in changes.text
        assert "700.000" in changes.text
        card = await lan.taps(changes, texts.BACK)
        assert "500.000" in office.library.text("12-QĐ/TU")
        await lan.taps(card, texts.PUBLISH)
        assert "700.000" in office.library.text("12-QĐ/TU")

        versions = await lan.says("/phienban 12-QĐ/TU")
        restored = await lan.taps(versions, texts.RESTORE.format(version=1))
        assert "Đã khôi phục" in restored.text
        assert "500.000" in office.library.text("12-QĐ/TU")
        account = lan.dialogue.people.accounts()[0]
        assert office.library.audit()[0].actor == str(account.id)


async def test_a_text_takes_the_place_of_those_it_names_when_the_editor_says_so(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    async with desk(office, fake, address) as lan:
        for which in (12, 13, 14):
            text = TEXT.format(amount="500.000").replace("12-QĐ/TU", f"{which}-QĐ/TU")
            card = await lan.sends(f"qd{which}.txt", text.encode())
            await lan.taps(card, texts.PUBLISH)
        card = await lan.sends("qd40.txt", SUCCESSOR.encode())
        assert "Lê Thị Bình, Bí thư" in card.text
        for number in ("12-QĐ/TU", "13-QĐ/TU"):
            card = await lan.taps(card, texts.REPLACE.format(number=number))
        card = await lan.taps(card, texts.KEEP.format(number="13-QĐ/TU"))

        asked = await lan.taps(await lan.taps(card, texts.EDIT), texts.FIELDS["relations"])
        assert "thay thế 12-QĐ/TU" in asked.text
        assert "lung tung" in (await lan.says("lung tung")).text
        card = await lan.says("thay the 12-QĐ/TU; bãi bỏ 13-QĐ/TU")

        said = await lan.taps(card, texts.PUBLISH)
        assert "/phienban 13-QĐ/TU" in said.text
        assert office.library.document("12-QĐ/TU").status is Status.RETIRED
        assert office.library.document("13-QĐ/TU").status is Status.PUBLISHED


async def test_a_question_set_is_told_line_by_line(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    rows = (("Chi bộ họp khi nào?", "Ngày 3 hằng tháng."), ("Ai chủ trì?", ""))
    async with desk(office, fake, address) as lan:
        card = await lan.sends("bo.xlsx", question_set(*rows))
        assert "Thêm 1" in card.text
        lines = await lan.taps(card, texts.LINES)
        assert texts.REASONS["no_answer"] in lines.text
        card = await lan.taps(lines, texts.BACK)
        await lan.taps(card, texts.PUBLISH)
        await asyncio.to_thread(office.engine.refresh)
        assert "Ngày 3" in (await lan.says("Chi bộ họp khi nào?")).text


async def test_an_album_is_answered_once_and_reported_as_a_whole(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    async with desk(office, fake, address) as lan:
        for number in (21, 22):
            text = TEXT.format(amount="1").replace("12-QĐ", f"{number}-QĐ")
            fake.sends_file(f"{number}.txt", text.encode(), album="a1")
        assert (await lan.next()).text == texts.RECEIVED_ALBUM
        while len(lan.dialogue.intake.uploads((UploadState.REVIEW,))) < 2:
            await lan.read()
        summary = await lan.next()
        while "2 tệp" not in summary.text:  # the first was read before the second was fetched
            summary = await lan.next()
        assert texts.ALL in summary.labels[-1]
        await lan.taps(summary, summary.labels[-1])
        assert office.library.document("22-QĐ/TU").status is Status.PUBLISHED


async def test_members_who_send_a_file_get_one_kind_sentence(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    async with desk(office, fake, address) as bot:
        for _ in range(3):
            fake.sends_file("x.docx", b"x", user=MEMBER, album="a2")
        assert (await bot.next(MEMBER)).text == texts.NOT_ALLOWED
        assert "Xin chào" in (await bot.says("/start", MEMBER)).text
        assert not bot.dialogue.intake.uploads()


async def test_members_can_do_nothing_to_an_upload(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    async with desk(office, fake, address) as bot:
        card = await bot.sends("qd12.txt", TEXT.format(amount="500.000").encode())
        for label in (texts.PUBLISH, texts.DISCARD, texts.EDIT):
            fake.taps(card, label, user=MEMBER)
            assert (await bot.next()).text == texts.NOT_ALLOWED
        assert (await bot.says("/phienban 12-QĐ/TU", MEMBER)).text == people_texts.not_allowed(
            Role.EDITOR
        )
        assert not office.library.documents([Status.RETIRED])


async def test_a_file_beyond_the_platform_s_limit_is_told_kindly(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    async with desk(office, fake, address) as lan:
        fake.sends_file("to.pdf", b"x" * (DOWNLOAD_LIMIT + 1))
        await lan.next()
        assert (await lan.next()).text == channel_texts.FILE_TOO_BIG.format(limit=20)


async def test_a_second_editor_is_asked_and_approves(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    uploads = office.settings.uploads.model_copy(update={"second_approval": True})
    office.settings = office.settings.model_copy(update={"uploads": uploads})
    async with desk(office, fake, address) as bot:
        card = await bot.sends("qd12.txt", TEXT.format(amount="500.000").encode())
        assert "Đã gửi duyệt" in (await bot.taps(card, texts.SUBMIT)).text
        wanted = await bot.next(HOA)
        waiting = await bot.says("/duyet")
        card = await bot.taps(waiting, waiting.labels[0])
        assert (await bot.taps(card, texts.APPROVE)).text == texts.REFUSED["own"]
        assert "Đã công bố" in (await bot.taps(wanted, texts.APPROVE, HOA)).text
        assert office.library.document("12-QĐ/TU").status is Status.PUBLISHED


async def test_an_editor_sees_how_far_reading_is_and_discards_what_was_read(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    async with desk(office, fake, address) as lan:
        fake.sends_file("qd12.txt", TEXT.format(amount="500.000").encode(), user=LAN)
        received = await lan.next()
        jobs = Jobs(office.database, clock=office.clock)
        while (job := await asyncio.to_thread(jobs.take, KINDS)) is None:
            await asyncio.sleep(0.01)  # until it has been fetched
        jobs.report(job, Progress("reading", 3, 12))
        progress = await lan.taps(received, texts.PROGRESS)
        assert "đang đọc 3/12" in " ".join([progress.text, *progress.labels])

        office.clock.pass_by(minutes=10)  # the process that read it died
        await lan.read()
        card = await lan.next()
        assert "Đã bỏ" in (await lan.taps(card, texts.DISCARD)).text
        assert not office.library.documents([Status.DRAFT])
        assert (await lan.taps(card, texts.PUBLISH)).text == texts.REFUSED["decided"]
        lan.dialogue.intake.files.sweep(office.database)
        assert not list(office.settings.uploads_dir.glob("*"))


async def test_an_invitation_works_once_and_for_a_while_and_what_is_done_bears_a_name(
    office: Office, fake: FakeTelegram, address: str
) -> None:
    async with desk(office, fake, address) as bot:
        people = bot.dialogue.people
        code = people.invite(Role.ADMIN, by="cli", name="Mai")
        assert people_texts.ROLES["admin"] in (await bot.says(f"/moi {code}", MEMBER)).text
        assert (await bot.says(f"/moi {code}", 10)).text == people_texts.WRONG_CODE
        late = people.invite(Role.ADMIN, by="cli")
        office.clock.pass_by(days=30)
        assert (await bot.says(f"/moi {late}", 10)).text == people_texts.WRONG_CODE

        card = await bot.sends("qd12.txt", TEXT.format(amount="500.000").encode(), MEMBER)
        await bot.taps(card, texts.PUBLISH, MEMBER)
        entries = office.library.audit(document="12-QĐ/TU")
        assert [people.name_of(entry.actor) for entry in entries] == ["Mai", "Mai"]
