"""What a terminal shows while something takes long; nothing where nobody watches."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def show_steps(on: str) -> Iterator[Callable[[str], None]]:
    """Say on the terminal what is being done; silent when piped. Yields a way to say the next step."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it

    with Console(stderr=True).status(on) as status:
        yield status.update


@contextlib.contextmanager
def show_progress(on: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal: how many are done, the share, the rate, the time left; silent when piped.

    Yields a way to say how many are done and how many there are in all.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _whole: None
        return
    from rich import progress as bars  # noqa: PLC0415 - only a terminal needs it
    from rich.console import Console  # noqa: PLC0415

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TextColumn("{task.percentage:>3.0f} %"),
        bars.TextColumn("{task.completed:,.0f} of {task.total:,.0f} " + unit),
        bars.TextColumn("{task.fields[rate]}"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(on, total=0, rate="")

        def say(done: int, whole: int) -> None:
            bar.update(task, completed=done, total=whole)
            speed = bar.tasks[0].speed
            bar.update(task, rate=f"{speed:,.0f}/s" if speed else "")

        yield say
