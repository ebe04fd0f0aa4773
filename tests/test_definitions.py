"""The definitions of our classes: each says of what kind a thing is, and what sets it apart from its siblings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from exordf.store.oxigraph import OxigraphStore

ONTOLOGY = Path(__file__).resolve().parent.parent / "ontology"

# Each row: a class, and the name in a language of the class itself or of one that is stated to be above it.
NAMES = """
PREFIX owl:  <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?class ?role ?word (LANG(?text) AS ?language) WHERE {
  ?class a owl:Class ; rdfs:subClassOf ?parent .
  FILTER(ISIRI(?parent))
  {
    ?class rdfs:label|skos:altLabel ?text .
    BIND("own" AS ?role)
  } UNION {
    ?parent rdfs:label|skos:altLabel ?text .
    BIND("genus" AS ?role)
  } UNION {
    ?class skos:definition ?text .
    BIND("definition" AS ?role)
  }
  BIND(STR(?text) AS ?word)
}
"""

# From one of these on, an English definition says what sets the thing apart.
DIFFERENTIA = re.compile(
    r"[,;:(]|\b(?:that|which|whose|who|in|by|from|to|through|for|with|on|at|when|made|measured|used|secreted|released)\b"
)
# Words that give a definition its form and no content.
FORM = frozenset(
    re.findall(r"\w+", "a an the of in by from to on at for with it its is are and or that which whose who form kind")
)


class Definition(NamedTuple):
    """A definition of a class in both languages, the names of the class, and those of its parents by language."""

    english: str
    chinese: str
    own: frozenset[str]
    genera: frozenset[str]
    chinese_genera: frozenset[str]

    def names_a_parent(self) -> bool:
        """Whether a name of a parent, in either number, stands between an article and the differentia."""
        start = words(DIFFERENTIA.split(self.english, maxsplit=1)[0])
        return start[:1] in (["a"], ["an"], ["the"]) and any(_within(words(name), start) for name in self.genera)

    def names_a_parent_in_chinese(self) -> bool:
        """Whether a parent is named; in Chinese the differentia stands before it."""
        return any(name in self.chinese for name in self.chinese_genera)

    def sets_apart(self) -> bool:
        """Whether something is left of it without the words of the parents and those of the label."""
        idle = FORM.union(*map(words, self.own), *map(words, self.genera))
        return not idle.issuperset(words(self.english))


def words(text: str) -> list[str]:
    """The words of a text in lower case, in the singular."""
    return [
        re.sub(r"(?:(?<=ss)es|(?<=[a-z][a-z][^s])s)$", "", word) for word in re.findall(r"[\w/.'’-]*\w", text.lower())
    ]


def _within(part: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole)))


def read(store: OxigraphStore) -> dict[str, Definition]:
    """The definitions of the classes that are below another class, by the name of the class."""
    texts: dict[str, dict[tuple[str, str], set[str]]] = {}
    for row in store.query(NAMES).to_dicts():
        of_class = texts.setdefault(str(row["class"]).rpartition("/")[2], {})
        of_class.setdefault((str(row["role"]), str(row["language"])), set()).add(str(row["word"]))
    return {
        name: Definition(
            "".join(of_class.get(("definition", "en"), ())),
            "".join(of_class.get(("definition", "zh"), ())),
            frozenset(of_class["own", "en"]),
            frozenset(of_class["genus", "en"]),
            frozenset(of_class["genus", "zh"]),
        )
        for name, of_class in texts.items()
    }


@pytest.fixture(scope="module")
def definitions() -> dict[str, Definition]:
    """The definitions of the ontology, from its files alone: what is inferred or linked has no part in them."""
    store = OxigraphStore()
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        store.load(ox.Quad(*triple) for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    return read(store)


def test_the_definitions_of_all_parts_of_the_ontology_are_read(definitions: dict[str, Definition]) -> None:
    assert {"BoneFormation", "Sarcopenia", "Ovariectomy", "Femur", "MLO-Y4", "miR-1", "Claim"} <= set(definitions)
    assert len(definitions) > 400


def test_a_definition_names_a_parent_before_what_sets_the_thing_apart(definitions: dict[str, Definition]) -> None:
    assert {name: one.english for name, one in definitions.items() if not one.names_a_parent()} == {}


def test_a_definition_names_a_parent_in_chinese_too(definitions: dict[str, Definition]) -> None:
    assert {name: one.chinese for name, one in definitions.items() if not one.names_a_parent_in_chinese()} == {}


def test_a_definition_says_more_than_the_label_and_the_parent(definitions: dict[str, Definition]) -> None:
    assert {name: one.english for name, one in definitions.items() if not one.sets_apart()} == {}


def test_a_definition_is_one_sentence_in_each_language(definitions: dict[str, Definition]) -> None:
    def is_sentence(one: Definition) -> bool:
        return (
            re.fullmatch(r"[A-Z](?:(?!\. ).)*\.", one.english) is not None
            and one.chinese.find("。") == len(one.chinese) - 1 > 0
        )

    assert {name: one[:2] for name, one in definitions.items() if not is_sentence(one)} == {}


# An English definition of "bone formation", whose parent is "bone-forming process": whether it names the parent, and
# whether it sets the thing apart.
EXAMPLES = [
    ("A bone-forming process in which osteoblasts deposit bone tissue.", True, True),
    ("A class of bone-forming processes by which bone tissue is deposited.", True, True),
    ("Bone tissue is laid down.", False, True),
    ("Bone-forming processes in which osteoblasts deposit bone tissue.", False, True),
    ("A chain of events in which a bone-forming process takes place.", False, True),
    ("A bone-forming process that is the formation of bone.", True, False),
    ("The bone formation.", False, False),
    ("", False, False),
]


@pytest.mark.parametrize(("english", "names", "sets_apart"), EXAMPLES)
def test_a_faulty_definition_is_told_from_a_sound_one(english: str, *, names: bool, sets_apart: bool) -> None:
    parent = frozenset({"bone-forming process"})
    one = Definition(english, "", frozenset({"bone formation"}), parent, frozenset())
    assert (one.names_a_parent(), one.sets_apart()) == (names, sets_apart)
