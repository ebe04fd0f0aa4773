"""SHACL shapes compiled to SPARQL: all of SHACL Core and the SELECT constraints of SHACL-SPARQL, in any store."""

from exordf.shacl import reference
from exordf.shacl.compiler import Plan, compile_shapes
from exordf.shacl.constraints import Constraint
from exordf.shacl.looks import Doubt, doubts, short
from exordf.shacl.paths import Alternative, Inverse, Path, Repeat, Sequence
from exordf.shacl.report import report
from exordf.shacl.run import Checks, Outcome, Result, checks, result, run

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
    "reference",
    "report",
    "result",
    "run",
    "short",
]
