"""BibTeX, one article a reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exordf.claims.bibliography import works
from exordf.export import NAME, Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.claims.bibliography import Work
    from exordf.export import Source

_SPECIAL = {"\\": r"\textbackslash{}", **{character: f"\\{character}" for character in "&%#_{}$"}}

_NO_KEY = re.compile(r"[\s\"#%'(),={}~\\]")


def _bibtex(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.bib": write(works(source.store, source.prefixes), source.about.lines())}


def write(chosen: Iterable[Work], about: Iterable[str] = ()) -> bytes:
    """Some works as one file, with lines of comment at the top."""
    entries = "\n".join(map(_entry, chosen))
    # Text between entries is a comment; the percent sign marks it for human readers.
    head = "".join(f"% {line}\n" for line in about)
    return f"{head}\n{entries}".encode()


def _entry(work: Work) -> str:
    names = [f"{family}, {initials}" if initials else family or "others" for family, initials in work.people()]
    unconfirmed = work.first("unconfirmed_doi")
    fields = {
        "author": _escaped(" and ".join(names)),
        "title": f"{{{_escaped(work.first('title'))}}}" if work.first("title") else "",
        "journal": _escaped(work.first("journal")),
        "year": _escaped(work.first("year")),
        "volume": work.first("volume"),
        "number": work.first("issue"),
        "pages": work.first("pages").replace("-", "--") or work.first("locator"),
        "doi": work.first("doi"),
        "pmid": work.first("pmid"),
        "note": f"DOI not confirmed: {_escaped(unconfirmed)}" if unconfirmed else "",
    }
    lines = [f"  {name:<8} = {{{value}}}" for name, value in fields.items() if value]
    return ",\n".join([f"@article{{{_NO_KEY.sub('-', work.key)}", *lines]) + "\n}\n"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)


FORMATS = (Format("bibtex", "LaTeX and reference managers", "all but the references", _bibtex),)
