"""What the gateway says no with: a code, a status, plain words."""

from __future__ import annotations

import math
from typing import Any

from starlette.responses import JSONResponse

from gateway.words import explained
from orderdesk.errors import BadInput, NotFound, NotSignedIn, OrderdeskError, StaleAction, Unavailable
from orderdesk.services.inbox import TooManyWaiting
from orderdesk.services.proof import CodeExpired, OtherBuyer, TooManyCodes

#: Status by code.
STATUS = {
    "bad_request": 400, "bad_token": 401, "token_used": 401, "unknown_buyer": 401, "not_signed_in": 401,
    "bad_signature": 401, "sign_in_first": 403, "wrong_code": 403, "not_found": 404, "wrong_method": 405,
    "other_buyer": 409, "expired": 410,
    "too_large": 413, "wrong_type": 415, "too_long": 422, "too_deep": 422, "bad_text": 422, "not_offered": 422,
    "too_many": 429, "too_many_waiting": 429, "failed": 500, "unavailable": 503,
}  # fmt: skip
#: What the core's exceptions are called out here.
MEANING: tuple[tuple[type[OrderdeskError], str], ...] = (
    (TooManyCodes, "too_many"),
    (CodeExpired, "expired"),
    (OtherBuyer, "other_buyer"),
    (TooManyWaiting, "too_many_waiting"),
    (NotSignedIn, "not_signed_in"),
    (NotFound, "not_found"),
    (BadInput, "bad_text"),
    (StaleAction, "unavailable"),
    (Unavailable, "unavailable"),
)


class Refusal(Exception):
    """Raised by a handler; becomes the answer. `more` goes into the error object."""

    def __init__(self, code: str, *, retry_after: float | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code, self.retry_after, self.more = code, retry_after, more

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS[self.code]

    def response(self) -> JSONResponse:
        """The answer."""
        wait = self.retry_after
        if wait is None and self.status in (429, 503):
            wait = 5
        headers = {"Retry-After": str(max(1, math.ceil(wait)))} if wait is not None else {}
        if self.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        error = {"code": self.code, "message": explained(self.code), **self.more}
        return JSONResponse({"error": error}, self.status, headers)


def meaning(error: OrderdeskError) -> Refusal:
    """The refusal that one of the core's exceptions becomes."""
    return Refusal(next((code for kind, code in MEANING if isinstance(error, kind)), "failed"))
