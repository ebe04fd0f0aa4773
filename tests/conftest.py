"""Fixtures of all tests: the packaged dataset opened once, its exports, its graph in rdflib, its explorer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

from exordf import Dataset, export
from exordf.release.build_release import build
from exordf.server.app import application
from exordf.store import cache
from tests import browser as browsers
from tests import serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import rdflib

    from exordf.browse.model.explorer import Explorer
    from exordf.release.build_release import BuildResult

ROOT = Path(__file__).resolve().parent.parent

# The same examples every time, without a limit by the clock, on a busy machine too.
settings.register_profile(
    "exordf",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("exordf")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow all but one in so many of the parameters of a test with the mark `one_in`."""
    numbers: Counter[str] = Counter()
    for item in items:
        if mark := item.get_closest_marker("one_in"):
            test = item.nodeid.partition("[")[0]
            if numbers[test] % mark.args[0]:
                item.add_marker(pytest.mark.slow("every"))
            numbers[test] += 1


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of their own for the tests and the commands that they start."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(cache.VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The packaged dataset."""
    return Dataset.open()


@pytest.fixture(scope="session")
def in_rdflib(dataset: Dataset) -> rdflib.Graph:
    """Everything in the store, inferred triples included, as a graph of rdflib."""
    import rdflib  # noqa: PLC0415 - only the tests that compare engines need it

    graph = rdflib.Graph()
    graph.parse(data=dataset.export("ntriples")["exordf.nt"].decode(), format="nt")
    return graph


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """A release of the packaged data, built once."""
    result = build(None, tmp_path_factory.mktemp("release") / "dist")
    assert result.sound
    return result


class Exports:
    """The files of a dataset in each format, by name, each written once."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset, self.source = dataset, dataset.as_source()
        self._files: dict[str, Mapping[str, bytes]] = {}

    def __getitem__(self, name: str) -> Mapping[str, bytes]:
        if name not in self._files:
            self._files[name] = export.format_of(name).write(self.source)
        return self._files[name]


@pytest.fixture(scope="session")
def exports(dataset: Dataset) -> Exports:
    """The packaged dataset in every format."""
    return Exports(dataset)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium, for the tests of one file: while it runs, nothing else can run an event loop."""
    yield from browsers.started()


@pytest.fixture(scope="session")
def address(dataset: Dataset) -> Iterator[str]:
    """The address of an explorer of the packaged dataset, without a slash at the end."""
    with serving.served(dataset) as address:
        yield address


@pytest.fixture(scope="module")
def client(dataset: Dataset) -> Iterator[TestClient]:
    """A client of the explorer of the packaged dataset, for the tests of one file."""
    with TestClient(application(dataset), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def explorer(client: TestClient) -> Explorer:
    """The explorer that makes the client's pages."""
    explorer: Explorer = client.app.state.explorer  # type: ignore[attr-defined]
    return explorer


SMALL = """@prefix exo: <https://w3id.org/exordf/ontology/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<urn:denied> a exo:Claim ; exo:subject exo:miR-21 ; exo:predicate exo:causes ; exo:object exo:CalciumLoss ;
    exo:certainty exo:Reported ; exo:negated true .
<urn:guessed> a exo:Claim ; exo:subject exo:miR-148a ; exo:predicate exo:causes ; exo:object exo:CalciumLoss ;
    exo:certainty exo:Hypothesised .
<urn:withdrawn> a exo:Claim ; exo:subject exo:miR-31a-5p ; exo:predicate exo:causes ; exo:object exo:CalciumLoss ;
    exo:certainty exo:Reported ; owl:deprecated true .
<urn:denied-elsewhere> a exo:Claim ; exo:subject exo:Osteoclast ; exo:predicate exo:inhibits ;
    exo:object exo:BoneFormation ; exo:certainty exo:Hypothesised ; exo:negated true ; owl:deprecated true .
<urn:reported> a exo:Claim ; exo:subject exo:miR-214-3p ; exo:predicate exo:targets ; exo:object exo:ATF4 ;
    exo:certainty exo:Reported ; exo:vesicle exo:OsteoclastExosome , exo:BoneExosome ;
    rdfs:label "=miR-214-3p, first"@en , "+第一"@zh .
<urn:hedged> a exo:Claim ; exo:subject exo:Osteoclast ; exo:predicate exo:promotes ; exo:object exo:BoneFormation ;
    exo:certainty exo:Hedged .
"""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The packaged ontology with six claims: one reported, one hedged, and four that are not edges in any format."""
    path = tmp_path_factory.mktemp("small") / "small.ttl"
    path.write_text(SMALL, encoding="utf-8")
    return Dataset.open(path)


@pytest.fixture(scope="session")
def small_exports(small: Dataset) -> Exports:
    """The small dataset in every format."""
    return Exports(small)
