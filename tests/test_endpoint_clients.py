"""The clients that people use give the answers of the embedded store, whatever store is served."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from exordf.sparql.query_text import with_prefixes
from exordf.store import disk_store
from exordf.store.upload import push
from tests.endpoints import Endpoint
from tests.requirements import missing
from tests.servers import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset
    from exordf.rdf.rows import Rows, Term

SERVED = ("packaged", "memory", "folder", "kept", "remote")
ASKED = {
    "rows": "SELECT ?claim ?label WHERE { ?claim a exo:Claim ; rdfs:label ?label ; exo:subject exo:miR-21 }",
    "unbound": "SELECT ?claim ?cell WHERE { ?claim exo:subject exo:miR-21 OPTIONAL { ?claim exo:recipient ?cell } }",
    "numbers": "SELECT ?predicate (COUNT(*) AS ?n) WHERE { ?claim exo:predicate ?predicate } GROUP BY ?predicate",
    "truth": "ASK { exo:miR-214-3p exo:targets exo:ATF4 }",
    "untruth": "ASK { exo:miR-214-3p exo:targets exo:miR-214-3p }",
    "graph": "CONSTRUCT { ?claim ?p ?o } WHERE { ?claim exo:subject exo:miR-21 ; ?p ?o }",
}
NODE = Path(sys.executable).parent
WITH_NODE = {**os.environ, "PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}"}
# What npm is asked for.
COMUNICA = Path(__file__).parent / "comunica.json"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as running:
        yield running


@pytest.fixture(
    scope="module", params=["packaged", *(pytest.param(kind, marks=pytest.mark.slow("program")) for kind in SERVED[1:])]
)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Iterator[str]:
    """The address of an endpoint over the packaged data, kept in one way or another."""
    place = tmp_path_factory.mktemp("served")
    if request.param == "packaged":
        with Endpoint() as running:
            yield running.url
    elif request.param == "memory":
        with pytest.MonkeyPatch.context() as without:
            without.setenv("EXORDF_CACHE", "off")
            with Endpoint() as running:
                yield running.url
    elif request.param == "folder":
        for name in ("ontology", "data"):
            shutil.copytree(dataset.home / name, place / "own" / name)
        with Endpoint(place / "own") as running:
            yield running.url
    elif request.param == "kept":
        disk_store.build_store_folder(place / "store", lambda store: store.load(dataset.store.quads()))
        with Endpoint(place / "store") as running:
            yield running.url
    else:
        server = Server(place / "server")
        push(dataset.store.quads(), server.store)
        with Endpoint(server.url) as running:
            yield running.url
        server.stop()


def spelled(dataset: Dataset, name: str) -> str:
    return with_prefixes(ASKED[name], dataset.prefixes.table)


def plain(term: Term | None) -> tuple[str, ...] | None:
    if isinstance(term, ox.Literal):
        return ("literal", term.value, term.language or "", term.datatype.value)
    return None if term is None else ("iri", str(term.value))  # type: ignore[union-attr]


def counted(rows: Rows) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(plain(term) for term in row) for row in rows.terms)


def of_json(body: bytes) -> Counter[tuple[Any, ...]]:
    found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    return Counter(tuple(plain(term) for term in row) for row in found)


def of_rdflib(term: Any) -> tuple[str, ...] | None:
    import rdflib  # noqa: PLC0415 - as the others do

    if isinstance(term, rdflib.Literal):
        string = "langString" if term.language else "string"
        datatype = (
            term.datatype or rdflib.RDF.langString if string == "langString" else term.datatype or rdflib.XSD.string
        )
        return ("literal", str(term), term.language or "", str(datatype))
    return None if term is None else ("iri", str(term))


def curl(address: str, *options: str) -> bytes:
    found = shutil.which("curl")
    assert found, "curl is not installed"
    return subprocess.run([found, "--silent", "--fail", *options, address], capture_output=True, check=True).stdout


def test_curl_gets_what_the_embedded_store_has_from_every_kind_of_store(served: str, dataset: Dataset) -> None:
    for name in ("rows", "unbound", "numbers"):
        there = of_json(curl(served, "--data-urlencode", f"query={spelled(dataset, name)}"))
        assert there == counted(dataset.query(ASKED[name])), name
        assert there
    assert b"true" in curl(served, "--data-urlencode", f"query={spelled(dataset, 'truth')}")
    assert b"false" in curl(served, "--data-urlencode", f"query={spelled(dataset, 'untruth')}")
    for kind in ("text/turtle", "application/n-triples"):
        body = curl(served, "--header", f"Accept: {kind}", "--data-urlencode", f"query={spelled(dataset, 'graph')}")
        triples = {tuple(map(str, quad.triple)) for quad in ox.parse(body, ox.RdfFormat.from_media_type(kind))}
        assert triples == {tuple(map(str, row)) for row in dataset.query(ASKED["graph"]).terms}


def test_every_named_query_has_the_same_rows(endpoint: Endpoint, dataset: Dataset) -> None:
    """All of them, in their order."""
    asked = {name: query for name, query in dataset.queries.items() if not query.endpoint}
    assert asked
    for name, query in asked.items():
        got = endpoint.ask(query.text)
        assert got.status == 200, (name, got.text)
        found = ox.parse_query_results(got.body, ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)
        assert [tuple(row) for row in found] == [tuple(row) for row in dataset.ask(name).terms], name


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_gets_it(method: str, endpoint: Endpoint, dataset: Dataset) -> None:
    import rdflib  # noqa: PLC0415 - half a second that no other test here needs
    from rdflib.plugins.stores.sparqlstore import SPARQLStore  # noqa: PLC0415

    graph = rdflib.Graph(SPARQLStore(endpoint.url, method=method))
    for name in ("rows", "unbound", "numbers"):
        found: Any = graph.query(spelled(dataset, name))
        assert Counter(tuple(of_rdflib(term) for term in row) for row in found) == counted(dataset.query(ASKED[name]))
    assert [graph.query(spelled(dataset, name)).askAnswer for name in ("truth", "untruth")] == [True, False]
    built = graph.query(spelled(dataset, "graph")).graph
    assert built is not None
    assert len(built) == len(dataset.query(ASKED["graph"])) > 0


def test_sparqlwrapper_gets_it(endpoint: Endpoint, dataset: Dataset) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SPARQLWrapper uses what is deprecated
        import SPARQLWrapper  # noqa: PLC0415 - as above

        for method in (SPARQLWrapper.GET, SPARQLWrapper.POST):
            client: Any = SPARQLWrapper.SPARQLWrapper(endpoint.url)
            client.setMethod(method)
            client.setQuery(spelled(dataset, "rows"))
            client.setReturnFormat(SPARQLWrapper.JSON)
            found = client.query().convert()
            ours = dataset.query(ASKED["rows"])
            assert {row["claim"]["value"] for row in found["results"]["bindings"]} == {
                term.value for term in ours.column("claim") if isinstance(term, ox.NamedNode)
            }
            client.setReturnFormat(SPARQLWrapper.XML)
            assert client.query().convert().toxml().count("<result>") == len(ours)
            client.setQuery(spelled(dataset, "graph"))
            client.setReturnFormat(SPARQLWrapper.TURTLE)
            assert len(list(ox.parse(client.query().convert(), ox.RdfFormat.TURTLE))) == len(
                dataset.query(ASKED["graph"])
            )
            client.setReturnFormat(SPARQLWrapper.RDFXML)
            assert len(client.query().convert()) == len(dataset.query(ASKED["graph"]))


@pytest.fixture(scope="module")
def comunica(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of Comunica: in the folder that COMUNICA_HOME names, else fetched, if that can be.

    Node and npm come with a Python package.
    """
    folder = Path(os.environ.get("COMUNICA_HOME") or tmp_path_factory.mktemp("comunica"))
    command = folder / "node_modules" / ".bin" / "comunica-sparql"
    reason = ""
    if not command.exists():
        shutil.copyfile(COMUNICA, folder / "package.json")
        fetch = [str(NODE / "npm"), "install", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(fetch, cwd=folder, env=WITH_NODE, capture_output=True, check=False, timeout=300)
        reason = f"npm cannot fetch Comunica: {done.stderr.decode()[-300:]}"
    if not command.exists():
        missing(reason)
    return command


@pytest.mark.slow("program")
def test_comunica_gets_it(comunica: Path, endpoint: Endpoint, dataset: Dataset) -> None:
    """It finds out by itself, from the description, that the address is that of an endpoint."""

    def ask(name: str, kind: str) -> bytes:
        said = [str(comunica), endpoint.url, "-q", spelled(dataset, name), "-t", kind]
        done = subprocess.run(said, env=WITH_NODE, capture_output=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    for name in ("rows", "unbound", "numbers"):
        said = json.loads(ask(name, "application/sparql-results+json"))
        plainly = {"head": said["head"], "results": {"bindings": said["results"]["bindings"]}}  # it adds how it did it
        found = ox.parse_query_results(json.dumps(plainly).encode(), ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)
        ours = dataset.query(ASKED[name])
        there = Counter(tuple(plain(row[column]) for column in ours.columns) for row in found)
        assert there == counted(ours), name
    assert ask("truth", "simple").strip() == b"true"
    triples = {
        tuple(map(str, q.triple)) for q in ox.parse(ask("graph", "application/n-triples"), ox.RdfFormat.N_TRIPLES)
    }
    assert triples == {tuple(map(str, row)) for row in dataset.query(ASKED["graph"]).terms}


@pytest.mark.slow("load")
def test_what_is_wrong_at_a_remote_server_is_told(tmp_path: Path, dataset: Dataset) -> None:
    server = Server(tmp_path / "server")
    push(dataset.store.quads(), server.store)
    with Endpoint(server.url, seconds=2) as endpoint:
        bad = endpoint.ask("SELECT * { ?s ?p ")
        assert (bad.status, bad.text.partition(":")[0][:7]) == (400, "line 1,")
        assert "PREFIX exo:" in endpoint.ask("SELECT * { ?s a exo:Claim }").text
        begun = time.monotonic()
        late = endpoint.ask("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        assert late.status == 504
        assert time.monotonic() - begun < 40  # it is stopped after 2 s; alone it would take hours
        server.stop()
        gone = endpoint.ask("ASK {}")
        assert gone.status == 502
        assert "cannot be reached" in gone.text


@pytest.mark.slow("load")
def test_a_server_goes_on_with_its_data_when_the_store_is_built_again(tmp_path: Path, dataset: Dataset) -> None:
    disk_store.build_store_folder(tmp_path / "store", lambda store: store.load(dataset.store.quads()))
    with Endpoint(tmp_path / "store", seconds=2) as endpoint:
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        before = endpoint.ask(count).rows
        disk_store.build_store_folder(tmp_path / "store", lambda store: store.load(list(dataset.store.quads())[:10]))
        endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        for _ in range(7):  # so that every worker is a new one
            assert endpoint.ask(endless).status == 504
        assert endpoint.ask(count).rows == before


PAGE = Path(__file__).parent.parent / "docs" / "endpoint.md"
SHOWN = re.compile(r"```bash not-run\n(curl .*?)```\n\n```text\n(.*?)```", re.DOTALL)


def shown(command: str, url: str) -> str:
    """What a command of the page answers, of a server somewhere else."""
    command = command.replace("http://127.0.0.1:8000/sparql", url)
    return subprocess.run(command, shell=True, capture_output=True, check=True, text=True).stdout  # noqa: S602 - our page


def test_the_examples_of_the_page_answer_as_it_says(endpoint: Endpoint) -> None:
    examples = SHOWN.findall(PAGE.read_text(encoding="utf-8"))
    assert len(examples) == 3
    for command, answer in examples:
        assert shown(command, endpoint.url).replace("\r\n", "\n").strip() == answer.strip()
