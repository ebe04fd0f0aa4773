"""The terms of SHACL: the W3C's whole list, and which of them a shape may have here."""

from __future__ import annotations

from exordf.rdf.prefixes import SH
from exordf.shacl import components
from exordf.shacl.components import value_type


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TARGETS = _words("targetClass targetNode targetSubjectsOf targetObjectsOf")
_COMPANIONS = frozenset(name for component in components.ALL for name in component.companions)
_ONCE = _words("path deactivated severity")
_SEVERAL = _words("property message name description order group defaultValue")
_PARAMETERS = frozenset(component.parameter for component in components.ALL)
ON_A_SHAPE = _PARAMETERS | _COMPANIONS | TARGETS | _ONCE | _SEVERAL
ONCE = _ONCE | _COMPANIONS | {component.parameter for component in components.ALL if component.is_single}
NEEDS_PATH = {component.parameter for component in components.ALL if component.on_node_shapes == "refused"} | {
    "qualifiedValueShape"
}

_OTHER = _words(
    "alternativePath annotationProperty annotationValue annotationVarName ask condition conforms construct declare "
    "detail entailment expression filterShape focusNode intersection inversePath js jsFunctionName jsLibrary "
    "jsLibraryURL labelTemplate namespace nodeValidator nodes object oneOrMorePath optional parameter predicate prefix "
    "prefixes propertyValidator result resultAnnotation resultMessage resultPath resultSeverity returnType rule select "
    "shapesGraph shapesGraphWellFormed sourceConstraint sourceConstraintComponent sourceShape subject "
    "suggestedShapesGraph target this union update validator value zeroOrMorePath zeroOrOnePath"
)
_CLASSES = _words(
    "AbstractResult ConstraintComponent Function Info JSConstraint JSExecutable JSFunction JSLibrary JSRule "
    "JSTarget JSTargetType JSValidator NodeKind NodeShape Parameter Parameterizable PrefixDeclaration PropertyGroup "
    "PropertyShape ResultAnnotation Rule SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint "
    "SPARQLConstructExecutable SPARQLExecutable SPARQLFunction SPARQLRule SPARQLSelectExecutable "
    "SPARQLSelectValidator SPARQLTarget SPARQLTargetType SPARQLUpdateExecutable Severity Shape Target TargetType "
    "TripleRule ValidationReport ValidationResult Validator Violation Warning ExpressionConstraintComponent "
    "JSConstraintComponent PropertyConstraintComponent"
)
W3C = frozenset(
    {f"{SH}{name}" for name in ON_A_SHAPE | _OTHER | _CLASSES | value_type.NODE_KINDS.keys()}
    | {component.iri for component in components.ALL}
)
