"""SVG to PNG, with a packaged font, so that the pixels do not depend on the machine."""

from __future__ import annotations

import zlib
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from exordf.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Mapping

_FAMILY = "Noto Sans CJK SC"
_MOST_PIXELS = 60_000_000
_HEAD = 8 + 25  # bytes of the signature and the first chunk, after which others may follow


def png(svg: bytes, facts: Mapping[str, str], *, zoom: float = 1.5) -> bytes:
    """Render SVG as PNG with `zoom` pixels for each unit, or fewer if that makes more than 60 million pixels.

    `facts` are written into the file by keyword (https://www.w3.org/TR/png-3/#11keywords). Raises MissingExtra if the
    renderer or the font is not installed.
    """
    try:
        import noto_cjk_sans_otc  # noqa: PLC0415 - only pictures need it
        import resvg_py  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtra(missing.name or "resvg_py", "draw") from None
    text = svg.decode()
    width, height = (float(text.partition(f' {name}="')[2].partition('"')[0]) for name in ("width", "height"))
    pixels = bytes(
        resvg_py.svg_to_bytes(
            svg_string=text,
            zoom=min(zoom, sqrt(_MOST_PIXELS / (width * height))),
            skip_system_fonts=True,
            font_files=[str(Path(str(noto_cjk_sans_otc.FONT_PATH)))],
            sans_serif_family=_FAMILY,
            font_family=_FAMILY,
        )
    )
    return pixels[:_HEAD] + b"".join(_text(keyword, fact) for keyword, fact in facts.items()) + pixels[_HEAD:]


def available() -> bool:
    """Whether the renderer and the font are installed."""
    return all(find_spec(name) is not None for name in ("noto_cjk_sans_otc", "resvg_py"))


def _text(keyword: str, text: str) -> bytes:
    """An uncompressed chunk of international text."""
    content = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return (len(content) - 4).to_bytes(4) + content + zlib.crc32(content).to_bytes(4)
