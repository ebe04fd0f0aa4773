"""The references: a table that can be filtered, sorted and downloaded, and the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from exordf.browse.content import page_views, records
from exordf.browse.content.reference_list import SORTS, ReferenceFilter
from exordf.browse.model.cells import cell
from exordf.browse.model.parameters import paginate
from exordf.rdf.prefixes import CITO
from exordf.rdf.rows import text
from exordf.server.http.rendering import render

if TYPE_CHECKING:
    import pyoxigraph as ox
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer

_ROWS = 100  # on one page
_FORMS = {
    "bib": "application/x-bibtex",
    "json": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv; charset=utf-8; header=present",
}


def references(request: Request) -> Response:
    """The references that the address asks for."""
    selection = ReferenceFilter(request)
    page = paginate(request.query_params, selection.rows, _ROWS)
    rows = [selection.shown(row) for row in page.rows]
    return render(request, "references.html", chosen=selection, page=page, rows=rows, sorts=SORTS)


def download(request: Request) -> Response:
    """The table as a file."""
    form = request.url.path.rpartition(".")[2]
    headers = {"Content-Disposition": f'attachment; filename="references.{form}"', "Cache-Control": "no-cache"}
    return Response(ReferenceFilter(request).download(form), media_type=_FORMS[form], headers=headers)


def reference(request: Request, node: ox.NamedNode) -> Response:
    """The page of a work that is cited, or that a citation plainly means."""
    explorer: Explorer = request.app.state.explorer
    facts = explorer.facts
    facts.load(facts.cited_by.get(node, []))
    findings = facts.linked(node, "60-findings", "finding")
    facts.load(findings)
    view = page_views.reference(facts, node)
    about: dict[str, str] = {}
    for prop, value in facts.about(node):
        about.setdefault(prop.rpartition("/")[2], text(value))
    view |= {name: about.get(name, "") for name in ("authors", "journal", "unconfirmedDoi", "ordinal", "pmid")}
    issue = f"({about['issue']})" if "issue" in about else ""
    pages = about.get("pages") or about.get("locator", "")
    view |= {
        "year": about.get("issued", ""),
        "place": f"{about.get('volume', '')}{issue}{':' if pages else ''}{pages}",
    }
    view["basis"] = next((cell(facts, value) for value in facts.values(node, "doiBasis")), None)
    cites = f"SELECT ?claim WHERE {{ ?claim <{CITO}citesAsEvidence> {node} }}"
    citing = {text(claim) for claim in facts.store.query(cites).column("claim")}
    view["citing"] = [claim for claim in view["claims"] if claim["iri"] in citing]
    view["naming"] = [claim for claim in view["claims"] if claim["iri"] not in citing]
    view["findings"] = [records.brief(facts, finding) for finding in findings]
    return render(request, "reference.html", view=view)


routes = [Route("/references", references), *(Route(f"/references.{form}", download) for form in _FORMS)]
