"""Answers on platforms what is the gateway's own business, and has Rasa answer the rest.

Its own: who is speaking (linked once, recognised afterwards), signing in and out, and what Rasa must not get. Raises
what Rasa's client raises, so a message that cannot be dealt with now waits in the inbox like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gateway.channels.base import NOTE, Platform
from gateway.channels.proofs import code, order_and_email, order_number
from gateway.channels.words import told
from gateway.gate import off_loop
from gateway.rasa import RasaClient, TurnFailed
from nlu.payload import payload
from orderdesk.bootstrap import Desk
from orderdesk.errors import StaleAction, Unavailable
from orderdesk.model import Customer, Speaker
from orderdesk.services import conversations, links, proof
from orderdesk.services.delivery import Line
from orderdesk.services.inbox import Turn

Reply = dict[str, Any]


class Clerk:
    """Stands before Rasa for the conversations of platforms; the web's go straight through."""

    def __init__(self, desk: Desk, rasa: RasaClient, platforms: Mapping[str, Platform], longest: int) -> None:
        self._desk, self._rasa, self._platforms, self._longest = desk, rasa, platforms, longest

    async def answer(self, turn: Turn) -> list[Reply]:
        """The replies to a message. Raises Unavailable, TurnFailed."""
        platform = self._platforms.get(turn.conversation.channel)
        if platform is None or turn.conversation.closed_at is not None:
            # An ended conversation has nobody in it: Rasa is to forget it.
            return await self._rasa.answer(turn)
        try:
            return await self._answer(platform, turn)
        except (Unavailable, TurnFailed):
            raise
        except StaleAction as error:
            raise Unavailable("somebody was faster, again and again") from error
        except Exception as error:
            # Not for ever: a message that we cannot deal with must not hold up the ones behind it.
            raise TurnFailed(f"clerk: {type(error).__name__}") from error

    async def _answer(self, platform: Platform, turn: Turn) -> list[Reply]:
        if turn.message.text.startswith(NOTE):
            name, _, fact = turn.message.text.removeprefix(NOTE).partition(" ")
            return await self._note(platform, turn, name, fact)
        return await self._message(platform, turn)

    async def _note(self, platform: Platform, turn: Turn, name: str, fact: str) -> list[Reply]:
        if name == "sign_out":
            return await self._sign_out(platform, turn)
        if name == "sign_in":
            return await self._sign_in(platform, turn)
        if name == "entered":
            return await self._entered(platform, turn, fact)
        return [_said(name, longest=self._longest)]

    async def _message(self, platform: Platform, turn: Turn) -> list[Reply]:
        text = turn.message.text
        if platform.by_code and turn.again and code(text) and await self._just_proven(platform, turn):
            return [_said("signed_in", name=await self._name(turn))]
        hint = None if platform.by_code else order_number(text)
        if await self._who(platform, turn, hint) is None and platform.by_code:
            replies = await self._proof(platform, turn)
            if replies is not None:
                return replies
        return await self._rasa.answer(turn)

    async def _who(
        self, platform: Platform, turn: Turn, hint: str | None = None, *, asked: bool = False
    ) -> Customer | None:
        """The buyer: signed in, linked, or vouched for by the platform. `asked`: they want to be recognised."""
        signed = await off_loop(conversations.signed_in, self._desk, turn.conversation.id)
        if signed is not None:
            return signed[1]
        user = await platform.user(turn.conversation.address or "")
        if user is None:
            return None
        found = await off_loop(links.recognise, self._desk, turn.conversation, user)
        if found is not None or platform.by_code:
            return found
        if not (hint or asked) and await off_loop(links.is_signed_out, self._desk, platform.name, user):
            return None
        vouched = await platform.orders(user, hint, afresh=asked)
        return await self._vouched(platform, turn, user, vouched)

    async def _vouched(
        self, platform: Platform, turn: Turn, user: str, orders: Sequence[str]
    ) -> Customer | None:
        customer_id = await off_loop(links.owner, self._desk, orders)
        if customer_id is None:
            return None
        await off_loop(links.link, self._desk, platform.name, user, customer_id)
        return await off_loop(links.recognise, self._desk, turn.conversation, user)

    async def _proof(self, platform: Platform, turn: Turn) -> list[Reply] | None:
        """The answer to an order number with an address, or to a code; None for anything else."""
        text, conversation_id = turn.message.text, turn.conversation.id
        if pair := order_and_email(text):
            return await self._ask(platform, turn, *pair)
        given = code(text)
        if given is None or not await off_loop(proof.is_expected, self._desk, conversation_id):
            return None
        try:
            proven = await off_loop(proof.check, self._desk, conversation_id, given, method=platform.name)
        except proof.WrongCode as wrong:
            return [_said("code_wrong", left=wrong.left) if wrong.left else _said("code_wrong_last")]
        except proof.CodeExpired:
            return [_said("code_expired")]
        except proof.OtherBuyer:
            return [_said("other_buyer")]
        await self._link(platform, turn, proven.customer.id)
        return [_said("signed_in", name=proven.customer.first_name)]

    async def _ask(self, platform: Platform, turn: Turn, number: str, email: str) -> list[Reply]:
        account = f"{platform.name} {turn.conversation.address}"
        try:
            await off_loop(proof.ask, self._desk, turn.conversation.id, number, email, account)
        except proof.TooManyCodes:
            return [_said("code_too_many")]
        return [_said("code_asked", minutes=int(proof.LIFETIME.total_seconds() // 60))]

    async def _just_proven(self, platform: Platform, turn: Turn) -> bool:
        """Whether this very message signed in before its answer was lost; then the link may be missing."""
        signed = await off_loop(conversations.signed_in, self._desk, turn.conversation.id)
        if signed is None or signed[0].proven_at < turn.message.received_at:
            return False
        await self._link(platform, turn, signed[1].id)
        return True

    async def _link(self, platform: Platform, turn: Turn, customer_id: str) -> None:
        user = await platform.user(turn.conversation.address or "")
        if user is not None:
            await off_loop(links.link, self._desk, platform.name, user, customer_id)

    async def _name(self, turn: Turn) -> str:
        signed = await off_loop(conversations.signed_in, self._desk, turn.conversation.id)
        return signed[1].first_name if signed else ""

    async def _sign_in(self, platform: Platform, turn: Turn) -> list[Reply]:
        known = await self._who(platform, turn, asked=True)
        if known is not None:
            return [_said("already_signed_in")]
        return [_said(f"sign_in_{platform.name}")]

    async def _sign_out(self, platform: Platform, turn: Turn) -> list[Reply]:
        """The conversation ends here, and with it this turn: the goodbye is the first line of the next one."""
        user = await platform.user(turn.conversation.address or "")
        goodbye = Line(Speaker.SYSTEM, told("signed_out"))
        await off_loop(links.sign_out, self._desk, turn.conversation, user, goodbye)
        return []

    async def _entered(self, platform: Platform, turn: Turn, order_id: str) -> list[Reply]:
        """The chat was opened from an order's page: show it, as a press of "Show the order" would."""
        if await self._who(platform, turn, order_id) is None:
            return [_said("order_unknown")]
        message = replace(turn.message, text=payload("track_order", order=order_id))
        return await self._rasa.answer(replace(turn, message=message))


def _said(name: str, /, **facts: Any) -> Reply:
    return {"text": told(name, **facts), "buttons": [], "card": None, "response": f"gateway_{name}"}
