"""The command line as a person runs it: answers, exit codes, and one clear sentence for every error."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exordf import InputError, files
from exordf.claims import anchors

ROOT = Path(__file__).resolve().parent.parent
EXORDF = [sys.executable, "-m", "exordf"]


def exordf(*arguments: str | Path, cwd: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*EXORDF, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        input=stdin,
        encoding="utf-8",
    )


def said_once(outcome: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit code 2, nothing on standard output, and an error of at most two lines with these words and no traceback."""
    assert outcome.returncode == 2, outcome
    assert outcome.stdout == ""
    assert "Traceback" not in outcome.stderr
    assert len(outcome.stderr.splitlines()) <= 2, outcome.stderr
    for word in words:
        assert word in outcome.stderr


def test_every_verb_has_help_worth_reading() -> None:
    top = exordf("--help")
    assert top.returncode == 0
    for verb in ("query", "queries", "show", "stats", "validate", "reason", "build", "export"):
        assert verb in top.stdout
        assert len(exordf(verb, "--help").stdout.splitlines()) > 8


def test_a_piped_answer_is_plain_and_whole() -> None:
    outcome = exordf("query", "what-inhibits")
    assert outcome.returncode == 0
    assert "\033" not in outcome.stdout
    assert "exo:miR-214-3p" in outcome.stdout
    assert "…" not in outcome.stdout


def test_every_format_of_an_answer() -> None:
    assert exordf("query", "what-inhibits", "--format", "csv").stdout.startswith("agent,process_inhibited,")
    assert exordf("query", "what-inhibits", "--format", "tsv").stdout.startswith("?agent\t?process_inhibited\t")
    document = json.loads(exordf("query", "what-inhibits", "--format", "json").stdout)
    assert document["results"]["bindings"][0]["agent"]["type"] == "uri"
    turtle = exordf(
        "query", "-", "--format", "turtle", stdin="CONSTRUCT { ?s exo:targets ?o } WHERE { ?s exo:targets ?o }"
    )
    assert "exo:miR-21 exo:targets exo:SMAD7 ." in turtle.stdout


def test_a_query_comes_from_a_file_or_from_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT (COUNT(?c) AS ?claims) WHERE { ?c a exo:Claim }")
    from_file = exordf("query", path, "--format", "csv")
    assert from_file.stdout == exordf("query", "-", "--format", "csv", stdin=path.read_text()).stdout
    assert from_file.stdout.startswith("claims\n")


def test_an_answer_without_rows_says_so() -> None:
    assert exordf("query", "-", stdin="SELECT ?s WHERE { ?s a exo:Nothing }").stdout == "no rows\n"


