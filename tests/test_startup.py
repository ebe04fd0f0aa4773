"""Modules that the command line loads: a verb gets what it needs, and nothing that would make it slow to start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

import exordf
from exordf.cli import verbs
from exordf.store import cache

ROOT = Path(__file__).resolve().parent.parent
LOADED = """
import json, sys
from exordf.cli import main
try:
    main.run(sys.argv[1:])
finally:
    sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""
SLOW = {"rdflib", "rich", "urllib3", "owlready2", "pyshacl", "pandas", "http.client", "ssl", "email", "jinja2"}
NOT_FOR_A_QUERY = {
    "dataclasses",
    "inspect",
    "difflib",
    "csv",
    "html",
    "decimal",
    "hashlib",
    "platformdirs",
    "shutil",
    "tempfile",
    "exordf.release.build_release",
    "exordf.api",
    "exordf.export",
    "exordf.ontology.reasoner",
    "exordf.store.remote",
    "exordf.shacl",
    "exordf.shacl.validation",
    "exordf.claims.anchors",
    "exordf.claims.matching",
}


def loaded(*words: str) -> set[str]:
    """The modules that a process has loaded in the end that ran these words."""
    outcome = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=True)
    return set(json.loads(outcome.stderr.splitlines()[-1]))


def test_a_query_loads_nothing_slow_and_no_verb_but_its_own() -> None:
    exordf.Dataset.open()  # so that it is in the cache, as it is from the second time on
    there = loaded("query", "what-inhibits")
    assert {f"exordf.cli.verbs.{name}" for name in verbs.names()} & there == {"exordf.cli.verbs.query"}
    assert not (SLOW | NOT_FOR_A_QUERY) & there


@pytest.mark.parametrize("words", [("stats",), ("queries",), ("show", "exo:Osteoblast")])
def test_looking_loads_nothing_slow(words: tuple[str, ...]) -> None:
    assert not (SLOW - {"rich"}) & loaded(*words)


# How many modules of ours a verb may load: a few more than it does, and far fewer than there are.
CEILINGS = {
    ("query", "what-inhibits"): 44,
    ("show", "miR-21"): 44,
    ("stats",): 44,
    ("export", "csv", "--out", "csv"): 56,
    ("export", "turtle", "--out", "exordf.ttl"): 60,
}
# What the packages above the dataset are for, which these verbs do not do.
HEAVY = {"exordf.shacl.compiler", "exordf.drawing", "exordf.ontology.reasoner", "exordf.server", "exordf.browse"}


@pytest.mark.parametrize("words", CEILINGS, ids=" ".join)
def test_a_verb_loads_only_the_modules_that_it_uses(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exordf.Dataset.open()
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    modules = loaded(*words)
    assert not (SLOW | HEAVY) & modules
    assert len({name for name in modules if name.partition(".")[0] == "exordf"}) <= CEILINGS[words]


def test_a_query_reads_only_the_file_that_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    from exordf.sparql import named_queries  # noqa: PLC0415 - to be watched

    dataset, read = exordf.Dataset.open(), []
    before = named_queries.read

    def watched(path: Path) -> exordf.NamedQuery:
        read.append(path.stem)
        return before(path)

    monkeypatch.setattr(named_queries, "read", watched)
    dataset.ask("what-inhibits")
    assert read == ["what-inhibits"]
    assert len(dataset.queries) > 40


@pytest.mark.parametrize("place", ["", " ", "/somewhere/else", "not/absolute"])
def test_the_cache_lies_where_platformdirs_says(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.delenv(cache.VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", place)
    assert cache.cache_folder() == Path(platformdirs.user_cache_dir("exordf", appauthor=False))


def test_the_package_gives_its_names_when_they_are_used() -> None:
    code = (
        "import exordf, sys; assert 'exordf.api' not in sys.modules;"
        " print(sorted(set(exordf.__all__) - set(dir(exordf))))"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert outcome.stdout == "[]\n"
    for name in exordf.__all__:
        assert getattr(exordf, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        exordf.Nothing  # noqa: B018 - that it is not there is the test
