"""The store, RDF files and names: their results, and their errors."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from exordf import InputError, Place, StoreError, output_files
from exordf.rdf import prefixes as names
from exordf.rdf import reader, rows, terms
from exordf.store.oxigraph import OxigraphStore
from exordf.store.remote import RemoteStore
from exordf.store.store_protocol import Store

ROOT = Path(__file__).resolve().parent.parent
MODULES = [path for path in sorted((ROOT / "exordf").rglob("*.py")) if path.parent.name != "store"]
# The help of `exordf push` lists the servers whose addresses are known.
NAMES_SERVERS = {"push.py"}


def test_no_module_above_the_stores_asks_which_store_it_has() -> None:
    assert len(MODULES) > 200
    code = {path: path.read_text(encoding="utf-8") for path in MODULES}
    asks = re.compile(r"isinstance\([^()]*\b(OxigraphStore|RemoteStore)\b|\bis_virtuoso\b")
    assert [path.name for path, text in code.items() if asks.search(text)] == []
    assert {path.name for path, text in code.items() if "virtuoso" in text.lower()} <= NAMES_SERVERS


@pytest.mark.parametrize("store", [OxigraphStore(), RemoteStore.at("http://localhost/query")])
def test_every_store_has_what_the_protocol_declares(store: Store) -> None:
    declared = {name for name in vars(Store) if not name.startswith("_")}
    assert {"folder", "server", "inexact", "in_memory", "follows_paths"} < declared
    assert declared <= set(dir(store))
    assert (store.folder, store.in_memory()) == (None, store)


def test_an_ask_is_a_row_with_an_answer() -> None:
    assert OxigraphStore().query("ASK { ?s ?p ?o }").to_dicts() == [{"answer": False}]


def test_an_update_changes_the_store() -> None:
    store = OxigraphStore()
    store.update("INSERT DATA { <urn:a> <urn:b> 1 }")
    assert len(store) == 1
    with pytest.raises(InputError, match="not well formed"):
        store.update("INSERT NOTHING")


def test_a_query_that_is_wrong_is_placed() -> None:
    with pytest.raises(InputError) as raised:
        OxigraphStore().query("SELECT ?s\nWHERE { ?s ?p }")
    assert raised.value.place == Place(Path("query"), 2, 16)


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("_:x <urn:p> 1 .")
    nodes = {quad.subject for name in ("a.ttl", "b.ttl") for quad in reader.read(tmp_path / name)}
    assert len(nodes) == 2


def test_each_subject_is_placed_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("@prefix a: <urn:a:> .\n\na:b a:c 1 ;\n    a:d 2 .\n\n<urn:x> a:c 3 .\n")
    assert reader.subject_places(path) == {"urn:a:b": Place(path, 3), "urn:x": Place(path, 6)}


def test_the_order_of_quads_does_not_show_in_the_bytes() -> None:
    content = b"<urn:a> <urn:p> [ <urn:q> 1 ] , [ <urn:q> 2 ] . <urn:b> <urn:p> 'x' ."
    quads = list(ox.parse(content, ox.RdfFormat.TURTLE))
    again = list(ox.parse(content, ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    for form in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES):
        assert reader.serialize(quads, form) == reader.serialize(reversed(again), form)


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_text("x")
    with pytest.raises(InputError, match="not one of an RDF file"):
        reader.read(path)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    output_files.write_atomically(path, b"one")
    (tmp_path / "a").write_text("a file")
    with pytest.raises(StoreError, match="cannot be written"):
        output_files.write_atomically(tmp_path / "a" / "b.txt", b"two")
    assert path.read_bytes() == b"one"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a", "a.txt"]


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "dist"
    with output_files.replace_folder(path) as folder:
        (folder / "checksums.sha256").write_text("one")
    with pytest.raises(ZeroDivisionError), output_files.replace_folder(path) as folder:
        (folder / "checksums.sha256").write_text(str(1 / 0))
    assert (path / "checksums.sha256").read_text() == "one"
    with output_files.replace_folder(path) as folder:
        (folder / "checksums.sha256").write_text("three")
    assert (path / "checksums.sha256").read_text() == "three"
    assert [entry.name for entry in tmp_path.iterdir()] == ["dist"]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (ox.Literal(True), True),  # noqa: FBT003
        (ox.Literal("1", datatype=ox.NamedNode(names.XSD + "boolean")), True),
        (ox.Literal("007", datatype=ox.NamedNode(names.XSD + "integer")), 7),
        (ox.Literal("x", datatype=ox.NamedNode(names.XSD + "integer")), "x"),
        (ox.Literal("1.50", datatype=ox.NamedNode(names.XSD + "decimal")), Decimal("1.50")),
        (ox.Literal("2e0", datatype=ox.NamedNode(names.XSD + "double")), 2.0),
        (ox.Literal("2023", datatype=ox.NamedNode(names.XSD + "gYear")), "2023"),
        (ox.Literal("骨", language="zh"), "骨"),
        (ox.NamedNode("urn:a"), "urn:a"),
        (None, None),
    ],
)
def test_a_term_has_its_python_value(literal: terms.Term | None, value: terms.Value) -> None:
    assert terms.python_value(literal) == value
    assert type(terms.python_value(literal)) is type(value)


def test_rows_become_a_frame_with_types() -> None:
    answer = rows.Rows(("name", "count"), [(ox.Literal("a"), ox.Literal(1)), (ox.Literal("b"), None)])
    frame = answer.to_pandas()
    assert list(frame.columns) == ["name", "count"]
    assert frame["count"].dtype == "Int64"
    assert frame["count"].isna().tolist() == [False, True]


def test_rows_show_as_a_table_without_live_markup() -> None:
    answer = rows.Rows(("x",), [(ox.Literal("<script>"),)])
    assert "&lt;script&gt;" in answer._repr_html_()


def test_a_row_knows_its_columns() -> None:
    answer = rows.Rows(("a", "b"), [(ox.Literal(1), None)])
    assert answer[0]["a"] == ox.Literal(1)
    assert answer[0]["b"] is None
    assert answer.column("a") == [ox.Literal(1)]
    with pytest.raises(KeyError):
        answer[0]["c"]


def test_the_nearest_name_is_offered_and_nothing_that_is_far() -> None:
    assert names.nearest_names("exo:mir-21", ["exo:miR-21", "exo:miR-214-3p"]) == ["exo:miR-21"]
    assert names.nearest_names("zebra", ["exo:miR-21"]) == []


@pytest.mark.parametrize(
    "iri", ["https://w3id.org/exordf/ontology/miR-214-3p", "https://w3id.org/exordf/ontology/RAW264.7"]
)
def test_a_curie_goes_there_and_back(iri: str) -> None:
    prefixes = names.Prefixes({"exo": names.EXO})
    assert prefixes.iri(prefixes.curie(ox.NamedNode(iri))).value == iri


def test_what_no_prefix_fits_stays_whole() -> None:
    prefixes = names.Prefixes({"exo": names.EXO})
    assert prefixes.curie(ox.NamedNode("urn:a b".replace(" ", "%20"))) == "<urn:a%20b>"
    assert prefixes.curie(ox.NamedNode(names.EXO)) == f"<{names.EXO}>"


def test_files_read_by_the_engine_are_those_that_are_parsed(tmp_path: Path) -> None:
    for name in ("one.ttl", "two.ttl"):
        (tmp_path / name).write_text('_:a <urn:p> "1", 2, <#here> .\n', encoding="utf-8")
    (tmp_path / "three.nq").write_text('_:a <urn:p> "1" <urn:graph> .\n', encoding="utf-8")
    paths = sorted(tmp_path.iterdir())
    store = OxigraphStore()
    store.read(paths)
    parsed = [quad for path in paths for quad in reader.read(path)]
    there, here = ox.Dataset(store.quads()), ox.Dataset(parsed)
    there.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    here.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert len(store) == len(parsed) == 7
    assert {quad.graph_name for quad in store.quads()} == {ox.DefaultGraph()}
    assert len({quad.subject for quad in store.quads()}) == 3
    assert set(there) == set(here)


def test_a_file_that_the_engine_cannot_read_is_reported_with_its_line_and_leaves_the_store_as_it_was(
    tmp_path: Path,
) -> None:
    path = tmp_path / "wrong.ttl"
    path.write_text("<urn:a> <urn:p> 1 .\n<urn:a> <urn:p> 5 5 .\n", encoding="utf-8")
    store = OxigraphStore()
    with pytest.raises(InputError) as refused:
        store.read([path])
    assert refused.value.place == Place(path, 2, refused.value.place.column if refused.value.place else None)
    assert len(store) == 0
    with pytest.raises(InputError, match="cannot be read"):
        store.read([tmp_path / "none.ttl"])
    with pytest.raises(InputError, match="not one of an RDF file"):
        store.read([tmp_path / "none.txt"])
