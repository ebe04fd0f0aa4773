"""Whatever is asked of the explorer is answered: no failure, no hang, no traceback, by any address, header or form."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from exordf.web.app import application
from exordf.web.sparql.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exordf import Dataset

pytestmark = pytest.mark.slow

EXAMPLES = 150
PATIENCE = 10.0  # seconds that no answer may take, on a machine that does other things too
PATHS = (
    *("/", "/search", "/claims", "/claims.csv", "/claims.jsonld", "/claims.bib", "/network", "/network.svg", "/terms"),
    *("/review", "/references", "/findings", "/conflicts", "/gaps", "/query", "/thing", "/sparql", "/health"),
    *("/ontology/miR-214-3p", "/ontology/inhibits", "/ontology/", "/static/explorer.css", "/query/completion.json"),
)
NAMES = (
    *("q", "lang", "page", "rows", "sort", "order", "about", "section", "source", "cargo", "direction", "process"),
    *("disease", "species", "certainty", "verdict", "conflict", "finding", "term", "depth", "from", "to", "kind"),
    *("whole", "hedged", "iri", "format", "query", "name", "default-graph-uri", "named-graph-uri", "cell", "steps"),
)
NASTY = (
    *(
        "",
        "0",
        "-1",
        "1e9",
        "99999999999999999999",
        "nan",
        "../../etc/passwd",
        "\x00",
        "\ufeff",
        "\u202e\u2066",
        "'\"<>&",
    ),
    *("<script>alert(1)</script>", "{{7*7}}", "%s%n", "exo:", ":", "exo:miR-214-3p", "section:2.1", "a" * 5000),
    *("https://w3id.org/exordf/ontology/ATF4", "javascript:alert(1)", "SELECT * { ?s ?p ?o } LIMIT 2", "ASK {}", "zh"),
    *(
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT",
        "\U0001f9b4",
    ),
)
values = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
parameters = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=5)
segments = st.one_of(
    st.sampled_from(PATHS),
    st.binary(max_size=24).map(lambda raw: "/" + quote_from_bytes(raw, safe="")),
    st.lists(st.text(max_size=12).map(lambda text: quote(text, safe="", errors="replace")), max_size=4).map(
        lambda parts: "/" + "/".join(parts)
    ),
)
headers = st.dictionaries(
    st.sampled_from(
        ["Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "Range", "Origin", "Content-Type"]
    ),
    st.one_of(
        st.sampled_from(["text/turtle", "*/*;q=nan", "text/html;q=9", "application/json", "bytes=5-1", ";;;", "q=1,,"]),
        st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    ),
    max_size=3,
)
checked = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def client(dataset: Dataset) -> Iterator[TestClient]:
    with TestClient(
        application(dataset, limits=Limits(seconds=1)), base_url="http://localhost", follow_redirects=False
    ) as asking:
        asking.get("/claims")  # all that is made once is made
        yield asking


def asked(client: TestClient, method: str, path: str, *, headers: Mapping[str, str], content: bytes = b"") -> None:
    begun = time.monotonic()
    answer = client.request(method, path, headers=dict(headers), content=content)
    took = time.monotonic() - begun
    where = f"{method} {path} {dict(headers)} {content!r}"
    # 501 and 503 say what is not installed, and that a query was stopped at its limit
    assert answer.status_code < 500 or answer.status_code in {501, 503, 504}, f"{answer.status_code}: {where}"
    assert took < PATIENCE, f"{took:.1f} s: {where}"
    assert "Traceback" not in answer.text, where
    assert "content-security-policy" in answer.headers, where
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert "<script>alert" not in answer.text, where


@checked
@given(
    path=segments, said=parameters, headers=headers, method=st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS"])
)
def test_any_address_is_answered(
    client: TestClient, path: str, said: list[tuple[str, str]], headers: Mapping[str, str], method: str
) -> None:
    question = urlencode([(name, value.encode(errors="replace")) for name, value in said])
    asked(client, method, f"{path}?{question}"[:8000], headers=headers)


@checked
@given(
    path=st.sampled_from(["/sparql", "/query", "/claims", "/"]),
    content=st.one_of(
        st.binary(max_size=200),
        parameters.map(
            lambda said: urlencode([(name, value.encode(errors="replace")) for name, value in said]).encode()
        ),
        st.sampled_from([text.encode(errors="replace") for text in NASTY]),
    ),
    kind=st.sampled_from(
        ["application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update", "text/plain", ""]
    ),
    headers=headers,
)
def test_any_form_is_answered(
    client: TestClient, path: str, content: bytes, kind: str, headers: Mapping[str, str]
) -> None:
    asked(client, "POST", path, headers={**headers, "Content-Type": kind}, content=content)


# Queries of all shapes, some of them well formed: pieces in any order.
pieces = st.lists(
    st.sampled_from(
        [
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
            ),
            *("OPTIONAL", "UNION", "MINUS", "LIMIT 5", "OFFSET 1", "ORDER BY ?s", "GROUP BY ?s", "(COUNT(*) AS ?n)"),
            *(
                "PREFIX exo: <https://w3id.org/exordf/ontology/>",
                "exo:miR-21",
                "BASE <urn:x>",
                "<urn:a>",
                '"x"@en',
                "FROM",
            ),
            *(
                "SERVICE",
                "GRAPH ?g",
                "VALUES ?s { <urn:a> }",
                "BIND(1/0 AS ?x)",
                "#",
                "\\u0053",
                "EXISTS",
                "/*",
                "+",
                "^",
            ),
        ]
    ),
    max_size=14,
).map(" ".join)


@checked
@given(sparql=pieces, accept=st.sampled_from(["", "text/html", "text/csv", "application/ld+json", "image/png"]))
def test_any_query_is_answered(client: TestClient, sparql: str, accept: str) -> None:
    for path in ("/sparql", "/query"):
        asked(client, "GET", f"{path}?{urlencode({'query': sparql})}", headers={"Accept": accept} if accept else {})


def test_what_is_too_long_is_refused(client: TestClient) -> None:
    for path in ("/sparql", "/query"):
        answer = client.post(path, data={"query": "#" + "x" * 20_000_000})
        assert answer.status_code in {400, 413}
    with contextlib.suppress(ValueError):
        assert client.get("/claims?q=" + "x" * 200_000).status_code < 500
