"""Exports of RDF and of ontologies: they read well, read back the same, and say no more than the claims do."""

from __future__ import annotations

import functools
import json
import re
import warnings
from base64 import b64decode
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_canonical_graph

from exordf import Dataset, InputError
from exordf.claims.statements import statements
from exordf.dataset import external_ontologies
from exordf.export import Source, format_of
from exordf.rdf import reader
from exordf.rdf.prefixes import EXO, OWL, RDF, RDF_TYPE, RDFS, SKOS, Prefixes
from exordf.rdf.tree import Trees
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from exordf.rdf.tree import Object, Subject

READERS = {
    "turtle": ox.RdfFormat.TURTLE,
    "turtle12": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "nanopub": ox.RdfFormat.TRIG,
}
FOR_RDFLIB = {
    "turtle": "turtle",
    "ntriples": "nt",
    "nquads": "nquads",
    "trig": "trig",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
WHOLE = [name for name in READERS if name not in ("owl", "nanopub")]
WITHOUT_EDGES = ("owl", "obograph")
REIFIES = ox.NamedNode(f"{RDF}reifies")
LICENCE = ox.NamedNode("http://purl.org/dc/terms/license")

Edge = tuple[str, str, str]


def edges(name: str, content: bytes, predicates: Collection[str]) -> set[Edge]:
    """The edges in an export: statements by a predicate of claims that are made, not only mentioned, as three IRIs."""
    if name == "obograph":
        found = json.loads(content)["graphs"][0]["edges"]
        return {(edge["sub"], edge["pred"], edge["obj"]) for edge in found if edge["pred"] in predicates}
    return {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(content, READERS[name])
        if quad.predicate.value in predicates
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }


def predicates_of(dataset: Dataset) -> set[str]:
    """The predicates that claims may have."""
    terms = dataset.query("SELECT DISTINCT ?p WHERE { ?p exo:subjectKind ?kind }").column("p")
    return {term.value for term in terms if isinstance(term, ox.NamedNode)}


@functools.cache
def export_files(dataset: Dataset, name: str) -> Mapping[str, bytes]:
    """The files of an export, written once."""
    return dataset.export(name)


def exported(dataset: Dataset, name: str, **options: Any) -> bytes:
    """The file of an export, the first where there are several."""
    return next(iter((dataset.export(name, **options) if options else export_files(dataset, name)).values()))


def canonical(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    """The triples with canonical blank nodes, whatever graph they stand in."""
    dataset = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


def nanopublications(content: bytes) -> dict[str, list[ox.Quad]]:
    """The quads of each nanopublication in a file, by what the IRIs of its graphs begin with."""
    found: dict[str, list[ox.Quad]] = {}
    for quad in ox.parse(content, ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        base = re.sub(r"(Head|assertion|provenance|pubinfo)$", "", quad.graph_name.value)
        found.setdefault(base, []).append(quad)
    return found


def as_nanopub(quads: Iterable[ox.Quad]) -> Any:
    """One nanopublication as the `nanopub` package holds it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package uses rdflib's former class for datasets
        from nanopub.nanopub import Nanopub  # noqa: PLC0415

        graph = rdflib.ConjunctiveGraph()
        graph.parse(data=(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode(), format="nquads")
        return Nanopub(rdf=graph)


def is_valid(quads: Iterable[ox.Quad]) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return bool(as_nanopub(quads).is_valid)


# --- people -----------------------------------------------------------------------------------------------------------


def test_turtle_has_a_claim_as_a_person_would_write_it(dataset: Dataset) -> None:
    written = exported(dataset, "turtle").decode()
    assert (
        """
claim:2.1-10b a exo:Claim ;
    rdfs:label    "Osteoclast exosomes carrying miR-214-3p inhibit osteoblast differentiation."@en ,
                  "携带 miR-214-3p 的破骨细胞外泌体抑制成骨细胞分化。"@zh ;
    exo:subject   exo:miR-214-3p ;
    exo:predicate exo:inhibits ;
    exo:object    exo:OsteoblastDifferentiation ;
    exo:vesicle   exo:OsteoclastExosome ;
    exo:recipient exo:Osteoblast ;
    exo:mechanism claim:2.1-10c ,
                  claim:2.1-11c ;
    exo:certainty exo:Reported ;
    exo:sentence  sentence:2.1-10 ;
    cito:citesAsEvidence reference:31 .
"""
        in written
    )


def test_turtle_has_axioms_inside_their_terms(dataset: Dataset) -> None:
    written = exported(dataset, "turtle").decode()
    assert "_:" not in re.sub(r'"(?:[^"\\]|\\.)*"', '""', written)
    assert "[] a owl:AllDisjointClasses ;\n    owl:members ( exo:Cell exo:CellLine" in written


def test_turtle_begins_with_what_it_is_and_declares_the_prefixes_that_it_uses(dataset: Dataset) -> None:
    written = exported(dataset, "turtle").decode()
    assert written.splitlines()[:3] == [
        f"# exordf: exosomes between muscle and bone, version {dataset.as_source().about.version}",
        f"# Source: {dataset.as_source().about.version_iri}",
        "# Licence: https://creativecommons.org/licenses/by/4.0/",
    ]
    body = re.sub(r'"(?:[^"\\]|\\.)*"', '""', written.rpartition("@prefix")[2].partition("\n")[2])
    declared = re.findall(r"^@prefix ([\w.]+):", written, re.MULTILINE)
    assert declared == sorted(declared)
    assert [prefix for prefix in declared if not re.search(rf"(?<![\w.]){re.escape(prefix)}:", body)] == []


def test_turtle_has_claims_in_the_order_of_the_review(dataset: Dataset) -> None:
    written = exported(dataset, "turtle").decode()
    found = re.findall(r"^(claim:\S+) a exo:Claim", written, re.MULTILINE)
    ordered = dataset.query(
        """SELECT ?claim WHERE {
             ?claim a exo:Claim ; exo:sentence ?sentence . ?sentence exo:ordinal ?o ; exo:section/exo:ordinal ?s
           } ORDER BY ?s ?o ?claim"""
    )
    assert found == [dataset.prefixes.curie(row["claim"]) for row in ordered]  # type: ignore[arg-type]


def test_every_subject_of_turtle_begins_a_line(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "exordf.ttl"
    dataset.export("turtle", path)
    named = {quad.subject.value for quad in dataset.store.quads() if isinstance(quad.subject, ox.NamedNode)}
    assert set(reader.subject_places(path)) == named - {EXO}  # "exo:" alone is not seen by the scanner


def test_json_ld_has_its_context_also_alone(dataset: Dataset) -> None:
    files = dataset.export("jsonld")
    document = json.loads(files["exordf.jsonld"])
    assert json.loads(files["context.jsonld"]) == {"@context": document["@context"]}
    assert document["@graph"][0]["id"] == EXO


def test_json_ld_gives_a_property_the_same_shape_everywhere(dataset: Dataset) -> None:
    nodes = json.loads(exported(dataset, "jsonld"))["@graph"]
    shapes: dict[str, set[type]] = {}
    for node in nodes:
        for key, value in node.items():
            shapes.setdefault(key, set()).add(type(value))
    assert {key for key, found in shapes.items() if len(found) > 1} <= {"type", "domain", "range", "license"}


# --- round trips ------------------------------------------------------------------------------------------------------


def test_rdf_1_2_is_the_rest_and_what_each_claim_reifies(dataset: Dataset) -> None:
    quads = list(ox.parse(exported(dataset, "turtle12"), ox.RdfFormat.TURTLE))
    assert canonical(quad for quad in quads if quad.predicate != REIFIES) == canonical(dataset.store.quads())
    reified = {(quad.subject, quad.object) for quad in quads if quad.predicate == REIFIES}
    assert reified == {(statement.claim, statement.triple) for statement in statements(dataset.store)}


ODD = r"""
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :says "a \"quoted\" \\ line\nand\tanother\r ]]> <&> 'x'" , "骨"@zh , "os"@la , "os" , 1 , 01 , 1.50 , 1e3 , true ,
        "2026-11-23"^^xsd:date , "x"^^:type , "" .
:a :shares _:shared . :b :shares _:shared . _:shared :says "named twice" .
_:round :next _:circle . _:circle :next _:round .
:c :owns [ :owns [ :says "deep" ; a :Thing , owl:Class ] , [] ] ; :items ( 1 "two" ( :a ) [ :says "in" ] ) , () .
:d :broken [ rdf:first 1 ; rdf:rest [ rdf:first 2 ] ] , [ rdf:first 1 , 2 ; rdf:rest () ] .
[] :says "of nobody" . [] a :Thing . :self :of :self .
<https://example.org/with%20space/(x),y;z'!$&*+=~@> :says :says . <https://example.org/.dot.> :says <urn:x:y> .
<https://example.org/-dash> :says <https://example.org/trailing.> , <https://example.org/骨> .
"""


def odd() -> Source:
    store = OxigraphStore()
    quads = [ox.Quad(*quad.triple) for quad in ox.parse(ODD, ox.RdfFormat.TURTLE)]
    store.load(quads)
    return Source({"own": quads}, store, Prefixes({"": "https://example.org/", "owl": OWL, "rdf": RDF}))


@pytest.mark.parametrize("name", WHOLE)
def test_odd_data_reads_back_the_same(name: str) -> None:
    source = odd()
    written = next(iter(format_of(name).write(source).values()))
    assert canonical(ox.parse(written, READERS[name])) == canonical(source.quads())


@pytest.mark.parametrize("name", FOR_RDFLIB)
def test_odd_data_reads_back_the_same_in_rdflib(name: str) -> None:
    source = odd()
    written = next(iter(format_of(name).write(source).values())).decode()
    read = rdflib.Dataset(default_union=True) if name in ("trig", "nquads") else rdflib.Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read.parse(data=written, format=FOR_RDFLIB[name])
    graph, expected = rdflib.Graph(), rdflib.Graph()
    for triple in read.triples((None, None, None)):
        graph.add(triple[:3])
    expected.parse(data=ODD, format="turtle")
    assert set(to_canonical_graph(graph)) == set(to_canonical_graph(expected))


@pytest.mark.parametrize("name", WHOLE)
def test_the_order_of_the_quads_does_not_matter(name: str) -> None:
    source = odd()
    backwards = Source({"own": list(reversed(source.layers["own"]))}, source.store, source.prefixes)
    assert format_of(name).write(backwards) == format_of(name).write(source)


@pytest.mark.parametrize(
    ("triple", "message"),
    [('<urn:a> <urn:b> "\\u0007" .', "control character"), ("<urn:a> <urn:b/1> 2 .", "cannot name the property")],
)
def test_xml_says_what_it_cannot_say(triple: str, message: str) -> None:
    quads = list(ox.parse(triple, ox.RdfFormat.TURTLE))
    with pytest.raises(InputError, match=message):
        format_of("rdfxml").write(Source({"own": quads}, OxigraphStore(), Prefixes({})))


# --- licence, version, source -----------------------------------------------------------------------------------------


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", READERS)
def test_rdf_carries_licence_version_and_source(name: str, dataset: Dataset) -> None:
    about = dataset.as_source().about
    quads = list(ox.parse(exported(dataset, name), READERS[name]))
    said = {(quad.predicate.value, getattr(quad.object, "value", "")) for quad in quads}
    assert (LICENCE.value, about.licence) in said
    assert about.version_iri in {value for _, value in said}
    assert about.version in {value for _, value in said}
    if name in ("trig", "nquads"):
        graph = ox.NamedNode("https://w3id.org/exordf/graph/about")
        of_whole = [quad for quad in quads if quad.graph_name == graph]
        assert {quad.subject for quad in of_whole} == {ox.NamedNode(about.iri)}
        assert LICENCE in {quad.predicate for quad in of_whole}


@pytest.mark.parametrize("name", ["bibtex", "csljson", "sssom", "obograph"])
def test_other_formats_carry_licence_version_and_source(name: str, dataset: Dataset) -> None:
    written = exported(dataset, name).decode()
    about = dataset.as_source().about
    assert [word for word in (about.licence, about.version, about.version_iri) if word not in written] == []


# --- no claim is an edge that must not be -----------------------------------------------------------------------------

ACCEPTED = (f"{EXO}miR-214-3p", f"{EXO}causes", f"{EXO}CalciumLoss")
REFUSED = f"""@prefix exo: <{EXO}> .
@prefix owl: <{OWL}> .
<urn:accepted> a exo:Claim ; exo:subject exo:miR-214-3p ; exo:predicate exo:causes ; exo:object exo:CalciumLoss ;
    exo:certainty exo:Hedged .
<urn:denied> a exo:Claim ; exo:subject exo:miR-21 ; exo:predicate exo:causes ; exo:object exo:CalciumLoss ;
    exo:certainty exo:Reported ; exo:negated true .
<urn:hypothesised> a exo:Claim ; exo:subject exo:miR-148a ; exo:predicate exo:causes ; exo:object exo:CalciumLoss ;
    exo:certainty exo:Hypothesised .
<urn:withdrawn> a exo:Claim ; exo:subject exo:miR-31a-5p ; exo:predicate exo:causes ; exo:object exo:CalciumLoss ;
    exo:certainty exo:Reported ; owl:deprecated true .
<urn:unknown> a exo:Claim ; exo:subject <urn:nobody> ; exo:predicate exo:causes ; exo:object exo:CalciumLoss ;
    exo:certainty exo:Reported .
<urn:denied-too> a exo:Claim ; exo:subject exo:miR-214-3p ; exo:predicate exo:causes ; exo:object exo:CalciumLoss ;
    exo:certainty exo:Reported ; exo:negated true .
"""


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    path = tmp_path_factory.mktemp("refused") / "refused.ttl"
    path.write_text(REFUSED)
    return Dataset.open(path)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", [*READERS, "obograph"])
def test_a_denied_hypothesised_or_withdrawn_claim_is_no_edge(name: str, refusing: Dataset) -> None:
    found = edges(name, exported(refusing, name), predicates_of(refusing))
    of_accepted = {ACCEPTED, (ACCEPTED[0], f"{EXO}affects", ACCEPTED[2])}
    above = {edge for edge in found if edge not in of_accepted}
    assert above == set()
    assert (ACCEPTED in found) is (name not in WITHOUT_EDGES)


def test_a_refused_claim_reifies_what_it_does_not_assert(refusing: Dataset) -> None:
    written = exported(refusing, "turtle12").decode()
    reifying = {
        quad.subject.value
        for quad in ox.parse(written, ox.RdfFormat.TURTLE)
        if quad.predicate == REIFIES and isinstance(quad.subject, ox.NamedNode)
    }
    names = ("accepted", "denied", "hypothesised", "withdrawn", "unknown", "denied-too")
    assert reifying == {f"urn:{name}" for name in names}
    assert re.findall(r"~ <urn:(\S+)>", written) == ["accepted"]


def test_only_a_claim_that_is_an_edge_is_a_nanopublication(refusing: Dataset, dataset: Dataset) -> None:
    assert list(nanopublications(exported(refusing, "nanopub"))) == ["urn:accepted/nanopub/"]
    holding = {statement.claim for statement in statements(dataset.store) if statement.holds}
    claims = {
        quad.object
        for quads in nanopublications(exported(dataset, "nanopub")).values()
        for quad in quads
        if quad.predicate.value.endswith("wasDerivedFrom") and "/claim/" in str(quad.object)
    }
    assert claims == holding


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", [name for name in READERS if name not in ("owl", "nanopub")])
def test_the_edges_of_an_export_are_those_of_the_views(name: str, dataset: Dataset) -> None:
    predicates = predicates_of(dataset)
    stored = edges("ntriples", exported(dataset, "ntriples"), predicates)
    holding = {
        tuple(str(getattr(term, "value", "")) for term in s.triple) for s in statements(dataset.store) if s.holds
    }
    assert holding <= stored
    assert edges(name, exported(dataset, name), predicates) == stored


# --- nanopublications -------------------------------------------------------------------------------------------------

OF_ONE_SENTENCE = "SELECT ?claim WHERE { ?claim exo:sentence sentence:2.1-10 }"


def test_nanopublications_of_a_sentence_are_valid(dataset: Dataset) -> None:
    found = nanopublications(exported(dataset, "nanopub", select=OF_ONE_SENTENCE))
    assert [is_valid(quads) for quads in found.values()] == [True] * 3


def test_a_nanopublication_without_an_assertion_is_not_valid(dataset: Dataset) -> None:
    found = nanopublications(exported(dataset, "nanopub", select=OF_ONE_SENTENCE))
    quads = [quad for quad in next(iter(found.values())) if not str(quad.graph_name).endswith("assertion>")]
    with pytest.raises(ValueError, match="assertion graph is empty"):
        is_valid(quads)


@pytest.mark.slow("every")
def test_every_nanopublication_is_valid(dataset: Dataset) -> None:
    found = nanopublications(exported(dataset, "nanopub"))
    assert len(found) > 500
    assert [base for base, quads in found.items() if not is_valid(quads)] == []


def test_a_nanopublication_says_who_said_it_and_what_is_cited(dataset: Dataset) -> None:
    found = nanopublications(exported(dataset, "nanopub", select=OF_ONE_SENTENCE))
    base = dataset.find("claim:2.1-10b").value + "/nanopub/"
    graphs: dict[str, set[tuple[str, str, str]]] = {}
    for quad in found[base]:
        subject, prop, value = (
            dataset.prefixes.curie(term) if isinstance(term, ox.NamedNode) else str(term) for term in quad.triple
        )
        graphs.setdefault(str(quad.graph_name).removeprefix(f"<{base}").rstrip(">"), set()).add((subject, prop, value))
    assert ("exo:miR-214-3p", "exo:inhibits", "exo:OsteoblastDifferentiation") in graphs["assertion"]
    assert ("claim:2.1-10b", "exo:vesicle", "exo:OsteoclastExosome") in graphs["assertion"]
    assert ("citation:2.1-10-r31", "exo:verdict", "exo:DifferentTopic") in graphs["provenance"]
    assert ("claim:2.1-10b", "exo:certainty", "exo:Reported") in graphs["provenance"]
    assert {prop for _, prop, _ in graphs["pubinfo"]} >= {"dcterms:license", "dcterms:creator", "dcterms:created"}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private RSA key in PEM."""
    from Crypto.PublicKey import RSA  # noqa: PLC0415 - comes with nanopub

    path = tmp_path_factory.mktemp("key") / "key.pem"
    path.write_bytes(RSA.generate(2048).export_key("PEM", pkcs=8))
    return path


def test_a_signed_nanopublication_is_signed_with_the_key_and_named_by_what_it_says(dataset: Dataset, key: Path) -> None:
    from Crypto.Hash import SHA256  # noqa: PLC0415
    from Crypto.PublicKey import RSA  # noqa: PLC0415
    from Crypto.Signature import PKCS1_v1_5  # noqa: PLC0415
    from nanopub.trustyuri.rdf.RdfHasher import normalize_quads  # noqa: PLC0415
    from nanopub.trustyuri.rdf.RdfUtils import get_quads  # noqa: PLC0415

    written = exported(dataset, "nanopub", select=OF_ONE_SENTENCE, key=key)
    assert written == exported(dataset, "nanopub", select=OF_ONE_SENTENCE, key=key)
    found = nanopublications(written)
    assert len(found) == 3
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for base, quads in found.items():
            publication = as_nanopub(quads)
            assert publication.is_valid
            assert publication.has_valid_trusty
            assert re.search(r"/claim/2\.1-10[abc]/nanopub/RA[\w-]{43}#$", base)
            signature = b64decode(str(publication.metadata.signature))
            # The package throws the answer of its own check away, so the signature is checked here.
            publication.rdf.remove((None, rdflib.URIRef("http://purl.org/nanopub/x/hasSignature"), None))
            signed = normalize_quads(get_quads(publication.rdf), baseuri=base, hashstr=" ")  # type: ignore[no-untyped-call]
            verifier = PKCS1_v1_5.new(RSA.import_key(key.read_bytes()))
            assert verifier.verify(SHA256.new(signed.encode()), signature)
            assert not verifier.verify(SHA256.new((signed + "x").encode()), signature)


def test_a_signed_nanopublication_that_was_changed_is_found_out(dataset: Dataset, key: Path) -> None:
    found = nanopublications(exported(dataset, "nanopub", select=OF_ONE_SENTENCE, key=key))
    quads = next(iter(found.values()))
    changed = [
        ox.Quad(quad.subject, quad.predicate, ox.Literal("9.9.9"), quad.graph_name)
        if quad.predicate.value.endswith("version")
        else quad
        for quad in quads
    ]
    assert changed != quads
    publication = as_nanopub(changed)
    with pytest.raises(ValueError, match="is not valid"):
        _ = publication.has_valid_trusty


def test_what_is_no_key_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("-----BEGIN PRIVATE KEY-----\nbm8ga2V5\n-----END PRIVATE KEY-----\n")
    with pytest.raises(InputError, match="is not a private RSA key"):
        dataset.export("nanopub", key=path)
    with pytest.raises(InputError, match="cannot be read"):
        dataset.export("nanopub", key=tmp_path / "missing.pem")
    with pytest.raises(InputError, match="not one that is signed"):
        dataset.export("turtle", key=path)


# --- the ontology alone -----------------------------------------------------------------------------------------------


def test_owl_has_one_head_and_no_record(dataset: Dataset) -> None:
    quads = list(ox.parse(exported(dataset, "owl"), ox.RdfFormat.RDF_XML))
    types = [(quad.subject, quad.object.value) for quad in quads if quad.predicate == RDF_TYPE]
    assert [subject for subject, kind in types if kind == f"{OWL}Ontology"] == [ox.NamedNode(EXO)]
    assert [kind for _, kind in types if kind.startswith(EXO) and kind in (f"{EXO}Claim", f"{EXO}Sentence")] == []
    layers = [quad for name in ("ontology", "imports") for quad in dataset.layers[name]]
    stated = {
        quad.subject for quad in layers if quad.predicate == RDF_TYPE and quad.object == ox.NamedNode(f"{OWL}Class")
    }
    named = {subject for subject in stated if isinstance(subject, ox.NamedNode)}
    assert {subject for subject, kind in types if kind == f"{OWL}Class" and isinstance(subject, ox.NamedNode)} == named


def test_owl_tells_which_releases_of_others_are_inside(dataset: Dataset) -> None:
    quads = list(ox.parse(exported(dataset, "owl"), ox.RdfFormat.RDF_XML))
    sources = {str(quad.object) for quad in quads if quad.predicate.value == "http://purl.org/dc/terms/source"}
    modules = {quad.subject for quad in dataset.layers["imports"] if quad.object == ox.NamedNode(f"{OWL}Ontology")}
    assert len([source for source in sources if re.match(r'"\S+ .+ \(.+\)"', source)]) == len(modules)


def parents(quads: Iterable[ox.Quad]) -> dict[str, set[str]]:
    """The named parents that are stated of each class, by IRI."""
    found: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == f"{RDFS}subClassOf" and isinstance(quad.object, ox.NamedNode):
            found.setdefault(str(quad.subject).strip("<>"), set()).add(quad.object.value)
    return found


@pytest.mark.parametrize("name", ["owl", "obograph"])
def test_our_own_reader_of_releases_reads_the_ontology(name: str, dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / ("exordf.owl" if name == "owl" else "exordf.json")
    dataset.export(name, path)
    terms = external_ontologies.read(path, dataset.prefixes).terms
    layers = [quad for layer in ("ontology", "imports", "links") for quad in dataset.layers[layer]]
    classes = {
        quad.subject.value
        for quad in layers
        if quad.object == ox.NamedNode(f"{OWL}Class") and isinstance(quad.subject, ox.NamedNode)
    }
    read = {dataset.prefixes.iri(name).value: term for name, term in terms.items() if not term.property}
    assert classes <= read.keys()
    stated = parents(layers)
    wrong = {
        iri: read[iri].parents
        for iri in classes
        if {dataset.prefixes.iri(parent).value for parent in read[iri].parents} != stated.get(iri, set()) - {iri}
    }
    assert wrong == {}
    assert read[f"{EXO}Osteoblast"].label == "osteoblast"


def test_pronto_reads_the_words_and_definitions_of_obo_graph_json(dataset: Dataset, tmp_path: Path) -> None:
    from pronto.ontology import Ontology  # noqa: PLC0415 - a second of imports

    path = tmp_path / "exordf.json"
    dataset.export("obograph", path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ontology = Ontology(path)
    term = ontology[f"{EXO}BoneMarrowMesenchymalStemCellExosome"]
    assert term.name == "BMSC exosome"
    assert str(term.definition) == "An exosome that a bone marrow mesenchymal stem cell secretes."
    assert {synonym.description for synonym in term.synonyms} == {"bone marrow mesenchymal stem cell exosome"}


def test_obo_graph_json_has_every_axiom_that_it_has_a_place_for(dataset: Dataset) -> None:
    graph = json.loads(exported(dataset, "obograph"))["graphs"][0]
    ontology = OxigraphStore()
    ontology.load(quad for layer in ("ontology", "imports", "links") for quad in dataset.layers[layer])

    def number(where: str) -> int:
        return len(
            ontology.query(f"SELECT * WHERE {{ {where} }}", {"owl": OWL, "rdfs": RDFS, "skos": SKOS, "exo": EXO})
        )

    preds = [edge["pred"] for edge in graph["edges"]]
    assert preds.count("is_a") == number("?a rdfs:subClassOf ?b FILTER(isIRI(?b))")
    assert preds.count("subPropertyOf") == number("?a rdfs:subPropertyOf ?b")
    restricted = "?a rdfs:subClassOf [ owl:onProperty ?p ; owl:someValuesFrom ?b ]"
    assert len(preds) - sum(map(preds.count, ("is_a", "subPropertyOf", "type"))) == number(restricted)
    assert len(graph["logicalDefinitionAxioms"]) == number("?a owl:equivalentClass/owl:intersectionOf ?b")
    assert len(graph["equivalentNodesSets"]) == number("?a owl:equivalentClass ?b FILTER(isIRI(?b))")
    assert len(graph["propertyChainAxioms"]) == number("?a owl:propertyChainAxiom ?b")
    labelled = {node["id"] for node in graph["nodes"] if "lbl" in node}
    assert len(labelled) == number("?a rdfs:label ?b FILTER(LANG(?b) = 'en') FILTER NOT EXISTS { ?a a owl:Ontology }")


def test_sssom_is_valid_and_is_the_file_of_mappings_with_its_version(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "mappings.sssom.tsv"
    dataset.export("sssom", path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sssom.parsers import parse_sssom_table  # noqa: PLC0415 - a second of imports
        from sssom.validators import validate  # noqa: PLC0415

        table = parse_sssom_table(path)
        reports = validate(table)
    assert [result for report in reports.values() for result in report.results] == []
    assert table.metadata["mapping_set_version"] == dataset.as_source().about.version
    source = (dataset.home / "data" / "mappings.sssom.tsv").read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").endswith(source)


def test_data_without_mappings_has_no_sssom(dataset: Dataset) -> None:
    with pytest.raises(InputError, match="no mappings of its own"):
        format_of("sssom").write(Source(dataset.layers, dataset.store, dataset.prefixes))


A, B, C, D = (ox.BlankNode(name) for name in "abcd")
THING, OTHER, PART = (ox.NamedNode(f"urn:{name}") for name in ("thing", "other", "part"))


@pytest.mark.parametrize(
    ("pairs", "closure", "block"),
    [
        pytest.param([(THING, A), (A, B)], {THING, A, B}, {THING, A}, id="a chain"),
        pytest.param([(THING, A), (OTHER, A), (A, B)], {THING, A, B}, {THING}, id="a node that two subjects share"),
        pytest.param([(THING, A), (A, B), (B, A)], {THING, A, B}, {THING}, id="a cycle below a subject"),
        pytest.param([(THING, A), (A, A)], {THING, A}, {THING}, id="a node that is its own value"),
        pytest.param([(A, B), (B, A), (C, D), (THING, D)], {THING, D}, {THING}, id="a cycle beside it"),
        pytest.param([(THING, OTHER), (OTHER, A)], {THING}, {THING}, id="an IRI ends the walk"),
        pytest.param([(THING, ox.Triple(A, PART, B)), (A, C)], {THING}, {THING}, id="a triple term ends the walk"),
    ],
)
def test_a_closure_follows_all_blank_nodes_and_a_block_those_of_one_subject(
    pairs: list[tuple[Subject, Object]], closure: set[Subject], block: set[Subject]
) -> None:
    quads = [ox.Quad(subject, PART, value) for subject, value in pairs]
    trees = Trees(quads)
    assert {*trees.closure(THING)} == closure
    assert {quad.subject for quad in trees.block(THING)} == block
    blocks = [quad for root in trees.roots() for quad in trees.block(root)]
    assert sorted(blocks, key=str) == sorted(quads, key=str), "every quad is in one block"


def test_a_deep_chain_of_blank_nodes_is_one_block() -> None:
    nodes: list[Subject] = [THING, *(ox.BlankNode() for _ in range(5000))]
    trees = Trees(ox.Quad(node, PART, value) for node, value in pairwise(nodes))
    assert len(list(trees.block(THING))) == len(nodes) - 1
