"""Cards beside a text: money that comes back, a refusal, messages with a seller, a rating. Plain JSON.

Times are ISO, each with its words beside it (`shown`): the same as in the texts, whoever draws the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from actions._format import day, iso, short, shown, when
from actions._turn import Choice, Turn
from actions._words import has_word, label, word
from orderdesk.decision import Decision, Reason
from orderdesk.model import Line, MessageStatus, OrderCase, SellerMessage
from orderdesk.money import Money


def refund_card(
    turn: Turn, case: OrderCase, lines: Sequence[Line], total: Money, by: datetime | None
) -> dict[str, Any] | None:
    """What comes back for these lines; its rows add up to the total. None where no money moves."""
    if not total.amount:
        return None
    rows = [(line.title, line.paid) for line in lines]
    rest = total - Money.total((paid for _, paid in rows), total.currency)
    if rest.amount:
        rows.append((word("label_refund_shipping" if rest.amount > 0 else "label_refund_before"), rest))
    return {
        "type": "refund_preview",
        "order": case.order.id,
        "lines": [{"title": title, "amount": shown(paid, turn.customer)} for title, paid in rows],
        "total": shown(total, turn.customer),
        "method": case.order.payment_method,
        "by": iso(by),
        "by_shown": day(by, turn.customer),
    }


def refusal_card(turn: Turn, journey: str, decision: Decision, ways: Sequence[Choice] = ()) -> dict[str, Any]:
    """Why not, until when it would have been possible, and what works instead (also the line's buttons)."""
    order = str(decision.alternatives[0].facts["order"])
    passed = [reason.facts["deadline"] for reason in decision.reasons if reason.facts.get("deadline")]
    return {
        "type": "refusal",
        "order": order,
        "title": label("refusal", journey).format(order=short(order)),
        "reasons": [reason_words(turn, journey, reason) for reason in decision.reasons],
        "deadline": iso(passed[0]) if passed else None,
        "ways": [one.label for one in ways],
    }


def reason_words(turn: Turn, journey: str, reason: Reason) -> str:
    """A reason as it is said."""
    told = {name: shown(value, turn.customer) for name, value in reason_facts(reason).items()}
    return word(reason_name(journey, reason)).format(**told)


def reason_facts(reason: Reason) -> dict[str, Any]:
    """A reason's facts as they are said: an order by the end of its number."""
    facts = dict(reason.facts)
    return facts | {"order": short(facts["order"])} if "order" in facts else facts


def reason_name(journey: str, reason: Reason) -> str:
    """The response of a reason; where a fact such as a date is not known, the one that does without."""
    name = f"{journey}_refused_{reason.code}"
    undated = f"{name}_undated"
    return undated if None in reason.facts.values() and has_word(undated) else name


def thread_card(turn: Turn, case: OrderCase) -> dict[str, Any] | None:
    """All messages about an order, both ways, oldest first; None where nobody wrote."""
    if not case.messages:
        return None
    messages = sorted(case.messages, key=lambda one: one.sent_at)
    last = messages[-1]
    due = last.answer_by if last.status is MessageStatus.SENT else None
    return {
        "type": "seller_thread",
        "seller": case.seller.name,
        "entries": [entry for message in messages for entry in _entries(turn, message)],
        "answer_by": iso(due),
        "answer_by_shown": when(due, turn.customer),
    }


def rating_card(journey: str) -> dict[str, Any]:
    """How did that go?"""
    return {"type": "rating", "journey": journey}


def _entries(turn: Turn, message: SellerMessage) -> list[dict[str, Any]]:
    told = [("buyer", message.sent_at, message.text)]
    if message.answer and message.answered_at:
        told.append(("seller", message.answered_at, message.answer))
    return [
        {"from": one, "at": iso(at), "shown": when(at, turn.customer), "text": text} for one, at, text in told
    ]
