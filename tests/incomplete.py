"""Datasets with a missing or malformed value: one small set of records, with one fault in each variant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import EXO, OWL, RDF_TYPE, RDFS, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from exordf.rdf.rows import Term

    Change = Callable[[ox.Quad], list[ox.Quad]]

HERE = "https://w3id.org/exordf/partial/"
CITO, DCTERMS = "http://purl.org/spar/cito/", "http://purl.org/dc/terms/"
PREFIXES = f"""@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix cito: <{CITO}> .
@prefix dcterms: <{DCTERMS}> .
@prefix exo: <{EXO}> .
@prefix owl: <{OWL}> .
@prefix rdfs: <{RDFS}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <{SKOS}> .
@prefix xsd: <{XSD}> .
""" + "".join(
    f"@prefix {kind}: <{HERE}{kind}/> .\n"
    for kind in ("review", "section", "sentence", "claim", "citation", "reference", "finding", "conflict", "gap")
)
# The prefixes of the records, declared as in a review of its own.
DECLARED = PREFIXES + "".join(
    f'<https://w3id.org/exordf/prefix/partial-{kind}> a sh:PrefixDeclaration ; sh:prefix "{kind}" ;'
    f' sh:namespace "{HERE}{kind}/"^^xsd:anyURI .\n'
    for kind in ("section", "sentence", "claim", "citation", "reference", "finding", "conflict", "gap")
)
# One record of each kind, with every property that the kind may have; two more claims, for the links between claims.
WHOLE = """
review:V a exo:Review ; rdfs:label "Review V"@en , "综述 V"@zh ; dcterms:title "The review V"@en , "综述之题 V"@zh ;
  exo:authors "Writer A; Writer B" ; dcterms:issued "2020"^^xsd:gYear .
section:V a exo:Section ; rdfs:label "Section V"@en , "章节 V"@zh ; exo:review review:V ; exo:ordinal 1 ;
  exo:sentenceCount 1 .
sentence:V a exo:Sentence ; exo:section section:V ; exo:ordinal 1 ; exo:disposition exo:StatesClaims ;
  exo:digest "0000000000000000000000000000000000000000000000000000000000000000" .
claim:V a exo:Claim ; rdfs:label "Exosomes of V lower it."@en , "外泌体 V 使之降低。"@zh ;
  exo:subject exo:Own-V ; exo:predicate exo:does-V ; exo:object exo:BoneFormation ; exo:certainty exo:Reported ;
  exo:sentence sentence:V ; exo:vesicle exo:OsteoclastExosome ; exo:recipient exo:Osteoblast ; exo:site exo:Bone ;
  exo:species exo:Mouse ; exo:model exo:Mouse ; exo:condition exo:Osteoporosis ;
  exo:evidence <http://purl.obolibrary.org/obo/ECO_0000006> ; exo:negated false ; owl:deprecated false ;
  exo:minimum 1 ; exo:maximum 2.5 ; exo:unit "nm" ; exo:printed "V-1" ; exo:mechanism claim:V-by ;
  cito:citesAsEvidence reference:V ; exo:attributedTo reference:V-meant ; rdfs:comment "A remark."@en , "备注。"@zh .
claim:V-by a exo:Claim ; rdfs:label "V comes first."@en , "V 在先。"@zh ; exo:subject exo:Own-V ;
  exo:predicate exo:promotes ; exo:object exo:BoneFormation ; exo:certainty exo:Hedged ; exo:sentence sentence:V .
claim:V-for a exo:Claim ; rdfs:label "V follows."@en , "V 随后。"@zh ; exo:subject exo:Osteoclast ;
  exo:predicate exo:secretes ; exo:object exo:OsteoclastExosome ; exo:certainty exo:Reported ;
  exo:sentence sentence:V ; exo:mechanism claim:V .
reference:V a exo:Reference ; dcterms:title "A work on V"@en , "论 V"@zh ; exo:authors "Author C; Author D" ;
  exo:journal "Journal V"@en , "期刊 V"@zh ; exo:journalAbbreviation "J V" ; dcterms:issued "2019"^^xsd:gYear ;
  bibo:volume "1" ; bibo:issue "2" ; bibo:pages "3-4" ; bibo:locator "e5" ; bibo:doi "10.1000/V" ;
  exo:doiBasis exo:SeenWithPaper ; exo:unconfirmedDoi "10.1000/V-2" ; bibo:pmid "123" ; exo:review review:V ;
  exo:ordinal 1 ; rdfs:comment "Corrected."@en , "已更正。"@zh .
reference:V-meant a exo:Reference ; dcterms:title "Another work on V"@en , "另论 V"@zh ; exo:authors "Author E" ;
  dcterms:issued "2018"^^xsd:gYear .
citation:V a cito:Citation ; cito:hasCitingEntity sentence:V ; cito:hasCitedEntity reference:V ;
  exo:verdict exo:WrongReference ; exo:basis exo:TitleOnly ; exo:intendedReference reference:V-meant ;
  exo:confidence exo:Certain ; dcterms:date "2021-01-01"^^xsd:date ; rdfs:comment "Off."@en , "不符。"@zh .
