"""The first page and the search: every way of writing a name finds it, in both languages, while it is being written."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.explorer import Explorer
from exordf.browse.search.search_entries import SearchEntry
from exordf.browse.search.search_index import SearchIndex, search_index
from exordf.browse.search.text_folding import fold_compact
from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text
from tests import browser as browsers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset


@pytest.fixture(scope="module")
def index(client: TestClient) -> SearchIndex:
    explorer = client.app.state.explorer  # type: ignore[attr-defined]
    assert isinstance(explorer, Explorer)
    return explorer.once(search_index)


def first(index: SearchIndex, question: str) -> str:
    return index.find(question).hits[0].thing.curie


def test_the_numbers_are_those_of_the_data_and_lead_to_their_pages(client: TestClient, dataset: Dataset) -> None:
    page = client.get("/").text
    counts = {text(what).removeprefix(EXO): text(number) for what, number in dataset.ask("counts").terms}
    for name, path in (
        ("Claim", "/claims"),
        ("Reference", "/references"),
        ("Finding", "/findings"),
        ("Conflict", "/conflicts"),
        ("Gap", "/gaps"),
    ):
        assert f'<li><a href="{path}" data-count="{counts[name]}"><b>{counts[name]}</b>' in page
    terms = re.search(r'<li><a href="/terms" data-count="(\d+)"><b>\1</b> terms', page)
    assert terms
    assert f"{terms[1]} of {terms[1]} terms" in client.get("/terms").text


def test_the_searches_to_try_are_the_most_claimed_of_their_kinds(client: TestClient, dataset: Dataset) -> None:
    tried = re.findall(r'<a href="/search\?q=([^"]+)">', client.get("/").text)
    assert 3 <= len(tried) <= 4
    rows = {row["label_en"]: row for row in dataset.as_source().tables["entities"]}
    for name in tried:
        row = rows[dict(parse_qsl(f"q={name}"))["q"]]
        same = [each for each in rows.values() if each["kind"] == row["kind"] != each["entity"]]
        assert row["claims"] == max(int(str(each["claims"])) for each in same)


def test_each_way_in_leads_to_as_many_claims_as_it_says(client: TestClient) -> None:
    page = client.get("/").text
    ways = re.findall(r'<a href="(/claims\?(disease|source|section)=[^"]+)"[^>]*>.*?aria-label="(\d+) claims?"', page)
    assert {facet for _, facet, _ in ways} == {"disease", "source", "section"}
    for address, _, number in ways:
        assert f"{number} of 596 claims" in client.get(address).text


def test_the_first_page_is_light_and_in_one_language(client: TestClient) -> None:
    english, chinese = client.get("/"), client.get("/", params={"lang": "zh"})
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', english.text)
    assert len(english.content) + sum(len(client.get(path).content) for path in parts) < 150_000
    assert 'class="picture overview"' in english.text
    assert "肌肉与骨骼之间的外泌体" in chinese.text
    for words in (">osteoporosis<", "By disease", "Search by name"):
        assert words in english.text
        assert words not in chinese.text


@pytest.mark.parametrize(
    ("question", "curie"),
    [
        ("miR214", "exo:miR-214-3p"),
        ("miR-214-3", "exo:miR-214-3p"),
        ("MIR 214 3P", "exo:miR-214-3p"),
        ("ｍｉＲ－２１", "exo:miR-21"),
        ("miR-21", "exo:miR-21"),
        ("osteoclst", "exo:Osteoclast"),
        ("osteoblst differntiation", "exo:OsteoblastDifferentiation"),
        ("muscl atrofy", "exo:MuscleAtrophy"),
        ("破骨细胞", "exo:Osteoclast"),
        ("骨质疏", "exo:Osteoporosis"),
        ("MIMAT0000271", "exo:miR-214-3p"),
        ("mirbase.mature:MIMAT0000271", "exo:miR-214-3p"),
        ("GO:0045444", "exo:Adipogenesis"),
        ("NCBIGene:4092", "exo:SMAD7"),
        ("RANKL", "exo:TNFSF11"),
        ("tnfsf11", "exo:TNFSF11"),
        ("exo:BoneCell", "exo:BoneCell"),
        ("https://w3id.org/exordf/ontology/BoneCell", "exo:BoneCell"),
        ("miR-3a-3p", "exo:miR-27a-3p"),
        ("MC1T27-E3", "exo:MC3T3-E1"),
        ("2.1-10b", "claim:2.1-10b"),
        ("claim:2.1-10b", "claim:2.1-10b"),
        ("what-inhibits", "what-inhibits"),
        ("inhibits", "exo:inhibits"),
    ],
)
def test_a_name_in_any_way_of_writing_it_finds_its_thing_first(index: SearchIndex, question: str, curie: str) -> None:
    assert first(index, question) == curie


def test_every_label_synonym_and_identifier_of_every_entity_finds_it(index: SearchIndex, dataset: Dataset) -> None:
    lists = ("synonyms_en", "synonyms_zh", "exact_matches", "close_matches", "broad_matches", "narrow_matches")
    for row in dataset.as_source().tables["entities"]:
        names = [row["entity"], row["iri"], row["label_en"], row["label_zh"]]
        names += [each for column in lists for each in row[column] or []]  # type: ignore[union-attr]
        for name in names:
            hits = index.find(str(name), groups=("entity",)).hits
            assert row["entity"] in {hit.thing.curie for hit in hits}, name
            assert not index.find(str(name)).near


def test_every_doi_finds_its_reference(index: SearchIndex, dataset: Dataset) -> None:
    rows = [row for row in dataset.as_source().tables["references"] if row["doi"]]
    assert len(rows) > 30
    for row in rows:
        for name in (row["doi"], f"https://doi.org/{row['doi']}"):
            assert first(index, str(name)) == row["reference"]


def test_a_printed_name_finds_the_claims_and_the_finding_that_have_it(index: SearchIndex, dataset: Dataset) -> None:
    for row in dataset.as_source().tables["claims"]:
        for printed in row["printed"] or []:  # type: ignore[union-attr]
            assert row["claim"] in {hit.thing.curie for hit in index.find(printed, most=500).hits}, printed
    assert "finding:0-mir-27a-3p" in {hit.thing.curie for hit in index.find("miR-3a-3p").hits}


def test_what_only_looks_alike_is_said_to(client: TestClient) -> None:
    assert "Similar names" in client.get("/search", params={"q": "osteoclst"}).text
    assert "Similar names" not in client.get("/search", params={"q": "osteoclast"}).text
    assert "or a similar one" in client.get("/search", params={"q": "zzzzqqqq"}).text


@pytest.mark.parametrize(
    "symbol",
    ["miR-214-5p", "TNFRSF11B", "TGFB1", "OPG", "SMAD77", "ENSG00000101666", "MC3T3-E2", "osteonectin", "Osteocalcn"],
)
def test_no_neighbour_by_letters_is_found_for_a_symbol(index: SearchIndex, symbol: str) -> None:
    hits = index.find(symbol, groups=("entity",)).hits
    assert [hit.thing.curie for hit in hits if fold_compact(symbol) not in fold_compact(hit.name)] == []


def test_the_name_by_which_a_thing_was_found_is_shown_where_it_is_another(client: TestClient) -> None:
    page = client.get("/search", params={"q": "RANKL"}).text
    assert re.search(
        r"TNFSF11</bdi></a>\s*<span class=\"badge\">gene product</span>\s*<span class=\"soft\">synonym", page
    )
    assert "identifier" in client.get("/search", params={"q": "MIMAT0000271"}).text
    assert "印刷原文为" in client.get("/search", params={"q": "miR-3a-3p", "lang": "zh"}).text


def test_the_plain_form_never_leads_away(client: TestClient) -> None:
    for question in ("GO:0045444", "exo:Osteoclast", "2.1-10b"):
        answer = client.get("/search", params={"q": question}, follow_redirects=False)
        assert answer.status_code == 200
        assert 'href="/ontology/' in answer.text or 'href="/liu2023/' in answer.text


def test_results_stand_in_groups_that_can_be_seen_whole(client: TestClient) -> None:
    page = client.get("/search", params={"q": "bone"}).text
    more = re.search(r'<a href="(/search\?q=bone&amp;group=entity)"[^>]*>(\d+) more</a>', page)
    assert more
    whole = client.get(more[1].replace("&amp;", "&")).text
    assert whole.count('class="entity kind-') == int(more[2]) + 10
    assert client.get("/search", params={"q": "bone", "group": "nonsense"}).status_code == 404


def test_suggestions_are_the_best_few_with_links_in_the_language(client: TestClient) -> None:
    found = client.get("/suggest", params={"q": "破骨", "lang": "zh"}).json()
    assert not found["near"]
    assert 3 <= len(found["suggestions"]) <= 8
    names = {each["name"]: each for each in found["suggestions"]}
    assert names["破骨细胞"]["href"] == "/ontology/Osteoclast?lang=zh"
    assert names["破骨细胞"]["kind"] == "细胞"
    same = client.get("/search", params={"q": "破骨", "lang": "zh"}, headers={"Accept": "application/json"})
    assert same.json() == found
    assert client.get("/suggest").json() == {"near": False, "suggestions": []}
    assert client.get("/search", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    "question",
    [
        *("", " ", "%00", "%ED%A0%80", "%FF", "a" * 50_000, "%0A", "%5B%28%2A", "http://%00", "https://["),
        *("%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "%E2%80%AE" * 300, "-".join(["a"] * 5000)),
        *("%F0%9F%A6%B4", "..%2F..%2Fetc%2Fpasswd"),
    ],
)
def test_odd_questions_are_answered_quickly_and_shown_harmlessly(client: TestClient, question: str) -> None:
    began = time.process_time()
    for path in ("/search", "/suggest"):
        answer = client.get(f"{path}?q={question}&q=twice")
        assert answer.status_code == 200
        answer = client.get(f"{path}?q={question}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    assert time.process_time() - began < 1


@pytest.mark.slow("growth")
def test_a_corpus_is_searched_in_a_few_milliseconds(dataset: Dataset) -> None:
    def things() -> Iterator[tuple[SearchEntry, list[tuple[str, str]]]]:
        for number in range(50_000):
            name = f"miR-{number} of cell {number % 97} inhibits the formation of bone {number % 1000}"
            yield SearchEntry(f"claim:{number}", f"/c/{number}", "claim", "", Bilingual(name), 0), [(name, "")]

    many = SearchIndex(things(), dataset.prefixes)
    for question in ("bone", "miR-4000", "formation of bone 7", "a", "mir40oo inhibts", "zzzz", "miR"):
        began = time.process_time()
        found = many.find(question)
        assert time.process_time() - began < 0.5, question
        assert len(found.hits) <= 100
    assert many.find("miR-49999").hits[0].thing.curie == "claim:49999"


@pytest.mark.slow("browser")
def test_suggestions_appear_below_the_field_and_lead_there_by_keyboard(address: str, browser: Any) -> None:
    with browsers.opened(browser) as (page, wrong):
        page.goto(f"{address}/")
        field = page.get_by_role("combobox")
        field.press_sequentially("miR214", delay=30)
        page.get_by_role("option").first.wait_for()
        assert browsers.violations(page) == ""
        assert field.get_attribute("aria-expanded") == "true"
        assert page.get_by_role("option").first.inner_text().startswith("miR-214-3p")
        field.press("ArrowDown")
        chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
        assert chosen.get_attribute("aria-selected") == "true"
        field.press("Escape")
        assert page.get_by_role("option").count() == 0
        assert field.input_value() == "miR214"
        field.press("ArrowDown")
        field.press("ArrowDown")
        field.press("ArrowUp")
        assert field.get_attribute("aria-activedescendant") is None
        field.press("Enter")  # nothing is chosen: the form is sent as it stands
        page.wait_for_url("**/search?q=miR214")
        field = page.get_by_role("combobox")
        field.fill("GO:0045444")
        page.get_by_role("option").first.wait_for()
        field.press("ArrowDown")
        with page.expect_navigation() as there:
            field.press("Enter")
        assert urlsplit(there.value.url).path == "/ontology/Adipogenesis"
        assert [each for each in wrong if "404" not in each] == []


@pytest.mark.slow("browser")
def test_suggestions_keep_the_language_and_the_search_works_without_a_script(address: str, browser: Any) -> None:
    with browsers.opened(browser, language="zh") as (page, wrong):
        page.goto(f"{address}/claims?lang=en")
        page.get_by_role("combobox").fill("破骨")
        page.get_by_role("option").first.wait_for()
        assert "lang=en" in page.get_by_role("option").first.get_attribute("data-href")
        page.goto(f"{address}/")
        page.get_by_role("combobox").fill("破骨细胞")
        page.get_by_role("option").first.wait_for()
        assert page.get_by_role("option").first.inner_text().startswith("破骨细胞")
        assert wrong == []
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(f"{address}/")
    plain.get_by_role("searchbox").fill("osteoclst")
    plain.get_by_role("button").click()
    assert plain.locator(".results a").first.inner_text() == "osteoclast"
    plain.close()
