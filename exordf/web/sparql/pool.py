"""The pool: worker processes, each of which runs one query; short queries first, long ones few, none for ever.

A query begins in one of a few places. When it has run for a moment it gives the place up to a spare process and goes on
as one of the few long ones; are these many enough already, and do others wait, then it is stopped and its client told
to come again. So whoever sends queries that never end takes a moment of one place each, and no more.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

from exordf.web.sparql import answers, formats, messages, process
from exordf.web.sparql.answers import Answer, Problem
from exordf.web.sparql.held import Held
from exordf.web.sparql.limits import Limits
from exordf.web.sparql.process import Gone, Process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    from exordf.store import Store

_SPARES = 2
_LOOK_AGAIN = 0.05  # seconds between looks whether somebody waits for the place of a query that is over its moment
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0  # seconds before another process is tried where one could not be started


class Pool:
    """Processes that answer queries of a store, within limits; started and stopped, or used as an async context.

    `prefixes` are those of the dataset: graphs are written with them, and a query that lacks one is told so.
    """

    def __init__(self, store: Store, prefixes: Mapping[str, str], limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._store = store
        self.prefixes = dict(prefixes)
        self._held: Held | None = None
        self._first = b""
        self._ready: asyncio.Queue[Process] = asyncio.Queue()
        self._spares: list[Process] = []
        self._owed = 0  # places that have no process yet
        self._alive: set[Process] = set()
        self._hiring: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._long: list[float] = []  # when each of the long queries must have ended, by the clock of the loop
        self._fault = ""

    async def start(self) -> None:
        """Begin to start processes; a query may be asked at once. Raises StoreError where the store cannot be held."""
        self._held = await asyncio.to_thread(Held, self._store)
        told = {
            "store": {**self._held.place, "seconds": self.limits.seconds},
            "prefixes": self.prefixes,
            "services": sorted(self.limits.services),
            "answer": self.limits.answer,
            "memory": self.limits.memory,
            "seconds": self.limits.seconds,
        }
        self._first = messages.packed(told)
        self._owed = self.limits.at_once
        for _ in range(self.limits.at_once + _SPARES):
            self._hire()

    async def stop(self) -> None:
        """End every process, and remove what was written."""
        for task in list(self._hiring):
            task.cancel()
        await asyncio.gather(*self._hiring, return_exceptions=True)
        ending = list(self._alive)
        for worker in ending:
            self._dismiss(worker)
        await asyncio.gather(*(worker.ended() for worker in ending))
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
        wanted = formats.wanted(accept)
        if not any(wanted):
            return answers.wrong(
                406, Problem("none of the formats that are asked for is one of ours", formats.offered())
            )
        if self._held is None:
            return answers.wrong(503, Problem("this server is stopping"))
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
                worker = await self._free()
        except TimeoutError:
            return _again(f"no query ended in {self.limits.seconds:g} s so that this one could begin", 1)
        except Gone as gone:
            return answers.wrong(503, Problem(str(gone), "The operator of this server can mend it."))
        finally:
            self._waiting -= 1
        return await self._run(worker, messages.packed(asked))

    async def _free(self) -> Process:
        """A process that waits to be asked. Raises Gone where none can be started."""
        while True:
            if self._fault and self._ready.empty():
                raise Gone(0, self._fault)
            worker = await self._ready.get()
            if not worker.is_gone:
                return worker
            self._dismiss(worker)
            self._replace()

    async def _run(self, worker: Process, message: bytes) -> Answer:
        clock = asyncio.get_running_loop().time
        until = clock() + self.limits.seconds
        is_long = False
        asked = asyncio.ensure_future(worker.ask(message))
        try:
            await asyncio.wait({asked}, timeout=min(self.limits.quantum, self.limits.seconds))
            while not asked.done():
                worker.step_back()
                left = until - clock()
                if left <= 0:
                    return self._out_of_time()
                if not is_long and len(self._long) < self.limits.long_at_once:
                    is_long = True
                    self._long.append(until)
                    self._replace()
                elif not is_long and self._waiting:
                    return self._no_place(clock())
                await asyncio.wait({asked}, timeout=left if is_long else min(left, _LOOK_AGAIN))
            return answers.of_worker(*asked.result())
        except Gone as gone:
            return self._ended(gone.signal)
        finally:
            asked.cancel()
            if is_long:
                self._long.remove(until)
            if asked.cancelled() or not asked.done() or worker.is_gone or worker.is_tired:
                self._dismiss(worker)
                if not is_long:
                    self._replace()
            else:
                self._ready.put_nowait(worker)

    def _out_of_time(self) -> Answer:
        what = (
            f"the query was stopped: it ran for {self.limits.seconds:g} s, which is the most that this endpoint allows"
        )
        return answers.wrong(
            504, Problem(what, "Ask for less: name more of each pattern, add LIMIT, or load the data yourself.")
        )

    def _no_place(self, now: float) -> Answer:
        return _again(f"{len(self._long)} long queries are already running", math.ceil(min(self._long) - now))

    def _ended(self, signal: int) -> Answer:
        """What is said of a query that ended its process."""
        if self._held is None:
            return answers.wrong(503, Problem("this server is stopping"))
        if process.of_time(signal):
            return self._out_of_time()
        if process.of_depth(signal):
            return answers.wrong(
                400, Problem("the query is nested too deep", "Take braces, brackets or operators apart.")
            )
        if process.of_memory(signal):
            most = f"{self.limits.memory // (1 << 20):,} MB"
            what = f"the query was stopped: it needs more memory than the {most} that this endpoint gives to one"
            return answers.wrong(
                507, Problem(what, "Ask for less at once: no ORDER BY or GROUP BY over so much, or add LIMIT.")
            )
        return answers.wrong(
            503, Problem(f"the query ended its process ({signal})", "Tell the operator of this server.")
        )

    def _replace(self) -> None:
        """Another process for a place: a spare at once, and in its stead a new one."""
        self._owed += 1
        self._fill()
        self._hire()

    def _fill(self) -> None:
        while self._owed and self._spares:
            self._owed -= 1
            self._ready.put_nowait(self._spares.pop(0))

    def _dismiss(self, worker: Process) -> None:
        worker.kill()
        self._alive.discard(worker)

    def _hire(self) -> None:
        if self._held is not None:
            task = asyncio.create_task(self._hired())
            self._hiring.add(task)
            task.add_done_callback(self._hiring.discard)

    async def _hired(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                worker = await Process.started(self._first)
            except (Gone, OSError) as error:
                self._fault = f"no query can be run: {error}"
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            self._fault = ""
            self._alive.add(worker)
            self._spares.append(worker)
            self._fill()
            return


def _again(what: str, seconds: int) -> Answer:
    """Too much is going on."""
    wait = max(1, seconds)
    return answers.wrong(429, Problem(what, f"Come again in {wait} s."), wait)
