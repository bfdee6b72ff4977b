"""What Zalo refuses, as the channels' own errors."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.channels.errors import (
    Blocked,
    Later,
    NotAllowed,
    QuotaSpent,
    Refused,
    Throttled,
    TokenExpired,
    TokenRefused,
    Unclear,
)
from bot.zalo import errors as zalo
from knowledge.library import VIETNAM

TOO_FAST_PAUSE_S = 5.0
"""Seconds to wait after too many requests; Zalo does not say how long."""


@contextlib.contextmanager
def told_apart() -> Iterator[None]:
    """Turns a client's errors into the channels' own."""
    try:
        yield
    except zalo.TokenRefused as error:
        raise TokenRefused(str(error)) from error
    except zalo.TokenExpired as error:
        raise TokenExpired(str(error)) from error
    except zalo.PersonGone as error:
        raise Blocked(str(error)) from error
    except zalo.WindowClosed as error:
        raise NotAllowed(str(error)) from error
    except zalo.RequestRefused as error:
        raise Refused(str(error)) from error
    except zalo.QuotaExceeded as error:
        raise QuotaSpent(str(error), next_month(datetime.now(UTC))) from error
    except zalo.TooFast as error:
        raise Throttled(str(error), TOO_FAST_PAUSE_S) from error
    except zalo.Unanswered as error:
        raise Unclear(str(error)) from error
    except zalo.ZaloError as error:
        raise Later(str(error)) from error


def next_month(now: datetime) -> datetime:
    """When Zalo counts the messages of a plan anew: with the month, by Việt Nam's clock."""
    here = now.astimezone(VIETNAM)
    first = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    year, month = divmod(first.month, 12)
    return first.replace(year=first.year + year, month=month + 1)
