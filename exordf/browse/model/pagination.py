"""A page of a long list, and parameters of an address that are checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from exordf.browse.model.refusals import Offer, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from starlette.requests import Request

T = TypeVar("T")
_MOST_DIGITS = 9  # of the number of a page


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows out of `total`, and the number of their page out of `pages`."""

    rows: Sequence[T]
    total: int
    number: int
    pages: int


def page_of(request: Request, rows: Sequence[T], size: int) -> Page[T]:
    """The page of the rows that the parameter `page` selects, the first without it.

    Raises Refusal where no page has that number.
    """
    value = request.query_params.get("page") or "1"
    pages = max(1, -(-len(rows) // size))
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS else 0
    if not 1 <= number <= pages:
        offers = [Offer(str(page), "page", value, str(page)) for page in dict.fromkeys((1, pages))]
        raise Refusal("There is no such page.", offers=offers)
    return Page(rows[(number - 1) * size : number * size], len(rows), number, pages)


def choice_of(request: Request, name: str, choices: Collection[str]) -> str:
    """The value of a parameter, empty without it. Raises Refusal for a value that is not among the choices."""
    value = request.query_params.get(name, "")
    if value and value not in choices:
        offers = [Offer(choice, name, value, choice) for choice in choices]
        raise Refusal('"{name}" cannot have this value.', offers=offers, name=name)
    return value
