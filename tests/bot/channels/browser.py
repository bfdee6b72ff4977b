"""A headless Chromium for tests of the page."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# Waiting is the test's, not the page's: a loaded machine only takes longer.
expect.set_options(timeout=30_000)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The browser's path: HOIDAP_TEST_CHROMIUM, or one that is installed; None without any."""
    named = os.environ.get("HOIDAP_TEST_CHROMIUM", "")
    return named if Path(named).is_file() else next(filter(None, map(shutil.which, NAMES)), None)


needs_browser = pytest.mark.skipif(
    chromium() is None,
    reason="needs Chromium or Chrome; HOIDAP_TEST_CHROMIUM may name one",
)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield started
        finally:
            await started.close()


@asynccontextmanager
async def visit(
    opened: Browser, url: str, *, width: int = 360, height: int = 740
) -> AsyncIterator[Page]:
    """The page in a fresh visit; leaving fails on any error the browser's console showed."""
    errors: list[str] = []
    context = await opened.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    try:
        await page.goto(url)
        yield page
    finally:
        await context.close()
    assert errors == []
