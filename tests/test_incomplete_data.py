"""Incomplete and malformed data: every page, download, export and verb answers, and lists and counts leave nothing out.

All variants lie in one dataset, which is opened once; the same one by one, each in a dataset of its own, takes minutes.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import logging
import re
from functools import partial
from html import unescape
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from exordf import Dataset, export
from exordf.browse.claim_list.claim_filter import SORTS
from exordf.browse.content.reference_list import SORTS as WORK_SORTS
from exordf.browse.model.explorer import Explorer
from exordf.browse.model.urls import path_of
from exordf.claims import differences
from exordf.errors import ExordfError, StoreError, UnknownName
from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text
from exordf.server.app import application
from exordf.static_site import freeze
from exordf.store import cache, oxigraph
from tests import incomplete
from tests.incomplete import HERE, Variant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from exordf.export.images import Language

VARIANTS = list(incomplete.variants())
# Each missing value and one in five of the malformed ones; of these, the quick tests have a few. One test has them all.
MANY = [
    variant
    for number, variant in enumerate(VARIANTS)
    if not number % 5
    or variant.name.partition(" ")[2].startswith(("without", "of nothing", "issued"))
    or variant.special
]
NAMED = {
    *("claim without certainty", "conflict without kind", "finding without kind", "reference without issued"),
    *("reference of nothing but its type", "reference issued words", "claim two object"),
}
FEW = [variant for number, variant in enumerate(MANY) if not number % 12 or variant.name in NAMED or variant.special]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
LISTS = (
    *("/", "/claims", "/network", "/network?view=whole", "/review", "/references", "/findings", "/conflicts", "/gaps"),
    *(
        "/terms",
        "/shapes",
        "/unplaced",
        "/terms?view=tree",
        "/search?q=lower",
        "/suggest?q=V",
        "/query",
        "/query/what-is-said",
    ),
    *(f"/claims?sort={down}{sort}" for sort in SORTS for down in ("", "-")),
    *(f"/references?sort={down}{sort}" for sort in WORK_SORTS for down in ("", "-")),
)
FILES = (
    *(f"/claims.{suffix}" for suffix in ("csv", "jsonld", "bib", "ttl")),
    *(f"/references.{suffix}" for suffix in ("bib", "json", "csv")),
    *("/network.svg?view=whole", "/query/completion.json"),
)
FORMS = ("turtle", "jsonld", "ntriples", "csv")
# What these formats need is not in every dataset; pixels take seconds, and are those of the format svg.
LEFT_OUT = ("png", "sssom")
# What a program writes where it forgets that there may be no value.
FORGOTTEN = re.compile(r"\b(None|Undefined|NaN|nan|NamedNode)\b")
CLAIM = f"{EXO}Claim"


class ExplorerClient(NamedTuple):
    """A dataset with a client of its explorer."""

    dataset: Dataset
    client: TestClient
    variants: Sequence[Variant] = ()

    @property
    def explorer(self) -> Explorer:
        """What the pages are made from."""
        found: Explorer = self.client.app.state.explorer  # type: ignore[attr-defined]
        return found


def written(folder: Path, quads: Iterable[ox.Quad]) -> Dataset:
    """The dataset of some quads, from a file on top of the packaged ontology."""
    folder.mkdir(exist_ok=True)
    declared = ox.parse(incomplete.DECLARED, ox.RdfFormat.TURTLE)
    ox.serialize(dict.fromkeys((*declared, *quads)), folder / "own.nt", format=ox.RdfFormat.N_TRIPLES)
    return Dataset.open(folder)


def opened(dataset: Dataset, variants: Sequence[Variant] = ()) -> Iterator[ExplorerClient]:
    with TestClient(application(dataset), base_url="http://localhost") as client:
        yield ExplorerClient(dataset, client, variants)


@pytest.fixture(scope="module", params=["few", pytest.param("many", marks=pytest.mark.slow("every"))])
def every(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExplorerClient]:
    """Some of the variants together."""
    variants = {"few": FEW, "many": MANY}[request.param]
    folder = tmp_path_factory.mktemp("incomplete")
    yield from opened(written(folder, (quad for variant in variants for quad in variant.quads)), variants)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """A traceback of the server is kept for the message of the test, and not printed."""
    caplog.set_level(logging.ERROR)


def things(variants: Iterable[Variant]) -> list[str]:
    """The IRIs of what the variants describe, a record with a fault first."""
    found = [
        (variant.thing, *(quad.subject.value for quad in variant.quads if isinstance(quad.subject, ox.NamedNode)))
        for variant in variants
    ]
    return list(dict.fromkeys(iri for iris in found for iri in iris))


def asked(client: TestClient, path: str, language: str = "en") -> tuple[int, str]:
    answer = client.get(path, headers={"accept-language": language, "accept": "text/html, */*;q=0.1"})
    return answer.status_code, answer.text


def address(iri: str, **parameters: str) -> str:
    path = path_of(iri)
    pairs = "&".join(f"{name}={value}" for name, value in parameters.items())
    return f"{path}{'&' if '?' in path else '?'}{pairs}" if pairs else path


def said(html: str) -> str:
    """The words of the main part of a page, without the Turtle and the BibTeX on it."""
    main = (
        re.sub(r"<(pre|svg|script)\b.*?</\1>", " ", html, flags=re.DOTALL).partition("<main")[2].partition("</main>")[0]
    )
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main)))


def faults_of_pages(on: ExplorerClient, paths: Iterable[tuple[str, str]], files: Iterable[str]) -> list[str]:
    """What is wrong with pages, each in a language, and with downloads: a failure, or a value that was forgotten."""
    wrong = []
    for path, language in paths:
        status, html = asked(on.client, path, language)
        if status != 200 and (status != 404 or path in LISTS):  # what has no type is not on record
            wrong.append(f"{path} {language}: {status}")
        elif found := FORGOTTEN.search(said(html)):
            wrong.append(f"{path} {language}: says {found[0]}")
    for path in files:
        status, _ = asked(on.client, path)
        if status not in (200, 404, 406):
            wrong.append(f"{path}: {status}")
    return wrong


def faults_of_exports(dataset: Dataset) -> list[str]:
    """Formats that cannot be written, or in which a value that is not there has been made up."""
    wrong = []
    for name in [name for name in export.formats() if name not in LEFT_OUT]:
        try:
            made = dataset.export(name)
        except ExordfError as error:
            # There may be no claim in force to draw, and no ontology in a version, of which the others are made.
            if name not in ("svg", "owl", "obograph", "nanopub", "void"):
                wrong.append(f"{name}: {error}")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            wrong.append(f"{name}: {error!r}")
        else:
            for file, content in made.items():
                if name in ("csv", "tsv", "bibtex", "csljson", "kgx", "kgx-jsonl") and FORGOTTEN.search(
                    content.decode()
                ):
                    wrong.append(f"{file}: {FORGOTTEN.search(content.decode())}")
    return wrong


def faults_of_verbs(dataset: Dataset, iris: Iterable[tuple[str, Language]]) -> list[str]:
    """What `stats`, `coverage`, `diff` and `review verify` cannot do; `show` and `draw` for some things."""
    empty = oxigraph.OxigraphStore()
    work: dict[str, Callable[[], object]] = {
        "stats": lambda: dataset.ask("counts").to_dicts(),
        "coverage": lambda: dataset.ask("coverage").to_dicts(),
        "verify": lambda: dataset.verify("An article.").to_dicts(),
        "diff": lambda: repr(differences.rows(differences.compare(dataset.store, empty, dataset.prefixes))),
        "diff back": lambda: repr(differences.rows(differences.compare(empty, dataset.store, dataset.prefixes))),
        "repr": dataset._repr_html_,
    }
    for iri, language in iris:
        work[f"show {iri} {language}"] = partial(dataset.show, iri, language)
        if "/claim/" in iri:
            work[f"draw {iri} {language}"] = partial(dataset.draw, iri, language=language)
    wrong = []
    for name, do in work.items():
        try:
            do()
        except UnknownName:  # what has no type is not on record
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            wrong.append(f"{name}: {error!r}")
    return wrong


@pytest.mark.slow("every")
def test_every_list_and_download_answers(every: ExplorerClient) -> None:
    assert faults_of_pages(every, product(LISTS, LANGUAGES), FILES) == []


def test_the_page_of_everything_with_a_fault_answers(every: ExplorerClient) -> None:
    """Each in one language, and in one other form, in turn; the slow test asks for all."""
    turn = list(enumerate(variant.thing for variant in every.variants))
    pages = [(address(iri), LANGUAGES[at % len(LANGUAGES)]) for at, iri in turn]
    assert faults_of_pages(every, pages, [address(iri, format=FORMS[at % len(FORMS)]) for at, iri in turn]) == []


def test_the_pages_of_what_is_linked_to_a_fault_answer(every: ExplorerClient) -> None:
    """One other record of each variant, in turn; the slow test asks for all."""
    beside = [iris[at % len(iris)] for at, variant in enumerate(every.variants) for iris in (things([variant])[1:],)]
    pages = [(address(iri), LANGUAGES[at // 2 % len(LANGUAGES)]) for at, iri in enumerate(beside)]
    assert faults_of_pages(every, pages, ()) == []


@pytest.mark.slow("every")
def test_every_format_can_be_written(every: ExplorerClient) -> None:
    assert faults_of_exports(every.dataset) == []


@pytest.mark.slow("every")
def test_every_verb_answers(every: ExplorerClient) -> None:
    turn = [(variant.thing, LANGUAGES[at % len(LANGUAGES)]) for at, variant in enumerate(every.variants)]
    assert faults_of_verbs(every.dataset, turn) == []


@pytest.mark.slow("every")
def test_the_site_is_made(every: ExplorerClient) -> None:
    """Its pages are those of the explorer, which the other tests look at; here they have whole lists."""
    assert freeze.pages(every.dataset)


@pytest.mark.slow("every")
@pytest.mark.parametrize("kind", dict.fromkeys(variant.kind for variant in VARIANTS))
def test_every_variant_of_a_kind_is_shown_written_and_drawn(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the variants describe, in both languages and every form."""
    monkeypatch.setenv(cache.VARIABLE, cache.OFF)
    of_kind = [variant for variant in VARIANTS if variant.kind == kind]
    for on in opened(written(tmp_path / "own", (quad for variant in of_kind for quad in variant.quads))):
        iris = things(of_kind)
        forms = [address(iri, format=form) for iri, form in product(iris, FORMS)]
        assert faults_of_pages(on, product((*LISTS, *map(address, iris)), LANGUAGES), (*FILES, *forms)) == []
        assert faults_of_exports(on.dataset) == []
        assert faults_of_verbs(on.dataset, product([variant.thing for variant in of_kind], LANGUAGES)) == []


