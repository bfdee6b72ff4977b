"""The delivery benchmark in small: what it measures holds, and it says so where it does not."""

import pytest

from bench.delivery import measure, report
from bench.delivery_platforms import Ledger


@pytest.mark.slow
def test_every_question_is_answered_though_requests_fail_and_the_process_is_killed() -> None:
    found = measure(120, 20, 1, quiet=True)
    assert found.passed
    assert found.kills == 1
    assert found.unanswered == 0


def test_a_double_is_forgiven_only_where_a_kill_or_silence_explains_it() -> None:
    ledger = Ledger()
    ledger.out = dict.fromkeys(range(5), 0.0)
    ledger.taken = {0: [1.0], 1: [1.9, 9.0], 2: [3.0, 4.0], 3: [2.0, 3.0]}
    found = report([ledger], 5, {0, 1}, {2})
    assert (found.answered_once, found.repeated_after_kill) == (1, 1)
    assert (found.repeated_after_silence, found.repeated_otherwise) == (1, 1)
    assert found.unanswered == 1
    assert not found.passed
