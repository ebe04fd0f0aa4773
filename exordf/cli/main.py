"""The command line: it finds the verb, prints help, and is the one place where errors are printed."""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from exordf.cli import verbs
from exordf.errors import ExordfError, Place, visible
from exordf.rdf.prefixes import did_you_mean
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 fine, 1 the data has violations, 2 wrong use or unreadable input.

    The output is flushed; `os._exit` then skips the teardown of the interpreter, which takes 9 of the 70 milliseconds
    of a query. Imports without garbage collection save 3 more.
    """
    gc.disable()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(newline="")  # lines of CSV end in the same way on every system
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
        sys.stderr.write(_line(problem))
        return verbs.WRONG_USE
    except (MemoryError, RecursionError, OSError) as problem:
        if isinstance(problem, BrokenPipeError):
            # The reader closed the pipe; Python would report that again when it closes standard output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return verbs.FINE
        sys.stderr.write(_line(_system_error(problem)))
        return verbs.WRONG_USE
    except KeyboardInterrupt:
        sys.stderr.write("stopped; nothing was changed\n")
        return verbs.STOPPED
    return code


class _Parser(argparse.ArgumentParser):
    """A parser with coloured help on a terminal, which suggests the nearest name for a misspelt verb or choice."""

    def format_help(self) -> str:
        """The help, as wide as the window."""
        import shutil  # noqa: PLC0415 - a query does not wait for it

        width = shutil.get_terminal_size().columns - 2
        self.formatter_class = lambda prog: argparse.RawDescriptionHelpFormatter(prog, width=width)
        text = super().format_help()
        return _coloured(text) if sys.stdout.isatty() and "\033" not in text else text

    def error(self, message: str) -> NoReturn:
        if "invalid choice" in message:
            wrong = message.partition("invalid choice: '")[2].partition("'")[0]
            choices = [name for action in self._actions if action.choices for name in map(str, action.choices)]
            message = f'"{wrong}" is not one of: {", ".join(choices)}'
            suggestion = did_you_mean(wrong, choices)
            message += f"\n{suggestion}" if suggestion else ""
        sys.stderr.write(f"error: {visible(message)}\n`{self.prog} --help` says more.\n")
        sys.exit(verbs.WRONG_USE)


def _coloured(text: str) -> str:
    """Help with its headings in bold and its options in colour."""
    text = re.sub(r"(?<![\w-])--?[A-Za-z][\w-]*", "\033[36m\\g<0>\033[0m", text)
    return re.sub(r"^(?:usage|Examples?|[a-z ]+(?=:$)):", "\033[1m\\g<0>\033[0m", text, flags=re.MULTILINE)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """The formatter of usage lines; its width is fixed, as to measure the window takes importing shutil."""
    return argparse.RawDescriptionHelpFormatter(prog, width=80)


def _parser(words: Sequence[str]) -> _Parser:
    parser = _Parser(
        prog="exordf",
        description="What a review says about exosomes between muscle and bone: claims to query, check and export.",
        epilog="Exit codes: 0 fine, 1 the data has violations, 2 wrong use or unreadable input.",
        formatter_class=_formatter,
    )
    parser.add_argument("--version", action="version", version=f"exordf {__version__}")
    subparsers = parser.add_subparsers(metavar="VERB", required=True, parser_class=_Parser)
    for name in _verbs_needed(words):
        verb = verbs.verb(name)
        subparser = subparsers.add_parser(
            name,
            help=verb.SUMMARY,
            description=f"{verb.SUMMARY[0].upper()}{verb.SUMMARY[1:]}.\n\n{verb.MORE}",
            formatter_class=_formatter,
        )
        verb.options(subparser)
        subparser.set_defaults(run=verb.run)
    return parser


def _verbs_needed(words: Sequence[str]) -> Iterable[str]:
    """The verbs to load: the one in the command; all where the help or an error has to list them."""
    if list(words) == ["--version"]:
        return ()
    names = verbs.names()
    return words[:1] if words and words[0] in names else names


def _system_error(problem: MemoryError | RecursionError | OSError) -> ExordfError:
    """The error of ours for one that Python raised."""
    if isinstance(problem, MemoryError):
        return ExordfError("there is not enough memory for this", mend="Give it less at once, or more memory.")
    if isinstance(problem, RecursionError):
        return ExordfError("this is nested too deep", mend="Take the nested parts apart.")
    place = Place(Path(problem.filename)) if isinstance(problem.filename, str) else None
    return ExordfError((problem.strerror or str(problem)).lower(), place=place, mend="Check the path, and the disk.")


def _line(problem: ExordfError) -> str:
    """The error: its place and what is wrong in one line, and how to correct it in the next."""
    word = "\033[31merror\033[0m" if sys.stderr.isatty() else "error"
    return f"{word}: {problem}\n"


if __name__ == "__main__":
    main()
