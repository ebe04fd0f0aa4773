"""A dataset to query: a store with its prefixes, named queries and layers, and no more than a query needs."""

from __future__ import annotations

import importlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import files
from exordf.dataset import loading, sources
from exordf.dataset.lookup import Lookup
from exordf.errors import InputError, StoreError, UnknownName
from exordf.rdf.prefixes import Prefixes, did_you_mean
from exordf.sparql import named_queries
from exordf.store import cache, persistent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Self

    from exordf.dataset.loading import LoadedDataset
    from exordf.rdf.rows import Rows, Term
    from exordf.sparql.named_queries import NamedQuery, Parameter
    from exordf.store.protocol import Store


class BaseDataset:
    """A store that was opened: its home, its prefixes, the files that it comes from with their layers.

    `own` are the subjects of a user's own files, where such were given; `loaded` is there if this process read it all.
    With files beside, `below` is what they lie beside, `added` what they brought, by layer, and `left_out` what they
    say against claims of the dataset.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what there is to know of a store that was opened
        self,
        home: Path,
        store: Store,
        prefixes: Prefixes,
        paths: Mapping[Path, str],
        own: frozenset[str] | None = None,
        loaded: LoadedDataset | None = None,
    ) -> None:
        self.home = home
        self.store = store
        self.prefixes = prefixes
        self.paths = paths
        self.own = own
        self.loaded = loaded
        self.below: Self | None = None
        self.added: Mapping[str, list[ox.Quad]] = {}
        self.left_out: Sequence[ox.Quad] = ()

    def __repr__(self) -> str:
        said = f"{type(self).__name__}: {len(self.store):,} triples"
        where = "on top" if self.below is None else "beside"
        return said + (f", {len(self.own)} subjects {where}" if self.own else "")

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.ask('counts')._repr_html_()}"

    @classmethod
    def open(cls, path: str | Path | Sequence[str | Path] | None = None) -> Self:
        """The packaged dataset or, given folders and files, the data in them; or what one store holds.

        A folder with an `ontology/` of its own is taken whole; other data stands on the packaged ontology. What was
        opened before, with the same content, comes from the user's cache. A store is a folder that `exordf build` made
        with `--store`, or the address of a SPARQL endpoint.
        Raises InputError where a file cannot be read or is not well formed, with file, line and column, and StoreError
        where a store cannot be opened.

        >>> len(BaseDataset.open().query("SELECT ?review WHERE { ?review a exo:Review }"))
        1
        """
        paths = [] if path is None else [path] if isinstance(path, str | Path) else list(path)
        for each in paths:
            address = isinstance(each, str) and "://" in each
            if address or persistent.is_persistent(files.possible(each)):
                if len(paths) > 1:
                    raise InputError(
                        f"{each} is a store, which is asked alone", mend="Give one store, or folders and files."
                    )
                return cls.at(_at(str(each)) if address else persistent.open_persistent(Path(each)))
        return cls._of(*sources.source_files([Path(each) for each in paths]))

    @classmethod
    def at(cls, store: Store) -> Self:
        """What a store holds: a dataset pushed to a server, with its views. Shapes are the packaged ones.

        Raises StoreError where the store cannot be reached or declares no prefixes, so that nothing was pushed there.

        >>> BaseDataset.at(BaseDataset.open().store).find("osteoclast").value
        'https://w3id.org/exordf/ontology/Osteoclast'
        """
        prefixes = sources.declared_prefixes(store)
        if prefixes.table.keys() <= sources.BUILT_IN.keys():
            raise StoreError(
                "there is no exordf data in this store",
                mend="Load it first: exordf push, with the address of the server.",
            )
        return cls(files.home(), store, prefixes, {})

    def with_files(self, paths: Iterable[str | Path]) -> Self:
        """The same with other files beside: they add to what is here and take nothing of it away.

        Names and prefixes keep their meaning, views stay. A statement that a claim of this dataset is denied or
        withdrawn is left out, and stands in `left_out`: who disagrees makes a claim of their own. `validate` then
        speaks of the subjects of the files only; a changed copy of records is for `with_revisions`.
        Raises InputError where a file cannot be read.

        >>> opened = BaseDataset.open().with_files(["docs/examples/my-claims.ttl"])
        >>> opened.prefixes.curie(opened.find("claim:2.1-10y"))
        'claim:2.1-10y'
        """
        here = {file.resolve() for file in self.paths}
        given = [file for file in self._given(paths) if file.resolve() not in here]
        quads = [quad for file in given for quad in sources.read_user_file(file, self.prefixes)]
        left_out = sources.retracting(quads, self.store)
        added = loading.beside(self.store, self.home, self.prefixes, [quad for quad in quads if quad not in left_out])
        larger = type(self)(
            self.home,
            added.store,
            added.prefixes,
            {**self.paths, **dict.fromkeys(given, sources.OWN)},
            _subjects(quads) | (self.own or frozenset()),
        )
        larger.below, larger.added, larger.left_out = self, added.layers, [*self.left_out, *left_out]
        return larger

    def with_revisions(self, paths: Iterable[str | Path]) -> Self:
        """The same with revised records: a subject that the files describe replaces the one of that name here.

        `validate` then speaks of their subjects only. Raises InputError where a file cannot be read.

        >>> len(BaseDataset.open().with_revisions(["docs/examples/my-claims.ttl"]).own or ())
        2
        """
        given = self._given(paths)
        quads = [quad for file in given for quad in sources.read_user_file(file, self.prefixes)]
        own = _subjects(quads)
        revised = {file.resolve() for file in given}
        rest = {file: layer for file, layer in self.paths.items() if file.resolve() not in revised}
        loaded = loading.load(self.home, rest, quads, own)
        return type(self)(
            self.home, loaded.store, loaded.prefixes, rest | dict.fromkeys(given, sources.OWN), own, loaded
        )

    def _given(self, paths: Iterable[str | Path]) -> list[Path]:
        """The files that some paths name, once each. Raises InputError where this is a store, which takes none."""
        if not self.paths:
            raise InputError(
                "files of your own cannot be laid beside a store",
                mend="Leave out --store, or build a store that has them too.",
            )
        return list(
            {file.resolve(): file for path in paths for file in sources.rdf_files(files.possible(path))}.values()
        )

    @classmethod
    def _of(cls, home: Path, layer_of: Mapping[Path, str]) -> Self:
        store = cache.open_cached(
            loading.input_files(home, layer_of), lambda store: loading.load_into_store(store, home, layer_of)
        )
        if store is not None:
            return cls(home, store, sources.declared_prefixes(store), layer_of)
        loaded = loading.load(home, layer_of)
        return cls(home, loaded.store, loaded.prefixes, layer_of, loaded=loaded)

    @cached_property
    def layers(self) -> Mapping[str, list[ox.Quad]]:
        """The quads by layer: the ontology, each kind of record of each review, links, each view.

        >>> {"ontology", "links"} <= BaseDataset.open().layers.keys()
        True
        """
        if not self.paths:  # of a store elsewhere nobody knows what came from where
            return {sources.OWN: list(self.store.quads())}
        if self.below is not None:
            there = self.below.layers
            return {name: [*there.get(name, ()), *self.added.get(name, ())] for name in {**there, **self.added}}
        return self._whole.layers

    @cached_property
    def _whole(self) -> LoadedDataset:
        return self.loaded or loading.load(self.home, self.paths)

    @cached_property
    def queries(self) -> Mapping[str, NamedQuery]:
        """The named queries, by name; those last that ask a server elsewhere too.

        >>> BaseDataset.open().queries["gaps"].title["zh"]
        '作者指出的未知与待研究之处'
        """
        return named_queries.QueryFolders(
            files.package_folder("queries/named"), files.package_folder("queries/federated")
        )

    def query(self, sparql: str) -> Rows:
        """The answer of a SPARQL query; the dataset's prefixes need not be declared. Raises InputError.

        >>> BaseDataset.open().query("SELECT ?target WHERE { exo:miR-214-3p exo:targets ?target } ORDER BY ?target")
        target
        exo:ATF4
        """
        return self._named(self.store.query(sparql, self.prefixes.table))

    def ask(self, name: str, **parameters: str | int | ox.NamedNode) -> Rows:
        """The answer of a named query. Raises UnknownName for a query, a parameter or a value that is not known.

        >>> rows = BaseDataset.open().ask("what-inhibits", process="osteoblast differentiation")
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

        >>> dataset = BaseDataset.open()
        >>> len(dataset.answer(dataset.queries["chain"], {"cargo": "miR-21"})) > 0
        True
        """
        values = {name: self._value(query.parameters.get(name), value) for name, value in parameters.items()}
        return self._named(self.store.query(query.bound(values)))

    def find(self, name: str) -> ox.NamedNode:
        """The one thing called `name`: an IRI, a CURIE, a label or synonym in either language, the number of a record.

        Raises UnknownName where nothing, or more than one thing, bears the name.

        >>> BaseDataset.open().find("破骨细胞").value
        'https://w3id.org/exordf/ontology/Osteoclast'
        """
        return self.lookup.one(name)

    @cached_property
    def lookup(self) -> Lookup:
        """The things of the dataset by the names that they bear.

        >>> [thing.value.rpartition("/")[2] for thing in BaseDataset.open().lookup.names["osteoclast"]]
        ['Osteoclast']
        """
        return Lookup(self.store, self.prefixes, None if self.below is None else self.below.lookup)

    def _named(self, rows: Rows) -> Rows:
        """Rows that know the prefixes, and so show short names."""
        rows.prefixes = self.prefixes
        return rows

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


def _subjects(quads: Iterable[ox.Quad]) -> frozenset[str]:
    return frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def _at(address: str) -> Store:
    """The store behind an address; its module is loaded by name, as that of a format or a verb is."""
    remote = importlib.import_module("exordf.store.remote")
    store: Store = remote.RemoteStore.at(address)
    return store
