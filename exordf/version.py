"""The version, from the head of the ontology."""

from __future__ import annotations

import re

from exordf.files import home


def _version() -> str:
    match = re.search(r'owl:versionInfo\s+"([^"]+)"', (home() / "ontology" / "exordf.ttl").read_text(encoding="utf-8"))
    if match is None:
        raise AssertionError("ontology/exordf.ttl has no owl:versionInfo")
    return match[1]


__version__ = _version()
