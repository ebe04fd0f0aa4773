"""Refusals: a request for a page that cannot be answered, with what may have been meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exordf.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Offer(NamedTuple):
    """An alternative: its label, and the parameter of the address in which `instead` replaces `value`.

    `zh` is the label in Chinese, where it differs.
    """

    words: str
    name: str
    value: str
    instead: str
    zh: str = ""


class Refusal(InputError):  # noqa: N818 - a refusal is not a failure
    """A request that cannot be answered: `what` and `mend` are phrases, `values` fill their `{names}`.

    `offers` are links on a page, and a question in plain text.
    """

    def __init__(self, what: str, mend: str = "", offers: Sequence[Offer] = (), **values: object) -> None:
        question = f"Did you mean {' or '.join(offer.words for offer in offers)}?" if offers else ""
        super().__init__(what.format(**values), mend=question or mend.format(**values))
        self.phrases, self.values, self.offers = (what, mend), values, offers
