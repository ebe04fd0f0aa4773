"""What a page may hold: every element of ours and closed, no handler, no script within, links to here or to the web."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "rect", "source", "wbr"}
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data-suggest", "data-post"}
LOADED = {("script", "src"), ("link", "href")}
# Everything that the pages and pictures are made of. What comes out of the data adds none.
OURS = {
    *("a", "article", "aside", "b", "bdi", "body", "br", "button", "circle", "cite", "code", "datalist", "dd"),
    *("defs", "del", "desc", "details", "div", "dl", "dt", "ellipse", "em", "fieldset", "figcaption", "figure"),
    *("footer", "form", "g", "h1", "h2", "h3", "h4", "head", "header", "html", "i", "input", "ins", "kbd", "label"),
    *("legend", "li", "line", "link", "main", "mark", "marker", "meta", "nav", "noscript", "ol", "optgroup"),
    *("option", "output", "p", "path", "pattern", "polygon", "polyline", "pre", "q", "rect", "script", "search"),
    *("section", "select", "small", "span", "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td"),
    *("template", "text", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "tspan", "tt", "ul", "use"),
    *("var", "wbr"),
}


class Page(HTMLParser):
    """A page as a browser reads it, checked while it is read: `wrong` says what no page of ours may have.

    `fields` are the names of fields, `links` the addresses that are followed from it.
    """

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.fields: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(content)
        self.close()
        if self._open:
            self.wrong.append(f"never closed: {self._open}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._looked_at(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._looked_at(tag, attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()} closes nothing")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._open and self._open[-1] in {"script", "style"} and data.strip():
            self.wrong.append(f"a script within: {data[:80]}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"a comment: {data[:80]}")

    def _looked_at(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in OURS:
            self.wrong.append(f"<{tag}> is none of ours")
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> says something twice: {names}")
        for name, given in attrs:
            value = given or ""
            if name.startswith("on") or name in {"style", "srcdoc", "nonce"}:
                self.wrong.append(f"<{tag} {name}={value[:80]}>")
            if name in ADDRESSES:
                ours = value.startswith(("/", "#", "?")) and not value.startswith("//")
                elsewhere = value.startswith(("http://", "https://")) and (tag, name) not in LOADED
                if tag == "link" and ("rel", "canonical") in attrs:
                    elsewhere = value.startswith(("http://", "https://"))
                if not (ours or elsewhere):
                    self.wrong.append(f"<{tag} {name}={value[:80]}>")
                self.links.append(value)
            if name == "name" and tag in {"input", "select", "textarea", "button"}:
                self.fields.add(value)


def checked(content: str, where: str = "") -> Page:
    """A page in which nothing is wrong."""
    page = Page(content)
    assert not page.wrong, f"{where}: {page.wrong[:5]}"
    return page
