"""The page of queries: named ones as forms, the editor, answers, files, and what is said where there is no answer."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from exordf.browse.model.explorer import Explorer
from exordf.browse.model.translations import chinese_phrases
from exordf.cli import output
from exordf.rdf.rows import Rows
from exordf.server.editor import bar_chart, error_messages, query_forms, result_files
from exordf.server.editor.error_messages import QueryFailed
from exordf.server.editor.query_client import MOST_ROWS, QueryResult
from exordf.sparql import lexer, mistakes, named_queries
from exordf.sparql.named_queries import NamedQuery, Parameter
from exordf.sparql.patterns import query_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response

    from exordf import Dataset

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "tests" / "answers"
NAMED = named_queries.read_folder(ROOT / "exordf" / "queries" / "named")
ELSEWHERE = named_queries.read_folder(ROOT / "exordf" / "queries" / "federated")
WORKING = ROOT / "exordf" / "server" / "editor"


def asked(client: TestClient, sparql: str, **more: str) -> Response:
    return client.get("/query", params={"query": sparql, **more})


def said(answer: Response) -> str:
    """The words of a page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", answer.text.replace("<br>", " "))).split())


def cells(answer: Response) -> list[list[str]]:
    return [
        re.findall(r"<td.*?</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", answer.text, re.DOTALL)
    ][1:]


@pytest.mark.parametrize("name", NAMED)
def test_a_named_query_answers_to_its_defaults(client: TestClient, dataset: Dataset, name: str) -> None:
    expected = (ANSWERS / f"{name}.tsv").read_text(encoding="utf-8")
    assert client.get("/query.tsv", params={"name": name}).text == expected
    page = client.get(f"/query/{name}")
    count = expected.count("\n") - 1
    assert page.status_code == 200
    assert NAMED[name].title["en"] in said(page)
    assert f"{count:,} row" in said(page)
    assert len(cells(page)) == min(count, 100)
    assert NAMED[name].title["zh"] in said(client.get(f"/query/{name}?lang=zh"))
    assert output.format_rows(dataset.ask(name), dataset.prefixes, "tsv") == expected


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_query_that_asks_another_server_is_shown_and_not_run(client: TestClient, name: str) -> None:
    page = client.get(f"/query/{name}")
    assert page.status_code == 200
    assert ELSEWHERE[name].endpoint in said(page)
    assert 'id="answer"' not in page.text
    assert client.get("/query.csv", params={"name": name}).status_code == 403


def test_the_first_page_lists_every_query_in_its_group(client: TestClient) -> None:
    page = client.get("/query?lang=zh")
    for name, named in (NAMED | ELSEWHERE).items():
        assert f'href="/query/{name}?lang=zh"' in page.text
        assert named.title["zh"] in said(page)
        assert chinese_phrases()[named.group] in said(page)


def test_a_form_takes_a_label_in_either_language_a_curie_and_several_curies(client: TestClient) -> None:
    by_curie = client.get("/query.csv?name=chain&cargo=exo:miR-21").text
    assert by_curie.count("\n") > 1
    assert client.get("/query.csv?name=chain&cargo=miR-21").text == by_curie
    osteoblast = client.get("/query.csv?name=claims-about&thing=osteoblast").text
    assert client.get("/query.csv", params={"name": "claims-about", "thing": "成骨细胞"}).text == osteoblast
    both = client.get("/query.csv", params={"name": "chain", "cargo": "exo:miR-21 exo:miR-214-3p"}).text
    assert both.count("\n") == by_curie.count("\n") + client.get("/query.csv?name=chain").text.count("\n") - 1


def test_the_name_of_a_query_as_a_parameter_leads_to_its_page(client: TestClient) -> None:
    answer = client.get("/query?name=chain&cargo=miR-21&lang=zh", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/query/chain?cargo=miR-21&lang=zh"
    assert client.get("/query?name=chains").status_code == client.get("/query/chains").status_code == 404


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("exo:OsteoblastExosom", "Did you mean exo:OsteoblastExosome"),
        ("exo:miR-31a-3p", "does not name exactly one resource"),
        ("http://not an iri", "does not name exactly one resource"),
        ("<script>alert(1)</script>", "does not name exactly one resource"),
        ("x" * 5000, "longer than 200 characters"),
        ("\x00", "does not name exactly one resource"),
    ],
)
def test_a_value_that_is_no_name_is_told(client: TestClient, value: str, words: str) -> None:
    page = client.get("/query/chain", params={"cargo": value})
    assert page.status_code == 400
    assert words in said(page)
    assert ("Did you mean" in said(page)) == ("Did you mean" in words)
    assert "<script>alert" not in page.text
    assert client.get("/query.csv", params={"name": "chain", "cargo": value}).status_code == 400


