"""Stores on disk in a folder of the user's: many reviews in one, the same answers, and the old or the new one."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from benchmarks import corpus
from benchmarks.made import Patterns
from benchmarks.shape import Shape
from exordf import Dataset, InputError, StoreError
from exordf.dataset.loading import build_store
from exordf.store import disk_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.store.store_protocol import Store

ROOT = Path(__file__).resolve().parent.parent
EXORDF = [sys.executable, "-m", "exordf"]
NAMED = sorted(path.stem for path in (ROOT / "exordf" / "queries" / "named").glob("*.rq"))
OLD = ox.Quad(ox.NamedNode("urn:old"), ox.NamedNode("urn:b"), ox.Literal("c"))


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two folders: three reviews with four known violations, and one that conforms."""
    home = tmp_path_factory.mktemp("reviews")
    patterns = Patterns(Shape.read())
    corpus.write_folder(home / "many", patterns, 3, violations=4)
    corpus.write_folder(home / "one", patterns, 1, seed=9)
    only = home / "one" / "data" / "review-00001"  # of the same name as one of the others, and told apart by its prefix
    for path in only.rglob("*.ttl"):
        path.write_text(path.read_text(encoding="utf-8").replace("review-00001", "other"), encoding="utf-8")
    return [home / "many", home / "one"]


