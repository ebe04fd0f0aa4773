"""The verbs: each is one call on a dataset and one on what people see, and gives back its exit code."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import differences, export, files, present
from exordf.build import build as build_release
from exordf.dataset import Dataset
from exordf.errors import InputError, Place
from exordf.names import OWL, RDFS
from exordf.push import push
from exordf.remote import Addresses, RemoteStore
from exordf.rows import text
from exordf.turtle import write as to_bytes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from exordf.build import Built
    from exordf.rows import Rows

FINE, VIOLATIONS = 0, 1


def build(options: argparse.Namespace) -> int:
    with present.working("build") as say:
        built = build_release(options.data, options.out, say, previous=options.previous, without=options.without)
    sys.stdout.write(_summary(built))
    return FINE if built.sound else VIOLATIONS


def validate(options: argparse.Namespace) -> int:
    with present.working("validate"):
        if len(options.paths) == 1 and (Path(options.paths[0]) / "ontology").is_dir():
            dataset = Dataset.open(options.paths[0])
        else:
            dataset = Dataset.open(options.data)
            dataset = dataset.with_files(options.paths) if options.paths else dataset
        report = dataset.validate(engine=options.engine)
    if options.format == "turtle":
        sys.stdout.write(to_bytes(report.quads(), ox.RdfFormat.TURTLE, dataset.prefixes.table).decode())
    elif options.format == "table":
        sys.stdout.write(present.report(report, dataset.prefixes, language=options.language))
    else:
        sys.stdout.write(
            present.answer(present.report_rows(report, options.language), dataset.prefixes, options.format)
        )
    return FINE if report.conforms else VIOLATIONS


def query(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    dataset = dataset.with_files(options.beside) if options.beside else dataset
    if options.what in dataset.queries:
        rows = dataset.ask(options.what, **_parameters(options.p))
    else:
        if options.p:
            raise InputError(
                "-p sets a parameter of a named query", mend="Write the value into your own query instead."
            )
        rows = _ask(dataset, options.what)
    sys.stdout.write(present.answer(rows, dataset.prefixes, options.format))
    return FINE


def queries(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    for name, named in dataset.queries.items():
        sys.stdout.write(present.heading(name))
        sys.stdout.write(
            f"  {named.title.get(options.language, '')}\n  {named.description.get(options.language, '')}\n"
        )
        if named.endpoint:
            sys.stdout.write(f"    asks {named.endpoint}, so it needs the network\n")
        for parameter in named.parameters.values():
            sys.stdout.write(f"    -p {parameter.name}={parameter.default}  ({parameter.type}) {parameter.meaning}\n")
    return FINE


def show(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    thing = dataset.find(options.name)
    tables = dataset.show(options.name, options.language)
    sys.stdout.write(present.heading(f"{dataset.prefixes.curie(thing)}  <{thing.value}>").lstrip("\n"))
    for title, rows in tables.items():
        sys.stdout.write(present.heading(title) + present.answer(rows, dataset.prefixes))
    return FINE


def stats(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    sys.stdout.write(present.answer(dataset.ask("counts"), dataset.prefixes, options.format))
    return FINE


def coverage(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    rows = dataset.ask("coverage")
    sys.stdout.write(present.answer(rows, dataset.prefixes, options.format))
    totals = {name: sum(row[name] for row in rows.to_dicts()) for name in rows.columns[1:]}  # type: ignore[misc]
    if options.format == "table":
        sys.stdout.write(
            f"\n{totals['recorded']} of {totals['sentences']} sentences, {totals['claims']} claims, "
            f"{totals['gaps']} gaps; {totals['without_claims']} sentences lack their claims\n"
        )
    complete = totals["recorded"] == totals["sentences"] and not totals["without_claims"]
    return FINE if complete else VIOLATIONS


def review(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    rows = dataset.verify(_read(options.article))
    missing = [row for row in rows if text(row["found"]) != "true"]
    if options.format == "table":
        cells = [[present.cell(term, dataset.prefixes) for term in row[:2]] for row in missing]
        sys.stdout.write(f"{len(rows) - len(missing)} of {len(rows)} sentences found in {options.article}\n")
        sys.stdout.write(present.table(("section", "not found"), cells) if missing else "")
    else:
        sys.stdout.write(present.answer(rows, dataset.prefixes, options.format))
    return VIOLATIONS if missing else FINE


def reason(options: argparse.Namespace) -> int:
    with present.working("reason"):
        dataset = Dataset.open(options.data)
        dataset = dataset.with_files(options.paths) if options.paths else dataset
        found = dataset.reason()
    stated = ("ontology", "own", "imports", "links")
    asserted = {
        (quad.subject, quad.object)
        for layer in stated
        for quad in dataset.layers.get(layer, [])
        if quad.predicate.value in (f"{RDFS}subClassOf", f"{OWL}equivalentClass")
    }
    foreign = {quad.subject for quad in dataset.layers.get("imports", [])}
    asserted |= {(low, high) for low, parents in found.parents.items() for high in parents if {low, high} & foreign}
    sys.stdout.write(present.hierarchy(found, dataset.prefixes.curie, asserted))  # type: ignore[arg-type]
    return FINE if found.coherent else VIOLATIONS


def push_to(options: argparse.Namespace) -> int:
    addresses = Addresses.of(options.url, options.update_url, options.graph_url)
    store = RemoteStore(addresses, options.graph, options.token)
    quads = list(Dataset.open(options.data).store.quads())
    target = f"graph <{options.graph}>" if options.graph else "default graph"
    if options.dry_run:
        sys.stdout.write(f"{len(quads):,} triples would go to {addresses.graphs}, {target}\n")
        return FINE
    with present.working("push") as say:
        pushed = push(
            quads, store, replace=options.replace, say=lambda done, whole: say(f"push {done:,} of {whole:,} triples")
        )
    sys.stdout.write(
        f"{pushed.triples:,} triples in {pushed.requests} requests; the {target} now holds {pushed.stored:,}\n"
    )
    return FINE


def export_as(options: argparse.Namespace) -> int:
    if options.list or options.form is None:
        listed = [(form.name, form.purpose, form.loses) for form in export.formats().values()]
        sys.stdout.write(present.table(("format", "for", "loses"), listed))
        return FINE
    export.format_of(options.form)
    dataset = Dataset.open(options.data)
    if options.out is not None:
        dataset.export(options.form, options.out, select=_selection(options.select))
        return FINE
    written = dataset.export(options.form, select=_selection(options.select))
    if len(written) > 1:
        raise InputError(
            f'the format "{options.form}" has several files: {", ".join(written)}', mend="Name a folder with --out."
        )
    sys.stdout.buffer.write(*written.values())
    return FINE


def _selection(said: str | None) -> str | None:
    """The query that selects claims: the text of a file or, with `-`, of standard input."""
    if said is None:
        return None
    return sys.stdin.read() if said == "-" else _read(Path(said))


def _summary(built: Built) -> str:
    total = ("together", sum(built.seconds.values()))
    parts = [
        present.heading("triples by layer").lstrip("\n"),
        present.table(("layer", "triples"), [(k, f"{v:,}") for k, v in built.triples.items()]),
    ]
    parts += [
        present.heading("time by step"),
        present.table(("step", "seconds"), [(k, f"{v:.2f}") for k, v in (*built.seconds.items(), total)]),
    ]
    violations = sum(1 for result in built.report.results if result.severity.value.endswith("Violation"))
    parts += [present.heading(f"{built.claims} claims, {built.report.checks:,} checks, {violations} violations")]
    if not built.hierarchy.coherent:
        parts.append("the ontology is not coherent: `exordf reason` says why\n")
    parts += [
        f"{sum(outcome.passes for outcome in built.checks)} of {len(built.checks)} checks of other people's pass\n"
    ]
    if built.changes is not None:
        parts += [f"since the release before: {differences.counted(built.changes)}\n"]
    parts += [f"{line}\n" for line in built.faults]
    if built.report.results:
        parts.append(present.report(built.report, built.prefixes))
    if built.out is None:
        parts.append("nothing was written: mend what is said above and build again\n")
    else:
        parts.append(
            present.table(("file", "bytes"), [(str(built.out / k), f"{v:,}") for k, v in built.written.items()])
        )
    return "".join(parts)


def _parameters(pairs: Sequence[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f'"-p {pair}" has no value', mend=f"Write -p {name}=VALUE.")
        values[name] = value
    return values


def _ask(dataset: Dataset, what: str) -> Rows:
    """The answer of a query in a file; where it is not well formed the error names the file."""
    try:
        return dataset.query(_query_text(what, dataset))
    except InputError as error:
        if error.place is None or what == "-" or error.place.path != Path("query"):
            raise
        raise InputError(error.what, place=replace(error.place, path=Path(what)), mend=error.mend) from error


def _query_text(what: str, dataset: Dataset) -> str:
    if what == "-":
        return sys.stdin.read()
    path = Path(what)
    if path.suffix not in (".rq", ".sparql") and not path.exists():
        dataset.ask(what)  # no such query either: says so, with the nearest
    return _read(path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise files.unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text", place=Place(path), mend="Save it as UTF-8 and run it again.") from error