def test_a_field_offers_what_fits_and_is_in_the_data(explorer: Explorer) -> None:
    def offered(name: str) -> dict[str, str]:
        (parameter,) = NAMED[name].parameters.values()
        return {curie: en for curie, en, _ in query_forms.field_choices(explorer, parameter)}

    assert offered("what-ameliorates")["exo:Osteoporosis"] == "osteoporosis"
    assert "exo:miR-21" not in offered("what-ameliorates")
    assert "exo:miR-21" in offered("chain")
    assert "exo:Osteoblast" not in offered("chain")
    assert {curie.partition(":")[0] for curie in offered("under-disease")} == {"MONDO"}
    assert len(offered("claims-about")) > 350


def test_numbers_and_words_are_fields_of_their_own(explorer: Explorer) -> None:
    text = "SELECT * WHERE {\n  VALUES ?most { 3 }\n  VALUES ?words { 'a' }\n}"
    parameters = {"most": Parameter("most", "integer", "", "3"), "words": Parameter("words", "string", "", "'a'")}
    named = NamedQuery("test", {"en": "test"}, {}, "", text, parameters)
    bound = query_forms.bind_values(explorer, named, {"most": "-7", "words": 'a "b" }', "other": "x"})
    rows = ox.Store().query(bound)
    assert isinstance(rows, ox.QuerySolutions)
    assert [(row["most"].value, row["words"].value) for row in rows] == [("-7", 'a "b" }')]
    for wrong in ("1e3", "٣", "9" * 40, "--1", "1 }"):
        with pytest.raises(QueryFailed):
            query_forms.bind_values(explorer, named, {"most": wrong})


def test_an_answer_links_its_things_and_sets_numbers_apart(client: TestClient) -> None:
    page = asked(client, "SELECT ?x ?n WHERE { VALUES (?x ?n) { (exo:Osteoblast 3) (exo:miR-21 12.5) } }")
    assert '<a href="/ontology/Osteoblast"' in page.text
    assert 'title="exo:Osteoblast"' in page.text
    assert page.text.count('class="figure"') >= 3
    assert "PREFIX exo:" in said(page)


def test_a_long_answer_comes_in_pages(client: TestClient) -> None:
    sparql = "SELECT ?claim WHERE { ?claim a exo:Claim } ORDER BY ?claim"
    first, second, last = (asked(client, sparql, page=page) for page in ("1", "2", "6"))
    assert "596 rows" in said(first)
    assert "Rows 1 to 100" in said(first)
    assert "Rows 101 to 200" in said(second)
    assert "Rows 501 to 596" in said(last)
    assert len(cells(first)) == 100
    assert not {cell for (cell,) in cells(first)} & {cell for (cell,) in cells(second)}
    (following,) = re.findall(r'rel="next" href="([^"]*)"', first.text)
    assert client.get(unescape(following).partition("#")[0]).text == second.text
    assert "Rows 1 to 100" in said(asked(client, sparql, page=""))
    for page in ("0", "-1", "x", "٣", "1" * 400, "7"):
        refused = client.get("/query", params={"query": sparql, "page": page}, headers={"Accept": "text/html"})
        assert refused.status_code == 400
        assert "&#34;page&#34; must be a number from 1 to 6." in refused.text
        assert "page=6" in refused.text


