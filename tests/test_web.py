"""The frame of every page of the explorer: who may ask, in which language, what a browser may do, what is refused."""

from __future__ import annotations

import ast
import asyncio
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from exordf import files
from exordf.browse.model.translations import chinese_phrases
from exordf.server.app import application
from exordf.server.endpoint.limits import Limits
from exordf.server.http import error_pages, rendering
from exordf.server.http.concurrency import RequestLimit
from tests.markup import checked

if TYPE_CHECKING:
    from exordf import Dataset

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PHRASE = re.compile(r"""\bt\((?:'((?:[^'\\]|\\.)+)'|"((?:[^"\\]|\\.)+)")""")


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8000"])
def test_the_server_answers_to_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).json()["status"] == "ok"


@pytest.mark.parametrize("host", ["", "example.org", "localhost.example.org", "127.0.0.1.example.org", "[::2]", "*"])
def test_the_server_does_not_answer_to_other_names(client: TestClient, host: str) -> None:
    for path in ("/health", "/", "/static/explorer.css", "/sparql"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 421
        assert "--allow-host" in answer.text


def test_a_name_that_the_operator_allows_is_answered_to(dataset: Dataset) -> None:
    with TestClient(application(dataset, hosts=("data.example.org",)), base_url="http://data.example.org") as asking:
        assert asking.get("/health").status_code == 200
        assert asking.get("/health", headers={"Host": "localhost"}).status_code == 421


@pytest.mark.parametrize("path", ["/", "/claims", "/static/explorer.css", "/static/explorer.js", "/nowhere", "/health"])
def test_every_answer_tells_the_browser_to_load_and_run_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


def test_the_language_is_what_the_browser_prefers_unless_the_address_says_another(client: TestClient) -> None:
    for accepted, said, language in (
        ("", "", "en"),
        ("fr, de;q=0.5", "", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "zh"),
        ("en;q=0.5, zh-TW;q=0.7", "", "zh"),
        ("zh", "en", "en"),
        ("en", "zh", "zh"),
        ("zh", "klingon", "zh"),
    ):
        answer = client.get("/", params={"lang": said} if said else {}, headers={"Accept-Language": accepted})
        assert f'<html lang="{language}">' in answer.text
        assert answer.headers["content-language"] == language
        assert "Accept-Language" in answer.headers["vary"]


def test_links_keep_the_language_that_the_address_says_and_one_link_changes_it(client: TestClient) -> None:
    page = client.get("/claims", params={"lang": "zh", "q": "a&b"}).text
    assert 'href="/network?lang=zh"' in page
    assert 'href="/claims?q=a%26b&amp;lang=en"' in page
    assert 'href="/network"' in client.get("/claims").text


def test_what_is_not_there_is_a_page_in_both_languages(client: TestClient) -> None:
    for language, words in (("en", "first page"), ("zh", "返回首页")):
        answer = client.get("/ontology/Nothing", params={"lang": language})
        assert answer.status_code == 404
        assert words in answer.text


def test_what_a_page_says_in_english_is_marked_as_english_on_a_chinese_page(client: TestClient) -> None:
    wrong = client.get("/sparql?query=ASK+{}&query=ASK+{}&lang=zh", headers=BROWSER).text
    assert "<h1>无法回答此请求</h1>" in wrong
    assert '<p class="lead" lang="en">This request has 2 queries</p>' in wrong
    assert "<h1>未找到</h1>" in client.get("/no-such-thing?lang=zh").text
    assert 'lang="en"' not in client.get("/claims?direction=sideways&lang=en").text.split("<main")[1]
    assert 'lang="en"' not in client.get("/claims?direction=sideways&lang=zh").text.split("<main")[1]


def test_names_with_hyphens_stay_whole_in_headings_and_markup_is_escaped(client: TestClient) -> None:
    assert '<span class="unbroken">miR-214-3p</span>' in client.get("/liu2023/claim/2.1-10b?lang=zh").text
    made = rendering._templates().from_string("{{ words|whole }}")
    assert made.render(words="<b>miR-21</b> & so-on-and-on-and-on") == (
        '&lt;b&gt;<span class="unbroken">miR-21</span>&lt;/b&gt; &amp; so-on-and-on-and-on'
    )
    assert made.render(words="a--b -x -") == "a--b -x -"


def test_a_method_that_is_not_allowed_is_refused_with_those_that_are(client: TestClient) -> None:
    answer = client.delete("/claims")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_no_path_leads_out_of_the_static_files(client: TestClient) -> None:
    for path in (
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2fetc%2fpasswd",
        "/static/explorer.css/../../app.py",
        "/static/",
        "/static/%00",
    ):
        answer = client.get(path)
        assert answer.status_code in {400, 404, 405}, path
        assert "import" not in answer.text


def test_static_files_are_kept_for_a_minute_and_sent_again_only_when_they_are_others(client: TestClient) -> None:
    for name in ("explorer.css", "explorer.js", "icon.svg"):
        first = client.get(f"/static/{name}")
        assert (first.status_code, first.headers["cache-control"]) == (200, "max-age=60")
        again = client.get(f"/static/{name}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
        assert client.get(f"/static/{name}", headers={"If-None-Match": '"another"'}).content == first.content


@pytest.mark.parametrize("path", ["/", "/search", "/claims", "/network.svg", "/terms", "/thing", "/static/icon.svg"])
def test_a_page_takes_no_form(path: str, client: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.request(method, path, content=b"a=b")
        assert answer.status_code == 405
        assert "content-security-policy" in answer.headers


def test_an_address_has_a_bounded_number_of_parameters(client: TestClient) -> None:
    for path in ("/", "/claims", "/query", "/search", "/network", "/thing", "/sparql", "/static/icon.svg"):
        assert client.get(f"{path}?{'&'.join(['term=exo:miR-21'] * 3000)}").status_code == 400
        assert client.get(f"{path}?{'&' * 30000}").status_code == 400
        assert client.get(f"{path}?{'&'.join(['x=1'] * 900)}").status_code < 500


@pytest.mark.parametrize("path", ["/search?q=", "/suggest?q=", "/claims?q=", "/claims?about=", "/network?term="])
def test_a_very_long_word_is_looked_for_no_longer_than_others(path: str, client: TestClient) -> None:
    client.get(path)
    for words in ("x" * 60_000, "exo:" * 9_000, "bone " * 9_000, "骨" * 6_000):
        begun = time.process_time()
        assert client.get(path + words).status_code < 500
        assert time.process_time() - begun < 3


def templates() -> list[Path]:
    return files.find_files(files.package_folder("server/templates"), ".html")


def test_every_phrase_of_a_template_has_its_chinese() -> None:
    said = {
        (one or other).replace("\\'", "'").replace('\\"', '"')
        for path in templates()
        for one, other in PHRASE.findall(path.read_text(encoding="utf-8"))
    }
    assert said
    assert sorted(said - chinese_phrases().keys()) == []


def test_a_translation_keeps_the_values_that_are_put_in() -> None:
    for english, words in chinese_phrases().items():
        assert sorted(re.findall(r"{\w*}", english)) == sorted(re.findall(r"{\w*}", words)), english
        assert words.strip()


def test_templates_have_no_script_style_or_handler_of_their_own() -> None:
    for path in templates():
        content = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", content), path.name
        assert all('src="/static/' in tag for tag in re.findall(r"<script[^>]*>", content)), path.name


def test_own_scripts_and_styles_ask_nobody_else() -> None:
    for path in sorted(files.package_folder("server/static").iterdir()):
        assert not re.search(r"https?://(?!www\.w3\.org/)", path.read_text(encoding="utf-8")), path.name


MANY = "&".join(["x=1"] * 1200)
# What goes wrong: method, address, status, and an address that the page offers instead, if there is one.
WRONG = [
    ("GET", "/nowhere", 404, ""),
    ("GET", "/ontology/Osteoclastt", 404, "/ontology/Osteoclast"),
    ("GET", "/query/nowhere", 404, ""),
    ("GET", "/claims.exe", 404, ""),
    ("GET", "/static/nowhere.css", 404, ""),
    ("GET", "/search?q=bone&group=nonsense", 404, ""),
    ("GET", "/claims?direction=risess", 400, ""),
    ("GET", "/claims?certainty=exo:Hedge&q=bone", 400, "/claims?certainty=exo%3AHedged&q=bone"),
    ("GET", "/claims?about=osteoclst", 400, "/claims?about=exo%3AOsteoclast"),
    ("GET", "/claims?sort=height", 400, "/claims?sort=number"),
    ("GET", "/claims?page=0", 400, ""),
    ("GET", "/claims?q=" + "a" * 5000, 400, ""),
    ("GET", "/references?page=99", 400, "/references?page=1"),
    ("GET", "/findings?kind=Nonsense", 400, "/findings?kind=WrongCitation"),
    ("GET", "/network?term=miR-2144", 400, ""),
    ("GET", "/network?from=osteoclst&to=ATF4", 400, "/network?from=exo%3AOsteoclast&to=ATF4"),
    ("GET", "/network?from=ATF4&to=ATF4", 400, ""),
    ("GET", "/network?term=ATF4&depth=9", 400, "/network?term=ATF4&depth=3"),
    ("GET", "/network.svg?term=miR-214-3p&section=5", 400, ""),
    ("GET", "/thing", 400, ""),
    ("GET", "/ontology/miR-21?format=docx", 400, "/ontology/miR-21?format=turtle"),
    ("GET", "/query.csv?query=SELEC", 400, ""),
    ("GET", f"/claims?{MANY}", 400, ""),
    ("GET", "/sparql?query=ASK+{}&query=ASK+{}", 400, ""),
    ("GET", "/sparql?query=INSERT+" + "a" * 20_000, 403, ""),
    ("DELETE", "/claims", 405, ""),
    ("DELETE", "/sparql", 405, ""),
    ("GET", "/liu2023/conflict/exosomes-and-bone?format=csv", 406, "/liu2023/conflict/exosomes-and-bone?format=turtle"),
    ("POST", "/query", 415, ""),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("method", "path", "status", "offer"), WRONG, ids=[f"{w[0]} {w[1][:45]}" for w in WRONG])
def test_a_browser_is_told_in_its_language_what_is_wrong_and_where_to_go(  # noqa: PLR0913, PLR0917 - a row of the table
    client: TestClient, method: str, path: str, status: int, offer: str, language: str
) -> None:
    answer = client.request(method, path, headers={**BROWSER, "Accept-Language": language})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in answer.text
    page = checked(answer.text, path)
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    heading = re.search(r"<h1>(.*?)</h1>", main)
    assert heading
    assert re.search("[\u3400-\u9fff]", heading[1]) if language == "zh" else heading[1].partition('"')[0].isascii()
    if language == "zh":  # what is English on it is marked
        own = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>|<(?:a|bdi|code)\b.*?</(?:a|bdi|code)>|<[^>]*>', " ", main)
        assert not re.search(r"[A-Za-z]{4,} [a-z]{3,} [a-z]{3,}", own), own
    assert 'role="search" action="/search"' in answer.text
    assert "/" in page.links
    if offer:
        assert offer in page.links
    for link in page.links:
        if link.startswith("/") and not link.startswith(("/static", path)) and "lang=" not in link:
            assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("accept", ["text/turtle", "application/sparql-results+json", "text/plain", "text/csv;q=0.5"])
def test_other_clients_are_told_in_plain_text(client: TestClient, accept: str) -> None:
    for method, path, status, _ in WRONG:
        answer = client.request(method, path, headers={"Accept": accept, "Accept-Language": "zh"})
        if answer.status_code != 200:  # some of these have the thing in the form that is asked for
            assert (path, answer.headers["content-type"]) == (path, "text/plain; charset=utf-8")
            assert answer.status_code in {status, 406}
            assert answer.text.isascii() or answer.text.count("\n") > 1


@pytest.mark.parametrize(("language", "words"), [("en", "longer than 200 bytes"), ("zh", "地址过长")])
def test_an_address_that_is_too_long_is_a_page_for_a_browser(dataset: Dataset, language: str, words: str) -> None:
    with TestClient(application(dataset, limits=Limits(request=200)), base_url="http://localhost") as asking:
        path = f"/sparql?query={'a' * 400}&lang={language}"
        answer = asking.get(path, headers=BROWSER)
        assert (answer.status_code, words in answer.text) == (414, True)
        assert asking.get(path).headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(("language", "words"), [("en", "Something failed here"), ("zh", "此处发生了错误")])
def test_a_fault_is_a_page_in_the_language_too(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    app = application(dataset)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("for the test")

    monkeypatch.setattr("exordf.server.routes.home_routes.search_index", fail)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as asking:
        page = asking.get(f"/search?q=bone&lang={language}", headers=BROWSER)
        assert page.status_code == 500
        assert words in page.text
        assert f'<html lang="{language}">' in page.text
        assert "RuntimeError" not in page.text
        assert asking.get(f"/?lang={language}").status_code == 200
        plain = asking.get("/search?q=bone")
        assert (plain.status_code, plain.headers["content-type"]) == (500, "text/plain; charset=utf-8")


@pytest.mark.parametrize(("language", "words"), [("en", "Too many requests at once"), ("zh", "同时提问者过多")])
def test_a_busy_server_says_so_in_the_language_of_the_browser(language: str, words: str) -> None:
    async def asked(accept: str) -> tuple[dict[bytes, bytes], bytes]:
        headers = [(b"accept", accept.encode()), (b"accept-language", language.encode())]
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
        await RequestLimit(None, 0)(scope, None, send)  # type: ignore[arg-type] # neither is used
        assert sent[0]["status"] == 503
        return dict(sent[0]["headers"]), sent[1]["body"]

    headers, page = asyncio.run(asked(BROWSER["Accept"]))
    assert words in page.decode()
    assert (headers[b"retry-after"], headers[b"content-type"]) == (b"1", b"text/html; charset=utf-8")
    headers, plain = asyncio.run(asked("*/*"))
    assert (headers[b"content-type"], plain.isascii()) == (b"text/plain; charset=utf-8", True)


@pytest.mark.slow("every")
def test_every_phrase_of_a_refusal_has_its_chinese() -> None:
    phrases = {
        phrase for pair in (*error_pages._MESSAGES.values(), error_pages._DEFAULT_MESSAGE) for phrase in pair if phrase
    }
    for path in sorted(files.package_folder("").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Refusal":
                phrases |= {str(each.value) for each in call.args if isinstance(each, ast.Constant)}
    assert len(phrases) > 50
    assert sorted(phrases - chinese_phrases().keys()) == []
