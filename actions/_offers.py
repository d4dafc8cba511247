"""A decision as replies: every reason in words, and what works instead as buttons."""

from __future__ import annotations

from actions._cards import reason_facts, reason_name, refusal_card
from actions._format import short
from actions._turn import Choice, Turn
from actions._words import word
from nlu.payload import payload
from orderdesk.decision import Alternative, Decision

#: What a tap on an alternative says. Entities besides `order` are taken from the alternative's facts.
OFFERS = {
    "return_item": "return_item",
    "return_faulty": "return_item",
    "return_later": "ask_return_policy",
    "refund_late": "get_refund",
    "refund_missing": "get_refund",
    "notify_arrival": "arrival_notice",
    "message_seller": "contact_seller",
    "open_dispute": "open_dispute",
    "cancel_order": "cancel_order",
    "cancel_rest": "cancel_order",
    "withdraw_cancellation": "withdraw_cancellation",
    "withdraw_return": "withdraw_return",
    "refund_status": "refund_status",
    "return_status": "return_status",
    "dispute_status": "dispute_status",
    "seller_status": "seller_status",
    "track_order": "track_order",
    "human": "talk_to_human",
}


#: What a message to the seller is about when it follows a journey's no.
TOPICS = {"cancel": "late_cancel"}


def refuse(turn: Turn, journey: str, decision: Decision) -> None:
    """Say every reason, strictest first, then what works instead."""
    say_reasons(turn, journey, decision)
    offer_ways(turn, journey, decision)


def offer_ways(turn: Turn, journey: str, decision: Decision) -> None:
    """What works instead of what was refused, as buttons."""
    ways = offers(decision, journey)
    order = short(decision.alternatives[0].facts["order"])
    turn.say("offers", order=order, buttons=ways, card=refusal_card(turn, journey, decision, ways))


def say_reasons(turn: Turn, journey: str, decision: Decision) -> None:
    """Every reason, strictest first; where a fact such as a date is not known, in words that do without."""
    for reason in decision.reasons:
        turn.say(reason_name(journey, reason), **reason_facts(reason))


def offers(decision: Decision, journey: str = "") -> list[Choice]:
    """The alternatives as buttons, best first. `journey`: the one that they follow."""
    return [offered(one, journey) for one in decision.alternatives]


def offered(one: Alternative, journey: str = "") -> Choice:
    """An alternative as a button."""
    return Choice(word(f"offer_{one.code}"), _payload(one, journey), one.code)


def _payload(one: Alternative, journey: str) -> str:
    facts = {
        name: ",".join(value) if isinstance(value, tuple) else value for name, value in one.facts.items()
    }
    if one.code in ("refund_late", "refund_missing"):
        facts["reason"] = "not_received"
    if one.code == "return_faulty":
        facts["choice"] = "faulty"  # something is wrong with it; what, the returns journey asks
    if one.code == "message_seller" and journey in TOPICS:
        facts["topic"] = TOPICS[journey]
    return payload(OFFERS[one.code], **facts)
