"""The entries of the search index: every resource that can be found, with all its names.

The names of a term are its label, synonyms, CURIE, linked identifiers and, where a finding says so, what the review
prints for it; those of a claim its label, number and printed names; those of a reference its title, number, DOI and
PubMed number.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.browse.model.bilingual import Bilingual, bilingual
from exordf.browse.model.bilingual_names import name_of
from exordf.browse.model.urls import path_of
from exordf.browse.search.text_folding import fold_compact
from exordf.claims.tables import as_list, short_name
from exordf.rdf.prefixes import RDFS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.tables import Row

# In the order of the results, with the heading of each group.
GROUPS = {
    "entity": "Entities",
    "claim": "Claims",
    "reference": "References",
    "section": "Sections",
    "finding": "Errors in print",
    "conflict": "Conflicts",
    "gap": "Gaps",
    "term": "Other terms of the ontology",
    "query": "Queries",
}
LABEL, SYNONYM, PRINTED, IDENTIFIER, PROSE = "", "synonym", "as printed", "identifier", "in its text"
_MOST_CHARACTERS = 110  # of a comment that is used as a name


class SearchEntry(NamedTuple):
    """A resource: its CURIE, its path on this server, its group and kind, its name, how many claims name it.

    A `molecule` is never suggested for another name.
    """

    curie: str
    path: str
    group: str
    kind: str
    name: Bilingual
    claims: int
    molecule: bool = False


Names = list[tuple[str, str]]  # a name and its sort, such as SYNONYM


def search_entries(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    """Every resource and named query that can be found, with its names."""
    yield from _entities(explorer)
    yield from _claims(explorer)
    yield from _references(explorer)
    yield from _findings(explorer)
    yield from _others(explorer)
    for name, query in explorer.dataset.queries.items():
        title = Bilingual(query.title.get("en", name), query.title.get("zh", ""))
        descriptions = [(description, PROSE) for description in query.description.values()]
        entry = SearchEntry(name, f"/query/{name}", "query", "", title, 0)
        yield entry, [*_labels(title), (name, IDENTIFIER), *descriptions]


def _entities(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    printed: dict[str, set[str]] = defaultdict(set)
    for row in explorer.tables["findings"]:
        for intended in as_list(row["intended"]):
            printed[fold_compact(intended)].update(as_list(row["printed"]))
    for row in explorer.tables["entities"]:
        label = bilingual(row, "label")
        synonyms = [*as_list(row["synonyms_en"]), *as_list(row["synonyms_zh"])]
        matches = [curie for kind in ("exact", "close", "broad", "narrow") for curie in as_list(row[f"{kind}_matches"])]
        misprints = {text for name in (*label, *synonyms) if name for text in printed.get(fold_compact(name), ())}
        entry = _entry(row, "entity", "entity", label, str(row["kind"] or "").partition(":")[2])
        names = [
            *_labels(label),
            *((synonym, SYNONYM) for synonym in synonyms),
            *((misprint, PRINTED) for misprint in sorted(misprints)),
        ]
        yield entry, [*names, *_identifiers([str(row["entity"]), *matches])]


def _claims(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    for row in explorer.tables["claims"]:
        label = bilingual(row, "label")
        printed = [(name, PRINTED) for name in as_list(row["printed"])]
        names = [*_labels(label), *printed, *_identifiers([str(row["claim"])])]
        yield _entry(row, "claim", "claim", label), names


def _references(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    for row in explorer.tables["references"]:
        title = bilingual(row, "title")
        names = [*_labels(title), *_identifiers([str(row["reference"])])]
        names += [(str(row[column]), IDENTIFIER) for column in ("doi", "pmid", "unconfirmed_doi") if row[column]]
        if row["authors"]:
            names.append((f"{row['authors']} {row['year'] or ''}", PROSE))
        yield _entry(row, "reference", "reference", title), names


def _findings(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    for row in explorer.tables["findings"]:
        printed, intended = as_list(row["printed"]), as_list(row["intended"])
        kind = name_of(explorer, str(row["kind"] or row["finding"]))
        correction = " → ".join("; ".join(names) for names in (printed, intended) if names)
        title = Bilingual(f"{kind.en}: {correction}", f"{kind.in_language('zh')}：{correction}") if correction else kind
        comments = [(comment, PROSE) for comment in bilingual(row, "comment") if comment]
        names = [*((name, PRINTED) for name in printed), *((name, LABEL) for name in intended), *comments]
        yield _entry(row, "finding", "finding", title), [*names, *_identifiers([str(row["finding"])])]


def _others(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    """Sections, conflicts, gaps, and terms other than entities, such as predicates."""
    answer = explorer.dataset.query(
        f"""SELECT ?thing ?class ?property ?text WHERE {{
              {{ VALUES ?class {{ exo:Section exo:Conflict exo:Gap }} ?thing a ?class }}
              UNION {{ ?thing rdfs:isDefinedBy ?ontology }}
              VALUES ?property {{ <{RDFS}label> <{RDFS}comment> }} ?thing ?property ?text .
              FILTER(isIRI(?thing)) }}"""
    )
    texts: dict[ox.NamedNode, dict[str, dict[str, str]]] = {}
    group: dict[ox.NamedNode, str] = {}
    for thing, kind, prop, value in sorted(answer.terms, key=lambda row: (text(row[0]), text(row[2]), text(row[3]))):
        if isinstance(thing, ox.NamedNode) and thing.value not in explorer.entities and isinstance(value, ox.Literal):
            by_property = texts.setdefault(thing, {"label": {}, "comment": {}})
            by_property[text(prop).removeprefix(RDFS)]["zh" if value.language == "zh" else "en"] = value.value
            group[thing] = text(kind).rpartition("/")[2].lower() or "term"
    for thing, by_property in texts.items():
        labels, comments = by_property["label"], by_property["comment"]
        names = labels or {language: _shorten(comment) for language, comment in comments.items()}
        title = Bilingual(names.get("en", ""), names.get("zh", ""))
        curie = short_name(thing, explorer.dataset.prefixes)
        prose = [(comment, PROSE) for comment in comments.values()] if group[thing] == "conflict" else []
        entry = SearchEntry(curie, path_of(thing.value), group[thing], "", title, 0)
        yield entry, [*(_labels(title) if labels else []), *_identifiers([curie]), *prose]


def _entry(row: Row, column: str, group: str, name: Bilingual, kind: str = "") -> SearchEntry:
    number = row.get("claims")
    claims = number if isinstance(number, int) else 0
    molecule = "exo:Molecule" in as_list(row.get("ancestors"))
    return SearchEntry(str(row[column]), path_of(str(row["iri"])), group, kind, name, claims, molecule)


def _labels(name: Bilingual) -> Names:
    return [(label, LABEL) for label in name if label]


def _identifiers(curies: Iterable[str]) -> Names:
    """CURIEs, and their local parts: people write MIMAT0000001 as well as mirbase.mature:MIMAT0000001."""
    return [(name, IDENTIFIER) for curie in curies for name in dict.fromkeys((curie, curie.partition(":")[2])) if name]


def _shorten(comment: str) -> str:
    if len(comment) <= _MOST_CHARACTERS:
        return comment
    return comment[: _MOST_CHARACTERS - 1].rpartition(" ")[0].rstrip(",;:") + "…"
