"""A release: whole or not at all, every file described, the same bytes twice, and the changes since the last one."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import frictionless
import pyoxigraph as ox
import pytest
import rdflib
from rocrate.rocrate import ROCrate

from exordf import Dataset, InputError, MissingExtra, UnknownName, __version__, export
from exordf.dataset import inference
from exordf.export import Format
from exordf.ontology import rule_checks
from exordf.rdf import reader
from exordf.release import assembly, data_package, dcat, documents, manifest, ro_crate
from exordf.release.build_release import build
from exordf.release.manifest import File
from exordf.store import cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from exordf.export import Source
    from exordf.ontology.reasoner import Hierarchy
    from exordf.release.build_release import BuildResult
    from exordf.store.store_protocol import Store
    from tests.conftest import Exports

Answer = TypeVar("Answer")
ROOT = Path(__file__).resolve().parent.parent
HERE = f"https://w3id.org/exordf/dataset/{__version__}"
DCAT, SPDX = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://spdx.org/rdf/terms#")
TERMS = rdflib.Namespace("http://purl.org/dc/terms/")
START = f"{assembly.SITE}/index.html"
# They describe or list the others, so no other file can say what they hold.
LAST = {dcat.NAME, ro_crate.NAME, "checksums.sha256"}

# The formats that a test of something else need not wait for; the others a release must have, or a test breaks.
IDLE = export.formats().keys() - {"bibtex", "jsonld", "ntriples", "rdfxml", "turtle"}
WITHOUT = [*IDLE, assembly.SITE]


@pytest.fixture(scope="module")
def built(release: BuildResult) -> BuildResult:
    """The release that all tests share."""
    return release


@pytest.fixture(scope="module")
def dist(built: BuildResult) -> Path:
    """The folder of the release."""
    assert built.out is not None
    return built.out


@pytest.fixture(scope="module")
def described(dist: Path) -> rdflib.Graph:
    """The description of the release, as rdflib reads it."""
    return rdflib.Graph().parse(dist / dcat.NAME)


@pytest.fixture
def reasoned(built: BuildResult, monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds that need not wait for the reasoner again: the hierarchy is that of the first."""

    def same(_: Dataset) -> Hierarchy:
        return built.hierarchy

    monkeypatch.setattr(Dataset, "reason", same)


def inside(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def described_in(folder: Path) -> dict[str, bytes]:
    """The files that are described: of the site the page where it starts, which stands for the others."""
    pages = f"{assembly.SITE}/"
    return {name: part for name, part in inside(folder).items() if not name.startswith(pages) or name == START}


def test_the_checksums_are_those_of_every_file(dist: Path) -> None:
    lines = (dist / "checksums.sha256").read_text(encoding="utf-8").splitlines()
    said = {name: digest for digest, name in (line.split("  ") for line in lines)}
    there = inside(dist)
    assert said == {
        name: hashlib.sha256(content).hexdigest() for name, content in there.items() if name != "checksums.sha256"
    }
    checked = subprocess.run(["sha256sum", "-c", "checksums.sha256"], cwd=dist, capture_output=True, check=False)
    assert checked.returncode == 0


@pytest.mark.slow("every")
def test_every_format_is_there_one_file_at_the_top_several_in_a_folder(dist: Path, exports: Exports) -> None:
    for name in export.formats():
        written = exports[name]
        for file, content in written.items():
            place = dist / file if len(written) == 1 else dist / name / file
            assert place.read_bytes() == content


@pytest.mark.slow("build")
@pytest.mark.usefixtures("reasoned")
def test_a_build_reads_each_file_once_and_runs_the_rules_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: Counter[Path] = Counter()
    runs = Counter[str]()
    parse, rule_steps = reader.parse, inference.rule_steps

    def counted_parse(content: bytes, path: Path) -> list[ox.Quad]:
        reads[path] += 1
        return parse(content, path)

    def counted_steps(store: Store, rules: Path | None = None) -> Iterator[tuple[str, int]]:
        runs["rules"] += 1
        return rule_steps(store, rules)

    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))  # nothing is cached yet
    monkeypatch.setattr(reader, "parse", counted_parse)
    monkeypatch.setattr(inference, "rule_steps", counted_steps)
    outcome = build(None, tmp_path / "dist", without=[*IDLE, assembly.SITE])
    assert outcome.sound
    assert {path for path in reads if path.is_relative_to(ROOT / "data")} >= set((ROOT / "data").rglob("claims/*.ttl"))
    assert {path: number for path, number in reads.items() if number > 1} == {}
    assert runs["rules"] == 1


