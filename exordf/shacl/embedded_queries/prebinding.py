"""The queries of `sh:sparql` with the focus nodes joined to every group that mentions `$this` (section 5.3.1)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.shacl.embedded_queries import regex_calls
from exordf.shacl.embedded_queries.query_tokens import Refused, tokens_of, written
from exordf.sparql.lexer import Token

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FORBIDDEN = {
    "MINUS": "SHACL does not allow MINUS (section 5.2.1); write FILTER NOT EXISTS",
    "VALUES": "SHACL does not allow VALUES (section 5.2.1); write FILTER(?x IN (...))",
    "SERVICE": "SHACL does not allow SERVICE (section 5.2.1)",
    "GRAPH": "GRAPH is not supported; the data stand in the default graph",
    "FROM": "FROM is not supported; the data stand in the default graph",
    "BASE": "BASE is not supported; write IRIs in full",
}
_WANTED = {"PATH": "the shape has no sh:path", "currentShape": "the shape is a blank node; give it an IRI"}
_ONE_BY_ONE = ("LIMIT", "OFFSET")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING")
_PREBOUND = ("this", "shapesGraph", "currentShape")
_PLAIN_KINDS = frozenset(("iri", "string", "variable", "name", "tag", "number"))
_PLAIN_MARKS = frozenset((".", ";", ",", "[", "]", "^^"))


@dataclass(frozen=True)
class PreboundQuery:
    """A query that runs over all focus nodes at once, and what it projects ("*" for everything)."""

    text: str
    projected: tuple[str, ...]


def prebind(  # noqa: PLR0913 - what SHACL binds, and to what
    query: str,
    *,
    prefixes: dict[str, str],
    targets: str,
    focus: str,
    constants: Mapping[str, str | None],
    test: str = "",
) -> PreboundQuery:
    """The query of a constraint with `targets`, which binds `focus`, joined to every group that mentions `$this`.

    Where there is a `test` for focus nodes, a query that begins with a triple of `$this` finds nodes by that triple,
    and the test removes others. `constants` are the values of `$PATH` and `$currentShape`, None where there is none.
    Raises Refused for a query that would not mean the same as one run for each focus node.
    """
    tokens = [_substituted(token, focus, constants) for token in regex_calls.translated(tokens_of(query, prefixes))]
    reader = _Reader(tokens, targets, focus.removeprefix("?"), test)
    text, projected = reader.select(top=True)
    return PreboundQuery(text, projected)


def _substituted(token: Token, focus: str, constants: Mapping[str, str | None]) -> Token:
    if token.variable == "this":
        return Token("variable", focus)
    if token.variable == "shapesGraph":
        raise Refused("$shapesGraph is not supported; the shapes are not in the store")
    if token.variable not in constants:
        return token
    constant = constants[token.variable]
    if constant is None:
        raise Refused(f"{token.text} stands for nothing: {_WANTED[token.variable]}")
    return Token("iri", constant)


class _Reader:
    """Reads the tokens once from left to right and writes them with the targets inserted."""

    def __init__(self, tokens: list[Token], targets: str, this: str, test: str) -> None:
        self.tokens, self.targets, self.this, self.test = tokens, targets, this, test
        self.position = 0
        for token in tokens:
            if token.word in _FORBIDDEN:
                raise Refused(_FORBIDDEN[token.word])
        for before, after in itertools.pairwise(tokens):
            if before.word == "AS" and after.variable in (this, *_PREBOUND):
                raise Refused(f"AS must not bind {after.text.replace(this, 'this')} anew (SHACL section 5.2.1)")

    def select(self, *, top: bool) -> tuple[str, tuple[str, ...]]:
        if not self._here("SELECT"):
            raise Refused("the query is not a SELECT")
        start = self.position
        while not self._is_mark("{"):
            self._step()
        head = self.tokens[start : self.position]
        if _depth(head):
            raise Refused("EXISTS among what is selected is not supported; BIND it in WHERE")
        projected = self._projected(head[1:])
        if "*" in projected and not top:
            raise Refused("a subquery must name what it selects, $this among it (SHACL section 5.2.1)")
        if "*" not in projected and self.this not in projected:
            raise Refused("a SELECT, a subquery too, must select $this (SHACL section 5.2.1)")
        body = self.group(bound=True, top=top, whole=top and "*" not in projected)
        start = self.position
        while self.position < len(self.tokens) and not self._is_mark("}"):
            self.position += 1
            if self.position < len(self.tokens) and self._is_mark("{") and _depth(self.tokens[start : self.position]):
                raise Refused("EXISTS after the last } of a SELECT is not supported; BIND it in WHERE")
        if top and self.position < len(self.tokens):
            raise Refused("the query goes on after its last }")
        tail = self.tokens[start : self.position]
        self._modifiers(head, tail)
        return f"{written(head)} {body} {written(tail)}".strip(), projected

    def group(self, *, bound: bool, top: bool = False, whole: bool = False, inside_exists: bool = False) -> str:
        """The group that begins here. `bound`: the targets go into it; else only where it is more than triples.

        `whole`: an OPTIONAL in it that does not mention `$this` is evaluated once for all focus nodes.
        """
        self._step()
        start = self.position
        parts: list[Token] = []
        if self._here("SELECT"):
            if inside_exists:
                raise Refused("a subquery inside EXISTS is not supported")
            text, _ = self.select(top=False)
            self._step()
            return f"{{ {text} }}"
        while not self._is_mark("}"):
            if self._is_mark("{"):
                before, start_inner = self.tokens[self.position - 1].word, self.position
                text = self.group(bound=False, inside_exists=inside_exists or before == "EXISTS")
                if whole and before == "OPTIONAL" and self._stands_alone(self.tokens[start_inner : self.position]):
                    # bound on both sides, so that an engine joins them and does not look one up for each of the other
                    once = f"BIND(true AS ?whole_{start_inner})"
                    parts[-1], text = _group(f"{once} OPTIONAL"), f"{text.removesuffix('}')}{once} }}"
                parts.append(_group(text))
            else:
                parts.append(self.tokens[self.position])
                self._step()
        inner = self.tokens[start : self.position]
        self._step()
        speaks = any(token.variable == self.this for token in inner)
        if top and self.test and self._begins_with_a_triple(inner):
            parts.append(_group(f"FILTER EXISTS {{ {self.test} }}"))
        elif not inside_exists and (bound or (speaks and not all(map(_is_of_a_triple, inner)))):
            parts.insert(0, _group(self.targets))
        return f"{{ {written(parts)} }}"

    def _stands_alone(self, group: list[Token]) -> bool:
        """Whether a group says the same whatever the focus node, and may be added to at its end."""
        return not any(token.variable == self.this or token.word == "SELECT" for token in group)

    def _begins_with_a_triple(self, inner: list[Token]) -> bool:
        """Whether the group begins with a triple of `$this`, so that it is bound in whatever the group finds."""
        plain = len(inner) > 2 and all(token.kind in _PLAIN_KINDS or token.text == "a" for token in inner[:3])  # noqa: PLR2004
        return plain and inner[0].variable == self.this

    def _projected(self, head: list[Token]) -> tuple[str, ...]:
        names: list[str] = []
        depth = 0
        for before, token in zip([Token("mark", ""), *head], head, strict=False):
            depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "mark" else 0
            if token.variable and (depth == 0 or (depth == 1 and before.word == "AS")):
                names.append(token.variable)
            elif depth == 0 and token.text == "*":
                names.append("*")
        return tuple(names)

    def _modifiers(self, head: list[Token], tail: list[Token]) -> None:
        words = [token.word for token in tail]
        for word in _ONE_BY_ONE:
            if word in words:
                raise Refused(f"{word} would count over all focus nodes, not over each; leave it out")
        grouped = "GROUP" in words
        if grouped:
            start = words.index("GROUP")
            end = next((n for n in range(start, len(words)) if words[n] in ("HAVING", "ORDER")), len(words))
            if not any(token.variable == self.this for token in tail[start:end]):
                raise Refused("GROUP BY must have $this among its variables")
        elif any(token.word in _AGGREGATES for token in head + tail):
            raise Refused("an aggregate needs GROUP BY $this")

    def _here(self, word: str) -> bool:
        return self.position < len(self.tokens) and self.tokens[self.position].word == word

    def _is_mark(self, mark: str) -> bool:
        if self.position >= len(self.tokens):
            raise Refused("the query ends too early")
        token = self.tokens[self.position]
        return token.kind == "mark" and token.text == mark

    def _step(self) -> None:
        self.position += 1
        if self.position > len(self.tokens):
            raise Refused("the query ends too early")


def _is_of_a_triple(token: Token) -> bool:
    if token.kind in _PLAIN_KINDS:
        return not token.text.startswith("(")
    return token.text in _PLAIN_MARKS or token.text == "a" or token.text in ("true", "false")


def _group(text: str) -> Token:
    return Token("group", text)


def _depth(tokens: Sequence[Token]) -> int:
    """The number of round brackets that are open after some tokens."""
    signs = [token.text for token in tokens if token.kind == "mark"]
    return signs.count("(") - signs.count(")")
