"""The table of claims: what its facets count is what SPARQL counts, and what it shows can be taken home."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import rdflib
from starlette.testclient import TestClient

from exordf.browse.claim_list import claim_filter, claim_listing, facet_index
from exordf.browse.model import bilingual_names
from exordf.browse.model.explorer import Explorer
from exordf.server.app import application
from tests import browser as browsers

if TYPE_CHECKING:
    from exordf import Dataset

ROLES = "exo:subject|exo:object|exo:vesicle|exo:recipient|exo:site|exo:species|exo:model|exo:condition"
SOURCE = """{ ?claim exo:subject|exo:object|exo:vesicle ?vesicle . ?vesicle rdfs:subClassOf? ?kind .
              ?kind exo:secretedBy ?cell } UNION { ?claim exo:predicate exo:secretes ; exo:subject ?cell }
            ?cell rdfs:subClassOf? ?value ."""
BELOW = f"?claim {ROLES} ?named . ?named rdfs:subClassOf? ?value ."
CARRIED = """{ ?by exo:predicate exo:carries ; exo:object ?molecule }
             UNION { ?by exo:vesicle ?in ; exo:subject ?molecule }
             FILTER NOT EXISTS { ?by exo:negated true }
             ?molecule rdfs:subClassOf? exo:Molecule . ?claim exo:subject|exo:object ?molecule ."""
BY_ROOT = "?claim exo:predicate/rdfs:subPropertyOf* ?root ."
# What a value of each facet means, in SPARQL.
MEANT = {
    "section": "?claim exo:sentence/exo:section ?value .",
    "source": SOURCE,
    "process": BELOW,
    "disease": BELOW,
    "species": "?claim exo:species|exo:model ?named . ?named rdfs:subClassOf? ?value .",
    "certainty": "?claim exo:certainty ?value .",
    "verdict": """?claim exo:sentence ?sentence ; cito:citesAsEvidence ?reference .
                  ?citation cito:hasCitingEntity ?sentence ; cito:hasCitedEntity ?reference ; exo:verdict ?value .""",
}
TOLD = {
    ("direction", "raises"): f"{BY_ROOT} FILTER(?root IN (exo:promotes, exo:causes))",
    ("direction", "lowers"): f"{BY_ROOT} FILTER(?root IN (exo:inhibits, exo:ameliorates))",
    ("conflict", "yes"): "?conflict a exo:Conflict ; exo:involves ?claim .",
    ("finding", "yes"): """?finding a exo:Finding . { ?finding exo:concerns ?claim }
        UNION { ?finding exo:concerns ?citation .
                ?citation cito:hasCitingEntity ?sentence ; cito:hasCitedEntity ?cited .
                ?claim exo:sentence ?sentence ; cito:citesAsEvidence ?cited }""",
    ("cargo", "exo:MicroRNA"): f"{CARRIED} ?molecule rdfs:subClassOf? exo:MicroRNA .",
    ("cargo", "exo:Lipid"): f"{CARRIED} ?molecule rdfs:subClassOf? exo:Lipid .",
}
NOBODY = {"q": "nobodywrotethis"}


def counted(dataset: Dataset, pattern: str, also: str = "") -> int:
    answer = dataset.query(
        f"""PREFIX cito: <http://purl.org/spar/cito/>
            SELECT (COUNT(DISTINCT ?claim) AS ?number) WHERE {{ ?claim a exo:Claim . {pattern} {also} }}"""
    )
    return int(answer.terms[0][0].value)  # type: ignore[union-attr]


def facet(page: str, name: str) -> dict[str, int]:
    """The values of a facet on a page, by the parameter that chooses each, with their counts."""
    part = page.partition(f'<details id="facet-{name}"')[2].partition('<details id="facet-')[0].partition("</aside>")[0]
    found = {}
    for address, number in re.findall(
        r'<li><a href="([^"]+)"[^>]*><bdi>.*?</bdi> <span class="count">(\d+)</span>', part
    ):
        values = [value for key, value in parse_qsl(urlsplit(html.unescape(address)).query) if key == name]
        found[values[-1] if values else ""] = int(number)
    return found


def numbers(page: str) -> list[str]:
    """The numbers of the claims in the table, in its order."""
    return re.findall(r'<a class="number" href="[^"]+">([^<]+)</a>', page)


def the_sum(page: str) -> str:
    found = re.search(r'<p class="sum" role="status"[^>]*>([^<]+)</p>', page)
    assert found
    return found[1]


@pytest.mark.parametrize("name", MEANT)
def test_every_value_of_a_facet_has_as_many_claims_as_sparql_counts(
    client: TestClient, dataset: Dataset, name: str
) -> None:
    found = facet(client.get("/claims").text, name)
    found.pop(bilingual_names.NONE, None)
    assert found
    for value, number in found.items():
        assert number == counted(dataset, MEANT[name].replace("?value", value)), value


@pytest.mark.parametrize(("name", "value"), TOLD)
def test_direction_cargo_conflicts_and_findings_are_counted_as_by_sparql(
    client: TestClient, dataset: Dataset, name: str, value: str
) -> None:
    assert facet(client.get("/claims").text, name)[value] == counted(dataset, TOLD[name, value])


def test_values_of_one_facet_add_up_where_a_claim_has_one(client: TestClient) -> None:
    page = client.get("/claims").text
    for name in ("section", "direction", "certainty", "conflict", "finding"):
        assert sum(facet(page, name).values()) == 596, name


def test_a_count_is_of_what_the_other_facets_leave(client: TestClient, dataset: Dataset) -> None:
    page = client.get("/claims", params={"disease": "exo:Osteoporosis", "certainty": "exo:Hypothesised"}).text
    disease = BELOW.replace("?value", "exo:Osteoporosis")
    guessed = "?claim exo:certainty exo:Hypothesised ."
    found = facet(page, "section")
    assert found
    for section, number in found.items():
        assert number == counted(dataset, f"?claim exo:sentence/exo:section {section} .", disease + guessed)
    # What is chosen in a facet does not lessen the counts of its other values.
    assert facet(page, "certainty")["exo:Reported"] == counted(dataset, "?claim exo:certainty exo:Reported .", disease)
    assert the_sum(page) == f"{counted(dataset, disease, guessed)} of 596 claims"


def test_several_values_of_a_facet_are_any_of_them(client: TestClient) -> None:
    both = client.get("/claims", params={"certainty": ["exo:Hedged", "exo:Hypothesised"]}).text
    one, other = (
        client.get("/claims", params={"certainty": f"exo:{name}"}).text for name in ("Hedged", "Hypothesised")
    )
    assert set(numbers(both)) == set(numbers(one)) | set(numbers(other))


def test_a_link_of_a_facet_leads_to_as_many_claims_as_it_says(client: TestClient) -> None:
    page = client.get("/claims", params={"source": "exo:BoneCell"}).text
    part = page.partition('<details id="facet-')[2]
    links = re.findall(r'<li><a href="(/claims\?[^"]+)" rel="nofollow" data-count="(\d+)">', part)
    assert len(links) > 20
    for address, number in links:
        assert the_sum(client.get(html.unescape(address)).text).split()[0] == number, address
    assert "together <" not in page
    assert re.search(r'<span class="count">together \d+</span>', page), "a second value adds to the first"


def test_about_finds_what_names_an_entity_or_a_kind_of_it_in_any_role(client: TestClient, dataset: Dataset) -> None:
    for name, curie in (
        ("exo:miR-214-3p", "exo:miR-214-3p"),
        ("exo:StemCell", "exo:StemCell"),
        ("miR-214-3p", "exo:miR-214-3p"),
        ("破骨细胞", "exo:Osteoclast"),
        ("https://w3id.org/exordf/ontology/Osteoclast", "exo:Osteoclast"),
    ):
        page = client.get("/claims", params={"about": name}).text
        assert the_sum(page).startswith(f"{counted(dataset, BELOW.replace('?value', curie))} of"), name


def test_words_are_looked_for_in_labels_names_and_numbers_of_both_languages(client: TestClient) -> None:
    for said in ("miR 214-3P", "2.1-10b", "破骨细胞", "miR-3a-3p", "osteoclast exosome", "RANKL"):
        page = client.get("/claims", params={"q": said}).text
        assert numbers(page), said
    assert "2.1-10b" in numbers(client.get("/claims", params={"q": "mir214 inhibit"}).text)
    assert numbers(client.get("/claims", params={"q": "2.1-10b"}).text) == ["2.1-10b"]


def test_columns_sort_both_ways(client: TestClient, dataset: Dataset) -> None:
    rows = {str(row["claim"]).partition(":")[2]: row for row in dataset.as_source().tables["claims"]}
    for column in ("subject", "predicate", "object"):
        shown = numbers(client.get("/claims", params={"sort": column, "rows": 1000}).text)
        labels = [str(rows[number][f"{column}_label"]).casefold() for number in shown]
        firsts = [label[:1] for label in labels if label[:1].isalpha()]
        assert len(shown) == 596
        assert firsts == sorted(firsts)
        back = numbers(client.get("/claims", params={"sort": f"-{column}", "rows": 1000}).text)
        assert rows[back[0]][f"{column}_label"] == rows[shown[-1]][f"{column}_label"]
        assert sorted(back) == sorted(shown)
    firmness = [
        str(rows[number]["certainty"])
        for number in numbers(client.get("/claims", params={"sort": "certainty", "rows": 1000}).text)
    ]
    assert list(dict.fromkeys(firmness)) == list(facet_index.CERTAINTIES)
    order = numbers(client.get("/claims", params={"rows": 1000}).text)
    assert numbers(client.get("/claims", params={"rows": 1000, "sort": "-number"}).text) == order[::-1]
    assert order.index("1.1-02a") < order.index("1.1-10a") < order.index("2.1-10b")


def test_pages_follow_one_another_and_keep_what_is_chosen(client: TestClient) -> None:
    first = client.get("/claims", params={"sort": "object"}).text
    whole = numbers(client.get("/claims", params={"sort": "object", "rows": 1000}).text)
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(html.unescape(following[1])).text
    assert numbers(first) + numbers(second) == whole[:200]
    assert numbers(client.get("/claims", params={"sort": "object", "page": 6}).text) == whole[500:]
    assert client.get("/claims", params={"sort": "object", "page": 999}).status_code == 400


def test_what_is_chosen_can_be_taken_away_one_by_one(client: TestClient) -> None:
    page = client.get("/claims?disease=exo:Osteoporosis&direction=lowers&q=exosome&about=exo:MicroRNA").text
    chips = re.search(r'<ul class="chips".*?</ul>', page, re.DOTALL)
    assert chips
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', chips[0])]
    keys = [sorted(key for key, _ in parse_qsl(urlsplit(link).query)) for link in links]
    every = ["about", "direction", "disease", "q"]
    assert sorted(keys) == sorted([*([key for key in every if key != gone] for gone in every), []])


def test_no_claim_says_which_filter_to_drop(client: TestClient) -> None:
    page = client.get("/claims", params={"q": "nobodywrotethis", "certainty": "exo:Hedged"}).text
    assert numbers(page) == []
    assert '<a href="/claims?certainty=exo%3AHedged" data-count="52">52 claims</a> without' in page
    page = client.get(
        "/claims", params={"q": "nobodywrotethis", "about": "exo:miR-214-3p", "section": "section:A"}
    ).text
    assert "Each filter alone has" in page
    assert '<a href="/claims?section=section%3AA" data-count="19">19 claims</a>' in page


def test_the_page_speaks_chinese_alone(client: TestClient) -> None:
    page = client.get("/claims", params={"lang": "zh", "disease": "exo:Osteoporosis"}).text
    assert "596 条论断中的 49 条" in page
    assert "骨质疏松症" in page
    for english in ("osteoporosis<", "reported<", "Remove", "Section<", "same topic"):
        assert english not in page
    assert all("lang=zh" in link for link in re.findall(r'href="(/claims[?.][^"]+)"', page) if "lang=en" not in link)


CHOSEN = {"disease": "exo:Osteoporosis", "direction": "lowers"}


def test_csv_has_all_rows_of_what_is_chosen_and_every_column(client: TestClient, dataset: Dataset) -> None:
    answer = client.get("/claims.csv", params={"certainty": "exo:Reported"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) == counted(dataset, "?claim exo:certainty exo:Reported .") > 500
    whole = dataset.export("csv")["claims.csv"].decode().splitlines()
    assert set(answer.content.decode().splitlines()) <= set(whole)
    assert answer.content.decode().splitlines()[0] == whole[0]
    shown = numbers(client.get("/claims", params={"sort": "-object", **CHOSEN}).text)
    taken = csv.DictReader(io.StringIO(client.get("/claims.csv", params={"sort": "-object", **CHOSEN}).text))
    assert [row["claim"].partition(":")[2] for row in taken] == shown


@pytest.mark.parametrize(("suffix", "form"), [("jsonld", "json-ld"), ("ttl", "turtle")])
def test_rdf_has_the_claims_of_what_is_chosen_and_no_other(client: TestClient, suffix: str, form: str) -> None:
    answer = client.get(f"/claims.{suffix}", params=CHOSEN)
    graph = rdflib.Graph().parse(data=answer.content, format=form)
    exo = rdflib.Namespace("https://w3id.org/exordf/ontology/")
    claims = {str(claim).rpartition("/")[2] for claim in graph.subjects(rdflib.RDF.type, exo.Claim)}
    assert claims == set(numbers(client.get("/claims", params=CHOSEN).text))
    for claim in graph.subjects(rdflib.RDF.type, exo.Claim):
        for role in (exo.subject, exo.object):
            assert graph.value(graph.value(claim, role), rdflib.RDFS.label), "what it names has its label"
        assert graph.value(graph.value(claim, exo.sentence), exo.section)
    assert len(answer.content) < 150_000


def test_bibtex_has_the_references_of_what_is_chosen(client: TestClient) -> None:
    page = client.get("/claims", params={"about": "exo:miR-214-3p"}).text
    cited = set(re.findall(r'<span class="badge [a-z]+"><a class="number" href="[^"]+"[^>]*>\[([^<\]]+)\]</a>', page))
    entries = re.findall(r"^@article\{([^,]+),$", client.get("/claims.bib?about=exo:miR-214-3p").text, re.MULTILINE)
    assert cited
    assert {f"reference-{number}" for number in cited} <= set(entries)
    assert len(entries) < 10
    every = client.get("/claims.bib").text
    assert every.count("{") == every.count("}")
    assert len(re.findall(r"^@article", every, re.MULTILINE)) > 40


def test_a_choice_without_a_claim_is_a_file_without_rows(client: TestClient) -> None:
    assert len(client.get("/claims.csv", params=NOBODY).text.splitlines()) == 1
    assert "@article" not in client.get("/claims.bib", params=NOBODY).text
    assert json.loads(client.get("/claims.jsonld", params=NOBODY).content)["@graph"] == []
    assert len(rdflib.Graph().parse(data=client.get("/claims.ttl", params=NOBODY).content, format="turtle")) == 0


def test_the_address_of_the_claims_gives_what_the_client_prefers(client: TestClient) -> None:
    for accept, given in (
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/csv", "text/csv"),
        ("application/ld+json, text/html;q=0.5", "application/ld+json"),
        ("text/turtle;q=0.9, application/x-bibtex;q=0.4", "text/turtle"),
    ):
        answer = client.get("/claims", params=CHOSEN, headers={"Accept": accept})
        assert answer.headers["content-type"].partition(";")[0] == given
        assert "Accept" in answer.headers["vary"]
    assert client.get("/claims", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ("certainty=exo:Nonsense", 400),
        ("about=nobody-is-called-so", 400),
        ("about=%00", 400),
        ("about=http://%00", 400),
        ("about=https://w3id.org/exordf/ontology/Nothing", 400),
        ("about=%ED%A0%80", 400),
        ("sort=height", 400),
        ("page=0", 400),
        ("page=-1", 400),
        ("page=99999999999999999999999", 400),
        ("page=%C2%B2", 400),
        ("rows=1001", 400),
        ("q=" + "a" * 5000, 400),
        ("&".join(["q=a"] * 500), 400),
        ("q=%3Cscript%3Ealert(1)%3C/script%3E", 200),
        ("q=%E2%80%AEdesrever&q=%00&nonsense=1", 200),
        ("q=" + "%5B" * 100, 200),
        ("section=&q=&about=&sort=&page=", 200),
    ],
)
def test_odd_parameters_are_answered_in_words(client: TestClient, parameters: str, status: int) -> None:
    for path in ("/claims", "/claims.csv"):
        answer = client.get(f"{path}?{parameters}")
        assert answer.status_code == status, answer.text[:300]
        assert "<script>alert" not in answer.text
        assert "Traceback" not in answer.text


def test_an_unknown_form_of_the_claims_is_not_there(client: TestClient) -> None:
    assert client.get("/claims.exe").status_code == 404


@pytest.mark.slow("every")
def test_names_that_are_no_curies_have_rows_and_files_too(small: Dataset) -> None:
    with TestClient(application(small), base_url="http://localhost") as asking:
        page = asking.get("/claims")
        assert page.status_code == 200
        assert "6 claims" in page.text
        assert "denied" in page.text
        assert len(asking.get("/claims.csv").text.splitlines()) == 7
        assert len(rdflib.Graph().parse(data=asking.get("/claims.ttl").content, format="turtle")) > 20


def test_a_thousand_rows_are_made_in_no_time(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    known = explorer.once(facet_index.build_facet_index)
    times = 1000 // len(known.rows) + 1
    length = len(known.rows)

    def repeated(bits: int) -> int:
        return sum(bits << (length * time) for time in range(times)) & ((1 << 1000) - 1)

    many = facet_index.FacetIndex(
        (known.rows * times)[:1000],
        {name: {value: repeated(bits) for value, bits in values.items()} for name, values in known.facets.items()},
        {name: repeated(bits) for name, bits in known.about.items()},
        (known.words * times)[:1000],
        (known.verdicts * times)[:1000],
    )
    monkeypatch.setitem(explorer._values[facet_index.build_facet_index], (), many)
    chosen = claim_filter.parse_filter(explorer, [("rows", "1000")])
    claim_listing.listing_page(explorer, chosen, "en")
    began = time.process_time()
    view = claim_listing.listing_page(explorer, chosen, "en")
    assert len(view.rows) == 1000
    assert time.process_time() - began < 0.5


@pytest.mark.slow("browser")
def test_filters_are_folded_on_a_phone_until_they_are_asked_for(address: str, browser: Any) -> None:
    with browsers.opened(browser, width=390) as (page, wrong):
        page.goto(f"{address}/claims")
        assert not page.locator("#facet-section").is_visible()
        page.locator(".facets > summary").click()
        page.locator("#facet-direction a").first.click()
        assert page.locator(".chips a").first.inner_text().startswith("Direction")
        assert page.locator("tbody tr").first.bounding_box()["width"] < 390
        assert wrong == []
