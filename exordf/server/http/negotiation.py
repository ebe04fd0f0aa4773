"""Content negotiation: the media type, or the language, that a client prefers among those on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def media_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return the media type on offer that an `Accept` header prefers (RFC 9110, 12.5.1), or None if it accepts none.

    Of equals the first is preferred.

    >>> media_type("text/turtle;q=0.5, application/*", ("text/turtle", "application/ld+json"))
    'application/ld+json'
    >>> media_type("image/png", ("text/turtle",)) is None
    True
    >>> media_type("", ("text/turtle",))
    'text/turtle'
    """
    ranges = _weighed(accept) or [("*/*", 1.0)]
    best, most = None, 0.0
    for offer in offered:
        kind = offer.partition("/")[0]
        exactness = {offer: 3, f"{kind}/*": 2, "*/*": 1}
        _, weight = max(((exactness[name], weight) for name, weight in ranges if name in exactness), default=(0, 0.0))
        if weight > most:
            best, most = offer, weight
    return best


def language(accepted: str, offered: Sequence[str]) -> str:
    """Return the language on offer that an `Accept-Language` header prefers, by default the first.

    >>> language("zh-CN,zh;q=0.9,en;q=0.8", ("en", "zh"))
    'zh'
    """
    best, most = offered[0], 0.0
    for name, weight in _weighed(accepted):
        for offer in offered:
            if name.partition("-")[0] == offer and weight > most:
                best, most = offer, weight
    return best


def _weighed(header: str) -> list[tuple[str, float]]:
    """Return the entries of a header in lower case, each with its weight, which is 0 if it cannot be parsed.

    >>> _weighed("text/html, */*;q=0.8")
    [('text/html', 1.0), ('*/*', 0.8)]
    """
    entries = []
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if name:
            entries.append((name, weight if weight == weight else 0.0))  # noqa: PLR0124 - float("nan")
    return entries
