"""The pages of the explorer: each module of this folder lists the addresses that it answers in `routes`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from exordf.files import package_folder

if TYPE_CHECKING:
    from starlette.routing import Route


def names() -> list[str]:
    """Return the names of the modules with routes, in alphabetical order."""
    return sorted(path.stem for path in package_folder("server/routes").glob("[a-z]*.py"))


def all_routes() -> list[Route]:
    """Return the routes of every module, in the order in which they are tried.

    Addresses of different modules do not overlap, except for the one that takes any path: it comes last. Within a
    module the order is that of its list.
    """
    routes = [route for name in names() for route in importlib.import_module(f"{__name__}.{name}").routes]
    return sorted(routes, key=lambda route: ":path}" in route.path)
