"""What HTTP offers beside the pages: compression, tags by which a browser asks for news, pages made once."""

from __future__ import annotations

import gzip
import socket
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from exordf.server.app import application
from exordf.server.http import page_cache
from exordf.server.http.page_cache import PageCache
from exordf.server.run import listen

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf import Dataset

PAGES = ["/", "/claims", "/claims?sort=subject", "/ontology/Osteoclast", "/terms", "/review", "/network"]
FILES = ["/claims.csv", "/claims.jsonld", "/static/explorer.css", "/static/explorer.js"]


@pytest.mark.one_in(6)
@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_what_is_sent_is_compressed_for_who_accepts_that_and_is_the_same(client: TestClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    for _ in range(2):  # made, and remembered
        with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(raw) < len(plain.content) / 2
        assert gzip.decompress(raw) == plain.content
    assert "content-encoding" not in plain.headers
    for headers in (plain.headers, answer.headers):
        assert "Accept-Encoding" in headers["vary"]


def test_a_problem_of_the_endpoint_is_sent_as_it_is(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": f"SELECT {'?x ' * 2000}"}, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 400
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_that_has_the_page_is_told_so(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"] == "no-cache"
    assert {each.strip() for each in again.headers["vary"].split(",")} >= {"Accept", "Accept-Language"}
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_every_form_and_language_of_an_address_has_a_tag_and_an_answer_of_its_own(client: TestClient) -> None:
    asked: list[dict[str, str]] = [
        {"Accept": "text/html", "Accept-Language": "en"},
        {"Accept": "text/html", "Accept-Language": "zh-CN"},
        {"Accept": "text/turtle", "Accept-Language": "en"},
        {"Accept": "application/ld+json", "Accept-Language": "en"},
    ]
    for _ in range(2):
        found = [client.get("/ontology/Osteoclast", headers=headers) for headers in asked]
        assert len({answer.headers["etag"] for answer in found}) == len(asked)
        assert len({answer.content for answer in found}) == len(asked)
        assert ["zh" in answer.headers.get("content-language", "") for answer in found] == [False, True, False, False]
        assert found[2].headers["content-type"].startswith("text/turtle")
    told = client.get("/ontology/Osteoclast", headers={**asked[1], "If-None-Match": found[0].headers["etag"]})
    assert told.status_code == 200


def test_a_tag_stays_when_the_server_is_started_again(client: TestClient, dataset: Dataset) -> None:
    with TestClient(application(dataset), base_url="http://localhost") as other:
        assert other.get("/claims").headers["etag"] == client.get("/claims").headers["etag"]


def test_an_answer_does_not_wait_for_its_head_to_be_acknowledged() -> None:
    """Asyncio turns Nagle's algorithm off only for sockets that name TCP as their protocol."""
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_what_is_not_there_and_what_is_asked_of_workers_has_no_tag(client: TestClient) -> None:
    for path in ("/nowhere", "/ontology/Nothing", "/claims?sort=odd", "/health", "/query", "/sparql?query=ASK%20{}"):
        assert "etag" not in client.get(path).headers, path


def test_styles_and_scripts_are_asked_for_anew_after_a_minute(client: TestClient) -> None:
    first = client.get("/static/explorer.css")
    assert first.headers["cache-control"] == "max-age=60"
    again = client.get("/static/explorer.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "max-age=60")


def counted(most: int = page_cache.MOST) -> tuple[TestClient, list[str]]:
    """An application of its own that notes which pages it makes; `size` is how long one is, `status` what it says."""
    made: list[str] = []

    def page(request: Request) -> Response:
        made.append(str(request.url.query))
        asked: Any = request.query_params
        return PlainTextResponse("x" * int(asked.get("size", 10)), int(asked.get("status", 200)))

    app = Starlette(
        routes=[Route("/page", page, methods=["GET", "POST"]), Route("/query", page)],
        middleware=[Middleware(PageCache, edition="1", most=most)],
    )
    return TestClient(app), made


def test_a_page_is_made_once() -> None:
    client, made = counted()
    assert len({client.get("/page?a=1").text for _ in range(3)}) == 1
    client.head("/page?a=1")
    client.head("/page?a=2")  # its answer may have no body
    assert client.get("/page?a=2").text
    assert made == ["a=1", "a=2", "a=2"]


def test_only_good_answers_to_get_that_stay_the_same_are_remembered() -> None:
    client, made = counted()
    for _ in range(2):
        client.get("/page?status=404")
        client.post("/page")
        client.get("/query")
    assert len(made) == 6


def test_what_was_used_least_lately_is_forgotten_first() -> None:
    client, made = counted(most=20_000)  # three of these
    for name in ("a", "b", "c", "a", "d", "a", "b"):
        client.get(f"/page?{name}&size=4000")
    assert [each[0] for each in made] == ["a", "b", "c", "d", "b"]


def test_an_answer_or_an_address_that_is_too_long_is_not_remembered() -> None:
    client, made = counted(most=20_000)
    for _ in range(2):
        assert len(client.get("/page?size=30000").content) == 30_000
        client.get(f"/page?{'a' * 5000}")
    assert len(made) == 4
