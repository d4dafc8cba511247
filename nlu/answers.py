"""Does this message answer the open question? Pure functions, tried without Rasa."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from nlu.replies import (
    about_discounts,
    asks_for_more,
    asks_something,
    bare_number,
    goes_ahead,
    leading_count,
    limits_something,
)

#: Intents that say nothing by themselves: while a question is open they are its answer.
BARE = frozenset({"inform", "out_of_scope", "nlu_fallback", None})
#: What a buyer says to leave a question, whatever it is.
LEAVE = frozenset({"stop", "start_over", "talk_to_human"})
YES, NO = frozenset({"affirm"}), frozenset({"deny", "stop", "keep_order"})
#: Intents that open a journey with an effect.
OPENS = {
    "cancel_order": "cancel",
    "keep_order": "keep",
    "withdraw_cancellation": "withdraw",
    "return_item": "returns",
    "exchange_item": "returns",
    "get_refund": "returns",
    "withdraw_return": "withdraw_return",
    "contact_seller": "seller",
    "open_dispute": "dispute",
    "talk_to_human": "support",
}
#: Journeys that ask for a reason.
REASONED = frozenset({"cancel", "returns"})
#: Reasons that speak of a discount themselves.
DISCOUNTS = frozenset({"forgot_coupon", "discount_not_expected"})
NUMBERS = frozenset({"order_number", "order_suffix"})
#: Journeys that "don't cancel" ends.
DECLINED = frozenset({"cancel"})
#: Journeys that say what a no has left undone; any other question is a look-up's: it is left, nothing more.
SAY_NO = frozenset({"cancel", "withdraw", "returns", "withdraw_return", "return_sent", "seller", "dispute"})
SHORT = 4  # words of a no that says nothing else
REFERENCES = frozenset({"order_number", "order_suffix", "ordinal", "date", "quantity", "excluded"})
STRONG = frozenset({"order_number", "order_suffix", "ordinal"})
ANSWER_PREFIXES = ("answer_", "confirm_", "decline_")
SURE = 0.6  # below this a "yes" is asked again (promise 5)
SAME_LABEL = 88  # rapidfuzz ratio from which a typed text is a button's label
SAME_WORD = 75  # … and from which two of its words are one
#: Rasa's own intents, and ours that only an open question gives.
NOT_FOR_BUYERS = frozenset({"restart", "session_start", "back", "nlu_fallback"})
PAYLOAD = re.compile(r"^/(?P<intent>\w+)(?P<entities>\{.*\})?$", re.S)


@dataclass(frozen=True)
class Heard:
    """A parsed message: text, intent with confidence, Rasa entities."""

    text: str
    intent: str | None
    confidence: float
    entities: tuple[Mapping[str, Any], ...] = ()

    def has(self, names: frozenset[str]) -> bool:
        """Whether one of these entities was found."""
        return any(entity["entity"] in names for entity in self.entities)

    def values(self, name: str) -> list[Any]:
        """The values of an entity, as found."""
        return [entity["value"] for entity in self.entities if entity["entity"] == name]


@dataclass(frozen=True)
class Meaning:
    """The intent a message gets, and entities to add."""

    intent: str
    entities: Mapping[str, Any] = field(default_factory=dict)


STALE = Meaning("stale_choice")


def interpret(
    question: Mapping[str, Any] | None,
    heard: Heard,
    buttons: Sequence[Mapping[str, Any]] = (),
    *,
    crowded: bool = False,
    refused: bool = False,
) -> Meaning | None:
    """The message's meaning under the open question; None where it means what it says.

    `buttons` (label, payload): what was offered last; while nothing is asked, a number or a label means one of them.
    `crowded`: several sets of buttons were shown at once, so a bare number could mean one of each.
    `refused`: a cancellation was, so a bare reason speaks of that.
    """
    if heard.text.startswith("/"):
        return _pressed(question, heard)
    if crowded and bare_number(heard.text) is not None:
        return Meaning("nlu_fallback")
    if question is None:
        return _kept(None, heard) or _offered(buttons, heard) or (_explains(heard) if refused else None)
    if (kept := _kept(question, heard)) is not None:
        return kept
    chosen = _choice(question, heard)
    if chosen is not None:
        return _unpack(chosen["payload"])
    if heard.intent in LEAVE and question["kind"] != "confirm":
        return None
    if question["kind"] != "confirm" and _is_plain_no(heard):
        return _left(question, heard)
    return KINDS[question["kind"]](question, heard)


def _pressed(question: Mapping[str, Any] | None, heard: Heard) -> Meaning:
    """A button, or text that looks like one. Answers count only while their question is open; a confirmation carries
    the id of what it confirms, so the desk decides whether it still stands."""
    match = PAYLOAD.match(heard.text.strip())
    if match is None:
        return STALE
    intent, entities = match["intent"], _entities(match["entities"])
    if intent in NOT_FOR_BUYERS or entities is None:
        return Meaning("start_over") if intent == "restart" else STALE
    offered = [choice["payload"] for choice in question["choices"]] if question else []
    known = heard.text in offered or (intent.startswith("confirm_") and "ref" in entities)
    if intent.startswith(ANSWER_PREFIXES) and not known:
        return STALE
    return Meaning(intent, entities)


def _kept(question: Mapping[str, Any] | None, heard: Heard) -> Meaning | None:
    """ "Don't cancel" in so many words, which no low confidence may turn into anything else."""
    if "negated" not in heard.values("cancel_mood") or heard.intent in OPENS.keys() - {
        "cancel_order",
        "keep_order",
    }:
        return None
    if question is not None and question["journey"] in DECLINED:
        return Meaning(f"decline_{question['journey']}", {"ref": question["ref"]})
    return Meaning("keep_order") if question is None and heard.intent in BARE | {"cancel_order"} else None


def _offered(buttons: Sequence[Mapping[str, Any]], heard: Heard) -> Meaning | None:
    """A button that needs no question, named by its number or its words."""
    free = [
        one
        for one in buttons
        if PAYLOAD.match(one["payload"]) and not one["payload"][1:].startswith(ANSWER_PREFIXES)
    ]
    chosen = _choice({"kind": "menu", "choices": free}, heard)
    return _unpack(chosen["payload"]) if chosen else None


def _choice(question: Mapping[str, Any], heard: Heard) -> Mapping[str, Any] | None:
    """The offered choice that is named by its number or by its words."""
    choices: Sequence[Mapping[str, Any]] = question["choices"]
    bare = bare_number(heard.text)
    if bare and bare <= len(choices):
        return choices[bare - 1]
    ordinals = [value for value in heard.values("ordinal") if isinstance(value, int)]
    if question["kind"] in ("choice", "order") and len(ordinals) == 1 and 0 < ordinals[0] <= len(choices):
        return choices[ordinals[0] - 1]
    text = heard.text.strip().lower()
    if asks_for_more(text):
        return next((choice for choice in choices if '"choice": "more"' in choice["payload"]), None)
    named = [choice for choice in choices if _says(text, choice["label"].lower())]
    return named[0] if len(named) == 1 else None


def _left(question: Mapping[str, Any], heard: Heard) -> Meaning | None:
    """ "No" to a look-up leaves the look-up; "don't cancel it" means what waits behind it."""
    journey = question["journey"]
    if journey in SAY_NO:
        return Meaning(f"decline_{journey}", {"ref": question["ref"]})
    return None if heard.intent == "keep_order" else Meaning("decline_question")


def _is_plain_no(heard: Heard) -> bool:
    """ "No", "no thanks": not "no, it's broken", not "no, the other one"."""
    says_more = heard.has(REFERENCES | {"reason", "product_phrase"}) or limits_something(heard.text)
    return heard.intent in NO and len(heard.text.split()) <= SHORT and not says_more


def _says(text: str, label: str) -> bool:
    """Whether a typed text is a button's label, typos allowed; but "refund" is no slip of "return"."""
    if fuzz.ratio(text, label) < SAME_LABEL:
        return False
    said, written = ([word for word in re.findall(r"[^\W_]+", one) if len(word) > 3] for one in (text, label))
    return all(any(fuzz.ratio(word, other) >= SAME_WORD for other in written) for word in said)


