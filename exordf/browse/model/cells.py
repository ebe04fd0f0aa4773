"""Answers as cells that a template can show: words with their Chinese beside them, links to the spots of things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

import pyoxigraph as ox

from exordf.browse.model.facts import COMMENT, LABEL
from exordf.browse.model.locations import TERMS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Collection

    from exordf.browse.model.facts import Facts
    from exordf.browse.model.locations import Location
    from exordf.rdf.rows import Rows, Term


# Chinese characters: what is printed in the review is a plain literal, and is to be read out as Chinese all the same.
CHINESE = re.compile("[\u3400-\u9fff]")


class Cell(TypedDict):
    """Words in English or of no language, the same in Chinese, a hint, and a spot on the site or an address outside.

    `iri` is that of the thing, if it is one.
    """

    text: str
    zh: str
    hint: str
    spot: Location | None
    address: str
    iri: str


class Table(TypedDict):
    """A table under a title in both languages; `columns` are the names of the query's variables, in words."""

    title: str
    zh: str
    columns: list[str]
    rows: list[list[Cell]]


def cell(facts: Facts, term: Term | None) -> Cell:
    """A term as a cell: a record by its CURIE, anything else of ours by its name; others by CURIE, with a link out.

    A term of ours that is named in Chinese alone has no `text`; what is not stated is a cell of no words.
    """
    if not isinstance(term, ox.NamedNode):
        words = text(term)
        chinese = isinstance(term, ox.Literal) and (term.language == "zh" or bool(CHINESE.search(words)))
        return Cell(text="" if chinese else words, zh=words if chinese else "", hint="", spot=None, address="", iri="")
    curie = facts.curie(term)
    spot = facts.places.of(term)
    if spot is not None and spot.kind in TERMS:
        name, zh = facts.name(term), facts.name(term, "zh")
        if name == zh:  # it is the Chinese name that stands in, or a name of both languages
            name, zh = (name, "") if facts.said(term, LABEL, "en") or not zh else ("", zh)
        return Cell(text=name, zh=zh, hint=curie, spot=spot, address="", iri=term.value)
    words = curie.strip("<>")
    hint = "" if facts.name(term) == curie else facts.name(term)
    outside = term.value if spot is None and term.value.startswith(("http://", "https://")) else ""
    return Cell(text=words, zh="", hint=hint, spot=spot, address=outside, iri=term.value)


def stated(facts: Facts, term: Term | None) -> Cell:
    """The same for a value that every such thing should have: where it has none the cell says so."""
    return (
        cell(facts, term)
        if text(term)
        else Cell(text="not stated", zh="未注明", hint="", spot=None, address="", iri="")
    )


def table(facts: Facts, rows: Rows, title: str = "", zh: str = "", without: Collection[str] = ()) -> Table:
    """Rows as a table. English words that are the label of a thing in its row, or of a value, get its Chinese one."""
    kept = [at for at, name in enumerate(rows.columns) if name not in without]
    shown = []
    for terms in rows.terms:
        chinese = {
            facts.said(term, prop, "en"): facts.said(term, prop, "zh")
            for term in terms
            if isinstance(term, ox.NamedNode)
            for prop in (LABEL, COMMENT)
        }
        cells = [cell(facts, terms[at]) for at in kept]
        for each in cells:
            if each["text"] and not each["spot"] and not each["zh"]:
                each["zh"] = chinese.get(each["text"]) or facts.chinese.get(each["text"], "")
        shown.append(cells)
    return Table(title=title, zh=zh, columns=[rows.columns[at].replace("_", " ") for at in kept], rows=shown)
