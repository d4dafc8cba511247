"""The track journey: which order, where it is, what is in it, its way, and what works now."""

from __future__ import annotations

from actions._base import DeskAction
from actions._card import order_card
from actions._format import short
from actions._offers import offered
from actions._order import resolve
from actions._story import GAP, amount, can, contents, expectation, parcels, titles, under_way, way
from actions._turn import Turn
from orderdesk.model import OrderCase
from orderdesk.services import track
from orderdesk.services.track import Tracked

JOURNEY = "track"


class TrackOrder(DeskAction):
    """ "Where is my order?", or the answer to which one."""

    action_name = "action_track_show"

    def handle(self, turn: Turn) -> None:
        """Shows one order; starts nothing."""
        show_order(turn)


def show_order(turn: Turn) -> None:
    """Find the order that is meant, and tell all about it."""
    case = resolve(turn, JOURNEY, among=lambda: track.open_orders(turn.desk, turn.who))
    if case is not None:
        tell(turn, case)


def tell(turn: Turn, case: OrderCase) -> None:
    """Where it is; its way and parcels; what can be done."""
    found = track.tracked(turn.desk, turn.who, case)
    turn.remember(focus=case.order.id)
    _headline(turn, found)
    parts = (
        contents(turn, found.case),
        way(turn, found.case),
        parcels(turn, found.case),
        under_way(turn, found),
    )
    turn.say("track_details", details=GAP.join(part for part in parts if part))
    _next(turn, found)


def _headline(turn: Turn, found: Tracked) -> None:
    case, title = found.case, titles(found.case)
    state = "going_back" if found.outlook.code == "going_back" else case.order.status.value.lower()
    turn.say(
        f"track_status_{state}",
        card=order_card(turn, case, title),
        order=short(case.order.id),
        items=title,
        amount=amount(turn, case),
        seller=case.seller.name,
        outlook=expectation(turn, case, found.outlook),
    )


def _next(turn: Turn, found: Tracked) -> None:
    buttons = [offered(step) for step in found.steps]
    if found.outlook.code == "late" and can(found.steps, "refund_late"):
        turn.say("track_next_late", buttons=buttons)
    elif can(found.steps, "return_item") and found.return_by:
        turn.say("track_next_return", deadline=found.return_by, buttons=buttons)
    else:
        turn.say("track_next", buttons=buttons)
