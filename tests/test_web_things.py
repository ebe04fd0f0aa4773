"""The addresses of things: every term and claim as a page, as RDF of the dataset, as rows; in the form asked for."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from exordf import Dataset, UnknownName, files
from exordf.browse.claim_list.facet_index import build_facet_index
from exordf.browse.content import term_list, term_page
from exordf.browse.model.explorer import Explorer
from exordf.browse.model.translations import chinese_phrases
from exordf.browse.model.urls import path_of
from exordf.claims.columns import CLAIMS
from exordf.export import images
from exordf.server.app import application

client_of = pytest.importorskip("starlette.testclient").TestClient
rdf = pytest.importorskip("rdflib")
compare = pytest.importorskip("rdflib.compare")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import rdflib
    from starlette.testclient import TestClient

    from tests.conftest import Exports

SVG = "{http://www.w3.org/2000/svg}"
CLAIM, TERM = "/liu2023/claim/2.1-10b", "/ontology/miR-214-3p"
TYPES = {
    "turtle": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "ntriples": "application/n-triples",
    "csv": "text/csv; charset=utf-8",
}
PARSERS = {"turtle": "turtle", "jsonld": "json-ld", "ntriples": "nt"}
# A claim with everything, one that is denied, a term of each sort, and records of other classes.
SAMPLES = (
    *(CLAIM, "/liu2023/claim/3-03b", TERM, "/ontology/OsteoclastExosome", "/ontology/inhibits", "/ontology/Hedged"),
    *("/liu2023/sentence/2.1-10", "/liu2023/reference/31", "/liu2023/section/2.1", "/liu2023/finding/2.1-rab7"),
)


@pytest.fixture(scope="module")
def client(dataset: Dataset) -> Iterator[TestClient]:
    with client_of(application(dataset), base_url="http://localhost", follow_redirects=False) as client:
        yield client


def words(answer: Any) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", "", answer.text).split())


def iris(explorer: Explorer, query: str) -> list[str]:
    return [term.value for (term,) in explorer.dataset.query(query).terms]  # type: ignore[union-attr]


@pytest.mark.slow("every")
def test_every_term_has_a_page_that_names_it(client: TestClient, explorer: Explorer) -> None:
    terms = iris(explorer, "SELECT ?term WHERE { ?term rdfs:isDefinedBy exo: FILTER(isIRI(?term)) } ORDER BY ?term")
    assert len(terms) > 500
    for iri in terms:
        answer = client.get(path_of(iri))
        assert (iri, answer.status_code) == (iri, 200)
        assert f"<bdi>{iri}</bdi>" in answer.text


@pytest.mark.slow("every")
def test_every_claim_has_a_page_with_its_words_its_digest_and_its_turtle(
    client: TestClient, explorer: Explorer
) -> None:
    rows = explorer.tables[CLAIMS.name]
    assert len(rows) > 500
    for row in rows:
        answer = client.get(path_of(str(row["iri"])))
        assert (row["claim"], answer.status_code) == (row["claim"], 200)
        said = words(answer)
        assert str(row["label_en"]).replace("&", "&amp;").replace("'", "&#39;") in said
        assert f"{row['claim']} a exo:Claim" in said


@pytest.mark.one_in(3)
@pytest.mark.parametrize("path", SAMPLES)
@pytest.mark.parametrize("form", PARSERS)
def test_the_rdf_of_a_thing_is_part_of_the_dataset(
    path: str, form: str, client: TestClient, in_rdflib: rdflib.Graph
) -> None:
    answer = client.get(path, params={"format": form})
    assert (answer.status_code, answer.headers["content-type"]) == (200, TYPES[form])
    graph = rdf.Graph().parse(data=answer.text, format=PARSERS[form])
    named = {triple for triple in graph if not any(isinstance(term, rdf.BNode) for term in triple)}
    assert named
    assert named <= set(in_rdflib)
    subject = rdf.URIRef(f"https://w3id.org/exordf{path}")
    own = {triple for triple in in_rdflib.triples((subject, None, None)) if not isinstance(triple[2], rdf.BNode)}
    assert own <= named


def test_the_three_forms_of_rdf_say_the_same(client: TestClient) -> None:
    for path in SAMPLES:
        graphs = [
            compare.to_canonical_graph(
                rdf.Graph().parse(data=client.get(path, params={"format": form}).text, format=parser)
            )
            for form, parser in PARSERS.items()
        ]
        assert set(graphs[0]) == set(graphs[1]) == set(graphs[2]), path


def test_a_term_brings_its_axioms_and_who_names_it(client: TestClient) -> None:
    turtle = client.get("/ontology/OsteoclastExosome", params={"format": "turtle"}).text
    assert "owl:onProperty exo:secretedBy" in turtle
    assert "claim:2.1-10b\n    exo:vesicle exo:OsteoclastExosome ." in turtle
    assert "exo:certainty" not in turtle  # nothing more of the claim


def test_a_claim_brings_its_sentence_citation_findings_and_conflicts(client: TestClient) -> None:
    turtle = client.get(CLAIM, params={"format": "turtle"}).text
    for subject in ("sentence:2.1-10", "citation:2.1-10-r31", "finding:2.1-rab7"):
        assert re.search(rf"^{re.escape(subject)} a ", turtle, re.MULTILINE), subject
    assert turtle.count("a exo:Conflict") == 3
    assert turtle.count("a exo:Claim") == 1


def test_json_ld_has_the_keys_of_the_export(client: TestClient, dataset: Dataset) -> None:
    whole = json.loads(dataset.export("jsonld")["context.jsonld"])["@context"]
    for path in SAMPLES:
        context = json.loads(client.get(path, params={"format": "jsonld"}).text)["@context"]
        assert context.items() <= whole.items(), path


def test_csv_has_the_row_of_a_claim_and_the_rows_about_a_term(client: TestClient, explorer: Explorer) -> None:
    def rows(path: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(client.get(path, params={"format": "csv"}).text)))

    assert [row["claim"] for row in rows(CLAIM)] == ["claim:2.1-10b"]
    assert [row["reference"] for row in rows("/liu2023/reference/31")] == ["reference:31"]
    about = [row["claim"] for row in rows(TERM)]
    assert "claim:2.1-10b" in about
    assert len(about) == explorer.entities["https://w3id.org/exordf/ontology/miR-214-3p"]["claims"]
    assert {row["section"] for row in rows("/liu2023/section/2.1")} == {"section:2.1"}


@pytest.mark.slow("again")
def test_the_same_thing_gives_the_same_bytes(client: TestClient) -> None:
    with client_of(application(Dataset.open()), base_url="http://localhost") as other:
        for path in SAMPLES:
            for form in ("turtle", "jsonld", "ntriples"):
                one, two = (each.get(path, params={"format": form}).content for each in (client, other))
                assert one == two, (path, form)


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/turtle", TYPES["turtle"]),
        ("application/ld+json, text/turtle;q=0.9", TYPES["jsonld"]),
        ("application/n-triples", TYPES["ntriples"]),
        ("text/csv", TYPES["csv"]),
        ("application/*", TYPES["jsonld"]),
        ("text/html;q=0.1, text/turtle;q=0.2", TYPES["turtle"]),
        ("text/html;q=0, */*;q=0.5", TYPES["turtle"]),
        ("image/png, text/turtle;q=0.1", TYPES["turtle"]),
    ],
)
@pytest.mark.parametrize("path", [CLAIM, TERM])
def test_a_client_gets_what_it_prefers(path: str, accept: str, type_: str, client: TestClient) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, type_)
    assert answer.headers["vary"].startswith("Accept, Accept-Language")
    head = client.head(path, headers={"Accept": accept})
    assert (head.status_code, head.headers["content-type"]) == (200, type_)


def test_what_cannot_be_had_is_refused_with_what_can(client: TestClient) -> None:
    answer = client.get(TERM, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle  ?format=turtle" in answer.text
    conflict = "/liu2023/conflict/exosomes-and-bone"
    assert client.get(conflict, headers={"Accept": "text/csv"}).status_code == 406
    assert client.get(conflict, params={"format": "csv"}).status_code == 406
    assert "CSV" not in client.get(conflict, params={"format": "csv"}).text
    assert client.get(TERM, params={"format": "docx"}).status_code == 400


def test_a_page_tells_of_its_other_forms_and_keeps_the_language(client: TestClient) -> None:
    page = client.get(TERM, params={"lang": "zh"}).text
    for form, type_ in (("turtle", "text/turtle"), ("jsonld", "application/ld+json"), ("csv", "text/csv")):
        address = f"{TERM}?format={form}&amp;lang=zh"
        assert f'<link rel="alternate" type="{type_}" href="{address}"' in page
        assert f'<a href="{address}" rel="alternate">' in page


@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("/ontology/mir-214-3P", "/ontology/miR-214-3p"),
        ("/ontology/OsteoclastExosom", "/ontology/OsteoclastExosome"),
        ("/liu2023/claim/2.1-10zz", "/liu2023/claim/2.1-10a"),
        ("/thing?iri=http://purl.obolibrary.org/obo/CL_0000062", "/ontology/Osteoblast"),
    ],
)
def test_an_unknown_thing_is_a_404_that_offers_what_is_near(path: str, offered: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert f'href="{offered}"' in answer.text


@pytest.mark.parametrize(
    ("path", "neighbour"),
    [
        ("/ontology/miR-214-5p", "/ontology/miR-214-3p"),
        ("/ontology/miR214", "/ontology/miR-214-3p"),
        ("/ontology/miR-27b", "/ontology/miR-27a"),
        ("/ontology/TNFRSF11B", "/ontology/TNFRSF11A"),
        ("/ontology/MC3T3-E2", "/ontology/MC3T3-E1"),
        ("/ontology/PTNE", "/ontology/PTEN"),
    ],
)
def test_a_404_offers_no_neighbour_of_a_symbol(path: str, neighbour: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert f'href="{neighbour}"' not in answer.text


def test_an_error_offers_no_neighbour_of_a_symbol(client: TestClient) -> None:
    for symbol in ("miR-27b", "TNFRSF11B", "OPGX", "osteonectin"):
        assert "Did you mean" not in client.get("/claims", params={"about": symbol}).text
        assert "Did you mean" not in client.get("/network", params={"term": symbol}).text
    assert "Did you mean" in client.get("/claims", params={"about": "osteoblst"}).text


HOSTILE = (
    "/ontology/%00",
    "/ontology/%ff%fe",
    "/ontology/%ED%A0%80",
    "/ontology/a%3Fb%23c",
    "/ontology/<script>alert(1)</script>",
    "/ontology/%3E%20%7D%20DELETE%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D",
    "/ontology/..%2f..%2f..%2fetc%2fpasswd",
    "/ontology/%E2%80%AEosteoclast",
    "/ontology/" + "x" * 20_000,
    "/ontology/" + quote("外泌体"),
    "//ontology/miR-214-3p",
    "/thing?iri=javascript:alert(1)",
    "/thing?iri=%00",
    "/thing?iri=urn:a&iri=urn:b",
    "/thing?iri=" + quote("http://x/> } #"),
    "/thing?iri=" + "y" * 20_000,
)


@pytest.mark.parametrize("path", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_a_hostile_address_is_a_quiet_404(path: str, accept: str, client: TestClient) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "Traceback" not in answer.text
    assert len(answer.text) < 5_000 + len(path)  # the way to the other language names the address


def test_an_iri_of_ours_has_one_address(client: TestClient) -> None:
    answer = client.get("/thing", params={"iri": f"https://w3id.org/exordf{CLAIM}", "format": "turtle", "lang": "zh"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{CLAIM}?format=turtle&lang=zh")
    assert client.get("/thing").status_code == 400
    assert client.get("/ontology/").headers["location"] == "/terms"
    assert client.post(TERM).status_code == 405


def test_a_term_shows_hierarchy_mappings_directions_and_carriage(client: TestClient) -> None:
    page = client.get("/ontology/miR-214-3p")
    said = words(page)
    assert 'href="https://identifiers.org/mirbase.mature:MIMAT0000271"' in page.text
    assert '<strong aria-current="true"><bdi>miR-214-3p</bdi></strong>' in page.text
    for part in (
        "Narrower there",
        "promotes or causes 3",
        "inhibits or ameliorates 4",
        "Where it is carried",
        "Secreted by",
        "Conflicts",
        "12 claims",
    ):
        assert part in said, part
    assert 'href="/claims?about=exo%3AmiR-214-3p"' in page.text
    assert 'href="/network?term=exo%3AmiR-214-3p"' in page.text
    vesicle = words(client.get("/ontology/OsteoclastExosome"))
    assert "What it carries" in vesicle
    assert "What is unknown of it" in vesicle


def test_a_claim_whose_citation_does_not_fit_says_so_and_what_is_meant(client: TestClient) -> None:
    page = client.get(CLAIM)
    said = words(page)
    assert "the citation does not fit" in said
    assert "nothing in it concerns osteoclasts" in said
    assert "Judged from: title only." in said
    assert re.search(r"Plainly meant: \[li-2016\] Osteoclast-derived exosomal miR-214-3p", said)
    assert 'href="https://doi.org/10.1038/ncomms10872"' in page.text
    assert "data/liu2023/claims/2.1.ttl:" in said
    assert "@article{reference-li-2016," in said
    assert page.text.count('href="/liu2023/conflict/') == 3
    fitting = words(client.get("/liu2023/claim/3-03b"))
    assert "the citation does not fit" not in fitting


def test_a_claim_is_shown_with_its_chain_and_its_neighbours(client: TestClient) -> None:
    page = client.get(CLAIM).text
    chain = page[page.index('<ol class="chain">') : page.index("</ol>")]
    assert re.findall(r'class="number"(?: href="[^"]*")?>([^<]*)<', chain) == ["2.1-10c", "2.1-11c", "2.1-10b"]
    through = client.get("/liu2023/claim/2.1-11c").text
    chain = through[through.index('<ol class="chain">') : through.index("</ol>")]
    assert re.findall(r'class="number"(?: href="[^"]*")?>([^<]*)<', chain)[:2] == ["2.1-11c", "2.1-10b"]
    assert '<a rel="prev" href="/liu2023/claim/2.1-10a">' in page
    assert '<a rel="next" href="/liu2023/claim/2.1-10c">' in page


def test_every_claim_but_the_ends_has_two_neighbours_in_the_order_of_the_review(explorer: Explorer) -> None:
    order = [str(row["claim"]) for row in explorer.once(build_facet_index).rows]
    assert len(order) == len(set(order)) == len(explorer.tables[CLAIMS.name])
    sections = [claim.partition(":")[2].partition("-")[0] for claim in order]
    assert list(dict.fromkeys(sections)) == ["A", "0", "1.1", "1.2", "2.1", "2.2", "3", "4", "5"]


def test_chinese_pages_are_chinese(client: TestClient) -> None:
    claim = words(client.get(CLAIM, headers={"Accept-Language": "zh-CN"}))
    for part in ("携带 miR-214-3p 的破骨细胞外泌体抑制成骨细胞分化。", "主题不同", "引文不符", "机制链", "本应引用"):
        assert part in claim, part
    for part in ("different topic", "wrong citation", "role ambivalence", "reported", "Cite this"):
        assert part not in claim, part
    term = words(client.get("/ontology/OsteoclastExosome", params={"lang": "zh"}))
    for part in ("破骨细胞分泌的外泌体。", "层级", "抑制或改善", "作为载体囊泡"):
        assert part in term, part


def drawn(exports: Exports, claim: str, language: str = "en") -> ET.Element:
    return ET.fromstring(images.claim(exports.source, claim, language=language))  # type: ignore[arg-type]  # noqa: S314 - our own


def row_of(root: ET.Element, claim: str) -> tuple[list[str], list[str]]:
    """The boxes and the classes of the arrows of a claim in its picture."""
    group = next(each for each in root.iter(f"{SVG}g") if each.attrib.get("data-line") == claim)
    boxes = [each.attrib["data-entity"] for each in group.iter(f"{SVG}g") if "data-entity" in each.attrib]
    return boxes, [each.attrib["class"] for each in group.iter(f"{SVG}g") if "line" in each.attrib.get("class", "")]


def test_a_chained_claim_is_drawn_from_cell_to_effect_with_what_explains_it(exports: Exports) -> None:
    root = drawn(exports, "claim:2.1-10b")
    assert exports.dataset.draw("claim:2.1-10b").svg == images.claim(exports.source, "claim:2.1-10b")
    boxes, arrows = row_of(root, "claim:2.1-10b")
    assert boxes == [
        *("exo:Osteoclast", "exo:OsteoclastExosome", "exo:miR-214-3p", "exo:Osteoblast"),
        "exo:OsteoblastDifferentiation",
    ]
    assert arrows[-1] == "line lowers reported"
    boxes, arrows = row_of(root, "claim:2.1-11c")
    assert (boxes, arrows) == (["exo:miR-214-3p", "exo:ATF4"], ["line lowers hedged"])
    dashed = [path for path in root.iter(f"{SVG}path") if path.attrib.get("stroke-dasharray") == "6 4"]
    assert len(dashed) == 1
    assert "osteoclast - secretes - osteoclast exosome" in (next(root.iter(f"{SVG}desc")).text or "")


def test_a_denied_claim_is_crossed_and_others_are_not(exports: Exports) -> None:
    def crosses(claim: str) -> int:
        root = drawn(exports, claim)
        return len([path for path in root.iter(f"{SVG}path") if path.attrib.get("class") == "cross"])

    assert crosses("claim:3-03b") == 1
    assert crosses("claim:2.1-10b") == 0
    boxes, arrows = row_of(drawn(exports, "claim:3-03b", "zh"), "claim:3-03b")
    assert arrows[-1] == "line other reported denied"
    assert boxes.index("exo:PhysicalCellConnection") < boxes.index("exo:Exosome")  # it is not carried


def test_every_claim_can_be_drawn_and_nothing_leaves_the_picture(explorer: Explorer) -> None:
    source = explorer.source
    for row in source.tables[CLAIMS.name]:
        for language in ("en", "zh"):
            root = ET.fromstring(images.claim(source, str(row["claim"]), language=language))  # noqa: S314
            across, down = float(root.attrib["width"]), float(root.attrib["height"])
            for rect in root.iter(f"{SVG}rect"):
                x, y, w, h = (float(rect.attrib.get(name, "0")) for name in ("x", "y", "width", "height"))
                assert x >= 0, row["claim"]
                assert x + w <= across + 1, row["claim"]
                assert y + h <= down + 1, row["claim"]
            assert row["object"] in {group.attrib.get("data-entity") for group in root.iter(f"{SVG}g")}


def test_boxes_of_the_diagram_lead_to_pages(client: TestClient) -> None:
    page = client.get(CLAIM, params={"lang": "zh"}).text
    diagram = page[page.index("<svg") : page.index("</svg>")]
    links = re.findall(r'<a href="([^"]*)"', diagram)
    assert f"{TERM}?lang=zh" in links
    assert {client.get(link).status_code for link in links} == {200}


def test_what_is_no_claim_has_no_diagram(explorer: Explorer) -> None:
    with pytest.raises(UnknownName, match="is no claim"):
        images.claim(explorer.source, "exo:miR-21")


def test_a_hierarchy_shows_every_parent_and_holds_for_properties(client: TestClient) -> None:
    page = client.get("/ontology/OsteoblastDifferentiation").text
    assert page.count('<strong aria-current="true"><bdi>osteoblast differentiation</bdi></strong>') == 2
    tree = words_between(client.get("/ontology/inhibits").text, "Hierarchy", "In other registries")
    assert tree == "2 kinds below it affects inhibits downregulates targets"


def words_between(page: str, start: str, end: str) -> str:
    part = page[page.index(f"<h2>{start}") + len(f"<h2>{start}") : page.index(end)]
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


def test_every_phrase_of_these_pages_has_its_chinese() -> None:
    phrases = set(term_page._MATCHES.values())
    for name in ("thing", "term", "claim", "missing"):
        source = (files.package_folder("server/templates") / f"{name}.html").read_text(encoding="utf-8")
        phrases |= set(re.findall(r"\bt\('([^']+)'", source)) | set(re.findall(r"directed\('([^']+)'", source))
    assert len(phrases) > 40
    assert phrases <= chinese_phrases().keys()


def test_names_with_markup_and_odd_letters_are_shown_as_they_are(tmp_path: Path) -> None:
    odd = tmp_path / "odd.ttl"
    odd.write_text(
        """@prefix exo: <https://w3id.org/exordf/ontology/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        exo:Odd a owl:Class ; rdfs:subClassOf exo:Process ; rdfs:isDefinedBy exo: ;
          rdfs:label "<script>alert(1)</script>"@en , "\u202e<b>"@zh ; skos:altLabel "\\"><img src=x>" ;
          skos:definition "{{ 7*7 }} & <i>more</i>"@en ;
          skos:exactMatch <javascript:alert(1)> .
        <urn:claim> a exo:Claim ; rdfs:label "<svg onload=x>"@en , "<svg>"@zh ;
          exo:subject exo:Odd ; exo:predicate exo:affects ; exo:object exo:Odd ; exo:vesicle <urn:no-vesicle> ;
          exo:certainty exo:Reported ; exo:printed "<u>" .
        """,
        encoding="utf-8",
    )
    data = Dataset.open().with_files([odd])
    with client_of(application(data), base_url="http://localhost") as client:
        for path in ("/ontology/Odd", "/thing?iri=urn:claim"):
            for language in ("en", "zh"):
                answer = client.get(path, params={"lang": language} | ({"iri": "urn:claim"} if "?" in path else {}))
                assert answer.status_code == 200, path
                for bad in ("<script>alert", "<img", "<svg onload", "<svg>", "<i>", "<b>", "<u>", 'href="javascript'):
                    assert bad not in answer.text, (path, bad)
        turtle = client.get("/thing", params={"iri": "urn:claim", "format": "turtle"})
        assert "<urn:claim> a exo:Claim ;" in turtle.text


@pytest.mark.slow("every")
def test_a_term_its_entry_its_search_and_its_table_name_one_number_of_claims(
    client: TestClient, explorer: Explorer
) -> None:
    """The number is that of SPARQL: claims that name the term or what is below it, in any role."""
    asked = explorer.dataset.query(
        """SELECT ?term (COUNT(DISTINCT ?claim) AS ?number) WHERE {
             ?claim a exo:Claim ; exo:subject|exo:predicate|exo:object|exo:vesicle|exo:recipient|exo:site|exo:species
                      |exo:model|exo:condition|exo:evidence ?named .
             ?named rdfs:subClassOf?|rdfs:subPropertyOf* ?term . ?term rdfs:isDefinedBy exo: } GROUP BY ?term"""
    )
    numbers = {term.value: int(number.value) for term, number in asked.terms}  # type: ignore[union-attr]
    assert len(numbers) > 300
    for term in term_list.list_terms(explorer):
        number = numbers.get(term.iri, 0)
        assert (term.curie, term.claims) == (term.curie, number)
        page = client.get(path_of(term.iri)).text
        told = re.search(r'<a class="button first" href="([^"]+)" data-count="(\d+)">(\d+) claims? about it', page)
        if number == 0:
            assert told is None, term.curie
            continue
        assert told, term.curie
        assert {told[2], told[3]} == {str(number)}, term.curie
        assert f'data-total="{number}"' in client.get(unescape(told[1])).text, term.curie


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_says_that_something_is_raised_by_what_brings_it_down(client: TestClient, language: str) -> None:
    """A predicate such as `causes` may have an object such as a loss: its direction is said by what it does."""
    paths = ("/", "/claims", TERM, "/ontology/DecreasedBoneDensity", "/ontology/Osteoporosis", "/network?view=whole")
    for path in (*paths, "/network?from=osteoclast&to=osteoporosis", "/query/conflict-candidates"):
        text = client.get(path, params={"lang": language} if "?" not in path else None).text
        assert not re.search(r"(?i)>\s*(raises|lowers|is raised by|is lowered by)\b[^<]{0,9}<|升高或|降低或", text), (
            path
        )
    said = words(client.get(TERM, params={"lang": language}))
    assert ("promotes or causes" if language == "en" else "促进或导致") in said
    passive = words(client.get("/ontology/DecreasedBoneDensity", params={"lang": language}))
    assert ("promotes or causes it" if language == "en" else "促进或导致它") in passive
