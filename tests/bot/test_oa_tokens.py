"""Logging in to an Official Account, and the refresh token that works once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.channels import zalo_oa_pages
from bot.channels.zalo_oa_pages import CALLBACK
from bot.state import MIGRATIONS
from bot.texts import zalo_oa as texts
from bot.zalo.errors import RequestRefused, TokenRefused, Unavailable
from bot.zalo.oa_oauth import Pair, challenge_of
from bot.zalo.oa_tokens import LEASE_S, LOGIN_LASTS, OaTokens, StateUnknown
from knowledge.database import Database
from tests.fakes.served import Answer, served
from tests.fakes.zalo_oa import APP_ID, APP_SECRET, OA_ID, TOKEN, Clock, FakeZaloOa
from tests.knowledge.library_tools import DATABASES, fresh_database

from .conftest import Call

REDIRECT = f"https://hoidap.example.vn{CALLBACK}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> FakeZaloOa:
    return FakeZaloOa(clock=clock)


@pytest.fixture
def url(fake: FakeZaloOa) -> Iterator[str]:
    with served(fake) as address:
        yield address


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as address:
        opened = Database.open(address, migrations=[MIGRATIONS])
        yield opened
        opened.close()


@pytest.fixture
def tokens(database: Database, url: str, clock: Clock) -> OaTokens:
    return process(database, url, clock)


def process(database: Database, url: str, clock: Clock) -> OaTokens:
    """The tokens as one process sees them."""
    return OaTokens(database, APP_ID, APP_SECRET, oauth_url=url, clock=clock)


def parts(address: str) -> dict[str, str]:
    return dict(httpx.URL(address).params)


async def log_in(fake: FakeZaloOa, tokens: OaTokens) -> None:
    back = parts(fake.approves(tokens.begin(REDIRECT), redirect=REDIRECT))
    await tokens.finish(back["code"], back["state"], back["oa_id"])


def test_the_challenge_is_that_of_rfc_7636() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # the example in its appendix B
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_a_login_gives_a_token_and_says_whose(fake: FakeZaloOa, tokens: OaTokens) -> None:
    assert tokens.standing() is None
    with pytest.raises(TokenRefused):
        await tokens.access_token()
    await log_in(fake, tokens)
    assert await tokens.access_token() == "access-token-0"
    standing = tokens.standing()
    assert standing is not None
    assert (standing.oa_id, standing.refused_at) == (OA_ID, None)


async def test_a_code_is_taken_once_and_only_for_a_login_begun_here(
    fake: FakeZaloOa, tokens: OaTokens, clock: Clock
) -> None:
    with pytest.raises(StateUnknown):
        await tokens.finish("code-0", "made up")
    with pytest.raises(StateUnknown):
        await tokens.finish("code-0", None)
    back = parts(fake.approves(tokens.begin(REDIRECT), redirect=REDIRECT))
    await tokens.finish(back["code"], back["state"])
    with pytest.raises(StateUnknown):
        await tokens.finish(back["code"], back["state"])
    late = parts(fake.approves(tokens.begin(REDIRECT), redirect=REDIRECT))
    clock.now += LOGIN_LASTS
    with pytest.raises(StateUnknown):
        await tokens.finish(late["code"], late["state"])
    tokens.begin(REDIRECT)
    with pytest.raises(RequestRefused):
        await tokens.finish("a wrong code", None)
    assert await tokens.access_token() == "access-token-0"  # what was there stays


async def test_many_processes_renew_once(
    fake: FakeZaloOa, tokens: OaTokens, database: Database, url: str, clock: Clock
) -> None:
    await log_in(fake, tokens)
    clock.pass_by(hours=26)
    processes = [process(database, url, clock) for _ in range(4)]
    found = await asyncio.gather(
        *(each.access_token() for each in processes for _ in range(3)),
        *(each.renewed("access-token-0") for each in processes),
    )
    assert set(found) == {"access-token-1"}
    assert fake.refreshed == 1


async def test_who_held_the_renewal_and_died_holds_it_no_longer_than_the_lease(
    fake: FakeZaloOa, tokens: OaTokens, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log_in(fake, tokens)
    assert not isinstance(tokens._take("access-token-0"), str)  # and the process dies
    monkeypatch.setattr("bot.zalo.oa_tokens.WAIT_S", 0.2)
    with pytest.raises(Exception, match="another process"):
        await tokens.renewed("access-token-0")
    clock.pass_by(seconds=LEASE_S + 1)
    assert await tokens.renewed("access-token-0") == "access-token-1"


async def test_what_went_wrong_for_now_is_tried_again_with_the_same_token(
    fake: FakeZaloOa, tokens: OaTokens
) -> None:
    await log_in(fake, tokens)
    troubles = (
        Answer(200, {}, cut=True),  # before Zalo used the token up
        Answer(502, b"bad gateway"),
        Answer(200, {"error": -14002, "error_name": "invalid_client"}),  # a wrong secret
    )
    for trouble in troubles:
        fake.fail_next(TOKEN, trouble)
        with pytest.raises(Unavailable):
            await tokens.renewed("access-token-0")
    assert await tokens.renewed("access-token-0") == "access-token-1"


async def test_a_renewal_ends_although_who_asked_for_it_is_gone(
    fake: FakeZaloOa, tokens: OaTokens
) -> None:
    await log_in(fake, tokens)
    asking = asyncio.create_task(tokens.renewed("access-token-0"))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking])
    await tokens.settled()
    assert await tokens.access_token() == "access-token-1"


@pytest.mark.parametrize("code", [-14020, -118, "-14020"])
async def test_a_refresh_token_that_was_used_elsewhere_needs_a_new_login(
    fake: FakeZaloOa, tokens: OaTokens, code: int | str
) -> None:
    await log_in(fake, tokens)
    fake.fail_next(TOKEN, Answer(200, {"error": code, "error_name": "x"}))
    for _ in range(2):
        with pytest.raises(TokenRefused):
            await tokens.renewed("access-token-0")
    with pytest.raises(TokenRefused):
        await tokens.access_token()
    assert fake.count(TOKEN) == 2  # the login and one try: what is refused is not asked again
    standing = tokens.standing()
    assert standing is not None
    assert standing.refused_at is not None
    await log_in(fake, tokens)
    assert await tokens.access_token() == "access-token-1"


async def test_a_login_meanwhile_is_not_overwritten_by_an_old_refusal(
    fake: FakeZaloOa, tokens: OaTokens
) -> None:
    await log_in(fake, tokens)
    renewal = tokens._take("access-token-0")
    assert renewal is not None
    assert not isinstance(renewal, str)
    await log_in(fake, tokens)
    tokens._give_up(renewal, refused=True)
    assert await tokens.access_token() == "access-token-1"
    late = Pair("late", "late", timedelta(hours=1), timedelta(hours=1))
    assert tokens._keep(renewal, late) == "access-token-1"


# the page Zalo sends an admin back to


@asynccontextmanager
async def visitor(tokens: OaTokens, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    from fastapi import FastAPI

    page = FastAPI()
    page.include_router(zalo_oa_pages.router(tokens, folder))
    transport = httpx.ASGITransport(app=page)
    async with httpx.AsyncClient(transport=transport, base_url="http://hoidap") as http:
        yield http


async def test_the_page_ends_a_login_once(
    fake: FakeZaloOa, tokens: OaTokens, tmp_path: Path
) -> None:
    back = parts(fake.approves(tokens.begin(REDIRECT), redirect=REDIRECT))
    async with visitor(tokens, tmp_path) as http:
        denied = await http.get(CALLBACK, params={"state": back["state"]})
        forged = await http.get(CALLBACK, params={**back, "state": "<b>x"})
        done = await http.get(CALLBACK, params=back)
        again = await http.get(CALLBACK, params=back)
    assert (denied.status_code, texts.DENIED in denied.text) == (400, True)
    assert (forged.status_code, texts.STATE_UNKNOWN in forged.text) == (400, True)
    assert "<b>x" not in forged.text
    assert (done.status_code, texts.CONNECTED in done.text) == (200, True)
    assert done.headers["cache-control"] == "no-store"
    assert again.status_code == 400


async def test_the_file_that_proves_the_domain_is_shown_and_no_other(
    tokens: OaTokens, tmp_path: Path
) -> None:
    (tmp_path / "zalo_verifierAbC-1.html").write_text("There Is No Limit", "utf-8")
    (tmp_path / "hoidap.html").write_text("x", "utf-8")
    async with visitor(tokens, tmp_path) as http:
        assert (await http.get("/zalo_verifierAbC-1.html")).text == "There Is No Limit"
        for other in ("/zalo_verifierX.html", "/hoidap.html", "/zalo_verifier%2e%2e%2fhoidap.html"):
            assert (await http.get(other)).status_code == 404


# the commands


@pytest.fixture
def set_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_ZALO_OA_APP_ID", APP_ID)
    monkeypatch.setenv("HOIDAP_ZALO_OA_APP_SECRET", APP_SECRET)
    monkeypatch.setenv("HOIDAP_ZALO_OA_OAUTH_URL", url)
    monkeypatch.setenv("HOIDAP_WEB_PUBLIC_URL", REDIRECT.removesuffix(CALLBACK))


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("whole_address", [True, False])
def test_an_admin_logs_in_at_the_command_line_with_what_they_copied(
    call: Call, fake: FakeZaloOa, whole_address: bool
) -> None:
    assert texts.LOGGED_OUT in call("zalo-oa", "status")[1]
    code, out, _ = call("zalo-oa", "login")
    assert code == 0
    assert REDIRECT in out
    address = next(word for word in out.split() if "/v4/oa/permission" in word)
    back = fake.approves(address, redirect=REDIRECT)
    code, out, err = call("zalo-oa", "login", "--code", back if whole_address else "code-0")
    assert (code, err) == (0, "")
    code, out, _ = call("zalo-oa", "status")
    assert "Đã đăng nhập" in out
    assert "access-token" not in out
    code, _, err = call("zalo-oa", "login", "--code", back)
    assert (code, err.strip()) == (1, texts.STATE_UNKNOWN)


@pytest.mark.usefixtures("set_up")
def test_the_standing_can_be_read_by_a_program(call: Call) -> None:
    import json

    found = json.loads(call("zalo-oa", "status", "--json")[1])
    assert found["logged_in"] is False
    assert found["people"] == {"free": 0, "paid": 0, "closed": 0}


def test_what_is_not_set_up_is_said(call: Call) -> None:
    code, out, err = call("zalo-oa", "login")
    assert (code, out) == (1, "")
    assert "zalo_oa.app_id" in err
