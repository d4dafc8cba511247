"""Does this message answer the open question? Pure functions, tried without Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nlu.buttons import chosen, meant_by, offered, pressed
from nlu.heard import Heard, Meaning
from nlu.replies import (
    about_discounts,
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
SURE = 0.6  # below this a "yes" is asked again (promise 5)


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
        return pressed(question, heard)
    if crowded and bare_number(heard.text) is not None:
        return Meaning("nlu_fallback")
    if question is None:
        return _kept(None, heard) or offered(buttons, heard) or (_explains(heard) if refused else None)
    if (kept := _kept(question, heard)) is not None:
        return kept
    if (button := chosen(question, heard)) is not None:
        return meant_by(button)
    if heard.intent in LEAVE and question["kind"] != "confirm":
        return None
    if question["kind"] != "confirm" and _is_plain_no(heard):
        return _left(question, heard)
    return KINDS[question["kind"]](question, heard)


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
