"""The shapes: valid data pass, and every known fault is found, for the reason that its file states, by two engines.

The second engine is pyshacl-turbo, which has the results of pySHACL (`test_shacl_agreement` compares ours with pySHACL
itself) at a speed that allows one validation for each bad file.
"""

from __future__ import annotations

import contextlib
import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox
import pyshacl_turbo
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import SH

from exordf.dataset import inference
from exordf.rdf import reader
from exordf.rdf.rows import text
from exordf.shacl import validation
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from _pytest.mark import ParameterSet
    from rdflib.term import Node

HERE = Path(__file__).resolve().parent
BAD = HERE / "bad"
ONTOLOGY = HERE.parent / "ontology"
SHAPES = HERE.parent / "shapes"

EXPECTS = "# expects: "
EXSH = "https://w3id.org/exordf/shape/"
OFFER = re.compile(r" Did you mean .*\?$|是否指 .*？$")
SLOT = re.compile(r"\{[?$]\w+\}")


class Found(NamedTuple):
    """A validation result, as far as a bad file speaks of it, and its messages."""

    focus: str
    shape: str
    messages: frozenset[str]


# What is read


def read(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


@functools.cache
def shapes() -> Graph:
    return read(*sorted(SHAPES.glob("*.ttl")), ONTOLOGY / "prefixes.ttl")


@functools.cache
def valid() -> Graph:
    """The ontology and the context."""
    return read(*sorted(ONTOLOGY.rglob("*.ttl")), BAD / "context.ttl")


@contextlib.contextmanager
def together(file: Graph) -> Iterator[Graph]:
    """The ontology, the context and a file, as one graph."""
    added = file - valid()
    try:
        yield valid().__iadd__(added)
    finally:
        valid().__isub__(added)


@functools.cache
def _quads(path: Path) -> list[ox.Quad]:
    return reader.read(path)


def quads(*paths: Path) -> list[ox.Quad]:
    """The quads of some files; what the project ships is read once."""
    return [quad for path in paths for quad in _quads(path)]


def pairs(path: Path) -> set[tuple[str, str]]:
    """The focus nodes and shapes that the first line of a bad file names, as IRIs."""
    text = path.read_text(encoding="utf-8")
    first, _, _ = text.partition("\n")
    assert first.startswith(EXPECTS), f"{path} does not begin with {EXPECTS!r}"
    namespaces = {"exsh": EXSH, **dict(re.findall(r"^@prefix (\S*): +<(.*)> \.$", text, flags=re.MULTILINE))}
    return {tuple(_iri(name, namespaces) for name in pair.split()) for pair in first[len(EXPECTS) :].split(" , ")}  # type: ignore[misc]


def _iri(name: str, namespaces: Mapping[str, str]) -> str:
    if name.startswith("<"):
        return name.strip("<>")
    prefix, _, local = name.partition(":")
    return namespaces[prefix] + local


# What is checked


@functools.cache
def compiled() -> Any:
    return pyshacl_turbo.compile_shapes(shapes())


def validate(data: Graph) -> set[Found]:
    """The results of the second engine."""
    _, report, _ = compiled().validate(data)
    return {
        Found(
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.sourceShape)),
            frozenset(str(text) for text in report.objects(result, SH.resultMessage)),
        )
        for result in report.objects(None, SH.result)
    }


def messages(node: Node) -> dict[str | None, str]:
    """The messages of a shape or of a query, by language."""
    return {text.language: str(text) for text in shapes().objects(node, SH.message) if isinstance(text, Literal)}


def says(shape: str, found: frozenset[str]) -> bool:
    """Whether a result says, in both languages and with every slot filled, what its shape or one of its queries says.

    The second engine adds the messages of the shape to those of the query; nothing else may be among them.
    """
    own = frozenset(text for text in found if _is_one_of(messages(URIRef(shape)), text))
    queries = [messages(query) for query in shapes().objects(URIRef(shape), SH.sparql)]
    return len(own) == len(found) == 2 or any(
        len(found - own) == 2 and all(_is_one_of(query, text) for text in found - own) for query in queries
    )


