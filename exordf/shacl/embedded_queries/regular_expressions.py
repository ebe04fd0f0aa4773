"""Regular expressions of XPath, which `sh:pattern` and SPARQL use, written as the engines read them.

What Rust, the language of the stores, reads differently is rewritten; what it cannot read is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_SPACE = r" \t\n\r"
_CATEGORY = re.compile(r"\\[pP]\{(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)\}")
_QUANTIFIER = re.compile(r"[?*+]\??|\{[0-9]+(?:,[0-9]*)?\}\??")
_FLAGS = frozenset("smixq")
_ITSELF = frozenset(r"\|.?*+(){}-[]^$")
_WHITE = {"n": r"\n", "r": r"\r", "t": r"\t"}
_WORD = r"\p{P}\p{Z}\p{C}"

Reader = Literal["rust", "python"]


class NotTranslated(ValueError):  # noqa: N818 - reads as what it is
    """The part of a regular expression that has no equal in an engine, or is not XPath."""


@dataclass(frozen=True)
class Translation:
    """A regular expression with the flags that the engine has to apply."""

    pattern: str
    flags: str


def translated(pattern: str, flags: str = "", reader: Reader = "rust") -> Translation:
    r"""The same expression for a reader: Rust (Oxigraph), or Python (pySHACL).

    Raises NotTranslated for what the reader has no equal of.

    >>> translated(r"^[a-z-[aeiou]]+\s$").pattern
    '^[[a-z]--[aeiou]]+[ \\t\\n\\r]$'
    """
    if unknown := sorted(set(flags) - _FLAGS):
        raise NotTranslated(f"the flag {unknown[0]!r} is none of XPath")
    if "q" in flags:
        return Translation(re.sub(r"([\\|.?*+(){}\[\]^$])", r"\\\1", pattern), "".join(sorted(set(flags) - set("qx"))))
    text = _Reader(pattern, "x" in flags, reader).read("m" in flags, "s" in flags)
    return Translation(text, "".join(sorted(set(flags) - ({"x"} if reader == "rust" else set("xs")))))


class _Reader:
    def __init__(self, pattern: str, spaced: bool, reader: Reader) -> None:  # noqa: FBT001 - one caller
        self.text, self.spaced, self.rust = pattern, spaced, reader == "rust"
        self.position = 0

    def read(self, lines: bool, dot_all: bool) -> str:  # noqa: FBT001 - one caller
        out: list[str] = []
        while self.position < len(self.text):
            sign = self.text[self.position]
            if sign == "\\":
                out.append(self._escape())
            elif sign == "[":
                out.append(self._class())
            elif self.text.startswith("(?:", self.position):
                self.position += 3
                out.append("(?:")
            elif self.text.startswith("(?", self.position):
                raise NotTranslated(f"{self.text[self.position : self.position + 3]} is none of XPath")
            elif sign == "{" or (sign in "?*+" and not self._after_something(out)):
                raise NotTranslated(f"{sign} repeats nothing; write \\{sign} for the sign itself")
            elif self.spaced and sign in " \t\n\r":
                self.position += 1
            else:
                self.position += 1
                out.append(self._plain(sign, lines=lines, dot_all=dot_all))
            self._quantified(out)
        return "".join(out)

    def _plain(self, sign: str, *, lines: bool, dot_all: bool) -> str:
        if not self.rust and sign == "$" and not lines:
            return r"(?!\n)\Z"  # Python also matches it before a last line feed
        if not self.rust and sign == "." and dot_all:
            return r"[\s\S]"
        return f"\\{sign}" if sign in "]}" else sign

    @staticmethod
    def _after_something(out: list[str]) -> bool:
        return bool(out) and out[-1] not in ("(", "|", "(?:")

    def _quantified(self, out: list[str]) -> None:
        """The quantifier behind what was just read, if any; two in a row have another meaning to each engine."""
        while self.spaced and self.text[self.position : self.position + 1] in tuple(" \t\n\r"):
            self.position += 1
        quantifier = _QUANTIFIER.match(self.text, self.position)
        if quantifier is None or not self._after_something(out) or out[-1] in "^$":
            return
        out.append(quantifier.group())
        self.position = quantifier.end()
        if self.text[self.position : self.position + 1] in tuple("?*+{"):
            raise NotTranslated(
                f"{self.text[quantifier.start() : self.position + 1]} repeats what is repeated; put it in brackets"
            )

    def _escape(self, *, within: bool = False) -> str:
        """What a backslash begins, as a set or as one character."""
        sign = self.text[self.position + 1 : self.position + 2]
        if category := _CATEGORY.match(self.text, self.position):
            if not self.rust:
                raise NotTranslated(f"{category.group()} has no equal in Python")
            self.position = category.end()
            return category.group()
        self.position += 2
        if sign in _WHITE:
            return _WHITE[sign]
        if sign and sign in _ITSELF | {"d", "D"}:
            return f"\\{sign}"
        if sign == "s":
            return _SPACE if within else f"[{_SPACE}]"
        if sign and sign in "SwW" and not (within and not self.rust) and (self.rust or sign == "S"):
            return {"S": f"[^{_SPACE}]", "w": f"[^{_WORD}]", "W": f"[{_WORD}]"}[sign]
        if sign.isdigit():
            raise NotTranslated(f"\\{sign} refers back to a group, which stores cannot read")
        what = self.text[self.position - 2 : self.position + 2] if sign in ("p", "P") else f"\\{sign}"
        raise NotTranslated(f"{what} is not supported")

    def _class(self) -> str:
        """A set in square brackets, with the set that is subtracted from it after a hyphen."""
        self.position += 1
        negated = self.text.startswith("^", self.position)
        self.position += negated
        out: list[str] = []
        less = ""
        while not self.text.startswith("]", self.position):
            sign = self.text[self.position : self.position + 1]
            if sign == "-" and self.text.startswith("[", self.position + 1) and out:
                self.position += 1
                less = self._class()
                if not self.text.startswith("]", self.position):
                    raise NotTranslated("what is taken from a set stands at its end")
            elif sign == "\\":
                out.append(self._escape(within=True))
            elif sign in ("[", ""):
                raise NotTranslated("a set in square brackets is not closed, or has a [ in it; write \\[")
            else:
                self.position += 1
                out.append(sign if sign.isalnum() or sign in " _,:;/'\"" else self._in_class(sign, out))
        self.position += 1
        if not out:
            raise NotTranslated("a set in square brackets is empty")
        own = f"[{'^' * negated}{''.join(out)}]"
        if not less:
            return own
        return f"[{own}--{less}]" if self.rust else f"(?:(?!{less}){own})"

    def _in_class(self, sign: str, out: list[str]) -> str:
        """A sign within a set: a hyphen between two characters makes a range, any other sign is itself."""
        if sign != "-":
            return f"\\{sign}" if sign in "^&~" or (sign == "#" and self.rust) else sign
        after = self.text[self.position : self.position + 1]
        is_range = bool(out) and after not in ("]", "[", "") and not out[-1].startswith("[") and out[-1] != "-"
        return "-" if is_range else r"\-"
