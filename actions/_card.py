"""An order as a card for chat widgets: plain JSON beside the text, never instead of it."""

from __future__ import annotations

from typing import Any

from actions._format import iso, shown, when
from actions._story import moment_shown
from actions._turn import Turn
from orderdesk.model import OrderCase, Parcel
from orderdesk.services.track import amount_left, scans, timeline


def order_card(turn: Turn, case: OrderCase, title: str) -> dict[str, Any]:
    """`{"type": "order", "order", "status", "title", "amount", "seller", ...}`; `at` is ISO UTC, `shown` its words."""
    return {
        "type": "order",
        "order": case.order.id,
        "status": case.order.status.value,
        "title": title,
        "amount": shown(amount_left(case), turn.customer),
        "seller": case.seller.name,
        "image": case.lines[0].image if case.lines else None,
        "timeline": [
            {"code": one.code, "done": one.done, "at": iso(one.at), "shown": moment_shown(turn, one)}
            for one in timeline(case)
        ],
        "parcels": [_parcel(turn, case, parcel) for parcel in case.parcels],
    }


def _parcel(turn: Turn, case: OrderCase, parcel: Parcel) -> dict[str, Any]:
    last = next(iter(scans(case, parcel.id, 1)), None)
    at = last.at if last else None
    return {
        "carrier": parcel.carrier,
        "number": parcel.tracking_number,
        "code": last.code if last else None,
        "at": iso(at),
        "shown": when(at, turn.customer),
        "place": last.place if last else None,
    }
