"""Transport: one request over HTTP, with a login, timed, tried again where that helps, told in words when it fails."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from exordf.errors import InputError, MissingExtra, StoreError
from exordf.store.oxigraph import syntax_error

if TYPE_CHECKING:
    from collections.abc import Mapping

_RETRIED = (429, 502, 503, 504)
_OUT_OF_TIME = 504
_VIRTUOSO = re.compile(r"Virtuoso (?P<state>\w+) Error (?:(?P<code>\w+): )?(?P<words>.*?)(?: SPARQL query:.*)?")
_LINE = re.compile(r"line (?P<line>\d+)(?:, column (?P<column>\d+))?")


@dataclass(frozen=True)
class RetryPolicy:
    """How long to wait and how often to try again: seconds for an answer as a whole, tries, first pause in seconds."""

    seconds: float = 300
    tries: int = 5
    pause: float = 0.5
    longest_answer: int = 1 << 30


class HttpResponse(NamedTuple):
    """What a server sent: the content type without its parameters, the body, the headers."""

    kind: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class HttpClient:
    """A way to a server. `login` is `user:password`, sent as basic authentication, or as digest where the server asks.

    `token` is sent as bearer. Answers of 429, 502, 503 and 504 and broken connections are tried again, after the time
    that `Retry-After` says, in seconds or as a date, or twice as long each time. Not so a query that was stopped at the
    limit of the server, a 504 without `Retry-After`: it would take as long again.
    """

    login: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    patience: RetryPolicy = field(default=RetryPolicy())
    _digest: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def send(
        self, method: str, address: str, body: bytes, headers: Mapping[str, str], query: str | None = None
    ) -> HttpResponse:
        """A good answer. Raises StoreError, or InputError where the query that was sent is to blame."""
        try:
            import urllib3  # noqa: PLC0415 - only remote stores need it
        except ImportError:
            raise MissingExtra("urllib3", "remote") from None
        pause = self.patience.pause
        deadline = time.monotonic() + self.patience.seconds
        tries = self.patience.tries
        while True:
            tries -= 1
            try:
                answer = _pool().request(
                    method,
                    address,
                    body=body,
                    headers={**headers, **self._authorization(method, address)},
                    preload_content=False,
                    retries=False,
                    redirect=False,
                    timeout=urllib3.Timeout(connect=10, read=max(1.0, deadline - time.monotonic())),
                )
                content = self._read(answer, address, deadline)
            except (urllib3.exceptions.HTTPError, OSError) as error:
                if tries <= 0 or time.monotonic() > deadline:
                    raise StoreError(
                        f"{address} cannot be reached or broke off: {_plain(error)}",
                        mend="Check the address and that the server runs, then run it again; it goes on where it was.",
                    ) from None
                time.sleep(pause)
                pause *= 2
                continue
            if answer.status == 401 and self._learns(answer.headers.get("WWW-Authenticate")):  # noqa: PLR2004
                tries += 1
                continue
            later = answer.headers.get("Retry-After")
            stopped = answer.status == _OUT_OF_TIME and query is not None and later is None
            if answer.status in _RETRIED and not stopped and tries > 0 and time.monotonic() < deadline:
                time.sleep(_wait(later, pause, deadline))
                pause *= 2
                continue
            if answer.status >= 300:  # noqa: PLR2004 - HTTP's own border between good and not
                raise _refusal(answer.status, address, content, query)
            kind = (answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
            return HttpResponse(kind, content, answer.headers)

    def _read(self, answer: Any, address: str, deadline: float) -> bytes:
        parts, size = [], 0
        for part in answer.stream(1 << 16):
            parts.append(part)
            size += len(part)
            if time.monotonic() > deadline or size > self.patience.longest_answer:
                answer.close()
                raise StoreError(
                    f"{address} did not end after {self.patience.seconds:.0f} s or {size} bytes",
                    mend="Ask for less at once, or be more patient.",
                )
        answer.release_conn()
        return b"".join(parts)

    def _learns(self, challenge: str | None) -> bool:
        """Whether a refusal teaches how to log in by digest: it says so, or has yet to be asked without a login.

        Virtuoso says nothing of digest to one who comes with a basic login.
        """
        old = "challenge" in self._digest and not re.search(r'stale="?true', challenge or "", re.IGNORECASE)
        if not self.login or self.token or old:
            return False
        if challenge and challenge.lower().startswith("digest "):
            from urllib.request import parse_http_list, parse_keqv_list  # noqa: PLC0415 - only such servers need it

            self._digest["challenge"] = parse_keqv_list(parse_http_list(challenge.partition(" ")[2]))
            return True
        if challenge or "asked" in self._digest:
            return False
        self._digest["asked"] = True
        return True

    def _authorization(self, method: str, address: str) -> dict[str, str]:
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if not self.login:
            return {}
        if "challenge" not in self._digest:
            if "asked" in self._digest:
                return {}
            return {"Authorization": f"Basic {b64encode(self.login.encode()).decode()}"}
        from urllib.request import (  # noqa: PLC0415 - only such servers need it
            AbstractDigestAuthHandler,
            HTTPPasswordMgrWithDefaultRealm,
            Request,
        )

        if "handler" not in self._digest:
            user, _, password = self.login.partition(":")
            passwords = HTTPPasswordMgrWithDefaultRealm()
            passwords.add_password(None, urljoin(address, "/"), user, password)
            self._digest["handler"] = AbstractDigestAuthHandler(passwords)
        asked = Request(address, method=method)  # noqa: S310 - it is never opened; it names what is asked
        said = self._digest["handler"].get_authorization(asked, self._digest["challenge"])
        return {"Authorization": f"Digest {said}"} if said else {}


def _pool() -> Any:
    import urllib3  # noqa: PLC0415 - only remote stores need it

    global _connections  # noqa: PLW0603 - one pool for the process, as urllib3 means it
    if _connections is None:
        _connections = urllib3.PoolManager(maxsize=4)
    return _connections


_connections: Any = None


def _wait(said: str | None, pause: float, deadline: float) -> float:
    """The seconds to wait: what the server says, as a number or as a date, or the pause; never past the deadline."""
    asked = pause
    if said and said.strip().isdigit():
        asked = float(said)
    elif said:
        from datetime import UTC, datetime  # noqa: PLC0415 - few servers name a date
        from email.utils import parsedate_to_datetime  # noqa: PLC0415

        try:
            asked = (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):  # not a date, or one without a zone
            asked = pause
    return max(0.0, min(asked, deadline - time.monotonic()))


def _plain(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return re.sub(r"^\w+\(.*?\): ", "", str(reason)) or type(error).__name__


def _refusal(status: int, address: str, content: bytes, query: str | None) -> StoreError | InputError:
    said = " ".join(content.decode("utf-8", "replace").split())
    virtuoso = _VIRTUOSO.fullmatch(said)
    if virtuoso and not (status == 400 and virtuoso["state"] == "37000"):  # noqa: PLR2004 - SQL's "syntax error"
        return StoreError(
            f"{address} cannot do this: {virtuoso['words'][:300]}",
            mend="Look at the log of the server; docs/stores.md tells what Virtuoso does otherwise.",
        )
    if status == 400 and query is not None:  # noqa: PLR2004 - as the protocol has it
        if virtuoso:
            at = _LINE.search(virtuoso["words"])
            said = (f"error at {at['line']}:{at['column'] or 1}: " if at else "") + virtuoso["words"]
        return syntax_error("query", ValueError(said[:200]))
    if status in (401, 403):
        return StoreError(
            f"{address} refuses us ({status})",
            mend="Give user and password in the address, or a token that may do this.",
        )
    if status == 404:  # noqa: PLR2004
        return StoreError(f"there is nothing at {address} (404)", mend="Check the address; `--help` tells the layouts.")
    if status == _OUT_OF_TIME and query is not None:
        return StoreError(
            f"{address} stopped the query at its limit of time: {said[:200]}",
            mend="Ask for less: name more in each pattern, add a LIMIT, or raise the limit of the server.",
        )
    return StoreError(
        f"{address} failed with {status}: {said[:200]}", mend="Look at the log of the server, then run it again."
    )
