"""The parameters of an address: a number, a choice, the page of a list. One that does not fit is refused with 400."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from exordf.browse.model.refusals import Offer, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

T = TypeVar("T")
_MOST_OFFERS = 9  # numbers that a refusal lists one by one; of more, the first and the last


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows out of `total`, and the number of their page out of `pages`; both count from 1."""

    rows: Sequence[T]
    total: int
    number: int
    pages: int


def parse_number(parameters: Mapping[str, str], name: str, allowed: range, default: int) -> int:
    """Return the whole number that a parameter holds, `default` if it is missing or blank.

    Raises Refusal, which offers numbers of the range, for anything else than a number of the range in ASCII digits.

    >>> parse_number({"depth": "2"}, "depth", range(1, 4), 1)
    2
    """
    value = parameters.get(name, "").strip()
    if not value:
        return default
    least, most = allowed[0], allowed[-1]
    if value.isascii() and value.isdecimal() and len(value) <= len(str(most)) and int(value) in allowed:
        return int(value)
    numbers = allowed if len(allowed) <= _MOST_OFFERS else (least, most)
    offers = [Offer(str(number), name, value, str(number)) for number in numbers]
    raise Refusal(
        '"{name}" must be a number from {least} to {most}.',
        "Leave it out, or choose another value.",
        offers,
        name=name,
        least=least,
        most=most,
    )


def parse_choice(parameters: Mapping[str, str], name: str, allowed: Collection[str]) -> str:
    """Return the value that a parameter chooses, empty if it is missing or blank.

    Raises Refusal, with the allowed values, for any other value.

    >>> parse_choice({"view": "tree"}, "view", ("list", "tree"))
    'tree'
    """
    value = parameters.get(name, "").strip()
    if value and value not in allowed:
        offers = [Offer(choice, name, value, choice) for choice in allowed if choice]
        raise Refusal('"{name}" cannot have this value.', "Leave it out, or choose another value.", offers, name=name)
    return value


def paginate(parameters: Mapping[str, str], rows: Sequence[T], size: int) -> Page[T]:
    """Return the page of the rows that the parameter `page` asks for, the first if it is missing.

    Raises Refusal, with the first and the last page, for anything else than the number of a page.

    >>> paginate({"page": "2"}, "abcde", 2)
    Page(rows='cd', total=5, number=2, pages=3)
    """
    pages = max(1, -(-len(rows) // size))
    number = parse_number(parameters, "page", range(1, pages + 1), 1)
    return Page(rows[(number - 1) * size : number * size], len(rows), number, pages)
