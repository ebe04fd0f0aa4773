"""What a validation found: results and the report, as the W3C has it, in a console and in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import markup, shacl
from exordf.markup import escape
from exordf.names import SH
from exordf.rows import text

if TYPE_CHECKING:
    from exordf.errors import Place
    from exordf.names import Prefixes
    from exordf.rows import Term

_VIOLATION = ox.NamedNode(f"{SH}Violation")


@dataclass(frozen=True)
class ValidationResult(shacl.Result):
    """A validation result in SHACL's own words, and where its focus node stands, if that is known.

    >>> from exordf import Dataset
    >>> report = Dataset.open().with_revisions(["docs/examples/my-claims.ttl"]).validate()
    >>> result = report.results[0]
    >>> print(result.place)
    docs/examples/my-claims.ttl:17
    >>> print(result.messages["en"])
    A claim has exactly one object, a term of the ontology. Split the sentence into one claim for each.
    """

    place: Place | None = None


@dataclass(frozen=True, repr=False)
class ValidationReport:
    """What a validation found; `checks` counts constraints times the focus nodes that each was evaluated on.

    >>> ValidationReport((), 25)
    ValidationReport: conforms, 25 checks, 0 results
    """

    results: tuple[ValidationResult, ...]
    checks: int
    prefixes: Prefixes | None = field(default=None, compare=False)

    @property
    def conforms(self) -> bool:
        """Whether no result is a `sh:Violation`; warnings are for people, and do not stop a release.

        The W3C's own `sh:conforms`, in `quads()`, is false where there is any result at all.

        >>> ValidationReport((), 25).conforms
        True
        """
        return all(result.severity != _VIOLATION for result in self.results)

    def quads(self) -> list[ox.Quad]:
        """The report as the W3C has it: a `sh:ValidationReport` with its results.

        >>> [quad.object.value for quad in ValidationReport((), 25).quads()]
        ['http://www.w3.org/ns/shacl#ValidationReport', 'true']
        """
        return shacl.report(self.results)

    def __repr__(self) -> str:
        verdict = "conforms" if self.conforms else "does not conform"
        found = [
            f"{result.place or self._name(result.focus)}: {result.messages.get('en', '')}"
            for result in self.results[: markup.CONSOLE]
        ]
        head = f"ValidationReport: {verdict}, {self._counted}"
        return "\n".join([head, *found]) + ("\n" + markup.more(len(self.results), markup.CONSOLE)).rstrip("\n")

    def _repr_html_(self) -> str:
        verdict = "conforms" if self.conforms else "does not conform"
        cells = [
            (
                escape(str(result.place or "")),
                escape(result.severity.value.rpartition("#")[2]),
                escape(self._name(result.focus)),
                escape(self._name(result.path) if isinstance(result.path, ox.NamedNode) else ""),
                escape(result.messages.get("en", "")),
                f'<span lang="zh">{escape(result.messages.get("zh", ""))}</span>',
            )
            for result in self.results
        ]
        columns = ("place", "severity", "focus node", "path", "message", "in Chinese")
        head = f"<p><strong>{verdict}</strong>: {self._counted}</p>"
        return head + (markup.table(columns, cells) if cells else "")

    @property
    def _counted(self) -> str:
        many = len(self.results)
        return f"{self.checks:,} checks, {many} result{'' if many == 1 else 's'}"

    def _name(self, term: Term | None) -> str:
        return self.prefixes.curie(term) if self.prefixes and isinstance(term, ox.NamedNode) else text(term)
