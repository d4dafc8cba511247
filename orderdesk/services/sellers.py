"""What sellers, and whoever decides for the shop, do: answer requests and messages, take goods back, decide disputes.

A public verb opens a transaction of its own, holds the order, reads the row again, acts and records. The same answer
given twice does nothing more, and says so. Each raises NotFound (no such thing) and StaleAction (it was answered
otherwise, or cannot be done as things stand). The parts below work in a caller's transaction: the demo's sellers use
them, too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from orderdesk.bootstrap import Desk
from orderdesk.errors import BadInput, NotFound, StaleAction
from orderdesk.model import (
    Cancellation,
    CancellationStatus,
    Dispute,
    DisputeStatus,
    MessageStatus,
    Name,
    OrderCase,
    Party,
    Return,
    ReturnKind,
    ReturnStatus,
    SellerMessage,
)
from orderdesk.ports import Unit
from orderdesk.services import answering, deciding, returning
from orderdesk.services.deadlines import note
from orderdesk.services.seller import TEXT_LENGTH
from orderdesk.services.typed import cleaned

Row = TypeVar("Row", Cancellation, Return, SellerMessage, Dispute)
Act = Callable[[Unit, OrderCase, Row, datetime], bool]

NAMES = {
    Cancellation: "cancellation request",
    Return: "return",
    SellerMessage: "message to a seller",
    Dispute: "dispute",
}
ACCEPTED = (CancellationStatus.SUCCESS, CancellationStatus.COMPLETE)
APPROVED = (ReturnStatus.AWAITING_BUYER_SHIP, ReturnStatus.BUYER_SHIPPED, ReturnStatus.COMPLETE)
#: A return that closed because nobody said that it was sent may come back all the same; `returning` knows which one.
COMING_BACK = (ReturnStatus.AWAITING_BUYER_SHIP, ReturnStatus.BUYER_SHIPPED, ReturnStatus.CANCELLED)


@dataclass(frozen=True)
class Answered:
    """The row as it is now. `repeated`: the same answer had been given before, and nothing more was done."""

    row: Cancellation | Return | SellerMessage | Dispute
    repeated: bool


def answer_cancellation(desk: Desk, request_id: str, yes: bool) -> Answered:
    """Accept a cancellation request, or refuse it. What has been sent can only be refused."""

    def act(unit: Unit, case: OrderCase, row: Cancellation, now: datetime) -> bool:
        return end_cancellation(desk, unit, case, row, yes, now)

    def done(row: Cancellation) -> bool:
        # A request that its buyer took back has the status of a refused one.
        refused = row.status is CancellationStatus.CANCELLED and row.answered_by is not Party.BUYER
        return row.status in ACCEPTED if yes else refused

    return _answer(desk, Cancellation, request_id, (CancellationStatus.PENDING,), done, act)


def answer_return(desk: Desk, request_id: str, yes: bool) -> Answered:
    """Accept a return, or refuse it."""

    def act(unit: Unit, case: OrderCase, row: Return, now: datetime) -> bool:
        return end_return(desk, unit, case, row, yes, now)

    wanted = APPROVED if yes else (ReturnStatus.REJECTED,)
    return _answer(desk, Return, request_id, (ReturnStatus.PENDING,), lambda row: row.status in wanted, act)


def confirm_received(desk: Desk, request_id: str) -> Answered:
    """The goods of an approved return are back. Raises BadInput where nothing comes back."""

    def act(unit: Unit, case: OrderCase, row: Return, now: datetime) -> bool:
        return take_back(desk, unit, case, row, now)

    def done(row: Return) -> bool:
        if row.kind is ReturnKind.REFUND:
            raise BadInput(f"{row.id} is about money only: nothing comes back.")
        return row.status is ReturnStatus.COMPLETE

    return _answer(desk, Return, request_id, COMING_BACK, done, act)


def answer_message(desk: Desk, message_id: str, text: str, agreed: bool | None = None) -> Answered:
    """Answer a buyer's message. `agreed`: the word on what was asked; a yes to a late cancellation cancels the order.

    Raises BadInput where no words are left of the text.
    """
    kept = cleaned(text, TEXT_LENGTH)
    if not kept:
        raise BadInput(f"{message_id} is a message: it is answered in words.")

    def act(unit: Unit, case: OrderCase, row: SellerMessage, now: datetime) -> bool:
        return reply(desk, unit, case, row, kept, agreed, now)

    def done(row: SellerMessage) -> bool:
        return row.status is MessageStatus.ANSWERED and (row.answer, row.agreed) == (kept, agreed)

    return _answer(desk, SellerMessage, message_id, (MessageStatus.SENT,), done, act)


def decide_dispute(desk: Desk, dispute_id: str, for_buyer: bool) -> Answered:
    """Decide a dispute for the shop: for the buyer, whose money goes back, or for the seller."""
    outcome = DisputeStatus.SUPPORT_BUYER if for_buyer else DisputeStatus.SUPPORT_SELLER

    def act(unit: Unit, case: OrderCase, row: Dispute, now: datetime) -> bool:
        change = deciding.decide(desk, unit, case, row, outcome, "dispute_decided_by_a_person", now)
        # The shop's own people have no name of their own among the parties.
        return note(desk, unit, "dispute_decided", case, change, Party.SYSTEM)

    return _answer(
        desk, Dispute, dispute_id, (DisputeStatus.IN_PROGRESS,), lambda row: row.status is outcome, act
    )


def end_cancellation(
    desk: Desk, unit: Unit, case: OrderCase, row: Cancellation, yes: bool, now: datetime
) -> bool:
    """The seller's yes or no to a request. Raises StaleAction for a yes to what has been sent."""
    if yes and answering.is_on_its_way(case, row):
        raise StaleAction(f"Order {row.order_id} is on its way or over: {row.id} can only be refused.")
    end = answering.approve_cancellation if yes else answering.refuse_cancellation
    verb = "cancellation_approved" if yes else "cancellation_refused"
    return note(desk, unit, verb, case, end(desk, unit, case, row, Party.SELLER, now), Party.SELLER)


