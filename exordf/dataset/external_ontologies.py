"""Releases: an external ontology or table, read by whatever library reads it best, as terms with their parents."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from exordf.dataset import obo_reader
from exordf.errors import InputError, MissingExtra, Place
from exordf.files import unreadable_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exordf.rdf.prefixes import Prefixes

OBO = "http://purl.obolibrary.org/obo/"
TABLE_COLUMNS = ("id", "label", "obsolete", "replaced_by", "parents", "xrefs", "exact_synonyms")
_ONTOLOGIES = (".owl", ".json")
_TABLES = (".tsv", ".tsv.gz")
_SCHEMAS = (".yaml", ".yml")


class Term(NamedTuple):
    """A term of an external source; identifiers are CURIEs."""

    id: str
    label: str
    parents: tuple[str, ...] = ()
    obsolete: bool = False
    replaced_by: tuple[str, ...] = ()
    cross_references: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    property: bool = False


class Release(NamedTuple):
    """The terms of one file, and, by the identifier that was given up, those that were merged into another.

    Of an OBO file also the line of each term, and by prefix the namespaces that it declares, "" for names without one.
    """

    path: Path
    version: str
    licence: str
    terms: Mapping[str, Term]
    merged: Mapping[str, str] = MappingProxyType({})
    lines: Mapping[str, int] = MappingProxyType({})
    namespaces: Mapping[str, str] = MappingProxyType({})

    def prefixes(self) -> set[str]:
        """The prefixes of which the release is the source: that of most of its terms, and no more if they are many."""
        counts: dict[str, int] = {}
        for name in self.terms:
            prefix = name.partition(":")[0]
            counts[prefix] = counts.get(prefix, 0) + 1
        return {prefix for prefix, count in counts.items() if 2 * count > max(counts.values(), default=0)}

    def with_ancestors(self, names: Iterable[str]) -> dict[str, Term]:
        """The terms named that are here, and all above them, sorted by identifier."""
        found: dict[str, Term] = {}
        waiting = sorted(names, reverse=True)
        while waiting:
            name = waiting.pop()
            if name in self.terms and name not in found:
                found[name] = self.terms[name]
                waiting += self.terms[name].parents
        return dict(sorted(found.items()))


def read(path: Path, prefixes: Prefixes) -> Release:
    """The release in a file: OBO, OBO Graph JSON or OWL (both by pronto), a table of terms, or a LinkML schema.

    A table has the columns of `TABLE_COLUMNS`, several values in a cell separated by `|`; a `SOURCES.tsv` beside it
    (prefix, version, licence) tells its release. Raises InputError where the file cannot be read, and MissingExtra
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
        return _obo(path, prefixes)
    if name.endswith(_ONTOLOGIES):
        return _ontology(path, prefixes)
    raise InputError(
        f'"{path.name}" is not a kind of file that releases come in',
        place=Place(path),
        mend=f"Known endings: {', '.join((*obo_reader.ENDINGS, *_ONTOLOGIES, *_TABLES, *_SCHEMAS))}.",
    )


def _table(path: Path) -> Release:
    import csv  # noqa: PLC0415 - only a table needs these
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
    def several(column: str) -> tuple[str, ...]:
        return tuple(value for value in row[column].split("|") if value)

    return Term(
        row["id"],
        row["label"],
        several("parents"),
        row["obsolete"].strip().lower() not in ("", "0", "false"),
        several("replaced_by"),
        several("xrefs"),
        several("exact_synonyms"),
        row["id"].startswith(("RO:", "BFO:")),
    )


def _release_of(path: Path, prefixes: set[str]) -> tuple[str, str]:
    """Version and licence that a `SOURCES.tsv` beside the table gives for its prefixes, empty where it gives none."""
    beside = path.with_name("SOURCES.tsv")
    if not beside.is_file():
        return "", ""
    import csv  # noqa: PLC0415 - as above

    with beside.open(encoding="utf-8-sig", newline="") as text:
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
    """A member of a schema as a CURIE: `located in` is located_in, the class `cell line` is CellLine."""
    words = label.split(" ")
    local = "_".join(words) if is_property else "".join(word[:1].upper() + word[1:] for word in words)
    return f"{prefix}:{local}"


