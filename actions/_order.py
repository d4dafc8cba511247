"""Which order is meant: what the message says, then the one talked about, then a question with buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions._clues import clues, other_number
from actions._format import brief, short
from actions._question import EFFECTS, answer, ask, close
from actions._turn import Choice, Turn
from actions._words import label, word
from orderdesk.errors import NotFound
from orderdesk.model import OrderCase
from orderdesk.services import find

#: Ids of the orders that make sense for a journey, or how to find them: they are looked for only where none was named.
Among = Sequence[str] | Callable[[], Sequence[str] | None] | None

PAGE = 5
MORE = "more"
#: Questions that can only be about the orders that make sense: a return is taken back where there is one.
STRICT = frozenset(
    {"withdraw", "withdraw_return", "return_sent", "return_status", "dispute_status", "evidence"}
    | {"seller_status", "cancel_status", "cancel_why"}
)


def resolve(turn: Turn, journey: str, among: Among = None) -> OrderCase | None:
    """The one order that is meant, or None after asking (or after an honest line) when it is not clear which.

    `among`: ids of the orders that make sense for the journey, offered first when nothing was said. An order that is
    found answers whatever look-up asked for one.
    """
    case = _resolve(turn, journey, among)
    question = turn.slot("question")
    if case and question and question["name"] == "order" and question["journey"] not in EFFECTS:
        close(turn)
    return case


def _resolve(turn: Turn, journey: str, among: Among) -> OrderCase | None:
    if turn.value("choice") == MORE:
        return _page(turn, journey, int(turn.slot("page") or 0) + 1, among)
    if not clues(turn) and (number := _chosen(turn)):
        return _own(turn, journey, number)
    hints = clues(turn)
    if not hints and (kind := other_number(turn)):
        turn.say(f"order_looks_like_{kind}")
        return _page(turn, journey, 0, None)
    if not hints:
        return _implied(turn, journey, among)
    try:
        found = find.find(turn.desk, turn.who, hints)
    except NotFound:
        return _not_found(turn, journey, hints, among)
    return _one_of(turn, journey, found, hints)


def pick(turn: Turn, journey: str, response: str) -> OrderCase | None:
    """The buyer's only order, or None after asking in these words which of all it is."""
    return _page(turn, journey, 0, None, response)


def mentions_order(turn: Turn) -> bool:
    """Whether the message says which order is meant, in any way."""
    return bool(clues(turn)) or _chosen(turn) is not None or "other" in turn.values("ordinal")


def names_another(turn: Turn, case: OrderCase) -> bool:
    """Whether the message, said in the middle of a journey about `case`, means another order: words that fit one of
    its items mean the item."""
    said = clues(turn)
    if any((said.number, said.ending, said.days, said.place, said.tracking)) or "other" in turn.values(
        "ordinal"
    ):
        return True
    if _chosen(turn) is not None and turn.slot("question") and turn.slot("question")["name"] == "order":
        return True
    return bool(said.words) and not find.lines_named(case, said.words) and _fits_an_order(turn, said)


def _fits_an_order(turn: Turn, said: find.Clues) -> bool:
    try:
        return bool(find.find(turn.desk, turn.who, said))
    except NotFound:
        return False


def order_label(case: OrderCase) -> str:
    """An order as one button: ending, items, state."""
    titles = [line.title for line in case.active_lines or case.lines]
    return word("label_order").format(
        number=short(case.order.id),
        items=brief(titles, word("label_and_more")),
        status=label("status", case.order.status.value),
    )


def remember_shown(turn: Turn, cases: Sequence[OrderCase]) -> None:
    """Keep which orders were listed, so that "the second one" can be understood."""
    turn.remember(shown=[case.order.id for case in cases])


def _chosen(turn: Turn) -> str | None:
    """An order named by a button, or by its place in the list shown last."""
    given = turn.value("order") or turn.value("choice")
    if given and str(given).isdigit():
        return str(given)
    listed = list(turn.slot("shown") or ())
    for place in turn.values("ordinal"):
        if isinstance(place, int) and 0 < place <= len(listed):
            return str(listed[place - 1])
        if place == "other" and len(listed) == 2:
            return next((one for one in listed if one != turn.slot("focus")), None)
    return None


def _not_found(turn: Turn, journey: str, hints: find.Clues, among: Among) -> OrderCase | None:
    """The same words for a number that does not exist and for one of somebody else's."""
    number = hints.number or hints.ending
    if hints.tracking and not number:
        turn.say("order_looks_like_tracking_number")
    elif number:
        turn.say("order_not_found", words=number)
    elif hints.words:
        turn.say("order_no_match", words=" ".join(hints.words))
    else:
        turn.say("order_none_then")
    return _page(turn, journey, 0, among)


def _own(turn: Turn, journey: str, number: str) -> OrderCase | None:
    try:
        return find.get(turn.desk, turn.who, number)
    except NotFound:
        turn.say("order_not_found", words=number)
        return _page(turn, journey, 0, None)


def _implied(turn: Turn, journey: str, among: Among) -> OrderCase | None:
    """Nothing was said: the order talked about, or the only one that makes sense."""
    focus, among = turn.slot("focus"), _ids(among)
    if "other" in turn.values("ordinal"):
        rest = [one for one in among or () if one != focus]
        return _own(turn, journey, rest[0]) if len(rest) == 1 else _page(turn, journey, 0, rest)
    if focus and (among is None or focus in among):
        return _own(turn, journey, focus)
    if among is not None and len(among) == 1:
        return find.get(turn.desk, turn.who, among[0])
    return _page(turn, journey, 0, among)


def _one_of(turn: Turn, journey: str, found: list[OrderCase], hints: find.Clues) -> OrderCase | None:
    if len(found) == 1:
        return found[0]
    if not found:
        return _not_found(turn, journey, hints, None)
    _ask(turn, journey, found[:PAGE], more=False)
    return None


def _page(turn: Turn, journey: str, page: int, among: Among, response: str | None = None) -> OrderCase | None:
    cases, total = _listed(turn, journey, page * PAGE, tuple(_ids(among) or ()))
    if total == 0:
        turn.say("no_orders")
        return None
    if total == 1 and not mentions_order(turn) and not other_number(turn):
        return cases[0]
    turn.remember(page=page)
    _ask(turn, journey, cases, more=total > (page + 1) * PAGE, response=response)
    return None


def _listed(turn: Turn, journey: str, start: int, among: tuple[str, ...]) -> tuple[list[OrderCase], int]:
    """Some orders to choose from, and how many there are: those that make sense first, or those alone."""
    if among and journey in STRICT:
        return [find.get(turn.desk, turn.who, one) for one in among[start : start + PAGE]], len(among)
    return find.recent(turn.desk, turn.who, offset=start, limit=PAGE, first=among)


def _ids(among: Among) -> Sequence[str] | None:
    return among() if callable(among) else among


def _ask(
    turn: Turn, journey: str, cases: Sequence[OrderCase], *, more: bool, response: str | None = None
) -> None:
    remember_shown(turn, cases)
    choices = [answer(journey, order_label(case), case.order.id) for case in cases]
    if more:
        choices.append(Choice(word("label_more_orders"), answer(journey, "", MORE).payload, MORE))
    ask(turn, journey, "order", "order", choices=choices, response=response)
