"""The outcome: a row for each comparison, and all rows as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.measure import Once, Spread, ratio, short

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = ("what", "size", "exordf", "peer", "takes", "ratio", "by the clock", "asked", "met", "same answer")


@dataclass(frozen=True)
class Row:
    """A comparison: what was measured on either side, the ratio between them, and what was asked of it.

    `ratio` is the peer's to ours where it is to be `at_least` what was asked, else ours to the peer's. `agreed` says in
    what the answers were found to be the same before their times were compared.
    """

    what: str
    size: str
    ours: str
    peer: str
    theirs: str
    ratio: Spread
    asked: float
    agreed: str
    at_least: bool = True
    by_clock: float | None = None

    @property
    def met(self) -> bool:
        return self.ratio.median >= self.asked if self.at_least else self.ratio.median <= self.asked

    def cells(self) -> tuple[str, ...]:
        asked = f"at {'least' if self.at_least else 'most'} {self.asked:g}"
        by_clock = short(self.by_clock) if self.by_clock is not None else ""
        met = "yes" if self.met else "**no**"
        return (
            self.what,
            self.size,
            self.ours,
            self.peer,
            self.theirs,
            str(self.ratio),
            by_clock,
            asked,
            met,
            self.agreed,
        )


def cut(theirs: Sequence[Once]) -> str:
    """What there is to say of a peer that was stopped; nothing of one that came to its end."""
    stopped = [once for once in theirs if once.stopped]
    return f"not compared: stopped after {short(stopped[0].seconds)} s, so the ratio is higher" if stopped else ""


def faster(  # noqa: PLR0913 - a row says all of this
    what: str, size: str, ours: Sequence[Once], peer: str, theirs: Sequence[Once], *, asked: float, agreed: str
) -> Row:
    """A row where the peer is to take at least so many times as long."""
    return _row(what, size, ours, peer, theirs, asked, agreed, at_least=True)


def within(  # noqa: PLR0913 - a row says all of this
    what: str, size: str, ours: Sequence[Once], peer: str, theirs: Sequence[Once], *, asked: float, agreed: str
) -> Row:
    """A row where we are to take at most so many times as long as the peer."""
    return _row(what, size, ours, peer, theirs, asked, agreed, at_least=False)


def _row(  # noqa: PLR0913, PLR0917 - a row says all of this
    what: str,
    size: str,
    ours: Sequence[Once],
    peer: str,
    theirs: Sequence[Once],
    asked: float,
    agreed: str,
    *,
    at_least: bool,
) -> Row:
    low, high = (ours, theirs) if at_least else (theirs, ours)
    seconds = [f"{Spread.of([each.cpu for each in side])} s" for side in (ours, theirs)]
    by_clock = ratio(low, high).median
    return Row(what, size, seconds[0], peer, seconds[1], ratio(low, high, "cpu"), asked, agreed, at_least, by_clock)


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a table."""
    lines = [HEAD, tuple("---" for _ in HEAD), *(row.cells() for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
