"""The documentation: every command, query and piece of Python that it shows is run, and answers as it says."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from exordf import Dataset

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[ParameterSet]:
    """Every block of a kind, with the text block that follows it at once, if one does."""
    found = []
    for page in PAGES:
        here = list(BLOCK.finditer(page.read_text(encoding="utf-8")))
        for number, block in enumerate(here):
            if block[2] == kind:
                after = here[number + 1] if number + 1 < len(here) and here[number + 1][2] == "text" else None
                plain = re.sub(rf"^{block[1]}", "", block[3], flags=re.MULTILINE)
                name = f"{page.name}:{page.read_text(encoding='utf-8')[: block.start()].count(chr(10)) + 1}"
                found.append(pytest.param(plain, after[3] if after else None, id=name))
    return found


@pytest.mark.parametrize(("commands", "answer"), blocks("console"))
def test_a_command_answers_as_the_page_says(commands: str, answer: str | None) -> None:
    for line in commands.splitlines():
        command = shlex.split(line.removeprefix("$ "), comments=True)
        if Path(command[0]).name != "exordf":
            assert command[0] == "make"
            assert re.search(rf"^{command[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
            continue
        outcome = subprocess.run(
            [sys.executable, "-m", "exordf.cli", *command[1:]],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            encoding="utf-8",
        )
        assert outcome.stdout == answer


@pytest.mark.parametrize(("code", "answer"), blocks("python"))
def test_python_prints_what_the_page_says(code: str, answer: str | None) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})  # noqa: S102 - it is ours
    assert printed.getvalue() == answer


@pytest.mark.parametrize(("query", "answer"), blocks("sparql"))
def test_a_query_of_the_page_has_an_answer(query: str, answer: str | None, dataset: Dataset) -> None:
    assert answer is None
    assert len(dataset.store.query(query)) > 0


@pytest.mark.parametrize(("block", "answer"), blocks("turtle"))
def test_turtle_of_the_page_stands_in_the_data(block: str, answer: str | None, dataset: Dataset) -> None:
    assert answer is None
    prefixes = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in dataset.prefixes.table.items())
    shown = {quad.triple for quad in ox.parse(prefixes + block, ox.RdfFormat.TURTLE)}
    assert shown <= {quad.triple for quad in dataset.store.quads()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_trap_card_is_what_the_data_says() -> None:
    command = [sys.executable, str(ROOT / "docs" / "trap_card.py"), "--check"]
    assert subprocess.run(command, check=False).returncode == 0, "run: python docs/trap_card.py"
