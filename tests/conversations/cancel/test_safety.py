"""Lines that must not cancel, said by somebody who is signed in and has an order that could be cancelled."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from orderdesk.model import Cancellation, PendingAction
from tests.shop import Shop

LINES = yaml.safe_load(
    (Path(__file__).parents[3] / "data" / "eval" / "safety.yml").read_text(encoding="utf-8")
)["must_not_cancel"]
SAMPLE = 12  # lines of a class; `make eval` measures them all


def sample(kind: str) -> list[str]:
    """Lines of a class, from all over it; the same ones every time."""
    lines = [str(line) for line in LINES[kind]]
    return lines[:: max(1, len(lines) // SAMPLE)][:SAMPLE]


@pytest.mark.parametrize("kind", sorted(LINES))
def test_no_line_that_must_not_cancel_gets_near_a_cancellation(shop: Shop, talk, kind: str) -> None:
    """All in one conversation, so that each line also meets what the earlier ones left open: nothing is proposed."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Oversized Hoodie", "19.90")])
    chat = talk(buyer)
    for line in sample(kind):
        chat.says(line)
        proposed = [one for one in shop.rows(PendingAction, order_id=number) if one.kind == "cancel"]
        assert not proposed, f"{line!r}: {chat.names}"
    assert not shop.rows(Cancellation, order_id=number)
    assert shop.case(number).order.status.value == "ON_HOLD"
