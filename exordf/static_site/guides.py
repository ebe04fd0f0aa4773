"""The guides: the Markdown of `docs/` as pages, with its links led to the pages of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exordf import files
from exordf.browse.model.locations import Location, path_of, relative
from exordf.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Sequence

# Those that are read first; the others follow by name.
_FIRST = ("start-here", "explorer", "for-researchers", "for-bioinformaticians", "for-triple-stores")
_BESIDE = "CONTRIBUTING.md"


@dataclass(frozen=True)
class Guide:
    """A page in Markdown, and as markup; `uses` are the files that it links to and shows, by their spots."""

    name: str
    title: str
    body: str
    uses: dict[Location, Path] = field(repr=False)

    @property
    def spot(self) -> Location:
        """Where it stands on the site."""
        return Location("guide", self.name)


def found(home: Path) -> list[Path]:
    """The Markdown files of a project, those first that are read first; none where it has no `docs/`."""
    pages = sorted((home / "docs").glob("*.md")) + [page for page in [home / _BESIDE] if page.is_file()]
    return sorted(pages, key=lambda page: (_FIRST.index(page.stem) if page.stem in _FIRST else len(_FIRST), page.stem))


def read(home: Path) -> list[Guide]:
    """Every guide, as markup. Raises MissingExtra where markdown-it-py is not installed."""
    pages = found(home)
    spots = {page.resolve(): Location("guide", page.stem) for page in pages}
    return [_rendered(page, home, spots) for page in pages]


def _rendered(page: Path, home: Path, spots: dict[Path, Location]) -> Guide:
    try:
        from markdown_it import MarkdownIt  # noqa: PLC0415 - only the site needs it
        from mdit_py_plugins.anchors import anchors_plugin  # noqa: PLC0415 - the same
    except ImportError:
        raise MissingExtra("markdown-it-py", "site") from None
    try:
        text = page.read_text(encoding="utf-8")
    except OSError as error:
        raise files.unreadable_error(page, error) from error
    links = _Links(page, home, spots)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").use(anchors_plugin, max_level=4)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", lambda *_: f"{_WIDE}<table>\n")
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("th_open", "td_open") and "right" in str(token.attrs.pop("style", "")):
            token.attrSet("class", "right")
        for inner in token.children or ():
            for name in ("href", "src"):
                if target := inner.attrGet(name):
                    links.lead(inner, name, str(target))
    title = next((tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"), page.stem)
    body = re.sub(r"<a>(.*?)</a>", r"\1", parser.renderer.render(tokens, parser.options, {}))
    return Guide(page.stem, title.replace("`", ""), body, links.uses)


_WIDE = '<div class="wide" tabindex="0" role="group" aria-label="table">'


def _fence(_renderer: Any, tokens: Sequence[Any], at: int, *_: Any) -> str:
    """A block of code; where its first line says that the tests do not run it, the page says so too."""
    language, _, mark = tokens[at].info.strip().partition(" ")
    note = '<p class="note">Not run by the tests.</p>' if mark else ""
    code = escape(tokens[at].content)
    label = escape(language or "text")
    return f'{note}<pre tabindex="0" role="group" aria-label="{label}"><code class="{label}">{code}</code></pre>\n'


@dataclass(frozen=True)
class _Links:
    """Leads the relative links of one page to the pages of the site and to copies of files, which it remembers."""

    page: Path
    home: Path
    spots: dict[Path, Location]
    uses: dict[Location, Path] = field(default_factory=dict)

    def lead(self, token: Any, name: str, target: str) -> None:
        """Lead a link anew; one to nothing that the site has loses its target."""
        path, _, anchor = target.partition("#")
        if "://" in target or not path:
            return
        here = path_of(self.spots[self.page.resolve()])
        file = (self.page.parent / path).resolve()
        if file in self.spots:
            token.attrSet(name, relative(here, Location("guide", self.spots[file].name, anchor)))
        elif file.is_file() and file.is_relative_to(self.home.resolve()):
            spot = Location("file", file.relative_to(self.home.resolve()).as_posix())
            self.uses[spot] = file
            token.attrSet(name, relative(here, spot))
        else:
            token.attrs.pop(name)
