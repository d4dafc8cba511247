"""When it arrives, "tell me when it does", and what to do when something is wrong with it."""

from __future__ import annotations

from dataclasses import replace

from actions._base import DeskAction
from actions._clues import words
from actions._format import short
from actions._menu import intent_choice
from actions._offers import offered, refuse
from actions._order import mentions_order, names_another, resolve
from actions._question import answer, ask, close
from actions._story import expectation, last_seen, left_at, parcels, titles
from actions._turn import Turn
from actions._words import label
from orderdesk.decision import Alternative
from orderdesk.model import OrderCase
from orderdesk.policy.problem import OTHER, PROBLEMS, problems_for
from orderdesk.services import find, track

HELPFUL = 3  # buttons after a short answer
#: When the carrier's last word is worth saying.
ON_THE_WAY = ("expect", "slipping", "late", "going_back", "unknown")


class DeliveryDate(DeskAction):
    """ "When will it arrive?", or the answer to which order is meant."""

    action_name = "action_delivery_eta"

    def handle(self, turn: Turn) -> None:
        """The date that is promised, or honestly none. How long it takes in general is asked by strangers, too."""
        if turn.speaker is None:
            turn.say("eta_stranger")
        elif _nothing_to_come(turn):
            turn.say("eta_nothing", buttons=[intent_choice("list_orders")])
        elif case := resolve(
            turn, "eta", among=lambda: _with_focus(turn, track.open_orders(turn.desk, turn.who))
        ):
            _tell_date(turn, case)


class ArrivalNotice(DeskAction):
    """ "Tell me when it arrives", or the answer to which order is meant. It costs nothing, so it is done at once."""

    action_name = "action_delivery_notify"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Says what the committed row says; asked twice, it is one notice."""
        case = resolve(turn, "watch", among=lambda: _with_focus(turn, track.open_orders(turn.desk, turn.who)))
        if case is None:
            return
        turn.remember(focus=case.order.id)
        done = track.watch(turn.desk, turn.who, case.order.id)
        if done.watch is None:
            refuse(turn, "watch", done.decision)
        else:
            _tell_watched(turn, done)


class DeliveryProblem(DeskAction):
    """Late, missing, damaged, wrong, incomplete: which order, what is the matter, what helps."""

    action_name = "action_delivery_problem"

    def handle(self, turn: Turn) -> None:
        """Begins anew with whatever was said already."""
        turn.remember(problem_order=None, problem_lines=None)
        _take(turn, _problem(turn))


class DeliveryProblemAnswer(DeskAction):
    """The order, or what is the matter with it."""

    action_name = "action_delivery_problem_answer"

    def handle(self, turn: Turn) -> None:
        """Goes on with what is known; another order may be named at any time."""
        asked = (turn.slot("question") or {"name": ""})["name"]
        _take(turn, _problem(turn) or turn.slot("problem_what"), asked)


def _nothing_to_come(turn: Turn) -> bool:
    """Whether no order is named or talked about, and none is still to come."""
    if mentions_order(turn) or turn.slot("focus") or track.open_orders(turn.desk, turn.who):
        return False
    return find.recent(turn.desk, turn.who, limit=1)[1] > 1


def _tell_date(turn: Turn, case: OrderCase) -> None:
    turn.remember(focus=case.order.id)
    found = track.look(turn.desk, turn.who, case.order.id)
    seen = parcels(turn, case, 1) if len(case.parcels) > 1 else last_seen(turn, case)
    turn.say(
        f"eta_{found.outlook.code}",
        order=short(case.order.id),
        items=titles(case),
        outlook=expectation(turn, case, found.outlook),
        seen=f"\n{seen}" if seen and found.outlook.code in ON_THE_WAY else "",
        buttons=[offered(step) for step in found.steps[:HELPFUL]],
    )


def _tell_watched(turn: Turn, done: track.Watched) -> None:
    found = track.look(turn.desk, turn.who, done.case.order.id)
    moment = "again_done" if done.repeated else "done"
    told = expectation(turn, done.case, found.outlook)
    turn.say(f"watch_{moment}", order=short(done.case.order.id), outlook=told)


def _take(turn: Turn, problem: str | None, asked: str = "") -> None:
    turn.remember(problem_what=problem)
    known = turn.slot("problem_order")
    case: OrderCase | None = find.get(turn.desk, turn.who, str(known)) if known else None
    if case is None or names_another(turn, case):
        case = resolve(
            turn, "problem", among=lambda: _with_focus(turn, track.troubled(turn.desk, turn.who, problem))
        )
    if case is None:
        return
    turn.remember(problem_order=case.order.id, focus=case.order.id)
    _keep_lines(turn, case)
    kinds = problems_for(case)
    if problem is None and asked == "what" and case.order.id == known:
        problem = OTHER  # free words that name no problem we know
    if problem is None and len(kinds) > 1:
        choices = [answer("problem", label("problem", code), code) for code in kinds]
        ask(turn, "problem", "what", "choice", choices=choices, order=short(case.order.id))
    else:
        _tell(turn, case, problem or kinds[0])


def _tell(turn: Turn, case: OrderCase, problem: str) -> None:
    if (question := turn.slot("question")) and question["journey"] == "problem":
        close(turn)
    lines = turn.slot("problem_lines")
    turn.forget("problem")
    helping = track.help_with(turn.desk, turn.who, case.order.id, problem)
    found = track.look(turn.desk, turn.who, case.order.id)
    told = [expectation(turn, found.case, found.outlook), last_seen(turn, found.case)]
    turn.say(
        f"problem_{helping.situation}",
        order=short(case.order.id),
        items=titles(case),
        seller=case.seller.name,
        outlook=" ".join(part for part in told if part),
        at=case.order.delivered_at,
        place=left_at(case),
        problem=label("problem", problem),
    )
    turn.say("problem_help", buttons=[offered(_about(step, lines)) for step in helping.steps])


def _about(step: Alternative, lines: str | None) -> Alternative:
    """A return is about the items that were named."""
    named = lines and step.code == "return_item"
    return replace(step, facts={**step.facts, "lines": lines}) if named else step


def _keep_lines(turn: Turn, case: OrderCase) -> None:
    """The items that were named, for the journey that follows."""
    named = find.lines_named(case, words(turn)) if words(turn) else ()
    if named and len(named) < len(case.active_lines):
        turn.remember(problem_lines=",".join(named))


def _problem(turn: Turn) -> str | None:
    """What is the matter, as far as the message says it."""
    named = [code for code in [turn.value("choice"), *turn.values("reason")] if code in PROBLEMS]
    return str(named[0]) if named else None


def _with_focus(turn: Turn, orders: tuple[str, ...]) -> tuple[str, ...]:
    """The orders that make sense, and the one talked about, whatever became of it."""
    focus = turn.slot("focus")
    return (focus, *orders) if focus and focus not in orders else orders
