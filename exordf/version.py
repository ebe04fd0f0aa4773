"""The version, as the installed package or the head of the ontology tells it."""

from __future__ import annotations

import re

from exordf.files import home


def _version() -> str:
    found = re.search(r'owl:versionInfo\s+"([^"]+)"', (home() / "ontology" / "exordf.ttl").read_text(encoding="utf-8"))
    if found is None:
        raise AssertionError("ontology/exordf.ttl says owl:versionInfo")
    return found[1]


__version__ = _version()
