"""A picture as PNG, with a font that comes along, so that the pixels do not hang on the machine."""

from __future__ import annotations

import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from exordf.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Mapping

_FAMILY = "Noto Sans CJK SC"
_MOST_PIXELS = 60_000_000
_HEAD = 8 + 25  # the signature and the first chunk, after which others may stand


def png(svg: bytes, facts: Mapping[str, str], *, zoom: float = 1.5) -> bytes:
    """The pixels of a picture in SVG, `zoom` for each of its units; fewer where that would be more than 60 million.

    `facts` are written into the file by keyword (https://www.w3.org/TR/png-3/#11keywords). Raises MissingExtra where
    the renderer or the font is not installed.
    """
    try:
        import noto_cjk_sans_otc  # noqa: PLC0415 - only pictures need it
        import resvg_py  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtra(missing.name or "resvg_py", "draw") from None
    drawn = svg.decode()
    across, down = (float(drawn.partition(f' {name}="')[2].partition('"')[0]) for name in ("width", "height"))
    pixels = bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawn,
            zoom=min(zoom, (_MOST_PIXELS / (across * down)) ** 0.5),
            skip_system_fonts=True,
            font_files=[str(Path(str(noto_cjk_sans_otc.FONT_PATH)))],
            sans_serif_family=_FAMILY,
            font_family=_FAMILY,
        )
    )
    return pixels[:_HEAD] + b"".join(_text(name, words) for name, words in facts.items()) + pixels[_HEAD:]


def available() -> bool:
    """Whether the renderer and the font are installed."""
    return all(find_spec(name) is not None for name in ("noto_cjk_sans_otc", "resvg_py"))


def _text(keyword: str, words: str) -> bytes:
    """A chunk of international text, not compressed."""
    content = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + words.encode()
    return (len(content) - 4).to_bytes(4) + content + zlib.crc32(content).to_bytes(4)
