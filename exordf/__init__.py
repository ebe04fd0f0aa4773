"""What a review says of exosomes between muscle and bone: open the data, ask it, check it, export it.

>>> import exordf
>>> dataset = exordf.Dataset.open()
>>> for row in dataset.ask("what-inhibits", process="osteoblast differentiation"):
...     print(dataset.prefixes.curie(row["agent"]), dataset.prefixes.curie(row["claim"]))
exo:AbnormalExosome claim:2.1-03b
exo:AgedDonorBMSCExosome claim:4-06b
exo:miR-214-3p claim:2.1-10b
exo:miR-31a-5p claim:2.1-15b
"""

from exordf.dataset import Dataset
from exordf.errors import ExordfError, InputError, MissingExtra, Place, StoreError, UnknownName
from exordf.queries import NamedQuery
from exordf.reason import Hierarchy
from exordf.report import ValidationReport, ValidationResult
from exordf.rows import Rows
from exordf.things import Thing
from exordf.version import __version__

__all__ = [
    "Dataset",
    "ExordfError",
    "Hierarchy",
    "InputError",
    "MissingExtra",
    "NamedQuery",
    "Place",
    "Rows",
    "StoreError",
    "Thing",
    "UnknownName",
    "ValidationReport",
    "ValidationResult",
    "__version__",
]
