"""So many conversations are worked on at once, by one gateway; and whether more are waiting than there are seats."""

from __future__ import annotations

from collections.abc import Callable


class Seats:
    """Used in the event loop's thread only. `look`: called when the inbox is to be looked at and there is room."""

    def __init__(self, most: int, look: Callable[[], None]) -> None:
        self._most, self._look = most, look
        self._taken: set[str] = set()
        #: Taken ones for which something came meanwhile.
        self._missed: set[str] = set()
        #: Something waits in the inbox that nobody here has taken, for all we know.
        self.behind = False

    def __contains__(self, conversation_id: str) -> bool:
        return conversation_id in self._taken

    @property
    def room(self) -> int:
        """How many are free."""
        return self._most - len(self._taken)

    def sit(self, conversation_id: str) -> bool:
        """Take a seat for this conversation; False where there is none, or it has one."""
        if conversation_id in self._taken or not self.room:
            return False
        self._taken.add(conversation_id)
        return True

    def sit_first(self, conversation_id: str) -> bool:
        """The same for one that has only just come: not before those who wait already."""
        return not self.behind and self.sit(conversation_id)

    def leave(self, conversation_id: str) -> None:
        """Give the seat back."""
        self._taken.discard(conversation_id)
        if conversation_id in self._missed:
            self._missed.discard(conversation_id)
            self.behind = True
        if self.behind:
            self._look()

    def came(self, conversation_id: str | None = None) -> None:
        """Something was stored that nobody has taken."""
        if conversation_id is not None and conversation_id in self._taken:
            self._missed.add(conversation_id)
            return
        self.behind = True
        if self.room:
            self._look()
