"""An Official Account at work: the product's channel and pages, served, against the fake."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.channels import web, zalo_oa_pages
from bot.channels.delivery import Conversation
from bot.channels.webhooks import Hook
from bot.channels.zalo_oa import ZaloOa
from bot.channels.zalo_oa_pages import CALLBACK
from bot.config import Settings
from bot.inbox import Inbox
from bot.outbox import Outbox
from bot.zalo.oa_tokens import OaTokens
from bot.zalo.oa_windows import Windows
from knowledge.database import Database
from tests.bot.channels.running import UNLIMITED, running
from tests.fakes.served import served, served_here
from tests.fakes.zalo_oa import APP_ID, APP_SECRET, OA_SECRET, FakeZaloOa


@dataclass
class AtWork:
    """What a test may look at."""

    fake: FakeZaloOa
    channel: ZaloOa
    tokens: OaTokens
    windows: Windows
    inbox: Inbox
    ours: str
    http: httpx.AsyncClient

    @property
    def webhook(self) -> str:
        return f"{self.ours}/webhook/zalo_oa"

    async def logs_in(self) -> httpx.Response:
        """An admin of the account logs in, and comes back to our page."""
        redirect = self.ours + CALLBACK
        back = self.fake.approves(self.tokens.begin(redirect), redirect=redirect)
        return await self.http.get(back)


@asynccontextmanager
async def oa_at_work(
    fake: FakeZaloOa,
    conversation: Conversation,
    outbox: Outbox,
    database: Database,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    logged_in: bool = True,
    folder: Path = Path(),
) -> AsyncIterator[AtWork]:
    """Serve and run it all."""
    hooks: dict[str, Hook] = {}
    with served(fake) as url:
        fake.url = url
        tokens = OaTokens(database, APP_ID, APP_SECRET, oauth_url=url, clock=clock)
        windows, inbox = Windows(database, clock=clock), Inbox(database, clock=clock)
        channel = ZaloOa(
            conversation,
            outbox,
            inbox,
            tokens,
            windows,
            app_id=APP_ID,
            secret_key=OA_SECRET,
            base_url=url,
            limits=UNLIMITED,
            clock=clock,
        )
        hooks[channel.name] = channel.receive
        page = web.app(Settings(), conversation, hooks)  # type: ignore[arg-type]
        page.include_router(zalo_oa_pages.router(tokens, folder))
        async with served_here(page) as ours, httpx.AsyncClient() as http:
            made = AtWork(fake, channel, tokens, windows, inbox, ours, http)
            fake.subscribe(made.webhook)
            if logged_in:
                assert (await made.logs_in()).status_code == 200
            async with running(channel.run):
                yield made
