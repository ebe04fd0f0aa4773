"""Assembly: the files of a release from a dataset, in every format, with descriptions that are checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import pyoxigraph as ox

from exordf import export
from exordf.dataset import mappings
from exordf.errors import MissingExtra
from exordf.ontology import rule_checks
from exordf.rdf.reader import serialize as to_bytes
from exordf.release import data_package, dcat, documents, manifest, ro_crate
from exordf.release.manifest import File
from exordf.static_site import freeze
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from exordf.api import Dataset
    from exordf.claims.differences import Difference
    from exordf.export import Format, Source
    from exordf.ontology.rule_checks import Outcome
    from exordf.shacl.report import ValidationReport

_Answer = TypeVar("_Answer")
SITE = "site"
_START = f"{SITE}/index.html"
CHECKSUMS = {"checksums.sha256": "anyone: the SHA-256 of every file, for sha256sum -c"}


@dataclass(frozen=True)
class ReleaseChecks:
    """The results of the checks before a release; `changes` is None without an earlier release to compare with."""

    report: ValidationReport
    outcomes: Sequence[Outcome]
    changes: Sequence[Difference] | None


class Step(Protocol):
    """Does a piece of work, shows its name and records its time."""

    def __call__(self, name: str, work: Callable[[], _Answer]) -> _Answer:
        """Return the result of the work."""
        ...


def assemble(
    dataset: Dataset, formats: Sequence[Format], checks: ReleaseChecks, step: Step, *, site: bool = True
) -> tuple[dict[str, bytes], tuple[Outcome, ...]]:
    """Every file of the release by name, except the checksums, and the outcomes of all checks, also of the release.

    The first page of the site is described, and stands for the others.

    Raises MissingExtra, which names the formats, where some of them need a library that is not installed.
    """
    source = dataset.as_source()
    about = source.about
    files = _exported(source, formats, step)
    pages = {f"{SITE}/{name}": page for name, page in (step(SITE, lambda: _site(dataset)) if site else {}).items()}
    if site:
        files.append(File(_START, pages[_START], "people with a browser: everything as pages, without a network"))
    files = [*_records(dataset, checks, files), *files, *documents.changes(about, checks.changes, dataset.prefixes)]

    def describe() -> tuple[dict[str, File], tuple[Outcome, ...]]:
        drafted = _checked(dcat.quads(source, files))
        described = [*files, *documents.fair((*checks.outcomes, *drafted)), documents.licence(about)]
        package = data_package.descriptor(about, manifest.by_name(described))
        described += [File(data_package.NAME, package, data_package.ABOUT)]
        purposes = (
            {file.name: file.about for file in described}
            | {dcat.NAME: dcat.ABOUT, ro_crate.NAME: ro_crate.ABOUT}
            | CHECKSUMS
        )
        left_out = sorted(export.formats().keys() - {form.name for form in formats}) + ([] if site else [SITE])
        described += [documents.readme(about, purposes, left_out)]
        quads = dcat.quads(source, described)
        named = manifest.by_name([*described, File(dcat.NAME, dcat.turtle(source, quads), dcat.ABOUT)])
        content = ro_crate.metadata(about, list(named.values()), CHECKSUMS)
        named[ro_crate.NAME] = File(ro_crate.NAME, content, ro_crate.ABOUT)
        return named, (*checks.outcomes, *_checked(quads))

    named, outcomes = step("describe", describe)
    return dict(sorted((pages | {name: file.content for name, file in named.items()}).items())), outcomes


def _exported(source: Source, formats: Sequence[Format], step: Step) -> list[File]:
    files: list[File] = []
    missing: dict[str, MissingExtra] = {}
    for form in formats:
        try:
            contents = step(f"export {form.name}", lambda form=form: form.write(source))  # type: ignore[misc]
        except MissingExtra as error:
            missing[form.name] = error
        else:
            files += manifest.place_files(form.name, contents, form.purpose)
    if missing:
        raise _missing_error(missing)
    return files


def _site(dataset: Dataset) -> dict[str, bytes]:
    try:
        return freeze.pages(dataset)
    except MissingExtra as error:
        raise _missing_error({SITE: error}) from None


def _missing_error(missing: Mapping[str, MissingExtra]) -> MissingExtra:
    """One error for all formats that cannot be written: what to install, or how to do without them."""
    needs = ", ".join(f"{error.package} for {name}" for name, error in missing.items())
    extras = ",".join(sorted({error.extra for error in missing.values()}))
    error = MissingExtra(needs, extras)
    without = " ".join(f"--without {name}" for name in missing)
    error.mend = f"{error.mend}\nOr leave them out of the release: {without}. Nothing was written."
    return error


def _records(dataset: Dataset, checks: ReleaseChecks, exported: Sequence[File]) -> list[File]:
    """The records of the build: the report of the shapes, the counts, and the mappings as they are."""
    summary = {
        "version": dataset.as_source().about.version,
        "triples": {layer: len(quads) for layer, quads in dataset.layers.items()},
        "shape checks": checks.report.checks,
        "results": len(checks.report.results),
        "conforms": checks.report.conforms,
        "rules passed": sum(outcome.passes for outcome in checks.outcomes),
    }
    content = to_bytes(checks.report.quads(), ox.RdfFormat.TURTLE, dataset.prefixes.table)
    files = [
        File("validation-report.ttl", content, "validators: the SHACL report of the data"),
        File("summary.json", (json.dumps(summary, indent=1) + "\n").encode(), "scripts: counts and results"),
    ]
    path = dataset.home / "data" / mappings.FILE
    if path.is_file() and not any(file.name.endswith(mappings.FILE) for file in exported):
        files += [File(mappings.FILE, path.read_bytes(), "mapping tools: every link outward, in SSSOM")]
    return files


def _checked(quads: Iterable[ox.Quad]) -> list[Outcome]:
    store = OxigraphStore()
    store.load(quads)
    return rule_checks.run(store, rule_checks.RELEASE)
