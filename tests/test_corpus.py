"""The corpus generator: its data conform, its faults are found and no others, its bytes and its shape are the same."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from benchmarks import corpus, faults
from benchmarks.made import Patterns
from benchmarks.shape import Shape
from exordf import Dataset, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.shape import Record

SHAPES = "https://w3id.org/exordf/shape/"


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    return Patterns(Shape.read())


def test_a_made_up_review_conforms(patterns: Patterns, tmp_path: Path) -> None:
    made = corpus.write_folder(tmp_path / "corpus", patterns, 1)
    dataset = Dataset.open(tmp_path / "corpus")
    report = dataset.validate()
    assert report.conforms
    assert not report.results
    assert sum(1 for quad in dataset.store.quads() if "/review-00001/" in str(quad.subject)) == made.triples - 24


@pytest.mark.slow("load")
def test_the_violations_are_those_of_the_index_and_no_others(patterns: Patterns, tmp_path: Path) -> None:
    made = corpus.write_folder(tmp_path / "corpus", patterns, 2, violations=2 * len(faults.FAULTS))
    with (tmp_path / "corpus" / corpus.INDEX).open(encoding="utf-8") as lines:
        known = [(row["focus"], row["shape"].replace("exsh:", SHAPES)) for row in csv.DictReader(lines, delimiter="\t")]
    results = Dataset.open(tmp_path / "corpus").validate().results
    assert len(known) == len(made.violations) == 2 * len(faults.FAULTS)
    assert Counter((str(each.focus).strip("<>"), str(each.source_shape).strip("<>")) for each in results) == Counter(
        known
    )


@pytest.mark.slow("again")
def test_the_same_arguments_give_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    contents = []
    for name, chance, seed in (("a.ttl", "1", "7"), ("b.ttl", "2", "7"), ("c.ttl", "1", "8")):
        out = tmp_path / name
        subprocess.run(
            [sys.executable, "-m", "benchmarks.corpus", out, "--reviews", "1", "--violations", "9", "--seed", seed],
            env=os.environ | {"PYTHONHASHSEED": chance},
            check=True,
            capture_output=True,
        )
        contents.append(out.read_bytes() + out.with_name(f"{name}.{corpus.INDEX}").read_bytes())
    assert contents[0] == contents[1]
    assert contents[0] != contents[2]


def test_one_file_has_the_triples_of_the_folder(patterns: Patterns, tmp_path: Path) -> None:
    made = corpus.write_file(tmp_path / "one.nt", patterns, 2)
    corpus.write_folder(tmp_path / "corpus", patterns, 2)
    one = set(ox.parse(path=str(tmp_path / "one.nt")))
    many = {quad for path in (tmp_path / "corpus").rglob("*.ttl") for quad in ox.parse(path=str(path))}
    assert one == many
    assert len(one) == made.triples


def test_a_review_is_made_only_when_it_is_asked_for(patterns: Patterns) -> None:
    made, broken = next(corpus.made_reviews(patterns, 10**9, 0, 1))
    assert made.word == "review-00001"
    assert not broken


def test_a_folder_of_somebody_else_is_not_replaced(patterns: Patterns, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(StoreError, match="is not a folder that exordf made"):
        corpus.write_folder(tmp_path, patterns, 1)


def _of_sentence(records: dict[str, list[Record]], kind: str, path: str) -> Counter[object]:
    counted = Counter(each.one(path) for each in records[kind])
    return Counter(counted[sentence.name] for sentence in records["exo:Sentence"])


def _number_of(kind: str, path: str) -> Callable[[dict[str, list[Record]]], Counter[object]]:
    return lambda records: Counter(len(each.all(path)) for each in records[kind])


def _values_of(kind: str, path: str) -> Callable[[dict[str, list[Record]]], Counter[object]]:
    return lambda records: Counter(each.one(path) for each in records[kind])


@pytest.mark.parametrize(
    "measure",
    [
        lambda records: _of_sentence(records, "exo:Claim", "exo:sentence"),
        lambda records: _of_sentence(records, "cito:Citation", "cito:hasCitingEntity"),
        _number_of("exo:Claim", "cito:citesAsEvidence"),
        _number_of("exo:Claim", "exo:mechanism"),
        _number_of("exo:Claim", "exo:vesicle"),
        _number_of("exo:Claim", "exo:recipient"),
        _number_of("exo:Finding", "exo:concerns"),
        _values_of("exo:Claim", "exo:certainty"),
        _values_of("exo:Claim", "exo:predicate"),
        _values_of("exo:Sentence", "exo:disposition"),
        _values_of("cito:Citation", "exo:verdict"),
    ],
)
def test_a_corpus_has_the_distributions_of_the_packaged_review(
    patterns: Patterns, many: dict[str, list[Record]], measure: Callable[[dict[str, list[Record]]], Counter[object]]
) -> None:
    packaged, made = measure(dict(patterns.shape.records)), measure(many)
    apart = sum(abs(packaged[each] / packaged.total() - made[each] / made.total()) for each in packaged | made) / 2
    assert apart < 0.06


def test_entities_are_used_as_often_as_in_the_packaged_review(
    patterns: Patterns, many: dict[str, list[Record]]
) -> None:
    def most(records: list[Record]) -> list[str]:
        return [name for name, _ in Counter(each.one("exo:subject") for each in records).most_common(3)]

    assert most(many["exo:Claim"])[0] == most(patterns.shape.records["exo:Claim"])[0]
    assert len({each.one("exo:subject") for each in many["exo:Claim"]}) > len(
        {each.one("exo:subject") for each in patterns.shape.records["exo:Claim"]}
    )


@pytest.fixture(scope="module")
def many(patterns: Patterns) -> dict[str, list[Record]]:
    """The records of ten reviews, their names made apart."""
    records: dict[str, list[Record]] = {}
    for made, _ in corpus.made_reviews(patterns, 10, 0, 3):
        apart = str(made.number)
        for kind, of_kind in made.records.items():
            for each in of_kind:
                says = each.says | {
                    path: [f"{value}/{apart}" for value in each.says[path]]
                    for path in ("exo:sentence", "cito:hasCitingEntity")
                    if path in each.says
                }
                records.setdefault(kind, []).append(type(each)(f"{each.name}/{apart}", each.kind, says))
    return records
