"""Routes are found by their place, and no address is answered by two modules."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from starlette.routing import Match

from exordf.server import routes
from tests.conftest import ROOT

if TYPE_CHECKING:
    from starlette.routing import Route


def by_module() -> dict[str, list[Route]]:
    return {name: importlib.import_module(f"exordf.server.routes.{name}").routes for name in routes.names()}


def test_every_module_of_the_folder_is_reached_by_an_address() -> None:
    files = {path.stem for path in (ROOT / "exordf/server/routes").glob("*.py")} - {"__init__"}
    assert set(by_module()) == files
    assert all(by_module().values())
    assert {id(route) for lists in by_module().values() for route in lists} == {id(r) for r in routes.all_routes()}


def test_the_one_route_that_takes_any_path_is_the_last() -> None:
    takes_any = [":path}" in route.path for route in routes.all_routes()]
    assert takes_any == [False] * (len(takes_any) - 1) + [True]


def test_an_address_of_one_module_is_answered_by_no_other() -> None:
    for name, own in by_module().items():
        for route in own:
            path = route.path.replace("{suffix}", "csv").replace("{form}", "csv").replace("{name}", "chain")
            scope = {"type": "http", "method": "GET", "path": path, "headers": []}
            others = [
                (other, rival.path)
                for other, rivals in by_module().items()
                for rival in rivals
                if other != name and ":path}" not in rival.path and rival.matches(scope)[0] != Match.NONE
            ]
            assert not others or ":path}" in route.path, (route.path, others)
