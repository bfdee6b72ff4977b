"""The tab of documents on the admins' page: the library, versions, retiring and restoring."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from bot.channels.web import Refusal
from bot.channels.web_staff import Access, fresh, json_of, local
from bot.channels.web_uploads import kindly
from bot.texts import uploads as words
from bot.texts import web_admin as texts

if TYPE_CHECKING:
    from bot.intake import Intake
    from knowledge.records import DocumentInfo


def router(intake: Intake, access: Access) -> APIRouter:
    """What the tab talks to."""
    served = APIRouter()

    @served.get("/api/documents")
    async def documents(request: Request) -> Response:
        await access.who(request)
        found = await asyncio.to_thread(intake.library.documents)
        return fresh({"documents": [_document(each) for each in found]})

    @served.get("/api/documents/{document_id}/versions")
    async def versions(request: Request, document_id: int) -> Response:
        await access.who(request)
        with kindly(intake):
            found = await asyncio.to_thread(intake.library.history, document_id)
        return fresh(
            {
                "versions": [
                    {
                        "version": each.version,
                        "state": each.state,
                        "text": words.VERSION.format(
                            version=each.version,
                            state=words.VERSION_STATES[each.state],
                            file=each.file_name,
                            passages=each.passages,
                            date=local(each.created_at),
                        ),
                    }
                    for each in found
                ]
            }
        )

    @served.post("/api/documents/{document_id}/restore")
    async def restore(request: Request, document_id: int) -> Response:
        signed_in = await access.who(request, changes=True)
        version = (await json_of(request)).get("version")
        if version is not None and not isinstance(version, int):
            raise Refusal(400, texts.MALFORMED)

        def act() -> str:
            found = intake.library.restore(
                document_id, version=version, actor=str(signed_in.account)
            )
            return words.RESTORED.format(title=found.title, version=found.version)

        with kindly(intake):
            return fresh({"said": await asyncio.to_thread(act)})

    @served.post("/api/documents/{document_id}/retire")
    async def retire(request: Request, document_id: int) -> Response:
        signed_in = await access.who(request, changes=True)

        def act() -> str:
            found = intake.library.retire(document_id, actor=str(signed_in.account))
            return words.RETIRED.format(title=found.title)

        with kindly(intake):
            return fresh({"said": await asyncio.to_thread(act)})

    return served


def _document(document: DocumentInfo) -> dict[str, Any]:
    return {
        "id": document.id,
        "number": document.number or "",
        "title": document.title,
        "date": document.issued_on.strftime("%d/%m/%Y") if document.issued_on else "",
        "status": str(document.status),
        "standing": texts.STATUSES[document.status],
        "version": document.version,
    }