finding:V a exo:Finding ; exo:kind exo:MisprintedName ; exo:concerns claim:V , citation:V , reference:V ;
  exo:printed "V-1" ; exo:intended "V1" ; exo:confidence exo:Certain ; rdfs:comment "A slip: V."@en , "误：V。"@zh .
conflict:V a exo:Conflict ; exo:kind exo:RoleAmbivalence ; exo:involves claim:V , claim:V-by ;
  exo:differsIn exo:vesicle ; rdfs:comment "They disagree on V: dose."@en , "对 V 说法不一：剂量。"@zh .
gap:V a exo:Gap ; rdfs:label "V is unknown."@en , "V 未知。"@zh ; exo:about exo:Own-V , exo:Bone ;
  exo:sentence sentence:V .
exo:Own-V a owl:Class ; rdfs:label "cargo V"@en , "货物 V"@zh ; skos:altLabel "V one"@en , "V 一"@zh ;
  skos:definition "Cargo of V."@en , "V 所载。"@zh ; rdfs:subClassOf exo:MicroRNA ; rdfs:isDefinedBy exo: ;
  skos:exactMatch <https://example.org/registry/V> ; skos:closeMatch <https://example.org/registry/V2> .
exo:does-V a owl:ObjectProperty ; rdfs:label "does V"@en , "作用于 V"@zh ; skos:definition "What V does."@en ;
  rdfs:subPropertyOf exo:inhibits ; exo:subjectKind exo:MicroRNA ; exo:objectKind exo:Process ; rdfs:isDefinedBy exo: .
exo:Sort-V a exo:Certainty , owl:NamedIndividual ; rdfs:label "V-ish"@en , "约 V"@zh ; skos:definition "As V."@en ;
  rdfs:isDefinedBy exo: .
