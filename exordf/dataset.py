"""The dataset as people hold it in their hand: open it, ask it, look at one thing, check it, reason, export."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import anchors, cache, export, files, loading, queries, reason, sources, things, turtle, validation
from exordf.errors import InputError, Place, StoreError, UnknownName
from exordf.export import Source
from exordf.lookup import Lookup
from exordf.names import SH, Prefixes, did_you_mean
from exordf.remote import Addresses, RemoteStore
from exordf.rows import Rows, text
from exordf.store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.loading import Loaded
    from exordf.queries import NamedQuery, Parameter
    from exordf.reason import Hierarchy
    from exordf.report import ValidationReport
    from exordf.rows import Term
    from exordf.store import Store
    from exordf.things import Thing


@dataclass(frozen=True, repr=False)
class Dataset:
    """An ontology, its records and the views of both, in a store.

    >>> dataset = Dataset.open()
    >>> dataset.find("miR-214-3p").value
    'https://w3id.org/exordf/ontology/miR-214-3p'
    >>> dataset
    Dataset: ... triples
    """

    home: Path
    store: Store
    prefixes: Prefixes
    paths: Mapping[Path, str] = field(repr=False)
    own: frozenset[str] | None = field(default=None, repr=False)
    loaded: Loaded | None = field(default=None, repr=False)

    @classmethod
    def open(cls, path: str | Path | None = None) -> Dataset:
        """The packaged dataset or, given a folder, a file or the address of a SPARQL endpoint, that data.

        A folder with an `ontology/` of its own is taken whole; other data stands on the packaged ontology. What was
        opened before, with the same content, comes from the user's cache.
        Raises InputError where a file cannot be read or is not well formed, with file, line and column.

        >>> len(Dataset.open().query("SELECT ?review WHERE { ?review a exo:Review }"))
        1
        """
        home = files.home()
        if isinstance(path, str) and "://" in path:
            return cls.at(RemoteStore(Addresses.of(path)))
        if path is None:
            return cls._of(home, sources.layered(home / "ontology", home) | sources.layered(home / "data", home))
        path = Path(path)
        if (path / "ontology").is_dir():
            return cls._of(path, sources.layered(path / "ontology", path) | sources.layered(path / "data", path))
        return cls._of(home, sources.layered(home / "ontology", home) | dict.fromkeys(sources.rdf_files(path), "own"))

    @classmethod
    def at(cls, store: Store) -> Dataset:
        """What a store holds: a dataset pushed to a server, with its views. Shapes are the packaged ones.

        Raises StoreError where the store cannot be reached or declares no prefixes, so that nothing was pushed there.

        >>> there = MemoryStore()
        >>> there.load(Dataset.open().store.quads())
        >>> Dataset.at(there).find("osteoclast").value
        'https://w3id.org/exordf/ontology/Osteoclast'
        """
        prefixes = sources.prefixes(store)
        if not prefixes.table:
            raise StoreError(
                "there is no exordf data in this store",
                mend="Load it first: exordf push, with the address of the server.",
            )
        return cls(files.home(), store, prefixes, {})

    def with_files(self, paths: Iterable[str | Path]) -> Dataset:
        """The same with other files on top: a subject that they describe replaces the one of that name here.

        `validate` then speaks of their subjects only.

        >>> Dataset.open().with_files(["docs/examples/my-claims.ttl"]).show("claim:2.1-10y").curie
        'claim:2.1-10y'
        """
        given = {file.resolve(): file for path in paths for file in sources.rdf_files(Path(path))}
        quads = [quad for file in given.values() for quad in sources.read(file, self.prefixes)]
        own = frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))
        below = {
            file: layer
            for folder in (self.home / "ontology", self.home / "data")
            for file, layer in sources.layered(folder, self.home).items()
            if file.resolve() not in given
        }
        loaded = loading.load(self.home, below, quads, own)
        paths_of = below | dict.fromkeys(given.values(), sources.OWN)
        return Dataset(self.home, loaded.store, loaded.prefixes, paths_of, own, loaded)

    @classmethod
    def _of(cls, home: Path, layer_of: Mapping[Path, str]) -> Dataset:
        read: list[Loaded] = []

        def content() -> Iterable[ox.Quad]:
            read.append(loading.load(home, layer_of))
            return read[0].store.quads()

        kept = cache.opened(loading.inputs(home, layer_of), content)
        if kept is not None:
            return cls(home, kept, sources.prefixes(kept), layer_of, loaded=read[0] if read else None)
        loaded = read[0] if read else loading.load(home, layer_of)
        return cls(home, loaded.store, loaded.prefixes, layer_of, loaded=loaded)

    @cached_property
    def layers(self) -> Mapping[str, list[ox.Quad]]:
        """The quads by layer: the ontology, each kind of record of each review, links, each view.

        >>> "liu2023/claims" in Dataset.open().layers
        True
        """
        if not self.paths:  # of a store elsewhere nobody knows what came from where
            return {sources.OWN: list(self.store.quads())}
        return self._whole.layers

    @cached_property
    def _whole(self) -> Loaded:
        return self.loaded or loading.load(self.home, self.paths)

    @cached_property
    def queries(self) -> Mapping[str, NamedQuery]:
        """The named queries, by name; those last that ask a server elsewhere too.

        >>> Dataset.open().queries["chain"].title["zh"]
        '一个分子的完整链条：来源细胞、囊泡、所载分子、受体细胞、靶标、通路、过程、疾病'
        """
        return queries.read_folder(files.own("queries")) | queries.read_folder(files.own("federated"))

    @cached_property
    def facets(self) -> Mapping[str, NamedQuery]:
        """The queries that `show` asks of one thing, in their order.

        >>> next(iter(Dataset.open().facets))
        '10-about'
        """
        return queries.read_folder(files.own("facets"))

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each subject begins, by IRI, for files laid out with subjects at the start of a line.

        >>> dataset = Dataset.open()
        >>> dataset.places[dataset.find("claim:2.1-10b").value].path.name
        '2.1.ttl'
        """
        found: dict[str, Place] = {}
        for path in reversed(list(self.paths)):  # what is on top comes last
            for subject, place in turtle.places(path).items():
                found.setdefault(subject, Place(files.shown(place.path), place.line))
        return found

    @cached_property
    def shapes(self) -> list[ox.Quad]:
        """The SHACL shapes in force, with the prefixes that their queries use.

        >>> any(quad.subject.value.endswith("shape/claim-object") for quad in Dataset.open().shapes)
        True
        """
        folder = self.home / "shapes"
        if not folder.is_dir():
            folder = files.home() / "shapes"
        quads = [quad for path in files.found(folder, ".ttl") for quad in turtle.read(path)]
        declared = self.store.query(
            f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o FILTER(?p IN (<{SH}declare>, <{SH}prefix>, <{SH}namespace>)) }}"
        )
        return quads + [ox.Quad(*terms) for terms in declared.terms]  # type: ignore[arg-type]

    def query(self, sparql: str) -> Rows:
        """The answer of a SPARQL query; the dataset's prefixes need not be declared. Raises InputError.

        >>> Dataset.open().query("SELECT ?target WHERE { exo:miR-214-3p exo:targets ?target }")
        target
        exo:ATF4
        """
        return replace(self.store.query(sparql, self.prefixes.table), prefixes=self.prefixes)

    def ask(self, name: str, **parameters: str | int | ox.NamedNode) -> Rows:
        """The answer of a named query. Raises UnknownName for a query, a parameter or a value that is not known.

        >>> rows = Dataset.open().ask("what-inhibits", process="osteoblast differentiation")
        >>> "agent" in rows.columns
        True
        """
        if name not in self.queries:
            raise UnknownName(
                f'no query is called "{name}"', mend=did_you_mean(name, self.queries) or "`exordf queries` lists them."
            )
        return self.answer(self.queries[name], parameters)

    def answer(self, query: NamedQuery, parameters: Mapping[str, str | int | ox.NamedNode]) -> Rows:
        """The answer of a named query with the given values; names of things may be IRIs, CURIEs or labels.

        >>> dataset = Dataset.open()
        >>> len(dataset.answer(dataset.queries["chain"], {"cargo": "miR-21"})) > 0
        True
        """
        values = {name: self._value(query.parameters.get(name), value) for name, value in parameters.items()}
        return replace(self.store.query(query.bound(values)), prefixes=self.prefixes)

    def find(self, name: str) -> ox.NamedNode:
        """The one thing called `name`: an IRI, a CURIE, a label or synonym in either language, the number of a record.

        Raises UnknownName where nothing, or more than one thing, bears the name.

        >>> Dataset.open().find("破骨细胞").value
        'https://w3id.org/exordf/ontology/Osteoclast'
        """
        return self.lookup.one(name)

    def show(self, name: str, language: str = "en") -> Thing:
        """Everything about one thing: a table for each facet that has something to say, by its title.

        >>> list(Dataset.open().show("reference:31"))[:2]
        ['About', 'Claims of this sentence, reference or section']
        """
        node = self.find(name)
        return things.each(self.store, self.prefixes, self.facets, [node], language)[node]

    def validate(self, *, engine: validation.Engine = "sparql") -> ValidationReport:
        """Check the data against the shapes. The engine is "sparql", ours, or "pyshacl", the reference.

        Raises InputError for a constraint that the engine cannot evaluate.

        >>> Dataset.open().with_files(["docs/examples/my-claims.ttl"]).validate().conforms
        False
        """
        store = self._whole.store if "_whole" in vars(self) or self.loaded else self.store
        if isinstance(store, MemoryStore):
            store = store.in_memory()
        report = validation.validate(store, self.shapes, engine=engine, places=self.places, focus=self.own)
        return replace(report, prefixes=self.prefixes)

    def verify(self, article: str) -> Rows:
        """Which sentences an article has: one row for each on record, in the order of the review.

        `article` is the text of the review, which the user owns; line breaks and citation marks do not matter.
        Columns: section, sentence, found (true or false).

        >>> rows = Dataset.open().verify("A text that is not the article.")
        >>> (len(rows), rows.to_dicts()[0]["found"])
        (123, False)
        """
        recorded = self.query(
            """SELECT ?section ?sentence ?digest WHERE {
                 ?sentence exo:section ?section ; exo:ordinal ?ordinal ; exo:digest ?digest .
                 ?section exo:ordinal ?place }
               ORDER BY ?place ?ordinal"""
        )
        there = anchors.found(article, {text(digest) for digest in recorded.column("digest")})
        rows = [(section, sentence, ox.Literal(text(digest) in there)) for section, sentence, digest in recorded.terms]
        return Rows(("section", "sentence", "found"), rows)

    def reason(self) -> Hierarchy:
        """What HermiT finds in the ontology. Raises MissingExtra where it is not installed.

        >>> Dataset.open().reason().coherent
        True
        """
        layers = (sources.ONTOLOGY, sources.IMPORTS, sources.LINKS, sources.OWN)
        return reason.classify([quad for layer in layers for quad in self.layers.get(layer, [])])

    def export(self, form: str, path: str | Path | None = None, *, select: str | None = None) -> Mapping[str, bytes]:
        """The files of an export format by name, also written whole to `path` where one is given.

        `path` is a file or, for a format of several files, a folder that is replaced as a whole. `select` is a query:
        only the claims in its first column are exported, with the sentences, references and so on that they rest on.

        >>> list(Dataset.open().export("csv"))
        ['exordf.csv']
        """
        source = self.as_source()
        if select is not None:
            source = source.only(term for (term, *_) in self.query(select).terms if isinstance(term, ox.NamedNode))
        written = export.format_of(form).write(source)
        if path is not None and len(written) == 1:
            files.replace(Path(path), *written.values())
        elif path is not None:
            with files.replaced_folder(Path(path)) as folder:
                for name, content in files.with_checksums(written).items():
                    (folder / name).write_bytes(content)
        return written

    def as_source(self) -> Source:
        """What the export formats are made from.

        >>> Dataset.open().as_source().about.licence
        'https://creativecommons.org/licenses/by/4.0/'
        """
        return Source(self.layers, self.store, self.prefixes)

    @cached_property
    def lookup(self) -> Lookup:
        """The things of the dataset by the names that they bear.

        >>> [thing.value.rpartition("/")[2] for thing in Dataset.open().lookup.names["osteoclast"]]
        ['Osteoclast']
        """
        return Lookup(self.store, self.prefixes)

    def __repr__(self) -> str:
        return f"Dataset: {len(self.store):,} triples" + (f", {len(self.own)} subjects on top" if self.own else "")

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.ask('counts')._repr_html_()}"

    def _value(self, parameter: Parameter | None, value: str | int | ox.NamedNode) -> Term:
        if isinstance(value, ox.NamedNode):
            return value
        if parameter is None or parameter.type == "string":
            return ox.Literal(str(value))
        if parameter.type == "integer":
            try:
                return ox.Literal(int(value))
            except ValueError:
                raise InputError(f'the parameter "{parameter.name}" is a whole number, not "{value}"') from None
        return self.find(str(value))
