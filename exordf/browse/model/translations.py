"""The Chinese translations of the phrases on pages; the key is the English phrase as the templates have it."""

from __future__ import annotations

import csv
from functools import cache

from exordf import files
from exordf.errors import InputError, Place

LANGUAGES = ("en", "zh")


@cache
def chinese_phrases() -> dict[str, str]:
    """Every phrase with its translation, from all tables in the folder `phrases`.

    Raises InputError for a line that is not a phrase and its translation, and for a phrase that occurs twice.
    """
    phrases: dict[str, str] = {}
    for path in files.find_files(files.package_folder("browse/phrases"), ".tsv"):
        lines = csv.reader(files.read_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, line in enumerate(lines, start=1):
            if len(line) != 2 or line[0] in phrases:  # noqa: PLR2004 - a phrase and its translation
                raise InputError(
                    "this line is not a new phrase, a tab and its translation",
                    place=Place(path, number),
                    mend="Write each phrase once over all tables, with one tab.",
                )
            phrases[line[0]] = line[1]
    return phrases


def translate(phrase: str, language: str) -> str:
    """A phrase in a language; in English where it has no translation.

    >>> translate("Claims", "zh")
    '论断'
    """
    return chinese_phrases().get(phrase, phrase) if language == "zh" else phrase
