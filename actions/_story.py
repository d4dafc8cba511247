"""An order as a story: what to expect, the way so far, parcel by parcel, what is under way. Words: `utter_label_…`."""

from __future__ import annotations

from typing import Any

from actions._format import brief, day, items, shown, when
from actions._turn import Turn
from actions._words import label, word
from orderdesk.decision import Alternative
from orderdesk.model import Line, LineStatus, OrderCase, Parcel, ParcelEvent
from orderdesk.policy.track import Outlook
from orderdesk.services.track import Moment, Tracked, amount_left, scans, timeline

GAP = "\n \n"  # an empty line would make two messages of one
SCANS = 3  # of a parcel that is on its way; one that arrived needs no more than its last


def expectation(turn: Turn, case: OrderCase, outlook: Outlook, kind: str = "outlook") -> str:
    """What to expect, in a sentence; `kind="next"`: in a few words for a list."""
    code = outlook.code
    if code == "cancelled" and kind == "outlook":
        return _money_after_cancelling(turn, case)
    if outlook.at is None and code != "unknown":
        code = f"{code}_undated"
    if code in ("send", "send_overdue") and outlook.until is None:
        code = f"{code}_only"
    return label(kind, code).format(
        at=when(outlook.at, turn.customer),
        day=day(outlook.at, turn.customer),
        until=day(outlook.until, turn.customer),
    )


def titles(case: OrderCase) -> str:
    """What is in the order, in a few words."""
    return brief([line.title for line in case.active_lines or case.lines], word("label_and_more"))


def amount(turn: Turn, case: OrderCase) -> str:
    """What the order comes to; where some items are no longer part of it, what is left and what it was."""
    left, total = shown(amount_left(case), turn.customer), shown(case.order.total, turn.customer)
    return total if left == total else word("label_amount_left").format(left=left, total=total)


def contents(turn: Turn, case: OrderCase) -> str:
    """Each unit with its variant and what was paid for it, and the shipping: together the order's amount."""
    told = [_line(turn, line, whole=not case.active_lines) for line in case.lines]
    if case.order.shipping.amount:
        told.append(word("label_shipping").format(paid=shown(case.order.shipping, turn.customer)))
    counted = [
        f"{text} ×{told.count(text)}" if told.count(text) > 1 else text for text in dict.fromkeys(told)
    ]
    return "\n".join(counted)


def way(turn: Turn, case: OrderCase) -> str:
    """Ordered, paid, packed, sent ...: a line each."""
    return "\n".join(label("moment", one.code).format(at=moment_shown(turn, one)) for one in timeline(case))


def moment_shown(turn: Turn, moment: Moment) -> str:
    """When it was; of what is expected, the day."""
    return (day if moment.code == "expected" else when)(moment.at, turn.customer)


def parcels(turn: Turn, case: OrderCase, most: int = SCANS) -> str:
    """Each parcel with what is in it, its carrier and number, its date, and at most so many of its last scans."""
    return "\n".join(_parcel(turn, case, parcel, most) for parcel in case.parcels)


def under_way(turn: Turn, found: Tracked) -> str:
    """Requests, returns, disputes, messages and the notice that are running, a line each."""
    case, notes = found.case, []
    if case.live_cancellation:
        live = case.live_cancellation
        notes.append(
            _note(turn, "cancellation", request=live.id, seller=case.seller.name, until=live.answer_by)
        )
    if case.live_return:
        notes.append(_note(turn, "return", request=case.live_return.id, until=None))
    running = [one for one in case.disputes if one.decided_at is None]
    notes += [_note(turn, "dispute", request=one.id, until=one.decide_by) for one in running]
    if found.watch:
        notes.append(_note(turn, "watch", until=None))
    return "\n".join(notes)


def last_seen(turn: Turn, case: OrderCase) -> str:
    """The newest scan of what is still on its way; empty when there is none."""
    coming = [parcel.id for parcel in case.parcels if parcel.delivered_at is None]
    seen = [event for event in case.events if event.parcel_id in coming]
    return word("label_last_seen").format(scan=_scan(turn, seen[-1])) if seen else ""


def left_at(case: OrderCase) -> str:
    """Where the carrier says that it was left; empty where that is not known."""
    scan = next((event for event in reversed(case.events) if event.code == "delivered"), None)
    return word("label_left_at").format(place=scan.place) if scan and scan.place else ""


def can(found_steps: tuple[Alternative, ...], code: str) -> bool:
    """Whether this is among the things that work now."""
    return any(step.code == code for step in found_steps)


def _line(turn: Turn, line: Line, *, whole: bool) -> str:
    form = "label_line" if line.variant else "label_line_plain"
    paid = shown(line.paid, turn.customer)
    text = word(form).format(title=line.title, variant=line.variant, paid=paid)
    return text if whole or line.status is LineStatus.ACTIVE else word("label_line_gone").format(line=text)


def _parcel(turn: Turn, case: OrderCase, parcel: Parcel, most: int) -> str:
    inside = [line.title for line in case.lines if line.parcel_id == parcel.id]
    several = len(case.parcels) > 1
    head = label("parcel", "of" if several else "only").format(
        place=parcel.position, count=len(case.parcels), items=items(inside, turn.customer),
        carrier=parcel.carrier, number=parcel.tracking_number,
    )  # fmt: skip
    told = [head]
    if several and parcel.delivered_at is None and parcel.expected_at:
        told[0] += " " + label("parcel", "expected").format(day=day(parcel.expected_at, turn.customer))
    seen = scans(case, parcel.id, 1 if parcel.delivered_at else most)
    told += [label("parcel", "scan").format(scan=_scan(turn, event)) for event in seen]
    return "\n".join(told if seen else [*told, label("parcel", "unseen")])


def _scan(turn: Turn, event: ParcelEvent) -> str:
    return word("label_scan").format(
        at=when(event.at, turn.customer), what=label("event", event.code), place=event.place
    )


def _money_after_cancelling(turn: Turn, case: OrderCase) -> str:
    refund = max(case.refunds, key=lambda one: one.created_at, default=None)
    if refund is None:
        return label("outlook", "cancelled_free" if case.payment is None else "cancelled")
    code, at = ("sent", refund.sent_at) if refund.sent_at else ("due", refund.expected_by)
    amount = shown(refund.amount, turn.customer)
    return label("outlook", f"cancelled_{code}").format(
        refund=amount, method=refund.method, day=day(at, turn.customer)
    )


def _note(turn: Turn, code: str, *, until: Any, **facts: str) -> str:
    dated = f"{code}_until" if until else code
    return label("note", dated).format(until=when(until, turn.customer), **facts)
