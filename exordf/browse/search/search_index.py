"""Finding: things by name, in any way of writing it; exact names first, then beginnings, words, parts, near misses.

The index is one string of all folded names, so that a part of a name is found by one search over it, and a list of
words for questions of several words. The store is not asked. What is slow in a name that nobody has, a comparison
with names that look like it, is done with the few that share the most letters three in a row. What only looks like a
symbol is not that symbol, so neither symbols nor molecules are found so.
"""

from __future__ import annotations

import difflib
import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
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

LONGEST = 200  # characters of a question that are looked at
_EXACT, _BEGINS, _WORDS, _PART, _NEAR = 100.0, 80.0, 60.0, 40.0, 20.0
_LESS = {LABEL: 0, IDENTIFIER: 1, SYNONYM: 3, PRINTED: 6, PROSE: 25}  # how much less a name of a sort weighs
_MORE = {"entity": 9, "term": 3, "section": 3, "query": 2, "reference": 1}
_LETTER, _LETTERS = 0.3, 8  # what a letter weighs that a name has more, and all of them at most
_MANY = 5_000  # names that are weighed for one question
_WORDS_AT_MOST, _NAME = 8, 40
_CANDIDATES, _LIKE = 40, 0.76  # near misses: how many are compared, how much alike they must be,
_AS_LIKE, _ALIKE = 0.08, 60  # how much less than the best of them, and what likeness weighs
_SHORT = 3  # a question of fewer letters is looked for at the beginning of names alone


class Hit(NamedTuple):
    """A thing that was found, by which of its names, of which sort that is, and how well it fits."""

    thing: SearchEntry
    name: str
    sort: str
    score: float


class SearchResult(NamedTuple):
    """What was found, best first; `near` where nothing bears such a name and these only look like it."""

    hits: list[Hit]
    near: bool


