"""Pictures: well-formed, alone, readable: boxes stand apart, no line runs through a box that is not its own."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import subprocess
import sys
from itertools import combinations, cycle, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from exordf import Dataset, InputError
from exordf.claims.claim_graph import ClaimGraph, Edge
from exordf.claims.tables import as_list
from exordf.drawing import claim_svg, outlines
from exordf.drawing.claim_diagram import Arrow, Box, ClaimDiagram, Line, claim_diagram
from exordf.drawing.crossings import order
from exordf.drawing.labels import COLORS, HEADS, KINDS
from exordf.drawing.layout import COLUMN
from exordf.drawing.network_svg import Look, svg
from exordf.drawing.overview_layout import bundle_ends, overview_layout
from exordf.drawing.text_metrics import break_lines, text_width
from exordf.export.images import picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.claims.tables import Row
    from tests.conftest import Exports

SVG = "{http://www.w3.org/2000/svg}"
SHOWN: dict[str, dict[str, Any]] = {
    "whole": {},
    "whole-zh": {"language": "zh"},
    "section": {"section": "section:2.1"},
    "section-zh": {"section": "section:2.1", "language": "zh"},
    "around-a-microrna": {"around": "exo:miR-214-3p"},
    "around-a-disease": {"around": "exo:Sarcopenia", "language": "zh"},
    "around-and-section": {"around": "exo:Osteoporosis", "section": "section:2.2"},
}
Bounds = tuple[float, float, float, float]
Way = tuple[str, str, list[tuple[float, float]]]


@pytest.fixture(scope="module", params=SHOWN)
def drawn(request: pytest.FixtureRequest, exports: Exports) -> ET.Element:
    return ET.fromstring(picture(exports.source, **SHOWN[request.param]))  # noqa: S314 - our own


def boxes(root: ET.Element) -> dict[str, Bounds]:
    """Left, top, right and bottom of the box of each entity."""
    found = {}
    for group in root.iter(f"{SVG}g"):
        if "data-entity" in group.attrib:
            found[group.attrib["data-entity"]] = box(outline(group))
    return found


def outline(group: ET.Element) -> ET.Element:
    return next(element for element in group.iter() if element.attrib.get("class") == "shape")


def box(shape: ET.Element) -> Bounds:
    """Left, top, right and bottom of an outline."""
    if shape.tag == f"{SVG}rect":
        x, y, across, down = (float(shape.attrib[name]) for name in ("x", "y", "width", "height"))
        return (x, y, x + across, y + down)
    xs, ys = zip(*corners(shape), strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def corners(shape: ET.Element) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in shape.attrib["points"].split())
    return [(float(x), float(y)) for x, y in pairs]


def off(shape: ET.Element, x: float, y: float) -> float:
    """How far, sideways, a point is off an outline."""
    left, top, right, bottom = box(shape)
    if shape.tag == f"{SVG}rect":
        radius = float(shape.attrib["rx"])
        corner = max(top + radius - y, y - bottom + radius, 0)
        inward = float(radius - (radius**2 - corner**2) ** 0.5)
        return min(abs(x - left - inward), abs(x - right + inward))
    sides = zip(corners(shape), [*corners(shape)[1:], corners(shape)[0]], strict=True)
    return min(
        abs(x - a - (c - a) * (y - b) / (d - b)) for (a, b), (c, d) in sides if min(b, d) <= y <= max(b, d) and b != d
    )


def lines(root: ET.Element) -> list[ET.Element]:
    return [group for group in root.iter(f"{SVG}g") if "data-from" in group.attrib]


STEPS = 40


def points(path: str) -> Iterator[tuple[float, float]]:
    """Points along a path of M, H, V, C and Q, near enough to each other to meet every box on the way."""
    x = y = 0.0
    for letter, numbers in re.findall(r"([MHVCQ])([^MHVCQ]*)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if letter in "HV":
            values = [values[0], y] if letter == "H" else [x, values[0]]
        ends = [(x, y), *zip(values[::2], values[1::2], strict=True)]
        if letter == "M":
            ends = ends[1:]
        for step in range(STEPS + 1):
            row = ends
            while len(row) > 1:  # de Casteljau
                row = [(a + (c - a) * step / STEPS, b + (d - b) * step / STEPS) for (a, b), (c, d) in pairwise(row)]
            yield row[0]
        x, y = ends[-1]


@pytest.fixture(scope="module")
def ways(drawn: ET.Element) -> list[Way]:
    """The two ends of each line, and points along it."""
    return [
        (line.attrib["data-from"], line.attrib["data-to"], list(points(next(line.iter(f"{SVG}path")).attrib["d"])))
        for line in lines(drawn)
    ]


def test_boxes_stand_apart(drawn: ET.Element) -> None:
    for (one, a), (other, b) in combinations(boxes(drawn).items(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] + 3 <= b[1] or b[3] + 3 <= a[1], (one, other)


def test_no_line_runs_through_a_box_that_is_not_its_own(drawn: ET.Element, ways: list[Way]) -> None:
    there = boxes(drawn)
    for start, end, path in ways:
        for name, (left, top, right, bottom) in there.items():
            if name not in (start, end):
                assert [1 for x, y in path if left < x < right and top < y < bottom] == [], (start, end, name)


def test_a_line_begins_and_ends_at_the_outlines_of_its_boxes(drawn: ET.Element, ways: list[Way]) -> None:
    there = {group.attrib["data-entity"]: outline(group) for group in drawn.iter() if "data-entity" in group.attrib}
    for start, end, path in ways:
        for name, (x, y) in ((start, path[0]), (end, path[-1])):
            _, top, _, bottom = box(there[name])
            assert top < y < bottom
            assert off(there[name], x, y) < 0.3, name


def test_kinds_of_different_columns_have_outlines_of_different_shape() -> None:
    shapes: dict[str, set[int]] = {}
    for kind, column in COLUMN.items():
        element = outlines.outline_svg(kind, 0, 0, 120, 24)
        shapes.setdefault(re.sub(' (?:x|y|width|height)="[^"]*"', "", element), set()).add(column)
    assert all(len(columns) == 1 for columns in shapes.values())
    assert len(shapes) > len(set(COLUMN.values()))


def test_a_mark_stands_on_the_lines_whose_citation_does_not_fit(drawn: ET.Element, exports: Exports) -> None:
    wrong = {edge.claim["claim"] for edge in exports.source.graph.edges if edge.misfits}
    marked = {
        claim
        for line in lines(drawn)
        if [1 for group in line.iter() if group.attrib.get("class") == "misfit"]
        for claim in line.attrib["data-claims"].split()
    }
    shown = {claim for line in lines(drawn) for claim in line.attrib["data-claims"].split()}
    assert wrong & shown <= marked
    for line in lines(drawn):
        claims = set(line.attrib["data-claims"].split())
        assert bool(claims & wrong) == bool(claims & marked)


def test_a_citation_does_not_fit_by_its_verdict(exports: Exports) -> None:
    verdicts = {(row["sentence"], row["reference"]): row["verdict"] for row in exports.source.tables["citations"]}
    for edge in exports.source.graph.edges:
        said = [verdicts.get((edge.claim["sentence"], name)) for name in as_list(edge.claim["references"])]
        assert bool(edge.misfits) == bool({*said} - {None, "exo:Supports", "exo:SameTopic"})


def test_every_box_has_a_line_and_lies_within_the_picture(drawn: ET.Element) -> None:
    touched = {line.attrib[end] for line in lines(drawn) for end in ("data-from", "data-to")}
    assert set(boxes(drawn)) == touched
    across, down = float(drawn.attrib["width"]), float(drawn.attrib["height"])
    for left, top, right, bottom in boxes(drawn).values():
        assert -10 < left < right < across - 40
        assert 0 <= top < bottom < down - 100


def test_a_label_fits_its_box(drawn: ET.Element) -> None:
    there = boxes(drawn)
    for group in drawn.iter(f"{SVG}g"):
        if "data-entity" in group.attrib:
            left, top, right, bottom = there[group.attrib["data-entity"]]
            for text in group.iter(f"{SVG}text"):
                assert text_width(text.text or "", 12) <= right - left - 8
                assert top + 8 < float(text.attrib["y"]) < bottom - 2


def test_heads_stand_free_of_boxes_and_lines(drawn: ET.Element, ways: list[Way]) -> None:
    heads = [text for text in drawn.iter(f"{SVG}text") if text.attrib.get("paint-order")]
    assert heads
    there = boxes(drawn)
    for head in heads:
        x, y = float(head.attrib["x"]), float(head.attrib["y"])
        reach = text_width(head.text or "", 11) / 2
        for left, top, right, bottom in there.values():
            assert not (left < x + reach and x - reach < right and top < y and y - 9 < bottom), head.text
        for start, end, path in ways:
            assert not [1 for at_x, at_y in path if abs(at_x - x) < reach and y - 9 < at_y < y], (start, end, head.text)


def test_a_picture_stands_alone_and_says_what_it_is(drawn: ET.Element) -> None:
    assert drawn.attrib["role"] == "img"
    assert drawn.attrib["aria-labelledby"].split() == ["title", "description"]
    title, description = (next(drawn.iter(f"{SVG}{name}")) for name in ("title", "desc"))
    assert title.text
    assert "https://creativecommons.org/licenses/by/4.0/" in (description.text or "")
    assert not list(drawn.iter(f"{SVG}script"))
    assert not list(drawn.iter(f"{SVG}image"))
    attributes = {name for element in drawn.iter() for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on") or "href" in name]
    assert drawn.attrib["font-family"].endswith("sans-serif")


def test_lines_tell_direction_by_colour_and_by_shape(exports: Exports) -> None:
    root = ET.fromstring(picture(exports.source, around="exo:miR-214-3p"))  # noqa: S314
    found = {(line.attrib["data-to"], line.attrib["class"].split()[1]): line for line in lines(root)}
    for object_, direction, colour in (
        ("exo:OsteoblastDifferentiation", "lowers", "#c1121f"),
        ("exo:OsteoclastDifferentiation", "raises", "#1a7f37"),
    ):
        path = next(found[object_, direction].iter(f"{SVG}path"))
        assert (path.attrib["stroke"], path.attrib["marker-end"]) == (colour, f"url(#tip-{direction})")
    hedged = [line for line in lines(root) if "hedged" in line.attrib["class"]]
    assert hedged
    assert all("stroke-dasharray" in next(line.iter(f"{SVG}path")).attrib for line in hedged)
    firm = [line for line in lines(root) if "hedged" not in line.attrib["class"]]
    assert not [line for line in firm if "stroke-dasharray" in next(line.iter(f"{SVG}path")).attrib]


def test_around_a_term_are_only_steps_up_and_down(exports: Exports) -> None:
    one = ET.fromstring(picture(exports.source, around="exo:ATF4", depth=1))  # noqa: S314
    edges = [edge for edge in exports.source.graph.edges if "exo:ATF4" in (edge.subject, edge.object)]
    assert set(boxes(one)) == {end for edge in edges for end in (edge.subject, edge.object)}
    claims = {claim for line in lines(one) for claim in line.attrib["data-claims"].split()}
    assert claims == {edge.claim["claim"] for edge in edges}


def test_a_section_shows_the_claims_of_its_sentences(exports: Exports) -> None:
    root = ET.fromstring(picture(exports.source, section="section:2.1"))  # noqa: S314
    claims = {claim for line in lines(root) for claim in line.attrib["data-claims"].split()}
    edges = [edge for edge in exports.source.graph.edges if edge.claim["section"] == "section:2.1"]
    assert claims == {edge.claim["claim"] for edge in edges if edge.subject != edge.object}


def test_boxes_can_lead_somewhere(exports: Exports) -> None:
    root = ET.fromstring(picture(exports.source, around="exo:ATF4", address=lambda name: f"{name[4:]}.html"))  # noqa: S314
    assert {link.attrib["href"] for link in root.iter(f"{SVG}a")} == {f"{name[4:]}.html" for name in boxes(root)}


def test_nothing_to_draw_is_an_error(exports: Exports) -> None:
    with pytest.raises(InputError, match="no claim in force speaks of"):
        picture(exports.source, around="exo:MuscleMass", section="section:5")


def test_a_section_and_a_name_that_are_whole_iris_are_drawn(small_exports: Exports) -> None:
    root = ET.fromstring(picture(small_exports.source))  # noqa: S314
    assert {line.attrib["data-claims"] for line in lines(root)} == {"urn:reported", "urn:hedged"}


def test_cells_stand_in_the_order_of_their_vesicles(tmp_path: Path) -> None:
    path = tmp_path / "claim.ttl"
    path.write_text(
        "@prefix exo: <https://w3id.org/exordf/ontology/> .\n<urn:claim> a exo:Claim ; exo:subject exo:miR-21 ;"
        " exo:predicate exo:promotes ; exo:object exo:BoneFormation ; exo:certainty exo:Reported ;"
        " exo:vesicle exo:MuscleExosome , exo:C2C12MyotubeExosome .\n"
    )
    source = Dataset.open(path).as_source()
    line = claim_diagram(source.tables, source.store, source.prefixes, "urn:claim", "en").lines[0]
    assert [[box.name for box in stack] for stack in line.stacks[:2]] == [
        ["exo:Myotube", "exo:MuscleCell"],
        ["exo:C2C12MyotubeExosome", "exo:MuscleExosome"],
    ]


def test_every_kind_has_a_column_a_colour_and_a_name(dataset: Dataset) -> None:
    kinds = {str(row["kind"]).removeprefix("exo:") for row in dataset.as_source().tables["entities"] if row["kind"]}
    assert kinds <= COLUMN.keys()
    for language in ("en", "zh"):
        assert kinds <= KINDS[language].keys() == COLORS.keys()
        assert len(HEADS[language]) == len(set(COLUMN.values()))


def test_labels_break_where_a_reader_would() -> None:
    assert break_lines("serum exosomal miR-214-3p level", 12, 150) == ["serum exosomal", "miR-214-3p level"]
    assert break_lines("TRAP-positive", 12, 60) == ["TRAP-", "positive"]
    assert break_lines("骨质疏松症供体的骨髓间充质干细胞外泌体", 12, 150) == [
        "骨质疏松症供体的骨髓",
        "间充质干细胞外泌体",
    ]
    assert break_lines("unbreakable", 12, 10) == ["unbreakable"]


def test_the_order_undoes_crossings() -> None:
    columns = {0: ["a", "b", "c"], 1: ["x", "y", "z"]}
    order(columns, [("a", "z"), ("b", "y"), ("c", "x")])
    assert [columns[0].index(one) - columns[1].index(other) for one, other in ("az", "by", "cx")] == [0, 0, 0]


@pytest.fixture(scope="module")
def made_up() -> ClaimGraph:
    """A graph of 120 entities and 400 edges that does not change when the data do."""
    words = cycle(
        ("exosome", "of the bone", "marrow,", "miR-214-3p;", "ATF4/Wnt", "in", "骨髓间充质干细胞", "differentiation")
    )
    nodes: dict[str, Row] = {
        f"exo:N{number}": {
            "kind": f"exo:{kind}",
            "label_en": " ".join(islice(words, 1 + number % 7)),
            "definition_en": "",
        }
        for number, kind in zip(range(120), cycle(COLUMN), strict=False)
    }
    rows: list[Row] = [
        {
            "claim": f"c:{n}",
            "subject": f"exo:N{n * 37 % 120}",
            "object": f"exo:N{(n * n + 7 * n + 1) % 120}",
            "certainty": "",
        }
        for n in range(400)
    ]
    edges = (Edge(row, ("raises", "lowers", "other")[number % 3], ()) for number, row in enumerate(rows))
    return ClaimGraph(nodes, tuple(edge for edge in edges if edge.subject != edge.object))


def digest(content: str) -> str:
    """Stands for all the numbers in a text."""
    return hashlib.sha256(" ".join(re.findall(r"-?[0-9]+(?:\.[0-9]+)?", content)).encode()).hexdigest()[:16]


# Python adds floats otherwise from 3.12 on, so these are the same everywhere only where nothing depends on that.
# Who changes a layout on purpose writes the new ones here.
def test_the_coordinates_of_a_network_are_the_same_under_every_python(made_up: ClaimGraph) -> None:
    assert digest(svg(made_up, Look("en", "", "", place="panel")).decode()) == "aa41c6d4f01f500c"


def test_the_coordinates_of_a_claim_are_the_same_under_every_python(made_up: ClaimGraph) -> None:
    names = [Box(name, str(row["label_en"]), str(row["kind"])[4:]) for name, row in made_up.nodes.items()]
    lines = [
        Line(
            "c:1", "", (tuple(names[at : at + 3]), (names[at + 4],), (names[at + 5],)), (Arrow("in"), Arrow("promotes"))
        )
        for at in range(0, 110, 6)
    ]
    drawn = claim_svg.svg(ClaimDiagram(tuple(lines), ()), Look("en", "", "", place="page"))
    assert digest(drawn.decode()) == "453bad8c15b2827c"


def test_the_coordinates_of_the_overview_are_the_same_under_every_python(made_up: ClaimGraph) -> None:
    labels = {name: str(row["label_en"]) for name, row in made_up.nodes.items()}
    shown = overview_layout(made_up, labels, "{count} more")
    heights = [(name, f"{place.y:.1f}") for name, place in sorted(shown.places.items())]
    assert (
        digest(repr((heights, [(end, f"{y:.1f}") for end, y in sorted(bundle_ends(shown).items())])))
        == "5ff425b905c14ba2"
    )


@pytest.mark.parametrize("path", sorted(Path(outlines.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_no_picture_adds_floats_with_the_sum_of_python(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert "sum" not in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}, "use math.fsum"


def draw(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "exordf", "draw", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, cwd=cwd, env=os.environ)


def test_the_verb_writes_svg_and_png(tmp_path: Path, exports: Exports) -> None:
    outcome = draw("miR-214-3p", "--section", "2.1", cwd=tmp_path)
    assert outcome.stdout == picture(exports.source, around="exo:miR-214-3p", section="section:2.1")
    assert draw("肌少症", "--language", "zh", "--depth", "1", "--out", "deep/one.png", cwd=tmp_path).returncode == 0
    assert (tmp_path / "deep" / "one.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("miR-21", "--out", "a.pdf"), b"is not a picture"),
        (("miR-21", "--depth", "0"), b"the depth counts steps"),
        (("miR-2144",), b"nothing is called"),
        (("--section", "99"), b"nothing is called"),
        (("claim:2.1-10b", "--section", "2.1"), b"a claim is drawn by itself"),
    ],
)
def test_what_cannot_be_drawn_is_said(arguments: tuple[str, ...], said: bytes, tmp_path: Path) -> None:
    outcome = draw(*arguments, cwd=tmp_path)
    assert (outcome.returncode, outcome.stdout) == (2, b"")
    assert said in outcome.stderr
    assert list(tmp_path.iterdir()) == []