def test_more_rows_than_are_kept_are_cut_and_said_to_be(client: TestClient) -> None:
    page = asked(client, "SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    assert f"The first {MOST_ROWS:,} rows; there are more" in said(page)
    assert "Rows 9,901 to 10,000" in said(asked(client, "SELECT ?s ?p ?o WHERE { ?s ?p ?o }", page="100"))
    whole = client.get("/query.csv", params={"query": "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"})
    assert len(list(csv.reader(io.StringIO(whole.text)))) > 3 * MOST_ROWS


@pytest.mark.parametrize(
    ("sparql", "most", "limited"),
    [
        ("SELECT * {} LIMIT 5", 10, "SELECT * {} LIMIT 5"),
        ("SELECT * {} LIMIT 0005", 10, "SELECT * {} LIMIT 5"),
        ("SELECT * {} OFFSET 2 LIMIT 99999999999999", 10, "SELECT * {} OFFSET 2 LIMIT 10"),
        ("SELECT * {{SELECT * {} LIMIT 1}}", 10, "SELECT * {{SELECT * {} LIMIT 1}} \nLIMIT 10"),
        ("SELECT * {} # LIMIT 1", 10, "SELECT * {} \nLIMIT 10 # LIMIT 1"),
    ],
)
def test_a_limit_is_put_where_it_belongs(sparql: str, most: int, limited: str) -> None:
    assert lexer.with_limit(sparql, most) == limited
    ox.Store().query(limited)


def test_ask_is_answered_by_yes_or_no(client: TestClient) -> None:
    assert "Yes" in said(asked(client, "ASK { exo:miR-214-3p exo:targets exo:ATF4 }"))
    assert "否" in said(asked(client, "ASK { exo:miR-214-3p exo:targets exo:Osteoblast }", lang="zh"))


def test_words_and_one_number_are_drawn_as_bars(client: TestClient) -> None:
    page = client.get("/query/counts").text
    lengths = [float(length) for length in re.findall(r'<rect width="([\d.]+)" height="10"', page)]
    assert len(lengths) == (ANSWERS / "counts.tsv").read_text(encoding="utf-8").count("\n") - 1
    assert max(lengths) == 100
    assert "<rect width" not in client.get("/query/certainty").text


@pytest.mark.parametrize("values", [("1", "x"), ("-1", "2"), ("0", "0"), ("1", '"INF"^^xsd:double'), ("1", "9" * 500)])
def test_what_cannot_be_drawn_as_bars_is_a_table_alone(client: TestClient, values: tuple[str, str]) -> None:
    first, second = (value if value != "x" else '"x"' for value in values)
    page = asked(client, f'SELECT ?a ?n WHERE {{ VALUES (?a ?n) {{ ("a" {first}) ("b" {second}) }} }}')
    assert page.status_code == 200
    assert len(cells(page)) == 2
    assert "<rect width" not in page.text


def test_a_column_of_numbers_may_have_gaps() -> None:
    rows = Rows(("a", "b"), [(ox.Literal(1), None), (None, ox.Literal("x")), (ox.Literal(2.5), None)])
    assert bar_chart.numeric_columns(rows) == [0]


def test_a_graph_whose_triples_join_entities_is_drawn(client: TestClient) -> None:
    sparql = "CONSTRUCT { ?s exo:targets ?o } WHERE { ?s exo:targets ?o }"
    page = asked(client, sparql)
    assert 'data-entity="exo:miR-214-3p"' in page.text
    assert 'href="/ontology/ATF4"' in page.text
    assert "exo:miR-214-3p exo:targets exo:ATF4" in said(page)
    assert not re.search(r"\sstyle=|<style", page.text), "the policy forbids it"
    assert "结果网络图" in asked(client, sparql, lang="zh").text


def test_a_graph_that_joins_no_entities_is_shown_as_turtle(client: TestClient) -> None:
    page = asked(client, 'CONSTRUCT { ?s rdfs:label "&<b>" } WHERE { VALUES ?s { exo:Osteoblast } }')
    assert "data-entity" not in page.text
    assert 'rdfs:label "&<b>"' in said(page).replace("<b>", "<b>") or "&amp;&lt;b&gt;" in page.text
    assert "1 triple" in said(page)


def test_a_graph_with_too_many_edges_is_not_drawn(client: TestClient) -> None:
    page = asked(client, "CONSTRUCT { ?s ?p ?o } WHERE { ?c exo:subject ?s ; exo:predicate ?p ; exo:object ?o }")
    assert "join two entities; a network is drawn of at most 250" in said(page)
    assert "data-entity" not in page.text


def test_every_file_of_rows_parses_and_says_the_same(client: TestClient) -> None:
    values = '(exo:A 3 "a\\tb,\\"c\\"\\n&<"@en UNDEF) (<urn:b> 2.5 "零"@zh 1)'
    sparql = f"SELECT ?x ?n ?l ?u {{ VALUES (?x ?n ?l ?u) {{ {values} }} }}"
    got = {form: client.get(f"/query.{form}", params={"query": sparql}) for form in result_files.ROWS}
    for form, answer in got.items():
        assert answer.status_code == 200
        assert answer.headers["content-type"] == result_files.ROWS[form]
        assert answer.headers["content-disposition"] == f'attachment; filename="answer.{form}"'
    kinds = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    read = {}
    for form, kind in kinds.items():
        solutions = ox.parse_query_results(got[form].content, kind)
        assert isinstance(solutions, ox.QuerySolutions)
        read[form] = [tuple(solution) for solution in solutions]
    assert read["json"] == read["xml"] == read["tsv"]
    assert len(read["json"]) == 2
    assert list(csv.reader(io.StringIO(got["csv"].text, newline="")))[1][2] == 'a\tb,"c"\n&<'


def test_every_file_of_a_truth_says_it(client: TestClient) -> None:
    sparql = "ASK { exo:Osteoblast ?p ?o }"
    assert client.get("/query.json", params={"query": sparql}).json() == {"head": {}, "boolean": True}
    tree = ET.fromstring(client.get("/query.xml", params={"query": sparql}).text)  # noqa: S314 - made here
    assert tree.findtext("{*}boolean") == "true"
    row = client.get("/query.json", params={"query": "SELECT (true AS ?answer) {}"}).json()
    assert row["results"]["bindings"][0]["answer"]["value"] == "true"


def test_every_file_of_a_graph_parses_and_says_the_same(client: TestClient) -> None:
    sparql = "CONSTRUCT { ?s exo:targets ?o } WHERE { ?s exo:targets ?o }"
    forms_of = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "nt": ox.RdfFormat.N_TRIPLES}
    read = [
        {quad.triple for quad in ox.parse(client.get(f"/query.{form}", params={"query": sparql}).content, kind)}
        for form, kind in forms_of.items()
    ]
    assert read[0] == read[1] == read[2]
    assert len(read[0]) > 10
    assert client.get("/query.csv", params={"query": sparql}).status_code == 400
    assert client.get("/query.exe", params={"query": sparql}).status_code == 404


