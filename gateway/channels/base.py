"""What a messaging platform has to be able to do, and the way in that all of them share.

In: verified by the platform's class on the raw bytes, dropped when it is known, turned into a message of the inbox,
acknowledged at once. Out: `carrier.py` brings the lines of the log, one after another.

A text in the inbox that begins with "/~" is a note of ours for `clerk.py`: buyers' own slashes never get that far.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from gateway.body import read_body
from gateway.channels.menu import Pressed, picked, pressed
from gateway.channels.proofs import looks_like_proof
from gateway.channels.words import heard, meant, told
from gateway.gate import Gate, allow, off_loop
from gateway.limits import Limit
from gateway.refusals import Refusal
from orderdesk.model import Conversation, InboxMessage, SentMessage
from orderdesk.services import conversations, inbox
from orderdesk.services.inbox import TooManyWaiting
from orderdesk.services.typed import keepable

#: A buyer's longest message, escaped, with everything around it, is below this.
LARGEST = 262_144
NOTE = "/~"


@dataclass(frozen=True)
class Incoming:
    """Something that a buyer did on a platform.

    `address`: the platform's name for the conversation; `id`: its name for the message. One of: `text` as typed (""
    for what is no text), a `button` of ours, or the `order` from whose page the chat was opened.
    """

    address: str
    id: str
    text: str = ""
    button: Pressed | None = None
    order: str | None = None
    #: The platform's own name for the notification, where it wants or needs it back.
    notice: str = ""


class Platform(ABC):
    """One platform. `name` is the channel; updates come in at `path`."""

    name: str
    path: str
    #: Whether its buttons have to be numbered text, and numbers are buttons.
    numbered = False
    #: Whether a buyer proves who they are by order number, e-mail and code.
    by_code = True

    @abstractmethod
    def read(self, headers: Mapping[str, str], body: bytes) -> Incoming | None:
        """What came in; None where there is nothing for us. Raises Refusal(bad_signature)."""

    @abstractmethod
    async def deliver(
        self, conversation: Conversation, line: SentMessage, group: int, *, again: bool
    ) -> None:
        """Bring one line; `group`: how many buttons the answer's earlier lines have; `again`: it may be there.

        Raises Unavailable (with `retry_after` where the platform said so), Undeliverable.
        """

    async def user(self, address: str) -> str | None:
        """The platform's name for the account that speaks at this address. Raises Unavailable."""
        return address

    async def orders(self, user: str, hint: str | None, *, afresh: bool = False) -> list[str]:
        """Numbers of orders that the platform itself vouches are this account's: the one of the hint, or any.

        `afresh`: ask even if that was in vain a moment ago. Raises Unavailable.
        """
        return []

    async def taken(self, incoming: Incoming) -> None:
        """After it was stored: tell the platform, where it wants to be told more than 200."""
        return

    async def close(self) -> None:
        """Give connections back."""
        return


async def receive(
    gate: Gate, platform: Platform, slow_down: Limit, request: Request
) -> tuple[str, Incoming | None]:
    """Take in one update: what became of it ("taken", "known", "dropped", "ignored"), and what it was."""
    body = await read_body(request, LARGEST)
    incoming = platform.read(request.headers, body)
    if incoming is None:
        return "ignored", None
    allow(gate.limits.everybody, "")
    if await off_loop(_known, gate, platform.name, incoming.id):
        return "known", incoming
    account, note = f"{platform.name} {incoming.address}", None
    if gate.limits.conversation.wait(account) > 0:  # limits live in the event loop's thread
        if slow_down.wait(account) > 0:
            return "dropped", incoming
        note = f"{NOTE}too_many"
    outcome = await off_loop(_store, gate, platform, incoming, note)
    if outcome == "taken":
        gate.dispatcher.seats.came()
    return outcome, incoming


def _store(gate: Gate, platform: Platform, incoming: Incoming, note: str | None) -> str:
    """As a message of the inbox; `note`: what is answered to it instead of what it says."""
    conversation = conversations.open_platform(gate.desk, platform.name, incoming.address)
    text, label = _understood(gate, platform, conversation, incoming)
    try:
        _, new = inbox.receive(
            gate.desk, conversation.id, incoming.id, note or text, (label or text) if note else label
        )
    except TooManyWaiting:
        return "dropped"
    return "taken" if new else "known"


def _known(gate: Gate, channel: str, message_id: str) -> bool:
    """Also in a conversation that has ended: what was recorded there must not come to life in the next one."""
    with gate.desk.store.read() as unit:
        return unit.count(InboxMessage, channel=channel, message_id=message_id) > 0


def _understood(
    gate: Gate, platform: Platform, conversation: Conversation, incoming: Incoming
) -> tuple[str, str | None]:
    """The inbox's text, and what the log shows instead of it."""
    if incoming.order is not None:
        return f"{NOTE}entered {incoming.order}", incoming.order
    if incoming.button is not None:
        return pressed(gate.desk, conversation, incoming.button) or (f"{NOTE}gone", "…")
    text = keepable(incoming.text)
    if not text:
        return f"{NOTE}only_text", "…"
    if len(text) > gate.settings.longest_text:
        return f"{NOTE}too_long", text[:80] + "…"
    asked = heard(text)
    if asked:
        return f"{NOTE}{asked}", text
    if text.startswith("/"):
        return meant(text) or f"{NOTE}unknown_command", text
    if platform.numbered and (button := picked(gate.desk, conversation, text)):
        return button
    return text, told("hidden") if looks_like_proof(gate.desk, conversation, text) else None


def bad_signature() -> Refusal:
    """The update did not come from the platform, or did so too long ago."""
    return Refusal("bad_signature")
