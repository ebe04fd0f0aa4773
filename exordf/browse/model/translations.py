"""The words of the pages themselves in Chinese: the English phrase is the key, as it stands in the templates."""

from __future__ import annotations

import csv
from functools import cache

from exordf import files
from exordf.errors import InputError, Place

LANGUAGES = ("en", "zh")


@cache
def chinese() -> dict[str, str]:
    """Every phrase with its translation, of all tables in the folder `words`.

    Raises InputError for a line that is not one phrase and one translation, and for a phrase that stands twice.
    """
    found: dict[str, str] = {}
    for path in files.found(files.own("browse/phrases"), ".tsv"):
        lines = csv.reader(files.text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, line in enumerate(lines, start=1):
            if len(line) != 2 or line[0] in found:  # noqa: PLR2004 - a phrase and its translation
                raise InputError(
                    "this line is not a new phrase, a tab and its translation",
                    place=Place(path, number),
                    mend="Write each phrase once over all tables, with one tab.",
                )
            found[line[0]] = line[1]
    return found


def say(phrase: str, language: str) -> str:
    """A phrase in a language; in English where it has no translation.

    >>> say("Claims", "zh")
    '论断'
    """
    return chinese().get(phrase, phrase) if language == "zh" else phrase
