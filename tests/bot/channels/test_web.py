"""The web page's API: what it answers, what it refuses, what it sets."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.channels.web import MAX_BODY_BYTES, app
from bot.config import Settings
from bot.messages import (
    Address,
    BlockStyle,
    Choice,
    Incoming,
    Reply,
    Sender,
    Span,
    TextBlock,
    bold,
    paragraph,
)
from bot.people import People
from bot.texts import web as texts
from tests.bot.channels.scripted import ScriptedDialogue, echo
from tests.fakes.served import served

ID = "tin-nhan-00000001"


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue(echo)


@pytest.fixture
def page(dialogue: ScriptedDialogue) -> Iterator[httpx.Client]:
    with served(app(Settings(), dialogue)) as url, httpx.Client(base_url=url) as client:
        yield client


def said(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return said_in(response.json())


def said_in(exchange: dict[str, Any]) -> list[str]:
    return [
        "".join(span["text"] for block in reply["blocks"] for span in block["spans"])
        for reply in exchange["replies"]
    ]


def post(page: httpx.Client, **message: object) -> httpx.Response:
    return page.post("/api/messages", json=message)


def test_a_question_is_answered_for_the_visit_the_page_began(
    page: httpx.Client, dialogue: ScriptedDialogue
) -> None:
    page.get("/")
    assert said(post(page, id=ID, text="Chỉ tiêu?")) == ["Đã nghe: Chỉ tiêu?"]
    assert said(post(page, id=ID + "2", text="Còn gì?")) == ["Đã nghe: Còn gì?"]
    assert {incoming.sender.chat for incoming in dialogue.heard} == {page.cookies["visit"]}


def test_the_same_message_posted_twice_is_answered_once_with_the_same_words(
    page: httpx.Client, dialogue: ScriptedDialogue
) -> None:
    page.get("/")
    first, second = post(page, id=ID, text="hỏi"), post(page, id=ID, text="hỏi")
    assert said(first) == said(second) == ["Đã nghe: hỏi"]
    assert len(dialogue.heard) == 1


def test_two_visits_do_not_share_a_conversation(
    page: httpx.Client, dialogue: ScriptedDialogue
) -> None:
    post(page, id=ID, text="hỏi")
    page.cookies.clear()
    post(page, id=ID, text="hỏi")
    one, other = dialogue.heard
    assert one.sender.chat != other.sender.chat


def test_the_visit_is_kept_from_scripts_and_from_other_sites(page: httpx.Client) -> None:
    cookie = page.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "set-cookie" not in page.get("/").headers


def test_a_forged_visit_is_replaced(page: httpx.Client, dialogue: ScriptedDialogue) -> None:
    page.cookies.set("visit", "' or 1=1")
    post(page, id=ID, text="hỏi")
    assert len(dialogue.heard[0].sender.chat) == 22


def test_a_visit_is_told_what_was_said_in_it(page: httpx.Client) -> None:
    page.get("/")
    post(page, id=ID, text="hỏi")
    post(page, id=ID + "2", choice="a:1")
    response = page.get("/api/history")
    assert response.headers["cache-control"] == "no-store"
    first, second = response.json()["messages"]
    assert (first["id"], first["text"], said_in(first)) == (ID, "hỏi", ["Đã nghe: hỏi"])
    assert (second["choice"], said_in(second)) == ("a:1", ["Đã nghe: a:1"])
    page.cookies.clear()
    assert page.get("/api/history").json() == {"messages": []}


def test_a_notice_is_shown_with_the_next_answer_or_when_the_page_is_opened(
    page: httpx.Client, dialogue: ScriptedDialogue
) -> None:
    page.get("/")
    address = Address("web", page.cookies["visit"])

    def notice(text: str) -> None:
        dialogue.outbox.push(dialogue.database, address, Reply((paragraph(text),)), key=text)

    notice("Hết hạn mức")
    assert said(post(page, id=ID, text="hỏi")) == ["Hết hạn mức", "Đã nghe: hỏi"]
    assert said(post(page, id=ID + "2", text="hỏi")) == ["Đã nghe: hỏi"]
    notice("Mời họp")
    for _ in range(2):  # also after a reload
        *_, latest = page.get("/api/history").json()["messages"]
        assert (latest["notice"], said_in(latest)) == (True, ["Mời họp"])
    assert dialogue.outbox.waiting("web") == 2  # the answers, which the page has fetched


def test_the_browser_knows_somebody_with_an_account_again_and_forgets_the_others(
    page: httpx.Client, dialogue: ScriptedDialogue
) -> None:
    assert "max-age" not in page.get("/").headers["set-cookie"].lower()
    assert "set-cookie" not in post(page, id=ID, text="hỏi").headers
    visit = page.cookies["visit"]
    People(dialogue.database).register(Sender("web", visit, visit), "Lê Văn Tám", None, "1")
    for response in (post(page, id=ID + "2", text="hỏi"), page.get("/api/history")):
        cookie = response.headers["set-cookie"].lower()
        assert visit.lower() in cookie
        assert "max-age=2592000" in cookie
        assert "httponly" in cookie


def test_a_visit_can_be_cleared(page: httpx.Client) -> None:
    page.get("/")
    post(page, id=ID, text="hỏi")
    assert page.delete("/api/history").status_code == 200
    assert page.get("/api/history").json() == {"messages": []}


def test_a_choice_is_passed_on(page: httpx.Client, dialogue: ScriptedDialogue) -> None:
    post(page, id=ID, choice="ask:full:1:1")
    assert (dialogue.heard[0].choice, dialogue.heard[0].text) == ("ask:full:1:1", "")


def test_a_reply_comes_as_blocks_and_choices_and_only_web_links_pass() -> None:
    reply = Reply(
        (
            paragraph(bold("đậm"), Span("xa", link="https://example.vn")),
            TextBlock((Span("xấu", link="javascript:alert(1)"),), BlockStyle.SOURCE),
        ),
        (Choice("a:1", "Xem"),),
    )
    scripted = ScriptedDialogue(lambda incoming: [reply])
    with served(app(Settings(), scripted)) as url, httpx.Client(base_url=url) as page:
        body = post(page, id=ID, text="hỏi").json()
    assert body == {
        "replies": [
            {
                "blocks": [
                    {
                        "style": "paragraph",
                        "spans": [
                            {"text": "đậm", "bold": True},
                            {"text": "xa", "link": "https://example.vn"},
                        ],
                    },
                    {"style": "source", "spans": [{"text": "xấu"}]},
                ],
                "choices": [{"id": "a:1", "label": "Xem"}],
            }
        ]
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b"[" * 10_000, 400),
        (b'{"text": "no id"}', 400),
        (b'{"id": "short", "text": "x"}', 400),
        (b'{"id": "tin-nhan-1", "text": 5}', 400),
        (b'{"id": "tin-nhan-1", "text": "x", "choice": {}}', 400),
        (b'{"id": "tin-nhan-1", "text": "' + b"x" * MAX_BODY_BYTES + b'"}', 413),
    ],
)
def test_a_malformed_or_oversized_message_is_refused_in_one_sentence(
    page: httpx.Client, dialogue: ScriptedDialogue, body: bytes, status: int
) -> None:
    response = page.post(
        "/api/messages", content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code == status
    assert response.json()["error"].endswith(".")
    assert dialogue.heard == []


def test_another_sites_form_cannot_speak_for_a_visit(
    page: httpx.Client, dialogue: ScriptedDialogue
) -> None:
    page.get("/")
    body = json.dumps({"id": ID, "text": "hỏi"})
    response = page.post("/api/messages", content=body, headers={"content-type": "text/plain"})
    assert response.status_code == 415
    assert dialogue.heard == []


def test_a_broken_dialogue_is_a_kind_sentence_and_no_traceback() -> None:
    def breaks(incoming: Incoming) -> list[Reply]:
        raise RuntimeError("bí mật của máy chủ")

    scripted = ScriptedDialogue(breaks)
    with served(app(Settings(), scripted)) as url, httpx.Client(base_url=url) as page:
        response = post(page, id=ID, text="hỏi")
    assert response.status_code == 503
    assert "bí mật" not in response.text


def test_what_is_not_there_is_said_to_people_and_to_programs(page: httpx.Client) -> None:
    lost = page.get("/khong-co")
    assert (lost.status_code, lost.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert texts.NOT_SERVED["not_found"] in lost.text
    for response, status, code in (
        (page.get("/api/khong-co"), 404, "not_found"),
        (page.put("/api/messages"), 405, "wrong_method"),
    ):
        assert (response.status_code, response.json()["error"]["code"]) == (status, code)
        assert response.json()["error"]["message"] == texts.NOT_SERVED[code]


def test_what_breaks_within_is_a_kind_sentence_with_every_header(
    dialogue: ScriptedDialogue, page: httpx.Client
) -> None:
    dialogue.history = None  # type: ignore[assignment]  # whatever breaks
    response = page.get("/api/history")
    assert (response.status_code, response.json()["error"]["code"]) == (503, "failed")
    assert "default-src 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/", "/static/chat.js", "/static/chat.css", "/favicon.ico", "/khong-co", "/api/history"],
)
def test_every_answer_carries_the_security_headers(page: httpx.Client, path: str) -> None:
    headers = page.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_has_no_inline_script_or_style(page: httpx.Client) -> None:
    html = page.get("/").text
    assert "<style" not in html
    assert "style=" not in html
    assert '<script type="module" src=' in html
    assert " onclick" not in html


def test_its_files_do_not_lead_out_of_their_folder(page: httpx.Client) -> None:
    assert page.get("/static/../web.py").status_code == 404
    assert page.get("/static/%2e%2e/web.py").status_code == 404


def test_the_page_lets_nobody_type_more_than_the_dialogue_takes(
    dialogue: ScriptedDialogue,
) -> None:
    settings = Settings()
    settings = settings.model_copy(
        update={"dialogue": settings.dialogue.model_copy(update={"question_chars": 321})}
    )
    with served(app(settings, dialogue)) as url:
        assert 'maxlength="321"' in httpx.get(url).text
