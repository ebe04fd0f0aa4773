"""Links outward: the mappings, the modules, releases that changed, a user's own tables beside the data."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib.plugins.sparql

from exordf import Dataset, InputError
from exordf.claims import matching, spreadsheets
from exordf.cli import main
from exordf.dataset import external_ontologies, external_terms, mappings
from exordf.ontology import mapping_report, module_extraction
from exordf.rdf import turtle_writer
from exordf.rdf.rows import text
from exordf.release.build_release import build

if TYPE_CHECKING:
    from exordf import Rows

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "data" / mappings.FILE
MODULES = sorted((ROOT / "ontology" / "imports").glob("*.ttl"))
FEDERATED = sorted((ROOT / "exordf" / "queries" / "federated").glob("*.rq"))


def cells(rows: Rows) -> list[tuple[str, ...]]:
    return [tuple("" if term is None else text(term) for term in row) for row in rows.terms]


# The mappings


def test_the_mappings_are_valid_sssom(dataset: Dataset) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sssom.constants import DEFAULT_VALIDATION_TYPES  # noqa: PLC0415 - a second of imports for one test
        from sssom.parsers import parse_sssom_table  # noqa: PLC0415
        from sssom.validators import validate  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas tells sssom of what it will change
        table = parse_sssom_table(FILE)
        reports = validate(table, DEFAULT_VALIDATION_TYPES, fail_on_error=False)
    assert len(table.df) == len(mappings.read(FILE, dataset.prefixes))
    assert {str(kind): [result.message for result in report.results] for kind, report in reports.items()} == {
        str(kind): [] for kind in DEFAULT_VALIDATION_TYPES
    }


def test_every_entity_and_predicate_is_mapped_or_says_why_not(dataset: Dataset) -> None:
    answer = dataset.query("""
        SELECT DISTINCT ?term WHERE {
          { ?term rdfs:subClassOf exo:Entity ; rdfs:isDefinedBy exo: }
          UNION { ?term exo:subjectKind ?kind }
        }""")
    terms = {dataset.prefixes.curie(term) for (term,) in answer.terms if isinstance(term, ox.NamedNode)}
    assert len(terms) > 400
    assert terms - {row.subject for row in mappings.read(FILE, dataset.prefixes)} == set()


def test_no_term_found_stands_alone_and_has_a_reason(dataset: Dataset) -> None:
    rows = mappings.read(FILE, dataset.prefixes)
    none = {row.subject for row in rows if row.object == mappings.NO_TERM}
    assert none
    assert {row.subject for row in rows if row.holds} & none == set()


def test_mappings_and_modules_agree(dataset: Dataset) -> None:
    assert cells(mapping_report.link_changes(dataset)) == []


def test_a_rejected_link_is_in_no_triple(dataset: Dataset) -> None:
    rejected = [row for row in mappings.read(FILE, dataset.prefixes) if row.rejected]
    assert "MONDO:0006516" in {row.object for row in rejected}
    for row in rejected:
        subject, other = dataset.prefixes.iri(row.subject), dataset.prefixes.iri(row.object)
        link = ox.Quad(subject, dataset.prefixes.iri(row.predicate), other)
        assert link not in dataset.layers["links"]


def test_the_mappings_are_the_only_place_where_a_link_is_written() -> None:
    for path in [*(ROOT / "ontology").glob("*.ttl"), *(ROOT / "data").rglob("*.ttl")]:
        written = path.read_text(encoding="utf-8")
        assert not re.search(r"skos:\w+Match\s+[^a\s]", written), path
        assert not re.search(r"owl:equivalentClass\s+(?!exo:|\[)", written), path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("CL:0000062", "CELL:0000062", 'no prefix is called "CELL:"'),
        ("skos:exactMatch\t\tCL:0000062", "skos:exactMach\t\tCL:0000062", "is not a predicate for mappings"),
        ("CL:0000062\tosteoblast", "CL:0000092\tosteoblast", "is the second entity with an exact match to this term"),
        ("\t\tUBERON:0001474", "\t\tUBERON:0001474x", ""),
        ("skos:closeMatch\t\tUBERON:0001474", "skos:exactMatch\t\tUBERON:0001474", "two terms of one source"),
        ("\t0.95\t", "\t9.5\t", "is not a number from 0 to 1"),
        ("predicate_modifier", "modifier", "the column predicate_modifier is missing"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_its_line(
    old: str, new: str, says: str, dataset: Dataset, tmp_path: Path
) -> None:
    written = FILE.read_text(encoding="utf-8")
    assert old in written
    path = tmp_path / mappings.FILE
    path.write_text(written.replace(old, new, 1), encoding="utf-8")
    if not says:
        mappings.read(path, dataset.prefixes)  # well formed; that no such term exists is for the check below
        return
    with pytest.raises(InputError, match=re.escape(says)) as refused:
        mappings.read(path, dataset.prefixes)
    assert refused.value.place is not None
    assert refused.value.place.line is not None


def project(folder: Path, old: str, new: str) -> Dataset:
    """The dataset as it is, with one change in its mappings."""
    for part in ("ontology", "shapes"):
        (folder / part).symlink_to(ROOT / part)
    (folder / "data").mkdir()
    written = FILE.read_text(encoding="utf-8")
    assert old in written
    (folder / "data" / mappings.FILE).write_text(written.replace(old, new, 1), encoding="utf-8")
    return Dataset.open(folder)


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("CL:0000062\tosteoblast", "CL:9999999\tosteoblast", "not in the modules"),
        ("CL:0000062\tosteoblast", "CL:0000062\tbone builder", "relabelled"),
        ("NCBIGene:4092\tSMAD7", "NCBIGene:5728\tPTEN", "not the symbol of this gene"),
        ("exo:Osteoblast\tosteoblast", "exo:Osteoblasts\tosteoblast", "no such term of ours"),
        ("exo:Osteoblast\tosteoblast", "exo:Osteoblast\tbone cell", "relabelled"),
    ],
)
def test_a_link_to_what_is_not_so_is_told(old: str, new: str, change: str, tmp_path: Path) -> None:
    found = cells(mapping_report.link_changes(project(tmp_path, old, new)))
    assert [row[0] for row in found] == [change]
    assert re.search(rf"{re.escape(mappings.FILE)}:\d+$", found[0][4])


# The modules and the hierarchy

OBSOLETE = re.compile(r"obsolete[ _]", re.IGNORECASE)  # how GO, CL and EFO begin the label of what they have given up


def test_no_link_leads_to_an_obsolete_term(dataset: Dataset) -> None:
    rows = mappings.read(FILE, dataset.prefixes)
    assert [row for row in rows if row.holds and OBSOLETE.match(row.object_label)] == []
    rejected = {row.object for row in rows if row.rejected and OBSOLETE.match(row.object_label)}
    assert {"GO:0007568", "GO:0071847", "MONDO:0006516"} <= rejected
    assert rejected & {row.object for row in rows if row.holds} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_term_of_a_module_is_obsolete(path: Path) -> None:
    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.TURTLE)
    assert [quad for quad in store if quad.predicate.value.endswith("#deprecated")] == []
    labels = [quad for quad in store if quad.predicate.value.endswith("#label")]
    assert [quad for quad in labels if OBSOLETE.match(text(quad.object))] == []


@pytest.mark.parametrize(("name", "told"), [("CL:0000062", f"{mappings.FILE}:"), ("CL:0002320", "a term above")])
def test_an_obsolete_term_of_a_module_is_told(name: str, told: str, tmp_path: Path) -> None:
    for part in ("shapes", "data"):
        (tmp_path / part).symlink_to(ROOT / part)
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    module = tmp_path / "ontology" / "imports" / "cl.ttl"
    written = module.read_text(encoding="utf-8")
    assert f"{name} a owl:Class ;" in written
    changed = written.replace(f"{name} a owl:Class ;", f"{name} a owl:Class ;\n    owl:deprecated true ;")
    module.write_text(changed, encoding="utf-8")
    ((kind, term, *_, place),) = cells(mapping_report.link_changes(Dataset.open(tmp_path)))
    assert (kind, term) == ("obsolete", name)
    assert told in place


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_holds_whole_ways_to_the_root_and_says_its_release(path: Path) -> None:
    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.TURTLE)
    declared = {quad.subject for quad in store if quad.predicate.value.endswith("#type")}
    above = {quad.object for quad in store if quad.predicate.value.endswith(("#subClassOf", "#subPropertyOf"))}
    assert above <= declared
    assert [quad for quad in store if quad.predicate.value.endswith("#versionInfo")]
    assert not [quad for quad in store if "definition" in quad.predicate.value]


@pytest.mark.slow("program")
def test_exact_and_broad_links_are_axioms_that_the_reasoner_sees(dataset: Dataset) -> None:
    found = dataset.reason()
    assert found.coherent
    pairs = found.ancestors()
    for low, high in (
        ("exo:Osteoblast", "CL:0002320"),
        ("exo:OsteoclastExosome", "GO:1903561"),
        ("exo:OsteoblastDifferentiation", "GO:0030154"),
        ("exo:Osteoporosis", "MONDO:0005381"),
    ):
        assert (dataset.prefixes.iri(low), dataset.prefixes.iri(high)) in pairs, (low, high)


def test_where_two_hierarchies_differ_the_documentation_says_why(dataset: Dataset) -> None:
    written = (ROOT / "docs" / "linking.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\S+)` \| `(\S+)` \| (us|them) \| \S.*\|$", written, re.MULTILINE))
    assert listed == {row[:3] for row in cells(mapping_report.hierarchy_differences(dataset))}


# Releases

OBO = """format-version: 1.2
data-version: releases/2099-01-01
ontology: cl

