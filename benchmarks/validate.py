"""Rows: validation beside pySHACL and pyrudof, and how its time grows with the data."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Differ, Spread, in_turn, job, ratio, run, short
from benchmarks.table import Row, cut, faster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.inputs import World
    from benchmarks.measure import Once

MEMORY = 5
_SH = "http://www.w3.org/ns/shacl#"


def beside_pyshacl(  # noqa: PLR0913, PLR0917 - a row says all of this
    what: str, world: World, shapes: Path, asked: float, runs: int, limit: float
) -> Row:
    """One row: these shapes on the whole of a world; pySHACL is stopped after `limit` seconds."""
    ours = job("benchmarks.validate", "exordf", world.whole, shapes)
    a, b = in_turn(ours, job("benchmarks.validate", "pyshacl", world.whole, shapes), runs, limit)
    agreed = cut(b) or _same(a[0].answer, b[0].answer)
    return faster(f"validate, {what}", world.size, a, "pySHACL", b, asked=asked, agreed=agreed)


def beside_pyrudof(world: World, runs: int) -> Iterator[Row]:
    """Two rows: time and peak of memory. Blank nodes have IRIs, as pyrudof cannot put them into queries."""
    ours = job("benchmarks.validate", "exordf", world.named, world.shapes)
    a, b = in_turn(ours, job("benchmarks.validate", "pyrudof", world.named, world.shapes), runs)
    agreed = _same(a[0].answer, b[0].answer)
    yield faster("validate, all constraints", world.size, a, "pyrudof", b, asked=3, agreed=agreed)
    peaks = [f"{Spread.of([each.peak / 1e6 for each in side])} MB" for side in (a, b)]
    yield Row("peak of memory of that", world.size, peaks[0], "pyrudof", peaks[1], ratio(a, b, "peak"), MEMORY, agreed)


def growth(worlds: Sequence[World], runs: int, asked: float = 1.05) -> Row:
    """One row: the exponent with which the time grows with the triples of the records, by least squares."""
    timed: list[list[Once]] = [
        [run(job("benchmarks.validate", "exordf", world.whole, world.shapes)) for _ in range(runs)] for world in worlds
    ]
    records = [run(job("benchmarks.load", "parsing", world.records)).answer for world in worlds]
    sizes = [math.log(number) for number in records]
    exponents = [_slope(sizes, [math.log(each[turn].cpu) for each in timed]) for turn in range(runs)]
    by_clock = _slope(sizes, [math.log(min(once.seconds for once in each)) for each in timed])
    spent = ", ".join(
        f"{number:,}: {short(min(once.cpu for once in each))} s" for number, each in zip(records, timed, strict=True)
    )
    sizes_said = f"{worlds[0].size} to {worlds[-1].size}"
    return Row(
        "validate, growth", sizes_said, spent, "its own work", "", Spread.of(exponents), asked, "", at_least=False,
        by_clock=by_clock,
    )  # fmt: skip


def _slope(x: Sequence[float], y: Sequence[float]) -> float:
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - middle_x) ** 2 for a in x)


def _same(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    if ours != theirs:
        raise Differ(f"ours: {ours}, the peer: {theirs}")
    verdict = "conforms" if ours["conforms"] else "does not conform"
    return f"{verdict}, the same {ours['results']} results"


def _told(conforms: bool, results: Iterable[tuple[str, str, str]]) -> dict[str, Any]:  # noqa: FBT001 - a report's two parts
    """What must be the same: focus node, shape and component of each result."""
    lines = sorted(" ".join(result) for result in results)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return {"conforms": conforms, "results": len(lines), "digest": digest[:16]}


def exordf(data: str, shapes: str) -> Callable[[], dict[str, Any]]:
    """Job: our own engine, on data in memory."""
    import pyoxigraph as ox  # noqa: PLC0415 - each job imports what it needs, so that none pays for another

    from exordf.shacl import validation  # noqa: PLC0415
    from exordf.store.oxigraph import OxigraphStore  # noqa: PLC0415

    engine = ox.Store()
    engine.load(path=data, format=ox.RdfFormat.N_TRIPLES)
    store, rules = OxigraphStore(engine), list(ox.parse(path=shapes, format=ox.RdfFormat.N_TRIPLES))

    def work() -> dict[str, Any]:
        report = validation.validate(store, rules)
        return _told(
            report.conforms,
            (
                (_plain(each.focus), _plain(each.source_shape), each.component.value.rpartition("#")[2])
                for each in report.results
            ),
        )

    return work


def pyshacl(data: str, shapes: str) -> Callable[[], dict[str, Any]]:
    """Job: pySHACL, on a graph of rdflib."""
    import pyshacl  # noqa: PLC0415 - see above
    import rdflib  # noqa: PLC0415

    graph = rdflib.Graph().parse(data, format="nt")
    rules = rdflib.Graph().parse(shapes, format="nt")
    sh = rdflib.Namespace(_SH)

    def work() -> dict[str, Any]:
        conforms, report, text = pyshacl.validate(graph, shacl_graph=rules, inference="none", allow_warnings=True)
        if not isinstance(report, rdflib.Graph):
            raise TypeError(text)
        return _told(
            bool(conforms),
            (
                (
                    str(report.value(each, sh.focusNode)),
                    str(report.value(each, sh.sourceShape)),
                    str(report.value(each, sh.sourceConstraintComponent)).rpartition("#")[2],
                )
                for each in report.objects(predicate=sh.result)
            ),
        )

    return work


def pyrudof(data: str, shapes: str) -> Callable[[], dict[str, Any]]:
    """Job: pyrudof's native engine."""
    import pyrudof  # noqa: PLC0415 - see above

    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_data(data, format=pyrudof.RDFFormat.NTriples)
    rudof.read_shacl(shapes, format=pyrudof.ShaclFormat.NTriples)

    def work() -> dict[str, Any]:
        report = rudof.validate_shacl()
        return _told(
            report.conforms,
            (
                (each.focus_node, str(each.source_shape), each.constraint_component.rpartition("#")[2])
                for each in report.violations
            ),
        )

    return work


def _plain(term: Any) -> str:
    return str(getattr(term, "value", term))
