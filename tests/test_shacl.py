"""The SHACL engine: what it refuses by which name, how queries see `$this`, messages, few queries for many rules."""

from __future__ import annotations

import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from exordf import shacl
from exordf.errors import InputError, Place
from exordf.rdf import reader
from exordf.rdf.prefixes import EXO, RDF_TYPE, SH
from exordf.shacl import plain_paths
from exordf.shacl import plan as plans
from exordf.shacl.report import ValidationReport
from exordf.shacl.validation import Engine, validate
from exordf.store.oxigraph import OxigraphStore

ENGINES: tuple[Engine, ...] = ("sparql", "pyshacl")
HEAD = """
@prefix ex: <http://example.org/> .
@prefix exo: <https://w3id.org/exordf/ontology/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:ontology a owl:Ontology ; sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
"""
DATA = "ex:a a ex:T ; ex:p ex:a , ex:b . ex:b a ex:T ; ex:q 1 , 2 ."
SHAPE = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; "


def quads(text: str) -> list[ox.Quad]:
    return reader.parse((HEAD + text).encode(), Path("test.ttl"))


def checked(data: str, shapes: str, engine: Engine = "sparql") -> ValidationReport:
    store = OxigraphStore()
    store.load(quads(data))
    return validate(store, quads(shapes), engine=engine)


def query(select: str, target: str = SHAPE) -> str:
    return f'{target} sh:sparql [ sh:prefixes ex:ontology ; sh:select """{select}""" ] .'


def found(report: ValidationReport) -> list[tuple[str, str | None]]:
    def short(term: object) -> str:
        return str(term).replace("http://example.org/", "").strip("<>").partition("^^")[0].strip('"')

    return [(short(result.focus), None if result.value is None else short(result.value)) for result in report.results]


