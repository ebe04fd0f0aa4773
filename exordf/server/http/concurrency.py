"""Work that takes seconds of a processor: few do it at once, so that threads are left for all other pages."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_ONCE, _SECONDS = 2, 2


class ConcurrencyLimit:
    """Two places for such work. Who has waited for one in vain is told to come again."""

    def __init__(self) -> None:
        self._places = threading.Semaphore(_AT_ONCE)

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place while the work is done. Raises HTTPException with status 503 where none becomes free in 2 s."""
        if not self._places.acquire(timeout=_SECONDS):
            raise HTTPException(503, headers={"Retry-After": str(_SECONDS)})
        try:
            yield
        finally:
            self._places.release()
