"""What stands in one row belongs together: each pair of columns is held against the store, and no value is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

from exordf import Dataset
from exordf.cli.output import format_term
from exordf.rdf.rows import text
from exordf.sparql import named_queries
from tests import crossed
from tests.test_queries import NAMED, ROOT, assert_same, is_ordered

if TYPE_CHECKING:
    from exordf.rdf.rows import Rows

FACETS = named_queries.read_folder(ROOT / "exordf" / "queries" / "facets")
# Things of every kind, a claim that cites nothing, and one that cites what no citation is of.
THINGS = (
    *("exo:miR-214-3p", "exo:OsteoclastExosome", "exo:Osteoclast", "claim:1", "claim:silent", "claim:uncited"),
    *("sentence:1", "reference:1", "finding:1", "conflict:2", "gap:1"),
)

_EDGE = {
    "agent": "?claim exo:subject ?agent",
    "subject": "?claim exo:subject ?subject",
    "predicate": "?claim exo:predicate ?predicate",
    "object": "?claim exo:object ?object",
    "certainty": "?claim exo:certainty ?certainty",
    "vesicle": "?claim exo:vesicle ?vesicle",
    "reference": "?claim cito:citesAsEvidence ?reference",
    "site": "?claim exo:site ?site",
    "species": "?claim exo:species ?species",
    "condition": "?claim exo:condition ?condition",
}
_CITED = """?claim exo:sentence ?sentence ; cito:citesAsEvidence ?reference .
  ?citation cito:hasCitingEntity ?sentence ; cito:hasCitedEntity ?reference"""
_OTHER_END = """?claim exo:subject ?subject_there ; exo:object ?object_there .
  FILTER(?other = IF(?role = exo:object, ?subject_there, ?object_there))"""
_ROLE = {
    "claim mention role": "?claim ?role ?mention",
    "claim mention role other": f"?claim ?role ?mention . {_OTHER_END}",
}
_EFFECT = {"claim effect": "?claim exo:predicate ?effect", "claim process": "?claim exo:object ?process"}
_SIDE = {
    "vesicle cell": "?vesicle exo:secretedBy|(exo:secretedBy/exo:lineOf) ?cell",
    "claim vesicle": "?claim exo:subject|exo:vesicle ?vesicle",
    "claim effect": "?claim exo:predicate ?effect",
    "claim outcome": "?claim exo:object ?outcome",
}
_SECRETED = {
    "vesicle cell": "?vesicle exo:secretedBy ?cell",
    "claim cell": "?claim (exo:subject|exo:vesicle)/exo:secretedBy ?cell",
}


def edge(*names: str) -> dict[str, str]:
    return {f"claim {name}": _EDGE[name] for name in names}


# For each named query: columns that stand for one thing, and what holds between them in the store.
TIES: dict[str, dict[str, str]] = {
    "altered-in": {
        "claim what": "?claim exo:subject ?what",
        "claim change": "?claim exo:predicate ?change",
        "claim where": "?claim exo:object ?where",
        **edge("condition", "site", "species"),
    },
    **dict.fromkeys(
        ("bone-gain", "bone-loss", "muscle-gain", "muscle-loss"), edge("agent", "vesicle", "certainty") | _EFFECT
    ),
    **dict.fromkeys(("bone-to-muscle", "muscle-to-bone"), edge("agent", "certainty") | _SIDE),
    "both-ways": {
        "promoting agent": "?promoting exo:subject|exo:vesicle ?agent",
        "promoting promoted": "?promoting exo:object ?promoted",
        "inhibiting agent": "?inhibiting exo:subject|exo:vesicle ?agent",
        "inhibiting inhibited": "?inhibiting exo:object ?inhibited",
    },
    "by-identifier": {
        "entity match": "?entity ?match ?identifier",
        "claim role entity": "?claim ?role ?entity",
        "claim role other": _OTHER_END,
        **edge("predicate", "certainty"),
    },
    "cargo": {
        "cargo kind_of_vesicle": """{ ?claim exo:vesicle ?kind_of_vesicle ; exo:subject ?cargo }
          UNION { ?claim exo:subject ?kind_of_vesicle ; exo:predicate exo:carries ; exo:object ?cargo }""",
        "kind_of_vesicle cell": "?kind_of_vesicle exo:secretedBy ?cell",
    },
    "certainty": {},
    "chain": {
        "claim cargo": "?claim exo:subject ?cargo",
        "claim target": "?claim exo:mechanism+/exo:object ?target",
        "claim pathway": "?claim exo:mechanism+/exo:object ?pathway",
        "claim process": "?claim (exo:mechanism+)?/exo:object ?process",
        "claim disease": "?claim exo:object ?disease",
        "claim recipient": "?claim exo:recipient ?recipient",
        **edge("predicate", "certainty", "vesicle"),
        **_SECRETED,
    },
    "claims-about": {"claim role mention": "?claim ?role ?mention", "claim statement": "?claim rdfs:label ?statement"},
    "conflict-candidates": {
        "claim shared": "?claim exo:subject|exo:object|cito:citesAsEvidence ?shared",
        "conflict claim against": "?conflict exo:involves ?claim , ?against",
    },
    "conflicts": {
        "conflict kind": "?conflict exo:kind ?kind",
        "conflict differs_in": "?conflict exo:differsIn ?differs_in",
        "conflict claim": "?conflict exo:involves ?claim",
        **edge("subject", "predicate", "object"),
    },
    "counts": {},
    "coverage": {"section sentences": "?section exo:sentenceCount ?sentences"},
    "delivered-to": {
        "claim what": "?claim exo:subject ?what",
        "claim where": "?claim exo:object ?where",
        **edge("vesicle"),
    },
    "diseases": edge("subject", "predicate", "object", "certainty"),
    "errors-in-print": {
        f"finding {name}": f"?finding {path} ?{name}"
        for name, path in (
            *((name, f"exo:{name}") for name in ("kind", "printed", "intended", "confidence")),
            ("comment", "rdfs:comment"),
        )
    },
    "gaps": {
        "gap sentence": "?gap exo:sentence ?sentence",
        "gap about": "?gap exo:about ?about",
        "gap statement": "?gap rdfs:label ?statement",
    },
    "gaps-with-claims": {},
    **dict.fromkeys(
        ("in-anatomy", "under-cell-type", "under-disease", "under-process"), edge("predicate", "certainty") | _ROLE
    ),
    "links": {"term match other": "?term ?match ?other", "other label": "?other rdfs:label ?label"},
    "mechanism": {
        "claim step": "?claim exo:mechanism+ ?step",
        "step step_subject": "?step exo:subject ?step_subject",
        "step step_predicate": "?step exo:predicate ?step_predicate",
        "step step_object": "?step exo:object ?step_object",
        **edge("subject", "predicate", "object"),
    },
    "misfit-citations": {
        "claim reference verdict": f"{_CITED} ; exo:verdict ?verdict",
        "claim reference meant": f"{_CITED} ; exo:intendedReference ?meant",
        "claim reference confidence": f"{_CITED} ; exo:confidence ?confidence",
    },
    "models": {"claim role seen_in": "?claim ?role ?seen_in", **edge("subject", "predicate", "object")},
    "not-linked": {"entity match nearest": "?entity ?match ?nearest", "nearest label": "?nearest rdfs:label ?label"},
    "pathways": {
        "claim pathway": "?claim exo:object ?pathway",
        "claim outcome": "?served exo:mechanism ?claim ; exo:object ?outcome",
        **edge("agent", "predicate", "vesicle", "certainty"),
    },
    "references": {
        "reference number": "?reference exo:ordinal ?number",
        "reference sentence verdict": """?citation cito:hasCitedEntity ?reference ;
          cito:hasCitingEntity ?sentence ; exo:verdict ?verdict""",
    },
    "rna-census": {},
    "said-twice": {
        "again other_reference": "?again cito:citesAsEvidence ?other_reference",
        "again subject predicate object": "?again exo:subject ?subject ; exo:predicate ?predicate ; exo:object ?object",
        **edge("subject", "predicate", "object", "reference"),
    },
    "sources-of": {
        "vesicle cell": "?vesicle exo:secretedBy ?cell",
        "claim molecule vesicle": """{ ?claim exo:object ?molecule ; exo:predicate exo:carries ; exo:subject ?vesicle }
          UNION { ?claim exo:subject ?molecule ; exo:vesicle ?vesicle }""",
    },
    "targets": {
        "claim rna": "?claim exo:subject ?rna",
        "claim target": "?claim exo:object ?target",
        "claim effect outcome": "?served exo:mechanism ?claim ; exo:predicate ?effect ; exo:object ?outcome",
        **edge("vesicle", "certainty"),
    },
    "unsure": edge("certainty", "subject", "predicate", "object"),
    "verdicts": {},
    "what-ameliorates": {
        "claim condition": "?claim exo:object ?condition",
        "claim way": "?claim exo:mechanism ?way",
        **edge("agent", "vesicle", "certainty"),
    },
    "what-inhibits": {
        "claim process_inhibited": "?claim exo:object ?process_inhibited",
        **edge("agent", "vesicle", "certainty", "reference"),
        **_SECRETED,
    },
    "what-is-said": {
        "claim reference verdict": f"{_CITED} ; exo:verdict ?verdict",
        "claim conflict": "?conflict exo:involves ?claim",
        "claim role other": _OTHER_END,
        **edge("predicate", "certainty", "reference"),
    },
    "what-leads-to": {
        "claim way": "?claim exo:mechanism+ ?way",
        "way way_agent": "?way exo:subject ?way_agent",
        "way way_predicate": "?way exo:predicate ?way_predicate",
        "way way_object": "?way exo:object ?way_object",
        **edge("agent", "certainty"),
    },
    "what-promotes": {
        "claim process_promoted": "?claim exo:object ?process_promoted",
        **edge("agent", "vesicle", "certainty", "reference"),
        **_SECRETED,
    },
}
_STEP = "?claim exo:mechanism+/exo:object ?{name} . ?{name} rdfs:subClassOf {kind}"
# What an answer may not lose: of the first column, every solution of what ties it to the others, or of this pattern.
WHOLE: dict[str, dict[str, str]] = {
    **dict.fromkeys(
        ("what-inhibits", "what-promotes"),
        dict.fromkeys(("claim vesicle", "claim cell", "claim reference", "vesicle cell"), ""),
    ),
    "what-is-said": dict.fromkeys(("claim reference", "claim reference verdict", "claim conflict"), ""),
    "misfit-citations": {
        "claim reference meant": f"{_CITED} ; exo:verdict exo:DifferentTopic ; exo:intendedReference ?meant",
        "claim reference confidence": f"{_CITED} ; exo:verdict exo:DifferentMolecule ; exo:confidence ?confidence",
    },
    "chain": {
        "claim target": _STEP.format(name="target", kind="exo:GeneProduct"),
        "claim pathway": _STEP.format(name="pathway", kind="exo:Pathway"),
        **dict.fromkeys(("claim vesicle", "vesicle cell", "claim recipient"), ""),
    },
    "altered-in": dict.fromkeys(("claim condition", "claim site", "claim species"), ""),
    "targets": dict.fromkeys(("claim vesicle", "claim effect outcome"), ""),
    "pathways": dict.fromkeys(("claim vesicle", "claim outcome"), ""),
    "what-ameliorates": dict.fromkeys(("claim vesicle", "claim way"), ""),
    "delivered-to": {"claim vesicle": ""},
    "sources-of": {"vesicle cell": ""},
    "cargo": {"kind_of_vesicle cell": ""},
    "said-twice": dict.fromkeys(("claim reference", "again other_reference"), ""),
    "errors-in-print": dict.fromkeys(("finding printed", "finding intended"), ""),
    "conflicts": dict.fromkeys(("conflict claim", "conflict differs_in"), ""),
    "gaps": {"gap about": ""},
}


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The packaged ontology with claims that have several of everything."""
    path = tmp_path_factory.mktemp("several") / "several.ttl"
    path.write_text(crossed.turtle(), encoding="utf-8")
    return Dataset.open(path)


