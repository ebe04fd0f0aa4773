"""A page of a long list: which rows of it, and which pages there are; what a parameter of the address may say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from exordf.browse.model.refusals import Offer, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from starlette.requests import Request

T = TypeVar("T")
_LONGEST = 9  # digits of the number of a page


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows out of `total`, and the number of their page out of `pages`."""

    rows: Sequence[T]
    total: int
    number: int
    pages: int


def page_of(request: Request, rows: Sequence[T], size: int) -> Page[T]:
    """The page of the rows that `page` in the address asks for, the first where it does not.

    Raises Refusal for what is no number of a page.
    """
    said = request.query_params.get("page") or "1"
    pages = max(1, -(-len(rows) // size))
    number = int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST else 0
    if not 1 <= number <= pages:
        offers = [Offer(str(page), "page", said, str(page)) for page in dict.fromkeys((1, pages))]
        raise Refusal("There is no such page.", offers=offers)
    return Page(rows[(number - 1) * size : number * size], len(rows), number, pages)


def choice_of(request: Request, name: str, known: Collection[str]) -> str:
    """What a parameter chooses, empty where it chooses nothing. Raises Refusal for what is not known."""
    said = request.query_params.get(name, "")
    if said and said not in known:
        raise Refusal('"{name}" cannot be that.', offers=[Offer(each, name, said, each) for each in known], name=name)
    return said