@pytest.mark.parametrize(
    "name",
    ["miR-214-3p", "exo:Osteoblast", "破骨细胞", "claim:2.1-10b", "2.1-10", "https://w3id.org/exordf/ontology/PTEN"],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_show_finds_a_thing_by_any_of_its_names(name: str, language: str) -> None:
    outcome = exordf("show", name, "--language", language)
    assert outcome.returncode == 0, outcome.stderr
    assert ("About" if language == "en" else "概况") in outcome.stdout


def test_show_of_a_claim_leads_to_sentence_reference_and_finding() -> None:
    told = exordf("show", "claim:2.1-10b").stdout
    for word in (
        "sentence:2.1-10",
        "reference:31",
        "reference:li-2016",
        "different topic",
        "finding:2.1-rab7",
        "claim:2.1-11c",
    ):
        assert word in told


def test_coverage_shows_what_each_section_has() -> None:
    outcome = exordf("coverage")
    assert outcome.returncode == 0
    assert re.search(r"^(\d+) of \1 sentences, \d{2,} claims", outcome.stdout, re.MULTILINE)
    assert "0 sentences lack their claims" in outcome.stdout


ANCHORED = """@prefix exo: <https://w3id.org/exordf/ontology/> .
<urn:section> a exo:Section ; exo:ordinal 1 .
<urn:first> a exo:Sentence ; exo:section <urn:section> ; exo:ordinal 1 ; exo:digest "%s" .
<urn:second> a exo:Sentence ; exo:section <urn:section> ; exo:ordinal 2 ; exo:digest "%s" .
"""


def test_an_article_is_held_against_the_anchors(tmp_path: Path) -> None:
    data, article = tmp_path / "data.ttl", tmp_path / "article.txt"
    data.write_text(ANCHORED % (anchors.digest("甲细胞分泌乙。"), anchors.digest("丙抑制丁。")))
    article.write_text("标题\n甲细胞\n分泌乙[1]。丙抑制丁^[2-3]。", encoding="utf-8")
    whole = exordf("review", "verify", article, "--data", data)
    assert (whole.returncode, whole.stdout) == (0, f"2 of 2 sentences found in {article}\n")
    article.write_text("甲细胞分泌乙。丙促进丁。", encoding="utf-8")
    part = exordf("review", "verify", article, "--data", data)
    assert part.returncode == 1
    assert part.stdout.startswith(f"1 of 2 sentences found in {article}\n")
    assert "<urn:second>" in part.stdout
    assert exordf("review", "verify", article, "--data", data, "--format", "csv").stdout == (
        "section,sentence,found\nurn:section,urn:first,true\nurn:section,urn:second,false\n"
    )


def test_the_packaged_data_conforms() -> None:
    outcome = exordf("validate")
    assert outcome.returncode == 0, outcome.stdout
    assert outcome.stdout.splitlines()[-1].startswith("conforms: ")


def test_violations_name_file_line_rule_and_mend_and_exit_with_one(tmp_path: Path) -> None:
    good = (ROOT / "data" / "liu2023" / "claims" / "2.1.ttl").read_text(encoding="utf-8")
    bad = tmp_path / "claims.ttl"
    bad.write_text(good.replace("exo:object    exo:BoneExosome ;", "exo:object    exo:BoneExosome , exo:Bone ;", 1))
    line = next(n for n, text in enumerate(bad.read_text().splitlines(), 1) if text.startswith("claim:2.1-01a"))
    outcome = exordf("validate", bad)
    assert outcome.returncode == 1
    assert f"{bad}:{line}: violation: claim:2.1-01a exo:object" in outcome.stdout
    assert "exsh:claim-object" in outcome.stdout
    as_csv = exordf("validate", bad, "--format", "csv", "--language", "zh")
    assert as_csv.returncode == 1
    assert as_csv.stdout.startswith("file,line,focus,path,value,severity,shape,message\n")
    assert "sh:ValidationReport" in exordf("validate", bad, "--format", "turtle").stdout


def test_an_unknown_term_is_met_with_the_nearest_known_name(tmp_path: Path) -> None:
    good = (ROOT / "data" / "liu2023" / "claims" / "2.1.ttl").read_text(encoding="utf-8")
    bad = tmp_path / "claims.ttl"
    bad.write_text(good.replace("exo:vesicle   exo:OsteoclastExosome", "exo:vesicle   exo:OsteoclastExosom", 1))
    outcome = exordf("validate", bad)
    assert outcome.returncode == 1
    assert "Did you mean exo:OsteoclastExosome?" in outcome.stdout
    assert "是否指 exo:OsteoclastExosome？" in exordf("validate", bad, "--language", "zh").stdout


def test_a_syntax_error_names_file_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("@prefix a: <urn:a:> .\na:b a:c a:d ;\n    a:e .\n")
    said_once(exordf("validate", path), f"{path}:3:", "not well formed")


def test_an_undeclared_prefix_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<urn:a> exo:subject <urn:b> .\n")
    said_once(exordf("validate", path), f"{path}:1:", 'the prefix "exo:" is not declared')


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("validate", "no-such.ttl"), ("no-such.ttl", "no such file")),
        (("query", "no-such.rq"), ("no-such.rq", "no such file")),
        (("query", "what-inhibit"), ('no query is called "what-inhibit"', "what-inhibits")),
        (("query", "what-inhibits", "-p", "process"), ("has no value", "-p process=VALUE")),
        (("query", "what-inhibits", "-p", "process=bone formaton"), ("bone formation",)),
        (("show", "exo:OsteoclastExosom"), ("Did you mean exo:OsteoclastExosome?",)),
        (("export", "turtel"), ("Did you mean turtle?",)),
        (("valdate",), ('"valdate" is not one of', "validate")),
        (("--data", "nowhere", "stats"), ()),
        (("stats", "--data", "nowhere"), ("nowhere", "no such file")),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_two(arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    outcome = exordf(*arguments)
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    assert "Traceback" not in outcome.stderr
    for word in words:
        assert word in outcome.stderr


def test_a_query_that_is_not_well_formed_is_reported_in_a_line() -> None:
    said_once(exordf("query", "-", stdin="SELECT ?s WHERE { ?s ?p }"), "query:1:26: not well formed")


def test_turtle_is_refused_for_rows_that_are_not_triples() -> None:
    said_once(exordf("query", "what-inhibits", "--format", "turtle"), "CONSTRUCT")


def test_an_unreadable_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0)
    child = os.fork()  # so that a test run by root can be nobody for once, whom the folder is closed to
    if child == 0:
        if os.geteuid() == 0:
            os.seteuid(65534)
        try:
            files.find_files(folder, ".ttl")
        except InputError as error:
            os._exit(0 if "cannot be read: permission denied" in str(error) else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    folder.chmod(0o700)


def test_a_folder_where_a_file_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").mkdir()
    said_once(exordf("query", tmp_path / "a.ttl"), "cannot be read")


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_bytes(b"\xff\xfe\x00\x01")
    (tmp_path / "a.rq").write_bytes(b"\xff\xfe\x00\x01")
    said_once(exordf("validate", tmp_path / "a.ttl"), "a.ttl")
    said_once(exordf("query", tmp_path / "a.rq"), "a.rq", "UTF-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, built once."""
    out = tmp_path_factory.mktemp("release") / "dist"
    outcome = exordf("build", "--out", out)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    for word in ("triples by layer", "time by step", "claims", "checks, 0 violations"):
        assert word in outcome.stdout
    return out


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.slow("build")
def test_a_build_gives_every_format_and_right_checksums(built: Path) -> None:
    names = set(contents(built))
    assert {
        "exordf.ttl",
        "exordf.nt",
        "exordf.rdf",
        "jsonld/exordf.jsonld",
        "exordf.trig",
        "csv/claims.csv",
        "csv/datapackage.json",
        "kgx/edges.tsv",
        "exordf.svg",
        "FAIR.md",
        "site/index.html",
    } <= names
    checked = subprocess.run(
        ["sha256sum", "-c", "checksums.sha256"], cwd=built, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.slow("again")
def test_a_second_build_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    assert exordf("build", "--out", tmp_path / "dist").returncode == 0
    assert contents(tmp_path / "dist") == contents(built)


def own_copy(folder: Path) -> Path:
    """The project's ontology, shapes and data, to be changed."""
    for part in ("ontology", "shapes", "data"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.mark.slow("build")
def test_violations_stop_a_build_and_leave_the_earlier_one(built: Path, tmp_path: Path) -> None:
    home, out = own_copy(tmp_path / "home"), tmp_path / "dist"
    shutil.copytree(built, out)
    claims = home / "data" / "liu2023" / "claims" / "2.1.ttl"
    claims.write_text(claims.read_text().replace("exo:certainty exo:Reported", "exo:certainty exo:Certain", 1))
    outcome = exordf("build", "--data", home, "--out", out)
    assert outcome.returncode == 1
    assert "nothing was written" in outcome.stdout
    assert contents(out) == contents(built)
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.endswith((".part", ".earlier"))] == []


@pytest.mark.slow("build")
def test_an_incoherent_ontology_stops_a_build(tmp_path: Path) -> None:
    home = own_copy(tmp_path / "home")
    cells = home / "ontology" / "cells.ttl"
    cells.write_text(cells.read_text() + "\nexo:Osteoblast rdfs:subClassOf exo:Osteoclast .\n")
    outcome = exordf("build", "--data", home, "--out", tmp_path / "dist")
    assert outcome.returncode == 1
    assert "not coherent" in outcome.stdout
    assert not (tmp_path / "dist").exists()


@pytest.mark.slow("build")
def test_a_full_disk_is_reported_and_leaves_the_earlier_release(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    shutil.copytree(built, out)

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    outcome = subprocess.run(
        [*EXORDF, "export", "ntriples", "--overwrite", "--out", out / "exordf.nt"],
        capture_output=True, text=True, check=False, preexec_fn=small_files_only,
    )  # fmt: skip
    said_once(outcome, str(out / "exordf.nt"), "cannot be written", "Nothing was changed")
    assert contents(out) == contents(built)


@pytest.mark.slow("build")
def test_ctrl_c_in_the_middle_of_a_build_leaves_the_earlier_one(built: Path, tmp_path: Path) -> None:
    home, out = own_copy(tmp_path / "home"), tmp_path / "releases" / "dist"
    shutil.copytree(built, out)
    pipe = home / "data" / "liu2023" / "waiting.ttl"
    os.mkfifo(pipe)  # whoever reads it waits for us, so we know that the build is under way
    command = [*EXORDF, "build", "--data", str(home), "--out", str(out)]
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a job in the background ignores it
    )
    with running, pipe.open("wb"):
        running.send_signal(signal.SIGINT)
        try:
            stdout, stderr = running.communicate(timeout=60)
        finally:
            running.kill()
    assert (running.returncode, stdout, stderr) == (130, "", "stopped; nothing was changed\n")
    assert contents(out) == contents(built)
    assert [entry.name for entry in out.parent.iterdir()] == ["dist"]


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.tex").write_text("years of work")
    said_once(exordf("build", "--out", tmp_path / "thesis"), "not a folder that exordf made", "--out")
    assert (tmp_path / "thesis" / "chapter.tex").read_text() == "years of work"


def test_a_reader_that_closes_the_pipe_early_gets_no_complaint() -> None:
    piped = f"{sys.executable} -m exordf export ntriples | head -1"
    outcome = subprocess.run(["bash", "-c", piped], capture_output=True, text=True, check=True)
    assert outcome.stderr == ""
