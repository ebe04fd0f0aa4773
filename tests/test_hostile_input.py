"""Input that fells a program: whatever the query and whatever the file, there is an answer or one sentence."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exordf import Dataset, ExordfError, InputError
from exordf.errors import Place, visible
from exordf.rdf import canonical_names
from exordf.rdf.reader import canonical_quads, parse
from exordf.shacl import validation
from exordf.sparql import nesting
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
MEMORY = 4 << 30
MARK = b"\xef\xbb\xbf"
HARD = 60_000  # levels: no stack that is usual holds so many


def exordf(
    *words: str | Path, cwd: Path | None = None, stdin: bytes = b"", seconds: float = 240
) -> subprocess.CompletedProcess[bytes]:
    """The command line, with so much memory and time and no more."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return subprocess.run(
        [sys.executable, "-m", "exordf", *map(str, words)],
        capture_output=True,
        check=False,
        cwd=cwd,
        input=stdin,
        timeout=seconds,
        preexec_fn=bounded,
    )


def refused(outcome: subprocess.CompletedProcess[bytes], *words: str) -> None:
    """Exit code 2, nothing on standard output, an error of two lines that a terminal may show, with these words."""
    said = outcome.stderr.decode()
    assert outcome.returncode == 2, outcome
    assert outcome.stdout == b""
    assert said.startswith("error: ")
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 2, said
    assert visible(said) == said
    for word in words:
        assert word in said


DEEP: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: f"ASK {{ FILTER({'(' * n}1{')' * n}) }}",
    "parentheses that are never closed": lambda n: f"ASK {{ FILTER({'(' * n}",
    "braces": lambda n: f"ASK {{ {'{' * n}{'}' * n} }}",
    "subqueries": lambda n: f"ASK {{ {'{SELECT * {' * n}{'}}' * n} }}",
    "OPTIONAL in one another": lambda n: f"SELECT * {{ {'OPTIONAL {' * n}{'}' * n} }}",
    "EXISTS in one another": lambda n: f"ASK {{ {'FILTER NOT EXISTS {' * n}{'}' * n} }}",
    "blank nodes": lambda n: f"ASK {{ ?s ?p {'[ <urn:p> ' * n}1{']' * n} }}",
    "collections": lambda n: f"ASK {{ ?s ?p {'(' * n}1{')' * n} }}",
    "a long collection": lambda n: f"ASK {{ ?s ?p ({'1 ' * n}) }}",
    "paths": lambda n: f"ASK {{ ?s {'(' * n}<urn:p>{')+' * n} ?o }}",
    "functions": lambda n: f"ASK {{ FILTER({'STR(' * n}1{')' * n}) }}",
    "not": lambda n: f"ASK {{ FILTER({'!' * n}true) }}",
    "triple terms": lambda n: f"ASK {{ ?s ?p {'<<( <urn:s> <urn:p> ' * n}1{' )>>' * n} }}",
    "sums": lambda n: f"ASK {{ FILTER({'+'.join(['1'] * n)} > 0) }}",
    "differences of names": lambda n: f"PREFIX : <urn:> ASK {{ FILTER(1{' -:a' * n}) }}",
    "or": lambda n: f"ASK {{ FILTER({'||'.join(['?x'] * n)}) }}",
    "UNION": lambda n: f"ASK {{ {'UNION'.join(['{}'] * n)} }}",
    "OPTIONAL in a row": lambda n: f"ASK {{ {'OPTIONAL{}' * n} }}",
    "BIND in a row": lambda n: f"SELECT * {{ {' '.join(f'BIND(1 AS ?v{i})' for i in range(n))} }}",
    "columns": lambda n: f"SELECT {' '.join(f'(1 AS ?v{i})' for i in range(n))} {{}}",
    "a path of many steps": lambda n: f"ASK {{ ?s {'/'.join(['<urn:p>'] * n)} ?o }}",
    "objects": lambda n: f"ASK {{ ?s ?p {','.join(['1'] * n)} }}",
    "what looks like an IRI": lambda n: f"ASK {{ FILTER({'(?a<((((((((((?b>1' * (n // 8)}) }}",
    "what looks like a string": lambda n: f"ASK {{ FILTER(?a<?b#>'''\n && {'(' * n}1{')' * n}#'''\n) }}",
}


