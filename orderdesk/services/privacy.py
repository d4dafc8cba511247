"""What is held about a buyer: all of it in one piece, or away with it.

Rows fall into three kinds, and a test holds every table to be of one. Words and connections go. Records of money and
goods, which the law has a shop keep, stay under a pseudonym, without their free texts. The audit stays as it is: it
holds ids and codes. What lies outside the orders database (Rasa's tracker, mail, logs) is asked for archive by archive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from orderdesk import model as m
from orderdesk.bootstrap import Desk
from orderdesk.errors import BadInput, NotFound
from orderdesk.ports import Unit, Whom

#: Deleted, in this sequence: what points at others first.
GONE: tuple[type, ...] = (
    m.SentMessage, m.InboxMessage, m.Undelivered, m.RatingAsk, m.Rating, m.ProofCode, m.PendingAction, m.Watch,
    m.Session, m.Conversation,
)  # fmt: skip
#: Kept, without these columns' words.
BLANKED: dict[type, dict[str, Any]] = {
    m.Return: {"note": "", "label": None},
    m.SellerMessage: {"text": "", "answer": None},
    m.Evidence: {"text": ""},
    m.Ticket: {"summary": ""},
    m.OutboxRow: {"facts": {}, "error": None},
    m.ParcelEvent: {"place": ""},
    m.Parcel: {"tracking_number": ""},
}
#: Kept as they are: money, goods, decisions, in ids, codes and amounts. (The buyer's own row gets the pseudonym.)
KEPT: tuple[type, ...] = (
    m.Customer, m.Order, m.Line, m.Payment, m.Cancellation, m.Refund, m.Dispute, m.AuditEntry, m.Seller, m.Product,
)  # fmt: skip
#: Nobody outside learns these, the buyer included.
SECRETS = ("salt", "code_hash", "key_hash", "token_id")
OVER = (m.OrderStatus.COMPLETED, m.OrderStatus.CANCELLED)


def export(desk: Desk, name: str) -> dict[str, Any]:
    """Everything held about the buyer with this handle or id. Raises NotFound, Unavailable.

    Conversations that more than one buyer was signed in to are named and left out: their words may be another's.
    """
    with desk.store.read() as unit:
        whom = _whom(unit, name)
        mixed = [one for one in whom.conversations if _others(unit, one, whom.customer.id)]
        own = Whom(
            whom.customer, tuple(one for one in whom.conversations if one not in mixed), whom.order_ids
        )
        rows = {kind.__name__: [_shown(row) for row in _rows(unit, kind, own)] for kind in (*GONE, *BLANKED)}
        cases = [_without_address(case) for case in unit.cases(own.order_ids)]
        audit = unit.find(m.AuditEntry, customer_id=whom.customer.id, order_by="at")
    kept = {"customer": whom.customer, "orders": cases, "audit": audit, "conversations_withheld": mixed}
    archives = {archive.name: archive.export(own) for archive in desk.archives}
    return {"exported_at": desk.clock.now(), **kept, "rows": rows, **archives}


def _without_address(case: m.OrderCase) -> m.OrderCase:
    """How the shop reaches a seller is the seller's."""
    return replace(case, seller=replace(case.seller, email=None))


def open_matters(desk: Desk, name: str) -> list[str]:
    """Orders, requests and refunds that are not over: while there are any, the shop still needs to know who it is."""
    with desk.store.read() as unit:
        cases = unit.cases(_whom(unit, name).order_ids)
    found = [case.order.id for case in cases if case.order.status not in OVER]
    for case in cases:
        found += [row.id for row in (case.live_cancellation, case.live_return) if row]
        found += [row.id for row in case.refunds if row.status is m.RefundStatus.PENDING]
        found += [row.id for row in case.disputes if row.status is m.DisputeStatus.IN_PROGRESS]
    return found


def erase(desk: Desk, name: str, *, anyway: bool = False) -> dict[str, int]:
    """Forget the buyer with this handle or id; how much went, by store. May be repeated, by id.

    Raises NotFound, BadInput (something is still open; `anyway` does it all the same), Unavailable.
    """
    waiting = [] if anyway else open_matters(desk, name)
    if waiting:
        raise BadInput(
            "still open, so the shop has to know who it is: " + ", ".join(list(dict.fromkeys(waiting))[:10])
        )
    with desk.store.read() as unit:
        whom = _whom(unit, name)
    # The archives first: they are searched by the names that the rows are about to lose.
    counts = {archive.name: archive.erase(whom) for archive in desk.archives}
    with desk.store.write() as unit:
        counts["rows"] = _forget_rows(unit, whom)
        _rename(desk, unit, whom.customer)
        unit.add(_noted(desk, whom, counts))
    desk.store.compact()
    return counts


