"""What a person needs to know: the order, what was asked for, what was left open. Facts, not the chat."""

from __future__ import annotations

from actions._format import items
from actions._turn import Turn
from actions._words import label, word
from orderdesk.errors import NotFound
from orderdesk.services.find import get

LAST = 3  # wishes that are named
GENERAL = "general"


def own_order(turn: Turn) -> str | None:
    """The order that is meant: a person is fetched whether or not it can be found."""
    number = turn.value("order") or turn.value("order_number") or turn.slot("focus")
    try:
        return get(turn.desk, turn.who, str(number)).order.id if number else None
    except NotFound:
        return None


def summary(turn: Turn, order_id: str | None) -> str:
    """A few lines; only facts that the server knows or that were understood."""
    parts = [_order(turn, order_id), _wishes(turn), _left_open(turn)]
    return "\n".join(part for part in parts if part) or word("label_summary_nothing")


def topic(turn: Turn) -> str:
    """The journey that is left, for sorting."""
    question = turn.slot("suspended") or turn.slot("question")
    return str(question["journey"]) if question else GENERAL


def _order(turn: Turn, order_id: str | None) -> str:
    if not order_id:
        return ""
    case = get(turn.desk, turn.who, order_id)
    titles = items([line.title for line in case.lines], turn.customer)
    status = label("status", case.order.status.value)
    return word("label_summary_order").format(
        order=case.order.id, items=titles, status=status, seller=case.seller.name
    )


def _wishes(turn: Turn) -> str:
    """The last things asked for, newest last; what has no label is no wish."""
    heard = [event["parse_data"] for event in turn.tracker.events if event["event"] == "user"]
    names = [parsed["intent"]["name"] for parsed in heard if parsed["intent"]["name"] != turn.intent]
    wishes = [known for name in dict.fromkeys(reversed(names)) if (known := _label(name))]
    return word("label_summary_wishes").format(wishes="; ".join(reversed(wishes[:LAST]))) if wishes else ""


def _left_open(turn: Turn) -> str:
    question = turn.slot("suspended") or turn.slot("question")
    if not question:
        return ""
    asked = word(question["response"]).format_map(question["facts"])
    return word("label_summary_open").format(question=asked)


def _label(intent: str | None) -> str:
    try:
        return label("intent", intent or "")
    except KeyError:
        return ""