class SearchIndex:
    """An index of things by name."""

    def __init__(self, known: Iterable[tuple[SearchEntry, Names]], prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        ranked = sorted(known, key=lambda each: (-_worth(each[0]), natural_key(each[0].curie)))
        self._names = [(thing, name, sort) for thing, names in ranked for name, sort in dict.fromkeys(names)]
        folded = [fold_compact(name) for _, name, _ in self._names]
        self._starts, at = [], 1
        for each in folded:
            self._starts.append(at)
            at += len(each) + 1
        self._joined = "\n" + "\n".join(folded) + "\n"
        self._exact: dict[str, list[int]] = defaultdict(list)
        said: dict[str, list[int]] = defaultdict(list)
        for place, (name, each) in enumerate(zip(self._names, folded, strict=True)):
            self._exact[each].append(place)
            for word in dict.fromkeys(fold_words(name[1])):
                said[word].append(place)
            if len(each) <= _NAME and each not in said and name[2] != PROSE:
                said[each].append(place)  # a name of several words is a word too: mir2143p
        self._said = said
        self._vocabulary = sorted(said)
        self._symbols = {
            fold_compact(symbol) for _, name, sort in self._names if sort != PROSE for symbol in symbols(name)
        }
        self._trigrams: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self._vocabulary):
            if len(word) <= _NAME:
                for each in trigrams(word):
                    self._trigrams[each].append(place)

    def entity(self, name: str) -> str:
        """The CURIE of the entity with this CURIE, IRI or name, of several the one with most claims; else nothing."""
        asked = self.curie(name[:LONGEST].strip())
        found = [self._names[place] for place in self._exact.get(fold_compact(asked), ())]
        entities = [each for each in found if each[0].group == "entity" and each[2] != PROSE]
        same = [each for each in entities if asked in (each[0].curie, each[1])]
        return next((each[0].curie for each in (*same, *entities)), "")

    def find(self, question: str, *, most: int = 100, groups: Collection[str] = GROUPS) -> SearchResult:
        """The things of some groups that a question finds, at most so many of them."""
        asked = self.curie(question[:LONGEST].strip())
        sought = fold_compact(asked)
        if not sought:
            return SearchResult([], near=False)
        scores: dict[int, float] = {}
        for place, score in (*self._in_names(sought), *self._with_words(fold_words(asked)[:_WORDS_AT_MOST])):
            scores[place] = max(score, scores.get(place, 0.0))
        near = all(self._names[place][2] == PROSE for place in scores)
        if near:
            for place, score in self._near(asked):
                scores[place] = max(score, scores.get(place, 0.0))
        best: dict[str, Hit] = {}
        for place, score in scores.items():
            thing, name, sort = self._names[place]
            # The nearer to the whole name, the sooner it stands.
            whole = score - _LESS[sort] + _worth(thing) - min(max(len(name) - len(asked), 0) * _LETTER, _LETTERS)
            before = best.get(thing.curie)
            if thing.group in groups and (before is None or whole > before.score):
                best[thing.curie] = Hit(thing, name, sort, whole)
        hits = sorted(best.values(), key=lambda hit: (-hit.score, natural_key(hit.thing.curie)))
        return SearchResult(hits[:most], near)

    def curie(self, asked: str) -> str:
        """What is asked for, the address of a thing as its CURIE, of a work as its DOI."""
        for address in ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/"):
            asked = asked.removeprefix(address)
        if asked.startswith(("http://", "https://")):
            try:
                return short_name(ox.NamedNode(asked), self._prefixes)
            except ValueError:  # it only looks like an address
                return asked
        return asked

    def _in_names(self, sought: str) -> Iterator[tuple[int, float]]:
        """The names that are what is sought, begin with it or have it in them."""
        own_script = not sought.isascii()  # one Chinese character says more than one letter
        pattern = sought if own_script or len(sought) >= _SHORT else f"\n{sought}"
        at, found = self._joined.find(pattern), 0
        while at >= 0 and found < _MANY:
            begin = at + len(pattern) - len(sought)
            place = bisect_right(self._starts, begin) - 1
            first = self._starts[place] == begin
            last = self._joined[begin + len(sought)] == "\n"
            yield place, _EXACT if first and last else _BEGINS if first else _PART
            at, found = (
                self._joined.find(pattern, self._joined.index("\n", begin) if "\n" in pattern else begin + 1),
                found + 1,
            )

    def _with_words(self, asked: tuple[str, ...]) -> Iterator[tuple[int, float]]:
        """The names that have, for each word, a word that begins with it."""
        every = [self._places(self._beginning(word)) for word in asked]
        both = set.intersection(*every) if every else set()
        for place in sorted(both)[:_MANY]:
            yield place, _WORDS

    def _beginning(self, word: str) -> list[str]:
        first = bisect_left(self._vocabulary, word)
        last = bisect_left(self._vocabulary, word + chr(0x10FFFF), lo=first)
        return self._vocabulary[first : min(last, first + _MANY)]

    def _places(self, of_words: Iterable[str]) -> set[int]:
        return {place for word in of_words for place in self._said[word]}

    def _near(self, question: str) -> Iterator[tuple[int, float]]:
        """The names that look like what is asked for, but for symbols: those must stand in them as they are written."""
        needed = {fold_compact(symbol) for symbol in symbols(question)}
        if fold_compact(question) in needed:
            return
        for place, score in self._looking_alike(fold_words(question)[:_WORDS_AT_MOST], fold_compact(question)[:_NAME]):
            thing, name, _ = self._names[place]
            if not thing.molecule and (not needed or needed <= {fold_compact(piece) for piece in pieces(name)}):
                yield place, score

    def _looking_alike(self, asked: tuple[str, ...], sought: str) -> Iterator[tuple[int, float]]:
        """The names that look like what is sought, whole or word by word; of many words one may be missing."""
        for word, like in self._alike(sought):
            whole = self._exact.get(word, ())
            for place in self._said[word]:
                yield place, _NEAR + _ALIKE * (like - _LIKE) + (10 if place in whole else 0)
        if len(asked) > 1:
            likeness: dict[int, float] = defaultdict(float)
            matched: Counter[int] = Counter()
            for word in asked:
                close = [(each, 1.0) for each in self._beginning(word)] or self._alike(word)
                here = {place: like for each, like in reversed(close) for place in self._said[each]}
                matched.update(here.keys())
                for place, like in here.items():
                    likeness[place] += like / len(asked)
            for place, many in matched.items():
                if many >= max(2, len(asked) - 1):
                    yield place, _NEAR + _ALIKE * max(likeness[place] - _LIKE, 0)

    def _alike(self, word: str) -> list[tuple[str, float]]:
        """The known words that look most like one, best first, with how alike they are."""
        if len(word) < _SHORT:
            return []
        own = trigrams(word[:_NAME])
        shared = Counter(place for each in own for place in self._trigrams.get(each, ()))
        ranked = sorted(shared, key=lambda place: (-shared[place] / (len(own) + len(self._vocabulary[place])), place))[
            :_CANDIDATES
        ]
        matcher = difflib.SequenceMatcher(b=word[:_NAME], autojunk=False)
        close = []
        for place in ranked:
            matcher.set_seq1(self._vocabulary[place])
            if matcher.quick_ratio() >= _LIKE and (like := matcher.ratio()) >= _LIKE:
                close.append((self._vocabulary[place], like))
        best = max((like for _, like in close), default=0.0)
        near = [
            each
            for each in close
            if each[1] > best - _AS_LIKE and each[0] not in self._symbols and numbers(each[0]) == numbers(word)
        ]
        return sorted(near, key=lambda each: (-each[1], each[0]))


def _worth(thing: SearchEntry) -> float:
    """How much sooner a thing is shown than others that fit as well: entities first, those with many claims before."""
    return _MORE.get(thing.group, 0) + min(1.5 * math.log2(thing.claims + 1), 10)


def search_index(explorer: Explorer) -> SearchIndex:
    """The index of a dataset."""
    return SearchIndex(search_entries(explorer), explorer.dataset.prefixes)
