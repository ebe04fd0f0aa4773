"""The cache: written once for the same content, rebuilt when damaged, never an obstacle."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from exordf import Dataset, StoreError
from exordf.dataset import loading
from exordf.store import cache, disk_store

if TYPE_CHECKING:
    from exordf.store.store_protocol import Store

QUAD = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"))
STATS = [sys.executable, "-m", "exordf", "stats", "--format", "tsv"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv(cache.VARIABLE, str(folder))
    return folder


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    path = tmp_path / "a.ttl"
    path.write_text("one", encoding="utf-8")
    return [path]


class Content:
    """Fills a store with one quad, and counts how often it is asked to."""

    asked = 0

    def __call__(self, store: Store) -> None:
        self.asked += 1
        store.load([QUAD])


def stores(place: Path) -> list[Path]:
    return [path for path in place.iterdir() if path.suffix == "" and path.name != ".seen"]


def test_a_store_is_made_once_for_the_same_content(place: Path, inputs: list[Path]) -> None:
    content = Content()
    for _ in range(2):
        store = cache.open_cached(inputs, content)
        assert store is not None
        assert list(store.quads()) == [QUAD]
        del store
    assert content.asked == 1
    inputs[0].write_text("two", encoding="utf-8")
    assert cache.open_cached(inputs, content) is not None
    assert content.asked == 2
    assert len(stores(place)) == 2


def flip(path: Path, at: int | None = None) -> None:
    """Change one bit of a file, in its middle or at a place."""
    content = bytearray(path.read_bytes())
    content[at or len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", ["cut", "gone", "seal", "empty", "flipped", "rotten"])
def test_a_damaged_store_is_rebuilt(damage: str, place: Path, inputs: list[Path]) -> None:
    content = Content()
    cache.open_cached(inputs, content)
    (kept,) = stores(place)
    table = next(kept.glob("*.sst"))
    times = table.stat()
    if damage == "cut":
        table.write_bytes(table.read_bytes()[:-20])
    elif damage == "gone":
        table.unlink()
    elif damage in ("flipped", "rotten"):
        flip(table)
        if damage == "rotten":  # as a disk does it, which shows in no time of the file
            os.utime(table, ns=(times.st_atime_ns, times.st_mtime_ns))
    elif damage == "seal":
        (kept / "exordf-seal.json").write_text("{", encoding="utf-8")
    else:
        for path in kept.iterdir():
            path.unlink()
    store = cache.open_cached(inputs, content)
    assert content.asked == 2
    assert store is not None
    assert list(store.quads()) == [QUAD]
    assert stores(place) == [kept]
    assert [path for path in place.iterdir() if path != kept and path.name != ".seen"] == []


@pytest.fixture
def large(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store that counts as large, so that not every byte of it is looked at when it is opened."""
    monkeypatch.setattr(disk_store, "_SMALL", 0)
    place.mkdir()
    quads = [ox.Quad(ox.NamedNode(f"urn:{number}"), QUAD.predicate, QUAD.object) for number in range(20_000)]
    disk_store.write_sealed(place, lambda store: store.load(quads))
    return place


def test_what_a_disk_spoils_in_a_large_store_is_an_error_and_never_an_answer(large: Path) -> None:
    for table in (path for path in large.glob("*.sst") if path.stat().st_size > 10_000):
        times = table.stat()
        flip(table, 100)
        os.utime(table, ns=(times.st_atime_ns, times.st_mtime_ns))
    store = disk_store.open_sealed(large)
    assert store is not None
    with pytest.raises(StoreError, match="this store is damaged"):
        len(store)
    assert disk_store.open_sealed(large) is None, "it is not trusted again"


def test_what_is_written_into_a_large_store_is_found_when_it_is_opened(large: Path) -> None:
    flip(next(large.glob("*.sst")))
    assert disk_store.open_sealed(large) is None


def test_a_copy_of_a_store_is_as_good(large: Path, tmp_path: Path) -> None:
    shutil.copytree(large, tmp_path / "copy", copy_function=shutil.copyfile)
    for _ in range(2):
        store = disk_store.open_sealed(tmp_path / "copy")
        assert store is not None
        assert len(store) == 20_000


def test_a_file_that_changes_is_read_again_and_one_that_does_not_is_not(
    place: Path, inputs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_SETTLED", 0)
    content = Content()
    cache.open_cached(inputs, content)
    monkeypatch.setattr(cache, "_digest", lambda _paths: pytest.fail("read again"))
    assert cache.open_cached(inputs, content) is not None
    monkeypatch.undo()
    monkeypatch.setenv(cache.VARIABLE, str(place))
    about = inputs[0].stat()
    inputs[0].write_text("two", encoding="utf-8")
    os.utime(inputs[0], ns=(about.st_atime_ns, about.st_mtime_ns))
    cache.open_cached(inputs, content)
    assert content.asked == 2, "of the same size and time, but changed since"


def test_the_cache_can_be_switched_off(inputs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, cache.OFF)
    content = Content()
    assert cache.open_cached(inputs, content) is None
    assert content.asked == 0


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "file" / "cache"))
    outcome = subprocess.run(STATS, capture_output=True, text=True, check=True)
    assert outcome.stderr == ""
    assert '"exo:' not in outcome.stdout
    assert len(outcome.stdout.splitlines()) > 10


def test_two_processes_at_once_make_one_store(place: Path) -> None:
    running = [subprocess.Popen(STATS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    outcomes = [process.communicate(timeout=60) for process in running]
    assert len({stdout for stdout, _ in outcomes}) == 1
    assert {stderr for _, stderr in outcomes} == {""}
    assert len(stores(place)) == 1
    assert [path.name for path in place.iterdir() if path.suffix == ".part"] == []


@pytest.mark.slow("again")
def test_a_process_killed_while_it_makes_one_leaves_nothing_that_is_trusted(place: Path) -> None:
    code = (
        "import os, signal\n"
        "from exordf import Dataset\nfrom exordf.store import disk_store\n"
        "disk_store._seal = lambda folder: os.kill(os.getpid(), signal.SIGKILL)\n"
        "Dataset.open()\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert stores(place) == []
    whole = subprocess.run(STATS, capture_output=True, text=True, check=True, env=os.environ | {"EXORDF_CACHE": "off"})
    again = subprocess.run(STATS, capture_output=True, text=True, check=True)
    assert again.stdout == whole.stdout
    assert len(stores(place)) == 1


@pytest.mark.slow("again")
def test_a_cached_store_answers_as_a_loaded_one(place: Path) -> None:
    made = Dataset.open()
    kept = Dataset.open()
    assert len(made.store) == len(kept.store)
    fresh = loading.load(kept.home, kept.paths)
    named = {quad for quad in kept.store.quads() if "BlankNode" not in repr(quad)}
    assert named == {quad for quad in fresh.store.quads() if "BlankNode" not in repr(quad)}
    assert len(kept.store) == len(fresh.store)
    assert kept.prefixes.table == fresh.prefixes.table
    assert {name: len(quads) for name, quads in kept.layers.items()} == {
        name: len(quads) for name, quads in fresh.layers.items()
    }
    assert place.is_dir()
