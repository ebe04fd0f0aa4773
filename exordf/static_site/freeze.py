"""The static site: the pages of the explorer as a folder of files, and its search as a script."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from exordf import files, output_files
from exordf.errors import MissingExtra
from exordf.static_site import guides

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.applications import Starlette

    from exordf.api import Dataset
    from exordf.browse.model.explorer import Explorer
    from exordf.static_site.frozen_links import FrozenLinks
    from exordf.static_site.guides import Guide

_OK = 200
# Packages of the extra by the modules that they bring, where these have other names.
_PACKAGES = {"anyio": "starlette", "jinja2": "Jinja2", "markupsafe": "Jinja2"}
_INDEX = "static/index.js"


def pages(dataset: Dataset) -> dict[str, bytes]:
    """Every file of the site by its path. Raises MissingExtra where a library is not installed, such as Jinja2."""
    try:
        # Only the site needs these, and what they import.
        from anyio.from_thread import start_blocking_portal  # noqa: PLC0415

        from exordf.static_site.frozen_explorer import frozen_application  # noqa: PLC0415
        from exordf.static_site.frozen_links import FrozenLinks  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        name = (missing.name or "").partition(".")[0]
        if name in ("", "exordf"):
            raise
        raise MissingExtra(_PACKAGES.get(name, name), "site") from None
    home = dataset.home if (dataset.home / "docs").is_dir() else files.home()
    own = guides.read(home)
    app = frozen_application(dataset, own)
    explorer: Explorer = app.state.explorer
    explorer.facts.load(explorer.facts.things)
    links = FrozenLinks(explorer, [guide.name for guide in own])

    async def freeze() -> dict[str, bytes]:
        return {file: content async for file, content in _frozen(app, links, own)}

    with start_blocking_portal() as portal:  # the caller may have an event loop of its own, as a notebook does
        frozen = portal.call(freeze)
    return frozen | {_INDEX: _index(explorer, links).encode()}


def write(dataset: Dataset, out: Path) -> dict[str, int]:
    """Write the site to a folder, whole or not at all, and return the size of each file in bytes."""
    return output_files.write_folder(out, pages(dataset), dataset.paths)


async def _frozen(app: Starlette, links: FrozenLinks, own: list[Guide]) -> AsyncIterator[tuple[str, bytes]]:
    """The pages with links between files, then the files that they load or offer."""
    from exordf.static_site.frozen_explorer import ask  # noqa: PLC0415 - only the site needs it

    # First of all the things, as links to a sentence lead to where its section has it.
    english = {address: await ask(app, address, "en") for address in links.things}
    links.redirects |= {address: answer.location for address, answer in english.items() if answer.location}
    for page in links.pages:
        if page.address in links.redirects:
            continue
        known = english.pop(page.address, None) if page.language == "en" else None
        answer = known or await ask(app, page.address, page.language)
        assert answer.status == _OK, (page, answer.status)  # noqa: S101 - the explorer has a page of every thing
        yield page.file, links.rewrite(answer.content.decode(), page).encode()
    copies = {f"file/{name}": path for guide in own for name, path in guide.uses.items()}
    for address, file in links.assets.items():
        if file in copies:
            yield file, copies[file].read_bytes()
        elif file.startswith("static/"):
            if file != _INDEX:
                yield file, (files.package_folder("server") / file).read_bytes()
        else:
            yield file, (await ask(app, address, "en")).content


def _index(explorer: Explorer, links: FrozenLinks) -> str:
    """What the search looks through, as a script, since a page that is opened from a disk may not fetch a file.

    An entry has a name in English and in Chinese, a CURIE, an address from the folder of a language, and other names.
    """
    from exordf.browse.search.search_entries import PROSE, search_entries  # noqa: PLC0415 - only the site needs it

    entries = []
    for entry, names in search_entries(explorer):
        address = links.target(entry.path, "en")
        if address is not None:
            curie = f"query {entry.curie}" if entry.group == "query" else entry.curie
            shown = (entry.name.en, entry.name.zh, curie)
            others = dict.fromkeys(name for name, sort in names if sort != PROSE and name not in (*shown, entry.curie))
            entries.append([*shown, address, " | ".join(others)])
    return f"window.exordfIndex = {json.dumps(entries, ensure_ascii=False, separators=(',', ':'))};\n"
