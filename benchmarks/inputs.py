"""What is measured on: made-up corpora by size, with everything that a store holds of them, and the shapes."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from benchmarks import corpus
from benchmarks.made import Patterns
from benchmarks.measure import job, run
from benchmarks.shape import Shape
from exordf import Dataset
from exordf.rdf.prefixes import SH

if TYPE_CHECKING:
    from collections.abc import Callable

VIOLATIONS = 36

_BLANK = re.compile(rb"_:([A-Za-z0-9]+)")


@dataclass(frozen=True)
class World:
    """A corpus on disk.

    `records` is the corpus as one Turtle file; `whole` what a store holds of it, with ontology, links and views, as
    sorted N-Triples; `shapes` and `core` the shapes, all and without their queries. In `named` blank nodes have IRIs.
    """

    size: str
    folder: Path
    triples: int

    @property
    def reviews(self) -> Path:
        return self.folder / "corpus"

    @property
    def records(self) -> Path:
        return self.folder / "records.ttl"

    @property
    def whole(self) -> Path:
        return self.folder / "whole.nt"

    @property
    def named(self) -> Path:
        return self.folder / "named.nt"

    @property
    def shapes(self) -> Path:
        return self.folder / "shapes.nt"

    @property
    def core(self) -> Path:
        return self.folder / "core.nt"


def world(work: Path, size: str, triples: int) -> World:
    """A world with about so many triples of records, made once in a folder."""
    made = World(size, work / size.replace(" ", ""), 0)
    if not made.whole.exists():
        made.folder.mkdir(parents=True, exist_ok=True)
        run(job("benchmarks.inputs", "making", made.folder, size, triples))
    with made.whole.open("rb") as lines:
        return World(size, made.folder, sum(1 for _ in lines))


def making(folder: str, size: str, triples: str) -> Callable[[], None]:
    """Job: make the files of a world."""
    made = World(size, Path(folder), 0)
    patterns = Patterns(Shape.read())

    def work() -> None:
        reviews = corpus.reviews_for(int(triples), patterns)
        corpus.write_folder(made.reviews, patterns, reviews, violations=VIOLATIONS)
        with made.records.open("wb") as out:
            for path in sorted(made.reviews.rglob("*.ttl")):
                with path.open("rb") as part:
                    shutil.copyfileobj(part, out)
        dataset = Dataset.open(made.reviews)
        core = [quad for quad in dataset.shapes if quad.predicate.value != f"{SH}sparql"]
        ox.serialize(dataset.shapes, output=made.shapes, format=ox.RdfFormat.N_TRIPLES)
        ox.serialize(core, output=made.core, format=ox.RdfFormat.N_TRIPLES)
        beside = made.whole.with_suffix(".part")
        ox.serialize(dataset.store.quads(), output=beside, format=ox.RdfFormat.N_TRIPLES)
        with beside.open("rb") as part:
            lines = sorted(part)  # as an export has them; a store on disk gives them in the order of hashes
        with beside.open("wb") as whole, made.named.open("wb") as named:
            whole.writelines(lines)
            named.writelines(_BLANK.sub(rb"<urn:blank:\1>", line) if b"_:" in line else line for line in lines)
        beside.rename(made.whole)

    return work
