"""A return under way: take it back, or say that the parcel was sent."""

from __future__ import annotations

from orderdesk.bootstrap import Desk
from orderdesk.decision import Alternative, Decision
from orderdesk.errors import StaleAction
from orderdesk.facts import pack
from orderdesk.model import OrderCase, PendingAction, Return, ReturnStatus
from orderdesk.policy.alternatives import offer
from orderdesk.policy.returns import ReturnAsk, decide_withdraw_return
from orderdesk.ports import Unit
from orderdesk.services.effect import Change, Done, Notice, perform, propose
from orderdesk.services.returning import AFTER_A_NO, return_facts
from orderdesk.services.who import Who, own_case

WITHDRAW, SENT = "withdraw_return", "return_sent"

#: What may help a buyer whose return stands like this.
NEXT: dict[ReturnStatus, tuple[str, ...]] = {
    ReturnStatus.PENDING: ("withdraw_return", "message_seller", "seller_status"),
    ReturnStatus.AWAITING_BUYER_SHIP: ("withdraw_return",),
    ReturnStatus.BUYER_SHIPPED: ("open_dispute", "message_seller", "seller_status"),
    ReturnStatus.REJECTED: AFTER_A_NO,
    ReturnStatus.CANCELLED: ("return_item", "return_faulty"),
    ReturnStatus.COMPLETE: ("refund_status",),
}


def check_withdraw(desk: Desk, who: Who, order_id: str) -> tuple[OrderCase, Decision, PendingAction | None]:
    """May the return be taken back? With a pending action if so. Raises NotFound."""
    with desk.store.write() as unit:
        case = own_case(unit, who, order_id)
        decision = _decide_withdraw(desk, case)
        live = case.live_return
        payload = {"request": live.id} if live else {}
        pending = propose(desk, unit, who, WITHDRAW, order_id, payload) if live and decision.allowed else None
        return case, decision, pending


def submit_withdraw(desk: Desk, who: Who, pending_id: str) -> Done:
    """Take the return back: the buyer keeps the goods. Raises NotFound, StaleAction."""

    def act(unit: Unit, pending: PendingAction, case: OrderCase) -> Change:
        decision, live = _decide_withdraw(desk, case), _live(case, pending)
        if not decision.allowed:
            raise StaleAction(pending_id)
        # Its label is void: what comes with it is not taken in, unlike a parcel of a return that was closed for time.
        closed = unit.change(live, status=ReturnStatus.CANCELLED, closed_at=desk.clock.now(), label=None)
        return _moved(desk, case, live, closed, decision.rule, ("return_withdrawn",))

    return perform(desk, who, pending_id, WITHDRAW, act)


def check_sent(desk: Desk, who: Who, order_id: str) -> tuple[OrderCase, PendingAction | None]:
    """ "I sent it back": with a pending action while that is what the return waits for. Raises NotFound."""
    with desk.store.write() as unit:
        case = own_case(unit, who, order_id)
        live = case.live_return
        if live is None or live.status is not ReturnStatus.AWAITING_BUYER_SHIP:
            return case, None
        return case, propose(desk, unit, who, SENT, order_id, {"request": live.id})


def submit_sent(desk: Desk, who: Who, pending_id: str) -> Done:
    """Note that the parcel is on its way back. Raises NotFound, StaleAction."""

    def act(unit: Unit, pending: PendingAction, case: OrderCase) -> Change:
        live = _live(case, pending)
        if live.status is not ReturnStatus.AWAITING_BUYER_SHIP:
            raise StaleAction(pending_id)
        sent = unit.change(live, status=ReturnStatus.BUYER_SHIPPED)
        return _moved(desk, case, live, sent, "return_sent_by_buyer", ())

    return perform(desk, who, pending_id, SENT, act)


def next_steps(desk: Desk, case: OrderCase, last: Return) -> tuple[Alternative, ...]:
    """What can be done about a return as it stands, best first; only what works for this order."""
    terms, now = desk.terms(case.order.market), desk.clock.now()
    made = (offer(code, case, terms, now) for code in NEXT[last.status])
    return tuple(one for one in made if one)


def _decide_withdraw(desk: Desk, case: OrderCase) -> Decision:
    return decide_withdraw_return(case, ReturnAsk(), desk.terms(case.order.market), desk.clock.now())


def _live(case: OrderCase, pending: PendingAction) -> Return:
    live = case.live_return
    if live is None or live.id != pending.payload["request"]:
        raise StaleAction(pending.id)
    return live


def _moved(
    desk: Desk, case: OrderCase, before: Return, after: Return, rule: str, letters: tuple[str, ...]
) -> Change:
    facts = pack(return_facts(desk, case, after))
    return Change(
        subject_id=before.id,
        rule=rule,
        policy_version=desk.terms(case.order.market).version,
        before={"return": before.status.value},
        after={"return": after.status.value},
        result=facts,
        notices=tuple(Notice(letter, facts) for letter in letters),
    )
