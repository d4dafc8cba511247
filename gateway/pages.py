"""Files for browsers: the demo shop's page, the widget, the products' pictures."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles

from gateway.refusals import Refusal

STATIC = Path(__file__).parent / "static"
IMAGES = Path(__file__).parents[1] / "orderdesk" / "demo" / "images"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.(js|css|html|svg|png|ico|json|txt)")
TYPES = {
    "js": "text/javascript", "css": "text/css", "html": "text/html", "svg": "image/svg+xml", "png": "image/png",
    "ico": "image/x-icon", "json": "application/json", "txt": "text/plain",
}  # fmt: skip

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


#: Kept by whoever loads them, and asked about each time: a new release is seen by the very next page, all of it.
KEPT = {
    "Cache-Control": "public, no-cache",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_conditions = StaticFiles()


def _file(request: Request, folder: Path, name: str) -> Response:
    """Files of one flat folder, by plain names only. Any page may load them: they are the same for everybody."""
    path = folder / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise Refusal("not_found")
    content, tag = _content(path, path.stat().st_mtime_ns)
    response = Response(content, media_type=TYPES[path.suffix[1:]], headers={**KEPT, "ETag": tag})
    if _conditions.is_not_modified(response.headers, request.headers):
        return NotModifiedResponse(response.headers)
    return response


@lru_cache(maxsize=128)
def _content(path: Path, _changed: int) -> tuple[bytes, str]:
    """A file and its tag, which is made from what is in it: files of a container may all have one date."""
    content = path.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:24]}"'


async def shop(request: Request) -> Response:
    """The demo shop's page; without the demo, a way to the description of the API."""
    if not request.app.state.gate.desk.settings.demo or not (STATIC / "shop.html").is_file():
        return RedirectResponse("/openapi.json")
    return _file(request, STATIC, "shop.html")


async def widget(request: Request) -> Response:
    """The widget and what it loads."""
    return _file(request, STATIC, request.path_params["name"])


async def image(request: Request) -> Response:
    """A product's picture."""
    return _file(request, IMAGES, request.path_params["name"])


#: Only what is the same for everybody is compressed: beside a secret, sizes would tell of it.
SMALLER = [Middleware(GZipMiddleware, minimum_size=500)]
PAGES = [
    Route("/", shop, middleware=SMALLER),
    Route("/widget/{name}", widget, middleware=SMALLER),
    Route("/images/{name}", image, middleware=SMALLER),
]
