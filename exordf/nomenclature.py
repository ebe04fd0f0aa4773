"""Nomenclature: every name under which a term of ours may come in, and how a name that somebody wrote leads to it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf import linked, mappings, micrornas, sources
from exordf.linking import releases
from exordf.micrornas import MicroRNA
from exordf.symbols import folded, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exordf.dataset import Dataset
    from exordf.linking.releases import Term

FILE = "names.tsv"
UNKNOWN = "unknown"
ARM_NOT_PRINTED = "arm not printed"
_ALIAS = "alias or former symbol of"
_OTHER_ARM = "the other arm of "
_HUMAN = "hsa"
_ARMS = {"3p": "5p", "5p": "3p"}
_VERSIONED = re.compile(r"((?:ENS[A-Z]*\d|[NX][CGMPRTW]_\d|[A-Z][A-Z0-9]{5,9}$)\d*)\.\d+", re.IGNORECASE)
_PROTEIN = r"(?:[OPQ]\d[A-Z0-9]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z0-9]{2}\d){1,2})"
_ISOFORM = re.compile(rf"(?:UniProtKB[:_])?(?P<protein>{_PROTEIN})(?:-\d+|(?P<version>\.\d+))", re.IGNORECASE)
_FASTA = re.compile(rf"(?:sp|tr)\|(?P<protein>{_PROTEIN})(?:-\d+)?\|\w+", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\d)[-_\s]+|[-_\s]+(?![\d\s_-])")


class Reading(NamedTuple):
    """What a name leads to and how; no entity where nothing bears the name, and then `how` says why, if that is known.

    `open` is true of a name of which no more is known than that nothing bears it.
    """

    entity: ox.NamedNode | None
    how: str
    open: bool = False


class Names:
    """Names of the terms of a dataset: their own, those of linked terms, and those that HGNC and miRBase have besides.

    What HGNC and miRBase say stands in `ontology/imports/names.tsv`, as a table of terms. A mature sequence is also
    known under a microRNA of which the review does not print the arm; the other arm is said to be that, and matches
    nothing.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._prefixes = dataset.prefixes
        self._names: dict[str, dict[ox.NamedNode, str]] = {}
        self._micrornas: dict[tuple[str, str, str], dict[ox.NamedNode, str]] = {}
        self._symbols: dict[str, dict[ox.NamedNode, str]] = {}  # of genes of microRNAs, in which letters are capital
        self._former: dict[tuple[str, str, str], str] = {}
        self._renamed: dict[tuple[str, str, str], str] = {}
        self._arms: dict[str, str] = {}
        self._elsewhere: dict[str, list[str]] = {}
        self._linked: dict[str, list[ox.NamedNode]] = {}
        self._stems: dict[ox.NamedNode, set[str]] = {}
        self._approved: set[str] = set()
        self._prefixes_linked = {"HGNC"}
        for name, things in dataset.lookup.names.items():
            for thing in things:
                self._add(name, thing, "name")
                if microrna := micrornas.parse(name):
                    self._stems.setdefault(thing, set()).add(microrna.stem)
        for thing in {thing for things in self._names.values() for thing in things}:
            self._add_identifier(self._prefixes.curie(thing), thing, "identifier")
        self._add_linked(linked.rows_of(dataset))
        path = dataset.home / sources.ONTOLOGY / sources.IMPORTS / FILE
        self._add_table(list(releases.read(path, dataset.prefixes).terms.values()) if path.is_file() else [])
        self._compact: dict[str, dict[ox.NamedNode, str]] = {}
        for name, readings in self._names.items():
            self._compact.setdefault(_compact(name), readings)

    @property
    def sources(self) -> list[str]:
        """The prefixes of the sources that have identifiers here, sorted."""
        return sorted(self._prefixes_linked)

    def read(self, name: str) -> list[Reading]:
        """What a name leads to: every entity that bears it, or one reading without an entity."""
        microrna = micrornas.parse(name)
        found = self._plain(name, microrna) or self._accession(name)
        key = folded(name)
        if not found and key in self._arms:
            return [Reading(None, f"{_OTHER_ARM}{self._arms[key]}")]
        if microrna:
            return self._readings(microrna, found) if found else self._microrna(microrna)
        return self._gene(key, found)

    def _gene(self, key: str, found: dict[ox.NamedNode, str]) -> list[Reading]:
        """What a name leads to that is no microRNA's: said, where HGNC gives it to other genes too."""
        beside = [] if key in self._approved else self._elsewhere.get(key, [])
        another = any(folded(symbol) == key for symbol in beside)
        if beside and (not found or (another and all(how.startswith(_ALIAS) for how in found.values()))):
            return [Reading(None, UNKNOWN if another else f"{UNKNOWN}: in HGNC a name of {', '.join(beside)}")]
        also = "the symbol of another gene" if another else f"also a name of {', '.join(beside)}"
        return [Reading(entity, f"{how}; in HGNC {also}" if beside else how) for entity, how in found.items()] or [
            Reading(None, UNKNOWN, open=True)
        ]

    def _plain(self, name: str, microrna: MicroRNA | None) -> dict[ox.NamedNode, str]:
        written = tidy(name)
        key = folded(name)
        if "://" in key:
            try:
                key = folded(self._prefixes.curie(ox.NamedNode(written)))
            except ValueError:  # it only looks like an address
                return {}
        found = self._symbols.get(written) or self._names.get(key)
        return found or ({} if microrna else self._compact.get(_compact(key), {}))

    def _accession(self, name: str) -> dict[ox.NamedNode, str]:
        """By an accession with its version, the isoform of a protein, the first line of a FASTA record."""
        written = tidy(name)
        if versioned := _VERSIONED.fullmatch(written):
            return self._names.get(folded(versioned[1]), {})
        protein = _ISOFORM.fullmatch(written) or _FASTA.fullmatch(written)
        if not protein:
            return {}
        how = "identifier" if "|" in written or protein["version"] else f"isoform of {protein['protein']}"
        return dict.fromkeys(self._names.get(protein["protein"].casefold(), {}), how)

    def _microrna(self, name: MicroRNA) -> list[Reading]:
        """What a microRNA's name leads to that is no name of ours as it stands."""
        found = self._of(name.stem, name.copy, "" if name.arm == micrornas.STAR else name.arm)
        if name.hairpin:
            found = found or {thing: "" for arm in _ARMS for thing in self._of(name.stem, "", arm)}
            return self._readings(name, dict.fromkeys(found, "stem-loop"))
        if name.arm == micrornas.STAR:
            found = dict.fromkeys(found, ARM_NOT_PRINTED)
        if found or name.copy:
            return self._readings(name, found)
        spelling = (name.species or _HUMAN, name.stem, name.arm)
        for readings in (
            self._called(self._former.get(spelling, ""), "former name of"),
            self._by_arm(name),
            self._called(self._renamed.get(spelling, ""), "formerly", name.arm),
        ):
            if readings and readings[0].how != UNKNOWN:
                return readings
        return [Reading(None, UNKNOWN)]

    def _called(self, name: str, how: str, arm: str = "") -> list[Reading]:
        """What another's former or present name leads to, of an arm if that is known; nothing where it is unknown."""
        parsed = micrornas.parse(name)
        found = self._by_arm(parsed._replace(arm=arm or parsed.arm)) if parsed else []
        return [self._with(each, f"{how} {name}") for each in found if each.how != UNKNOWN]

    def _by_arm(self, name: MicroRNA) -> list[Reading]:
        """What a name leads to by its stem, for what it says of the arm and the review does, or the other way round."""
        if found := self._of(name.stem, "", name.arm):
            return self._readings(name, found)
        if name.arm == micrornas.STAR and any(self._of(name.stem, "", arm) for arm in _ARMS):
            return [Reading(None, f"{UNKNOWN}: which arm the star means is not on record")]
        if name.arm:
            found = dict.fromkeys(self._of(name.stem, "", ""), ARM_NOT_PRINTED)
            other_arm = self._of(name.stem, "", _ARMS.get(name.arm, ""))
            if not found and other_arm:
                labels = " and ".join(self._label(thing) for thing in other_arm)
                return [Reading(None, f"{_OTHER_ARM}{labels}")]
            return self._readings(name, found)
        return self._readings(name, {thing: "arm not given" for arm in _ARMS for thing in self._of(name.stem, "", arm)})

    def _of(self, stem: str, copy: str, arm: str) -> dict[ox.NamedNode, str]:
        return self._micrornas.get((stem, copy, arm), {})

    def _readings(self, name: MicroRNA, found: dict[ox.NamedNode, str]) -> list[Reading]:
        if not found:
            return [Reading(None, UNKNOWN)]
        return [
            Reading(thing, how if name.stem in self._stems.get(thing, ()) else f"member of {self._label(thing)}; {how}")
            for thing, how in found.items()
        ]

    @staticmethod
    def _with(reading: Reading, how: str) -> Reading:
        if reading.entity is None:
            return Reading(None, f"{how}, {reading.how}")
        plain = reading.how in ("name", "name of a linked term")
        return Reading(reading.entity, how if plain else f"{how}; {reading.how}")

    def _label(self, thing: ox.NamedNode) -> str:
        return self._prefixes.curie(thing).partition(":")[2]

    def _add_linked(self, rows: Iterable[mappings.Mapping]) -> None:
        for row in rows:
            if row.holds:
                thing = self._prefixes.iri(row.subject)
                self._linked.setdefault(row.object, []).append(thing)
                self._prefixes_linked.add(row.source)
                broad = row.predicate == mappings.BROAD
                self._add_identifier(row.object, thing, "identifier of a broader term" if broad else "identifier")
                if not broad:
                    self._add(row.object_label, thing, "name of a linked term")

    def _add_table(self, terms: list[Term]) -> None:
        loops = {term.id: term for term in terms if term.id.startswith("mirbase:")}
        mature = [term for term in terms if term.id.startswith("mirbase.mature:")]
        of_loop: dict[str, list[ox.NamedNode]] = {loop: list(self._linked.get(loop, ())) for loop in loops}
        cut: dict[str, list[ox.NamedNode]] = {}
        for term in mature:
            for loop in term.parents:
                cut.setdefault(loop, []).extend(self._linked.get(term.id, ()))
        for term in mature:
            self._add_mature(term, cut)
        for loop, term in loops.items():
            for thing in cut.get(loop, ()):
                if thing not in of_loop[loop]:
                    of_loop[loop].append(thing)
                    self._add_identifier(loop, thing, "stem-loop")
                    self._add_microrna(term.label, thing, "stem-loop", arm=False)
        current = {folded(term.label) for term in mature}
        for term in mature:
            for synonym in term.synonyms:
                if folded(synonym) not in current:
                    self._add_former(synonym, term.label)
        for term in mature:
            if not term.parents:
                self._add_other_species(term)
        for term in terms:
            if term.id.startswith("HGNC:"):
                self._add_gene(term, loops, of_loop)

    def _add_mature(self, term: Term, cut: dict[str, list[ox.NamedNode]]) -> None:
        """A mature sequence that is linked to nothing, by the microRNA of which no arm is printed, or as an other arm."""
        if term.id in self._linked:
            return
        for loop in term.parents:
            for thing in self._linked.get(loop, ()):
                self._add(term.label, thing, ARM_NOT_PRINTED)
                self._add_identifier(term.id, thing, ARM_NOT_PRINTED)
        others = dict.fromkeys(thing for loop in term.parents for thing in cut.get(loop, ()))
        if others and folded(term.label) not in self._names:
            said = " and ".join(map(self._label, others))
            names = (folded(term.id), term.id.partition(":")[2].casefold(), folded(term.label))
            self._arms |= dict.fromkeys(names, said)

    def _add_other_species(self, term: Term) -> None:
        """A mature sequence of another species, of which holds what is said of its name."""
        for reading in self.read(term.label):
            if reading.entity is not None:
                self._add_identifier(term.id, reading.entity, f"identifier of {term.label}; {reading.how}")
            elif reading.how.startswith(_OTHER_ARM):
                said = reading.how.removeprefix(_OTHER_ARM)
                self._arms |= dict.fromkeys((folded(term.id), term.id.partition(":")[2].casefold()), said)

    def _add_former(self, former: str, label: str) -> None:
        was, now = micrornas.parse(former), micrornas.parse(label)
        if was and now:
            self._former.setdefault((was.species, was.stem, was.arm), label)
            spelling = now.species, now.stem, now.arm
            if was.stem != now.stem and (spelling not in self._renamed or was.arm == now.arm):
                self._renamed[spelling] = former

    def _add_gene(self, gene: Term, loops: dict[str, Term], of_loop: dict[str, list[ox.NamedNode]]) -> None:
        things = [(thing, "") for each in gene.cross_references for thing in self._linked.get(each, ())]
        things += [
            (thing, f"gene of the stem-loop {loops[each].label}")
            for each in gene.cross_references
            for thing in of_loop.get(each, ())
        ]
        if not things:
            for name in (gene.label, *gene.synonyms):
                self._elsewhere.setdefault(folded(name), []).append(gene.label)
        else:
            self._approved.add(folded(gene.label))
        for thing, of_loop_how in dict(things).items():
            self._add_identifier(gene.id, thing, of_loop_how or "identifier")
            for reference in gene.cross_references:
                if reference.startswith(("MGI:", "RGD:")):
                    self._add_identifier(reference, thing, f"identifier of an orthologue of {gene.label}")
                elif reference not in self._linked and not reference.startswith("mirbase:"):
                    self._add_identifier(reference, thing, of_loop_how or "identifier")
            for symbol in (gene.label, gene.label.capitalize()) if of_loop_how else ():
                self._symbols.setdefault(symbol, {})[thing] = of_loop_how
            for synonym in gene.synonyms:
                if micrornas.parse(synonym) is None or synonym.isupper():
                    how = of_loop_how or f"{_ALIAS} {gene.label}"
                    self._add(synonym, thing, how, microrna=False)

    def _add(self, name: str, thing: ox.NamedNode, how: str, *, microrna: bool = True) -> None:
        if name:
            self._names.setdefault(folded(name), {}).setdefault(thing, how)
            if microrna:
                self._add_microrna(name, thing, how)

    def _add_microrna(self, name: str, thing: ox.NamedNode, how: str, *, arm: bool = True) -> None:
        if parsed := micrornas.parse(name):
            for copy in dict.fromkeys((parsed.copy, "")) if arm else (parsed.copy,) if parsed.copy else ():
                self._micrornas.setdefault((parsed.stem, copy, parsed.arm), {}).setdefault(thing, how)

    def _add_identifier(self, curie: str, thing: ox.NamedNode, how: str) -> None:
        prefix, _, local = curie.partition(":")
        for name in (curie, f"{prefix}_{local}", *(() if local.isdigit() else (local,))):
            self._names.setdefault(folded(name), {}).setdefault(thing, how)  # a bare number does not say whose it is


@lru_cache(maxsize=2)
def names(dataset: Dataset) -> Names:
    """The names of a dataset, gathered once."""
    return Names(dataset)


def _compact(name: str) -> str:
    """A folded name without hyphens and spaces, but for those between two digits: IL-1-7 is not IL-17."""
    return _BETWEEN.sub("", name)


def several(name: str) -> Iterator[str]:
    """The names in a cell that holds several, apart by semicolons, bars or three slashes, or as miR-23a/27a."""
    for part in re.split(r"\s*(?:///|[;|])\s*", name.strip()):
        if part:
            yield from micrornas.each(part) or [part]
