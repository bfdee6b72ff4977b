"""A channel at work against its fake for the length of a `with`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.outbox import Limits, Pace

UNLIMITED = Limits(Pace(0), lambda chat: Pace(0))


@asynccontextmanager
async def running(run: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator[None]:
    """Run a channel; leaving stops it, and what it raised is raised here."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(run(stop))
    try:
        yield
    finally:
        stop.set()
        await task


class Naps:
    """A `sleep` that takes no time and remembers what it was asked for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0.001 if seconds < 5 else 0.05)  # lets others go on
