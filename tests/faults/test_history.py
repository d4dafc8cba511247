"""The checker itself: each kind of wrong history is seen."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.bootstrap import Desk
from orderdesk.model import AuditEntry, OutboxRow, OutboxState
from orderdesk.services import cancel
from tests.faults.history import History, judge
from tests.shop import Shop


def cancelled(shop: Shop) -> tuple[str, str]:
    """An order cancelled as buyers do it: its number and the reference."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "created_by_mistake")
    assert found.pending is not None
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number, shop.case(number).cancellations[0].id


def test_a_true_history_is_sound(desk: Desk, shop: Shop) -> None:
    """What was attempted, acknowledged and done is nothing to complain of."""
    number, reference = cancelled(shop)
    history = History(attempted={number}, acknowledged={number: f"Done, {reference}"})
    assert judge(desk, history).sound


def test_an_acknowledgement_without_effect_is_lost(desk: Desk, shop: Shop) -> None:
    """The buyer was told so and the order lives, or the reference is another one."""
    number = shop.order(shop.buyer(), "ON_HOLD")
    assert judge(desk, History({number}, {number: "Done, CN-1"})).lost == (number,)
    other, _ = cancelled(shop)
    assert judge(desk, History({other}, {other: "Done, CN-0"})).lost == (other,)


def test_an_effect_that_nobody_asked_for_is_a_phantom(desk: Desk, shop: Shop) -> None:
    """A cancelled order without an attempt."""
    number, _ = cancelled(shop)
    assert judge(desk, History()).phantom == (number,)


def test_two_letters_or_audit_rows_are_double_and_none_is_half(desk: Desk, shop: Shop) -> None:
    """Exactly one of each belongs to a cancellation."""
    number, reference = cancelled(shop)
    history = History({number}, {number: reference})
    row = shop.rows(OutboxRow, template="cancellation_done", channel="email")[0]
    entry = shop.rows(AuditEntry, verb="cancel")[0]
    with desk.store.write() as unit:
        unit.add(replace(row, id="OB-twin", key="twin"), replace(entry, id="AU-twin"))
    assert judge(desk, history).double == (number,)
    with desk.store.write() as unit:
        for one in unit.find(OutboxRow):
            unit.change(one, state=OutboxState.PENDING, template="another")
    assert judge(desk, history).half == (number,)


def test_a_history_answers_for_what_happens_from_its_beginning(desk: Desk, shop: Shop) -> None:
    """What was cancelled before is nobody's phantom; what is cancelled afterwards without an attempt is one."""
    cancelled(shop)
    history = History.since_now(desk)
    assert judge(desk, history).sound
    number, _ = cancelled(shop)
    assert judge(desk, history).phantom == (number,)
