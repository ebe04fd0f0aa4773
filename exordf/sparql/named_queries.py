"""Named queries: `.rq` files, valid as they are, with title, description and typed parameters in the header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from exordf import files
from exordf.errors import InputError, Place, UnknownName
from exordf.rdf import text_tables
from exordf.rdf.prefixes import did_you_mean
from exordf.rdf.text_tables import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from exordf.rdf.rows import Term

TYPES = ("class", "property", "record", "string", "integer")

_KEYS = ("title", "title-zh", "description", "description-zh", "group", "endpoint", "source", "param")
_HEADER = re.compile(r"^#\s*(?P<key>[\w-]+)\s*:\s*(?P<value>.*?)\s*$")
# Query files of ours, and of users, have a parameter on a line `VALUES ?name { ... }` of its own and begin SELECT and
# GROUP BY at the start of a line, so that these lines are enough to set parameters.
# A subselect repeats a parameter as `?name_inside`: rdflib ignores VALUES for a variable that is bound outside.
_VALUES = re.compile(
    r"^(?P<lead>\s*VALUES\s+\?(?P<name>\w+?)(?:_inside)?\s*\{)(?P<default>.*)(?P<end>\}\s*)$", re.MULTILINE
)
_SELECT = re.compile(r"^SELECT (?:DISTINCT )?", re.MULTILINE)
_GROUPED = re.compile(r"^GROUP BY ", re.MULTILINE)


class Parameter(NamedTuple):
    """A value that the caller may set: its name, its type (one of TYPES), what it means, and the default as written."""

    name: str
    type: str
    meaning: str
    default: str


class NamedQuery(NamedTuple):
    """A query with a name; `text` is valid SPARQL with its defaults in place.

    `endpoint` is the external server that the query uses over the network; `source` names the rule that a check
    reimplements; both are usually empty.

    >>> from exordf import Dataset
    >>> Dataset.open().queries["what-inhibits"]
    NamedQuery what-inhibits(process): What inhibits a process, from which cell, and which reference is cited
    """

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    group: str
    text: str
    parameters: Mapping[str, Parameter]
    endpoint: str = ""
    source: str = ""

    def bound(self, values: Mapping[str, Term | Sequence[Term]]) -> str:
        """The text with the given values, one or several for a parameter, in place of the defaults.

        Raises UnknownName for a parameter that the query does not have.

        >>> from exordf import Dataset
        >>> dataset = Dataset.open()
        >>> chain = dataset.queries["chain"]
        >>> dataset.find("miR-21").value in chain.bound({"cargo": dataset.find("miR-21")})
        True
        """
        for name in values:
            if name not in self.parameters:
                names = ", ".join(self.parameters) or "none"
                raise UnknownName(
                    f'the query "{self.name}" has no parameter called "{name}"',
                    mend=did_you_mean(name, self.parameters) or f"Its parameters: {names}.",
                )
        return self._with(
            {
                name: " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
                for name, value in values.items()
            }
        )

    def of_each(self, name: str, nodes: Iterable[Term], values: Mapping[str, Term]) -> str:
        """The text that answers for many values of one parameter at once, with that parameter as its first column.

        >>> from exordf import Dataset
        >>> dataset = Dataset.open()
        >>> two = [dataset.find(name) for name in ("miR-21", "miR-214-3p")]
        >>> text = dataset.facets["30-acts"].of_each("thing", two, {})
        >>> len(set(dataset.query(text).column("thing")))
        2
        """
        terms = " ".join(sorted(map(str, nodes)))
        bound = self._with({**{other: str(value) for other, value in values.items()}, name: terms})
        return _GROUPED.sub(f"GROUP BY ?{name} ", _SELECT.sub(lambda start: f"{start[0]}?{name} ", bound, count=1))

    def _with(self, values: Mapping[str, str]) -> str:
        def put(line: re.Match[str]) -> str:
            if line["name"] not in values:
                return line[0]
            return f"{line['lead']} {values[line['name']]} {line['end']}"

        return _VALUES.sub(put, self.text)

    def __repr__(self) -> str:
        return f"NamedQuery {self.name}({', '.join(self.parameters)}): {self.title.get('en', '')}"

    def _repr_html_(self) -> str:
        titles = "".join(f'<p lang="{language}">{escape(title)}</p>' for language, title in self.title.items())
        rows = [tuple(map(escape, parameter)) for parameter in self.parameters.values()]
        parameters = text_tables.html_table(("parameter", "type", "meaning", "default"), rows) if rows else ""
        return f"<h4>{escape(self.name)}</h4>{titles}{parameters}<pre>{escape(self.text)}</pre>"


class QueryFolders(Mapping[str, NamedQuery]):
    """The queries in some folders, by name, in the order of folders and file names; each is read on first use."""

    def __init__(self, *folders: Path) -> None:
        self._paths = {path.stem: path for folder in folders for path in files.find_files(folder, ".rq")}
        self._read: dict[str, NamedQuery] = {}

    def __getitem__(self, name: str) -> NamedQuery:
        """The query of that name. Raises InputError where its header is wrong."""
        if name not in self._read:
            self._read[name] = read(self._paths[name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, name: object) -> bool:
        return name in self._paths


def read_folder(folder: Path) -> dict[str, NamedQuery]:
    """Every query in a folder, by name, in the order of their file names. Raises InputError where a header is wrong."""
    return {path.stem: read(path) for path in files.find_files(folder, ".rq")}


def read(path: Path) -> NamedQuery:
    """One query file. Raises InputError, with the line, where its header is wrong."""
    text = files.read_text(path)
    header: dict[str, str] = {}
    parameters: dict[str, Parameter] = {}
    defaults = {line["name"]: line["default"].strip() for line in _VALUES.finditer(text)}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        place = Place(path, number)
        entry = _HEADER.match(line)
        if not entry or entry["key"] not in _KEYS:
            raise InputError(
                f'"{line}" is not a line of a query header', place=place, mend=f"Known keys: {', '.join(_KEYS)}."
            )
        key, value = entry["key"], entry["value"]
        if key == "param":
            parameter = _parameter(value, defaults, place)
            parameters[parameter.name] = parameter
        elif key in header:
            raise InputError(f'the key "{key}" stands twice', place=place, mend="Keep one of the two lines.")
        else:
            header[key] = value
    if "title" not in header:
        raise InputError("a query has a title", place=Place(path, 1), mend="Begin the file with '# title: ...'.")
    return NamedQuery(
        path.stem,
        _languages(header, "title"),
        _languages(header, "description"),
        header.get("group", ""),
        text,
        parameters,
        header.get("endpoint", ""),
        header.get("source", ""),
    )


def _languages(header: Mapping[str, str], key: str) -> dict[str, str]:
    keys = {"en": key, "zh": f"{key}-zh"}
    return {language: header[name] for language, name in keys.items() if name in header}


def _parameter(value: str, defaults: Mapping[str, str], place: Place) -> Parameter:
    name, kind, meaning = (*value.split(maxsplit=2), "", "", "")[:3]
    if kind not in TYPES:
        raise InputError(
            f'the parameter "{name}" has no known type',
            place=place,
            mend=f"Write '# param: {name} TYPE', one of {', '.join(TYPES)}.",
        )
    if name not in defaults:
        raise InputError(
            f'the parameter "{name}" has no line "VALUES ?{name} {{ ... }}"',
            place=place,
            mend="Add that line, first in WHERE.",
        )
    return Parameter(name, kind, meaning, defaults[name])
