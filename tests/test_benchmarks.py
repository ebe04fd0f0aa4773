"""The benchmarks: what a row says, when it is met, answers that differ, and the chart."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from benchmarks import chart, load, measure, on_disk, table, validate
from benchmarks.inputs import World
from exordf import Dataset
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def once(cpu: float) -> measure.Once:
    return measure.Once(2 * cpu, cpu, 1_000_000, None)


def rows() -> list[table.Row]:
    ours, theirs = [once(1), once(2), once(1)], [once(30), once(40), once(20)]
    return [
        table.faster("load", "13 k", ours, "a peer", theirs, asked=12, agreed="7 triples"),
        table.faster("load", "13 k", ours, "a peer", theirs, asked=25, agreed="7 triples"),
        table.within("load & parse", "13 k", theirs, "the limit", ours, asked=4, agreed="7 triples"),
    ]


def test_a_row_has_the_median_and_the_spread_over_pairs() -> None:
    first, second, third = rows()
    assert first.ratio == measure.Spread(20, 20, 30)
    assert [row.met for row in (first, second, third)] == [True, False, False]
    assert first.cells()[2:6] == ("1.00 (1.00-2.00) s", "a peer", "30.0 (20.0-40.0) s", "20.0 (20.0-30.0)")
    assert table.markdown([first]).count("\n") == 3


def test_the_chart_is_drawn_of_every_row() -> None:
    drawn = ET.fromstring(chart.drawn(rows()))  # noqa: S314 - we wrote it
    words = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "load & parse, 13 k" in words
    assert "20.0x (asked: ≥ 25x)" in words


def test_a_job_is_timed_in_a_process_of_its_own(tmp_path: Path) -> None:
    data = tmp_path / "data.ttl"
    data.write_text("<urn:a> <urn:b> 1 , 2 , 3 .")
    ours, theirs = (measure.run(measure.job("benchmarks.load", side, data)) for side in ("exordf", "parsing"))
    assert ours.answer == theirs.answer == 3
    assert 0 < ours.cpu < 10
    assert ours.peak > 1_000_000


def test_a_job_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="No such file"):
        measure.run(measure.job("benchmarks.load", "parsing", "nowhere.ttl"))


def endless() -> Callable[[], int]:
    """Job: a query that does not come back for hours, within the engine, where no signal is heard."""
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"urn:{number}"), ox.NamedNode("urn:p"), ox.Literal(1)) for number in range(300))
    cross = " ".join(f"?s{number} ?p{number} ?o{number} ." for number in range(5))
    return lambda: len(OxigraphStore(store).query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {cross} }}"))


@pytest.mark.slow("program")
def test_work_that_hears_no_signal_is_stopped_all_the_same() -> None:
    once = measure.run(measure.job("tests.test_benchmarks", "endless"), limit=0.2)
    assert once.stopped
    assert once.answer is None
    assert once.seconds == 0.2


def test_a_query_on_disk_is_timed_several_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXORDF_CACHE", str(tmp_path))
    answer = measure.run(measure.job("benchmarks.on_disk", "asking", measure.ROOT, "conflicts")).answer
    assert len(answer["seconds"]) == 3
    assert answer["rows"][0] == len(Dataset.open().ask("conflicts"))


def test_a_row_on_disk_says_which_side_was_stopped_or_differs() -> None:
    world = World("13 k", measure.ROOT, 0)
    ended, stopped = on_disk.Timed((1, 2, 1), [3, "a"]), on_disk.Timed((8, 8, 8), None)
    said = {
        "3 rows": (ended, ended),
        "differ: 3 and 3 rows": (ended, on_disk.Timed((1, 2, 1), [3, "b"])),
        "theirs stopped": (ended, stopped),
        "ours stopped": (stopped, ended),
        "refused there": (ended, on_disk.Timed((8, 8, 8), None, "too long")),
    }
    rows = {words: on_disk._row(world, "conflicts", *pair) for words, pair in said.items()}
    assert {words: row.agreed for words, row in rows.items()} == {words: words for words in said}
    assert [words for words, row in rows.items() if not row.met] == ["ours stopped"]


def test_answers_that_differ_are_not_timed() -> None:
    assert load._same(3, 3) == "3 triples"
    with pytest.raises(measure.Differ):
        load._same(3, 4)
    with pytest.raises(measure.Differ):
        validate._same({"conforms": True, "results": 0}, {"conforms": True, "results": 1})


def test_growth_is_the_slope_on_logarithmic_scales() -> None:
    sizes = [math.log(size) for size in (1e5, 1e6, 1e7)]
    assert validate._slope(sizes, [1.5 * size + 2 for size in sizes]) == pytest.approx(1.5)
