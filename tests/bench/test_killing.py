"""A few of the kills that `python -m bench.killing` does by the hundred."""

import pytest

from bench.killing import run


@pytest.mark.slow
def test_a_killed_ingest_loses_nothing_and_leaves_nothing() -> None:
    tally = run(3, seed=7)
    assert tally.faults == []
    assert tally.kills == 3
