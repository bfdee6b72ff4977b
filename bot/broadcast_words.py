"""What admins read of broadcasts, the same in chat and on the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.broadcasts import Broadcast, BroadcastState, lines_of
from bot.texts import broadcasts as texts
from bot.texts import people as people_texts
from knowledge.library import VIETNAM

if TYPE_CHECKING:
    from bot.receivers import Receivers


def goes_to(broadcast: Broadcast, receivers: Receivers) -> str:
    """To whom, and how many they are."""
    form = texts.TO_UNIT if broadcast.unit else texts.TO_ALL
    return form.format(unit=broadcast.unit, count=receivers.people)


def receiver_lines(receivers: Receivers) -> Iterator[str]:
    """How many on which channel, and who gets none."""
    for name, count in sorted(receivers.channels.items()):
        channel = people_texts.CHANNELS.get(name, name)
        yield texts.ON_CHANNEL.format(channel=channel, count=count)
    if receivers.out_of_time:
        yield texts.OUT_OF_TIME.format(count=receivers.out_of_time)
    if receivers.unreachable:
        yield texts.UNREACHABLE.format(count=receivers.unreachable)


def state_text(broadcast: Broadcast) -> str:
    """Where it is."""
    waits = broadcast.state is BroadcastState.WAITING
    return texts.STATES[broadcast.state].format(at=local(broadcast.due_at) if waits else "")


def fate_lines(broadcast: Broadcast) -> list[str]:
    """What became of it so far."""
    return [
        texts.FATE.format(name=texts.FATES[name], count=count)
        for name, count in lines_of(broadcast.fates)
    ]


def local(at: datetime | None) -> str:
    """A moment by the clock of Việt Nam."""
    return at.astimezone(VIETNAM).strftime(texts.DATE_TIME) if at else ""
