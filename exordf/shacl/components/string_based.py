"""Strings (section 4.4): `sh:minLength`, `sh:maxLength`, `sh:pattern`, `sh:languageIn`, `sh:uniqueLang`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.shacl.blocks import Block, grouped, joined
from exordf.shacl.compiler import Component
from exordf.shacl.embedded_queries.regular_expressions import NotTranslated, translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.shacl.blocks import Constraint, Scope
    from exordf.shacl.compiler import Compiler
    from exordf.shacl.shape_model import Shape


def _min_length(_compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
    yield f"(isBlank({value}) || STRLEN(STR({value})) < {shape.number('minLength')})"


def _max_length(_compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
    yield f"(isBlank({value}) || STRLEN(STR({value})) > {shape.number('maxLength')})"


def _pattern(_compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
    pattern = shape.text("pattern") or ""
    try:
        arguments = regex(pattern, shape.text("flags"))
    except NotTranslated as why:
        raise shape.refused("pattern", f"{pattern!r} cannot be evaluated: {why}") from None
    yield f"(isBlank({value}) || !REGEX(STR({value}), {arguments}))"


def regex(pattern: str, flags: str | None) -> str:
    """The second and third argument of SPARQL's REGEX, as stores read them. Raises NotTranslated."""
    translation = translated(pattern, flags or "")
    text = str(ox.Literal(translation.pattern))
    return f"{text}, {ox.Literal(translation.flags)}" if translation.flags else text


def _language_in(_compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
    for members in shape.lists("languageIn"):
        tags = [shape.constant("languageIn", member) for member in members]
        ranges = joined(" || ", [f"LANGMATCHES(LANG({value}), {tag})" for tag in tags])
        yield f'!(isLiteral({value}) && LANG({value}) != "" && ({ranges or "false"}))'


def _unique_lang(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
    value, pattern = compiler.values(shape, scope)
    language = compiler.fresh("language")
    tagged = f"{pattern} BIND(LCASE(LANG({value})) AS {language})"
    counted = value if isinstance(shape.path, ox.NamedNode) else f"DISTINCT {value}"
    repeated = grouped((*scope.keys, language), tagged, f'COUNT({counted}) > 1 && {language} != ""')
    yield Block(scope, repeated, ((constraint, "true"),), also=(language,))


LENGTHS = (
    Component("minLength", "The value has fewer than {} characters.", tests=_min_length),
    Component("maxLength", "The value has more than {} characters.", tests=_max_length),
)
PATTERN = Component("pattern", "The value does not match the pattern {}.", tests=_pattern, companions=("flags",))
LANGUAGE_IN = Component("languageIn", "The language of the value is not one of {}.", tests=_language_in)
UNIQUE_LANG = Component(
    "uniqueLang",
    "There are several values in one language.",
    blocks=_unique_lang,
    is_flag=True,
    on_node_shapes="refused",
)
COMPONENTS = (*LENGTHS, PATTERN, LANGUAGE_IN, UNIQUE_LANG)
# Those that read the text of a value, so that its spelling counts.
READ_AS_TEXT = tuple(component.parameter for component in (*LENGTHS, PATTERN))
