"""A page of a long list: which rows of it, and which pages there are; what a parameter of the address may say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from exordf.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from starlette.requests import Request

T = TypeVar("T")
_LONGEST = 9  # digits of the number of a page


@dataclass(frozen=True)
class Portion(Generic[T]):
    """Some rows out of `total`, and the number of their page out of `pages`."""

    rows: Sequence[T]
    total: int
    number: int
    pages: int


def portion(request: Request, rows: Sequence[T], size: int) -> Portion[T]:
    """The page of the rows that `page` in the address asks for, the first where it does not.

    Raises InputError for what is no number of a page.
    """
    said = request.query_params.get("page") or "1"
    pages = max(1, -(-len(rows) // size))
    number = int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST else 0
    if not 1 <= number <= pages:
        raise InputError("there is no such page", mend=f"Pages: 1 to {pages}.")
    return Portion(rows[(number - 1) * size : number * size], len(rows), number, pages)


def choice(request: Request, name: str, known: Collection[str]) -> str:
    """What a parameter chooses, empty where it chooses nothing. Raises InputError for what is not known."""
    said = request.query_params.get(name, "")
    if said and said not in known:
        raise InputError(f'"{name}" cannot be that', mend=f"It can be: {', '.join(known)}.")
    return said
