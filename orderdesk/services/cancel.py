"""Cancel an order or some of its lines, ask the seller where that is the rule, and take such a request back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.decision import Decision, Outcome
from orderdesk.errors import BadInput, StaleAction
from orderdesk.facts import pack
from orderdesk.model import (
    Cancellation,
    CancellationStatus,
    Line,
    Order,
    OrderCase,
    OrderStatus,
    Party,
    PendingAction,
)
from orderdesk.money import Money
from orderdesk.policy.cancel import decide_cancel, decide_withdraw
from orderdesk.policy.refund import refund_for_cancel, refund_span
from orderdesk.policy.rules.cancel import CancelAsk, asked_lines
from orderdesk.ports import Unit
from orderdesk.reader import Reader
from orderdesk.services.cancelling import carry_out
from orderdesk.services.effect import Change, Done, Notice, perform, propose
from orderdesk.services.who import Who, own_case

CANCEL, WITHDRAW = "cancel", "withdraw"
NEWEST = 40  # orders looked at when none is named
CLOSED = (OrderStatus.CANCELLED, OrderStatus.COMPLETED, OrderStatus.DELIVERED, OrderStatus.IN_TRANSIT)


@dataclass(frozen=True)
class CancelCheck:
    """What a yes would do. `pending` is set when the decision allows it and `reason` was given."""

    case: OrderCase
    decision: Decision
    lines: tuple[Line, ...]
    refund: Money
    refund_from: datetime
    refund_by: datetime
    answer_by: datetime
    pending: PendingAction | None = None


def reasons(desk: Desk, market: str) -> tuple[str, ...]:
    """The reasons a buyer may give in this market, as people see them."""
    return desk.terms(market).codes("cancel.reasons")


def look(desk: Desk, who: Who, order_id: str, line_ids: tuple[str, ...] = ()) -> CancelCheck:
    """Decide and preview, write nothing. Raises NotFound."""
    with desk.store.read() as unit:
        return _check(desk, who, own_case(unit, who, order_id), line_ids)


def check(desk: Desk, who: Who, order_id: str, line_ids: tuple[str, ...], reason: str) -> CancelCheck:
    """Decide, preview the refund, and write down what a yes will do. Raises NotFound, BadInput (unknown reason)."""
    with desk.store.write() as unit:
        case = own_case(unit, who, order_id)
        if reason not in reasons(desk, case.order.market):
            raise BadInput(reason)
        found = _check(desk, who, case, line_ids)
        if not found.decision.allowed:
            return found
        payload = {
            "lines": [line.id for line in found.lines],
            "reason": reason,
            "outcome": found.decision.outcome.name,
            "refund": pack(found.refund),
        }
        return replace(found, pending=propose(desk, unit, who, CANCEL, order_id, payload))


def submit(desk: Desk, who: Who, pending_id: str) -> Done:
    """Do it: cancel and refund, or send the request to the seller. Raises NotFound, StaleAction."""

    def act(unit: Unit, pending: PendingAction, case: OrderCase) -> Change:
        line_ids = tuple(pending.payload["lines"])
        found = _check(desk, who, case, line_ids)
        promised = (pending.payload["outcome"], pending.payload["refund"])
        if (found.decision.outcome.name, pack(found.refund)) != promised:
            raise StaleAction(pending_id)
        request = _request(desk, who, case, found, pending.payload["reason"])
        if found.decision.outcome is Outcome.ALLOW:
            return _cancel_now(desk, unit, case, found, request)
        return _ask_seller(unit, case, found, request)

    return perform(desk, who, pending_id, CANCEL, act)


def check_withdraw(desk: Desk, who: Who, order_id: str) -> tuple[OrderCase, Decision, PendingAction | None]:
    """May the request be taken back? With a pending action if so. Raises NotFound."""
    with desk.store.write() as unit:
        case = own_case(unit, who, order_id)
        decision = decide_withdraw(case, CancelAsk(), desk.terms(case.order.market), desk.clock.now())
        live = case.live_cancellation
        pending = (
            propose(desk, unit, who, WITHDRAW, order_id, {"request": live.id})
            if decision.allowed and live
            else None
        )
        return case, decision, pending


def submit_withdraw(desk: Desk, who: Who, pending_id: str) -> Done:
    """Take the request back; the order lives on. Raises NotFound, StaleAction."""

    def act(unit: Unit, pending: PendingAction, case: OrderCase) -> Change:
        live = case.live_cancellation
        if live is None or live.id != pending.payload["request"]:
            raise StaleAction(pending_id)
        unit.change(
            live, status=CancellationStatus.CANCELLED, answered_at=desk.clock.now(), answered_by=Party.BUYER
        )
        decision = decide_withdraw(case, CancelAsk(), desk.terms(case.order.market), desk.clock.now())
        facts = pack({"request": live.id, "order": case.order.id})
        return Change(
            subject_id=live.id,
            rule=decision.rule,
            policy_version=decision.version,
            before={"cancellation": str(live.status)},
            after={"cancellation": str(CancellationStatus.CANCELLED)},
            result=facts,
            notices=(Notice("cancellation_withdrawn", facts),),
        )

    return perform(desk, who, pending_id, WITHDRAW, act)


def cancellable(desk: Desk, who: Who) -> tuple[str, ...]:
    """The orders among the newest that may be cancelled now or through the seller, newest first."""
    with desk.store.read() as unit:
        orders = unit.find(Order, customer_id=who.customer.id, order_by="-created_at", limit=NEWEST)
        open_ones = [order.id for order in orders if order.status not in CLOSED]
        cases = unit.cases(open_ones)
    return tuple(case.order.id for case in cases if _check(desk, who, case, ()).decision.allowed)


def orders_with_request(desk: Desk, who: Who) -> tuple[str, ...]:
    """The orders whose cancellation request waits for an answer, newest first."""
    return _orders(desk, who, status=CancellationStatus.PENDING)


def orders_with_any_request(desk: Desk, who: Who) -> tuple[str, ...]:
    """The orders that were ever asked to be cancelled, newest request first."""
    return _orders(desk, who)


def cancelled_orders(desk: Desk, who: Who) -> tuple[str, ...]:
    """The buyer's cancelled orders, newest first."""
    with desk.store.read() as unit:
        orders = unit.find(
            Order, customer_id=who.customer.id, status=OrderStatus.CANCELLED, order_by="-created_at"
        )
    return tuple(order.id for order in orders)


