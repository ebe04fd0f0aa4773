"""Files beside the data: whatever they state, every answer has the rows that it has without them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exordf import Dataset
from exordf.rdf.prefixes import EXO, OWL, RDF, RDFS, SH, SKOS, XSD
from exordf.rdf.rows import Rows, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exordf.rdf.rows import Term

LIU = "https://w3id.org/exordf/liu2023/"
CITO = "http://purl.org/spar/cito/"
OBO = "http://purl.obolibrary.org/obo/"

# Cells that a query works out from what is not there: with more data they may change.
FROM_ABSENCE = {
    "chain": ("process",),  # the process of the mechanism, where the claim itself has none
    "conflict-candidates": ("kind",),  # by whether what is shared is a reference
    "coverage": ("without_claims",),
    "rna-census": ("vesicles",),  # the holder, where the claim has no vesicle
}
# The query that asks what is not there: an entity that a file links is no longer without a link.
ASKS_FOR_ABSENCE = "not-linked"


def row_key(row: Sequence[Term | None]) -> tuple[str, ...]:
    return tuple("" if term is None else str(term) for term in row)


def missing(name: str, before: Rows, after: Rows) -> list[tuple[str, ...]]:
    """The rows of `before` that `after` does not have: an empty cell may be filled since, a count may have grown."""
    ignored = {before.columns.index(column) for column in FROM_ABSENCE.get(name, ())}
    there = set(map(row_key, after.terms))
    gone = [row for row in before.terms if row_key(row) not in there]

    def stands_for(old: Sequence[Term | None], new: Sequence[Term | None]) -> bool:
        return all(
            place in ignored or one is None or one == other or is_number_up_to(one, other)
            for place, (one, other) in enumerate(zip(old, new, strict=True))
        )

    return [row_key(old) for old in gone if not any(stands_for(old, new) for new in after.terms)]


def is_number_up_to(one: Term | None, other: Term | None) -> bool:
    numbers = [term for term in (one, other) if isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}integer"]
    return len(numbers) == 2 and int(numbers[0].value) <= int(numbers[1].value)


@pytest.fixture(scope="module")
def answers(dataset: Dataset) -> Mapping[str, Rows]:
    """What every named query that needs no network answers, with its default parameters."""
    return {name: dataset.store.query(query.text) for name, query in dataset.queries.items() if not query.endpoint}


def named(base: str, *names: str) -> list[ox.NamedNode]:
    return [ox.NamedNode(base + name) for name in names]


CLASSES = [
    *named(EXO, "Entity", "Record", "Osteoblast", "Osteoclast", "OsteoclastExosome", "BoneFormingProcess", "Exosome"),
    *named(EXO, "OsteoblastDifferentiation", "miR-214-3p", "MicroRNA", "Disease", "Osteoporosis", "ATF4", "Pathway"),
    *named(EXO, "Claim", "Reference", "Conflict", "Gap"),
    *named(
        OBO, "GO_0030154", "GO_0032502", "GO_0001503", "CL_0002320", "UBERON_0002481", "MONDO_0005381", "FOO_0000001"
    ),
    *named(OWL, "Class", "ObjectProperty", "Ontology"),
]
RECORDS = [
    *named(f"{LIU}claim/", "2.1-10b", "2.1-12b", "2.1-03b", "1.1-06b"),
    *named(f"{LIU}sentence/", "2.1-10"),
    *named(f"{LIU}reference/", "31", "32"),
    *named(f"{LIU}section/", "2.1"),
]
BLANK = [ox.BlankNode(name) for name in "abc"]
PREDICATES = [
    *named(RDF, "type", "first", "rest"),
    *named(RDFS, "subClassOf", "subPropertyOf", "label", "comment", "isDefinedBy"),
    *named(
        OWL, "equivalentClass", "intersectionOf", "onProperty", "someValuesFrom", "deprecated", "sameAs", "disjointWith"
    ),
    *named(OWL, "propertyChainAxiom", "versionIRI"),
    *named(SKOS, "exactMatch", "broadMatch", "narrowMatch", "altLabel"),
    *named(SH, "declare", "prefix", "namespace"),
    *named(
        EXO, "subject", "predicate", "object", "certainty", "negated", "vesicle", "mechanism", "sentence", "section"
    ),
    *named(EXO, "ordinal", "verdict", "about", "involves", "kind", "secretedBy", "inhibits", "disposition"),
    *named(CITO, "citesAsEvidence", "hasCitingEntity", "hasCitedEntity"),
]
PROPERTIES = named(EXO, "inhibits", "promotes", "affects", "carries", "targets", "secretedBy", "lineOf")
VALUES = [
    ox.Literal(value=True),
    ox.Literal("1", datatype=ox.NamedNode(f"{XSD}boolean")),
    ox.Literal(3),
    ox.Literal("osteoblast differentiation"),
    ox.Literal("osteoclast", language="en"),
    ox.Literal("exo"),
    ox.Literal("urn:exo"),
    *named(EXO, "Reported", "Hedged", "Hypothesised", "Supports"),
]
SUBJECTS = [*CLASSES, *RECORDS, *PROPERTIES, *BLANK, *named("urn:lab:", "claim", "term")]


def triple(terms: tuple[Any, Any, Any]) -> ox.Quad:
    return ox.Quad(*terms)


TRIPLES = st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(PREDICATES), st.sampled_from([*SUBJECTS, *VALUES])).map(
    triple
)


def written(quads: Sequence[ox.Quad], folder: str | Path) -> Path:
    path = Path(folder) / "beside.nt"
    path.write_text("".join(f"{quad.triple} .\n" for quad in quads), encoding="utf-8")
    return path


@pytest.mark.slow("every")
@given(quads=st.lists(TRIPLES, min_size=1, max_size=60))
@settings(max_examples=10)
def test_no_file_beside_the_data_takes_a_row_from_a_named_query(
    quads: list[ox.Quad], dataset: Dataset, answers: Mapping[str, Rows]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        beside = dataset.with_files([written(quads, folder)])
    linked = {str(quad.subject) for quad in quads if quad.predicate.value == f"{SKOS}exactMatch"}
    for name, before in answers.items():
        gone = missing(name, before, beside.store.query(dataset.queries[name].text))
        if name == ASKS_FOR_ABSENCE:
            gone = [row for row in gone if row[0] not in linked]
        assert gone == [], name


PREFIXES = """@prefix claim: <https://w3id.org/exordf/liu2023/claim/> .
@prefix exo: <https://w3id.org/exordf/ontology/> .
@prefix GO: <http://purl.obolibrary.org/obo/GO_> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
# A second definition of a class: what met the first one still lies below it, though it does not meet the second.
DEFINITION = """exo:OsteoclastExosome owl:equivalentClass [ a owl:Class ;
    owl:intersectionOf ( exo:Exosome exo:Lipid exo:Pathway ) ] ."""


