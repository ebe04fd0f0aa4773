"""One made-up review: each of its records follows a packaged one drawn by lot, with other entities, texts and links."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from benchmarks.shape import Record, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WORDS = ("citation", "claim", "conflict", "finding", "gap", "reference", "section", "sentence")

_DIGITS = 5
_PLACES = ("exo:vesicle", "exo:recipient", "exo:site", "exo:species", "exo:model", "exo:condition")
_TEXTS = ("rdfs:comment", "dcterms:title", "exo:printed", "exo:intended")


@dataclass(frozen=True)
class Patterns:
    """The packaged records as they hang together: which claims, gaps and citations belong to a sentence."""

    shape: Shape

    @cached_property
    def of_sentence(self) -> Mapping[str, Mapping[str, list[Record]]]:
        found: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
        for kind, path in (
            ("exo:Claim", "exo:sentence"),
            ("exo:Gap", "exo:sentence"),
            ("cito:Citation", "cito:hasCitingEntity"),
        ):
            for record in self.shape.records[kind]:
                found[record.one(path)][kind].append(record)
        return found

    @cached_property
    def sizes(self) -> list[int]:
        """How many sentences the sections have."""
        return [int(section.one("exo:sentenceCount")) for section in self.shape.records["exo:Section"]]

    @cached_property
    def freshness(self) -> float:
        """How often a citation is the first of its reference."""
        cited = [record.one("cito:hasCitedEntity") for record in self.shape.records["cito:Citation"]]
        return len(set(cited)) / len(cited)

    @cached_property
    def kind_of(self) -> Mapping[str, str]:
        return {record.name: kind for kind, records in self.shape.records.items() for record in records}


@dataclass
class Review:
    """A review that is being made: its word and its records, in the order in which they are written."""

    patterns: Patterns
    number: int
    random: Random
    records: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))

    @property
    def word(self) -> str:
        return f"review-{self.number:0{_DIGITS}}"

    @property
    def base(self) -> str:
        """Where its records have their IRIs: beside those of the packaged review."""
        packaged = self.patterns.shape.records["exo:Review"][0].name.strip("<>")
        return f"{packaged.rstrip('/').rpartition('/')[0]}/{self.word}/"

    def names(self, kind: str) -> list[str]:
        return [record.name for record in self.records[kind]]

    def add(self, kind: str, name: str, says: Mapping[str, Iterable[str]]) -> Record:
        record = Record(name, kind, {path: list(dict.fromkeys(values)) for path, values in says.items()})
        self.records[kind].append(record)
        return record


def review(patterns: Patterns, number: int, seed: int) -> Review:
    """The review of that number; the same for the same seed, whatever was made before."""
    made = Review(patterns, number, Random(f"{seed} {number}"))  # noqa: S311 - no secret, and the same every time
    records = patterns.shape.records
    head = made.random.choice(records["exo:Review"])
    declared = [f"prefix:{made.word}-{word}" for word in WORDS]
    made.add("exo:Review", f"<{made.base}>", head.says | {"sh:declare": declared})
    _references(made)
    for section in records["exo:Section"]:
        size = made.random.choice(patterns.sizes)
        says = section.says | {"exo:review": [f"<{made.base}>"], "exo:sentenceCount": [str(size)]}
        made.add("exo:Section", section.name, says)
        for ordinal in range(1, size + 1):
            _sentence(made, section, ordinal, made.random.choice(records["exo:Sentence"]))
    for number_, pattern in enumerate(made.random.choices(records["exo:Finding"], k=len(records["exo:Finding"]))):
        _finding(made, f"finding:{number_ + 1}", pattern)
    for number_, pattern in enumerate(made.random.choices(records["exo:Conflict"], k=len(records["exo:Conflict"]))):
        involved = _some(made, made.names("exo:Claim"), len(pattern.all("exo:involves")))
        made.add("exo:Conflict", f"conflict:{number_ + 1}", _told(made, pattern) | {"exo:involves": involved})
    return made


def _references(made: Review) -> None:
    """As many as the pattern has, listed and not listed, with numbers of their own where others would be shared."""
    every = made.patterns.shape.records["exo:Reference"]
    listed = [record for record in every if "exo:ordinal" in record.says]
    beside = [record for record in every if "exo:ordinal" not in record.says]
    drawn = made.random.choices(listed, k=len(listed)) + made.random.choices(beside, k=len(beside))
    for place, pattern in enumerate(drawn, 1):
        says = _told(made, pattern) | {"exo:review": [f"<{made.base}>"]}
        number = made.number * len(drawn) + place
        says |= {path: [f'"10.5555/{number}"'] for path in ("bibo:doi", "exo:unconfirmedDoi") if path in pattern.says}
        says |= {"bibo:pmid": [f'"{number % 100_000_000}"']} if "bibo:pmid" in pattern.says else {}
        says |= {"exo:ordinal": [str(place)]} if place <= len(listed) else {}
        made.add("exo:Reference", f"reference:{place if place <= len(listed) else f'beside-{place}'}", says)


def _sentence(made: Review, section: Record, ordinal: int, pattern: Record) -> None:
    local = f"{section.local}-{ordinal:02}"
    digest = hashlib.sha256(f"{made.base}{local}".encode()).hexdigest()
    says = {"exo:section": [section.name], "exo:ordinal": [str(ordinal)], "exo:digest": [f'"{digest}"']}
    made.add("exo:Sentence", f"sentence:{local}", says | {"exo:disposition": pattern.all("exo:disposition")})
    belongs = made.patterns.of_sentence.get(pattern.name, {})
    cited = _cited(made, local, belongs.get("cito:Citation", []))
    letters = {
        claim.name: f"claim:{local}{claim.local.removeprefix(pattern.local)}" for claim in belongs.get("exo:Claim", [])
    }
    earlier = made.names("exo:Claim")
    for claim in belongs.get("exo:Claim", []):
        _claim(made, claim, letters, earlier, f"sentence:{local}", cited)
    for gap in belongs.get("exo:Gap", []):
        about = [made.patterns.shape.entity(gap, "exo:about", made.random) for _ in gap.all("exo:about")]
        told = _told(made, gap, "rdfs:label")
        name = f"gap:{local}{gap.local.removeprefix(pattern.local)}"
        made.add("exo:Gap", name, told | {"exo:about": about, "exo:sentence": [f"sentence:{local}"]})


def _cited(made: Review, local: str, patterns: list[Record]) -> list[str]:
    """The references that a sentence cites, with the citations: a fresh one as often as in the pattern."""
    listed = [record.name for record in made.records["exo:Reference"] if "exo:ordinal" in record.says]
    cited: list[str] = []
    for pattern in patterns:
        before = list(dict.fromkeys(record.one("cito:hasCitedEntity") for record in made.records["cito:Citation"]))
        fresh = [name for name in listed if name not in before]
        again = [name for name in before if name not in cited]
        if fresh and (not again or made.random.random() < made.patterns.freshness):
            reference = fresh[0]
        elif again:
            reference = made.random.choice(again)
        else:
            continue
        cited.append(reference)
        says = _told(made, pattern)
        says |= {"cito:hasCitingEntity": [f"sentence:{local}"], "cito:hasCitedEntity": [reference]}
        if "exo:intendedReference" in pattern.says:
            other = [name for name in made.names("exo:Reference") if name != reference]
            says["exo:intendedReference"] = [made.random.choice(other)]
        made.add("cito:Citation", f"citation:{local}-r{reference.partition(':')[2]}", says)
    return cited


def _claim(  # noqa: PLR0913, PLR0917 - a claim hangs on all of these
    made: Review, pattern: Record, letters: Mapping[str, str], earlier: list[str], sentence: str, cited: list[str]
) -> None:
    """A claim with entities drawn by lot; its mechanism lies in its sentence or before, so no chain ever closes."""
    shape, random = made.patterns.shape, made.random
    says = _told(made, pattern) | {"exo:sentence": [sentence]}
    for path in ("exo:subject", "exo:object", *_PLACES):
        if path in pattern.says:
            says[path] = [shape.entity(pattern, path, random) for _ in pattern.says[path]]
    named = [shape.labels.get(says[path][0], {}) for path in ("exo:subject", "exo:predicate", "exo:object")]
    says["rdfs:label"] = [
        _quoted(joint.join(label.get(tag, "") for label in named) + stop, tag)
        for tag, joint, stop in (("en", " ", "."), ("zh", "", "。"))
    ]
    if "exo:mechanism" in pattern.says:
        here = [letters[name] for name in pattern.says["exo:mechanism"] if name in letters]
        there = sum(1 for name in pattern.says["exo:mechanism"] if name not in letters)
        says["exo:mechanism"] = here + _some(made, earlier, there)
    says["cito:citesAsEvidence"] = _some(made, cited, len(pattern.all("cito:citesAsEvidence")))
    other = [name for name in made.names("exo:Reference") if name not in says["cito:citesAsEvidence"]]
    says["exo:attributedTo"] = _some(made, other, len(pattern.all("exo:attributedTo")))
    made.add("exo:Claim", letters[pattern.name], says)


def _finding(made: Review, name: str, pattern: Record) -> None:
    concerned = []
    uncited = pattern.one("exo:kind") == "exo:UncitedReference"
    cited = {record.one("cito:hasCitedEntity") for record in made.records["cito:Citation"]} if uncited else set()
    for kind in [made.patterns.kind_of[each] for each in pattern.says["exo:concerns"]]:
        concerned += _some(made, [each for each in made.names(kind) if each not in cited and each not in concerned], 1)
    if concerned:
        made.add("exo:Finding", name, _told(made, pattern) | {"exo:concerns": concerned})


def _told(made: Review, pattern: Record, *more: str) -> dict[str, list[str]]:
    """What a pattern says, with its texts exchanged for others of the same language and about the same length."""
    return {
        path: [_text(made, value) for value in values] if path in (*_TEXTS, *more) else values
        for path, values in pattern.says.items()
    }


def _text(made: Review, pattern: str) -> str:
    """A text of the labels of entities, no shorter than the pattern."""
    words, _, tag = pattern.rpartition('"')
    language = tag.removeprefix("@")
    labels = made.patterns.shape.labels
    said = ""
    while len(said) < len(words) - 1:
        found = labels[made.random.choice(made.patterns.shape.below["exo:Entity"])].get(language or "en", "")
        said += f"{', ' if said else ''}{found}"
    return _quoted(said, language)


def _quoted(words: str, tag: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' + (f"@{tag}" if tag else "")


def _some(made: Review, names: list[str], number: int) -> list[str]:
    return made.random.sample(names, min(number, len(names)))
