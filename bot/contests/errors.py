"""Why something is refused in a contest; the sentences are in `bot.texts.contests`."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why."""

    NO_SUCH_CONTEST = "no_such_contest"  # [contest]
    NO_SUCH_ROUND = "no_such_round"  # [number, count]
    NO_SUCH_ATTEMPT = "no_such_attempt"  # [attempt]
    NOT_OPEN = "not_open"  # the contest takes nothing: a draft, or closed
    ALREADY_OPEN = "already_open"
    WRONG_CHANNEL = "wrong_channel"  # [channels]
    NOT_REGISTERED = "not_registered"  # no account, or no name and consent
    NO_UNIT = "no_unit"
    UNIT_NOT_ALLOWED = "unit_not_allowed"  # [unit]
    BARRED = "barred"
    NOT_ENTERED = "not_entered"  # the entry is not complete
    WRONG_VALUE = "wrong_value"  # [field]
    VALUE_TAKEN = "value_taken"  # [field]
    NOT_YET = "not_yet"  # [title, opens]
    OVER = "over"  # no round is open, and none comes
    NOT_READY = "not_ready"  # the round could not be prepared: too few items
    NOT_AMONG_BEST = "not_among_best"  # [top]
    ROUND_SPENT = "round_spent"  # [most]
    WEEK_SPENT = "week_spent"  # [most]
    DAY_SPENT = "day_spent"  # [most]
    ENDED = "ended"  # the attempt is handed in already
    NO_PREDICTION = "no_prediction"  # the rules ask for one
    EMPTY_ESSAY = "empty_essay"
    ESSAY_TOO_LONG = "essay_too_long"  # [limit]
    NO_SUCH_OPTION = "no_such_option"
    STILL_RUNNING = "still_running"  # the round is not over
    NOT_AN_ESSAY = "not_an_essay"
    WRONG_POINTS = "wrong_points"  # [most]
    NOT_ASKED = "not_asked"  # [item]: no round of the contest draws from it
    NOTHING_TO_CERTIFY = "nothing_to_certify"


class ContestError(Exception):
    """Something is refused.

    Args:
        reason: Why.
        details: What the sentence names.
    """

    def __init__(self, reason: Refusal, **details: object) -> None:
        self.reason = reason
        self.details = details
        super().__init__(reason.value)
