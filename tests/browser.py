"""A browser for the tests: pages that note whatever goes wrong on them and whatever they ask of another host."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
# What axe is asked for: what it finds, not all that it looked at.
_FOUND = {"resultTypes": ["violations"], "preload": False, "iframes": False}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}


def started() -> Iterator[Any]:
    """The system's Chromium; on CI it may not be missing."""
    if not CHROMIUM.exists():
        assert not os.environ.get("CI"), "chromium is to be installed for the full run: apt-get install chromium"
        pytest.skip("chromium is not installed here")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Any, *, width: int = 1280, height: int = 900, scheme: str = "light", language: str = "en"
) -> Iterator[tuple[Any, list[str]]]:
    """A page of the browser, and everything that goes wrong on it or that it asks of a host."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale=LOCALES[language],
        reduced_motion="reduce",
    )
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    # A request that is under way when the next page is opened is given up by the browser itself.
    page.on(
        "requestfailed",
        lambda asked: None if asked.failure == "net::ERR_ABORTED" else wrong.append(f"failed: {asked.url}"),
    )
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(("file://", "http://127.0.0.1")) else wrong.append(f"elsewhere: {asked.url}")
        ),
    )
    yield page, wrong
    page.close()


def violations(page: Any) -> str:
    """What axe-core finds on a page that keeps anybody out; nothing where all is well."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options=_FOUND)
    return found.generate_report() if found.violations_count else ""
