"""A worker process as the server sees it: it is started, asked, given a lower priority, killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from exordf.server.endpoint import messages

if TYPE_CHECKING:
    from typing import Self

_BUFFER = 1 << 20
_NICE = 10
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has only the second, which kills there
_WAITING_WEIGHT = 3  # so many seconds of waiting count as one of work


class WorkerDied(Exception):  # noqa: N818 - an event, not a kind of error
    """The process ended without an answer; `signal` is the number of the signal that ended it, 0 if it exited."""

    def __init__(self, signal_number: int, reason: str = "") -> None:
        super().__init__(reason)
        self.signal = signal_number


class WorkerProcess:
    """A process of `exordf.server.endpoint.worker`; `is_deprioritised` for the rest of its life, once it is so."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.is_deprioritised = False
        self._asked_at = 0.0
        self._processor_time: float | None = None  # when it was asked
        self._pipe_lock = asyncio.Lock()  # one task at a time may read the pipe

    @classmethod
    async def start(cls, settings: bytes) -> Self:
        """Start a process, and return it when it has opened its store. Raises WorkerDied if it could not."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "exordf.server.endpoint.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_BUFFER,
            env={**os.environ, "RUST_BACKTRACE": "0"},
            start_new_session=True,  # Ctrl-C is for the server, which ends its workers
        )
        worker = cls(process)
        try:
            head, _ = await worker.ask(settings)
        except BaseException:
            worker.kill()
            await worker.wait_closed()
            raise
        if head["status"] != 200:  # noqa: PLR2004 - HTTP's own number
            worker.kill()
            await worker.wait_closed()
            raise WorkerDied(0, f"{head['what']}. {head['mend']}")
        return worker

    @property
    def pid(self) -> int:
        """The process identifier."""
        return self._process.pid

    @property
    def has_exited(self) -> bool:
        """Whether the process has ended."""
        return self._process.returncode is not None

    async def ask(self, message: bytes) -> tuple[dict[str, Any], bytes]:
        """Send a message and return the head and the body of the answer. Raises WorkerDied."""
        self._asked_at = time.monotonic()
        with contextlib.suppress(OSError):  # another system than Linux, or it has exited, which the pipe will show
            self._processor_time = self._processor_clock() if sys.platform == "linux" else None
        to_worker, from_worker = self._process.stdin, self._process.stdout
        assert to_worker is not None  # noqa: S101 - both are pipes
        assert from_worker is not None  # noqa: S101
        async with self._pipe_lock:
            try:
                to_worker.write(message)
                await to_worker.drain()
                head, body = messages.LENGTHS.unpack(await from_worker.readexactly(messages.LENGTHS.size))
                return messages.unpack(await from_worker.readexactly(head)), await from_worker.readexactly(body)
            except (asyncio.IncompleteReadError, ConnectionError):
                self.kill()
                raise WorkerDied(max(0, -await self._process.wait()), "it ended before it was ready") from None

    def seconds_worked(self) -> float:
        """Return the seconds of processor time since the process was asked.

        Time in which it waited, for a server or a disk, counts a third; on other systems than Linux it counts in full.
        """
        elapsed = time.monotonic() - self._asked_at
        if self._processor_time is None:
            return elapsed
        try:
            return max(self._processor_clock() - self._processor_time, elapsed / _WAITING_WEIGHT)
        except OSError:  # it has exited, as the task that asked it learns
            return elapsed

    def _processor_clock(self) -> float:
        """Return the processor time of the process: POSIX's clock_getcpuclockid, by the number that Linux gives it."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def deprioritise(self) -> None:
        """Give the process a lower priority than the others, for good."""
        if not self.is_deprioritised:
            self.is_deprioritised = True
            with contextlib.suppress(OSError, AttributeError):  # it has exited, or the system has no priorities
                os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        # `Process.kill` would first ask how it ended, of which asyncio, that waits for the same, then learns nothing.
        if not self.has_exited:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # it has just ended; Windows says the second
                os.kill(self.pid, _KILL)

    async def wait_closed(self) -> None:
        """Wait until the process has exited and its pipes are closed."""
        async with self._pipe_lock:  # a task that still waits for its answer first learns that there will be none
            await self._process.communicate()


def is_out_of_memory(signal_number: int) -> bool:
    """Whether a signal is the one that ends a process which gets no more memory."""
    return signal_number in (signal.SIGABRT, getattr(signal, "SIGKILL", None))


def is_stack_overflow(signal_number: int) -> bool:
    """Whether a signal is the one that ends a process whose stack is full."""
    return signal_number in (signal.SIGSEGV, getattr(signal, "SIGBUS", None))


def is_out_of_time(signal_number: int) -> bool:
    """Whether a signal is the one that ends a process which has used up its processor time."""
    return signal_number == getattr(signal, "SIGXCPU", None)
