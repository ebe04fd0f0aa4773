"""The build without its reasoning: load, make views, validate, write Turtle; what plain_rdflib.py does in its way."""

from __future__ import annotations

from exordf import Dataset

dataset = Dataset.open()
if not dataset.validate().conforms:
    raise SystemExit(1)
dataset.export("turtle")
