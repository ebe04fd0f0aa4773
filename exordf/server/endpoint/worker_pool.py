"""The pool of worker processes: idle workers, spare ones, and replacements for those that have ended."""

from __future__ import annotations

import asyncio

from exordf.server.endpoint.worker_process import WorkerDied, WorkerProcess

_SPARES = 2
_STARTS_AT_ONCE = 2  # more would only compete for the processor with each other and with the pages
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0  # seconds before another attempt to start a process


class WorkerPool:
    """A number of worker processes, and spares; `settings` is the first message that each of them gets."""

    def __init__(self, workers: int, settings: bytes) -> None:
        self._settings = settings
        self._idle: asyncio.Queue[WorkerProcess] = asyncio.Queue()
        self._spares: list[WorkerProcess] = []
        self._missing_workers = workers
        self._alive: set[WorkerProcess] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._fault = ""
        self._is_open = True
        self._start_slots = asyncio.Semaphore(_STARTS_AT_ONCE)
        for _ in range(workers + _SPARES):
            self._start_spare()

    async def acquire(self) -> WorkerProcess:
        """Wait for an idle worker and return it. Raises WorkerDied if none can be started."""
        while True:
            if self._fault and self._idle.empty():
                raise WorkerDied(0, self._fault)
            worker = await self._idle.get()
            if not worker.has_exited:
                return worker
            self.kill(worker)
            self.replace()

    def release(self, worker: WorkerProcess) -> None:
        """Put a worker that has answered back among the idle ones."""
        self._idle.put_nowait(worker)

    async def start_extra(self) -> WorkerProcess:
        """Start a worker beyond the number of the pool. Raises WorkerDied, or OSError, if it cannot be started."""
        worker = await WorkerProcess.start(self._settings)
        self._alive.add(worker)
        return worker

    def replace(self) -> None:
        """Replace a worker: by a spare at once, and the spare by a new process."""
        self._missing_workers += 1
        self._promote_spares()
        self._start_spare()

    def kill(self, worker: WorkerProcess) -> None:
        """End a worker at once, whatever it does."""
        worker.kill()
        if worker in self._alive:
            self._alive.discard(worker)
            task = asyncio.create_task(worker.wait_closed())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def stop(self) -> None:
        """End every worker, and wait until all have exited."""
        self._is_open = False
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in list(self._alive):
            self.kill(worker)
        await asyncio.gather(*self._ending)

    def _promote_spares(self) -> None:
        while self._missing_workers and self._spares:
            self._missing_workers -= 1
            self._idle.put_nowait(self._spares.pop(0))

    def _start_spare(self) -> None:
        if self._is_open:
            task = asyncio.create_task(self._add_spare())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _add_spare(self) -> None:
        """Start a process and add it to the spares; if that fails, try again after a pause."""
        pause = _FIRST_PAUSE
        while True:
            try:
                async with self._start_slots:
                    worker = await self.start_extra()
            except (WorkerDied, OSError) as error:
                self._fault = f"no query can be run: {error}"
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self._fault = ""
                self._spares.append(worker)
                self._promote_spares()
                return
