"""The redirect rules of the project's IRIs, run by Apache itself against a table of requests."""

from __future__ import annotations

import csv
import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from tests.requirements import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf import Dataset

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "docs" / "w3id" / ".htaccess"
TABLE = ROOT / "tests" / "w3id.tsv"
BASE = "https://exordf.github.io/exordf/"
MODULES = Path("/usr/lib/apache2/modules")
SECONDS = 60
CONFIGURATION = """
ServerRoot "{home}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile "{home}/pid"
ErrorLog "{home}/errors"
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule rewrite_module {modules}/mod_rewrite.so
{user}
DocumentRoot "{home}/pages"
<Directory "{home}/pages">
  AllowOverride All
  Require all granted
</Directory>
"""


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of an Apache that has the rules in the folder exordf/, as w3id.org has."""
    program = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin") or shutil.which("httpd")
    if program is None or not (MODULES / "mod_rewrite.so").is_file():
        missing("Apache with mod_rewrite is not installed (Debian: apache2-bin); .ci/run installs it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)  # Apache gives up being root before it reads the rules
        (home / "pages" / "exordf").mkdir(parents=True)
        shutil.copy(RULES, home / "pages" / "exordf" / ".htaccess")
        user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
        words = CONFIGURATION.format(home=home, port=number, modules=MODULES, user=user)
        (home / "conf").write_text(words, encoding="utf-8")
        with subprocess.Popen([program, "-f", str(home / "conf"), "-DFOREGROUND"], stderr=subprocess.PIPE) as server:
            try:
                _wait(server, number)
                yield number
            finally:
                server.terminate()
                server.wait(timeout=SECONDS)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            assert server.stderr is not None
            pytest.fail(f"Apache stopped: {server.stderr.read().decode()}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=SECONDS).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"Apache did not start within {SECONDS} s")


def asked(port: int, path: str, accept: str) -> tuple[int, dict[str, str]]:
    """Status and headers of the answer to one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    connection.request("GET", f"/exordf/{path}", headers={"Accept": accept} if accept else {})
    answer = connection.getresponse()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def test_every_request_of_the_table_leads_where_it_should(port: int) -> None:
    wrong = []
    for row in rows():
        status, headers = asked(port, row["path"], row["accept"])
        found = (str(status), headers.get("location", ""))
        if found != (row["status"], row["target"]):
            wrong.append((row["path"], row["accept"], found))
    assert wrong == []


def test_a_cache_is_told_that_the_type_asked_for_matters(port: int) -> None:
    _, headers = asked(port, "ontology/Osteoblast", "text/turtle")
    assert headers["vary"] == "Accept"
    assert headers["access-control-allow-origin"] == "*"


def test_every_thing_of_the_dataset_leads_somewhere(port: int, dataset: Dataset) -> None:
    ours = "https://w3id.org/exordf/"
    things = {
        term.value
        for quad in dataset.store.quads()
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(ours)
    }
    assert len(things) > 1500
    lost = []
    for thing in sorted(things):
        status, headers = asked(port, thing.removeprefix(ours).partition("#")[0], "text/html")
        if status not in (302, 303) or not headers.get("location", "").startswith(BASE):
            lost.append((thing, status))
    assert lost == []


def test_properties_and_classes_lead_to_pages_of_their_kind(port: int, dataset: Dataset) -> None:
    terms = dataset.query("SELECT DISTINCT ?term ?kind WHERE { ?term rdfs:isDefinedBy exo: ; a ?kind }")
    wrong = []
    for row in terms:
        name, kind = str(row["term"]).strip("<>").rpartition("/")[2], str(row["kind"])
        folder = "property" if kind.endswith("Property>") else "term"
        if asked(port, f"ontology/{name}", "text/html")[1]["location"] != f"{BASE}{folder}/{name}.html":
            wrong.append(name)
    assert wrong == []


def test_the_rules_name_the_host_once() -> None:
    assert RULES.read_text(encoding="utf-8").count(BASE.rstrip("/")) == 1


def test_the_table_has_every_namespace_of_the_project(dataset: Dataset) -> None:
    ours = "https://w3id.org/exordf/"
    namespaces = {iri.removeprefix(ours) for iri in dataset.prefixes.table.values() if iri.startswith(ours)}
    paths = [row["path"] for row in rows()]
    assert [name for name in namespaces if not any(re.match(rf"{re.escape(name)}.", path) for path in paths)] == []
