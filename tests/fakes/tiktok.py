"""TikTok Shop's Partner API as far as we use it: it checks like the real one, and sends webhooks like it.

Signatures are computed here anew, from the platform's papers, and not by the code under test.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.trouble import Trouble

KEY, SECRET, SHOP, CIPHER = "test_key", "test_secret", "7494049642642441621", "ROW_test"
WEEK = 7 * 86_400
Hook = Callable[[bytes, dict[str, str]], httpx.Response]


def hex_hmac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


@dataclass
class FakeTikTok:
    """The platform. `hook` takes its webhooks; `sent`: what was said to buyers, in order."""

    now: Callable[[], float] = time.time
    hook: Hook | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    eligible: set[str] = field(default_factory=set)
    buyers: dict[str, tuple[str, str]] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    #: With sending, and with all other calls.
    trouble: Trouble = field(default_factory=Trouble)
    trouble_elsewhere: Trouble = field(default_factory=Trouble)
    #: Whether a search for a buyer's orders gives everybody's.
    leaks: bool = False
    access: str = "access-1"
    refresh: str = "refresh-1"
    ends: float = 0.0
    ids: Any = field(default_factory=lambda: itertools.count(7_000_000_000_000_000_001))

    def __post_init__(self) -> None:
        self.ends = self.now() + WEEK

    # The platform's side of the API.

    def app(self) -> Starlette:
        """All of its addresses."""
        talk = "/customer_service/202309/conversations"
        table: list[tuple[str, str, Any]] = [
            ("GET", talk, self._conversations), ("GET", f"{talk}/{{id}}/messages", self._messages),
            ("POST", f"{talk}/{{id}}/messages", self._send), ("POST", f"{talk}/{{id}}/messages/read", self._read),
            ("GET", "/order/202507/orders", self._detail), ("POST", "/order/202309/orders/search", self._search),
        ]  # fmt: skip
        routes = [Route(path, self._guarded(work), methods=[method]) for method, path, work in table]
        return Starlette(routes=[*routes, Route("/api/v2/token/refresh", self._token)])

    def tokens(self, folder: Path) -> Path:
        """A token file as an operator makes it."""
        file = folder / "tiktok-tokens.json"
        file.write_text(json.dumps(self._token_data()))
        return file

    def expire(self) -> None:
        """The access token is of no use any more, whatever its end was said to be."""
        self.access = f"access-{next(self.ids)}"

    def _guarded(self, work: Any) -> Any:
        async def endpoint(request: Request) -> Response:
            body = await request.body()
            self.calls.append(f"{request.method} {request.url.path}")
            number = self._wrong(request, body)
            if number:
                self.refused.append(number)
                return _envelope(number, status=401 if number == 105002 else 400)
            too_many = _envelope(36009002, status=429, headers={"Retry-After": "2"})
            trouble = self.trouble if work == self._send else self.trouble_elsewhere
            return await trouble.around(lambda: work(request, body), too_many)

        return endpoint

    def _wrong(self, request: Request, body: bytes) -> int:
        """The number of what is wrong with a request, 0 for nothing."""
        params = dict(request.query_params)
        pairs = "".join(f"{name}{params[name]}" for name in sorted(params) if name != "sign")
        base = SECRET + request.url.path + pairs + body.decode() + SECRET
        if params.get("app_key") != KEY or "sign" not in params:
            return 36009004
        if params["sign"] != hex_hmac(SECRET, base.encode()):
            return 106001
        if not self.now() - 300 <= int(params["timestamp"]) <= self.now() + 30:
            return 36009004
        if "shop_cipher" not in params:
            return 106013
        if params["shop_cipher"] != CIPHER:
            return 101000
        current = request.headers.get("x-tts-access-token") == self.access and self.now() < self.ends
        return 0 if current else 105002

    async def _token(self, request: Request) -> Response:
        params = request.query_params
        self.calls.append("refresh")
        if (params.get("app_key"), params.get("app_secret")) != (KEY, SECRET):
            return _envelope(36009004)
        if params.get("refresh_token") != self.refresh:
            return _envelope(105002)
        self.access, self.refresh = f"access-{next(self.ids)}", f"refresh-{next(self.ids)}"
        self.ends = self.now() + WEEK
        return _envelope(0, self._token_data())

    def _token_data(self) -> dict[str, Any]:
        return {
            "access_token": self.access, "access_token_expire_in": int(self.ends),
            "refresh_token": self.refresh, "refresh_token_expire_in": int(self.ends) + WEEK * 50,
            "open_id": "o", "seller_name": "Cloudloft", "user_type": 0,
        }  # fmt: skip

    async def _conversations(self, request: Request, _: bytes) -> Response:
        """Pages of one, so that whoever reads the first page only is found out."""
        names = sorted(self.buyers)
        place = int(request.query_params.get("page_token") or 0)
        agent = {"im_user_id": "1", "user_id": "2", "role": "CUSTOMER_SERVICE"}
        found = [
            {"id": name, "participants": [agent, {"im_user_id": im, "user_id": user, "role": "BUYER"}]}
            for name, (im, user) in [(name, self.buyers[name]) for name in names[place : place + 1]]
        ]
        more = str(place + 1) if place + 1 < len(names) else ""
        return _envelope(0, {"conversations": found, "next_page_token": more})

    async def _messages(self, request: Request, _: bytes) -> Response:
        found = [one for one in self.said if one["conversation_id"] == request.path_params["id"]]
        return _envelope(0, {"messages": found[::-1][:10]})

    async def _read(self, request: Request, _: bytes) -> Response:
        return _envelope(0 if request.path_params["id"] in self.buyers else 45101003)

    async def _send(self, request: Request, body: bytes) -> Response:
        conversation, message = request.path_params["id"], json.loads(body)
        content = json.loads(message["content"])
        number = self._unsendable(conversation, message["type"], content)
        if number:
            self.refused.append(number)
            return _envelope(number)
        id_ = str(next(self.ids))
        self.sent.append({"conversation_id": conversation, "type": message["type"], "content": content})
        sender = {"im_user_id": "1", "role": "CUSTOMER_SERVICE"}
        self._log(conversation, id_, message["type"], message["content"], sender)
        return _envelope(0, {"message_id": id_})

    def _unsendable(self, conversation: str, kind: str, content: dict[str, Any]) -> int:
        if conversation not in self.buyers:
            return 45101003
        if kind == "TEXT":
            text = content["content"]
            if not 0 < len(text) <= 2000:
                return 36009022
            return 45101006 if any(word in text for word in self.forbidden) else 0
        if kind == "ORDER_CARD":
            return 0 if content["order_id"] in self.orders else 45101003
        if kind == "RETURN_REFUND_CARD":
            return 0 if content["order_id"] in self.eligible and content["sku_id"] else 45101002
        return 36009022

    async def _detail(self, request: Request, _: bytes) -> Response:
        ids = request.query_params["ids"].split(",")
        return _envelope(0, {"orders": [self.orders[id_] for id_ in ids if id_ in self.orders]})

    async def _search(self, _: Request, body: bytes) -> Response:
        user = json.loads(body)["buyer_user_id"]
        return _envelope(
            0, {"orders": [one for one in self.orders.values() if self.leaks or one["user_id"] == user]}
        )

    # What happens on the platform.

    def conversation(self, user_id: str = "7495") -> str:
        """A buyer opens a chat; its id."""
        id_ = str(next(self.ids))
        self.buyers[id_] = (f"1{id_}", user_id)
        return id_

    def order(self, number: str, user_id: str = "7495", skus: tuple[str, ...] = ("17291",)) -> None:
        """The platform knows this order of this buyer's."""
        self.orders[number] = {
            "id": number, "user_id": user_id, "line_items": [{"id": f"{sku}-1", "sku_id": sku} for sku in skus]
        }  # fmt: skip

    def says(self, conversation: str, text: str, **changes: Any) -> tuple[bytes, dict[str, str]]:
        """The buyer writes; the webhook is delivered. `changes`: fields of `data` that differ."""
        return self.event(conversation, "TEXT", {"content": text}, **changes)

    def event(
        self, conversation: str, kind: str, content: Any, **changes: Any
    ) -> tuple[bytes, dict[str, str]]:
        """The same for any type of message."""
        webhook = self.webhook(conversation, kind, content, **changes)
        assert self.deliver(webhook).status_code == 200
        return webhook

    def webhook(
        self, conversation: str, kind: str, content: Any, **changes: Any
    ) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a NEW_MESSAGE, not delivered yet."""
        id_, sender = str(next(self.ids)), {"im_user_id": self.buyers[conversation][0], "role": "BUYER"}
        data = {
            "message_id": id_, "index": id_, "conversation_id": conversation, "type": kind,
            "content": json.dumps(content), "create_time": int(self.now()), "is_visible": True, "sender": sender,
            **changes,
        }  # fmt: skip
        self._log(conversation, id_, kind, data["content"], data["sender"])
        return self.signed(14, data)

    def signed(self, type_: int, data: Any, **changes: Any) -> tuple[bytes, dict[str, str]]:
        """Body and headers of any webhook."""
        envelope = {
            "type": type_, "tts_notification_id": str(next(self.ids)), "shop_id": SHOP,
            "timestamp": int(self.now()), "data": data, **changes,
        }  # fmt: skip
        body = json.dumps(envelope).encode()
        return body, {
            "Authorization": hex_hmac(SECRET, KEY.encode() + body),
            "Content-Type": "application/json",
        }

    def deliver(self, webhook: tuple[bytes, dict[str, str]]) -> httpx.Response:
        """Send a webhook once."""
        assert self.hook is not None
        return self.hook(*webhook)

    def deliver_badly(self, webhooks: list[tuple[bytes, dict[str, str]]], seed: int = 1) -> None:
        """Each of them three times, in any order."""
        many = webhooks * 3
        random.Random(seed).shuffle(many)
        assert [self.deliver(one).status_code for one in many] == [200] * len(many)

    def texts(self, conversation: str) -> list[str]:
        """What the buyer reads there from us."""
        found = [one for one in self.sent if one["conversation_id"] == conversation and one["type"] == "TEXT"]
        return [one["content"]["content"] for one in found]

    def _log(self, conversation: str, id_: str, kind: str, content: str, sender: dict[str, str]) -> None:
        self.said.append(
            {"id": id_, "conversation_id": conversation, "type": kind, "content": content, "sender": sender,
             "create_time": int(self.now()), "is_visible": True}
        )  # fmt: skip


def _envelope(
    number: int, data: Any = None, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return JSONResponse(
        {"code": number, "message": "Success" if number == 0 else "no", "data": data or {}, "request_id": "r"},
        status, headers,
    )  # fmt: skip
