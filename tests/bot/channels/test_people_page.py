"""People on the admins' page: in a real browser, and what is refused."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.dialogue import Dialogue
from bot.messages import Sender
from bot.roles import Role
from bot.roster import ON_PAGE, Roster
from bot.texts import people as words
from bot.texts import web_admin as page_texts
from bot.texts import web_people as texts
from bot.texts.audit import ACTIONS
from bot.units import UnitLine, Units
from tests.bot.channels.admin_desk import account, fits, signed_in
from tests.bot.channels.browser import browser, needs_browser, visit
from tests.bot.conftest import Office, Person


def member(dialogue: Dialogue, name: str, unit: int | None = None, channel: str = "web") -> int:
    return dialogue.people.register(Sender(channel, name, name), name, unit, "1").id


@pytest.fixture
def units(office: Office) -> Units:
    units = Units(office.database)
    units.take(
        [UnitLine(2, "Đảng bộ Hoà Bình"), UnitLine(3, "Chi bộ 3", "Đảng bộ Hoà Bình")], by="cli"
    )
    return units


@needs_browser
@pytest.mark.browser
async def test_an_admin_finds_invites_gives_a_role_and_blocks(
    office: Office, dialogue: Dialogue, address: str, units: Units
) -> None:
    (chapter,) = (unit.id for unit in units.find("chi bo 3"))
    buoi = member(dialogue, "Nguyễn Thị Bưởi", chapter)
    member(dialogue, "Trần <b>Đông</b>")
    lan = account(dialogue, "Lan", Role.ADMIN)
    link = f"{address}/quan-tri/vao#{dialogue.sign_ins.new_code(lan)}"
    async with browser() as started, visit(started, link) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        await page.get_by_role("button", name=page_texts.SIGN_IN).click()
        await page.get_by_role("tab", name=texts.TAB).click()
        rows = page.locator("#people-rows tr")
        await expect(rows).to_have_count(3)
        await expect(rows.first).to_contain_text("Lan")  # who may do more comes first
        await expect(page.get_by_text("Trần <b>Đông</b>")).to_be_visible()
        await fits(page)
        # found without marks, by the keyboard alone
        finding = page.get_by_label(texts.FIND_HINT)
        await finding.fill("buoi chi bo 3")
        await finding.press("Enter")
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("Chi bộ 3, Đảng bộ Hoà Bình")
        role = page.get_by_label("Quyền của Nguyễn Thị Bưởi", exact=True)
        await role.select_option(Role.EDITOR.value)
        await page.get_by_role("button", name="Đổi quyền của Nguyễn Thị Bưởi").press("Enter")
        await expect(page.locator("#said")).to_contain_text("giờ có quyền biên tập")
        await expect(role).to_be_focused()
        await page.get_by_role("button", name="Chặn Nguyễn Thị Bưởi", exact=True).press("Enter")
        free = page.get_by_role("button", name="Bỏ chặn Nguyễn Thị Bưởi")
        await expect(free).to_be_focused()
        await fits(page)
        changed = dialogue.people.account(buoi)
        assert changed is not None
        assert (changed.role, changed.blocked) == (Role.EDITOR, True)
        await free.press("Enter")
        await expect(page.locator("#said")).to_contain_text("Đã bỏ chặn")
        # an invitation, shown once, that the invited person uses
        await page.get_by_text(texts.INVITE, exact=True).click()
        await page.get_by_label(texts.INVITE_NAME).fill("Lê Hùng")
        await page.get_by_role("button", name=texts.CREATE).click()
        sentence = page.get_by_label(texts.CODE_TITLE)
        await expect(sentence).to_have_value(re.compile("/moi"))
        await expect(page.locator("#people-invitations li")).to_have_count(1)
        await fits(page)
        said = await sentence.input_value()
        code = said.partition("/moi ")[2].partition("”")[0]
        await page.get_by_role("button", name=texts.HIDE).click()
        await expect(sentence).to_be_hidden()
    hung = Person(dialogue, Sender("telegram", "hung", "hung"))
    assert "Lê Hùng" in hung.says(f"/moi {code}").plain
    assert dialogue.people.invitations() == []
    assert "biên tập" in said


def test_only_admins_and_only_with_the_guard(dialogue: Dialogue, address: str) -> None:
    minh = member(dialogue, "Minh")
    acts: list[tuple[str, dict[str, object]]] = [
        ("/people/invite", {"role": "admin", "name": "", "days": 7}),
        (f"/people/{minh}/role", {"role": "admin"}),
        (f"/people/{minh}/block", {}),
        (f"/people/{minh}/unblock", {}),
        (f"/people/invitations/{'0' * 64}/withdraw", {}),
    ]
    with signed_in(address, dialogue, account(dialogue, "Hoà", Role.EDITOR)) as editor:
        assert "people" not in editor.http.get("/state").json()["tabs"]
        assert editor.http.get("/people").status_code == 403
        for path, body in acts:
            assert editor.http.post(path, json=body, headers=editor.guard).status_code == 403
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.ADMIN)) as admin:
        for path, body in acts:
            assert admin.http.post(path, json=body).status_code == 403
            wrong = admin.http.post(path, json=body, headers={"X-Guard": "x"})
            assert wrong.status_code == 403
    found = dialogue.people.account(minh)
    assert found is not None
    assert (found.role, found.blocked) == (Role.MEMBER, False)
    assert dialogue.people.invitations() == []


def test_the_last_admin_stays(office: Office, dialogue: Dialogue, address: str) -> None:
    lan = account(dialogue, "Lan", Role.ADMIN)
    with signed_in(address, dialogue, lan) as admin:

        def post(path: str, **body: object) -> tuple[int, str]:
            sent = admin.http.post(f"/people/{path}", json=body, headers=admin.guard)
            answer = sent.json()
            return sent.status_code, answer.get("said") or answer["error"]

        assert post(f"{lan}/role", role="editor") == (409, words.LAST_ADMIN)
        assert post(f"{lan}/block") == (409, texts.NOT_YOURSELF)
        hoa = account(dialogue, "Hoà", Role.ADMIN)
        assert post(f"{hoa}/block")[0] == 200
        # somebody who is blocked is no admin who can act
        assert post(f"{lan}/role", role="editor") == (409, words.LAST_ADMIN)
        assert post(f"{hoa}/unblock")[0] == 200
        assert post(f"{lan}/role", role="editor")[0] == 200
        assert post(f"{hoa}/role", role="member")[0] == 403  # from now on they are an editor
    with signed_in(address, dialogue, hoa) as other:
        entries = other.http.get("/audit").json()["entries"]
    told = [(entry["who"], entry["what"], entry["about"]) for entry in entries]
    assert ("Lan", ACTIONS["account.role"], f"Lan – quản trị → biên tập (#{lan})") in told
    assert ("Lan", ACTIONS["account.blocked"], f"Hoà (#{hoa})") in told


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("invite", {"role": "king", "days": 7}, 400, "king"),
        ("invite", {"days": 7}, 400, "thành viên"),
        ("invite", {"role": "editor", "days": 8}, 400, "1, 7, 30"),
        ("invite", {"role": "editor", "days": True}, 400, "1, 7, 30"),
        ("invite", {"role": "editor", "days": 7, "name": "x" * 81}, 400, "80"),
        ("invite", {"role": "editor", "days": 7, "name": 5}, 400, page_texts.MALFORMED),
        ("9999/role", {"role": "editor"}, 404, texts.NOT_THERE),
        ("9999/block", {}, 404, texts.NOT_THERE),
        ("invitations/abc/withdraw", {}, 409, texts.INVITATION_GONE),
    ],
)
def test_what_is_refused_is_one_sentence(
    dialogue: Dialogue, address: str, path: str, body: dict[str, object], status: int, said: str
) -> None:
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.ADMIN)) as client:
        sent = client.http.post(f"/people/{path}", json=body, headers=client.guard)
    assert sent.status_code == status
    assert said in sent.json()["error"]


def test_an_invitation_that_is_withdrawn_works_no_more(dialogue: Dialogue, address: str) -> None:
    with signed_in(address, dialogue, account(dialogue, "Lan", Role.ADMIN)) as admin:
        body = {"role": "admin", "name": " Lê  Hùng ", "days": 1}
        made = admin.http.post("/people/invite", json=body, headers=admin.guard).json()
        (waiting,) = admin.http.get("/people").json()["invitations"]
        assert waiting["line"].startswith("Lê Hùng, quyền quản trị, do Lan mời")
        withdraw = f"/people/invitations/{waiting['id']}/withdraw"
        assert admin.http.post(withdraw, json={}, headers=admin.guard).status_code == 200
    code = made["sentence"].partition("/moi ")[2].partition("”")[0]
    hung = Person(dialogue, Sender("telegram", "hung", "hung"))
    assert hung.says(f"/moi {code}").plain == words.WRONG_CODE


def test_the_list_is_searched_filtered_and_paged(
    office: Office, dialogue: Dialogue, units: Units
) -> None:
    (chapter,) = (unit.id for unit in units.find("chi bo 3"))
    for number in range(ON_PAGE):
        member(dialogue, f"Phạm Văn {number}")
    dung = member(dialogue, "Đỗ Thuỳ Dung", chapter, "zalo_oa")
    hoa = account(dialogue, "Hoà", Role.EDITOR)
    roster = Roster(office.database, units)

    def ids(typed: str, **filters: object) -> list[int]:
        return [each.account.id for each in roster.page(typed, **filters).entries]  # type: ignore[arg-type]

    first = roster.page()
    assert (first.count, first.pages, len(first.entries)) == (ON_PAGE + 2, 2, ON_PAGE)
    assert first.entries[0].account.id == hoa
    assert [each.account.id for each in roster.page(number=9).entries] == sorted(ids("", number=2))
    assert ids("do thuy") == ids("DUNG đỗ") == ids("hoa binh dung") == ids(str(dung)) == [dung]
    assert ids("thuỷ tinh") == []
    (entry,) = roster.page("dung").entries
    assert (entry.unit, entry.channels) == ("Chi bộ 3, Đảng bộ Hoà Bình", ("zalo_oa",))
    assert ids("", role=Role.EDITOR) == [hoa]
    dialogue.people.block(dung, by="cli")
    assert ids("", blocked=True) == [dung]


def test_every_act_of_the_audit_has_words() -> None:
    recorded = {
        action
        for folder in ("bot", "knowledge")
        for path in Path(folder).rglob("*.py")
        for action in re.findall(
            r"record\((?:session, )?[^()\"]*\"([a-z_]+\.[a-z_]+)\"|action=\"([a-z_.]+)\"",
            path.read_text("utf-8"),
        )
        for action in action
        if action
    }
    assert len(recorded) > 20
    assert recorded - set(ACTIONS) == set()