def of_class(on: ExplorerClient, kind: str) -> set[str]:
    """The IRIs of the records of a class."""
    answer = on.dataset.query(f"SELECT ?it WHERE {{ ?it a <{kind}> FILTER(isIRI(?it)) }}")
    return {text(it) for it in answer.column("it")}


def pages_of(on: ExplorerClient, path: str) -> str:
    """All pages of a list, one after another."""
    every_page, number = "", 1
    while True:
        status, html = asked(on.client, f"{path}{'&' if '?' in path else '?'}page={number}")
        every_page, number = every_page + html, number + 1
        if status != 200 or 'rel="next"' not in html:
            return unescape(every_page)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("Claim", "/claims?rows=1000"),
        ("Reference", "/references"),
        ("Finding", "/findings"),
        ("Conflict", "/conflicts"),
        ("Gap", "/gaps"),
        ("Review", "/review"),
    ],
)
def test_a_list_leaves_no_record_out(every: ExplorerClient, kind: str, path: str) -> None:
    html = pages_of(every, path)
    there = set(re.findall(r'href="([^"#]*)"', html)) | set(re.findall(r'id="([^"]*)"', html))
    missing = [iri for iri in of_class(every, EXO + kind) if not {path_of(iri), iri.rpartition("/")[2]} & there]
    assert missing == []


