"""The command line: its verbs, their options and help, and the one place where errors turn into words."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from exordf import link_verbs, present, release_verbs, verbs
from exordf.errors import ExordfError
from exordf.names import did_you_mean
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WRONG_USE, STOPPED = 2, 130


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
        # Whoever read us has seen enough; Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return verbs.FINE
    return code


class _Parser(argparse.ArgumentParser):
    """Says what was meant when a verb or a choice is misspelt."""

    def error(self, message: str) -> NoReturn:
        if "invalid choice" in message:
            wrong = message.partition("invalid choice: '")[2].partition("'")[0]
            known = [name for action in self._actions if action.choices for name in map(str, action.choices)]
            message = f'"{wrong}" is not one of: {", ".join(known)}'
            offer = did_you_mean(wrong, known)
            message += f"\n{offer}" if offer else ""
        sys.stderr.write(f"error: {message}\n`{self.prog} --help` tells more.\n")
        sys.exit(WRONG_USE)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Rich's formatter where help is asked for; a query does not wait for it to be imported."""
    if not {"-h", "--help"} & set(sys.argv):
        return argparse.RawDescriptionHelpFormatter(prog)
    from rich_argparse import RawDescriptionRichHelpFormatter  # noqa: PLC0415 - see above

    return RawDescriptionRichHelpFormatter(prog)


def _parser() -> _Parser:
    parser = _Parser(
        prog="exordf",
        description="What a review says of exosomes between muscle and bone: claims to query, check and export.",
        epilog="Exit codes: 0 fine, 1 the data has violations, 2 wrong use or unreadable input.",
        formatter_class=_formatter,
    )
    parser.add_argument("--version", action="version", version=f"exordf {__version__}")
    places = parser.add_subparsers(metavar="VERB", required=True, parser_class=_Parser)

    def verb(name: str, does: Callable[[argparse.Namespace], int], summary: str, more: str) -> argparse.ArgumentParser:
        added = places.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.\n\n{more}",
            formatter_class=_formatter,
        )
        added.add_argument(
            "--data",
            "--store",
            dest="data",
            type=_data,
            metavar="FOLDER|URL",
            help="data of your own instead of the packaged data: a folder, or a SPARQL endpoint that holds it",
        )
        added.set_defaults(verb=does)
        return added

    _to_look(verb)
    _to_check(verb)
    _to_link(verb)
    _to_compare(verb)
    _to_make(verb)
    return parser


def _to_look(verb: Callable[..., argparse.ArgumentParser]) -> None:
    added = verb(
        "query",
        verbs.query,
        "ask a question",
        "Examples:\n"
        "  exordf query what-inhibits -p process='bone formation'\n"
        "  exordf query my.rq --format csv\n"
        "  echo 'SELECT ...' | exordf query -",
    )
    added.add_argument("what", metavar="NAME|FILE.rq|-", help="a named query, a file, or - for standard input")
    added.add_argument(
        "-p",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of a named query: an IRI, a CURIE, a label, a number",
    )
    added.add_argument(
        "--with",
        action="append",
        default=[],
        dest="beside",
        metavar="FILE",
        help="load this beside the data: RDF, .obo, .gaf or .gpad (may be given again)",
    )
    _format(added)
    added = verb(
        "queries", verbs.queries, "list the named queries", "With what each answers and the parameters that it takes."
    )
    _language(added)
    added = verb(
        "show",
        verbs.show,
        "tell everything about one thing",
        "A term, a claim, a sentence, a reference: by IRI, CURIE, label or number.\n\n"
        "Examples:\n"
        "  exordf show miR-214-3p\n"
        "  exordf show claim:2.1-10b\n"
        "  exordf show 破骨细胞 --language zh",
    )
    added.add_argument("name", metavar="TERM|CLAIM|...", help="what to show")
    _language(added)
    added = verb("stats", verbs.stats, "count what there is", "Records by class and entities by kind.")
    _format(added)


def _to_check(verb: Callable[..., argparse.ArgumentParser]) -> None:
    added = verb(
        "validate",
        verbs.validate,
        "check data against the shapes",
        "The packaged data, or files of your own on top of it: a subject that they describe replaces the packaged\n"
        "one, and only their subjects are reported. Every result names file and line.",
    )
    added.add_argument("paths", nargs="*", metavar="FILE|FOLDER", help="files of your own")
    added.add_argument(
        "--engine", choices=("sparql", "pyshacl"), default="sparql", help="ours, or the reference (default: sparql)"
    )
    _format(added)
    _language(added)
    added = verb(
        "coverage",
        verbs.coverage,
        "tell how much of each section is encoded",
        "Sentences in print and on record, what they do, claims, gaps, references. Exit code 1 if anything is missing.",
    )
    _format(added)
    added = verb(
        "review",
        verbs.review,
        "hold the anchors against an article that you own",
        "`exordf review verify ARTICLE.txt` says which sentences on record the article has and which not, whatever\n"
        "its line breaks and citation marks. Exit code 1 if one is not found.",
    )
    added.add_argument("action", choices=("verify",), help="what to do with the article")
    added.add_argument("article", type=Path, metavar="ARTICLE.txt", help="the article as plain text")
    _format(added)
    added = verb(
        "reason",
        verbs.reason,
        "let HermiT look at the ontology",
        "Whether it is consistent, which classes cannot exist and by which axioms, and which parents it infers.",
    )
    added.add_argument("paths", nargs="*", metavar="FILE|FOLDER", help="axioms of your own, on top")
    added = verb(
        "checks",
        release_verbs.check,
        "hold the ontology against the rules of FOOPS!, the OBO dashboard and ROBOT's report",
        "Each rule is a query that must find nothing. Those that need the network or a registry are not asked;\n"
        "FAIR.md of a release lists them with the reason. Exit code 1 if a check finds something.",
    )
    _format(added)
    _language(added)


