"""Views: what the rules add to the store, the inferred hierarchy and the direct edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.files import found, own

if TYPE_CHECKING:
    from pathlib import Path

    from exordf.store import Store


def build(store: Store, rules: Path | None = None) -> dict[str, list[ox.Quad]]:
    """Run every rule, in the order of its number, and add what it finds; returns the new quads by rule.

    A rule is a CONSTRUCT query. It is run again until it finds nothing new, so that it may build on itself.
    """
    views: dict[str, list[ox.Quad]] = {}
    for path in found(rules or own("rules"), ".rq"):
        _, _, name = path.stem.partition("-")
        views[name] = list(_to_the_end(store, path.read_text(encoding="utf-8")))
    return views


def _to_the_end(store: Store, rule: str) -> set[ox.Quad]:
    known = set(store.quads())
    added: set[ox.Quad] = set()
    while True:
        triples = {ox.Quad(*terms) for terms in store.query(rule).terms}  # type: ignore[arg-type]
        fresh = triples - known
        if not fresh:
            return added
        store.load(sorted(fresh, key=str))
        known |= fresh
        added |= fresh
