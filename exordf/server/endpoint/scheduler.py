"""The scheduler: worker processes run one query each; short queries come first, long ones are few, none is endless.

A query begins on one of a few workers. If it still runs after a moment, it continues as one of the few long queries,
and a spare process takes the place of its worker. If that many long ones run already and others are queued, the query
is stopped; it runs again as a long one when one of these has ended, or its client is asked to try again later. So a
client that sends endless queries occupies each worker for a moment, now and then, and no more.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Any

from exordf.server.endpoint import formats, messages, responses, worker_process
from exordf.server.endpoint.limits import Limits
from exordf.server.endpoint.responses import EndpointProblem, EndpointResponse
from exordf.server.endpoint.store_snapshot import StoreSnapshot
from exordf.server.endpoint.worker_pool import WorkerPool
from exordf.server.endpoint.worker_process import WorkerDied, WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    from exordf.store.store_protocol import Store

    Answer = asyncio.Task[tuple[dict[str, Any], bytes]]

_POLL_SECONDS = 0.05  # between looks whether queries are queued for the worker of one whose moment is over


class QueryScheduler:
    """Runs queries of a store in worker processes, within limits; started and stopped, or an async context manager.

    `prefixes` are those of the dataset: graphs are written with them, and error messages suggest them.
    """

    def __init__(self, store: Store, prefixes: Mapping[str, str], limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._store = store
        self.prefixes = dict(prefixes)
        self._snapshot: StoreSnapshot | None = None
        self._pool: WorkerPool | None = None
        self._queued = 0
        self._long_slots = asyncio.Semaphore(self.limits.long_at_once)
        self._queued_long = 0

    async def start(self) -> None:
        """Begin to start processes; a query may be asked at once. Raises StoreError if no snapshot can be written."""
        self._snapshot = await asyncio.to_thread(StoreSnapshot, self._store)
        settings = {
            "store": {**self._snapshot.place, "seconds": self.limits.seconds},
            "prefixes": self.prefixes,
            "services": sorted(self.limits.services),
            "answer": self.limits.answer,
            "memory": self.limits.memory,
            "seconds": self.limits.seconds,
        }
        self._pool = WorkerPool(self.limits.at_once, messages.pack(settings))

    async def stop(self) -> None:
        """End every process, and remove the snapshot."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await pool.stop()
        if self._snapshot is not None:
            self._snapshot.remove()
            self._snapshot = None

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
        with_prefixes: bool = False,
    ) -> EndpointResponse:
        """Return the response to a query in the format that an `Accept` header prefers.

        With `with_prefixes` those of the dataset need not be declared. If the caller is cancelled, as when its client
        disconnects, the query is stopped.
        """
        preferred = formats.negotiate(accept)
        if not any(preferred):
            problem = EndpointProblem("none of the requested formats is available", formats.format_list())
            return responses.failure(406, problem)
        pool = self._pool
        if pool is None:
            return _shutting_down()
        if self._queued >= self.limits.waiting:
            return _try_later(f"{self._queued} queries are queued already", 1)
        request = {
            "query": sparql,
            "rows": preferred.rows,
            "graph": preferred.graph,
            "default": list(default_graphs),
            "named": list(named_graphs),
            "prefixes": with_prefixes,
        }
        self._queued += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                worker = await pool.acquire()
        except TimeoutError:
            return _try_later(f"no other query ended within {self.limits.seconds:g} s", 1)
        except WorkerDied as error:
            return responses.failure(503, EndpointProblem(str(error), "Tell the operator of this server."))
        finally:
            self._queued -= 1
        return await self._run(pool, worker, messages.pack(request))

    async def _run(self, pool: WorkerPool, worker: WorkerProcess, message: bytes) -> EndpointResponse:
        """Return the response to a query that begins on a worker of the pool."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self.limits.seconds
        is_long = False
        answer = _start_query(worker, message)
        try:
            await asyncio.wait({answer}, timeout=min(self.limits.quantum, self.limits.seconds))
            while not answer.done():
                remaining = deadline - clock()
                if remaining <= 0:
                    return self._time_exceeded()
                if not is_long and worker.seconds_worked() >= self.limits.quantum:
                    worker.deprioritise()
                    if not self._long_slots.locked():
                        is_long = await self._long_slots.acquire()
                        pool.replace()
                    elif self._queued:
                        break
                await asyncio.wait({answer}, timeout=remaining if is_long else min(remaining, _POLL_SECONDS))
            else:
                return self._respond(answer)
        finally:
            answer.cancel()
            if is_long:
                self._long_slots.release()
            if not answer.done() or answer.cancelled() or worker.has_exited or worker.is_deprioritised:
                pool.kill(worker)
                if not is_long:
                    pool.replace()
            else:
                pool.release(worker)
        return await self._run_as_long(pool, message)

    async def _run_as_long(self, pool: WorkerPool, message: bytes) -> EndpointResponse:
        """Return the response to a query that was stopped, run again as a long one when one of these has ended."""
        if self._queued_long >= self.limits.waiting:
            return self._long_slots_occupied()
        self._queued_long += 1
        try:
            async with asyncio.timeout(self.limits.seconds / 2):
                await self._long_slots.acquire()
        except TimeoutError:
            return self._long_slots_occupied()
        finally:
            self._queued_long -= 1
        worker = answer = None
        try:
            worker = await pool.start_extra()
            worker.deprioritise()
            answer = _start_query(worker, message)
            await asyncio.wait({answer}, timeout=self.limits.seconds)
            return self._respond(answer) if answer.done() else self._time_exceeded()
        except (WorkerDied, OSError) as error:
            return responses.failure(503, EndpointProblem(f"no query can be run: {error}"))
        finally:
            self._long_slots.release()
            if answer is not None:
                answer.cancel()
            if worker is not None:
                pool.kill(worker)

    def _respond(self, answer: Answer) -> EndpointResponse:
        """Return the response to a query that has ended, with an answer or with its process."""
        try:
            return responses.from_worker(*answer.result())
        except WorkerDied as error:
            return self._process_ended(error.signal)

    def _time_exceeded(self) -> EndpointResponse:
        what = f"the query was stopped after {self.limits.seconds:g} s, which is the time limit of this endpoint"
        mend = "Ask for less: make each pattern more specific, add LIMIT, or load the data yourself."
        return responses.failure(504, EndpointProblem(what, mend))

    def _long_slots_occupied(self) -> EndpointResponse:
        what = f"{self.limits.long_at_once} long queries are already running, and others are queued"
        return _try_later(what, math.ceil(self.limits.seconds / 2))

    def _process_ended(self, signal: int) -> EndpointResponse:
        """Return the response to a query whose process a signal ended."""
        if self._pool is None:
            return _shutting_down()
        if worker_process.is_out_of_time(signal):
            return self._time_exceeded()
        if worker_process.is_stack_overflow(signal):
            problem = EndpointProblem("the query is nested too deeply", "Take braces, brackets or operators apart.")
            return responses.failure(400, problem)
        if worker_process.is_out_of_memory(signal):
            most = f"{self.limits.memory // (1 << 20):,} MB"
            what = f"the query was stopped: it needs more than {most} of memory, which is the limit of this endpoint"
            mend = "Ask for less at once: no ORDER BY or GROUP BY over so many rows, or add LIMIT."
            return responses.failure(507, EndpointProblem(what, mend))
        what = f"the process of this query crashed (signal {signal})"
        return responses.failure(503, EndpointProblem(what, "Tell the operator of this server."))


def _start_query(worker: WorkerProcess, message: bytes) -> Answer:
    """Start a query on a worker. An error that nobody awaits any more, as after a disconnect, is ignored."""
    answer = asyncio.create_task(worker.ask(message))
    answer.add_done_callback(lambda task: None if task.cancelled() else task.exception())
    return answer


def _try_later(what: str, seconds: int) -> EndpointResponse:
    wait = max(1, seconds)
    return responses.failure(429, EndpointProblem(what, f"Try again in {wait} s."), wait)


def _shutting_down() -> EndpointResponse:
    return responses.failure(503, EndpointProblem("this server is shutting down"))
