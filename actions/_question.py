"""The open question: asked, kept in the slot `question`, asked again after something in between.

Slot `question`: {journey, name, kind, response, facts, choices, ref, card, tries}; `nlu/answers.py` reads it to tell
answers from other messages. `tries` counts what was said and not understood as its answer. Slot `suspended` holds a
question that waits while another journey, which only looks things up, asks one of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions._format import shown
from actions._menu import intent_choice, menu
from actions._turn import Choice, Turn
from actions._words import word
from nlu.payload import payload
from orderdesk.services.effect import drop

#: Journeys with an effect: their question is put aside by a look-up, not by each other.
EFFECTS = frozenset(
    {"cancel", "withdraw", "returns", "withdraw_return", "return_sent", "seller", "dispute", "ticket"}
)
#: After so many answers that were not understood: a person is offered; the question is left.
HELP, GIVE_UP = 2, 3


def ask(
    turn: Turn,
    journey: str,
    name: str,
    kind: str,
    *,
    choices: Sequence[Choice] = (),
    ref: str | None = None,
    response: str | None = None,
    card: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Ask a question and keep it open. Kinds: choice, order, lines, confirm, text (see nlu/answers.py).

    The same question again, because the answer was not understood: with a way out, and in the end not at all.
    """
    asked = turn.slot("question")
    _suspend(turn, journey)
    told = {key: shown(value, turn.customer) for key, value in facts.items()}
    question = {
        "journey": journey,
        "name": name,
        "kind": kind,
        "response": response or f"{journey}_ask_{name}",
        "facts": told,
        "choices": [{"label": one.label, "payload": one.payload, "value": one.value} for one in choices],
        "ref": ref,
        "card": card,
        "tries": 0,
    }
    missed = _is_the_same(asked, question) and turn.intent == f"answer_{journey}"
    if asked and missed:
        question["tries"] = asked.get("tries", 0)
    if missed and not miss(turn, question):
        return
    turn.remember(question=question)
    _utter(turn, question)


def miss(turn: Turn, question: dict[str, Any]) -> bool:
    """Count an answer that was not understood; after the last one the question is left. Whether it stays open."""
    question["tries"] = question.get("tries", 0) + 1
    if question["tries"] < GIVE_UP:
        turn.remember(question=question)
        if question["tries"] >= HELP:
            turn.say("question_unclear")
        return True
    abandon(turn)
    turn.say("question_left", buttons=[intent_choice("talk_to_human"), *menu()[:3]])
    return False


def confirm(
    turn: Turn,
    journey: str,
    ref: str,
    *,
    more: Sequence[Choice] = (),
    response: str | None = None,
    yes: str | None = None,
    card: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Ask for a yes that does what pending action `ref` says.

    `more`: buttons between the yes and the no. `yes`: the yes button's label, where it is not the journey's.
    """
    agree = Choice(word(f"label_yes_{yes or journey}"), payload(f"confirm_{journey}", ref=ref), "yes")
    no = Choice(word(f"label_no_{journey}"), payload(f"decline_{journey}", ref=ref), "no")
    choices = (agree, *more, no)
    ask(turn, journey, "confirm", "confirm", choices=choices, ref=ref, response=response, card=card, **facts)


def answer(journey: str, label: str, value: str) -> Choice:
    """A button that answers the open question of a journey."""
    return Choice(label, payload(f"answer_{journey}", choice=value), value)


def close(turn: Turn) -> None:
    """The question is answered; one that waited stays waiting until `resume`."""
    turn.remember(question=None)


def close_own(turn: Turn, journey: str) -> None:
    """The same for a journey's own question, open or waiting: a late yes does not end what another journey asks."""
    for slot in ("question", "suspended"):
        if (question := turn.slot(slot)) and question["journey"] == journey:
            turn.remember(**{slot: None})


def leave(turn: Turn) -> bool:
    """Drop the open question of a look-up. Whether another journey's question waits behind it."""
    if (question := turn.slot("question")) is not None:
        turn.remember(question=None)
        turn.forget(question["journey"])
    return turn.slot("suspended") is not None


def abandon(turn: Turn) -> str | None:
    """Drop whatever was open, in the conversation and in the database. Returns the journey that was open."""
    question, waiting = turn.slot("question"), turn.slot("suspended")
    turn.remember(question=None, suspended=None)
    if turn.speaker:
        drop(turn.desk, turn.speaker.conversation_id)
    left = waiting or question
    for journey in {one["journey"] for one in (question, waiting) if one}:
        turn.forget(journey)
    return left["journey"] if left else None


def resume(turn: Turn) -> bool:
    """Ask the open (or the waiting) question once more. Returns whether there was one."""
    question = turn.slot("question")
    if question is None and (waiting := turn.slot("suspended")) is not None:
        turn.remember(question=waiting, suspended=None)
        question = waiting
    if question is not None:
        _utter(turn, question)
    return question is not None


def _suspend(turn: Turn, journey: str) -> None:
    """A look-up that asks leaves the other journey's question waiting; any other journey takes its place.

    One look-up after another takes the place of the first, and what waited behind it goes on waiting.
    """
    current = turn.slot("question")
    if journey in EFFECTS:
        turn.remember(suspended=None)
    elif current and current["journey"] in EFFECTS:
        turn.remember(suspended=current)


def _is_the_same(asked: dict[str, Any] | None, question: dict[str, Any]) -> bool:
    if asked is None or any(asked[key] != question[key] for key in ("journey", "name", "facts")):
        return False
    return [one["value"] for one in asked["choices"]] == [one["value"] for one in question["choices"]]


def _utter(turn: Turn, question: dict[str, Any]) -> None:
    buttons = [Choice(one["label"], one["payload"]) for one in question["choices"]]
    if question.get("tries", 0) >= HELP:
        buttons.append(intent_choice("talk_to_human"))
    turn.say(question["response"], buttons=buttons, card=question.get("card"), **question["facts"])
