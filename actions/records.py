"""Records: references in the chat, and a copy of the conversation by e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from actions._base import DeskAction
from actions._turn import Turn
from orderdesk.services import delivery, records
from orderdesk.services.records import Said

WHO = {"user": "buyer", "bot": "bot"}


class SendRecords(DeskAction):
    """ "Send me a copy of this"."""

    action_name = "action_support_records"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """The references at once, the transcript by e-mail; asked again within a minute, it is the same letter."""
        found = records.references(turn.desk, turn.who)
        focus = turn.slot("focus")
        new = records.send_transcript(turn.desk, turn.who, str(focus) if focus else None, tuple(said(turn)))
        turn.say("records_references" if found else "records_no_references", references=found)
        turn.say("records_sent" if new else "records_again_done")


def said(turn: Turn) -> Iterator[Said]:
    """What was said so far, oldest first: the log of the conversation, for Rasa remembers its last turns only.

    Without a log it is Rasa's memory; a pressed button is told by its label.
    """
    log = delivery.whole(turn.desk, turn.tracker.sender_id)
    if log:
        yield from map(Said.of, log)
        return
    labels: dict[str, str] = {}
    for event in turn.tracker.events:
        if event["event"] not in WHO:
            continue
        labels |= {one["payload"]: one["title"] for one in _buttons(event)}
        text = event.get("text") or ""
        shown = labels.get(text, "") if event["event"] == "user" and text.startswith("/") else text
        at = datetime.fromtimestamp(event["timestamp"], tz=timezone.utc)
        yield Said(WHO[event["event"]], at, shown)


def _buttons(event: dict[str, Any]) -> list[dict[str, str]]:
    return (event.get("data") or {}).get("buttons") or []
