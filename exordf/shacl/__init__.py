"""SHACL shapes compiled to SPARQL: all of SHACL Core and the SELECT constraints of SHACL-SPARQL, in any store.

How a shape becomes queries, and their rows results; the sections are those of the recommendation:

1. `shapes_graph` indexes the triples; `shape_reader` reads each shape (`shape_model`) with its path (`paths`, 2.3.1)
   and refuses every `sh:` term that cannot be checked (`vocabulary`).
2. `plan` collects the shapes that have targets (`targets`, 2.1.3) and all that they refer to.
3. `compiler` makes blocks (`blocks`): graph patterns whose solutions break a constraint. Each kind of constraint is
   defined in one place, its component: parameter, message, SPARQL.

   - `components.value_type` (4.1), `cardinality` (4.2), `value_range` (4.3), `string_based` (4.4)
   - `components.property_pair` (4.5), `logical` (4.6), `shape_based` (4.7), `other` (4.8)
   - `embedded_queries.sparql_constraints` (5): queries that are part of the shapes graph

   A component gives expressions about one value, or patterns where more than the value counts. A nested shape is the
   set of nodes that break it. `literal_expressions` compares literals the same way in every store.
4. `plain_paths`, the optimiser, merges blocks, so that one query reads each focus node for many properties.
5. `plan.queries` writes the SELECT of each block; `engine` runs it and reads each row as a result, with the message of
   the constraint; `report` and `report_graph` (3.6) present the results.

`validation` is the way in. It asks `inspected_literals` whether the store has every literal that the shapes look at as
it was written, and hands the data to `pyshacl_engine` where it has not.
"""

from exordf.shacl import pyshacl_engine
from exordf.shacl.blocks import Constraint
from exordf.shacl.engine import Checks, Outcome, Result, checks, result, run
from exordf.shacl.inspected_literals import Doubt, doubts, short
from exordf.shacl.paths import Alternative, Inverse, Path, Repeat, Sequence
from exordf.shacl.plan import Plan, compile_shapes

__all__ = [
    "Alternative",
    "Checks",
    "Constraint",
    "Doubt",
    "Inverse",
    "Outcome",
    "Path",
    "Plan",
    "Repeat",
    "Result",
    "Sequence",
    "checks",
    "compile_shapes",
    "doubts",
    "pyshacl_engine",
    "result",
    "run",
    "short",
]
