"""The platforms that are on, and the addresses that they call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.channels.base import Platform, receive
from gateway.channels.settings import ChannelSettings
from gateway.channels.telegram import Telegram
from gateway.channels.tiktok_shop import TikTokShop
from gateway.gate import gate_of
from gateway.limits import Limit
from gateway.refusals import Refusal
from orderdesk.bootstrap import Desk


def make_platforms(desk: Desk, settings: ChannelSettings) -> dict[str, Platform]:
    """By the name of their channel. Nothing is connected yet."""
    found: list[Platform] = []
    if settings.telegram:
        found.append(Telegram(settings.telegram))
    if settings.tiktok:
        found.append(TikTokShop(settings.tiktok, desk.clock.now))
    return {one.name: one for one in found}


def platform_routes(platforms: Mapping[str, Platform]) -> list[BaseRoute]:
    """One address a platform. What is off is not there."""
    return [Route(one.path, _endpoint(one), methods=["POST"]) for one in platforms.values()]


def _endpoint(platform: Platform) -> Callable[[Request], Awaitable[Response]]:
    slow_down = Limit(1)

    async def endpoint(request: Request) -> Response:
        gate = gate_of(request)
        try:
            outcome, incoming = await receive(gate, platform, slow_down, request)
        except Refusal as refusal:
            gate.metrics.taken_in(platform.name, refusal.code)
            raise
        gate.metrics.taken_in(platform.name, outcome)
        later = BackgroundTask(platform.taken, incoming) if incoming is not None else None
        return Response(status_code=200, background=later)

    return endpoint
