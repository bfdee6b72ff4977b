"""What our web server shows to Zalo besides the webhook: where a login ends, whose domain it is."""

import re
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.texts import zalo_oa as texts
from bot.zalo.errors import RequestRefused, ZaloError
from bot.zalo.oa_tokens import OaTokens, StateUnknown

CALLBACK = "/zalo-oa/callback"
"""Where Zalo sends an admin back to, with a code."""

VERIFIER = "/zalo_verifier{code}.html"
"""The file by which Zalo sees that a domain is ours; it lies in the data folder."""

_CODE = re.compile(r"[A-Za-z0-9_-]{1,200}")


def router(tokens: OaTokens, folder: Path) -> APIRouter:
    """The pages.

    Args:
        tokens: What a login is for.
        folder: Holds the file for the domain.
    """
    pages = APIRouter()
    here = FileSystemLoader(Path(__file__).parent / "templates")
    page = Environment(loader=here, autoescape=True, undefined=StrictUndefined).get_template(
        "zalo_oa.html"
    )

    def say(text: str, status: int = 200) -> HTMLResponse:
        # the address holds a code: nobody shall keep it
        return HTMLResponse(
            page.render(texts=texts, text=text), status, headers={"Cache-Control": "no-store"}
        )

    @pages.get(CALLBACK)
    async def callback(request: Request) -> Response:
        given = request.query_params
        code, state = given.get("code"), given.get("state")
        if not code or not state:
            return say(texts.DENIED, 400)
        try:
            await tokens.finish(code, state, given.get("oa_id", ""))
        except StateUnknown:
            return say(texts.STATE_UNKNOWN, 400)
        except ZaloError as error:
            return say(login_sentence(error), 502)
        return say(texts.CONNECTED)

    @pages.get(VERIFIER)
    async def verifier(code: str) -> Response:
        file = folder / f"zalo_verifier{code}.html"
        if not _CODE.fullmatch(code) or not file.is_file():
            return Response(status_code=404)
        return FileResponse(file, media_type="text/html")

    return pages


def login_sentence(error: ZaloError) -> str:
    """What to tell of a code that led to no login."""
    if isinstance(error, RequestRefused):
        return texts.CODE_REFUSED.format(reason=error.code)
    return texts.UNREACHABLE
