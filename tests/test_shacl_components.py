"""The constraint components: each one of SHACL Core stands once, in the module of the chapter that defines it."""

from __future__ import annotations

from collections import Counter

import pytest

from exordf.shacl import components
from exordf.shacl.components import (
    cardinality,
    logical,
    other,
    property_pair,
    shape_based,
    string_based,
    value_range,
    value_type,
)

# The parameters of section 4 of the recommendation (https://www.w3.org/TR/shacl/#core-components). Of the qualified
# shapes, the counts are the components; sh:property is no component of a query: its shape is compiled by itself.
CHAPTERS = {
    value_type: {"class", "datatype", "nodeKind"},
    cardinality: {"minCount", "maxCount"},
    value_range: {"minExclusive", "minInclusive", "maxExclusive", "maxInclusive"},
    string_based: {"minLength", "maxLength", "pattern", "languageIn", "uniqueLang"},
    property_pair: {"equals", "disjoint", "lessThan", "lessThanOrEquals"},
    logical: {"not", "and", "or", "xone"},
    shape_based: {"node", "qualifiedMinCount", "qualifiedMaxCount"},
    other: {"closed", "hasValue", "in"},
}


def test_every_component_of_the_recommendation_stands_once() -> None:
    parameters = Counter(component.parameter for component in components.ALL)
    assert {name for name, number in parameters.items() if number > 1} == set()
    assert set(parameters) == {*set().union(*CHAPTERS.values()), "sparql"}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.__name__.rpartition(".")[2])
def test_a_component_stands_in_the_module_of_its_chapter(chapter: object) -> None:
    own = {component.parameter for component in vars(chapter).values() if type(component).__name__ == "Component"}
    listed = vars(chapter).get("COMPONENTS", ()), vars(chapter).get("QUALIFIED", ())
    own |= {component.parameter for group in listed for component in group}
    assert own == CHAPTERS[chapter]  # type: ignore[index]
