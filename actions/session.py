"""What belongs to no journey: hello, the open question, leaving it, not understood."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk.events import ActionExecuted, UserUtteranceReverted, UserUttered

from actions._base import DeskAction
from actions._cancel_refused import hear_reason
from actions._done import tell_again
from actions._menu import intent_choice, menu
from actions._order import mentions_order
from actions._question import HELP, abandon, leave, miss, resume
from actions._turn import Choice, Turn
from actions.track import show_order
from orderdesk.services.effect import last_done

#: Intents that may be offered when a message was not understood, by their labels `utter_label_intent_<intent>`.
OFFERED = (
    "track_order", "delivery_eta", "delivery_problem", "list_orders", "cancel_order", "how_to_cancel",
    "ask_cancellation_policy", "cancel_status", "withdraw_cancellation", "return_item", "exchange_item",
    "ask_return_policy", "get_refund", "refund_status", "change_order", "contact_seller", "open_dispute",
    "talk_to_human",
)  # fmt: skip
LIKELY = 0.08  # an intent below this is no guess worth a button
GUESSES = 3
AGAIN = timedelta(minutes=5)  # a yes within this long after an effect is taken for a repeated one


class Resume(DeskAction):
    """After something in between: the open question once more, unless this turn asked one."""

    action_name = "action_resume"

    def handle(self, turn: Turn) -> None:
        """Rasa runs this after each answer that is not a journey's own. What else the message asked for comes first."""
        also = [one for one in turn.values("also") if _is_request(one)]
        if also and not _asked_in_this_turn(turn):
            turn.events.extend(_as_message(also[0], also[1:]))
        elif not _asked_in_this_turn(turn):
            resume(turn)


class Greet(DeskAction):
    """Hello, by name where one is known."""

    action_name = "action_greet"

    def handle(self, turn: Turn) -> None:
        """Say what can be done here."""
        if turn.customer is None:
            return turn.say("greet_stranger")
        turn.say("greet", name=turn.customer.first_name, buttons=menu())
        return None


class Stop(DeskAction):
    """Never mind."""

    action_name = "action_stop"

    def handle(self, turn: Turn) -> None:
        """Drop what was open, and say that nothing was done."""
        left = abandon(turn)
        turn.remember(several=None)
        turn.say("stopped" if left else "nothing_to_stop")


class LeaveQuestion(DeskAction):
    """No to a look-up's question: only that is dropped."""

    action_name = "action_leave_question"

    def handle(self, turn: Turn) -> None:
        """What waits behind it is asked again by action_resume."""
        turn.say("question_skipped" if leave(turn) else "stopped")


class StartOver(DeskAction):
    """From the beginning."""

    action_name = "action_start_over"

    def handle(self, turn: Turn) -> None:
        """Drop everything, what was talked about included."""
        abandon(turn)
        turn.remember(focus=None, shown=None, page=None, several=None)
        turn.say("start_over", buttons=menu())


class StrayAnswer(DeskAction):
    """A yes or no while nothing is asked: a repeated one gets the same reply, marked as already done."""

    action_name = "action_stray_answer"

    def handle(self, turn: Turn) -> None:
        """Does nothing, whatever it says. To an open question that is no yes-or-no one, it is no answer."""
        if (question := turn.slot("question")) is not None:
            if miss(turn, question):
                resume(turn)
            return None
        if turn.slot("suspended"):
            return None
        again = turn.speaker is not None and turn.intent == "affirm" and _just_confirmed(turn)
        done = last_done(turn.desk, turn.who, within=AGAIN) if again else None
        if done is None:
            return turn.say("nothing_asked" if turn.intent == "affirm" else "all_right", buttons=menu())
        return tell_again(turn, done)


class StaleChoice(DeskAction):
    """A button of an older step."""

    action_name = "action_stale_choice"

    def handle(self, turn: Turn) -> None:
        """Nothing changes; the open question comes again by action_resume."""
        turn.say("stale_choice")


class Fallback(DeskAction):
    """Not understood: first the likely meanings as buttons, then a person."""

    action_name = "action_fallback"

    def handle(self, turn: Turn) -> None:
        """Counts what was not understood in a row."""
        if (question := turn.slot("question")) is not None:
            return _missed(turn, question)
        if _misses(turn) > 1:
            return turn.say("not_understood_again", buttons=[intent_choice("talk_to_human"), *menu()[:3]])
        guesses = _guesses(turn)
        if guesses:
            return turn.say("not_understood_likely", buttons=[*guesses, intent_choice("talk_to_human")])
        return turn.say("not_understood", buttons=menu())


class DefaultFallback(Fallback):
    """Rasa's last resort, when no rule fits: the same words."""

    action_name = "action_default_fallback"

    def handle(self, turn: Turn) -> None:
        """Take the message back, as Rasa's own does: else Rasa predicts this action until its limit, for ever after."""
        super().handle(turn)
        turn.events.append(UserUtteranceReverted())


class Inform(DeskAction):
    """A bare order, item or reason while nothing is asked: what about it?"""

    action_name = "action_inform"

    def handle(self, turn: Turn) -> None:
        """Show the order that is meant, if one is."""
        if hear_reason(turn):
            return None
        if not mentions_order(turn):
            return turn.say("inform_what", buttons=menu())
        return show_order(turn)


def _missed(turn: Turn, question: dict[str, Any]) -> None:
    """No answer to the open question, which comes again while it stays open."""
    if not miss(turn, question):
        return
    if question["tries"] < HELP:
        turn.say("not_understood_open")
    resume(turn)


def _guesses(turn: Turn) -> list[Choice]:
    ranking = turn.tracker.latest_message.get("intent_ranking") or []
    likely = [one["name"] for one in ranking if one["name"] in OFFERED and one["confidence"] >= LIKELY]
    return [intent_choice(name) for name in likely[:GUESSES]]


def _misses(turn: Turn) -> int:
    """How many user messages in a row, this one included, were not understood."""
    count = 0
    for event in reversed(turn.tracker.events):
        if event["event"] == "user":
            if event["parse_data"]["intent"]["name"] != "nlu_fallback":
                break
            count += 1
    return count


def _is_request(value: Any) -> bool:
    """Payloads that are typed may hold anything."""
    kinds = {"intent": str, "text": str, "entities": list}
    return isinstance(value, dict) and all(isinstance(value.get(name), kind) for name, kind in kinds.items())


def _as_message(asked: dict[str, Any], later: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The next request of the same message, as if it had been sent by itself."""
    more = [{"entity": "also", "value": one} for one in later]
    parsed = {"intent": {"name": asked["intent"], "confidence": 1.0}, "entities": [*asked["entities"], *more]}
    said = UserUttered(asked["text"], parse_data={"text": asked["text"], **parsed})
    return [ActionExecuted("action_listen"), said]


def _just_confirmed(turn: Turn) -> bool:
    """Whether the messages before this one were a confirmation, and nothing but yeses after it."""
    intents = [e["parse_data"]["intent"]["name"] for e in turn.tracker.events if e["event"] == "user"][:-1]
    before = next((name for name in reversed(intents) if name != "affirm"), "") or ""
    return before.startswith("confirm_")


def _asked_in_this_turn(turn: Turn) -> bool:
    for event in reversed(turn.tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "slot" and event["name"] == "question":
            return event["value"] is not None
    return False
