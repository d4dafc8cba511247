"""Which conversation a key belongs to, remembered after the first time.

Only that, which never changes: whether the conversation is still open is asked anew each time, by the transaction that
stores the message.
"""

from __future__ import annotations

from collections import OrderedDict

from orderdesk.services.conversations import hashed

MOST = 50_000


class Keys:
    """Keys that opened a conversation, as hashes; beyond so many the ones that were used longest ago are forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[str, str] = OrderedDict()

    def conversation(self, key: str) -> str | None:
        """The id of the conversation that this key has opened; None where it is to be looked up."""
        name = hashed(key)
        if name in self._known:
            self._known.move_to_end(name)
        return self._known.get(name)

    def remember(self, key: str, conversation_id: str) -> None:
        """It was looked up just now."""
        self._known[hashed(key)] = conversation_id
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def forget(self, key: str) -> None:
        """It opens nothing any more."""
        self._known.pop(hashed(key), None)