def test_a_triple_as_a_term_is_written() -> None:
    term = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("a & b"))
    answer = QueryResult("SELECT", Rows(("t",), [(term,), (ox.BlankNode("b"),)]))
    for form, kind in (("json", ox.QueryResultsFormat.JSON), ("xml", ox.QueryResultsFormat.XML)):
        solutions = ox.parse_query_results(result_files.serialize_answer(answer, form, {}), kind)
        assert isinstance(solutions, ox.QuerySolutions)
        assert next(iter(solutions))["t"] == term


@pytest.mark.parametrize(
    ("sparql", "place", "words"),
    [
        ("SELECT ?x WHERE {\n  ?x exo:subject ?y", "Line 1, column 17", "This bracket is never closed: {"),
        ("SELECT ?x WHERE { ?x a ?y }}", "Line 1, column 28", "This bracket has no opening one: }"),
        ("SELECT ?x WHERE {\n  ?x ex:subject ?y }", "Line 2, column 6", "The prefix ex: is not declared."),
        ("SELECT ?x WHERE {\n  ?x exoo:subject ?y }", "Line 2, column 6", "Did you mean exo:?"),
        ('SELECT ?x WHERE { ?x rdfs:label "bone }', "Line 1, column 33", "A string begins here"),
        ("SELECT ?x WERE { ?x a exo:Claim }", "Line 1, column 11", "Did you mean WHERE?"),
        ("SELCT ?x WHERE { ?x a exo:Claim }", "Line 1, column 1", "Did you mean SELECT?"),
        ("SELECT ?x WHERE { ?x a }", "Line 1, column 24", "the last is missing before }"),
        (
            "SELECT ?x WHERE { ?x a ?y\n ?x ?z 3 }",
            "Line 2, column 2",
            "A full stop or a semicolon is missing before ?x",
        ),
        ("SELECT ?x, ?y WHERE { ?x a ?y }", "Line 1, column 10", "Leave the comma out."),
        ("SELECT ?x WHERE { ?x a ?y } ORDER ?x", "Line 1, column 29", "BY is missing after ORDER"),
        ("SELECT ?x WHERE { ?x a ?y FILTER ?x > 1 }", "Line 1, column 27", "What FILTER asks stands in brackets."),
        ("SELECT ?x WHERE { ?x a ?y } LIMIT", "Line 1, column 29", "A number is missing after LIMIT"),
        ("SELECT x WHERE { ?x a ?y }", "Line 1, column 8", "x is not a word of SPARQL."),
        ("SELECT ?x WHERE { ?x ; a ?y }", "Line 1, column 22", "A property and its value are missing before ;"),
        ("SELECT ?x", "Line 1, column 10", "The query ends too early."),
    ],
)
def test_an_error_has_its_place_and_a_mend(client: TestClient, sparql: str, place: str, words: str) -> None:
    page = asked(client, sparql)
    assert page.status_code == 400
    text = said(page)
    assert place in text
    assert words in text
    line, column = re.findall(r"\d+", place)
    assert f'data-line="{line}" data-column="{column}"' in page.text
    assert "<mark>" in page.text
    assert "没有结果" in said(asked(client, sparql, lang="zh"))


@pytest.mark.parametrize(
    ("sparql", "words"),
    [
        ("SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x a ?y }", "neither grouped nor counted"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "occurs twice after SELECT"),
        ("SELECT ?x WHERE { BIND(1 AS ?x) BIND(2 AS ?x) }", "No answer"),
    ],
)
def test_what_the_words_alone_do_not_show_is_told_as_well(client: TestClient, sparql: str, words: str) -> None:
    page = asked(client, sparql)
    assert page.status_code == 400
    assert words in said(page)


@pytest.mark.parametrize("name", [*NAMED, *ELSEWHERE])
def test_no_mistake_is_seen_in_a_query_that_is_well_formed(name: str) -> None:
    pieces = lexer.significant_tokens((NAMED | ELSEWHERE)[name].text)
    assert mistakes.first_mistake(pieces) is None
    assert lexer.unbalanced_bracket(pieces) is None
    assert all(lexer.is_keyword(token) for token in pieces if token.kind == "word")


