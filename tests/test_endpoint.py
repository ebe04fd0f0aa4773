"""The endpoint as clients meet it: the protocol, the formats, each limit, and queries without an end."""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import os
import signal
import socket
import sys
import threading
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from exordf.rdf.prefixes import SH
from exordf.server.endpoint.worker_process import WorkerProcess
from exordf.store import disk_store
from tests.endpoints import DIRECT, FORM, Endpoint, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset
    from exordf.store.oxigraph import OxigraphStore
    from tests.endpoints import Got

# Three and more patterns that share nothing: 31 thousand triples, cubed.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
EXO = "PREFIX exo: <https://w3id.org/exordf/ontology/>\n"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ANY_ROWS = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
W3C = "http://kasei.us/2009/09/sparql/data/data{}.rdf"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with Endpoint(seconds=60, origin="https://example.org") as running:
        yield running


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """An endpoint over the four named graphs that the tests of the protocol ask."""
    folder = tmp_path_factory.mktemp("graphs") / "store"

    def fill(store: OxigraphStore) -> None:
        a, document = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode("urn:Document")
        named = [ox.NamedNode(W3C.format(number)) for number in range(4)]
        store.load(ox.Quad(graph, a, document, graph) for graph in named)
        prefix = ox.BlankNode()
        store.load(
            [
                ox.Quad(prefix, ox.NamedNode(f"{SH}prefix"), ox.Literal("ex")),
                ox.Quad(prefix, ox.NamedNode(f"{SH}namespace"), ox.Literal("http://example.org/")),
            ]
        )

    disk_store.build_store_folder(folder, fill)
    with Endpoint(folder, seconds=20) as running:
        yield running


def truth(got: Got) -> bool:
    assert got.status == 200, got.text
    found = ox.parse_query_results(got.body, ox.QueryResultsFormat.from_media_type(got.kind))
    assert isinstance(found, ox.QueryBoolean)
    return bool(found)


def form(**fields: object) -> bytes:
    return urlencode({name.replace("_", "-"): value for name, value in fields.items()}, doseq=True).encode()


# The tests of the W3C for queries, by their names there:
# https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/


def test_query_get(endpoint: Endpoint) -> None:
    assert truth(endpoint.send("GET", "query=ASK%20%7B%7D"))


def test_query_post_form(endpoint: Endpoint) -> None:
    assert truth(endpoint.send("POST", "", b"query=ASK%20%7B%7D", {"Content-Type": FORM}))


def test_query_post_direct(endpoint: Endpoint) -> None:
    assert truth(endpoint.send("POST", "", b"ASK {}", {"Content-Type": DIRECT}))


ONE, TWO = f"<{W3C.format(1)}> a ?type", f"<{W3C.format(2)}> a ?type"
IN_ONE, IN_TWO = f"GRAPH ?g1 {{ {ONE} }}", f"GRAPH ?g2 {{ {TWO} }}"
DATASETS = {
    "query_dataset_default_graph": (f"ASK {{ {ONE} }}", [1], []),
    "query_dataset_default_graphs": (f"ASK {{ {ONE} . {TWO} }}", [1, 2], []),
    "query_dataset_named_graphs": (f"ASK {{ {IN_ONE} {IN_TWO} }}", [], [1, 2]),
    "query_dataset_full": (f"ASK {{ <{W3C.format(3)}> a ?type {IN_ONE} {IN_TWO} }}", [3], [1, 2]),
    "query_multiple_dataset": (f"ASK FROM <{W3C.format(3)}> {{ {IN_ONE} {IN_TWO} }}", [], [1, 2]),
}


