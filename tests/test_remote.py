"""Remote stores: a real server gives the same answers as the embedded store, and faults of any server are reported."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
import time
from collections import Counter
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pyoxigraph as ox
import pytest

from exordf import Dataset, InputError, StoreError, ValidationResult, files
from exordf.claims import differences, tables
from exordf.dataset import inference, loading, sources
from exordf.ontology import rule_checks
from exordf.rdf import reader
from exordf.rdf.prefixes import XSD
from exordf.shacl import validation
from exordf.sparql import named_queries
from exordf.sparql.query_text import with_prefixes
from exordf.store.addresses import Addresses
from exordf.store.http_client import RetryPolicy
from exordf.store.oxigraph import OxigraphStore
from exordf.store.remote import RemoteStore
from exordf.store.upload import push
from tests.servers import KINDS, OXIGRAPH, Server, free_port, need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
NAMED = named_queries.read_folder(ROOT / "exordf" / "queries" / "named")
QUICK = RetryPolicy(seconds=60, tries=3, pause=0.01)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "store")
    yield running
    running.stop()


@pytest.fixture(
    scope="module",
    params=[
        "oxigraph",
        *(pytest.param(kind, marks=pytest.mark.slow("program")) for kind in KINDS if kind != "oxigraph"),
    ],
)
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server of each kind, for the tests that leave it as they found it or keep to a graph of their own."""
    server = Server(tmp_path_factory.mktemp("server") / "store", request.param)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def pushed(running: Server, dataset: Dataset) -> Dataset:
    """The dataset as a server holds it."""
    push(dataset.store.quads(), running.store)
    running.settle()
    return Dataset.open(running.url)


def test_a_server_holds_the_same_after_a_push(pushed: Dataset, dataset: Dataset) -> None:
    assert len(pushed.store) == len(dataset.store)
    there = ox.Dataset(pushed.store.quads())
    here = ox.Dataset(dataset.store.quads())
    there.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    here.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(there) == set(here)
    assert pushed.prefixes.table == dataset.prefixes.table


@pytest.mark.parametrize("name", NAMED)
def test_a_server_gives_the_same_answer_term_for_term(name: str, pushed: Dataset, dataset: Dataset) -> None:
    ours, theirs = dataset.ask(name), pushed.ask(name)
    assert theirs.columns == ours.columns
    assert theirs.terms == ours.terms


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "name",
    ["miR-214-3p", "破骨细胞", "osteoclast exosome", "claim:2.1-10b", "sentence:2.1-10", "reference:31", "CL:0000062"],
)
def test_a_server_shows_the_same_of_one_thing(name: str, language: str, pushed: Dataset, dataset: Dataset) -> None:
    ours, theirs = dataset.show(name, language), pushed.show(name, language)
    assert list(theirs) == list(ours)
    assert {title: rows.terms for title, rows in theirs.items()} == {title: rows.terms for title, rows in ours.items()}


@pytest.mark.parametrize(
    "thing", ["exo:Exosome", "exo:Process", "exo:GeneProduct", "exo:Osteoblast", "exo:Osteoporosis"]
)
def test_a_server_gives_the_same_answer_for_other_parameters(thing: str, pushed: Dataset, dataset: Dataset) -> None:
    asked = [(name, key) for name, query in NAMED.items() for key, it in query.parameters.items() if it.type == "class"]
    assert asked
    for name, key in asked:
        assert pushed.ask(name, **{key: thing}).terms == dataset.ask(name, **{key: thing}).terms, name


def test_the_flat_tables_of_a_server_are_the_same(pushed: Dataset, dataset: Dataset) -> None:
    assert tables.build_tables(pushed.store, pushed.prefixes) == tables.build_tables(dataset.store, dataset.prefixes)


def test_validation_runs_on_the_server(pushed: Dataset, dataset: Dataset) -> None:
    there, here = pushed.validate(), dataset.validate()
    assert (there.results, there.checks) == (here.results, here.checks) == ((), here.checks)


