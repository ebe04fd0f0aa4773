"""The pages of the site, made from views by templates, and the site as a folder."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from exordf import files, output_files
from exordf.browse.content import page_views, query_catalogue
from exordf.browse.model.facts import Facts
from exordf.browse.model.locations import TERMS, Location, path_of, relative
from exordf.errors import MissingExtra
from exordf.static_site import guides

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from exordf.api import Dataset

_LISTS = {"findings": ("Finding", "Errors in print", "印刷问题"), "conflicts": ("Conflict", "Conflicts", "分歧")}
_LISTS |= {"gaps": ("Gap", "What is unknown", "研究空白")}


def pages(dataset: Dataset) -> dict[str, bytes]:
    """Every file of the site by its path. Raises MissingExtra where Jinja2 or markdown-it-py is not installed."""
    facts = Facts.of_all(dataset)
    home = dataset.home if (dataset.home / "docs").is_dir() else files.home()
    read = guides.read(home)
    template = _templates()
    made: dict[str, bytes] = {}
    for spot, name, view in _views(facts, read):
        path = path_of(spot)
        url_for = partial(_url_for, path)
        words = template(name).render(view=view, url_for=url_for, spot=spot, guides=read)
        made[path] = words.encode()
    for file in sorted(files.package_folder("static_site/static").iterdir()):
        made[f"static/{file.name}"] = file.read_bytes()
    made["static/index.js"] = _index(facts).encode()
    for guide in read:
        made |= {path_of(spot): file.read_bytes() for spot, file in guide.uses.items()}
    return made


def write(dataset: Dataset, out: Path) -> dict[str, int]:
    """Write the site to a folder, whole or not at all, and say how many bytes each file has."""
    return output_files.write_folder(out, pages(dataset), dataset.paths)


def _views(facts: Facts, read: list[guides.Guide]) -> Iterator[tuple[Location, str, Any]]:
    """Each page: its spot, its template, and what the template shows."""
    sections = [page_views.section(facts, node) for node in facts.in_order("Section")]
    unplaced = page_views.unplaced(facts)
    if unplaced["sentences"] or unplaced["loose"] or unplaced["citations"]:
        sections.append(unplaced)
    queries = [query_catalogue.query(facts, named) for named in facts.dataset.queries.values()]
    yield Location("home"), "home.html", query_catalogue.home(facts) | {"sections": sections}
    yield Location("search"), "search.html", {}
    yield Location("guides"), "guides.html", {}
    yield from ((guide.spot, "guide.html", guide) for guide in read)
    yield Location("terms"), "terms.html", {"groups": page_views.terms(facts)}
    for node in facts.things:
        spot = facts.locations.of(node)
        if spot is not None and spot.kind in TERMS:
            yield spot, "term.html", page_views.term(facts, node)
    yield Location("sections"), "sections.html", {"sections": sections}
    yield from ((section["spot"], "section.html", section) for section in sections)
    references = [page_views.reference(facts, node) for node in facts.in_order("Reference")]
    yield Location("references"), "references.html", {"references": references}
    yield from ((reference["spot"], "reference.html", reference) for reference in references)
    for kind, (records, title, zh) in _LISTS.items():
        shown = [page_views.record(facts, node) for node in facts.all_of(records)]
        yield Location(kind), "records.html", {"title": title, "zh": zh, "records": shown}
    yield Location("shapes"), "shapes.html", {"groups": query_catalogue.shapes(facts)}
    yield Location("queries"), "queries.html", {"queries": queries}
    yield from ((each["spot"], "query.html", each) for each in queries)


def _templates() -> Callable[[str], Any]:
    try:
        import jinja2  # noqa: PLC0415 - only the site needs it
    except ImportError:
        raise MissingExtra("Jinja2", "site") from None
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(files.package_folder("static_site/templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template


def _url_for(path: str, spot: Location | str, name: str = "", anchor: str = "") -> str:
    """The link from a page to a spot, or to the spot of a kind, a name and an anchor."""
    return relative(path, spot if isinstance(spot, Location) else Location(spot, name, anchor))


def _index(facts: Facts) -> str:
    """What the search looks through, as a script, since a page that is read from a disk may not fetch a file."""
    found = [[words, zh, kind, relative("search.html", spot)] for words, zh, kind, spot in query_catalogue.index(facts)]
    return f"window.exordfIndex = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"
