"""What is refused by its text: SERVICE wherever it hides, and nowhere where it only seems to stand."""

from __future__ import annotations

import contextlib

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exordf.sparql import policy
from exordf.sparql.lexer import significant_tokens

AT = "<http://127.0.0.1:1/>"  # a port that the engine says it will not ask: so it says when it would have asked
STORE = ox.Store()
STORE.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("1")))

HIDDEN = [
    f"SELECT * {{ SERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE{AT}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICESILENT{AT}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p 1SERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p trueSERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p 1.SERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p <urn:\\u0041#>SERVICE {AT} {{ ?s ?p ?o }} }}",
    f'SELECT * {{ ?s ?p "#" SERVICE {AT} {{ ?s ?p ?o }} }}',
    f"SELECT * {{ ?s ?p '''a\n'b' \\''' # ''' SERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p ?o # nothing\n SERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p ?o # nothing\r SERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ FILTER(1<2)SERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ FILTER(?a<?b)SERVICE{AT} {{ ?s ?p ?o }} }}",
    f"PREFIX e: <urn:> SELECT * {{ ?s ?p e:a\\# . SERVICE {AT} {{ ?s ?p ?o }} }}",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { { }SERVICE:a { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { ?s ?p 1SERVICE:a { ?s ?p ?o } }",
    f"ASK {{ FILTER EXISTS {{ SERVICE {AT} {{ ?s ?p ?o }} }} }}",
    f"SELECT * {{ VALUES ?x {{ {AT} }} SERVICE ?x {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\u0053ERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\U00000073ERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p '\\u0027 SERVICE {AT} {{ ?s ?p ?o }} # ' }}",
    f"SELECT * {{ ?s ?p 'a SERVICE {AT} {{ ?s ?p ?o }} }}",
    f'SELECT * {{ ?s ?p """a \n SERVICE {AT} {{ ?s ?p ?o }} }}',
    f"SELECT * {{ ?s ?p 'a'@en-SERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p ?o \\u0023\\u000ASERVICE {AT} {{ ?s ?p ?o }} }}",
]
HARMLESS = [
    "SELECT * { ?s ?p ?o } # SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }",
    "SELECT * { ?s ?p 'SERVICE <http://127.0.0.1:1/>' }",
    'SELECT * { ?s ?p """a "SERVICE" \n SERVICE """ }',
    "SELECT * { ?s <http://example.org/SERVICE#service> ?o }",
    "SELECT ?service { ?service ?p $SERVICE }",
    "PREFIX e: <urn:> SELECT * { e:service e:SERVICE _:service }",
    "PREFIX e: <urn:> SELECT * { ?s e:a\\#service ?o }",
]


@pytest.mark.parametrize("sparql", HIDDEN)
def test_service_is_found_wherever_it_hides(sparql: str) -> None:
    with pytest.raises(policy.RefusedQuery, match="SERVICE is refused") as refused:
        policy.check(sparql)
    assert refused.value.status == 403


@pytest.mark.parametrize("sparql", HARMLESS)
def test_service_in_comments_strings_names_and_variables_is_none(sparql: str) -> None:
    policy.check(sparql)
    masked = policy.mask_service(sparql)
    assert list(answer(sparql)) == list(answer(masked))


def test_a_masked_string_means_the_same() -> None:
    sparql = "SELECT ('Service SERVICE' AS ?a) (<urn:service> AS ?b) {} # service"
    masked = policy.mask_service(sparql)
    assert "ervice SERVICE" not in masked
    ((words, name),) = [tuple(row) for row in answer(masked)]
    assert (words, name) == (ox.Literal("Service SERVICE"), ox.NamedNode("urn:service"))
    assert masked.endswith("# -------")


def answer(sparql: str) -> ox.QuerySolutions:
    found = STORE.query(sparql)
    assert isinstance(found, ox.QuerySolutions)
    return found


PIECES = st.sampled_from([
    "SERVICE", "service", "sErViCe", "SILENT", AT, "<urn:a>", "<urn:\\u0041#>", "<urn:service>", "?s", "?service", "$x",
    "e:a", "e:service", ":b", "e:", ":", "SERVICE:a", "_:b", "1", "1.", "-1", "1e5", "true", "'a'", '"a"', "'''", '"""',
    '"', "'", "\\", "\\u0022", "\\u0027", "#", "\n", "\r", " ", "{", "}", "(", ")", "<", ">", "=", "@en", "^^", ".",
    ";", ",", "/", "|", "!", "+", "*", "?", "FILTER", "EXISTS", "OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND", "AS",
    "VALUES", "SELECT *", "{ ?s ?p ?o }", "²", "́", "·", "\u00a0", "\u2028", "\x0b", "\x0c",
])  # fmt: skip


@settings(max_examples=3000, deadline=None)
@given(st.lists(PIECES, max_size=14), st.lists(PIECES, max_size=4))
@example(["?s", " ", "?p", " ", "1", "SERVICE", ":", "b", " ", "{ ?s ?p ?o }"], [])
@example(["?s", " ", "?p", " ", "<urn:\\u0041#>", "SERVICE", AT, "{ ?s ?p ?o }"], [])
def test_no_query_that_is_let_through_asks_another_server(pieces: list[str], after: list[str]) -> None:
    """Whatever our reading and that of the engine differ in, what is run asks nobody."""
    call = ["SERVICE", " ", AT, " ", "{ ?s ?p ?o }"]
    for inner in (pieces, [*pieces, *call, *after], [*pieces, " ", *call, "#", *after]):
        sparql = f"PREFIX e: <urn:> PREFIX : <http://127.0.0.1:1/> SELECT * {{ {''.join(inner)} }}"
        try:
            policy.check(sparql)
        except policy.RefusedQuery:
            continue
        with contextlib.suppress(SyntaxError, ValueError):  # an OSError would be from one that was asked
            list(STORE.query(policy.mask_service(sparql)))  # type: ignore[arg-type]


def test_the_engine_would_ask_if_it_were_let() -> None:
    """Else the test before could not fail."""
    with pytest.raises(OSError, match="port 1"):
        list(answer(HIDDEN[0]))


def test_the_graphs_of_a_query_are_found_by_their_whole_iris() -> None:
    text = significant_tokens("BASE <http://a/b/> PREFIX e: <urn:e:> SELECT * FROM <c> FROM NAMED e:d FROM x:y {}")
    assert policy.dataset_graphs(text, {"x": "urn:x:"}) == policy.Graphs(["http://a/b/c", "urn:x:y"], ["urn:e:d"])
