"""A picture for notebooks and files: it displays itself, and its bytes can be written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawing of claims as SVG.

    >>> from exordf import Dataset
    >>> picture = Dataset.open().draw("miR-214-3p")
    >>> picture
    Picture: miR-214-3p
    >>> picture.svg[:4]
    b'<svg'
    """

    title: str
    svg: bytes

    def __repr__(self) -> str:
        return f"Picture: {self.title}"

    def _repr_svg_(self) -> str:
        return self.svg.decode()