@pytest.mark.parametrize(
    ("sparql", "status", "words"),
    [
        ("DELETE WHERE { ?s ?p ?o }", 403, "Updates are refused"),
        ("PREFIX exo: <urn:> INSERT DATA { exo:a exo:b exo:c }", 403, "Updates are refused"),
        ("LOAD <http://127.0.0.1/>", 403, "Updates are refused"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "SERVICE is refused"),
        ("SELECT * { service silent ?s { ?s ?p ?o } }", 403, "SERVICE is refused"),
        ("ASK " + "{" * 3000 + "}" * 3000, 400, "nested deeper than 100 levels"),
        ("SELECT * { ?s ?p '" + "x" * 100_000 + "' }", 413, "longer than 100,000 characters"),
        ("hello", 400, "This is not a query"),
        ("# only a comment", 400, "This is not a query"),
    ],
)
def test_what_is_refused_is_told_why(client: TestClient, sparql: str, status: int, words: str) -> None:
    short = len(sparql) < 50_000
    for answer in (*([asked(client, sparql)] if short else []), client.post("/query", data={"query": sparql})):
        assert answer.status_code == status
        assert words in said(answer)
    assert client.post("/query.csv", data={"query": sparql}).status_code == status


def test_words_that_only_look_like_service_are_none(client: TestClient) -> None:
    page = asked(client, 'SELECT * { VALUES ?service { "SERVICE" exo:service <urn:SERVICE> } } # SERVICE')
    assert page.status_code == 200
    assert "3 rows" in said(page)


@pytest.mark.parametrize(
    ("sparql", "words"),
    [
        (
            "SELECT * { ?c exo:predicate exo:inhibit ; exo:object ?o }",
            "no match: ?c exo:predicate exo:inhibit exo:inhibit does not occur in the data. Did you mean exo:inhibits?",
        ),
        (
            "SELECT * { ?c exo:foobarbaz ?o . ?c a exo:Claim }",
            "?c exo:foobarbaz ?o exo:foobarbaz does not occur in the data.",
        ),
        ('SELECT * { ?x rdfs:label "osteoclast" }', 'Text has a language tag in the data: write "osteoclast"@en'),
        ('SELECT * { ?x rdfs:label "破骨细胞" }', '"破骨细胞"@zh'),
        (
            "SELECT * { ?c exo:predicate exo:targets . ?c exo:object exo:Osteoporosis }",
            "Together with the parts before it, this part has no match: ?c exo:object exo:Osteoporosis",
        ),
        ("SELECT * { ?c a exo:Claim FILTER(?c = 1) }", "this filter excludes them all: FILTER(?c = 1)"),
        ("SELECT * { { ?a exo:nothing ?b } UNION { ?a exo:none ?b } }", "This part alone has no results: {"),
        ("ASK { exo:miR-214-3p exo:targets exo:Osteoblast }", "This pattern alone has no match"),
        ("SELECT * { VALUES ?x { exo:Osteoblasts } ?x rdfs:label ?l }", "exo:Osteoblasts does not occur in the data"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s exo:inhibit ?o . ?s ?p ?o }", "Did you mean exo:inhibits?"),
    ],
)
def test_an_empty_answer_says_which_pattern_matches_nothing(client: TestClient, sparql: str, words: str) -> None:
    page = asked(client, sparql)
    assert page.status_code == 200
    assert words in said(page)
    assert "为什么没有结果" in said(asked(client, sparql, lang="zh"))


def test_a_value_of_a_named_query_that_leaves_nothing_is_the_reason(client: TestClient) -> None:
    page = client.get("/query/chain", params={"cargo": "exo:DecreasedBoneDensity"})
    assert "Nothing matches" in said(page)
    assert "this part has no match" in said(page)


