"""Matching: each spelling leads to what it names and to nothing else; a table's names are the names in it."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exordf import InputError, UnknownName
from exordf.claims import matching, nomenclature, spreadsheets
from exordf.rdf.prefixes import nearest_names
from exordf.rdf.rows import text
from exordf.rdf.symbols import is_symbol, may_be_meant

if TYPE_CHECKING:
    from exordf import Dataset

TABLE = Path(__file__).with_suffix("").parent / "matching.tsv"


def rows_of(dataset: Dataset, names: list[str], **options: str) -> list[tuple[str, ...]]:
    """Name, match, entity and suggestion of each row, each once."""
    found = []
    for name, how, entity, *_, offer in matching.match(dataset, names, **options).terms:
        curie = dataset.prefixes.curie(entity) if isinstance(entity, ox.NamedNode) else ""
        found.append((text(name), text(how), curie, text(offer)))
    return list(dict.fromkeys(found))


# Spellings


def test_every_spelling_in_the_table_leads_where_the_table_says(dataset: Dataset) -> None:
    _, *expected = [tuple(line.split("\t")) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    names = list(dict.fromkeys(row[0] for row in expected))
    assert len(names) >= 150
    for name in names:
        alone = [row for row in expected if row[0] == name]
        if '; one of several in "' not in alone[0][1]:
            assert rows_of(dataset, [name]) == alone


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("SMAD7;PTEN", ["SMAD7", "PTEN"]),
        ("SMAD7 /// PTEN", ["SMAD7", "PTEN"]),
        ("SMAD7|PTEN|", ["SMAD7", "PTEN"]),
        ("hsa-miR-23a/27a", ["hsa-miR-23a", "hsa-miR-27a"]),
        ("miR-29b/c", ["miR-29b", "miR-29c"]),
        ("miR-23a / miR-27a", ["miR-23a", "miR-27a"]),
        ("miR-96/182/183 cluster", ["miR-96/182/183 cluster"]),
        ("sp|P60484|PTEN_HUMAN", ["sp|P60484|PTEN_HUMAN"]),
        ("PI3K/AKT", ["PI3K/AKT"]),
    ],
)
def test_a_cell_of_several_names_counts_as_those_names(cell: str, parts: list[str], dataset: Dataset) -> None:
    rows = rows_of(dataset, [cell])
    assert list(dict.fromkeys(row[0] for row in rows)) == parts
    assert all((f'one of several in "{cell}"' in row[1]) == (len(parts) > 1) for row in rows)


def test_bare_numbers_are_identifiers_of_the_source_that_is_said(dataset: Dataset) -> None:
    assert rows_of(dataset, ["4092"], identifiers="ncbigene") == [("4092", "identifier", "exo:SMAD7", "")]
    assert rows_of(dataset, ["6773"], identifiers="HGNC") == [("6773", "identifier", "exo:SMAD7", "")]
    assert rows_of(dataset, ["4093"], identifiers="NCBIGene") == [("4093", "unknown", "", "")]
    assert "--identifiers ncbigene" in rows_of(dataset, ["4092"])[0][1]
    with pytest.raises(UnknownName, match='no source of identifiers is called "entres"'):
        matching.match(dataset, ["4092"], identifiers="entres")


def test_a_number_is_no_name_of_a_section_or_a_claim(dataset: Dataset) -> None:
    for name in ("2.1", "1", "a", "31"):
        assert rows_of(dataset, [name])[0][2] == ""
    assert rows_of(dataset, ["section:2.1"])[0][2] == "section:2.1"


def test_all_entities_at_once_say_what_each_says_alone(dataset: Dataset) -> None:
    names = ["miR-214-3p", "SMAD7", "osteoclast", "PTEN", "bone formation"]
    together = matching.match(dataset, names)
    assert together.terms == [row for name in names for row in matching.match(dataset, [name]).terms]
    said = dataset.ask("what-is-said", thing="miR-214-3p")
    rows = matching.match(dataset, ["miR-214-3p"])
    assert [tuple(row[3:11]) for row in rows.terms] == [tuple(row) for row in said.terms]


# No harmful suggestion

SYMBOLS = [
    "TNFRSF11B", "TGFB1", "OPG", "SMAD3", "ITGB3", "miR-214-5p", "miR214", "miR-22", "let-7b", "ENSG00000101666",
    "MIMAT0000272", "NCBIGene:4093", "O15106", "GO:0030317", "CL:0000093", "exo:miR-31a-3p", "exo:PTNE", "Mstn",
    "MC3T3-E2", "α-catenin", "osteonectin", "interleukin 6", "claim:2.2-11z9", "EGF pathway",
]  # fmt: skip
WORDS = {
    "osteoblast diferentiation": "osteoblast differentiation",
    "exo:OsteoclastExosom": "exo:OsteoclastExosome",
    "sarcopneia": "sarcopenia",
    "exo:inhibts": "exo:inhibits",
    "成骨细包": "成骨细胞",
}


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_nothing_is_offered_for_a_symbol(symbol: str, dataset: Dataset) -> None:
    with pytest.raises(UnknownName) as unknown:
        dataset.find(symbol)
    assert unknown.value.mend is None
    assert {row[3] for row in rows_of(dataset, [symbol])} == {""}


@pytest.mark.parametrize(("wrong", "right"), WORDS.items())
def test_a_misspelt_word_is_met_with_the_right_one(wrong: str, right: str, dataset: Dataset) -> None:
    with pytest.raises(UnknownName) as unknown:
        dataset.find(wrong)
    assert unknown.value.mend == f"Did you mean {right}?"


def test_no_name_of_a_molecule_with_a_letter_changed_is_offered_a_molecule(dataset: Dataset) -> None:
    names = sorted(dataset.lookup.molecules)
    assert len(names) > 150
    for name in names[::7]:
        for wrong in (name[:-1], f"{name}b", name[1:], name.replace("1", "2")):
            if wrong.casefold() not in dataset.lookup.names:
                assert not set(nearest_names(wrong, dataset.lookup.labels, never=dataset.lookup.molecules)) & set(names)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.from_regex(r"[A-Z]{2,5}[0-9]{1,2}[A-Z]?", fullmatch=True), st.integers(0, 9), st.sampled_from("ABKX"))
def test_two_symbols_are_never_meant_for_each_other(symbol: str, digit: int, letter: str) -> None:
    assert is_symbol(symbol)
    for other in (f"{symbol}{digit}", f"{letter}{symbol}", symbol[:-1], symbol.lower() + letter):
        assert not may_be_meant(symbol, other)
        assert not may_be_meant(f"{symbol} signalling", f"{other} signalling")
    assert nearest_names(symbol, [f"{symbol}{digit}", f"{letter}{symbol}"]) == []


def test_words_of_a_language_are_still_offered() -> None:
    assert nearest_names("under-proces", ["under-process", "gaps"]) == ["under-process"]
    assert nearest_names("MONDOO:", ["MONDO:", "GO:"]) == ["MONDO:"]
    assert nearest_names("sh:minCout", ["sh:minCount", "sh:maxCount"]) == ["sh:minCount"]


# Tables


def workbook(*rows: list[Any], sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for _ in range(sheets - 1):
        book.create_sheet()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


R_CSV = '"","baseMean","padj"\n"PTEN",10.5,1e-3\n"SMAD7",7.25,NA\n'
R_TABLE = "baseMean\tpadj\nPTEN\t10.5\t0.1\nSMAD7\t7.2\t0.2\n"
BOTH = ["PTEN", "SMAD7"]


@pytest.mark.parametrize(
    ("content", "wanted", "names", "notes"),
    [
        (R_CSV, None, BOTH, ["column 1 is read, which has no heading"]),
        (R_CSV.replace(",", ";"), None, BOTH, ["column 1 is read"]),
        (R_TABLE, None, BOTH, ["column 1 is read, which has no heading"]),
        ("PTEN,2.1,0.1\nSMAD7,1.5,0.2\n", None, BOTH, ["the first row is taken for names, not for a heading: PTEN"]),
        ("PTEN\nSMAD7\n", None, BOTH, ["taken for names"]),
        ("osteoblast\nbone\n", None, ["osteoblast", "bone"], ["taken for names"]),
        ("TP53\nGAPDH\n", None, ["TP53", "GAPDH"], ["taken for names"]),
        ("2.1,PTEN\n0.3,SMAD7\n", "2", BOTH, ["taken for names"]),
        ("unheard of,2.1\nPTEN,0.3\n", None, ["unheard of", "PTEN"], ["taken for names"]),
        ("gene,0,24,48\nPTEN,1,2,3\nSMAD7,1,2,3\n", None, BOTH, []),
        ("miRNA\nmiR-21\n", None, ["miR-21"], []),
        ("Gene symbol,lfc\nPTEN,1\nSMAD7,2\n", "Gene symbol", BOTH, []),
        ("a,b\nPTEN,c\nSMAD7,d\n", None, BOTH, []),
        ("V1,V2\nPTEN,1\nSMAD7,2\n", None, BOTH, []),
        ("ENTREZID\n5728\n", None, ["5728"], []),
        ("# made by limma, 2024\n# it's\ngene,p\nPTEN,1\nSMAD7,2\n", None, BOTH, ["2 lines of comment skipped"]),
        ("gene,p\nPTEN,1\n,2\nSMAD7,3\nNA,1\nPTEN,9\n", None, BOTH, ["2 empty cells", "1 repeated name skipped"]),
        ("gene;lfc;p\nPTEN;1,5;0,1\nSMAD7;2,5;0,2\n", None, BOTH, []),
        ('gene,note\n"PTEN","a, b"\n"SMAD7","c; d"\n', None, BOTH, []),
        ("gene\nPTEN;SMAD7\n", None, ["PTEN;SMAD7"], []),
        ("gene\nphosphate, inorganic\n", None, ["phosphate, inorganic"], []),
        ("gene,gene\nPTEN,a\nSMAD7,b\n", None, BOTH, ['the first of 2 columns called "gene" is read']),
        ("gene,gene\na,PTEN\nb,SMAD7\n", "2", BOTH, []),
        ("\ufeffgene,p\r\nPTEN,1\r\nSMAD7,2\r\n", "gene", BOTH, []),
        ("gene\tp\nPTEN\t1\nSMAD7\t2\n".encode("utf-16"), "gene", BOTH, []),
        (b"\xfe\xff" + "gene,p\nPTEN,1\nSMAD7,2\n".encode("utf-16-be"), "gene", BOTH, []),
        (gzip.compress(R_CSV.encode(), mtime=0), None, BOTH, ["column 1 is read"]),
        (workbook(["gene", "p"], ["PTEN", 1.5], [None, 2], ["SMAD7", 3]), None, BOTH, ["1 empty cell skipped"]),
        (workbook(["GeneID"], [4092], [5728.0]), None, ["4092", "5728"], []),
        (workbook(["gene"], ["PTEN"], ["SMAD7"], sheets=3), None, BOTH, ["the first of 3 sheets is read"]),
        (gzip.compress(workbook(["gene"], ["PTEN"], ["SMAD7"]), mtime=0), None, BOTH, []),
    ],
)  # fmt: skip
def test_the_names_of_a_table_are_the_names_in_it(  # noqa: PLR0913, PLR0917 - a row of the table above, and two fixtures
    content: str | bytes, wanted: str | None, names: list[str], notes: list[str], dataset: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "table"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    read = spreadsheets.column(spreadsheets.read(path), wanted, lambda name: matching.is_name(dataset, name))
    assert read.names == names
    assert len(read.notes) == len(notes)
    for note, words in zip(read.notes, notes, strict=True):
        assert words in note


@pytest.mark.parametrize(
    ("content", "wanted", "says"),
    [
        ("", None, "is empty"),
        ("# nothing\n", None, "is empty"),
        ("a,b\nx,y\n", "c", "Its columns: a, b."),
        ("a,a,b\nx,y,z\n", "a", "Say --column 1 or --column 2."),
        (b"\xff\xfe\x00", None, "is no table of text"),
        (b"gene\nTGF-\xdf\n", None, "Save it as CSV in UTF-8"),
        (b"g\0e\0n\0e\0", None, "is no table of text"),
        (b"\xd0\xcf\x11\xe0rest", None, "Save it as .xlsx or CSV"),
        (b"PK\x03\x04rest", None, "is no workbook of Excel"),
        (b"\x1f\x8brest", None, "cannot be read"),
        ("lfc,gene\n2.1,PTEN\n0.3,SMAD7\n", None, 'the column "lfc" holds numbers, not names\nIts columns: lfc, gene.'),
        (",gene\n0,PTEN\n1,SMAD7\n", None, "column 1 holds numbers, not names\nIts columns: 1, gene."),
        ("4092\n5728\n", None, "--identifiers ncbigene"),
    ],
)
def test_a_table_without_names_is_refused_with_its_columns(
    content: str | bytes, wanted: str | None, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError) as refused:
        spreadsheets.column(spreadsheets.read(path), wanted, lambda _: False)
    assert says in str(refused.value)
    assert refused.value.place is not None


@pytest.mark.parametrize(
    ("heading", "identifiers"),
    [("ENTREZID", "NCBIGene"), ("entrez_gene", "NCBIGene"), ("NCBI.Gene", "NCBIGene"), ("GeneID", "NCBIGene"),
     ("gene_id", "NCBIGene"), ("HGNC", "HGNC"), ("gene", ""), ("number", "")],
)  # fmt: skip
def test_a_heading_says_whose_numbers_stand_below_it(heading: str, identifiers: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"{heading}\n4092\n5728\n", encoding="utf-8")
    read = spreadsheets.column(spreadsheets.read(path), None, lambda _: False)
    assert (read.names, read.identifiers) == (["4092", "5728"], identifiers)
    assert any("holds numbers" in note for note in read.notes) == (not identifiers)


def test_the_command_says_on_standard_error_what_it_left_out(tmp_path: Path) -> None:
    path = tmp_path / "genes.csv"
    path.write_text("# made by edgeR\n,logFC\nPTEN,1.5\n,2\nPTEN,3\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "exordf", "match", str(path), "--format", "csv"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.startswith("name,match,entity")
    assert [line.removeprefix(f"{path}: ") for line in done.stderr.splitlines()] == [
        "1 line of comment skipped",
        "column 1 is read, which has no heading",
        "1 empty cell skipped",
        "1 repeated name skipped",
    ]


# The names that HGNC and miRBase give


def test_names_of_others_stand_once_and_belong_to_what_is_linked(dataset: Dataset) -> None:
    lines = (dataset.home / "ontology" / "imports" / nomenclature.FILE).read_text(encoding="utf-8").splitlines()
    identifiers = [line.partition("\t")[0] for line in lines[1:]]
    assert identifiers == sorted(set(identifiers))
    assert {each.partition(":")[0] for each in identifiers} == {"HGNC", "mirbase", "mirbase.mature"}


def test_a_hundred_thousand_names_take_seconds(dataset: Dataset) -> None:
    """In processor time, with much room: with a look for what is alike for each, it took minutes."""
    names = [
        form.format(number) for number in range(25_000) for form in ("GENE{}", "hsa-miR-{}-5p", "ENSG{:011}", "w{}")
    ]
    begin = time.process_time()
    assert len(matching.match(dataset, names).terms) >= len(names)
    assert time.process_time() - begin < 60
