"""Exports: a format is a module of this folder, found by its name; each turns a source into bytes."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from exordf.errors import UnknownName
from exordf.files import own
from exordf.names import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyoxigraph as ox

    from exordf.names import Prefixes
    from exordf.store import Store


@dataclass(frozen=True)
class Source:
    """What an export is made from: the quads by layer, views among them, the store that holds them, the prefixes."""

    layers: Mapping[str, Sequence[ox.Quad]]
    store: Store
    prefixes: Prefixes

    def quads(self) -> list[ox.Quad]:
        """Every quad of every layer."""
        return [quad for quads in self.layers.values() for quad in quads]


class Format(Protocol):
    """What a module of this folder offers; its docstring says what the format is for and what it loses."""

    __doc__: str | None
    SUFFIX: str

    @staticmethod
    def write(source: Source) -> bytes:
        """The whole export."""
        ...


def formats() -> dict[str, str]:
    """Every format by name, with what it is for."""
    return {name: (_module(name).__doc__ or "").strip().splitlines()[0] for name in _names()}


def format_of(name: str) -> Format:
    """The format called `name`. Raises UnknownName, with the nearest one, where there is none."""
    if name not in _names():
        raise UnknownName(
            f'no export format is called "{name}"',
            mend=did_you_mean(name, _names()) or f"Formats: {', '.join(_names())}.",
        )
    return _module(name)


def _names() -> list[str]:
    return sorted(path.stem for path in own("export").glob("[a-z]*.py"))


def _module(name: str) -> Format:
    return cast("Format", importlib.import_module(f"{__name__}.{name}"))