@pytest.mark.parametrize(
    ("group", "parts"),
    [
        ("?a ?b ?c ; ?d ?e , ?f", ["?a ?b ?c", "?a ?d ?e", "?a ?d ?f"]),
        ("?a exo:b/(^exo:c|exo:d)* ?e .", ["?a exo:b/(^exo:c|exo:d)* ?e"]),
        ('?a exo:b "x"@en, "y"^^xsd:string, -3.5', ['?a exo:b "x"@en', '?a exo:b "y"^^xsd:string', "?a exo:b -3.5"]),
        ("?a exo:b [ exo:c ?d ; exo:e (1 2) ]; a ?f", ["?a exo:b [ exo:c ?d ; exo:e (1 2) ]", "?a a ?f"]),
        ("[] exo:b ?c ; exo:d ?e", ["[] exo:b ?c ; exo:d ?e"]),
        ("VALUES (?a ?b) { (1 2) } ?a ?p ?b", ["VALUES (?a ?b) { (1 2) }", "?a ?p ?b"]),
        (
            "OPTIONAL { ?a ?b ?c } MINUS { ?x ?y ?z } ?d ?e ?f",
            ["OPTIONAL { ?a ?b ?c }", "MINUS { ?x ?y ?z }", "?d ?e ?f"],
        ),
        (
            "FILTER NOT EXISTS { ?a ?b ?c } FILTER regex(?d, 'e') BIND(1 AS ?f)",
            ["FILTER NOT EXISTS { ?a ?b ?c }", "FILTER regex(?d, 'e')", "BIND(1 AS ?f)"],
        ),
        ("{ ?a ?b ?c } UNION { ?d ?e ?f } ?g ?h ?i", ["{ ?a ?b ?c } UNION { ?d ?e ?f }", "?g ?h ?i"]),
        ("SELECT * { ?a ?b ?c }", []),
        ("", []),
    ],
)
def test_a_group_is_taken_to_pieces(group: str, parts: list[str]) -> None:
    assert [part.text for part in query_body(f"SELECT * WHERE {{ {group} }}").parts] == parts
    for part in parts:
        if not part.startswith("FILTER regex"):
            ox.Store().query(f"ASK {{ {part} }}", prefixes={"exo": "urn:", "xsd": "http://www.w3.org/2001/XMLSchema#"})


def test_a_query_too_long_for_an_address_is_sent_in_the_body(client: TestClient) -> None:
    sparql = "SELECT ?claim WHERE { ?claim a exo:Claim } ORDER BY ?claim # " + "长" * 20_000
    page = client.post("/query?lang=en", data={"query": sparql, "page": "2"})
    assert page.status_code == 200
    assert "Rows 101 to 200" in said(page)
    assert "cannot be shared as a link" in said(page)
    assert 'formaction="/query.csv?lang=en"' in page.text
    assert client.post("/query.csv", data={"query": sparql}).text.count("\n") == 597


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"query=ASK%7B%7D", "text/plain", 415),
        (b"{}", "application/json", 415),
        (b"query=" + b"x" * 500_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % number for number in range(200)), "application/x-www-form-urlencoded", 413),
        (b"query=%FF%00%ED%A0%80", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe=\x00", "application/x-www-form-urlencoded", 200),
    ],
)
def test_an_odd_body_is_refused_or_harmless(client: TestClient, content: bytes, kind: str, status: int) -> None:
    assert client.post("/query", content=content, headers={"Content-Type": kind}).status_code == status


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/query?query=%00",
            "/query?query=%ED%A0%80",
            "/query?query=%FF",
            "/query?query=ASK{}&query=SELECT",
            "/query?name=%00",
        ),
        *(
            "/query/%00",
            "/query/..%2f..%2fetc",
            "/query/chain?cargo=%ED%A0%80&cargo=2",
            "/query.?query=ASK{}",
            "/query?page=%00",
        ),
        *(
            "/query?query=ASK{?s%20?p%20?o",
            "/query?lang=xx&query=",
            "/query.csv",
            "/query.csv?name=",
            "/query.json?query=",
        ),
        *(
            "/query?query=SELECT*{GRAPH%20%3Curn:a%3E{?s?p?o}}",
            "/query?query=DESCRIBE%20exo:Osteoblast",
            "/query?query=BASE",
        ),
        *("/query?query=SELECT*%20FROM%20%3Curn:x%3E{?s?p?o}", "/query?query=SELECT(1/0%20AS?x){}", "/query?query='''"),
    ],
)
def test_no_address_makes_the_server_fail(client: TestClient, address: str) -> None:
    assert client.get(address).status_code in {200, 303, 400, 404}


def test_literals_with_markup_are_shown_as_they_are(client: TestClient) -> None:
    page = asked(client, "SELECT ?x WHERE { VALUES ?x { '<script>alert(1)</script>' '\u202egnp.exe' } }")
    assert "<script>alert" not in page.text
    assert page.text.count('<td dir="auto"') == 2
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_the_editor_offers_only_what_occurs(client: TestClient, dataset: Dataset) -> None:
    answer = client.get("/query/completion.json")
    content = answer.json()
    assert answer.headers["cache-control"] == "max-age=600"
    assert content["prefixes"] == dataset.prefixes.table
    by_name = {name: (what, uses, en, zh) for name, what, uses, en, zh in content["names"]}
    what, uses, *labels = by_name["exo:Osteoclast"]
    assert (what, labels) == ("term", ["osteoclast", "破骨细胞"])
    said = "SELECT DISTINCT ?c ?p { VALUES ?p { exo:subject exo:object exo:vesicle } ?c ?p exo:Osteoclast }"
    assert uses == len(dataset.query(said)) > 0
    assert by_name["exo:Claim"][:2] == ("class", 596)
    assert by_name["exo:predicate"][:2] == ("property", 596)
    assert len(answer.content) < 120_000
    names = "\n".join(name for name in by_name if re.fullmatch(r"[\w.]+:[\w-]+", name))
    anywhere = "{ ?x ?p ?o } UNION { ?s ?x ?o } UNION { ?s ?p ?x }"
    absent = dataset.query(f"SELECT ?x WHERE {{ VALUES ?x {{ {names} }} FILTER NOT EXISTS {{ {anywhere} }} }}")
    assert not absent.terms


