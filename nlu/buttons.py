"""Buttons: what a pressed one means, and which of those that were shown a typed text names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from nlu.heard import Heard, Meaning
from nlu.payload import read_payload
from nlu.replies import asks_for_more, bare_number

#: What answers a question counts only while it is open.
ANSWER_PREFIXES = ("answer_", "confirm_", "decline_")
SAME_LABEL = 88  # rapidfuzz ratio from which a typed text is a button's label
SAME_WORD = 75  # … and from which two of its words are one
#: Rasa's own intents, and ours that only an open question gives.
NOT_FOR_BUYERS = frozenset({"restart", "session_start", "back", "nlu_fallback"})
STALE = Meaning("stale_choice")


def pressed(question: Mapping[str, Any] | None, heard: Heard) -> Meaning:
    """A button, or text that looks like one. Answers count only while their question is open; a confirmation carries
    the id of what it confirms, so the desk decides whether it still stands."""
    read = read_payload(heard.text.strip())
    if read is None:
        return STALE
    intent, entities = read
    if intent in NOT_FOR_BUYERS:
        return Meaning("start_over") if intent == "restart" else STALE
    asked = [choice["payload"] for choice in question["choices"]] if question else []
    known = heard.text in asked or (intent.startswith("confirm_") and "ref" in entities)
    if intent.startswith(ANSWER_PREFIXES) and not known:
        return STALE
    return Meaning(intent, entities)


def offered(buttons: Sequence[Mapping[str, Any]], heard: Heard) -> Meaning | None:
    """The meaning of a button that needs no question, named by its number or its words."""
    free = [one for one in buttons if _is_free(one["payload"])]
    button = chosen({"kind": "menu", "choices": free}, heard)
    return meant_by(button) if button else None


def chosen(question: Mapping[str, Any], heard: Heard) -> Mapping[str, Any] | None:
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


def meant_by(button: Mapping[str, Any]) -> Meaning:
    """What pressing it means. Raises ValueError where it was made with something that is no payload."""
    read = read_payload(button["payload"])
    if read is None:
        raise ValueError(f"not a payload: {button['payload']!r}")
    return Meaning(*read)


def _is_free(text: str) -> bool:
    read = read_payload(text)
    return read is not None and not read[0].startswith(ANSWER_PREFIXES)


def _says(text: str, label: str) -> bool:
    """Whether a typed text is a button's label, typos allowed; but "refund" is no slip of "return"."""
    if fuzz.ratio(text, label) < SAME_LABEL:
        return False
    said, written = ([word for word in re.findall(r"[^\W_]+", one) if len(word) > 3] for one in (text, label))
    return all(any(fuzz.ratio(word, other) >= SAME_WORD for other in written) for word in said)
