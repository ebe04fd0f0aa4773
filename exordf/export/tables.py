"""Tables: what the flat view holds, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from exordf.export import NAME, Format
from exordf.flat import claims
from exordf.rows import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.export import Source


def _csv(source: Source) -> Mapping[str, bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rows = claims(source.store, source.prefixes)
    writer.writerow(rows.columns)
    writer.writerows([text(term) for term in terms] for terms in rows.terms)
    return {f"{NAME}.csv": out.getvalue().encode()}


FORMATS = (Format("csv", "spreadsheets, R, pandas: one row a claim", "all but the claims", _csv),)
