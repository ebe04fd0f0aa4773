"""The names of the facets, which are those of the files in `queries/facets`."""

from __future__ import annotations

ABOUT = "10-about"
ABOVE = "20-above"
BELOW = "21-below"
AS_SUBJECT = "30-acts"
AS_OBJECT = "31-acted-upon"
AS_CONTEXT = "32-context"
CLAIMS = "40-claims"
SOURCES = "50-sources"
FINDINGS = "60-findings"
CONCERNS = "61-concerns"
CONFLICTS = "70-conflicts"
GAPS = "80-gaps"
MECHANISM = "90-mechanism"
