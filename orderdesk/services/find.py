"""Find the orders that a buyer means: by number, ending, product words, date, or place in the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound
from orderdesk.model import Line, Order, OrderCase
from orderdesk.services.who import Who, own_case

LOOK_BACK = 200  # the newest orders that product words and dates are looked up in
SAME_WORD = 82  # rapidfuzz ratio from which two words count as one (typos)
SAME_BEGINNING, BEGINNING = (
    72,
    4,
)  # ... and from which they do when they begin with the same letters (hoody, hoodie)


@dataclass(frozen=True)
class Clues:
    """What a message says about which order is meant. Dates are the buyer's own calendar days, ISO."""

    number: str | None = None
    ending: str | None = None
    words: tuple[str, ...] = ()
    days: tuple[str, str] | None = None
    place: str | None = None  # "last" or "first", by date of purchase
    tracking: str | None = None  # a parcel's number, letters in capitals, no gaps

    def __bool__(self) -> bool:
        return any((self.number, self.ending, self.words, self.days, self.place, self.tracking))


def page(
    desk: Desk, who: Who, clues: Clues, *, offset: int = 0, limit: int = 5
) -> tuple[list[OrderCase], int]:
    """One page of the orders that fit, newest first, and how many fit in all."""
    if not clues:
        return recent(desk, who, offset=offset, limit=limit)
    found = sorted(find(desk, who, clues), key=lambda case: case.order.created_at, reverse=True)
    return found[offset : offset + limit], len(found)


def recent(
    desk: Desk, who: Who, *, offset: int = 0, limit: int = 5, first: Sequence[str] = ()
) -> tuple[list[OrderCase], int]:
    """One page of the buyer's orders, those in `first` and then the newest, and how many there are in all."""
    with desk.store.read() as unit:
        total = unit.count(Order, customer_id=who.customer.id)
        newest = unit.find(
            Order, customer_id=who.customer.id, order_by="-created_at", limit=offset + limit + len(first)
        )
        own = (
            {order.id for order in unit.find(Order, id=tuple(first), customer_id=who.customer.id)}
            if first
            else set()
        )
        ids = dict.fromkeys((*(one for one in first if one in own), *(order.id for order in newest)))
        return unit.cases(list(ids)[offset : offset + limit]), total


def get(desk: Desk, who: Who, order_id: str) -> OrderCase:
    """One order of the buyer's. Raises NotFound."""
    with desk.store.read() as unit:
        return own_case(unit, who, order_id)


def find(desk: Desk, who: Who, clues: Clues) -> list[OrderCase]:
    """The orders that fit every clue, best and newest first. NotFound: a full number of somebody else's, or nothing."""
    if clues.number:
        return [get(desk, who, clues.number)]
    with desk.store.read() as unit:
        orders = unit.find(Order, customer_id=who.customer.id, order_by="-created_at", limit=LOOK_BACK)
        orders = _ending(orders, clues.ending)
        orders = [order for order in orders if _fits(order, clues, who.customer.timezone)]
        cases = unit.cases([order.id for order in orders])
    if clues.tracking:
        cases = [case for case in cases if _carries(case, clues.tracking)]
    if clues.words:
        cases = _by_words(cases, clues.words)
        if not cases:
            raise NotFound(" ".join(clues.words))
    return _placed(cases, clues.place)


def describes(desk: Desk, who: Who, words: Sequence[str]) -> bool:
    """Whether one of these words stands in the title of something the buyer bought."""
    with desk.store.read() as unit:
        orders = unit.find(Order, customer_id=who.customer.id, order_by="-created_at", limit=LOOK_BACK)
        lines = unit.find(Line, order_id=tuple(order.id for order in orders)) if orders else []
    return any(_score(words, _line_words(line.title, line.variant)) for line in lines)


def lines_named(case: OrderCase, words: Sequence[str], *, gone: bool = False) -> tuple[str, ...]:
    """The ids of the order's active lines that these words describe best; empty when they describe none.

    `gone`: look among all lines, so that an item that was cancelled is found, and not its neighbour.
    """
    lines = case.lines if gone else case.active_lines
    scored = {line.id: _score(words, _line_words(line.title, line.variant)) for line in lines}
    best = max(scored.values(), default=0.0)
    return tuple(key for key, score in scored.items() if score == best) if best > 0 else ()


def _ending(orders: list[Order], digits: str | None) -> list[Order]:
    """Those whose number ends in these digits; where none does, those that begin with them."""
    if not digits:
        return orders
    ending = [order for order in orders if order.id.endswith(digits)]
    return ending or [order for order in orders if order.id.startswith(digits)]


def _carries(case: OrderCase, tracking: str) -> bool:
    return any(
        "".join(c for c in parcel.tracking_number if c.isalnum()).upper() == tracking
        for parcel in case.parcels
    )


def _fits(order: Order, clues: Clues, timezone: str) -> bool:
    return clues.days is None or clues.days[0] <= _day(order.created_at, timezone) <= clues.days[1]


def _day(moment: datetime, timezone: str) -> str:
    return moment.astimezone(ZoneInfo(timezone)).date().isoformat()


def _by_words(cases: list[OrderCase], words: Sequence[str]) -> list[OrderCase]:
    scored = [
        (
            max((_score(words, _line_words(line.title, line.variant)) for line in case.lines), default=0.0),
            case,
        )
        for case in cases
    ]
    best = max((score for score, _ in scored), default=0.0)
    return [case for score, case in scored if score == best] if best > 0 else []


def _placed(cases: list[OrderCase], place: str | None) -> list[OrderCase]:
    if place == "last":
        return cases[:1]
    return cases[-1:] if place == "first" else cases


def _line_words(*texts: str) -> list[str]:
    return [word for text in texts for word in _split(text)]


def _split(text: str) -> list[str]:
    return ["".join(c for c in word if c.isalnum()) for word in text.lower().split()]


def _score(words: Sequence[str], title: list[str]) -> float:
    """How well the words describe the title: 1 for each that stands in it, less for one with a typo or an ending."""
    return sum(_likeness(word.lower(), title) for word in words)


def _likeness(word: str, title: list[str]) -> float:
    found = process.extractOne(word, title, scorer=fuzz.ratio, score_cutoff=SAME_BEGINNING)
    if found is None:
        return 0.0
    twin, ratio, _ = found
    same = ratio >= SAME_WORD or (len(word) > BEGINNING and word[:BEGINNING] == twin[:BEGINNING])
    return float(ratio) / 100 if same else 0.0
