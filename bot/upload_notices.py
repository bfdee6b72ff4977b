"""Word of what was sent in: to who sent it once it was read, to others who may approve it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.features.upload import batch_reply, card
from bot.intake import Intake
from bot.messages import Address, Reply, paragraph
from bot.outbox import Outbox
from bot.receivers import reached
from bot.roles import Role
from bot.texts import uploads as texts
from bot.upload_words import title_of
from bot.uploads import FileStore, UploadRow, UploadState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.config import Settings
    from bot.people import People
    from knowledge.library import Library

WEB = "web"
"""Who sends files in on the page sees there what becomes of them."""


def open_intake(
    settings: Settings,
    library: Library,
    people: People,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Intake:
    """The uploads as the settings want them, with word of them through the outbox."""
    files = FileStore(
        settings.uploads_dir,
        max_bytes=settings.ingest.max_file_mib * 2**20,
        quota_bytes=settings.uploads.folder_mib * 2**20,
    )

    def tell(session: Session, row: UploadRow) -> None:
        if row.state == UploadState.APPROVAL:
            _ask_others(session, row)
        elif row.channel != WEB:
            _answer(session, row)

    def _ask_others(session: Session, row: UploadRow) -> None:
        upload = intake.upload(row.id)
        reply = card(intake, upload)
        wanted = paragraph(texts.APPROVAL_WANTED.format(title=title_of(upload)))
        for account, address in reached(people.addresses(session, least=Role.EDITOR)):
            if account not in (row.account, row.submitted_by):
                key = f"approval:{row.id}:{row.version_id}:{account}:{address.channel}"
                whole = Reply((wanted, *reply.blocks), reply.choices)
                Outbox.push(session, address, whole, key=key, not_before=clock())

    def _answer(session: Session, row: UploadRow) -> None:
        batch = session.scalars(select(UploadRow).where(UploadRow.batch == row.batch)).all()
        if any(each.state in (UploadState.COMING, UploadState.READING) for each in batch):
            return  # word of all comes with the last one
        upload = intake.upload(row.id)
        reply = card(intake, upload) if len(batch) == 1 else batch_reply(intake, upload)
        key = f"read:{row.batch}:{len(batch)}"
        address = Address(row.channel, row.chat)
        Outbox.push(session, address, reply, key=key, not_before=clock())

    intake = Intake(
        library,
        files,
        four_eyes=settings.uploads.second_approval,
        most_waiting=settings.uploads.waiting,
        tell=tell,
        clock=clock,
    )
    return intake
