"""Growth: no query of ours, written or compiled, takes more than its share of time where there is more data."""

from __future__ import annotations

import math
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from benchmarks import corpus
from benchmarks.made import Patterns
from benchmarks.shape import Shape
from exordf import Dataset, files, shacl
from exordf.shacl import plan as plans

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.store.store_protocol import Store

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "exordf").rglob("*.rq"))
QUADRATIC = "SELECT ?a { ?a a exo:Claim FILTER NOT EXISTS { ?fresh exo:sentence ?s . ?fresh a exo:Gap } }"


def unread(query: str) -> str:
    """A query without comments, and with nothing in its IRIs and strings."""
    return re.sub(r'<[^<>\s]*>|"(?:[^"\\]|\\.)*"|(?m:(?:^|\s)#.*$)', lambda found: "<>" * (found[0][0] == "<"), query)


def quadratic(query: str) -> list[str]:
    """The EXISTS of a query in which several patterns share a variable that is known nowhere else.

    Oxigraph evaluates such a join from the start for every row around it (oxigraph issue 885).
    """
    text = unread(query)
    found = []
    for opened in re.finditer(r"\bEXISTS\s*\{", text):
        depth, end = 1, opened.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        inside, around = text[opened.end() : end - 1], text[: opened.start()] + text[end:]
        fresh = set(re.findall(r"[?$](\w+)", inside)) - set(re.findall(r"[?$](\w+)", around))
        body = re.sub(r"FILTER\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|[^.}]*)", " ", inside)
        subjects: list[tuple[str, str]] = []  # the patterns, each with its subject
        for block in re.split(r"\s\.(?:\s|$)|[{}]", body):
            subject, _, rest = block.strip().partition(" ")
            subjects += [(subject, part) for part in rest.split(";") if part.strip()]
        for name in fresh:
            if sum(1 for subject, part in subjects if re.search(rf"[?$]{name}\b", f"{subject} {part}")) > 1:
                found.append(inside.strip())
                break
    return found


def test_the_form_is_found_where_it_is() -> None:
    assert quadratic(QUADRATIC)
    assert quadratic("ASK { ?a a <x:> FILTER NOT EXISTS { ?a <x:p> ?new . ?new <x:q> 1 } }")
    assert quadratic("ASK { ?a a <x:> FILTER EXISTS { ?new a <x:> ; <x:q> ?a } }")
    assert not quadratic("ASK { ?a a <x:> FILTER NOT EXISTS { ?a <x:p> ?new } }")
    assert not quadratic("ASK { ?a a ?b FILTER NOT EXISTS { ?a <x:p> ?new FILTER(?new IN (<x:a>, <x:b>)) } }")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_query_file_has_the_quadratic_form(path: Path) -> None:
    assert quadratic(path.read_text(encoding="utf-8")) == []


def compiled(dataset: Dataset) -> list[plans.Query]:
    return plans.queries(shacl.compile_shapes(dataset.shapes), {})


def test_no_compiled_shape_has_the_quadratic_form(dataset: Dataset) -> None:
    found = {
        str(query.block.checks[0][0].source_shape): form
        for query in compiled(dataset)
        if (form := quadratic(query.text))
    }
    assert found == {}


@pytest.fixture(scope="module")
def small_and_large(tmp_path_factory: pytest.TempPathFactory) -> list[Dataset]:
    """About 13 and 131 thousand triples, beside the ontology."""
    home = tmp_path_factory.mktemp("growth")
    patterns = Patterns(Shape.read())
    for reviews in (1, 14):
        corpus.write_folder(home / str(reviews), patterns, reviews)
    return [Dataset.open(home / str(reviews)) for reviews in (1, 14)]


def processor_time(store: Store, query: str) -> tuple[float, int]:
    """The seconds that one run of a query takes the processor, at least a millisecond, and the rows that it gives."""
    begun = time.process_time()
    rows = len(store.query(query))
    return max(time.process_time() - begun, 0.001), rows


Pair = tuple[tuple[float, int], tuple[float, int]]


