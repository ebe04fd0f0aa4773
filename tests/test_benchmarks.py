"""The benchmarks: what a row says, when it is met, answers that differ, and the chart."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from benchmarks import chart, load, measure, table, validate

if TYPE_CHECKING:
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


def test_answers_that_differ_are_not_timed() -> None:
    assert load._same(3, 3) == "3 triples"
    with pytest.raises(measure.Differ):
        load._same(3, 4)
    with pytest.raises(measure.Differ):
        validate._same({"conforms": True, "results": 0}, {"conforms": True, "results": 1})


def test_growth_is_the_slope_on_logarithmic_scales() -> None:
    sizes = [math.log(size) for size in (1e5, 1e6, 1e7)]
    assert validate._slope(sizes, [1.5 * size + 2 for size in sizes]) == pytest.approx(1.5)
