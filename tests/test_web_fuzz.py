"""Whatever is asked of the explorer is answered: no failure, no hang, no traceback, by any address, header or form."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_from_bytes, urlencode

import pyoxigraph as ox
import pytest
from httpx2 import InvalidURL
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from exordf.server.app import application
from exordf.server.endpoint.limits import Limits
from tests.markup import Page, checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exordf import Dataset

    Said = list[tuple[str, str]]

pytestmark = pytest.mark.slow("every")

EXAMPLES = 120
PATIENCE = 30.0  # seconds that no answer may take, on a machine that does other things too
MOST = 20 << 20  # bytes of the largest answer
# Each route with addresses of it, some of them of things that are not there.
PATHS = {
    "/health": ["/health"],
    "/static": ["/static/explorer.css", "/static/", "/static/nothing.js"],
    "/sparql": ["/sparql"],
    "/": ["/"],
    "/search": ["/search"],
    "/suggest": ["/suggest"],
    "/claims": ["/claims"],
    "/claims.{suffix}": ["/claims.csv", "/claims.jsonld", "/claims.bib", "/claims.ttl", "/claims.exe"],
    "/network": ["/network"],
    "/network.svg": ["/network.svg"],
    "/network.png": [],  # pixels take seconds: tests of the network paint some
    "/review": ["/review"],
    "/references": ["/references"],
    "/references.bib": ["/references.bib"],
    "/references.json": ["/references.json"],
    "/references.csv": ["/references.csv"],
    "/findings": ["/findings"],
    "/conflicts": ["/conflicts"],
    "/gaps": ["/gaps"],
    "/terms": ["/terms"],
    "/shapes": ["/shapes"],
    "/unplaced": ["/unplaced", "/unplaced?page=2"],
    "/query": ["/query"],
    "/query/completion.json": ["/query/completion.json"],
    "/query/{name}": ["/query/claims-about", "/query/targets-of-mirna", "/query/nothing"],
    "/query.{form}": [*(f"/query.{form}" for form in ("csv", "tsv", "json", "xml", "ttl", "jsonld", "nt", "exe"))],
    "/thing": ["/thing"],
    "/{path:path}": [
        *("/ontology/miR-214-3p", "/ontology/inhibits", "/ontology/", "/ontology", "/liu2023/claim/2.1-10b"),
        *("/liu2023/section/2.1", "/liu2023/reference/31", "/liu2023/sentence/0-02", "/liu2023/citation/0-02-r1"),
        *("/liu2023/finding/0-mc3t3-e1", "/liu2023/gap/0-08a", "/liu2023/", "/liu2023", "/favicon.ico", "/robots.txt"),
    ],
}
ADDRESSES = [address for known in PATHS.values() for address in known]
# Each parameter with what makes sense for it, so that requests get past the first check.
NAMES = {
    "q": ["miR-21", "mir 21 bone", "成骨", "2.1-10b"],
    "lang": ["en", "zh"],
    "page": ["1", "2", "7"],
    "rows": ["100", "1000", "3"],
    "sort": ["number", "-subject", "certainty", "-year", "title"],
    "about": ["exo:miR-21", "exo:Osteoblast", "bone"],
    "section": ["section:2.1", "2.1"],
    "source": ["none", "exo:Osteoclast"],
    "cargo": ["none", "exo:MicroRNA"],
    "direction": ["raises", "lowers", "signed", "other"],
    "process": ["exo:BoneFormation", "none"],
    "disease": ["exo:Osteoporosis", "none"],
    "species": ["exo:Mouse", "none"],
    "certainty": ["exo:Hedged", "exo:Reported"],
    "verdict": ["exo:Supports", "none"],
    "conflict": ["yes", "no"],
    "finding": ["yes", "no"],
    "term": ["exo:miR-21", "osteoclast", "exo:Exosome"],
    "depth": ["1", "3"],
    "steps": ["1", "6"],
    "from": ["exo:miR-21", "exo:Osteoclast"],
    "to": ["exo:Osteoporosis", "exo:BoneFormation"],
    "view": ["whole", "tree", "list"],
    "without": ["gene", "source", "vesicle", "cargo", "process"],
    "hedged": ["no"],
    "misfit": ["only"],
    "kind": ["MicroRNA", "MisprintedName", "RoleAmbivalence"],
    "words": ["exosome", "bone"],
    "doi": ["confirmed", "none"],
    "review": ["https://w3id.org/exordf/liu2023/"],
    "picture": ["", "1"],
    "group": ["entity", "claim"],
    "iri": ["https://w3id.org/exordf/ontology/ATF4", "https://example.org/x", "http://purl.obolibrary.org/obo/GO_1"],
    "format": ["turtle", "jsonld", "ntriples", "csv", "html", "json", "xml"],
    "query": ["SELECT * { ?s ?p ?o } LIMIT 2", "ASK {}", "DESCRIBE exo:ATF4", "CONSTRUCT WHERE { ?s a exo:Claim }"],
    "name": ["claims-about", "targets-of-mirna"],
    "default-graph-uri": ["urn:a"],
    "named-graph-uri": ["urn:a"],
    "update": ["CLEAR ALL"],
    "thing": ["exo:miR-21", "exo:Bone exo:Muscle"],
    "mirna": ["miR-21"],
}
MARKUP = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
NASTY = [
    *("", "0", "-1", "1e9", "99999999999999999999", "nan", "١٢", "../../etc/passwd", "\x00", "\ufeff", "\u202e\u2066"),
    *("'\"<>&", MARKUP, "<script>alert(1)</script>", "javascript:alert(1)", "{{7*7}}", "{0}{name}", "%s%n", "%00%ff"),
    *(
        "exo:",
        ":",
        "exo:miR-214-3p",
        "section:2.1",
        "exo:a b",
        "<exo:x>",
        "http://",
        "https://a b",
        "http://[",
        "<http://",
    ),
    *(
        "https://w3id.org/exordf/ontology/",
        "http://x/\x00",
        "a" * 5000,
        "\ud800",
        "\U0001f9b4",
        "zh",
        "\n",
        "\r\nX: 1",
        "*",
        "(",
    ),
    *("INSERT DATA { <urn:a> <urn:b> 1 }", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT"),
]
values = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
parameters: st.SearchStrategy[Said] = st.lists(
    st.sampled_from([*NAMES]).flatmap(
        lambda name: st.tuples(st.just(name), st.one_of(st.sampled_from(NAMES[name]), values))
    ),
    max_size=5,
)
segments = st.one_of(
    st.sampled_from(ADDRESSES),
    st.sampled_from(ADDRESSES),
    st.tuples(
        st.sampled_from(["/", "/ontology/", "/query/", "/query.", "/claims.", "/static/", "/liu2023/claim/"]),
        st.one_of(st.binary(max_size=24), values.map(lambda text: text.encode(errors="replace"))),
    ).map(lambda pair: pair[0] + quote_from_bytes(pair[1], safe="")),
    st.lists(st.text(max_size=12).map(lambda text: quote(text, safe="", errors="replace")), max_size=4).map(
        lambda parts: "/" + "/".join(parts)
    ),
)
HEADERS = [
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Origin",
    "Cookie",
]
headers = st.dictionaries(
    st.sampled_from(HEADERS),
    st.one_of(
        st.sampled_from(
            ["text/turtle", "*/*;q=nan", "text/html;q=9", "application/json", "bytes=5-1", "bytes=0-3", ";;;", "*"]
        ),
        st.sampled_from(
            ["q=1,,", "text/csv", "zh;q=inf", "application/ld+json;q=1e999", "image/png", "Mon, 99 Foo 9999"]
        ),
        st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    ),
    max_size=3,
)
tried = settings(max_examples=EXAMPLES)


@pytest.fixture(scope="module")
def client(dataset: Dataset) -> Iterator[TestClient]:
    with TestClient(
        application(dataset, limits=Limits(seconds=1)), base_url="http://localhost", follow_redirects=False
    ) as asking:
        for path in ("/claims", "/claims.ttl", "/network"):  # all that is made once is made
            asking.get(path)
        yield asking


def asked(client: TestClient, method: str, path: str, *, headers: Mapping[str, str], content: bytes = b"") -> None:
    begun = time.monotonic()
    try:
        answer = client.request(method, path, headers=dict(headers), content=content)
    except InvalidURL:  # the client itself does not send it
        reject()
    took = time.monotonic() - begun
    where = f"{method} {path} {dict(headers)} {content!r}"
    # 501 and 503 say what is not installed, and 504 that a query was stopped at its limit
    assert answer.status_code < 500 or answer.status_code in {501, 503, 504}, f"{answer.status_code}: {where}"
    assert took < PATIENCE, f"{took:.1f} s: {where}"
    assert len(answer.content) < MOST, where
    assert "Traceback" not in answer.text, where
    assert "content-security-policy" in answer.headers, where
    assert "set-cookie" not in answer.headers, where
    if answer.content and answer.status_code != 206:
        readable(answer.headers.get("content-type", ""), answer.content, where)


def readable(header: str, content: bytes, where: str) -> None:
    """The content is what its type says."""
    kind = header.partition(";")[0]
    if kind == "text/html":
        assert content.startswith(b"<!doctype html>"), where
        assert header == "text/html; charset=utf-8", where
        checked(content.decode(), where)
    elif kind.endswith(("json", "+xml")):
        json.loads(content) if kind.endswith("json") else ET.fromstring(content)  # noqa: S314 - our own server wrote it
    elif kind in {"text/csv", "text/tab-separated-values"}:
        [*csv.reader(io.StringIO(content.decode()))]
    elif kind in {"text/turtle", "application/n-triples"}:
        [*ox.parse(content, ox.RdfFormat.from_media_type(kind))]
    else:
        assert kind in {"text/plain", "text/css", "text/javascript", "application/x-bibtex"}, f"{header}: {where}"
        content.decode()


def encoded(said: Said) -> str:
    return urlencode([(name, value.encode(errors="replace")) for name, value in said])


@tried
@given(
    path=segments, said=parameters, headers=headers, method=st.sampled_from(["GET"] * 6 + ["HEAD", "OPTIONS", "DELETE"])
)
def test_any_address_is_answered(
    client: TestClient, path: str, said: Said, headers: Mapping[str, str], method: str
) -> None:
    asked(client, method, f"{path}?{encoded(said)}"[:8000], headers=headers)


@tried
@given(
    path=st.sampled_from(["/sparql", "/query", "/query.csv", "/query.ttl", "/claims", "/"]),
    content=st.one_of(
        st.binary(max_size=200),
        parameters.map(lambda said: encoded(said).encode()),
        st.sampled_from([text.encode(errors="replace") for text in NASTY]),
    ),
    kind=st.sampled_from(
        [
            *("application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"),
            *("multipart/form-data; boundary=x", "text/plain", ""),
        ]
    ),
    headers=headers,
)
def test_any_form_is_answered(
    client: TestClient, path: str, content: bytes, kind: str, headers: Mapping[str, str]
) -> None:
    asked(client, "POST", path, headers={**headers, "Content-Type": kind}, content=content)


PIECES = [
    *(
        "SELECT",
        "ASK",
        "CONSTRUCT",
        "DESCRIBE",
        "*",
        "WHERE",
        "{",
        "}",
        "?s ?p ?o",
        ".",
        "?s",
        "FILTER(?o > 1)",
        "OPTIONAL",
    ),
    *(
        "UNION",
        "MINUS",
        "LIMIT 5",
        "OFFSET 1",
        "ORDER BY ?s",
        "GROUP BY ?s",
        "(COUNT(*) AS ?n)",
        "exo:miR-21",
        "FROM",
        "#",
    ),
    *(
        "PREFIX exo: <https://w3id.org/exordf/ontology/>",
        "BASE <urn:x>",
        "<urn:a>",
        '"x"@en',
        "SERVICE",
        "GRAPH ?g",
        "+",
    ),
    *(
        "VALUES ?s { <urn:a> }",
        "BIND(1/0 AS ?x)",
        "\\u0053",
        "EXISTS",
        "/*",
        "^",
        f"'{MARKUP[:9]}'",
        "<javascript:alert(1)>",
    ),
    *(
        "BIND(STRLANG(?s, 'a b') AS ?y)",
        "BIND(IRI('javascript:1') AS ?z)",
        "<< ?s ?p ?o >>",
        "(1 AS ?x)",
        "?",
        "'''",
        "\x00",
    ),
]
queries = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=6).map(lambda some: f"SELECT * {{ ?s ?p ?o {' '.join(some)} }} LIMIT 9"),
    st.tuples(st.sampled_from(NASTY), st.sampled_from(["'", '"', "'''"])).map(
        lambda each: f"SELECT ({each[1]}{each[0]}{each[1]} AS ?x) {{}}"
    ),
)


@tried
@given(sparql=queries, accept=st.sampled_from(["", "text/html", "text/csv", "application/ld+json", "image/png"]))
def test_any_query_is_answered(client: TestClient, sparql: str, accept: str) -> None:
    for path in ("/sparql", "/query", "/query.csv"):
        question = urlencode({"query": sparql.encode(errors="replace")})
        asked(client, "GET", f"{path}?{question}", headers={"Accept": accept} if accept else {})


def test_every_route_is_among_those_that_are_tried(client: TestClient) -> None:
    routes = {route.path for route in client.app.routes}  # type: ignore[attr-defined] # it is a Starlette
    assert routes == PATHS.keys()


def test_every_parameter_that_pages_use_is_among_those_that_are_tried(client: TestClient) -> None:
    asked_for = [
        "/claims?q=bone&about=exo:miR-21",
        "/network?from=exo:miR-21&to=exo:Osteoporosis",
        "/query?query=ASK {}",
    ]
    pages = [address for address in ADDRESSES if not re.search(r"[.][a-z]+$", address)]
    addresses = [*pages, *asked_for, "/network?term=exo:miR-21&depth=2&without=gene", "/search?q=bone"]
    seen: set[str] = set()
    for address in addresses:
        answer = client.get(address)
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = Page(answer.text)
            questions = [re.split(r"[?#]", link)[1] for link in page.links if link.startswith("/") and "?" in link]
            seen |= page.fields | {pair.partition("=")[0] for each in questions for pair in each.split("&")}
    assert seen > {"q", "term", "verdict", "query"}
    assert seen <= NAMES.keys()
