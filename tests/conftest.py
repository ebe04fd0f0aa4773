"""What the tests share: the folders of the project, the packaged dataset opened once, and rdflib's view of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exordf import Dataset, cache

if TYPE_CHECKING:
    from collections.abc import Iterator

    import rdflib

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of the tests' own, for them and for the commands that they start."""
    place = tmp_path_factory.mktemp("cache")
    before = os.environ.get(cache.VARIABLE)
    os.environ[cache.VARIABLE] = str(place)
    yield place
    if before is None:
        del os.environ[cache.VARIABLE]
    else:
        os.environ[cache.VARIABLE] = before


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The packaged dataset."""
    return Dataset.open()


@pytest.fixture(scope="session")
def in_rdflib(dataset: Dataset) -> rdflib.Graph:
    """Everything that the store holds, views included, as a graph of rdflib."""
    import rdflib  # noqa: PLC0415 - only the tests that compare engines need it

    graph = rdflib.Graph()
    graph.parse(data=dataset.export("ntriples")["exordf.nt"].decode(), format="nt")
    return graph
