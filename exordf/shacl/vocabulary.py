"""The terms of SHACL: the W3C's whole list, and what each means to a shape here."""

from __future__ import annotations

from exordf.rdf.prefixes import SH


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CONSTRAINTS = _words(
    "class datatype nodeKind minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern "
    "languageIn in hasValue node not and or xone equals disjoint closed sparql"
)
PROPERTY_CONSTRAINTS = _words(
    "minCount maxCount uniqueLang lessThan lessThanOrEquals qualifiedMinCount qualifiedMaxCount"
)
TARGETS = _words("targetClass targetNode targetSubjectsOf targetObjectsOf")
HELPERS = _words(
    "path property flags ignoredProperties qualifiedValueShape qualifiedValueShapesDisjoint deactivated severity "
    "message name description order group defaultValue"
)
ON_A_SHAPE = CONSTRAINTS | PROPERTY_CONSTRAINTS | TARGETS | HELPERS

ONCE = _words(
    "path datatype nodeKind minExclusive minInclusive maxExclusive maxInclusive minLength maxLength languageIn "
    "in closed ignoredProperties deactivated severity minCount maxCount uniqueLang qualifiedValueShape "
    "qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint flags pattern"
)
NODE_KINDS = {
    "BlankNode": ("isBlank",),
    "IRI": ("isIRI",),
    "Literal": ("isLiteral",),
    "BlankNodeOrIRI": ("isBlank", "isIRI"),
    "BlankNodeOrLiteral": ("isBlank", "isLiteral"),
    "IRIOrLiteral": ("isIRI", "isLiteral"),
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


def component(constraint: str) -> str:
    """The IRI of the constraint component that a parameter belongs to.

    >>> component("minCount")
    'http://www.w3.org/ns/shacl#MinCountConstraintComponent'
    """
    name = "SPARQL" if constraint == "sparql" else constraint[0].upper() + constraint[1:]
    return f"{SH}{name}ConstraintComponent"


W3C = frozenset(
    {f"{SH}{name}" for name in ON_A_SHAPE | _OTHER | _CLASSES | NODE_KINDS.keys()}
    | {component(name) for name in CONSTRAINTS | PROPERTY_CONSTRAINTS}
)
