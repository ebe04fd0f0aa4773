"""A malicious dataset: markup, quotes, direction controls, formulas and odd addresses in every text and IRI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import Dataset
from exordf.rdf.prefixes import EXO, OWL, RDF_TYPE, RDFS, SKOS, XSD

if TYPE_CHECKING:
    from pathlib import Path

    from exordf.rdf.rows import Term

MARKUP = (
    "</script></style></title></textarea></pre><script>alert(1)</script><img src=x onerror=alert(2)>"
    "\"'><svg onload=alert(3)>{{7*7}}${7*7}<%=7*7%>{0}%s&amp;&lt;<!--]]>"
)
REVERSED = "\u202ereversed\u2067isolated \u2066never closed"
INVISIBLE = "a\u200bb\u200d\ufeff\u0001\u0008\ufffe\u007f\u0085\\u0000"
FORMULA = '=HYPERLINK("http://127.0.0.1:9/","x")'
LONG = "W" * 100_000
TEXTS = [
    MARKUP,
    REVERSED,
    INVISIBLE,
    FORMULA,
    "line one\nline two\r\ttab",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 (abc)",
    LONG,
    "@SUM(1)",
    "-1+1",
    "+1",
]
HERE = "https://w3id.org/exordf/hostile/"
DCTERMS, BIBO, CITO = "http://purl.org/dc/terms/", "http://purl.org/ontology/bibo/", "http://purl.org/spar/cito/"
# IRIs that an RDF parser accepts.
ODD = [
    *(
        "javascript:alert(4)",
        "data:text/html,%3Cscript%3Ealert(5)%3C/script%3E",
        "vbscript:x",
        "urn:x:'onclick='alert(6)",
    ),
    *(
        "https://example.org/a&b='c'?d=e#f",
        "https://example.org/%22%3E%3Cscript%3E",
        "https://example.org/\u202egpj.exe",
    ),
    *(
        "https://w3id.org/exordf//example.org/x",
        "https://w3id.org/exordf/claims",
        "https://w3id.org/exordf/../etc/passwd",
    ),
    *(
        f"{HERE}claim/'x';&y=(1)",
        f"{HERE}claim/a?b=c#d",
        f"{HERE}claim/%3Cb%3E",
        f"{HERE}claim/\u202eodd",
        f"{HERE}claim/;p=1",
    ),
    "https://w3id.org/exordf/@example.org/",
]


def quads() -> list[ox.Quad]:  # noqa: PLR0915 - one thing of each kind after the other
    """The triples of the dataset: a review with a section, sentences and claims, and a term for each text."""
    triples: list[ox.Quad] = []

    def add(subject: str, prop: str, *values: Term | str) -> None:
        triples.extend(
            ox.Quad(ox.NamedNode(subject), ox.NamedNode(prop), ox.Literal(value) if isinstance(value, str) else value)
            for value in values
        )

    def add_types(subject: str, *names: str) -> None:
        triples.extend(ox.Quad(ox.NamedNode(subject), RDF_TYPE, ox.NamedNode(name)) for name in names)

    def both(text: str) -> list[ox.Literal]:
        return [ox.Literal(text, language="en"), ox.Literal(f"{text} 中文", language="zh")]

    def integer(number: int) -> ox.Literal:
        return ox.Literal(str(number), datatype=ox.NamedNode(f"{XSD}integer"))

    def node(name: str) -> ox.NamedNode:
        return ox.NamedNode(name if ":" in name else EXO + name)

    review, section = HERE, f"{HERE}section/1"
    add_types(review, f"{EXO}Review")
    add(review, f"{RDFS}label", *both(MARKUP))
    add(review, f"{DCTERMS}title", *both(REVERSED))
    add(review, f"{EXO}authors", MARKUP)
    add_types(section, f"{EXO}Section")
    add(section, f"{RDFS}label", *both(REVERSED + MARKUP))
    add(section, f"{EXO}review", node(review))
    add(section, f"{EXO}ordinal", integer(1))
    # A kind of entity with an odd IRI.
    add(f"{EXO}promotes", f"{EXO}objectKind", node(ODD[4]))
    add_types(ODD[4], f"{OWL}Class")
    add(ODD[4], f"{RDFS}label", *both(MARKUP))
    add(ODD[4], f"{RDFS}subClassOf", node("Entity"))
    terms = [f"https://w3id.org/exordf/ontology/Hostile{number}" for number in range(len(TEXTS))]
    terms += [iri for iri in ODD if "claim" not in iri]
    predicates = ["promotes", "inhibits", "targets"]
    for number, iri in enumerate(terms):
        text = TEXTS[number % len(TEXTS)]
        add_types(iri, f"{OWL}Class")
        add(iri, f"{RDFS}subClassOf", node(("MicroRNA", "Cell", "Disease", "Process", ODD[4])[number % 5]))
        add(iri, f"{RDFS}isDefinedBy", ox.NamedNode(EXO))
        add(iri, f"{RDFS}label", *both(text))
        add(iri, f"{SKOS}altLabel", *both(text[:900]))
        add(iri, f"{SKOS}definition", *both(text))
        add(iri, f"{SKOS}exactMatch", node(ODD[number % len(ODD)]))
    claims = [f"{HERE}claim/{number}" for number in range(len(TEXTS))] + [iri for iri in ODD if "claim" in iri]
    for number, iri in enumerate(claims):
        text, sentence, work = TEXTS[number % len(TEXTS)], f"{HERE}sentence/{number}", f"{HERE}reference/{number}"
        add_types(iri, f"{EXO}Claim")
        add(iri, f"{RDFS}label", *both(text))
        add(iri, f"{EXO}subject", node(terms[number % len(terms)]))
        add(iri, f"{EXO}predicate", node(predicates[number % 3]))
        add(iri, f"{EXO}object", node(terms[(number + 1) % len(terms)]))
        add(iri, f"{EXO}certainty", node("Reported"))
        add(iri, f"{EXO}printed", text)
        add(iri, f"{EXO}unit", text[:50])
        add(iri, f"{EXO}sentence", node(sentence))
        add(iri, f"{EXO}vesicle", node(terms[(number + 2) % len(terms)]))
        add(iri, f"{EXO}mechanism", node(claims[(number + 1) % len(claims)]))
        add(iri, f"{RDFS}seeAlso", *(node(iri) for iri in ODD))
        add(iri, f"{RDFS}comment", text, *both(text))
        add(iri, f"{CITO}citesAsEvidence", node(work))
        add_types(sentence, f"{EXO}Sentence")
        add(sentence, f"{EXO}section", node(section))
        add(sentence, f"{EXO}ordinal", integer(number + 1))
        add(sentence, f"{EXO}digest", text)
        add(sentence, f"{EXO}disposition", node("StatesClaims"))
        add_types(work, f"{EXO}Reference")
        add(work, f"{DCTERMS}title", *both(text))
        add(work, f"{EXO}review", node(review))
        add(work, f"{EXO}ordinal", integer(number + 1))
        for name in (f"{EXO}authors", f"{EXO}journal", f"{EXO}journalAbbreviation", f"{BIBO}volume", f"{BIBO}issue"):
            add(work, name, text)
        for name in ("pages", "locator", "doi", "pmid"):
            add(work, BIBO + name, text[:300])
        citation, finding, conflict, gap = (
            f"{HERE}{kind}/{number}" for kind in ("citation", "finding", "conflict", "gap")
        )
        add_types(citation, f"{CITO}Citation")
        add(citation, f"{CITO}hasCitingEntity", node(sentence))
        add(citation, f"{CITO}hasCitedEntity", node(work))
        add(citation, f"{EXO}verdict", node("WrongReference" if number % 2 else "Supports"))
        add(citation, f"{EXO}basis", node("TitleOnly"))
        add(citation, f"{RDFS}comment", *both(text))
        add_types(finding, f"{EXO}Finding")
        add(finding, f"{EXO}kind", node("MisprintedName"))
        add(finding, f"{EXO}concerns", node(iri), node(citation))
        add(finding, f"{EXO}printed", text)
        add(finding, f"{EXO}intended", text)
        add(finding, f"{EXO}confidence", node("Certain"))
        add(finding, f"{RDFS}comment", *both(text))
        add_types(conflict, f"{EXO}Conflict")
        add(conflict, f"{EXO}kind", node("RoleAmbivalence"))
        add(conflict, f"{EXO}involves", node(iri), node(claims[(number + 3) % len(claims)]))
        add(conflict, f"{EXO}differsIn", node("vesicle"))
        add(conflict, f"{RDFS}comment", *both(text))
        add_types(gap, f"{EXO}Gap")
        add(gap, f"{RDFS}label", *both(text))
        add(gap, f"{EXO}about", node(terms[number % len(terms)]))
        add(gap, f"{EXO}sentence", node(sentence))
    return triples


def dataset(folder: Path) -> Dataset:
    """The dataset, from a file in a folder, with the packaged ontology."""
    folder.mkdir(exist_ok=True)
    ox.serialize(quads(), folder / "claims.nt", format=ox.RdfFormat.N_TRIPLES)
    return Dataset.open(folder)
