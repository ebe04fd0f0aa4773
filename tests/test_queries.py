"""The named queries: each has a verified answer, the same in pyoxigraph and in rdflib, and is written as agreed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
from rdflib.query import ResultRow

from exordf import Dataset, InputError, UnknownName
from exordf.cli import output
from exordf.sparql import named_queries
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf import NamedQuery, Rows

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "tests" / "answers"
FILES = sorted((ROOT / "exordf" / "queries").glob("*/*.rq"))
NAMED = named_queries.read_folder(ROOT / "exordf" / "queries" / "named")
ASKED = {**NAMED, **named_queries.read_folder(ROOT / "exordf" / "queries" / "facets")}


@pytest.mark.parametrize("name", NAMED)
def test_a_query_gives_its_verified_answer(name: str, dataset: Dataset) -> None:
    expected = (ANSWERS / f"{name}.tsv").read_text(encoding="utf-8")
    assert output.format_rows(dataset.ask(name), dataset.prefixes, "tsv") == expected


@pytest.mark.parametrize("name", NAMED)
def test_the_order_of_an_answer_leaves_nothing_to_the_store(name: str, dataset: Dataset) -> None:
    assert is_ordered(name, dataset), "two rows with the same keys: name another variable in ORDER BY"


def is_ordered(name: str, dataset: Dataset) -> bool:
    """Whether no two rows of an answer have the same values of what its query names in ORDER BY."""
    answer = dataset.ask(name)
    named = re.findall(r"\?(\w+)", NAMED[name].text.rpartition("ORDER BY")[2])
    keys = [key for key in named if key in answer.columns]
    return len({tuple(row[answer.columns.index(key)] for key in keys) for row in answer.terms}) == len(answer.terms)


@pytest.mark.parametrize("name", NAMED)
def test_an_answer_has_rows(name: str, dataset: Dataset) -> None:
    assert len(dataset.ask(name)) > 0


@pytest.mark.one_in(12)
@pytest.mark.parametrize("query", ASKED.values(), ids=ASKED)
def test_rdflib_gives_the_same_answer(query: NamedQuery, dataset: Dataset, in_rdflib: rdflib.Graph) -> None:
    assert_same(dataset.answer(query, {}), in_rdflib.query(query.text))


def assert_same(ours: Rows, theirs: rdflib.query.Result) -> None:
    """That two engines give the same rows, in whatever order."""
    assert Counter(tuple(map(as_text, terms)) for terms in ours.terms) == Counter(
        tuple(None if term is None else term.n3() for term in row) for row in theirs if isinstance(row, ResultRow)
    )


def as_text(term: object) -> str | None:
    """A term as rdflib writes it in N3."""
    if term is None:
        return None
    graph = rdflib.Graph().parse(data=f"<urn:s> <urn:p> {term} .", format="nt")
    return next(graph.objects()).n3()


def test_every_pair_of_claims_that_may_disagree_is_judged(dataset: Dataset) -> None:
    """Each candidate is part of a conflict on record, if only of one that says why it is none."""
    pairs = dataset.ask("conflict-candidates")
    unjudged = [(row["claim"], row["against"]) for row in pairs if row["conflict"] is None]
    assert unjudged == [], "record a conflict, or one of kind exo:OnlyApparent with the reason"


def test_a_conflict_taken_off_the_record_leaves_its_pairs_unjudged(dataset: Dataset) -> None:
    conflicts = set(dataset.ask("conflicts").column("conflict"))
    store = OxigraphStore()
    store.load(quad for quad in dataset.store.quads() if quad.subject not in conflicts)
    left = store.query(NAMED["conflict-candidates"].text)
    asked = dataset.ask("conflict-candidates")
    pairs = list(zip(asked.column("claim"), asked.column("against"), strict=True))
    assert set(zip(left.column("claim"), left.column("against"), strict=True)) == set(pairs)
    assert set(left.column("conflict")) == {None}


def test_every_answer_belongs_to_a_query() -> None:
    assert {path.stem for path in ANSWERS.glob("*.tsv")} == set(NAMED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_query_is_written_as_agreed(path: Path, dataset: Dataset) -> None:
    text = path.read_text(encoding="utf-8")
    body = re.sub(r'"[^"\n]*"|<[^>\s]*>|#.*', " ", text)
    declared = dict(re.findall(r"^PREFIX\s+([\w.-]*):\s+<([^>]*)>$", text, re.MULTILINE))
    used = set(re.findall(r"(?<![\w?$])([A-Za-z]+):(?=[\w)])", re.sub(r"^PREFIX.*$", "", body, flags=re.MULTILINE)))
    assert used == set(declared), "prefixes declared and used differ"
    assert {name: dataset.prefixes.table[name] for name in declared} == declared
    assert "SELECT *" not in body
    assert ("ORDER BY" in body) == ("CONSTRUCT" not in body)
    assert "liu2023" not in text, "a query belongs to no review"


@pytest.mark.parametrize("query", ASKED.values(), ids=ASKED)
def test_a_query_has_titles_in_both_languages(query: NamedQuery) -> None:
    assert set(query.title) == {"en", "zh"}


def test_a_parameter_may_be_a_label_in_either_language(dataset: Dataset) -> None:
    by_curie = dataset.ask("what-inhibits", process="exo:OsteoblastDifferentiation")
    assert dataset.ask("what-inhibits", process="osteoblast differentiation").terms == by_curie.terms
    assert dataset.ask("what-inhibits", process="成骨细胞分化").terms == by_curie.terms


def test_a_parameter_changes_the_answer(dataset: Dataset) -> None:
    assert dataset.ask("what-inhibits", process="bone formation").terms != dataset.ask("what-inhibits").terms


def test_text_of_the_user_never_becomes_query_text(dataset: Dataset) -> None:
    with pytest.raises(UnknownName):
        dataset.ask("what-inhibits", process="exo:BoneFormation } ?s ?p ?o {")


@pytest.mark.parametrize(
    ("wrong", "offered"),
    [
        (lambda dataset: dataset.ask("what-inhibit"), "what-inhibits"),
        (lambda dataset: dataset.ask("what-inhibits", proces="x"), "process"),
        (
            lambda dataset: dataset.ask("what-inhibits", process="osteoblast diferentiation"),
            "osteoblast differentiation",
        ),
    ],
)
def test_a_misspelt_name_is_met_with_the_right_one(
    wrong: Callable[[Dataset], object], offered: str, dataset: Dataset
) -> None:
    with pytest.raises(UnknownName) as raised:
        wrong(dataset)
    assert offered in (raised.value.mend or "")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("# tilte: x\n", "not a line of a query header"),
        ("# title: x\n# title: y\n", "stands twice"),
        ("# group: x\n", "has a title"),
        ("# title: x\n# param: p  klass\n", "no known type"),
        ("# title: x\n# param: p  class\n", "no line"),
    ],
)
def test_a_wrong_header_is_refused_with_its_line(header: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(header + "\nSELECT ?s WHERE { ?s ?p ?o }\n")
    with pytest.raises(InputError, match=said) as raised:
        named_queries.read(path)
    assert raised.value.place is not None
    assert raised.value.place.path == path
