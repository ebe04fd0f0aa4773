"""Anchors: a sentence is known by its digest, however the article that holds it is broken into lines."""

from __future__ import annotations

import pytest

from exordf.claims import anchors

SENTENCES = ["外泌体携带 miR-21^[3]。", "LI 等^[4-5]发现其抑制成骨^[6，7]！", "Is it so?"]
DIGESTS = [anchors.digest(sentence) for sentence in SENTENCES]


def test_marks_spaces_case_width_and_punctuation_do_not_count() -> None:
    assert anchors.digest("外泌体携带miR-21。") == DIGESTS[0]
    assert anchors.digest("外泌体，携带ＭＩＲ-21[3]") == DIGESTS[0]
    assert anchors.digest("外泌体携带 miR-22。") != DIGESTS[0]


@pytest.mark.parametrize(
    "article",
    [
        "".join(SENTENCES),
        "\n".join(SENTENCES),
        "1 引言\n外泌体携带\nmiR-\n21[3]。LI 等[4-5]发现其\n抑制成骨[6,7]！\n2 结果\nIs it\nso?",
    ],
)
def test_sentences_are_found_however_lines_are_broken(article: str) -> None:
    assert anchors.matching_digests(article, DIGESTS) == set(DIGESTS)


def test_a_changed_sentence_is_not_found() -> None:
    assert anchors.matching_digests("外泌体携带 miR-21。LI 等发现其促进成骨！", DIGESTS) == {DIGESTS[0]}
