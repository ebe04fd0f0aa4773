"""The links of a dataset: their differences from external ontologies, the modules, the hierarchies compared."""

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
    """The rows of the mappings, empty if there is no such file. Raises InputError if a row is not valid."""
    path = dataset.home / "data" / mappings.FILE
    return mappings.read(files.display_path(path), dataset.prefixes) if path.is_file() else []


def link_changes(dataset: Dataset, paths: Sequence[Path] = ()) -> Rows:
    """Differences of the mappings and the modules from the terms themselves; no rows if there are none.

    Without `paths`, mappings against our own terms and modules; with them, both against those newer releases.
    Columns: change, term, was, now, place.
    """
    mapped, modules = rows_of(dataset), _modules(dataset)
    changes = mapping_checks.compare_own(
        mapped, modules, mapping_checks.versions(dataset.layers.get(sources.IMPORTS, [])), _labels(dataset)
    )
    for path in paths:
        changes += mapping_checks.compare_release(mapped, modules, external_ontologies.read(path, dataset.prefixes))
    return mapping_checks.rows(changes)


def extract_modules(dataset: Dataset, paths: Sequence[Path]) -> dict[str, str]:
    """The module of each release, as Turtle, by file name.

    Raises InputError if a release cannot be read, has no linked term or one whose prefix is unknown, or if two releases
    make the same module.
    """
    wanted = {row.object for row in rows_of(dataset) if row.holds} | _used(dataset)
    contents: dict[str, str] = {}
    for path in paths:
        name, content = module_extraction.extract_module(
            external_ontologies.read(path, dataset.prefixes), wanted, dataset.prefixes
        )
        file = f"{name.lower()}.ttl"
        if file in contents:
            raise InputError(
                f"is the second release that makes {file}", place=Place(path), mend="Give one release of each ontology."
            )
        contents[file] = content
    return contents


def hierarchy_differences(dataset: Dataset) -> Rows:
    """Pairs of exactly matched terms where only one of the two ontologies puts the one below the other.

    Columns: below, above, said_by (us or them), their_below, their_above.
    """
    curie = dataset.prefixes.curie
    above: dict[str, set[str]] = {}
    for quad in dataset.layers[sources.ONTOLOGY] + dataset.layers["views/defined-classes"]:
        low, high = quad.subject, quad.object
        if quad.predicate == _SUBCLASS_OF and isinstance(low, ox.NamedNode) and isinstance(high, ox.NamedNode):
            above.setdefault(curie(low), set()).add(curie(high))
    return mapping_checks.compare_hierarchies(
        rows_of(dataset), {name: _closure(name, above) for name in above}, _modules(dataset)
    )


def _closure(name: str, above: dict[str, set[str]]) -> set[str]:
    ancestors: set[str] = set()
    todo = [name]
    while todo:
        new = above.get(todo.pop(), set()) - ancestors
        ancestors |= new
        todo += new
    return ancestors


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
    """The external terms in the records, such as kinds of evidence."""
    answer = dataset.query("SELECT DISTINCT ?term WHERE { ?claim exo:evidence ?term }")
    return {dataset.prefixes.curie(term) for (term,) in answer.terms if isinstance(term, ox.NamedNode)}
