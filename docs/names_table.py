"""Writes ontology/imports/names.tsv: of tables of terms, the rows on genes and microRNAs that the mappings lead to.

python docs/names_table.py HGNC.tsv.gz mirbase.tsv.gz mirbase.mature.tsv.gz

The tables are those that `exordf link extract` reads. Kept, with all their names and cross-references: the genes of
HGNC that encode what is linked, and other genes that bear one of the same names, so that an ambiguous one can be told;
the stem-loops of miRBase that are linked, or that a linked sequence is cut from; their mature sequences; and those of
mouse and rat that have, or once had, the same name.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf import Dataset
from exordf.claims import nomenclature
from exordf.claims.microrna_names import parse
from exordf.dataset import external_ontologies
from exordf.ontology import mapping_report
from exordf.rdf.symbols import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.dataset.external_terms import Term

OUT = Path(__file__).resolve().parent.parent / "ontology" / "imports" / nomenclature.FILE
SPECIES = ("mmu", "rno")


def main() -> int:
    dataset = Dataset.open()
    terms = {
        term.id: term
        for path in map(Path, sys.argv[1:])
        for term in external_ontologies.read(path, dataset.prefixes).terms.values()
    }
    targets = {row.object for row in mapping_report.rows_of(dataset) if row.holds}
    micrornas = microrna_terms(terms, targets)
    loops = {term.id for term in micrornas if term.id.startswith("mirbase:")}
    genes = [term for term in terms.values() if term.id.startswith("HGNC:") and not term.obsolete]
    ours = [gene for gene in genes if {*gene.cross_references} & (targets | loops)]
    names = {fold(name) for name in dataset.lookup.names}
    names |= {fold(name) for gene in ours for name in (gene.label, *gene.synonyms)}
    same = [gene for gene in genes if gene not in ours and names & {fold(gene.label), *map(fold, gene.synonyms)}]
    with OUT.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        table.writerow(external_ontologies.TABLE_COLUMNS)
        for term in sorted({*ours, *same, *micrornas}):
            several = ("|".join(each) for each in (term.parents, term.cross_references, term.synonyms))
            parents, references, synonyms = several
            table.writerow([term.id, term.label, "", "", parents, references, synonyms])
    return 0


def microrna_terms(terms: dict[str, Term], targets: set[str]) -> list[Term]:
    loops = {target for target in targets if target.startswith("mirbase:")}
    loops |= {parent for target in targets if target.startswith("mirbase.mature:") for parent in terms[target].parents}
    mature = [term for term in terms.values() if term.id.startswith("mirbase.mature:")]
    human = [term for term in mature if loops & {*term.parents}]
    stems = stems_of((*human, *(terms[loop] for loop in loops)))
    others = [term for term in mature if term.label.startswith(SPECIES) and stems & stems_of([term])]
    return [*(terms[loop] for loop in loops), *human, *others]


def stems_of(terms: Iterable[Term]) -> set[str]:
    return {name.stem for term in terms for each in (term.label, *term.synonyms) if (name := parse(each))}


if __name__ == "__main__":
    sys.exit(main())
