"""The interface for programs, and what a monitor sees."""

from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.api_keys import ApiKeys
from bot.channels import web_api, web_monitor
from bot.channels.web import app
from bot.messages import Sender
from bot.texts import api as texts
from tests.fakes.served import served

from ..conftest import ENTRIES, HALL_QUESTION, QUESTION, Office, Person


@pytest.fixture
def keys(office: Office) -> ApiKeys:
    return ApiKeys(office.database, clock=office.clock)


def serving(office: Office, keys: ApiKeys, token: str = "") -> Iterator[httpx.Client]:
    page = app(office.settings, office.dialogue())
    page.include_router(web_api.router(office.engine, keys, office.settings.dialogue))
    page.include_router(web_monitor.router(office.library, office.engine, token))
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
    (citation,) = quoted["citations"]
    assert (citation["number"], citation["page"]) == ("05-QC/ĐU", 1)


def test_a_follow_up_is_understood_from_the_turns_before_it(program: httpx.Client) -> None:
    turns = [HALL_QUESTION, "Quy chế này áp dụng cho ai?"]
    answer = program.post("/api/ask", json={"turns": turns}).json()
    assert answer["question"] == turns[-1]
    assert answer["answered"]


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
    assert code(program.post("/api/ask", content=b" " * 10**5, headers=json)) == "too_long"


# keys


@pytest.mark.parametrize("given", ["", "Bearer hd_sai", "Basic hd_sai", "Bearer"])
def test_without_a_key_nothing_is_answered(anyone: httpx.Client, given: str) -> None:
    response = anyone.post(
        "/api/ask", json={"question": QUESTION}, headers={"Authorization": given}
    )
    assert code(response) == "no_key"


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
    assert {"question", "turns", "as_of"} <= set(body["properties"])
    page = anyone.get("/api/docs").text
    assert all(each in page for each in texts.ERRORS)
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


def test_health_tells_whether_the_database_answers(anyone: httpx.Client, office: Office) -> None:
    assert anyone.get("/healthz").json() == {"status": "ok", "database": True, "up_to_date": True}
    office.database.close()
    for path in office.settings.data_dir.glob("hoidap.sqlite*"):
        path.unlink()
    assert anyone.get("/healthz").status_code == 503
