"""The command line: each verb is one call on a dataset and one on what people see."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pyoxigraph as ox

from exordf import export, files, present
from exordf.build import build as build_release
from exordf.dataset import Dataset
from exordf.errors import ExordfError, InputError
from exordf.names import RDFS, did_you_mean
from exordf.turtle import write as to_bytes
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exordf.build import Built

FINE, VIOLATIONS, WRONG_USE, STOPPED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave: 0 fine, 1 the data has violations, 2 wrong use or unreadable input."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.verb(options)
        sys.stdout.flush()
    except ExordfError as problem:
        sys.stderr.write(present.error(problem))
        return WRONG_USE
    except KeyboardInterrupt:
        sys.stderr.write("stopped; nothing was changed\n")
        return STOPPED
    except BrokenPipeError:
        # Whoever read us has seen enough. Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code if "code" in locals() else FINE


def build(options: argparse.Namespace) -> int:
    with present.working("build") as say:
        built = build_release(options.data, options.out, say)
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
        sys.stdout.write(present.answer(present.report_rows(report, options.language), dataset.prefixes, options.format))
    return FINE if report.conforms else VIOLATIONS


def query(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    if options.what in dataset.queries:
        rows = dataset.ask(options.what, **_parameters(options.p))
    else:
        if options.p:
            raise InputError("-p sets a parameter of a named query", mend="Write the value into your own query instead.")
        rows = dataset.query(_query_text(options.what, dataset))
    sys.stdout.write(present.answer(rows, dataset.prefixes, options.format))
    return FINE


def queries(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    for name, named in dataset.queries.items():
        sys.stdout.write(present.heading(name))
        sys.stdout.write(f"  {named.title.get(options.language, '')}\n  {named.description.get(options.language, '')}\n")
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


def reason(options: argparse.Namespace) -> int:
    with present.working("reason"):
        dataset = Dataset.open(options.data)
        dataset = dataset.with_files(options.paths) if options.paths else dataset
        found = dataset.reason()
    layers = dataset.layers
    asserted = {
        (quad.subject, quad.object)
        for layer in ("ontology", "own")
        for quad in layers.get(layer, [])
        if quad.predicate.value == f"{RDFS}subClassOf"
    }
    sys.stdout.write(present.hierarchy(found, dataset.prefixes.curie, asserted))  # type: ignore[arg-type]
    return FINE if found.coherent else VIOLATIONS


def export_(options: argparse.Namespace) -> int:
    if options.list or options.format_name is None:
        sys.stdout.write(present.table(("format", "for"), list(export.formats().items())))
        return FINE
    export.format_of(options.format_name)
    content = Dataset.open(options.data).export(options.format_name, options.out)
    if options.out is None:
        sys.stdout.buffer.write(content)
    return FINE


def _summary(built: Built) -> str:
    parts = [present.heading("triples by layer").lstrip("\n"), present.table(("layer", "triples"), [(k, f"{v:,}") for k, v in built.triples.items()])]
    parts += [present.heading("time by step"), present.table(("step", "seconds"), [(k, f"{v:.2f}") for k, v in built.seconds.items()])]
    violations = sum(1 for result in built.report.results if result.severity.value.endswith("Violation"))
    parts += [present.heading(f"{built.claims} claims, {built.report.checks:,} checks, {violations} violations")]
    if not built.hierarchy.coherent:
        parts.append("the ontology is not coherent: `exordf reason` says why\n")
    parts += [f"{line}\n" for line in built.disagreements]
    if built.report.results:
        parts.append(present.report(built.report, built.prefixes))
    if built.out is None:
        parts.append("nothing was written: mend what is said above and build again\n")
    else:
        parts.append(present.table(("file", "bytes"), [(str(built.out / k), f"{v:,}") for k, v in built.written.items()]))
    return "".join(parts)


def _parameters(pairs: Sequence[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f'"-p {pair}" has no value', mend=f"Write -p {name}=VALUE.")
        values[name] = value
    return values


def _query_text(what: str, dataset: Dataset) -> str:
    if what == "-":
        return sys.stdin.read()
    path = Path(what)
    if path.suffix not in (".rq", ".sparql") and not path.exists():
        dataset.ask(what)  # no such file: says so, with the nearest named query
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise files.unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text") from error


class _Parser(argparse.ArgumentParser):
    """Says what was meant when a verb or an option is misspelt."""

    def error(self, message: str) -> NoReturn:
        if "invalid choice" in message:
            wrong = message.partition("invalid choice: '")[2].partition("'")[0]
            known = [name for action in self._actions if action.choices for name in map(str, action.choices)]
            message = f'"{wrong}" is not one of: {", ".join(known)}'
            message += f"\n{did_you_mean(wrong, known)}" if did_you_mean(wrong, known) else ""
        sys.stderr.write(f"error: {message}\n`{self.prog} --help` tells more.\n")
        sys.exit(WRONG_USE)


def _parser() -> _Parser:
    from rich_argparse import RawDescriptionRichHelpFormatter  # noqa: PLC0415 - draws help only when help is asked for

    parser = _Parser(
        prog="exordf",
        description="What a review says of exosomes between muscle and bone: claims, checked, to query, read and export.",
        epilog="Exit codes: 0 fine, 1 the data has violations, 2 wrong use or unreadable input.",
        formatter_class=RawDescriptionRichHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"exordf {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=_Parser)

    def verb(name: str, does: Callable[[argparse.Namespace], int], summary: str, more: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.\n\n{more}", formatter_class=parser.formatter_class)
        added.add_argument("--data", type=Path, metavar="FOLDER", help="a dataset of your own instead of the packaged one")
        added.set_defaults(verb=does)
        return added

    def language(added: argparse.ArgumentParser) -> None:
        added.add_argument("--language", choices=("en", "zh"), default="en", help="language of labels and messages (default: en)")

    def form(added: argparse.ArgumentParser) -> None:
        added.add_argument("--format", choices=present.FORMATS, default="table", help="how to write the answer (default: table)")

    added = verb("query", query, "ask a question", "Examples:\n  exordf query what-inhibits -p process='bone formation'\n  exordf query my.rq --format csv\n  echo 'SELECT ...' | exordf query -")
    added.add_argument("what", metavar="NAME|FILE.rq|-", help="a named query, a file, or - for standard input")
    added.add_argument("-p", action="append", default=[], metavar="NAME=VALUE", help="a parameter of a named query; an IRI, a CURIE or a label")
    form(added)
    added = verb("queries", queries, "list the named queries", "With what each answers and the parameters it takes.")
    language(added)
    added = verb("show", show, "tell everything about one thing", "A term, a claim, a sentence, a reference: by IRI, CURIE, label or number.\n\nExamples:\n  exordf show miR-214-3p\n  exordf show claim:2.1-10b\n  exordf show 破骨细胞 --language zh")
    added.add_argument("name", metavar="TERM|CLAIM|...")
    language(added)
    added = verb("stats", stats, "count what there is", "Records by class and entities by kind.")
    form(added)
    added = verb("validate", validate, "check data against the shapes", "The packaged data, or your own files on top of it; every result names file and line.")
    added.add_argument("paths", nargs="*", metavar="FILE|FOLDER")
    added.add_argument("--engine", choices=("sparql", "pyshacl"), default="sparql", help="ours, or the reference (default: sparql)")
    form(added)
    language(added)
    added = verb("reason", reason, "let HermiT look at the ontology", "Consistency, classes that cannot exist with the axioms that say so, and inferred parents.")
    added.add_argument("paths", nargs="*", metavar="FILE|FOLDER", help="axioms of your own, on top")
    added = verb("build", build, "build the release", "Load, reason, make views, validate, export. The folder is replaced as a whole, or not at all.")
    added.add_argument("--out", type=Path, default=Path("dist"), metavar="FOLDER", help="where to (default: dist)")
    added = verb("export", export_, "write the data in another format", "`exordf export --list` says what each format is for.")
    added.add_argument("format_name", nargs="?", metavar="FORMAT")
    added.add_argument("--out", type=Path, metavar="FILE", help="the file to write (default: standard output)")
    added.add_argument("--list", action="store_true", help="list the formats")
    return parser
