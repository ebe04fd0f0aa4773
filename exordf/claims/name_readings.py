"""Readings: how a name that somebody wrote, in whatever spelling, leads to a term of ours, or why it does not."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.claims import microrna_names
from exordf.claims.nomenclature import ALIAS, ARM_NOT_PRINTED, Bearers, Nomenclature
from exordf.rdf.symbols import folded, tidy

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
    """What a name leads to and how; no entity where nothing bears the name, and then `how` says why, if that is known.

    `open` is true of a name of which no more is known than that nothing bears it.
    """

    entity: ox.NamedNode | None
    how: str
    open: bool = False


class Names:
    """Reads names by the nomenclature of a dataset.

    A mature sequence is also known under a microRNA of which the review does not print the arm; the other arm of what
    it does print is said to be that, and matches nothing.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._prefixes = dataset.prefixes
        self._known = Nomenclature(dataset)
        self._compact: dict[str, Bearers] = {}
        for term in self._known.other_species:  # what is said of its name holds of its identifier
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
        """What a name leads to: every entity that bears it, or one reading without an entity."""
        microrna = microrna_names.parse(name)
        found = self._plain(name, microrna) or self._accession(name)
        key = folded(name)
        if not found and key in self._known.arms:
            return [Reading(None, f"{_OTHER_ARM}{self._known.arms[key]}")]
        if microrna:
            return self._readings(microrna, found) if found else self._microrna(microrna)
        return self._gene(key, found)

    def _gene(self, key: str, found: Bearers) -> list[Reading]:
        """What a name leads to that is no microRNA's: said, where HGNC gives it to other genes too."""
        beside = [] if key in self._known.approved else self._known.elsewhere.get(key, [])
        another = any(folded(symbol) == key for symbol in beside)
        if beside and (not found or (another and all(how.startswith(ALIAS) for how in found.values()))):
            return [Reading(None, UNKNOWN if another else f"{UNKNOWN}: in HGNC a name of {', '.join(beside)}")]
        also = "the symbol of another gene" if another else f"also a name of {', '.join(beside)}"
        return [Reading(entity, f"{how}; in HGNC {also}" if beside else how) for entity, how in found.items()] or [
            Reading(None, UNKNOWN, open=True)
        ]

    def _plain(self, name: str, microrna: MicroRNA | None) -> Bearers:
        written = tidy(name)
        key = folded(name)
        if "://" in key:
            try:
                key = folded(self._prefixes.curie(ox.NamedNode(written)))
            except ValueError:  # it only looks like an address
                return {}
        found = self._known.genes.get(written) or self._known.names.get(key)
        return found or ({} if microrna else self._compact.get(_compact(key), {}))

    def _accession(self, name: str) -> Bearers:
        """By an accession with its version, the isoform of a protein, the first line of a FASTA record."""
        written = tidy(name)
        if versioned := _VERSIONED.fullmatch(written):
            return self._known.names.get(folded(versioned[1]), {})
        protein = _ISOFORM.fullmatch(written) or _FASTA.fullmatch(written)
        if not protein:
            return {}
        how = "identifier" if "|" in written or protein["version"] else f"isoform of {protein['protein']}"
        return dict.fromkeys(self._known.names.get(protein["protein"].casefold(), {}), how)

    def _microrna(self, name: MicroRNA) -> list[Reading]:
        """What a microRNA's name leads to that is no name of ours as it stands."""
        found = self._of(name.stem, name.copy, "" if name.arm == microrna_names.STAR else name.arm)
        if name.hairpin:
            found = found or {thing: "" for arm in _ARMS for thing in self._of(name.stem, "", arm)}
            return self._readings(name, dict.fromkeys(found, "stem-loop"))
        if name.arm == microrna_names.STAR:
            found = dict.fromkeys(found, ARM_NOT_PRINTED)
        if found or name.copy:
            return self._readings(name, found)
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
        """What another's former or present name leads to, of an arm if that is known; nothing where it is unknown."""
        parsed = microrna_names.parse(name)
        found = self._by_arm(parsed._replace(arm=arm or parsed.arm)) if parsed else []
        return [self._with(each, f"{how} {name}") for each in found if each.how != UNKNOWN]

    def _by_arm(self, name: MicroRNA) -> list[Reading]:
        """What a name leads to by its stem, for what it says of the arm and the review does, or the other way round."""
        if found := self._of(name.stem, "", name.arm):
            return self._readings(name, found)
        if name.arm == microrna_names.STAR and any(self._of(name.stem, "", arm) for arm in _ARMS):
            return [Reading(None, f"{UNKNOWN}: which arm the star means is not on record")]
        if name.arm:
            found = dict.fromkeys(self._of(name.stem, "", ""), ARM_NOT_PRINTED)
            other_arm = self._of(name.stem, "", _ARMS.get(name.arm, ""))
            if not found and other_arm:
                labels = " and ".join(self._known.label(thing) for thing in other_arm)
                return [Reading(None, f"{_OTHER_ARM}{labels}")]
            return self._readings(name, found)
        return self._readings(name, {thing: "arm not given" for arm in _ARMS for thing in self._of(name.stem, "", arm)})

    def _of(self, stem: str, copy: str, arm: str) -> Bearers:
        return self._known.micrornas.get((stem, copy, arm), {})

    def _readings(self, name: MicroRNA, found: Bearers) -> list[Reading]:
        if not found:
            return [Reading(None, UNKNOWN)]
        return [
            Reading(
                thing,
                how
                if name.stem in self._known.stems.get(thing, ())
                else f"member of {self._known.label(thing)}; {how}",
            )
            for thing, how in found.items()
        ]

    @staticmethod
    def _with(reading: Reading, how: str) -> Reading:
        if reading.entity is None:
            return Reading(None, f"{how}, {reading.how}")
        plain = reading.how in ("name", "name of a linked term")
        return Reading(reading.entity, how if plain else f"{how}; {reading.how}")


@lru_cache(maxsize=2)
def names(dataset: Dataset) -> Names:
    """The reader of a dataset, made once."""
    return Names(dataset)


def _compact(name: str) -> str:
    """A folded name without hyphens and spaces, but for those between two digits: IL-1-7 is not IL-17."""
    return _BETWEEN.sub("", name)


def several(name: str) -> Iterator[str]:
    """The names in a cell that holds several, apart by semicolons, bars or three slashes, or as miR-23a/27a."""
    for part in re.split(r"\s*(?:///|[;|])\s*", name.strip()):
        if part:
            yield from microrna_names.each(part) or [part]
