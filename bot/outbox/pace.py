"""How fast a platform may be sent to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `burst` pieces at once and one every `every_s` seconds in the long run.

    The generic cell rate algorithm (ITU-T I.371), so that one moment is all that is kept.
    """

    every_s: float
    burst: int = 1

    def following(self, next_at: datetime, now: datetime) -> datetime:
        """When the next piece may go, if one goes now."""
        tolerance = timedelta(seconds=self.every_s * (self.burst - 1))
        return max(now, next_at + tolerance) + timedelta(seconds=self.every_s) - tolerance


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast a platform may be sent to: as a whole, and each chat."""

    whole: Pace
    chat: Callable[[str], Pace]
