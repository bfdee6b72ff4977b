"""What a channel waits for is short in tests."""

from collections.abc import Iterator

import pytest

from bot.channels import web, web_admin
from bot.dialogue import Dialogue
from tests.bot.conftest import Office
from tests.fakes.served import served


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.delivery.IDLE_S", 0.02)
    monkeypatch.setattr("bot.outbox.turns.FIRST_BACK_OFF_S", 0.01)
    monkeypatch.setattr("bot.outbox.turns.LONGEST_BACK_OFF_S", 0.05)


@pytest.fixture
def dialogue(office: Office) -> Dialogue:
    return office.dialogue()


@pytest.fixture
def address(office: Office, dialogue: Dialogue) -> Iterator[str]:
    app = web.app(office.settings, dialogue)
    app.include_router(
        web_admin.router(
            dialogue.intake,
            dialogue.sign_ins,
            dialogue.people,
            dialogue.contests,
            dialogue.broadcasts,
        )
    )
    with served(app) as url:
        yield url