@pytest.mark.slow("load")
def test_every_known_fault_is_found_on_the_server(running: Server, dataset: Dataset) -> None:
    """All bad files at once, checked there and, as the server gives them back, here: the reports are the same."""
    bad = OxigraphStore()
    for path in (*files.find_files(ROOT / "ontology", ".ttl"), *files.find_files(ROOT / "tests" / "bad", ".ttl")):
        bad.load(quad for quad in reader.read(path) if not whole_decimal(quad.object))
    inference.run_rules(bad)
    store = RemoteStore(running.store.addresses, "https://example.org/bad")
    store.clear()
    if store.is_virtuoso:  # of which numbers that are equal are one
        store.load(quad for quad in bad.quads() if not blank(quad))
    else:
        push(bad.quads(), store)
    running.settle()
    kept = OxigraphStore()
    kept.load(store.quads())
    assert len(bad) - len(kept) <= sum(map(blank, bad.quads())) + 1
    there, here = (validation.validate(each, dataset.shapes) for each in (store, kept))
    assert len(there.results) > 250
    assert Counter(map(as_told, there.results)) == Counter(map(as_told, here.results))
    assert there.checks == here.checks


def whole_decimal(term: object) -> bool:
    """Whether it is a number like 4.0, which Fuseki writes so, Oxigraph as 4, and Virtuoso takes for the integer."""
    if not isinstance(term, ox.Literal) or term.datatype.value != f"{XSD}decimal":
        return False
    return float(term.value).is_integer()


def blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def as_told(result: ValidationResult) -> tuple[object, ...]:
    named = (None if isinstance(term, ox.BlankNode) else term for term in (result.focus, result.value))
    messages = tuple(sorted(result.messages.items()))
    return (*named, result.path, result.severity, result.component, result.source_shape, messages)


@pytest.mark.slow("load")
def test_the_server_makes_the_same_views(running: Server, dataset: Dataset) -> None:
    layers = loading.load(dataset.home, dataset.paths).layers
    stated = {quad for name, quads in layers.items() if not name.startswith("views/") for quad in quads}
    store = RemoteStore(running.store.addresses, "https://example.org/views")
    push(sorted(stated, key=str), store)
    made = inference.run_rules(store)
    assert made == {
        name.removeprefix("views/"): len(quads) for name, quads in layers.items() if name.startswith("views/")
    }
    assert {quad for quad in store.quads() if not blank(quad)} == {
        quad for quad in dataset.store.quads() if not blank(quad)
    }
    assert len(store) == len(dataset.store)
    assert sum(inference.run_rules(store).values()) == 0


def test_a_server_does_not_differ_from_what_was_pushed_and_passes_the_same_checks(
    pushed: Dataset, dataset: Dataset
) -> None:
    assert differences.compare(dataset.store, pushed.store, dataset.prefixes) == []
    assert rule_checks.failures(rule_checks.run(pushed.store)).terms == []


def test_a_violation_on_the_server_is_found(server: Server, dataset: Dataset) -> None:
    store = RemoteStore(Addresses.of(server.url))
    push(dataset.store.quads(), store)
    store.update("""
        PREFIX exo: <https://w3id.org/exordf/ontology/>
        PREFIX claim: <https://w3id.org/exordf/liu2023/claim/>
        DELETE WHERE { claim:2.1-10b exo:certainty ?any }""")
    report = Dataset.open(server.url).validate()
    assert not report.conforms
    assert {str(result.focus) for result in report.results} == {"<https://w3id.org/exordf/liu2023/claim/2.1-10b>"}


@pytest.mark.slow("load")
def test_a_push_twice_is_a_push_once_in_a_graph_of_its_own(server: Server, dataset: Dataset) -> None:
    store = RemoteStore(Addresses.of(server.url), graph="https://example.org/exordf")
    quads = list(dataset.store.quads())
    first, second = push(quads, store), push(quads, store)
    assert first == second
    assert first.stored == len(quads)
    assert len(RemoteStore(Addresses.of(server.url))) == 0
    other = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"))
    store.load([other])
    assert len(store) == len(quads) + 1
    assert push(quads, store, replace=True).stored == len(quads)


