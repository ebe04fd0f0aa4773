"""The staff: worker processes that are ready to be asked, a few more in reserve, and new ones for those that went."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from exordf.server.endpoint.worker_process import WorkerDied, WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPARES = 2
_BEGINNING = 2  # that are started side by side; more would only take the processor from each other and from the pages
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0  # seconds before another process is tried where one could not be started


class WorkerPool:
    """As many processes as there are places, and spares; `first` is the message with which each begins."""

    def __init__(self, places: int, first: bytes) -> None:
        self._first = first
        self._ready: asyncio.Queue[WorkerProcess] = asyncio.Queue()
        self._spares: list[WorkerProcess] = []
        self._owed = places  # places that have no process yet
        self._alive: set[WorkerProcess] = set()
        self._hiring: set[asyncio.Task[None]] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._fault = ""
        self._is_open = True
        self._beginning = asyncio.Semaphore(_BEGINNING)
        for _ in range(places + _SPARES):
            self._hire()

    async def free(self) -> WorkerProcess:
        """A process that waits to be asked, when there is one. Raises Gone where none can be started."""
        while True:
            if self._fault and self._ready.empty():
                raise WorkerDied(0, self._fault)
            worker = await self._ready.get()
            if not worker.is_gone:
                return worker
            self.dismiss(worker)
            self.replace()

    async def another(self) -> WorkerProcess:
        """A process beside those that have places. Raises Gone, or OSError, where it cannot be started."""
        worker = await WorkerProcess.started(self._first)
        self._alive.add(worker)
        return worker

    def back(self, worker: WorkerProcess) -> None:
        """A process has answered and waits to be asked again."""
        self._ready.put_nowait(worker)

    def replace(self) -> None:
        """Another process for a place: a spare at once, and in its stead a new one."""
        self._owed += 1
        self._fill()
        self._hire()

    def dismiss(self, worker: WorkerProcess) -> None:
        """End a process now, whatever it does."""
        worker.kill()
        if worker in self._alive:
            self._alive.discard(worker)
            leaving = asyncio.create_task(worker.ended())
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)

    async def end(self) -> None:
        """End every process, and wait until all are gone."""
        self._is_open = False
        for task in list(self._hiring):
            task.cancel()
        await asyncio.gather(*self._hiring, return_exceptions=True)
        ending: Sequence[WorkerProcess] = list(self._alive)
        for worker in ending:
            self.dismiss(worker)
        await asyncio.gather(*self._leaving)

    def _fill(self) -> None:
        while self._owed and self._spares:
            self._owed -= 1
            self._ready.put_nowait(self._spares.pop(0))

    def _hire(self) -> None:
        if self._is_open:
            task = asyncio.create_task(self._hired())
            self._hiring.add(task)
            task.add_done_callback(self._hiring.discard)

    async def _hired(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                async with self._beginning:
                    worker = await self.another()
            except (WorkerDied, OSError) as error:
                self._fault = f"no query can be run: {error}"
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self._fault = ""
                self._spares.append(worker)
                self._fill()
                return
