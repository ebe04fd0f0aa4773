"""The table of references: the filter of a request, the rows that pass it, and their downloads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.claim_list.claim_listing import fits
from exordf.browse.model.bilingual import Bilingual, bilingual
from exordf.browse.model.bilingual_names import NONE
from exordf.browse.model.cells import Cell, stated
from exordf.browse.model.parameters import Page, paginate, parse_choice
from exordf.claims.bibliography import works
from exordf.claims.columns import REFERENCES
from exordf.claims.tables import node_of
from exordf.export import bibtex, csljson, delimited

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.claim_graph import Fit
    from exordf.claims.tables import Row, Value

# How sure a DOI is, as the filter has it.
DOI = ("confirmed", "unconfirmed", "none")
# The columns by which the table can be sorted, and whether the first order is descending.
SORTS = {"number": False, "title": False, "authors": False, "year": True, "claims": True, "citations": True}


@dataclass(frozen=True, slots=True)
class CitationBadge:
    """A citation of a reference by its IRI, the number of its sentence, the verdict, and whether it fits."""

    iri: str
    sentence: str
    verdict: Cell
    fit: Fit


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A reference as a row of the table: `number` in the list of the review, or the local part of its CURIE."""

    iri: str
    local: str
    number: str
    title: Bilingual
    authors: str
    year: str
    doi: str
    unconfirmed_doi: str
    basis: Cell | None
    claims: int
    citations: list[CitationBadge]


@dataclass(frozen=True, slots=True)
class VerdictChoice:
    """A verdict of the filter with its label and the number of references that it would leave."""

    name: str
    label: Bilingual
    number: int


class ReferenceFilter:
    """The references that a request selects, and how many there would be with each value of each filter."""

    def __init__(self, request: Request) -> None:
        self._explorer: Explorer = request.app.state.explorer
        references, citations = (self._explorer.tables[name] for name in ("references", "citations"))
        self._citations: dict[str, list[Row]] = {}
        for row in citations:
            self._citations.setdefault(str(row["reference"]), []).append(row)
        verdicts = Counter(_verdict(row) for row in citations)
        self.verdict = parse_choice(request.query_params, "verdict", sorted(verdicts))
        self.doi = parse_choice(request.query_params, "doi", DOI)
        self.sort = parse_choice(request.query_params, "sort", [*SORTS, *(f"-{name}" for name in SORTS)]) or "number"
        self.words = request.query_params.get("words", "").strip()[:100]
        self.total = len(references)
        self.verdicts = [
            VerdictChoice(
                name, self._cell(name if name != NONE else None).label, self._count(references, name, self.doi)
            )
            for name in sorted(verdicts, key=lambda name: (name == NONE, name))
        ]
        self.dois = [(name, self._count(references, self.verdict, name)) for name in DOI]
        matching = (row for row in references if self._matches(row, self.verdict, self.doi))
        self._rows = sorted(matching, key=lambda row: str(row["reference"]))
        name = self.sort.removeprefix("-")
        self._rows.sort(key=lambda row: _key(row, name), reverse=self.sort.startswith("-"))
        self._rows.sort(key=lambda row: row[_column(name)] is None)  # those without a value are last in either order

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of its address."""
        sort = self.sort if self.sort != "number" else ""
        pairs = (("words", self.words), ("verdict", self.verdict), ("doi", self.doi), ("sort", sort))
        return [(name, value) for name, value in pairs if value]

    def page(self, request: Request, size: int) -> Page[ReferenceRow]:
        """The page of the references that the parameter `page` selects."""
        page = paginate(request.query_params, self._rows, size)
        return Page([self._row(row) for row in page.rows], page.total, page.number, page.pages)

    def _row(self, row: Row) -> ReferenceRow:
        local = str(row["reference"]).partition(":")[2]
        return ReferenceRow(
            iri=str(row["iri"]),
            local=local,
            number=local if row["number"] is None else str(row["number"]),
            title=bilingual(row, "title"),
            authors=str(row["authors"] or ""),
            year="" if row["year"] is None else str(row["year"]),
            doi=str(row["doi"] or ""),
            unconfirmed_doi=str(row["unconfirmed_doi"] or ""),
            basis=self._cell(row["doi_basis"]) if row["doi_basis"] else None,
            claims=int(str(row["claims"])),
            citations=[
                CitationBadge(
                    iri=str(citation["iri"]),
                    sentence=str(citation["sentence"] or "").partition(":")[2],
                    verdict=self._cell(citation["verdict"]),
                    fit=self._explorer.once(fits).get(str(citation["verdict"]), "open"),
                )
                for citation in self._citations.get(str(row["reference"]), [])
            ],
        )

    def download(self, form: str) -> bytes:
        """The rows as `bib`, `json` or `csv`."""
        if form == "csv":
            return delimited.write(REFERENCES, self._rows)
        source = self._explorer.source
        keys = {str(row["reference"]).replace(":", "-") for row in self._rows}
        selected = [work for work in works(source.store, source.prefixes) if work.key in keys]
        about = source.about.lines()
        return bibtex.write(selected, about) if form == "bib" else csljson.write(selected, about)

    def _count(self, references: Iterable[Row], verdict: str, doi: str) -> int:
        """The number of references with this verdict and this DOI."""
        return sum(self._matches(row, verdict, doi) for row in references)

    def _matches(self, row: Row, verdict: str, doi: str) -> bool:
        citations = self._citations.get(str(row["reference"]), [])
        if verdict and not any(_verdict(citation) == verdict for citation in citations):
            return False
        if doi and _doi(row) != doi:
            return False
        fields = (*bilingual(row, "title"), *(str(row[name] or "") for name in ("authors", "year", "doi", "number")))
        text = " ".join(fields).casefold()
        return all(word in text for word in self.words.casefold().split())

    def _label(self, verdict: str) -> Bilingual:
        return self._cell(verdict if verdict != NONE else None).label

    def _cell(self, name: Value) -> Cell:
        node = node_of(name, self._explorer.dataset.prefixes)
        return stated(self._explorer.facts, node or (ox.Literal(str(name)) if name else None))


def _verdict(citation: Row) -> str:
    """The verdict on a citation, as the filter has it; NONE where nobody judged it."""
    return str(citation["verdict"] or NONE)


def _doi(row: Row) -> str:
    """How sure the DOI of a reference is: one of `DOI`."""
    return "confirmed" if row["doi"] else "unconfirmed" if row["unconfirmed_doi"] else "none"


def _column(name: str) -> str:
    return "title_en" if name == "title" else name


def _key(row: Row, name: str) -> tuple[float, str]:
    value = row[_column(name)]
    return (value, "") if isinstance(value, int | float) else (0, str(value or "").casefold())
