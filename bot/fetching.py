"""Fetches what was sent in a chat, in the process that runs the channel: only it has the token."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from bot.arrivals import FETCH, Fetch, GoneError
from bot.intake import Intake
from bot.jobs import Job, Jobs, LostError
from bot.texts import uploads as texts
from bot.uploads import NoRoomError, TooLargeError

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
"""Seconds between two looks for files to fetch."""


class Fetcher:
    """Fetches file by file.

    Args:
        intake: The uploads.
        jobs: What is to be done.
        fetches: How, by the channel's name.
    """

    def __init__(self, intake: Intake, jobs: Jobs, fetches: Mapping[str, Fetch]) -> None:
        self._intake = intake
        self._jobs = jobs
        self._fetches = {f"{FETCH}:{channel}": fetch for channel, fetch in fetches.items()}

    async def run(self, stop: asyncio.Event) -> None:
        """Fetches until `stop` is set."""
        while not stop.is_set():
            try:
                await self.run_due()
            except Exception:
                logger.exception("files could not be fetched")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)

    async def run_due(self) -> None:
        """Fetches what waits now."""
        while (job := await asyncio.to_thread(self._jobs.take, self._fetches)) is not None:
            with contextlib.suppress(LostError), self._jobs.held(job):
                await self._fetch(job)

    async def _fetch(self, job: Job) -> None:
        try:
            await self._intake.fetch(job, self._jobs, self._fetches[job.kind])
        except GoneError as error:
            await self._fail(job, str(error))
        except TooLargeError:
            limit = self._intake.files.max_bytes // 2**20
            await self._fail(job, texts.TOO_LARGE.format(name=self._name(job), limit=limit))
        except NoRoomError:
            await self._fail(job, texts.QUOTA)
        except LostError:
            raise
        except Exception as error:
            logger.warning("a file was not fetched for now: %s", type(error).__name__)
            if not await asyncio.to_thread(self._jobs.later, job):
                await self._fail(job, texts.NOT_FETCHED.format(name=self._name(job)))

    async def _fail(self, job: Job, sentence: str) -> None:
        await asyncio.to_thread(self._intake.failed, job, self._jobs, sentence)

    def _name(self, job: Job) -> str:
        return self._intake.upload(job.subject).name
