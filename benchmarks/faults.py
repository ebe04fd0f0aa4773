"""Known violations: faults put into made-up records, each reported once, at one focus node, by one shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.made import Review
    from benchmarks.shape import Record


class Fault(NamedTuple):
    """A fault in one kind of record: the shape that finds it, and how to make it; False where a record is unfit."""

    shape: str
    kind: str
    make: Callable[[Review, Record], bool]


class Broken(NamedTuple):
    """What an index says of a violation: the focus node, the shape, the file."""

    focus: str
    shape: str
    kind: str


def _drop(path: str, tag: str = "") -> Callable[[Review, Record], bool]:
    """Leave out what a property says, in one language or at all."""

    def make(_: Review, record: Record) -> bool:
        kept = [value for value in record.all(path) if tag and not value.endswith(tag)]
        there = len(kept) < len(record.all(path))
        record.says[path] = kept
        return there

    return make


def _put(path: str, value: str) -> Callable[[Review, Record], bool]:
    """Put a wrong value in the place of what a property says."""

    def make(_: Review, record: Record) -> bool:
        record.says[path] = [value]
        return True

    return make


def _instead(path: str, value: str) -> Callable[[Review, Record], bool]:
    return lambda made, record: path in record.says and _put(path, value)(made, record)


def _unlike(path: str) -> Callable[[Review, Record], bool]:
    """Put a term there of a kind that the predicate does not take."""

    def make(made: Review, record: Record) -> bool:
        shape = made.patterns.shape
        allowed = set(shape.allowed(record.one("exo:predicate"), path))
        wrong = [term for term in shape.below["exo:Entity"] if term not in allowed]
        if wrong:
            record.says[path] = [made.random.choice(wrong)]
        return bool(wrong)

    return make


def _cite_beside(made: Review, record: Record) -> bool:
    """Cite a reference that the sentence does not cite."""
    sentence = record.one("exo:sentence")
    cited = [
        each.one("cito:hasCitedEntity")
        for each in made.records["cito:Citation"]
        if each.one("cito:hasCitingEntity") == sentence
    ]
    other = [name for name in made.names("exo:Reference") if name not in (*cited, *record.all("exo:attributedTo"))]
    record.says["cito:citesAsEvidence"] = [*record.all("cito:citesAsEvidence"), made.random.choice(other)]
    return True


def _unmeasured(made: Review, record: Record) -> bool:
    """Give a unit to a claim that measures nothing."""
    return record.one("exo:predicate") != "exo:hasQuantity" and _put("exo:unit", '"nm"')(made, record)


def _one_more(_: Review, record: Record) -> bool:
    record.says["exo:sentenceCount"] = [str(int(record.one("exo:sentenceCount")) + 1)]
    return True


def _one_only(_: Review, record: Record) -> bool:
    record.says["exo:involves"] = record.all("exo:involves")[:1]
    return True


FAULTS = (
    Fault("exsh:claim-label", "exo:Claim", _drop("rdfs:label", "@zh")),
    Fault("exsh:claim-certainty", "exo:Claim", _drop("exo:certainty")),
    Fault("exsh:claim-printed", "exo:Claim", _put("exo:printed", '""')),
    Fault("exsh:claim-evidence", "exo:Claim", _put("exo:evidence", "obo:ECO_1")),
    Fault(
        "exsh:claim-mechanism",
        "exo:Claim",
        lambda made, record: _put("exo:mechanism", record.one("exo:sentence"))(made, record),
    ),
    Fault("exsh:claim-cites", "exo:Claim", _cite_beside),
    Fault("exsh:kinds-object", "exo:Claim", _unlike("exo:object")),
    Fault("exsh:known-value", "exo:Claim", _put("exo:recipient", "exo:NoSuchCell")),
    Fault("exsh:measure", "exo:Claim", _unmeasured),
    Fault("exsh:citation-date", "cito:Citation", _put("dcterms:date", '"in May"')),
    Fault("exsh:citation-comment", "cito:Citation", _drop("rdfs:comment", "@zh")),
    Fault("exsh:sentence-digest", "exo:Sentence", _put("exo:digest", '"none"')),
    Fault("exsh:section-sentence-count", "exo:Section", _one_more),
    Fault("exsh:reference-pages", "exo:Reference", _instead("bibo:pages", '"12 to 14"')),
    Fault("exsh:reference-doi-basis", "exo:Reference", _drop("exo:doiBasis")),
    Fault("exsh:gap-label", "exo:Gap", _drop("rdfs:label", "@zh")),
    Fault("exsh:finding-comment", "exo:Finding", _drop("rdfs:comment", "@en")),
    Fault("exsh:conflict-involves", "exo:Conflict", _one_only),
)


def put(made: Review, faults: list[Fault]) -> list[Broken]:
    """Put each fault into a record of its kind that has none yet; tells which. A review holds a limited number."""
    broken: dict[str, Broken] = {}
    for fault in faults:
        fit = [record for record in made.records[fault.kind] if record.name not in broken]
        made.random.shuffle(fit)
        record = next((each for each in fit if fault.make(made, each)), None)
        if record is None:
            raise ValueError(f"{made.word} has no {fault.kind} left for {fault.shape}: ask for fewer violations")
        broken[record.name] = Broken(record.name, fault.shape, fault.kind)
    return list(broken.values())