def laid_beside(statements: str, folder: Path, base: Dataset) -> Dataset:
    path = folder / "beside.ttl"
    path.write_text(PREFIXES + statements, encoding="utf-8")
    return base.with_files([path])


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    "statements",
    [
        'GO:0030154 rdfs:comment "a note" .',
        'GO:0030154 rdfs:label "Cell differentiation", "differentiation of cells"@en .',
        "GO:0030154 owl:deprecated true .",
        "GO:0032502 rdfs:subClassOf GO:0030154 .",
        'exo:OsteoblastDifferentiation rdfs:comment "a note" .',
        'claim:2.1-10b rdfs:comment "a note" .',
        "claim:2.1-10b exo:negated true .",
        "claim:2.1-10b owl:deprecated true , false .",
        'claim:2.1-10b exo:negated "1"^^<http://www.w3.org/2001/XMLSchema#boolean> .',
        "claim:2.1-10b exo:certainty exo:Hypothesised .",
        "exo:Process rdfs:subClassOf exo:OsteoblastDifferentiation .",
        '<urn:a> rdfs:label "osteoblast differentiation" .',
        'exo:Osteoclast skos:altLabel "Osteoblast Differentiation" .',
        '<urn:a> a owl:Class ; rdfs:label "cell differentiation"@en .',
        '<urn:a> sh:prefix "GO" ; sh:namespace "http://a.example/go/" .',
        '<urn:a> sh:prefix "exo" ; sh:namespace "urn:exo" .',
        '<urn:a> sh:prefix "AGO" ; sh:namespace "http://purl.obolibrary.org/obo/GO_" .',
        '<urn:a> sh:prefix "b" ; sh:namespace "https://w3id.org/exordf/ontology/Osteo" .',
        "<> a owl:Ontology ; owl:imports <http://a.example/other> .",
        DEFINITION,
        '[] a exo:Claim ; exo:subject exo:Osteoclast ; rdfs:label "osteoblast differentiation" .',
    ],
)
def test_a_name_means_beside_a_file_what_it_means_without(statements: str, dataset: Dataset, tmp_path: Path) -> None:
    beside = laid_beside(statements, tmp_path, dataset)
    for name, parameter, values in (
        ("under-process", "process", ("GO:0032502", "GO:0030154", "cell differentiation")),
        ("what-inhibits", "process", ("osteoblast differentiation", "exo:OsteoblastDifferentiation", "成骨细胞分化")),
        ("cargo", "vesicle", ("exo:OsteoclastExosome", "exosome")),
    ):
        for value in values:
            before = dataset.ask(name, **{parameter: value})
            assert len(before)
            assert missing(name, before, beside.ask(name, **{parameter: value})) == [], (name, value)
    for row in dataset.ask("what-inhibits").terms:
        shown = [
            (dataset.prefixes.curie(each), beside.prefixes.curie(each))
            for each in row
            if isinstance(each, ox.NamedNode)
        ]
        assert [pair for pair in shown if pair[0] != pair[1]] == []


def test_what_a_file_says_of_foreign_terms_alone_changes_no_count(
    dataset: Dataset, answers: Mapping[str, Rows], tmp_path: Path
) -> None:
    beside = laid_beside(
        '<urn:a> a owl:Class ; rdfs:label "a"@en ; rdfs:subClassOf GO:0030154 , <urn:b> .GO:0030154 rdfs:comment "b" .',
        tmp_path,
        dataset,
    )
    for name, before in answers.items():
        assert list(map(row_key, beside.store.query(dataset.queries[name].text).terms)) == list(
            map(row_key, before.terms)
        )


