"""Nomenclature: every name of our terms, from our labels, the links and the registries.

The names of HGNC and miRBase are in `ontology/imports/names.tsv`, a table of terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims import microrna_names
from exordf.dataset import external_ontologies, mappings, sources
from exordf.ontology import mapping_report
from exordf.rdf.prefixes import EXO
from exordf.rdf.symbols import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.dataset.core import Dataset
    from exordf.dataset.external_terms import Term

FILE = "names.tsv"
ARM_NOT_PRINTED = "arm not printed"
ALIAS = "alias or former symbol of"
_GENES, _LOOPS, _MATURE = "HGNC:", "mirbase:", "mirbase.mature:"
_ORTHOLOGUES = ("MGI:", "RGD:")

Spelling = tuple[str, str, str]
Bearers = dict[ox.NamedNode, str]


class Nomenclature:
    """The terms of a dataset by name, each with the reason why it has the name.

    `names` are by folded name; `micrornas` by stem, copy and arm; `genes` are genes of microRNAs by exact symbol, since
    MIR21 is the gene of miR-21. `former` and `renamed` are names in miRBase by species, stem and arm. `arms` maps arms
    that are not ours to those that are; `elsewhere` lists the genes of HGNC that are not ours, by name; `approved` the
    symbols of those that are. `stems` are the stems of a microRNA's own names.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._prefixes = dataset.prefixes
        self._linked: dict[str, list[ox.NamedNode]] = {}
        self.names: dict[str, Bearers] = {}
        self.micrornas: dict[Spelling, Bearers] = {}
        self.genes: dict[str, Bearers] = {}
        self.former: dict[Spelling, str] = {}
        self.renamed: dict[Spelling, str] = {}
        self.arms: dict[str, str] = {}
        self.elsewhere: dict[str, list[str]] = {}
        self.approved: set[str] = set()
        self.stems: dict[ox.NamedNode, set[str]] = {}
        self.sources = {_GENES.rstrip(":")}
        self.other_species: list[Term] = []
        for name, things in dataset.lookup.names.items():
            for thing in things:
                self._add(name, thing, "name")
                if microrna := microrna_names.parse(name):
                    self.stems.setdefault(thing, set()).add(microrna.stem)
        for thing in sorted({thing for things in self.names.values() for thing in things}, key=str):
            self.add_identifier(self._prefixes.curie(thing), thing, "identifier", bare=thing.value.startswith(EXO))
        self._add_linked(mapping_report.rows_of(dataset))
        path = dataset.home / sources.ONTOLOGY / sources.IMPORTS / FILE
        terms = list(external_ontologies.read(path, dataset.prefixes).terms.values()) if path.is_file() else []
        self._add_genes(terms, self._add_sequences(terms))

    def label(self, thing: ox.NamedNode) -> str:
        """The name of a term in a sentence."""
        return self._prefixes.curie(thing).partition(":")[2]

    def add_identifier(self, curie: str, thing: ox.NamedNode, how: str, *, bare: bool = True) -> None:
        """Add an identifier of a term, if `bare` also without its prefix unless it is a number."""
        prefix, _, local = curie.partition(":")
        for name in (curie, f"{prefix}_{local}", *((local,) if bare and not local.isdigit() else ())):
            self.names.setdefault(fold(name), {}).setdefault(thing, how)

    def add_arm(self, term: Term, ours: str) -> None:
        """Add a mature sequence as the other arm of one of our terms."""
        names = (fold(term.id), fold(term.id.partition(":")[2]), fold(term.label))
        self.arms |= dict.fromkeys(names, ours)

    def _add_linked(self, rows: Iterable[mappings.Mapping]) -> None:
        for row in rows:
            if row.holds:
                thing = self._prefixes.iri(row.subject)
                self._linked.setdefault(row.object, []).append(thing)
                self.sources.add(row.source)
                broad = row.predicate == mappings.BROAD
                self.add_identifier(row.object, thing, "identifier of a broader term" if broad else "identifier")
                if not broad:
                    self._add(row.object_label, thing, "name of a linked term")

    def _add_sequences(self, terms: list[Term]) -> dict[str, tuple[str, list[ox.NamedNode]]]:
        """Add the stem-loops and mature sequences; return the label and our products of each stem-loop."""
        mature = [term for term in terms if term.id.startswith(_MATURE)]
        cut: dict[str, list[ox.NamedNode]] = {}
        for term in mature:
            for loop in term.parents:
                cut.setdefault(loop, []).extend(self._linked.get(term.id, ()))
        for term in mature:
            self._add_mature(term, cut)
        current = {fold(term.label) for term in mature}
        for term in mature:
            for synonym in term.synonyms:
                if fold(synonym) not in current:
                    self._add_former(synonym, term.label)
        self.other_species = [term for term in mature if not term.parents]
        loops = [term for term in terms if term.id.startswith(_LOOPS)]
        return {loop.id: (loop.label, self._add_loop(loop, cut.get(loop.id, ()))) for loop in loops}

    def _add_loop(self, loop: Term, cut: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
        things = list(self._linked.get(loop.id, ()))
        for thing in cut:
            if thing not in things:
                things.append(thing)
                self.add_identifier(loop.id, thing, "stem-loop")
                parsed = microrna_names.parse(loop.label)
                if parsed and parsed.copy:
                    self.micrornas.setdefault((parsed.stem, parsed.copy, ""), {}).setdefault(thing, "stem-loop")
        return things

    def _add_mature(self, term: Term, cut: dict[str, list[ox.NamedNode]]) -> None:
        """Add a mature sequence without a link: to the microRNA whose arm is not printed, or as the other arm."""
        if term.id in self._linked:
            return
        for loop in term.parents:
            for thing in self._linked.get(loop, ()):
                self._add(term.label, thing, ARM_NOT_PRINTED)
                self.add_identifier(term.id, thing, ARM_NOT_PRINTED)
        others = dict.fromkeys(thing for loop in term.parents for thing in cut.get(loop, ()))
        if others and fold(term.label) not in self.names:
            self.add_arm(term, " and ".join(map(self.label, others)))

    def _add_former(self, former: str, label: str) -> None:
        was, now = microrna_names.parse(former), microrna_names.parse(label)
        if was and now:
            self.former.setdefault((was.species, was.stem, was.arm), label)
            spelling = now.species, now.stem, now.arm
            if was.stem != now.stem and (spelling not in self.renamed or was.arm == now.arm):
                self.renamed[spelling] = former

    def _add_genes(self, terms: list[Term], loops: dict[str, tuple[str, list[ox.NamedNode]]]) -> None:
        for gene in terms:
            if not gene.id.startswith(_GENES):
                continue
            bearers = {thing: "" for reference in gene.cross_references for thing in self._linked.get(reference, ())}
            for reference in gene.cross_references:
                label, things = loops.get(reference, ("", []))
                bearers |= dict.fromkeys(things, f"gene of the stem-loop {label}")
            if not bearers:
                for name in (gene.label, *gene.synonyms):
                    self.elsewhere.setdefault(fold(name), []).append(gene.label)
            for thing, how in bearers.items():
                self.approved.add(fold(gene.label))
                self._add_gene(gene, thing, how)

    def _add_gene(self, gene: Term, thing: ox.NamedNode, of_loop: str) -> None:
        """Add one of our genes, or the gene of a stem-loop of our microRNAs, with its names in HGNC."""
        self.add_identifier(gene.id, thing, of_loop or "identifier")
        for reference in gene.cross_references:
            if reference.startswith(_ORTHOLOGUES):
                self.add_identifier(reference, thing, f"identifier of an orthologue of {gene.label}")
            elif reference not in self._linked and not reference.startswith(_LOOPS):
                self.add_identifier(reference, thing, of_loop or "identifier")
        for symbol in (gene.label, gene.label.capitalize()) if of_loop else ():
            self.genes.setdefault(symbol, {})[thing] = of_loop
        for synonym in gene.synonyms:
            if microrna_names.parse(synonym) is None or synonym.isupper():
                self.names.setdefault(fold(synonym), {}).setdefault(thing, of_loop or f"{ALIAS} {gene.label}")

    def _add(self, name: str, thing: ox.NamedNode, how: str) -> None:
        if name:
            self.names.setdefault(fold(name), {}).setdefault(thing, how)
        if parsed := microrna_names.parse(name):
            for copy in dict.fromkeys((parsed.copy, "")):
                self.micrornas.setdefault((parsed.stem, copy, parsed.arm), {}).setdefault(thing, how)
