"""What a monitor asks for, in Prometheus' form.

Counters are of this process; several processes over one database are scraped one by one and summed
by the monitor. What waits is counted in the database and is the same from each: no sum of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import case, func, select

from bot.texts.people import CHANNELS

if TYPE_CHECKING:
    from knowledge.database import Database

_PLATFORMS = tuple(name for name in CHANNELS if name not in ("web", "console"))
"""The others show what they get by themselves; nothing of theirs waits to be sent."""

REGISTRY = CollectorRegistry()
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

QUESTIONS = Counter(
    "hoidap_questions", "Questions that were looked up.", ["channel"], registry=REGISTRY
)
ANSWERS = Counter(
    "hoidap_answers",
    "What they were answered with: faq, passage, or none where nothing was found.",
    ["channel", "kind"],
    registry=REGISTRY,
)
ERRORS = Counter(
    "hoidap_errors",
    "Messages that failed, by what went wrong: answering, or one of the platform's errors.",
    ["channel", "kind"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "hoidap_seconds",
    "Time by stage: answer (finding it), message (all of a message, with the database), "
    "delivery (one piece to the platform).",
    ["stage"],
    buckets=_BUCKETS,
    registry=REGISTRY,
)


@contextmanager
def timed(stage: str) -> Iterator[None]:
    """Times what is done within, also where it fails."""
    began = perf_counter()
    try:
        yield
    finally:
        SECONDS.labels(stage).observe(perf_counter() - began)


def answered(channel: str, kind: str) -> None:
    """Counts a question with its answer."""
    QUESTIONS.labels(channel).inc()
    ANSWERS.labels(channel, kind).inc()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Replies that a platform has not taken yet; `late_s` is how long the oldest answer, due
    already, has been waiting, in seconds."""

    replies: int
    late_s: float


def waiting(database: Database) -> dict[str, Waiting]:
    """What waits by channel; cheap, however much was sent before."""
    from bot.outbox import OutboxRow, Priority

    now = datetime.now(UTC)
    is_answer = OutboxRow.priority == Priority.ANSWER
    with database.read() as session:
        rows = session.execute(
            select(
                OutboxRow.channel,
                func.count(),
                func.min(case((is_answer, OutboxRow.due_at), else_=None)),
            )
            .where(OutboxRow.channel.in_(_PLATFORMS), OutboxRow.done_at.is_(None))
            .group_by(OutboxRow.channel)
        ).all()
    found = dict.fromkeys(_PLATFORMS, Waiting(0, 0.0))
    for channel, count, due in rows:
        found[channel] = Waiting(count, max(0.0, (now - due).total_seconds()) if due else 0.0)
    return found


def shown(database: Database) -> bytes:
    """Everything, as the text that Prometheus scrapes."""
    kept = CollectorRegistry()
    kept.register(_Kept(database))
    return generate_latest(REGISTRY) + generate_latest(kept)


class _Kept(Collector):
    """What the database holds to be done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: so that registering asks the database nothing."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Counts them."""
        from bot.jobs import JobRow

        replies = waiting(self._database)
        with self._database.read() as session:
            jobs = session.execute(select(JobRow.kind, func.count()).group_by(JobRow.kind)).all()
        gauge = GaugeMetricFamily(
            "hoidap_outbox_waiting", "Replies that no platform has taken yet.", labels=["channel"]
        )
        for channel, each in replies.items():
            gauge.add_metric([channel], each.replies)
        yield gauge
        gauge = GaugeMetricFamily(
            "hoidap_outbox_late_seconds",
            "How long the oldest answer that is due has been waiting.",
            labels=["channel"],
        )
        for channel, each in replies.items():
            gauge.add_metric([channel], each.late_s)
        yield gauge
        gauge = GaugeMetricFamily("hoidap_jobs_waiting", "Work in the background.", labels=["kind"])
        for kind, count in jobs:
            gauge.add_metric([kind], count)
        yield gauge
