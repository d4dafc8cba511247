"""Ask for a return, a refund without return, or a replacement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from orderdesk.bootstrap import Desk
from orderdesk.decision import Outcome
from orderdesk.errors import BadInput, StaleAction
from orderdesk.facts import pack
from orderdesk.model import (
    Order,
    OrderCase,
    OrderStatus,
    Party,
    PendingAction,
    Return,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.policy.returns import decide_return
from orderdesk.ports import Unit
from orderdesk.services.effect import Change, Done, Notice, perform, propose
from orderdesk.services.return_preview import (
    ReturnAsk,
    ReturnCheck,
    fault_reasons,
    free_reasons,
    narrowed,
    numbers,
    preview,
    reason_codes,
)
from orderdesk.services.returning import approve, return_facts
from orderdesk.services.typed import cleaned
from orderdesk.services.who import Who, own_case

__all__ = [
    "RETURN",
    "ReturnAsk",
    "ReturnCheck",
    "candidates",
    "check",
    "fault_reasons",
    "free_reasons",
    "look",
    "numbers",
    "orders_with_return",
    "reason_codes",
    "submit",
]

RETURN = "returns"
NOTE_LENGTH = 500

LOOK_BACK = 50  # the newest orders that are looked at for what can be returned

#: Orders that something can be given back of, and those whose money comes by cancelling.
SENT = (
    OrderStatus.PARTIALLY_SHIPPING,
    OrderStatus.AWAITING_COLLECTION,
    OrderStatus.IN_TRANSIT,
    OrderStatus.DELIVERED,
    OrderStatus.COMPLETED,
)
UNSENT = (OrderStatus.ON_HOLD, OrderStatus.AWAITING_SHIPMENT)


def look(
    desk: Desk, who: Who, order_id: str, ask: ReturnAsk, wants: Sequence[ReturnKind] = ()
) -> ReturnCheck:
    """Decide and preview, write nothing. Raises NotFound.

    A reason or kind that is not on offer is dropped, and where only one is left, it counts as chosen. `wants`: the
    kinds that the buyer's words ask for (none: any).
    """
    with desk.store.read() as unit:
        case = own_case(unit, who, order_id)
        return preview(desk, case, narrowed(desk, case, ask, wants), wants)


def check(desk: Desk, who: Who, order_id: str, ask: ReturnAsk, note: str = "") -> ReturnCheck:
    """Decide, preview, and write down what a yes will do. Raises NotFound, BadInput (no kind, or an unknown reason)."""
    with desk.store.write() as unit:
        found = preview(desk, own_case(unit, who, order_id), ask)
        if not found.decision.allowed:
            return found
        if ask.kind is None or ask.reason not in found.reasons:
            raise BadInput(str(ask.reason))
        payload = {
            "lines": [line.id for line in found.lines],
            "kind": ask.kind.value,
            "reason": ask.reason,
            "note": cleaned(note, NOTE_LENGTH),
            "outcome": found.decision.outcome.name,
            "refund": pack(found.refund),
        }
        return replace(found, pending=propose(desk, unit, who, RETURN, order_id, payload))


def submit(desk: Desk, who: Who, pending_id: str) -> Done:
    """Do it: approve at once, or send the request to the seller. Raises NotFound, StaleAction."""

    def act(unit: Unit, pending: PendingAction, case: OrderCase) -> Change:
        given = pending.payload
        ask = ReturnAsk(tuple(given["lines"]), ReturnKind(given["kind"]), given["reason"])
        found = preview(desk, case, ask)
        if (found.decision.outcome.name, pack(found.refund)) != (given["outcome"], given["refund"]):
            raise StaleAction(pending_id)
        request = _request(desk, who, found, given["note"])
        if found.decision.outcome is Outcome.ALLOW:
            change = approve(desk, unit, case, request, Party.BUYER, desk.clock.now())
        else:
            change = _ask_seller(desk, unit, found, request)
        return replace(
            change, rule=found.decision.rule, policy_version=found.decision.version, before={"return": None}
        )

    return perform(desk, who, pending_id, RETURN, act)


def candidates(desk: Desk, who: Who, *, money: bool = False) -> tuple[str, ...]:
    """The orders that a return is possible for now, newest first; for `money`, also what can be cancelled.

    Where there is none, the orders that people may mean: an honest answer needs one.
    """
    now, buyer = desk.clock.now(), who.customer.id
    with desk.store.read() as unit:
        orders = unit.find(Order, customer_id=buyer, status=SENT, order_by="-created_at", limit=LOOK_BACK)
        unsent = unit.find(Order, customer_id=buyer, status=UNSENT, order_by="-created_at", limit=LOOK_BACK)
        cases = unit.cases([order.id for order in orders])
    possible = {case.order for case in cases if _possible(desk, case, now)} | set(unsent if money else ())
    found = sorted(possible, key=lambda order: order.created_at, reverse=True) or orders
    return tuple(order.id for order in found)


def orders_with_return(desk: Desk, who: Who, *statuses: ReturnStatus) -> tuple[str, ...]:
    """The orders with a return (in one of these states, if any are given), newest request first."""
    with desk.store.read() as unit:
        rows = unit.find(
            Return,
            customer_id=who.customer.id,
            status=statuses or tuple(ReturnStatus),
            order_by="-created_at",
        )
    return tuple(dict.fromkeys(row.order_id for row in rows))


def _possible(desk: Desk, case: OrderCase, now: datetime) -> bool:
    """For a change of mind, or for money because it is late."""
    asks = (ReturnAsk(), ReturnAsk(kind=ReturnKind.REFUND))
    terms = desk.terms(case.order.market)
    return any(decide_return(case, ask, terms, now).allowed for ask in asks)


def _request(desk: Desk, who: Who, found: ReturnCheck, note: str) -> Return:
    if found.ask.kind is None or found.ask.reason is None:
        raise BadInput("a return needs a kind and a reason")
    return Return(
        id=desk.ids.new("RT"),
        order_id=found.case.order.id,
        customer_id=who.customer.id,
        line_ids=tuple(line.id for line in found.lines),
        kind=found.ask.kind,
        reason=found.ask.reason,
        note=note,
        currency=found.refund.currency,
        amount=found.refund,
        status=ReturnStatus.PENDING,
        created_at=desk.clock.now(),
        answer_by=found.answer_by if found.decision.outcome is Outcome.ASK_SELLER else None,
    )


def _ask_seller(desk: Desk, unit: Unit, found: ReturnCheck, request: Return) -> Change:
    unit.add(request)
    facts = pack(return_facts(desk, found.case, request) | {"outcome": "requested"})
    return Change(
        subject_id=request.id,
        rule="",
        policy_version="",
        before={},
        after={"return": request.status.value},
        result=facts,
        notices=(Notice("return_requested", facts),),
    )
