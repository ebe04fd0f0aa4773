"""A worker process as the server sees it: started, asked, put behind the others, killed."""

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
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has the second only, and ends a process by it at once
_WAITING_WEIGHS = 3  # so many seconds of waiting count as one of work


class WorkerDied(Exception):  # noqa: N818 - reads as what it is
    """The process ended without an answer; `signal` is what ended it, zero where it ended by itself."""

    def __init__(self, number: int, said: str = "") -> None:
        super().__init__(said)
        self.signal = number


class WorkerProcess:
    """A process of `exordf.server.endpoint.worker`. `is_tired`: it was put behind the others, which is for good."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.is_tired = False
        self._asked_at = 0.0
        self._worked: float | None = None

    @classmethod
    async def started(cls, first: bytes) -> Self:
        """A process that has opened its store and waits to be asked. Raises Gone where it could not."""
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
            head, _ = await worker.ask(first)
        except BaseException:
            worker.kill()
            await worker.ended()
            raise
        if head["status"] != 200:  # noqa: PLR2004 - HTTP's own number
            worker.kill()
            await worker.ended()
            raise WorkerDied(0, f"{head['what']}. {head['mend']}")
        return worker

    @property
    def number(self) -> int:
        """The number by which the system knows it."""
        return self._process.pid

    @property
    def is_gone(self) -> bool:
        """Whether it has ended."""
        return self._process.returncode is not None

    async def ask(self, message: bytes) -> tuple[dict[str, Any], bytes]:
        """Send a message, get the answer. Raises Gone."""
        self._asked_at = time.monotonic()
        with contextlib.suppress(OSError):  # another system than Linux, or gone: `ask` will tell
            self._worked = self._clock() if sys.platform == "linux" else None
        pipe, back = self._process.stdin, self._process.stdout
        assert pipe is not None  # noqa: S101 - both were asked for
        assert back is not None  # noqa: S101
        try:
            pipe.write(message)
            await pipe.drain()
            said, body = messages.LENGTHS.unpack(await back.readexactly(messages.LENGTHS.size))
            return messages.unpack(await back.readexactly(said)), await back.readexactly(body)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.kill()
            raise WorkerDied(max(0, -await self._process.wait()), "it ended before it was ready") from None

    def took(self) -> float:
        """The seconds of processor time that it has worked for since it was asked.

        Time in which it waited, for a server or a disk, counts for a little; all of it where the system tells no more.
        """
        waited = time.monotonic() - self._asked_at
        if self._worked is None:
            return waited
        try:
            return max(self._clock() - self._worked, waited / _WAITING_WEIGHS)
        except OSError:  # it is gone, as whoever asked it hears
            return waited

    def _clock(self) -> float:
        """The processor time of the process so far: POSIX's clock_getcpuclockid, by the number that Linux gives it."""
        return time.clock_gettime((~self.number << 3) | 2)

    def step_back(self) -> None:
        """From now on others come first for the processor."""
        if not self.is_tired:
            self.is_tired = True
            with contextlib.suppress(OSError, AttributeError):  # gone already, or a system without it
                os.setpriority(os.PRIO_PROCESS, self.number, _NICE)

    def kill(self) -> None:
        """End it now, whatever it does."""
        # `Process.kill` would first ask how it ended, of which asyncio, that waits for the same, then learns nothing.
        if not self.is_gone:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # it has just ended; Windows says the second
                os.kill(self.number, _KILL)

    async def ended(self) -> None:
        """Wait until it is gone, and let go of its pipes."""
        await self._process.wait()
        self._process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001 - else it complains when collected


def of_memory(number: int) -> bool:
    """Whether a signal is what ends a process that is given no more memory."""
    return number in (signal.SIGABRT, getattr(signal, "SIGKILL", None))


def of_depth(number: int) -> bool:
    """Whether a signal is what ends a process whose stack is full."""
    return number in (signal.SIGSEGV, getattr(signal, "SIGBUS", None))


def of_time(number: int) -> bool:
    """Whether a signal is what ends a process that had its processor time."""
    return number == getattr(signal, "SIGXCPU", None)
