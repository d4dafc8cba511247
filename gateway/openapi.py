"""The API's description (OpenAPI 3.1), made from the table of routes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.refusals import STATUS

VERSION = "1.0.0"
BODY_ERRORS = ("bad_request", "too_large", "wrong_type", "too_deep", "bad_text")
ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"enum": sorted(STATUS)},
                "message": {"type": "string"},
                "left": {"type": "integer"},
            },
            "required": ["code", "message"],
            "additionalProperties": False,
        }
    },
    "required": ["error"],
}


async def serve(request: Request) -> Response:
    """The description itself."""
    return JSONResponse(request.app.state.description)


def described(routes: Iterable[Any]) -> dict[str, Any]:
    """The whole document. `routes`: `gateway.routes.Route`."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Orderdesk gateway", "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Any) -> dict[str, Any]:
    words = (route.handler.__doc__ or "").strip()
    found: dict[str, Any] = {"summary": words, "operationId": _name(route), "responses": _responses(route)}
    if route.needs_key:
        found["security"] = [{"key": []}]
    if route.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": route.body}}}
    if route.headers:
        found["parameters"] = [
            {"name": name, "in": "header", "required": False, "schema": schema}
            for name, schema in route.headers.items()
        ]
    return found


def _responses(route: Any) -> dict[str, Any]:
    answers = {str(status): _answer(route, schema) for status, schema in route.answers.items()}
    codes = [*route.errors, "unavailable", "failed"]
    codes += BODY_ERRORS if route.body is not None else []
    codes += ["not_signed_in"] if route.needs_key else []
    codes += ["too_many"] if route.path.startswith("/api/") else []
    for code in codes:
        status = str(STATUS[code])
        if status not in answers:
            reference = {"$ref": "#/components/schemas/Error"}
            answers[status] = {
                "description": "Refused",
                "content": {"application/json": {"schema": reference}},
            }
    return answers


def _answer(route: Any, schema: dict[str, Any] | None) -> dict[str, Any]:
    if schema is not None:
        return {"description": "Done", "content": {"application/json": {"schema": schema}}}
    if route.media == "application/json":
        return {"description": "Done, nothing to say"}
    return {"description": "Done", "content": {route.media: {"schema": {"type": "string"}}}}


def _name(route: Any) -> str:
    return f"{route.method.lower()}{route.path.replace('/', '_').replace('-', '_').replace('.', '_')}"
