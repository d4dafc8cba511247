"""The fake gateway refuses as the real one does."""

from __future__ import annotations

from typing import Any

import httpx
import jsonschema
import pytest

from gateway.openapi import ERROR
from gateway.refusals import STATUS, Refusal
from tests.browser.fake_gateway import FakeGateway


def _wrong_code(fake: FakeGateway, web: httpx.Client) -> httpx.Response:
    key = web.post("/api/conversations", json={}).json()["key"]
    return web.post("/api/sign-in/code", json={"code": "000000"}, headers={"Authorization": f"Bearer {key}"})


def _down(fake: FakeGateway, web: httpx.Client) -> httpx.Response:
    fake.down = True
    return web.post("/api/conversations", json={})


REFUSED: dict[str, Any] = {
    "wrong_code": _wrong_code,
    "unavailable": _down,
    "not_signed_in": lambda fake, web: web.get("/api/conversations/current"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_has_the_shape_that_is_described(fake: FakeGateway, code: str) -> None:
    """What the widget is tried against is what it will meet: same fields, same status."""
    with httpx.Client(base_url=fake.url) as web:
        answer = REFUSED[code](fake, web)
    jsonschema.validate(answer.json(), ERROR)
    assert (answer.json()["error"]["code"], answer.status_code) == (code, STATUS[code])


def test_the_description_knows_what_a_refusal_says_besides() -> None:
    """A field that is not described is not sent, and the tries that are left are described."""
    jsonschema.validate({"error": {"code": "wrong_code", "message": "No.", "left": 4}}, ERROR)
    assert Refusal("wrong_code", left=4).more == {"left": 4}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"error": {"code": "wrong_code", "message": "No.", "tries_left": 4}}, ERROR)
