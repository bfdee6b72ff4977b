"""What Zalo refuses, as the channels' own errors."""

import contextlib
from collections.abc import Iterator

from bot.channels.errors import (
    Blocked,
    Later,
    QuotaSpent,
    Refused,
    Throttled,
    TokenExpired,
    TokenRefused,
    Unclear,
)
from bot.zalo import errors as zalo

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
    except zalo.RequestRefused as error:
        raise Refused(str(error)) from error
    except zalo.QuotaExceeded as error:
        raise QuotaSpent(str(error)) from error
    except zalo.TooFast as error:
        raise Throttled(str(error), TOO_FAST_PAUSE_S) from error
    except zalo.Unanswered as error:
        raise Unclear(str(error)) from error
    except zalo.ZaloError as error:
        raise Later(str(error)) from error
