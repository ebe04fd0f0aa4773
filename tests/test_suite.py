"""The tests themselves: each that `make test` leaves out has a reason, and none of the packages is left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "tests").glob("test_*.py"))
PACKAGES = [".".join(path.parent.relative_to(ROOT).parts) for path in sorted((ROOT / "exordf").rglob("__init__.py"))]
# What `make test` leaves out: tests with the mark `@pytest.mark.slow("every")`, by the reason.
REASONS = {
    "every": "goes through every page, variant, file or format, of which a quick test takes a sample",
    "again": "repeats what a quick test does once: under another hash seed, on a full disk, after a failed step",
    "browser": "goes through pages in a browser, of which a quick test opens some",
    "build": "builds a release, a site, a wheel or an environment",
    "load": "asks a server for many things at once",
    "growth": "measures time or memory while the data grow",
    "program": "runs a program or a library of another project that is slow to start or to answer",
}


def is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "pytest.mark.slow"


def is_slow(node: ast.AST) -> bool:
    return any(is_mark(part) for part in ast.walk(node))


def quick_code(path: Path) -> str:
    """The code of a test file without its slow tests; empty where all of them are slow."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    slow = [
        node for node in tests if any(isinstance(mark, ast.Call) and is_mark(mark.func) for mark in node.decorator_list)
    ]
    whole = any(isinstance(node, ast.Assign) and is_slow(node) for node in tree.body)
    if whole or len(slow) == len(tests):
        return ""
    return "\n".join(ast.unparse(node) for node in tree.body if node not in slow)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_slow_test_says_why(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    reasons = [
        ast.literal_eval(node.args[0]) for node in ast.walk(tree) if isinstance(node, ast.Call) and is_mark(node.func)
    ]
    assert set(reasons) <= REASONS.keys()
    assert len(reasons) == sum(map(is_mark, ast.walk(tree))), 'write @pytest.mark.slow("every"), or another reason'


def test_every_reason_is_that_of_a_test() -> None:
    marks = "".join(path.read_text(encoding="utf-8") for path in FILES)
    assert set(re.findall(r'mark\.slow\("(\w+)"\)', marks)) == REASONS.keys()


def test_the_quick_tests_leave_no_package_out() -> None:
    """Every module is loaded for its doctests; here, that quick tests use each package too."""
    code = "\n".join(map(quick_code, FILES))
    assert [package for package in PACKAGES if not re.search(rf"\b{re.escape(package)}\b", code)] == []
