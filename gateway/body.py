"""Reads a request's body: not more than allowed, JSON of bounded depth, of the shape that the route asks for."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

import jsonschema
from starlette.requests import ClientDisconnect, Request

from gateway.refusals import Refusal

DEEPEST = 10
STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)


async def read_body(request: Request, most: int) -> bytes:
    """The raw body. Raises Refusal(too_large), (wrong_type) for a compressed one, (bad_request) for half of one."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal("wrong_type")
    if _announced(request) > most:
        raise Refusal("too_large")
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise Refusal("too_large")
    except ClientDisconnect as gone:
        raise Refusal("bad_request") from gone
    return bytes(body)


async def read_json(request: Request, schema: dict[str, Any], most: int) -> dict[str, Any]:
    """The object in the body. Raises Refusal(wrong_type, too_large, too_deep, bad_request)."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Refusal("wrong_type")
    body = await read_body(request, most)
    if depth(body) > DEEPEST:
        raise Refusal("too_deep")
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except ValueError as error:
        raise Refusal("bad_request") from error
    if not _validator(json.dumps(schema)).is_valid(value):
        raise Refusal("bad_request")
    return dict(value)


def depth(body: bytes) -> int:
    """How deeply the brackets outside of strings are nested, found without recursion."""
    level = deepest = 0
    for sign in STRING.sub(b"", body):
        if sign in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif sign in b"]}":
            level -= 1
    return deepest


@lru_cache(maxsize=64)
def _validator(schema: str) -> Any:
    return jsonschema.Draft202012Validator(json.loads(schema))


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 15 else 0


def _no_constant(name: str) -> Any:
    raise ValueError(name)