REFUSED = {
    "a misspelt term": (f"{SHAPE} sh:minCuont 1 .", "sh:minCuont"),
    "a misspelt target": ("ex:S a sh:NodeShape ; sh:targetClas ex:T .", "sh:targetClas"),
    "a term that is no node kind": (f"{SHAPE} sh:nodeKind sh:Class .", "sh:Class"),
    "a node kind that is none": (f"{SHAPE} sh:nodeKind ex:IRI .", "sh:nodeKind"),
    "a severity of SHACL that is none": (f"{SHAPE} sh:severity sh:IRI .", "sh:severity"),
    "JavaScript": (f"{SHAPE} sh:js [] .", "sh:js"),
    "a rule": (f"{SHAPE} sh:rule [] .", "sh:rule"),
    "an expression": (f"{SHAPE} sh:expression [] .", "sh:expression"),
    "a target of SHACL-AF": ("ex:S sh:target [ a sh:SPARQLTarget ] .", "sh:target"),
    "inference": (f"{SHAPE} sh:nodeKind sh:IRI . ex:ontology sh:entailment ex:rdfs .", "sh:entailment"),
    "a custom component": (
        f"{SHAPE} ex:most 3 . ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] .",
        "custom constraint component",
    ),
    "a count on a node shape": (f"{SHAPE} sh:minCount 1 .", "sh:minCount"),
    "a count that is none": (f'{SHAPE} sh:property [ sh:path ex:p ; sh:minCount "1" ] .', "sh:minCount"),
    "two counts": (f"{SHAPE} sh:property [ sh:path ex:p ; sh:minCount 1 , 2 ] .", "sh:minCount"),
    "a property shape without a path": (f"{SHAPE} sh:property [ sh:minCount 1 ] .", "sh:minCount"),
    "a property that is no property shape": (f"{SHAPE} sh:property [ sh:nodeKind sh:IRI ] .", "sh:property"),
    "a qualified shape without a count": (
        f"{SHAPE} sh:property [ sh:path ex:p ; sh:qualifiedValueShape [] ] .",
        "sh:qualifiedValueShape",
    ),
    "a broken list": (f"{SHAPE} sh:in [ rdf:first 1 ] .", "not a well-formed list"),
    "a broken path": (f"{SHAPE} sh:property [ sh:path [ sh:inversePath ex:p ; sh:zeroOrOnePath ex:p ] ] .", "path"),
    "a path in itself": ("ex:S a sh:PropertyShape ; sh:path _:p . _:p sh:inversePath _:p .", "contains itself"),
    "a blank node as a constant": (f"{SHAPE} sh:in ( [] ) .", "sh:in"),
    "something neither true nor false": (f"{SHAPE} sh:closed 1 .", "sh:closed"),
    "a shape in itself": (f"{SHAPE} sh:property [ sh:path ex:p ; sh:node ex:S ] .", "refers to itself"),
    "a shape in its own negation": (f"{SHAPE} sh:not [ sh:or ( ex:S ) ] .", "refers to itself"),
    "an expression that the store cannot read": (f'{SHAPE} sh:pattern "(?=x)" .', "sh:pattern"),
    "ASK": (f"{SHAPE} sh:sparql [ sh:ask 'ASK {{}}' ] .", "sh:ask"),
    "no query at all": (f"{SHAPE} sh:sparql [] .", "sh:select"),
    "MINUS": (query("SELECT $this WHERE { $this a ex:T MINUS { $this ex:p ?x } }"), "MINUS"),
    "VALUES": (query("SELECT $this WHERE { VALUES ?x { ex:a } $this ex:p ?x }"), "VALUES"),
    "SERVICE": (query("SELECT $this WHERE { SERVICE ex:far { $this ex:p ?x } }"), "SERVICE"),
    "GRAPH": (query("SELECT $this WHERE { GRAPH ?g { $this ex:p ?x } }"), "GRAPH"),
    "LIMIT": (query("SELECT $this WHERE { $this ex:p ?x } LIMIT 1"), "LIMIT"),
    "$this bound anew": (query("SELECT (ex:a AS ?this) WHERE { ?x ex:p ?y }"), "AS must not bind"),
    "a query without $this": (query("SELECT ?value WHERE { $this ex:p ?value }"), "must select $this"),
    "a subquery without $this": (
        query("SELECT $this WHERE { { SELECT ?x WHERE { ?x a ex:T } } }"),
        "must select $this",
    ),
    "a subquery with a star": (query("SELECT $this WHERE { { SELECT * WHERE { $this a ex:T } } }"), "must name"),
    "a subquery in EXISTS": (
        query("SELECT $this WHERE { FILTER EXISTS { SELECT $this WHERE { $this a ex:T } } }"),
        "inside EXISTS",
    ),
    "an aggregate over everything": (query("SELECT $this (COUNT(?x) AS ?n) WHERE { $this ex:p ?x }"), "GROUP BY"),
    "groups that mix focus nodes": (query("SELECT $this WHERE { $this ex:p ?x } GROUP BY ?x"), "GROUP BY"),
    "$shapesGraph": (query("SELECT $this WHERE { FILTER($shapesGraph = ex:g) }"), "$shapesGraph"),
    "$PATH without a path": (query("SELECT $this WHERE { $this $PATH ?x }"), "$PATH"),
    "$currentShape without a name": (
        query("SELECT $this WHERE { FILTER($currentShape = $this) }", f"{SHAPE} sh:not [").removesuffix(".") + "] .",
        "$currentShape",
    ),
    "a prefix that is not declared": (query("SELECT $this WHERE { $this foo:p ?x }"), '"foo:"'),
    "a query that ends too early": (query("SELECT $this WHERE { $this ex:p ?x"), "ends too early"),
    "a query that is not well formed": (query("SELECT $this WHERE { $this ex:p ex:p ex:p }"), "not well formed"),
}


