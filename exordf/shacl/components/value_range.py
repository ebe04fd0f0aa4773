"""Value range (section 4.3): `sh:minExclusive`, `sh:minInclusive`, `sh:maxExclusive`, `sh:maxInclusive`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.shacl import literal_expressions
from exordf.shacl.compiler import Component

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.shacl.compiler import Compiler
    from exordf.shacl.shape_model import Shape


def _bound(parameter: str, sign: str, message: str) -> Component:
    def tests(_compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
        for bound in shape.terms(parameter):
            literal = bound if isinstance(bound, ox.Literal) else None
            compared = literal_expressions.compared(value, sign, str(shape.constant(parameter, bound)), literal)
            yield f"!{compared}"

    return Component(parameter, message, tests=tests)


COMPONENTS = (
    _bound("minExclusive", ">", "The value is not greater than {}."),
    _bound("minInclusive", ">=", "The value is not {} or greater."),
    _bound("maxExclusive", "<", "The value is not less than {}."),
    _bound("maxInclusive", "<=", "The value is not {} or less."),
)
PARAMETERS = tuple(component.parameter for component in COMPONENTS)
