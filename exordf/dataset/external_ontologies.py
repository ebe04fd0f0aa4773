"""External ontologies: the release of an ontology, table or schema in a file, as terms with their parents."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from exordf.dataset import obo_reader
from exordf.dataset.external_terms import Release, Term, curie
from exordf.errors import InputError, MissingExtra, Place
from exordf.files import unreadable_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exordf.rdf.prefixes import Prefixes

TABLE_COLUMNS = ("id", "label", "obsolete", "replaced_by", "parents", "xrefs", "exact_synonyms")
_ONTOLOGIES = (".owl", ".json")
_TABLES = (".tsv", ".tsv.gz")
_SCHEMAS = (".yaml", ".yml")


def read(path: Path, prefixes: Prefixes) -> Release:
    """The release in a file: OBO, OBO Graph JSON or OWL (both by pronto), a table of terms, or a LinkML schema.

    A table has the columns of `TABLE_COLUMNS`, several values in a cell separated by `|`; a `SOURCES.tsv` in its folder
    (prefix, version, licence) states its release. Raises InputError where the file cannot be read, and MissingExtra
    where the library that reads it is not installed.
    """
    if not path.is_file():
        raise InputError("there is no such file", place=Place(path), mend="Check the path.")
    name = path.name.lower()
    if name.endswith(_TABLES):
        return _table(path)
    if name.endswith(_SCHEMAS):
        return _schema(path)
    if name.endswith(obo_reader.ENDINGS):
        return obo_reader.read(path, prefixes)
    if name.endswith(_ONTOLOGIES):
        return _ontology(path, prefixes)
    raise InputError(
        f'"{path.name}" is not a kind of file that releases come in',
        place=Place(path),
        mend=f"Known endings: {', '.join((*obo_reader.ENDINGS, *_ONTOLOGIES, *_TABLES, *_SCHEMAS))}.",
    )


def _table(path: Path) -> Release:
    import csv  # noqa: PLC0415 - needed for tables only
    import gzip  # noqa: PLC0415

    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as text:
            rows = csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [name for name in TABLE_COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise InputError(f"the column {missing[0]} is missing", place=Place(path, 1), mend="Add it.")
            terms = {row["id"]: _row(row) for row in rows}
    except (OSError, EOFError) as error:
        raise unreadable_error(path, error if isinstance(error, OSError) else OSError(str(error))) from error
    except UnicodeDecodeError:
        raise InputError("is not text in UTF-8", place=Place(path), mend="Save it as UTF-8.") from None
    version, licence = _release_of(path, Release(path, "", "", terms).prefixes())
    return Release(path, version, licence, terms)


def _row(row: dict[str, str]) -> Term:
    def values(column: str) -> tuple[str, ...]:
        return tuple(value for value in row[column].split("|") if value)

    return Term(
        row["id"],
        row["label"],
        values("parents"),
        row["obsolete"].strip().lower() not in ("", "0", "false"),
        values("replaced_by"),
        values("xrefs"),
        values("exact_synonyms"),
        row["id"].startswith(("RO:", "BFO:")),
    )


def _release_of(path: Path, prefixes: set[str]) -> tuple[str, str]:
    """Version and licence for these prefixes in the `SOURCES.tsv` beside the table; empty where it has none."""
    sources = path.with_name("SOURCES.tsv")
    if not sources.is_file():
        return "", ""
    import csv  # noqa: PLC0415 - as above

    with sources.open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            if not prefixes.isdisjoint((row.get("prefix") or "").replace(" ", "").split(",")):
                return row.get("version") or "", row.get("licence") or ""
    return "", ""


def _schema(path: Path) -> Release:
    """The slots of a LinkML schema, such as the Biolink Model, as properties, and its classes as classes."""
    try:
        import yaml  # noqa: PLC0415 - only this kind of release needs it
    except ImportError:
        raise MissingExtra("PyYAML", "link") from None
    try:
        schema = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"cannot be read: {_first_line(error)}", place=Place(path), mend="Give a schema.") from None
    slots = schema.get("slots") if isinstance(schema, dict) else None
    if not isinstance(slots, dict):
        raise InputError("has no slots", place=Place(path), mend="Give the schema that defines the predicates.")
    prefix = str(schema.get("default_prefix") or schema.get("name") or "")
    terms = {}
    for members, is_property in ((slots, True), (schema.get("classes") or {}, False)):
        for label, member in members.items():
            above = (member or {}).get("is_a")
            name = _schema_name(prefix, label, is_property)
            parents = (_schema_name(prefix, above, is_property),) if above else ()
            terms[name] = Term(name, label, parents, bool((member or {}).get("deprecated")), property=is_property)
    return Release(path, str(schema.get("version") or ""), str(schema.get("license") or ""), terms)


def _schema_name(prefix: str, label: str, is_property: bool) -> str:  # noqa: FBT001 - which of two ways of writing
    """A member of a schema as a CURIE.

    >>> _schema_name("biolink", "located in", True), _schema_name("biolink", "cell line", False)
    ('biolink:located_in', 'biolink:CellLine')
    """
    words = label.split(" ")
    local = "_".join(words) if is_property else "".join(word[:1].upper() + word[1:] for word in words)
    return f"{prefix}:{local}"


def _ontology(path: Path, prefixes: Prefixes) -> Release:
    try:
        import pronto  # noqa: PLC0415 - a heavy library that only releases need
    except ImportError:
        raise MissingExtra("pronto", "link") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pronto warns about every clause that it ignores
            ontology: Any = pronto.Ontology(path, import_depth=0)  # type: ignore[attr-defined]
            terms = {term.id: term for term in _of_pronto(ontology, prefixes)}
            merged = {
                curie(other, prefixes): curie(entity.id, prefixes)
                for entity in (*ontology.terms(), *ontology.relationships())
                for other in entity.alternate_ids
            }
    except BaseException as error:  # the parsers behind pronto each raise their own kind, and fastobo panics
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise InputError(
            f"cannot be read: {_first_line(error)}", place=Place(path), mend="Give the whole file."
        ) from None
    if not terms:
        raise InputError("holds no terms", place=Place(path), mend="Give an ontology in OBO, OBO Graph JSON or OWL.")
    version = str(ontology.metadata.data_version or "")
    return Release(path, version.removeprefix("releases/"), "", terms, merged)


def _of_pronto(ontology: Any, prefixes: Prefixes) -> Iterator[Term]:
    for entity, is_property in (
        *((term, False) for term in ontology.terms()),
        *((relation, True) for relation in ontology.relationships()),
    ):
        above = entity.superproperties if is_property else entity.superclasses
        replaced = entity.replaced_by or ()
        yield Term(
            curie(entity.id, prefixes),
            entity.name or "",
            tuple(sorted(curie(parent.id, prefixes) for parent in above(distance=1, with_self=False))),
            entity.obsolete,
            tuple(sorted(curie(other.id, prefixes) for other in replaced)),
            tuple(sorted(reference.id for reference in entity.xrefs)),
            tuple(sorted(synonym.description for synonym in entity.synonyms if synonym.scope == "EXACT")),
            is_property,
        )


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
