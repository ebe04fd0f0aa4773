"""The search index: resources by any spelling of a name; exact names first, then prefixes, words, parts, similar names.

The index is one string of all folded names, so that a part of a name is found by one search over it, and a list of
words for questions of several words. The store is not queried. The slow step for a name that nothing has, comparing it
with similar names, is done for the few that share most trigrams. A string that is similar to a symbol is not that
symbol, so neither symbols nor molecules are found in this way.
"""

from __future__ import annotations

import difflib
import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.browse.search.search_entries import (
    GROUPS,
    IDENTIFIER,
    LABEL,
    PRINTED,
    PROSE,
    SYNONYM,
    Names,
    SearchEntry,
    search_entries,
)
from exordf.browse.search.text_folding import fold_compact, fold_words, trigrams
from exordf.claims.tables import short_name
from exordf.rdf.sorting import natural_key
from exordf.rdf.symbols import numbers, pieces, symbols

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from exordf.browse.model.explorer import Explorer
    from exordf.rdf.prefixes import Prefixes

LONGEST = 200  # characters of a question that are used
_EXACT, _PREFIX, _WORDS, _PART, _SIMILAR = 100.0, 80.0, 60.0, 40.0, 20.0
_PENALTY = {LABEL: 0, IDENTIFIER: 1, SYNONYM: 3, PRINTED: 6, PROSE: 25}  # by the sort of a name
_BONUS = {"entity": 9, "term": 3, "section": 3, "query": 2, "reference": 1}  # by the group of a resource
_LETTER, _LETTERS = 0.3, 8  # the penalty for each letter more than in the question, and the largest
_MOST_NAMES = 5_000  # that are weighed for one question
_MOST_WORDS, _LONGEST_NAME = 8, 40
_CANDIDATES, _LIKENESS = 40, 0.76  # similar words: how many are compared, and the least likeness
_WITHIN, _WEIGHT = 0.08, 60  # how much less alike than the best one they may be, and the weight of likeness
_SHORT = 3  # a question of fewer letters is only compared with the beginning of names


class Hit(NamedTuple):
    """A resource with the name by which it was found, the sort of that name, and its score."""

    thing: SearchEntry
    name: str
    sort: str
    score: float


class SearchResult(NamedTuple):
    """The hits, best first; `near` where nothing has such a name and these are only similar."""

    hits: list[Hit]
    near: bool


