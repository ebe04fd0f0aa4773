"""What the tests share: the folders of the project, the packaged dataset opened once, and rdflib's view of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exordf import Dataset

if TYPE_CHECKING:
    import rdflib

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The packaged dataset."""
    return Dataset.open()


@pytest.fixture(scope="session")
def in_rdflib(dataset: Dataset) -> rdflib.Graph:
    """Everything that the store holds, views included, as a graph of rdflib."""
    import rdflib  # noqa: PLC0415 - only the tests that compare engines need it

    graph = rdflib.Graph()
    graph.parse(data=dataset.export("ntriples").decode(), format="nt")
    return graph
