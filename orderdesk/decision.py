"""What a policy answers: a value that carries every reason, the deadline, and what works instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any


class Outcome(IntEnum):
    """The answer, mildest first; of several reasons the strictest one counts."""

    ALLOW = 0
    ASK_SELLER = 1
    HANDOFF = 2
    REFUSE = 3


@dataclass(frozen=True)
class Reason:
    """Why. `code` names a rule, its entry in the terms and a response; `facts` fill the response's variables."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Alternative:
    """What works instead: now, or from `works_from` on."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    works_from: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """A policy's answer.

    `reasons`: all that apply, strictest first. `alternatives`: best first. `deadline`: until when this answer holds,
    or, where it is a refusal because of time, when it stopped being possible. `version`: the terms it was made by.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    alternatives: tuple[Alternative, ...] = ()
    deadline: datetime | None = None
    version: str = ""

    @property
    def rule(self) -> str:
        """The code of the reason that decided."""
        return self.reasons[0].code

    @property
    def allowed(self) -> bool:
        """Whether something may be done now, by itself or by asking the seller."""
        return self.outcome in (Outcome.ALLOW, Outcome.ASK_SELLER)
