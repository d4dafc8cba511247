"""Signatures: of our requests, and of the platform's webhooks. Both HMAC-SHA256, lowercase hex, and both different."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

#: Never part of what is signed.
UNSIGNED = frozenset({"sign", "access_token"})


def request_sign(secret: str, path: str, params: Mapping[str, str], body: bytes = b"") -> str:
    """The `sign` of a request: path, sorted parameters and the very bytes of the body, between two secrets.

    `path` without host and query; `params` not URL-encoded; `body` empty for multipart uploads.
    """
    pairs = "".join(f"{name}{params[name]}" for name in sorted(params) if name not in UNSIGNED)
    return _hex(secret, secret.encode() + f"{path}{pairs}".encode() + body + secret.encode())


def webhook_sign(app_key: str, secret: str, body: bytes) -> str:
    """The `Authorization` header of a webhook: over the application's key and the raw body."""
    return _hex(secret, app_key.encode() + body)


def same(given: str, expected: str) -> bool:
    """Compare in constant time; the case of the letters counts."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def _hex(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
