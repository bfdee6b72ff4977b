"""Keeps tokens out of every log, other libraries' included.

Platforms put the token into the address, and httpx logs addresses.
"""

import logging
from typing import Any
from urllib.parse import quote

PLACEHOLDER = "‹token›"

_secrets: set[str] = set()
_make_record = logging.getLogRecordFactory()


def keep_out_of_logs(secret: str) -> None:
    """From now on no log record of this process shows `secret`, in message or traceback."""
    if secret:
        _secrets.update({secret, quote(secret), quote(secret, safe="")})
        logging.setLogRecordFactory(_redacted_record)


def redacted(text: str) -> str:
    """`text` with every known secret replaced."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, PLACEHOLDER)
    return text


def _redacted_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make_record(*args, **kwargs)
    try:
        message = record.getMessage()
    except (TypeError, ValueError):
        return record  # logging itself reports a record that cannot be formatted
    clean = redacted(message)
    if clean != message:
        record.msg, record.args = clean, ()
    if record.exc_info:
        # a formatter takes exc_text where it is set instead of formatting the exception again
        record.exc_text = redacted(logging.Formatter().formatException(record.exc_info))
    return record
