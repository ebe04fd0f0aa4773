"""Claims of a review about exosomes between muscle and bone: open, query, check and export the data.

>>> import exordf
>>> dataset = exordf.Dataset.open()
>>> for row in dataset.ask("what-inhibits", process="osteoblast differentiation"):
...     print(dataset.prefixes.curie(row["agent"]), dataset.prefixes.curie(row["claim"]))
exo:AbnormalExosome claim:2.1-03b
exo:AgedDonorBMSCExosome claim:4-06b
exo:miR-214-3p claim:2.1-10b
exo:miR-31a-5p claim:2.1-15b
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exordf.api import Dataset
    from exordf.dataset.description import Thing
    from exordf.drawing.picture import Picture
    from exordf.errors import ExordfError, InputError, MissingExtra, Place, StoreError, UnknownName
    from exordf.ontology.reasoner import Hierarchy
    from exordf.rdf.rows import Rows
    from exordf.shacl.report import ValidationReport, ValidationResult
    from exordf.sparql.named_queries import NamedQuery
    from exordf.version import __version__

__all__ = [
    "Dataset",
    "ExordfError",
    "Hierarchy",
    "InputError",
    "MissingExtra",
    "NamedQuery",
    "Picture",
    "Place",
    "Rows",
    "StoreError",
    "Thing",
    "UnknownName",
    "ValidationReport",
    "ValidationResult",
    "__version__",
]

# A name is imported when it is first used, so that the command line loads only what its verb needs.
_MODULE_OF = {
    "Dataset": "api",
    "NamedQuery": "sparql.named_queries",
    "Hierarchy": "ontology.reasoner",
    "Picture": "drawing.picture",
    "Rows": "rdf.rows",
    "Thing": "dataset.description",
    "ValidationReport": "shacl.report",
    "ValidationResult": "shacl.report",
    "__version__": "version",
} | dict.fromkeys(("ExordfError", "InputError", "MissingExtra", "Place", "StoreError", "UnknownName"), "errors")


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