@pytest.fixture(scope="module")
def several_in_rdflib(several: Dataset) -> rdflib.Graph:
    return rdflib.Graph().parse(data=several.export("ntriples")["exordf.nt"].decode(), format="nt")


def pairs(rows: Rows, columns: list[str]) -> set[tuple[str, ...]]:
    """The values of some columns, in the rows that have them all."""
    at = [rows.columns.index(name) for name in columns]
    found = {tuple(terms[place] for place in at) for terms in rows.terms}
    return {tuple(map(str, terms)) for terms in found if None not in terms}


def holding(dataset: Dataset, columns: list[str], pattern: str, given: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Those of some values for which a pattern holds."""
    names = " ".join(f"?{name}" for name in columns)
    values = " ".join(f"({' '.join(each)})" for each in sorted(given))
    return pairs(
        dataset.query(f"SELECT DISTINCT {names} WHERE {{ VALUES ({names}) {{ {values} }} {pattern} }}"), columns
    )


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("data", ["dataset", "several"])
def test_what_stands_in_one_row_belongs_together(name: str, data: str, request: pytest.FixtureRequest) -> None:
    opened: Dataset = request.getfixturevalue(data)
    rows = opened.ask(name)
    assert len(rows) > 0, "nothing is tested"
    for tied, pattern in TIES[name].items():
        columns = tied.split()
        given = pairs(rows, columns)
        assert given - holding(opened, columns, pattern, given) == set(), tied


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("data", ["dataset", "several"])
def test_no_answer_lacks_what_the_store_has_for_its_rows(name: str, data: str, request: pytest.FixtureRequest) -> None:
    opened: Dataset = request.getfixturevalue(data)
    rows = opened.ask(name)
    for tied, own in WHOLE[name].items():
        columns = tied.split()
        firsts = " ".join(sorted({str(term) for term in rows.column(columns[0]) if term is not None}))
        names = " ".join(f"?{each}" for each in columns)
        pattern = own or TIES[name][tied]
        there = opened.query(f"SELECT DISTINCT {names} WHERE {{ VALUES ?{columns[0]} {{ {firsts} }} {pattern} }}")
        assert pairs(there, columns) - pairs(rows, columns) == set(), tied


@pytest.mark.parametrize("name", NAMED)
def test_the_order_of_an_answer_with_several_of_all_leaves_nothing_to_the_store(name: str, several: Dataset) -> None:
    assert is_ordered(name, several)


# These two join so many claims that rdflib takes minutes; `test_queries` holds their packaged answers against it.
@pytest.mark.one_in(12)
@pytest.mark.parametrize("name", sorted(NAMED.keys() - {"conflict-candidates", "rna-census"}))
def test_rdflib_pairs_the_same(name: str, several: Dataset, several_in_rdflib: rdflib.Graph) -> None:
    assert_same(several.ask(name), several_in_rdflib.query(NAMED[name].text))


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", FACETS)
def test_rdflib_shows_the_same_of_a_thing(name: str, several: Dataset, several_in_rdflib: rdflib.Graph) -> None:
    nodes = [several.find(named(thing)) for thing in THINGS]
    text_of_all = FACETS[name].of_each("thing", nodes, {"language": ox.Literal("zh")})
    assert_same(several.query(text_of_all), several_in_rdflib.query(text_of_all))


def test_every_named_query_says_what_belongs_together() -> None:
    assert set(TIES) == set(NAMED)
    assert all(tied in TIES[name] for name, whole in WHOLE.items() for tied, own in whole.items() if not own)


def named(thing: str) -> str:
    """A name under which a thing is found; the records have no prefixes there."""
    return thing if thing.startswith(("exo:", "<")) else f"<urn:{thing}>"


def shown(several: Dataset, thing: str, facet: str, *columns: str, language: str = "en") -> set[tuple[str, ...]]:
    """The values of some columns of a facet of a thing, as short names and words; nothing for what is unbound."""
    rows = several.show(named(thing), language).facets.get(facet)
    assert rows is not None, (thing, facet)
    words = [[format_term(row[column], several.prefixes) for column in columns] for row in rows]
    return {tuple(word.removeprefix("<urn:").removesuffix(">") for word in row) for row in words}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_claim_is_shown_with_what_it_cites_alone(language: str, several: Dataset) -> None:
    """Its sentence cites other references for other claims; what it cites is there though nothing is known of it."""
    silent = shown(several, "claim:silent", "50-sources", "sentence", "reference", "verdict", "title")
    assert silent == {("sentence:1", "", "", "")}
    uncited = shown(several, "claim:uncited", "50-sources", "sentence", "reference", language=language)
    assert uncited == {("sentence:1", "reference:3"), ("sentence:1", "reference:4")}


@pytest.mark.parametrize(
    ("thing", "rows"),
    [
        (
            "claim:2",
            {
                ("sentence:1", "reference:1", "supports", ""),
                ("sentence:1", "reference:2", "different topic", "reference:4"),
            },
        ),
        (
            "claim:1",
            {
                ("sentence:2", "reference:1", "different molecule", "reference:5"),
                ("sentence:2", "reference:2", "same topic", ""),
            },
        ),
    ],
)
def test_a_reference_is_shown_with_the_verdict_on_its_own_citation(
    thing: str, rows: set[tuple[str, ...]], several: Dataset
) -> None:
    assert shown(several, thing, "50-sources", "sentence", "reference", "verdict", "meant") == rows


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("thing", "facet", "column", "pattern"),
    [
        ("exo:miR-214-3p", "30-acts", "claim", "?claim exo:subject exo:miR-214-3p"),
        ("exo:Osteoclast", "31-acted-upon", "claim", "?claim exo:object exo:Osteoclast"),
        ("exo:Bone", "32-context", "claim", "?claim exo:site exo:Bone"),
        ("sentence:1", "40-claims", "claim", "?claim exo:sentence <urn:sentence:1> ; a exo:Claim"),
        ("reference:2", "60-findings", "finding", "?finding exo:concerns/cito:hasCitedEntity <urn:reference:2>"),
        ("claim:1", "70-conflicts", "conflict", "?conflict exo:involves <urn:claim:1>"),
        ("exo:Osteoblast", "80-gaps", "gap", "?gap exo:about exo:Osteoblast"),
        ("claim:1", "90-mechanism", "claim", "<urn:claim:1> exo:mechanism+ ?claim"),
    ],
)
def test_a_record_is_shown_though_it_has_no_words_in_the_language(  # noqa: PLR0913, PLR0917 - a row of the table
    thing: str, facet: str, column: str, pattern: str, language: str, several: Dataset
) -> None:
    there = several.query(f"SELECT DISTINCT ?{column} WHERE {{ {pattern} }}").column(column)
    rows = several.show(named(thing), language).facets[facet]
    assert set(there) == set(rows.column(column))
    assert len(rows) == len(set(rows.terms)), "no row twice"


def test_a_thing_without_a_name_is_shown_itself(several: Dataset) -> None:
    assert ("unnamed",) in shown(several, "exo:Osteoclast", "31-acted-upon", "who")


@pytest.mark.parametrize(
    ("query", "column", "number"),
    [("gaps", "gap", 2), ("errors-in-print", "finding", 2), ("claims-about", "claim", 25)],
)
def test_an_answer_has_records_without_english_words(query: str, column: str, number: int, several: Dataset) -> None:
    parameters = {"thing": "exo:Vesicle"} if query == "claims-about" else {}
    assert len(set(several.ask(query, **parameters).column(column))) == number


def test_a_vesicle_of_the_subject_is_none_of_the_object(several: Dataset) -> None:
    """What raises miR-21 acts with two vesicles, which bring the other; and one is denied to carry it."""
    rows = {text(row["rna"]).rpartition("/")[2]: text(row["vesicles"]) for row in several.ask("rna-census")}
    assert rows == {"miR-214-3p": "3", "miR-21": "0"}