class SearchIndex:
    """An index of resources by name."""

    def __init__(self, entries: Iterable[tuple[SearchEntry, Names]], prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        ranked = sorted(entries, key=lambda pair: (-_worth(pair[0]), natural_key(pair[0].curie)))
        self._names = [(thing, name, sort) for thing, names in ranked for name, sort in dict.fromkeys(names)]
        folded = [fold_compact(name) for _, name, _ in self._names]
        self._starts = list(accumulate((len(name) + 1 for name in folded), initial=1))
        self._joined = "\n" + "\n".join(folded) + "\n"
        self._exact: dict[str, list[int]] = defaultdict(list)
        by_word: dict[str, list[int]] = defaultdict(list)
        for number, ((_, name, sort), compact) in enumerate(zip(self._names, folded, strict=True)):
            self._exact[compact].append(number)
            for word in dict.fromkeys(fold_words(name)):
                by_word[word].append(number)
            if len(compact) <= _LONGEST_NAME and compact not in by_word and sort != PROSE:
                by_word[compact].append(number)  # a name of several words is a word too: mir2143p
        self._by_word = by_word
        self._vocabulary = sorted(by_word)
        self._symbols = {
            fold_compact(symbol) for _, name, sort in self._names if sort != PROSE for symbol in symbols(name)
        }
        self._trigrams: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self._vocabulary):
            if len(word) <= _LONGEST_NAME:
                for trigram in trigrams(word):
                    self._trigrams[trigram].append(number)

    def entity(self, name: str) -> str:
        """The CURIE of the entity with this CURIE, IRI or name, of several the one with most claims; else empty."""
        question = self.curie(name[:LONGEST].strip())
        names = [self._names[number] for number in self._exact.get(fold_compact(question), ())]
        entities = [(thing.curie, name) for thing, name, sort in names if thing.group == "entity" and sort != PROSE]
        exact = [pair for pair in entities if question in pair]
        return next((curie for curie, _ in (*exact, *entities)), "")

    def find(self, question: str, *, most: int = 100, groups: Collection[str] = GROUPS) -> SearchResult:
        """The resources of some groups that match a question, at most so many of them."""
        question = self.curie(question[:LONGEST].strip())
        compact = fold_compact(question)
        if not compact:
            return SearchResult([], near=False)
        scores: dict[int, float] = {}
        for number, score in (*self._containing(compact), *self._with_words(fold_words(question)[:_MOST_WORDS])):
            scores[number] = max(score, scores.get(number, 0.0))
        near = all(self._names[number][2] == PROSE for number in scores)
        if near:
            for number, score in self._similar(question):
                scores[number] = max(score, scores.get(number, 0.0))
        best: dict[str, Hit] = {}
        for number, score in scores.items():
            thing, name, sort = self._names[number]
            # The closer to the whole name, the higher.
            extra_letters = min(max(len(name) - len(question), 0) * _LETTER, _LETTERS)
            total = score - _PENALTY[sort] + _worth(thing) - extra_letters
            hit = best.get(thing.curie)
            if thing.group in groups and (hit is None or total > hit.score):
                best[thing.curie] = Hit(thing, name, sort, total)
        hits = sorted(best.values(), key=lambda hit: (-hit.score, natural_key(hit.thing.curie)))
        return SearchResult(hits[:most], near)

    def curie(self, question: str) -> str:
        """The question, the IRI of a resource as its CURIE, the address of a work as its DOI."""
        for address in ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/"):
            question = question.removeprefix(address)
        if question.startswith(("http://", "https://")):
            try:
                return short_name(ox.NamedNode(question), self._prefixes)
            except ValueError:  # it is not an IRI
                return question
        return question

    def _containing(self, compact: str) -> Iterator[tuple[int, float]]:
        """The names that equal, begin with or contain a folded question."""
        own_script = not compact.isascii()  # one Chinese character says more than one letter
        pattern = compact if own_script or len(compact) >= _SHORT else f"\n{compact}"
        position, count = self._joined.find(pattern), 0
        while position >= 0 and count < _MOST_NAMES:
            begin = position + len(pattern) - len(compact)
            number = bisect_right(self._starts, begin) - 1
            is_prefix = self._starts[number] == begin
            is_suffix = self._joined[begin + len(compact)] == "\n"
            yield number, _EXACT if is_prefix and is_suffix else _PREFIX if is_prefix else _PART
            start = self._joined.index("\n", begin) if "\n" in pattern else begin + 1
            position, count = self._joined.find(pattern, start), count + 1

    def _with_words(self, words: tuple[str, ...]) -> Iterator[tuple[int, float]]:
        """The names that have, for each word, a word that begins with it."""
        matches = [
            {number for candidate in self._beginning(word) for number in self._by_word[candidate]} for word in words
        ]
        for number in sorted(set.intersection(*matches) if matches else ())[:_MOST_NAMES]:
            yield number, _WORDS

    def _beginning(self, word: str) -> list[str]:
        """The words of the vocabulary that begin with a word."""
        first = bisect_left(self._vocabulary, word)
        last = bisect_left(self._vocabulary, word + chr(0x10FFFF), lo=first)
        return self._vocabulary[first : min(last, first + _MOST_NAMES)]

    def _similar(self, question: str) -> Iterator[tuple[int, float]]:
        """The names that are similar to a question; the symbols in it must occur in them as they are written."""
        needed = {fold_compact(symbol) for symbol in symbols(question)}
        compact = fold_compact(question)
        if compact in needed:
            return
        for number, score in self._similar_names(fold_words(question)[:_MOST_WORDS], compact[:_LONGEST_NAME]):
            thing, name, _ = self._names[number]
            if not thing.molecule and (not needed or needed <= {fold_compact(piece) for piece in pieces(name)}):
                yield number, score

    def _similar_names(self, words: tuple[str, ...], compact: str) -> Iterator[tuple[int, float]]:
        """The names that are similar as a whole or word by word; of many words one may be missing."""
        for word, likeness in self._similar_words(compact):
            whole = self._exact.get(word, ())
            for number in self._by_word[word]:
                yield number, _SIMILAR + _WEIGHT * (likeness - _LIKENESS) + (10 if number in whole else 0)
        if len(words) > 1:
            likeness_of: dict[int, float] = defaultdict(float)
            matched: Counter[int] = Counter()
            for word in words:
                similar = [(candidate, 1.0) for candidate in self._beginning(word)] or self._similar_words(word)
                best = {
                    number: likeness for candidate, likeness in reversed(similar) for number in self._by_word[candidate]
                }
                matched.update(best.keys())
                for number, likeness in best.items():
                    likeness_of[number] += likeness / len(words)
            for number, count in matched.items():
                if count >= max(2, len(words) - 1):
                    yield number, _SIMILAR + _WEIGHT * max(likeness_of[number] - _LIKENESS, 0)

    def _similar_words(self, word: str) -> list[tuple[str, float]]:
        """The words of the vocabulary that are most similar to one, best first, with their likeness."""
        if len(word) < _SHORT:
            return []
        own_trigrams = trigrams(word[:_LONGEST_NAME])
        shared = Counter(number for trigram in own_trigrams for number in self._trigrams.get(trigram, ()))

        def rank(number: int) -> tuple[float, int]:
            return -shared[number] / (len(own_trigrams) + len(self._vocabulary[number])), number

        matcher = difflib.SequenceMatcher(b=word[:_LONGEST_NAME], autojunk=False)
        similar = []
        for number in sorted(shared, key=rank)[:_CANDIDATES]:
            candidate = self._vocabulary[number]
            matcher.set_seq1(candidate)
            if matcher.quick_ratio() >= _LIKENESS and (likeness := matcher.ratio()) >= _LIKENESS:
                similar.append((candidate, likeness))
        best = max((likeness for _, likeness in similar), default=0.0)
        close = [
            (candidate, likeness)
            for candidate, likeness in similar
            if likeness > best - _WITHIN and candidate not in self._symbols and numbers(candidate) == numbers(word)
        ]
        return sorted(close, key=lambda pair: (-pair[1], pair[0]))


def _worth(thing: SearchEntry) -> float:
    """The bonus of a resource over others that match as well: entities first, then those with many claims."""
    return _BONUS.get(thing.group, 0) + min(1.5 * math.log2(thing.claims + 1), 10)


def search_index(explorer: Explorer) -> SearchIndex:
    """The search index of a dataset."""
    return SearchIndex(search_entries(explorer), explorer.dataset.prefixes)