[Term]
id: CL:0000000
name: cell

[Term]
id: CL:0002320
name: connective tissue cell
is_a: CL:0000000 ! cell

[Term]
id: CL:0000062
name: {label}
is_a: {parent}

[Term]
id: CL:0000092
name: osteoclast
{osteoclast}

[Term]
id: CL:0000137
name: osteocyte
is_a: CL:0002320
alt_id: CL:0000100
"""
SAME = {"label": "osteoblast", "parent": "CL:0002320", "osteoclast": "is_a: CL:0000000"}


def release(path: Path, **changes: str) -> Path:
    path.write_text(OBO.format(**(SAME | changes)), encoding="utf-8")
    return path


def changes_of(path: Path, dataset: Dataset) -> set[tuple[str, str]]:
    return {(row[0], row[1]) for row in cells(mapping_report.link_changes(dataset, [path]))}


def test_a_newer_release_is_held_against_the_links(dataset: Dataset, tmp_path: Path) -> None:
    before = changes_of(release(tmp_path / "cl.obo"), dataset)
    assert ("merged", "CL:0000100") in before
    assert ("gone", "CL:0000057") in before
    assert not {change for change in before if change[1] == "CL:0000062"}
    assert ("relabelled", "CL:0000062") in changes_of(release(tmp_path / "a.obo", label="bone builder"), dataset)
    assert ("reparented", "CL:0000062") in changes_of(release(tmp_path / "b.obo", parent="CL:0000000"), dataset)
    obsolete = "is_obsolete: true\nreplaced_by: CL:0000137"
    rows = cells(mapping_report.link_changes(dataset, [release(tmp_path / "c.obo", osteoclast=obsolete)]))
    assert ("obsolete", "CL:0000092", "osteoclast", "CL:0000137") in {row[:4] for row in rows}


def test_obo_json_owl_and_table_of_one_release_read_alike(dataset: Dataset, tmp_path: Path) -> None:
    import pronto  # noqa: PLC0415 - heavy

    obo = release(tmp_path / "cl.obo")
    ontology: Any = pronto.Ontology(obo)  # type: ignore[attr-defined]
    with (tmp_path / "cl.json").open("wb") as out:
        ontology.dump(out, format="json")
    graph = rdflib.Graph()
    for term in external_ontologies.read(obo, dataset.prefixes).terms.values():
        node = rdflib.URIRef(dataset.prefixes.iri(term.id).value)
        graph.add((node, rdflib.RDF.type, rdflib.OWL.Class))
        graph.add((node, rdflib.RDFS.label, rdflib.Literal(term.label)))
        for parent in term.parents:
            graph.add((node, rdflib.RDFS.subClassOf, rdflib.URIRef(dataset.prefixes.iri(parent).value)))
    head = rdflib.URIRef("http://purl.obolibrary.org/obo/cl.owl")
    graph.add((head, rdflib.RDF.type, rdflib.OWL.Ontology))
    graph.serialize(tmp_path / "cl.owl", format="pretty-xml")
    with gzip.open(tmp_path / "cl.tsv.gz", "wt", encoding="utf-8") as table:
        table.write("\t".join(external_ontologies.TABLE_COLUMNS) + "\n")
        for term in external_ontologies.read(obo, dataset.prefixes).terms.values():
            table.write(f"{term.id}\t{term.label}\t\t\t{'|'.join(term.parents)}\t\t\n")

    def read(name: str) -> dict[str, tuple[str, tuple[str, ...]]]:
        terms = external_ontologies.read(tmp_path / name, dataset.prefixes).terms.values()
        return {term.id: (term.label, term.parents) for term in terms}

    assert read("cl.json") == read("cl.owl") == read("cl.tsv.gz") == read("cl.obo")


def test_a_table_says_by_0_and_1_whether_a_term_is_obsolete(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "cl.tsv"
    rows = ["CL:0000062\tosteoblast\t0\t\t\t\t", "CL:0000092\tosteoclast\t1\tCL:0000137\t\t\t", "CL:1\tcell\t\t\t\t\t"]
    path.write_text("\n".join(["\t".join(external_ontologies.TABLE_COLUMNS), *rows]) + "\n", encoding="utf-8")
    terms = external_ontologies.read(path, dataset.prefixes).terms
    assert {name for name, term in terms.items() if term.obsolete} == {"CL:0000092"}
    (made,) = mapping_report.extract_modules(dataset, [path]).values()
    assert made.count("owl:deprecated") == 1
    changes = {row[:4] for row in cells(mapping_report.link_changes(dataset, [path]))}
    assert ("obsolete", "CL:0000092", "osteoclast", "CL:0000137") in changes
    assert [row for row in changes if row[1] == "CL:0000062" and row[0] == "obsolete"] == []


def test_a_module_is_extracted_with_all_above_and_reads_back(dataset: Dataset, tmp_path: Path) -> None:
    made = mapping_report.extract_modules(dataset, [release(tmp_path / "cl.obo")])
    assert list(made) == ["cl.ttl"]
    store = ox.Store()
    store.load(made["cl.ttl"].encode(), format=ox.RdfFormat.TURTLE)
    named = {quad.subject for quad in store if isinstance(quad.subject, ox.NamedNode) and "CL_" in quad.subject.value}
    subjects = {dataset.prefixes.curie(subject) for subject in named}
    assert subjects == {"CL:0000000", "CL:0000062", "CL:0000092", "CL:0002320"} | (subjects & {"CL:0000137"})
    assert 'owl:versionInfo "2099-01-01"' in made["cl.ttl"]
    again = mapping_report.extract_modules(dataset, [release(tmp_path / "cl.obo")])
    assert again == made


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_of_the_data_is_as_the_turtle_writer_writes_it(path: Path, dataset: Dataset) -> None:
    content = path.read_text(encoding="utf-8")
    quads = list(ox.parse(content, ox.RdfFormat.TURTLE))
    subjects = [
        subject for subject in dict.fromkeys(quad.subject for quad in quads) if isinstance(subject, ox.NamedNode)
    ]
    heads = turtle_writer.Heads([content.partition("\n")[0].removeprefix("# ")])
    written = turtle_writer.write([turtle_writer.Chapter("", None, subjects, quads)], dataset.prefixes, heads)
    assert written.decode() == content


def test_an_identifier_that_makes_no_iri_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    read = external_terms.Release(tmp_path / "cl.obo", "", "", {"CL:a b": external_terms.Term("CL:a b", "a")})
    with pytest.raises(InputError, match='"CL:a b" makes no IRI'):
        module_extraction.extract_module(read, {"CL:a b"}, dataset.prefixes)


def test_a_gene_renamed_to_what_was_an_alias_is_told(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "genes.tsv"
    rows = ["NCBIGene:4092\tMADH7\t\t\t\t\tSMAD-7", "NCBIGene:1\tOTHER\t\t\t\t\tSMAD7"]
    path.write_text("\n".join(["\t".join(external_ontologies.TABLE_COLUMNS), *rows]) + "\n", encoding="utf-8")
    found = {row[:4] for row in cells(mapping_report.link_changes(dataset, [path]))}
    assert ("relabelled", "NCBIGene:4092", "SMAD7", "MADH7") in found
    assert ("an alias of another gene", "NCBIGene:4092", "SMAD7", "OTHER") in found


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gone.obo", None, "there is no such file"),
        ("a.txt", "CL", "is not a kind of file that releases come in"),
        ("a.obo", "format-version: 1.2\n", "holds no terms"),
        ("a.obo", "[Term]\nid CL\n", "cannot be read"),
        ("a.owl", "<rdf:RDF", "cannot be read"),
        ("a.json", "{", "cannot be read"),
        ("a.tsv", "id\tname\n", "the column label is missing"),
        ("a.tsv.gz", "no gzip", "cannot be read"),
        ("a.yaml", "slots: [", "cannot be read"),
        ("a.yaml", "classes: {}", "has no slots"),
    ],
)
def test_a_release_that_cannot_be_read_is_refused(
    name: str, content: str | None, says: str, dataset: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(says)):
        external_ontologies.read(path, dataset.prefixes)


WILD = """format-version: 1.2
idspace: LAB https://lab.example/ "ours"
ontology: wild
! a comment

