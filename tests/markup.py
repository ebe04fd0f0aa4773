"""What a page may contain: known elements, all closed, no event handler or inline script, links to the site or web."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "rect", "source", "wbr"}
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data-suggest", "data-post"}
LOADED = {("script", "src"), ("link", "href")}
# The elements of our pages and pictures. Text from the data adds no other.
ELEMENTS = {
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
    """A page as a browser parses it: `wrong` lists what a page may not contain.

    `fields` are the names of its form fields, `links` the addresses in it, `words` the text between its tags.
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
        self._check(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check(tag, attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()} closes no element")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._open and self._open[-1] in {"script", "style"} and data.strip():
            self.wrong.append(f"an inline script: {data[:80]}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"a comment: {data[:80]}")

    def _check(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.wrong.append(f"<{tag}> is not an element of our pages")
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> has an attribute twice: {names}")
        for name, content in attrs:
            value = content or ""
            if name.startswith("on") or name in {"style", "srcdoc", "nonce"}:
                self.wrong.append(f"<{tag} {name}={value[:80]}>")
            if name in ADDRESSES:
                is_local = value.startswith(("/", "#", "?")) and not value.startswith("//")
                is_canonical = tag == "link" and ("rel", "canonical") in attrs
                may_be_external = (tag, name) not in LOADED or is_canonical
                if not (is_local or (may_be_external and value.startswith(("http://", "https://")))):
                    self.wrong.append(f"<{tag} {name}={value[:80]}>")
                self.links.append(value)
            if name == "name" and tag in {"input", "select", "textarea", "button"}:
                self.fields.add(value)


def checked(content: str, where: str = "") -> Page:
    """Parse a page, which may contain nothing that is wrong; `where` is its address, for the message."""
    page = Page(content)
    assert not page.wrong, f"{where}: {page.wrong[:5]}"
    return page
