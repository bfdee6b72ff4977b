"""What a channel waits for is short in tests."""

import pytest


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.delivery.IDLE_S", 0.02)
    monkeypatch.setattr("bot.outbox.turns.FIRST_BACK_OFF_S", 0.01)
    monkeypatch.setattr("bot.outbox.turns.LONGEST_BACK_OFF_S", 0.05)