def end_return(desk: Desk, unit: Unit, case: OrderCase, row: Return, yes: bool, now: datetime) -> bool:
    """The seller's yes or no to a return."""
    if yes:
        change = returning.approve(desk, unit, case, row, Party.SELLER, now)
    else:
        change = returning.refuse(desk, unit, case, row, now)
    return note(desk, unit, "return_approved" if yes else "return_refused", case, change, Party.SELLER)


def take_back(desk: Desk, unit: Unit, case: OrderCase, row: Return, now: datetime) -> bool:
    """The goods are back."""
    change = returning.receive(desk, unit, case, row, now)
    return note(desk, unit, "return_received", case, change, Party.SELLER)


def reply(
    desk: Desk, unit: Unit, case: OrderCase, row: SellerMessage, text: str, agreed: bool | None, now: datetime
) -> bool:
    """The seller's words. Raises StaleAction for a yes to a late cancellation that cannot be any more."""
    if agreed and row.topic == answering.LATE_CANCEL and not answering.may_cancel_late(case):
        raise StaleAction(f"Order {row.order_id} cannot be cancelled any more: {row.id} can only get a no.")
    change = answering.answer_message(desk, unit, case, row, text, agreed, now)
    return note(desk, unit, "message_answered", case, change, Party.SELLER)


def _answer(
    desk: Desk, kind: type[Row], key: str, open_: Collection[Name], done: Callable[[Row], bool], act: Act[Row]
) -> Answered:
    """`open_`: the states that wait for this answer; `done`: whether a row has had it."""
    with desk.store.write() as unit:
        found = _there(unit, kind, key)
        # The order first: whoever deals with it now is waited for, and what they did is seen in the next line.
        unit.hold(found.order_id)
        row = _there(unit, kind, key)
        if done(row):
            return Answered(row, repeated=True)
        case = unit.case(row.order_id)
        if row.status not in open_ or case is None:
            raise StaleAction(f"{key} does not wait for this answer: it stands at {row.status.value}.")
        act(unit, case, row, desk.clock.now())
        return Answered(_there(unit, kind, key), repeated=False)


def _there(unit: Unit, kind: type[Row], key: str) -> Row:
    row = unit.get(kind, key)
    if row is None:
        raise NotFound(f"There is no {NAMES[kind]} {key}; `orderdesk waiting` lists what waits.")
    return row
