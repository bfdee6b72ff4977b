"""Documents and photographs in Telegram: what a message holds of them, and fetching them.

Telegram's cloud gives a bot files of 20 MB at most (https://core.telegram.org/bots/api#getfile); a
Bot API server of one's own has no such limit and names a path on its disk, which must then be ours.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from telegram import Bot, Message
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.arrivals import GoneError
from bot.messages import IncomingFile
from bot.texts import channels as texts

CLOUD_LIMIT_MB = 20
"""The largest file that Telegram's cloud gives to a bot."""

_CHUNK = 2**20
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


def files_of(message: Message) -> tuple[IncomingFile, ...]:
    """The document or photograph of a message; of a photograph its largest size."""
    if (document := message.document) is not None and message.animation is None:
        name = document.file_name or f"tep{_SUFFIXES.get(document.mime_type or '', '')}"
        return (IncomingFile(name, document.file_size or 0, document.file_id),)
    if message.photo:
        photo = message.photo[-1]
        name = f"anh-{message.message_id}.jpg"
        return (IncomingFile(name, photo.file_size or 0, photo.file_id),)
    return ()


async def fetch(bot: Bot, ref: str, write: Callable[[bytes], None]) -> None:
    """Hands the bytes of a file over.

    Raises:
        GoneError: Telegram will never give it; the sentence says why.
        TelegramError: It does not give it for now.
    """
    try:
        file = await bot.get_file(ref)
    except (Forbidden, InvalidToken, BadRequest) as error:
        if "too big" in error.message.lower():
            raise GoneError(texts.FILE_TOO_BIG.format(limit=CLOUD_LIMIT_MB)) from error
        raise GoneError(texts.FILE_GONE.format(channel="Telegram")) from error
    path = Path(file.file_path or "")
    if path.is_absolute() and path.is_file():
        await asyncio.to_thread(_copy, path, write)
    else:
        write(bytes(await file.download_as_bytearray()))


def _copy(path: Path, write: Callable[[bytes], None]) -> None:
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            write(chunk)
