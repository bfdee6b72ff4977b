"""The words between the outbox and the channels: what is pushed, carried and told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.messages import Address, Reply


class Priority(IntEnum):
    """Who goes first."""

    ANSWER = 0
    NOTICE = 1
    BROADCAST = 2


class Fate(StrEnum):
    """What became of a reply."""

    SENT = "sent"
    UNSURE = "unsure"  # a piece of it was in doubt and is not sent again
    BLOCKED = "blocked"  # the chat takes no messages of the bot
    NOT_ALLOWED = "not_allowed"  # the platform lets nothing be sent to the chat for now
    REFUSED = "refused"  # the platform will never take it
    EXPIRED = "expired"  # it could not be sent for too long
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Push:
    """Something to send that is no answer to the message at hand; see `Outbox.push`."""

    address: Address
    reply: Reply
    key: str
    not_before: datetime | None = None
    priority: Priority = Priority.NOTICE
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A reply of which the piece number `piece`, from 0, is to be sent now."""

    id: int
    address: Address
    reply: Reply
    piece: int
    message_id: str | None
    priority: Priority
    holder: str


class Event(StrEnum):
    """What became of an attempt."""

    TAKEN = "taken"
    LATER = "later"
    UNCLEAR = "unclear"  # it may have been taken
    BLOCKED = "blocked"
    NOT_ALLOWED = "not_allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Result:
    """What a channel tells of a parcel.

    Attributes:
        more: Whether further pieces follow this one.
        wait_s: How long the platform asks to wait; None where it does not say.
        whole: Whether the wait is the whole channel's, not the chat's.
        reason: For the record; holds no token and nothing of a person.
        sent_as: The platform's id of what it took.
    """

    parcel: Parcel
    event: Event
    more: bool = False
    wait_s: float | None = None
    whole: bool = False
    reason: str = ""
    sent_as: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What to send now, and in how many seconds the channel's pace allows more, if it is that."""

    parcels: Sequence[Parcel]
    again_s: float | None = None