def _forget_rows(unit: Unit, whom: Whom) -> int:
    gone = [row for kind in GONE for row in _rows(unit, kind, whom)]
    for row in gone:
        unit.remove(row)
    blanked = [(row, values) for kind, values in BLANKED.items() for row in _rows(unit, kind, whom)]
    for row, values in blanked:
        unit.change(row, **values)
        if isinstance(row, m.OutboxRow) and row.state is m.OutboxState.PENDING:
            unit.change(
                unit.get(m.OutboxRow, row.id) or row, state=m.OutboxState.SENT
            )  # nobody to send it to
    return len(gone) + len(blanked)


def _rename(desk: Desk, unit: Unit, customer: m.Customer) -> None:
    # "-": a name that is short, no word of any language, and not empty.
    unit.change(customer, handle=desk.ids.new("erased").lower(), name="-", email="", phone="", timezone="UTC")


def _noted(desk: Desk, whom: Whom, counts: dict[str, int]) -> m.AuditEntry:
    customer = whom.customer
    return m.AuditEntry(
        id=desk.ids.new("AU"), at=desk.clock.now(), actor=m.Party.SYSTEM, customer_id=customer.id, conversation_id=None,
        message_id=None, verb="erase", order_id=None, subject_id=customer.id, rule="privacy",
        policy_version=desk.terms(customer.market).version, before={}, after=dict(counts),
    )  # fmt: skip


def _whom(unit: Unit, name: str) -> Whom:
    found = unit.find(m.Customer, handle=name) or [one for one in [unit.get(m.Customer, name)] if one]
    if not found:
        raise NotFound(f"There is no buyer {name!r}; `orderdesk customers` lists them.")
    customer = found[0]
    orders = unit.find(m.Order, customer_id=customer.id, order_by="created_at")
    return Whom(customer, _conversations(unit, customer.id), tuple(order.id for order in orders))


def _conversations(unit: Unit, customer_id: str) -> tuple[str, ...]:
    """Every conversation that a row ties to the buyer."""
    kinds = _with("customer_id", "conversation_id")
    tied = [row for kind in kinds for row in unit.find(kind, customer_id=customer_id)]
    return tuple(dict.fromkeys(row.conversation_id for row in tied if row.conversation_id))


def _others(unit: Unit, conversation_id: str, customer_id: str) -> bool:
    """Whether somebody else was signed in to it too."""
    tied = [row for kind in _with("customer_id", "conversation_id")
            for row in unit.find(kind, conversation_id=conversation_id)]  # fmt: skip
    return any(row.customer_id not in (None, customer_id) for row in tied)


def _rows(unit: Unit, kind: Any, whom: Whom) -> list[Any]:
    """The buyer's rows of one table, by whatever ties them to the buyer."""
    names = {part.name for part in fields(kind)}
    if kind is m.Conversation:
        found_here = unit.find(kind, id=whom.conversations)
        return [row for row in found_here if not _others(unit, row.id, whom.customer.id)]
    if kind is m.Evidence:
        disputes = unit.find(m.Dispute, customer_id=whom.customer.id)
        return unit.find(kind, dispute_id=tuple(row.id for row in disputes)) if disputes else []
    if kind is m.ParcelEvent:
        parcels = unit.find(m.Parcel, order_id=whom.order_ids)
        return unit.find(kind, parcel_id=tuple(row.id for row in parcels))
    found: dict[Any, Any] = {}
    for column, values in (("customer_id", (whom.customer.id,)), ("conversation_id", whom.conversations),
                           ("order_id", whom.order_ids if "customer_id" not in names else ())):  # fmt: skip
        equal: dict[str, Any] = {column: values}
        rows = unit.find(kind, **equal) if column in names and values else []
        found.update({getattr(row, fields(kind)[0].name): row for row in rows if _is_of(row, whom)})
    return list(found.values())


def _is_of(row: Any, whom: Whom) -> bool:
    """A row that names another buyer is theirs, in whatever conversation it lies."""
    return getattr(row, "customer_id", None) in (None, whom.customer.id)


def _with(*columns: str) -> Iterable[Any]:
    """The tables that have all these columns."""
    for kind in tables():
        if set(columns) <= {part.name for part in fields(kind)}:
            yield kind


def tables() -> list[Any]:
    """Every table's class; a case is put together from several."""
    found = [one for one in vars(m).values() if isinstance(one, type) and is_dataclass(one)]
    return [one for one in found if one.__module__.startswith(m.__name__) and one is not m.OrderCase]


def _shown(row: Any) -> dict[str, Any]:
    return {part.name: getattr(row, part.name) for part in fields(row) if part.name not in SECRETS}
