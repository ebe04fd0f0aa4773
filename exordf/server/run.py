"""The server: a socket on an address, the application behind it, until it is stopped."""

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
from exordf.server.http.security import LOCAL
from exordf.server.http.timeouts import LimitedConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.applications import Starlette

    from exordf.api import Dataset

_WAITING = 2048  # connections that the system keeps waiting


def serve(  # noqa: PLR0913 - each is a wish of its own
    dataset: Dataset,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    names: Collection[str] = (),
    limits: Limits | None = None,
    browser: bool = False,
    told: Callable[[str], None] = print,
) -> None:
    """Serve the explorer of a dataset until the process is told to stop; `told` is given the address when it answers.

    `names` are further names that the server answers to, `limits` those of the endpoint. Raises StoreError where the
    address cannot be had.
    """
    listening = _listening(host, port)
    own = f"[{host}]" if ":" in host else host
    app = application(dataset, hosts={*LOCAL, own, *names}, limits=limits)
    address = f"http://{own}:{listening.getsockname()[1]}/"
    config = configured(app)

    def ready() -> None:
        told(address)
        if browser:
            webbrowser.open(address)

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it ends as by Ctrl-C
    try:
        _Server(config, ready).run(sockets=[listening])
    except KeyboardInterrupt:  # when all is put away, uvicorn passes on what stopped it
        pass
    finally:
        listening.close()


def configured(app: Starlette, protocol: type[LimitedConnection] = LimitedConnection) -> uvicorn.Config:
    """How the server runs an application: each connection within bounds, nothing logged but faults."""
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        log_level=logging.ERROR,
        access_log=False,
        server_header=False,
        limit_concurrency=protocol.bounds.connections,
        timeout_graceful_shutdown=3,
        lifespan="on",
    )


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends what is small at once only where the socket says that it is one of TCP; else an answer waits for the
    # client to acknowledge its head: a twentieth of a second.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_WAITING)
    except (OSError, OverflowError) as error:
        listening.close()
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        what = f"port {port} of {host} is taken" if taken else f"{host} cannot be listened to at port {port}: {error}"
        mend = "Choose another with --port, or --port 0 for one that is free." if taken else "Choose another address."
        raise StoreError(what, mend=mend) from None
    return listening
