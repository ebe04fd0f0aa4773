"""The pictures of the explorer that the guides show are what a browser shows now.

EXORDF_PICTURES=1 python -m pytest -n0 tests/test_explorer_pictures.py     takes them anew
"""

from __future__ import annotations

import base64
import os
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests import browser as browsers

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
MOST = 200_000  # bytes of one


class Shot(NamedTuple):
    """A page, and how it is looked at."""

    path: str
    width: int = 1280
    height: int = 800
    scheme: str = "light"
    language: str = "en"


SHOTS = {
    "explorer-home": Shot("/", height=900),
    "explorer-network": Shot("/network?term=miR-214-3p&depth=1"),
    "explorer-claim": Shot("/liu2023/claim/2.1-10b"),
    "explorer-claims": Shot("/claims?disease=exo:Osteoporosis&direction=lowers"),
    "explorer-query": Shot("/query/chain?cargo=exo:miR-214-3p"),
    "explorer-phone": Shot("/ontology/miR-214-3p", 390, 844, "dark", "zh"),
}
# How far two pictures are apart: the mean difference of their pixels, of 255, after both were made so small that a
# letter is less than a pixel. The same page in another face of like widths is about 1 apart, in one of other widths
# mostly less than 5; another page of the same kind 5.7 or more, a page of another kind more than 10.
APART = 5.0
SMALLER = 16
DIFFERENCE = """async ([one, other, smaller]) => {
  const [first, second] = await Promise.all([one, other].map(async (data) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + data;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width / smaller; canvas.height = image.height / smaller;
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    return { size: [image.width, image.height], pixels };
  }));
  let sum = 0;
  first.pixels.forEach((value, at) => { sum += Math.abs(value - second.pixels[at]) });
  // One value in four tells how opaque a pixel is, which all are.
  return { sizes: [first.size, second.size], apart: sum / first.pixels.length * 4 / 3 };
}"""

pytestmark = pytest.mark.slow("browser")


def taken(browser: Any, address: str, shot: Shot, styled: str = "") -> bytes:
    """The picture of a page, with styles of one's own where these are given."""
    with browsers.opened(browser, width=shot.width, height=shot.height, scheme=shot.scheme, language=shot.language) as (
        page,
        wrong,
    ):
        page.goto(address + shot.path)
        if styled:
            page.evaluate(
                "styled => { const sheet = new CSSStyleSheet(); sheet.replaceSync(styled);"
                " document.adoptedStyleSheets = [sheet] }",
                styled,
            )
        page.wait_for_load_state("networkidle")
        assert wrong == []
        picture: bytes = page.screenshot(animations="disabled", caret="hide")
        return picture


@pytest.fixture(scope="module")
def apart(browser: Any) -> Callable[[bytes, bytes], float]:
    """How far two pictures of one size are apart."""

    def measured(one: bytes, other: bytes) -> float:
        with browsers.opened(browser) as (page, _):
            page.goto("about:blank")
            found = page.evaluate(DIFFERENCE, [*(base64.b64encode(each).decode() for each in (one, other)), SMALLER])
        assert found["sizes"][0] == found["sizes"][1]
        return float(found["apart"])

    return measured


@pytest.mark.parametrize("name", SHOTS)
def test_a_picture_of_the_guides_is_what_a_browser_shows(
    address: str, browser: Any, apart: Callable[[bytes, bytes], float], name: str
) -> None:
    now = taken(browser, address, SHOTS[name])
    file = PICTURES / f"{name}.png"
    if os.environ.get("EXORDF_PICTURES"):
        file.write_bytes(now)
    assert len(file.read_bytes()) < MOST
    said = f"{file.name}: EXORDF_PICTURES=1 python -m pytest -n0 tests/test_explorer_pictures.py takes it anew"
    assert apart(file.read_bytes(), now) < APART, said


def test_another_font_is_the_same_picture_and_another_page_is_not(
    address: str, browser: Any, apart: Callable[[bytes, bytes], float]
) -> None:
    of_now = {name: (PICTURES / f"{name}.png").read_bytes() for name, shot in SHOTS.items() if shot.width == 1280}
    font = "* { font-family: 'DejaVu Serif', serif !important }"
    assert apart(of_now["explorer-claim"], taken(browser, address, SHOTS["explorer-claim"], font)) < APART
    assert apart(of_now["explorer-network"], taken(browser, address, Shot("/network?term=ATF4"))) > APART
    names = sorted(name for name in of_now if SHOTS[name].height == SHOTS["explorer-network"].height)
    for one, other in pairwise(names):
        assert apart(of_now[one], of_now[other]) > APART, (one, other)


def test_every_picture_stands_in_a_guide() -> None:
    words = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md"))
    assert set(re.findall(r"\]\(pictures/(explorer-\w+)\.png\)", words)) == SHOTS.keys()
    assert {path.stem for path in PICTURES.glob("*.png")} == SHOTS.keys()