@pytest.fixture(scope="module")
def on_disk(reviews: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    place = tmp_path_factory.mktemp("kept") / "corpus.store"
    outcome = subprocess.run(
        [*EXORDF, "build", *map(str, reviews), "--store", str(place)], capture_output=True, text=True, check=True
    )
    assert "triples in" in outcome.stdout
    return Dataset.open(place)


@pytest.fixture(scope="module")
def in_memory(reviews: list[Path]) -> Dataset:
    return Dataset.open(reviews)


# A corpus


@pytest.mark.slow("load")
def test_a_corpus_on_disk_holds_what_it_holds_in_memory(on_disk: Dataset, in_memory: Dataset) -> None:
    assert len(on_disk.store) == len(in_memory.store)
    assert on_disk.prefixes.table == in_memory.prefixes.table
    assert list(on_disk.layers) == ["own"]
    (count,) = on_disk.query("SELECT (COUNT(*) AS ?number) WHERE { ?review a exo:Review }").to_dicts()
    assert count == {"number": 4}


@pytest.mark.parametrize("name", NAMED)
def test_a_named_query_gives_the_same_on_disk(name: str, on_disk: Dataset, in_memory: Dataset) -> None:
    there, here = on_disk.ask(name), in_memory.ask(name)
    assert there.columns == here.columns
    assert Counter(map(tuple, there.terms)) == Counter(map(tuple, here.terms))


@pytest.mark.slow("every")
def test_validation_finds_the_same_on_disk(on_disk: Dataset, in_memory: Dataset) -> None:
    def found(dataset: Dataset) -> Counter[tuple[str, str]]:
        return Counter((str(each.focus), str(each.source_shape)) for each in dataset.validate().results)

    assert len(found(in_memory)) == 4
    assert found(on_disk) == found(in_memory)


def test_one_thing_of_a_corpus_on_disk_is_shown(on_disk: Dataset) -> None:
    assert on_disk.show("miR-21")


@pytest.mark.slow("load")
@pytest.mark.parametrize("large", [False, True])
def test_what_goes_through_memory_and_what_does_not_are_the_same(
    large: bool,  # noqa: FBT001
    reviews: list[Path],
    in_memory: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if large:
        monkeypatch.setattr("exordf.dataset.loading._SMALL", 0)
        monkeypatch.setattr("exordf.store.oxigraph._CHUNK", 10_000)
        monkeypatch.setattr("exordf.store.disk_store._SMALL", 0)
    built = build_store(reviews, tmp_path / "store")
    assert built.triples == len(in_memory.store)
    assert Dataset.open(tmp_path / "store").ask("counts").terms == in_memory.ask("counts").terms


def test_the_command_line_takes_many_folders_and_one_store(reviews: list[Path]) -> None:
    many = [word for path in reviews for word in ("--data", str(path))]
    outcome = subprocess.run([*EXORDF, "stats", *many], capture_output=True, text=True, check=True)
    assert re.search(r"^exo:Review +4$", outcome.stdout, re.MULTILINE)
    wrong = subprocess.run([*EXORDF, "stats", *many, "--store", "http://x/query"], capture_output=True, check=False)
    assert wrong.returncode == 2
    assert b"is a store, which is asked alone" in wrong.stderr


def test_files_are_not_laid_on_top_of_a_store(on_disk: Dataset, reviews: list[Path]) -> None:
    with pytest.raises(InputError, match="cannot be added to a store"):
        on_disk.with_files([reviews[0]])


def test_two_ontologies_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(ROOT / "ontology", tmp_path / name / "ontology")
    with pytest.raises(InputError, match="has an ontology of its own"):
        Dataset.open([tmp_path / "a", tmp_path / "b"])


# The old one or the new one


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a store of one quad."""
    path = tmp_path / "kept" / "a.store"
    assert not disk_store.build_store_folder(path, lambda store: store.load([OLD]))
    return path


def held(path: Path) -> list[str]:
    return [str(quad.subject) for quad in disk_store.open_store_folder(path).quads()]


NEW = """
import os, signal, sys
from pathlib import Path
import pyoxigraph as ox
from exordf.store import disk_store
new = ox.Quad(ox.NamedNode("urn:new"), ox.NamedNode("urn:b"), ox.Literal("c"))
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def fill(store):
    store.load([new])
    FILL
MOMENT
disk_store.build_store_folder(Path(sys.argv[1]), fill)
"""
MOMENTS = {
    "while it is filled": ("die()", "", "old"),
    "before it is sealed": ("", "disk_store._seal = die", "old"),
    "before it is pointed to": (
        "",
        (
            "write = disk_store.write_atomically\n"
            "disk_store.write_atomically = lambda path, c: die() if path.name == disk_store.POINTER else write(path, c)"
        ),
        "old",
    ),
    "when it is pointed to": (
        "",
        (
            "write = disk_store.write_atomically\n"
            "disk_store.write_atomically = lambda path, c: (write(path, c), path.name == disk_store.POINTER and die())"
        ),
        "new",
    ),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_that_is_killed_leaves_the_old_store_or_the_new_one(moment: str, place: Path) -> None:
    fill, patch, left = MOMENTS[moment]
    code = NEW.replace("FILL", fill).replace("MOMENT", patch)
    killed = subprocess.run([sys.executable, "-c", code, place], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert held(place) == [f"<urn:{left}>"]
    assert len(list(place.glob("store-*"))) == 2, "something is left of the stopped build, or of the old store"
    assert disk_store.build_store_folder(place, lambda store: store.load([OLD])), (
        "the next build says that one was stopped"
    )
    assert len(list(place.glob("store-*"))) == 1
    assert held(place) == ["<urn:old>"]


def test_a_first_build_that_is_killed_is_reported_and_repaired(tmp_path: Path) -> None:
    place = tmp_path / "a.store"
    code = NEW.replace("FILL", "die()").replace("MOMENT", "")
    subprocess.run([sys.executable, "-c", code, place], capture_output=True, check=False)
    with pytest.raises(StoreError, match="was stopped before its end") as raised:
        Dataset.open(place)
    assert raised.value.mend is not None
    assert "exordf build" in raised.value.mend
    outcome = subprocess.run([*EXORDF, "build", "--store", place], capture_output=True, text=True, check=True)
    assert "an earlier build was stopped before its end; what it left was removed" in outcome.stdout
    assert len(Dataset.open(place).ask("counts"))


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_build_stopped_from_outside_leaves_the_old_store(
    sign: signal.Signals, code: int, place: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "data" / "waiting.ttl"
    pipe.parent.mkdir()
    os.mkfifo(pipe)  # a build that reads it waits for us, so it is stopped in the middle, however busy the machine is
    running = subprocess.Popen(
        [*EXORDF, "build", pipe.parent, "--store", place],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a job in the background ignores it
    )
    with running, pipe.open("wb"):
        assert len(list(place.glob("store-*"))) == 2
        running.send_signal(sign)
        try:
            _, said = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == code
    assert held(place) == ["<urn:old>"]
    if sign == signal.SIGINT:
        assert said.endswith("stopped; nothing was changed\n")
        assert len(list(place.glob("store-*"))) == 1, "what was begun is gone"


def test_a_second_build_at_the_same_time_is_refused(place: Path) -> None:
    def meanwhile(store: Store) -> None:
        store.load([OLD])
        outcome = subprocess.run([*EXORDF, "build", "--store", place], capture_output=True, text=True, check=False)
        assert outcome.returncode == 2
        assert "another process is building this store" in outcome.stderr

    disk_store.build_store_folder(place, meanwhile)
    assert held(place) == ["<urn:old>"]


def test_a_store_may_be_read_while_it_is_replaced(place: Path) -> None:
    reader = disk_store.open_store_folder(place)
    disk_store.build_store_folder(place, lambda store: store.load([OLD, OLD]))
    assert len(reader) == 1


def test_a_damaged_store_is_reported_with_its_mend(place: Path) -> None:
    table = max(place.glob("store-*/*.sst"), key=lambda path: path.stat().st_size)
    table.write_bytes(table.read_bytes()[:-1])
    outcome = subprocess.run([*EXORDF, "stats", "--store", place], capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert "this store is damaged" in outcome.stderr
    assert f"exordf build FOLDER... --store {place}" in outcome.stderr


def test_a_folder_with_other_files_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="not a folder that exordf made"):
        disk_store.build_store_folder(tmp_path, lambda store: store.load([OLD]))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


# The disk fills


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 24 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a file system can only be mounted here by root")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill_up(disk: Path, but: int) -> Path:
    """Leave so many bytes free on a disk."""
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    with contextlib.suppress(OSError), ballast.open("wb") as out:
        out.write(b"\0" * (free - but))
    return ballast


@pytest.mark.one_in(4)
@pytest.mark.parametrize("but", [0, 300_000, 1_500_000, 3_000_000])
def test_a_full_disk_leaves_the_old_store(but: int, small_disk: Path) -> None:
    place = small_disk / "a.store"
    disk_store.build_store_folder(place, lambda store: store.load([OLD]))
    ballast = fill_up(small_disk, but)
    outcome = subprocess.run([*EXORDF, "build", "--store", place], capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert "cannot be written: no space left on device" in outcome.stderr
    assert "Nothing was changed. Make room" in outcome.stderr
    assert held(place) == ["<urn:old>"]
    assert len(list(place.glob("store-*"))) <= 1
    ballast.unlink()
    subprocess.run([*EXORDF, "build", "--store", place], capture_output=True, check=True)
    assert len(held(place)) > 10_000


def test_a_limit_on_the_size_of_files_leaves_the_old_store(place: Path) -> None:
    limited = f"ulimit -f 400; exec {' '.join(EXORDF)} build --store {place}"
    outcome = subprocess.run(["sh", "-c", limited], capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert "cannot be written: file too large" in outcome.stderr
    assert held(place) == ["<urn:old>"]
    assert len(list(place.glob("store-*"))) == 1


@pytest.mark.slow("build")
def test_a_full_disk_leaves_the_old_release(small_disk: Path) -> None:
    out = small_disk / "dist"
    out.mkdir()
    (out / "checksums.sha256").write_text("old")
    fill_up(small_disk, 1_000_000)
    outcome = subprocess.run([*EXORDF, "build", "--out", out], capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert "cannot be written: no space left on device" in outcome.stderr
    assert (out / "checksums.sha256").read_text() == "old"
    assert sorted(path.name for path in small_disk.iterdir()) == ["ballast", "dist"]
