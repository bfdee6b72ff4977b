"""Links that open the bot on Telegram with something to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from bot.config import Settings

ASKED_FOR_S = 5.0
"""How long Telegram is asked for the bot's name."""


def telegram_link(settings: Settings, start: str) -> str | None:
    """The link that starts the bot with `start`; None where no bot can be asked for its name."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    address = f"{settings.telegram.base_url}/bot{token}/getMe"
    try:
        answer = httpx.get(address, timeout=ASKED_FOR_S).json()
        return f"https://t.me/{answer['result']['username']}?start={start}"
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None  # whoever has the code can type it
