"""Annotation files: GAF and GPAD of the Gene Ontology, and OBO files, as quads to add to the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.dataset import obo_reader
from exordf.dataset.external_terms import OBO
from exordf.errors import InputError, MissingExtra, Place
from exordf.files import unreadable_error
from exordf.rdf.prefixes import OWL, RDF_TYPE, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exordf.dataset.external_terms import Release
    from exordf.rdf.prefixes import Prefixes

ANNOTATIONS = (".gaf", ".gaf.gz", ".gpad", ".gpa", ".gpad.gz", ".gpa.gz")

# The relations of GAF 2.2 and GPAD (http://geneontology.org/docs/go-annotation-file-gaf-format-2.2/), found in RO.
_RELATIONS = {
    "enables": "RO:0002327",
    "contributes_to": "RO:0002326",
    "involved_in": "RO:0002331",
    "acts_upstream_of": "RO:0002263",
    "acts_upstream_of_positive_effect": "RO:0004034",
    "acts_upstream_of_negative_effect": "RO:0004035",
    "acts_upstream_of_or_within": "RO:0002264",
    "acts_upstream_of_or_within_positive_effect": "RO:0004032",
    "acts_upstream_of_or_within_negative_effect": "RO:0004033",
    "located_in": "RO:0001025",
    "is_active_in": "RO:0002432",
    "colocalizes_with": "RO:0002325",
    "part_of": "BFO:0000050",
}
_BY_ASPECT = {"P": "involved_in", "F": "enables", "C": "located_in"}  # which a GAF before 2.2 implies


def is_annotation_file(path: Path) -> bool:
    """Whether a file has one of the endings that are read here."""
    return path.name.lower().endswith((*ANNOTATIONS, *obo_reader.ENDINGS))


def read_annotations(path: Path, prefixes: Prefixes) -> list[ox.Quad]:
    """The file as triples: gene product, relation, GO term; or each class of an OBO file with label and parents.

    Annotations with NOT are left out, as no denied statement becomes an edge. Raises InputError where the file cannot
    be read, and MissingExtra where the library that reads it is not installed.
    """
    if path.name.lower().endswith(obo_reader.ENDINGS):
        return list(_classes(path, prefixes))
    try:
        from Bio.UniProt import GOA  # noqa: PLC0415 - needed for annotations only
    except ImportError:
        raise MissingExtra("Biopython", "link") from None
    import gzip  # noqa: PLC0415 - the same

    number = 0
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig") as lines:
            records = (GOA.gafiterator if ".gaf" in path.name.lower() else GOA.gpa_iterator)(lines)  # type: ignore[no-untyped-call]
            quads: list[ox.Quad] = []
            for number, record in enumerate(records, start=1):  # noqa: B007 - used in the error
                quads += _annotation(record, prefixes)
    except OSError as error:
        raise unreadable_error(path, error) from error
    except (ValueError, LookupError, UnicodeDecodeError) as error:
        raise InputError(
            f"the record after {number} annotations is not of GAF 2 or GPAD 1.1: {str(error).strip()}",
            place=Place(path),
            mend="Give a file whose first line names such a version.",
        ) from None
    return quads


def _annotation(record: dict[str, Any], prefixes: Prefixes) -> Iterator[ox.Quad]:
    qualifiers = [word for word in record["Qualifier"] if word]
    if any(word.upper() == "NOT" for word in qualifiers) or record["DB"] not in prefixes.table:
        return
    relation = next((word for word in qualifiers if word in _RELATIONS), None) or _BY_ASPECT[record["Aspect"]]
    product = prefixes.iri(f"{record['DB']}:{record['DB_Object_ID']}")
    yield ox.Quad(product, prefixes.iri(_RELATIONS[relation]), prefixes.iri(record["GO_ID"]))
    if record.get("DB_Object_Symbol"):
        yield ox.Quad(product, ox.NamedNode(f"{RDFS}label"), ox.Literal(record["DB_Object_Symbol"]))


def _classes(path: Path, prefixes: Prefixes) -> Iterator[ox.Quad]:
    release = obo_reader.read(path, prefixes)
    for term in release.terms.values():
        if term.property or term.obsolete:
            continue
        node = _iri(term.id, release, prefixes)
        yield ox.Quad(node, RDF_TYPE, ox.NamedNode(f"{OWL}Class"))
        if term.label:
            yield ox.Quad(node, ox.NamedNode(f"{RDFS}label"), ox.Literal(term.label, language="en"))
        for parent in term.parents:
            yield ox.Quad(node, ox.NamedNode(f"{RDFS}subClassOf"), _iri(parent, release, prefixes))


def _iri(name: str, release: Release, prefixes: Prefixes) -> ox.NamedNode:
    """The IRI of an identifier: by our prefixes, by those that the file declares, else by the rule of OBO."""
    prefix, colon, local = name.partition(":")
    spaces = {**release.namespaces, **prefixes.table}
    start = spaces.get(prefix, f"{OBO}{prefix}_") if colon else release.namespaces[""] + prefix
    try:
        return ox.NamedNode(name if "://" in name else start + local)
    except ValueError:
        raise InputError(
            f'"{name}" does not make an IRI',
            place=Place(release.path, release.lines.get(name)),
            mend="Correct the identifier in the file and run it again.",
        ) from None
