"""The command line: the verb that is asked for, its help, and the one place where errors turn into words."""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from exordf.cli import options as shared
from exordf.cli import verbs
from exordf.errors import ExordfError, Place, visible
from exordf.rdf.prefixes import did_you_mean
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave: 0 fine, 1 the data has violations, 2 wrong use or unreadable input.

    All that was to be written has been when `run` returns, so nothing is taken down piece by piece: modules and a store
    that was only read would take as long again as the answer of a query.
    """
    gc.disable()  # what is loaded until the verb runs stays
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(newline="")  # the lines of CSV end as they are written, on every system
    code = run(arguments)
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(words).parse_args(words)
    gc.freeze()
    gc.enable()
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except ExordfError as problem:
        sys.stderr.write(_told(problem))
        return verbs.WRONG_USE
    except (MemoryError, RecursionError, OSError) as problem:
        if isinstance(problem, BrokenPipeError):
            # Whoever read us has seen enough; Python would complain once more when it closes standard output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return verbs.FINE
        sys.stderr.write(_told(_by_the_system(problem)))
        return verbs.WRONG_USE
    except KeyboardInterrupt:
        sys.stderr.write("stopped; nothing was changed\n")
        return verbs.STOPPED
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
        sys.stderr.write(f"error: {visible(message)}\n`{self.prog} --help` tells more.\n")
        sys.exit(verbs.WRONG_USE)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Rich's formatter where help is asked for; a query does not wait for it to be imported."""
    if not {"-h", "--help"} & set(sys.argv):
        return argparse.RawDescriptionHelpFormatter(prog, width=80)  # to ask for the window's takes loading shutil
    from rich_argparse import RawDescriptionRichHelpFormatter  # noqa: PLC0415 - see above

    return RawDescriptionRichHelpFormatter(prog)


def _parser(words: Sequence[str]) -> _Parser:
    parser = _Parser(
        prog="exordf",
        description="What a review says of exosomes between muscle and bone: claims to query, check and export.",
        epilog="Exit codes: 0 fine, 1 the data has violations, 2 wrong use or unreadable input.",
        formatter_class=_formatter,
    )
    parser.add_argument("--version", action="version", version=f"exordf {__version__}")
    places = parser.add_subparsers(metavar="VERB", required=True, parser_class=_Parser)
    for name in _needed(words):
        verb = verbs.verb(name)
        added = places.add_parser(
            name,
            help=verb.SUMMARY,
            description=f"{verb.SUMMARY[0].upper()}{verb.SUMMARY[1:]}.\n\n{verb.MORE}",
            formatter_class=_formatter,
        )
        shared.data(added, makes_a_store=name == "build")
        verb.options(added)
        added.set_defaults(run=verb.run)
    return parser


def _needed(words: Sequence[str]) -> Iterable[str]:
    """The verbs of which this run has to know: the one asked for; all where help, or what is wrong, must name them."""
    if list(words) == ["--version"]:
        return ()
    known = verbs.names()
    return words[:1] if words and words[0] in known else known


def _by_the_system(problem: MemoryError | RecursionError | OSError) -> ExordfError:
    """The error for what nothing above could name better."""
    if isinstance(problem, MemoryError):
        return ExordfError("there is not enough memory for this", mend="Give it less at once, or more memory.")
    if isinstance(problem, RecursionError):
        return ExordfError("this is nested too deep", mend="Take apart what stands inside one another.")
    place = Place(Path(problem.filename)) if isinstance(problem.filename, str) else None
    return ExordfError((problem.strerror or str(problem)).lower(), place=place, mend="Check the path, and the disk.")


def _told(problem: ExordfError) -> str:
    """One sentence: where, what, and the mend on a line of its own."""
    word = "\033[31merror\033[0m" if sys.stderr.isatty() else "error"
    return f"{word}: {problem}\n"


if __name__ == "__main__":
    main()
