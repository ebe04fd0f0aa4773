"""Readings of a name in any spelling: the term that it stands for and how, or why it stands for none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.claims import microrna_names
from exordf.claims.nomenclature import ALIAS, ARM_NOT_PRINTED, Bearers, Nomenclature
from exordf.rdf.symbols import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.claims.microrna_names import MicroRNA
    from exordf.dataset.core import Dataset

UNKNOWN = "unknown"
_OTHER_ARM = "the other arm of "
_HUMAN = "hsa"
_ARMS = {"3p": "5p", "5p": "3p"}
_VERSIONED = re.compile(r"((?:ENS[A-Z]*\d|[NX][CGMPRTW]_\d|[A-Z][A-Z0-9]{5,9}$)\d*)\.\d+", re.IGNORECASE)
_PROTEIN = r"(?:[OPQ]\d[A-Z0-9]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z0-9]{2}\d){1,2})"
_ISOFORM = re.compile(rf"(?:UniProtKB[:_])?(?P<protein>{_PROTEIN})(?:-\d+|(?P<version>\.\d+))", re.IGNORECASE)
_FASTA = re.compile(rf"(?:sp|tr)\|(?P<protein>{_PROTEIN})(?:-\d+)?\|\w+", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\d)[-_\s]+|[-_\s]+(?![\d\s_-])")


class Reading(NamedTuple):
    """The entity that a name stands for, and how; without an entity, `how` is the reason if that is known.

    `open` is true if no reason is known.
    """

    entity: ox.NamedNode | None
    how: str
    open: bool = False


class Names:
    """Reads names by the nomenclature of a dataset.

    A mature sequence also matches a microRNA whose arm the review does not print; the other arm of a printed one is
    reported as such and matches nothing.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._prefixes = dataset.prefixes
        self._known = Nomenclature(dataset)
        self._compact: dict[str, Bearers] = {}
        for term in self._known.other_species:  # its identifier has the reading of its name
            for reading in self.read(term.label):
                if reading.entity is not None:
                    how = f"identifier of {term.label}; {reading.how}"
                    self._known.add_identifier(term.id, reading.entity, how)
                elif reading.how.startswith(_OTHER_ARM):
                    self._known.add_arm(term, reading.how.removeprefix(_OTHER_ARM))
        for name, bearers in self._known.names.items():
            self._compact.setdefault(_compact(name), bearers)

    @property
    def sources(self) -> list[str]:
        """The prefixes of the sources that have identifiers here, sorted."""
        return sorted(self._known.sources)

    def read(self, name: str) -> list[Reading]:
        """The readings of a name: one for every entity with that name, or one without an entity."""
        microrna = microrna_names.parse(name)
        bearers = self._plain(name, microrna) or self._accession(name)
        key = fold(name)
        if not bearers and key in self._known.arms:
            return [Reading(None, f"{_OTHER_ARM}{self._known.arms[key]}")]
        if microrna:
            return self._readings(microrna, bearers) if bearers else self._microrna(microrna)
        return self._gene(key, bearers)

    def _gene(self, key: str, bearers: Bearers) -> list[Reading]:
        """The readings of a name that is not a microRNA's, with a remark if HGNC gives it to other genes as well."""
        beside = [] if key in self._known.approved else self._known.elsewhere.get(key, [])
        another = any(fold(symbol) == key for symbol in beside)
        if beside and (not bearers or (another and all(how.startswith(ALIAS) for how in bearers.values()))):
            return [Reading(None, UNKNOWN if another else f"{UNKNOWN}: in HGNC a name of {', '.join(beside)}")]
        also = "the symbol of another gene" if another else f"also a name of {', '.join(beside)}"
        return [Reading(entity, f"{how}; in HGNC {also}" if beside else how) for entity, how in bearers.items()] or [
            Reading(None, UNKNOWN, open=True)
        ]

    def _plain(self, name: str, microrna: MicroRNA | None) -> Bearers:
        spelling = tidy(name)
        key = fold(name)
        if "://" in key:
            try:
                key = fold(self._prefixes.curie(ox.NamedNode(spelling)))
            except ValueError:  # it only resembles an IRI
                return {}
        bearers = self._known.genes.get(spelling) or self._known.names.get(key)
        return bearers or ({} if microrna else self._compact.get(_compact(key), {}))

    def _accession(self, name: str) -> Bearers:
        """The bearers of an accession with a version, an isoform of a protein, the first line of a FASTA record."""
        spelling = tidy(name)
        if versioned := _VERSIONED.fullmatch(spelling):
            return self._known.names.get(fold(versioned[1]), {})
        protein = _ISOFORM.fullmatch(spelling) or _FASTA.fullmatch(spelling)
        if not protein:
            return {}
        how = "identifier" if "|" in spelling or protein["version"] else f"isoform of {protein['protein']}"
        return dict.fromkeys(self._known.names.get(protein["protein"].casefold(), {}), how)

    def _microrna(self, name: MicroRNA) -> list[Reading]:
        """The readings of a microRNA's name that is not one of our names as it is."""
        bearers = self._of(name.stem, name.copy, "" if name.arm == microrna_names.STAR else name.arm)
        if name.hairpin:
            bearers = bearers or {thing: "" for arm in _ARMS for thing in self._of(name.stem, "", arm)}
            return self._readings(name, dict.fromkeys(bearers, "stem-loop"))
        if name.arm == microrna_names.STAR:
            bearers = dict.fromkeys(bearers, ARM_NOT_PRINTED)
        if bearers or name.copy:
            return self._readings(name, bearers)
        spelling = (name.species or _HUMAN, name.stem, name.arm)
        for readings in (
            self._called(self._known.former.get(spelling, ""), "former name of"),
            self._by_arm(name),
            self._called(self._known.renamed.get(spelling, ""), "formerly", name.arm),
        ):
            if readings and readings[0].how != UNKNOWN:
                return readings
        return [Reading(None, UNKNOWN)]

    def _called(self, name: str, how: str, arm: str = "") -> list[Reading]:
        """The readings of a former or current name, with an arm if that is known; empty if it is unknown."""
        parsed = microrna_names.parse(name)
        readings = self._by_arm(parsed._replace(arm=arm or parsed.arm)) if parsed else []
        return [self._with(reading, f"{how} {name}") for reading in readings if reading.how != UNKNOWN]

    def _by_arm(self, name: MicroRNA) -> list[Reading]:
        """The readings of a name by its stem, where the name or the review gives no arm."""
        if bearers := self._of(name.stem, "", name.arm):
            return self._readings(name, bearers)
        if name.arm == microrna_names.STAR and any(self._of(name.stem, "", arm) for arm in _ARMS):
            return [Reading(None, f"{UNKNOWN}: which arm the star means is not on record")]
        if name.arm:
            bearers = dict.fromkeys(self._of(name.stem, "", ""), ARM_NOT_PRINTED)
            other_arm = self._of(name.stem, "", _ARMS.get(name.arm, ""))
            if not bearers and other_arm:
                labels = " and ".join(self._known.label(thing) for thing in other_arm)
                return [Reading(None, f"{_OTHER_ARM}{labels}")]
            return self._readings(name, bearers)
        return self._readings(name, {thing: "arm not given" for arm in _ARMS for thing in self._of(name.stem, "", arm)})

    def _of(self, stem: str, copy: str, arm: str) -> Bearers:
        return self._known.micrornas.get((stem, copy, arm), {})

    def _readings(self, name: MicroRNA, bearers: Bearers) -> list[Reading]:
        if not bearers:
            return [Reading(None, UNKNOWN)]
        return [
            Reading(
                thing,
                how
                if name.stem in self._known.stems.get(thing, ())
                else f"member of {self._known.label(thing)}; {how}",
            )
            for thing, how in bearers.items()
        ]

    @staticmethod
    def _with(reading: Reading, how: str) -> Reading:
        if reading.entity is None:
            return Reading(None, f"{how}, {reading.how}")
        plain = reading.how in ("name", "name of a linked term")
        return Reading(reading.entity, how if plain else f"{how}; {reading.how}")


@lru_cache(maxsize=2)
def names(dataset: Dataset) -> Names:
    """The reader of a dataset, built once."""
    return Names(dataset)


def _compact(name: str) -> str:
    """A folded name without hyphens and spaces, except between two digits: IL-1-7 is not IL-17."""
    return _BETWEEN.sub("", name)


def split_cell(name: str) -> Iterator[str]:
    """Yield the names in a cell, separated by semicolons, bars or three slashes, or written as miR-23a/27a.

    >>> list(split_cell("RUNX2; miR-23a/27a"))
    ['RUNX2', 'miR-23a', 'miR-27a']
    """
    for part in re.split(r"\s*(?:///|[;|])\s*", name.strip()):
        if part:
            yield from microrna_names.split_names(part) or [part]