@pytest.mark.slow("load")
@pytest.mark.parametrize("graph", [None, "urn:graph"])
def test_views_are_made_inside_the_server(graph: str | None, server: Server) -> None:
    store = RemoteStore(Addresses.of(server.url), graph)
    loaded = loading.load(files.home(), sources.folder_layers(files.home() / "ontology", files.home()))
    stated = [quads for name, quads in loaded.layers.items() if not name.startswith("views/")]
    push((quad for quads in stated for quad in quads), store)
    made = inference.run_rules(store)
    assert made == {name.removeprefix("views/"): len(quads) for name, quads in loaded.layers.items() if "views" in name}
    other = RemoteStore(Addresses.of(server.url), None if graph else "urn:graph")
    assert len(store) == len(loaded.store)
    assert len(other) == 0


def test_a_push_goes_on_after_the_server_died(server: Server, dataset: Dataset) -> None:
    store = RemoteStore(Addresses.of(server.url), retry_policy=QUICK)
    quads = list(dataset.store.quads())

    def die(done: int) -> None:
        if done >= 10_000:
            server.stop()

    with pytest.raises(StoreError, match="cannot be reached or broke off"):
        push(quads, store, chunk=2_000, say=die)
    server.start()
    assert 0 < len(store) < len(quads)
    assert push(quads, store).stored == len(quads)


