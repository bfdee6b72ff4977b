"""Many conversations at once, each in its order."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

WIDTH = 32  # conversations that may be answered at the same moment

T = TypeVar("T")


class Lanes:
    """Runs work of one lane one after the other, and different lanes side by side.

    Args:
        width: How many lanes may be at work at the same moment.
    """

    def __init__(self, width: int = WIDTH) -> None:
        self._last: dict[str, asyncio.Task[Any]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._room = asyncio.Semaphore(width)

    def add(self, lane: str, work: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
        """Start `work` after everything added to this lane before it, however that ended."""
        before = self._last.get(lane)

        async def run() -> T:
            if before is not None:
                await asyncio.wait([before])
            async with self._room:
                return await work()

        task = asyncio.create_task(run())
        self._last[lane] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._forget(lane, done))
        return task

    def _forget(self, lane: str, done: asyncio.Task[Any]) -> None:
        self._tasks.discard(done)
        if self._last.get(lane) is done:
            del self._last[lane]

    async def close(self, grace_s: float) -> None:
        """Let what has begun finish for `grace_s` seconds, then cancel it."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=grace_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
