"""The interface for programs, and what a monitor sees."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import select

from bot.api_conversations import ApiConversations
from bot.api_keys import ApiKeys
from bot.channels import web_api, web_monitor
from bot.channels.web import app
from bot.config import WebSettings
from bot.dialogue import Dialogue
from bot.messages import Sender
from bot.outbox import OutboxRow
from bot.state import ConversationRow
from bot.texts import api as texts
from index.answer import Answer
from index.encoder import Encoder
from index.engine import Engine
from knowledge.faq import FaqEntry
from tests.fakes.served import served
from tests.knowledge.library_tools import DATABASES

from ..conftest import ENTRIES, HALL_QUESTION, QUESTION, Office, Person


@pytest.fixture
def keys(office: Office) -> ApiKeys:
    return ApiKeys(office.database, clock=office.clock)


SITE = "https://phuong.example.vn"


def serving(
    office: Office, keys: ApiKeys, token: str = "", *, metrics: bool = True
) -> Iterator[httpx.Client]:
    settings = office.settings.model_copy(
        update={
            "metrics_token": SecretStr(token),
            "web": WebSettings(sites=[SITE], metrics=metrics),
        }
    )
    page = app(settings, office.dialogue())
    conversations = ApiConversations(
        office.database, office.engine, settings.dialogue, clock=office.clock
    )
    page.include_router(web_api.router(office.engine, keys, conversations, settings))
    page.include_router(web_monitor.router(office.library, office.engine, settings))
    with served(page) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture
def anyone(office: Office, keys: ApiKeys) -> Iterator[httpx.Client]:
    yield from serving(office, keys)


@pytest.fixture
def program(anyone: httpx.Client, keys: ApiKeys) -> httpx.Client:
    _, secret = keys.create("cổng thông tin", by="cli", per_minute=3, per_day=100)
    anyone.headers["Authorization"] = f"Bearer {secret}"
    return anyone


def code(response: httpx.Response) -> str:
    error = response.json()["error"]
    assert response.status_code == texts.ERRORS[error["code"]][0]
    assert error["message"]
    return str(error["code"])


# asking


def test_a_program_gets_what_ask_json_prints(program: httpx.Client) -> None:
    answer = program.post("/api/ask", json={"id": 7, "question": QUESTION}).json()
    assert (answer["id"], answer["answered"], answer["kind"]) == (7, True, "faq")
    assert ENTRIES[0].answer in answer["text"]
    quoted = program.post("/api/ask", json={"question": HALL_QUESTION}).json()
    assert set(quoted) | {"conversation"} == set(web_api.AnswerRecord.model_fields)  # as described
    web_api.AnswerRecord.model_validate(quoted)
    (citation,) = quoted["citations"]
    assert (citation["number"], citation["page"]) == ("05-QC/ĐU", 1)


def test_a_follow_up_is_understood_from_the_turns_before_it(program: httpx.Client) -> None:
    turns = [HALL_QUESTION, "Quy chế này áp dụng cho ai?"]
    answer = program.post("/api/ask", json={"turns": turns}).json()
    assert answer["question"] == turns[-1]
    assert answer["answered"]


def test_a_follow_up_is_understood_in_its_conversation(
    program: httpx.Client, office: Office, keys: ApiKeys
) -> None:
    def asks(text: str, name: str = "phien-1") -> dict[str, Any]:
        response = program.post("/api/ask", json={"question": text, "conversation": name})
        return dict(response.json())

    program.headers["Authorization"] = f"Bearer {keys.create('x', by='cli')[1]}"
    first = asks(HALL_QUESTION)
    assert (first["conversation"], first["answered"]) == ("phien-1", True)
    follow_up = "Quy chế này áp dụng cho ai?"
    alone = program.post("/api/ask", json={"turns": [HALL_QUESTION, follow_up]}).json()
    assert asks(follow_up)["text"] == alone["text"]
    assert "mọi người đến hội trường" in alone["text"]


def test_a_conversation_is_its_keys_own_and_ends_with_time(
    office: Office, encoder: Encoder
) -> None:
    heard: list[int] = []

    class Listening(Engine):
        def answer(self, question: str, **more: Any) -> Answer:
            heard.append(len(more["context"]))
            return super().answer(question, **more)

    engine = Listening(office.library, encoder, office.settings.index_dir)
    conversations = ApiConversations(
        office.database, engine, office.settings.dialogue, clock=office.clock
    )
    for key, name in ((1, "a"), (1, "a"), (2, "a"), (1, "b")):
        conversations.answer(key, name, QUESTION)
    office.clock.pass_by(minutes=office.settings.dialogue.context_minutes + 1)
    conversations.answer(1, "a", QUESTION)
    engine.close()
    assert heard == [0, 1, 0, 0, 0]


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_questions_of_one_conversation_at_once_are_all_remembered(
    office: Office, keys: ApiKeys
) -> None:
    conversations = ApiConversations(office.database, office.engine, office.settings.dialogue)
    with ThreadPoolExecutor(4) as together:
        list(together.map(lambda _: conversations.answer(1, "a", QUESTION), range(8)))
    with office.database.read() as session:
        row = session.get_one(ConversationRow, ("api", "a", "1"))
    assert (row.state["answered"], row.revision) == (8, 8)


def test_what_the_texts_do_not_hold_is_said(program: httpx.Client) -> None:
    answer = program.post("/api/ask", json={"question": "Giá vàng ở Paris là bao nhiêu?"}).json()
    assert (answer["answered"], answer["kind"], answer["citations"]) == (False, "none", [])
    assert answer["suggestions"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "not_json"),
        ([], "not_json"),
        ({"turns": []}, "not_json"),
        ({"turns": [1]}, "not_json"),
        ({"question": "?!"}, "empty"),
        ({"question": "dài " * 1000}, "too_long"),
        ({"turns": ["hỏi"] * 9}, "too_long"),
        ({"question": QUESTION, "as_of": "hôm qua"}, "wrong_day"),
        ({"question": QUESTION, "as_of": "2999-01-01"}, "wrong_day"),
        ({"question": QUESTION, "as_of": 5}, "wrong_day"),
        ({"question": QUESTION, "conversation": "có dấu"}, "wrong_conversation"),
        ({"question": QUESTION, "conversation": "x" * 65}, "wrong_conversation"),
        ({"question": QUESTION, "conversation": 7}, "wrong_conversation"),
        ({"turns": [QUESTION], "conversation": "a"}, "wrong_conversation"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(
    program: httpx.Client, body: object, expected: str
) -> None:
    assert code(program.post("/api/ask", json=body)) == expected


def test_other_content_is_refused(program: httpx.Client) -> None:
    assert code(program.post("/api/ask", data={"question": QUESTION})) == "wrong_type"
    json = {"Content-Type": "application/json"}
    assert code(program.post("/api/ask", content=b"{", headers=json)) == "not_json"
    too_large = program.post("/api/ask", content=b" " * 10**5, headers=json)
    assert code(too_large) == "too_large"
    assert "64 KiB" in too_large.json()["error"]["message"]
    assert program.get("/api/ask").json()["error"]["code"] == "wrong_method"


def test_what_breaks_within_is_said_and_counted(
    program: httpx.Client, office: Office, keys: ApiKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(secret: str) -> None:
        raise RuntimeError("bí mật")

    monkeypatch.setattr(keys, "opened_by", breaks)
    before = metrics(program).get(("hoidap_errors_total", "answering", "api"), 0)
    response = program.post("/api/ask", json={"question": QUESTION})
    assert code(response) == "failed"
    assert "bí mật" not in response.text
    assert metrics(program)["hoidap_errors_total", "answering", "api"] == before + 1


# from the page of another site


def test_a_listed_site_may_ask_from_its_page_and_no_other(program: httpx.Client) -> None:
    allow = "Access-Control-Allow-Origin"
    for origin, expected in ((SITE, SITE), ("https://la.example.vn", None), ("null", None)):
        before = program.options("/api/ask", headers={"Origin": origin})
        assert before.headers.get(allow) == expected
        assert "authorization" in before.headers["Access-Control-Allow-Headers"]
        asked = program.post("/api/ask", json={"question": "?"}, headers={"Origin": origin})
        assert asked.headers.get(allow) == expected
        assert asked.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in asked.headers
    page = program.get("/api/history", headers={"Origin": SITE})
    assert allow not in page.headers  # a visit is nobody's but the page's own


# keys


@pytest.mark.parametrize("given", ["", "Bearer hd_sai", "Basic hd_sai", "Bearer"])
def test_without_a_key_nothing_is_answered(anyone: httpx.Client, given: str) -> None:
    response = anyone.post(
        "/api/ask", json={"question": QUESTION}, headers={"Authorization": given}
    )
    assert code(response) == "no_key"
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_key_opens_nothing_and_who_did_it_is_kept(
    program: httpx.Client, keys: ApiKeys, office: Office
) -> None:
    (key,) = keys.all()
    revoked = keys.revoke(key.id, by="3")
    assert revoked is not None
    assert revoked.revoked_at is not None
    assert code(program.post("/api/ask", json={"question": QUESTION})) == "no_key"
    assert [(e.action, e.actor) for e in office.library.audit(limit=2)] == [
        ("api_key.revoked", "3"),
        ("api_key.created", "cli"),
    ]
    assert keys.revoke(99, by="3") is None


def test_a_key_asks_so_often_and_is_told_when_to_come_back(
    program: httpx.Client, office: Office
) -> None:
    for _ in range(3):
        assert program.post("/api/ask", json={"question": QUESTION}).status_code == 200
    refused = program.post("/api/ask", json={"question": QUESTION})
    assert code(refused) == "too_many"
    assert refused.headers["Retry-After"] == "60"
    office.clock.pass_by(minutes=1)
    assert program.post("/api/ask", json={"question": QUESTION}).status_code == 200


@pytest.mark.parametrize("office", DATABASES, indirect=True)
def test_a_limit_holds_against_many_at_once(office: Office, keys: ApiKeys) -> None:
    key, _ = keys.create("x", by="cli", per_minute=5)
    with ThreadPoolExecutor(8) as together:
        taken = list(together.map(lambda _: keys.counted(key) is None, range(20)))
    assert taken.count(True) == 5


def test_what_a_key_is_cannot_be_read_from_the_database(keys: ApiKeys, office: Office) -> None:
    _, secret = keys.create("x", by="cli")
    found = office.settings.data_dir.glob("hoidap.sqlite*")
    assert not any(secret.encode() in path.read_bytes() for path in found)


# documents


def test_the_schema_describes_the_request_and_the_page_needs_no_other_host(
    anyone: httpx.Client,
) -> None:
    schema = anyone.get("/api/openapi.json").json()
    operation = schema["paths"]["/api/ask"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert {"question", "conversation", "turns", "as_of"} <= set(body["properties"])
    statuses = {str(status) for status, _ in texts.ERRORS.values()}
    assert set(operation["responses"]) == {"200", *statuses}
    page = anyone.get("/api/docs").text
    assert all(each in page for each in texts.ERRORS)
    assert "{limit}" not in page
    assert "http" not in page.replace("HTTP", "")


# monitoring


def metrics(client: httpx.Client, **headers: str) -> dict[tuple[str, ...], float]:
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_a_monitor_counts_questions_refusals_and_what_waits(
    program: httpx.Client, office: Office
) -> None:
    before = metrics(program)
    program.post("/api/ask", json={"question": QUESTION})
    program.post("/api/ask", json={"question": "Giá vàng ở Paris là bao nhiêu?"})
    after = metrics(program)
    for key, more in (
        (("hoidap_questions_total", "api"), 2),
        (("hoidap_answers_total", "api", "faq"), 1),
        (("hoidap_answers_total", "api", "none"), 1),
        (("hoidap_seconds_count", "answer"), 2),
    ):
        assert after[key] - before.get(key, 0) == more
    person = Person(office.dialogue(), office_sender())
    person.says(QUESTION)
    assert metrics(program)["hoidap_outbox_waiting", "telegram"] == 1


def office_sender() -> Sender:
    return Sender("telegram", "c", "u", "An")


def test_metrics_are_for_this_machine_alone_unless_a_token_opens_them(
    anyone: httpx.Client, office: Office, keys: ApiKeys
) -> None:
    assert anyone.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    for client in serving(office, keys, token="bi-mat"):
        assert client.get("/metrics").status_code == 403
        assert client.get("/metrics", headers={"Authorization": "Bearer sai"}).status_code == 403
        assert metrics(client, Authorization="Bearer bi-mat")


def test_metrics_can_be_closed(office: Office, keys: ApiKeys) -> None:
    for client in serving(office, keys, token="bi-mat", metrics=False):
        answer = client.get("/metrics", headers={"Authorization": "Bearer bi-mat"})
        assert answer.status_code == 404


def test_answers_that_wait_for_a_platform_show_and_the_pages_own_do_not(
    anyone: httpx.Client, office: Office
) -> None:
    dialogue = Dialogue(office.database, office.engine, office.library, office.settings)
    for channel in ("telegram", "web"):
        Person(dialogue, Sender(channel, "c", "c")).says(QUESTION)
    with office.database.session() as session:
        for row in session.scalars(select(OutboxRow)):
            row.due_at -= timedelta(minutes=7)
    queue = anyone.get("/healthz").json()["queue"]
    assert queue["waiting"] == 1
    assert queue["late_s"] >= 420
    shown = metrics(anyone)
    assert shown["hoidap_outbox_late_seconds", "telegram"] >= 420
    assert ("hoidap_outbox_waiting", "web") not in shown


def test_health_tells_whether_the_database_answers(anyone: httpx.Client, office: Office) -> None:
    health = {"status": "ok", "database": True, "index": "current"}
    assert anyone.get("/healthz").json() == {**health, "queue": {"waiting": 0, "late_s": 0}}
    office.library.import_faq([FaqEntry("Mới?", "Mới.")])
    assert anyone.get("/healthz").json()["index"] == "following"
    office.database.close()
    for path in office.settings.data_dir.glob("hoidap.sqlite*"):
        path.unlink()
    assert anyone.get("/healthz").status_code == 503
