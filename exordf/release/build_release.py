"""The build of a release: load, compare, reason, validate, check, export, describe; a folder is replaced whole."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from exordf import files, output_files
from exordf.api import Dataset
from exordf.claims import differences
from exordf.dataset.opening import store_at
from exordf.errors import InputError, Place
from exordf.export import format_of, formats
from exordf.ontology import mapping_report, rule_checks
from exordf.rdf.prefixes import EXO, OWL, RDFS
from exordf.rdf.rows import text
from exordf.release import assembly
from exordf.release.assembly import ReleaseChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from exordf.claims.differences import Difference
    from exordf.ontology.reasoner import Hierarchy
    from exordf.ontology.rule_checks import Outcome
    from exordf.rdf.prefixes import Prefixes
    from exordf.shacl.report import ValidationReport
    from exordf.store.store_protocol import Store

_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class BuildResult:
    """The result of a build: seconds by step, triples by layer, results of the checks; `out` is None if it wrote none.

    `changes` is None without an earlier release to compare with; `written` has the size of each file in bytes.
    """

    seconds: Mapping[str, float]
    triples: Mapping[str, int]
    claims: int
    hierarchy: Hierarchy
    report: ValidationReport
    disagreements: tuple[str, ...]
    links: tuple[str, ...]
    checks: tuple[Outcome, ...]
    changes: tuple[Difference, ...] | None
    prefixes: Prefixes
    out: Path | None = None
    written: Mapping[str, int] = field(default_factory=dict)

    @property
    def faults(self) -> tuple[str, ...]:
        """The reasons other than violations why this is not released, each in one line."""
        failures = rule_checks.failures(self.checks)
        failed = tuple(f"{text(row['check'])}: {text(row['thing'])} {text(row['value'])}".rstrip() for row in failures)
        lost = (entry for entry in self.changes or () if entry.change == differences.GONE)
        return (
            *self.disagreements,
            *self.links,
            *failed,
            *(differences.lost_record_error(entry, self.prefixes) for entry in lost),
        )

    @property
    def sound(self) -> bool:
        """Whether the ontology is coherent, rules and reasoner agree, links hold, data conforms, and checks pass."""
        return self.hierarchy.coherent and self.report.conforms and not self.faults


def build(
    home: Path | Sequence[Path] | None,
    out: Path,
    say: Callable[[str], None] = lambda _: None,
    *,
    previous: str | Path | None = None,
    without: Collection[str] = (),
) -> BuildResult:
    """Build the dataset at `home`, one folder or several (by default the packaged one), into the folder `out`.

    `previous` is the previous release, to list what changed since; `without` are formats to leave out, or "site". If a
    check fails nothing is written, and an earlier `out` stays as it is.
    Raises MissingExtra where a format needs a library that is not installed, InputError where `previous` is not the
    prior version that the ontology states.
    """
    inputs = [home] if isinstance(home, Path) else [*(home or ())]
    inputs += [previous] if isinstance(previous, Path) else []
    output_files.refuse_foreign(out, inputs)
    site = assembly.SITE not in without
    left_out = {format_of(name).name for name in without if name != assembly.SITE}
    included = [form for name, form in formats().items() if name not in left_out]
    seconds: dict[str, float] = {}

    def step(name: str, work: Callable[[], _Answer]) -> _Answer:
        say(name)
        start = time.perf_counter()
        answer = work()
        seconds[name] = time.perf_counter() - start
        return answer

    dataset = step("load and make views", lambda: Dataset.load(home))
    layers = dataset.layers
    store = dataset.store.in_memory()
    changes = None if previous is None else step("compare", lambda: _changes(dataset, store, previous))
    hierarchy = step("reason", dataset.reason)
    built = BuildResult(
        seconds,
        {layer: len(quads) for layer, quads in layers.items()},
        len(dataset.store.query(f"SELECT ?claim WHERE {{ ?claim a <{EXO}Claim> }}")),
        hierarchy,
        step("validate", dataset.validate),
        _disagreements(dataset, hierarchy),
        step("check links", lambda: _broken_links(dataset)),
        tuple(step("check the ontology", lambda: rule_checks.run(store))),
        changes,
        dataset.prefixes,
    )
    if not built.sound:
        return built
    contents, outcomes = assembly.assemble(
        dataset, included, ReleaseChecks(built.report, built.checks, changes), step, site=site
    )
    built = replace(built, checks=outcomes)
    if not built.sound:
        return built
    written = step("write", lambda: output_files.write_folder(out, contents))
    return replace(built, out=out, written=written)


def _changes(dataset: Dataset, store: Store, previous: str | Path) -> tuple[Difference, ...]:
    """The changes since the previous release, which must be the one that the head of the ontology names."""
    old = store_at(previous)
    about = dataset.as_source().about
    given, stated = _version_iri(old), about.prior_ontology
    if given != stated:
        raise InputError(
            f"the previous release is stated to be {f'<{stated}>' if stated else 'none'}, but <{given}> is given",
            place=Place(files.display_path(dataset.home / "ontology" / "exordf.ttl")),
            mend=f"Write owl:priorVersion <{given}> there, with its own version, or give the release that it names.",
        )
    return tuple(differences.compare(old, store, dataset.prefixes))


def _version_iri(store: Store) -> str:
    answer = store.query(f"SELECT ?version WHERE {{ ?ontology <{OWL}versionIRI> ?version }} ORDER BY ?version LIMIT 1")
    return text(answer.terms[0][0]) if len(answer) else ""


def _disagreements(dataset: Dataset, hierarchy: Hierarchy) -> tuple[str, ...]:
    """The differences between the hierarchy of the rules and that of the reasoner, one in each line."""
    answer = dataset.store.query(
        f"SELECT ?class ?above WHERE {{ ?class <{RDFS}subClassOf> ?above ."
        " FILTER(isIRI(?class) && isIRI(?above) && ?class != ?above) }"
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
    """The mappings that disagree with our terms or with the modules, each in one line with the place of its row."""
    lines = []
    for change, term, was, now, place in mapping_report.link_changes(dataset).terms:
        changed = f'{text(change)}: {text(term)} "{text(was)}"' + (f' is now "{text(now)}"' if text(now) else "")
        lines.append(f"{text(place)}: {changed}")
    return tuple(lines)