"""
RECORDS = ("review", "section", "sentence", "claim", "reference", "citation", "finding", "conflict", "gap")
TERMS = ("Own-", "does-", "Sort-")
# For each kind, the properties whose values are resources, then those whose values are numbers, dates or booleans.
LINKS = {
    "section": ("review",),
    "sentence": ("section", "disposition"),
    "claim": (
        *("subject", "predicate", "object", "certainty", "sentence", "vesicle", "species", "mechanism"),
        *("citesAsEvidence", "attributedTo", "evidence"),
    ),
    "reference": ("doiBasis", "review"),
    "citation": ("hasCitingEntity", "hasCitedEntity", "verdict", "basis", "intendedReference", "confidence"),
    "finding": ("kind", "concerns", "confidence"),
    "conflict": ("kind", "involves", "differsIn"),
    "gap": ("about", "sentence"),
    "Own-": ("subClassOf", "isDefinedBy", "exactMatch"),
    "does-": ("subPropertyOf", "subjectKind"),
}
NUMBERS = {
    "section": ("ordinal", "sentenceCount"),
    "sentence": ("ordinal",),
    "claim": ("minimum", "maximum", "negated", "deprecated"),
    "reference": ("ordinal", "issued", "pages"),
    "review": ("issued",),
    "citation": ("date",),
}
TEXTS = {
    **dict.fromkeys(("review", "section", "claim", "gap", "Own-", "does-", "Sort-"), "label"),
    **dict.fromkeys(("citation", "finding", "conflict"), "comment"),
    "reference": "title",
}


@dataclass(frozen=True)
class Variant:
    """A set of records with one fault: the fault, the kind and IRI of the faulty record, and all quads.

    Variants that are written out one by one are `special`.
    """

    name: str
    kind: str
    thing: str
    quads: tuple[ox.Quad, ...]
    special: bool = False

    @property
    def tag(self) -> str:
        """The part of the local names of its records in place of V."""
        return _tag(self.name)


def _tag(name: str) -> str:
    return name.replace(" ", "-")


def variants() -> Iterator[Variant]:
    """Every variant: first the records without a fault, then each fault."""
    yield _variant("whole", "claim", lambda quad: [quad])
    for kind in (*RECORDS, *TERMS):
        yield from _of_kind(kind)
    for name, turtle in {
        "claim its own mechanism": "claim:V exo:mechanism claim:V .",
        "claims in a circle": "claim:V-by exo:mechanism claim:V .",
        "claim of itself": "claim:V exo:subject claim:V .",
        "class below itself": "exo:Own-V rdfs:subClassOf exo:Own-V .",
        "classes in a circle": (
            "exo:Own-V rdfs:subClassOf exo:Other-V . exo:Other-V a owl:Class ; rdfs:subClassOf exo:Own-V ;"
            " rdfs:isDefinedBy exo: ."
        ),
        "predicates in a circle": "exo:does-V rdfs:subPropertyOf exo:does-V .",
        "sentence of another kind too": "sentence:V a exo:Claim .",
        "claim that is a class": "claim:V a owl:Class ; rdfs:isDefinedBy exo: .",
        "claim of no text": "claim:V-empty a exo:Claim ; rdfs:label ''@en , ''@zh .",
        "predicate undeclared": "claim:V-new a exo:Claim ; exo:predicate exo:nothing-V .",
        "record on a blank node": "[] a exo:Claim ; exo:subject exo:Bone ; exo:sentence sentence:V .",
        "value without label": "exo:Sort2-V a exo:Certainty . claim:V-by exo:certainty exo:Sort2-V .",
        "entity without prefix": "claim:V-far a exo:Claim ; exo:subject <urn:x:V> ; exo:predicate <urn:p:V> .",
        "conflict of nothing known": "conflict:V-none a exo:Conflict ; exo:involves <urn:c:V> .",
    }.items():
        tag = _tag(name)
        quads = list(ox.parse(PREFIXES + turtle.replace("V", tag), ox.RdfFormat.TURTLE))
        thing = next(str(getattr(quad.subject, "value", "")) for quad in quads)
        yield Variant(name, "other", thing, (*_records(tag), *quads), special=True)


def _of_kind(kind: str) -> Iterator[Variant]:
    """The faults of one kind of record."""
    properties = dict.fromkeys(quad.predicate for quad in _records("V") if _is(quad, kind, "V"))
    for prop in properties:
        name = _local(prop)
        yield _variant(f"{kind} without {name}", kind, _without(prop))
    yield _variant(f"{kind} of nothing but its type", kind, lambda quad: [quad] if quad.predicate == RDF_TYPE else [])
    for name in LINKS.get(kind, ()):
        broken: dict[str, Term] = {
            "dangling": ox.NamedNode(f"{HERE}nothing/{name}"),
            "words": ox.Literal("words"),
            "blank": ox.BlankNode(f"b{name}"),
            "elsewhere": ox.NamedNode("urn:example:x"),
        }
        for fault, value in broken.items():
            yield _variant(f"{kind} {name} {fault}", kind, _changed(name, value))
        second = ox.NamedNode(f"{EXO}Hedged" if name == "certainty" else f"{EXO}Bone")
        yield _variant(f"{kind} two {name}", kind, _doubled(name, second))
    for name in NUMBERS.get(kind, ()):
        malformed: dict[str, Term] = {
            "words": ox.Literal("about 5"),
            "empty": ox.Literal(""),
            "node": ox.NamedNode(f"{EXO}Bone"),
            "large": ox.Literal("9" * 40),
            "negative": ox.Literal(-1),
            "ill typed": ox.Literal("x", datatype=ox.NamedNode(f"{XSD}integer")),
            "digits": ox.Literal("²"),
        }
        for fault, value in malformed.items():
            yield _variant(f"{kind} {name} {fault}", kind, _changed(name, value))
        yield _variant(f"{kind} two {name}", kind, _doubled(name, ox.Literal(7)))
    if text := TEXTS.get(kind):
        texts: dict[str, list[Term]] = {
            "in English": [ox.Literal("only", language="en")],
            "in Chinese": [ox.Literal("唯一", language="zh")],
            "without language": [ox.Literal("plain words")],
            "in French": [ox.Literal("rien", language="fr")],
            "in two ways": [ox.Literal("one", language="en"), ox.Literal("two", language="en")],
            "in variants": [ox.Literal("ours", language="en-GB"), ox.Literal("我們", language="zh-Hant")],
            "of no letters": [ox.Literal("", language="en")],
            "a node": [ox.NamedNode(f"{EXO}Bone")],
        }
        for fault, values in texts.items():
            yield _variant(f"{kind} {text} {fault}", kind, _changed(text, *values))


def _variant(name: str, kind: str, change: Change) -> Variant:
    tag = _tag(name)
    quads: list[ox.Quad] = []
    for quad in _records(tag):
        quads += change(quad) if _is(quad, kind, tag) else [quad]
    return Variant(name, kind, _iri(kind, tag), tuple(dict.fromkeys(quads)))


def _without(prop: ox.NamedNode) -> Change:
    return lambda quad: [] if quad.predicate == prop else [quad]


def _changed(name: str, *values: Term) -> Change:
    return lambda quad: (
        [ox.Quad(quad.subject, quad.predicate, value) for value in values] if _local(quad.predicate) == name else [quad]
    )


def _doubled(name: str, second: Term) -> Change:
    return lambda quad: (
        [quad, ox.Quad(quad.subject, quad.predicate, second)] if _local(quad.predicate) == name else [quad]
    )


def _records(tag: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + WHOLE.replace("V", tag), ox.RdfFormat.TURTLE))


def _is(quad: ox.Quad, kind: str, tag: str) -> bool:
    return quad.subject == ox.NamedNode(_iri(kind, tag))


def _iri(kind: str, tag: str) -> str:
    return f"{EXO}{kind}{tag}" if kind in TERMS else f"{HERE}{kind}/{tag}"


def _local(prop: ox.NamedNode) -> str:
    return prop.value.replace("#", "/").rpartition("/")[2]
