"""`exordf serve` as a process: it starts quickly, says where it is, ends cleanly, and says what is in its way."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exordf import Dataset
from exordf.store import cache

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 120
COMMAND = [sys.executable, "-m", "exordf", "serve"]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


@contextmanager
def served(*words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server of its own on a free port: its address, and its process."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert ADDRESS.fullmatch(line.strip()), (line, process.stderr.read() if process.stderr else "")
        yield line.strip(), process
    finally:
        process.kill()
        process.communicate(timeout=SECONDS)


def got(address: str) -> str:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - an address that the server said
        return str(answer.read().decode())


def refused(*words: str, **environment: str) -> str:
    """What the command says that must not come up: one or two lines, no traceback."""
    outcome = subprocess.run(
        [*COMMAND, *words],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        encoding="utf-8",
        env=os.environ | environment,
    )
    assert outcome.returncode == 2, outcome
    assert outcome.stdout == ""
    assert "Traceback" not in outcome.stderr
    assert len(outcome.stderr.splitlines()) <= 2
    return outcome.stderr


def processor_time(number: int) -> float:
    """The seconds of a processor that a process has had, whatever else the machine does."""
    ticks = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def test_it_says_its_address_when_it_answers_there_and_soon(dataset: Dataset) -> None:
    assert len(dataset.store)  # so that it is in the cache, as it is from the second time on
    with served() as (address, process):
        worked = processor_time(process.pid)
        assert '"ok"' in got(f"{address}health")
    assert worked < 2.0, f"{worked} s of a processor"


@pytest.mark.slow("program")
@pytest.mark.parametrize("stopped_by", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_it_is_told_to(stopped_by: signal.Signals) -> None:
    with served() as (address, process):
        assert "exordf" in got(address)
        process.send_signal(stopped_by)
        said, complaint = process.communicate(timeout=SECONDS)
        assert process.returncode == 0
        assert (said, complaint) == ("", "")


@pytest.mark.slow("program")
def test_a_folder_of_ones_own_and_a_store_are_served(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "claims.ttl").write_text(
        """@prefix exo: <https://w3id.org/exordf/ontology/> .
<urn:mine> a exo:Claim ; exo:subject exo:miR-21 ; exo:predicate exo:inhibits ; exo:object exo:PTEN ;
    exo:certainty exo:Reported .
""",
        encoding="utf-8",
    )
    kept = tmp_path / "kept"
    subprocess.run(
        [sys.executable, "-m", "exordf", "build", str(tmp_path / "mine"), "--store", str(kept)],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    for place in (tmp_path / "mine", kept):
        with served(str(place)) as (address, _):
            assert "urn:mine" in got(f"{address}thing?iri=urn:mine")


def test_a_port_that_is_taken_is_said_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = refused("--port", str(other.getsockname()[1]))
    assert "is taken" in said
    assert "--port 0" in said


@pytest.mark.slow("program")
def test_a_store_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "exordf-store.json").write_text("{", encoding="utf-8")
    assert "Build it again" in refused(str(tmp_path))
    assert "nowhere" in refused(str(tmp_path / "nowhere"))
    assert "127.0.0.1:9" in refused("http://127.0.0.1:9/query")


def test_a_missing_extra_is_said_with_the_command_that_installs_it(tmp_path: Path) -> None:
    (tmp_path / "starlette.py").write_text("raise ModuleNotFoundError('no', name='starlette')\n", encoding="utf-8")
    said = refused(PYTHONPATH=f"{tmp_path}{os.pathsep}{Path(__file__).resolve().parent.parent}")
    assert "pip install '.[serve]'" in said


def test_data_is_named_once() -> None:
    assert "twice" in refused("data", "--data", "data")


def test_the_browser_is_opened_where_that_is_asked_for(tmp_path: Path) -> None:
    note = tmp_path / "opened"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" > {note}\n', encoding="utf-8")
    program.chmod(0o755)
    before = os.environ.get("BROWSER")
    os.environ["BROWSER"] = f"{program} %s"
    try:
        with served("--open") as (address, _):
            until = time.monotonic() + SECONDS
            while not (note.exists() and note.read_text(encoding="utf-8")) and time.monotonic() < until:
                time.sleep(0.05)
            assert note.read_text(encoding="utf-8").strip() == address
    finally:
        if before is None:
            del os.environ["BROWSER"]
        else:
            os.environ["BROWSER"] = before
    assert cache.VARIABLE in os.environ
