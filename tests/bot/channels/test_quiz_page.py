"""The bank on the admins' page: in a real browser, and what it refuses."""

import io

import httpx
import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from bot.dialogue import Dialogue
from bot.roles import Role
from bot.texts import quiz_review as texts
from bot.texts import uploads as words
from bot.texts import web_admin as page_texts
from knowledge.quizbank import QuizContent, QuizState
from tests.bot.channels.admin_desk import account, choose, entered, reading
from tests.bot.channels.browser import browser, needs_browser, visit
from tests.bot.conftest import Office
from tests.bot.uploading import worker_for

YEAR = QuizContent("Đảng thành lập năm nào?", ("1929", "1930"), 0, topic="Lịch sử")
PLACE = QuizContent("Họp ở <b>đâu</b>?", ("Huế", "Vinh"), 1, topic="Khác")
BANK = "Câu hỏi,A,B,Đáp án\nAi?,Ông,Bà,A\n".encode()


@needs_browser
@pytest.mark.browser
async def test_a_bank_comes_in_and_is_looked_through(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    quiz = office.library.quiz
    quiz.add([YEAR, PLACE])
    lan = account(dialogue, "Lan", Role.EDITOR)
    link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(lan)}"
    async with browser() as opened, visit(opened, link) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        with reading(worker_for(office, dialogue.intake)):
            await page.get_by_role("button", name=page_texts.SIGN_IN).click()
            await entered(page)
            await choose(page, "de.csv", BANK)
            await page.get_by_role("button", name=words.TAKE_IN).click()
            await page.get_by_text("Đã đưa “de.csv” vào kho").wait_for()

            await page.get_by_role("tab", name=texts.TAB).click()
            first = page.locator("article[data-item='1']")
            await first.wait_for()
            await expect(page.locator("#quiz-count")).to_have_text("3 câu")
            await first.get_by_role("button", name=texts.EDIT).click()
            await first.get_by_label("đáp án B").check()
            await first.get_by_label(texts.FIELDS["explanation"]).fill("Đầu năm 1930.")
            await first.get_by_role("button", name=texts.SAVE).click()
            await page.get_by_text(texts.EDITED.format(id=1)).wait_for()
            await first.get_by_text("Đầu năm 1930.").first.wait_for()
            assert [each.letter for each in quiz.history(1)] == ["A", "B"]

            await first.get_by_role("button", name=texts.APPROVE).click()
            await first.wait_for(state="detached")
            second = page.locator("article[data-item='2']")
            await expect(second.locator(".stem")).to_contain_text(PLACE.stem)
            await second.get_by_role("button", name=texts.REJECT).click()
            await second.wait_for(state="detached")
            await page.get_by_role("button", name=texts.APPROVE_ALL).click()
            await page.get_by_text(texts.APPROVED_MANY.format(count=1)).wait_for()
            await page.get_by_text(texts.NO_ITEMS).wait_for()
    states = [item.state for item in quiz.items()]
    assert states == [QuizState.APPROVED, QuizState.REJECTED, QuizState.APPROVED]


def test_only_editors_and_only_with_the_guard(
    office: Office, dialogue: Dialogue, address: str
) -> None:
    office.library.quiz.add([YEAR, PLACE])
    with httpx.Client(base_url=f"{address}/quan-tri") as client:
        assert client.get("/api/quiz").status_code == 401
        code = dialogue.sign_ins.new_code(account(dialogue, "Lan", Role.EDITOR))
        client.post("/api/sign-in", json={"code": code})
        seen = {"seen": 1}
        assert client.post("/api/quiz/1/approve", json=seen).status_code == 403
        client.headers["x-guard"] = client.get("/api/state").json()["guard"]

        found = client.get("/api/quiz", params={"topic": "lich su"}).json()
        assert [each["stem"] for each in found["items"]] == [YEAR.stem]
        assert client.get("/api/quiz", params={"state": "x"}).status_code == 400
        stale = client.post("/api/quiz/1/approve", json={"seen": 7})
        assert (stale.status_code, stale.json()["error"]) == (
            409,
            texts.CHANGED_MEANWHILE.format(id=1),
        )
        assert client.post("/api/quiz/77/approve", json=seen).status_code == 409
        assert client.post("/api/quiz/1/nothing", json=seen).status_code == 404
        wrong = {"stem": "x", "options": ["a", "a"], "key": 0, "level": "", **seen}
        for field in ("explanation", "source", "topic"):
            assert client.post("/api/quiz/1/edit", json=wrong).status_code == 400
            wrong[field] = ""
        refused = client.post("/api/quiz/1/edit", json=wrong)
        assert "hai phương án giống nhau" in refused.json()["error"]
        assert client.post("/api/quiz/1/approve", json=seen).status_code == 200
        assert client.post("/api/quiz-approve-all", json={"topic": "Khác"}).status_code == 200
        assert office.library.quiz.count(state=QuizState.APPROVED) == 2

        book = load_workbook(io.BytesIO(client.get("/api/quiz.xlsx").content))
        sheet = book.worksheets[0]
        assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
            YEAR.stem,
            PLACE.stem,
        ]
