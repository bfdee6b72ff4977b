"""Everything together, and that one part's failure stays its own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import app
from bot.cli import main
from bot.config import Settings

from .conftest import Office

ROOT = Path(__file__).resolve().parents[2]


def test_a_platform_is_opened_where_there_is_a_token(office: Office) -> None:
    dialogue = office.dialogue()
    assert app.chat_channels(Settings(), dialogue) == {}
    values = {"telegram_token": "1:a", "zalo_bot_token": "2:b"}
    assert set(app.chat_channels(Settings(**values), dialogue)) == {"Telegram", "Zalo"}  # type: ignore[arg-type]


def test_an_official_account_is_opened_where_it_is_set_up_whole(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    dialogue = office.dialogue()
    values: dict[str, Any] = {"zalo_oa": {"app_id": "39"}, "zalo_oa_app_secret": "app-secret"}
    assert app.chat_channels(Settings(**values), dialogue) == {}
    assert "HOIDAP_ZALO_OA_SECRET_KEY" in caplog.text
    assert "HOIDAP_ZALO_OA_APP_SECRET" not in caplog.text
    whole = Settings(**values, zalo_oa_secret_key="oa-secret")  # type: ignore[arg-type]
    assert set(app.chat_channels(whole, dialogue)) == {"Zalo OA"}


async def test_a_channel_that_breaks_off_is_started_again_until_the_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "FIRST_PAUSE_S", 0)
    stop = asyncio.Event()
    started = 0

    async def run(stop: asyncio.Event) -> None:
        nonlocal started
        started += 1
        if started < 3:
            raise ConnectionError
        stop.set()

    await app.keep_running("Telegram", run, stop)
    assert started == 3
    assert caplog.text.count("gián đoạn (ConnectionError)") == 2


async def test_a_channel_that_ended_by_itself_is_not_started_again() -> None:
    started = []

    async def run(stop: asyncio.Event) -> None:
        started.append(1)

    await app.keep_running("Zalo", run, asyncio.Event())
    assert started == [1]


def test_an_address_in_use_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("HOIDAP_WEB_PORT", str(port))
        monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path))
        assert main(["run"]) == 1
    err = capsys.readouterr().err
    assert str(port) in err
    assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("token", ["", "12345:wrong"])
def test_the_page_is_served_whatever_becomes_of_the_others(tmp_path: Path, token: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
    environment = {
        "HOIDAP_DATA_DIR": str(tmp_path),
        "HOIDAP_WEB_PORT": "0",
        "HOIDAP_TELEGRAM_TOKEN": token,
        "HOIDAP_TELEGRAM_BASE_URL": nobody,
        "PYTHONPATH": str(ROOT),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert ("chỉ mở trang web" in said) is (token == "")
        page = said.split()[-1]
        try:
            answer = httpx.get(f"{page}/healthz", timeout=60)
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=60)
        finally:
            process.kill()
    assert answer.status_code == 200
    assert process.returncode == 0
    assert "wrong" not in log
    assert "Traceback" not in log
