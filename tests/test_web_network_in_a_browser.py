"""The network in a browser: moved, zoomed, followed by pointer and by keys, with nothing fetched from elsewhere."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from exordf.web.app import application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
MIR = 'g[data-entity="exo:miR-214-3p"]'
FOCUSED = 'document.activeElement.closest("g[data-entity]")?.dataset.entity'
VIEWS = (
    *("", "?term=miR-214-3p&depth=2", "?view=whole", "?from=miR-214-3p&to=osteoporosis", "?term=ATF4&section=5"),
    "?section=2.1&lang=zh",
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(dataset: Dataset) -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(dataset), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        assert not os.environ.get("CI"), "chromium is to be installed for the full run: apt-get install chromium"
        pytest.skip("chromium is not installed here")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@contextmanager
def opened(browser: Any, address: str, *, width: int = 1440, scheme: str = "light") -> Iterator[Any]:
    """A page of the browser; at the end nothing may have gone wrong on it, nor been asked of another host."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB")
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url))
    yield page
    page.close()
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_is_asked_of_another_host(
    address: str, browser: Any, view: str, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with opened(browser, address, scheme=scheme) as page:
        page.goto(f"{address}/network{view}")
        page.wait_for_load_state("networkidle")
        if view != "?view=whole":  # axe goes through every element; what the list has is the same elsewhere
            for details in page.locator("details").all():
                details.evaluate("details => { details.open = true }")
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("view", VIEWS)
def test_the_page_is_no_wider_than_the_window(address: str, browser: Any, view: str, width: int) -> None:
    with opened(browser, address, width=width) as page:
        page.goto(f"{address}/network{view}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_picture_can_be_zoomed_and_fitted_with_its_heads_above_their_columns(address: str, browser: Any) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/network?view=whole")

        def size() -> int:
            return int(page.text_content("[data-size]").removesuffix("%"))

        first = size()
        page.click("[data-zoom=in]")
        assert size() > first
        page.click("[data-zoom=out]")
        page.click("[data-zoom=out]")
        assert size() < first
        page.click("[data-zoom=fit]")
        assert page.evaluate("(stage => stage.scrollWidth <= stage.clientWidth)(document.querySelector('.stage'))")
        for click in ("in", "in", "in"):
            page.click(f"[data-zoom={click}]")
        page.evaluate("document.querySelector('.stage').scrollTo(300, 1500)")
        heads = page.evaluate("document.querySelector('.strip').getBoundingClientRect().top")
        assert abs(heads - page.evaluate("document.querySelector('.stage').getBoundingClientRect().top")) < 3
        middles = "boxes => boxes.map(box => { const at = box.getBoundingClientRect(); return at.left + at.width / 2 })"
        above = page.locator(".heads text").evaluate_all(middles)
        bands = page.locator(".network .band").evaluate_all(middles)
        for band in bands:
            assert min(abs(band - head) for head in above) < 2


def test_ctrl_and_wheel_zoom_and_a_drag_moves(address: str, browser: Any) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/network?view=whole")
        first = page.text_content("[data-size]")
        page.locator(".stage").scroll_into_view_if_needed()
        box = page.locator(".stage").bounding_box()
        x, y = box["x"] + 500, box["y"] + 200
        page.mouse.move(x, y)
        page.keyboard.down("Control")
        page.mouse.wheel(0, -300)
        page.keyboard.up("Control")
        page.wait_for_function("first => document.querySelector('[data-size]').textContent !== first", arg=first)
        before = page.evaluate("document.querySelector('.stage').scrollLeft")
        page.mouse.down()
        page.mouse.move(x - 120, y - 40, steps=4)
        page.mouse.up()
        assert abs(page.evaluate("document.querySelector('.stage').scrollLeft") - before - 120) < 3
        assert page.url.endswith("view=whole")


def test_focus_dims_what_is_not_up_or_downstream(address: str, browser: Any) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/network?section=2.1")
        page.focus(f"{MIR} a")
        assert page.evaluate(f"document.querySelector('{MIR}').classList.contains('on')")
        on, every = (page.locator(f".stage g[data-entity]{which}").count() for which in (".on", ""))
        assert 3 < on < every
        page.wait_for_timeout(400)
        dimmed = page.locator(".stage g[data-entity]:not(.on)").first
        assert float(dimmed.evaluate("box => getComputedStyle(box).opacity")) < 0.2
        assert "miR-214-3p: " in page.text_content("[data-live]")
        page.keyboard.press("Escape")
        assert page.locator(".stage .on").count() == 0


def test_hovering_lights_the_way(address: str, browser: Any) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/network?term=miR-214-3p&depth=2")
        page.hover('g[data-entity="exo:ATF4"] .shape')
        page.wait_for_selector(".stage.lit")
        assert page.locator('g[data-entity="exo:ATF4"].on').count() == 1
        page.mouse.move(5, 5)
        page.wait_for_selector(".stage:not(.lit)")


def test_the_keys_lead_along_the_lines(address: str, browser: Any) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/network?term=miR-214-3p&depth=2")
        page.focus(f"{MIR} a")
        page.keyboard.press("ArrowRight")
        right = page.evaluate(FOCUSED)
        ends = page.locator(".stage g[data-from]").evaluate_all("all => all.map(l => [l.dataset.from, l.dataset.to])")
        assert ["exo:miR-214-3p", right] in ends or [right, "exo:miR-214-3p"] in ends
        page.keyboard.press("ArrowDown")
        assert page.evaluate(FOCUSED) not in (right, None)
        page.focus(f"{MIR} a")
        page.keyboard.press("ArrowLeft")
        assert [page.evaluate(FOCUSED), "exo:miR-214-3p"] in ends
        page.focus(".stage")
        seen = []
        for _ in range(4):
            page.keyboard.press("Tab")
            seen.append(page.evaluate(FOCUSED))
        order = page.locator(".stage g[data-entity]").evaluate_all("all => all.map(box => box.dataset.entity)")
        assert seen == order[:4]


def test_enter_opens_and_escape_leaves(address: str, browser: Any) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/network?term=miR-214-3p")
        page.focus(f"{MIR} a")
        page.keyboard.press("Enter")
        assert page.is_visible(".told")
        assert "/network" in page.url
        told = page.text_content(".told")
        assert "miR-214-3p may target ATF4." in told
        assert page.locator(".told h2 a").get_attribute("href") == "/ontology/miR-214-3p"
        page.keyboard.press("Escape")
        assert page.is_hidden(".told")
        assert page.evaluate(FOCUSED) == "exo:miR-214-3p"


def test_a_line_tells_its_claims(address: str, browser: Any) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/network?term=miR-214-3p")
        line = page.locator('g[data-from="exo:miR-214-3p"][data-to="exo:ATF4"]')
        named = line.get_attribute("data-claims").removeprefix("claim:")
        line.locator(".hit").dispatch_event("click")
        links = page.locator(".told .said a").evaluate_all("all => all.map(link => link.getAttribute('href'))")
        assert [link.rpartition("/")[2] for link in links] == [named]


def test_without_scripts_all_is_there(address: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 820, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/network?term=miR-214-3p")
    assert page.is_hidden(".tools")
    page.click("#list > summary")
    assert page.is_visible("#list .said")
    assert page.locator(f"{MIR} a").get_attribute("href") == "/ontology/miR-214-3p"
    context.close()