def _to_link(verb: Callable[..., argparse.ArgumentParser]) -> None:
    added = verb(
        "link",
        link_verbs.link,
        "hold the links to other ontologies against their releases, or make the modules",
        "`exordf link check` holds the mappings against the modules that are kept; with releases, both against those:\n"
        "terms gone, merged, obsolete, relabelled, reparented. Exit code 1 if anything changed.\n"
        "`exordf link extract` makes the modules: the linked terms of each release, and all above them.\n\n"
        "Releases: .obo, .owl, .json (OBO Graph), .tsv[.gz] (a table of terms), .yaml (a LinkML schema).",
    )
    added.add_argument("action", choices=("check", "extract"), help="what to do")
    added.add_argument("releases", nargs="*", type=Path, metavar="RELEASE", help="files of external ontologies")
    added.add_argument("--out", type=Path, metavar="FOLDER", help="where modules go (default: ontology/imports)")
    _format(added)
    added = verb(
        "match",
        link_verbs.match,
        "find what the review says of the names in a table of yours",
        "MicroRNAs by miRBase name or accession, genes by symbol, Ensembl or NCBI Gene, anything by label or CURIE.\n"
        "A name that nothing bears keeps its row, with what it may be.\n\n"
        "Example: exordf match differential-expression.csv --column miRNA --format csv",
    )
    added.add_argument("table", type=Path, metavar="FILE.csv", help="a table with a header, as CSV or TSV")
    added.add_argument("--column", metavar="NAME", help="the column of the names (default: the first)")
    _format(added)


def _to_compare(verb: Callable[..., argparse.ArgumentParser]) -> None:
    added = verb(
        "diff",
        release_verbs.diff,
        "tell what changed between two releases, record by record",
        "Claims, terms, references, findings and so on: new, changed (which property, from what to what), withdrawn.\n"
        "OLD and NEW are each the folder of a release, an exported RDF file, a folder of data, or a SPARQL endpoint.\n"
        "Exit code 0 if nothing differs, 1 if something does.\n\n"
        "Example: exordf diff release-before/ dist/ --format csv",
    )
    added.add_argument("old", type=_data, metavar="OLD", help="the earlier one")
    added.add_argument("new", type=_data, metavar="NEW", help="the later one")
    _format(added)


def _to_make(verb: Callable[..., argparse.ArgumentParser]) -> None:
    added = verb(
        "build",
        verbs.build,
        "build the release",
        "Load, compare, reason, validate, check, export, describe. The folder is replaced as a whole, or not at all;\n"
        "where a library for some format is missing, the error says which, and nothing is written.",
    )
    added.add_argument("--out", type=Path, default=Path("dist"), metavar="FOLDER", help="where to (default: dist)")
    added.add_argument(
        "--previous",
        type=_data,
        metavar="RELEASE",
        help="the release before (its folder, or an RDF file of it), to tell what changed since",
    )
    added.add_argument(
        "--without", action="append", default=[], metavar="FORMAT", help="leave a format out (may be given again)"
    )
    added = verb(
        "push",
        verbs.push_to,
        "load the data into a SPARQL server",
        "By the Graph Store Protocol, in chunks, with the views. Run again it changes nothing, or goes on.\n"
        "URL is the address for queries, with user and password if need be; those for updates and graphs are found\n"
        "beside it (Oxigraph, Fuseki, Virtuoso, GraphDB) or said.\n\n"
        "Example: exordf push http://localhost:3030/exordf/query --graph https://example.org/exordf",
    )
    added.add_argument("url", metavar="URL", help="the address of the server for queries")
    added.add_argument("--graph", metavar="IRI", help="into this graph (default: the default graph)")
    added.add_argument("--update-url", metavar="URL", help="the address for updates")
    added.add_argument("--graph-url", metavar="URL", help="the address of the Graph Store Protocol")
    added.add_argument("--token", metavar="TOKEN", help="a bearer token")
    added.add_argument("--replace", action="store_true", help="first remove what the graph holds")
    added.add_argument("--dry-run", action="store_true", help="tell what would be sent, and send nothing")
    added = verb(
        "export",
        verbs.export_as,
        "write the data in another format",
        "Without a format, or with --list: what each format is for, and what it loses.",
    )
    added.add_argument("form", nargs="?", metavar="FORMAT", help="one of the formats listed")
    added.add_argument(
        "--out",
        type=Path,
        metavar="FILE|FOLDER",
        help="where to (default: standard output); a folder for formats of several files",
    )
    added.add_argument(
        "--select",
        metavar="FILE.rq|-",
        help="only the claims in the first column of this query, and what they rest on",
    )
    added.add_argument("--list", action="store_true", help="list the formats")


def _data(said: str) -> Path | str:
    return said if "://" in said else Path(said)


def _language(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "--language", choices=("en", "zh"), default="en", help="language of labels and messages (default: en)"
    )


def _format(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "--format", choices=present.FORMATS, default="table", help="how to write the answer (default: table)"
    )


if __name__ == "__main__":
    main()
