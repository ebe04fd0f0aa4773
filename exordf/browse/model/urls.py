"""Addresses: the path on this server for an IRI, the IRI for a path, and links that repeat the language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

from exordf.rdf.prefixes import EXO

# What our own IRIs begin with; the rest of one is its path here.
BASE = EXO.removesuffix("ontology/")
ELSEWHERE = "/thing"
PLAIN = "/:@!$&'()*+,;=-._~"
# In a path, a second slash at the beginning would name another host, and a browser removes segments of dots.
_NO_PATH = re.compile(r"/|\.{1,2}(?:/|$)|.*/\.{1,2}(?:/|$)", re.DOTALL)


def path_of(iri: str) -> str:
    """The path of a resource on this server: that of its IRI or, where it is not ours, an address that quotes it.

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
    """The IRI of ours for a path, percent-encoded or not.

    >>> iri_of("/ontology/Osteoclast")
    'https://w3id.org/exordf/ontology/Osteoclast'
    """
    return BASE + unquote(path.removeprefix("/"))


@dataclass(frozen=True, slots=True)
class Links:
    """The link to a resource by its IRI; `lang` is the language in the address of the page, which links repeat.

    >>> Links("zh")("https://w3id.org/exordf/ontology/Osteoclast")
    '/ontology/Osteoclast?lang=zh'
    """

    lang: str = ""

    def __call__(self, iri: str) -> str:
        path = path_of(iri)
        return f"{path}{'&' if '?' in path else '?'}lang={self.lang}" if self.lang else path