def _confirm(question: Mapping[str, Any], heard: Heard) -> Meaning | None:
    """Yes, no, or a correction ("no, the other one", "yes but only the socks")."""
    journey, ref = question["journey"], question["ref"]
    answering = heard.intent in YES | NO | {"inform"}
    corrects = answering and (heard.has(REFERENCES) or _changes_something(heard))
    if corrects or (heard.intent in BARE and heard.has(STRONG)):
        return Meaning(f"answer_{journey}")
    if (heard.intent in YES and heard.confidence >= SURE) or goes_ahead(journey, heard.text):
        return Meaning(f"confirm_{journey}", {"ref": ref})
    if heard.intent in NO:
        return Meaning(f"decline_{journey}", {"ref": ref})
    if heard.intent == "inform" or _gives_another_reason(question, heard):
        return Meaning(f"answer_{journey}")
    return None


def _gives_another_reason(question: Mapping[str, Any], heard: Heard) -> bool:
    """ "Actually, it arrived damaged" at the confirmation is a correction, not a new story."""
    told = heard.intent in BARE | {"delivery_problem"} and not _asks(heard)
    return told and question["journey"] in REASONED and bool(heard.values("reason"))


def _explains(heard: Heard) -> Meaning | None:
    """A bare reason, whatever it sounds like while nothing is asked; "coupon not working" is none."""
    about = set(heard.values("reason"))
    if heard.intent == "out_of_scope" and about_discounts(heard.text):
        about &= DISCOUNTS
    bare = heard.intent in BARE | {"affirm", "deny"} and not _asks(heard)
    return Meaning("inform") if bare and about else None


