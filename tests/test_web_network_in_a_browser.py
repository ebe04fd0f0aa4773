"""The network in a browser: moved, zoomed, followed by pointer and by keys, with nothing fetched from elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests import browser as browsers

if TYPE_CHECKING:
    from collections.abc import Iterator


MIR = 'g[data-entity="exo:miR-214-3p"]'
FOCUSED = 'document.activeElement.closest("g[data-entity]")?.dataset.entity'

pytestmark = pytest.mark.slow("browser")


@contextmanager
def opened(browser: Any) -> Iterator[Any]:
    """A wide page of the browser; at the end nothing may have gone wrong on it, nor been asked of another host."""
    with browsers.opened(browser, width=1440) as (page, wrong):
        yield page
        assert wrong == []


def test_the_picture_can_be_zoomed_and_fitted_with_its_heads_above_their_columns(address: str, browser: Any) -> None:
    with opened(browser) as page:
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
    with opened(browser) as page:
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
    with opened(browser) as page:
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
    with opened(browser) as page:
        page.goto(f"{address}/network?term=miR-214-3p&depth=2")
        page.hover('g[data-entity="exo:ATF4"] .shape')
        page.wait_for_selector(".stage.lit")
        assert page.locator('g[data-entity="exo:ATF4"].on').count() == 1
        page.mouse.move(5, 5)
        page.wait_for_selector(".stage:not(.lit)")


def test_the_keys_lead_along_the_lines(address: str, browser: Any) -> None:
    with opened(browser) as page:
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
    with opened(browser) as page:
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
    with opened(browser) as page:
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
