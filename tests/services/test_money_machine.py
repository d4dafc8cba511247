"""Returns and cancellations in any order, by buyer, seller and clock: the money adds up after every step."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from orderdesk.bootstrap import open_desk
from orderdesk.errors import OrderdeskError
from orderdesk.model import LineStatus, OrderCase, OrderStatus, Party, Return, ReturnKind, ReturnStatus
from orderdesk.ports import Unit
from orderdesk.services import cancel, return_steps, returning, returns
from orderdesk.services.cancelling import carry_out
from orderdesk.services.returns import ReturnAsk
from orderdesk.settings import Settings
from tests.conftest import SetClock
from tests.shop import SHIPPING, Shop

PRICES = ("12.00", "12.00", "5.00")
ITEMS = tuple(zip(("Stone Mug", "Stone Mug", "Wool Socks"), PRICES, strict=True))
STATES = ("ON_HOLD", "PARTIALLY_SHIPPING", "IN_TRANSIT", "DELIVERED")
NEXT = {
    OrderStatus.ON_HOLD: OrderStatus.AWAITING_SHIPMENT,
    OrderStatus.AWAITING_SHIPMENT: OrderStatus.PARTIALLY_SHIPPING,
    OrderStatus.PARTIALLY_SHIPPING: OrderStatus.IN_TRANSIT,
    OrderStatus.IN_TRANSIT: OrderStatus.DELIVERED,
}
places = st.sets(st.integers(1, len(PRICES)), max_size=len(PRICES))
wishes = st.sampled_from(
    [
        (ReturnKind.REFUND, "not_received"),
        (ReturnKind.REFUND, "damaged"),
        (ReturnKind.RETURN_AND_REFUND, "no_longer_needed"),
        (ReturnKind.REPLACEMENT, "damaged"),
    ]
)


class Money(RuleBasedStateMachine):
    """One order of three units; every party does whatever it may, whenever it may."""

    @initialize(status=st.sampled_from(STATES), market=st.sampled_from(["default", "uk"]), late=st.booleans())
    def start(self, status: str, market: str, late: bool) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = SetClock()
        var = Path(self.folder.name)
        desk = open_desk(Settings(database_url=f"sqlite:///{var}/desk.db", var_dir=var), clock=self.clock)
        desk.store.migrate()
        self.desk, self.shop = desk, Shop(desk)
        self.buyer = self.shop.buyer(market)
        self.who = self.shop.who(self.buyer)
        sent = 1 if status == "PARTIALLY_SHIPPING" else None
        ago = timedelta(days=9 if late else 6)
        self.number = self.shop.order(self.buyer, status, ITEMS, ago=ago, sent_lines=sent)

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(chosen=places, wish=wishes)
    def ask_return(self, chosen: set[int], wish: tuple[ReturnKind, str]) -> None:
        ask = ReturnAsk(self.ids(chosen), *wish)

        def yes() -> None:
            found = returns.check(self.desk, self.who, self.number, ask)
            if found.pending:
                returns.submit(self.desk, self.who, found.pending.id)

        self.tries(yes)

    @rule(chosen=places)
    def ask_cancel(self, chosen: set[int]) -> None:
        def yes() -> None:
            found = cancel.check(self.desk, self.who, self.number, self.ids(chosen), "better_price")
            if found.pending:
                cancel.submit(self.desk, self.who, found.pending.id)

        self.tries(yes)

    @rule(verb=st.sampled_from(["approve", "refuse", "receive", "lapse"]), place=st.sampled_from([-1, -1, 0]))
    def seller_or_clock(self, verb: str, place: int) -> None:
        """Any of the order's returns, live or long settled: a worker may be late."""
        verbs: dict[str, Callable[[Unit, OrderCase, Return], Any]] = {
            "approve": lambda unit, case, one: returning.approve(
                self.desk, unit, case, one, Party.SYSTEM, self.clock.now()
            ),
            "refuse": lambda unit, case, one: returning.refuse(self.desk, unit, case, one, self.clock.now()),
            "receive": lambda unit, case, one: returning.receive(
                self.desk, unit, case, one, self.clock.now()
            ),
            "lapse": lambda unit, case, one: returning.lapse(self.desk, unit, case, one, self.clock.now()),
        }

        def act() -> None:
            with self.desk.store.write() as unit:
                case = unit.case(self.number)
                if case and case.returns:
                    oldest_first = sorted(
                        case.returns, key=lambda one: (one.created_at, one.closed_at is None)
                    )
                    verbs[verb](unit, case, oldest_first[place])

        self.tries(act)

    @rule()
    def approve_cancellation(self) -> None:
        def act() -> None:
            with self.desk.store.write() as unit:
                case = unit.case(self.number)
                if case and case.live_cancellation:
                    carry_out(self.desk, unit, case, case.live_cancellation, Party.SELLER, self.clock.now())

        self.tries(act)

    @rule(sent=st.booleans())
    def buyer_moves_the_return(self, sent: bool) -> None:
        def yes() -> None:
            if sent:
                pending = return_steps.check_sent(self.desk, self.who, self.number)[1]
                submit = return_steps.submit_sent
            else:
                pending = return_steps.check_withdraw(self.desk, self.who, self.number)[2]
                submit = return_steps.submit_withdraw
            if pending:
                submit(self.desk, self.who, pending.id)

        self.tries(yes)

    @rule(hours=st.sampled_from([1, 30, 100]))
    def time_passes(self, hours: int) -> None:
        self.clock.forward(hours=hours)

    @rule()
    def order_moves(self) -> None:
        order = self.case().order
        after = NEXT.get(order.status)
        if after:
            arrived = self.clock.now() if after is OrderStatus.DELIVERED else None
            with self.desk.store.write() as unit:
                unit.change(order, status=after, delivered_at=arrived)

    @invariant()
    def never_more_than_was_paid(self) -> None:
        case = self.case()
        assert case.payment is not None
        total = sum((refund.amount.amount for refund in case.refunds), Decimal(0))
        assert total == case.payment.refunded.amount <= case.payment.amount.amount

    @invariant()
    def each_unit_is_paid_back_once(self) -> None:
        """What went back is at most the price of the units that are out of the order, and the shipping once."""
        case = self.case()
        gone = sum(
            (line.paid.amount for line in case.lines if line.status is not LineStatus.ACTIVE), Decimal(0)
        )
        total = sum((refund.amount.amount for refund in case.refunds), Decimal(0))
        assert total <= gone + SHIPPING

    @invariant()
    def one_live_return_and_a_refund_only_for_what_ended(self) -> None:
        case = self.case()
        live = [
            one for one in case.returns if one.closed_at is None and one.status is not ReturnStatus.COMPLETE
        ]
        assert len(live) <= 1
        ended = {one.id for one in case.returns if one.status is ReturnStatus.COMPLETE}
        assert {refund.cause for refund in case.refunds} <= ended | {one.id for one in case.cancellations}

    def tries(self, act: Callable[[], None]) -> None:
        """Whatever is refused must leave the money alone; anything else than our own errors is a bug."""
        before = self.case().refunds
        try:
            act()
        except OrderdeskError:
            assert self.case().refunds == before

    def case(self) -> OrderCase:
        return self.shop.case(self.number)

    def ids(self, chosen: set[int]) -> tuple[str, ...]:
        return tuple(f"{self.number}-{place}" for place in sorted(chosen))


TestMoney = pytest.mark.slow(Money.TestCase)
TestMoney.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
