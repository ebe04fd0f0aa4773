"""One job in a process of its own: prepares it, times it, and prints seconds, peak memory and answer as JSON.

python -m benchmarks.worker LIMIT MODULE FUNCTION ARGUMENT ...

The function is given the arguments, gets everything ready and gives back the work to be timed. Work that takes more
than LIMIT seconds is stopped there, without an answer.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

_GRACE = 2


def peak() -> int:
    """The most memory in bytes that this process has had; not what its parent had, as `getrusage` would tell."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    limit, module, function, *arguments = sys.argv[1:]
    work = getattr(importlib.import_module(module), function)(*arguments)
    gc.collect()
    begun, worked = time.perf_counter(), time.process_time()

    def tell(answer: object, *, stopped: bool = False) -> None:
        seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
        told = {"seconds": seconds, "cpu": cpu, "peak": peak(), "answer": answer, "stopped": stopped}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    def stop(*_: object) -> None:
        tell(None, stopped=True)
        os._exit(0)  # an exception would be taken for one of its own by whatever is running

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, float(limit))
    faulthandler.dump_traceback_later(
        float(limit) + _GRACE, exit=True
    )  # no signal reaches what never leaves the engine
    answer = work()
    signal.setitimer(signal.ITIMER_REAL, 0)
    faulthandler.cancel_dump_traceback_later()
    tell(answer)


if __name__ == "__main__":
    main()
