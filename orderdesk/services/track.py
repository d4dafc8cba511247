"""Where an order is, what can be done about it, what helps when something is wrong, and "tell me when it arrives"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.bootstrap import Desk
from orderdesk.decision import Alternative, Decision
from orderdesk.errors import StaleAction
from orderdesk.facts import pack
from orderdesk.model import Order, OrderCase, OrderStatus, ParcelEvent, Watch
from orderdesk.money import Money
from orderdesk.policy import problem as problems
from orderdesk.policy.alternatives import offer
from orderdesk.policy.change import decide_change
from orderdesk.policy.problem import Help
from orderdesk.policy.returns import return_until
from orderdesk.policy.rules.state import ARRIVED, ON_ITS_WAY, is_late, running_dispute
from orderdesk.policy.terms import Terms
from orderdesk.policy.track import Outlook, next_steps, outlook
from orderdesk.policy.watch import decide_watch
from orderdesk.ports import Unit
from orderdesk.services.effect import Change, record
from orderdesk.services.who import Who, own_case

OVER = ARRIVED | {OrderStatus.CANCELLED}
PACKED = "label_created"  # the scan that says so: there is no other record of it


@dataclass(frozen=True)
class Moment:
    """A step of an order's way: ordered, paid, packed, sent, expected, delivered, completed, cancelled."""

    code: str
    at: datetime | None
    done: bool


@dataclass(frozen=True)
class Tracked:
    """An order, what is to be expected, and what works now. `watch`: the buyer will be told when it arrives."""

    case: OrderCase
    outlook: Outlook
    steps: tuple[Alternative, ...]
    return_by: datetime | None
    watch: Watch | None


@dataclass(frozen=True)
class Watched:
    """The answer to "tell me when it arrives". `watch` is the row when the decision allows it."""

    case: OrderCase
    decision: Decision
    watch: Watch | None
    repeated: bool = False


def amount_left(case: OrderCase) -> Money:
    """The order's amount without the items that are no longer part of it; a cancelled order keeps its amount."""
    gone = Money.total(
        (line.paid for line in case.lines if line not in case.active_lines), case.order.currency
    )
    return case.order.total - gone if case.active_lines else case.order.total


def look(desk: Desk, who: Who, order_id: str) -> Tracked:
    """Everything there is to tell about an order. Raises NotFound."""
    with desk.store.read() as unit:
        return _tracked(desk, unit, who, own_case(unit, who, order_id))


def tracked(desk: Desk, who: Who, case: OrderCase) -> Tracked:
    """The same for an order that was found just now as this buyer's."""
    with desk.store.read() as unit:
        return _tracked(desk, unit, who, case)


def overview(desk: Desk, cases: list[OrderCase]) -> list[tuple[OrderCase, Outlook]]:
    """What comes next for each of these orders: what is running, what to expect, until when it can be returned."""
    return [(case, _next(case, desk.terms(case.order.market), desk.clock.now())) for case in cases]


def open_orders(desk: Desk, who: Who) -> tuple[str, ...]:
    """The orders that are still to come, newest first."""
    statuses = tuple(status for status in OrderStatus if status not in OVER)
    return _ids(desk, who, statuses)


def troubled(desk: Desk, who: Who, problem: str | None) -> tuple[str, ...]:
    """The orders that a problem can be about: what has not come is late or on its way, what is damaged has come."""
    on_the_way = _ids(desk, who, tuple(ON_ITS_WAY))
    if problem in problems.NOT_COME:
        with desk.store.read() as unit:
            cases = unit.cases(on_the_way)
        late = tuple(case.order.id for case in cases if is_late(case, desk.clock.now()))
        return late or on_the_way or _ids(desk, who, (OrderStatus.DELIVERED,))
    here = _ids(desk, who, tuple(ARRIVED))
    return here if problem in problems.FAULTS else (*here, *on_the_way)