def test_the_views_of_the_data_outlive_what_a_file_says_against_its_claims(dataset: Dataset, tmp_path: Path) -> None:
    edge = "ASK { exo:miR-214-3p exo:inhibits exo:OsteoblastDifferentiation }"
    beside = laid_beside(
        "claim:2.1-10b exo:negated true . claim:2.1-12b owl:deprecated true ; rdfs:comment 'kept' .", tmp_path, dataset
    )
    assert [[text(term) for term in row] for row in beside.query(edge).terms] == [["true"]]
    assert [dataset.prefixes.curie(quad.subject) for quad in beside.left_out] == ["claim:2.1-10b", "claim:2.1-12b"]  # type: ignore[arg-type]
    assert len(beside.query("SELECT ?o WHERE { claim:2.1-12b rdfs:comment ?o }")) == 1


def test_a_claim_of_ones_own_may_deny_what_the_review_says(dataset: Dataset, tmp_path: Path) -> None:
    beside = laid_beside(
        "<urn:mine> a exo:Claim ; exo:subject exo:miR-214-3p ; exo:predicate exo:inhibits ; exo:negated true ;"
        " exo:object exo:OsteoblastDifferentiation ; exo:certainty exo:Reported .",
        tmp_path,
        dataset,
    )
    assert list(beside.left_out) == []
    pairs = {tuple(map(str, row[2:4])) for row in beside.ask("conflict-candidates").terms}
    assert (f"<{LIU}claim/2.1-10b>", "<urn:mine>") in pairs


def test_files_lie_beside_the_data_that_was_given_and_no_other(small: Dataset, tmp_path: Path) -> None:
    beside = laid_beside('exo:Osteoclast rdfs:comment "a note" .', tmp_path, small)
    claims = "SELECT ?claim WHERE { ?claim a exo:Claim } ORDER BY ?claim"
    assert beside.query(claims).terms == small.query(claims).terms


def test_files_beside_files_add_up(dataset: Dataset, tmp_path: Path) -> None:
    first, second = tmp_path / "first.ttl", tmp_path / "second.ttl"
    first.write_text(PREFIXES + '<urn:a> a owl:Class ; rdfs:label "one of mine" .', encoding="utf-8")
    second.write_text(PREFIXES + '<urn:b> rdfs:subClassOf <urn:a> ; rdfs:label "one of mine" .', encoding="utf-8")
    twice = dataset.with_files([first]).with_files([second, first])
    assert twice.find("one of mine").value == "urn:a"
    assert len(twice.store) == len(dataset.with_files([first, second]).store)
    assert {"own", "ontology", "views/hierarchy"} <= twice.layers.keys()
    assert len(twice.layers["own"]) == 4
    assert twice.own == frozenset({"urn:a", "urn:b"})


def test_a_file_of_the_data_laid_beside_it_adds_nothing(dataset: Dataset) -> None:
    path = next(path for path in dataset.paths if path.name == "exordf.ttl")
    assert len(dataset.with_files([path]).store) == len(dataset.store)


@pytest.mark.slow("program")
def test_axioms_beside_the_ontology_take_none_from_the_reasoner(dataset: Dataset, tmp_path: Path) -> None:
    beside = laid_beside('exo:Osteoblast rdfs:comment "a note" .', tmp_path, dataset)
    assert dataset.reason().ancestors() <= beside.reason().ancestors()


@pytest.mark.parametrize("iri", ["urn:exo", "http://a.example/exo/"])
def test_data_on_the_ontology_cannot_give_its_prefixes_another_meaning(iri: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(f'{PREFIXES}<urn:a> sh:prefix "exo" ; sh:namespace "{iri}" .', encoding="utf-8")
    assert Dataset.open(path).prefixes.table["exo"] == EXO


def test_an_ontology_of_the_user_does_not_sign_the_exports(dataset: Dataset, tmp_path: Path) -> None:
    beside = laid_beside(
        '<http://a.example/> a owl:Ontology ; owl:versionIRI <http://a.example/1> ; owl:versionInfo "1" ;'
        ' <http://purl.org/dc/terms/title> "Mine"@en ; <http://purl.org/dc/terms/license> <http://a.example/licence> .',
        tmp_path,
        dataset,
    )
    assert beside.as_source().about == dataset.as_source().about


def test_the_command_line_lists_what_it_leaves_out(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(f"{PREFIXES}claim:2.1-10b exo:negated true .", encoding="utf-8")
    command = [sys.executable, "-m", "exordf", "query", "what-inhibits", "--format", "csv"]
    alone, beside = (
        subprocess.run([*command, *more], capture_output=True, text=True, check=True)
        for more in ([], ["--with", str(path)])
    )
    assert (beside.stdout, alone.stderr) == (alone.stdout, "")
    assert "claim:2.1-10b" in beside.stderr
    assert "claim of your own" in beside.stderr
