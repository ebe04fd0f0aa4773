"""An HTTP client: requests with a login, a deadline, retries where they help, and readable errors."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from exordf.errors import InputError, MissingExtra, StoreError
from exordf.store import virtuoso
from exordf.store.store_protocol import syntax_error

if TYPE_CHECKING:
    from collections.abc import Mapping

_RETRIED = (429, 502, 503, 504)
_OUT_OF_TIME = 504
_UNAUTHORISED = 401


@dataclass(frozen=True)
class RetryPolicy:
    """How long to wait and how often to try: seconds for all tries together, tries, first pause in seconds.

    `longest_answer` is in bytes.
    """

    seconds: float = 300
    tries: int = 5
    pause: float = 0.5
    longest_answer: int = 1 << 30


class HttpResponse(NamedTuple):
    """An answer: the content type without its parameters, the body, the headers."""

    kind: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class HttpClient:
    """A client of one server. `login` is `user:password`, sent as basic authentication, or as digest if asked for.

    `token` is sent as bearer. After 429, 502, 503, 504 and broken connections the request is sent again, after the time
    in `Retry-After`, in seconds or as a date, or after twice as long each time. A query that was stopped at the time
    limit of the server, a 504 without `Retry-After`, is not sent again: it would take as long.
    """

    login: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    retry_policy: RetryPolicy = field(default=RetryPolicy())
    _digest: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def send(
        self, method: str, address: str, body: bytes, headers: Mapping[str, str], query: str | None = None
    ) -> HttpResponse:
        """The answer with a status below 300. Raises StoreError, or InputError where the query is to blame."""
        try:
            import urllib3  # noqa: PLC0415 - only remote stores need it
        except ImportError:
            raise MissingExtra("urllib3", "remote") from None
        pause = self.retry_policy.pause
        deadline = time.monotonic() + self.retry_policy.seconds
        tries = self.retry_policy.tries
        while True:
            tries -= 1
            try:
                answer = self._pool.request(
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
                        f"{address} cannot be reached or broke off: {_reason(error)}",
                        mend="Check the address and that the server runs, then run it again: it resumes where it was.",
                    ) from None
                time.sleep(pause)
                pause *= 2
                continue
            if answer.status == _UNAUTHORISED and self._accepts_challenge(answer.headers.get("WWW-Authenticate")):
                tries += 1
                continue
            later = answer.headers.get("Retry-After")
            stopped = answer.status == _OUT_OF_TIME and query is not None and later is None
            if answer.status in _RETRIED and not stopped and tries > 0 and time.monotonic() < deadline:
                time.sleep(max(0.0, min(_seconds_asked(later, pause), deadline - time.monotonic())))
                pause *= 2
                continue
            if answer.status >= 300:  # noqa: PLR2004 - HTTP's own border between good and not
                raise _status_error(answer.status, address, content, query)
            kind = (answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
            return HttpResponse(kind, content, answer.headers)

    def _read(self, answer: Any, address: str, deadline: float) -> bytes:
        parts, size = [], 0
        for part in answer.stream(1 << 16):
            parts.append(part)
            size += len(part)
            if time.monotonic() > deadline or size > self.retry_policy.longest_answer:
                answer.close()
                raise StoreError(
                    f"{address} did not end after {self.retry_policy.seconds:.0f} s or {size} bytes",
                    mend="Ask for less at once, or allow more time.",
                )
        answer.release_conn()
        return b"".join(parts)

    def _accepts_challenge(self, challenge: str | None) -> bool:
        """Whether to log in again, now by digest: the server asks for it, or is yet to be asked without a login.

        Some servers do not offer digest to a client that comes with a basic login.
        """
        is_old = "challenge" in self._digest and not re.search(r'stale="?true', challenge or "", re.IGNORECASE)
        if not self.login or self.token or is_old:
            return False
        if challenge and challenge.lower().startswith("digest "):
            from urllib.request import parse_http_list, parse_keqv_list  # noqa: PLC0415 - few servers need it

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
        from urllib.request import (  # noqa: PLC0415 - few servers need it
            AbstractDigestAuthHandler,
            HTTPPasswordMgrWithDefaultRealm,
            Request,
        )

        if "handler" not in self._digest:
            user, _, password = self.login.partition(":")
            passwords = HTTPPasswordMgrWithDefaultRealm()
            passwords.add_password(None, urljoin(address, "/"), user, password)
            self._digest["handler"] = AbstractDigestAuthHandler(passwords)
        request = Request(address, method=method)  # noqa: S310 - never opened; it only names method and address
        response = self._digest["handler"].get_authorization(request, self._digest["challenge"])
        return {"Authorization": f"Digest {response}"} if response else {}

    @cached_property
    def _pool(self) -> Any:
        import urllib3  # noqa: PLC0415 - as in `send`

        return urllib3.PoolManager(maxsize=4)


def _seconds_asked(retry_after: str | None, pause: float) -> float:
    """The seconds in a header `Retry-After`, a number or a date; `pause` where it has neither."""
    import urllib3  # noqa: PLC0415 - as in `send`

    try:
        return urllib3.Retry().parse_retry_after(retry_after) if retry_after else pause
    except urllib3.exceptions.InvalidHeader:
        return pause


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return re.sub(r"^\w+\(.*?\): ", "", str(reason)) or type(error).__name__


def _status_error(status: int, address: str, content: bytes, query: str | None) -> StoreError | InputError:
    message = " ".join(content.decode("utf-8", "replace").split())
    if failure := virtuoso.failure(status, message):
        return StoreError(
            f"{address} cannot do this: {failure[:300]}",
            mend="Look at the log of the server; docs/stores.md lists what Virtuoso does differently.",
        )
    if status == 400 and query is not None:  # noqa: PLR2004 - as the protocol has it
        return syntax_error("query", ValueError(virtuoso.placed_message(message)[:200]))
    if status in (_UNAUTHORISED, 403):
        return StoreError(
            f"{address} refuses us ({status})",
            mend="Give user and password in the address, or a token that may do this.",
        )
    if status == 404:  # noqa: PLR2004
        return StoreError(f"there is nothing at {address} (404)", mend="Check the address; `--help` lists the layouts.")
    if status == _OUT_OF_TIME and query is not None:
        return StoreError(
            f"{address} stopped the query at its time limit: {message[:200]}",
            mend="Ask for less: name more in each pattern, add a LIMIT, or raise the limit of the server.",
        )
    return StoreError(
        f"{address} failed with {status}: {message[:200]}", mend="Look at the log of the server, then run it again."
    )
