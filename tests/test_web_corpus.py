"""The explorer of a corpus: each review has its page, and names of a second review are addresses like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from benchmarks import corpus
from benchmarks.made import Patterns
from benchmarks.shape import Shape
from exordf import Dataset
from exordf.browse.model.urls import path_of
from exordf.dataset import loading
from exordf.rdf.rows import text
from exordf.server.app import application

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = ("/", "/claims", "/network", "/terms", "/review", "/references", "/findings", "/conflicts", "/gaps")
CLASSES = ("Review", "Section", "Sentence", "Claim", "Reference", "Finding", "Conflict", "Gap")


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two reviews in a store on disk."""
    home = tmp_path_factory.mktemp("reviews")
    corpus.write_folder(home / "files", Patterns(Shape.read()), 2)
    loading.build_store([home / "files"], home / "store")
    return Dataset.open(home / "store")


@pytest.fixture(scope="module")
def client(reviews: Dataset) -> Iterator[TestClient]:
    with TestClient(application(reviews), base_url="http://localhost") as client:
        yield client


def last(dataset: Dataset, name: str) -> str:
    """The IRI of the last record of a class: it is of the second review."""
    found = dataset.query(f"SELECT ?record WHERE {{ ?record a exo:{name} }} ORDER BY DESC(?record) LIMIT 1")
    return text(found.column("record")[0])


@pytest.mark.slow("every")
def test_all_pages_of_a_corpus_answer(client: TestClient) -> None:
    answers = {page: client.get(page, headers={"accept": "text/html"}).status_code for page in PAGES}
    assert answers == dict.fromkeys(PAGES, 200)


@pytest.mark.slow("growth")
def test_each_review_has_its_page(client: TestClient, reviews: Dataset) -> None:
    every = reviews.query("SELECT ?review WHERE { ?review a exo:Review }").column("review")
    paths = [path_of(text(each)) for each in every]
    listed = client.get("/review").text
    assert len(paths) == 2
    for path in paths:
        assert f'href="{path}"' in listed
        assert client.get(path, headers={"accept": "text/html"}).status_code == 200


@pytest.mark.slow("load")
@pytest.mark.parametrize("name", CLASSES)
def test_a_record_of_the_second_review_has_an_address(name: str, client: TestClient, reviews: Dataset) -> None:
    path = path_of(last(reviews, name))
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert "<h1" in answer.text


def test_the_kind_of_an_entity_is_that_of_the_table(client: TestClient) -> None:
    explorer = client.app.state.explorer  # type: ignore[attr-defined]
    told = {iri: explorer.kind(iri) for iri in explorer.entities}
    assert told == {iri: str(row["kind"] or "").partition(":")[2] for iri, row in explorer.entities.items()}
    assert len(set(told.values())) > 5
