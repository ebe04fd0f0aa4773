"""A corpus of made-up reviews in the shape of the packaged one, of any size, with a chosen number of known violations.

python -m benchmarks.corpus FOLDER --reviews 100 --violations 20
python -m benchmarks.corpus corpus.nt --triples 1000000

The same arguments give the same bytes. One review at a time is in memory. FOLDER/violations.tsv (beside a single file:
FILE.violations.tsv) says which focus node breaks which shape.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pyoxigraph as ox

from benchmarks.faults import FAULTS, Broken, Fault, put
from benchmarks.made import WORDS, Patterns, Review, review
from benchmarks.shape import Shape
from exordf import output_files
from exordf.cli import options as shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from benchmarks.shape import Record

INDEX = "violations.tsv"
ENDINGS = (".ttl", ".nt")  # of a corpus in one file
_FILES = {
    "exo:Review": "review",
    "exo:Section": "review",
    "exo:Sentence": "sentences",
    "exo:Reference": "references",
    "cito:Citation": "citations",
    "exo:Finding": "findings",
    "exo:Conflict": "conflicts",
    "exo:Gap": "gaps",
}
_PREFIX = re.compile(r"(?:^|[\s^])([\w.-]+):")


@dataclass(frozen=True)
class Made:
    """How many reviews and triples were written, and which violations are in them."""

    reviews: int
    triples: int
    violations: list[Broken]


def reviews_for(triples: int, patterns: Patterns) -> int:
    """How many reviews have about so many triples, by the size of the packaged one."""
    return max(1, round(triples / _size(patterns.shape.records)))


def made_reviews(patterns: Patterns, reviews: int, violations: int, seed: int) -> Iterator[tuple[Review, list[Broken]]]:
    """The reviews one by one, each with the violations that lie in it: of every kind in turn, in reviews by lot."""
    lots = Random(f"{seed} violations").choices(range(1, reviews + 1), k=violations)  # noqa: S311 - no secret
    faults: dict[int, list[Fault]] = {}
    for place, number in enumerate(lots):
        faults.setdefault(number, []).append(FAULTS[place % len(FAULTS)])
    for number in range(1, reviews + 1):
        made = review(patterns, number, seed)
        broken = put(made, faults.get(number, []))
        yield made, [Broken(_iri(each.focus, made), each.shape, each.kind) for each in broken]


def write_folder(out: Path, patterns: Patterns, reviews: int, *, violations: int = 0, seed: int = 1) -> Made:
    """Write a folder that exordf opens as a dataset. Raises StoreError where that is somebody else's."""
    triples, every = 0, []
    sums: dict[str, str] = {}
    with output_files.replace_folder(out) as folder:
        for made, broken in made_reviews(patterns, reviews, violations, seed):
            for name, records in _by_file(made).items():
                content = _turtle(made, records, f"{name.removesuffix('.ttl')} of a made-up review").encode()
                path = folder / "data" / made.word / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                sums[f"data/{made.word}/{name}"] = hashlib.sha256(content).hexdigest()
            triples += _size(made.records)
            every += broken
        index = _index(every)
        (folder / INDEX).write_bytes(index)
        sums[INDEX] = hashlib.sha256(index).hexdigest()
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        (folder / "checksums.sha256").write_text(lines, encoding="utf-8")
    return Made(reviews, triples, every)


def write_file(out: Path, patterns: Patterns, reviews: int, *, violations: int = 0, seed: int = 1) -> Made:
    """Write one Turtle or N-Triples file, by its ending, and the index beside it."""
    triples, every = 0, []
    beside = out.with_name(out.name + ".part")
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(lambda: beside.unlink(missing_ok=True))
        with beside.open("wb") as file:
            for made, broken in made_reviews(patterns, reviews, violations, seed):
                records = [record for each in _by_file(made).values() for record in each]
                content = _turtle(made, records, "a made-up review").encode()
                if out.suffix == ".nt":
                    content = ox.serialize(ox.parse(content, ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES) or b""
                file.write(content)
                triples += _size(made.records)
                every += broken
        out.with_name(f"{out.name}.{INDEX}").write_bytes(_index(every))
        beside.replace(out)
    return Made(reviews, triples, every)


def _by_file(made: Review) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for kind, records in made.records.items():
        for record in records:
            section = record.local.rpartition("-")[0]
            name = f"claims/{section}.ttl" if kind == "exo:Claim" else f"{_FILES[kind]}.ttl"
            found.setdefault(name, []).append(record)
    return found


def _turtle(made: Review, records: Iterable[Record], title: str) -> str:
    """Records as Turtle laid out as the project's own: a subject at the start of its line."""
    records = list(records)
    blocks = [_block(record) for record in records]
    if any(record.kind == "exo:Review" for record in records):
        blocks += [_declaration(made, word) for word in WORDS]
    body = "\n".join(blocks)
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', " ", body)
    table = made.patterns.shape.prefixes.table | {word: f"{made.base}{word}/" for word in WORDS}
    used = sorted(set(_PREFIX.findall(bare)))
    return f"# {title}\n\n" + "".join(f"@prefix {name}: <{table[name]}> .\n" for name in used) + "\n" + body


def _block(record: Record) -> str:
    says = [f"{path} {' , '.join(values)}" for path, values in record.says.items() if values]
    lines = " ;\n    ".join([record.kind, *says])
    return f"{record.name} a {lines} .\n"


def _declaration(made: Review, word: str) -> str:
    return (
        f"prefix:{made.word}-{word} a sh:PrefixDeclaration ;\n"
        f'    sh:prefix "{word}" ;\n    sh:namespace "{made.base}{word}/"^^xsd:anyURI .\n'
    )


def _size(records: Mapping[str, list[Record]]) -> int:
    """How many triples the records of a review are, with the prefixes that it declares."""
    every = [record for of_kind in records.values() for record in of_kind]
    return sum(1 + sum(len(values) for values in record.says.values()) for record in every) + 3 * len(WORDS)


def _iri(name: str, made: Review) -> str:
    if name.startswith("<"):
        return name[1:-1]
    word, _, local = name.partition(":")
    return f"{made.base}{word}/{local}"


def _index(broken: list[Broken]) -> bytes:
    lines = ["focus\tshape\tkind", *sorted("\t".join(each) for each in broken)]
    return ("\n".join(lines) + "\n").encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="a folder, or a file that ends in .ttl or .nt")
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--reviews", type=int, help="how many reviews")
    size.add_argument("--triples", type=int, help="about how many triples, in whole reviews")
    parser.add_argument("--violations", type=int, default=0, help="how many violations (default: none)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another corpus (default: 1)")
    shared.overwrite(parser)
    options = parser.parse_args()
    if options.out.suffix in ENDINGS:
        output_files.refuse_foreign(options.out, overwrite=options.overwrite)
    patterns = Patterns(Shape.read())
    reviews = options.reviews or reviews_for(options.triples, patterns)
    write = write_file if options.out.suffix in ENDINGS else write_folder
    made = write(options.out, patterns, reviews, violations=options.violations, seed=options.seed)
    sys.stdout.write(
        f"{made.reviews} reviews, {made.triples:,} triples, {len(made.violations)} violations: {options.out}\n"
    )


if __name__ == "__main__":
    main()
