"""The W3C's SHACL test suite, compared strictly: each result with focus, path, value, severity, shape and component.

The suite is not part of the project. It is looked for in the folder that W3C_SHACL_SUITE names, else in a folder
`w3c-shacl` beside or below a neighbour of the checkout.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from exordf.errors import InputError
from exordf.rdf import reader
from exordf.rdf.prefixes import SH
from exordf.shacl import compile_shapes, paths, run, shapes_graph
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _pytest.mark import ParameterSet

    from exordf.rdf.rows import Term

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
FAILURE = ox.NamedNode(f"{SHT}Failure")
CONFORMS = {"true": True, "1": True, "false": False, "0": False}


def suite() -> Path | None:
    if named := os.environ.get("W3C_SHACL_SUITE"):
        return Path(named).resolve()
    root = Path(__file__).resolve().parent.parent
    return next((path.resolve() for path in sorted(root.glob("../*/w3c-shacl")) if path.is_dir()), None)


def cases() -> list[ParameterSet]:
    folder = suite()
    if folder is None:
        why = "no W3C SHACL test suite found: set W3C_SHACL_SUITE to its folder"
        return [pytest.param(Path(), marks=pytest.mark.skip(reason=why), id="absent")]
    files = [path for path in sorted(folder.rglob("*.ttl")) if b"sht:Validate" in path.read_bytes()]
    return [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in files]


class Case:
    """One file of the suite: the graphs that its entry names, and the report that it expects."""

    def __init__(self, path: Path) -> None:
        self._files: dict[Path, list[ox.Quad]] = {}
        quads = self._quads(path)
        self.manifest = shapes_graph.indexed(quads)
        entry = self._only(self.manifest.subjects(f"{MF}action"))
        action = self._only(self.manifest.objects(entry, f"{MF}action"))
        self.data = self._named(action, "dataGraph")
        self.shapes = self._named(action, "shapesGraph")
        self.expected = self._only(self.manifest.objects(entry, f"{MF}result"))

    def _named(self, action: shapes_graph.Node, name: str) -> list[ox.Quad]:
        iri = self._only(self.manifest.objects(action, SHT + name))
        return self._quads(Path(unquote(urlsplit(iri.value).path)))

    def _quads(self, path: Path) -> list[ox.Quad]:
        if path not in self._files:
            self._files[path] = reader.read(path)
        return self._files[path]

    @staticmethod
    def _only(found: Sequence[Term]) -> ox.NamedNode | ox.BlankNode:
        (one,) = found
        assert isinstance(one, ox.NamedNode | ox.BlankNode)
        return one


def stored(quads: list[ox.Quad]) -> list[ox.Quad]:
    """The quads as a store gives them back: it keeps the value of a number, not its spelling."""
    store = OxigraphStore()
    store.load(quads)
    return list(store.quads())


def expected(case: Case) -> Counter[tuple[str, ...]]:
    known = {str(term) for quad in [*case.data, *case.shapes] for term in (quad.subject, quad.object)}
    report = shapes_graph.indexed(stored([quad for quads in case._files.values() for quad in quads]))

    def one(result: shapes_graph.Node, name: str) -> str:
        terms = report.objects(result, SH + name)
        return (
            f"{terms[0]}"
            if terms and (str(terms[0]) in known or not str(terms[0]).startswith("_:"))
            else "_:" * len(terms)
        )

    def path(result: shapes_graph.Node) -> str:
        return "".join(paths.sparql(paths.read(report, term)) for term in report.objects(result, f"{SH}resultPath"))

    names = ("focusNode", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape")
    return Counter(
        (*(one(result, name) for name in names), path(result))  # type: ignore[arg-type]
        for result in report.objects(case.expected, f"{SH}result")
    )


def found(case: Case) -> Counter[tuple[str, ...]]:
    store = OxigraphStore()
    store.load(case.data)
    outcome = run(compile_shapes(case.shapes), store)
    return Counter(
        (
            str(result.focus),
            "" if result.value is None else str(result.value),
            str(result.severity),
            str(result.component),
            str(result.source_shape),
            "" if result.path is None else paths.sparql(result.path),
        )
        for result in outcome.results
    )


def blurred(rows: Counter[tuple[str, ...]], like: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """The rows with a blank node forgotten wherever the suite's own blank node is of another file."""
    columns = {at for row in like for at, text in enumerate(row) if text == "_:"}
    forgotten: Counter[tuple[str, ...]] = Counter()
    for row, times in rows.items():
        forgotten[tuple("_:" if at in columns and text.startswith("_:") else text for at, text in enumerate(row))] += (
            times
        )
    return forgotten


@pytest.mark.parametrize("path", cases())
def test_the_report_is_the_one_that_the_w3c_expects(path: Path) -> None:
    case = Case(path)
    if case.expected == FAILURE:
        with pytest.raises(InputError):
            found(case)
        return
    wanted = expected(case)
    results = found(case)
    assert blurred(results, wanted) == blurred(wanted, wanted)
    (conforms,) = case.manifest.objects(case.expected, f"{SH}conforms")
    assert isinstance(conforms, ox.Literal)
    assert CONFORMS[conforms.value] is not bool(results)


def test_every_manifest_includes_only_files_that_are_tested() -> None:
    folder = suite()
    if folder is None:
        pytest.skip("no W3C SHACL test suite found: set W3C_SHACL_SUITE to its folder")
    tested = {case.values[0] for case in cases()}
    for manifest in sorted(folder.rglob("manifest.ttl")):
        for quad in reader.read(manifest):
            if quad.predicate.value == f"{MF}include" and isinstance(quad.object, ox.NamedNode):
                included = Path(unquote(urlsplit(quad.object.value).path))
                assert included in tested or included.name == "manifest.ttl"
