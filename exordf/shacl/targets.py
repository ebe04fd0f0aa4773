"""Targets (section 2.1.3): the patterns that bind the focus nodes of a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.rdf.prefixes import RDF_TYPE, RDFS
from exordf.shacl import shape_reader
from exordf.shacl.blocks import Scope, joined

if TYPE_CHECKING:
    import pyoxigraph as ox

    from exordf.shacl.compiler import Classes
    from exordf.shacl.shape_model import Shape

_FOCUS = "?this"


def scope(shape: Shape, classes: Classes) -> Scope:
    """The scope of a shape that has targets."""
    targets = patterns(shape, classes)
    if len(targets) == 1:
        nearly_all = shape.iris("targetSubjectsOf") == (RDF_TYPE,)
        return Scope(targets[0], _FOCUS, (_FOCUS,), f"{_FOCUS} {RDF_TYPE} []" if nearly_all else "")
    union = joined(" UNION ", [f"{{ {target} }}" for target in targets], "{}")
    return Scope(f"{{ SELECT DISTINCT {_FOCUS} WHERE {{ {union} }} }}", _FOCUS, (_FOCUS,))


def patterns(shape: Shape, classes: Classes) -> list[str]:
    """Patterns that bind the focus nodes, each focus node once in each pattern."""
    targets = [_instances(cls, classes) for cls in target_classes(shape)]
    if terms := shape.terms("targetNode"):
        constants = " ".join(str(shape.constant("targetNode", term)) for term in terms)
        targets.append(f"{{ SELECT DISTINCT {_FOCUS} WHERE {{ VALUES {_FOCUS} {{ {constants} }} }} }}")
    for parameter, triple in (
        ("targetSubjectsOf", f"{_FOCUS} %s ?any"),
        ("targetObjectsOf", f"?any %s {_FOCUS}"),
    ):
        iris = shape.iris(parameter)
        if len(iris) == 1:
            targets.append(_distinct(triple % iris[0]))
        elif iris:  # one pattern has each node once, not once for each of its properties
            targets.append(_distinct(f"VALUES ?of {{ {' '.join(map(str, iris))} }} {triple % '?of'}"))
    return targets


def _instances(cls: ox.NamedNode, classes: Classes) -> str:
    subclasses = classes.get(cls, (cls,))
    if subclasses is None:
        return _distinct(f"?type <{RDFS}subClassOf>* {cls} . {_FOCUS} {RDF_TYPE} ?type")
    if len(subclasses) == 1:
        return f"{_FOCUS} {RDF_TYPE} {cls} ."
    return _distinct(f"VALUES ?type {{ {' '.join(map(str, subclasses))} }} {_FOCUS} {RDF_TYPE} ?type")


def _distinct(pattern: str) -> str:
    # not DISTINCT, through which Oxigraph moves the filters that follow: they would see each node many times
    return f"{{ SELECT {_FOCUS} WHERE {{ {pattern} }} GROUP BY {_FOCUS} }}"


def target_classes(shape: Shape) -> list[ox.NamedNode]:
    """The classes whose instances are focus nodes of a shape."""
    classes = list(shape.iris("targetClass"))
    if shape_reader.is_its_own_target(shape):
        itself = shape.iri_of("targetClass", shape.node)
        classes += [itself] if itself not in classes else []
    return classes
