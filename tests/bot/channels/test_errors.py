"""What each platform refuses becomes one family, and each is dealt with in its way."""

from datetime import UTC, datetime

import httpx
import pytest
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels import errors, telegram, zalo_errors
from bot.channels.delivery import QUOTA_PAUSE_S, THROTTLED_CHATS, TOKEN_PAUSE_S, Delivery
from bot.messages import Address, Incoming, Reply, paragraph
from bot.outbox import Event, Parcel, Priority, Result
from bot.zalo import errors as zalo
from tests.bot.channels.running import UNLIMITED
from tests.bot.channels.scripted import ScriptedDialogue, echo


def caused_by(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RetryAfter(7), errors.Throttled),
        (InvalidToken(), errors.TokenRefused),
        (Forbidden("bot was blocked by the user"), errors.Blocked),
        (BadRequest("Chat not found"), errors.Blocked),
        (BadRequest("message is too long"), errors.Refused),
        (NetworkError("Bad Gateway"), errors.Later),
        (caused_by(NetworkError("x"), httpx.ConnectError("x")), errors.Later),
        (caused_by(TimedOut(), httpx.ConnectTimeout("x")), errors.Later),
        (caused_by(TimedOut(), httpx.ReadTimeout("x")), errors.Unclear),
        (caused_by(NetworkError("x"), httpx.RemoteProtocolError("x")), errors.Unclear),
        (TelegramError("something new"), errors.Later),
    ],
)
def test_telegrams_refusals(error: TelegramError, kind: type[errors.ChannelError]) -> None:
    with pytest.raises(errors.ChannelError) as raised, telegram.told_apart():
        raise error
    assert type(raised.value) is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (zalo.TokenRefused, errors.TokenRefused),
        (zalo.TokenExpired, errors.TokenExpired),
        (zalo.RequestRefused, errors.Refused),
        (zalo.WindowClosed, errors.NotAllowed),
        (zalo.PersonGone, errors.Blocked),
        (zalo.TooFast, errors.Throttled),
        (zalo.QuotaExceeded, errors.QuotaSpent),
        (zalo.Unanswered, errors.Unclear),
        (zalo.Unavailable, errors.Later),
    ],
)
def test_zalos_refusals(error: type[zalo.ZaloError], kind: type[errors.ChannelError]) -> None:
    with pytest.raises(errors.ChannelError) as raised, zalo_errors.told_apart():
        raise error("sendMessage", "no")
    assert type(raised.value) is kind


RESETS = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "resets"),
    [
        (datetime(2026, 11, 26, 3, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC)),
        (datetime(2026, 11, 30, 18, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC)),
    ],
)
def test_a_plan_counts_anew_with_the_month_in_viet_nam(now: datetime, resets: datetime) -> None:
    assert zalo_errors.next_month(now) == resets


class Refusing:
    """A platform that refuses everything in one way."""

    takes_files = False

    def __init__(self, error: errors.ChannelError) -> None:
        self.error = error

    def pieces(self, reply: Reply) -> list[Reply]:
        return [reply, reply]

    async def send(self, parcel: Parcel, piece: Reply) -> str | None:
        raise self.error

    async def show_typing(self, incoming: Incoming) -> None:
        raise self.error


async def results_of(error: errors.ChannelError, chats: int = 1) -> list[Result]:
    dialogue = ScriptedDialogue(echo)
    delivery = Delivery(dialogue, dialogue.outbox, "telegram", Refusing(error), UNLIMITED)
    reply = Reply((paragraph("x"),))
    return [
        await delivery._result(
            Parcel(n, Address("telegram", str(n)), reply, 0, None, Priority.ANSWER, "me")
        )
        for n in range(chats)
    ]


@pytest.mark.parametrize(
    ("error", "event", "wait_s", "whole"),
    [
        (errors.Blocked("x"), Event.BLOCKED, None, False),
        (errors.Refused("x"), Event.REFUSED, None, False),
        (errors.Unclear("x"), Event.UNCLEAR, None, False),
        (errors.Later("x"), Event.LATER, None, False),
        (errors.Later("x", 5), Event.LATER, 5, False),
        (errors.Throttled("x", 9), Event.LATER, 9, False),
        (errors.NotAllowed("x"), Event.NOT_ALLOWED, None, False),
        (errors.QuotaSpent("x", RESETS), Event.LATER, QUOTA_PAUSE_S, True),
        (errors.TokenExpired("x"), Event.LATER, TOKEN_PAUSE_S, True),
        (errors.TokenRefused("x"), Event.LATER, TOKEN_PAUSE_S, True),
    ],
)
async def test_what_is_done_about_each(
    error: errors.ChannelError, event: Event, wait_s: float | None, whole: bool
) -> None:
    [result] = await results_of(error)
    assert (result.event, result.wait_s, result.whole) == (event, wait_s, whole)


async def test_many_chats_told_to_wait_at_once_make_the_whole_channel_wait() -> None:
    results = await results_of(errors.Throttled("x", 9), THROTTLED_CHATS)
    assert [result.whole for result in results] == [False] * (THROTTLED_CHATS - 1) + [True]
