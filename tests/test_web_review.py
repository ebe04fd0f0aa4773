"""The pages about the review: every section, reference, error in print, conflict and gap, in both languages."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from html import unescape
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from benchmarks import corpus
from benchmarks.made import Patterns
from benchmarks.shape import Shape
from exordf import Dataset
from exordf.browse.content.conflict_sides import conflict_sides
from exordf.browse.model import facet_names
from exordf.browse.model.texts import COMMENT
from exordf.browse.model.translations import chinese_phrases
from exordf.browse.model.urls import path_of
from exordf.rdf.rows import text
from exordf.server.app import application

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from exordf.browse.model.facts import Facts

LISTS = ("/review", "/references", "/findings", "/conflicts", "/gaps", "/terms", "/terms?view=tree")
WEIGHT = 150_000  # bytes of a page with its styles and scripts
MOST = 0.1  # seconds
CHINESE = re.compile("[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def facts(client: TestClient) -> Facts:
    found: Facts = client.app.state.explorer.facts  # type: ignore[attr-defined]
    return found


def number(dataset: Dataset, pattern: str, counted: str = "?it") -> int:
    """How many different things fit a pattern."""
    return int(text(dataset.query(f"SELECT (COUNT(DISTINCT {counted}) AS ?n) WHERE {{ {pattern} }}").terms[0][0]))


def page(client: TestClient, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"accept-language": language, "accept": "text/html"})
    assert answer.status_code == 200, path
    assert answer.headers["content-language"] == language
    return re.sub("<bdi>(.*?)</bdi>", r"\1", answer.text)  # words stand in one wherever others stand beside them


def words(html: str) -> str:
    """What a page says in its main part, without its tags."""
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main)))


@pytest.mark.slow("every")
@pytest.mark.parametrize("kind", ["Review", "Section", "Reference", "Finding", "Conflict", "Gap"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_that_is_on_record_has_a_page(client: TestClient, facts: Facts, kind: str, language: str) -> None:
    every = facts.all_of(kind)
    assert every
    for node in every:
        html = page(client, path_of(node.value), language)
        assert html.count("<h1") == 1
        assert f'lang="{language}"' in html


def test_a_sentence_and_a_citation_lead_to_their_place_in_the_section(client: TestClient, facts: Facts) -> None:
    sections: dict[str, str] = {}
    sentences = [node for nodes in facts.sentences.values() for node in nodes]
    citations = [node for nodes in facts.citations.values() for node in nodes]
    for node in (*sentences, *citations):
        answer = client.get(path_of(node.value) + "?lang=zh", headers={"accept": "text/html"}, follow_redirects=False)
        assert answer.status_code == 303
        address, _, anchor = answer.headers["location"].partition("#")
        assert address.endswith("?lang=zh")
        if address not in sections:
            sections[address] = page(client, address, "zh")
        assert f'id="{anchor}"' in sections[address]


def test_the_sections_of_the_review_have_as_much_as_the_data(client: TestClient, dataset: Dataset) -> None:
    html = words(page(client, "/review"))
    assert f" {number(dataset, '?it a exo:Claim')} claims" in html
    assert f" {number(dataset, '?it a exo:Sentence')} sentences" in html
    for section, prose in re.findall(r'<h3><a href="([^"]*)">.*?</h3>(.*?)</li>', page(client, "/review"), re.DOTALL):
        node = f"<https://w3id.org/exordf{section}>"
        said = words(f"<main>{prose}</main>")
        for what, pattern in (
            ("sentence", f"?it exo:section {node}"),
            ("claim", f"?it a exo:Claim ; exo:sentence/exo:section {node}"),
            ("gap", f"?it a exo:Gap ; exo:sentence/exo:section {node}"),
            (
                "error in print",
                f"?it a exo:Finding ; exo:concerns/(exo:sentence|cito:hasCitingEntity)/exo:section {node}",
            ),
        ):
            count = number(dataset, pattern)
            plural = what.replace("error", "errors") if " " in what else f"{what}s"
            assert (f" {count} {plural if count != 1 else what} " in said) == (count > 0), (section, what)


def test_a_section_shows_every_sentence_claim_citation_finding_and_gap_of_it(
    client: TestClient, dataset: Dataset, facts: Facts
) -> None:
    for section in facts.all_of("Section"):
        html = page(client, path_of(section.value))
        iri = f"<{section.value}>"
        links = set(re.findall(r'href="([^"#]+)"', html))
        assert html.count('<section class="sentence"') == number(dataset, f"?it exo:section {iri}")
        for kind, pattern in (
            ("claim", f"?it a exo:Claim ; exo:sentence/exo:section {iri}"),
            ("gap", f"?it a exo:Gap ; exo:sentence/exo:section {iri}"),
            ("finding", f"?it a exo:Finding ; exo:concerns/(exo:sentence|cito:hasCitingEntity)/exo:section {iri}"),
        ):
            expected = {
                path_of(text(it)) for (it,) in dataset.query(f"SELECT DISTINCT ?it WHERE {{ {pattern} }}").terms
            }
            assert expected == {link for link in links if f"/{kind}/" in link}, kind
        cited = dataset.query(f"SELECT ?it WHERE {{ ?it cito:hasCitingEntity/exo:section {iri} }}")
        assert all(f'<li id="{text(it).rpartition("/")[2]}"' in html for (it,) in cited.terms)


def test_the_picture_of_a_section_is_there_when_it_is_asked_for(client: TestClient, facts: Facts) -> None:
    section = path_of(facts.all_of("Section")[0].value)
    assert "Show these claims as a picture" in page(client, section)
    shown = page(client, f"{section}?picture=shown")
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in shown
    assert "<details open>" in shown


def test_references_can_be_filtered(client: TestClient, dataset: Dataset) -> None:
    def shown(path: str) -> int:
        return page(client, path).count("<tr id=")

    assert shown("/references") == number(dataset, "?it a exo:Reference")
    assert shown("/references?doi=confirmed") == number(dataset, "?it a exo:Reference ; bibo:doi ?doi")
    assert shown("/references?doi=unconfirmed") == number(dataset, "?it a exo:Reference ; exo:unconfirmedDoi ?doi")
    assert shown("/references?doi=none") == number(
        dataset, "?it a exo:Reference FILTER NOT EXISTS { ?it bibo:doi|exo:unconfirmedDoi ?doi }"
    )
    for (verdict,) in dataset.query("SELECT DISTINCT ?v WHERE { ?c exo:verdict ?v }").terms:
        name = f"exo:{text(verdict).rpartition('/')[2]}"
        expected = number(dataset, f"?c cito:hasCitedEntity ?it ; exo:verdict {name}")
        assert shown(f"/references?verdict={name}") == expected
    titled = number(dataset, '?it a exo:Reference ; dcterms:title ?t FILTER(CONTAINS(LCASE(?t), "sarcopenia"))')
    assert 0 < titled <= shown("/references?words=SARCOPENIA")
    assert "No reference passes all filters." in page(client, "/references?words=nothing+has+these+words")


def test_chinese_names_stand_in_the_order_of_pinyin(client: TestClient) -> None:
    found = words(page(client, "/terms?kind=Cell", "zh"))
    places = [
        found.index(f" {name} ") for name in ("靶细胞", "成骨细胞", "干细胞", "肌细胞", "破骨细胞", "血管内皮细胞")
    ]
    assert places == sorted(places)


def test_references_can_be_sorted_and_what_has_no_value_stands_last(client: TestClient) -> None:
    html = page(client, "/references?sort=-year")
    years = [int(year) for year in re.findall(r'<td class="figure">(\d{4})</td>', html)]
    assert len(years) > 50
    assert years == sorted(years, reverse=True)
    assert 'aria-sort="descending"' in html
    for sort in ("number", "-number"):
        numbers = re.findall(r'<td class="figure"><a [^>]*>([^<]*)</a>', page(client, f"/references?sort={sort}"))
        inside = [int(each) for each in numbers if each.isdigit()]
        assert inside == sorted(inside, reverse=sort.startswith("-"))
        assert not any(each.isdigit() for each in numbers[len(inside) :])


def test_what_is_shown_of_the_references_can_be_taken_away(client: TestClient, dataset: Dataset) -> None:
    without = number(dataset, "?it a exo:Reference FILTER NOT EXISTS { ?it bibo:doi|exo:unconfirmedDoi ?doi }")
    for asked, expected in (("", number(dataset, "?it a exo:Reference")), ("?doi=none", without)):
        rows = list(csv.DictReader(io.StringIO(client.get(f"/references.csv{asked}").text)))
        items = json.loads(client.get(f"/references.json{asked}").content)
        entries = re.findall(r"(?m)^@article\{([^,]+),$", client.get(f"/references.bib{asked}").text)
        assert len(rows) == len(items) == len(entries) == expected
        assert {row["reference"].replace(":", "-") for row in rows} == {item["id"] for item in items} == set(entries)
    for form, kind in (("bib", "application/x-bibtex"), ("csv", "text/csv")):
        answer = client.get(f"/references.{form}")
        assert answer.headers["content-type"].startswith(kind)
        assert "attachment" in answer.headers["content-disposition"]


def test_the_page_of_a_reference_tells_how_sure_its_doi_is(client: TestClient, dataset: Dataset) -> None:
    known = dataset.query(
        "SELECT ?it ?doi ?basis WHERE { ?it bibo:doi ?doi ; exo:doiBasis/rdfs:label ?basis"
        " FILTER(LANG(?basis) = 'en') }"
    )
    for it, doi, basis in known.terms:
        said = words(page(client, path_of(text(it))))
        assert text(doi) in said
        assert text(basis) in said
    unsure = dataset.query("SELECT ?it ?doi WHERE { ?it exo:unconfirmedDoi ?doi }")
    for it, doi in unsure.terms:
        assert f"{text(doi)} not confirmed" in words(page(client, path_of(text(it))))


@pytest.mark.parametrize(("path", "kind"), [("/findings", "Finding"), ("/conflicts", "Conflict")])
def test_kinds_are_counted_and_filtered(client: TestClient, dataset: Dataset, path: str, kind: str) -> None:
    html = page(client, path)
    assert html.count("<article") == number(dataset, f"?it a exo:{kind}")
    counted = dataset.query(
        f"SELECT ?kind (COUNT(?it) AS ?n) WHERE {{ ?it a exo:{kind} ; exo:kind ?kind }} GROUP BY ?kind"
    )
    for of, count in counted.terms:
        name = text(of).rpartition("/")[2]
        assert re.search(rf'href="{path}\?kind={name}"[^>]*>[^<]* <span class="count">{text(count)}</span>', html)
        assert page(client, f"{path}?kind={name}").count("<article") == int(text(count))


def test_an_error_in_print_says_what_is_printed_and_what_is_meant(client: TestClient, dataset: Dataset) -> None:
    answer = dataset.query("SELECT ?it ?printed ?intended WHERE { ?it exo:printed ?printed ; exo:intended ?intended }")
    assert len(answer)
    every = page(client, "/findings")
    for it, printed, intended in answer.terms:
        for html in (every, page(client, path_of(text(it)))):
            said = words(html)
            assert text(printed) in said
            assert text(intended) in said


def test_every_claim_of_a_conflict_stands_on_one_side_of_it(client: TestClient, facts: Facts) -> None:
    for node in facts.all_of("Conflict"):
        rows = facts.things[node].facets[facet_names.CONCERNS]
        claims: list[ox.NamedNode] = [each for each in rows.column("record") if each in facts.things]  # type: ignore[misc]
        facts.load(claims)
        found = conflict_sides(facts, node, claims)
        assert sorted(str(each) for side in found for each in side) == sorted(map(str, claims))
        assert len(found) >= 2, node
        where = {claim: at for at, side in enumerate(found) for claim in side}
        assert all(where[one] != where[other] for one, other in facts.opposed.get(node, ()))
        html = page(client, path_of(node.value))
        assert html.count('<div class="side">') == len(found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_conflict_is_headed_by_what_is_said_of_it_and_the_rest_follows(
    client: TestClient, facts: Facts, language: str
) -> None:
    every = page(client, "/conflicts", language)
    heads = []
    for node in facts.all_of("Conflict"):
        own = page(client, path_of(node.value), language)
        head = " ".join(words(f"<main>{part}</main>") for part in re.findall(r"<h1.*?</h1>", own))
        said = facts.texts.first(node, COMMENT, language)
        bare = re.sub(r"\W", "", head)
        assert re.sub(r"\W", "", said).startswith(bare)
        rest = re.sub(r"\W", "", said).removeprefix(bare).casefold()
        assert rest in re.sub(r"\W", "", words(own)).casefold()
        assert bare in re.sub(r"\W", "", words(every))
        heads.append(bare)
    assert len(set(heads)) == len(heads)


def test_pages_have_titles_of_their_own(client: TestClient, facts: Facts) -> None:
    for language in ("en", "zh"):
        paths = [
            path_of(node.value) for kind in ("Finding", "Conflict", "Gap", "Reference") for node in facts.all_of(kind)
        ]
        paths += ["/", "/claims", "/claims?direction=lowers", "/network", "/terms", "/search", "/query", *LISTS[:5]]
        titles = [re.findall(r"<title>(.*?)</title>", page(client, path, language))[0] for path in paths]
        assert {title for title in titles if titles.count(title) > 1} == set()


def test_a_side_names_what_may_explain_the_conflict(client: TestClient, facts: Facts) -> None:
    for node in facts.all_of("Conflict"):
        html = page(client, path_of(node.value))
        for prop in facts.values(node, "differsIn"):
            assert html.count(f"<dt>{facts.name(prop)}</dt>") == html.count('<div class="side">')  # type: ignore[arg-type]


def test_the_vesicle_of_a_claim_about_a_vesicle_is_its_subject(
    client: TestClient, facts: Facts, dataset: Dataset
) -> None:
    answer = dataset.query(
        "SELECT ?it ?subject WHERE { ?it exo:differsIn exo:vesicle ; exo:involves/exo:subject ?subject ."
        " ?subject rdfs:subClassOf exo:Vesicle }"
    )
    for it, subject in answer.terms:
        assert f"{facts.name(subject)}</a>" in page(client, path_of(text(it)))  # type: ignore[arg-type]


def test_the_gaps_stand_under_their_sections(client: TestClient, dataset: Dataset, facts: Facts) -> None:
    html = page(client, "/gaps")
    for part in html.split("<section>")[1:]:
        section = re.search(r'<h2><a href="([^"]*)"', part)
        assert section
        node = f"<https://w3id.org/exordf{section[1]}>"
        assert part.count('class="claim gap"') == number(dataset, f"?it a exo:Gap ; exo:sentence/exo:section {node}")
    assert html.count('class="claim gap"') == len(facts.all_of("Gap"))


def test_every_term_is_in_the_catalogue_as_a_list_and_as_a_tree(client: TestClient, dataset: Dataset) -> None:
    expected = {
        path_of(text(it))
        for (it,) in dataset.query("SELECT DISTINCT ?it WHERE { ?it rdfs:isDefinedBy ?o FILTER(isIRI(?it)) }").terms
    }
    for path in ("/terms", "/terms?view=tree"):
        listed = re.findall(r'<li[^>]*><a href="(/ontology/[^"]*)"', page(client, path))
        assert len(listed) == len(set(listed))
        assert expected == set(listed)


def test_terms_can_be_found_by_words_and_by_kind(client: TestClient, dataset: Dataset) -> None:
    of_kind = number(dataset, "?it rdfs:subClassOf? exo:MicroRNA ; rdfs:isDefinedBy ?o FILTER(isIRI(?it))")
    assert page(client, "/terms?kind=MicroRNA").count("<li>") == of_kind
    found = page(client, "/terms?words=214-3P")
    assert "/ontology/miR-214-3p" in found
    assert 0 < found.count("<li>") < 10
    assert "/ontology/Osteoclast" in page(client, "/terms?words=破骨细胞", "zh")
    assert "No term passes all filters." in page(client, "/terms?words=nothing-is-called-so")
    claims = number(dataset, "?it exo:predicate/rdfs:subPropertyOf* exo:inhibits")
    assert re.search(
        rf'href="/ontology/inhibits"[^>]*>[^<]*</a> <span class="count">{claims}</span>', page(client, "/terms")
    )


def test_a_page_is_in_one_language(client: TestClient, facts: Facts) -> None:
    paths = [*LISTS, *(path_of(facts.all_of(kind)[0].value) for kind in ("Section", "Reference", "Conflict", "Gap"))]
    phrases = [phrase for phrase in chinese_phrases() if len(phrase) > 12 and "{" not in phrase]
    for path in paths:
        said = words(page(client, path, "zh"))
        assert not [phrase for phrase in phrases if phrase in said], path
        assert CHINESE.search(said)
        english = re.sub(r"<bdi.*?</bdi>", "", page(client, path))
        assert not CHINESE.search(words(english)), path


@pytest.mark.parametrize(
    "asked",
    [
        *("/findings?kind=x", "/conflicts?kind=../etc", "/references?verdict=exo:Nothing", "/references?doi=perhaps"),
        *("/references?sort=--year", "/terms?kind=Nothing", "/terms?view=heap", "/gaps?page=0", "/gaps?page=99999"),
        *("/findings?page=-1", "/terms?page=1e9", "/references?page=²", f"/conflicts?page={'9' * 5000}"),
        *("/references.csv?verdict=x", "/findings?page=%00", "/review?page=2&review=%ED%A0%80"),
    ],
)
def test_what_a_parameter_cannot_be_is_told_on_a_page(client: TestClient, asked: str) -> None:
    answer = client.get(asked)
    assert answer.status_code in (400, 404)
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "/references?words=%ED%A0%80%00%E2%80%AE",
            f"/terms?words={'x' * 9000}",
            "/terms?words=<script>alert(1)</script>",
        ),
        *("/references?words=%22%3E%3Cscript%3E", "/findings?kind=&kind=", "/gaps?page=", "/references?verdict=&doi="),
    ],
)
def test_odd_words_find_nothing_and_harm_nothing(client: TestClient, asked: str) -> None:
    answer = client.get(asked)
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_pages_are_light_and_quick(client: TestClient, facts: Facts) -> None:
    with_them = sum(
        len(client.get(f"/static/{name}").content) for name in ("explorer.css", "review.css", "explorer.js")
    )
    sections = (path_of(node.value) for node in facts.all_of("Section"))
    for path in (*LISTS, *sections):
        html, taken = page(client, path), []
        for _ in range(5):
            started = time.perf_counter()
            page(client, path)
            taken.append(time.perf_counter() - started)
        assert min(taken) < MOST, path
        assert len(html.encode()) + with_them < WEIGHT, path


@pytest.mark.slow("every")
def test_many_reviews_are_listed_and_each_has_its_sections(tmp_path: Path) -> None:
    corpus.write_folder(tmp_path / "corpus", Patterns(Shape.read()), 2)
    with TestClient(application(Dataset.open(tmp_path / "corpus")), base_url="http://localhost") as client:
        facts = client.app.state.explorer.facts  # type: ignore[attr-defined]
        reviews = facts.all_of("Review")
        assert len(reviews) > 1
        html = page(client, "/review")
        for review in reviews:
            assert f'href="{path_of(review.value)}"' in html
            own = page(client, f"/review?review={review.value}")
            assert words(own) == words(page(client, path_of(review.value)))
            assert own.count("<h3>") == len(facts.sections[review])
        references = len(facts.all_of("Reference"))
        pages = [page(client, f"/references?page={number}").count("<tr id=") for number in (1, 2)]
        assert references > 100
        assert pages[0] == 100
        assert pages[1] == min(references - 100, 100)
        assert '<a class="button" rel="next" href="/references?sort=-year&amp;page=2">' in page(
            client, "/references?sort=-year"
        )


def test_a_review_among_many_is_chosen_by_its_iri(client: TestClient, facts: Facts) -> None:
    review = facts.all_of("Review")[0]
    assert words(page(client, f"/review?review={review.value}")) == words(page(client, "/review"))
    assert client.get("/review?review=https://example.org/none").status_code == 404
    assert facts.name(review) in words(page(client, "/review"))


def test_the_table_of_references_counts_the_claims_that_the_page_of_each_says_cite_it(client: TestClient) -> None:
    counted = re.findall(r'data-at="([^"]+)" data-count="(\d+)" data-of="claims"', page(client, "/references"))
    assert len(counted) > 30
    for address, number in counted:
        assert f'<ul class="claims" data-total="{number}" data-of="claims">' in page(client, address), address
    named = page(client, "/liu2023/reference/51")
    assert "Claims whose sentence names it in words" in named