@pytest.mark.one_in(8)
@pytest.mark.parametrize("name", DEEP)
def test_a_query_that_is_nested_too_deep_is_refused_and_a_small_one_of_its_kind_is_read(name: str) -> None:
    store = OxigraphStore()
    with pytest.raises(InputError, match="nested too deep") as error:
        store.query(DEEP[name](HARD))
    assert error.value.place is not None
    with pytest.raises(InputError, match="nested too deep"):
        store.update(f"DELETE {{ ?a ?b ?c }} WHERE {{ {DEEP[name](HARD)} }}")
    nesting.refuse_deep_query("query", DEEP[name](16))


@pytest.mark.parametrize(
    "sparql",
    [
        f"SELECT * {{ VALUES ?x {{ {'<urn:a_(b)#c> ' * 20_000} }} }}",
        f"SELECT * {{ VALUES (?x ?y) {{ {'(1 2) ' * 20_000} }} }}",
        f"SELECT * {{ ?s ?p ?x FILTER(?x IN ({', '.join(f'-{n}.5' for n in range(5000))})) }}",
        f"SELECT (CONCAT({', '.join(['STR(?x)'] * 200)}) AS ?all) {{ VALUES ?x {{ 1 }} }}",
        f'ASK {{ FILTER("{"(" * HARD}" = "{"[" * HARD}") }} # {"{" * HARD}',
        f"SELECT {' '.join(f'?v{n}' for n in range(2000))} {{ }}",
    ],
)
def test_a_long_query_that_is_not_deep_is_answered(sparql: str) -> None:
    OxigraphStore().query(sparql)


def test_every_named_query_is_far_below_the_bound() -> None:
    dataset = Dataset.open()
    heights = [nesting.height(query.text) for query in dataset.queries.values()]
    assert max(heights) * 4 < nesting.MOST_HEIGHT


_LEAF = st.sampled_from(["1", "?x", "<urn:a>", '"("', "'''{'''", "ex:a-b", "-1", "true"])
_TREE = st.recursive(
    _LEAF,
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(["({})", "!({})", "STR({})", "EXISTS {{ ?s ?p ?o FILTER({}) }}", "IF({}, 1, 2)"]), inner
        ).map(lambda pair: pair[0].format(pair[1])),
        st.lists(inner, min_size=2, max_size=6).map(" || ".join).map("({})".format),
        st.lists(inner, min_size=1, max_size=6).map(", ".join).map("1 IN ({})".format).map("({})".format),
    ),
    max_leaves=40,
)


@given(_TREE, st.integers(0, 400), st.sampled_from("([{"))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_nested_query_is_answered_or_refused(inner: str, around: int, opening: str) -> None:
    closing = {"(": ")", "[": "]", "{": "}"}[opening]
    sparql = f"PREFIX ex: <urn:ex:> ASK {{ FILTER({opening * around}{inner}{closing * around}) }}"
    with contextlib.suppress(InputError):
        assert len(OxigraphStore().query(sparql)) == 1


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ["parentheses", "functions", "OPTIONAL in a row", "what looks like a string"])
def test_the_command_line_survives_a_query_that_is_nested_too_deep(tmp_path: Path, name: str) -> None:
    path = tmp_path / "deep.rq"
    path.write_text(DEEP[name](HARD))
    refused(exordf("query", path), "deep.rq", "nested too deep")
    refused(exordf("query", "-", stdin=path.read_bytes()), "nested too deep")
    refused(exordf("export", "csv", "--select", path), "nested too deep")


