"""What Zalo may refuse, one tree, each with what to do about it.

ZaloError
 ├─ TokenRefused      the token is wrong or was reset: stop, tell the admin
 ├─ TokenExpired      the token's time is over: refresh it, and try once more
 ├─ WebhookSet        polling while a webhook stands: stop, delete the webhook or use it
 ├─ QuotaExceeded     the plan's messages or rate are used up: wait, tell the admin
 ├─ RequestRefused    Zalo will never take this request: drop it, the next may pass
 │   ├─ WindowClosed  the person wrote too long ago, or has got all that may answer what they wrote
 │   └─ PersonGone    the person has blocked, left or is unknown: drop it, and note it
 └─ Unavailable       Zalo or the network is in trouble: try again later
     ├─ TooFast       more requests than the plan allows at once: wait a moment
     └─ Unanswered    the answer was lost on its way, so the request may have been done

No message of these holds a token or an address.
"""


class ZaloError(Exception):
    """Any failure of a call.

    Args:
        method: The API's method that failed.
        description: What Zalo said, or the kind of network failure.
        code: Zalo's error code or HTTP status; None where nothing came back.
    """

    def __init__(self, method: str, description: str, code: int | None = None) -> None:
        self.method = method
        self.description = description
        self.code = code
        super().__init__(f"{method}: {description}" + (f" ({code})" if code else ""))


class TokenRefused(ZaloError):
    """The token is wrong or was reset: stop and tell the admin."""


class TokenExpired(ZaloError):
    """The token's time is over: refresh it, and try once more."""


class WebhookSet(ZaloError):
    """Polling is refused while a webhook stands: stop, delete the webhook or use it."""


class QuotaExceeded(ZaloError):
    """The plan's messages or its rate are used up: wait, and tell the admin."""


class RequestRefused(ZaloError):
    """Zalo will never take this request: drop it."""


class WindowClosed(RequestRefused):
    """The person wrote too long ago, or has got all that may answer what they wrote: drop it."""


class PersonGone(RequestRefused):
    """The person has blocked, left or is unknown: drop it, and note it."""


class Unavailable(ZaloError):
    """Zalo or the network is in trouble: try again later."""


class TooFast(Unavailable):
    """More requests than the plan allows at once: wait a moment."""


class Unanswered(Unavailable):
    """The answer was lost on its way: the request may have been done."""
