"""The site in a browser: from a disk and under a strict policy, with nothing fetched, no complaint, for everybody."""

from __future__ import annotations

import http.server
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from exordf.static_site import freeze
from tests.browser import opened, violations

if TYPE_CHECKING:
    from exordf import Dataset

# One page of each template, among them the ones with the longest tables and pictures.
PAGES = (
    *("index.html", "zh/index.html", "claims.html", "claim/2.1-10b.html", "network.html", "terms.html"),
    *("term/miR-214-3p.html", "zh/term/miR-214-3p.html", "property/inhibits.html", "sections.html"),
    *("section/2.1.html", "references.html", "reference/31.html", "findings.html", "finding/2.1-rab7.html"),
    *("conflicts.html", "conflict/micrornas-and-bone-cell-differentiation.html", "gaps.html", "gap/0-08a.html"),
    *("unplaced.html", "shapes.html", "queries.html", "query/chain.html", "guides.html"),
    *("guide/for-researchers.html", "search.html?q=osteoclast"),
)
# Axe goes through every element, so the longest pages are left to the others of their template.
LONGEST = ("claims.html", "network.html", "terms.html", "findings.html", "gaps.html", "shapes.html", "section/2.1.html")
LOOKED_THROUGH = (*(path for path in PAGES if path not in LONGEST), "section/A.html")
WIDTHS = {"phone": 360, "desk": 1280}

pytestmark = pytest.mark.slow("browser")


@pytest.fixture(scope="module")
def folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "site"
    freeze.write(dataset, out)
    return out


def test_pages_load_from_a_disk_without_another_host_or_a_complaint(browser: Any, folder: Path) -> None:
    with opened(browser) as (page, wrong):
        for path in PAGES:
            page.goto(f"{folder.as_uri()}/{path}")
            assert page.locator("h1").count() == 1, path
        assert wrong == []


def test_pages_fit_a_phone(browser: Any, folder: Path) -> None:
    with opened(browser, width=WIDTHS["phone"]) as (page, _):
        for path in PAGES:
            page.goto(f"{folder.as_uri()}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS["phone"], path


class Strict(http.server.SimpleHTTPRequestHandler):
    """Serves the site with the strictest policy that still lets it load its own files."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


def test_pages_work_under_a_policy_that_allows_their_own_files_alone(browser: Any, folder: Path) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with opened(browser) as (page, wrong):
            for path in PAGES:
                page.goto(f"http://127.0.0.1:{server.server_port}/{path}")
            assert page.locator("#results li").count() > 10
            assert wrong == []
        server.shutdown()


def test_the_search_finds_in_both_languages_and_leads_there(browser: Any, folder: Path) -> None:
    with opened(browser) as (page, wrong):
        page.goto(f"{folder.as_uri()}/index.html")
        page.get_by_role("searchbox").fill("破骨细胞")
        page.get_by_role("button", name="Search").click()
        assert page.locator("#status").inner_text().endswith("found for “破骨细胞”")
        first = page.locator("#results li a").first
        assert first.inner_text() == "osteoclast"
        first.click()
        assert page.locator("h1").inner_text().startswith("osteoclast")
        assert wrong == []


def test_a_filter_leaves_what_has_the_word_and_says_how_much(browser: Any, folder: Path) -> None:
    with opened(browser) as (page, _):
        page.goto(f"{folder.as_uri()}/terms.html")
        every = page.locator(".catalogue li").count()
        page.get_by_label("Show only what has").fill("miR-214")
        left = page.locator(".catalogue li:visible").all_inner_texts()
        assert left
        assert all("miR-214" in text for text in left)
        assert page.locator(".filter [role=status]").inner_text() == f"{len(left)} of {every}"


def test_the_keyboard_reaches_the_content_first(browser: Any, folder: Path) -> None:
    with opened(browser) as (page, _):
        page.goto(f"{folder.as_uri()}/term/miR-214-3p.html")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")


@pytest.mark.parametrize(("width", "scheme"), [(WIDTHS["phone"], "dark"), (WIDTHS["desk"], "light")])
def test_axe_finds_nothing_that_keeps_anybody_out(browser: Any, folder: Path, width: int, scheme: str) -> None:
    with opened(browser, width=width, scheme=scheme) as (page, _):
        for path in LOOKED_THROUGH:
            page.goto(f"{folder.as_uri()}/{path}")
            found = violations(page)
            assert not found, f"{path}\n{found}"


def test_the_network_shows_what_was_chosen_without_a_server(browser: Any, folder: Path) -> None:
    with opened(browser) as (page, wrong):
        page.goto(f"{folder.as_uri()}/network.html")
        page.locator(".stage svg .entity a").first.focus()
        page.get_by_role("button", name="Larger").click()
        assert page.locator("[data-size]").inner_text().endswith("%")
        assert wrong == []


def test_the_other_language_is_one_link_away(browser: Any, folder: Path) -> None:
    with opened(browser) as (page, wrong):
        page.goto(f"{folder.as_uri()}/claim/2.1-10b.html")
        page.get_by_role("link", name="中文").click()
        assert page.locator("h1").inner_text() == "携带 miR-214-3p 的破骨细胞外泌体抑制成骨细胞分化。"
        page.get_by_role("link", name="English").click()
        assert page.url.endswith("/claim/2.1-10b.html")
        assert "/zh/" not in page.url
        assert wrong == []