def fastest(stores: list[Store], query: str, earlier: Pair | None = None) -> Pair:
    """The shortest of some runs in the small and in the large store, taken in turns, and the rows of each.

    What else the machine does only ever makes a run longer, so that more runs come nearer to the truth; `earlier` ones
    count too.
    """
    pairs: list[Pair] = []
    while len(pairs) < 3 and sum(seconds for pair in pairs for seconds, _ in pair) < 2:
        first, second = (processor_time(store, query) for store in stores)
        pairs.append((first, second))
    pairs += [] if earlier is None else [earlier]
    return min(small for small, _ in pairs), min(large for _, large in pairs)


def suspects(texts: dict[str, str], stores: list[Store], is_suspect: Callable[[Pair], bool]) -> dict[str, Pair]:
    """The queries that are suspect each time they are measured, which is three times at most."""
    pairs = {name: fastest(stores, query) for name, query in texts.items()}
    for _ in range(2):
        pairs = {name: fastest(stores, texts[name], pair) for name, pair in pairs.items() if is_suspect(pair)}
    return {name: pair for name, pair in pairs.items() if is_suspect(pair)}


# Twice as much data may take 2.8 times as long: more is not due to memory. A quadratic query takes four times as long.
MOST = 1.5


def exponent(pair: Pair, claims: list[int]) -> float:
    """How time grows with the data, or with the answer where that grows faster: pairs of claims are many more."""
    (small, fewer), (large, more) = pair
    return math.log(large / small) / math.log(max(claims[1] / claims[0], more / max(fewer, 20)))


@pytest.mark.slow("growth")
def test_no_query_grows_faster_than_the_data(small_and_large: list[Dataset]) -> None:
    stores = [dataset.store.in_memory() for dataset in small_and_large]
    claims = [len(dataset.query("SELECT ?claim { ?claim a exo:Claim }")) for dataset in small_and_large]
    large = small_and_large[1]
    texts = {
        f"rule {path.stem}": path.read_text(encoding="utf-8")
        for path in files.find_files(files.package_folder("queries/rules"), ".rq")
    }
    texts |= {f"shape {number}": query.text for number, query in enumerate(compiled(large))}
    for name, query in large.queries.items():
        if not query.endpoint:
            texts[f"query {name}"] = query.bound({})
    assert suspects(texts, stores, lambda pair: exponent(pair, claims) > MOST) == {}


@pytest.mark.slow("growth")
def test_a_quadratic_query_would_be_noticed(small_and_large: list[Dataset]) -> None:
    stores = [dataset.store.in_memory() for dataset in small_and_large]
    claims = [len(dataset.query("SELECT ?claim { ?claim a exo:Claim }")) for dataset in small_and_large]
    exo = "PREFIX exo: <https://w3id.org/exordf/ontology/> "
    some = f"{exo} SELECT ?a {{ ?a a exo:Sentence . ?b a exo:Sentence . FILTER(STR(?a) = CONCAT(STR(?b), 'x')) }}"
    assert set(suspects({"some": some}, stores, lambda pair: exponent(pair, claims) > MOST)) == {"some"}


# A small store has as many records of one review as a large one: facts about them may not cost more there.
OF_ONE_REVIEW = ("Section", "Sentence", "Claim", "Reference", "Finding", "Conflict", "Gap")
_FEW, _MORE = 40, 3.0  # records of a kind; how much longer a query may take on fourteen times the data


def few(dataset: Dataset) -> list[ox.NamedNode]:
    """Some records of the first review, of every kind."""
    found: list[ox.NamedNode] = []
    for name in OF_ONE_REVIEW:
        answer = dataset.query(f"SELECT ?record WHERE {{ ?record a exo:{name} }} ORDER BY ?record LIMIT {_FEW}")
        found += [each for each in answer.column("record") if isinstance(each, ox.NamedNode)]
    return found


@pytest.mark.slow("growth")
def test_what_a_facet_tells_of_a_thing_costs_the_same_in_a_large_store(small_and_large: list[Dataset]) -> None:
    small, large = small_and_large
    stores = [dataset.store.in_memory() for dataset in small_and_large]
    shared = sorted(set(few(small)) & set(few(large)), key=str)
    assert len(shared) > _FEW
    texts = {name: facet.of_each("thing", shared, {}) for name, facet in large.facets.items()}
    assert {name for name, text in texts.items() if len({len(store.query(text)) for store in stores}) > 1} == set()
    assert suspects(texts, stores, lambda pair: pair[1][0] > _MORE * max(pair[0][0], 0.005)) == {}
