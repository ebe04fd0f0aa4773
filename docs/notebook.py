"""Runs docs/tour.ipynb and stores it with its outputs, without anything that changes from run to run.

python docs/notebook.py            runs it and stores the outputs
python docs/notebook.py --check    exit code 1 where a stored output is not what it gives now
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).with_name("tour.ipynb")


def main() -> int:
    """Run it, then store or compare."""
    import nbformat  # noqa: PLC0415 - so that the help comes at once

    stored = NOTEBOOK.read_text(encoding="utf-8")
    ran = nbformat.writes(run(nbformat.reads(stored, as_version=4))) + "\n"
    if "--check" in sys.argv:
        if ran != stored:
            sys.stdout.write(_first_difference(stored, ran))
        return int(ran != stored)
    NOTEBOOK.write_text(ran, encoding="utf-8")
    return 0


def run(notebook: Any) -> Any:
    """The notebook with the outputs of a fresh kernel, its cells counted from 1 and all else taken away."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from nbclient import NotebookClient  # noqa: PLC0415 - see above

        client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parent)}})
        done = client.execute()
    done.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(done.cells):
        cell["id"] = f"cell-{number:02}"
        cell.metadata = {}
    return done


def _first_difference(stored: str, ran: str) -> str:
    pairs = zip(stored.splitlines(), ran.splitlines(), strict=False)
    for number, (before, after) in enumerate(pairs, start=1):
        if before != after:
            return f"line {number}\n- {before[:300]}\n+ {after[:300]}\n"
    return "one is longer than the other\n"


if __name__ == "__main__":
    sys.exit(main())
