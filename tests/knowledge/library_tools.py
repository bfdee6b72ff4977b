"""A library to try things on: a database of its own, a clock that is set, texts to add."""

import hashlib
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from knowledge.library import Library
from knowledge.passages import Passage
from knowledge.records import NewDocument

POSTGRES_URL = os.environ.get("HOIDAP_TEST_POSTGRES_URL", "")

DATABASES = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=pytest.mark.skipif(
            not POSTGRES_URL, reason="needs a PostgreSQL, named by HOIDAP_TEST_POSTGRES_URL"
        ),
    ),
]


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database, which is gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'hoidap.sqlite'}"
        return
    schema = f"test_{uuid.uuid4().hex}"
    url = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        own = make_url(POSTGRES_URL).update_query_dict({"options": f"-csearch_path={schema}"})
        yield own.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


def passages(*texts: str, heading: tuple[str, ...] = ("Điều 1. Phạm vi",)) -> list[Passage]:
    return [Passage(text=text, heading=heading, page=1, kind="text") for text in texts]


def document(
    title: str, *texts: str, cut: Sequence[Passage] | None = None, **head: Any
) -> NewDocument:
    """A text as if read from a file; its words are `texts`, or those of `cut`."""
    cut = passages(*(texts or (f"Nội dung của {title}.",))) if cut is None else cut
    return NewDocument(
        title=title,
        passages=cut,
        file_name=head.pop("file_name", f"{title}.docx"),
        file_sha256=hashlib.sha256(repr((title, cut)).encode()).hexdigest(),
        **head,
    )


def searched(library: Library, day: date | None = None) -> list[str]:
    """The texts that may be searched."""
    return [passage.text for passage in library.snapshot(day=day).passages]
