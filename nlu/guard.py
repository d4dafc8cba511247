"""The last word about "cancel": an intent to cancel needs words that ask for it.

The classifier weighs words; it may take "do not cancel it" for a wish to cancel. The rules of `nlu/mood.py`
know better, and when they speak against a wish, another intent takes its place (promise 5 of the design).
"""

from typing import Any

GUARDED = "cancel_order"
# For each mood the intents that may take the place, the first one when none of them is likely.
INSTEAD = {
    "negated": ("keep_order", "withdraw_cancellation", "withdraw_return"),
    "question": ("ask_cancellation_policy", "how_to_cancel", "cancel_status", "ask_why_cancelled"),
    "report": ("cancel_status", "ask_why_cancelled", "withdraw_cancellation", "inform"),
    "hypothetical": ("ask_cancellation_policy", "delivery_problem", "delivery_eta", "track_order"),
    "undo": ("withdraw_cancellation", "keep_order"),
    "other_object": ("out_of_scope", "withdraw_return", "withdraw_cancellation", "contact_seller"),
    "instead_of": ("change_order", "keep_order", "exchange_item", "return_item", "delivery_problem"),
}
CLEAR = 0.7  # how sure a wish to cancel must be that names no cancelling ("drop it")
DOUBT = 0.3  # below every threshold: the assistant asks
Ranking = list[dict[str, Any]]


def guarded(ranking: Ranking, mood: str | None) -> Ranking:
    """`ranking` with another intent first when it wants to cancel and the words do not ask for that.

    The intent that steps in takes over the confidence of the one it replaces, which ends last with none.
    """
    if ranking[0]["name"] == GUARDED and mood is None and ranking[0]["confidence"] < CLEAR:
        return [
            {"name": GUARDED, "confidence": DOUBT},
            *({**entry, "confidence": 0.0} for entry in ranking[1:]),
        ]
    if ranking[0]["name"] != GUARDED or mood not in INSTEAD:
        return ranking
    allowed = INSTEAD[mood]
    likely = [entry["name"] for entry in ranking if entry["name"] in allowed]
    name = likely[0] if likely else allowed[0]
    rest = [entry for entry in ranking if entry["name"] not in (GUARDED, name)]
    own = sum(entry["confidence"] for entry in ranking if entry["name"] in (GUARDED, name))
    return [{"name": name, "confidence": own}, *rest, {"name": GUARDED, "confidence": 0.0}]
