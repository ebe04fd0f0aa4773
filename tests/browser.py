"""A browser for the tests: pages that record every error on them and every request to another host."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.requirements import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
MILLISECONDS = 120_000  # for a page, which takes about one second
# Axe reports its violations only, not every element that it examined.
_AXE = {"resultTypes": ["violations"], "preload": False, "iframes": False}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}


def started() -> Iterator[Any]:
    """The system's Chromium; on CI it must be installed."""
    if not CHROMIUM.exists():
        missing("Chromium is not installed: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS, timeout=MILLISECONDS)
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Any, *, width: int = 1280, height: int = 900, scheme: str = "light", language: str = "en"
) -> Iterator[tuple[Any, list[str]]]:
    """A page of the browser, and a list that grows with every error on it and every request to another host."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale=LOCALES[language],
        reduced_motion="reduce",
    )
    page.set_default_timeout(MILLISECONDS)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    # The browser itself aborts a request that is under way when the next page is opened.
    page.on(
        "requestfailed",
        lambda request: None if request.failure == "net::ERR_ABORTED" else wrong.append(f"failed: {request.url}"),
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file://", "http://127.0.0.1"))
            else wrong.append(f"elsewhere: {request.url}")
        ),
    )
    yield page, wrong
    page.close()


def violations(page: Any) -> str:
    """The report of axe-core on what shuts people out of a page; empty if it has no violation."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    results = axe.run(page, options=_AXE)
    return results.generate_report() if results.violations_count else ""
