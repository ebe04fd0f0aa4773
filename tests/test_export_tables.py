"""Tables: each reads back with what its users use, with the rows, values and types that the data has."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from exordf import Dataset, MissingExtra, Rows, export
from exordf.claims.columns import SEPARATOR, TABLES
from exordf.claims.tables import as_list
from exordf.export import Source
from exordf.export.delimited import FORMULA

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from exordf.claims.columns import Column, Table
    from tests.conftest import Exports

COUNTED = {
    "claims": "SELECT ?r WHERE { ?r a exo:Claim }",
    "entities": "SELECT DISTINCT ?r WHERE { ?r rdfs:subClassOf? exo:Entity ; rdfs:isDefinedBy exo: }",
    "references": "SELECT ?r WHERE { ?r a exo:Reference }",
    "citations": "SELECT ?r WHERE { ?r a cito:Citation }",
    "findings": "SELECT ?r WHERE { ?r a exo:Finding }",
}
ARROW = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool", "list": "list<element: string>"}
ABOUT = ("0.1.0", "https://creativecommons.org/licenses/by/4.0/", "https://w3id.org/exordf/ontology/0.1.0")


def laid_out(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def from_text(words: str, column: Column) -> Any:
    """What a cell of a text file stands for, by the type of its column."""
    if column.type == "list":
        return words.split(SEPARATOR) if words else []
    if words == "":
        return None
    if column.type == "boolean":
        return words == "true"
    return {"integer": int, "number": float}.get(column.type, str)(words)


def read_csv(content: bytes, table: Table, delimiter: str) -> list[dict[str, Any]]:
    rows = csv.DictReader(io.StringIO(content.decode()), delimiter=delimiter)
    return [{column.name: from_text(row[column.name], column) for column in table.columns} for row in rows]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_a_row_for_each_record(table: Table, dataset: Dataset, exports: Exports) -> None:
    rows = exports.source.tables[table.name]
    asked = {dataset.prefixes.curie(term) for (term,) in dataset.query(COUNTED[table.name]).terms}  # type: ignore[arg-type]
    assert [row[table.key] for row in rows] == sorted(asked)
    assert {tuple(row) for row in rows} == {tuple(column.name for column in table.columns)}


def test_a_claim_is_told_with_its_context(exports: Exports) -> None:
    row = next(row for row in exports.source.tables["claims"] if row["claim"] == "claim:2.1-10b")
    assert row["subject_label"] == "miR-214-3p"
    assert (row["predicate"], row["predicate_label"]) == ("exo:inhibits", "inhibits")
    assert (row["object_label"], row["object_kind"]) == ("osteoblast differentiation", "exo:Process")
    assert (row["vesicle"], row["recipient"]) == (["exo:OsteoclastExosome"], ["exo:Osteoblast"])
    assert row["mechanism"] == ["claim:2.1-10c", "claim:2.1-11c"]
    assert (row["section"], row["references"]) == ("section:2.1", ["reference:31"])
    assert (row["negated"], row["deprecated"], row["edge"]) == (False, False, True)


def test_an_entity_is_told_with_its_matches_and_how_much_is_said_of_it(dataset: Dataset, exports: Exports) -> None:
    row = next(row for row in exports.source.tables["entities"] if row["entity"] == "exo:Osteoblast")
    assert (row["kind"], row["label_zh"], row["exact_matches"]) == ("exo:Cell", "成骨细胞", ["CL:0000062"])
    assert "exo:BoneCell" in as_list(row["ancestors"])
    assert not any(name.startswith("CL:") for name in as_list(row["ancestors"]))
    named = dataset.query(
        "SELECT DISTINCT ?claim WHERE { ?claim a exo:Claim ; ?role exo:Osteoblast . FILTER(?role IN ("
        "exo:subject, exo:object, exo:vesicle, exo:recipient, exo:site, exo:species, exo:model, exo:condition)) }"
    )
    assert row["claims"] == len(named)


def test_a_citation_names_the_work_that_is_meant(exports: Exports) -> None:
    row = next(row for row in exports.source.tables["citations"] if row["citation"] == "citation:2.1-10-r31")
    assert (row["verdict"], row["intended"]) == ("exo:DifferentTopic", "reference:li-2016")


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_a_text_table_reads_back_as_it_was(name: str, delimiter: str, exports: Exports) -> None:
    files = exports[name]
    for table in TABLES:
        rows = exports.source.tables[table.name]
        assert read_csv(files[f"{table.name}.{name}"], table, delimiter) == rows


@pytest.mark.parametrize("which", ["exports", "small_exports"])
@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_a_data_package_validates(name: str, which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    files = request.getfixturevalue(which)[name]
    assert problems(laid_out(tmp_path, files)) == []


def test_a_broken_key_in_a_data_package_is_found(tmp_path: Path, small_exports: Exports) -> None:
    folder = laid_out(tmp_path, small_exports["csv"])
    entities = (folder / "entities.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "entities.csv").write_text("".join(line for line in entities if not line.startswith("exo:miR-21,")))
    assert "foreign-key" in problems(folder)


def problems(folder: Path) -> list[str]:
    """The types of error that Frictionless finds, apart from the size of a file that was changed on purpose."""
    import warnings  # noqa: PLC0415 - the library warns on import, of itself

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless  # noqa: PLC0415

        report = frictionless.validate(str(folder / "datapackage.json"), type="package")
    assert report.stats["tasks"] == len(TABLES) or report.errors
    found = [error.type for error in report.errors] + [error.type for task in report.tasks for error in task.errors]
    return [kind for kind in found if kind != "byte-count"]


def test_a_data_package_says_what_every_column_is(exports: Exports) -> None:
    package = json.loads(exports["csv"]["datapackage.json"])
    assert [resource["name"] for resource in package["resources"]] == [table.name for table in TABLES]
    for resource, table in zip(package["resources"], TABLES, strict=True):
        fields = resource["schema"]["fields"]
        assert [(field["name"], field["type"]) for field in fields] == [(c.name, c.type) for c in table.columns]
        assert all(field["description"] for field in fields)
        assert resource["schema"]["primaryKey"] == [table.key]
    keys = {key["fields"][0] for key in package["resources"][0]["schema"]["foreignKeys"]}
    assert keys == {"subject", "object"}


def test_pandas_and_polars_read_the_csv(dataset: Dataset, exports: Exports) -> None:
    content = exports["csv"]["claims.csv"]
    claims = len(dataset.query(COUNTED["claims"]))
    frame = pd.read_csv(io.BytesIO(content))
    assert (len(frame), int(frame["edge"].sum())) == (claims, len(exports.source.graph.edges))
    assert pl.read_csv(content).select(pl.col("edge").sum()).item() == len(exports.source.graph.edges)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_parquet_has_typed_columns_and_reads_back_as_it_was(table: Table, exports: Exports) -> None:
    content = exports["parquet"][f"{table.name}.parquet"]
    read = pq.read_table(io.BytesIO(content))
    assert {field.name: str(field.type) for field in read.schema} == {c.name: ARROW[c.type] for c in table.columns}
    assert read.to_pylist() == exports.source.tables[table.name]
    assert len(pd.read_parquet(io.BytesIO(content))) == len(exports.source.tables[table.name])


def test_duckdb_and_polars_query_the_parquet(dataset: Dataset, tmp_path: Path, exports: Exports) -> None:
    folder = laid_out(tmp_path, exports["parquet"])
    asked = len(dataset.query("SELECT ?claim WHERE { ?claim a exo:Claim ; exo:vesicle exo:OsteoclastExosome }"))
    claims = duckdb.read_parquet(str(folder / "claims.parquet"))
    assert len(claims.filter("list_contains(vesicle, 'exo:OsteoclastExosome')").fetchall()) == asked
    frame = pl.read_parquet(folder / "claims.parquet")
    assert frame.filter(pl.col("vesicle").list.contains("exo:OsteoclastExosome")).height == asked
    assert frame.schema["minimum"] == pl.Float64


def test_a_workbook_has_a_sheet_a_table_with_filters_and_links(exports: Exports) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exports["xlsx"]["exordf.xlsx"]))
    assert book.sheetnames == ["About", *(table.name for table in TABLES)]
    meanings = {(row[0], row[1]) for row in book["About"].iter_rows(values_only=True)}
    for table in TABLES:
        sheet, rows = book[table.name], exports.source.tables[table.name]
        read = list(sheet.iter_rows(values_only=True))
        assert read[0] == tuple(column.name for column in table.columns)
        assert len(read) == len(rows) + 1
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert {(table.name, column.name) for column in table.columns} <= meanings
        assert all(5 < width.width < 70 for width in sheet.column_dimensions.values())
        links = {cell.hyperlink.target for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink}
        assert {row["iri"] for row in rows} <= links
    assert "https://doi.org/10.1126/science.aau6977" in {
        cell.hyperlink.target
        for (cell,) in book["references"].iter_rows(min_row=2, min_col=column("doi"), max_col=column("doi"))
        if cell.hyperlink
    }


def column(name: str) -> int:
    table = next(table for table in TABLES if table.name == "references")
    return 1 + [one.name for one in table.columns].index(name)


def test_values_of_a_workbook_have_their_types(exports: Exports) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exports["xlsx"]["exordf.xlsx"]))
    head, *rows = book["claims"].iter_rows(values_only=True)
    read = [dict(zip(head, row, strict=True)) for row in rows]
    for row, claim in zip(read, exports.source.tables["claims"], strict=True):
        assert row["edge"] is claim["edge"]
        assert row["minimum"] == claim["minimum"]
        assert (row["vesicle"] or "") == SEPARATOR.join(as_list(claim["vesicle"]))


def test_no_cell_is_run_as_a_formula(small_exports: Exports) -> None:
    """A label of the small dataset begins with = and one with +."""
    for name, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.DictReader(io.StringIO(small_exports[name][f"claims.{name}"].decode()), delimiter=delimiter))
        row = next(row for row in rows if row["claim"] == "urn:reported")
        assert (row["label_en"], row["label_zh"]) == ("'=miR-214-3p, first", "'+第一")
    book = openpyxl.load_workbook(io.BytesIO(small_exports["xlsx"]["exordf.xlsx"]))
    cells = [cell for row in book["claims"].iter_rows() for cell in row]
    assert "'=miR-214-3p, first" in [cell.value for cell in cells]
    assert [cell for cell in cells if cell.data_type == "f"] == []


def test_no_value_of_the_data_begins_as_a_formula_or_holds_the_separator(exports: Exports) -> None:
    for rows in exports.source.tables.values():
        for row in rows:
            for value in row.values():
                values = value if isinstance(value, list) else [value]
                words = [word for word in values if isinstance(word, str)]
                assert not [word for word in words if word.startswith(FORMULA)]
                assert not [word for word in words if isinstance(value, list) and SEPARATOR in word]


class OnlyQueries:
    """A store that answers queries and nothing else, as one elsewhere would."""

    def __init__(self, dataset: Dataset) -> None:
        self._store = dataset.store

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Rows:
        return self._store.query(sparql, prefixes)


@pytest.mark.one_in(8)
@pytest.mark.parametrize("name", ["csv", "parquet", "xlsx", "kgx", "kgx-jsonl", "graphml", "cx2", "svg"])
def test_a_store_elsewhere_gives_the_same_bytes(name: str, dataset: Dataset, exports: Exports) -> None:
    source = Source({}, OnlyQueries(dataset), dataset.prefixes)  # type: ignore[arg-type]
    assert export.format_of(name).write(source) == exports[name]


def about(name: str, files: Mapping[str, bytes]) -> str:
    """What an export says of itself."""
    if name == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(files["exordf.xlsx"]))
        return " ".join(str(value) for row in book["About"].iter_rows(values_only=True) for value in row if value)
    if name == "parquet":
        return " ".join(map(str, pq.read_schema(io.BytesIO(files["claims.parquet"])).metadata.values()))
    if name == "png":
        return files["exordf.png"].decode("utf-8", "replace")
    described = {
        "csv": "datapackage.json",
        "tsv": "datapackage.json",
        "kgx": "metadata.json",
        "kgx-jsonl": "metadata.json",
    }
    return files.get(described.get(name, ""), next(iter(files.values()))).decode()


@pytest.mark.parametrize("name", ["csv", "tsv", "xlsx", "parquet", "kgx", "kgx-jsonl", "graphml", "cx2", "svg", "png"])
def test_an_export_carries_licence_version_and_source(name: str, small_exports: Exports) -> None:
    said = about(name, small_exports[name])
    assert [words for words in ABOUT if words not in said] == []


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [("xlsx", "xlsxwriter", "tables"), ("parquet", "pyarrow", "tables"), ("png", "resvg_py", "draw")],
)
def test_a_missing_library_is_named_with_the_command_that_installs_it(
    name: str, module: str, extra: str, small: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra) as raised:
        small.export(name)
    assert raised.value.mend == f"Install it from a checkout of exordf: pip install '.[{extra}]'"


def test_rows_become_a_table_of_polars_with_types(dataset: Dataset) -> None:
    rows = dataset.query("SELECT ?c ?minimum ?none WHERE { ?c exo:minimum ?minimum } ORDER BY ?c")
    frame = rows.to_polars()
    assert frame.schema == {"c": pl.String, "minimum": pl.Int64, "none": pl.String}
    assert frame.height == len(rows) > 0
    yes = ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
    mixed = Rows(("a", "b", "c"), [(ox.Literal(1), yes, ox.Literal(1)), (ox.Literal(0.5), None, ox.Literal("x"))])
    assert mixed.to_polars().schema == {"a": pl.Float64, "b": pl.Boolean, "c": pl.String}
    assert mixed.to_polars()["c"].to_list() == ["1", "x"]
    assert dataset.ask("counts").to_polars()["number"].dtype == pl.Int64
    assert Rows(("a",), []).to_polars().height == 0
