"""The pool: worker processes, each of which runs one query; short queries first, long ones few, none for ever.

A query begins in one of a few places. When it has run for a moment it gives the place up to a spare process and goes on
as one of the few long ones. Are these many enough already, and do others wait, then it is stopped; it runs again as a
long one when one of these has ended, or its client is told to come again. So whoever sends queries that never end
takes a moment of one place each, now and then, and no more.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Any

from exordf.server.endpoint import formats, messages, responses, worker_process
from exordf.server.endpoint.limits import Limits
from exordf.server.endpoint.responses import Answer, Problem
from exordf.server.endpoint.store_snapshot import StoreSnapshot
from exordf.server.endpoint.worker_pool import WorkerPool
from exordf.server.endpoint.worker_process import WorkerDied, WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    from exordf.store.store_protocol import Store

_LOOK_AGAIN = 0.05  # seconds between looks whether somebody waits for the place of a query that is over its moment


class QueryScheduler:
    """Processes that answer queries of a store, within limits; started and stopped, or used as an async context.

    `prefixes` are those of the dataset: graphs are written with them, and a query that lacks one is told so.
    """

    def __init__(self, store: Store, prefixes: Mapping[str, str], limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._store = store
        self.prefixes = dict(prefixes)
        self._held: StoreSnapshot | None = None
        self._staff: WorkerPool | None = None
        self._waiting = 0
        self._long = asyncio.Semaphore(self.limits.long_at_once)
        self._waiting_long = 0

    async def start(self) -> None:
        """Begin to start processes; a query may be asked at once. Raises StoreError where the store cannot be held."""
        self._held = await asyncio.to_thread(StoreSnapshot, self._store)
        told = {
            "store": {**self._held.place, "seconds": self.limits.seconds},
            "prefixes": self.prefixes,
            "services": sorted(self.limits.services),
            "answer": self.limits.answer,
            "memory": self.limits.memory,
            "seconds": self.limits.seconds,
        }
        self._staff = WorkerPool(self.limits.at_once, messages.pack(told))

    async def stop(self) -> None:
        """End every process, and remove what was written."""
        if self._staff is not None:
            staff, self._staff = self._staff, None
            await staff.end()
        if self._held is not None:
            self._held.end()
            self._held = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def ask(
        self,
        sparql: str,
        accept: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        *,
        known_prefixes: bool = False,
    ) -> Answer:
        """The answer of a query in the format that an `Accept` header prefers, or why there is none.

        With `known_prefixes` those of the dataset need not be declared. Where the caller is cancelled, as when its
        client is gone, the query is stopped.
        """
        wanted = formats.negotiate(accept)
        if not any(wanted):
            return responses.wrong(
                406, Problem("none of the formats that are asked for is one of ours", formats.format_list())
            )
        staff = self._staff
        if staff is None:
            return responses.wrong(503, Problem("this server is stopping"))
        if self._waiting >= self.limits.waiting:
            return _again(f"{self._waiting} queries are waiting already", 1)
        asked = {
            "query": sparql,
            "rows": wanted.rows,
            "graph": wanted.graph,
            "default": list(default_graphs),
            "named": list(named_graphs),
            "prefixes": known_prefixes,
        }
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                worker = await staff.free()
        except TimeoutError:
            return _again(f"no query ended in {self.limits.seconds:g} s so that this one could begin", 1)
        except WorkerDied as gone:
            return responses.wrong(503, Problem(str(gone), "The operator of this server can mend it."))
        finally:
            self._waiting -= 1
        return await self._run(staff, worker, messages.pack(asked))

    async def _run(self, staff: WorkerPool, worker: WorkerProcess, message: bytes) -> Answer:
        """The answer of a query that has a place among the short ones."""
        clock = asyncio.get_running_loop().time
        until = clock() + self.limits.seconds
        is_long = False
        asked = _asking(worker, message)
        try:
            await asyncio.wait({asked}, timeout=min(self.limits.quantum, self.limits.seconds))
            while not asked.done():
                left = until - clock()
                if left <= 0:
                    return self._out_of_time()
                if not is_long and worker.took() >= self.limits.quantum:
                    worker.step_back()
                    if not self._long.locked():
                        is_long = await self._long.acquire()
                        staff.replace()
                    elif self._waiting:
                        break
                await asyncio.wait({asked}, timeout=left if is_long else min(left, _LOOK_AGAIN))
            else:
                return self._told(asked)
        finally:
            asked.cancel()
            if is_long:
                self._long.release()
            if not asked.done() or asked.cancelled() or worker.is_gone or worker.is_tired:
                staff.dismiss(worker)
                if not is_long:
                    staff.replace()
            else:
                staff.back(worker)
        return await self._run_again(staff, message)

    async def _run_again(self, staff: WorkerPool, message: bytes) -> Answer:
        """The answer of a query that had its moment, run again as a long one when one of these has ended."""
        if self._waiting_long >= self.limits.waiting:
            return self._no_place()
        self._waiting_long += 1
        try:
            async with asyncio.timeout(self.limits.seconds / 2):
                await self._long.acquire()
        except TimeoutError:
            return self._no_place()
        finally:
            self._waiting_long -= 1
        worker = asked = None
        try:
            worker = await staff.another()
            worker.step_back()
            asked = _asking(worker, message)
            await asyncio.wait({asked}, timeout=self.limits.seconds)
            return self._told(asked) if asked.done() else self._out_of_time()
        except (WorkerDied, OSError) as error:
            return responses.wrong(503, Problem(f"no query can be run: {error}"))
        finally:
            self._long.release()
            if asked is not None:
                asked.cancel()
            if worker is not None:
                staff.dismiss(worker)

    def _told(self, asked: asyncio.Future[tuple[dict[str, Any], bytes]]) -> Answer:
        """The answer of a query that has ended, well or not."""
        try:
            return responses.of_worker(*asked.result())
        except WorkerDied as gone:
            return self._ended(gone.signal)

    def _out_of_time(self) -> Answer:
        what = (
            f"the query was stopped: it ran for {self.limits.seconds:g} s, which is the most that this endpoint allows"
        )
        return responses.wrong(
            504, Problem(what, "Ask for less: name more of each pattern, add LIMIT, or load the data yourself.")
        )

    def _no_place(self) -> Answer:
        what = f"{self.limits.long_at_once} long queries are already running, and others wait to be"
        return _again(what, math.ceil(self.limits.seconds / 2))

    def _ended(self, signal: int) -> Answer:
        """What is said of a query that ended its process."""
        if self._staff is None:
            return responses.wrong(503, Problem("this server is stopping"))
        if worker_process.of_time(signal):
            return self._out_of_time()
        if worker_process.of_depth(signal):
            return responses.wrong(
                400, Problem("the query is nested too deep", "Take braces, brackets or operators apart.")
            )
        if worker_process.of_memory(signal):
            most = f"{self.limits.memory // (1 << 20):,} MB"
            what = f"the query was stopped: it needs more memory than the {most} that this endpoint gives to one"
            return responses.wrong(
                507, Problem(what, "Ask for less at once: no ORDER BY or GROUP BY over so much, or add LIMIT.")
            )
        return responses.wrong(
            503, Problem(f"the query ended its process ({signal})", "Tell the operator of this server.")
        )


def _asking(worker: WorkerProcess, message: bytes) -> asyncio.Task[tuple[dict[str, Any], bytes]]:
    """A worker at work. Where nobody hears of its end any more, as when the client is gone, that is no fault."""
    asked = asyncio.create_task(worker.ask(message))
    asked.add_done_callback(lambda done: None if done.cancelled() else done.exception())
    return asked


def _again(what: str, seconds: int) -> Answer:
    """Too much is going on."""
    wait = max(1, seconds)
    return responses.wrong(429, Problem(what, f"Come again in {wait} s."), wait)
