"""Answers as cells of a page: a label in both languages, with a link to the page of what it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.locations import TERMS
from exordf.browse.model.texts import COMMENT, LABEL
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exordf.browse.model.facts import Facts
    from exordf.browse.model.locations import Location
    from exordf.rdf.rows import Rows, Term


# Chinese characters: names that the review prints are literals of no language, and are read aloud as Chinese too.
CHINESE = re.compile("[\u3400-\u9fff]")
NOT_STATED = Bilingual("not stated", "未注明")


@dataclass(frozen=True, slots=True)
class Cell:
    """A label, a hint, and a location on the site or an address elsewhere; `iri` names the resource, if it is one."""

    label: Bilingual
    hint: str = ""
    location: Location | None = None
    address: str = ""
    iri: str = ""

    @property
    def number(self) -> str:
        """The label without the prefix of its CURIE."""
        return self.label.en.partition(":")[2] or self.label.in_language("en")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title; `columns` are the variables of the query in words, `facet` names the facet it shows."""

    title: Bilingual
    columns: list[str]
    rows: list[list[Cell]]
    facet: str = ""


def cell(facts: Facts, term: Term | None) -> Cell:
    """An RDF term as a cell: a record by its CURIE, a term of ours by its name, any other by CURIE with a link out.

    A term of ours that is named in Chinese alone has no English label; an unbound value has no label at all.
    """
    if not isinstance(term, ox.NamedNode):
        label = text(term)
        is_chinese = isinstance(term, ox.Literal) and (term.language == "zh" or bool(CHINESE.search(label)))
        return Cell(Bilingual("", label) if is_chinese else Bilingual(label))
    curie = facts.curie(term)
    location = facts.locations.of(term)
    if location is not None and location.kind in TERMS:
        en, zh = facts.names(term)
        if en == zh:  # the Chinese name stands in, or the name is the same in both languages
            en, zh = (en, "") if facts.texts.first(term, LABEL, "en") or not zh else ("", zh)
        return Cell(Bilingual(en, zh), curie, location, iri=term.value)
    name = facts.name(term)
    address = term.value if location is None and term.value.startswith(("http://", "https://")) else ""
    return Cell(Bilingual(curie.strip("<>")), "" if name == curie else name, location, address, term.value)


def cells(facts: Facts, terms: list[Term]) -> list[Cell]:
    """RDF terms as cells."""
    return [cell(facts, term) for term in terms]


def stated(facts: Facts, term: Term | None) -> Cell:
    """The cell of a value that every such record should have: where it is missing the cell says so."""
    return cell(facts, term) if text(term) else Cell(NOT_STATED)


def table(facts: Facts, rows: Rows, title: Bilingual | None = None, facet: str = "") -> Table:
    """Rows as a table. An English text that is the label of a resource in its row, or of a value, gets the Chinese."""
    return Table(
        title=title or Bilingual(),
        columns=[column.replace("_", " ") for column in rows.columns],
        rows=[_row(facts, terms) for terms in rows.terms],
        facet=facet,
    )


def _row(facts: Facts, terms: Sequence[Term | None]) -> list[Cell]:
    chinese = {
        facts.texts.first(term, prop, "en"): facts.texts.first(term, prop, "zh")
        for term in terms
        if isinstance(term, ox.NamedNode)
        for prop in (LABEL, COMMENT)
    }

    def translated(value: Cell) -> Cell:
        en = value.label.en
        if not en or value.location or value.label.zh:
            return value
        return replace(value, label=Bilingual(en, chinese.get(en) or facts.texts.chinese.get(en, "")))

    return [translated(cell(facts, term)) for term in terms]
