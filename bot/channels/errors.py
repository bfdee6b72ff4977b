"""What a platform may refuse: one family, each with what is done about it.

ChannelError
 ├─ Later            nothing was taken, the platform or the network is in trouble: retry, with
 │   │               back-off or after as long as the platform says
 │   ├─ Throttled    this chat, or the bot, sends too fast: wait as long as the platform says
 │   ├─ QuotaSpent   what the plan allows is used up: the whole channel waits, the admin is told
 │   └─ Unclear      the connection broke after the request had gone, so it may have been taken:
 │                   an answer is sent once more, a broadcast is not
 ├─ Blocked          this chat takes no messages of the bot: give up, and note it
 ├─ Refused          the platform will never take this message: give up; the next may pass
 │   └─ NotAllowed   nor any other to this person for now: too long silent, or what pays for such
 │                   messages is used up, of which the admin is told
 ├─ TokenExpired     the token's time is over: refresh it, and try once more
 └─ TokenRefused     the token is wrong or was reset: the channel stops, the admin is told

Each platform's client has its own errors; its channel turns them into these. No message of these
holds a token, an address or what a person wrote.
"""

from datetime import datetime


class ChannelError(Exception):
    """A platform has refused something."""


class Later(ChannelError):
    """Not taken for now: try again later.

    Args:
        reason: For the log.
        seconds: How long the platform asks to wait; None where it does not say.
    """

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Throttled(Later):
    """Too many messages: wait as long as the platform says."""


class QuotaSpent(Later):
    """What the plan allows is used up: the whole channel waits, the admin is told.

    Args:
        reason: For the log.
        resets: When the plan counts anew.
    """

    def __init__(self, reason: str, resets: datetime) -> None:
        super().__init__(reason)
        self.resets = resets


class Unclear(Later):
    """It may have been taken or not: the connection broke before the platform's answer."""


class Blocked(ChannelError):
    """This chat takes no messages of the bot: give up, and note it."""


class Refused(ChannelError):
    """The platform will never take this message: give up."""


class NotAllowed(Refused):
    """The platform lets nothing be sent to this person for now: give up.

    Args:
        reason: For the log and the report.
        resets: When the quota that would pay for it is counted anew, where one is used up.
    """

    def __init__(self, reason: str, resets: datetime | None = None) -> None:
        super().__init__(reason)
        self.resets = resets


class TokenExpired(ChannelError):
    """The token's time is over: refresh it, and try once more."""


class TokenRefused(ChannelError):
    """The token is wrong or was reset: the channel stops, the admin is told."""
