"""Buyer, seller, carrier and clock act on one order at the same moment; afterwards its state is a legal one."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from orderdesk.bootstrap import Desk
from orderdesk.errors import OrderdeskError
from orderdesk.model import LineStatus, OrderCase, OrderStatus, Party, ReturnKind
from orderdesk.services import cancel, returns
from orderdesk.services.cancelling import carry_out
from orderdesk.services.returns import ReturnAsk
from tests.faults.report import Row
from tests.faults.tabs import Say
from tests.shop import SHIPPING, Buyer, Shop

AT_ONCE = 5
NEXT = {
    OrderStatus.ON_HOLD: OrderStatus.AWAITING_SHIPMENT,
    OrderStatus.AWAITING_SHIPMENT: OrderStatus.IN_TRANSIT,
    OrderStatus.IN_TRANSIT: OrderStatus.DELIVERED,
}
STARTS = ("ON_HOLD", "AWAITING_SHIPMENT", "IN_TRANSIT")


def parallel(desk: Desk, steps: int, database: str, say: Say, seed: int = 5) -> Row:
    """`steps` acts, five at once on one order, three rounds an order; each order is looked at after each round."""
    rng, illegal, done = random.Random(seed), list[str](), 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while done < steps:
            story = Story(Shop(desk), rng.choice(STARTS))
            for _ in range(3):
                acts = rng.choices(story.acts, k=AT_ONCE)
                list(pool.map(story.tries, acts))
                done += AT_ONCE
                illegal += [f"{story.number}: {what}" for what in wrong(story.case())] + story.broken
            if done % 1500 < AT_ONCE * 3:
                say(f"  {done} of {steps} steps")
    seen = f"{len(illegal)} illegal states after {done} steps, {AT_ONCE} at once"
    figures = {"steps": done, "illegal": illegal[:10]}
    return Row(
        "cancel, ship, answer and return at once", database, seen, "0 illegal states", not illegal, figures
    )


def wrong(case: OrderCase) -> list[str]:
    """What is illegal about an order; nothing, if all is well."""
    total = sum((one.amount.amount for one in case.refunds), Decimal(0))
    gone = [line for line in case.lines if line.status is not LineStatus.ACTIVE]
    paid = case.payment.amount.amount if case.payment else Decimal(0)
    live = [one for one in case.returns if one.closed_at is None]
    checks = {
        "more paid back than paid": total > paid,
        "more paid back than the units that are gone are worth": total > sum(u.paid.amount for u in gone) + SHIPPING,
        "the ledger and the payment differ": case.payment is not None and total != case.payment.refunded.amount,
        "one cause was paid twice": len({one.cause for one in case.refunds}) != len(case.refunds),
        "cancelled, with units left": case.order.status is OrderStatus.CANCELLED and len(gone) != len(case.lines),
        "all units cancelled, order alive": case.order.status is not OrderStatus.CANCELLED
        and all(line.status is LineStatus.CANCELLED for line in case.lines),
        "two live returns": len(live) > 1,
        "a live request on a cancelled order": case.order.status is OrderStatus.CANCELLED
        and case.live_cancellation is not None,
    }  # fmt: skip
    return [what for what, is_so in checks.items() if is_so]


class Story:
    """One order and what may happen to it. What fails otherwise than in the core's own words is `broken`."""

    def __init__(self, shop: Shop, status: str) -> None:
        self._shop, self._desk = shop, shop.desk
        self._buyer: Buyer = shop.buyer()
        self.number = shop.order(self._buyer, status, [("Stone Mug", "12.00"), ("Wool Socks", "5.00")])
        self.acts: tuple[Callable[[], object], ...] = (self.cancels, self.ships, self.answers, self.returns)
        self.broken: list[str] = []

    def case(self) -> OrderCase:
        """The order as it is."""
        return self._shop.case(self.number)

    def tries(self, act: Callable[[], object]) -> None:
        """Refused is fine; any other end is a bug."""
        try:
            act()
        except OrderdeskError:
            return
        except Exception as error:
            self.broken.append(f"{act.__name__}: {type(error).__name__}: {error}")  # type: ignore[attr-defined]

    def cancels(self) -> None:
        """The buyer says yes."""
        who = self._shop.who(self._buyer)
        found = cancel.check(self._desk, who, self.number, (), "better_price")
        if found.pending:
            cancel.submit(self._desk, who, found.pending.id)

    def returns(self) -> None:
        """The buyer wants to return everything."""
        who = self._shop.who(self._buyer)
        ask = ReturnAsk((), ReturnKind.RETURN_AND_REFUND, "damaged")
        found = returns.check(self._desk, who, self.number, ask)
        if found.pending:
            returns.submit(self._desk, who, found.pending.id)

    def ships(self) -> None:
        """The seller and the carrier: one state on."""
        with self._desk.store.write() as unit:
            case = unit.case(self.number)
            if case and case.order.status in NEXT:
                after, now = NEXT[case.order.status], self._desk.clock.now()
                unit.change(case.order, status=after, **TIMES.get(after, lambda _: {})(now))

    def answers(self) -> None:
        """The platform reports that the seller agrees to the request."""
        with self._desk.store.write() as unit:
            case = unit.case(self.number)
            if case and case.live_cancellation:
                carry_out(
                    self._desk, unit, case, case.live_cancellation, Party.SELLER, self._desk.clock.now()
                )


TIMES: dict[OrderStatus, Callable[..., dict[str, object]]] = {
    OrderStatus.IN_TRANSIT: lambda now: {"shipped_at": now},
    OrderStatus.DELIVERED: lambda now: {"delivered_at": now},
}
