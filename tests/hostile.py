"""A dataset that means harm: markup, quotes, controls of direction, formulas and odd addresses wherever words are."""

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
TURNED = "\u202ereversed\u2067isolated \u2066never closed"
UNSEEN = "a\u200bb\u200d\ufeff\u0001\u0008\ufffe\u007f\u0085\\u0000"
FORMULA = '=HYPERLINK("http://127.0.0.1:9/","x")'
LONG = "W" * 100_000
WORDS = [
    MARKUP,
    TURNED,
    UNSEEN,
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
# IRIs that a parser of RDF takes.
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
    """The triples of the dataset: a review with a section, sentences, claims, a term for each of the words."""
    found: list[ox.Quad] = []

    def say(subject: str, prop: str, *values: Term | str) -> None:
        found.extend(
            ox.Quad(ox.NamedNode(subject), ox.NamedNode(prop), ox.Literal(value) if isinstance(value, str) else value)
            for value in values
        )

    def of(subject: str, *names: str) -> None:
        found.extend(ox.Quad(ox.NamedNode(subject), RDF_TYPE, ox.NamedNode(name)) for name in names)

    def both(words: str) -> list[ox.Literal]:
        return [ox.Literal(words, language="en"), ox.Literal(f"{words} 中文", language="zh")]

    def whole(number: int) -> ox.Literal:
        return ox.Literal(str(number), datatype=ox.NamedNode(f"{XSD}integer"))

    def node(name: str) -> ox.NamedNode:
        return ox.NamedNode(name if ":" in name else EXO + name)

    review, section = HERE, f"{HERE}section/1"
    of(review, f"{EXO}Review")
    say(review, f"{RDFS}label", *both(MARKUP))
    say(review, f"{DCTERMS}title", *both(TURNED))
    say(review, f"{EXO}authors", MARKUP)
    of(section, f"{EXO}Section")
    say(section, f"{RDFS}label", *both(TURNED + MARKUP))
    say(section, f"{EXO}review", node(review))
    say(section, f"{EXO}ordinal", whole(1))
    # A kind of its own, by an odd name.
    say(f"{EXO}promotes", f"{EXO}objectKind", node(ODD[4]))
    of(ODD[4], f"{OWL}Class")
    say(ODD[4], f"{RDFS}label", *both(MARKUP))
    say(ODD[4], f"{RDFS}subClassOf", node("Entity"))
    terms = [f"https://w3id.org/exordf/ontology/Hostile{number}" for number in range(len(WORDS))]
    terms += [iri for iri in ODD if "claim" not in iri]
    predicates = ["promotes", "inhibits", "targets"]
    for number, iri in enumerate(terms):
        words = WORDS[number % len(WORDS)]
        of(iri, f"{OWL}Class")
        say(iri, f"{RDFS}subClassOf", node(("MicroRNA", "Cell", "Disease", "Process", ODD[4])[number % 5]))
        say(iri, f"{RDFS}isDefinedBy", ox.NamedNode(EXO))
        say(iri, f"{RDFS}label", *both(words))
        say(iri, f"{SKOS}altLabel", *both(words[:900]))
        say(iri, f"{SKOS}definition", *both(words))
        say(iri, f"{SKOS}exactMatch", node(ODD[number % len(ODD)]))
    claims = [f"{HERE}claim/{number}" for number in range(len(WORDS))] + [iri for iri in ODD if "claim" in iri]
    for number, iri in enumerate(claims):
        words, sentence, work = WORDS[number % len(WORDS)], f"{HERE}sentence/{number}", f"{HERE}reference/{number}"
        of(iri, f"{EXO}Claim")
        say(iri, f"{RDFS}label", *both(words))
        say(iri, f"{EXO}subject", node(terms[number % len(terms)]))
        say(iri, f"{EXO}predicate", node(predicates[number % 3]))
        say(iri, f"{EXO}object", node(terms[(number + 1) % len(terms)]))
        say(iri, f"{EXO}certainty", node("Reported"))
        say(iri, f"{EXO}printed", words)
        say(iri, f"{EXO}unit", words[:50])
        say(iri, f"{EXO}sentence", node(sentence))
        say(iri, f"{EXO}vesicle", node(terms[(number + 2) % len(terms)]))
        say(iri, f"{EXO}mechanism", node(claims[(number + 1) % len(claims)]))
        say(iri, f"{RDFS}seeAlso", *(node(each) for each in ODD))
        say(iri, f"{RDFS}comment", words, *both(words))
        say(iri, f"{CITO}citesAsEvidence", node(work))
        of(sentence, f"{EXO}Sentence")
        say(sentence, f"{EXO}section", node(section))
        say(sentence, f"{EXO}ordinal", whole(number + 1))
        say(sentence, f"{EXO}digest", words)
        say(sentence, f"{EXO}disposition", node("StatesClaims"))
        of(work, f"{EXO}Reference")
        say(work, f"{DCTERMS}title", *both(words))
        say(work, f"{EXO}review", node(review))
        say(work, f"{EXO}ordinal", whole(number + 1))
        for name in (f"{EXO}authors", f"{EXO}journal", f"{EXO}journalAbbreviation", f"{BIBO}volume", f"{BIBO}issue"):
            say(work, name, words)
        for name in ("pages", "locator", "doi", "pmid"):
            say(work, BIBO + name, words[:300])
        citation, finding, conflict, gap = (
            f"{HERE}{kind}/{number}" for kind in ("citation", "finding", "conflict", "gap")
        )
        of(citation, f"{CITO}Citation")
        say(citation, f"{CITO}hasCitingEntity", node(sentence))
        say(citation, f"{CITO}hasCitedEntity", node(work))
        say(citation, f"{EXO}verdict", node("WrongReference" if number % 2 else "Supports"))
        say(citation, f"{EXO}basis", node("TitleOnly"))
        say(citation, f"{RDFS}comment", *both(words))
        of(finding, f"{EXO}Finding")
        say(finding, f"{EXO}kind", node("MisprintedName"))
        say(finding, f"{EXO}concerns", node(iri), node(citation))
        say(finding, f"{EXO}printed", words)
        say(finding, f"{EXO}intended", words)
        say(finding, f"{EXO}confidence", node("Certain"))
        say(finding, f"{RDFS}comment", *both(words))
        of(conflict, f"{EXO}Conflict")
        say(conflict, f"{EXO}kind", node("RoleAmbivalence"))
        say(conflict, f"{EXO}involves", node(iri), node(claims[(number + 3) % len(claims)]))
        say(conflict, f"{EXO}differsIn", node("vesicle"))
        say(conflict, f"{RDFS}comment", *both(words))
        of(gap, f"{EXO}Gap")
        say(gap, f"{RDFS}label", *both(words))
        say(gap, f"{EXO}about", node(terms[number % len(terms)]))
        say(gap, f"{EXO}sentence", node(sentence))
    return found


def dataset(folder: Path) -> Dataset:
    """The dataset, from a file of its own in a folder, on top of the packaged ontology."""
    folder.mkdir(exist_ok=True)
    ox.serialize(quads(), folder / "claims.nt", format=ox.RdfFormat.N_TRIPLES)
    return Dataset.open(folder)
