from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.database import Database
from knowledge.library import Library
from tests.knowledge.library_tools import DATABASES, Clock, fresh_database


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind that is there to test with."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database.open(database_url)
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(database: Database, clock: Clock) -> Library:
    return Library(database, clock=clock)
