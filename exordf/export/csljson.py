"""CSL-JSON, one item a reference."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from exordf.claims.bibliography import works
from exordf.export import NAME, Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.claims.bibliography import Work
    from exordf.export import Source

_DATE = re.compile(r"(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")  # without a time zone


def _csljson(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.csl.json": write(works(source.store, source.prefixes), source.about.lines())}


def write(chosen: Iterable[Work], about: Sequence[str] = ()) -> bytes:
    """Some works as a list of items, each with its origin."""
    # A list of items has no head; the `source` of an item in CSL is its origin.
    origin = {"source": "; ".join(about)} if about else {}
    items = [_item(work) | origin for work in chosen]
    return (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode()


def _item(work: Work) -> dict[str, Any]:
    people = work.people()
    item: dict[str, Any] = {
        "id": work.key,
        "type": "article-journal",
        "title": work.first("title"),
        "author": [_name(family, initials) for family, initials in people if family],
        "container-title": work.first("journal"),
        "container-title-short": work.first("abbreviation"),
        "issued": _date(work.first("year")),
        "volume": work.first("volume"),
        "issue": work.first("issue"),
        "page": work.first("pages"),
        "number": work.first("locator"),
        "DOI": work.first("doi"),
        "PMID": work.first("pmid"),
    }
    notes = ["The list of authors is cut in the source."] if ("", "") in people else []
    notes += [f"DOI not confirmed: {work.first('unconfirmed_doi')}"] if work.first("unconfirmed_doi") else []
    item["note"] = " ".join(notes)
    return {name: value for name, value in item.items() if value}


def _date(text: str) -> dict[str, Any]:
    """A date in its parts; other text as a literal, empty for no text."""
    if match := _DATE.match(text):
        return {"date-parts": [[int(part) for part in match.groups() if part]]}
    return {"literal": text} if text else {}


def _name(family: str, initials: str) -> dict[str, str]:
    return {"family": family, "given": initials} if initials else {"literal": family}


FORMATS = (Format("csljson", "Zotero, Pandoc and citation processors", "all but the references", _csljson),)