UNKNOWN = [
    "ASK { FILTER(<urn:example:f>(1)) }",
    "SELECT (<urn:example:f>(?o) AS ?x) { ?s ?p ?o } LIMIT 1",
    "SELECT * { ?s ?p ?o } ORDER BY <urn:example:f>(?o)",
    "CONSTRUCT { ?s ?p ?x } { ?s ?p ?o BIND(<urn:example:f>(?o) AS ?x) }",
    "DESCRIBE ?x { BIND(<urn:example:f>(1) AS ?x) }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { ?a ?b ?c FILTER(<urn:example:f>(?c)) } }",
]


@pytest.mark.parametrize("sparql", UNKNOWN)
def test_a_function_that_is_not_there_is_named(sparql: str) -> None:
    refused(exordf("query", sparql), "<urn:example:f>", "query")
    with pytest.raises(InputError, match="urn:example:f"):
        Dataset.open().query(sparql)


def test_a_service_that_nothing_names_is_told() -> None:
    refused(exordf("query", "SELECT * { SERVICE ?nothing { ?s ?p ?o } }"), "service")


_RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e#">'
    '<rdf:Description rdf:about="urn:s"><e:p>{}</e:p></rdf:Description></rdf:RDF>'
)
_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 12}">' for n in range(1, 9))


def _triple_terms(n: int) -> str:
    return f"<urn:s> <urn:p> {'<<( <urn:s> <urn:p> ' * n}<urn:o>{' )>>' * n} ."


FILES: dict[str, tuple[str | bytes, str]] = {
    "entities.rdf": (f'<!DOCTYPE d [<!ENTITY e0 "ha">{_ENTITIES}]>{_RDF.format("&e8;")}', "entities"),
    "one-entity.owl": (f'<!DOCTYPE d [<!ENTITY e "{"x" * 40_000}">]>{_RDF.format("&e;" * 40_000)}', "entities"),
    "triples.ttl": (_triple_terms(HARD), "100 levels"),
    "triples.nt": (_triple_terms(HARD), "100 levels"),
    "triples.nq": (_triple_terms(HARD), "100 levels"),
    "triples.trig": (_triple_terms(HARD), "100 levels"),
    "hidden.ttl": (f'# """\n{_triple_terms(HARD)}\n# """', "100 levels"),
    "open.ttl": ("<urn:s> <urn:p> " + "<<( <urn:s> <urn:p> " * HARD, "100 levels"),
    "triples.rdf": (
        _RDF.format("").replace(
            "<e:p></e:p>",
            '<e:p rdf:parseType="Triple"><rdf:Description rdf:about="urn:s">' * HARD
            + "<e:q>1</e:q>"
            + "</rdf:Description></e:p>" * HARD,
        ),
        "100 levels",
    ),
    "objects.jsonld": ('{"urn:p":' * HARD + "1" + "}" * HARD, "100 levels"),
    "lists.jsonld": ('{"urn:p":' + '{"@list":[' * HARD + "1" + "]}" * HARD + "}", "100 levels"),
    "arrays.jsonld": ("[" * HARD, "100 levels"),
    "brackets.ttl": ("[" * HARD, "brackets.ttl:1:"),
    "literal.nt": (b'<urn:s> <urn:p> "' + b"x" * (17 << 20) + b'" .', "16777216"),
    "iri.ttl": (b"<urn:s> <urn:p> <urn:" + b"x" * (17 << 20) + b"> .", "16777216"),
    "utf-16.ttl": ("<urn:s> <urn:p> 1 .".encode("utf-16"), "UTF-16"),
    "utf-16.rdf": (_RDF.format(1).encode("utf-16"), "UTF-16"),
    "utf-16.jsonld": ("{}".encode("utf-16"), "UTF-16"),
    "latin-1.ttl": ('<urn:s> <urn:p> "\xe9" .'.encode("latin-1"), "latin-1.ttl:1:"),
    "nul.ttl": (b"<urn:s> <urn:p> 1 .\0", "nul.ttl:1:"),
    "controls.ttl": ("<urn:s> <urn:p> \x1b[2J\x07\x9b .", "\\u001B"),
    "\x1b[31mred.ttl": ("<urn:s> ", "\\u001B[31mred.ttl:1:"),
}


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_would_fell_the_parser_is_refused(tmp_path: Path, name: str) -> None:
    content, words = FILES[name]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    refused(exordf("validate", name, cwd=tmp_path), words)
    with pytest.raises(InputError):
        Dataset.open(tmp_path / name)


