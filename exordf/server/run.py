"""The server: listen on an address and serve the application there until the process is stopped."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import webbrowser
from typing import TYPE_CHECKING

import uvicorn

from exordf.errors import StoreError
from exordf.server.app import application
from exordf.server.endpoint.limits import Limits
from exordf.server.http.concurrency import RequestLimit
from exordf.server.http.security import LOCAL_HOSTS
from exordf.server.http.timeouts import LimitedConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.applications import Starlette

    from exordf.api import Dataset

_BACKLOG = 2048  # connections that the system queues until they are accepted


def serve(  # noqa: PLR0913 - independent options
    dataset: Dataset,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    names: Collection[str] = (),
    limits: Limits | None = None,
    browser: bool = False,
    on_ready: Callable[[str], None] = print,
) -> None:
    """Serve the explorer of a dataset until the process gets SIGINT or SIGTERM; `on_ready` is called with the address.

    `names` are further host names that the server answers to, `limits` those of the endpoint; port 0 is any free port.
    Raises StoreError if it cannot listen there.
    """
    listener = listen(host, port)
    url_host = f"[{host}]" if ":" in host else host
    app = application(dataset, hosts={*LOCAL_HOSTS, url_host, *names}, limits=limits)
    address = f"http://{url_host}:{listener.getsockname()[1]}/"
    config = configure(app)

    def announce() -> None:
        on_ready(address)
        if browser:
            webbrowser.open(address)

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop as Ctrl-C does
    try:
        _Server(config, announce).run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn raises it again after its shutdown
        pass
    finally:
        listener.close()


def configure(app: Starlette, protocol: type[LimitedConnection] = LimitedConnection) -> uvicorn.Config:
    """Return the configuration of uvicorn: limited connections and requests; only errors are logged."""
    return uvicorn.Config(
        RequestLimit(app, protocol.limits.connections),
        http=protocol,
        ws="none",
        log_level=logging.ERROR,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        lifespan="on",
    )


class _Server(uvicorn.Server):
    """Reports when it accepts requests."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address. Raises StoreError if that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small packets at once only if the socket states its protocol, TCP; else the body of a response waits
    # 50 ms for the client to acknowledge the head.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        in_use = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        what = (
            f"port {port} of {host} is taken"
            if in_use
            else f"the server cannot listen on port {port} of {host}: {error}"
        )
        mend = "Choose another with --port, or --port 0 for one that is free." if in_use else "Choose another address."
        raise StoreError(what, mend=mend) from None
    return listener
