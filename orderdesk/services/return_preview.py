"""What a return would be: the decision, what may be chosen, what comes back and when. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.decision import Decision
from orderdesk.model import Line, OrderCase, PendingAction, ReturnKind
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
from orderdesk.services.who import Who, own_case

__all__ = [
    "ReturnAsk",
    "ReturnCheck",
    "fault_reasons",
    "free_reasons",
    "narrowed",
    "numbers",
    "preview",
    "reason_codes",
]


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


def narrowed(desk: Desk, case: OrderCase, ask: ReturnAsk, wants: Sequence[ReturnKind]) -> ReturnAsk:
    """The ask without what is not on offer; where one reason or kind is left, with that.

    Whoever asks for money for what is on its way means that it has not come: the reason is clear.
    """
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


def preview(desk: Desk, case: OrderCase, ask: ReturnAsk, wants: Sequence[ReturnKind] = ()) -> ReturnCheck:
    """The decision on exactly this ask, with all that is told beside it."""
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


def reason_codes(desk: Desk, case: OrderCase) -> tuple[str, ...]:
    """All reasons of the order's market, on offer now or not."""
    return desk.terms(case.order.market).codes("returns.reasons")


def free_reasons(desk: Desk, found: ReturnCheck) -> tuple[str, ...]:
    """The reasons on offer for which the way back costs the buyer nothing."""
    terms = desk.terms(found.case.order.market)
    return tuple(code for code in found.reasons if is_label_free(code, terms))


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


def fault_reasons(desk: Desk, who: Who, order_id: str, line_ids: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The reasons that work where a plain change of mind does not. Raises NotFound."""
    with desk.store.read() as unit:
        case = own_case(unit, who, order_id)
    terms, now = desk.terms(case.order.market), desk.clock.now()
    faults = (code for code in terms.codes("returns.faults") if code in return_reasons(case, terms))
    asks = (ReturnAsk(line_ids, None, code) for code in faults)
    return tuple(str(ask.reason) for ask in asks if decide_return(case, ask, terms, now).allowed)
