"""Answers as values and as files: what a query gives reads back from every format, whoever writes it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exordf import InputError
from exordf.claims.columns import SEPARATOR, TABLES
from exordf.cli import output
from exordf.export import delimited
from exordf.rdf.prefixes import Prefixes
from exordf.rdf.rows import Rows, Truth, text
from exordf.rdf.text_tables import NOT_IN_XML
from exordf.server.editor import result_files
from exordf.server.editor.query_client import QueryResult
from exordf.server.endpoint.limits import Limits
from exordf.server.endpoint.worker import Worker
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from exordf.claims.tables import Row
    from exordf.rdf.rows import Term

NONE = Prefixes({})
XSD = "http://www.w3.org/2001/XMLSchema#"
MEDIA = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}
PARSED = {"tsv": ox.QueryResultsFormat.TSV, "json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}

# Words with everything that has a meaning in some format, and that begin as a formula would.
WORDS = st.text(st.sampled_from(" ,;|'\"\\\t\n\r\x01\x0b\x85\u2028\ufeff\ufffe<>&=+-@#?:_.a外é\U0001f9b4"), max_size=8)
IRIS = st.text(st.sampled_from("abé,;'()&=+*$?@!~_.-"), max_size=8).map(lambda end: ox.NamedNode(f"http://x.org/{end}"))
KINDS = [ox.NamedNode(f"{XSD}{name}") for name in ("integer", "decimal", "double", "boolean", "date")]
LITERALS = st.one_of(
    WORDS.map(ox.Literal),
    st.builds(lambda words, tag: ox.Literal(words, language=tag), WORDS, st.sampled_from(["en", "zh", "zh-Hans"])),
    st.builds(
        lambda words, kind: ox.Literal(words, datatype=kind),
        st.one_of(WORDS, st.sampled_from(["1", "-1", "01", "1.50", "1e3", "NaN", "true", "0", "2026-11-30"])),
        st.one_of(st.sampled_from(KINDS), IRIS),
    ),
)
TERMS = st.one_of(IRIS, LITERALS, st.integers(0, 9).map(lambda number: ox.BlankNode(f"b{number}")))


@st.composite
def answers(draw: Callable[..., Any]) -> Rows:
    """Rows of one to three columns, some cells unbound."""
    columns = ("place", "note", "数")[: draw(st.integers(1, 3))]
    cells = st.tuples(*[st.one_of(st.none(), TERMS)] * len(columns))
    return Rows(columns, draw(st.lists(cells, max_size=4)))


def from_csv(content: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True))


def cells(rows: Rows) -> list[list[str]]:
    return [list(rows.columns), *([text(term) for term in terms] for terms in rows.terms)]


def read(content: bytes, form: str) -> Rows:
    solutions = ox.parse_query_results(content, PARSED[form])
    assert isinstance(solutions, ox.QuerySolutions)
    return Rows(tuple(name.value for name in solutions.variables), [tuple(row) for row in solutions])


def in_xml(rows: Rows) -> Rows:
    """The rows as XML can hold them."""

    def fitting(term: Term | None) -> Term | None:
        if not isinstance(term, ox.Literal):
            return term
        words = term.value.translate(NOT_IN_XML)
        return ox.Literal(words, language=term.language) if term.language else ox.Literal(words, datatype=term.datatype)

    return Rows(rows.columns, [tuple(map(fitting, terms)) for terms in rows.terms])


def stored(rows: Rows) -> OxigraphStore:
    """A store that has the cells of some rows, each row under a number."""
    store = OxigraphStore()
    store.load(
        ox.Quad(ox.NamedNode(f"urn:row:{number}"), ox.NamedNode(f"urn:column:{place}"), term)
        for number, terms in enumerate(rows.terms)
        for place, term in enumerate(terms)
        if term is not None
    )
    return store


def asking(rows: Rows) -> str:
    """A query for them."""
    names = " ".join(f"?{name}" for name in rows.columns)
    each = " ".join(f"<urn:row:{number}>" for number in range(len(rows)))
    parts = " ".join(f"OPTIONAL {{ ?row <urn:column:{place}> ?{name} }}" for place, name in enumerate(rows.columns))
    return f"SELECT {names} WHERE {{ VALUES ?row {{ {each} }} {parts} }} ORDER BY STR(?row)"


def from_endpoint(store: OxigraphStore, sparql: str, form: str) -> bytes:
    limits = Limits()
    allowed = {"prefixes": {}, "services": [], "answer": limits.answer}
    asked = {"query": sparql, "prefixes": False, "default": [], "named": [], "rows": MEDIA[form], "graph": None}
    head, body = Worker(store, allowed).answer(asked)
    assert head["status"] == 200, head
    return body


@given(answers())
@settings(deadline=None, max_examples=150, derandomize=True)
def test_an_answer_reads_back_from_what_the_command_line_and_the_page_write(rows: Rows) -> None:
    for form in PARSED:
        expected = in_xml(rows) if form == "xml" else rows
        assert read(result_files.serialize_answer(QueryResult("SELECT", rows), form, {}), form) == expected
        if form != "xml":
            assert read(output.format_rows(rows, NONE, form).encode(), form) == expected
    assert from_csv(output.format_rows(rows, NONE, "csv")) == cells(rows)
    on_page = from_csv(result_files.serialize_answer(QueryResult("SELECT", rows), "csv", {}).decode())
    assert [[words.removeprefix("'") for words in row] for row in on_page] == [
        [words.removeprefix("'") for words in row] for row in cells(rows)
    ]


@given(answers())
@settings(deadline=None, max_examples=100, derandomize=True)
def test_an_answer_reads_back_from_what_the_endpoint_writes(rows: Rows) -> None:
    store, sparql = stored(rows), asking(rows)
    expected = store.query(sparql)  # a store may write a number in another way
    assert len(expected) == len(rows)
    for form in PARSED:
        assert read(from_endpoint(store, sparql, form), form) == (in_xml(expected) if form == "xml" else expected)
    document = ET.fromstring(from_endpoint(store, sparql, "xml"))  # noqa: S314 - our own
    assert [node.text or "" for node in document.iterfind(".//{*}literal")] == [
        term.value for terms in in_xml(expected).terms for term in terms if isinstance(term, ox.Literal)
    ]
    assert from_csv(from_endpoint(store, sparql, "csv").decode()) == cells(expected)


AWKWARD = Rows(
    ("place", "note"),
    [
        (ox.NamedNode("http://x.org/a,b"), ox.Literal('5" long', language="en")),
        (None, ox.Literal(" two\r\nlines")),
        (ox.NamedNode("http://x.org/c"), ox.Literal("a\rb")),
        (ox.NamedNode("http://x.org/d"), None),
    ],
)
AWKWARD_CSV = (
    'place,note\r\n"http://x.org/a,b","5"" long"\r\n," two\r\nlines"\r\nhttp://x.org/c,"a\rb"\r\nhttp://x.org/d,\r\n'
)


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: output.format_rows(rows, NONE, "csv").encode(),
        lambda rows: result_files.serialize_answer(QueryResult("SELECT", rows), "csv", {}),
        lambda rows: from_endpoint(stored(rows), asking(rows), "csv"),
    ],
    ids=["command line", "page", "endpoint"],
)
def test_the_command_line_the_page_and_the_endpoint_write_one_csv(write: Callable[[Rows], bytes]) -> None:
    assert write(AWKWARD) == AWKWARD_CSV.encode()


def test_only_a_file_for_spreadsheets_guards_against_formulas() -> None:
    rows = Rows(("sum",), [(ox.Literal("=1+1"),)])
    assert result_files.serialize_answer(QueryResult("SELECT", rows), "csv", {}) == b"sum\r\n'=1+1\r\n"
    assert output.format_rows(rows, NONE, "csv") == "sum\r\n=1+1\r\n"
    assert from_endpoint(stored(rows), asking(rows), "csv") == b"sum\r\n=1+1\r\n"


def test_a_statement_in_a_cell_is_written_as_a_triple_term() -> None:
    statement = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("a\tb"))
    rows = Rows(("statement",), [(statement,)])
    assert read(output.format_rows(rows, NONE, "tsv").encode(), "tsv") == rows


@given(st.data())
@settings(deadline=None, max_examples=60, derandomize=True)
def test_a_table_of_an_export_reads_back(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    words = WORDS.filter(lambda words: not words.startswith(delimited.FORMULA))
    several = st.lists(words.map(lambda words: words.replace(SEPARATOR, "/")).filter(bool), max_size=3)
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "list": several,
        "boolean": st.booleans(),
        "integer": st.integers(),
        "number": st.floats(allow_nan=False, allow_infinity=False),
    }
    row: Row = {column.name: data.draw(by_type.get(column.type, words)) for column in table.columns}
    for delimiter in ",\t":
        head, *rest = from_csv(delimited.write(table, [row], delimiter).decode(), delimiter)
        assert head == [column.name for column in table.columns]
        assert rest == [[delimited.cell(row[name]) for name in head]]
        assert [cell.split(SEPARATOR) if cell else [] for cell, one in zip(rest[0], table.columns, strict=True)
                if one.type == "list"] == [row[one.name] for one in table.columns if one.type == "list"]  # fmt: skip


### What an answer is as a value


@pytest.mark.parametrize("value", [True, False])
def test_an_ask_is_its_answer(value: bool) -> None:  # noqa: FBT001 - the case
    store = OxigraphStore()
    store.update("INSERT DATA { <urn:a> <urn:b> 1 }")
    answer = store.query(f"ASK {{ <urn:a> <urn:b> {1 if value else 2} }}")
    assert isinstance(answer, Truth)
    assert bool(answer) is value
    assert answer == value
    assert answer != (not value)
    assert answer == Truth(value) != Truth(not value)
    assert {answer: "it"}[value] == "it"  # type: ignore[index]
    assert (len(answer), answer.columns, answer.to_dicts()) == (1, ("answer",), [{"answer": value}])
    assert [row["answer"] for row in answer] == [ox.Literal(value)]
    assert json.loads(output.format_rows(answer, NONE, "json")) == {"head": {}, "boolean": value}
    assert ox.parse_query_results(
        result_files.serialize_answer(QueryResult("ASK", answer), "xml", {}), ox.QueryResultsFormat.XML
    ) == ox.parse_query_results(json.dumps({"head": {}, "boolean": value}), ox.QueryResultsFormat.JSON)


def test_a_select_that_calls_its_column_answer_is_no_ask() -> None:
    rows = OxigraphStore().query('SELECT ?answer WHERE { VALUES ?answer { "no" } }')
    assert rows
    assert json.loads(output.format_rows(rows, NONE, "json"))["results"]["bindings"] == [
        {"answer": {"type": "literal", "value": "no"}}
    ]


@pytest.mark.parametrize(
    ("sparql", "number"),
    [
        ("SELECT ?a WHERE { VALUES ?a { 1 2 } }", 2),
        ("SELECT ?a WHERE { ?a ?b ?c }", 0),
        ("SELECT * WHERE { }", 1),
        ("CONSTRUCT { <urn:a> <urn:b> 1 , ?n } WHERE { VALUES ?n { 1 2 2 } }", 2),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", 0),
        ("DESCRIBE <urn:a>", 0),
    ],
)
def test_an_answer_is_true_where_it_has_rows(sparql: str, number: int) -> None:
    rows = OxigraphStore().query(sparql)
    assert (len(rows), len(list(rows)), bool(rows)) == (number, number, number > 0)
    assert rows == OxigraphStore().query(sparql)
    assert not isinstance(rows, Truth)


def test_a_part_of_rows_is_rows() -> None:
    rows = Rows(("name", "number"), [(ox.Literal(f"miR-{number}"), ox.Literal(number)) for number in range(5)], NONE)
    part = rows[1:3]
    assert isinstance(part, Rows)
    assert part.to_dicts() == [{"name": "miR-1", "number": 1}, {"name": "miR-2", "number": 2}]
    assert part.prefixes is NONE
    assert (len(rows[5:]), bool(rows[5:]), len(rows[::-1]), rows[::-1][0]) == (0, False, 5, rows[-1])


@pytest.mark.parametrize("kind", [list, tuple])
def test_rows_are_equal_where_their_terms_are(kind: Callable[[Iterable[Term]], Sequence[Term]]) -> None:
    terms = [ox.Literal("a"), ox.Literal(1)]
    rows, same = Rows(("name", "number"), [tuple(terms)]), Rows(("name", "number"), (kind(terms),))
    assert rows == same
    assert hash(rows) == hash(same)
    assert rows != Rows(("name", "count"), [tuple(terms)])


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [("12", "integer", 12), ("1_2", "integer", "1_2"), ("\u0661", "integer", "\u0661"), ("1_0.5", "double", "1_0.5")],
)
def test_a_literal_that_its_datatype_does_not_fit_stays_text(words: str, kind: str, value: object) -> None:
    literal = ox.Literal(words, datatype=ox.NamedNode(XSD + kind))
    assert Rows(("number",), [(literal,)]).to_dicts() == [{"number": value}]


@pytest.mark.parametrize("subject", ["UNDEF", '"a literal"', "<urn:a>"])
def test_only_triples_are_written_as_turtle(subject: str) -> None:
    names = "?subject ?predicate ?object"
    rows = OxigraphStore().query(f"SELECT {names} WHERE {{ VALUES ({names}) {{ ({subject} <urn:b> 1) }} }}")
    if subject == "<urn:a>":
        assert output.format_rows(rows, NONE, "turtle") == "<urn:a> <urn:b> 1 .\n"
    else:
        with pytest.raises(InputError, match="only the answer of a CONSTRUCT"):
            output.format_rows(rows, NONE, "turtle")