def timeline(case: OrderCase) -> tuple[Moment, ...]:
    """The way of an order so far, and what comes next, in order."""
    order = case.order
    packed = min((event.at for event in case.events if event.code == PACKED), default=None)
    sent = order.shipped_at or min((p.shipped_at for p in case.parcels if p.shipped_at), default=None)
    past = {
        "ordered": order.created_at, "paid": order.paid_at, "packed": packed, "sent": sent,
        "delivered": order.delivered_at, "completed": order.completed_at, "cancelled": order.cancelled_at,
    }  # fmt: skip
    moments = [Moment(code, at, done=True) for code, at in past.items() if at]
    if order.status not in OVER and order.expected_at:
        moments.append(Moment("expected", order.expected_at, done=False))
    return tuple(moments)


def scans(case: OrderCase, parcel_id: str, most: int) -> tuple[ParcelEvent, ...]:
    """The last scans of a parcel, oldest first."""
    return tuple(event for event in case.events if event.parcel_id == parcel_id)[-most:]


def change(desk: Desk, who: Who, order_id: str) -> tuple[OrderCase, Decision]:
    """May the order be changed, and what comes closest? Raises NotFound."""
    with desk.store.read() as unit:
        case = own_case(unit, who, order_id)
    return case, decide_change(case, None, desk.terms(case.order.market), desk.clock.now())


def help_with(desk: Desk, who: Who, order_id: str, problem: str) -> Help:
    """What helps with this problem of this order. Raises NotFound."""
    with desk.store.read() as unit:
        case = own_case(unit, who, order_id)
    return problems.help_with(case, problem, desk.terms(case.order.market), desk.clock.now())


def watch(desk: Desk, who: Who, order_id: str) -> Watched:
    """Have the buyer told when it arrives; once is enough. Raises NotFound."""
    try:
        return _watch_once(desk, who, order_id)
    except StaleAction:  # the same wish, sent twice at once: the other one was faster
        return _watch_once(desk, who, order_id)


def _watch_once(desk: Desk, who: Who, order_id: str) -> Watched:
    with desk.store.write() as unit:
        case = own_case(unit, who, order_id)
        decision = decide_watch(case, None, desk.terms(case.order.market), desk.clock.now())
        if not decision.allowed:
            return Watched(case, decision, None)
        known = _watch(unit, who, order_id)
        if known:
            return Watched(case, decision, known, repeated=True)
        new = Watch(desk.ids.new("WT"), order_id, who.customer.id, who.conversation_id, desk.clock.now())
        unit.add(new)
        record(desk, unit, who, "watch", order_id, _change(decision, new))
    return Watched(case, decision, new)


def _next(case: OrderCase, terms: Terms, now: datetime) -> Outlook:
    running = running_dispute(case)
    if running:
        return Outlook("disputed", running.decide_by)
    if case.live_cancellation:
        return Outlook("cancelling", case.live_cancellation.answer_by)
    if case.live_return:
        return Outlook("returning")
    if case.order.status is OrderStatus.DELIVERED and offer("return_item", case, terms, now):
        return Outlook("return", return_until(case, terms))
    return outlook(case, terms, now)


def _tracked(desk: Desk, unit: Unit, who: Who, case: OrderCase) -> Tracked:
    terms, now, known = desk.terms(case.order.market), desk.clock.now(), _watch(unit, who, case.order.id)
    steps = next_steps(case, terms, now)
    if known:
        steps = tuple(step for step in steps if step.code != "notify_arrival")
    return Tracked(case, outlook(case, terms, now), steps, return_until(case, terms), known)


def _watch(unit: Unit, who: Who, order_id: str) -> Watch | None:
    rows = unit.find(Watch, order_id=order_id, customer_id=who.customer.id, fired_at=None)
    return rows[0] if rows else None


def _change(decision: Decision, new: Watch) -> Change:
    facts = pack({"watch": new.id, "order": new.order_id})
    return Change(
        subject_id=new.id, rule=decision.rule, policy_version=decision.version,
        before={"watch": None}, after={"watch": new.id}, result=facts,
    )  # fmt: skip


def _ids(desk: Desk, who: Who, statuses: tuple[OrderStatus, ...]) -> tuple[str, ...]:
    with desk.store.read() as unit:
        orders = unit.find(Order, customer_id=who.customer.id, status=statuses, order_by="-created_at")
    return tuple(order.id for order in orders)