@pytest.mark.parametrize(("shapes", "name"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_checked_is_refused_by_name(shapes: str, name: str) -> None:
    with pytest.raises(InputError) as error:
        checked(DATA, shapes)
    assert name in str(error.value)


def test_an_error_names_the_shape_that_a_nameless_one_stands_in() -> None:
    with pytest.raises(InputError, match=r"under <http://example\.org/S>: sh:js"):
        checked(DATA, f"{SHAPE} sh:property [ sh:path ex:p ; sh:js [] ] .")


PREBOUND = {
    "a filter on nothing else": ("SELECT $this WHERE { FILTER($this = ex:a) }", [("a", "a")]),
    "a filter in a group": ("SELECT $this WHERE { { FILTER($this = ex:a) } }", [("a", "a")]),
    "branches": (
        "SELECT $this WHERE { { FILTER($this = ex:a) } UNION { FILTER($this = ex:b) } UNION { FILTER(false) } }",
        [("a", "a"), ("b", "b")],
    ),
    "a branch that is about something optional": (
        "SELECT $this WHERE { { OPTIONAL { $this ex:q ?x } FILTER(!BOUND(?x)) } UNION { $this ex:none ?x } }",
        [("a", "a")],
    ),
    "BIND": ("SELECT $this ?value WHERE { BIND($this AS ?value) FILTER(?value = ex:b) }", [("b", "b")]),
    "a filter in OPTIONAL": (
        """SELECT $this ?value WHERE {
          $this ex:p ?value OPTIONAL { ?value ex:p ?x FILTER(?x = $this) } FILTER(!BOUND(?x))
        }""",
        [("a", "b")],
    ),
    "a subquery that counts": (
        """SELECT $this (?n AS ?value) WHERE {
          { SELECT $this (COUNT(?x) AS ?n) WHERE { OPTIONAL { $this ex:q ?x } } GROUP BY $this }
        }""",
        [("a", "0"), ("b", "2")],
    ),
    "EXISTS": ("SELECT $this WHERE { FILTER EXISTS { ?x ex:p $this FILTER(?x = $this) } }", [("a", "a")]),
    "$currentShape": ("SELECT $this WHERE { $this ex:q 1 FILTER($currentShape = ex:S) }", [("b", "b")]),
    "a star": ("SELECT * WHERE { $this ex:q ?value }", [("b", "1"), ("b", "2")]),
    "words in comments and strings": (
        'SELECT $this WHERE { # MINUS }\n $this ex:q 1 . FILTER("} VALUES {" != "") }',
        [("b", "b")],
    ),
}


@pytest.mark.parametrize(("select", "expected"), PREBOUND.values(), ids=PREBOUND)
def test_this_is_bound_before_the_query_runs(select: str, expected: list[tuple[str, str]]) -> None:
    assert found(checked(DATA, query(select))) == expected


ALONE = {
    "nothing else": (
        "SELECT $this ?value WHERE { $this ex:p ?value OPTIONAL { ?value ex:q ?x } FILTER(!BOUND(?x)) }",
        1,
    ),
    "two, one inside the other": (
        """SELECT $this ?value WHERE {
          $this ex:p ?value OPTIONAL { ?value ex:q ?x OPTIONAL { ?value ex:none ?y } } FILTER(!BOUND(?x))
        }""",
        1,
    ),
    "a filter on what is outside": (
        """SELECT $this ?value WHERE {
          $this ex:p ?value OPTIONAL { ?other ex:q ?x FILTER(?other = ?value) } FILTER(!BOUND(?x))
        }""",
        1,
    ),
    "two": (
        """SELECT $this ?value WHERE {
          $this ex:p ?value OPTIONAL { ?value ex:q ?x } OPTIONAL { ?value a ?type } FILTER(!BOUND(?x) && BOUND(?type))
        }""",
        2,
    ),
    "$this": (
        "SELECT $this ?value WHERE { $this ex:p ?value OPTIONAL { ?value ex:p $this } FILTER(?value = ex:a) }",
        0,
    ),
    "a star": ("SELECT * WHERE { $this ex:p ?value OPTIONAL { ?value ex:q ?x } FILTER(!BOUND(?x)) }", 0),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("select", "times"), ALONE.values(), ids=ALONE)
def test_what_is_optional_and_does_not_speak_of_this_is_found_once(select: str, times: int, engine: Engine) -> None:
    text = plans.queries(shacl.compile_shapes(quads(query(select))), {})[0].text
    assert text.count("BIND(true AS ?whole_") == 2 * times
    assert found(checked(DATA, query(select), engine)) == [("a", "a")]


TYPED = "ex:S a sh:NodeShape ; sh:targetSubjectsOf rdf:type ; "
AMONG_TYPED = {
    "a triple": ("SELECT $this ?value WHERE { $this ex:p ?value }", [("a", "a"), ("a", "b")]),
    "any triple": ("SELECT $this ?value WHERE { $this ?any ?value FILTER(?value = ex:b) }", [("a", "b")]),
    "a triple that ends in another": (
        "SELECT $this ?value WHERE { ?value ex:p $this FILTER(?value = ex:c) }",
        [("a", "c"), ("b", "c")],
    ),
    "a path of no length": ("SELECT $this WHERE { $this ex:p? ex:a FILTER($this = ex:a) }", [("a", "a")]),
    "a triple in a group": ("SELECT $this ?value WHERE { { $this ex:p ?value } }", [("a", "a"), ("a", "b")]),
    "a triple and branches": (
        "SELECT $this WHERE { $this ex:p ex:a { FILTER($this = ex:a) } UNION { FILTER($this = ex:c) } }",
        [("a", "a")],
    ),
    "a triple and a subquery": (
        "SELECT $this WHERE { $this ex:p ex:a { SELECT $this WHERE { $this ex:p ex:b } } }",
        [("a", "a")],
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("select", "expected"), AMONG_TYPED.values(), ids=AMONG_TYPED)
def test_only_what_has_a_type_is_in_focus_of_a_shape_for_that(
    select: str, expected: list[tuple[str, str]], engine: Engine
) -> None:
    assert found(checked(f"{DATA} ex:c ex:p ex:a , ex:b .", query(select, TYPED), engine)) == expected


def test_what_nearly_everything_is_in_focus_of_is_found_by_the_query_and_then_tested() -> None:
    def asked(select: str, target: str) -> str:
        return plans.queries(shacl.compile_shapes(quads(query(select, target))), {})[0].text

    starts = "SELECT $this ?value WHERE { $this ex:p ?value }"
    assert "FILTER EXISTS" in asked(starts, TYPED)
    assert "GROUP BY" not in asked(starts, TYPED)
    assert "FILTER EXISTS" not in asked(starts, SHAPE)
    assert "GROUP BY" in asked("SELECT $this ?value WHERE { ?value ex:p $this }", TYPED)


def test_a_query_of_a_property_shape_follows_its_path() -> None:
    path = "ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ( ex:p ex:q ) ;"
    report = checked(DATA, query("SELECT $this ?value WHERE { $this $PATH ?value }", path))
    assert found(report) == [("a", "1"), ("a", "2")]
    assert all(isinstance(result.path, shacl.Sequence) for result in report.results)


def test_a_query_inside_a_nested_shape_decides_conformance() -> None:
    nested = query("SELECT $this WHERE { $this ex:q ?x }", "[").removesuffix(".") + "]"
    property_ = (
        f"sh:property [ sh:path ex:p ; sh:node {nested} ; sh:name 'wanted' ] , [ sh:path ex:p ; sh:not {nested} ]"
    )
    assert sorted(found(checked(DATA, f"{SHAPE} {property_} ."))) == [("a", "a"), ("a", "b")]


@pytest.mark.parametrize("engine", ENGINES)
def test_messages_come_in_every_language_with_their_slots_filled(engine: Engine) -> None:
    words = 'sh:message "{?value} is on {$this}"@en , "{$this} 有 {?value}"@zh'
    shapes = query("SELECT $this ?value WHERE { $this ex:q ?value FILTER(?value = 1) }").replace(
        "sh:select", f"{words} ; sh:select"
    )
    (result,) = checked(DATA, shapes, engine).results
    assert result.messages == {"en": "1 is on http://example.org/b", "zh": "http://example.org/b 有 1"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_shape_without_words_gets_some(engine: Engine) -> None:
    (result,) = checked(DATA, f"{SHAPE} sh:property [ sh:path ex:q ; sh:maxCount 1 ] .", engine).results
    assert result.messages == {"en": "There are more than 1 values."}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_unknown_name_of_ours_gets_the_nearest_one_offered(engine: Engine) -> None:
    data = "exo:Reported a exo:Certainty . ex:a a ex:T ; ex:p exo:Reportd , exo:Reported ."
    words = 'sh:message "Unknown."@en , "未知。"@zh'
    (result,) = checked(
        data, f"{SHAPE} sh:property [ sh:path ex:p ; sh:class exo:Certainty ; {words} ] .", engine
    ).results
    assert result.value == ox.NamedNode(f"{EXO}Reportd")
    assert result.messages == {"en": "Unknown. Did you mean exo:Reported?", "zh": "未知。是否指 exo:Reported？"}


def test_results_stand_in_the_order_of_their_places() -> None:
    store = OxigraphStore()
    store.load(quads(DATA))
    places = {"http://example.org/a": Place(Path("a.ttl"), 10), "http://example.org/b": Place(Path("a.ttl"), 9)}
    report = validate(store, quads(f"{SHAPE} sh:nodeKind sh:Literal ."), places=places)
    assert [(result.place, str(result.focus)[-2]) for result in report.results] == [
        (Place(Path("a.ttl"), 9), "b"),
        (Place(Path("a.ttl"), 10), "a"),
    ]


def test_a_warning_does_not_stop_us_but_is_in_the_report_of_the_w3c() -> None:
    report = checked(DATA, f"{SHAPE} sh:nodeKind sh:Literal ; sh:severity sh:Warning .")
    assert report.conforms
    said = {quad.predicate.value.removeprefix(SH): quad.object for quad in report.quads()}
    assert said["conforms"] == ox.Literal(value=False)
    assert said["resultSeverity"] == ox.NamedNode(f"{SH}Warning")


def test_checks_are_constraints_times_focus_nodes() -> None:
    inner = "sh:property [ sh:path ex:q ; sh:minCount 1 ]"
    shapes = f"{SHAPE} sh:nodeKind sh:IRI ; sh:property [ sh:path ex:p ; sh:class ex:T ; {inner} ] ."
    assert checked(DATA, shapes).checks == 2 + 2 + 2


def test_a_shape_that_is_switched_off_checks_nothing() -> None:
    report = checked(DATA, f"{SHAPE} sh:nodeKind sh:Literal ; sh:deactivated true .")
    assert (report.checks, report.results) == (0, ())


def test_a_class_with_a_nameless_subclass_has_its_instances() -> None:
    data = "ex:x a [ rdfs:subClassOf ex:T ] ; ex:p ex:x , ex:y ."
    shapes = f"{SHAPE} sh:nodeKind sh:IRI ; sh:property [ sh:path ex:p ; sh:class ex:T ] ."
    report = checked(data, shapes)
    assert found(report) == [("x", "y")]
    assert report.checks == 2


def test_a_focus_node_without_a_name_is_checked() -> None:
    report = checked("[] a ex:T ; ex:p 1 , 2 .", f"{SHAPE} sh:not [ sh:property [ sh:path ex:p ; sh:minCount 2 ] ] .")
    assert [isinstance(result.focus, ox.BlankNode) for result in report.results] == [True]


RULES = "".join(
    f"sh:property [ sh:path ex:p{n} ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ; sh:class ex:T ;"
    " sh:or ( [ sh:nodeKind sh:IRI ] [ sh:datatype xsd:integer ] ) ] ;"
    for n in range(10)
)


def test_many_constraints_need_few_queries() -> None:
    plan = shacl.compile_shapes(quads(f"{SHAPE} {RULES} sh:nodeKind sh:IRI ."))
    assert len(plan.constraints) == 51 + 20
    assert len(plans.queries(plan, {})) == 1 + 1 + 1 + 1  # the focus node, what is missing, too much, values


@pytest.mark.slow("growth")
def test_ten_times_the_data_take_ten_times_as_long() -> None:
    def seconds(number: int) -> float:
        nodes = [ox.NamedNode(f"http://example.org/{n}") for n in range(number)]
        links = [ox.NamedNode(f"http://example.org/p{n}") for n in range(10)]
        store = OxigraphStore()
        store.load(ox.Quad(node, RDF_TYPE, ox.NamedNode("http://example.org/T")) for node in nodes)
        store.load(ox.Quad(node, link, nodes[at - 1]) for at, node in enumerate(nodes) for link in links)
        plan = shacl.compile_shapes(quads(f"{SHAPE} {RULES} sh:nodeKind sh:IRI ."))
        start = time.process_time()
        assert shacl.run(plan, store).results == ()
        return time.process_time() - start

    seconds(100)
    assert seconds(10_000) < 30 * seconds(1_000)


def test_merging_blocks_changes_the_number_of_queries_and_not_their_results(monkeypatch: pytest.MonkeyPatch) -> None:
    properties = " , ".join(
        f"[ sh:path ex:{name} ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ; sh:hasValue ex:{name} ]"
        for name in "pqrs"
    )
    shapes = f"{SHAPE} sh:property {properties} ."
    data = 'ex:a a ex:T ; ex:p ex:p , 1 ; ex:q "x" , ex:a . ex:b a ex:T ; ex:r ex:r ; ex:s ex:s , ex:a .'
    merged, few = checked(data, shapes).results, len(plans.queries(shacl.compile_shapes(quads(shapes)), {}))
    monkeypatch.setattr(plain_paths, "combine", lambda _fresh, blocks, _scope: iter(blocks))
    single, many = checked(data, shapes).results, len(plans.queries(shacl.compile_shapes(quads(shapes)), {}))
    unnamed = [
        [(result.focus, result.path, result.value, result.component) for result in some] for some in (merged, single)
    ]
    assert sorted(map(str, unnamed[0])) == sorted(map(str, unnamed[1])) != []
    assert few < many
