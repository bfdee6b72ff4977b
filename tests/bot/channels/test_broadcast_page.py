"""Broadcasts on the admins' page: in a real browser, and what it refuses."""

import pytest
from playwright.async_api import expect

from bot.broadcasts import BroadcastState
from bot.dialogue import Dialogue
from bot.messages import Sender
from bot.outbox import OutboxRow
from bot.roles import Role
from bot.texts import broadcasts as words
from bot.texts import web_admin as page_texts
from bot.texts import web_broadcasts as texts
from tests.bot.channels.admin_desk import account, fits, signed_in
from tests.bot.channels.browser import browser, needs_browser, visit
from tests.bot.conftest import Office


def member(dialogue: Dialogue, number: int) -> None:
    """Somebody who wants broadcasts."""
    sender = Sender("telegram", f"u{number}", f"u{number}")
    found = dialogue.people.register(sender, f"Người {number}", None, "1")
    dialogue.people.agree_to_notices(found.id, "1")


@needs_browser
@pytest.mark.browser
async def test_an_admin_writes_looks_sends_and_stops(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    for number in range(3):
        member(dialogue, number)
    lan = account(dialogue, "Lan", Role.ADMIN)
    link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(lan)}"
    async with browser() as started, visit(started, link) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        await page.get_by_role("button", name=page_texts.SIGN_IN).click()
        await page.get_by_role("tab", name=texts.TAB).click()
        written = page.locator("#broadcast-form textarea")
        await written.fill("Chi bộ họp 19 giờ.\nMang <b>sổ</b>.")
        await page.get_by_role("button", name=texts.PREVIEW).click()
        preview = page.locator("#broadcast-preview")
        await preview.get_by_text("3 người").wait_for()
        await preview.get_by_text("Mang <b>sổ</b>.").wait_for()
        await fits(page)
        assert dialogue.broadcasts.all() == []
        # another wording is looked at before it can be sent
        await written.fill("Chi bộ họp 20 giờ.")
        await expect(preview).to_be_hidden()
        await page.get_by_role("button", name=texts.PREVIEW).click()
        await preview.get_by_text("Chi bộ họp 20 giờ.").wait_for()
        await preview.get_by_role("button", name=texts.SEND, exact=True).click()
        await page.locator("#said", has_text=words.STARTED).wait_for()
        (sent,) = dialogue.broadcasts.all()
        assert (sent.text, sent.created_by) == ("Chi bộ họp 20 giờ.", str(lan))
        while dialogue.broadcasts.step():
            pass
        await page.get_by_text("đang chờ gửi: 3").wait_for()
        await page.get_by_role("button", name="Dừng gửi").click()
        await page.locator("#said", has_text=words.STOPPED).wait_for()
        await page.get_by_text("không gửi vì đã dừng: 3").wait_for()
        await fits(page)
    (stopped,) = dialogue.broadcasts.all()
    assert stopped.state is BroadcastState.STOPPED
    with office.database.read() as session:
        assert session.query(OutboxRow).filter(OutboxRow.batch.is_not(None)).count() == 3


def test_only_admins_and_only_with_the_guard(dialogue: Dialogue, address: str) -> None:
    member(dialogue, 1)
    body = {"text": "Họp."}
    with signed_in(address, dialogue, account(dialogue, "Hoà", Role.EDITOR)) as editor:
        assert "broadcasts" not in editor.http.get("/state").json()["tabs"]
        assert editor.http.get("/broadcasts").status_code == 403
        sent = editor.http.post("/broadcasts", json=body, headers=editor.guard)
        assert sent.status_code == 403
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.ADMIN)) as admin:
        assert admin.http.post("/broadcasts", json=body).status_code == 403
        draft = admin.http.post("/broadcasts", json=body, headers=admin.guard).json()["id"]
        start = f"/broadcasts/{draft}/start"
        assert admin.http.post(start, json={}, headers={"X-Guard": "x"}).status_code == 403
        assert dialogue.broadcasts.all() == []
        past = admin.http.post(start, json={"at": "2020-01-01T07:00"}, headers=admin.guard)
        assert "đã qua" in past.json()["error"]
        late = admin.http.post(start, json={"at": "2099-01-01T07:00"}, headers=admin.guard)
        assert late.json()["said"] == words.SCHEDULED.format(at="07:00 01/01/2099")
        # the same button twice sends once
        again = admin.http.post(start, json={}, headers=admin.guard)
        assert (again.status_code, again.json()["error"]) == (409, words.GONE)
        (waiting,) = dialogue.broadcasts.all()
        assert waiting.state is BroadcastState.WAITING


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": "  "}, texts.EMPTY),
        ({"text": "x" * 3001}, "3001"),
        ({"text": 5}, page_texts.MALFORMED),
        ({"text": "Họp.", "unit": 99}, words.NO_UNIT),
        ({"text": "Họp.", "unit": "1"}, page_texts.MALFORMED),
    ],
)
def test_what_is_refused_is_one_sentence(
    dialogue: Dialogue, address: str, body: dict[str, object], said: str
) -> None:
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.ADMIN)) as client:
        sent = client.http.post("/broadcasts", json=body, headers=client.guard)
    assert sent.status_code == 400
    assert said in sent.json()["error"]
