"""The buyer's orders, newest first, five a page, each with where it is and what comes next."""

from __future__ import annotations

from actions._base import DeskAction
from actions._clues import clues
from actions._order import MORE, PAGE, order_label, remember_shown
from actions._story import expectation
from actions._turn import Choice, Turn
from actions._words import word
from nlu.payload import payload
from orderdesk.errors import NotFound
from orderdesk.model import OrderCase
from orderdesk.services import find, track


class ListOrders(DeskAction):
    """ "Show my orders", "what did I buy last week", and "Show more"."""

    action_name = "action_orders_list"

    def handle(self, turn: Turn) -> None:
        """A page of them; the next one where more is asked for."""
        more = turn.value("choice") == MORE
        page = int(turn.slot("page") or 0) + 1 if more else 0
        hints = find.Clues(days=turn.slot("orders_days")) if more else _hints(turn)
        try:
            cases, total = find.page(turn.desk, turn.who, hints, offset=page * PAGE, limit=PAGE)
        except NotFound:
            cases, total = [], 0
        if cases:
            turn.remember(page=page, orders_days=hints.days)
            _tell(turn, cases, page, total)
        elif hints:
            _none(turn, hints)
        else:
            turn.say("orders_no_more" if more else "no_orders")


def _hints(turn: Turn) -> find.Clues:
    """Days and products narrow the list; a number does not belong in it."""
    said = clues(turn)
    return find.Clues(words=said.words, days=said.days)


def _none(turn: Turn, hints: find.Clues) -> None:
    if hints.words:
        turn.say("order_no_match", words=" ".join(hints.words))
    else:
        turn.say("order_none_then")


def _tell(turn: Turn, cases: list[OrderCase], page: int, total: int) -> None:
    remember_shown(turn, cases)
    lines = [
        word("label_orders_line").format(
            place=place,
            order=order_label(case),
            seller=case.seller.name,
            next=expectation(turn, case, outlook, "next"),
        )
        for place, (case, outlook) in enumerate(track.overview(turn.desk, cases), 1)
    ]
    question = turn.slot("question")
    asked = (
        {one["value"] for one in question["choices"]} if question and question["kind"] == "order" else set()
    )
    buttons = [
        Choice(order_label(case), payload("track_order", order=case.order.id))
        for case in cases
        if case.order.id not in asked  # the open question comes again, with a button for it
    ]
    if total > (page + 1) * PAGE:
        buttons.append(Choice(word("label_more_orders"), payload("list_orders", choice=MORE)))
    first = page * PAGE + 1
    turn.say(
        "orders_list",
        orders="\n".join(lines),
        first=first,
        last=first + len(cases) - 1,
        total=total,
        buttons=buttons,
    )
