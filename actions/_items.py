"""Which items of an order are meant: "just the phone case", "both of them", "all but the socks"."""

from __future__ import annotations

from actions._clues import words
from actions._question import answer
from actions._turn import Choice, Turn
from actions._words import word
from nlu.naming import names_whole_order
from orderdesk.model import Line, OrderCase
from orderdesk.services.find import lines_named


class Unclear(Exception):
    """Items were named, but which units are meant must be asked. `lines`: the candidates."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        super().__init__(lines)
        self.lines = lines


def items_meant(turn: Turn, case: OrderCase) -> tuple[str, ...] | None:
    """The ids of the units the message means; None when it names none. Raises Unclear."""
    given = turn.value("lines") or turn.value("choice")
    known = {line.id for line in case.active_lines}
    if given and set(str(given).split(",")) <= known:
        return tuple(str(given).split(","))
    if given == "all":
        return tuple(line.id for line in case.active_lines)
    if turn.value("excluded"):
        out = lines_named(case, str(turn.value("excluded")).split())
        return tuple(line.id for line in case.active_lines if line.id not in out) if out else None
    if says_whole_order(turn):
        return None
    named = lines_named(case, words(turn), gone=True) if words(turn) else ()
    if named and not known & set(named):
        return named
    if not named and (counted := items_counted(turn, lines_asked(turn, case))):
        return counted
    return _counted(turn, case, tuple(one for one in named if one in known))


def items_counted(turn: Turn, offered: tuple[Line, ...]) -> tuple[str, ...] | None:
    """ "Both", "one of them", said to a question about these units: a part only where they are all alike."""
    quantity = turn.value("quantity")
    if not quantity or not offered:
        return None
    count = quantity["count"]
    if count in ("all", len(offered)):
        return tuple(line.id for line in offered)
    alike = len({line.title for line in offered}) == 1
    return (
        tuple(line.id for line in offered[:count])
        if alike and isinstance(count, int) and 0 < count < len(offered)
        else None
    )


def lines_asked(turn: Turn, case: OrderCase) -> tuple[Line, ...]:
    """The units that the open question lets choose from."""
    question = turn.slot("question")
    if not question or question["kind"] != "lines":
        return ()
    values = [str(one["value"]) for one in question["choices"]]
    return case.lines_of(tuple(part for value in values for part in value.split(",")))


def says_whole_order(turn: Turn) -> bool:
    """ "the hoodie order" names an order by its item, not an item of it."""
    return any(names_whole_order(turn.text, one) for one in words(turn))


def item_choices(journey: str, lines: tuple[Line, ...], everything: int) -> list[Choice]:
    """A button for each product (one unit, or all of the same), and one for the whole order."""
    choices = []
    for title in dict.fromkeys(line.title for line in lines):
        same = [line.id for line in lines if line.title == title]
        choices.append(answer(journey, title if len(same) == 1 else f"1 × {title}", same[0]))
        if len(same) > 1:
            choices.append(answer(journey, f"{len(same)} × {title}", ",".join(same)))
    if everything > 1:
        choices.append(answer(journey, word("label_whole_order"), "all"))
    return choices


def _counted(turn: Turn, case: OrderCase, named: tuple[str, ...]) -> tuple[str, ...] | None:
    quantity = turn.value("quantity")
    count = quantity["count"] if quantity else None
    if count == "all":
        return named or tuple(line.id for line in case.active_lines)
    if not named:
        same = {line.title for line in case.active_lines}
        return (
            tuple(one.id for one in case.active_lines[:count])
            if isinstance(count, int) and len(same) == 1
            else None
        )
    titles = {line.title for line in case.lines_of(named)}
    if isinstance(count, int) and len(titles) == 1 and count <= len(named):
        return named[:count]
    if (len(named) > 1 and len(named) < len(case.active_lines)) or (len(titles) == 1 and len(named) > 1):
        raise Unclear(case.lines_of(named))
    return named if len(named) < len(case.active_lines) else None
