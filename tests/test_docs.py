"""The documentation: every command, query and piece of code that it shows is run, and answers as it says."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.requirements import missing

if TYPE_CHECKING:
    from exordf import Dataset

ROOT = Path(__file__).resolve().parent.parent
_SPEC = importlib.util.spec_from_file_location("blocks", ROOT / "docs" / "blocks.py")
assert _SPEC is not None
assert _SPEC.loader is not None
blocks: Any = importlib.util.module_from_spec(_SPEC)
sys.modules["blocks"] = blocks
_SPEC.loader.exec_module(blocks)

PAGES: list[Path] = blocks.PAGES

# Blocks that are not run, since they need the network, a server or a shell of the reader's; and blocks of plain text
# that answer nothing: diagrams, and the queries of the trap card, which is itself checked against the data.
NOT_RUN = {
    "README.md": 1,
    "endpoint.md": 3,
    "explorer.md": 5,
    "for-bioinformaticians.md": 1,
    "for-researchers.md": 1,
    "linking.md": 1,
    "start-here.md": 1,
}
PLAIN = {"architecture.md": 1, "endpoint.md": 4, "explorer.md": 3, "stores.md": 2, "trap-card.md": 16}


def page_blocks(page: Path) -> list[Any]:
    return list(blocks.blocks(page.read_text(encoding="utf-8")))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_blocks_of_a_page_run_and_answer_as_it_says(page: Path, dataset: Dataset) -> None:
    here = page_blocks(page)
    without_r = shutil.which("Rscript") is None
    with blocks.workplace() as place:
        run = blocks.runner(dataset)
        for block in here:
            if block.kind == "r" and without_r:
                continue
            answer = run(block)  # of a query alone, only that it has rows is asked
            if block.kind != "sparql" or block.answer is not None:
                assert answer == block.answer, f"{page.name}:{block.line}: run python docs/blocks.py docs/{page.name}"
        for picture in sorted((place / "docs" / "pictures").glob("*.svg")):
            assert picture.read_bytes() == (ROOT / "docs" / "pictures" / picture.name).read_bytes(), picture.name
    if without_r and any(block.kind == "r" for block in here):
        missing("all blocks ran except those in R, which is not installed: apt-get install r-base-core")


def counted(**wanted: Any) -> dict[str, int]:
    """How many blocks of a kind, or with a mark, each page has that has any."""
    found = {
        page.name: sum(
            all(getattr(block, name) == value for name, value in wanted.items()) for block in page_blocks(page)
        )
        for page in PAGES
    }
    return {name: number for name, number in found.items() if number}


def test_blocks_that_are_not_run_are_few_and_known() -> None:
    assert counted(mark=blocks.NOT_RUN) == NOT_RUN
    assert counted(kind="text") == PLAIN


def test_the_examples_of_the_explorer_answer_as_its_page_says(address: str) -> None:
    page = (ROOT / "docs" / "explorer.md").read_text(encoding="utf-8")
    examples = re.findall(r"```bash not-run\n(curl .*?)```\n\n```text\n(.*?)```", page, re.DOTALL)
    assert len(examples) == 3
    for command, answer in examples:
        asked = command.replace("http://127.0.0.1:8000", address)
        said = subprocess.run(asked, shell=True, capture_output=True, check=True, text=True).stdout  # noqa: S602 - our page
        assert said.replace("\r\n", "\n") == answer


def test_every_block_is_read() -> None:
    for page in PAGES:
        fences = len(re.findall(r"^ *```\w", page.read_text(encoding="utf-8"), re.MULTILINE))
        here = page_blocks(page)
        assert len(here) + sum(block.answer is not None for block in here) == fences, page.name
        assert {block.mark for block in here} <= {"", blocks.NOT_RUN}, page.name


LINKED = [*PAGES, *sorted((ROOT / "benchmarks").glob("*.md")), ROOT / "docs" / "w3id" / "README.md"]


@pytest.mark.parametrize("page", LINKED, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_first_page_is_short_and_leads_to_every_other() -> None:
    readme, start = (ROOT / "README.md", ROOT / "docs" / "start-here.md")
    assert len(readme.read_text(encoding="utf-8").splitlines()) < 100
    links = set(re.findall(r"\]\((?!https?:)([^)#]+)", start.read_text(encoding="utf-8")))
    linked = {(start.parent / link).resolve() for link in links} | {start}
    assert set(LINKED) - {readme, ROOT / "benchmarks" / "large.md", ROOT / "benchmarks" / "server.md"} <= linked
    assert set((ROOT / "benchmarks").glob("*.md")) <= {
        (ROOT / "benchmarks" / link).resolve()
        for link in re.findall(r"\]\(([^)#:]+)", (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8"))
    } | {ROOT / "benchmarks" / "README.md"}


# Whoever says `pip install` and then the name of the package asks an index for it, which has none.
INDEX = re.compile(r"\b(?:pip3?|pipx|uv|conda)\b[^\n`|]*\binstall\b[^\n`|]*[\s'\"]exordf(?![-\w]*-[^\s]*\.whl)\b")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize(
    "line",
    [
        "pip install exordf",
        "pip install 'exordf[serve]'",
        "uv tool install --python 3.12 exordf",
        "pipx install exordf",
    ],
)
def test_a_line_that_installs_from_an_index_is_seen(line: str) -> None:
    assert INDEX.search(line)


@pytest.mark.parametrize("line", ["pip install '.[serve]'", "pip install ./exordf-VERSION-py3-none-any.whl[serve]"])
def test_a_line_that_installs_from_here_is_not_taken_for_one(line: str) -> None:
    assert not INDEX.search(line)


def test_nothing_tells_to_install_the_package_from_an_index() -> None:
    here = Path(__file__).resolve()
    lines = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        if path != here:
            lines += [f"{path.relative_to(ROOT)}: {found.group()}" for found in INDEX.finditer(text)]
    assert lines == []


def test_every_extra_that_the_code_asks_for_is_one_of_the_project_and_on_the_page() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "exordf").rglob("*.py"))
    asked = set(re.findall(r'MissingExtra\("[^"]+", "(\w+)"\)', sources))
    assert len(asked) > 5
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    described = set(
        re.findall(r"^\| `(\w+)` \|", readme.partition("## Install")[2].partition("\n## ")[0], re.MULTILINE)
    )
    assert asked <= project["optional-dependencies"].keys()
    assert described == project["optional-dependencies"].keys() - {"dev"}


def test_every_drawing_is_made_by_a_page() -> None:
    """The pictures as PNG are made by tests/test_explorer_pictures.py."""
    written = {
        word for page in PAGES for word in re.findall(r"--out docs/pictures/(\S+)", page.read_text(encoding="utf-8"))
    }
    assert {path.name for path in (ROOT / "docs" / "pictures").iterdir() if path.suffix != ".png"} == written


@pytest.mark.parametrize(
    "script",
    [
        "trap_card.py",
        pytest.param("dependencies.py", marks=pytest.mark.slow("build")),
        pytest.param("notebook.py", marks=pytest.mark.slow("program")),
    ],
)
def test_a_page_that_is_made_is_what_the_data_says(script: str) -> None:
    command = [sys.executable, str(ROOT / "docs" / script), "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"run: python docs/{script}\n{done.stdout}{done.stderr}"
