"""SHACL shapes compiled to SPARQL: all of SHACL Core and the SELECT constraints of SHACL-SPARQL, in any store."""

from exordf.shacl import pyshacl_engine
from exordf.shacl.compiler import Plan, compile_shapes
from exordf.shacl.constraints import Constraint
from exordf.shacl.engine import Checks, Outcome, Result, checks, result, run
from exordf.shacl.inspected_literals import Doubt, doubts, short
from exordf.shacl.paths import Alternative, Inverse, Path, Repeat, Sequence

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