def test_a_build_reports_its_seconds_by_step_and_by_format_and_its_bytes_by_file(
    built: BuildResult, dist: Path
) -> None:
    assert {f"export {name}" for name in export.formats()} < built.seconds.keys()
    assert built.written == {name: len(content) for name, content in inside(dist).items()}


def test_the_readme_names_every_file_and_the_licence_its_address(dist: Path, dataset: Dataset) -> None:
    readme = (dist / documents.README).read_text(encoding="utf-8")
    assert [name for name in described_in(dist) if f"`{name}`" not in readme] == [documents.README]
    assert dataset.as_source().about.licence in (dist / documents.LICENCE).read_text(encoding="utf-8")


def test_dcat_has_a_distribution_for_every_file_with_its_size_and_digest(dist: Path, described: rdflib.Graph) -> None:
    there = {name: content for name, content in described_in(dist).items() if name not in LAST}
    files = list(described.objects(rdflib.URIRef(HERE), DCAT.distribution))
    assert {str(described.value(file, DCAT.downloadURL)) for file in files} == {f"{HERE}/{name}" for name in there}
    for file in files:
        content = there[str(described.value(file, TERMS["title"]))]
        assert int(str(described.value(file, DCAT.byteSize))) == len(content)
        digests = [str(digest) for digest in described.objects(file, SPDX.checksum / SPDX.checksumValue)]
        assert digests == [hashlib.sha256(content).hexdigest()]
        assert str(described.value(file, TERMS["format"]))


def test_dcat_says_version_licence_source_and_counts(described: rdflib.Graph, dataset: Dataset) -> None:
    here, whole = rdflib.URIRef(HERE), rdflib.URIRef("https://w3id.org/exordf/dataset")
    assert str(described.value(here, DCAT.version)) == __version__
    assert described.value(here, TERMS.isVersionOf) == described.value(here, DCAT.isVersionOf) == whole
    assert described.value(whole, DCAT.hasCurrentVersion) == here
    assert str(described.value(here, TERMS.license)) == dataset.as_source().about.licence
    triples = described.value(here, rdflib.URIRef("http://rdfs.org/ns/void#triples"))
    assert int(str(triples)) == len({quad.triple for quad in dataset.store.quads()})
    reviews = {str(row["review"]) for row in dataset.query("SELECT ?review { ?review a exo:Review }").to_dicts()}
    assert reviews <= {str(source) for source in described.objects(here, TERMS.source)}
    assert described.value(here, DCAT.previousVersion) is None


def test_the_kind_of_every_file_is_known(dist: Path) -> None:
    assert [name for name in described_in(dist) if File(name, b"", "").media_type == "application/octet-stream"] == [
        "checksums.sha256"
    ]


def test_rocrate_reads_the_crate_and_finds_every_file(dist: Path, dataset: Dataset) -> None:
    about = dataset.as_source().about
    read = ROCrate(dist)
    names = {entity.id for entity in read.get_entities() if entity.type == "File"}
    assert names == described_in(dist).keys() - {ro_crate.NAME}
    root = read.root_dataset
    assert (read.name, root["version"], root["identifier"]) == (about.title, __version__, HERE)
    assert root["license"].id == about.licence
    assert root["author"]["name"] == about.creator
    (review,) = root["isBasedOn"]
    assert review.type == "ScholarlyArticle"
    assert len(review["author"]) > 1
    for entity in read.get_entities():
        if entity.type == "File" and entity.id != "checksums.sha256":
            content = (dist / entity.id).read_bytes()
            assert entity["sha256"] == hashlib.sha256(content).hexdigest()
            assert entity["contentSize"] == str(len(content))
            assert entity["description"]


