"""The load of many clients at once, in its short form: no good answer is lost, whatever others ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import clients, serving

if TYPE_CHECKING:
    from exordf import Dataset

CROWD = 40


@pytest.mark.slow
def test_no_good_answer_is_lost_while_others_ask_without_end(dataset: Dataset) -> None:
    server = serving.Running(serving.OURS)
    try:
        told = serving.load(server, serving.lookups(dataset), CROWD, CROWD // 10, 6)
    finally:
        server.stop()
    assert (told["wrong"], told["lost"], told["endless lost"]) == (0, 0, 0), told
    assert told["good"] > 5 * CROWD, told
    assert set(told["endless"]) <= {"429", "504"}, told
    assert told["server MB"]["last quarter"] < told["server MB"]["first quarter"] + 30, told


def test_an_answer_with_another_row_is_told_from_the_right_one() -> None:
    """Else no answer would ever count as wrong."""
    rows = b'{"results": {"bindings": [{"p": {"type": "uri", "value": "urn:a"}}, %s]}}'
    one = clients.canonical(rows % b'{"p": {"type": "literal", "value": "1"}}')
    other = clients.canonical(rows % b'{"p": {"type": "literal", "value": "1", "xml:lang": "en"}}')
    assert one != other
    assert len(one) == len(other) == 2


def test_no_two_lookups_are_the_same() -> None:
    queries = clients.Lookups({"urn:a": [], "urn:b": []})
    texts = [next(each)[0] for start in range(3) for each in [queries.from_(start, 3)] for _ in range(1)]
    more = queries.from_(0, 3)
    texts += [next(more)[0] for _ in range(20)][1:]
    assert len(set(texts)) == len(texts)
