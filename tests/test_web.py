"""The frame of every page of the explorer: who may ask, in which language, what a browser may do, what is refused."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from exordf import files
from exordf.web import rendering
from exordf.web.app import application
from exordf.web.words import chinese

if TYPE_CHECKING:
    from exordf import Dataset

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
    wrong = client.get("/claims?direction=sideways&lang=zh").text
    assert re.search(r'<h1 lang="en">No claim has the value', wrong)
    assert re.search(r'<p class="lead" lang="en">Choose among', wrong)
    assert "<h1>未找到</h1>" in client.get("/no-such-thing?lang=zh").text
    assert 'lang="en"' not in client.get("/claims?direction=sideways&lang=en").text.split("<main")[1]


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
        begun = time.monotonic()
        assert client.get(path + words).status_code < 500
        assert time.monotonic() - begun < 3


def templates() -> list[Path]:
    return files.found(files.own("web/templates"), ".html")


def test_every_phrase_of_a_template_has_its_chinese() -> None:
    said = {
        (one or other).replace("\\'", "'").replace('\\"', '"')
        for path in templates()
        for one, other in PHRASE.findall(path.read_text(encoding="utf-8"))
    }
    assert said
    assert sorted(said - chinese().keys()) == []


def test_a_translation_keeps_the_values_that_are_put_in() -> None:
    for english, words in chinese().items():
        assert sorted(re.findall(r"{\w*}", english)) == sorted(re.findall(r"{\w*}", words)), english
        assert words.strip()


def test_templates_have_no_script_style_or_handler_of_their_own() -> None:
    for path in templates():
        content = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", content), path.name
        assert all('src="/static/' in tag for tag in re.findall(r"<script[^>]*>", content)), path.name


def test_own_scripts_and_styles_ask_nobody_else() -> None:
    for path in sorted(files.own("web/static").iterdir()):
        assert not re.search(r"https?://(?!www\.w3\.org/)", path.read_text(encoding="utf-8")), path.name
