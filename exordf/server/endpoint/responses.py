"""Responses of the endpoint: a status with a whole body, or with the problem and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from exordf.server.endpoint.formats import TEXT, with_charset


@dataclass(frozen=True)
class EndpointProblem:
    """Why a request failed: a sentence, what to do, and for a syntax error its line and column, counted from 1."""

    what: str
    mend: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}: " if self.line is not None else ""
        return f"{where}{self.what}\n" + (f"{self.mend}\n" if self.mend else "")


@dataclass(frozen=True)
class EndpointResponse:
    """A response to a client. `problem` is set unless the status is 200; `retry_after` is in seconds."""

    status: int
    content_type: str
    body: bytes
    problem: EndpointProblem | None = None
    retry_after: int | None = None


def success(media_type: str, body: bytes) -> EndpointResponse:
    """Return the response with an answer in a format."""
    return EndpointResponse(200, with_charset(media_type), body)


def failure(status: int, problem: EndpointProblem, retry_after: int | None = None) -> EndpointResponse:
    """Return the response that states a problem."""
    return EndpointResponse(status, TEXT, str(problem).encode("utf-8", "replace"), problem, retry_after)


def from_worker(head: dict[str, Any], body: bytes) -> EndpointResponse:
    """Return the response for the message of a worker."""
    if head["status"] == 200:  # noqa: PLR2004 - HTTP's own number
        return success(head["type"], body)
    problem = EndpointProblem(head["what"], head["mend"], head.get("line"), head.get("column"))
    return failure(head["status"], problem)
