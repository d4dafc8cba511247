"""The application: parts, routes, and what all requests pass through."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.routing import Route as StarletteRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.bell import Bell
from gateway.body import read_json
from gateway.channels.carrier import Carrier
from gateway.channels.clerk import Clerk
from gateway.channels.routes import make_platforms, platform_routes
from gateway.dispatcher import Dispatcher
from gateway.events import news, watch
from gateway.gate import Gate, Limits, address_of
from gateway.intake import PAUSE, Intake
from gateway.logs import event
from gateway.metrics import Metrics
from gateway.openapi import described
from gateway.pages import PAGES, SECURITY
from gateway.rasa import RasaClient
from gateway.refusals import Refusal, meaning
from gateway.routes import ROUTES, Route
from gateway.settings import GatewaySettings, with_demo_key
from gateway.sign_in import post_codes
from gateway.tokens import ShopTokens
from orderdesk.bootstrap import Desk, open_desk
from orderdesk.errors import OrderdeskError
from orderdesk.services.intake import receive_all

logger = logging.getLogger("orderdesk.gateway")


def make_gate(desk: Desk, settings: GatewaySettings) -> Gate:
    """The parts of one gateway. Nothing runs yet."""
    bell, metrics = Bell(), Metrics(desk)
    rasa = RasaClient(settings.rasa_urls, settings.timeout)
    platforms = make_platforms(desk, settings.channels)
    clerk = Clerk(desk, rasa, platforms, settings.longest_text)
    dispatcher = Dispatcher(desk, settings, clerk, bell, metrics)
    return Gate(
        desk, settings, rasa, bell, metrics, dispatcher, ShopTokens(settings), Limits.of(settings),
        Intake(partial(receive_all, desk), PAUSE if desk.settings.embedded else 0.0),
        platforms=platforms,
    )  # fmt: skip


def make_app(desk: Desk | None = None, settings: GatewaySettings | None = None) -> Starlette:
    """The ASGI application over real parts; tests hand in a desk or settings of their own."""
    desk, settings = desk or open_desk(), settings or GatewaySettings.from_env()
    gate = make_gate(desk, with_demo_key(settings) if desk.settings.demo else settings)
    app = Starlette(
        routes=[*_routes(), *platform_routes(gate.platforms), *PAGES],
        middleware=_middleware(gate),
        exception_handlers={
            Refusal: _refused, OrderdeskError: _core_error, HTTPException: _http_error, Exception: _broken,
        },
        lifespan=_lifespan,
    )  # fmt: skip
    app.state.gate = gate
    app.state.description = described(ROUTES)
    return app


def _middleware(gate: Gate) -> list[Middleware]:
    found = [Middleware(Outermost, gate=gate)]
    if gate.settings.origins:
        found.append(
            Middleware(
                CORSMiddleware, allow_origins=list(gate.settings.origins), allow_methods=["GET", "POST", "DELETE"],
                allow_headers=["Authorization", "Content-Type", "Last-Event-ID"], expose_headers=["Retry-After"],
            )
        )  # fmt: skip
    return [*found, Middleware(Flood, gate=gate)]


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    gate: Gate = app.state.gate
    await asyncio.to_thread(gate.desk.store.migrate)
    work = [asyncio.create_task(one) for one in _background(gate)]
    try:
        yield
    finally:
        gate.closing.set()
        await end(work)
        gate.intake.close()
        await gate.rasa.close()
        for platform in gate.platforms.values():
            await platform.close()


async def end(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel until all have ended.

    Before Python 3.12 `asyncio.wait_for` swallows a cancellation that comes together with its result.
    """
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=0.2)
    await asyncio.gather(*tasks, return_exceptions=True)


def _background(gate: Gate) -> list[Any]:
    carrier = Carrier(gate.desk, gate.platforms, gate.metrics)
    dispatcher = gate.dispatcher
    return [
        dispatcher.run(), dispatcher.tell_waiting(), watch(gate), post_codes(gate), news(gate), carrier.run(),
    ]  # fmt: skip


def _routes() -> list[BaseRoute]:
    """One route an address, so that a refused method is told all that there are."""
    tables: dict[str, dict[str, Route]] = {}
    for route in ROUTES:
        tables.setdefault(route.path, {})[route.method] = route
    return [StarletteRoute(path, _endpoint(table), methods=list(table)) for path, table in tables.items()]


def _endpoint(table: dict[str, Route]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        route = table["GET" if request.method == "HEAD" else request.method]
        if route.body is None:
            answer: Response = await route.handler(request)
            return answer
        gate: Gate = request.app.state.gate
        body = await read_json(request, route.body, gate.settings.largest_body)
        return await route.handler(request, body)

    return endpoint


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101
    return error.response()


async def _core_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, OrderdeskError)  # noqa: S101
    return meaning(error).response()


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    code = {404: "not_found", 405: "wrong_method"}.get(error.status_code, "bad_request")
    response = Refusal(code).response()
    response.headers.update(error.headers or {})
    return response


async def _broken(_: Request, error: Exception) -> Response:
    return Refusal("failed").response()


class Outermost:
    """Around everything: headers for safety, one log line and one figure a request. Neither holds what was sent."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app, self._gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                known = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in SECURITY if n not in known)]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            seconds = time.perf_counter() - began
            path = getattr(scope.get("route"), "path", "other")
            self._gate.metrics.served(path, status, seconds)
            event(
                logger, "request", method=scope["method"], path=path, status=status, ms=round(seconds * 1000)
            )


class Flood:
    """Refuses one request too many of an address, before anything is done for it. Below CORS, so that the shop's page
    may read the refusal. Platforms have few addresses for many people, and their own signatures."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app, self._gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        wait = 0.0
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            wait = self._gate.limits.requests.wait(address_of(Request(scope)))
        answer = Refusal("too_many", retry_after=wait).response() if wait > 0 else self._app
        await answer(scope, receive, send)