def test_every_phrase_that_a_page_is_given_has_its_chinese() -> None:
    found = set()
    for path in (
        *WORKING.glob("*.py"),
        ROOT / "exordf/server/editor/query_client.py",
        ROOT / "exordf/server/routes/query_routes.py",
    ):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr | ast.FormattedValue)}
        apart |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
        }
    sentences = {words for words in found if re.fullmatch(r"[A-Z{][^\n]* [^\n]*([.?:]|{\w+})", words)}
    sentences = {words for words in sentences if not words.startswith(("SELECT", "# "))}
    assert len(sentences) > 40
    assert sentences <= set(chinese_phrases()), sentences - set(chinese_phrases())


def test_every_word_of_the_named_queries_has_its_chinese(dataset: Dataset) -> None:
    for named in NAMED.values():
        words = {named.group, *named.parameters, *(parameter.meaning for parameter in named.parameters.values())}
        words |= {column.replace("_", " ") for column in dataset.ask(named.name).columns}
        assert words <= set(chinese_phrases()), named.name


@pytest.mark.parametrize(
    "text", ["", "'", '"""', "<a <b", "?", "@", "exo:a.b.", "a\\", "\x00", "😀 ?é é:é", "'''a''b'''", "{" * 50]
)
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(token.text for token in lexer.tokens(text)) == text
    assert error_messages.explain_syntax_error(text, "", 1, 1, ["exo"]).status == 400


def test_the_words_of_the_language_are_the_same_in_the_editor() -> None:
    script = (ROOT / "exordf/server/static/query.js").read_text(encoding="utf-8")
    listed = re.search(r"new Set\(\((.*?)\)\.split", script, re.DOTALL)
    assert listed
    words = " ".join(re.findall(r'"([^"]*)"', listed[1])).split()
    assert all(lexer.is_keyword(lexer.Token("word", word, 0)) for word in words)
    assert {word.upper() for word in (*lexer.KEYWORDS, *lexer.UPDATES)} <= set(words)