def _is_one_of(templates: Mapping[str | None, str], text: str) -> bool:
    patterns = (r"[^{]+".join(map(re.escape, SLOT.split(template))) for template in templates.values())
    return any(re.fullmatch(pattern, text) for pattern in patterns)


def reporting() -> set[Node]:
    """Every shape that a result can name: the property shapes, and the node shapes with constraints of their own."""
    holders = ("sparql", "pattern", "nodeKind")
    return set(shapes().subjects(RDF.type, SH.PropertyShape)) | {
        node
        for node in shapes().subjects(RDF.type, SH.NodeShape)
        if any((node, SH[name], None) in shapes() for name in holders)
    }


def cases() -> list[ParameterSet]:
    """Every bad file; the quick one is the first of its shape."""
    files = sorted(BAD.glob("*/*.ttl"))
    first = {path.parent: path for path in reversed(files)}.values()
    return [
        pytest.param(
            path, id=f"{path.parent.name}/{path.stem}", marks=() if path in first else pytest.mark.slow("every")
        )
        for path in files
    ]


# What must hold


@pytest.mark.slow("program")
def test_the_context_is_valid() -> None:
    assert validate(valid()) == set()


@pytest.mark.one_in(16)
@pytest.mark.parametrize("path", cases())
def test_a_bad_file_fails_for_the_reason_in_its_first_line(path: Path) -> None:
    with together(read(path)) as data:
        found = validate(data)
    assert {(result.focus, result.shape) for result in found} == pairs(path)
    assert [result for result in found if not says(result.shape, result.messages)] == []


@pytest.mark.one_in(4)
@pytest.mark.parametrize("path", cases())
def test_our_engine_finds_the_same_with_the_views_in_place(path: Path) -> None:
    store = OxigraphStore()
    store.load(quads(*sorted(ONTOLOGY.rglob("*.ttl")), BAD / "context.ttl", path))
    inference.run_rules(store)
    report = validation.validate(store, quads(*sorted(SHAPES.glob("*.ttl")), ONTOLOGY / "prefixes.ttl"))
    found = {
        (text(result.focus), text(result.source_shape), tuple(result.messages.values())) for result in report.results
    }
    assert {(focus, shape) for focus, shape, _ in found} == pairs(path)
    for _, shape, texts in found:
        said = frozenset(OFFER.sub("", words) for words in texts)
        assert says(shape, said), said


def test_every_shape_has_a_folder_of_bad_files() -> None:
    folders = {URIRef(EXSH + path.parent.name) for path in BAD.glob("*/*.ttl")}
    assert folders == reporting()


def test_a_bad_file_breaks_the_shape_of_its_folder() -> None:
    strays = [
        path for path in BAD.glob("*/*.ttl") if EXSH + path.parent.name not in {shape for _, shape in pairs(path)}
    ]
    assert strays == []


def test_every_query_is_used_by_a_shape() -> None:
    queries = set(shapes().subjects(RDF.type, SH.SPARQLConstraint))
    assert set(shapes().objects(None, SH.sparql)) == queries
    assert {query for query in queries if (query, SH.select, None) not in shapes()} == set()


def test_every_shacl_term_is_one_of_the_w3c() -> None:
    """The vocabulary is the one that rdflib holds. A misspelt term checks nothing and says nothing."""
    used = {term for triple in shapes() for term in triple if isinstance(term, URIRef) and term.startswith(str(SH))}
    assert {term for term in used if term not in SH} == set()


@pytest.mark.parametrize("node", sorted(reporting() | set(shapes().subjects(RDF.type, SH.SPARQLConstraint)), key=str))
def test_a_rule_speaks_english_and_chinese(node: Node) -> None:
    only_queries = (node, SH.sparql, None) in shapes() and (node, SH.message, None) not in shapes()
    assert set(messages(node)) == (set() if only_queries else {"en", "zh"})
    assert len(list(shapes().objects(node, SH.message))) == len(messages(node))


def test_a_severity_is_given_only_where_it_is_not_a_violation() -> None:
    assert {
        severity for severity in shapes().objects(None, SH.severity) if severity not in (SH.Warning, SH.Info)
    } == set()


def test_every_node_of_the_shapes_has_a_name() -> None:
    named = [node for node in shapes().subjects(RDF.type) if not isinstance(node, URIRef)]
    assert named == []
