"""How a fake platform misbehaves: what happens to its next calls, in this order, "" for nothing.

"429" too many (with Retry-After: 2), "500" fails before doing anything, "lost" does it and fails all the same,
"garbage" answers no JSON, "hang" takes longer than anybody waits for.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from starlette.responses import JSONResponse, PlainTextResponse, Response

HANG = 60.0


class Trouble:
    """The plan; `plan` may be added to at any time."""

    def __init__(self) -> None:
        self.plan: deque[str] = deque()

    async def around(self, work: Callable[[], Awaitable[Response]], too_many: Response) -> Response:
        """Do the work, or not."""
        kind = self.plan.popleft() if self.plan else ""
        if kind == "429":
            return too_many
        if kind == "500":
            return JSONResponse({}, 500)
        if kind == "garbage":
            return PlainTextResponse("<html>", 200)
        if kind == "hang":
            await asyncio.sleep(HANG)
        answer = await work()
        return JSONResponse({}, 500) if kind == "lost" else answer
