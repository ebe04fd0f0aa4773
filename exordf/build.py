"""The release: load, reason, make views, validate, export, in that order, into a folder replaced as a whole."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from exordf import export, files, linked, mappings
from exordf.dataset import Dataset
from exordf.errors import MissingExtra
from exordf.names import EXO, RDFS
from exordf.rows import text
from exordf.site import render
from exordf.turtle import write as to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from exordf.names import Prefixes
    from exordf.reason import Hierarchy
    from exordf.report import ValidationReport

_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Built:
    """What a build did: seconds by step, triples by layer, what the checks said; `out` is None if it wrote none."""

    seconds: Mapping[str, float]
    triples: Mapping[str, int]
    claims: int
    hierarchy: Hierarchy
    report: ValidationReport
    disagreements: tuple[str, ...]
    links: tuple[str, ...]
    prefixes: Prefixes
    out: Path | None
    written: Mapping[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether the ontology is coherent, the rules agree with the reasoner, the links hold and the data conforms."""
        return self.hierarchy.coherent and not self.disagreements and not self.links and self.report.conforms


def build(home: Path | None, out: Path, say: Callable[[str], None] = lambda _: None) -> Built:
    """Build the dataset at `home` (by default the packaged one) into the folder `out`.

    Where the ontology or the data is not sound nothing is written, and an earlier `out` stays as it is.
    """
    files.refuse_foreign(out)
    seconds: dict[str, float] = {}

    def step(name: str, work: Callable[[], _Answer]) -> _Answer:
        say(name)
        begun = time.perf_counter()
        answer = work()
        seconds[name] = time.perf_counter() - begun
        return answer

    dataset = step("load and make views", lambda: Dataset.open(home))
    hierarchy = step("reason", dataset.reason)
    disagreements = _disagreements(dataset, hierarchy)
    links = step("check links", lambda: _broken_links(dataset))
    report = step("validate", dataset.validate)
    triples = {layer: len(quads) for layer, quads in dataset.layers.items()}
    claims = len(dataset.store.query(f"SELECT ?claim WHERE {{ ?claim a <{EXO}Claim> }}"))
    built = Built(seconds, triples, claims, hierarchy, report, disagreements, links, dataset.prefixes, None)
    if not built.sound:
        return built
    written = step("export and site", lambda: _write(dataset, report, out, say))
    return Built(seconds, triples, claims, hierarchy, report, disagreements, links, dataset.prefixes, out, written)


def _disagreements(dataset: Dataset, hierarchy: Hierarchy) -> tuple[str, ...]:
    """Where the hierarchy that the rules make is not the one that the reasoner finds."""
    answer = dataset.store.query(
        f"SELECT ?class ?above WHERE {{ ?class <{RDFS}subClassOf> ?above . FILTER(isIRI(?class) && isIRI(?above)) }}"
    )
    ours = {
        (cls, above) for cls, above in answer.terms if isinstance(cls, ox.NamedNode) and isinstance(above, ox.NamedNode)
    }
    theirs = hierarchy.ancestors()
    curie = dataset.prefixes.curie
    return tuple(
        sorted(
            [
                f"{curie(cls)} below {curie(above)}: found by the rules, not by the reasoner"
                for cls, above in ours - theirs
            ]
            + [
                f"{curie(cls)} below {curie(above)}: found by the reasoner, not by the rules"
                for cls, above in theirs - ours
            ]
        )
    )


def _broken_links(dataset: Dataset) -> tuple[str, ...]:
    """Where the mappings say otherwise than our terms and the modules do, each as one line with its row."""
    found = []
    for change, term, was, now, place in linked.links(dataset).terms:
        changed = f'{text(change)}: {text(term)} "{text(was)}"' + (f' is now "{text(now)}"' if text(now) else "")
        found.append(f"{text(place)}: {changed}")
    return tuple(found)


def _write(dataset: Dataset, report: ValidationReport, out: Path, say: Callable[[str], None]) -> dict[str, int]:
    source = dataset.as_source()
    with files.replaced_folder(out) as folder:
        contents: dict[str, bytes] = {}
        contents["validation-report.ttl"] = to_bytes(report.quads(), ox.RdfFormat.TURTLE, dataset.prefixes.table)
        contents["summary.json"] = _summary(dataset, report)
        if (dataset.home / "data" / mappings.FILE).is_file():
            contents[mappings.FILE] = (dataset.home / "data" / mappings.FILE).read_bytes()
        for name, form in export.formats().items():
            say(f"export {name}")
            written = form.write(source)
            contents |= written if len(written) == 1 else {f"{name}/{file}": part for file, part in written.items()}
        contents = files.with_checksums(contents)
        for name, content in contents.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        sizes = {name: len(content) for name, content in sorted(contents.items())}
        say("site")
        with contextlib.suppress(MissingExtra):  # a release without the site is a release
            sizes["site/"] = sum(render.write(dataset, folder / "site").values())
    return sizes


def _summary(dataset: Dataset, report: ValidationReport) -> bytes:
    summary = {
        "triples": {layer: len(quads) for layer, quads in dataset.layers.items()},
        "checks": report.checks,
        "results": len(report.results),
        "conforms": report.conforms,
    }
    return (json.dumps(summary, indent=1) + "\n").encode()
