"""Threads for answers, apart from those in which everything short is done.

An answer occupies the engine and the database for a while, and in a burst hundreds of them wait.
What a platform wants to hear of within two seconds, or what only looks something up, must not wait
in the same queue.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

AT_ONCE = 2
"""Answers that one channel works out at the same moment; with more, those that write keep
each other waiting for the interpreter."""

T = TypeVar("T")


class Answering:
    """The threads of one channel; they end with it.

    Args:
        channel: Its name, by which the threads are known.
    """

    def __init__(self, channel: str) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, f"answers-{channel}")

    async def run(self, answer: Callable[..., T], *args: Any) -> T:
        """Calls `answer` in one of the threads, after those that came before."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(answer, *args))