@pytest.mark.parametrize("way", ["get", "post_form", "post_direct"])
@pytest.mark.parametrize("name", DATASETS)
def test_the_dataset_of_the_request_is_the_one_asked(name: str, way: str, graphs: Endpoint) -> None:
    sparql, default, named = DATASETS[name]
    chosen = {
        "default-graph-uri": [W3C.format(number) for number in default],
        "named-graph-uri": [W3C.format(number) for number in named],
    }

    def ask(text: str) -> Got:
        if way == "get":
            return graphs.send("GET", form(query=text, **chosen).decode())
        if way == "post_form":
            return graphs.send("POST", "", form(query=text, **chosen), {"Content-Type": FORM})
        return graphs.send("POST", form(**chosen).decode(), text.encode(), {"Content-Type": DIRECT})

    assert truth(ask(sparql))
    assert not truth(ask(f"ASK {{ {{ ?s a ?t }} UNION {{ GRAPH ?g {{ ?s a ?t }} }} FILTER(?s = <{W3C.format(0)}>) }}"))
    if not default:
        assert not truth(ask("ASK { ?s ?p ?o }"))


def test_graphs_named_in_the_query_are_asked(graphs: Endpoint) -> None:
    assert truth(graphs.ask(f"ASK FROM <{W3C.format(1)}> {{ {ONE} }}"))
    assert not truth(graphs.ask(f"ASK FROM <{W3C.format(2)}> {{ {ONE} }}"))
    assert truth(graphs.ask(f"BASE <{W3C.format(1)}> ASK FROM NAMED <data1.rdf> {{ {IN_ONE} }}"))
    assert truth(graphs.ask(f"PREFIX d: <{W3C[:-6]}> ASK FROM d:1.rdf {{ {ONE} }}"))


@pytest.mark.parametrize("fields", [{"default_graph_uri": "urn:nowhere"}, {"named_graph_uri": "urn:nowhere"}, {}])
def test_a_graph_that_is_not_there_is_told(fields: dict[str, str], endpoint: Endpoint) -> None:
    got = endpoint.ask("SELECT * { ?s ?p ?o }" if fields else "SELECT * FROM <urn:nowhere> { ?s ?p ?o }", "", **fields)
    assert got.status == 400
    assert "there is no graph <urn:nowhere> here" in got.text


@pytest.mark.parametrize(
    ("sparql", "kinds"),
    [
        ("SELECT (1 AS ?value) {}", ANY_ROWS),
        ("ASK {}", ANY_ROWS),
        ("DESCRIBE <http://example.org/>", {"application/rdf+xml", "text/turtle", "application/n-triples"}),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", {"application/rdf+xml", "text/turtle", "application/n-triples"}),
    ],
    ids=["select", "ask", "describe", "construct"],
)
def test_query_content_type(sparql: str, kinds: set[str], endpoint: Endpoint) -> None:
    got = endpoint.ask(sparql)
    assert got.status == 200
    assert got.kind in kinds


BAD = {
    "bad_query_method": ("PUT", "query=ASK%20%7B%7D", None, {}, 405),
    "bad_multiple_queries": ("GET", "query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", None, {}, 400),
    "bad_query_wrong_media_type": ("POST", "", b"ASK {}", {"Content-Type": "text/plain"}, 415),
    "bad_query_missing_form_type": ("POST", "", b"query=ASK%20%7B%7D", {}, 415),
    "bad_query_missing_direct_type": ("POST", "", b"ASK {}", {}, 415),
    "bad_query_non_utf8": ("POST", "", "ASK {}".encode("utf-16"), {"Content-Type": f"{DIRECT}; charset=UTF-16"}, 415),
    "bad_query_non_utf8_unsaid": ("POST", "", "ASK { <urn:é> ?p ?o }".encode("latin-1"), {"Content-Type": DIRECT}, 400),
    "bad_query_non_utf8_form": ("POST", "", b"query=ASK%20%7B%20%3Curn:%E9%3E", {"Content-Type": FORM}, 400),
    "bad_query_syntax": ("GET", "query=ASK%20%7B", None, {}, 400),
    "no_query": ("POST", "", b"what=ASK%20%7B%7D", {"Content-Type": FORM}, 400),
    "too_many_fields": ("GET", "&".join(["a=b"] * 2000), None, {}, 400),
}


