"""The log: lines on stderr without tokens, names or questions."""

import logging
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

from bot.channels.redaction import redacted

# these write addresses (with tokens) or every request at "info"
NOISY = (
    "alembic",
    "faiss",
    "httpcore",
    "httpx",
    "sentence_transformers",
    "telegram",
    "urllib3",
    "uvicorn",
)


class Formatter(logging.Formatter):
    """Lines with every secret replaced.

    An exception's message may quote what a person typed or a row of the database, so unless
    `whole`, only its type and the places it passed are shown.
    """

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._whole = whole

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        others = record.exc_text  # another formatter's, which it may need again
        record.exc_text = None
        try:
            return redacted(super().format(record))
        finally:
            record.exc_text = others

    def formatException(  # noqa: N802  (the name is logging's)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The exception, without its words."""
        if self._whole or ei[1] is None:
            return super().formatException(ei)
        return "\n".join(_places(ei[1]))


def set_up(level: str) -> None:
    """Logs to stderr from `level` on ("debug", "info", …); at "debug" exceptions show whole."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(whole=level == "debug"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _places(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _places(cause)
    yield f"  {type(error).__module__}.{type(error).__qualname__}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"    {frame.filename}:{frame.lineno} {frame.name}"