SOUND = {
    ".ttl": "<urn:s> <urn:p> <urn:o> .",
    ".nt": "<urn:s> <urn:p> <urn:o> .",
    ".nq": "<urn:s> <urn:p> <urn:o> .",
    ".trig": "<urn:s> <urn:p> <urn:o> .",
    ".rdf": _RDF.format("<e:o/>"),
    ".jsonld": '{"@id": "urn:s", "urn:p": {"@id": "urn:o"}}',
    ".obo": "format-version: 1.4\n\n[Term]\nid: GO:0000001\nname: nothing\n",
    ".gaf": "!gaf-version: 2.2\n",
}


@pytest.mark.one_in(4)
@pytest.mark.parametrize("ending", SOUND)
def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path, ending: str) -> None:
    plain, marked = tmp_path / f"plain{ending}", tmp_path / f"marked{ending}"
    plain.write_bytes(SOUND[ending].encode())
    marked.write_bytes(MARK + SOUND[ending].encode())
    dataset = Dataset.open()
    assert len(dataset.with_files([marked]).store) == len(dataset.with_files([plain]).store)


def test_a_byte_order_mark_is_no_part_of_a_query_or_an_article(tmp_path: Path) -> None:
    sparql = MARK + b"ASK { }"
    (tmp_path / "q.rq").write_bytes(sparql)
    (tmp_path / "article.txt").write_bytes(MARK + "骨质疏松。".encode())
    for outcome in (exordf("query", "q.rq", cwd=tmp_path), exordf("query", "-", stdin=sparql)):
        assert (outcome.returncode, outcome.stdout) == (0, b"answer\ntrue\n"), outcome
    assert exordf("review", "verify", "article.txt", cwd=tmp_path).returncode == 1
    assert len(Dataset.open().query(sparql.decode())) == 1


@pytest.mark.one_in(4)
@pytest.mark.parametrize("verb", [("query",), ("review", "verify"), ("match",), ("export", "csv", "--select")])
@pytest.mark.parametrize("content", ["ASK {}".encode("utf-16"), b"ASK { \xff }", b"a\0b,c\n"])
def test_a_text_that_is_none_is_refused(tmp_path: Path, verb: tuple[str, ...], content: bytes) -> None:
    (tmp_path / "text.rq").write_bytes(content)
    (tmp_path / "folder.rq").mkdir()
    if verb != ("match",) or content[:1] not in b"a\xff":  # a table may be of one column, and UTF-16
        refused(exordf(*verb, "text.rq", cwd=tmp_path), "text.rq")
    refused(exordf(*verb, "folder.rq", cwd=tmp_path), "folder.rq", "directory")


LONG = "x" * 5000


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    "words",
    [
        ("query", LONG),
        ("query", "ASK { }", "--with", LONG),
        ("validate", LONG),
        ("match", LONG),
        ("diff", LONG, LONG),
        ("review", "verify", LONG),
        ("export", "csv", "--out", LONG),
        ("link", "check", f"{LONG}.obo"),
        ("stats", "--data", LONG),
        ("build", LONG),
    ],
)
def test_a_path_longer_than_any_is_told(words: tuple[str, ...]) -> None:
    refused(exordf(*words))


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ("what-inhibit", ["no query is called", "no such file", "the query what-inhibits"]),
        ("near.rq", ["no query is called", "no such file", "the file nears.rq"]),
        ("elsewhere/near.rq", ["no query is called", "no such file"]),
        ("", ["no query is called", "no such file"]),
        ("SELCT ?s { ?s ?p ?o }", ["query:1:", "not well formed"]),
        ("DELETE WHERE { ?s ?p ?o }", ["query:1:", "not well formed"]),
        ("ASK { \x1b }", ["query:1:", "not well formed"]),
    ],
)
def test_what_is_no_query_is_refused_with_the_nearest(tmp_path: Path, given_: str, words: list[str]) -> None:
    (tmp_path / "nears.rq").write_text("ASK {}")
    refused(exordf("query", given_, cwd=tmp_path), *words)


