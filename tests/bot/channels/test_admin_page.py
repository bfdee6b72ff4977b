"""The admins' page: in a real browser, and what it refuses."""

import httpx
import pytest
from playwright.async_api import FilePayload, expect

from bot.channels import web_admin
from bot.dialogue import Dialogue
from bot.jobs import Jobs, Progress
from bot.roles import Role
from bot.texts import uploads as words
from bot.texts import web_admin as texts
from bot.worker import KINDS
from knowledge.records import Status
from tests.bot.channels.admin_desk import account, choose, entered, reading, signed_in
from tests.bot.channels.browser import browser, needs_browser, visit
from tests.bot.conftest import Office
from tests.bot.uploading import SUCCESSOR, TEXT, question_set, worker_for


@needs_browser
@pytest.mark.browser
async def test_an_admin_adds_corrects_replaces_and_restores_a_document(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    lan = account(dialogue, "Lan", Role.ADMIN)
    link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(lan)}"
    async with browser() as opened, visit(opened, link) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        with reading(worker_for(office, dialogue.intake)):
            await page.get_by_role("button", name=texts.SIGN_IN).click()
            await entered(page)
            await choose(page, "qd12.txt", TEXT.format(amount="500.000").encode())
            card = page.locator("article.card")
            await card.get_by_label(words.FIELDS["issued_on"]).fill("2026-03-01")
            await card.get_by_label(words.FIELDS["title"], exact=True).fill("Chế độ hỗ trợ chi bộ")
            await card.get_by_role("button", name=texts.SAVE).click()
            await page.get_by_text(words.CORRECTED).wait_for()
            await card.get_by_role("button", name=words.PUBLISH).click()
            await page.locator("#said", has_text="Đã công bố").wait_for()
            document = office.library.document("12-QĐ/TU")
            assert document.title == "Chế độ hỗ trợ chi bộ"
            assert document.status is Status.PUBLISHED

            await choose(page, "qd12-moi.txt", TEXT.format(amount="700.000").encode())
            await card.get_by_text(texts.SHOW_CHANGES).click()
            await card.locator(".changes ins").first.wait_for()
            await expect(card.locator(".changes ins").first).to_contain_text("700.000")
            await card.locator(".answers summary").click()
            await expect(card.locator(".answers dd").nth(1)).to_contain_text("700.000")
            assert "500.000" in office.library.text("12-QĐ/TU")
            await card.get_by_role("button", name=words.PUBLISH).click()
            await card.wait_for(state="detached")
            assert "700.000" in office.library.text("12-QĐ/TU")

            await choose(page, "qd40.txt", SUCCESSOR.encode())
            replace = card.get_by_role("button", name=words.REPLACE.format(number="12-QĐ/TU"))
            keep = card.get_by_role("button", name=words.KEEP.format(number="12-QĐ/TU"))
            await replace.click()
            await keep.click()
            await replace.wait_for()
            relations = card.get_by_label(words.FIELDS["relations"])
            await relations.fill("bãi bỏ 12-QĐ/TU")
            await card.get_by_role("button", name=texts.SAVE).click()
            await card.get_by_text("bãi bỏ 12-QĐ/TU").wait_for()
            await card.get_by_role("button", name=words.DISCARD).click()
            await card.wait_for(state="detached")

            await page.get_by_role("tab", name=texts.DOCUMENTS).click()
            row = page.locator("#document-rows tr", has_text="12-QĐ/TU")
            await row.get_by_role("button", name="Phiên bản").click()
            await row.get_by_role("button", name=words.RESTORE.format(version=1)).click()
            await page.get_by_text("Đã khôi phục").wait_for()
            assert "500.000" in office.library.text("12-QĐ/TU")

            await page.get_by_role("tab", name=texts.AUDIT).click()
            await page.locator("#audit-rows tr", has_text="khôi phục văn bản").first.wait_for()
            await expect(page.locator("#audit-rows tr").first).to_contain_text("Lan")


@needs_browser
@pytest.mark.browser
async def test_many_files_at_once_with_the_keyboard_alone_on_a_phone(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    lan = account(dialogue, "Lan", Role.EDITOR)
    link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(lan)}"
    rows = (("Chi bộ họp khi nào?", "Ngày 3."), ("Ai chủ trì?", ""))
    async with browser() as opened, visit(opened, link) as page:
        with reading(worker_for(office, dialogue.intake)):
            await page.keyboard.press("Enter")
            await entered(page)
            await page.locator("#choose").set_input_files(
                [
                    FilePayload(name=n, mimeType="application/octet-stream", buffer=b)
                    for n, b in (
                        ("a.txt", TEXT.format(amount="1").encode()),
                        ("b.xlsx", question_set(*rows)),
                        ("c.pdf", b"%PDF-1.4 broken"),
                    )
                ]
            )
            await page.get_by_role("button", name=words.PUBLISH).nth(1).wait_for()
            await expect(page.locator("#tab-audit")).to_be_hidden()
            wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide
            await page.get_by_text(texts.ENDED).click()
            await page.locator("#ended li", has_text="c.pdf").wait_for()
            await page.get_by_role("button", name=words.PUBLISH).first.focus()
            await page.keyboard.press("Enter")
            await page.locator("#said", has_text="Đã công bố").wait_for()