def test_a_review_with_a_doi_is_named_by_it(dataset: Dataset) -> None:
    said = dataset.as_source().about
    with_doi = said._replace(reviews=(said.reviews[0]._replace(doi="10.1/example"),))
    graph = json.loads(ro_crate.metadata(with_doi, [], {}))["@graph"]
    article = next(entity for entity in graph if entity["@type"] == "ScholarlyArticle")
    assert article["@id"] == article["identifier"] == "https://doi.org/10.1/example"
    assert article["sameAs"] == said.reviews[0].iri
    assert b"https://doi.org/10.1/example" in documents.readme(with_doi, {}, ()).content


def test_frictionless_finds_every_table_valid(dist: Path) -> None:
    read = frictionless.Package(str(dist / data_package.NAME))
    report = read.validate()
    assert report.valid, report.to_summary()
    tables = {name for name in described_in(dist) if name.endswith((".csv", ".tsv"))}
    assert {str(resource.path) for resource in read.resources} >= tables
    assert len(tables) > 3


def test_the_package_of_a_folder_keeps_its_types_and_keys_at_the_top(tmp_path: Path, dataset: Dataset) -> None:
    key = {"fields": ["claim"], "reference": {"resource": "claims", "fields": ["id"]}}
    fields = [{"name": "id", "type": "integer"}, {"name": "claim", "type": "integer"}]
    inner: dict[str, Any] = {
        "name": "inner",
        "resources": [
            {"name": "claims", "path": "claims.csv", "schema": {"fields": fields[:1], "primaryKey": ["id"]}},
            {"name": "edges", "path": "edges.csv", "schema": {"fields": fields, "foreignKeys": [key]}},
        ],
    }
    made = {
        "csv/claims.csv": b"id\n1\n",
        "csv/edges.csv": b"id,claim\n1,1\n",
        f"csv/{data_package.NAME}": json.dumps(inner).encode(),
        "top.tsv": b"a\tb\nx\ty\n",
    }
    files = {name: File(name, content, "tests") for name, content in made.items()}
    files[data_package.NAME] = File(
        data_package.NAME, data_package.descriptor(dataset.as_source().about, files), "tests"
    )
    for name, file in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(file.content)
    read = frictionless.Package(str(tmp_path / data_package.NAME))
    assert read.validate().valid
    assert [resource.name for resource in read.resources] == ["csv-claims", "csv-edges", "top"]
    assert read.get_resource("csv-edges").schema.get_field("claim").type == "integer"
    (tmp_path / "csv" / "edges.csv").write_bytes(b"id,claim\n1,7\n")
    assert not frictionless.Package(str(tmp_path / data_package.NAME)).validate().valid


def test_two_files_never_share_a_name() -> None:
    with pytest.raises(AssertionError, match="want the name a"):
        manifest.by_name([File("a", b"1", ""), File("a", b"2", "")])


