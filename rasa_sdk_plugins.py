"""What the action server does beyond the SDK. rasa_sdk imports a module of this name and calls `init_hooks`.

Out of the box the action server listens on every interface, lets everybody in, unpacks any amount of compressed data
and answers with the text of its exceptions. With this module a plain `rasa run actions` does none of that.
"""

from __future__ import annotations

import hmac
import logging
import os
import sys
from typing import Any

import pluggy
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from orderdesk.running.endpoints import SECRET_HEADER

BODY_LIMIT = 1_000_000

hookimpl = pluggy.HookimplMarker("rasa_sdk")
logger = logging.getLogger("orderdesk.action_server")


def init_hooks(manager: Any) -> None:
    """Called by rasa_sdk before it chooses the address to listen on."""
    os.environ.setdefault("SANIC_HOST", "127.0.0.1")
    manager.register(sys.modules[__name__])


@hookimpl
def attach_sanic_app_extensions(app: Sanic) -> None:
    """Guard every route."""
    app.config.REQUEST_MAX_SIZE = BODY_LIMIT
    app.register_middleware(refuse, "request")
    app.register_middleware(no_cors, "response")
    app.exception(Exception)(say_little)


async def refuse(request: Request) -> HTTPResponse | None:
    """Let in only who knows the secret (if there is one) and sends plain JSON."""
    if request.path == "/health":
        return None
    secret = os.environ.get("ORDERDESK_ACTION_SECRET", "")
    if secret and not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
        return json({"error": "unauthorized"}, status=401)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        return json({"error": "compressed bodies are not taken"}, status=415)
    # A web page can post text/plain here from a visitor's browser; JSON it may not without asking first.
    if request.method == "POST" and not request.headers.get("Content-Type", "").startswith(
        "application/json"
    ):
        return json({"error": "application/json is needed"}, status=415)
    return None


async def no_cors(_: Request, response: HTTPResponse) -> None:
    """No web page may read what is said here."""
    for name in [name for name in response.headers if name.lower().startswith("access-control-")]:
        del response.headers[name]


async def say_little(request: Request, exception: Exception) -> HTTPResponse:
    """The log gets the exception, the caller only that there was one."""
    status = getattr(exception, "status_code", 500)
    if status >= 500:
        logger.error("A request to %s failed", request.path, exc_info=exception)
    return json({"error": "failed"}, status=status)
