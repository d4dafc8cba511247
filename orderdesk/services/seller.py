"""Write to the seller about an order, and see what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.decision import Decision
from orderdesk.errors import BadInput, StaleAction
from orderdesk.facts import pack
from orderdesk.model import MessageStatus, OrderCase, PendingAction, SellerMessage
from orderdesk.policy.seller import ALL_TOPICS, ContactAsk, decide_contact, topics_for
from orderdesk.ports import Unit
from orderdesk.services.effect import Change, Done, Notice, perform, propose
from orderdesk.services.typed import cleaned
from orderdesk.services.who import Who, own_case

SELLER = "seller"
TOPICS = ALL_TOPICS
TEXT_LENGTH = 1000


@dataclass(frozen=True)
class ContactCheck:
    """What a yes would send, and until when an answer is expected. `topics`: what to write about, likeliest first."""

    case: OrderCase
    decision: Decision
    topics: tuple[str, ...]
    answer_by: datetime
    text: str = ""
    pending: PendingAction | None = None


def look(desk: Desk, who: Who, order_id: str) -> ContactCheck:
    """May the seller be written to, and about what? Writes nothing. Raises NotFound."""
    with desk.store.read() as unit:
        return _check(desk, own_case(unit, who, order_id), None)


def check(desk: Desk, who: Who, order_id: str, topic: str, text: str) -> ContactCheck:
    """Decide, clean the text, and write down what a yes will send. Raises NotFound, BadInput (text or topic)."""
    kept = cleaned(text, TEXT_LENGTH)
    with desk.store.write() as unit:
        found = replace(_check(desk, own_case(unit, who, order_id), topic), text=kept)
        if not found.decision.allowed:
            return found
        if not kept or topic not in found.topics:
            raise BadInput(topic)
        payload = {"topic": topic, "text": kept}
        return replace(found, pending=propose(desk, unit, who, SELLER, order_id, payload))


def submit(desk: Desk, who: Who, pending_id: str) -> Done:
    """Send it. Raises NotFound, StaleAction."""

    def act(unit: Unit, pending: PendingAction, case: OrderCase) -> Change:
        found = _check(desk, case, pending.payload["topic"])
        if not found.decision.allowed:
            raise StaleAction(pending_id)
        message = _message(desk, who, found, pending.payload)
        unit.add(message)
        facts = pack(message_facts(case, message))
        return Change(
            subject_id=message.id,
            rule=found.decision.rule,
            policy_version=found.decision.version,
            before={"message": None},
            after={"message": message.status.value},
            result=facts,
            notices=(Notice("seller_message_sent", facts),),
        )

    return perform(desk, who, pending_id, SELLER, act)


def orders_with_message(desk: Desk, who: Who) -> tuple[str, ...]:
    """The orders that were written about, newest message first."""
    with desk.store.read() as unit:
        rows = unit.find(SellerMessage, customer_id=who.customer.id, order_by="-sent_at")
    return tuple(dict.fromkeys(row.order_id for row in rows))


def newest_message(case: OrderCase) -> SellerMessage | None:
    """The last message about an order, if any."""
    return max(case.messages, key=lambda one: one.sent_at, default=None)


def message_facts(case: OrderCase, message: SellerMessage) -> dict[str, Any]:
    """What replies and letters say about a message."""
    return {
        "order": case.order.id,
        "request": message.id,
        "items": tuple(line.title for line in case.lines),
        "seller": case.seller.name,
        "topic": message.topic,
        "text": message.text,
        "answer_by": message.answer_by,
    }


def _check(desk: Desk, case: OrderCase, topic: str | None) -> ContactCheck:
    now, terms = desk.clock.now(), desk.terms(case.order.market)
    return ContactCheck(
        case=case,
        decision=decide_contact(case, ContactAsk(topic), terms, now),
        topics=topics_for(case),
        answer_by=now + terms.duration("seller.answer_target"),
    )


def _message(desk: Desk, who: Who, found: ContactCheck, payload: dict[str, Any]) -> SellerMessage:
    return SellerMessage(
        id=desk.ids.new("SM"),
        order_id=found.case.order.id,
        customer_id=who.customer.id,
        seller_id=found.case.seller.id,
        topic=payload["topic"],
        text=payload["text"],
        status=MessageStatus.SENT,
        sent_at=desk.clock.now(),
        answer_by=found.answer_by,
    )