@pytest.mark.parametrize(
    ("sparql", "first"),
    [
        ("SELECT ?t { exo:miR-21 exo:targets ?t }", "t"),
        ("ask{exo:miR-21 exo:targets ?t}", "answer"),
        ("# of all\nPREFIX e: <urn:e:>\nBASE <urn:b>\n\nASK { }", "answer"),
        ("CONSTRUCT WHERE { exo:miR-21 exo:targets ?t }", "subject"),
        ("DESCRIBE exo:miR-21", "subject"),
        ("DESCRIBE\n<https://w3id.org/exordf/ontology/miR-21>", "subject"),
        (f"SELECT ?x {{ VALUES ?x {{ {'1 ' * 40_000} }} }} LIMIT 1", "x"),
    ],
)
def test_the_text_of_a_query_is_answered_as_that_in_a_file_is(tmp_path: Path, sparql: str, first: str) -> None:
    (tmp_path / "q.rq").write_text(sparql)
    given_, in_a_file = exordf("query", sparql), exordf("query", tmp_path / "q.rq")
    assert given_.returncode == 0, given_
    assert given_.stdout == in_a_file.stdout
    assert given_.stdout.decode().split()[0] == first


def test_a_file_comes_before_the_text_of_a_query(tmp_path: Path) -> None:
    (tmp_path / "ask").write_text("SELECT (1 AS ?in_the_file) { }")
    assert exordf("query", "ask", cwd=tmp_path).stdout == b"in_the_file\n1\n"


def test_what_a_terminal_would_obey_is_shown_as_an_escape() -> None:
    sparql = 'SELECT ("a\x1b[2J\x07\\r\x9b\u202eb\ufeff" AS ?x) { }'
    table = exordf("query", sparql).stdout.decode()
    assert table == "x\na\\u001B[2J\\u0007\\u000D\\u009B\\u202Eb\\uFEFF\n"
    assert exordf("query", sparql, "--format", "csv").stdout.decode().splitlines()[0] == "x"
    assert "\x1b" not in repr(Dataset.open().query(sparql))
    refused(exordf("show", "\x1b[31m\x07"), "\\u001B[31m\\u0007")
    outcome = exordf("\x1b[31mquery")
    assert (outcome.returncode, b"\x1b" in outcome.stderr) == (2, False)


def _clique(n: int) -> str:
    return " ".join(f"_:n{a} <urn:knows> _:n{b} ." for a in range(n) for b in range(n) if a != b)


