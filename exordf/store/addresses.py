"""The addresses of a SPARQL server: for queries, updates and graphs, by the layouts of the servers in use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from exordf.errors import InputError


@dataclass(frozen=True)
class Addresses:
    """The addresses of a server for queries, updates and graphs, and the login; an address never shows the password."""

    query: str
    update: str
    graphs: str
    login: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, query: str, update: str | None = None, graphs: str | None = None) -> Addresses:
        """The addresses of the server at the address for queries, the others by its usual layout if not given.

        Oxigraph: /query, /update, /store. Fuseki: /NAME/query or /NAME/sparql, /NAME/update, /NAME/data. Virtuoso:
        /sparql for queries and updates, /sparql-graph-crud, and both with -auth. GraphDB and RDF4J:
        /repositories/NAME, with /statements.
        """
        login, query = _split_login(query.rstrip("/"))
        parts = urlsplit(query)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise InputError(
                f'"{query}" is not the address of a server', mend="Write http://HOST/... or https://HOST/..."
            )
        base, _, last = query.rpartition("/")
        depth = len(parts.path.strip("/").split("/"))
        if "/repositories/" in query:
            usual = f"{query}/statements", f"{query}/rdf-graphs/service"
        elif last in ("sparql", "sparql-auth") and depth == 1:
            usual = query, f"{base}/sparql-graph-crud{last.removeprefix('sparql')}"
        elif last == "query" and depth == 1:
            usual = f"{base}/update", f"{base}/store"
        elif last in ("query", "sparql"):
            usual = f"{base}/update", f"{base}/data"
        else:
            usual = f"{query}/update", f"{query}/data"
        own = [_split_login(address)[1] if address else None for address in (update, graphs)]
        return cls(query, own[0] or usual[0], own[1] or usual[1], login)


def _split_login(address: str) -> tuple[str | None, str]:
    """User and password of an address, decoded, and the address without them.

    >>> _split_login("http://user:p%40ss@localhost/query")
    ('user:p@ss', 'http://localhost/query')
    """
    parts = re.fullmatch(r"(?P<scheme>https?://)(?P<login>[^/@]+)@(?P<rest>.*)", address)
    return (unquote(parts["login"]), parts["scheme"] + parts["rest"]) if parts else (None, address)