def test_the_table_of_checks_has_every_check_and_every_rule_that_is_not_one(dist: Path, built: BuildResult) -> None:
    with (dist / "fair-checks.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    asked = [row["check"] for row in rows if row["result"] == "passes"]
    every = [outcome.check.name for outcome in built.checks]
    assert {outcome.check.group for outcome in built.checks} == {rule_checks.ONTOLOGY, rule_checks.RELEASE}
    assert sorted(asked) == sorted(every)
    assert sum(row["result"] == "not checked" for row in rows) == len(rule_checks.not_checked())
    assert len(rows) == len(every) + len(rule_checks.not_checked())
    prose = (dist / "FAIR.md").read_text(encoding="utf-8")
    assert f"{len(every)} of {len(every)} pass" in prose


def test_the_first_release_says_that_it_is_the_first(dist: Path) -> None:
    assert "The first release" in (dist / "CHANGES.md").read_text(encoding="utf-8")


def quick(dataset: Dataset, wanted: list[Format], built: BuildResult) -> dict[str, bytes]:
    """The files of a release of a few formats."""

    def step(name: str, work: Callable[[], Answer]) -> Answer:
        assert name
        return work()

    return assembly.assemble(
        dataset, wanted, assembly.ReleaseChecks(built.report, built.checks, None), step, site=False
    )[0]


def missing(library: str, extra: str) -> Callable[[Source], dict[str, bytes]]:
    def write(_: Source) -> dict[str, bytes]:
        raise MissingExtra(library, extra)

    return write


def test_formats_that_lack_a_library_are_named_together(dataset: Dataset, built: BuildResult) -> None:
    wanted = [
        export.format_of("bibtex"),
        Format("one", "", "", missing("onelib", "tables")),
        Format("two", "", "", missing("twolib", "draw")),
    ]
    with pytest.raises(MissingExtra) as raised:
        quick(dataset, wanted, built)
    said = str(raised.value)
    assert "this needs onelib for one, twolib for two, which is not installed" in said
    assert "pip install '.[draw,tables]'" in said
    assert "--without one --without two" in said


@pytest.mark.slow("again")
def test_a_format_is_left_out_only_on_request(dataset: Dataset, built: BuildResult) -> None:
    wanted = [form for form in export.formats().values() if form.name not in IDLE | {"rdfxml"}]
    made = quick(dataset, wanted, built)
    left_out = ", ".join([*sorted(IDLE | {"rdfxml"}), assembly.SITE])
    assert f"Left out of this release: {left_out}." in made[documents.README].decode()
    assert "exordf.rdf" not in made


def test_an_unknown_format_to_leave_out_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match='no export format is called "cvs"'):
        build(None, tmp_path / "dist", without=["cvs"])


@pytest.mark.slow("again")
@pytest.mark.usefixtures("reasoned")
def test_a_release_without_a_format_that_it_must_have_is_not_written(dist: Path, tmp_path: Path) -> None:
    shutil.copytree(dist, tmp_path / "dist")
    made = build(None, tmp_path / "dist", without=[*WITHOUT, "ntriples"])
    assert not made.sound
    assert made.out is None
    assert [fault for fault in made.faults if fault.startswith("release-formats")]
    assert inside(tmp_path / "dist") == inside(dist)


