"""Open a dispute, bring evidence, see how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.decision import Decision
from orderdesk.errors import BadInput, StaleAction
from orderdesk.facts import pack
from orderdesk.model import (
    Dispute,
    DisputeStatus,
    Evidence,
    Line,
    LineStatus,
    Order,
    OrderCase,
    OrderStatus,
    PendingAction,
    Return,
)
from orderdesk.policy.dispute import ABOUT_GOODS, DisputeAsk, about_for, decide_dispute, evidence_for
from orderdesk.policy.rules.dispute_grounds import (
    CANCELLATION_REFUSED,
    NO_ANSWER,
    OTHER,
    RETURN_REFUSED,
    RETURN_UNCONFIRMED,
)
from orderdesk.policy.rules.return_lines import unpaid_lines
from orderdesk.policy.rules.state import running_dispute, still_open
from orderdesk.ports import Unit
from orderdesk.services.effect import Change, Done, Notice, perform, propose, record
from orderdesk.services.typed import cleaned
from orderdesk.services.who import Who, own_case

DISPUTE = "dispute"
TEXT_LENGTH = 1000
MOST_EVIDENCE = 20
#: Everything that a dispute may be about.
ABOUTS = frozenset({*ABOUT_GOODS, RETURN_REFUSED, RETURN_UNCONFIRMED, CANCELLATION_REFUSED, NO_ANSWER, OTHER})
NEVER = (OrderStatus.UNPAID, OrderStatus.CANCELLED)


@dataclass(frozen=True)
class DisputeCheck:
    """What a yes would open. `abouts`: what it may be about now; `evidence`: what helps to decide; `lines`: the units
    that it can be about. `pending` is set by `check` when the decision allows it."""

    case: OrderCase
    decision: Decision
    abouts: tuple[str, ...]
    evidence: tuple[str, ...]
    lines: tuple[Line, ...]
    decide_by: datetime
    evidence_by: datetime
    pending: PendingAction | None = None


def look(desk: Desk, who: Who, order_id: str, about: str | None = None) -> DisputeCheck:
    """May a dispute be opened, about what? Writes nothing. Raises NotFound."""
    with desk.store.read() as unit:
        return _check(desk, own_case(unit, who, order_id), about)


def check(
    desk: Desk, who: Who, order_id: str, about: str, line_ids: tuple[str, ...] = (), text: str = ""
) -> DisputeCheck:
    """Decide and write down what a yes will open. No line ids: all of the order. Raises NotFound, BadInput."""
    with desk.store.write() as unit:
        found = _check(desk, own_case(unit, who, order_id), about)
        if not found.decision.allowed:
            return found
        if about not in found.abouts or not set(line_ids) <= {line.id for line in found.lines}:
            raise BadInput(about)
        payload = {"about": about, "lines": list(line_ids), "text": cleaned(text, TEXT_LENGTH)}
        return replace(found, pending=propose(desk, unit, who, DISPUTE, order_id, payload))


def submit(desk: Desk, who: Who, pending_id: str) -> Done:
    """Open it, with what the buyer told as its first evidence. Raises NotFound, StaleAction."""

    def act(unit: Unit, pending: PendingAction, case: OrderCase) -> Change:
        given = pending.payload
        found = _check(desk, case, given["about"])
        if not found.decision.allowed:
            raise StaleAction(pending_id)
        opened = _dispute(desk, who, found, given)
        unit.add(opened)
        if given["text"]:
            unit.add(Evidence(desk.ids.new("EV"), opened.id, given["text"], opened.opened_at))
        facts = pack(dispute_facts(case, opened))
        return Change(
            subject_id=opened.id,
            rule=found.decision.rule,
            policy_version=found.decision.version,
            before={"dispute": None},
            after={"dispute": opened.status.value, "about": opened.about, "lines": given["lines"]},
            result=facts,
            notices=(Notice("dispute_opened", facts),),
        )

    return perform(desk, who, pending_id, DISPUTE, act)


def add_evidence(desk: Desk, who: Who, order_id: str, text: str) -> tuple[Dispute, bool]:
    """Add the buyer's words to the running dispute; whether they are new (the same words count once).

    Raises NotFound, BadInput (no words, or too many pieces), StaleAction (none running, or its time is over).
    """
    kept = cleaned(text, TEXT_LENGTH)
    if not kept:
        raise BadInput("no evidence")
    with desk.store.write() as unit:
        case = own_case(unit, who, order_id)
        running = running_dispute(case)
        if running is None or not still_open(running.evidence_by, desk.clock.now()):
            raise StaleAction(order_id)
        known = evidence_of(case, running)
        if any(one.text == kept for one in known):
            return running, False
        if len(known) >= MOST_EVIDENCE:
            raise BadInput("enough evidence")
        new = Evidence(desk.ids.new("EV"), running.id, kept, desk.clock.now())
        unit.add(new)
        record(desk, unit, who, "evidence", order_id, _evidence_change(desk, case, running, new, len(known)))
    return running, True


def look_lines(case: OrderCase) -> tuple[Line, ...]:
    """The units that a dispute about goods can be about."""
    return unpaid_lines(case)


def candidates(desk: Desk, who: Who) -> tuple[str, ...]:
    """The orders that a dispute could be about, newest first."""
    statuses = tuple(status for status in OrderStatus if status not in NEVER)
    with desk.store.read() as unit:
        orders = unit.find(Order, customer_id=who.customer.id, status=statuses, order_by="-created_at")
    return tuple(order.id for order in orders)


def orders_with_dispute(desk: Desk, who: Who, *, running: bool = False) -> tuple[str, ...]:
    """The orders with a dispute, newest first; `running`: only those that are not decided."""
    with desk.store.read() as unit:
        rows = unit.find(Dispute, customer_id=who.customer.id, order_by="-opened_at")
    kept = (row for row in rows if not running or row.status is DisputeStatus.IN_PROGRESS)
    return tuple(dict.fromkeys(row.order_id for row in kept))


def newest_dispute(case: OrderCase) -> Dispute | None:
    """The last dispute about an order, if any."""
    return max(case.disputes, key=lambda one: one.opened_at, default=None)


def evidence_of(case: OrderCase, dispute: Dispute) -> tuple[Evidence, ...]:
    """What was brought to this dispute."""
    return tuple(one for one in case.evidence if one.dispute_id == dispute.id)


def return_after(case: OrderCase, dispute: Dispute) -> Return | None:
    """The refused return that went on when this dispute was won, if any."""
    won = dispute.status is DisputeStatus.SUPPORT_BUYER
    asked = next((one for one in case.returns if won and one.id == dispute.cause), None)
    return asked if asked and asked.answered_at == dispute.decided_at else None


def was_paid_before(case: OrderCase, dispute: Dispute) -> bool:
    """Whether the money for what a decided dispute was about had gone back before the decision."""
    paid = any(dispute.decided_at and one.created_at < dispute.decided_at for one in case.refunds)
    asked = next((one.line_ids for one in case.returns if one.id == dispute.cause), ())
    meant = case.lines_of(dispute.line_ids or asked) or case.lines
    return paid and not any(line.status is LineStatus.ACTIVE for line in meant)


def dispute_facts(case: OrderCase, dispute: Dispute) -> dict[str, Any]:
    """What replies and letters say about a dispute."""
    lines = case.lines_of(dispute.line_ids) or case.lines
    return {
        "order": case.order.id,
        "request": dispute.id,
        "items": tuple(line.title for line in lines),
        "seller": case.seller.name,
        "about": dispute.about,
        "decide_by": dispute.decide_by,
        "evidence_by": dispute.evidence_by,
    }


def _check(desk: Desk, case: OrderCase, about: str | None) -> DisputeCheck:
    now, terms = desk.clock.now(), desk.terms(case.order.market)
    works = (
        code for code in about_for(case, terms) if decide_dispute(case, DisputeAsk(code), terms, now).allowed
    )
    return DisputeCheck(
        case=case,
        decision=decide_dispute(case, DisputeAsk(about), terms, now),
        abouts=tuple(works),
        evidence=evidence_for(about, terms) if about else (),
        lines=look_lines(case) if about in ABOUT_GOODS else (),
        decide_by=now + terms.duration("dispute.decide_days"),
        evidence_by=now + terms.duration("dispute.evidence_days"),
    )


def _dispute(desk: Desk, who: Who, found: DisputeCheck, given: dict[str, Any]) -> Dispute:
    causes = (reason.facts.get("request") or reason.facts.get("message") for reason in found.decision.reasons)
    return Dispute(
        id=desk.ids.new("DP"),
        order_id=found.case.order.id,
        customer_id=who.customer.id,
        about=given["about"],
        status=DisputeStatus.IN_PROGRESS,
        opened_at=desk.clock.now(),
        decide_by=found.decide_by,
        evidence_by=found.evidence_by,
        cause=next((cause for cause in causes if cause), None),
        line_ids=tuple(given["lines"]),
    )


def _evidence_change(desk: Desk, case: OrderCase, running: Dispute, new: Evidence, before: int) -> Change:
    return Change(
        subject_id=running.id,
        rule="evidence_in_time",
        policy_version=desk.terms(case.order.market).version,
        before={"evidence": before},
        after={"evidence": before + 1, "added": new.id},
        result={},
    )
