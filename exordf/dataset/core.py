"""The dataset: a store with its prefixes, named queries and layers, to open, query, ask, find and show."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from exordf import files
from exordf.dataset import description, loading, opening, sources
from exordf.dataset.lookup import Lookup
from exordf.dataset.opening import OpenedData
from exordf.errors import InputError, UnknownName
from exordf.rdf.prefixes import did_you_mean
from exordf.rdf.rows import Rows
from exordf.sparql import named_queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Self

    import pyoxigraph as ox

    from exordf.dataset.description import Thing
    from exordf.dataset.loading import LoadedDataset
    from exordf.sparql.named_queries import NamedQuery
    from exordf.store.store_protocol import Store


class Dataset:
    """A store with its home, its prefixes, and the files that it comes from with their layers.

    `own` are the subjects of the user's own files, where such were given. With files beside, `base` is the dataset to
    which they were added, `added` the quads that they brought, by layer, and `left_out` what they state against claims
    of the base.
    """

    def __init__(self, data: OpenedData, own: frozenset[str] | None = None) -> None:
        self.home = data.home
        self.store = data.store
        self.prefixes = data.prefixes
        self.paths = data.paths
        self.own = own
        self.base: Self | None = None
        self.added: Mapping[str, list[ox.Quad]] = {}
        self.left_out: Sequence[ox.Quad] = ()
        self._loaded = data.loaded

    def __repr__(self) -> str:
        size = f"{type(self).__name__}: {len(self.store):,} triples"
        position = "on top" if self.base is None else "beside"
        return size + (f", {len(self.own)} subjects {position}" if self.own else "")

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.ask('counts')._repr_html_()}"

    @classmethod
    def open(cls, path: str | Path | Sequence[str | Path] | None = None) -> Self:
        """The packaged dataset or, given folders and files, the data in them; or the content of one store.

        A folder with an `ontology/` of its own is taken whole; other data stand on the packaged ontology. Data that
        were opened before, with the same content, come from the user's cache. A store is a folder that `exordf build`
        made with `--store`, or the address of a SPARQL endpoint.
        Raises InputError where a file cannot be read or is not well formed, with file, line and column, and StoreError
        where a store cannot be opened.

        >>> len(Dataset.open().query("SELECT ?review WHERE { ?review a exo:Review }"))
        1
        """
        return cls(opening.open_data(path))

    @classmethod
    def load(cls, path: str | Path | Sequence[str | Path] | None = None) -> Self:
        """The same as `open` without the cache: for work on the layers, which are then read together with the store.

        >>> "views/hierarchy" in Dataset.load().layers
        True
        """
        return cls(opening.open_data(path, use_cache=False))

    @classmethod
    def at(cls, store: Store) -> Self:
        """The content of a store, such as a dataset pushed to a server, with its views and the packaged shapes.

        Raises StoreError where the store cannot be reached or declares no prefixes, so that nothing was pushed there.

        >>> Dataset.at(Dataset.open().store).find("osteoclast").value
        'https://w3id.org/exordf/ontology/Osteoclast'
        """
        return cls(opening.in_store(store))

    def with_files(self, paths: Iterable[str | Path]) -> Self:
        """The same with other files beside: they add to the data and take nothing away.

        Names and prefixes keep their meaning, views stay. A statement that a claim of this dataset is denied or
        withdrawn is left out, and listed in `left_out`: to disagree, add a claim. `validate` then reports on the
        subjects of the files only; a changed copy of records is for `with_revisions`.
        Raises InputError where a file cannot be read.

        >>> larger = Dataset.open().with_files(["docs/examples/my-claims.ttl"])
        >>> larger.prefixes.curie(larger.find("claim:2.1-10y"))
        'claim:2.1-10y'
        """
        present = {file.resolve() for file in self.paths}
        new = [file for file in self._user_files(paths) if file.resolve() not in present]
        quads = [quad for file in new for quad in sources.read_user_file(file, self.prefixes)]
        left_out = sources.retracting(quads, self.store)
        added = loading.load_beside(
            self.store, self.home, self.prefixes, [quad for quad in quads if quad not in left_out]
        )
        larger = type(self)(
            OpenedData(self.home, added.store, added.prefixes, {**self.paths, **dict.fromkeys(new, sources.OWN)}),
            sources.subjects(quads) | (self.own or frozenset()),
        )
        larger.base, larger.added, larger.left_out = self, added.layers, [*self.left_out, *left_out]
        return larger

    def with_revisions(self, paths: Iterable[str | Path]) -> Self:
        """The same with revised records: a subject that the files describe replaces the one of that name.

        `validate` then reports on their subjects only. Raises InputError where a file cannot be read.

        >>> len(Dataset.open().with_revisions(["docs/examples/my-claims.ttl"]).own or ())
        2
        """
        new = self._user_files(paths)
        quads = [quad for file in new for quad in sources.read_user_file(file, self.prefixes)]
        own = sources.subjects(quads)
        revised = {file.resolve() for file in new}
        rest = {file: layer for file, layer in self.paths.items() if file.resolve() not in revised}
        loaded = loading.load(self.home, rest, quads, own)
        layer_of = rest | dict.fromkeys(new, sources.OWN)
        return type(self)(OpenedData(self.home, loaded.store, loaded.prefixes, layer_of, loaded), own)

    def _user_files(self, paths: Iterable[str | Path]) -> list[Path]:
        if not self.paths:
            raise InputError(
                "files of your own cannot be added to a store",
                mend="Leave out --store, or build a store that has them too.",
            )
        return sources.user_files(paths)

    @cached_property
    def layers(self) -> Mapping[str, list[ox.Quad]]:
        """The quads by layer: the ontology, each kind of record of each review, links, each view.

        >>> {"ontology", "links"} <= Dataset.open().layers.keys()
        True
        """
        if not self.paths:  # a store does not record which file a quad came from
            return {sources.OWN: list(self.store.quads())}
        if self.base is not None:
            base = self.base.layers
            return {name: [*base.get(name, ()), *self.added.get(name, ())] for name in {**base, **self.added}}
        return self.loaded.layers

    @cached_property
    def loaded(self) -> LoadedDataset:
        """The files as read in this process: now, unless they were when the dataset was opened."""
        return self._loaded or loading.load(self.home, self.paths)

    @cached_property
    def queries(self) -> Mapping[str, NamedQuery]:
        """The named queries, by name; last those that ask another server too.

        >>> Dataset.open().queries["gaps"].title["zh"]
        '作者指出的未知与待研究之处'
        """
        return named_queries.QueryFolders(
            files.package_folder("queries/named"), files.package_folder("queries/federated")
        )

    @cached_property
    def facets(self) -> Mapping[str, NamedQuery]:
        """The queries that `show` asks of one thing, in their order.

        >>> next(iter(Dataset.open().facets))
        '10-about'
        """
        return named_queries.read_folder(files.package_folder("queries/facets"))

    def query(self, sparql: str) -> Rows:
        """The answer of a SPARQL query; the dataset's prefixes need not be declared. Raises InputError.

        >>> Dataset.open().query("SELECT ?target WHERE { exo:miR-214-3p exo:targets ?target } ORDER BY ?target")
        target
        exo:ATF4
        """
        return self.store.query(sparql, self.prefixes.table).with_prefixes(self.prefixes)

    def ask(self, name: str, **parameters: str | int | ox.NamedNode) -> Rows:
        """The answer of a named query. Raises UnknownName for an unknown query, parameter or value.

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
        values = {name: self.lookup.value(query.parameters.get(name), value) for name, value in parameters.items()}
        return self.store.query(query.bound(values)).with_prefixes(self.prefixes)

    def find(self, name: str) -> ox.NamedNode:
        """The one thing called `name`: an IRI, a CURIE, a label or synonym in either language, the number of a record.

        Raises UnknownName where nothing, or more than one thing, has that name.

        >>> Dataset.open().find("破骨细胞").value
        'https://w3id.org/exordf/ontology/Osteoclast'
        """
        return self.lookup.one(name)

    def show(self, name: str, language: str = "en") -> Thing:
        """Everything about one thing: a table for each facet that has rows, by its title.

        >>> list(Dataset.open().show("reference:31"))[:2]
        ['About', 'Claims of this sentence, reference or section']
        """
        node = self.find(name)
        return description.describe(self.store, self.prefixes, self.facets, [node], language)[node]

    @cached_property
    def lookup(self) -> Lookup:
        """The things of the dataset by their names.

        >>> [thing.value.rpartition("/")[2] for thing in Dataset.open().lookup.names["osteoclast"]]
        ['Osteoclast']
        """
        return Lookup(self.store, self.prefixes, None if self.base is None else self.base.lookup)
