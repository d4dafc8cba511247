"""Files for browsers: the demo shop's page, the widget, the products' pictures."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from gateway.refusals import Refusal

STATIC = Path(__file__).parent / "static"
IMAGES = Path(__file__).parents[1] / "orderdesk" / "demo" / "images"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.(js|css|html|svg|png|ico|json|txt)")
TYPES = {"js": "text/javascript", "css": "text/css", "html": "text/html", "svg": "image/svg+xml"}

#: On every answer that does not say otherwise.
SECURITY = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cache-control", b"no-store"),
)


def _file(folder: Path, name: str) -> Response:
    """Files of one flat folder, by plain names only. Any page may load them: they are the same for everybody."""
    path = folder / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise Refusal("not_found")
    headers = {
        "Cache-Control": "public, max-age=60",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return FileResponse(path, media_type=TYPES.get(path.suffix[1:]), headers=headers)


async def shop(request: Request) -> Response:
    """The demo shop's page; without the demo, a way to the description of the API."""
    if not request.app.state.gate.desk.settings.demo or not (STATIC / "shop.html").is_file():
        return RedirectResponse("/openapi.json")
    response = _file(STATIC, "shop.html")
    response.headers["Cache-Control"] = "no-store"
    return response


async def widget(request: Request) -> Response:
    """The widget and what it loads."""
    return _file(STATIC, request.path_params["name"])


async def image(request: Request) -> Response:
    """A product's picture."""
    return _file(IMAGES, request.path_params["name"])


PAGES = [
    Route("/", shop),
    Route("/widget/{name}", widget),
    Route("/images/{name}", image),
]