@pytest.mark.slow("again")
@pytest.mark.parametrize(
    "fails",
    [
        "exordf.export.bibtex.FORMATS",
        "exordf.release.ro_crate.metadata",
        "exordf.release.documents.fair",
        "exordf.output_files.write_folder",
    ],
)
@pytest.mark.usefixtures("reasoned")
def test_nothing_is_written_where_a_step_fails(
    fails: str, dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        raise RuntimeError("a fault of ours")

    shutil.copytree(dist, tmp_path / "dist")
    monkeypatch.setattr(fails, (Format("bibtex", "", "", fail),) if fails.endswith("FORMATS") else fail)
    with pytest.raises(RuntimeError):
        build(None, tmp_path / "dist", without=WITHOUT)
    assert inside(tmp_path / "dist") == inside(dist)
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


@pytest.mark.slow("again")
@pytest.mark.usefixtures("reasoned")
def test_a_disk_that_fills_in_the_middle_leaves_the_earlier_release(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(dist, tmp_path / "dist")
    write, written = Path.write_bytes, []

    def full(path: Path, content: bytes) -> int:
        written.append(path.name)
        if path.name == "exordf.nt":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Exception, match="cannot be written: no space left on device"):
        build(None, tmp_path / "dist", without=WITHOUT)
    assert len(written) > 3
    assert inside(tmp_path / "dist") == inside(dist)
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """A copy of the data with one claim in other words, and the next version in its head."""
    home = tmp_path / "home"
    for part in ("ontology", "shapes", "data"):
        shutil.copytree(ROOT / part, home / part)
    head = home / "ontology" / "exordf.ttl"
    said = head.read_text(encoding="utf-8")
    iri = "https://w3id.org/exordf/ontology/"
    said = said.replace(f'"{__version__}" ;', f'"9.0.0" ;\n    owl:priorVersion    <{iri}{__version__}> ;')
    head.write_text(said.replace(f"<{iri}{__version__}> ;\n    rdfs:seeAlso", f"<{iri}9.0.0> ;\n    rdfs:seeAlso"))
    claims = next(path for path in sorted((home / "data").rglob("*.ttl")) if path.name == "2.1.ttl")
    claims.write_text(claims.read_text(encoding="utf-8").replace('."@en ,', ', says one."@en ,', 1), encoding="utf-8")
    return home


@pytest.mark.slow("build")
@pytest.mark.usefixtures("reasoned")
def test_a_release_lists_what_changed_since_the_previous_one(dist: Path, next_version: Path, tmp_path: Path) -> None:
    made = build(next_version, tmp_path / "dist", previous=dist, without=IDLE)
    assert made.sound, made.faults
    prose = (tmp_path / "dist" / "CHANGES.md").read_text(encoding="utf-8")
    assert "0 new, 2 changed, 0 withdrawn, 0 gone" in prose
    assert "### claim: 1\n" in prose
    with (tmp_path / "dist" / "changes.tsv").open(encoding="utf-8", newline="") as lines:
        (changed,) = (row for row in csv.DictReader(lines, delimiter="\t") if row["kind"] == "claim")
    assert changed["now"] == changed["was"].removesuffix(".") + ", says one."
    assert f"rdfs:label: “{changed['was']}” → “{changed['now']}”" in prose
    graph = rdflib.Graph().parse(tmp_path / "dist" / dcat.NAME)
    here = rdflib.URIRef("https://w3id.org/exordf/dataset/9.0.0")
    assert graph.value(here, DCAT.previousVersion) == rdflib.URIRef(HERE)
    assert graph.value(here, rdflib.OWL.priorVersion) == rdflib.URIRef(HERE)


def test_the_release_before_is_the_one_that_the_ontology_names(dist: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="stated to be none") as raised:
        build(None, tmp_path / "dist", previous=dist)
    assert f"owl:priorVersion <https://w3id.org/exordf/ontology/{__version__}>" in str(raised.value)


@pytest.mark.slow("again")
@pytest.mark.usefixtures("reasoned")
def test_a_release_in_which_a_record_is_gone_is_not_written(dist: Path, next_version: Path, tmp_path: Path) -> None:
    path = next(path for path in sorted((next_version / "data").rglob("conflicts.ttl")))
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    gone = next(block for block in blocks if " a exo:Conflict" in block)
    path.write_text("\n\n".join(block for block in blocks if block != gone), encoding="utf-8")
    made = build(next_version, tmp_path / "dist", previous=dist, without=WITHOUT)
    assert not made.sound
    assert [fault for fault in made.faults if "is gone, but an IRI is never given up" in fault]
    assert not (tmp_path / "dist").exists()


def test_a_prior_version_that_was_not_available_is_mentioned(dataset: Dataset) -> None:
    said = dataset.as_source().about._replace(prior_ontology="https://w3id.org/exordf/ontology/0.0.1")
    (prose, _) = documents.changes(said, None, dataset.prefixes)
    assert "https://w3id.org/exordf/dataset/0.0.1" in prose.content.decode()
    assert "not at hand" in prose.content.decode()


@pytest.mark.slow("again")
def test_a_release_has_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "exordf", "build", "--out", str(tmp_path / seed)]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
    assert inside(tmp_path / "1") == inside(tmp_path / "2")


def test_the_version_stands_in_one_place_alone() -> None:
    """In the head of the ontology; the citation file and the change log say it for people, and are held to it."""
    general = [path for part in ("exordf", "ontology", "shapes") for path in sorted((ROOT / part).rglob("*"))]
    found = {
        path.relative_to(ROOT).as_posix()
        for path in general
        if path.suffix in (".py", ".ttl", ".rq") and __version__ in path.read_text(encoding="utf-8")
    }
    assert found == {"ontology/exordf.ttl"}
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
