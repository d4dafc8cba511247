"""What a yes will do, what was done, who is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderdesk.model.names import Name
from orderdesk.model.people import Party


class PendingState(Name):
    """A pending action is used once, or voided."""

    OPEN = "OPEN"
    DONE = "DONE"
    VOID = "VOID"


class OutboxState(Name):
    """Whether a row has been delivered. DEAD rows wait for an operator."""

    PENDING = "PENDING"
    SENT = "SENT"
    DEAD = "DEAD"


@dataclass(frozen=True)
class PendingAction:
    """Something that a yes will do, once. `payload` is what; `result` what came of it. Id: PA-…"""

    id: str
    conversation_id: str
    customer_id: str
    kind: str
    order_id: str | None
    payload: dict[str, Any]
    state: PendingState
    created_at: datetime
    expires_at: datetime
    done_at: datetime | None = None
    result: dict[str, Any] | None = None


@dataclass(frozen=True)
class AuditEntry:
    """Who did what, by which rule; `before` and `after` hold what changed."""

    id: str
    at: datetime
    actor: Party
    customer_id: str
    conversation_id: str | None
    message_id: str | None
    verb: str
    order_id: str | None
    subject_id: str
    rule: str
    policy_version: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class OutboxRow:
    """Something to be delivered at least once; `key` lets a receiver (and us) drop repeats."""

    id: str
    key: str
    channel: str
    customer_id: str
    conversation_id: str | None
    template: str
    facts: dict[str, Any]
    state: OutboxState
    created_at: datetime
    due_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None
    error: str | None = None
