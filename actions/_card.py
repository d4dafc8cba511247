"""An order as a card for chat widgets: plain JSON beside the text, never instead of it."""

from __future__ import annotations

from typing import Any

from actions._format import shown
from actions._turn import Turn
from orderdesk.model import OrderCase, Parcel
from orderdesk.services.track import amount_left, scans, timeline


def order_card(turn: Turn, case: OrderCase, title: str) -> dict[str, Any]:
    """`{"type": "order", "order", "status", "title", "amount", "seller", ...}`; times are ISO UTC."""
    return {
        "type": "order",
        "order": case.order.id,
        "status": case.order.status.value,
        "title": title,
        "amount": shown(amount_left(case), turn.customer),
        "seller": case.seller.name,
        "image": case.lines[0].image if case.lines else None,
        "timeline": [
            {"code": one.code, "at": one.at.isoformat() if one.at else None, "done": one.done}
            for one in timeline(case)
        ],
        "parcels": [_parcel(case, parcel) for parcel in case.parcels],
    }


def _parcel(case: OrderCase, parcel: Parcel) -> dict[str, Any]:
    last = next(iter(scans(case, parcel.id, 1)), None)
    return {
        "carrier": parcel.carrier,
        "number": parcel.tracking_number,
        "code": last.code if last else None,
        "at": last.at.isoformat() if last else None,
        "place": last.place if last else None,
    }
