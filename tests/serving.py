"""A server of the explorer for the tests: on a free port of this machine, in a thread, stopped in the end."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from exordf.server.app import application
from exordf.server.http.timeouts import LimitedConnection
from exordf.server.run import configure, listen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset


@contextmanager
def served(dataset: Dataset, protocol: type[LimitedConnection] = LimitedConnection) -> Iterator[str]:
    """The address at which a dataset is served as `exordf serve` does it, without a slash at its end."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(configure(application(dataset), protocol))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
