"""Assembly: the files of a release from a dataset, every format, what describes them, and the checks of that."""

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
from exordf.release import data_package, dcat, documents, manifest, metadata, ro_crate
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
    """What is known of a dataset before it is released; `changes` is None where it is the first or nobody compared."""

    report: ValidationReport
    outcomes: Sequence[Outcome]
    changes: Sequence[Difference] | None


class Step(Protocol):
    """Does a piece of work, tells its name and keeps its time."""

    def __call__(self, name: str, work: Callable[[], _Answer]) -> _Answer:
        """Give back what the work gives back."""
        ...


def assemble(
    dataset: Dataset, wanted: Sequence[Format], known: ReleaseChecks, step: Step, *, site: bool = True
) -> tuple[dict[str, bytes], tuple[Outcome, ...]]:
    """Every file of the release by name, but for the checksums, and the outcomes of all checks, those of it included.

    Of the site the page where it starts is described, and stands for the others.

    Raises MissingExtra, which names the formats, where some of those wanted need a library that is not installed.
    """
    source = dataset.as_source()
    made = _exported(source, wanted, step)
    pages = {f"{SITE}/{name}": page for name, page in (step(SITE, lambda: _site(dataset)) if site else {}).items()}
    if site:
        made.append(File(_START, pages[_START], "people with a browser: everything as pages, without a network"))
    about = metadata.release_metadata(source)
    made = [*_records(dataset, known, made), *made, *documents.changes(about, known.changes, dataset.prefixes)]

    def describe() -> tuple[dict[str, File], tuple[Outcome, ...]]:
        drafted = _checked(dcat.quads(source, about, made))
        every = (*known.outcomes, *drafted)
        read = [*made, *documents.fair(every), documents.licence(about)]
        read += [File(data_package.NAME, data_package.descriptor(about, manifest.by_name(read)), data_package.ABOUT)]
        listed = (
            {file.name: file.about for file in read}
            | {dcat.NAME: dcat.ABOUT, ro_crate.NAME: ro_crate.ABOUT}
            | CHECKSUMS
        )
        left_out = sorted(export.formats().keys() - {form.name for form in wanted}) + ([] if site else [SITE])
        read += [documents.readme(about, listed, left_out)]
        described = dcat.quads(source, about, read)
        whole = manifest.by_name([*read, File(dcat.NAME, dcat.turtle(source, described), dcat.ABOUT)])
        content = ro_crate.metadata(about, list(whole.values()), CHECKSUMS)
        whole[ro_crate.NAME] = File(ro_crate.NAME, content, ro_crate.ABOUT)
        return whole, (*known.outcomes, *_checked(described))

    named, every = step("describe", describe)
    return dict(sorted((pages | {name: file.content for name, file in named.items()}).items())), every


def _exported(source: Source, wanted: Sequence[Format], step: Step) -> list[File]:
    made: list[File] = []
    missing: dict[str, MissingExtra] = {}
    for form in wanted:
        try:
            written = step(f"export {form.name}", lambda form=form: form.write(source))  # type: ignore[misc]
        except MissingExtra as error:
            missing[form.name] = error
        else:
            made += manifest.place_files(form.name, written, form.purpose)
    if missing:
        raise _whole_or_not(missing)
    return made


def _site(dataset: Dataset) -> dict[str, bytes]:
    try:
        return freeze.pages(dataset)
    except MissingExtra as error:
        raise _whole_or_not({SITE: error}) from None


def _whole_or_not(missing: Mapping[str, MissingExtra]) -> MissingExtra:
    """One error for all formats that cannot be made: what to install, or how to do without them."""
    needs = ", ".join(f"{error.package} for {name}" for name, error in missing.items())
    extras = ",".join(sorted({error.extra for error in missing.values()}))
    error = MissingExtra(needs, extras)
    leave = " ".join(f"--without {name}" for name in missing)
    error.mend = f"{error.mend}\nOr leave them out of the release: {leave}. Nothing was written."
    return error


def _records(dataset: Dataset, known: ReleaseChecks, exported: Sequence[File]) -> list[File]:
    """What a release says of itself in files: the report of the shapes, the counts, the links as they are kept."""
    summary = {
        "version": dataset.as_source().about.version,
        "triples": {layer: len(quads) for layer, quads in dataset.layers.items()},
        "shape checks": known.report.checks,
        "results": len(known.report.results),
        "conforms": known.report.conforms,
        "rules passed": sum(outcome.passes for outcome in known.outcomes),
    }
    content = to_bytes(known.report.quads(), ox.RdfFormat.TURTLE, dataset.prefixes.table)
    made = [
        File("validation-report.ttl", content, "validators: the SHACL report of the data"),
        File("summary.json", (json.dumps(summary, indent=1) + "\n").encode(), "scripts: counts and results"),
    ]
    path = dataset.home / "data" / mappings.FILE
    if path.is_file() and not any(file.name.endswith(mappings.FILE) for file in exported):
        made += [File(mappings.FILE, path.read_bytes(), "mapping tools: every link outward, in SSSOM")]
    return made


def _checked(described: Iterable[ox.Quad]) -> list[Outcome]:
    store = OxigraphStore()
    store.load(described)
    return rule_checks.run(store, rule_checks.RELEASE)
