"""The constraint components of SHACL, one module for each chapter of the recommendation that defines them."""

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
from exordf.shacl.embedded_queries import sparql_constraints

# In the order in which a query has them: first what a look at the value decides, then what needs patterns.
ALL = (
    *value_type.COMPONENTS,
    *string_based.COMPONENTS,
    *value_range.COMPONENTS,
    other.IN,
    shape_based.NODE,
    *logical.COMPONENTS,
    *property_pair.COMPONENTS,
    other.CLOSED,
    sparql_constraints.COMPONENT,
    *cardinality.COMPONENTS,
    other.HAS_VALUE,
    *shape_based.QUALIFIED,
)
