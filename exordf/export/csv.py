"""CSV, one row a claim with its context in columns: for spreadsheets, R, pandas; loses all but the claims."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from exordf.flat import claims
from exordf.rows import text

if TYPE_CHECKING:
    from exordf.export import Source

SUFFIX = ".csv"


def write(source: Source) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rows = claims(source.store, source.prefixes)
    writer.writerow(rows.columns)
    writer.writerows([text(term) for term in terms] for terms in rows.terms)
    return out.getvalue().encode()
