"""A conversation as a test reads: `chat.says("cancel my order").hears("cancel_ask_order")`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

Reply = dict[str, Any]


@dataclass
class Chat:
    """One conversation over Rasa's private REST channel. Response names are read from Rasa's tracker."""

    url: str
    tracker: Path
    conversation: str
    replies: list[Reply] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    raw: list[Reply] = field(default_factory=list)
    _seen: int = 0

    def __post_init__(self) -> None:
        """What was said in this conversation before is not heard again."""
        if self.tracker.exists():
            self._names()

    def says(self, text: str) -> Chat:
        """Send a message and wait for all replies to it."""
        answer = httpx.post(self.url, json={"sender": self.conversation, "message": text}, timeout=60)
        answer.raise_for_status()
        self.raw = list(answer.json())
        self.replies = [reply for reply in self.raw if "text" in reply]
        self.names = self._names()
        return self

    def hears(self, *names: str) -> Chat:
        """The replies were exactly these responses (without `utter_`), in this order."""
        assert self.names == list(names), f"heard {self.names}: {self.texts}"
        return self

    def hears_among(self, *names: str) -> Chat:
        """These responses were among the replies."""
        missing = [name for name in names if name not in self.names]
        assert not missing, f"missing {missing}, heard {self.names}: {self.texts}"
        return self

    def hears_words(self, *parts: str) -> Chat:
        """The replies' text contains each of these parts."""
        text = " ".join(self.texts)
        assert all(part in text for part in parts), f"{parts} not all in: {text}"
        return self

    def never_hears(self, *parts: str) -> Chat:
        """The replies' text (buttons too) contains none of these parts."""
        text = json.dumps(self.replies, ensure_ascii=False)
        assert not any(part in text for part in parts), f"one of {parts} in: {text}"
        return self

    def silence(self, minutes: float) -> Chat:
        """Let time pass in this conversation, as Rasa's tracker has it."""
        with sqlite3.connect(self.tracker, timeout=10) as database:
            query = "select id, data from events where sender_id = ?"
            for key, data in database.execute(query, (self.conversation,)).fetchall():
                event = json.loads(data)
                event["timestamp"] -= minutes * 60
                row = (json.dumps(event), event["timestamp"], key)
                database.execute("update events set data = ?, timestamp = ? where id = ?", row)
        return self

    def presses(self, label: str) -> Chat:
        """Press the button with this label (or one that begins with it) of the last replies."""
        return self.says(self.payload(label))

    def payload(self, label: str) -> str:
        """What the button with this label sends."""
        found = [b["payload"] for b in self.buttons if b["title"] == label or b["title"].startswith(label)]
        assert found, f"no button {label!r} among {self.labels}"
        return str(found[0])

    def offers(self, *labels: str) -> Chat:
        """The last replies have these buttons."""
        missing = [label for label in labels if label not in self.labels]
        assert not missing, f"no {missing} among {self.labels}"
        return self

    def card(self, kind: str) -> dict[str, Any]:
        """The one card of this kind among the last replies."""
        found = [reply["custom"] for reply in self.raw if reply.get("custom", {}).get("type") == kind]
        assert len(found) == 1, f"{kind} in {self.raw}"
        return dict(found[0])

    @property
    def texts(self) -> list[str]:
        """The texts of the last replies."""
        return [str(reply["text"]) for reply in self.replies]

    @property
    def buttons(self) -> Sequence[dict[str, str]]:
        """The buttons of the last replies."""
        return [button for reply in self.replies for button in reply.get("buttons", [])]

    @property
    def labels(self) -> list[str]:
        """Their labels."""
        return [button["title"] for button in self.buttons]

    def _names(self) -> list[str]:
        query = "select id, data from events where sender_id = ? and type_name = 'bot' and id > ? order by id"
        with sqlite3.connect(f"file:{self.tracker}?mode=ro", uri=True, timeout=10) as database:
            rows = database.execute(query, (self.conversation, self._seen)).fetchall()
        if rows:
            self._seen = rows[-1][0]
        actions = [json.loads(data).get("metadata", {}).get("utter_action") for _, data in rows]
        return [name.removeprefix("utter_") for name in actions if name]
