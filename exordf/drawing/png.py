"""A picture as PNG, with a font that comes along, so that the pixels do not hang on the machine."""

from __future__ import annotations

from pathlib import Path

from exordf.errors import MissingExtra

_FAMILY = "Noto Sans CJK SC"
_MOST_PIXELS = 60_000_000


def png(svg: bytes, *, zoom: float = 1.5) -> bytes:
    """The pixels of a picture in SVG, `zoom` for each of its units; fewer where that would be more than 60 million.

    Raises MissingExtra where the renderer or the font is not installed.
    """
    try:
        import noto_cjk_sans_otc  # noqa: PLC0415 - only pictures need it
        import resvg_py  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtra(missing.name or "resvg_py", "draw") from None
    across, down = (float(svg.decode().partition(f' {name}="')[2].partition('"')[0]) for name in ("width", "height"))
    most = (_MOST_PIXELS / (across * down)) ** 0.5
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg.decode(),
            zoom=min(zoom, most),
            skip_system_fonts=True,
            font_files=[str(Path(str(noto_cjk_sans_otc.FONT_PATH)))],
            sans_serif_family=_FAMILY,
            font_family=_FAMILY,
        )
    )
