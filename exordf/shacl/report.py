"""Validation results and the report, as text, as HTML for a notebook, and as the triples that the W3C defines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import shacl
from exordf.rdf import text_tables
from exordf.rdf.prefixes import SH
from exordf.rdf.rows import text
from exordf.rdf.text_tables import escape
from exordf.shacl import report_graph

if TYPE_CHECKING:
    from exordf.errors import Place
    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.rows import Term

# Subjects that are named where there may be many.
_FEW = 3
_VIOLATION = ox.NamedNode(f"{SH}Violation")


@dataclass(frozen=True)
class ValidationResult(shacl.Result):
    """A validation result in the terms of SHACL, with the place of its focus node in the files, if it is known.

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
    """The results of a validation; `checks` counts constraints times the focus nodes that each was evaluated on.

    A report on files that were laid on top of others counts the checks of their subjects, of which there are `nodes`;
    `beneath` are the checks of all else, `unchecked` the subjects that no shape applies to. `reason` says which engine
    replaced ours, and why.

    >>> ValidationReport((), 25)
    ValidationReport: conforms, 25 checks, 0 results
    >>> ValidationReport((), 0, nodes=1, unchecked=(ox.NamedNode("urn:a"),))
    ValidationReport: nothing was checked, as no shape speaks of the only subject: urn:a
    """

    results: tuple[ValidationResult, ...]
    checks: int
    prefixes: Prefixes | None = field(default=None, compare=False)
    beneath: int = 0
    nodes: int | None = None
    unchecked: tuple[Term, ...] = ()
    reason: str = ""

    @property
    def conforms(self) -> bool:
        """Whether anything was checked and no result is a `sh:Violation`; warnings do not stop a release.

        The W3C's own `sh:conforms`, in `quads()`, is false where there is any result at all.

        >>> ValidationReport((), 25).conforms, ValidationReport((), 0).conforms
        (True, False)
        """
        return self.checks > 0 and all(result.severity != _VIOLATION for result in self.results)

    @property
    def verdict(self) -> str:
        """A phrase for whether the data conform, or why that cannot be decided.

        >>> ValidationReport((), 0).verdict
        'nothing was checked, as no target of the shapes is a node of the data'
        """
        if self.checks:
            return "conforms" if self.conforms else "does not conform"
        if self.nodes is None:
            return "nothing was checked, as no target of the shapes is a node of the data"
        if not self.nodes:
            return "nothing was checked, as there is no subject in the files"
        whom = "the only subject" if self.nodes == 1 else f"any of the {self.nodes:,} subjects"
        return f"nothing was checked, as no shape speaks of {whom}: {self._named}"

    @property
    def notes(self) -> list[str]:
        """Further facts about the report: subjects without a shape, another engine.

        >>> ValidationReport((), 4, nodes=3, unchecked=(ox.NamedNode("urn:a"),)).notes
        ['no shape speaks of 1 of the 3 subjects: urn:a']
        """
        left_out = f"no shape speaks of {len(self.unchecked):,} of the {self.nodes or 0:,} subjects: {self._named}"
        return ([left_out] if self.unchecked and self.checks else []) + (
            [f"checked by {self.reason}"] if self.reason else []
        )

    @property
    def summary(self) -> str:
        """The numbers of checks and of results.

        >>> ValidationReport((), 4, beneath=1200).summary
        '4 checks, 0 results; and 1,200 checks of the data beneath'
        """
        many = len(self.results)
        beneath = f"; and {self.beneath:,} checks of the data beneath" if self.beneath else ""
        return f"{self.checks:,} checks, {many} result{'' if many == 1 else 's'}{beneath}"

    def quads(self) -> list[ox.Quad]:
        """The report as the W3C defines it: a `sh:ValidationReport` with its results.

        Where nothing was checked, it has no `sh:conforms`.

        >>> [quad.object.value for quad in ValidationReport((), 25).quads()]
        ['http://www.w3.org/ns/shacl#ValidationReport', 'true']
        """
        return report_graph.report(self.results, checked=self.checks > 0)

    def __repr__(self) -> str:
        found = [
            f"{result.place or self._name(result.focus)}: {result.messages.get('en', '')}"
            for result in self.results[: text_tables.CONSOLE]
        ]
        head = f"ValidationReport: {self._head(', ')}"
        return "\n".join([head, *found]) + (
            "\n" + text_tables.more_rows_line(len(self.results), text_tables.CONSOLE)
        ).rstrip("\n")

    def _repr_html_(self) -> str:
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
        first, _, rest = self._head("\n").partition("\n")
        head = f"<p><strong>{escape(first)}</strong>{': ' * bool(rest)}{escape(rest)}</p>"
        return head + (text_tables.html_table(columns, cells) if cells else "")

    def _head(self, between: str) -> str:
        if not self.checks:
            return self.verdict
        return f"{self.verdict}{between}{'; '.join([self.summary, *self.notes])}"

    @property
    def _named(self) -> str:
        """The first few subjects that no shape applies to."""
        some = ", ".join(self._name(node) for node in self.unchecked[:_FEW])
        return some + (f" and {len(self.unchecked) - _FEW:,} more" if len(self.unchecked) > _FEW else "")

    def _name(self, term: Term | None) -> str:
        return self.prefixes.curie(term) if self.prefixes and isinstance(term, ox.NamedNode) else text(term)
