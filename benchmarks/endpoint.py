"""The endpoint alone behind a server, for the tests and the load: no page, no guard.

python -m benchmarks.endpoint PORT [WHAT] [NAME=VALUE ...]

WHAT is what `Dataset.open` takes, or `-` for the packaged data; NAME is one of the limits.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette

from exordf.api import Dataset
from exordf.server.endpoint.limits import Limits
from exordf.server.endpoint.protocol import routes
from exordf.server.endpoint.scheduler import QueryScheduler

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def limits(said: list[str]) -> Limits:
    """The limits, with some of them as they are said: `seconds=2`."""
    found = Limits()
    for name, _, value in (each.partition("=") for each in said):
        before = getattr(found, name)
        read = frozenset(value.split()) if name == "services" else value if before is None else type(before)(value)
        found = replace(found, **{name: read})
    return found


def main() -> None:
    port, what, *said = [*sys.argv[1:], "-"][: max(2, len(sys.argv) - 1)]
    dataset = Dataset.open(None if what == "-" else what)
    pool = QueryScheduler(dataset.store, dataset.prefixes.table, limits(said))

    @contextlib.asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        async with pool:
            yield

    app = Starlette(routes=routes(pool), lifespan=running)
    uvicorn.run(app, port=int(port), log_level=logging.ERROR, access_log=False, timeout_graceful_shutdown=3)


if __name__ == "__main__":
    main()
