"""`exordf validate` on files of one's own: what is said of which subjects, and the exit code."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from exordf import Dataset, InputError, files
from tests.test_cli import exordf, said_once

ROOT = Path(__file__).resolve().parent.parent
HEAD = """@prefix ex: <http://example.org/> .
@prefix exo: <https://w3id.org/exordf/ontology/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "ex:a ex:p 1 . ex:b ex:p 2 . ex:c ex:p 3 . ex:d ex:p 4 .",
            ("any of the 4 subjects", "<http://example.org/a>", "1 more"),
        ),
        ("ex:a ex:p 1 .", ("the only subject: <http://example.org/a>",)),
        ("# nothing", ("no subject in the files",)),
    ],
    ids=["four subjects", "one subject", "no subject"],
)
@pytest.mark.parametrize("form", ["table", "csv", "turtle"])
def test_what_no_shape_speaks_of_is_told_and_exits_with_two(
    text: str, words: tuple[str, ...], form: str, tmp_path: Path
) -> None:
    path = written(tmp_path, text)
    said_once(exordf("validate", path, "--format", form), str(path), "nothing was checked", *words)


def test_subjects_that_are_left_out_are_counted_and_named(tmp_path: Path) -> None:
    path = written(tmp_path, "ex:a a ex:T . ex:b ex:p 1 .")
    outcome = exordf("validate", path)
    assert outcome.returncode == 0
    note, verdict = outcome.stdout.splitlines()
    assert note == "no shape speaks of 1 of the 2 subjects: <http://example.org/b>"
    assert verdict.startswith("conforms: 2 checks, 0 results; and ")
    as_csv = exordf("validate", path, "--format", "csv")
    assert (as_csv.stdout, as_csv.stderr) == ("file,line,focus,path,value,severity,shape,message\n", f"{note}\n")


def test_a_subject_without_a_name_is_reported(tmp_path: Path) -> None:
    report = Dataset.open().with_files([written(tmp_path, "[] a exo:Claim .")]).validate()
    assert not report.conforms
    assert report.nodes == 1


def test_a_part_without_a_name_is_no_subject_that_is_left_out(tmp_path: Path) -> None:
    report = Dataset.open().with_files([written(tmp_path, "ex:a a ex:T ; ex:p [ ex:q 1 ] .")]).validate()
    assert (report.conforms, report.nodes, report.unchecked) == (True, 1, ())


def test_literals_of_ones_own_are_checked_as_they_were_written(tmp_path: Path) -> None:
    outcome = exordf("validate", written(tmp_path, 'ex:r a exo:Reference ; exo:ordinal "7"^^xsd:int .'))
    assert outcome.returncode == 1
    assert "    value: 7\n    shape: exsh:reference-ordinal\n" in outcome.stdout
    assert 'checked by pySHACL, as our store is not exact about "7"^^xsd:int' in outcome.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dataset with an ontology and shapes of its own, and a literal that the store changes."""
    folder = tmp_path_factory.mktemp("small")
    for part in ("ontology", "shapes", "data"):
        (folder / part).mkdir()
    shutil.copy(files.home() / "ontology" / "prefixes.ttl", folder / "ontology")
    (folder / "data" / "records.ttl").write_text(f'{HEAD}ex:a ex:p "7"^^xsd:int .', encoding="utf-8")
    (folder / "shapes" / "one.ttl").write_text(
        f"{HEAD}@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "ex:S a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; sh:path ex:p ; sh:datatype xsd:int .",
        encoding="utf-8",
    )
    return folder


def test_a_store_from_the_cache_is_checked_as_its_files_are_written(home: Path) -> None:
    for _ in range(2):  # made, then found again
        report = Dataset.open(home).validate()
        assert (report.conforms, report.reason[:7]) == (True, "pySHACL")


def test_a_store_that_is_kept_tells_what_it_changed(home: Path, tmp_path: Path) -> None:
    place = tmp_path / "kept.store"
    assert exordf("build", home, "--store", place).returncode == 0
    dataset = Dataset.open(place)
    dataset.home = home
    with pytest.raises(InputError, match="xsd:int") as error:
        dataset.validate()
    assert "Validate the files" in str(error.value)


def test_what_the_reference_needs_is_named_where_it_is_absent(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(InputError) as error:
        Dataset.open(home).validate()
    for word in (
        '"7"^^xsd:int',
        "<http://example.org/p>",
        "<http://example.org/S>",
        "'.[pyshacl]'",
        '"7"^^xsd:integer',
    ):
        assert word in str(error.value)
