"""Contests on the admins' page: in a real browser, and what it refuses."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pypdfium2
import pytest
from openpyxl import load_workbook
from playwright.async_api import FilePayload, Route, expect

from bot.contests.contests import ContestState
from bot.dialogue import Dialogue
from bot.roles import Role
from bot.texts import contest_desk as words
from bot.texts import web_admin as page_texts
from bot.texts import web_contests as texts
from tests.bot.channels.admin_desk import account, fits, signed_in
from tests.bot.channels.browser import browser, needs_browser, visit
from tests.bot.conftest import Office
from tests.bot.contests.hall import OPENS, fill_bank, fill_units, opened, text
from tests.bot.contests.play import person, takes

MINUTE = timedelta(minutes=1)
ONE = "Đảng bộ phường Hoà Bình / Chi bộ 1"


@pytest.fixture
def dialogue(office: Office) -> Dialogue:
    fill_bank(office.library)
    fill_units(office.database)
    office.clock.now = OPENS - timedelta(hours=2)
    return office.dialogue()


def yaml_file(content: str) -> FilePayload:
    return FilePayload(name="hoi-thi.yaml", mimeType="text/yaml", buffer=content.encode())


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
async def test_an_organiser_runs_a_contest(
    office: Office, dialogue: Dialogue, address: str, width: int, tmp_path: Path
) -> None:
    desk = dialogue.contests
    lan = account(dialogue, "Lan", Role.ORGANISER)
    link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(lan)}"
    async with browser() as started, visit(started, link, width=width) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        await page.get_by_role("button", name=page_texts.SIGN_IN).click()
        # only what an organiser may do is there, and it is open
        await page.get_by_role("button", name=texts.NEW).wait_for()
        await expect(page.get_by_role("tab")).to_have_text([texts.TAB])

        # a file with two mistakes is named line by line and changes nothing
        file = text("quang-nam-2021")
        wrong = file.replace("count: 10", "count: muoi").replace("cumulative", "cumulativ")
        await page.get_by_role("button", name=texts.NEW).click()
        await expect(page.get_by_label(texts.FILE)).to_have_value(re.compile("tim-hieu-nghi-quyet"))
        await page.locator("#contest-choose").set_input_files(yaml_file(wrong))
        mistakes = page.locator("#contest-mistakes li")
        await expect(mistakes).to_have_text([re.compile("^Dòng ")] * 2)
        await page.get_by_role("button", name=texts.SAVE).click()
        await page.get_by_text("còn 2 lỗi").wait_for()
        await fits(page)
        assert desk.contests.all() == []

        await page.get_by_label(texts.FILE).fill(file)
        await page.get_by_role("button", name=texts.SAVE).click()
        await page.locator("#contest-title").wait_for()
        assert desk.contests.get("quang-nam-2021").state is ContestState.DRAFT
        await page.get_by_role("button", name=texts.OPEN, exact=True).click()
        await page.get_by_text("Đã mở hội thi").wait_for()
        assert desk.contests.get("quang-nam-2021").state is ContestState.OPEN

        # the round runs
        office.clock.now = OPENS
        entries = [person(desk, "quang-nam-2021", number, ONE) for number in range(2)]
        takes(desk, entries[0], OPENS, OPENS + 2 * MINUTE, 10, predicted=1)
        beaten = takes(desk, entries[1], OPENS, OPENS + MINUTE, 9, predicted=1)
        person(desk, "quang-nam-2021", 7, ONE)
        office.clock.pass_by(minutes=5)
        await page.get_by_role("button", name=texts.BACK).click()
        await page.get_by_role("button", name=texts.SHOW).first.click()
        cells = page.locator("[data-part=progress] td")
        unit = "Chi bộ 1, Đảng bộ phường Hoà Bình"
        await expect(cells).to_have_text([unit, "3", "2", "2"])
        await page.locator("[data-part=standings] summary").click()
        first = page.locator("[data-part=standings] tbody tr").first
        await expect(first).to_contain_text("Người 0")
        await fits(page)

        # a wrong key: who would change rank, then decided
        asked = beaten.paper[9]
        chosen = asked.order[desk.attempts.answers(beaten.id)[9]]
        await page.locator("summary", has_text=texts.KEYS).click()
        await page.get_by_label(texts.ITEM).fill(str(asked.item))
        await page.get_by_label(texts.RIGHT).fill("ABCDEF"[chosen])
        await page.get_by_label(texts.REASON).fill("in nhầm")
        await page.get_by_role("button", name=texts.PREVIEW).click()
        await page.locator("#contest-moved p", has_text="Người 1: hạng 2 → 1").first.wait_for()
        assert desk.attempts.get(beaten.id).correct == 9
        await fits(page)
        await page.get_by_role("button", name=texts.CONFIRM).click()
        await page.locator("#said", has_text="nay tính đúng").wait_for()
        assert desk.attempts.get(beaten.id).correct == 10
        await first.filter(has_text="Người 1").wait_for()

        # an appeal, and what is downloaded
        await page.locator("summary", has_text=texts.APPEAL).click()
        await page.get_by_label(texts.ATTEMPT).fill(str(beaten.id))
        await page.locator("#contest-appeal button").click()
        await page.locator("#contest-taken p", has_text="[tính đúng]").wait_for()
        await page.locator("summary", has_text=texts.DOWNLOADS).click()
        async with page.expect_download() as workbook:
            await page.get_by_role("button", name=texts.WORKBOOK).click()
        await (await workbook.value).save_as(tmp_path / "so-lieu.xlsx")
        assert "Cá nhân" in load_workbook(tmp_path / "so-lieu.xlsx").sheetnames
        async with page.expect_download() as pdf:
            await page.get_by_role("button", name=texts.CERTIFICATES).click()
        await (await pdf.value).save_as(tmp_path / "giay.pdf")
        certificates = pypdfium2.PdfDocument(tmp_path / "giay.pdf")
        assert len(certificates) == 2
        certificates.close()
        await page.locator("summary", has_text=texts.WEEKS).click()
        await page.get_by_text(texts.NO_WEEKS).wait_for()
        await page.get_by_label(texts.WEEK).fill("2026-01-06")
        await page.locator("#contest-week button").click()
        await page.locator("#contest-week-lines p", has_text="Tổng cộng: 2 người").wait_for()
        await fits(page)
    by = {e.action: e.actor for e in office.library.audit(limit=50) if "contest" in e.action}
    assert {by[f"contest.{what}"] for what in ("changed", "opened", "key")} == {str(lan)}


@needs_browser
@pytest.mark.browser
async def test_who_went_back_is_not_brought_to_the_contest_by_a_late_answer(
    dialogue: Dialogue, address: str
) -> None:
    opened(dialogue.contests, "vcnet")
    lan = account(dialogue, "Lan", Role.ORGANISER)
    link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(lan)}"
    async with browser() as started, visit(started, link) as page:
        await page.get_by_role("button", name=page_texts.SIGN_IN).click()
        show = page.get_by_role("button", name=texts.SHOW).first
        await show.click()
        back = page.get_by_role("button", name=texts.BACK)
        await back.click()

        gone_back = asyncio.Event()

        async def late(route: Route) -> None:
            await gone_back.wait()
            await route.continue_()

        await page.route("**/contests/vcnet", late)
        async with page.expect_request("**/contests/vcnet"):
            await show.click()
        # another look at the list overtakes what was asked for first
        async with page.expect_response("**/api/contests"):
            await page.get_by_role("tab", name=texts.TAB).click()
        async with page.expect_response("**/contests/vcnet") as answer:
            gone_back.set()
        await (await answer.value).finished()
        # what is asked for after it comes back when the page has dealt with it
        await page.evaluate("fetch('/quan-tri/api/contests').then((one) => one.json())")
        await expect(show).to_be_visible()
        await expect(back).to_be_hidden()


@needs_browser
@pytest.mark.browser
async def test_past_weeks_are_downloaded_where_nobody_has_a_chat(
    office: Office, dialogue: Dialogue, address: str, tmp_path: Path
) -> None:
    desk = dialogue.contests
    opened(desk, "vcnet")
    office.clock.now = OPENS
    takes(desk, person(desk, "vcnet", 1, ONE), OPENS, OPENS + MINUTE, 5, predicted=1)
    takes(desk, person(desk, "vcnet", 2, ONE), OPENS, OPENS + MINUTE, 2, predicted=1)
    later = OPENS + timedelta(days=8)
    office.clock.now = later
    takes(desk, person(desk, "vcnet", 3), later, later + MINUTE, 3, predicted=1)
    office.clock.now = later + timedelta(days=7)
    desk.tick()
    lan = account(dialogue, "Lan", Role.ORGANISER, channel="web")
    link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(lan)}"
    async with browser() as started, visit(started, link, width=360) as page:
        await page.get_by_role("button", name=page_texts.SIGN_IN).click()
        await page.get_by_role("button", name=texts.SHOW).first.click()
        await page.locator("summary", has_text=texts.WEEKS).click()
        weeks = page.locator("[data-part=weeks] p", has=page.get_by_role("button"))
        await expect(weeks).to_have_text(
            [
                re.compile("12/01 – 18/01/2026: 1 người, 1 bài"),
                re.compile("05/01 – 11/01/2026: 2 người, 2 bài"),
            ]
        )
        await fits(page)
        async with page.expect_download() as workbook:
            await weeks.nth(1).get_by_role("button", name=texts.WEEK_FILE).click()
        await (await workbook.value).save_as(tmp_path / "tuan.xlsx")
    (sheet,) = load_workbook(tmp_path / "tuan.xlsx").worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "05/01 – 11/01/2026" in str(rows[0][0])
    ours = next(row for row in rows if row[0] == "Chi bộ 1, Đảng bộ phường Hoà Bình")
    assert ours[1:5] == [2, 2, 3.5, 5]
    assert rows[-1][:3] == ["Tổng cộng", 2, 2]


def test_a_week_is_named_by_one_of_its_days(dialogue: Dialogue, address: str) -> None:
    opened(dialogue.contests, "vcnet")
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.ORGANISER)) as client:
        assert client.http.get("/contests/vcnet/weeks/2026-01-07.xlsx").is_success
        wrong = client.http.get("/contests/vcnet/weeks/tuan-1.xlsx")
        assert (wrong.status_code, wrong.json()["error"]) == (400, texts.WRONG_DAY)
        assert client.http.get("/contests/khac/weeks").status_code == 409


@needs_browser
@pytest.mark.browser
async def test_essays_are_graded_and_the_draw_is_proved(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    desk = dialogue.contests
    opened(desk, "phu-yen")
    contest = desk.contests.get("phu-yen")
    office.clock.now = OPENS
    entry = person(desk, "phu-yen", 1)
    takes(desk, entry, OPENS, OPENS + MINUTE, 30, predicted=1)
    office.clock.now = contest.rules.rounds[1].opens
    with office.database.session() as session:
        where = desk.attempts.get(1).address
        attempt = desk.attempts.start(session, contest, entry, where, office.clock.now)
        desk.attempts.write(session, attempt.id, "<b>Việc thứ nhất.</b>", office.clock.now)
        desk.attempts.submit(session, attempt.id, office.clock.now)
    lan = account(dialogue, "Lan", Role.ORGANISER)
    link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(lan)}"
    async with browser() as started, visit(started, link) as page:
        await page.get_by_role("button", name=page_texts.SIGN_IN).click()
        await page.get_by_role("button", name=texts.SHOW).first.click()
        await page.locator("summary", has_text=texts.ESSAYS).click()
        await page.get_by_text("<b>Việc thứ nhất.</b>").wait_for()
        await page.get_by_label("Điểm").fill("87,5")
        await page.get_by_role("button", name="Chấm", exact=True).click()
        await page.get_by_text(words.GRADED.format(attempt=attempt.id, points="87,5")).wait_for()
        assert desk.attempts.get(attempt.id).score == 8750
        await page.get_by_label(texts.ROUND).select_option("1")
        await page.locator("summary", has_text=texts.DRAW).click()
        await page.get_by_role("button", name=texts.VERIFY).click()
        await page.get_by_text("khớp cả 1").wait_for()
        await fits(page)


def test_only_organisers_and_only_with_the_guard(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    desk = dialogue.contests
    opened(desk, "vcnet")
    member = account(dialogue, "Hoà", Role.ORGANISER)
    with httpx.Client(base_url=f"{address}/quan-tri/api") as stranger:
        assert stranger.get("/contests").status_code == 401
        for name in ("report.xlsx", "weeks", "weeks/2026-01-05.xlsx"):
            assert stranger.get(f"/contests/vcnet/{name}").status_code == 401
    with signed_in(address, dialogue, member) as client:
        assert client.http.get("/contests/vcnet").is_success
        # what an organiser may not do besides
        for path in ("/documents", "/quiz", "/audit", "/quiz.xlsx"):
            assert client.http.get(path).status_code == 403
        assert client.http.get("/state").json()["tabs"] == ["contests"]
        assert (
            client.http.post("/files?name=a.txt", content=b"x", headers=client.guard).status_code
            == 403
        )
        forged = {"X-Guard": "x" * 22}
        for path, body in (
            ("take", {"text": text("phu-yen")}),
            ("vcnet/close", {}),
            ("vcnet/key", {"item": 1, "key": "A", "sure": True}),
            ("vcnet/recount", {}),
            ("vcnet/attempts/1/grade", {"points": "1"}),
        ):
            for headers in ({}, forged):
                sent = client.http.post(f"/contests/{path}", json=body, headers=headers)
                assert sent.status_code == 403
        assert [each.id for each in desk.contests.all()] == ["vcnet"]
        assert desk.contests.get("vcnet").state is ContestState.OPEN
        dialogue.people.set_role(member, Role.MEMBER, by="cli")
        assert client.http.get("/contests").status_code == 401


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("khong-co/open", {}, "khong-co"),
        ("vcnet/open", {}, "đang mở"),
        ("vcnet/key", {"item": 10**6, "key": "A"}, "1000000"),
        ("vcnet/key", {"item": 1, "key": "Z"}, "Z"),
        ("vcnet/key", {"item": 1, "key": ""}, texts.KEY_OR_VOID),
        ("vcnet/attempts/7/grade", {"points": "nhiều"}, "nhiều"),
        ("vcnet/attempts/7/grade", {"points": "5"}, "7"),
        ("take", {"text": 5}, page_texts.MALFORMED),
        ("take", {"text": "x" * 600_000}, page_texts.MALFORMED),
    ],
)
def test_what_is_refused_is_one_sentence(
    dialogue: Dialogue, address: str, path: str, body: dict[str, object], said: str
) -> None:
    opened(dialogue.contests, "vcnet")
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.ORGANISER)) as client:
        sent = client.http.post(f"/contests/{path}", json=body, headers=client.guard)
    assert 400 <= sent.status_code < 500
    assert said in sent.json()["error"]


def test_a_preview_leaves_nothing_behind(office: Office, dialogue: Dialogue) -> None:
    desk = dialogue.contests
    opened(desk, "vcnet")
    office.clock.now = OPENS
    attempt = takes(desk, person(desk, "vcnet", 1), OPENS, OPENS + MINUTE, 5, 1)
    item = attempt.paper[0].item
    key = office.library.quiz.item(item).key
    before = len(office.library.audit(limit=200))
    assert desk.corrections.preview("vcnet", item, [(key + 1) % 3]).changes[0].correct == 4
    assert desk.attempts.get(attempt.id).correct == 5
    assert office.library.quiz.item(item).key == key
    assert len(office.library.audit(limit=200)) == before
    # deciding otherwise afterwards counts what is decided then
    desk.corrections.decide("vcnet", item, [key, (key + 1) % 3], reason="", by="cli")
    assert desk.attempts.get(attempt.id).correct == 5
