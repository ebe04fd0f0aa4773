"""Addresses: the path on this server that stands for an IRI, and the IRI that a path stands for."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlencode

from exordf.rdf.prefixes import EXO

# What our own IRIs begin with; the rest of one is its path here.
BASE = EXO.removesuffix("ontology/")
ELSEWHERE = "/thing"
PLAIN = "/:@!$&'()*+,;=-._~"
# As a path, what begins with a second slash is the name of another host, and a browser takes steps of dots away.
_NO_PATH = re.compile(r"/|\.{1,2}(?:/|$)|.*/\.{1,2}(?:/|$)", re.DOTALL)


def path_of(iri: str) -> str:
    """The path of a thing on this server: that of its IRI, or an address that names the IRI where it is not ours.

    >>> path_of("https://w3id.org/exordf/ontology/Osteoclast")
    '/ontology/Osteoclast'
    >>> path_of("https://example.org/claim/1")
    '/thing?iri=https%3A%2F%2Fexample.org%2Fclaim%2F1'
    >>> path_of("https://w3id.org/exordf//example.org")
    '/thing?iri=https%3A%2F%2Fw3id.org%2Fexordf%2F%2Fexample.org'
    """
    if iri.startswith(BASE) and len(iri) > len(BASE) and not _NO_PATH.match(iri, len(BASE)):
        return "/" + quote(iri.removeprefix(BASE), safe=PLAIN)
    return f"{ELSEWHERE}?{urlencode({'iri': iri})}"


def iri_of(path: str) -> str:
    """The IRI of ours that a path, percent-encoded or not, stands for.

    >>> iri_of("/ontology/Osteoclast")
    'https://w3id.org/exordf/ontology/Osteoclast'
    """
    return BASE + unquote(path.removeprefix("/"))
