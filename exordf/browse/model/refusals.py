"""Refusals: a request for a page that cannot be answered, with what may be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exordf.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Offer(NamedTuple):
    """Something else to ask for: its words, and the parameter of the address that has another value then.

    `zh` are the words in Chinese, where there are others.
    """

    words: str
    name: str
    value: str
    instead: str
    zh: str = ""


class Refusal(InputError):  # noqa: N818 - reads as what it is
    """A request that cannot be answered: `what` and `mend` are phrases, with values for their `{names}`.

    `offers` are shown as links on a page; in plain text they are a question.
    """

    def __init__(self, what: str, mend: str = "", offers: Sequence[Offer] = (), **values: object) -> None:
        asked = f"Did you mean {' or '.join(offer.words for offer in offers)}?" if offers else ""
        super().__init__(what.format(**values), mend=asked or mend.format(**values))
        self.phrases, self.values, self.offers = (what, mend), values, offers
