import logging
import sys

import pytest

from bot.channels.redaction import PLACEHOLDER, keep_out_of_logs, redacted
from bot.log import Formatter

SECRET = "4242:bí-mật/của-ta"


@pytest.fixture(autouse=True)
def known() -> None:
    keep_out_of_logs(SECRET)


def test_a_secret_is_replaced_in_text_also_as_part_of_an_address() -> None:
    assert redacted(f"https://x/bot{SECRET}/getMe") == f"https://x/bot{PLACEHOLDER}/getMe"
    assert "4242" not in redacted("https://x/bot4242%3Ab%C3%AD-m%E1%BA%ADt%2Fc%E1%BB%A7a-ta/getMe")


def test_a_secret_in_a_records_arguments_does_not_reach_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logging.getLogger("httpx").warning("HTTP Request: %s %s", "POST", f"/bot{SECRET}/x")
    assert SECRET not in caplog.text
    assert PLACEHOLDER in caplog.text


def test_a_secret_in_a_traceback_does_not_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError(f"bad address /bot{SECRET}/x")
    except ValueError:
        logging.getLogger("any").exception("failed")
    assert SECRET not in caplog.text
    assert "ValueError" in caplog.text


def test_our_own_log_beside_another_leaves_the_other_without_the_secret() -> None:
    try:
        raise ValueError(f"bad address /bot{SECRET}/x")
    except ValueError:
        record = logging.getLogger("any").makeRecord(
            "any", logging.ERROR, "", 0, "failed", (), sys.exc_info()
        )
    Formatter().format(record)

    assert SECRET not in logging.Formatter().format(record)


def test_an_empty_secret_hides_nothing() -> None:
    keep_out_of_logs("")
    assert redacted("abc") == "abc"