@pytest.mark.parametrize("name", BAD)
def test_what_the_protocol_does_not_allow_is_refused_in_words(name: str, endpoint: Endpoint) -> None:
    method, query, body, headers, status = BAD[name]
    got = endpoint.send(method, query, body, headers)
    assert got.status == status
    assert got.kind == "text/plain"
    assert "Traceback" not in got.text
    assert len(got.text.splitlines()[0]) > 10
    assert truth(endpoint.ask("ASK {}"))


def test_a_syntax_error_has_line_and_column(endpoint: Endpoint) -> None:
    got = endpoint.ask("SELECT ?s WHERE {\n  ?s ?p\n}")
    assert got.status == 400
    assert got.text.startswith("line 3, column 2: not well formed")


def test_a_prefix_that_the_dataset_knows_is_offered(endpoint: Endpoint, dataset: Dataset) -> None:
    got = endpoint.ask("SELECT * { ?s a exo:Claim ; rdfs:label ?label }")
    assert got.status == 400
    assert got.text.startswith("not declared in this query: exo:, rdfs:")
    line = next(line for line in got.text.splitlines() if line.startswith("PREFIX exo:"))
    assert len(endpoint.ask(f"{line}\nSELECT * {{ ?s a exo:Claim }}").rows) == len(
        dataset.query("SELECT ?s { ?s a exo:Claim }")
    )
    assert "not well formed" in endpoint.ask("SELECT * { ?s a exo:Claim ").text
    assert "not well formed" in endpoint.ask("SELECT * { ?s a unknown:Claim }").text


