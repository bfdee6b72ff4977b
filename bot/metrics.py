"""What a monitor asks for, in Prometheus' form.

Counters are of this process; several processes over one database are scraped one by one and summed
by the monitor. What waits is counted in the database and is the same from each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

if TYPE_CHECKING:
    from knowledge.database import Database

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


def shown(database: Database) -> bytes:
    """Everything, as the text that Prometheus scrapes."""
    waiting = CollectorRegistry()
    waiting.register(_Waiting(database))
    return generate_latest(REGISTRY) + generate_latest(waiting)


class _Waiting(Collector):
    """What the database holds to be done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: so that registering asks the database nothing."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Counts them."""
        from bot.jobs import JobRow
        from bot.outbox import OutboxRow

        with self._database.read() as session:
            replies = session.execute(
                select(OutboxRow.channel, func.count())
                .where(OutboxRow.done_at.is_(None))
                .group_by(OutboxRow.channel)
            ).all()
            jobs = session.execute(select(JobRow.kind, func.count()).group_by(JobRow.kind)).all()
        gauge = GaugeMetricFamily(
            "hoidap_outbox_waiting", "Replies that no platform has taken yet.", labels=["channel"]
        )
        for channel, count in replies:
            gauge.add_metric([channel], count)
        yield gauge
        gauge = GaugeMetricFamily("hoidap_jobs_waiting", "Work in the background.", labels=["kind"])
        for kind, count in jobs:
            gauge.add_metric([kind], count)
        yield gauge
