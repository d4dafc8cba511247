"""Ask for a return, a refund without return, or a replacement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.decision import Decision, Outcome
from orderdesk.errors import BadInput, StaleAction
from orderdesk.facts import pack
from orderdesk.model import (
    LIVE_RETURNS,
    Line,
    Order,
    OrderCase,
    OrderStatus,
    Party,
    PendingAction,
    Return,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.money import Money
from orderdesk.policy.refund import refund_for_return
from orderdesk.policy.returns import (
    ReturnAsk,
    chosen_lines,
    decide_return,
    is_label_free,
    kinds_for,
    return_reasons,
    return_until,
)
from orderdesk.ports import Unit
from orderdesk.services.effect import Change, Done, Notice, perform, propose
from orderdesk.services.returning import approve, return_facts
from orderdesk.services.who import Who, own_case

__all__ = [
    "NOTE_LENGTH",
    "RETURN",
    "ReturnAsk",
    "ReturnCheck",
    "candidates",
    "check",
    "fault_reasons",
    "look",
    "numbers",
    "orders_with_return",
    "reason_codes",
    "submit",
]

RETURN = "returns"
NOTE_LENGTH = 500

#: Orders that people mean when they want to give something back.
RETURNABLE = (OrderStatus.DELIVERED, OrderStatus.IN_TRANSIT, OrderStatus.COMPLETED)


@dataclass(frozen=True)
class ReturnCheck:
    """What a yes would do, and what may be chosen. `pending` is set by `check` when the decision allows it.

    `lines`: the units that are meant. `kinds`: those to choose from. `refund`: what comes back with `ask.kind` and
    `ask.reason`, zero while the kind is open. `days`: business days until the money is there, counted from the
    arrival of the goods (or from the yes).
    """

    case: OrderCase
    ask: ReturnAsk
    decision: Decision
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    kinds: tuple[ReturnKind, ...]
    refund: Money
    answer_by: datetime
    ship_by: datetime
    until: datetime | None
    free_label: bool
    days: str
    pending: PendingAction | None = None


def look(
    desk: Desk, who: Who, order_id: str, ask: ReturnAsk, wants: Sequence[ReturnKind] = ()
) -> ReturnCheck:
    """Decide and preview, write nothing. Raises NotFound.

    A reason or kind that is not on offer is dropped, and where only one is left, it counts as chosen. `wants`: the
    kinds that the buyer's words ask for (none: any).
    """
    with desk.store.read() as unit:
        case = own_case(unit, who, order_id)
        return _check(desk, case, _narrowed(desk, case, ask, wants), wants)


def fault_reasons(desk: Desk, who: Who, order_id: str, line_ids: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The reasons that work where a plain change of mind does not. Raises NotFound."""
    with desk.store.read() as unit:
        case = own_case(unit, who, order_id)
    terms, now = desk.terms(case.order.market), desk.clock.now()
    faults = (code for code in terms.codes("returns.faults") if code in return_reasons(case, terms))
    asks = (ReturnAsk(line_ids, None, code) for code in faults)
    return tuple(str(ask.reason) for ask in asks if decide_return(case, ask, terms, now).allowed)


def check(desk: Desk, who: Who, order_id: str, ask: ReturnAsk, note: str = "") -> ReturnCheck:
    """Decide, preview, and write down what a yes will do. Raises NotFound, BadInput (no kind, or an unknown reason)."""
    with desk.store.write() as unit:
        found = _check(desk, own_case(unit, who, order_id), ask)
        if not found.decision.allowed:
            return found
        if ask.kind is None or ask.reason not in found.reasons:
            raise BadInput(str(ask.reason))
        payload = {
            "lines": [line.id for line in found.lines],
            "kind": ask.kind.value,
            "reason": ask.reason,
            "note": note[:NOTE_LENGTH],
            "outcome": found.decision.outcome.name,
            "refund": pack(found.refund),
        }
        return replace(found, pending=propose(desk, unit, who, RETURN, order_id, payload))


