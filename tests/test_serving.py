"""The figures of the server in their short form: no good answer is lost or wrong, whatever others ask."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from benchmarks import clients, figures, questions, running, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.questions import Series
    from exordf import Dataset

CROWD = 40


@pytest.fixture(scope="module")
def server() -> Iterator[running.Running]:
    started = running.Running(running.OURS)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def mixed(dataset: Dataset, server: running.Running) -> Series[Series[str]]:
    return questions.mixed(
        questions.lookups(questions.answers(dataset)),
        questions.pages(server.port, questions.term_pages(questions.terms(dataset))[:20]),
        questions.pages(server.port, questions.claims_pages(dataset)[:20]),
    )


@pytest.mark.slow("load")
def test_no_good_answer_is_lost_while_others_ask_without_end(
    server: running.Running, mixed: Series[Series[str]]
) -> None:
    told = figures.load(server, mixed, CROWD, CROWD // 10, 6)
    assert (told["wrong"], told["lost"], told["endless lost"]) == (0, 0, 0), told
    assert told["good"] > 5 * CROWD, told
    assert set(told["endless"]) <= {"429", "504"}, told
    assert told["server MB"]["last quarter"] < told["server MB"]["first quarter"] + 60, told


def test_every_kind_of_question_is_answered_rightly_and_what_it_costs_is_told(
    dataset: Dataset, server: running.Running
) -> None:
    things = questions.terms(dataset)[:5]
    for series in (
        questions.pages(server.port, questions.term_pages(things)),
        questions.again(server.port, questions.claims_pages(dataset)[:2]),
        questions.described(things, server.path),
    ):
        rate = figures.rate(server, series, 2, 0.2, 7)
        assert (rate.wrong, rate.lost) == (0, 0)
        assert rate.a_second > 1
        assert 0 < rate.p50 <= rate.p99
    assert server.spent() > 0


def test_a_page_with_another_word_is_told_from_the_right_one(server: running.Running) -> None:
    question = questions.pages(server.port, ["/terms"]).at(3)
    body = clients.got(server.port, question.target)[2]
    assert question.is_right(body)
    assert not question.is_right(body.replace(b"<h1>", b"<h1>x", 1))
    assert not question.is_right(b"")


def test_an_answer_with_another_row_is_told_from_the_right_one() -> None:
    """Else no answer would ever count as wrong."""
    rows = b'{"results": {"bindings": [{"p": {"type": "uri", "value": "urn:a"}}, %s]}}'
    one = clients.canonical(rows % b'{"p": {"type": "literal", "value": "1"}}')
    other = clients.canonical(rows % b'{"p": {"type": "literal", "value": "1", "xml:lang": "en"}}')
    assert one != other
    assert len(one) == len(other) == 2


def test_no_two_questions_are_the_same(dataset: Dataset) -> None:
    lookups = questions.lookups({"urn:a": [], "urn:b": []})
    described = questions.described(["urn:a", "urn:b"], "/sparql")
    series = questions.mixed(lookups, described)
    asked = [each.target for start in range(3) for each in islice(series.from_(start, 3), 20)]
    assert len(set(asked)) == len(asked)
    assert len({"DESCRIBE" in each for each in asked[:20]}) == 2, "one client asks both kinds"
    assert len(set(questions.claims_pages(dataset))) == len(questions.claims_pages(dataset))


def test_a_page_weighs_what_it_loads(server: running.Running) -> None:
    weight = figures.weight(server, "/claims")
    for raw, sent in (weight.page, weight.styles, weight.scripts):
        assert 0 < sent < raw
    assert weight.sent < weight.page[0]


@pytest.mark.slow("load")
def test_a_start_is_told_in_its_order(tmp_path_factory: pytest.TempPathFactory) -> None:
    start = figures.start(str(tmp_path_factory.mktemp("kept")))
    assert 0 < start.address < start.health < start.page
    assert start.processor > 0


def test_the_page_of_figures_says_how_it_was_made() -> None:
    page = serving.page(["## A part\n"], full=True, busy=[1.25, 0.5])
    assert "python -m benchmarks.serving --full" in page
    assert "1.25" in page
    assert "## A part" in page