def _obo(path: Path, prefixes: Prefixes) -> Release:
    terms: dict[str, Term] = {}
    merged: dict[str, str] = {}
    lines: dict[str, int] = {}
    version, namespaces = "", {}
    for stanza in obo_reader.stanzas(path):
        if stanza.kind == obo_reader.HEADER:
            version = stanza.words("data-version")
            namespaces = _namespaces(stanza)
        elif stanza.kind in ("Term", "Typedef"):
            for name in stanza.names("id")[:1]:
                term = _stanza(_curie(name, prefixes), stanza, prefixes)
                terms[term.id] = _joined(terms[term.id], term) if term.id in terms else term
                merged |= {_curie(other, prefixes): term.id for other in stanza.names("alt_id")}
                lines.setdefault(term.id, stanza.line)
    if not terms:
        raise InputError("holds no terms", place=Place(path), mend="Give an ontology in OBO, OBO Graph JSON or OWL.")
    return Release(path, version.removeprefix("releases/"), "", terms, merged, lines, namespaces)


def _namespaces(header: obo_reader.Stanza) -> dict[str, str]:
    declared = (value.split() for value in header.clauses.get("idspace", ()))
    namespaces = {words[0]: obo_reader.unescaped(words[1]) for words in declared if len(words) > 1}
    return namespaces | {"": f"{OBO}{'_'.join(header.names('ontology')[:1]) or 'TEMP'}#"}


def _stanza(name: str, stanza: obo_reader.Stanza, prefixes: Prefixes) -> Term:
    def names(tag: str) -> tuple[str, ...]:
        return tuple(sorted({_curie(other, prefixes) for other in stanza.names(tag)} - {name}))

    return Term(
        name,
        stanza.words("name"),
        names("is_a"),
        stanza.words("is_obsolete") == "true",
        names("replaced_by"),
        tuple(sorted(set(stanza.names("xref")))),
        tuple(sorted(set(stanza.exact_synonyms()))),
        stanza.kind == "Typedef",
    )


def _joined(first: Term, second: Term) -> Term:
    """One term of two stanzas, as a file may say in one what it leaves out in another."""

    def both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted({*one, *other}))

    return Term(
        first.id,
        first.label or second.label,
        both(first.parents, second.parents),
        first.obsolete or second.obsolete,
        both(first.replaced_by, second.replaced_by),
        both(first.cross_references, second.cross_references),
        both(first.synonyms, second.synonyms),
        first.property,
    )


def _ontology(path: Path, prefixes: Prefixes) -> Release:
    try:
        import pronto  # noqa: PLC0415 - a heavy library that only releases need
    except ImportError:
        raise MissingExtra("pronto", "link") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pronto warns of every clause that it passes over
            ontology: Any = pronto.Ontology(path, import_depth=0)  # type: ignore[attr-defined]
            terms = {term.id: term for term in _of_pronto(ontology, prefixes)}
            merged = {
                _curie(other, prefixes): _curie(entity.id, prefixes)
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
            _curie(entity.id, prefixes),
            entity.name or "",
            tuple(sorted(_curie(parent.id, prefixes) for parent in above(distance=1, with_self=False))),
            entity.obsolete,
            tuple(sorted(_curie(other.id, prefixes) for other in replaced)),
            tuple(sorted(reference.id for reference in entity.xrefs)),
            tuple(sorted(synonym.description for synonym in entity.synonyms if synonym.scope == "EXACT")),
            is_property,
        )


def _curie(name: str, prefixes: Prefixes) -> str:
    """An identifier as we write it: pronto leaves the IRI where it is not one of OBO's own."""
    if "://" in name:
        for prefix, namespace in prefixes.table.items():
            if prefix != "obo" and name.startswith(namespace):
                return f"{prefix}:{name.removeprefix(namespace)}"
    return name


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
