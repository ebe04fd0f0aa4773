"""Answers that were wrong once, by kind: each case is a shape, data, and the rows that the recommendation asks for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from exordf import shacl
from exordf.errors import InputError
from exordf.rdf import reader
from exordf.rdf.literals import changed_literals, incomparable_literals
from exordf.rdf.prefixes import SH
from exordf.shacl.embedded_queries import path_rewriting, regular_expressions
from exordf.shacl.validation import validate
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from exordf.shacl.report import ValidationReport

HEAD = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPE = "ex:S a sh:NodeShape ; sh:targetNode ex:n ; sh:property ex:P . ex:P sh:path ex:p ; "


def quads(text: str) -> list[ox.Quad]:
    return reader.parse((HEAD + text).encode(), Path("case.ttl"))


def checked(shapes: str, data: str) -> ValidationReport:
    store = OxigraphStore()
    store.load(quads(data))
    return validate(store, quads(shapes))


def rows(report: ValidationReport) -> list[str]:
    """The component and the value of each result, in order."""
    return sorted(
        " ".join([result.component.value.removeprefix(SH).removesuffix("ConstraintComponent"), *value])
        for result in report.results
        for value in [[] if result.value is None else [plain(result.value)]]
    )


def plain(term: object) -> str:
    if isinstance(term, ox.Literal):
        return term.value
    return str(term).rpartition("/")[2].strip("<>")


def select(query: str) -> str:
    return f"ex:S a sh:NodeShape ; sh:targetNode ex:n , ex:m ; sh:sparql [ sh:select '''{query}''' ] ."


# Literals that the store would change, or could not compute with

WRITTEN = {
    "a derived datatype is not the one it is derived from": (
        f"{SHAPE} sh:datatype xsd:integer .",
        'ex:n ex:p "3"^^xsd:short , 4 .',
        ["Datatype 3"],
    ),
    "a derived datatype is itself": (
        f"{SHAPE} sh:datatype xsd:positiveInteger .",
        'ex:n ex:p "3"^^xsd:positiveInteger .',
        [],
    ),
    "a text too small for its datatype": (
        f"{SHAPE} sh:datatype xsd:unsignedByte .",
        'ex:n ex:p "300"^^xsd:unsignedByte , "-1"^^xsd:unsignedByte , "12"^^xsd:unsignedByte .',
        ["Datatype -1", "Datatype 300"],
    ),
    "zeros in front are part of the text": (f'{SHAPE} sh:pattern "^00" .', "ex:n ex:p 007 , 7 .", ["Pattern 7"]),
    "zeros at the end have a length": (f"{SHAPE} sh:maxLength 3 .", "ex:n ex:p 1.50 .", ["MaxLength 1.50"]),
    "two spellings are two values": (f"{SHAPE} sh:maxCount 1 .", "ex:n ex:p 1.0 , 1.00 .", ["MaxCount"]),
    "two spellings of a time are two values": (
        f"{SHAPE} sh:maxCount 1 .",
        'ex:n ex:p "2024-05-01T08:00:00Z"^^xsd:dateTime , "2024-05-01T08:00:00+00:00"^^xsd:dateTime .',
        ["MaxCount"],
    ),
    "another spelling is not in the list": (
        f"{SHAPE} sh:in ( 2 true ) .",
        'ex:n ex:p +2 , "1"^^xsd:boolean .',
        ["In +2", "In 1"],
    ),
    "a list may be written in any spelling": (f"{SHAPE} sh:in ( 2.0 ) .", "ex:n ex:p 2 .", ["In 2"]),
    "the value asked for in another spelling": (f"{SHAPE} sh:hasValue 05 .", "ex:n ex:p 5 .", ["HasValue"]),
    "another property has another spelling": (
        f"{SHAPE} sh:equals ex:q .",
        "ex:n ex:p 1.0 ; ex:q 1.00 .",
        ["Equals 1.0", "Equals 1.00"],
    ),
    "a number beyond 64 bits": (
        f"{SHAPE} sh:maxInclusive 18446744073709551615 .",
        "ex:n ex:p 18446744073709551615 , 18446744073709551616 .",
        ["MaxInclusive 18446744073709551616"],
    ),
    "a bound beyond 64 bits": (f"{SHAPE} sh:maxExclusive 99999999999999999999 .", "ex:n ex:p 5 .", []),
    "more digits than the store counts": (
        f"{SHAPE} sh:lessThan ex:q .",
        "ex:n ex:p 1.00000000000000000001 ; ex:q 1.00000000000000000002 .",
        [],
    ),
    "a target in another spelling": (
        "ex:S a sh:NodeShape ; sh:targetNode 010 ; sh:maxLength 2 .",
        "ex:n ex:p 10 .",
        ["MaxLength 010"],
    ),
    "a literal that a query finds": (
        select("SELECT $this ?value WHERE { $this <http://example.org/p> ?value FILTER(STRLEN(STR(?value)) > 1) }"),
        "ex:n ex:p 07 , 7 .",
        ["SPARQL 07"],
    ),
    "no number is not itself": (
        f"{SHAPE} sh:lessThanOrEquals ex:q .",
        'ex:n ex:p "NaN"^^xsd:double ; ex:q "NaN"^^xsd:double .',
        ["LessThanOrEquals NaN"],
    ),
    "no date is not itself": (
        f'{SHAPE} sh:minInclusive "2023-02-30"^^xsd:date .',
        'ex:n ex:p "2023-02-30"^^xsd:date .',
        ["MinInclusive 2023-02-30"],
    ),
}


@pytest.mark.parametrize(("shapes", "data", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_literals_count_as_they_were_written(shapes: str, data: str, expected: list[str]) -> None:
    assert rows(checked(shapes, data)) == expected


NEITHER = {
    "not well formed to us alone": (
        f"{SHAPE} sh:datatype xsd:double .",
        'ex:n ex:p "Infinity"^^xsd:double .',
        "Infinity",
    ),
    "numbers that the reference compares by themselves": (
        f"{SHAPE} sh:minInclusive 1.5e0 .",
        'ex:n ex:p "5"^^xsd:int .',
        '"5"^^xsd:int',
    ),
    "text that the reference writes anew": (
        f"{SHAPE} sh:maxLength 3 .",
        'ex:n ex:p "a  b"^^xsd:token ; ex:q 01 . ex:n ex:p 01 .',
        "a  b",
    ),
}


@pytest.mark.parametrize(("shapes", "data", "literal"), NEITHER.values(), ids=NEITHER)
def test_a_literal_that_no_engine_takes_rightly_is_refused_by_name(shapes: str, data: str, literal: str) -> None:
    with pytest.raises(InputError) as error:
        checked(shapes, data)
    assert literal in str(error.value)
    assert "http://example.org/" in str(error.value)


def test_a_report_says_which_engine_stood_in_and_for_which_literal() -> None:
    report = checked(f"{SHAPE} sh:datatype xsd:int .", 'ex:n ex:p "7"^^xsd:int .')
    assert report.conforms
    assert report.reason.startswith('pySHACL, as our store is not exact about "7"^^xsd:int, a value of')
    assert report.notes == [f"checked by {report.reason}"]


def test_a_spelling_that_is_there_by_itself_needs_no_other_engine_where_no_text_is_read() -> None:
    shapes = f"{SHAPE} sh:datatype xsd:decimal ; sh:minInclusive 2 ; sh:maxCount 2 ; sh:in ( 1.50 3 ) ."
    report = checked(shapes, "ex:n ex:p 1.50 , 2.50 .")
    assert (rows(report), report.reason) == (["In 2.50", "MinInclusive 1.50"], "")


def test_a_literal_that_no_shape_looks_at_hands_nothing_on() -> None:
    report = checked(f"{SHAPE} sh:datatype xsd:integer .", "ex:n ex:p 7 ; ex:other 1.50 .")
    assert (report.conforms, report.reason) == (True, "")


def test_without_the_reference_the_literal_is_named_with_two_mends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(InputError) as error:
        checked(f"{SHAPE} sh:datatype xsd:integer .", 'ex:n ex:p "7"^^xsd:int .')
    for word in (
        '"7"^^xsd:int',
        "<http://example.org/p>",
        "<http://example.org/P>",
        "'.[pyshacl]'",
        '"7"^^xsd:integer',
    ):
        assert word in str(error.value)


def test_what_the_store_changes_is_found_by_the_store() -> None:
    written = [
        ox.Literal(text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))
        for text, kind in (("1", "int"), ("1", "integer"))
    ]
    assert changed_literals(written) == {written[0]: written[1]}
    assert incomparable_literals([ox.Literal(2**63 - 1), ox.Literal(2**63)]) == {ox.Literal(2**63)}


# Other kinds

ANSWERS = {
    "a least count beyond 64 bits": (f"{SHAPE} sh:minCount 9223372036854775808 .", "ex:n ex:p 1 .", ["MinCount"]),
    "a most count beyond 64 bits": (f"{SHAPE} sh:maxCount 99999999999999999999 .", "ex:n ex:p 1 .", []),
    "a length beyond 64 bits": (f"{SHAPE} sh:minLength 99999999999999999999 .", "ex:n ex:p 'x' .", ["MinLength x"]),
    "a qualified count beyond 64 bits": (
        f"{SHAPE} sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMinCount 99999999999999999999 .",
        "ex:n ex:p ex:a .",
        ["QualifiedMinCount"],
    ),
    "a class by a metaclass of two steps": (
        """ex:Kind rdfs:subClassOf ex:Meta . ex:Meta rdfs:subClassOf owl:Class , sh:NodeShape .
        owl:Class rdfs:subClassOf rdfs:Class . ex:C a ex:Kind ; sh:nodeKind sh:BlankNode .""",
        "ex:n a ex:C . ex:m a [ rdfs:subClassOf ex:C ] .",
        ["NodeKind m", "NodeKind n"],
    ),
    "truth values in order": (
        f"{SHAPE} sh:lessThanOrEquals ex:q .",
        "ex:n ex:p false , true ; ex:q true .",
        [],
    ),
    "truth values out of order": (
        f"{SHAPE} sh:lessThan ex:q .",
        "ex:n ex:p true ; ex:q true , false .",
        ["LessThan true"] * 2,
    ),
    "truth values within bounds": (
        f"{SHAPE} sh:minInclusive true .",
        "ex:n ex:p true , false , 1 .",
        ["MinInclusive 1", "MinInclusive false"],
    ),
    "a closed shape of several values": (
        "ex:S a sh:PropertyShape ; sh:targetNode ex:n ; sh:path ex:p ; sh:closed true .",
        "ex:n ex:p ex:a , ex:b , ex:c . ex:a ex:q 'x' . ex:b ex:q 'x' ; ex:r 'x' .",
        ["Closed x"] * 3,
    ),
    "the text of a path in a list": (
        f'{SHAPE} sh:in ( "<http://www.w3.org/2000/01/rdf-schema#subClassOf> + <" ) .',
        'ex:n ex:p "<http://www.w3.org/2000/01/rdf-schema#subClassOf> + <" .',
        [],
    ),
    "the text of a path in the string of a query": (
        select(
            "SELECT $this WHERE { $this <http://example.org/p> "
            '"a\\\\"<http://www.w3.org/2000/01/rdf-schema#subClassOf>+ ?x" }'
        ),
        'ex:n ex:p "a\\"<http://www.w3.org/2000/01/rdf-schema#subClassOf>+ ?x" .',
        ["SPARQL n"],
    ),
}


@pytest.mark.parametrize(("shapes", "data", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_each_kind_is_answered_as_the_recommendation_says(shapes: str, data: str, expected: list[str]) -> None:
    report = checked(shapes, data)
    assert (rows(report), report.reason) == (expected, "")


ABOVE = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
LADDERS = {
    "a circle of two": ("ex:n rdfs:subClassOf ex:m . ex:m rdfs:subClassOf ex:n .", ["m", "n"]),
    "a circle of four, closed": (
        """ex:n rdfs:subClassOf ex:m , ex:a , ex:b . ex:m rdfs:subClassOf ex:n , ex:a , ex:b .
        ex:a rdfs:subClassOf ex:n , ex:m , ex:b . ex:b rdfs:subClassOf ex:n , ex:m , ex:a .""",
        ["m", "n"],
    ),
    "a nameless class in the middle": ("ex:n rdfs:subClassOf [ rdfs:subClassOf ex:n ] .", ["n"]),
    "two nameless classes in the middle": (
        "ex:n rdfs:subClassOf [ rdfs:subClassOf [ rdfs:subClassOf ex:n ] ] .",
        ["n"],
    ),
    "no circle": ("ex:n rdfs:subClassOf ex:m , ex:a . ex:m rdfs:subClassOf ex:a .", []),
}


@pytest.mark.parametrize(("data", "circular"), LADDERS.values(), ids=LADDERS)
def test_a_path_of_any_length_is_followed_to_its_end(data: str, circular: list[str]) -> None:
    report = checked(select(f"SELECT $this WHERE {{ $this {ABOVE}+ $this }}"), data)
    assert [plain(result.focus) for result in report.results] == circular


def test_a_class_that_is_reached_in_two_ways_counts_once() -> None:
    data = "ex:n rdfs:subClassOf ex:a , ex:b , ex:c . ex:a rdfs:subClassOf ex:c . ex:b rdfs:subClassOf ex:c ."
    query = f"SELECT $this (COUNT(?above) AS ?value) WHERE {{ $this {ABOVE}+ ?above }} GROUP BY $this"
    store = OxigraphStore()
    store.load(quads(data))
    assert path_rewriting.is_closed(store)
    assert rows(validate(store, quads(select(query)))) == ["SPARQL 3"]


# Regular expressions: XPath's, read by a store that has another kind

EXPRESSIONS = {
    "a set less a set": (r"^[\d-[5-9]]+$", "", "0123", "56"),
    "a set that excludes, less a set": ("^[^a-f-[x]]$", "", "y", "x"),
    "and is a sign": ("^[a&&b]$", "", "&", "c"),
    "a tilde is a sign": ("^[~~x]$", "", "~", "y"),
    "a space is one of four": (r"^\s$", "", "\t", "\u00a0"),
    "what is no space": (r"^\S$", "", "\u00a0", " "),
    "an underscore is no letter": (r"^\w$", "", "b", "_"),
    "what is no letter, within a set": (r"^[\W]$", "", "_", "b"),
    "a hyphen at the end of a set": ("^[+-]$", "", "-", ","),
    "spaces that do not count": ("^ a [ ] b $", "x", "a b", "ab"),
    "a hash is no comment": ("^a#b$", "x", "a#b", "a"),
    "signs that count as signs": ("a.b", "q", "xa.bx", "axb"),
    "a category": (r"^\p{Lu}\P{Lu}$", "", "Ab", "ab"),
    "the end is the end": ("a$", "", "a", "a\n"),
    "a group that is not kept": ("^(?:ab)+$", "", "abab", "aba"),
}


@pytest.mark.parametrize(("pattern", "flags", "fits", "other"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_a_pattern_means_what_xpath_says(pattern: str, flags: str, fits: str, other: str) -> None:
    shapes = f"{SHAPE} sh:pattern {ox.Literal(pattern)} ; sh:flags {ox.Literal(flags)} ."
    data = f"ex:n ex:p {ox.Literal(fits)} , {ox.Literal(other)} ."
    assert rows(checked(shapes, data)) == [f"Pattern {other}"]
    test = f"REGEX(?value, {ox.Literal(pattern)}, {ox.Literal(flags)})"
    read = f"SELECT $this ?value WHERE {{ $this <http://example.org/p> ?value FILTER({test}) }}"
    inside = f"ex:S a sh:NodeShape ; sh:targetNode ex:n ; sh:sparql [ sh:select {ox.Literal(read)} ] ."
    assert rows(checked(inside, data)) == [f"SPARQL {fits}"]


REFUSED = (
    r"(a)\1",
    r"\bx",
    r"\i\c*",
    "(?=x)",
    "(?i)x",
    "a**",
    "a{,3}",
    "*a",
    "[a[b]",
    "[]",
    r"\p{IsGreek}",
    r"\x41",
    "[a",
    "\\",
)


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_pattern_without_an_equal_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(InputError) as error:
        checked(f"{SHAPE} sh:pattern {ox.Literal(pattern)} .", "ex:n ex:p 'x' .")
    assert "sh:pattern" in str(error.value)
    assert repr(pattern) in str(error.value)


def test_a_pattern_reads_the_same_to_python_or_is_not_given_to_it() -> None:
    assert regular_expressions.translated("a$", "", "python").pattern == r"a(?!\n)\Z"
    with pytest.raises(regular_expressions.NotTranslated):
        regular_expressions.translated(r"\p{L}", "", "python")


# Queries: every one that is well formed is run, or refused for a reason that is so

QUERIES = {
    "a space before the brackets of a function": (
        'SELECT $this ?value WHERE { $this ex:p ?x BIND (COALESCE (?none, CONCAT (?x, "b")) AS ?value) }',
        ["SPARQL ab"],
    ),
    "a function of nothing": (
        "SELECT $this WHERE { $this ex:p ?x BIND(BNODE ( ) AS ?new) FILTER(isBlank(?new)) }",
        ["SPARQL n"],
    ),
    "a list and a type": ("SELECT $this WHERE { $this ex:p ?x FILTER NOT EXISTS { $this a (1 2) } }", ["SPARQL n"]),
    "an IRI with an escape": ("SELECT $this WHERE { $this <http://example.org/\\\\u0070> ?x }", ["SPARQL n"]),
    "a group in a replacement before a letter": (
        'SELECT $this ?value WHERE { $this ex:p ?x BIND(REPLACE(?x, "(a)", "$1s") AS ?value) }',
        ["SPARQL as"],
    ),
    "an option that does not speak of the node": (
        """SELECT $this ?value WHERE {
             $this ex:p ?x OPTIONAL { ?l ex:of ?x ; ex:is ?n } BIND(COALESCE(?n, "none") AS ?value)
           }""",
        ["SPARQL none"],
    ),
}
PREFIXED = """ex:S sh:sparql ex:Q . ex:Q sh:prefixes ex: .
ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] ."""


@pytest.mark.parametrize(("query", "expected"), QUERIES.values(), ids=QUERIES)
def test_a_query_that_is_well_formed_is_run(query: str, expected: list[str]) -> None:
    shapes = f"ex:S a sh:NodeShape ; sh:targetNode ex:n . {PREFIXED} ex:Q sh:select '''{query}''' ."
    assert rows(checked(shapes, "ex:n ex:p 'a' .")) == expected


def test_exists_among_what_is_selected_is_refused_as_such() -> None:
    with pytest.raises(InputError, match="EXISTS among what is selected"):
        checked(select("SELECT $this (EXISTS { $this ?p ?o } AS ?value) WHERE { $this ?p ?o }"), "ex:n ex:p 1 .")


# Nothing checked

NOTHING = {
    "no target": "ex:S a sh:NodeShape ; sh:nodeKind sh:IRI .",
    "a target that is not there": "ex:S a sh:NodeShape ; sh:targetClass ex:None ; sh:nodeKind sh:IRI .",
    "no shape": "ex:S rdfs:label 'no shape' .",
    "a shape switched off": "ex:S a sh:NodeShape ; sh:targetNode ex:n ; sh:nodeKind sh:Literal ; sh:deactivated true .",
}


@pytest.mark.parametrize("shapes", NOTHING.values(), ids=NOTHING)
def test_a_report_on_nothing_does_not_say_that_it_conforms(shapes: str) -> None:
    report = checked(shapes, "ex:n ex:p 1 .")
    assert (report.checks, report.conforms) == (0, False)
    assert "nothing was checked" in report.verdict
    assert not [quad for quad in report.quads() if quad.predicate.value == f"{SH}conforms"]
    assert "conforms" not in repr(report) + report._repr_html_()


def test_checks_are_counted_by_the_nodes_that_are_asked_about() -> None:
    store = OxigraphStore()
    store.load(quads("ex:n a ex:T . ex:m a ex:T . ex:other ex:p 1 ."))
    shapes = quads("ex:S sh:targetClass ex:T ; sh:nodeKind sh:IRI ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .")
    nodes = [ox.NamedNode(f"http://example.org/{name}") for name in ("n", "other")]
    report = validate(store, shapes, focus=dict.fromkeys(nodes, True))
    assert (report.checks, report.beneath, report.nodes, report.unchecked) == (2, 2, 2, (nodes[1],))
    assert report.notes == ["no shape speaks of 1 of the 2 subjects: http://example.org/other"]


def test_the_checks_of_a_plan_are_the_same_however_they_are_counted() -> None:
    store = OxigraphStore()
    store.load(quads("ex:n a ex:T ; ex:p ex:m , ex:o . ex:m a ex:T ; ex:p ex:o ."))
    inner = "[ sh:path ex:p ; sh:property [ sh:path ex:p ; sh:maxCount 3 ] ]"
    plan = shacl.compile_shapes(
        quads(f"ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:nodeKind sh:IRI ; sh:property {inner} .")
    )
    whole, parts = shacl.checks(plan, store), shacl.checks(plan, store, [ox.NamedNode("http://example.org/m")])
    assert whole.made == parts.made + parts.others
