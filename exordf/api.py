"""The public API: `Dataset`, to open, query, show, validate, classify, draw and export.

A thin facade: each method imports the package that does its work, so that a program loads only what it uses. This is
the one module in which our own modules are imported inside functions.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import files, output_files
from exordf.dataset import core, loading, mappings, sources
from exordf.errors import InputError, Place
from exordf.rdf import bounds, reader
from exordf.rdf.prefixes import SH
from exordf.rdf.rows import Rows, Term, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.drawing.picture import Picture
    from exordf.export import Source
    from exordf.export.images import Language
    from exordf.ontology.reasoner import Hierarchy
    from exordf.shacl.report import ValidationReport
    from exordf.shacl.validation import Engine


class Dataset(core.Dataset):
    """An ontology, its records and the views of both, in a store.

    >>> dataset = Dataset.open()
    >>> dataset.find("miR-214-3p").value
    'https://w3id.org/exordf/ontology/miR-214-3p'
    >>> dataset
    Dataset: ... triples
    """

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """The place where each subject begins, by IRI, in files laid out with subjects at the start of a line.

        >>> dataset = Dataset.open()
        >>> dataset.places[dataset.find("claim:2.1-10b").value].path.name
        '2.1.ttl'
        """
        places: dict[str, Place] = {}
        for path in reversed(list(self.paths)):  # revisions come last, and count first
            for subject, place in reader.subject_places(path).items():
                places.setdefault(subject, Place(files.display_path(place.path), place.line))
        return places

    @cached_property
    def shapes(self) -> list[ox.Quad]:
        """The SHACL shapes in force, with the prefixes that their queries use.

        >>> any(quad.subject.value.endswith("shape/claim-object") for quad in Dataset.open().shapes)
        True
        """
        folder = self.home / "shapes"
        if not folder.is_dir():
            folder = files.home() / "shapes"
        quads = [quad for path in files.find_files(folder, ".ttl") for quad in reader.read(path)]
        declarations = self.store.query(
            f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ <{SH}declare> <{SH}prefix> <{SH}namespace> }} ?s ?p ?o }}"
        )
        return quads + [ox.Quad(*terms) for terms in declarations.terms]  # type: ignore[arg-type]

    def draw(
        self, term: str | None = None, *, section: str | None = None, depth: int = 1, language: Language = "en"
    ) -> Picture:
        """The claims in force as a picture: all, those of a section, those within `depth` steps of a term; or a claim.

        A section may be given by its number. A claim, in force or not, is drawn by itself, from cell to effect. Raises
        UnknownName for an unknown name, InputError where no claim is left or `depth` is below 1.

        >>> Dataset.open().draw("osteoclast", section="2.1")
        Picture: osteoclast · How exosomes bring about osteoporosis
        >>> Dataset.open().draw("claim:2.1-10b")
        Picture: Osteoclast exosomes carrying miR-214-3p inhibit osteoblast differentiation.
        """
        from exordf.claims import tables
        from exordf.drawing.picture import Picture
        from exordf.export import images

        if depth < 1:
            raise InputError("the depth counts steps from the term", mend="Give 1 or more.")
        numbered = f"section:{section}" if section and ":" not in section else section
        nodes = [self.find(name) if name else None for name in (term, numbered)]
        around, within = (tables.short_name(node, self.prefixes) if node else "" for node in nodes)
        source = self.as_source()
        row = tables.find_row(source.tables["claims"], "claim", around)
        if row is not None:
            if section:
                raise InputError("a claim is drawn by itself", mend="Leave the section out.")
            return Picture(tables.label(row, language), images.claim(source, around, language=language))
        svg = images.picture(source, around=around, section=within, depth=depth, language=language)
        return Picture(images.title(source, around, within, language), svg)

    def validate(self, *, engine: Engine = "sparql") -> ValidationReport:
        """Check the data against the shapes. The engine is "sparql", ours, or "pyshacl", the reference.

        With the user's own files, the report is about their subjects. Where the store is not exact about a literal that
        the shapes look at, pySHACL stands in, and the report says so. Raises InputError for a constraint that the
        engine cannot evaluate, or a literal that neither engine can.

        >>> Dataset.open().with_revisions(["docs/examples/my-claims.ttl"]).validate().conforms
        False
        """
        from dataclasses import replace

        from exordf.shacl import validation

        with bounds.refusing_deep_data():
            report = validation.validate(
                self.store.in_memory(),
                self.shapes,
                engine=engine,
                places=self.places,
                focus=None if self.own is None else _subjects(self.layers[sources.OWN]),
                reloaded=(lambda: self.loaded.store) if self.paths else None,
            )
        return replace(report, prefixes=self.prefixes)

    def verify(self, article: str) -> Rows:
        """Which sentences on record an article has: one row for each, in the order of the review, unplaced ones last.

        `article` is the text of the review, which the user owns; line breaks and citation marks do not matter.
        Columns: section, sentence, found (true or false).

        >>> rows = Dataset.open().verify("A text that is not the article.")
        >>> (len(rows), rows.to_dicts()[0]["found"])
        (123, False)
        """
        from exordf.claims import anchors

        answer = self.query(
            """SELECT ?section ?sentence ?digest WHERE {
                 ?sentence a exo:Sentence .
                 OPTIONAL { ?sentence exo:section ?section OPTIONAL { ?section exo:ordinal ?place } }
                 OPTIONAL { ?sentence exo:ordinal ?ordinal }
                 OPTIONAL { ?sentence exo:digest ?digest } }
               ORDER BY (!BOUND(?place)) ?place (!BOUND(?ordinal)) ?ordinal"""
        )
        matching = anchors.matching_digests(article, {text(digest) for digest in answer.column("digest")} - {""})
        sentences: dict[Term | None, tuple[Term | None, bool]] = {}
        for section, sentence, digest in answer.terms:  # of two sections the first counts, of two digests either
            first, has_match = sentences.get(sentence, (section, False))
            sentences[sentence] = first, has_match or text(digest) in matching
        rows = [(section, sentence, ox.Literal(has_match)) for sentence, (section, has_match) in sentences.items()]
        return Rows(("section", "sentence", "found"), rows)

    def reason(self) -> Hierarchy:
        """The hierarchy of classes that HermiT infers. Raises MissingExtra where it is not installed.

        >>> Dataset.open().reason().coherent
        True
        """
        from exordf.ontology import reasoner

        layers = (sources.ONTOLOGY, sources.IMPORTS, sources.LINKS, sources.OWN)
        with bounds.refusing_deep_data():
            return reasoner.classify([quad for layer in layers for quad in self.layers.get(layer, [])])

    def export(
        self,
        form: str,
        path: str | Path | None = None,
        *,
        select: str | None = None,
        key: str | Path | None = None,
        overwrite: bool = False,
    ) -> Mapping[str, bytes]:
        """The files of an export format by name, also written whole to `path` where one is given.

        `path` is a file, which is replaced only with `overwrite`, or, for a format of several files, a folder, which is
        replaced as a whole if we wrote everything in it. `select` is a query: only the claims in its first column are
        exported, with the sentences, references and so on that they rest on. `key` is the file of a private key, for a
        format that can be signed.

        >>> list(Dataset.open().export("sssom"))
        ['mappings.sssom.tsv']
        """
        from dataclasses import replace

        from exordf import export

        output_format = export.format_of(form)
        if key is not None and not output_format.signed:
            raise InputError(f'the format "{form}" is not one that is signed', mend="Leave the key out.")
        source = replace(self.as_source(), key=Path(key) if key is not None else None)
        if select is not None:
            source = source.only(term for (term, *_) in self.query(select).terms if isinstance(term, ox.NamedNode))
        inputs = [] if path is None else loading.input_files(self.home, self.paths)
        if path is not None:
            output_files.refuse_foreign(Path(path), inputs, overwrite=overwrite)
        with bounds.refusing_deep_data():
            contents = output_format.write(source)
        if path is not None and len(contents) == 1:
            (content,) = contents.values()
            output_files.write(Path(path), content, inputs, overwrite=overwrite)
        elif path is not None:
            output_files.write_folder(Path(path), contents, inputs)
        return contents

    def as_source(self) -> Source:
        """The source of the export formats.

        >>> Dataset.open().as_source().about.licence
        'https://creativecommons.org/licenses/by/4.0/'
        """
        return self._source

    @cached_property
    def _source(self) -> Source:
        from exordf.export import Layers, Source

        path = self.home / "data" / mappings.FILE
        layers = Layers(lambda: self.layers)  # tables and pictures need the store alone
        return Source(layers, self.store, self.prefixes, mappings=path if self.paths and path.is_file() else None)


def _subjects(quads: list[ox.Quad]) -> dict[Term, bool]:
    """The subjects of some quads, each with whether it stands by itself: a blank node may be part of another."""
    parts = {quad.object for quad in quads if isinstance(quad.object, ox.BlankNode)}
    return {quad.subject: quad.subject not in parts for quad in quads}
