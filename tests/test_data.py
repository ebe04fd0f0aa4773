"""What must hold of the files themselves: prefixes, layout, names, and what the project must not contain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exordf import Dataset
from exordf.rdf.prefixes import EXO

ROOT = Path(__file__).resolve().parent.parent
TURTLE = sorted(path for part in ("ontology", "shapes", "data", "tests/bad") for path in (ROOT / part).rglob("*.ttl"))
DECLARED = re.compile(r"^@prefix\s+([\w.-]*):\s+<([^>]*)>\s+\.$", re.MULTILINE)
GENERAL = sorted(
    path
    for part in ("ontology", "shapes", "exordf")
    for path in (ROOT / part).rglob("*")
    if path.suffix in (".ttl", ".py", ".rq")
)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TURTLE, ids=shown)
def test_prefixes_agree_with_the_one_table_and_are_sorted_and_used(path: Path, dataset: Dataset) -> None:
    text = path.read_text(encoding="utf-8")
    declared = DECLARED.findall(text)
    strange = {} if "bad" in path.parts else dataset.prefixes.table
    assert [name for name, _ in declared] == sorted(name for name, _ in declared)
    for name, namespace in declared:
        if strange or name in ("exo", "exsh", "owl", "rdfs", "sh", "skos", "cito", "dcterms", "xsd", "bibo", "obo"):
            assert dataset.prefixes.table[name] == namespace
    body = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|#.*', " ", DECLARED.sub("", text))
    for name, _ in declared:
        assert re.search(rf"(?<![\w.-]){re.escape(name)}:", body), f"{name}: is declared and not used"


@pytest.mark.parametrize("path", [path for path in TURTLE if "bad" not in path.parts], ids=shown)
def test_a_file_says_on_its_first_line_what_it_holds(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_a_subject_is_described_in_one_place() -> None:
    """Except where a line of its own adds a disjointness, and the head of the ontology."""
    blocks: dict[str, list[str]] = {}
    for path in (path for path in TURTLE if path.parts[-2] != "bad" and "bad" not in path.parts):
        for subject in re.findall(r"^(\S+:\S*) a ", path.read_text(encoding="utf-8"), re.MULTILINE):
            blocks.setdefault(subject, []).append(shown(path))
    assert {subject: where for subject, where in blocks.items() if len(where) > 1} == {}
    assert len(blocks) > 400


@pytest.mark.parametrize("path", GENERAL, ids=shown)
def test_nothing_but_its_folder_knows_the_review(path: Path) -> None:
    assert "liu2023" not in path.read_text(encoding="utf-8")


def test_every_kind_is_disjoint_from_every_other(dataset: Dataset) -> None:
    answer = dataset.query(
        """SELECT ?member WHERE {
             ?axiom a owl:AllDisjointClasses ; owl:members ?list .
             ?list rdf:rest*/rdf:first ?member ; rdf:rest*/rdf:first exo:Cell }"""
    )
    assert len(answer) == 13


def test_a_term_has_one_place_in_the_tree(dataset: Dataset) -> None:
    parents: dict[str, set[str]] = {}
    for quad in dataset.layers["ontology"]:
        if quad.predicate.value.endswith("#subClassOf") and "NamedNode" in repr(type(quad.object)):
            parents.setdefault(str(quad.subject), set()).add(str(quad.object))
    assert {term: above for term, above in parents.items() if len(above) > 1} == {}


def test_the_terms_of_the_ontology_are_below_its_three_roots(dataset: Dataset) -> None:
    answer = dataset.query(
        """SELECT ?class WHERE { ?class a owl:Class . FILTER(STRSTARTS(STR(?class), STR(exo:)))
             FILTER NOT EXISTS { ?class rdfs:subClassOf ?any . FILTER(?any != ?class) } }"""
    )
    roots = {str(row["class"]).removeprefix(EXO) for row in answer.to_dicts()}
    assert roots == {"Entity", "Record", "Value"}


def test_a_mature_microrna_is_named_as_mirbase_names_it(dataset: Dataset) -> None:
    answer = dataset.query(
        "SELECT ?label WHERE { ?m rdfs:subClassOf exo:MicroRNA ; rdfs:label ?label ."
        " FILTER(LANG(?label) = 'en' && ?m != exo:MicroRNA) }"
    )
    names = [str(row["label"]) for row in answer.to_dicts()]
    assert names
    one = re.compile(r"miR-\d+[a-z]?(-[35]p)?")
    assert [name for name in names if not one.fullmatch(name) and not name.endswith((" cluster", " microRNA"))] == []


def test_no_digest_stands_twice(dataset: Dataset) -> None:
    answer = dataset.query(
        "SELECT ?digest (COUNT(?s) AS ?n) WHERE { ?s exo:digest ?digest } GROUP BY ?digest HAVING (?n > 1)"
    )
    assert len(answer) == 0


def test_no_label_of_a_claim_stands_twice(dataset: Dataset) -> None:
    answer = dataset.query(
        "SELECT ?label (COUNT(?c) AS ?n) WHERE { ?c a exo:Claim ; rdfs:label ?label } GROUP BY ?label HAVING (?n > 1)"
    )
    assert [row["label"] for row in answer.to_dicts()] == []


def test_a_claim_that_cites_a_misfit_has_a_finding(dataset: Dataset) -> None:
    answer = dataset.query(
        """SELECT ?citation WHERE { ?citation exo:verdict ?verdict .
             FILTER(STRSTARTS(STR(?verdict), CONCAT(STR(exo:), "Different")))
             FILTER NOT EXISTS { ?finding exo:concerns ?citation } }"""
    )
    assert answer.to_dicts() == []
