"""The references as rows: which of them a request asks for, in which order, and what they are downloaded as."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.claim_list.claim_listing import fits
from exordf.browse.model.bilingual_names import NONE
from exordf.browse.model.cells import stated
from exordf.browse.model.parameters import parse_choice
from exordf.claims.bibliography import works
from exordf.claims.columns import REFERENCES
from exordf.claims.tables import node_of
from exordf.export import bibtex, csljson, delimited

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.tables import Row, Value

View = dict[str, Any]

# How sure a DOI is, as the filter has it.
DOI = ("confirmed", "unconfirmed", "none")
# What the table can be sorted by, and which way it goes first.
SORTS = {"number": False, "title": False, "authors": False, "year": True, "claims": True, "citations": True}


class ReferenceFilter:
    """The references that a request asks for, and how many there would be with each value of each filter."""

    def __init__(self, request: Request) -> None:
        self._explorer: Explorer = request.app.state.explorer
        known = self._explorer.tables
        self._verdicts: dict[str, list[Row]] = {}
        for row in known["citations"]:
            self._verdicts.setdefault(str(row["reference"]), []).append(row)
        given = Counter(_verdict(row) for row in known["citations"])
        self.verdict = parse_choice(request.query_params, "verdict", sorted(given))
        self.doi = parse_choice(request.query_params, "doi", DOI)
        self.sort = parse_choice(request.query_params, "sort", [*SORTS, *(f"-{name}" for name in SORTS)]) or "number"
        self.words = request.query_params.get("words", "").strip()[:100]
        every = known["references"]
        self.total = len(every)
        self.verdicts = [
            (name, self._words(name if name != NONE else None), self._number(every, name, self.doi))
            for name in sorted(given, key=lambda name: (name == NONE, name))
        ]
        self.dois = [(name, self._number(every, self.verdict, name)) for name in DOI]
        chosen = (row for row in every if self._chosen(row, self.verdict, self.doi))
        self.rows = sorted(chosen, key=lambda row: str(row["reference"]))
        name = self.sort.removeprefix("-")
        self.rows.sort(key=lambda row: _key(row, name), reverse=self.sort.startswith("-"))
        self.rows.sort(key=lambda row: row[_column(name)] is None)  # what has no value stands last, either way

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The parameters that say all this."""
        sort = self.sort if self.sort != "number" else ""
        pairs = (("words", self.words), ("verdict", self.verdict), ("doi", self.doi), ("sort", sort))
        return [(name, value) for name, value in pairs if value]

    def shown(self, row: Row) -> View:
        """A row of the table."""
        return {
            **row,
            "local": str(row["reference"]).partition(":")[2],
            "how": doi(row),
            "basis": self._words(row["doi_basis"]) if row["doi_basis"] else None,
            "verdicts": [
                {
                    "iri": citation["iri"],
                    "words": self._words(citation["verdict"]),
                    "fit": self._explorer.once(fits).get(str(citation["verdict"]), "open"),
                    "sentence": str(citation["sentence"] or "").partition(":")[2],
                }
                for citation in self._verdicts.get(str(row["reference"]), [])
            ],
        }

    def download(self, form: str) -> bytes:
        """The rows as `bib`, `json` or `csv`."""
        if form == "csv":
            return delimited.write(REFERENCES, self.rows)
        source = self._explorer.source
        keys = {str(row["reference"]).replace(":", "-") for row in self.rows}
        chosen = [work for work in works(source.store, source.prefixes) if work.key in keys]
        about = source.about.lines()
        return bibtex.write(chosen, about) if form == "bib" else csljson.write(chosen, about)

    def _number(self, every: Iterable[Row], verdict: str, how: str) -> int:
        """How many references there would be with this verdict and this DOI."""
        return sum(self._chosen(row, verdict, how) for row in every)

    def _chosen(self, row: Row, verdict: str, how: str) -> bool:
        if verdict and not self._cited(row, verdict):
            return False
        if how and doi(row) != how:
            return False
        said = " ".join(str(row[name] or "") for name in ("title_en", "title_zh", "authors", "year", "doi", "number"))
        return all(word in said.casefold() for word in self.words.casefold().split())

    def _cited(self, row: Row, verdict: str) -> bool:
        return any(_verdict(each) == verdict for each in self._verdicts.get(str(row["reference"]), []))

    def _words(self, name: Value) -> View:
        node = node_of(name, self._explorer.dataset.prefixes)
        return dict(stated(self._explorer.facts, node or (ox.Literal(str(name)) if name else None)))


def _verdict(citation: Row) -> str:
    """What a citation is judged to be, as the filter has it; NONE where nobody judged it."""
    return str(citation["verdict"] or NONE)


def doi(row: Row) -> str:
    """How sure the DOI of a reference is: one of `DOI`."""
    return "confirmed" if row["doi"] else "unconfirmed" if row["unconfirmed_doi"] else "none"


def _column(name: str) -> str:
    return "title_en" if name == "title" else name


def _key(row: Row, name: str) -> tuple[float, str]:
    value = row[_column(name)]
    return (value, "") if isinstance(value, int | float) else (0, str(value or "").casefold())
