"""Negotiation: which of the offered types or languages a client prefers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def media_type(accept: str, offered: Sequence[str]) -> str | None:
    """The offered media type that an `Accept` header prefers (RFC 9110, 12.5.1), the first of equals; None if none is.

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
    """The offered language that an `Accept-Language` header prefers, else the first that is offered.

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
    """What a header lists, in small letters, with the weight of each; one that cannot be read weighs nothing."""
    found = []
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
            found.append((name, weight if weight == weight else 0.0))  # noqa: PLR0124 - "nan" is a number to Python
    return found
