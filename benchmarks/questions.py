"""Questions to a server, never the same twice, each with its right answer: lookups, pages, what comes near pages."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pyoxigraph as ox

from benchmarks.clients import ROWS, Question, canonical, got, to_query
from exordf.browse.model.urls import path_of
from exordf.rdf.prefixes import EXO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from exordf.api import Dataset

T = TypeVar("T")
_ASKED = re.compile(rb"asked=\d{9}")
_TABLE = f"""PREFIX exo: <{EXO}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?claim ?label ?subject ?subjectLabel ?predicate ?object ?objectLabel ?certainty ?sentence WHERE {{
  ?claim a exo:Claim ; rdfs:label ?label ; exo:subject ?subject ; exo:predicate ?predicate ; exo:object ?object ;
    exo:certainty ?certainty ; exo:sentence ?sentence . FILTER(LANG(?label) = "en")
  ?subject rdfs:label ?subjectLabel . FILTER(LANG(?subjectLabel) = "en")
  ?object rdfs:label ?objectLabel . FILTER(LANG(?objectLabel) = "en") }}"""
_COLUMNS = ("claim", "subject", "predicate", "object", "certainty")


class Series(Generic[T]):
    """Questions about one thing after another; `question` makes one of a number, never the same, and a thing."""

    def __init__(self, things: Sequence[T], question: Callable[[int, T], Question]) -> None:
        self._things, self._question = things, question

    def at(self, number: int) -> Question:
        """The question with a number."""
        return self._question(number, self._things[number % len(self._things)])

    def from_(self, start: int, step: int) -> Iterator[Question]:
        """The questions from a number on, every so many."""
        number = start
        while True:
            yield self.at(number)
            number += step


def mixed(*series: Series[Any]) -> Series[Series[Any]]:
    """Questions of several kinds by turns, whichever of them one client asks."""
    # A client goes on by steps of any size, so its turns are taken from the number as if it were at random.
    return Series(series, lambda number, _: series[number * 2_654_435_761 % 2**32 * len(series) >> 32].at(number))


def answers(dataset: Dataset) -> dict[str, list[str]]:
    """What is said of every subject that has a name, asked of the embedded store."""
    things = dataset.store.query("SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) } ORDER BY ?s").column("s")
    return {_iri(thing): _rows(dataset, f"SELECT ?p ?o WHERE {{ {thing} ?p ?o }}") for thing in things}


def lookups(known: Mapping[str, list[str]], path: str = "/sparql") -> Series[str]:
    """Queries for what is said of one thing after another."""

    def question(number: int, thing: str) -> Question:
        sparql = f"SELECT ?p ?o WHERE {{ <{thing}> ?p ?o FILTER(?o != <urn:{number}>) }}"
        return Question(to_query(path, sparql), ROWS, lambda body: canonical(body) == known[thing])

    return Series(list(known), question)


def terms(dataset: Dataset) -> list[str]:
    """The entities of the data, by IRI."""
    return [str(row["iri"]) for row in dataset.as_source().tables["entities"]]


def described(things: Sequence[str], path: str) -> Series[str]:
    """DESCRIBE of one term after another: of what an endpoint has, what comes nearest to its page."""

    def question(number: int, thing: str) -> Question:
        name = thing.rpartition("/")[2].encode()
        return Question(to_query(path, f"DESCRIBE <{thing}> # {number}"), "text/turtle", lambda body: name in body)

    return Series(things, question)


def tables(dataset: Dataset, path: str) -> Series[tuple[str, list[str]]]:
    """A hundred rows of the table of claims by a query, sorted in different ways, from different places on."""
    queries = [
        f"{_TABLE} ORDER BY {way}(?{column}) ?claim LIMIT 100 OFFSET {first}"
        for column in _COLUMNS
        for way in ("ASC", "DESC")
        for first in range(0, 500, 100)
    ]
    known = [(query, _rows(dataset, query)) for query in queries]

    def question(number: int, asked: tuple[str, list[str]]) -> Question:
        sparql, right = asked
        return Question(to_query(path, f"{sparql} # {number}"), ROWS, lambda body: canonical(body) == right)

    return Series(known, question)


def term_pages(things: Sequence[str]) -> list[str]:
    """The addresses of the pages of terms."""
    return [path_of(thing) for thing in things]


def claims_pages(dataset: Dataset) -> list[str]:
    """Addresses of the table of claims with different filters, in different orders, at different places."""
    found = dataset.as_source().tables["claims"]
    sorts = [f"sort={way}{column}" for column in ("number", *_COLUMNS[1:]) for way in ("", "-")]
    asked = [f"{sort}&page={page}" for sort in sorts for page in range(1, len(found) // 100 + 2)]
    for name in ("section", "certainty"):
        asked += [f"{sort}&{name}={value}" for sort in sorts[:4] for value in sorted({str(row[name]) for row in found})]
    return [f"/claims?{each}" for each in asked]


def pages(port: int, addresses: Sequence[str]) -> Series[str]:
    """Pages at these addresses, each time with another parameter that means nothing, so that none is remembered.

    The right answer is what the server says when nobody else asks.
    """
    right = {address: _ASKED.sub(b"", got(port, _numbered(address, 0))[2]) for address in addresses}

    def question(number: int, address: str) -> Question:
        return Question(_numbered(address, number), "text/html", partial(_same, right[address]))

    return Series(addresses, question)


def again(port: int, addresses: Sequence[str]) -> Series[str]:
    """The same pages at the same addresses, which the server has made before."""
    right = {address: got(port, address)[2] for address in addresses}
    return Series(addresses, lambda _, address: Question(address, "text/html", lambda body: body == right[address]))


def _numbered(address: str, number: int) -> str:
    return f"{address}{'&' if '?' in address else '?'}asked={number:09}"


def _same(right: bytes, body: bytes) -> bool:
    return _ASKED.sub(b"", body) == right and b"</html>" in body


def _rows(dataset: Dataset, query: str) -> list[str]:
    with dataset.store.answering(query) as answer:
        assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
        return canonical(answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")


def _iri(thing: object) -> str:
    assert isinstance(thing, ox.NamedNode)  # noqa: S101 - the query says so
    return thing.value
