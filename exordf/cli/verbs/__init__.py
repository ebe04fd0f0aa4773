"""Verbs of the command line: each is a module of this folder, found by its name and loaded when it is used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

from exordf.files import package_folder

if TYPE_CHECKING:
    import argparse

FINE, FOUND, WRONG_USE, STOPPED = 0, 1, 2, 130


class Verb(Protocol):
    """A module of this folder: one line of summary, a longer description, its options, and its work."""

    SUMMARY: str
    MORE: str

    @staticmethod
    def options(parser: argparse.ArgumentParser) -> None:
        """Declare the options."""

    @staticmethod
    def run(options: argparse.Namespace) -> int:
        """Do the work, write the output, and return the exit code: FINE, or FOUND for a negative result."""
        ...


def names() -> list[str]:
    """Every verb, in alphabetical order."""
    return sorted(path.stem for path in package_folder("cli/verbs").glob("[a-z]*.py"))


def verb(name: str) -> Verb:
    """The verb called `name`, which is one of `names`."""
    return cast("Verb", importlib.import_module(f"{__name__}.{name}"))
