"""Nanopublications: TriG with four graphs for each claim that is an edge, signed if a key is given."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.claims.statements import statements
from exordf.errors import InputError, MissingExtra, Place
from exordf.export import NAME, Format
from exordf.files import unreadable_error
from exordf.rdf import turtle_writer
from exordf.rdf.prefixes import BIBO, CITO, DCTERMS, EXO, PROV, RDF_TYPE, RDFS, Prefixes
from exordf.rdf.sorting import review_order_key
from exordf.rdf.tree import Trees
from exordf.rdf.turtle_writer import Chapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from exordf.claims.statements import Statement
    from exordf.export import Source

_NP, _PAV = "http://www.nanopub.org/nschema#", "http://purl.org/pav/"
_NPX = "http://purl.org/nanopub/x/"
_GRAPHS = ("Head", "assertion", "provenance", "pubinfo")

# The provenance of a claim; all its other properties belong to the assertion.
_PROVENANCE = {f"{EXO}{name}" for name in ("sentence", "certainty", "attributedTo")} | {f"{CITO}citesAsEvidence"}
_OF_REFERENCE = (f"{DCTERMS}title", f"{BIBO}doi", f"{EXO}unconfirmedDoi")
_Triples = list[tuple[ox.NamedNode, ox.NamedNode, Any]]


def _nanopub(source: Source) -> Mapping[str, bytes]:
    prefixes = Prefixes(source.prefixes.table | {"np": _NP, "npx": _NPX, "pav": _PAV, "prov": PROV})
    quads = [quad for layer, quads in source.canonical.items() if not layer.startswith("views/") for quad in quads]
    review, builder = review_order_key(quads), _Builder(source, Trees(quads))
    sign = _signer(source.key) if source.key is not None else None
    chapters: list[Chapter] = []
    for statement in sorted(statements(source.store), key=lambda statement: review(statement.claim)):
        if statement.holds and isinstance(statement.claim, ox.NamedNode):
            graphs = builder.graphs(statement.claim, statement)
            chapters += _chapters(prefixes.curie(statement.claim), sign(graphs) if sign else graphs)
    return {f"{NAME}.nanopub.trig": turtle_writer.write(chapters, prefixes, turtle_writer.Heads(source.about.lines()))}


def _chapters(title: str, quads: Sequence[ox.Quad]) -> Iterator[Chapter]:
    """The four graphs as chapters, the head first."""
    graphs: dict[ox.NamedNode, list[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            graphs.setdefault(quad.graph_name, []).append(quad)
    for graph in sorted(graphs, key=lambda graph: [graph.value.endswith(name) for name in _GRAPHS], reverse=True):
        name = next(name for name in _GRAPHS if graph.value.endswith(name))
        triples = sorted(graphs[graph], key=str)
        yield Chapter(f"{title}: {name.lower()}", graph, Trees(triples).roots(), triples)


class _Builder:
    """Builds nanopublications from the claims of one source."""

    def __init__(self, source: Source, trees: Trees) -> None:
        self._about, self._head = source.about, source.head
        self._trees = trees
        self._citations: dict[tuple[Any, Any], list[Any]] = {}
        for subject in trees.about:
            for pair in self._pairs(subject):
                self._citations.setdefault(pair, []).append(subject)

    def _pairs(self, citation: Any) -> list[tuple[Any, Any]]:
        citing, cited = self._of(citation, f"{CITO}hasCitingEntity"), self._of(citation, f"{CITO}hasCitedEntity")
        return [(sentence, reference) for sentence in citing for reference in cited]

    def _of(self, subject: Any, *properties: str) -> list[Any]:
        about = self._trees.about.get(subject, {})
        return [value for name in properties for value in about.get(ox.NamedNode(name), ())]

    def graphs(self, claim: ox.NamedNode, statement: Statement) -> list[ox.Quad]:
        """The nanopublication of one claim as quads in four graphs, named after the claim."""
        base = f"{claim.value}/nanopub/"
        this, head, assertion, provenance, pubinfo = (ox.NamedNode(base + name) for name in ("", *_GRAPHS))
        about = self._trees.about[claim]
        stated = [(claim, prop, value) for prop, values in about.items() for value in values]
        parts: dict[ox.NamedNode, _Triples] = {
            head: [
                (this, RDF_TYPE, ox.NamedNode(f"{_NP}Nanopublication")),
                (this, ox.NamedNode(f"{_NP}hasAssertion"), assertion),
                (this, ox.NamedNode(f"{_NP}hasProvenance"), provenance),
                (this, ox.NamedNode(f"{_NP}hasPublicationInfo"), pubinfo),
            ],
            assertion: [
                tuple(statement.triple),
                *(triple for triple in stated if triple[1].value not in _PROVENANCE),
            ],
            provenance: [
                *self._provenance(claim, assertion),
                *(triple for triple in stated if triple[1].value in _PROVENANCE),
            ],
            pubinfo: self._pubinfo(claim, this),
        }
        return [ox.Quad(*triple, graph) for graph, triples in parts.items() for triple in triples]

    def _provenance(self, claim: ox.NamedNode, assertion: ox.NamedNode) -> _Triples:
        """The sentence and the review that state the claim, the references cited, and their verdicts."""
        triples: _Triples = [(assertion, ox.NamedNode(f"{PROV}wasDerivedFrom"), claim)]
        for sentence in self._of(claim, f"{EXO}sentence"):
            triples.append((assertion, ox.NamedNode(f"{PROV}wasDerivedFrom"), sentence))
            for section in self._of(sentence, f"{EXO}section"):
                triples += self._statements(sentence, f"{EXO}section")
                for review in self._of(section, f"{EXO}review"):
                    triples.append((assertion, ox.NamedNode(f"{PROV}hadPrimarySource"), review))
                    triples += self._statements(review, f"{DCTERMS}title")
            for reference in self._of(claim, f"{CITO}citesAsEvidence"):
                triples += self._statements(reference, *_OF_REFERENCE)
                for citation in self._citations.get((sentence, reference), ()):
                    names = (f"{CITO}hasCitingEntity", f"{CITO}hasCitedEntity", f"{EXO}verdict", f"{EXO}basis")
                    triples += self._statements(citation, *names)
        return triples

    def _pubinfo(self, claim: ox.NamedNode, this: ox.NamedNode) -> _Triples:
        triples: _Triples = [
            (this, ox.NamedNode(f"{PROV}wasDerivedFrom"), ox.NamedNode(self._about.version_iri)),
            (this, ox.NamedNode(f"{_PAV}version"), ox.Literal(self._about.version)),
        ]
        head = self._head
        for name in (f"{DCTERMS}creator", f"{DCTERMS}created", f"{DCTERMS}license"):
            triples += [(this, ox.NamedNode(name), value) for value in self._of(head, name)]
        return triples + [(this, ox.NamedNode(f"{RDFS}label"), label) for label in self._of(claim, f"{RDFS}label")]

    def _statements(self, subject: Any, *properties: str) -> _Triples:
        return [(subject, ox.NamedNode(name), value) for name in properties for value in self._of(subject, name)]


def _signer(path: Path) -> Callable[[Sequence[ox.Quad]], list[ox.Quad]]:
    """A function that signs one nanopublication with the RSA key in a file and gives it its trusty URI.

    The key is PEM, or plain base64 as the `nanopub` package stores it. Raises MissingExtra, and InputError if the file
    does not hold such a key.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import rdflib  # noqa: PLC0415 - half a second with the next; only signing needs them
            from nanopub.nanopub import Nanopub  # noqa: PLC0415
            from nanopub.nanopub_conf import NanopubConf  # noqa: PLC0415
            from nanopub.profile import Profile  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("nanopub", "nanopub") from None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        key = "".join(line.strip() for line in lines if not line.startswith("-----"))
        profile = Profile(orcid_id="", name="", private_key=key)
    except OSError as error:
        raise unreadable_error(path, error) from error
    except (ValueError, IndexError, TypeError) as error:
        raise InputError(
            "is not a private RSA key",
            place=Place(path),
            mend="Make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out FILE",
        ) from error

    def sign(quads: Sequence[ox.Quad]) -> list[ox.Quad]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package still uses rdflib's former class for datasets
            graph = rdflib.ConjunctiveGraph()
            graph.parse(data=(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode(), format="nquads")
            publication = Nanopub(rdf=graph, conf=NanopubConf(profile=profile))
            publication.sign()
            content = publication.rdf.serialize(format="nquads")
        return list(ox.parse(content, ox.RdfFormat.N_QUADS))

    return sign


FORMATS = (
    Format(
        "nanopub",
        "nanopublication servers and libraries: assertion, provenance and publication info of each claim",
        "claims that are denied, hypothesised or withdrawn, and all that is no claim",
        _nanopub,
        signed=True,
    ),
)
