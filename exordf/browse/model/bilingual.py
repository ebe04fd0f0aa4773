"""A text in English and in Chinese: how every label, title and comment is passed to a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from exordf.claims.tables import Row


class Bilingual(NamedTuple):
    """A text in English and in Chinese, either of them empty where it is missing; false where both are.

    >>> Bilingual("osteoclast", "").in_language("zh")
    'osteoclast'
    """

    en: str = ""
    zh: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)

    def in_language(self, language: str) -> str:
        """The text in a language (`en` or `zh`), else in the other."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


def bilingual(row: Row, column: str) -> Bilingual:
    """The text of a table's row in both languages, from the columns `<column>_en` and `<column>_zh`."""
    return Bilingual(str(row[f"{column}_en"] or ""), str(row[f"{column}_zh"] or ""))
