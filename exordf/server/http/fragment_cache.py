"""Fragments: pieces of pages that are the same wherever they stand, such as the row of a claim, each made once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from exordf.browse.model.explorer import Explorer

MOST = 16 << 20  # characters in all, after which it begins anew


class FragmentCache:
    """Pieces by what they are of, and by the language and the links of the page around them."""

    def __init__(self, _: Explorer) -> None:
        self._made: dict[tuple[object, ...], Markup] = {}
        self._size = 0
        self._changing = threading.Lock()

    def kept(self, tongue: tuple[str, str], *of: str, caller: Callable[[], Markup]) -> Markup:
        """The piece that `caller` makes of what `of` names, with nothing else but the functions that every page has.

        A template has it as a block: `{% call kept('claim', iri) %}` and the piece.
        """
        key = (*tongue, *of)
        found = self._made.get(key)
        if found is None:
            found = caller()
            with self._changing:
                if self._size > MOST:
                    self._made.clear()
                    self._size = 0
                self._made[key] = found
                self._size += len(found)
        return found
