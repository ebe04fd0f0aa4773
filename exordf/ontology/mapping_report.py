"""A dataset and what it is linked to: check the links, make the modules, see where two hierarchies differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import files
from exordf.dataset import external_ontologies, mappings, sources
from exordf.errors import InputError, Place
from exordf.ontology import mapping_checks, module_extraction
from exordf.rdf.prefixes import RDFS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from exordf.dataset.core import Dataset
    from exordf.dataset.external_terms import Term
    from exordf.rdf.rows import Rows

_SUBCLASS_OF = ox.NamedNode(f"{RDFS}subClassOf")
_LABEL = ox.NamedNode(f"{RDFS}label")


def rows_of(dataset: Dataset) -> list[mappings.Mapping]:
    """The rows of the mappings, none where there is no such file. Raises InputError where a row cannot stand."""
    path = dataset.home / "data" / mappings.FILE
    return mappings.read(files.display_path(path), dataset.prefixes) if path.is_file() else []


def links(dataset: Dataset, paths: Sequence[Path] = ()) -> Rows:
    """Where the mappings or the modules are not as the terms themselves are; no rows where all is well.

    Without `paths`, mappings against our own terms and modules; with them, both against those newer releases.
    Columns: change, term, was, now, place.
    """
    mapped, modules = rows_of(dataset), _modules(dataset)
    changes = mapping_checks.own(
        mapped, modules, mapping_checks.versions(dataset.layers.get(sources.IMPORTS, [])), _labels(dataset)
    )
    for path in paths:
        changes += mapping_checks.release(mapped, modules, external_ontologies.read(path, dataset.prefixes))
    return mapping_checks.rows(changes)


def modules(dataset: Dataset, paths: Sequence[Path]) -> dict[str, str]:
    """For each release the module that we keep of it, as Turtle, by file name.

    Raises InputError where a release cannot be read, has no linked term or one whose prefix is unknown, or where two
    make the same module.
    """
    wanted = {row.object for row in rows_of(dataset) if row.holds} | _used(dataset)
    made: dict[str, str] = {}
    for path in paths:
        name, content = module_extraction.module(
            external_ontologies.read(path, dataset.prefixes), wanted, dataset.prefixes
        )
        file = f"{name.lower()}.ttl"
        if file in made:
            raise InputError(
                f"is the second release that makes {file}", place=Place(path), mend="Give one release of each ontology."
            )
        made[file] = content
    return made


def hierarchy_differences(dataset: Dataset) -> Rows:
    """Pairs of exactly matched terms that only one side puts below each other.

    Columns: below, above, said_by (us or them), their_below, their_above.
    """
    curie = dataset.prefixes.curie
    above: dict[str, set[str]] = {}
    for quad in dataset.layers[sources.ONTOLOGY] + dataset.layers["views/defined-classes"]:
        low, high = quad.subject, quad.object
        if quad.predicate == _SUBCLASS_OF and isinstance(low, ox.NamedNode) and isinstance(high, ox.NamedNode):
            above.setdefault(curie(low), set()).add(curie(high))
    return mapping_checks.hierarchy(
        rows_of(dataset), {name: _closure(name, above) for name in above}, _modules(dataset)
    )


def _closure(name: str, above: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        fresh = above.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def _modules(dataset: Dataset) -> dict[str, Term]:
    return mapping_checks.terms_of(dataset.layers.get(sources.IMPORTS, []), dataset.prefixes)


def _labels(dataset: Dataset) -> dict[str, str]:
    return {
        dataset.prefixes.curie(quad.subject): text(quad.object)
        for quad in dataset.layers[sources.ONTOLOGY]
        if quad.predicate == _LABEL
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
        and quad.object.language == "en"
    }


def _used(dataset: Dataset) -> set[str]:
    """The external terms that records name themselves, such as the kinds of evidence."""
    answer = dataset.query("SELECT DISTINCT ?term WHERE { ?claim exo:evidence ?term }")
    return {dataset.prefixes.curie(term) for (term,) in answer.terms if isinstance(term, ox.NamedNode)}
