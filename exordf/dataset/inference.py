"""Inference: the rules that add the views to a store, such as the inferred hierarchy and the direct edges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exordf import files
from exordf.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyoxigraph as ox

    from exordf.store.store_protocol import Store

# Comments and prefixes, then one CONSTRUCT whose pattern is the rest of the file. SPARQL in general cannot be taken
# apart like this; our own rules are laid out so that they can.
_RULE = re.compile(
    r"(?P<prologue>(?:[ \t]*(?:#[^\n]*|PREFIX[^\n#]*<[^\n>]*>)?[ \t]*\n)*)"
    r"CONSTRUCT (?P<template>\{[^{}]*\})\n"
    r"WHERE (?P<pattern>\{.*\})\s*",
    re.DOTALL,
)
_ONCE = "# runs: once"
_VARIABLE = re.compile(r"[?$]\w+")


def run_rules(store: Store, rules: Path | None = None) -> dict[str, int]:
    """Run every rule, in the order of its number, inside the store. Returns the number of new quads by rule.

    Raises InputError for a rule that cannot be read.
    """
    return dict(rule_steps(store, rules))


def rule_layers(store: Store, rules: Path | None = None) -> dict[str, list[ox.Quad]]:
    """Run every rule, and return the new quads by rule."""
    before = set(store.quads())
    layers: dict[str, list[ox.Quad]] = {}
    for name, number in rule_steps(store, rules):
        layers[name] = [quad for quad in store.quads() if quad not in before] if number else []
        before.update(layers[name])
    return layers


def rule_steps(store: Store, rules: Path | None = None) -> Iterator[tuple[str, int]]:
    """Run the rules one by one, and yield the name of each with the number of its new quads.

    A rule is a CONSTRUCT query. The store itself adds its quads, repeatedly until none is new, so that a rule may build
    on itself (one with "# runs: once" does not); no quad is sent to the client.
    """
    before = len(store)
    for path in files.find_files(rules or files.package_folder("queries/rules"), ".rq"):
        rule = _read(path)
        names = " ".join(sorted(set(_VARIABLE.findall(rule["template"]))))
        # Many claims make one edge: a hash finds duplicates far faster than the store does.
        pattern = f"{{ {{ SELECT DISTINCT {names} WHERE {rule['pattern']} }} }}"
        start = before
        while True:
            store.insert(rule["template"], pattern, rule["prologue"])
            after = len(store)
            is_done = after == before or _ONCE in rule["prologue"]
            before = after
            if is_done:
                break
        yield path.stem.partition("-")[2], after - start


def asking(name: str, variables: str) -> str:
    """A query for the solutions from which a rule makes its quads; `variables` as in "?claim ?subject".

    Raises InputError for a rule that cannot be read.
    """
    (path,) = (
        path
        for path in files.find_files(files.package_folder("queries/rules"), ".rq")
        if path.stem.partition("-")[2] == name
    )
    rule = _read(path)
    return f"{rule['prologue']}SELECT DISTINCT {variables} WHERE {rule['pattern']}"


def _read(path: Path) -> re.Match[str]:
    rule = _RULE.fullmatch(path.read_text(encoding="utf-8"))
    if rule is None:
        raise InputError(
            "is not laid out as a rule",
            place=Place(files.display_path(path)),
            mend='Write comments and PREFIX lines, then "CONSTRUCT { ... }" and, on a new line, "WHERE { ... }".',
        )
    return rule
