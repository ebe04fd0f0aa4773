"""What people import: every name has an example that runs, and shows itself in a console and in a notebook."""

from __future__ import annotations

import inspect
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest

import exordf
from exordf import Dataset, Hierarchy, Rows, ValidationReport
from exordf.rdf import text_tables
from exordf.rdf.axioms import axioms
from exordf.rdf.prefixes import OWL, RDF_TYPE, RDFS

EXAMPLES = Path(__file__).resolve().parent.parent / "docs" / "examples"


def public() -> dict[str, str]:
    """The docstring of every public class, and of its public methods and properties, inherited from ours or not."""
    found = {}
    for name in exordf.__all__:
        thing = getattr(exordf, name)
        if not inspect.isclass(thing):
            continue
        found[name] = vars(thing).get("__doc__") or ""
        ours = [cls for cls in reversed(thing.__mro__) if cls.__module__.startswith("exordf")]
        for member, value in ((member, value) for cls in ours for member, value in vars(cls).items()):
            function = value.__func__ if isinstance(value, classmethod) else value
            if not member.startswith("_") and (
                inspect.isfunction(function) or isinstance(function, property | cached_property)
            ):
                found[f"{name}.{member}"] = function.__doc__ or ""
    return found


def test_every_public_name_has_an_example_that_runs() -> None:
    assert [name for name, docstring in public().items() if ">>>" not in docstring] == []


def test_the_public_names_are_those_that_people_were_promised() -> None:
    assert {"Dataset", "Dataset.open", "Dataset.query", "Rows.to_pandas", "Hierarchy.ancestors"} <= public().keys()


class Reader(HTMLParser):
    """Reads markup strictly: what opens is closed, in order; the words are kept."""

    def __init__(self, markup_: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(markup_)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's signature
        self.tags.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def html(thing: object) -> Reader:
    return Reader(thing._repr_html_())  # type: ignore[attr-defined]


def test_a_long_answer_is_cut_and_says_how_much_is_left(dataset: Dataset) -> None:
    rows = dataset.query("SELECT ?claim WHERE { ?claim a exo:Claim } ORDER BY ?claim")
    lines = repr(rows).splitlines()
    assert lines[:2] == ["claim", "claim:0-01a"]
    assert lines[-1] == f"… {len(rows) - text_tables.CONSOLE} more rows"
    read = html(rows)
    assert read.tags.count("tr") == 1 + text_tables.NOTEBOOK
    assert read.words[-1] == f"… {len(rows) - text_tables.NOTEBOOK} more rows"


def test_no_row_is_said_in_words() -> None:
    assert repr(Rows(("claim",), [])) == "no rows (claim)"
    assert html(Rows(("claim",), [])).tags.count("td") == 0


def test_a_term_never_becomes_markup_of_its_own() -> None:
    rows = Rows(
        ("<b>",),
        [
            (ox.Literal("<script>alert(1)</script>"),),
            (ox.NamedNode("javascript:alert(1)"),),
            (ox.NamedNode("https://example.org/a&b"),),
            (ox.Literal("<i>", language="zh"),),
            (None,),
        ],
    )
    shown = html(rows)
    assert set(shown.tags) == {"table", "thead", "tbody", "tr", "th", "td", "a", "span"}
    assert shown.tags.count("a") == 1


def test_a_thing_is_a_mapping_of_its_tables_that_shows_itself(dataset: Dataset) -> None:
    thing = dataset.show("claim:2.1-10b")
    assert [title for title in thing if len(thing[title]) == 0] == []
    assert dict(thing.items()).keys() == set(thing)
    with pytest.raises(KeyError):
        thing["nothing of that title"]
    assert repr(thing).startswith("claim:2.1-10b  <https://")
    assert html(thing).tags.count("table") == len(thing)


def test_a_dataset_a_query_a_report_and_a_hierarchy_show_themselves(dataset: Dataset) -> None:
    assert "table" in html(dataset).tags
    assert "pre" in html(dataset.queries["what-inhibits"]).tags
    assert html(ValidationReport((), 25)).words == ["conforms", ": 25 checks, 0 results"]
    report = dataset.with_files([EXAMPLES / "my-claims.ttl"]).validate()
    assert repr(report).splitlines()[0].startswith("ValidationReport: does not conform")
    assert "Split the sentence" in repr(report).splitlines()[1]
    assert "claim:2.1-10z" in html(report).words
    names = [ox.NamedNode(f"urn:{name}") for name in "ab"]
    assert "urn:a" in html(Hierarchy(consistent=True, parents={names[0]: frozenset(names[1:])})).words


def test_a_hierarchy_says_which_class_cannot_exist_and_why() -> None:
    name, parent = ox.NamedNode("urn:name"), ox.NamedNode("urn:parent")
    declared = [ox.Quad(each, RDF_TYPE, ox.NamedNode(f"{OWL}Class")) for each in (name, parent)]
    clash = axioms([*declared, ox.Quad(name, ox.NamedNode(f"{RDFS}subClassOf"), parent)])
    shown = html(Hierarchy(consistent=True, unsatisfiable={name: tuple(clash)}))
    assert "these" in " ".join(shown.words)
    assert "br" in shown.tags
    assert repr(Hierarchy(consistent=False, clash=tuple(clash))).startswith("Hierarchy: inconsistent, by 3 axioms")