def _orders(desk: Desk, who: Who, **equal: Any) -> tuple[str, ...]:
    with desk.store.read() as unit:
        rows = unit.find(Cancellation, customer_id=who.customer.id, order_by="-created_at", **equal)
    return tuple(dict.fromkeys(row.order_id for row in rows))


def _check(desk: Desk, who: Who, case: OrderCase, line_ids: tuple[str, ...]) -> CancelCheck:
    now, terms, ask = desk.clock.now(), desk.terms(case.order.market), CancelAsk(line_ids)
    ids = asked_lines(case, ask)
    start, end = refund_span(terms, now, zone=Reader.of(who.customer).zone)
    return CancelCheck(
        case=case,
        decision=decide_cancel(case, ask, terms, now),
        lines=case.lines_of(ids),
        refund=refund_for_cancel(case, ids),
        refund_from=start,
        refund_by=end,
        answer_by=now + terms.duration("cancel.seller_answer"),
    )


def _request(desk: Desk, who: Who, case: OrderCase, found: CancelCheck, reason: str) -> Cancellation:
    return Cancellation(
        id=desk.ids.new("CN"),
        order_id=case.order.id,
        customer_id=who.customer.id,
        line_ids=tuple(line.id for line in found.lines),
        reason=reason,
        status=CancellationStatus.PENDING,
        created_at=desk.clock.now(),
        answer_by=found.answer_by if found.decision.outcome is Outcome.ASK_SELLER else None,
    )


def _cancel_now(desk: Desk, unit: Unit, case: OrderCase, found: CancelCheck, request: Cancellation) -> Change:
    done = carry_out(desk, unit, case, request, Party.BUYER, desk.clock.now())
    facts = _facts(case, found, request) | {
        "outcome": "cancelled",
        "refund_id": done.refund.id if done.refund else None,
    }
    facts |= {"whole_order": done.whole_order}
    after = {
        "order": str(done.order.status),
        "lines": list(request.line_ids),
    }
    return _change(case, found, request, pack(facts), after, "cancellation_done")


def _ask_seller(unit: Unit, case: OrderCase, found: CancelCheck, request: Cancellation) -> Change:
    unit.add(request)
    facts = _facts(case, found, request) | {"outcome": "requested", "answer_by": found.answer_by}
    return _change(
        case, found, request, pack(facts), {"cancellation": str(request.status)}, "cancellation_requested"
    )


def _facts(case: OrderCase, found: CancelCheck, request: Cancellation) -> dict[str, Any]:
    return {
        "order": case.order.id,
        "request": request.id,
        "items": tuple(line.title for line in found.lines),
        "whole_order": len(found.lines) == len(case.active_lines),
        "reason": request.reason,
        "refund": found.refund,
        "method": case.order.payment_method,
        "refund_from": found.refund_from,
        "refund_by": found.refund_by,
        "seller": case.seller.name,
    }


def _change(
    case: OrderCase,
    found: CancelCheck,
    request: Cancellation,
    facts: dict[str, Any],
    after: dict[str, Any],
    template: str,
) -> Change:
    return Change(
        subject_id=request.id,
        rule=found.decision.rule,
        policy_version=found.decision.version,
        before={"order": str(case.order.status), "lines": [line.id for line in case.active_lines]},
        after=after,
        result=facts,
        notices=(Notice(template, facts),),
    )
