"""Findable: every thing that a search can find, with all the names that it goes by.

Terms go by label, synonyms, CURIE and the identifiers that they are linked to, and by what the source prints for them,
where a finding says so; claims by words, number and printed names; references by title, number, DOI, PubMed number.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.browse.model.bilingual_names import Name, name_of
from exordf.browse.model.urls import path_of
from exordf.browse.search.text_folding import fold_compact
from exordf.claims.tables import as_list, short_name
from exordf.rdf.prefixes import RDFS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.tables import Row

# In the order in which results are shown, with what each group is called.
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
_SHORT = 110  # characters of a comment that stands for a name


class SearchEntry(NamedTuple):
    """What can be found: its CURIE, its path on this server, what it is called, how many claims name it.

    `molecule` is true of a molecule, which is never offered to somebody who wrote another name.
    """

    curie: str
    path: str
    group: str
    kind: str
    name: Name
    claims: int
    molecule: bool = False


Names = list[tuple[str, str]]  # a name and which sort of name it is


def search_entries(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    """Everything that can be found with its names."""
    yield from _entities(explorer)
    yield from _claims(explorer)
    yield from _references(explorer)
    yield from _findings(explorer)
    yield from _others(explorer)
    for name, query in explorer.dataset.queries.items():
        called = Name(query.title.get("en", name), query.title.get("zh", ""))
        about = [(each, PROSE) for each in query.description.values()]
        path = f"/query/{name}"
        yield SearchEntry(name, path, "query", "", called, 0), [*_labels(called), (name, IDENTIFIER), *about]


def _entities(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    printed: dict[str, set[str]] = defaultdict(set)
    for row in explorer.tables["findings"]:
        for meant in as_list(row["intended"]):
            printed[fold_compact(meant)].update(as_list(row["printed"]))
    for row in explorer.tables["entities"]:
        called = Name(str(row["label_en"] or ""), str(row["label_zh"] or ""))
        synonyms = [*as_list(row["synonyms_en"]), *as_list(row["synonyms_zh"])]
        matches = [each for kind in ("exact", "close", "broad", "narrow") for each in as_list(row[f"{kind}_matches"])]
        wrong = {each for name in (*called, *synonyms) for each in printed.get(fold_compact(name), ()) if name}
        thing = _thing(row, "entity", "entity", called, str(row["kind"] or "").partition(":")[2])
        names = [
            *_labels(called),
            *((each, SYNONYM) for each in synonyms),
            *((each, PRINTED) for each in sorted(wrong)),
        ]
        yield thing, [*names, *_identifiers([str(row["entity"]), *matches])]


def _claims(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    for row in explorer.tables["claims"]:
        called = Name(str(row["label_en"] or ""), str(row["label_zh"] or ""))
        printed = [(each, PRINTED) for each in as_list(row["printed"])]
        thing = _thing(row, "claim", "claim", called)
        yield thing, [*_labels(called), *printed, *_identifiers([str(row["claim"])])]


def _references(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    for row in explorer.tables["references"]:
        called = Name(str(row["title_en"] or ""), str(row["title_zh"] or ""))
        names = [*_labels(called), *_identifiers([str(row["reference"])])]
        names += [(str(row[column]), IDENTIFIER) for column in ("doi", "pmid", "unconfirmed_doi") if row[column]]
        if row["authors"]:
            names.append((f"{row['authors']} {row['year'] or ''}", PROSE))
        yield _thing(row, "reference", "reference", called), names


def _findings(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    for row in explorer.tables["findings"]:
        printed, meant = as_list(row["printed"]), as_list(row["intended"])
        kind = name_of(explorer, str(row["kind"] or row["finding"]))
        said = " → ".join("; ".join(each) for each in (printed, meant) if each)
        called = Name(f"{kind.en}: {said}", f"{kind.said('zh')}：{said}") if said else kind
        comments = [(str(row[name]), PROSE) for name in ("comment_en", "comment_zh") if row[name]]
        names = [*((each, PRINTED) for each in printed), *((each, LABEL) for each in meant), *comments]
        yield _thing(row, "finding", "finding", called), [*names, *_identifiers([str(row["finding"])])]


def _others(explorer: Explorer) -> Iterator[tuple[SearchEntry, Names]]:
    """Sections, conflicts, gaps, and terms that are no entities, such as predicates."""
    answer = explorer.dataset.query(
        f"""SELECT ?thing ?class ?property ?words WHERE {{
              {{ VALUES ?class {{ exo:Section exo:Conflict exo:Gap }} ?thing a ?class }}
              UNION {{ ?thing rdfs:isDefinedBy ?ontology }}
              VALUES ?property {{ <{RDFS}label> <{RDFS}comment> }} ?thing ?property ?words .
              FILTER(isIRI(?thing)) }}"""
    )
    said: dict[ox.NamedNode, dict[str, dict[str, str]]] = {}
    group: dict[ox.NamedNode, str] = {}
    for thing, kind, prop, words in sorted(answer.terms, key=lambda row: (text(row[0]), text(row[2]), text(row[3]))):
        if isinstance(thing, ox.NamedNode) and thing.value not in explorer.entities and isinstance(words, ox.Literal):
            there = said.setdefault(thing, {"label": {}, "comment": {}})
            there[text(prop).removeprefix(RDFS)]["zh" if words.language == "zh" else "en"] = words.value
            group[thing] = text(kind).rpartition("/")[2].lower() or "term"
    for thing, of_it in said.items():
        named = of_it["label"] or {language: _cut(words) for language, words in of_it["comment"].items()}
        called = Name(named.get("en", ""), named.get("zh", ""))
        curie = short_name(thing, explorer.dataset.prefixes)
        comments = [(words, PROSE) for words in of_it["comment"].values()] if group[thing] == "conflict" else []
        found = SearchEntry(curie, path_of(thing.value), group[thing], "", called, 0)
        labels = _labels(called) if of_it["label"] else []
        yield found, [*labels, *_identifiers([curie]), *comments]


def _thing(row: Row, column: str, group: str, called: Name, kind: str = "") -> SearchEntry:
    number = row.get("claims")
    claims = number if isinstance(number, int) else 0
    molecule = "exo:Molecule" in as_list(row.get("ancestors"))
    return SearchEntry(str(row[column]), path_of(str(row["iri"])), group, kind, called, claims, molecule)


def _labels(called: Name) -> Names:
    return [(each, LABEL) for each in called if each]


def _identifiers(curies: Iterable[str]) -> Names:
    """CURIEs, and what stands after the prefix: people write MIMAT0000001 as well as mirbase.mature:MIMAT0000001."""
    return [(each, IDENTIFIER) for curie in curies for each in dict.fromkeys((curie, curie.partition(":")[2])) if each]


def _cut(words: str) -> str:
    return words if len(words) <= _SHORT else words[: _SHORT - 1].rpartition(" ")[0].rstrip(",;:") + "…"
