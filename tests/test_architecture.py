"""What the page on the architecture names is there: files, packages in their order, functions."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections import Counter
from functools import reduce
from pathlib import Path

import pytest

from exordf.rdf import prefixes

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
MOST_MODULES = 20  # of a folder, beside its `__init__`


def named() -> list[str]:
    return sorted(set(re.findall(r"`(exordf(?:\.\w+)+)`", PAGE)))


@pytest.mark.parametrize("name", named())
def test_what_a_journey_passes_is_there(name: str) -> None:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        assert reduce(getattr, parts[length:], module) is not None
        return
    pytest.fail(f"there is no {name}")


def test_the_journeys_name_many_functions() -> None:
    assert len(named()) > 30


def test_the_files_of_the_first_hour_are_there_and_short() -> None:
    hour = PAGE.partition("## The first hour")[2].partition("## ")[0]
    files = [ROOT / name for name in re.findall(r"`(exordf/\S+\.py)`", hour)]
    assert len(files) > 10
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    assert lines < 2_500


def test_the_table_of_packages_is_that_of_the_contract() -> None:
    shown = re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE)
    assert shown == CONTRACTS[0]["layers"]


def test_every_package_says_what_it_is_for_as_the_page_does() -> None:
    for name, words in re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, flags=re.MULTILINE):
        assert (importlib.import_module(f"exordf.{name}").__doc__ or "").partition("\n")[0] == words


def test_no_folder_is_a_corridor() -> None:
    folders = Counter(path.parent for path in (ROOT / "exordf").rglob("*.py") if not path.stem.startswith("__"))
    assert folders.pop(ROOT / "exordf") <= 6
    assert {folder.name: number for folder, number in folders.items() if number > MOST_MODULES} == {}


def test_no_module_has_the_name_of_a_folder_or_of_another_module() -> None:
    modules = [path for path in (ROOT / "exordf").rglob("*.py") if not path.stem.startswith("__")]
    names = Counter(path.stem for path in modules if path.parent.name != "verbs")
    folders = {path.name for path in (ROOT / "exordf").rglob("*") if path.is_dir()}
    assert {name for name, number in names.items() if number > 1 or name in folders} == set()


def test_a_namespace_is_written_in_one_module() -> None:
    namespaces = [value for name, value in vars(prefixes).items() if name.isupper() and str(value).startswith("http")]
    assert len(namespaces) > 10
    owner = Path(prefixes.__file__)
    written = {
        f"{path.relative_to(owner.parent.parent)}: {namespace}"
        for path in owner.parent.parent.rglob("*.py")
        if path != owner
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith((">>>", "'", "["))  # examples spell IRIs out
        for namespace in namespaces
        if namespace in line
    }
    assert written == set()