ALIKE = {
    "everybody knows everybody": _clique(11),
    "a ring beside a ring": " ".join(f"_:a{n} <urn:p> _:a{(n + 1) % 400}, _:a{(n + 7) % 400} ." for n in range(400)),
    "a long list of the same": f"<urn:s> <urn:p> ({'0 ' * 3000}) .",
    "a row of brackets": f"<urn:s> <urn:p> {'[ <urn:p> ' * 3000}1{']' * 3000} .",
}
NOT_ALIKE = {
    "few": _clique(5),
    "two lists of the same members": "".join(
        f"<urn:s{n}> <urn:p> ({' '.join(map(str, range(300)))}) ." for n in (1, 2)
    ),
    "many pairs": " ".join(f"[] <urn:p> [ <urn:q> 1 ], [ <urn:q> 1 ] . <urn:s{n}> <urn:p> [] ." for n in range(300)),
    "a long list": f"<urn:s> <urn:p> ({' '.join(map(str, range(5000)))}) .",
}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", ALIKE)
def test_blank_nodes_that_nobody_can_put_in_order_are_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / "alike.ttl"
    path.write_text(ALIKE[name])
    with pytest.raises(InputError, match="look so much alike"):
        canonical_quads(parse(path.read_bytes(), path))
    if name == "everybody knows everybody":
        for form in ("nquads", "jsonld", "owl"):
            refused(exordf("export", form, "--data", path, "--out", tmp_path / "out"), "look so much alike")
        refused(
            exordf(
                "query",
                "CONSTRUCT { ?s ?p ?o } { ?s <urn:knows> ?o . BIND(<urn:p> AS ?p) }",
                "--format",
                "turtle",
                "--data",
                path,
            ),
            "look so much alike",
        )
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", NOT_ALIKE)
def test_blank_nodes_that_can_be_put_in_order_are(name: str) -> None:
    canonical_names.refuse_endless(parse(NOT_ALIKE[name].encode(), Path("x.ttl")))


SHACL = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <urn:e:> ."


def _nested(n: int, inner: str) -> str:
    return f"{'[ sh:not ' * n}{inner}{' ]' * n}"


SHAPES: dict[str, tuple[str, int | None]] = {
    "5,000 members": (f"e:S sh:property [ sh:path e:p ; sh:in ({' '.join(f'{n}' for n in range(5000))}) ]", 1),
    "1,000 property shapes": (
        "e:S "
        + " ; ".join(f"sh:property [ sh:path e:p{n} ; sh:minCount 1 ; sh:nodeKind sh:IRI ]" for n in range(1000)),
        1000,
    ),
    "300 shapes to choose from": (
        f"e:S sh:xone ({' '.join(f'[ sh:property [ sh:path e:p{n} ; sh:minCount 1 ] ]' for n in range(300))})",
        1,
    ),
    "300 bounds of one value": (
        "e:S sh:property [ sh:path e:p ; " + " ; ".join(f"sh:class e:C{n}" for n in range(300)) + " ]",
        600,
    ),
    "1,000 classes": ("e:S sh:nodeKind sh:Literal ; sh:targetClass " + ", ".join(f"e:C{n}" for n in range(1000)), 1),
    "20 times not": (f"e:S sh:property [ sh:path e:p ; sh:node {_nested(20, '[ sh:nodeKind sh:Literal ]')} ]", 0),
    "a sequence of 4,000": (f"e:S sh:property [ sh:path ({'e:p ' * 4000}) ; sh:minCount 1 ]", None),
    "inverse 4,000 times": (
        f"e:S sh:property [ sh:path {'[ sh:inversePath ' * 4000}e:p{']' * 4000} ; sh:minCount 1 ]",
        None,
    ),
    "300 times not": (f"e:S sh:node {_nested(300, '[ sh:nodeKind sh:IRI ]')}", None),
    "5,000 times not": (f"e:S sh:node {_nested(5000, '[ sh:nodeKind sh:IRI ]')}", None),
    "two ways at each of 20 levels": (
        "e:S sh:node e:S0 . "
        + " ".join(
            f"e:S{n} sh:node e:A{n}, e:B{n} . e:A{n} sh:node e:S{n + 1} . e:B{n} sh:node e:S{n + 1} ."
            for n in range(20)
        )
        + " e:S20 sh:nodeKind sh:IRI",
        None,
    ),
    "paths that may be empty in one another": (
        "e:S sh:node e:S0 . "
        + " ".join(
            f"e:S{n} sh:property [ sh:path [ sh:zeroOrMorePath e:p ] ; sh:node e:S{n + 1} ] ." for n in range(24)
        )
        + " e:S24 sh:nodeKind sh:IRI",
        None,
    ),
    "a query in brackets": (
        f"e:S sh:sparql [ sh:select 'SELECT $this {{ $this <urn:e:p> ?v {'{' * 5000}{'}' * 5000} }}' ]",
        None,
    ),
    "a function that is not there": (
        "e:S sh:sparql [ sh:select 'SELECT $this { $this <urn:e:p> ?v FILTER(<urn:f>(?v)) }' ]",
        None,
    ),
    "a number of 5,000 digits": (f"e:S sh:property [ sh:path e:p ; sh:minCount {'1' * 5000} ]", 1),
}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", SHAPES)
def test_shapes_of_any_size_have_results_or_one_sentence(name: str) -> None:
    shapes, results = SHAPES[name]
    store = OxigraphStore()
    store.load(ox.parse("<urn:e:a> a <urn:e:C1> ; <urn:e:p> 'one', 2 .", ox.RdfFormat.TURTLE))
    quads = list(ox.parse(f"{SHACL} e:S sh:targetNode e:a . {shapes} .", ox.RdfFormat.TURTLE))
    if results is None:
        with pytest.raises(InputError) as error:
            validation.validate(store, quads)
        assert "\n\n" not in str(error.value)
    else:
        assert len(validation.validate(store, quads).results) == results


