"""Written files: only what a command wrote before is replaced, and nothing in the installation ever changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exordf import Dataset, StoreError, files
from exordf.cli import verbs
from exordf.store import cache, disk_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
OBO = "format-version: 1.2\nontology: cl\n\n[Term]\nid: CL:0000092\nname: osteoclast\n"
# Each command that writes, with OUT where it is told to; a file first, then folders.
ONE_FILE = {
    "export": ("export", "ntriples", "--out", "OUT"),
    "draw": ("draw", "miR-21", "--depth", "1", "--out", "OUT.svg"),
}
FOLDERS = {
    "export of several files": ("export", "csv", "--out", "OUT"),
    "site": ("site", "--out", "OUT"),
    "build": ("build", "--out", "OUT"),
    "build --store": ("build", "--store", "OUT"),
}


def run(words: Sequence[str], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "exordf", *words]
    home = os.environ.get("PYTHONPATH", str(ROOT))
    variables = {**os.environ, "PYTHONPATH": home, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False)


def at(words: Sequence[str], out: str) -> list[str]:
    return [word.replace("OUT", out) for word in words]


def contents(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file below a folder, by its path: digest, or where a link leads, and time of the last change."""
    return {
        path.relative_to(folder).as_posix(): (
            str(path.readlink()) if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest(),
            path.lstat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def refused(done: subprocess.CompletedProcess[str], *says: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2, "what is wrong, and the mend"
    for words in says:
        assert words in done.stderr


# Files


@pytest.mark.parametrize("command", ONE_FILE)
def test_an_existing_file_is_replaced_only_with_overwrite(command: str, tmp_path: Path) -> None:
    words = at(ONE_FILE[command], "mine")
    out = tmp_path / words[-1]
    out.write_text("years of work", encoding="utf-8")
    before = contents(tmp_path)
    refused(run(words, tmp_path), out.name, "is there already", "--overwrite")
    assert contents(tmp_path) == before
    assert run([*words, "--overwrite"], tmp_path).returncode == 0
    assert out.stat().st_size > 1000
    assert run([*words, "--overwrite"], tmp_path).returncode == 0, "once more, over what it made itself"
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def a_link(path: Path) -> None:
    target = path.with_name("target")
    target.write_text("years of work", encoding="utf-8")
    path.symlink_to(target)


def a_write_protected_file(path: Path) -> None:
    path.write_text("years of work", encoding="utf-8")
    path.chmod(0o444)


def a_folder(path: Path) -> None:
    path.mkdir()
    (path / "chapter.tex").write_text("years of work", encoding="utf-8")


PLACES = {
    "a link": (a_link, "is a link to"),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), "is a link to nowhere"),
    "a write-protected file": (a_write_protected_file, "is write-protected"),
    "a pipe": (os.mkfifo, "a device or a pipe"),
    "a folder": (a_folder, "it holds chapter.tex"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("command", ONE_FILE)
def test_what_is_not_a_regular_file_stays_even_with_overwrite(command: str, place: str, tmp_path: Path) -> None:
    words = at(ONE_FILE[command], "mine")
    put, says = PLACES[place]
    put(tmp_path / words[-1])
    before = contents(tmp_path)
    refused(run([*words, "--overwrite"], tmp_path), words[-1], says)
    assert contents(tmp_path) == before
    assert (tmp_path / words[-1]).is_symlink() or (tmp_path / words[-1]).exists()


def test_a_file_that_is_read_is_not_written(small: Dataset, tmp_path: Path) -> None:
    data = tmp_path / "mine.ttl"
    shutil.copyfile(next(path for path in small.paths if path.name == "small.ttl"), data)
    query = tmp_path / "select.rq"
    query.write_text("SELECT ?claim WHERE { ?claim a exo:Claim }", encoding="utf-8")
    before = contents(tmp_path)
    export = ("export", "turtle", "--data", str(data), "--overwrite")
    refused(run([*export, "--out", "mine.ttl"], tmp_path), "mine.ttl", "which is read")
    refused(run([*export, "--select", "select.rq", "--out", "./select.rq"], tmp_path), "which is read")
    refused(run(["build", "--data", str(tmp_path), "--out", str(tmp_path)], tmp_path), "which is read")
    refused(run(["build", "--data", str(tmp_path), "--store", str(tmp_path)], tmp_path), "which is read")
    assert contents(tmp_path) == before


def test_a_module_replaces_an_existing_one_only_with_overwrite(tmp_path: Path) -> None:
    (tmp_path / "cl.obo").write_text(OBO, encoding="utf-8")
    (tmp_path / "go.obo").write_text(OBO.replace("CL:0000092", "GO:0030154"), encoding="utf-8")
    modules = contents(ROOT / "ontology")
    assert run(["link", "extract", "cl.obo"], tmp_path).returncode == 0
    made = (tmp_path / "cl.ttl").read_bytes()
    assert b"CL:0000092" in made
    (tmp_path / "cl.ttl").write_text("mine", encoding="utf-8")
    refused(run(["link", "extract", "go.obo", "cl.obo"], tmp_path), "cl.ttl", "is there already", "--overwrite")
    assert not (tmp_path / "go.ttl").exists(), "all modules or none"
    assert run(["link", "extract", "cl.obo", "--overwrite", "--out", "."], tmp_path).returncode == 0
    assert (tmp_path / "cl.ttl").read_bytes() == made
    assert contents(ROOT / "ontology") == modules


def test_python_replaces_a_file_only_with_overwrite(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "mine.nt"
    path.write_text("years of work", encoding="utf-8")
    with pytest.raises(StoreError, match="is there already"):
        small.export("ntriples", path)
    assert path.read_text(encoding="utf-8") == "years of work"
    small.export("ntriples", path, overwrite=True)
    assert path.stat().st_size > 1000


# Folders


@pytest.mark.parametrize("command", FOLDERS)
def test_a_folder_of_somebody_else_is_not_replaced(command: str, tmp_path: Path) -> None:
    a_folder(tmp_path / "thesis")
    (tmp_path / "thesis" / "checksums.sha256").write_text(f"{'0' * 64}  chapter.tex\n", encoding="utf-8")
    (tmp_path / "thesis" / "store-2024").mkdir()
    (tmp_path / "thesis" / "store-2024" / "a.csv").write_text("years of work", encoding="utf-8")
    before = contents(tmp_path)
    refused(run(at(FOLDERS[command], "thesis"), tmp_path), "thesis", "is not a folder that exordf made")
    (tmp_path / "thesis" / "chapter.tex").unlink()
    (tmp_path / "thesis" / "checksums.sha256").unlink()
    refused(run(at(FOLDERS[command], "thesis"), tmp_path), "thesis", "is not a folder that exordf made")
    assert (
        contents(tmp_path / "thesis").keys()
        == {"store-2024/a.csv"}
        <= {path.removeprefix("thesis/") for path in before}
    )


@pytest.mark.parametrize("change", ["a file more", "a file changed", "a link more"])
def test_a_folder_of_ours_to_which_somebody_added_is_not_replaced(change: str, small: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "claims"
    small.export("csv", out)
    small.export("csv", out)
    if change == "a file more":
        (out / "notes.txt").write_text("years of work", encoding="utf-8")
    elif change == "a link more":
        (out / "notes.txt").symlink_to(ROOT)
    else:
        (out / "claims.csv").write_text("years of work", encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(StoreError, match=r"it holds (notes\.txt|claims\.csv)"):
        small.export("csv", out, overwrite=True)
    assert contents(tmp_path) == before


def test_a_link_to_a_folder_is_not_replaced(small: Dataset, tmp_path: Path) -> None:
    small.export("csv", tmp_path / "there")
    (tmp_path / "claims").symlink_to("there")
    before = contents(tmp_path)
    with pytest.raises(StoreError, match="is a link to there"):
        small.export("csv", tmp_path / "claims")
    assert contents(tmp_path) == before


def test_a_folder_of_ones_own_that_is_named_as_a_cache_keeps_what_is_old(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a cache, what is older than a month goes: in a folder that has other files too, those of the cache alone."""
    old = time.time() - 400 * 86_400
    (tmp_path / "thesis").mkdir()
    mine = [tmp_path / "thesis" / "chapter.tex", tmp_path / "letter.txt", tmp_path / "a.part"]
    ours = tmp_path / f"{'0' * 32}.abc.part"
    for path in [*mine, ours]:
        path.write_text("years of work", encoding="utf-8")
    for path in [*mine, ours, tmp_path / "thesis"]:
        os.utime(path, (old, old))
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    Dataset.open(list(small.paths)[-1:])
    assert all(path.exists() for path in mine)
    assert not ours.exists()


def test_a_store_is_not_built_over_a_folder_that_only_begins_like_one(tmp_path: Path) -> None:
    (tmp_path / "store-2024").mkdir()
    (tmp_path / "store-2024" / "measurements.csv").write_text("years of work", encoding="utf-8")
    with pytest.raises(StoreError, match="is not a folder that exordf made"):
        disk_store.build_store_folder(tmp_path, lambda _: None)
    assert (tmp_path / "store-2024" / "measurements.csv").exists()


# The installation


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package as a wheel lays it out."""
    place = tmp_path_factory.mktemp("site-packages")
    shutil.copytree(ROOT / "exordf", place / "exordf", ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("ontology", "shapes", "data", "docs"):
        shutil.copytree(ROOT / part, place / "exordf" / "packaged" / part)
    shutil.copyfile(ROOT / "CONTRIBUTING.md", place / "exordf" / "packaged" / "CONTRIBUTING.md")
    yield place
    shutil.rmtree(place)


def everyday(place: Path) -> Mapping[str, list[list[str]]]:
    """Every verb, run as people run it where they stand."""
    (place / "cl.obo").write_text(OBO, encoding="utf-8")
    (place / "mine.ttl").write_text("<urn:a> a <https://w3id.org/exordf/ontology/Gap> .", encoding="utf-8")
    (place / "table.csv").write_text("name\nmiR-21\n", encoding="utf-8")
    quick = ["nanopub", "parquet", "png", "xlsx", "site"]
    return {
        "build": [
            ["build", *(word for name in quick for word in ("--without", name))],
            ["build", "--store", "a.store"],
        ],
        "checks": [["checks"]],
        "coverage": [["coverage"]],
        "diff": [["diff", "dist", "a.store"]],
        "draw": [["draw", "miR-21", "--out", "a.svg"]],
        "export": [["export", "turtle", "--out", "a.ttl"], ["export", "kgx", "--out", "kgx"]],
        "link": [["link", "check"], ["link", "check", "cl.obo"], ["link", "extract", "cl.obo"]],
        "match": [["match", "table.csv"]],
        "push": [["push", "http://127.0.0.1:9/query", "--dry-run"]],
        "queries": [["queries"]],
        "query": [["query", "gaps"], ["query", "gaps", "--with", "mine.ttl"]],
        "reason": [["reason", "mine.ttl"]],
        "review": [["review", "verify", "table.csv"]],
        "serve": [["serve", "--port", "0"]],
        "show": [["show", "miR-21"]],
        "site": [["site", "--out", "pages"]],
        "stats": [["stats"]],
        "validate": [["validate", "mine.ttl"]],
    }


@pytest.mark.slow("every")
def test_no_verb_changes_a_byte_of_the_installation(installation: Path, tmp_path: Path) -> None:
    before = contents(installation)
    every = everyday(tmp_path)
    assert sorted(every) == verbs.names()
    for commands in every.values():
        for words in commands:
            if words[0] == "serve":
                serve(words, tmp_path, installation)
                continue
            done = run(words, tmp_path, PYTHONPATH=str(installation))
            assert "Traceback" not in done.stderr, words
            assert done.returncode in (verbs.FINE, verbs.FOUND), (words, done.stdout, done.stderr)
    assert contents(installation) == before
    made = {path.name for path in tmp_path.iterdir()}
    assert {"dist", "a.store", "a.svg", "a.ttl", "kgx", "cl.ttl", "pages"} <= made


def serve(words: Sequence[str], cwd: Path, installation: Path) -> None:
    variables = {**os.environ, "PYTHONPATH": str(installation), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "exordf", *words]
    with subprocess.Popen(command, cwd=cwd, env=variables, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline().startswith("http://")
        server.terminate()
    assert server.returncode == 0


@pytest.mark.one_in(4)
@pytest.mark.parametrize("part", ["packaged/ontology/imports", "packaged/data/liu2023", "queries", "new"])
def test_nothing_is_written_into_the_installation_even_with_overwrite(
    part: str, installation: Path, tmp_path: Path
) -> None:
    (tmp_path / "cl.obo").write_text(OBO, encoding="utf-8")
    before = contents(installation)
    place = installation / "exordf" / part
    (tmp_path / "link").symlink_to(place, target_is_directory=True)
    for words in (
        ["export", "turtle", "--overwrite", "--out", str(place / "cells.ttl")],
        ["export", "csv", "--out", str(place / "csv")],
        ["draw", "miR-21", "--overwrite", "--out", str(place / "a.svg")],
        ["link", "extract", "cl.obo", "--overwrite", "--out", str(place)],
        ["link", "extract", "cl.obo", "--overwrite", "--out", "link"],
        ["build", "--out", str(place / "dist")],
        ["build", "--store", str(place / "a.store")],
        ["site", "--out", str(place / "site")],
    ):
        refused(run(words, tmp_path, PYTHONPATH=str(installation)), "lies in the installation of exordf")
    assert contents(installation) == before


def test_in_a_checkout_the_modules_can_be_rebuilt(tmp_path: Path) -> None:
    """Who works on the project names the folder of the modules, which is theirs, and says so."""
    assert not (files.home() / "ontology").is_relative_to(ROOT / "exordf")
    shutil.copytree(ROOT / "ontology" / "imports", tmp_path / "ontology" / "imports")
    (tmp_path / "cl.obo").write_text(OBO, encoding="utf-8")
    words = ["link", "extract", "cl.obo", "--out", "ontology/imports"]
    refused(run(words, tmp_path), "is there already")
    assert run([*words, "--overwrite"], tmp_path).returncode == 0
    assert (tmp_path / "ontology" / "imports" / "cl.ttl").stat().st_size < 1000
