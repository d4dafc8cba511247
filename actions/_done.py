"""The reply to a repeated yes, whichever journey did the thing."""

from __future__ import annotations

from collections.abc import Callable

from actions import cancel, dispute, return_sent, returns, seller, withdraw, withdraw_return
from actions._turn import Turn
from orderdesk.services.effect import Done

TELL: dict[str, Callable[[Turn, Done], None]] = {
    "cancel": cancel.tell_done,
    "withdraw": withdraw.tell_done,
    "returns": returns.tell_done,
    "withdraw_return": withdraw_return.tell_done,
    "return_sent": return_sent.tell_done,
    "seller": seller.tell_done,
    "dispute": dispute.tell_done,
}


def tell_again(turn: Turn, done: Done) -> None:
    """Say again what was done, from its row."""
    TELL[done.kind](turn, done)
