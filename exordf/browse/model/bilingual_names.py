"""Names: what each term and section is called in both languages, by CURIE, asked once for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.browse.model.facts import LABEL
from exordf.claims.tables import iri_of, local_part, node_of, short_name
from exordf.rdf.prefixes import RDFS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.browse.model.explorer import Explorer


NONE = "none"  # the value of a filter for what has none


class Name(NamedTuple):
    """A label in English and in Chinese, either of them empty where there is none."""

    en: str
    zh: str

    def said(self, language: str) -> str:
        """The label in a language, else in the other."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


def names(explorer: Explorer) -> dict[str, Name]:
    """The label of every term and every section, and of the terms of others that claims are about."""
    answer = explorer.dataset.query(
        f"""SELECT ?thing ?label WHERE {{
              {{ ?thing <{RDFS}isDefinedBy> ?ontology }} UNION {{ ?thing a exo:Section }}
              ?thing <{RDFS}label> ?label }}"""
    )
    found: dict[ox.NamedNode, dict[str, str]] = {}
    said = [
        (label.value, thing, (label.language or "").partition("-")[0])
        for thing, label in sorted(answer.terms, key=lambda row: text(row[1]))
        if isinstance(thing, ox.NamedNode) and isinstance(label, ox.Literal) and label.value
    ]
    # The first of several counts; words of no language, then of any other, stand in where there are no English ones.
    for language in ("zh", "en", "", *sorted({each for *_, each in said} - {"zh", "en", ""})):
        for words, thing, own in said:
            if own == language:
                found.setdefault(thing, {}).setdefault("zh" if language == "zh" else "en", words)
    prefixes = explorer.dataset.prefixes
    others = {
        str(row["entity"]): Name(str(row["label_en"] or ""), str(row["label_zh"] or ""))
        for row in explorer.tables["entities"]
        if row["label_en"] or row["label_zh"]
    }
    ours = {short_name(thing, prefixes): Name(said.get("en", ""), said.get("zh", "")) for thing, said in found.items()}
    return others | ours


def name_of(explorer: Explorer, curie: str) -> Name:
    """What a thing is called, or the local part of its CURIE where it has no label."""
    return explorer.once(names).get(curie) or Name(local_part(curie), "")


def reference_names(explorer: Explorer) -> dict[str, str]:
    """Whose each reference is, of which year, and its title, by IRI."""
    return {
        str(row["iri"]): ": ".join(
            part
            for part in (
                ", ".join(str(row[name]) for name in ("authors", "year") if row[name]),
                str(row["title_en"] or row["title_zh"] or ""),
            )
            if part
        )
        for row in explorer.tables["references"]
    }


def reference_name(explorer: Explorer, iri: str) -> str:
    """What a reference is in a few words, or nothing where the IRI is not that of a reference."""
    return explorer.once(reference_names).get(iri, "")


def display_name(explorer: Explorer, curie: str, language: str) -> str:
    """What an entity or a section is called in a language; in English where it has no name in that; else its CURIE."""
    facts = explorer.facts
    node = node_of(curie, explorer.dataset.prefixes)
    return facts.said(node, LABEL, language) or facts.name(node) if node else curie


def addresses(explorer: Explorer, link: Callable[[str], str]) -> Callable[[str], str]:
    """What gives the address of a thing by its CURIE."""
    return lambda curie: link(iri_of(curie, explorer.dataset.prefixes))