def test_the_command_line_survives_shapes_of_any_depth(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "shapes").mkdir()
    (tmp_path / "ontology" / "o.ttl").write_text("<urn:e:a> a <urn:e:C> ; <urn:e:p> 1 .")
    (tmp_path / "shapes" / "s.ttl").write_text(f"{SHACL} e:S sh:targetNode e:a . {SHAPES['300 times not'][0]} .")
    refused(exordf("validate", tmp_path), "levels deep")


@pytest.mark.slow("growth")
def test_data_in_brackets_of_any_depth_is_exported_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.ttl"
    path.write_text(f"<urn:s> <urn:p> {' '.join(f'[ <urn:p{n}> {n} ; <urn:q>' for n in range(3000))} 1 {']' * 3000} .")
    dataset = Dataset.open(path)
    for form in ("ntriples", "nquads", "jsonld", "owl", "csv"):
        try:
            assert dataset.export(form)
        except InputError as error:
            assert "nested too deep" in str(error)  # noqa: PT017 - some formats can hold it


@pytest.mark.slow("growth")
def test_numbers_of_any_length_are_exported(tmp_path: Path) -> None:
    path = tmp_path / "digits.ttl"
    long = "7" * 5000
    path.write_text(f'<urn:s> <urn:p> {long}, "{long}", "no number"^^<http://www.w3.org/2001/XMLSchema#integer> .')
    dataset = Dataset.open(path)
    for form in ("jsonld", "nquads", "owl", "csljson"):
        assert dataset.export(form)
    assert len(dataset.query("SELECT ?o { <urn:s> <urn:p> ?o }").to_dicts()) == 3


_JSON_LD = st.recursive(
    st.sampled_from(['"["', "1", "{}", '"\\"{"']),
    lambda inner: st.one_of(
        inner.map('{{"urn:p": {}}}'.format), st.lists(inner, max_size=3).map(", ".join).map("[{}]".format)
    ),
    max_leaves=20,
)


@given(
    _JSON_LD, st.integers(0, 200), st.sampled_from([".jsonld", ".ttl", ".nt", ".trig", ".rdf"]), st.binary(max_size=6)
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_file_is_read_or_refused(inner: str, around: int, ending: str, junk: bytes) -> None:
    texts = {".jsonld": f"{'[' * around}{inner}{']' * around}", ".rdf": _RDF.format(inner.replace("<", ""))}
    content = texts.get(ending, _triple_terms(around)).encode()
    for each in (content, MARK + content, content + junk, content[: len(content) // 2]):
        try:
            parse(each, Path(f"x{ending}"))
        except ExordfError as error:
            assert error.place == Place(Path(f"x{ending}"), *(error.place or Place(Path()))[1:])  # noqa: PT017
