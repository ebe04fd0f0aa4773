"""Verbs of the command line: each is a module of this folder, found by its name and loaded when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

from exordf.files import package_folder

if TYPE_CHECKING:
    import argparse

FINE, FOUND, WRONG_USE, STOPPED = 0, 1, 2, 130


class Verb(Protocol):
    """What a module of this folder offers: a line of summary, more of it, its options, and what it does."""

    SUMMARY: str
    MORE: str

    @staticmethod
    def options(parser: argparse.ArgumentParser) -> None:
        """Declare the options beside those that every verb has."""

    @staticmethod
    def run(options: argparse.Namespace) -> int:
        """Do it, write what people see, and give back the exit code: FINE, or FOUND where something is amiss."""
        ...


def names() -> list[str]:
    """Every verb, in alphabetical order."""
    return sorted(path.stem for path in package_folder("cli/verbs").glob("[a-z]*.py"))


def verb(name: str) -> Verb:
    """The verb called `name`, which is one of `names`."""
    return cast("Verb", importlib.import_module(f"{__name__}.{name}"))