[Term]
id: CL:0000062
name: bone \\"builder\\" cell ! not part of the name
def: "A \\"quoted\\" [bracketed] text." [PMID:1, http\\://a.example/x "a ! b"]
comment: osteo: blast ! {not a modifier}
synonym: "bone \\"maker\\"" EXACT OMO:0003000 [PMID:2] {source="a"} ! hidden
synonym: "without a scope" []
exact_synonym: "of another age" []
xref: FMA:1 "a name" {source="b"}
xref: http://a.example/with space
is_a: UO:0000000 {source="c!d", minCardinality="1"} ! of an ontology that is not here
is_a: CL:0000000 ! cell
relationship: part_of UBERON:0000001 {gci_filler="x"} ! y
intersection_of: CL:0000000
creation_date: 2020-13-99
unknown tag: whatever

[Term]
id: CL:0000092
name: osteoclast {source="d"}
is_obsolete: true ! gone
replaced_by: EX:1

[Term]
id: LAB:7
name: mine {as written}

[Typedef]
id: part_of
name: part of
is_a: overlaps

[Instance]
id: CL:1

[Term]
id: CL:0000062
alt_id: CL:0000001
"""


@pytest.mark.parametrize(
    ("name", "start", "end"), [("a.obo", "", "\n"), ("b.obo", "\ufeff", "\r\n"), ("C.OBO.gz", "", "\n")]
)
def test_obo_is_read_as_it_is_in_the_wild(name: str, start: str, end: str, dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / name
    content = (start + WILD.replace("\n", end)).encode()
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    read = external_ontologies.read(path, dataset.prefixes)
    builder, clast, mine, part = read.terms.values()
    assert builder == external_terms.Term(
        "CL:0000062",
        'bone "builder" cell',
        ("CL:0000000", "UO:0000000"),
        cross_references=("FMA:1", "http://a.example/with"),
        synonyms=('bone "maker"',),
    )
    assert (clast.label, clast.obsolete, clast.replaced_by) == ("osteoclast", True, ("EX:1",))
    assert (mine.label, part.property, part.parents) == ("mine {as written}", True, ("overlaps",))
    assert read.merged == {"CL:0000001": "CL:0000062"}
    assert read.lines["LAB:7"] == 29
    beside = dataset.with_files([path])
    above = beside.query("SELECT ?above WHERE { obo:CL_0000062 rdfs:subClassOf ?above }").column("above")
    assert ox.NamedNode("http://purl.obolibrary.org/obo/UO_0000000") in above
    assert beside.find("mine {as written}").value == "https://lab.example/7"


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("[Term]\nid: CL:1\nname a\n", 3, "is not a clause of OBO"),
        ("[Term]\nid: CL:<a>\nname: a\n", 1, "does not make an IRI"),
        (b"[Term]\nid: CL:1\nname: \xe9\n", None, "is not UTF-8"),
    ],
)
def test_obo_that_cannot_be_read_is_refused_with_its_line(
    content: str | bytes, line: int | None, says: str, dataset: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "a.obo"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError, match=says) as refused:
        dataset.with_files([path])
    assert refused.value.place is not None
    assert refused.value.place.line == line
    assert refused.value.mend


def test_a_module_with_a_prefix_that_nobody_declared_is_refused_with_its_line(dataset: Dataset, tmp_path: Path) -> None:
    path = release(tmp_path / "cl.obo", parent="XAO:0000003")
    with path.open("a", encoding="utf-8") as more:
        more.write("\n[Term]\nid: XAO:0000003\nname: whole organism\n")
    with pytest.raises(InputError, match=r'cl\.obo:\d+: no prefix is called "XAO:"') as refused:
        mapping_report.extract_modules(dataset, [path])
    assert refused.value.mend is not None


def test_a_module_holds_labels_with_quotes_colons_and_line_ends(dataset: Dataset, tmp_path: Path) -> None:
    path = release(tmp_path / "cl.obo", label='a \\"b: c\\" \\\\d\\n"e:')
    (content,) = mapping_report.extract_modules(dataset, [path]).values()
    store = ox.Store()
    store.load(content.encode(), format=ox.RdfFormat.TURTLE)
    assert 'a "b: c" \\d\n"e:' in {quad.object.value for quad in store if isinstance(quad.object, ox.Literal)}


def test_two_releases_of_one_ontology_make_no_module(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "newer").mkdir()
    with pytest.raises(InputError, match=r"second release that makes cl\.ttl"):
        mapping_report.extract_modules(dataset, [release(tmp_path / "cl.obo"), release(tmp_path / "newer" / "cl.obo")])


def test_extracting_nothing_is_an_error(dataset: Dataset, tmp_path: Path) -> None:
    read = external_ontologies.read(release(tmp_path / "cl.obo"), dataset.prefixes)
    with pytest.raises(InputError, match="none of the terms"):
        module_extraction.extract_module(read, {"GO:0008150"}, dataset.prefixes)


# Joins with a user's own data


def test_names_of_a_table_are_matched(dataset: Dataset, tmp_path: Path) -> None:
    names = {
        "hsa-miR-214-3p": ("exo:miR-214-3p", "name of a linked term"),
        "miR-214-3p": ("exo:miR-214-3p", "name"),
        "MIMAT0000271": ("exo:miR-214-3p", "identifier"),
        "hsa-miR-21-5p": ("exo:miR-21", "arm not printed"),
        "mmu-miR-21-5p": ("exo:miR-21", "arm not printed"),
        "MIMAT0000076": ("exo:miR-21", "arm not printed"),
        "SMAD7": ("exo:SMAD7", "name"),
        "smad7": ("exo:SMAD7", "name"),
        "ENSG00000101665.12": ("exo:SMAD7", "identifier"),
        "NCBIGene:4092": ("exo:SMAD7", "identifier"),
        "UniProtKB:O15105": ("exo:SMAD7", "identifier"),
        "RANKL": ("exo:TNFSF11", "name"),
        "破骨细胞": ("exo:Osteoclast", "name"),
    }
    path = tmp_path / "de.csv"
    path.write_text("miRNA,log2FC\n" + "".join(f"{name},1.5\n" for name in names), encoding="utf-8")
    column = spreadsheets.column(spreadsheets.read(path), None, lambda name: matching.is_name(dataset, name))
    rows = matching.match(dataset, column.names)
    found = {
        text(row[0]): (dataset.prefixes.curie(row[2]) if isinstance(row[2], ox.NamedNode) else "", text(row[1]))
        for row in rows.terms
        if row[0] is not None and row[1] is not None
    }
    assert found == names


def test_what_is_said_of_a_match_comes_with_sources_and_trust(dataset: Dataset) -> None:
    rows = matching.match(dataset, ["hsa-miR-214-3p"])
    curie = dataset.prefixes.curie
    said = [
        tuple("" if term is None else curie(term) if isinstance(term, ox.NamedNode) else text(term) for term in row)
        for row in rows.terms
    ]
    assert (
        "hsa-miR-214-3p",
        "name of a linked term",
        "exo:miR-214-3p",
        "claim:2.1-12b",
        "exo:subject",
        "exo:inhibits",
        "exo:PTEN",
        "exo:Reported",
        "reference:32",
        "exo:DifferentTopic",
        "",
        "",
    ) in said


def test_an_unknown_name_keeps_its_row(dataset: Dataset) -> None:
    rows = cells(matching.match(dataset, ["SMAD77", "hsa-miR-99999-5p", "osteoblst"]))
    assert [(row[0], row[1], row[11]) for row in rows] == [
        ("SMAD77", "unknown", ""),
        ("hsa-miR-99999-5p", "unknown", ""),
        ("osteoblst", "unknown", "osteoblast"),
    ]


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_no_name_of_a_table_is_run_as_a_formula(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name\n=1+1\nSMAD7\n", encoding="utf-8")
    assert main.run(["match", str(path), "--format", form]) == 0
    first = capsys.readouterr().out.splitlines()[1]
    assert re.split(r"[,\t]", first)[:2] == (["'=1+1", "unknown"] if form == "csv" else ['"\'=1+1"', '"unknown"'])


GAF = """!gaf-version: 2.2
UniProtKB\tO15105\tSMAD7\tinvolved_in\tGO:0030512\tPMID:0\tIDA\t\tP\t\t\tprotein\ttaxon:9606\t20200101\tUniProt\t\t
UniProtKB\tP60484\tPTEN\tNOT|involved_in\tGO:0030512\tPMID:0\tIDA\t\tP\t\t\tprotein\ttaxon:9606\t20200101\tUniProt\t\t
"""
GPAD = "!gpa-version: 1.1\nUniProtKB\tO15105\tinvolved_in\tGO:0030512\tPMID:0\tECO:0000314\t\t\t20200101\tUniProt\t\t\n"
SPANS = """
    SELECT ?claim ?entity ?term WHERE {
      ?protein obo:RO_0002331 ?term .
      ?entity skos:narrowMatch ?protein .
      ?claim exo:object ?entity .
    }"""


@pytest.mark.parametrize(("name", "content"), [("a.gaf", GAF), ("a.gaf.gz", GAF), ("a.gpad", GPAD)])
def test_a_query_spans_annotations_and_claims(name: str, content: str, dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(content.encode()) if name.endswith("gz") else content.encode())
    rows = dataset.with_files([path]).query(SPANS)
    shown = [[dataset.prefixes.curie(term) for term in row if isinstance(term, ox.NamedNode)] for row in rows.terms]
    assert shown == [["claim:2.1-17b", "exo:SMAD7", "GO:0030512"]]


def test_a_query_spans_an_obo_ontology_and_claims(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "mine.obo"
    path.write_text(
        "format-version: 1.2\nontology: cl\n\n[Term]\nid: CL:8888888\nname: my cells\n\n"
        "[Term]\nid: CL:0000062\nname: osteoblast\nis_a: CL:8888888\n",
        encoding="utf-8",
    )
    rows = dataset.with_files([path]).ask("under-cell-type", cell_type="CL:8888888")
    assert {dataset.prefixes.curie(row) for row in rows.column("mention")} == {"exo:Osteoblast"}  # type: ignore[arg-type]


@pytest.mark.parametrize("content", ["!gaf-version: 9\n", "!gaf-version: 2.2\na\tb\n", "!gpa-version: 2.0\n"])
def test_annotations_that_cannot_be_read_are_refused(content: str, dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / ("a.gaf" if "gaf" in content else "a.gpad")
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="GAF 2 or GPAD"):
        dataset.with_files([path])


# Federated queries


@pytest.mark.parametrize("path", FEDERATED, ids=lambda path: path.stem)
def test_a_federated_query_parses_and_names_the_server_that_it_asks(path: Path, dataset: Dataset) -> None:
    query = dataset.queries[path.stem]
    assert f"SERVICE <{query.endpoint}>" in query.text
    rdflib.plugins.sparql.prepareQuery(query.text)


def test_external_identifiers_are_asked_for_by_curie(dataset: Dataset) -> None:
    for identifier in ("NCBIGene:4092", "UniProtKB:O15105", "ENSEMBL:ENSG00000101665"):
        rows = dataset.ask("by-identifier", identifier=identifier)
        assert {text(claim).rpartition("/")[2] for claim in rows.column("claim")} == {"2.1-17b"}, identifier
    rows = dataset.ask("by-identifier", identifier="mirbase.mature:MIMAT0000271")
    assert "2.1-12b" in {text(claim).rpartition("/")[2] for claim in rows.column("claim")}


def test_the_json_of_a_release_without_graphs_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"graphs": []}), encoding="utf-8")
    with pytest.raises(InputError):
        external_ontologies.read(path, dataset.prefixes)


@pytest.mark.slow("build")
def test_a_release_is_not_built_on_a_broken_link(tmp_path: Path) -> None:
    project(tmp_path, "CL:0000062\tosteoblast", "CL:0000062\tbone builder")
    built = build(tmp_path, tmp_path / "dist")
    assert not built.sound
    assert built.out is None
    assert not (tmp_path / "dist").exists()
    assert [line.partition(": ")[2] for line in built.links] == [
        'relabelled: CL:0000062 "bone builder" is now "osteoblast"'
    ]