def test_every_section_is_in_its_review_or_among_those_of_none(every: ExplorerClient) -> None:
    reviews = "".join(asked(every.client, path_of(iri))[1] for iri in of_class(every, f"{EXO}Review"))
    linked = set(re.findall(r'href="([^"#]*)"', reviews + pages_of(every, "/review")))
    assert {iri for iri in of_class(every, f"{EXO}Section") if path_of(iri) not in linked} == set()


def test_every_claim_of_an_entity_is_on_its_page(every: ExplorerClient) -> None:
    for variant in every.variants[::6]:
        node = ox.NamedNode(f"{EXO}Own-{variant.tag}")
        if node in every.explorer.facts.things:
            stated = every.dataset.query(f"SELECT ?c WHERE {{ ?c a <{CLAIM}> ; exo:subject {node} }}").column("c")
            html = asked(every.client, path_of(node.value))[1]
            assert [text(claim) for claim in stated if path_of(text(claim)) not in html] == [], variant.name


def test_the_numbers_beside_the_values_of_a_filter_add_up_to_all(every: ExplorerClient) -> None:
    html = asked(every.client, "/claims")[1]
    for facet in ("section", "certainty", "direction"):
        part = re.search(rf'<details id="facet-{facet}".*?(?=<details id="facet-|</aside>)', html, re.DOTALL)
        assert part, facet
        numbers = [int(number) for number in re.findall(r'<span class="count">(\d+)</span>', part[0])]
        assert sum(numbers) == len(every.explorer.tables["claims"]), facet


