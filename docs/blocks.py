"""Runs the blocks of code on the pages, and writes the answers that they show.

python docs/blocks.py [PAGE.md ...]     runs every block and writes its answer, and the pictures, anew

A page is run from top to bottom in a folder of its own that looks like the project: blocks of Python go on from one
another, and a file that one block writes is there for the next. The block `text` right after a block that is run is its
answer. A block that cannot be run here says so on its first line: ```bash not-run
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf import Dataset
from exordf.cli import output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NOT_RUN = "not-run"

_BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<kind>\w+)(?: (?P<mark>[\w-]+))?\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_BETWEEN = re.compile(r"\s*")


@dataclass(frozen=True)
class Block:
    """A block of code: its line, kind and text; what it is said to answer, and from where to where that stands."""

    line: int
    kind: str
    mark: str
    text: str
    answer: str | None = None
    span: tuple[int, int] = (0, 0)


def blocks(words: str) -> list[Block]:
    """The blocks of a page in order; one of the kind `text` that follows another at once is its answer."""
    found: list[Block] = []
    last = None
    for each in _BLOCK.finditer(words):
        text = re.sub(rf"^{each['indent']}", "", each["text"], flags=re.MULTILINE)
        runs = found and found[-1].kind not in ("text", "turtle") and found[-1].answer is None and not found[-1].mark
        if each["kind"] == "text" and runs and last and _BETWEEN.fullmatch(words, last.end(), each.start()):
            before = found[-1]
            found[-1] = Block(before.line, before.kind, before.mark, before.text, text, each.span("text"))
        else:
            line = words.count("\n", 0, each.start()) + 1
            found.append(Block(line, each["kind"], each["mark"] or "", text))
        last = each
    return found


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """A folder that looks like the project, with `exordf` and the Python of this process on the path."""
    before, path = Path.cwd(), os.environ["PATH"]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(ROOT / "docs", place / "docs", ignore=shutil.ignore_patterns("pictures"))  # drawn anew
        for part in ("data", "ontology", "shapes", "exordf", "tests", "Makefile", "README.md"):
            (place / part).symlink_to(ROOT / part)
        (place / "bin").mkdir()
        program = place / "bin" / "exordf"
        program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m exordf "$@"\n')
        program.chmod(0o755)
        os.environ["PATH"] = f"{place / 'bin'}:{path}"
        os.chdir(place)
        try:
            yield place
        finally:
            os.chdir(before)
            os.environ["PATH"] = path


def runner(dataset: Dataset) -> Callable[[Block], str | None]:
    """What runs the blocks of one page and gives what each answers; None for one that has no answer to show."""
    names: dict[str, Any] = {}
    kinds: dict[str, Callable[[str], str | None]] = {
        "console": _console,
        "python": lambda text: _python(text, names),
        "r": _r,
        "sparql": lambda text: _sparql(text, dataset),
        "turtle": lambda text: _turtle(text, dataset),
        "text": lambda _: None,
    }
    return lambda block: None if block.mark else kinds[block.kind](block.text)


def _console(text: str) -> str | None:
    said = ""
    for line in text.splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), f"no target {words[1]}"
            continue
        assert Path(words[0]).name == "exordf", f"{words[0]} is not run: mark the block {NOT_RUN}"
        said += _ran(["exordf", *words[1:]])
    return said or None


def _ran(command: list[str], given: str | None = None) -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def _python(text: str, names: dict[str, Any]) -> str | None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(text, names)  # noqa: S102 - it is ours
    return printed.getvalue() or None


def _r(text: str) -> str | None:
    return _ran(["Rscript", "--vanilla", "-"], text) or None


def _sparql(text: str, dataset: Dataset) -> str:
    rows = dataset.store.query(text)
    assert len(rows) > 0, "no rows"
    return output.format_rows(rows, dataset.prefixes)


def _turtle(text: str, dataset: Dataset) -> None:
    prefixes = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in dataset.prefixes.table.items())
    shown = {quad.triple for quad in ox.parse(prefixes + text, ox.RdfFormat.TURTLE)}
    assert shown <= {quad.triple for quad in dataset.store.quads()}, "this is not in the data"


def main(pages: list[Path]) -> None:
    """Run the pages and write their answers and pictures anew."""
    dataset = Dataset.open()
    for page in pages:
        words = page.read_text(encoding="utf-8")
        with workplace() as place:
            run = runner(dataset)
            answers = [(block, run(block)) for block in blocks(words)]
            for picture in (place / "docs" / "pictures").glob("*.svg"):
                shutil.copyfile(picture, ROOT / "docs" / "pictures" / picture.name)
        for block, answer in reversed(answers):
            if block.answer is not None:
                start, end = block.span
                words = words[:start] + (answer or "") + words[end:]
        page.write_text(words, encoding="utf-8")


if __name__ == "__main__":
    main([Path(name).resolve() for name in sys.argv[1:]] or PAGES)
