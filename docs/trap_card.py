"""Writes docs/trap-card.md from the data: counts, and plausible mistakes beside the query that is right.

python docs/trap_card.py            writes the page
python docs/trap_card.py --check    exit code 1 where the page is not what the data says
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from exordf import Dataset
from exordf.cli import output

PAGE = Path(__file__).with_name("trap-card.md")


@dataclass(frozen=True)
class Trap:
    """A mistake: why its answer is wrong, and the query that asks what was meant. Both give one number."""

    title: str
    why: str
    wrong: str
    right: str


TRAPS = (
    Trap(
        "A label without its language",
        "Every label is tagged. A plain string equals none of them, and the answer is empty, not an error.",
        'SELECT (COUNT(?term) AS ?n) WHERE { ?term rdfs:label "osteoblast" }',
        'SELECT (COUNT(?term) AS ?n) WHERE { ?term rdfs:label "osteoblast"@en }',
    ),
    Trap(
        "A class without what lies below it",
        "Claims name the most precise class that the sentence gives. Ask for a class and all below it.",
        "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim exo:subject exo:Exosome }",
        "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim exo:subject/rdfs:subClassOf* exo:Exosome }",
    ),
    Trap(
        "A predicate without what lies below it",
        "`exo:upregulates` is a way to promote, `exo:targets` a way to inhibit. Ask through the tree, or the edges.",
        "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim exo:predicate exo:inhibits }",
        "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim exo:predicate/rdfs:subPropertyOf* exo:inhibits }",
    ),
    Trap(
        "Hopes counted as results",
        "Claims include what is only hypothesised, and would include what is denied. Edges do not.",
        "SELECT (COUNT(?claim) AS ?n) WHERE { ?claim exo:predicate exo:ameliorates }",
        "SELECT (COUNT(?claim) AS ?n) WHERE { ?claim exo:predicate exo:ameliorates ; exo:certainty ?c .\n"
        "  FILTER(?c IN (exo:Reported, exo:Hedged)) FILTER NOT EXISTS { ?claim exo:negated true } }",
    ),
    Trap(
        "Hedges counted as findings",
        '"May" is not "does". Where only what is stated outright will do, say so.',
        "SELECT (COUNT(?claim) AS ?n) WHERE { ?claim exo:predicate exo:targets }",
        "SELECT (COUNT(?claim) AS ?n) WHERE { ?claim exo:predicate exo:targets ; exo:certainty exo:Reported }",
    ),
    Trap(
        "A microRNA by the beginning of its name",
        "miR-21 is not miR-214-3p, and where no arm is printed none is guessed. Ask for the term, not a piece of it.",
        "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim exo:subject/rdfs:label ?label .\n"
        '  FILTER(LANG(?label) = "en" && STRSTARTS(?label, "miR-21")) }',
        "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim exo:subject/rdfs:subClassOf* exo:miR-21 }",
    ),
    Trap(
        "The same statement counted twice",
        "A review repeats itself, sometimes under another reference. Count edges, not claims, where statements matter.",
        "SELECT (COUNT(?claim) AS ?n) WHERE { ?claim exo:subject ?s ; exo:predicate ?p ; exo:object ?o }",
        "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s ?p ?o WHERE {\n"
        "  ?claim exo:subject ?s ; exo:predicate ?p ; exo:object ?o } }",
    ),
    Trap(
        "A reference taken for support",
        "That a claim cites a work does not mean that the work says it. Every citation has a verdict.",
        "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim cito:citesAsEvidence ?work }",
        "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim cito:citesAsEvidence ?work ; exo:sentence ?sentence .\n"
        "  ?citation cito:hasCitingEntity ?sentence ; cito:hasCitedEntity ?work ; exo:verdict exo:Supports }",
    ),
)


def page(dataset: Dataset) -> str:
    """The whole page."""
    lines = [
        "# Trap card",
        "",
        "Made from the data by `python docs/trap_card.py`; not to be edited.",
        "",
        "## What there is",
        "",
        "| what | number |",
        "|---|---:|",
    ]
    lines += [
        f"| {' | '.join(output.format_term(row[column], dataset.prefixes) for column in ('what', 'number'))} |"
        for row in dataset.ask("counts")
    ]
    lines += ["", "## Mistakes that look like answers", ""]
    for trap in TRAPS:
        wrong, right = (next(iter(dataset.query(query).to_dicts()))["n"] for query in (trap.wrong, trap.right))
        lines += [f"### {trap.title}", "", trap.why, ""]
        lines += [f"Wrong, it says **{wrong}**:", "", "```text", trap.wrong, "```", ""]
        lines += [f"Right, it says **{right}**:", "", "```text", trap.right, "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    text = page(Dataset.open())
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