def test_the_command_line_pushes_and_asks(server: Server, tmp_path: Path) -> None:
    def exordf(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "exordf", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    asked = exordf("query", "what-inhibits", "--store", server.url)
    assert asked.returncode == 2
    assert "there is no exordf data in this store" in asked.stderr
    dry = exordf("push", server.url, "--dry-run")
    assert "would go to" in dry.stdout
    assert len(RemoteStore(Addresses.of(server.url))) == 0
    assert "default graph now holds" in exordf("push", server.url).stdout
    here, there = exordf("query", "what-inhibits"), exordf("query", "what-inhibits", "--store", server.url)
    assert there.stdout == here.stdout
    assert exordf("show", "miR-214-3p", "--store", server.url).stdout == exordf("show", "miR-214-3p").stdout


@pytest.mark.slow("load")
def test_the_command_line_lets_the_server_make_the_views(server: Server, dataset: Dataset, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "exordf", "push", server.url, "--views", "server"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "triples of the view hierarchy, made by the server" in done.stdout
    assert len(server.store) == len(dataset.store)


def test_a_push_into_virtuoso_says_that_it_wants_a_new_start(running: Server, tmp_path: Path) -> None:
    words = ["push", running.url.partition("?")[0], "--graph", "https://example.org/told"]
    command = [sys.executable, "-m", "exordf", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert ("restart Virtuoso" in done.stdout) == (running.kind == "virtuoso")


def test_a_query_that_is_not_well_formed_is_reported_as_such(server: Server) -> None:
    with pytest.raises(InputError, match="not well formed"):
        RemoteStore(Addresses.of(server.url)).query("SELECT nonsense")


def test_a_missing_server_is_reported_with_the_address() -> None:
    port = free_port()
    store = RemoteStore(Addresses.of(f"http://user:secret@127.0.0.1:{port}/query"), retry_policy=QUICK)
    with pytest.raises(StoreError) as refused:
        store.query("ASK {}")
    assert f"127.0.0.1:{port}" in str(refused.value)
    assert "secret" not in str(refused.value)


# What is Virtuoso's own


@pytest.fixture(scope="module", params=[pytest.param("virtuoso", marks=pytest.mark.slow("program"))])
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("virtuoso") / "store", "virtuoso")
    yield server
    server.stop()


def test_virtuoso_wants_a_graph(virtuoso: Server) -> None:
    with pytest.raises(InputError, match="no default graph of its own"):
        push([ONE], RemoteStore(virtuoso.store.addresses))


@pytest.mark.parametrize(
    ("text", "datatype"), [("abc", "integer"), ("1,5", "decimal"), ("much", "double"), ("P1D", "duration")]
)
def test_what_virtuoso_would_turn_into_something_else_is_refused(text: str, datatype: str, virtuoso: Server) -> None:
    wrong = ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{datatype}"))
    store = RemoteStore(virtuoso.store.addresses, "https://example.org/wrong")
    with pytest.raises(InputError, match="would not keep"):
        push([ox.Quad(ONE.subject, ONE.predicate, wrong)], store)
    assert len(store) == 0


def test_an_answer_that_virtuoso_cuts_off_comes_in_pages(virtuoso: Server) -> None:
    store = RemoteStore(virtuoso.store.addresses, "https://example.org/many")
    many = [ox.Quad(ox.NamedNode(f"urn:a:{n}"), ONE.predicate, ox.Literal(n)) for n in range(25_000)]
    assert push(iter(many), store).stored == 25_000
    assert set(store.quads()) == set(many)
    ordered = store.query("PREFIX x: <urn:x:>\nSELECT ?n { ?a <urn:b> ?n } ORDER BY DESC(?n)").terms
    assert [int(row[0].value) for row in ordered] == list(range(24_999, -1, -1))  # type: ignore[union-attr]
    with pytest.raises(StoreError, match="may have cut this answer off"):
        store.query("CONSTRUCT { ?a <urn:c> ?b } WHERE { ?a <urn:b> ?b }")


def test_a_path_that_virtuoso_does_not_follow_is_refused_with_its_shape(virtuoso: Server) -> None:
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:shape> a sh:NodeShape ; sh:targetSubjectsOf <urn:b> ;
            sh:property [ sh:path [ sh:zeroOrMorePath <urn:b> ] ; sh:nodeKind sh:IRI ] ."""
    with pytest.raises(InputError, match="does not follow a path of any length"):
        validation.validate(virtuoso.store, ox.parse(shapes, ox.RdfFormat.TURTLE))


def test_a_login_by_digest_may_write_to_virtuoso(virtuoso: Server) -> None:
    at = virtuoso.store.addresses.query.replace("http://", "http://dba:dba@").replace("/sparql", "/sparql-auth")
    graph = "https://example.org/by-login"
    store = RemoteStore(Addresses.of(at), graph)
    assert push([ONE], store).stored == 1
    store.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> <urn:c> }} }}")
    assert len(store) == 2
    wrong = RemoteStore(Addresses.of(at.replace("dba:dba", "dba:abd")), graph)
    with pytest.raises(StoreError, match="refuses us"):
        wrong.update("CLEAR ALL")


# Bulk files, as docs/stores.md tells


@pytest.fixture(scope="module")
def bulk(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bulk") / "exordf.nt"
    dataset.export("ntriples", path)
    return path


def test_the_recipe_for_virtuoso_loads_everything(bulk: Path, virtuoso: Server, dataset: Dataset) -> None:
    graph = "https://example.org/bulk"
    (virtuoso.home / bulk.name).write_bytes(bulk.read_bytes())
    virtuoso.isql(f"ld_dir('{virtuoso.home}', '{bulk.name}', '{graph}');\nrdf_loader_run();\ncheckpoint;\n")
    assert len(RemoteStore(virtuoso.store.addresses, graph)) == len(dataset.store)


def test_the_recipe_for_oxigraph_loads_everything(bulk: Path, dataset: Dataset, tmp_path: Path) -> None:
    need("oxigraph")
    command = [str(OXIGRAPH), "load", "--location", str(tmp_path / "store"), "--file", str(bulk)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert len(ox.Store.read_only(str(tmp_path / "store"))) == len(dataset.store)


# Servers that misbehave

EMPTY = b'{"head": {"vars": ["a"]}, "results": {"bindings": []}}'
JSON = "application/sparql-results+json"


class Fault(http.server.BaseHTTPRequestHandler):
    """Answers what a test tells it to, one entry a request: status, headers, body, and how to end."""

    answers: ClassVar[list[tuple[int, dict[str, str], bytes, str]]] = []
    seen: ClassVar[list[dict[str, str]]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        type(self).seen.append(dict(self.headers))
        status, headers, body, end = self.answers[min(len(self.seen), len(self.answers)) - 1]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if end == "cut":
            self.send_header("Content-Length", str(len(body) + 1000))
        elif end == "whole":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        while end == "endless":
            self.wfile.write(b" " * 1000)
            time.sleep(0.01)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def faulty() -> Iterator[RemoteStore]:
    Fault.answers, Fault.seen = [], []
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Fault)
    running.daemon_threads = True
    running.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that hangs up is what we test
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield RemoteStore(Addresses.of(f"http://127.0.0.1:{running.server_address[1]}/query"), retry_policy=QUICK)
    running.shutdown()
    running.server_close()


def policy(end: str) -> RetryPolicy:
    """Little patience only with an answer that never ends, so that no test depends on a quiet machine."""
    return RetryPolicy(seconds=1 if end == "endless" else 60, tries=2, pause=0.01)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((500, {"Content-Type": "text/plain"}, b"out of memory", "whole"), "failed with 500: out of memory"),
        ((401, {}, b"", "whole"), "refuses us (401)"),
        ((403, {}, b"", "whole"), "refuses us (403)"),
        ((404, {}, b"", "whole"), "there is nothing at"),
        ((503, {"Retry-After": "0"}, b"busy", "whole"), "failed with 503: busy"),
        ((200, {"Content-Type": "text/html"}, b"<html>Welcome</html>", "whole"), 'answered with "text/html"'),
        ((200, {}, EMPTY, "whole"), 'answered with "nothing"'),
        ((200, {"Content-Type": JSON}, EMPTY[:-5], "whole"), "ends too early or is not well formed"),
        ((200, {"Content-Type": JSON}, EMPTY, "cut"), "broke off"),
        ((200, {"Content-Type": JSON}, b"", "endless"), "did not end after"),
        ((302, {"Location": "http://example.org/"}, b"", "whole"), "failed with 302"),
    ],
)
def test_a_bad_answer_is_reported(
    answer: tuple[int, dict[str, str], bytes, str], says: str, faulty: RemoteStore
) -> None:
    Fault.answers = [answer]
    store = RemoteStore(faulty.addresses, retry_policy=policy(answer[-1]))
    with pytest.raises(StoreError) as refused:
        store.query("SELECT ?a WHERE { ?a ?b ?c }")
    assert says in str(refused.value)


ONE = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"))
WRITES = {
    "load": lambda store: store.load([ONE]),
    "update": lambda store: store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }"),
    "insert": lambda store: store.insert("{ ?a <urn:b> ?b }", "{ ?a <urn:c> ?b }"),
    "clear": lambda store: store.clear(),
    "push": lambda store: push([ONE], store),
}


@pytest.mark.one_in(5)
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((500, {"Content-Type": "text/plain"}, b"disk full", "whole"), "failed with 500: disk full"),
        ((401, {"WWW-Authenticate": "Basic"}, b"", "whole"), "refuses us (401)"),
        ((403, {}, b"", "whole"), "refuses us (403)"),
        ((404, {}, b"", "whole"), "there is nothing at"),
        ((503, {"Retry-After": "0"}, b"busy", "whole"), "failed with 503: busy"),
        ((200, {}, b"", "cut"), "broke off"),
        ((200, {}, b"", "endless"), "did not end after"),
        ((302, {"Location": "http://example.org/login"}, b"<html>", "whole"), "failed with 302"),
    ],
)
def test_a_write_that_fails_is_reported(
    answer: tuple[int, dict[str, str], bytes, str],
    says: str,
    write: Callable[[RemoteStore], object],
    faulty: RemoteStore,
) -> None:
    Fault.answers = [answer]
    with pytest.raises(StoreError) as refused:
        write(RemoteStore(faulty.addresses, retry_policy=policy(answer[-1])))
    assert says in str(refused.value)


def test_a_server_that_accepts_everything_and_stores_nothing_is_detected(faulty: RemoteStore) -> None:
    none = b'{"head": {"vars": ["number"]}, "results": {"bindings": [{"number": {"type": "literal", "value": "0"}}]}}'
    Fault.answers = [(200, {"Content-Type": JSON}, none, "whole")]
    with pytest.raises(StoreError, match="holds 0 triples after 1 were sent"):
        push([ONE], faulty)


def test_an_answer_in_html_is_not_a_push(faulty: RemoteStore) -> None:
    Fault.answers = [(200, {"Content-Type": "text/html"}, b"<html>Sign in</html>", "whole")]
    with pytest.raises(StoreError, match='answered with "text/html"'):
        push([ONE], faulty)


def test_a_partial_answer_is_reported_as_such(faulty: RemoteStore) -> None:
    Fault.answers = [(200, {"Content-Type": JSON, "X-SQL-State": "S1TAT", "X-SQL-Message": "timeout"}, EMPTY, "whole")]
    with pytest.raises(StoreError, match="a part of the answer only: timeout"):
        faulty.query("SELECT ?a WHERE { ?a ?b ?c }")


def test_the_time_to_wait_may_be_a_date(faulty: RemoteStore) -> None:
    begun = time.time()
    moment = formatdate(begun + 2, usegmt=True)  # without parts of a second
    Fault.answers = [(503, {"Retry-After": moment}, b"", "whole"), (200, {}, b"", "whole")]
    faulty.load([ONE])
    assert 0.9 < time.time() - begun < 40
    assert len(Fault.seen) == 2


@pytest.mark.parametrize("nonsense", ["soon", "Mon, 99 Nob 2026", "-5"])
def test_a_time_to_wait_that_is_none_is_our_own_pause(nonsense: str, faulty: RemoteStore) -> None:
    Fault.answers = [(503, {"Retry-After": nonsense}, b"", "whole"), (200, {}, b"", "whole")]
    begun = time.monotonic()
    faulty.load([ONE])
    assert time.monotonic() - begun < 40, "it waited for more than its own pause, of 0.01 s"
    assert len(Fault.seen) == 2


def test_a_login_is_sent_as_digest_where_the_server_asks(faulty: RemoteStore) -> None:
    asks = 'Digest realm="SPARQL", nonce="abc", qop="auth", algorithm=MD5'
    Fault.answers = [(401, {"WWW-Authenticate": asks}, b"", "whole"), (200, {}, b"", "whole")]
    store = RemoteStore(
        Addresses.of(faulty.addresses.query.replace("http://", "http://me:secret@")), retry_policy=QUICK
    )
    store.load([ONE])
    store.load([ONE])
    sent = [headers["Authorization"] for headers in Fault.seen]
    assert [header.partition(" ")[0] for header in sent] == ["Basic", "Digest", "Digest"]
    assert 'username="me"' in sent[1]
    assert "secret" not in " ".join(sent[1:])


@pytest.mark.one_in(3)
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_the_time_that_it_states(status: int, faulty: RemoteStore) -> None:
    Fault.answers = [
        (status, {"Retry-After": "1"}, b"", "whole"),
        (200, {"Content-Type": JSON}, EMPTY, "whole"),
    ]
    begun = time.monotonic()
    assert len(faulty.query("SELECT ?a WHERE { ?a ?b ?c }")) == 0
    assert time.monotonic() - begun >= 1
    assert len(Fault.seen) == 2


@pytest.mark.parametrize("ask", [lambda store: store.query("ASK {}"), lambda store: store.update("CLEAR ALL")])
def test_a_query_that_was_stopped_at_its_limit_is_not_asked_again(
    ask: Callable[[RemoteStore], object], faulty: RemoteStore
) -> None:
    Fault.answers = [(504, {}, b"it ran for 20 s", "whole"), (200, {"Content-Type": JSON}, EMPTY, "whole")]
    with pytest.raises(StoreError, match="stopped the query at its time limit: it ran for 20 s"):
        ask(faulty)
    assert len(Fault.seen) == 1


def test_a_write_that_a_gateway_gave_up_is_tried_again(faulty: RemoteStore) -> None:
    Fault.answers = [(504, {}, b"", "whole"), (200, {}, b"", "whole")]
    faulty.load([ONE])
    assert len(Fault.seen) == 2


def test_a_broken_connection_is_tried_again(faulty: RemoteStore) -> None:
    Fault.answers = [(200, {"Content-Type": JSON}, EMPTY, "cut"), (200, {"Content-Type": JSON}, EMPTY, "whole")]
    assert len(faulty.query("SELECT ?a WHERE { ?a ?b ?c }")) == 0
    assert len(Fault.seen) == 2


def test_credentials_are_sent_and_not_shown(faulty: RemoteStore) -> None:
    Fault.answers = [(200, {"Content-Type": JSON}, EMPTY, "whole")]
    named = faulty.addresses.query.replace("http://", "http://me:secret@")
    RemoteStore(Addresses.of(named)).query("ASK {}")
    RemoteStore(faulty.addresses, token="abc").query("ASK {}")  # noqa: S106 - not a real one
    assert [headers.get("Authorization") for headers in Fault.seen] == ["Basic bWU6c2VjcmV0", "Bearer abc"]
    assert "abc" not in repr(RemoteStore(faulty.addresses, token="abc"))  # noqa: S106
    assert "secret" not in repr(RemoteStore(Addresses.of(named)))


# Addresses and prefixes


@pytest.mark.parametrize(
    ("query", "update", "graphs"),
    [
        ("http://h:7878/query", "http://h:7878/update", "http://h:7878/store"),
        ("http://h:3030/ds/query", "http://h:3030/ds/update", "http://h:3030/ds/data"),
        ("http://h:3030/ds/sparql", "http://h:3030/ds/update", "http://h:3030/ds/data"),
        ("http://h:8890/sparql", "http://h:8890/sparql", "http://h:8890/sparql-graph-crud"),
        ("http://h/repositories/r", "http://h/repositories/r/statements", "http://h/repositories/r/rdf-graphs/service"),
    ],
)
def test_the_addresses_of_a_server_are_found(query: str, update: str, graphs: str) -> None:
    assert Addresses.of(query) == Addresses(query, update, graphs)
    assert Addresses.of(query, "http://u", "http://g") == Addresses(query, "http://u", "http://g")


@pytest.mark.parametrize("wrong", ["ftp://h/query", "http://", "query"])
def test_what_is_not_an_address_is_refused(wrong: str) -> None:
    with pytest.raises(InputError, match="is not the address of a server"):
        Addresses.of(wrong)


def test_a_query_gets_the_prefixes_that_it_uses_and_lacks() -> None:
    known = {"exo": "urn:exo/", "rdfs": "urn:rdfs#", "never": "urn:never"}
    asked = 'PREFIX rdfs: <urn:own#>\nSELECT ?a WHERE { ?a rdfs:label "never:mind" ; exo:subject <urn:never:x> }'
    assert with_prefixes(asked, known) == "PREFIX exo: <urn:exo/>\n" + asked


def test_the_same_rows_come_from_both_stores_for_each_form_of_query(pushed: Dataset, dataset: Dataset) -> None:
    for query in (
        "ASK { ?a a exo:Claim }",
        "CONSTRUCT { ?a a exo:Claim } WHERE { ?a a exo:Claim ; exo:object exo:BoneFormation }",
        "SELECT ?a ?b WHERE { ?a exo:negated true OPTIONAL { ?a exo:printed ?b } }",
    ):
        there, here = pushed.query(query), dataset.query(query)
        assert there.columns == here.columns
        assert Counter(there.terms) == Counter(here.terms)