def _asks(heard: Heard) -> bool:
    """A question, with or without its mark. An order's words may look out of scope, too, so that alone is none."""
    unmarked = heard.intent == "out_of_scope" and asks_something(heard.text)
    return unmarked or heard.text.rstrip().endswith("?")


def _changes_something(heard: Heard) -> bool:
    return limits_something(heard.text) and bool(heard.values("product_phrase"))


def _choose(question: Mapping[str, Any], heard: Heard) -> Meaning | None:
    """One of several codes; reasons may be given in free words, even in such as sound like a question of their own
    ("it takes too long"), but not while asking for another journey ("I want to return it, it is broken")."""
    codes = {choice["value"] for choice in question["choices"]}
    spoken = [code for code in heard.values("reason") if code in codes]
    if spoken and _opens(heard) in (None, question["journey"]):
        return Meaning(f"answer_{question['journey']}", {"choice": spoken[0]})
    if heard.intent in NO and (heard.has(NUMBERS) or "other" in heard.values("ordinal")):
        return Meaning(f"answer_{question['journey']}")  # "no, 57…": another order
    return _bare(question, heard)


def _opens(heard: Heard) -> str | None:
    """The journey with an effect that the message asks for. "I don't want it any more" keeps nothing: only words
    about cancelling do."""
    if heard.intent == "keep_order" and not heard.values("cancel_mood"):
        return None
    return OPENS.get(heard.intent or "")


def _refer(question: Mapping[str, Any], heard: Heard) -> Meaning | None:
    """An order, or some items of one. Why it is to be cancelled may be told before which one it is."""
    if question["journey"] == "cancel" and _gives_another_reason(question, heard):
        return Meaning("answer_cancel")
    if _is_aside(heard):
        return None
    if heard.intent in BARE | YES | NO and heard.has(REFERENCES):
        return Meaning(f"answer_{question['journey']}")
    if question["kind"] == "lines" and heard.intent in YES | NO and _count(heard):
        return Meaning(f"answer_{question['journey']}", _count(heard))
    return _bare(question, heard)


def _is_aside(heard: Heard) -> bool:
    """Something about the shop, not about an order: "any discounts today"."""
    asks = asks_something(heard.text) or about_discounts(heard.text)
    return heard.intent == "out_of_scope" and asks and not heard.has(STRONG)


def _bare(question: Mapping[str, Any], heard: Heard) -> Meaning | None:
    if heard.intent in BARE and not _asks(heard):
        return Meaning(f"answer_{question['journey']}", _count(heard))
    return None


def _count(heard: Heard) -> dict[str, Any]:
    """ "3 hoodies": so many of a thing, where nothing else says how many."""
    count = leading_count(heard.text) if heard.has(frozenset({"product_phrase"})) else None
    return {"quantity": {"count": count}} if count and not heard.values("quantity") else {}


def _free(question: Mapping[str, Any], heard: Heard) -> Meaning | None:
    """The words themselves are the answer; "send it" asks for what was drafted before."""
    if goes_ahead(question["journey"], heard.text):
        return Meaning(f"answer_{question['journey']}", {"choice": "go_ahead"})
    return Meaning(f"answer_{question['journey']}")


KINDS = {"confirm": _confirm, "choice": _choose, "order": _refer, "lines": _refer, "text": _free}


def _entities(text: str | None) -> dict[str, Any] | None:
    """The entities of a payload, None when they cannot be read."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _unpack(text: str) -> Meaning:
    match = PAYLOAD.match(text)
    if match is None:
        raise ValueError(f"not a payload: {text!r}")
    return Meaning(match["intent"], _entities(match["entities"]) or {})