def test_every_file_is_json_that_anybody_reads(client: TestClient) -> None:
    assert json.loads(client.get("/query.json?name=counts").text)["head"]["vars"] == ["what", "number"]


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page on which nothing goes wrong and that asks no other host."""
    with browser.new_context(base_url=address, locale="en-GB", viewport={"width": 1280, "height": 900}) as context:
        opened = context.new_page()
        wrong: list[str] = []
        opened.on("console", lambda told: wrong.append(told.text))
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on("request", lambda sent: None if sent.url.startswith(address) else wrong.append(sent.url))
        yield opened
        assert not [each for each in wrong if "status of 400" not in each]


def typed(page: Any) -> str:
    words: str = page.locator("#query").input_value()
    return words


def emptied(page: Any, begin: str = "") -> Any:
    """The editor with a text in it and the caret at its end."""
    page.goto("/query")
    field = page.locator("#query")
    field.fill(begin)
    field.focus()
    page.keyboard.press("Control+End")
    page.wait_for_function("fetch('/query/completion.json').then(() => true)")
    return field


def test_a_query_is_typed_completed_and_run_by_keys(page: Any) -> None:
    emptied(page)
    page.keyboard.type("SELECT ?claim WHERE { ?claim exo:pred")
    page.locator(".offered li").first.wait_for()
    assert page.locator("#query").get_attribute("aria-controls") == "offered"
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".offered li[aria-selected=true]")
    assert chosen.locator("code").inner_text() == "exo:predicate"
    assert page.locator("#query").get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.keyboard.type(" exo:promotes ; exo:object 破骨细胞分")
    page.locator(".offered li").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type(" . ?cl")
    page.locator(".offered li").first.wait_for()
    assert page.locator(".offered li code").all_inner_texts() == ["?claim"]
    page.keyboard.press("Tab")
    page.keyboard.type(" a exo:Claim }")
    assert "exo:OsteoclastDifferentiation . ?claim a exo:Claim }" in typed(page)
    assert page.locator(".editor pre").inner_text().rstrip("\n") == typed(page)
    page.keyboard.press("Control+Enter")
    page.locator(".answer table").wait_for()
    assert page.locator(".answer tbody tr").count() >= 1
    assert "query=SELECT" in page.url


@pytest.mark.slow("browser")
def test_tab_indents_and_escape_leaves_the_editor(page: Any) -> None:
    field = emptied(page, "ASK {\n")
    page.keyboard.press("Tab")
    assert typed(page) == "ASK {\n  "
    page.keyboard.press("Control+z")
    assert typed(page) == "ASK {\n"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"
    page.keyboard.press("Shift+Tab")
    assert field.evaluate("field => field === document.activeElement")
    page.keyboard.type("?s")
    page.keyboard.press("Shift+Tab")
    assert not field.evaluate("field => field === document.activeElement")


@pytest.mark.slow("browser")
def test_nothing_is_offered_in_words_comments_and_iris(page: Any) -> None:
    emptied(page)
    page.keyboard.type("SELE")
    page.locator(".offered li").first.wait_for()
    for words in ('"osteo', "# osteo", "<http://osteo", '"x"@e'):
        page.locator("#query").fill("")
        page.keyboard.type(words)
        page.evaluate("new Promise(requestAnimationFrame)")  # what the keys call has run by then
        assert page.locator(".offered").is_hidden(), words


@pytest.mark.slow("browser")
def test_the_painted_text_lies_under_the_written_one(page: Any) -> None:
    field = emptied(page, "SELECT ?x WHERE {\n" + "  ?x rdfs:label 'a long line of words 破骨细胞' .\n" * 60 + "}")
    sizes = field.evaluate(
        """field => {
             const copy = document.querySelector('.editor pre');
             const one = getComputedStyle(field), other = getComputedStyle(copy);
             const same = ['fontFamily', 'fontSize', 'lineHeight', 'paddingLeft', 'paddingTop', 'whiteSpace'];
             return [field.clientHeight >= field.scrollHeight, field.clientWidth === copy.clientWidth,
                     ...same.map((name) => one[name] === other[name])] }"""
    )
    assert all(sizes), sizes
    assert page.locator(".editor .t-name").count() == 60


@pytest.mark.slow("browser")
def test_an_error_is_marked_in_the_editor_until_it_is_changed(page: Any) -> None:
    page.goto("/query?query=SELECT+%3Fx+WHERE+%7B+%3Fx+exoo%3Aa+%3Fy+%7D")
    assert page.locator(".editor .t-wrong").inner_text() == "exoo:a"
    assert page.locator("#query").get_attribute("aria-invalid") == "true"
    page.locator("#query").press("End")
    page.keyboard.type(" ")
    assert page.locator(".editor .t-wrong").count() == 0


@pytest.mark.slow("browser")
def test_a_long_query_leaves_the_address(page: Any) -> None:
    emptied(page, "SELECT ?s WHERE { ?s a exo:Claim } # " + "x" * 9000)
    page.keyboard.press("Control+Enter")
    page.locator(".answer table").wait_for()
    assert "query=" not in page.url
    page.locator(".turning button").click()
    page.get_by_text("Rows 101 to 200").wait_for()


def test_it_works_without_scripts(browser: Any, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        opened = context.new_page()
        opened.goto("/query")
        opened.locator("#query").fill("SELECT ?x WHERE { ?x a exo:Claim } LIMIT 3")
        opened.get_by_role("button", name="Run", exact=True).click()
        opened.wait_for_url("**/query?*")
        assert opened.locator(".answer tbody tr").count() == 3
        opened.get_by_role("button", name="Run a very long query").click()
        opened.wait_for_url("**/query")
        assert opened.locator(".answer tbody tr").count() == 3
        opened.goto("/query/chain")
        opened.locator("#field-cargo").fill("miR-21")
        opened.get_by_role("button", name="Ask").click()
        opened.wait_for_url("**cargo=miR-21*")
        assert opened.locator(".answer tbody tr").count() == 1


def test_a_query_that_pages_do_not_ask_has_no_way_to_the_editor_which_would_refuse_it(client: TestClient) -> None:
    queries = client.app.state.explorer.dataset.queries  # type: ignore[attr-defined]
    elsewhere = {name for name, named in queries.items() if named.endpoint}
    assert elsewhere
    for name in queries:
        assert ("Open in the editor" in client.get(f"/query/{name}").text) == (name not in elsewhere), name


def test_the_endpoint_sends_a_browser_to_the_page_in_its_language(client: TestClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml"}
    answer = client.get("/sparql?lang=zh", headers=browser, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/query?lang=zh")
    answer = client.get("/sparql?lang=tlh", headers=browser, follow_redirects=False)
    assert answer.headers["location"] == "/query"