def test_records_of_no_kind_can_be_chosen(every: ExplorerClient) -> None:
    for path, thing in (
        ("/findings", "finding/finding-without-kind"),
        ("/conflicts", "conflict/conflict-without-kind"),
    ):
        assert path_of(HERE + thing) in pages_of(every, f"{path}?kind=none")
    assert "未注明" in asked(every.client, "/findings?kind=none", "zh")[1]


@pytest.mark.parametrize(
    "thing",
    ["claim/claim-without-certainty", "conflict/conflict-without-kind", "reference/reference-without-issued"],
)
def test_what_is_missing_is_said_to_be_not_stated(every: ExplorerClient, thing: str) -> None:
    assert "not stated" in said(asked(every.client, path_of(HERE + thing))[1])
    assert "未注明" in said(asked(every.client, path_of(HERE + thing), "zh")[1])


def test_a_file_has_nothing_for_what_is_missing(every: ExplorerClient) -> None:
    rows = {row["reference"]: row for row in csv.DictReader(io.StringIO(asked(every.client, "/references.csv")[1]))}
    bare = rows["reference:reference-of-nothing-but-its-type"]
    assert not any(bare[name] for name in bare.keys() - {"reference", "iri", "claims", "citations"})
    assert rows["reference:reference-issued-words"]["year"] == ""
    items = {item["id"]: item for item in json.loads(asked(every.client, "/references.json")[1])}
    assert items["reference-reference-of-nothing-but-its-type"].keys() == {"id", "type", "source"}
    entries = every.dataset.export("bibtex")["exordf.bib"].decode()
    assert "@article{reference-reference-of-nothing-but-its-type\n}" in entries


NOTHING = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
VOCABULARIES = {
    "nothing": "",
    "SKOS": (
        "<urn:x:scheme> a skos:ConceptScheme . <urn:x:a> a skos:Concept ; skos:prefLabel 'A'@en ;"
        " skos:inScheme <urn:x:scheme> . <urn:x:b> a skos:Concept ; skos:broader <urn:x:a> ."
    ),
    "OWL": (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<urn:x:o> a owl:Ontology . <urn:x:A> a owl:Class ; rdfs:isDefinedBy <urn:x:o> ; rdfs:label 'A' ."
        "<urn:x:B> a owl:Class ; rdfs:subClassOf <urn:x:A> ; rdfs:isDefinedBy <urn:x:o> ."
        "<urn:x:p> a owl:ObjectProperty ; rdfs:isDefinedBy <urn:x:o> ."
    ),
    "a review": "<https://w3id.org/exordf/partial/review/1> a <https://w3id.org/exordf/ontology/Review> .",
}


@pytest.mark.parametrize(
    "own",
    [
        pytest.param(False, id="on the packaged ontology", marks=pytest.mark.slow("every")),
        pytest.param(True, id="with an ontology of its own"),
    ],
)
@pytest.mark.parametrize("name", VOCABULARIES)
def test_terms_without_claims_are_shown(tmp_path: Path, name: str, own: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a parameter of the test
    monkeypatch.setenv(cache.VARIABLE, cache.OFF)
    folder = tmp_path / "ontology" if own else tmp_path
    folder.mkdir(exist_ok=True)
    (folder / "own.ttl").write_text(NOTHING + VOCABULARIES[name], encoding="utf-8")
    for on in opened(Dataset.open(tmp_path)):
        terms = [node.value for node in on.explorer.facts.things][:20]
        paths = [*product(LISTS[:-1], LANGUAGES), *product(map(address, terms), LANGUAGES)]
        paths = [(path, language) for path, language in paths if path != "/query/what-is-said"]
        assert faults_of_pages(on, paths, FILES[:-2]) == []
        assert faults_of_exports(on.dataset) == []
        assert faults_of_verbs(on.dataset, [(iri, "en") for iri in terms]) == []


def test_a_store_that_fails_is_told_in_the_language_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise StoreError("the store was damaged and cannot be read", mend="Build it again.")

    monkeypatch.setattr(Explorer, "warm", lambda *_: None)  # nothing is made before the store fails
    dataset = written(tmp_path / "incomplete", (quad for variant in FEW for quad in variant.quads))
    with contextlib.contextmanager(opened)(dataset) as every:
        for owner in {type(dataset.store), type(every.explorer.facts.store)}:
            monkeypatch.setattr(owner, "query", failing)
        for path in ("/ontology/Bone", "/partial/claim/claim-two-object"):
            status, html = asked(every.client, path, "zh")
            assert status == 503
            assert '<html lang="zh">' in html
            assert "返回首页" in html
