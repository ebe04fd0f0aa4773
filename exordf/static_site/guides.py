"""The guides: the Markdown of `docs/` as HTML, with links to other guides and to copies of files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from exordf import files
from exordf.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Sequence

# The guides to read first; the others follow by name.
_FIRST = ("start-here", "explorer", "for-researchers", "for-bioinformaticians", "for-triple-stores")
_IN_THE_ROOT = "CONTRIBUTING.md"


@dataclass(frozen=True)
class Guide:
    """A page in Markdown, as HTML; `uses` are the files that it links to and shows, by their paths in the project."""

    name: str
    title: str
    body: str
    uses: dict[str, Path] = field(repr=False)


def find_guides(home: Path) -> list[Path]:
    """The Markdown files of a project, in the order in which to read them; none where it has no `docs/`."""
    pages = sorted((home / "docs").glob("*.md")) + [page for page in [home / _IN_THE_ROOT] if page.is_file()]
    return sorted(pages, key=lambda page: (_FIRST.index(page.stem) if page.stem in _FIRST else len(_FIRST), page.stem))


def read(home: Path) -> list[Guide]:
    """Every guide as HTML. Raises MissingExtra where markdown-it-py is not installed."""
    pages = find_guides(home)
    names = {page.resolve(): page.stem for page in pages}
    return [_render(page, home, names) for page in pages]


def _render(page: Path, home: Path, names: dict[Path, str]) -> Guide:
    try:
        from markdown_it import MarkdownIt  # noqa: PLC0415 - only the site needs it
        from mdit_py_plugins.anchors import anchors_plugin  # noqa: PLC0415 - the same
    except ImportError:
        raise MissingExtra("markdown-it-py", "site") from None
    try:
        text = page.read_text(encoding="utf-8")
    except OSError as error:
        raise files.unreadable_error(page, error) from error
    links = _Links(page, home, names)
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
                    links.resolve(inner, name, str(target))
    title = next(
        (tokens[index + 1].content for index, token in enumerate(tokens) if token.type == "heading_open"), page.stem
    )
    body = re.sub(r"<a>(.*?)</a>", r"\1", parser.renderer.render(tokens, parser.options, {}))
    return Guide(page.stem, title.replace("`", ""), body, links.uses)


_WIDE = '<div class="wide" tabindex="0" role="group" aria-label="table">'


def _fence(_renderer: Any, tokens: Sequence[Any], index: int, *_: Any) -> str:
    """A block of code; where its first line says that the tests do not run it, the page says so too."""
    language, _, mark = tokens[index].info.strip().partition(" ")
    note = '<p class="note">Not run by the tests.</p>' if mark else ""
    code = escape(tokens[index].content)
    label = escape(language or "text")
    return f'{note}<pre tabindex="0" role="group" aria-label="{label}"><code class="{label}">{code}</code></pre>\n'


@dataclass(frozen=True)
class _Links:
    """Turns the relative links of one page into addresses of guides and of copies of files; `uses` are these files."""

    page: Path
    home: Path
    names: dict[Path, str]
    uses: dict[str, Path] = field(default_factory=dict)

    def resolve(self, token: Any, name: str, target: str) -> None:
        """Set the address of a link; a link to what the site does not have loses its target."""
        path, _, anchor = target.partition("#")
        if "://" in target or not path:
            return
        file = (self.page.parent / path).resolve()
        if file in self.names:
            token.attrSet(name, f"/guide/{quote(self.names[file])}{f'#{anchor}' if anchor else ''}")
        elif file.is_file() and file.is_relative_to(self.home.resolve()):
            place = file.relative_to(self.home.resolve()).as_posix()
            self.uses[place] = file
            token.attrSet(name, f"/file/{quote(place)}")
        else:
            token.attrs.pop(name)