def submit(desk: Desk, who: Who, pending_id: str) -> Done:
    """Do it: approve at once, or send the request to the seller. Raises NotFound, StaleAction."""

    def act(unit: Unit, pending: PendingAction, case: OrderCase) -> Change:
        given = pending.payload
        ask = ReturnAsk(tuple(given["lines"]), ReturnKind(given["kind"]), given["reason"])
        found = _check(desk, case, ask)
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


def reason_codes(desk: Desk, case: OrderCase) -> tuple[str, ...]:
    """All reasons of the order's market, on offer now or not."""
    return desk.terms(case.order.market).codes("returns.reasons")


def numbers(desk: Desk, market: str) -> dict[str, Any]:
    """The numbers of a market's rule as text: window, protection, ship (days), answer (hours), days (of a refund)."""
    terms = desk.terms(market)
    low, high = terms.business_days("returns.refund")
    return {
        "window": str(terms.duration("returns.window").days),
        "protection": str(terms.duration("returns.protection").days),
        "ship": str(terms.duration("returns.ship_by").days),
        "answer": str(int(terms.duration("returns.seller_answer").total_seconds() // 3600)),
        "days": f"{low}–{high}",
    }


def candidates(desk: Desk, who: Who) -> tuple[str, ...]:
    """The orders that something could be given back of, newest first."""
    with desk.store.read() as unit:
        orders = unit.find(Order, customer_id=who.customer.id, status=RETURNABLE, order_by="-created_at")
    return tuple(order.id for order in orders)


def orders_with_return(desk: Desk, who: Who, *, live: bool = False) -> tuple[str, ...]:
    """The orders with a return, newest request first; `live`: only those under way."""
    with desk.store.read() as unit:
        rows = unit.find(Return, customer_id=who.customer.id, order_by="-created_at")
    return tuple(dict.fromkeys(row.order_id for row in rows if not live or row.status in LIVE_RETURNS))


def _narrowed(desk: Desk, case: OrderCase, ask: ReturnAsk, wants: Sequence[ReturnKind]) -> ReturnAsk:
    """Whoever asks for money for what is on its way means that it has not come: there the one reason is clear."""
    terms = desk.terms(case.order.market)
    reasons = return_reasons(case, terms)
    reason = ask.reason if ask.reason in reasons else None
    if len(reasons) == 1 and ReturnKind.REFUND in wants:
        reason = reasons[0]
    kinds = kinds_for(case, reason, terms)
    options = _options(kinds, wants)
    only = options[0] if reason and len(options) == 1 else None
    return replace(ask, reason=reason, kind=ask.kind if ask.kind in kinds else only)


def _options(kinds: tuple[ReturnKind, ...], wants: Sequence[ReturnKind]) -> tuple[ReturnKind, ...]:
    return tuple(kind for kind in kinds if kind in wants) or kinds


def _check(desk: Desk, case: OrderCase, ask: ReturnAsk, wants: Sequence[ReturnKind] = ()) -> ReturnCheck:
    now, terms = desk.clock.now(), desk.terms(case.order.market)
    lines = chosen_lines(case, ask, terms)
    ids = tuple(line.id for line in lines)
    low, high = terms.business_days("returns.refund")
    kind = ask.kind or ReturnKind.REPLACEMENT  # which is worth nothing: no promise before the kind is known
    return ReturnCheck(
        case=case,
        ask=ask,
        decision=decide_return(case, ask, terms, now),
        lines=lines,
        reasons=return_reasons(case, terms),
        kinds=_options(kinds_for(case, ask.reason, terms), wants),
        refund=refund_for_return(case, ids, kind, ask.reason, terms),
        answer_by=now + terms.duration("returns.seller_answer"),
        ship_by=now + terms.duration("returns.ship_by"),
        until=return_until(case, terms),
        free_label=is_label_free(ask.reason or "", terms),
        days=f"{low}–{high}",
    )


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