@needs_browser
@pytest.mark.browser
async def test_a_question_set_line_by_line_its_progress_and_a_second_person(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    lan, hoa = account(dialogue, "Lan", Role.EDITOR), account(dialogue, "Hoà", Role.ADMIN)
    dialogue.intake.four_eyes = True
    known = office.library.faq_count()
    code = dialogue.sign_ins.new_code(lan)
    rows = (("Chi bộ họp khi nào?", "Ngày 3."), ("Ai chủ trì?", ""), ("Ai ghi biên bản?", "Ông A."))
    async with browser() as opened, visit(opened, f"{address}/quan-tri/vao#{code}") as page:
        await page.get_by_role("button", name=texts.SIGN_IN).click()
        await entered(page)
        await choose(page, "bo.xlsx", question_set(*rows))
        card = page.locator("article.card")
        await card.wait_for()
        jobs = Jobs(office.database, clock=office.clock)
        job = jobs.take(KINDS)
        assert job is not None
        jobs.report(job, Progress("encoding", 2, 8))
        await card.locator("progress[max='8']").wait_for()
        await expect(card.locator(".standing")).to_contain_text("2/8")
        office.clock.pass_by(minutes=10)  # the process that read it died
        with reading(worker_for(office, dialogue.intake)):
            await card.get_by_text(texts.SHOW_LINES).click()
            lines = card.locator(".lines li")
            await lines.filter(has_text=words.REASONS["no_answer"]).wait_for()
            await expect(lines).to_have_count(3)
            await expect(lines.filter(has_text=words.OUTCOMES["added"])).to_have_count(2)
            await card.get_by_role("button", name=words.SUBMIT).click()
            await page.locator("#said", has_text="Đã gửi duyệt").wait_for()
            assert office.library.faq_count() == known
    async with browser() as opened:
        link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(hoa)}"
        async with visit(opened, link) as page:
            await page.get_by_role("button", name=texts.SIGN_IN).click()
            await page.get_by_role("button", name=words.APPROVE).click()
            await page.locator("#said", has_text="Đã công bố").wait_for()
            assert office.library.faq_count() == known + 2
            await page.get_by_role("tab", name=texts.AUDIT).click()
            await page.locator("#audit-rows tr", has_text="Hoà").first.wait_for()


def test_a_code_works_once_and_for_a_while(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    lan = account(dialogue, "Lan", Role.EDITOR)
    code = dialogue.sign_ins.new_code(lan)
    with httpx.Client(base_url=f"{address}/quan-tri/api") as http:
        assert http.post("/sign-in", json={"code": code}).status_code == 200
        assert http.get("/state").status_code == 200
        cookie = next(iter(http.cookies.jar))
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "strict"
    with httpx.Client(base_url=f"{address}/quan-tri/api") as http:
        assert http.post("/sign-in", json={"code": code}).status_code == 403
        assert http.get("/state").status_code == 401
        late = dialogue.sign_ins.new_code(lan)
        office.clock.pass_by(minutes=16)
        assert http.post("/sign-in", json={"code": late}).status_code == 403


def test_a_sign_in_ends_with_the_day_and_with_the_role(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    lan = account(dialogue, "Lan", Role.EDITOR)
    with signed_in(address, dialogue, lan) as client:
        dialogue.people.set_role(lan, Role.MEMBER, by="cli")
        assert client.http.get("/state").status_code == 401
        dialogue.people.set_role(lan, Role.EDITOR, by="cli")
        assert client.http.get("/state").status_code == 200
        office.clock.pass_by(hours=13)
        assert client.http.get("/state").status_code == 401


def test_codes_cannot_be_guessed_for_long(dialogue: Dialogue, address: str) -> None:
    with httpx.Client(base_url=f"{address}/quan-tri/api") as http:
        statuses = [
            http.post("/sign-in", json={"code": f"{n}"}).status_code
            for n in range(web_admin.TRIES + 1)
        ]
    assert statuses == [403] * web_admin.TRIES + [429]


def test_nothing_is_changed_without_the_guard(dialogue: Dialogue, address: str) -> None:
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.EDITOR)) as client:
        assert client.http.post("/files?name=a.txt", content=b"x").status_code == 403
        assert client.http.post("/files?name=a.txt", content=b"x", headers=client.guard).is_success
        (upload,) = dialogue.intake.uploads()
        discard = f"/uploads/{upload.id}/discard"
        assert client.http.post(discard, json={}).status_code == 403
        assert client.http.post(discard, headers=client.guard, json={}).is_success


def test_a_file_that_is_too_large_is_refused_while_it_comes(
    dialogue: Dialogue, address: str
) -> None:
    dialogue.intake.files.max_bytes = 1000
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.EDITOR)) as client:
        sent = client.http.post("/files?name=to.bin", content=b"x" * 5000, headers=client.guard)
    assert sent.status_code == 413
    assert "to.bin" in sent.json()["error"]
    assert not dialogue.intake.uploads()


def test_only_admins_see_the_audit(dialogue: Dialogue, address: str) -> None:
    with signed_in(address, dialogue, account(dialogue, "Hoà", Role.EDITOR)) as editor:
        assert editor.http.get("/audit").status_code == 403
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.ADMIN)) as admin:
        assert admin.http.get("/audit").json()["entries"]
