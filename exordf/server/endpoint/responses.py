"""Answers: a status with a whole body, or with what was wrong and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from exordf.server.endpoint.formats import TEXT, with_charset


@dataclass(frozen=True)
class Problem:
    """Why there is no answer: a sentence, the mend, and in a query that is not well formed the line and the column."""

    what: str
    mend: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}: " if self.line is not None else ""
        return f"{where}{self.what}\n" + (f"{self.mend}\n" if self.mend else "")


@dataclass(frozen=True)
class Answer:
    """What a client is sent. `problem` is there where the status is not 200; `retry_after` is in seconds."""

    status: int
    content_type: str
    body: bytes
    problem: Problem | None = None
    retry_after: int | None = None


def good(kind: str, body: bytes) -> Answer:
    """An answer in a format."""
    return Answer(200, with_charset(kind), body)


def wrong(status: int, problem: Problem, retry_after: int | None = None) -> Answer:
    """An answer that says why there is none."""
    return Answer(status, TEXT, str(problem).encode("utf-8", "replace"), problem, retry_after)


def of_worker(head: dict[str, Any], body: bytes) -> Answer:
    """The answer that a worker sent."""
    if head["status"] == 200:  # noqa: PLR2004 - HTTP's own number
        return good(head["type"], body)
    return wrong(head["status"], Problem(head["what"], head["mend"], head.get("line"), head.get("column")))