# Formats


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/*", "application/sparql-results+json"),
        ("text/csv, text/tab-separated-values;q=0.9", "text/csv"),
        ("text/csv;q=0.1, text/tab-separated-values;q=0.9", "text/tab-separated-values"),
        ("image/png, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("text/turtle, application/sparql-results+xml;q=0.5", "application/sparql-results+xml"),
    ],
)
def test_the_format_is_the_one_preferred(accept: str, kind: str, endpoint: Endpoint) -> None:
    got = endpoint.ask(r"SELECT * { VALUES (?a ?b) { (1 'x\ny'@en) (UNDEF <urn:é>) } }", accept)
    assert (got.status, got.kind) == (200, kind)
    if kind == "text/csv":
        assert got.text == 'a,b\r\n1,"x\ny"\r\n,urn:é\r\n'
    elif kind == "text/tab-separated-values":
        assert got.text == '?a\t?b\n1\t"x\\ny"@en\n\t<urn:é>\n'
    elif kind.endswith("json"):
        assert [set(row) for row in json.loads(got.body)["results"]["bindings"]] == [{"a", "b"}, {"b"}]
    else:
        assert len(ET.fromstring(got.body).findall(".//{*}result")) == 2  # noqa: S314 - our own server wrote it


@pytest.mark.parametrize("kind", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_a_graph_is_the_same_in_each_format(kind: str, endpoint: Endpoint, dataset: Dataset) -> None:
    about = "CONSTRUCT { ?c ?p ?o } WHERE { ?c a exo:Claim ; exo:subject exo:miR-21 ; ?p ?o }"
    got = endpoint.ask(EXO + about, kind)
    assert (got.status, got.kind) == (200, kind)
    form = ox.RdfFormat.from_media_type(kind)
    there = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in ox.parse(got.body, form)}
    assert there == {tuple(map(str, triple)) for triple in dataset.query(about).terms}
    assert there
    assert endpoint.ask(EXO + about, kind).body == got.body
    if kind == "text/turtle":
        assert "exo:miR-21" in got.text
        assert "@prefix owl:" not in got.text


@pytest.mark.parametrize(
    ("accept", "word"), [("text/csv", "true"), ("application/sparql-results+xml", "<boolean>true<")]
)
def test_a_truth_value_comes_in_the_formats_of_rows(accept: str, word: str, endpoint: Endpoint) -> None:
    assert word in endpoint.ask("ASK {}", accept).text


@pytest.mark.parametrize(
    ("sparql", "accept"),
    [
        ("SELECT * {}", "image/png"),
        ("SELECT * {}", "text/turtle, application/rdf+xml"),
        ("ASK {}", "text/turtle"),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", "text/csv"),
        ("CONSTRUCT { <urn:s> <urn:1> 1 } WHERE {}", "application/rdf+xml"),
    ],
)
def test_a_format_that_cannot_be_had_is_told_with_those_that_can(sparql: str, accept: str, endpoint: Endpoint) -> None:
    got = endpoint.ask(sparql, accept)
    assert got.status == 406
    assert "text/turtle" in got.text


@pytest.mark.parametrize(
    "accept", ["application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"]
)
def test_a_line_break_in_a_literal_comes_back_as_it_was(accept: str, endpoint: Endpoint) -> None:
    got = endpoint.ask('CONSTRUCT { <urn:s> <urn:p> "one\\rtwo\\r\\nthree\\n" } WHERE {}', accept)
    graph = rdflib.Graph().parse(data=got.text, format=accept)
    assert [str(value) for value in graph.objects()] == ["one\rtwo\r\nthree\n"]


def test_a_link_may_name_the_format(endpoint: Endpoint) -> None:
    assert endpoint.ask("SELECT (1 AS ?x) {}", BROWSER, format="csv").text == "x\r\n1\r\n"
    assert (
        endpoint.ask("CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", BROWSER, format="json").kind == "application/ld+json"
    )
    assert endpoint.ask("ASK {}", "text/csv", format="a word of some client").kind == "text/csv"


def test_a_browser_is_sent_to_the_page(endpoint: Endpoint) -> None:
    got = endpoint.ask("ASK { ?s ?p '&é' }", BROWSER, default_graph_uri="urn:g")
    assert got.status == 303
    asked = urlencode({"query": "ASK { ?s ?p '&é' }", "default-graph-uri": "urn:g"})
    assert got.headers["location"] == f"/query?{asked}"
    assert endpoint.send("GET", headers={"Accept": BROWSER}).headers["location"] == "/query"
    long = f"SELECT * {{ VALUES ?s {{ {'<urn:some-long-name> ' * 2000} }} }}"
    assert endpoint.send("POST", "", form(query=long), {"Content-Type": FORM, "Accept": BROWSER}).status == 200


def test_head_has_the_headers_of_get_and_no_body(endpoint: Endpoint) -> None:
    got, head = (endpoint.send(method, "query=ASK%20%7B%7D") for method in ("GET", "HEAD"))
    assert head.body == b""
    assert {name: value for name, value in head.headers.items() if name != "date"} == {
        name: value for name, value in got.headers.items() if name != "date"
    }


def test_another_origin_is_allowed_only_where_the_operator_says_so(endpoint: Endpoint, graphs: Endpoint) -> None:
    preflight = endpoint.send(
        "OPTIONS", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-methods"] == preflight.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    for got in (preflight, endpoint.ask("ASK {}"), endpoint.ask("ASK {")):
        assert got.headers["access-control-allow-origin"] == "https://example.org"
        assert "Origin" in got.headers["vary"]
    for got in (graphs.send("OPTIONS"), graphs.ask("ASK {}")):
        assert not any(name.startswith("access-control") for name in got.headers)


def test_the_service_describes_itself(endpoint: Endpoint, dataset: Dataset) -> None:
    got = endpoint.send("GET", headers={"Accept": "text/turtle"})
    assert (got.status, got.kind) == (200, "text/turtle")
    store = ox.Store()
    store.load(got.body, format=ox.RdfFormat.TURTLE)
    sd, void = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#"
    answer = store.query(
        f"""PREFIX sd: <{sd}> PREFIX void: <{void}>
        SELECT ?triples ?claims (COUNT(?format) AS ?formats) WHERE {{
          ?service a sd:Service ; sd:endpoint <{endpoint.url}> ; sd:resultFormat ?format ;
                   sd:defaultDataset/sd:defaultGraph ?graph .
          ?graph void:triples ?triples ; void:classPartition ?part .
          ?part void:class <https://w3id.org/exordf/ontology/Claim> ; void:entities ?claims }}
        GROUP BY ?triples ?claims"""
    )
    assert isinstance(answer, ox.QuerySolutions)
    ((triples, claims, formats),) = [[int(term.value) for term in row] for row in answer]
    assert triples == len(dataset.store)
    assert claims == len(dataset.query("SELECT ?c { ?c a exo:Claim }"))
    assert formats == 8
    for kind in ("application/rdf+xml", "application/ld+json", "application/n-triples"):
        again = endpoint.send("GET", headers={"Accept": kind})
        assert again.kind == kind
        assert len(list(ox.parse(again.body, ox.RdfFormat.from_media_type(kind)))) == len(store)
    assert endpoint.send("GET", headers={"Accept": "image/png"}).status == 406


# Refusals


@pytest.mark.parametrize(
    ("method", "query", "body", "headers"),
    [
        ("POST", "", b"update=CLEAR%20ALL", {"Content-Type": FORM}),
        ("POST", "", b"CLEAR ALL", {"Content-Type": "application/sparql-update"}),
        ("GET", "update=CLEAR%20ALL", None, {}),
        ("GET", "query=" + quote("# nothing\nPREFIX a: <urn:> INSERT DATA { a:b a:c 1 }"), None, {}),
        ("GET", f"query={quote('with <urn:g> delete { ?s ?p ?o } where { ?s ?p ?o }')}", None, {}),
        ("GET", f"query={quote('LOAD <http://127.0.0.1:1/>')}", None, {}),
    ],
)
def test_an_update_is_forbidden(
    method: str, query: str, body: bytes | None, headers: dict[str, str], endpoint: Endpoint
) -> None:
    got = endpoint.send(method, query, body, headers)
    assert got.status == 403
    assert "read-only" in got.text


# Limits


def test_a_query_without_end_is_stopped_and_its_process_is_gone() -> None:
    with Endpoint(seconds=2) as endpoint:
        assert eventually(endpoint.is_idle)
        at_work: set[int] = set()
        with concurrent.futures.ThreadPoolExecutor() as threads:
            asked = threads.submit(endpoint.ask, ENDLESS)
            while not asked.done():
                at_work |= endpoint.busy()
            got = asked.result()
        assert got.status == 504
        assert "2 s" in got.text.splitlines()[0]
        assert at_work
        assert eventually(lambda: at_work - set(endpoint.workers()))
        assert eventually(endpoint.is_idle)
        assert truth(endpoint.ask("ASK {}"))


@pytest.mark.slow("program")
def test_the_workers_of_a_server_that_was_killed_end_by_themselves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Those that wait at once, one that works when it has had the time of a query."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # elsewhere any other server removes what it left
    endpoint = Endpoint(seconds=1)
    assert eventually(endpoint.is_idle)
    with socket.create_connection(("127.0.0.1", endpoint.port)) as client:
        client.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert eventually(endpoint.busy)
        workers = set(endpoint.workers())
        endpoint.process.kill()
        endpoint.process.communicate()
    assert eventually(lambda: not any(Path(f"/proc/{number}/cmdline").exists() for number in workers), 60)
    left = list(tmp_path.glob(f"exordf-serve-{endpoint.process.pid}-*"))
    assert left
    with Endpoint():
        assert not left[0].exists()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_client_that_is_gone_frees_its_worker(method: str, endpoint: Endpoint) -> None:
    busy: set[int] = set()

    def is_at_work() -> bool:
        busy.update(endpoint.busy())
        return bool(busy)

    with socket.create_connection(("127.0.0.1", endpoint.port)) as client:
        head = f"{method} /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        if method == "POST":
            sent = f"Content-Type: {DIRECT}\r\nContent-Length: {len(ENDLESS)}\r\n\r\n{ENDLESS}"
            head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\n{sent}"
        assert eventually(endpoint.is_idle)
        client.sendall(head.encode())
        assert eventually(is_at_work)
    # Long before the 60 seconds that the query may take.
    assert eventually(lambda: busy - set(endpoint.workers()), 30)
    assert eventually(endpoint.is_idle)


def test_clients_that_are_gone_while_they_wait_take_no_place(endpoint: Endpoint) -> None:
    clients = [socket.create_connection(("127.0.0.1", endpoint.port)) for _ in range(20)]
    for client in clients:
        client.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert eventually(endpoint.busy)
    for client in clients:
        client.close()
    assert eventually(lambda: not endpoint.busy())
    assert truth(endpoint.ask("ASK {}"))


def test_too_large_an_answer_is_refused_and_not_cut() -> None:
    with Endpoint(answer=100_000) as endpoint:
        for sparql in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
            got = endpoint.ask(sparql)
            assert got.status == 422
            assert "100,000 bytes" in got.text
        rows = endpoint.ask("SELECT ?s { ?s ?p ?o } LIMIT 500")
        assert len(rows.rows) == 500


def test_too_large_a_request_is_refused() -> None:
    with Endpoint(request=10_000) as endpoint:
        long = "ASK {}" + " " * 10_000
        assert endpoint.ask(long).status == 414
        for kind, body in ((DIRECT, long.encode()), (FORM, form(query=long))):
            got = endpoint.send("POST", "", body, {"Content-Type": kind})
            assert got.status == 413
            assert "10,000 bytes" in got.text


def test_what_ended_a_process_is_known_although_it_is_killed_while_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    wait, killed = os.waitpid, threading.Event()

    def waitpid(number: int, options: int) -> tuple[int, int]:
        assert killed.wait(30)
        return wait(number, options)

    async def end() -> int:
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
        os.kill(child.pid, signal.SIGABRT)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # noqa: ASYNC222 - nothing else may run until it is killed
        WorkerProcess(child).kill()
        killed.set()
        return await child.wait()

    monkeypatch.setattr(os, "waitpid", waitpid)  # as asyncio calls it, which comes too late here
    assert asyncio.run(end()) == -signal.SIGABRT


def test_a_query_that_takes_too_much_memory_is_stopped_and_told() -> None:
    with Endpoint(memory=100 << 20) as endpoint:
        got = endpoint.ask("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f")
        assert got.status == 507
        assert "100 MB" in got.text
        assert truth(endpoint.ask("ASK {}"))


def test_a_query_nested_too_deep_is_told(endpoint: Endpoint) -> None:
    got = endpoint.send("POST", "", (f"ASK {'{' * 60_000}{'}' * 60_000}").encode(), {"Content-Type": DIRECT})
    assert got.status == 400
    assert "nested too deep" in got.text


@pytest.mark.parametrize(
    "sparql",
    ["ASK { FILTER(<urn:example:f>(1)) }", "SELECT (<urn:example:f>(?o) AS ?x) { ?s ?p ?o } LIMIT 1"],
)
def test_a_function_that_is_not_there_is_an_error_of_the_query(endpoint: Endpoint, sparql: str) -> None:
    got = endpoint.ask(sparql)
    assert got.status == 400
    assert "<urn:example:f> is not supported" in got.text


def test_a_query_that_is_nested_too_deep_costs_no_process() -> None:
    with Endpoint(quantum=60) as endpoint:  # so that none counts as a long one, however slow the machine is
        assert eventually(endpoint.is_idle)
        before = set(endpoint.workers())
        for deep in (f"ASK {{ FILTER({'!' * 60_000}true) }}", f"ASK {{ {'OPTIONAL{}' * 20_000} }}"):
            got = endpoint.send("POST", "", deep.encode(), {"Content-Type": DIRECT})
            assert (got.status, "nested too deep" in got.text) == (400, True)
        assert set(endpoint.workers()) == before


def test_a_byte_order_mark_is_no_part_of_a_query(endpoint: Endpoint) -> None:
    assert truth(endpoint.send("POST", "", b"\xef\xbb\xbfASK {}", {"Content-Type": DIRECT}))


@pytest.mark.slow("load")
def test_short_queries_go_on_beside_any_number_of_endless_ones() -> None:
    with Endpoint(seconds=10) as endpoint, concurrent.futures.ThreadPoolExecutor(60) as threads:
        endless = [threads.submit(endpoint.ask, ENDLESS) for _ in range(20)]
        short = [threads.submit(endpoint.ask, f"SELECT (COUNT(*) AS ?n) {{ ?s a <urn:{n}> }}") for n in range(300)]
        assert all(each.result().rows == [{"n": {"type": "literal", "value": "0", **INTEGER}}] for each in short)
        stopped = [each.result() for each in endless]
        assert {got.status for got in stopped} <= {429, 504}
        told = [got for got in stopped if got.status == 429]
        assert told
        assert all(got.headers["retry-after"] == "5" for got in told)
        assert all("2 long queries are already running" in got.text for got in told)


INTEGER = {"datatype": "http://www.w3.org/2001/XMLSchema#integer"}


def test_a_query_that_takes_longer_than_a_moment_is_answered(endpoint: Endpoint) -> None:
    """It goes on as a long one."""
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . { SELECT * { ?d ?e ?f } LIMIT 60 } }"
    assert int(endpoint.ask(long).rows[0]["n"]["value"]) > 1_000_000
    assert eventually(endpoint.is_idle)


@pytest.mark.slow("load")
def test_where_too_many_wait_the_next_is_told_to_come_again() -> None:
    with Endpoint(at_once=1, long_at_once=1, waiting=2, seconds=2) as endpoint:
        with concurrent.futures.ThreadPoolExecutor(20) as threads:
            got = [each.result() for each in [threads.submit(endpoint.ask, ENDLESS) for _ in range(12)]]
        told = [each for each in got if "are queued already" in each.text]
        assert told
        assert all(each.status == 429 and each.headers["retry-after"] == "1" for each in told)
        assert truth(endpoint.ask("ASK {}"))


def test_an_operator_may_allow_a_service(endpoint: Endpoint) -> None:
    """The other server is this one; the query gives it nothing to wait for."""
    federated = f"SELECT ?x {{ SERVICE <{endpoint.url}> {{ SELECT (1 AS ?x) {{}} }} }}"
    assert endpoint.ask(federated).status == 403
    with Endpoint(services=endpoint.url) as other:
        assert [row["x"]["value"] for row in other.ask(federated).rows] == ["1"]
        assert other.ask(federated.replace("/sparql", "/other")).status == 403
        assert other.ask(f"SELECT ?x {{ VALUES ?s {{ <{endpoint.url}> }} SERVICE ?s {{ ?x ?y ?z }} }}").status == 403


WORDS = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=40)
KINDS = st.sampled_from(
    ["", "*/*", "text/csv;q=nan", "text/turtle;q=2,,;", FORM, DIRECT, f'{DIRECT}; charset="', BROWSER]
)
TEXTS = st.sampled_from(
    ["ASK {}", "ASK {", "SELECT * { ?s ?p ?o } LIMIT 3", "DESCRIBE <urn:a>", "\ud800", "\0", "é", ENDLESS[:60]]
)
NAMES = st.sampled_from(["query", "update", "format", "default-graph-uri", "named-graph-uri", "", "a"])


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "DELETE", "PATCH"]),
    st.lists(st.tuples(NAMES, TEXTS | WORDS), max_size=4),
    st.binary(max_size=60) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    KINDS | WORDS,
    KINDS | WORDS,
)
def test_no_request_makes_it_fail(  # noqa: PLR0913, PLR0917 - each is a part of a request
    endpoint: Endpoint, method: str, fields: list[tuple[str, str]], body: bytes, accept: str, kind: str
) -> None:
    query = "&".join(f"{name}={quote(text, errors='surrogatepass')}" for name, text in fields)
    headers = {"Accept": accept.strip(), "Content-Type": kind.strip()}
    got = endpoint.send(method, query, body if method == "POST" else None, headers)
    assert got.status in {200, 204, 303, 400, 403, 405, 406, 415}, got
    assert "Traceback" not in got.body.decode("utf-8", "replace")
