"""The read model of the pages: typed, frozen values from the data to the templates, and one cache."""

from __future__ import annotations

import ast
import dataclasses
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from markupsafe import Markup
from starlette.testclient import TestClient

from exordf import Dataset, files
from exordf.browse.model import facet_names
from exordf.browse.model.explorer import Explorer
from exordf.claims.claim_graph import ClaimGraph
from exordf.drawing.legend import Item
from exordf.errors import Place
from exordf.server.app import application

if TYPE_CHECKING:
    from pathlib import Path

BROWSE = files.package_folder("browse")
ROUTES = ("claim", "home", "network", "query", "record", "reference", "resource", "review", "shape", "term")
PAGES = (
    *("/", "/claims", "/claims?about=exo:miR-21&q=bone", "/claims?disease=exo:Osteoporosis&q=zzz", "/terms?view=tree"),
    *("/ontology/OsteoclastExosome", "/ontology/inhibits", "/liu2023/claim/2.1-10b", "/liu2023/claim/3-03b"),
    *("/review", "/liu2023/section/2.1?picture=shown", "/references", "/liu2023/reference/31", "/findings", "/gaps"),
    *("/liu2023/finding/2.1-rab7", "/conflicts", "/liu2023/conflict/exosomes-and-bone", "/search?q=bone"),
    *(
        "/network",
        "/network?from=exo:Osteoclast&to=exo:BoneFormation",
        "/network?misfit=only",
        "/ontology/miR214",
        "/shapes",
        "/unplaced",
    ),
    *("/query", "/query/chain", "/query/chain?cargo=zzzz", "/query/counts", "/query?query=ASK%7B%3Fs+exo:x+%3Fo%7D"),
    *("/query?query=SELECT+*%7B%3Fs+exo:nothing+%3Fo%7D", "/query?query=CONSTRUCT+WHERE+%7B%3Fs+exo:targets+%3Fo%7D"),
    "/query?query=SELECT+nonsense",
)
PLAIN = (str, int, float, bool, Markup, ox.NamedNode, Place, Item, ClaimGraph)


def modules() -> list[Path]:
    return sorted(BROWSE.rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_no_annotation_leaves_a_type_open(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "Any"]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_a_module_of_the_pages_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def test_every_facet_has_a_name_and_every_name_a_facet(dataset: Dataset) -> None:
    assert {value for name, value in vars(facet_names).items() if name.isupper()} == set(dataset.facets)


def untyped(value: object, where: str) -> Iterator[str]:
    """Where a value that a template is given is something else than typed values, lists of them and functions."""
    if value is None or isinstance(value, PLAIN) or callable(value):
        return
    parts: list[tuple[str, object]]
    if dataclasses.is_dataclass(value):
        if not vars(type(value))["__dataclass_params__"].frozen:
            yield f"{where}: {type(value).__name__} can be changed"
        parts = [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
    elif isinstance(value, Mapping) and len({type(part) for part in value.values()}) <= 1:
        parts = [(str(key), part) for key, part in value.items()]
    elif isinstance(value, Sequence | range):
        parts = [(str(at), part) for at, part in enumerate(value)]
    elif type(value).__module__.startswith("exordf.browse"):
        parts = [(name, part) for name, part in vars(value).items() if not name.startswith("_")]
    else:
        yield f"{where}: {type(value).__name__}"
        return
    for name, part in parts:
        yield from untyped(part, f"{where}.{name}")


def test_templates_are_given_typed_values_alone(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    found: set[str] = set()
    templates: set[str] = set()

    def checked(render: Callable[..., Any]) -> Callable[..., Any]:
        def rendered(request: Any, template: str, *, status: int = 200, **context: object) -> Any:
            templates.add(template)
            found.update(problem for name, value in context.items() for problem in untyped(value, f"{template} {name}"))
            return render(request, template, status=status, **context)

        return rendered

    for name in ROUTES:
        module = importlib.import_module(f"exordf.server.routes.{name}_routes")
        monkeypatch.setattr(module, "render", checked(module.render))
    with TestClient(application(dataset), base_url="http://localhost") as client:
        for path in PAGES:
            client.get(path, headers={"Accept": "text/html"})
    assert len(templates) > 14
    assert sorted(found) == []


def test_a_value_is_made_once_for_a_key_and_the_last_ones_are_stored(dataset: Dataset) -> None:
    explorer, calls = Explorer(dataset), []

    def doubled(_: Explorer, number: int) -> int:
        calls.append(number)
        return 2 * number

    assert [explorer.once(doubled, number) for number in (*range(30), 29, 0)] == [*range(0, 60, 2), 58, 0]
    assert calls == [*range(30), 0]


def test_no_module_of_the_pages_has_a_cache_of_its_own() -> None:
    for path in modules():
        source = path.read_text(encoding="utf-8")
        assert "WeakKeyDictionary" not in source, path.name
        assert "lru_cache" not in source or path.stem == "text_folding", path.name
