"""What people get who install the package: the wheel, in an empty environment, from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST = 6_000_000  # bytes that the extra for the explorer brings
CONSTRAINED = {**os.environ, "PIP_CONSTRAINT": str(ROOT / "constraints.txt"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


@pytest.mark.slow("build")
def test_the_wheel_answers_a_query_from_any_folder_in_an_empty_environment(tmp_path: Path) -> None:
    def run(*command: str | Path, cwd: Path = tmp_path) -> str:
        outcome = subprocess.run(
            list(map(str, command)),
            env=CONSTRAINED,
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        return outcome.stdout

    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", tmp_path / "wheels", ROOT)
    (wheel,) = (tmp_path / "wheels").glob("exordf-*.whl")
    venv.create(tmp_path / "empty", with_pip=True)
    there = tmp_path / "empty" / "bin"
    run(there / "pip", "install", "--quiet", wheel)
    (tmp_path / "elsewhere").mkdir()
    answer = run(there / "exordf", "query", "what-inhibits", cwd=tmp_path / "elsewhere")
    assert "exo:miR-214-3p" in answer
    assert run(there / "exordf", "validate", cwd=tmp_path / "elsewhere").splitlines()[-1].startswith("conforms")
    bare = subprocess.run([there / "exordf", "reason"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert bare.returncode == 2
    assert "pip install '.[reason]'" in bare.stderr
    assert "Traceback" not in bare.stderr
    bare = subprocess.run([there / "exordf", "serve"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (bare.returncode, bare.stdout) == (2, "")
    assert "pip install '.[serve]'" in bare.stderr

    before = size(tmp_path / "empty")
    run(there / "pip", "install", "--quiet", f"{wheel}[serve]")
    assert size(tmp_path / "empty") - before < MOST
    with subprocess.Popen(
        [there / "exordf", "serve", "--port", "0"], cwd=tmp_path / "elsewhere", stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            for path, words in (("", "<h1>"), ("?lang=zh", "搜索"), ("static/explorer.css", "--paper")):
                with urllib.request.urlopen(f"{address}{path}", timeout=300) as answer:  # noqa: S310 - said by the server
                    assert words in answer.read().decode()
        finally:
            server.terminate()
    assert server.returncode == 0


def size(folder: Path) -> int:
    """The bytes of what is installed, without what Python itself makes of it when it runs."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
