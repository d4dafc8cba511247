"""The effect protocol: a pending action is proposed, then performed once, in one transaction with its records.

propose: write down exactly what a yes will do. perform: check the owner, take the pending action, let the journey's
`act` re-check and change the state, write audit and outbox, mark it done with its result, commit. A second perform
gives the first one's result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound, ProofTooOld, StaleAction
from orderdesk.model import (
    AuditEntry,
    OrderCase,
    OutboxRow,
    OutboxState,
    Party,
    PendingAction,
    PendingState,
    Session,
)
from orderdesk.notices.chat import told_in_chat
from orderdesk.ports import Unit
from orderdesk.services.telling import SELLER_EMAIL, seller_letters
from orderdesk.services.who import Who, own_case


@dataclass(frozen=True)
class Notice:
    """Something to tell somebody: a template by name and its facts (JSON-ready)."""

    template: str
    facts: Mapping[str, Any]
    channel: str = "email"


@dataclass(frozen=True)
class Change:
    """What an effect did: which thing, by which rule, what changed, what to say, whom to tell."""

    subject_id: str
    rule: str
    policy_version: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    result: Mapping[str, Any]
    notices: tuple[Notice, ...] = field(default=())


@dataclass(frozen=True)
class Done:
    """The outcome of an effect, read from the committed row. `repeated`: it had been done before."""

    kind: str
    order_id: str | None
    result: Mapping[str, Any]
    repeated: bool


#: How long a code sent by mail proves who speaks, as far as effects go.
FRESH = timedelta(minutes=15)
PROVEN_BY_CODE = frozenset({"code"})

Act = Callable[[Unit, PendingAction, OrderCase], Change]


def propose(
    desk: Desk, unit: Unit, who: Who, kind: str, order_id: str | None, payload: Mapping[str, Any]
) -> PendingAction:
    """Write a pending action; whatever else was open in the conversation is void. `payload` is JSON-ready."""
    now = desk.clock.now()
    void_open(desk, unit, who.conversation_id)
    pending = PendingAction(
        id=desk.ids.new("PA"),
        conversation_id=who.conversation_id,
        customer_id=who.customer.id,
        kind=kind,
        order_id=order_id,
        payload=dict(payload),
        state=PendingState.OPEN,
        created_at=now,
        expires_at=now + desk.settings.pending_lifetime,
    )
    unit.add(pending)
    return pending


def void_open(desk: Desk, unit: Unit, conversation_id: str) -> int:
    """Void the conversation's open pending actions; returns how many there were."""
    rows = unit.find(PendingAction, conversation_id=conversation_id, state=PendingState.OPEN)
    for row in rows:
        unit.change(row, state=PendingState.VOID, done_at=desk.clock.now())
    return len(rows)


def drop(desk: Desk, conversation_id: str) -> int:
    """The same in a transaction of its own: the buyer said never mind."""
    with desk.store.write() as unit:
        return void_open(desk, unit, conversation_id)


def perform(desk: Desk, who: Who, pending_id: str, kind: str, act: Act) -> Done:
    """Do what was proposed, once.

    Raises NotFound (not this buyer's), StaleAction (expired, void, or the state moved on).

    Two at once: where the database lets both begin, the loser of the race finds the pending action done and says so.
    """
    try:
        return _perform(desk, who, pending_id, kind, act)
    except StaleAction:
        with desk.store.read() as unit:
            pending = unit.get(PendingAction, pending_id)
        if pending is None or not _belongs(pending, who) or pending.state is not PendingState.DONE:
            raise
        return Done(kind, pending.order_id, pending.result or {}, repeated=True)


def _perform(desk: Desk, who: Who, pending_id: str, kind: str, act: Act) -> Done:
    with desk.store.write() as unit:
        pending = unit.get(PendingAction, pending_id)
        if pending is None or not _belongs(pending, who) or pending.kind != kind:
            raise NotFound(pending_id)
        if pending.state is PendingState.DONE:
            return Done(kind, pending.order_id, pending.result or {}, repeated=True)
        now = desk.clock.now()
        if pending.state is PendingState.VOID or pending.expires_at <= now or pending.order_id is None:
            raise StaleAction(pending_id)
        _require_fresh_proof(unit, who, now)
        case = own_case(unit, who, pending.order_id)
        if unit.get(PendingAction, pending_id) != pending:
            raise StaleAction(pending_id)  # done or dropped while the order was somebody else's
        change = act(unit, pending, case)
        record(desk, unit, who, kind, pending.order_id, change)
        unit.change(pending, state=PendingState.DONE, done_at=now, result=dict(change.result))
    return Done(kind, pending.order_id, change.result, repeated=False)


def _require_fresh_proof(unit: Unit, who: Who, now: datetime) -> None:
    """Raises ProofTooOld where a code proved who speaks, and did so too long ago to change anything by it."""
    session = unit.get(Session, who.conversation_id)
    if session and session.method in PROVEN_BY_CODE and session.proven_at < now - FRESH:
        raise ProofTooOld(who.conversation_id)


def chat_twins(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """What is told in the chat too: news that the buyer did not cause there and then."""
    return tuple(replace(one, channel="chat") for one in notices if one.template in told_in_chat())


def _to_seller(unit: Unit, order_id: str | None, change: Change) -> Iterable[Notice]:
    happened = (*(one.template for one in change.notices), change.rule)
    for letter, facts in seller_letters(unit, order_id, happened, change.result):
        yield Notice(letter, facts, SELLER_EMAIL)


def last_done(desk: Desk, who: Who, within: timedelta) -> Done | None:
    """The last effect of this conversation, if it is no older than `within` (for a yes that is pressed again)."""
    with desk.store.read() as unit:
        rows = unit.find(
            PendingAction, conversation_id=who.conversation_id, customer_id=who.customer.id,
            state=PendingState.DONE, order_by="-done_at", limit=1,
        )  # fmt: skip
    if not rows or rows[0].done_at is None or rows[0].done_at < desk.clock.now() - within:
        return None
    return Done(rows[0].kind, rows[0].order_id, rows[0].result or {}, repeated=True)


def record(
    desk: Desk, unit: Unit, who: Who | None, verb: str, order_id: str | None, change: Change,
    *, actor: Party = Party.BUYER, customer_id: str = "",
) -> None:  # fmt: skip
    """Write the audit row and the outbox rows of a change, in the caller's transaction."""
    now = desk.clock.now()
    buyer = who.customer.id if who else customer_id
    conversation = who.conversation_id if who else None
    unit.add(
        AuditEntry(
            id=desk.ids.new("AU"), at=now, actor=actor, customer_id=buyer, conversation_id=conversation,
            message_id=who.message_id if who else None, verb=verb, order_id=order_id, subject_id=change.subject_id,
            rule=change.rule, policy_version=change.policy_version, before=dict(change.before),
            after=dict(change.after),
        )
    )  # fmt: skip
    in_chat = chat_twins(change.notices) if actor is not Party.BUYER else ()
    for notice in (*change.notices, *in_chat, *_to_seller(unit, order_id, change)):
        unit.add(
            OutboxRow(
                id=desk.ids.new("OB"), key=f"{notice.template}:{change.subject_id}:{notice.channel}",
                channel=notice.channel,
                customer_id=buyer, conversation_id=conversation, template=notice.template, facts=dict(notice.facts),
                state=OutboxState.PENDING, created_at=now, due_at=now,
            )
        )  # fmt: skip


def _belongs(pending: PendingAction, who: Who) -> bool:
    return pending.customer_id == who.customer.id and pending.conversation_id == who.conversation_id
