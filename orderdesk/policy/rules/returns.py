"""The rules of returning something, of a refund without return, of a replacement, and of withdrawing such a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.model import OrderCase, ReturnKind
from orderdesk.policy.engine import Finding, Rule, findings
from orderdesk.policy.terms import Terms


@dataclass(frozen=True)
class ReturnAsk:
    """What a buyer wants to give back or have refunded. No line ids: all that can be; kind and reason once known."""

    line_ids: tuple[str, ...] = ()
    kind: ReturnKind | None = None
    reason: str | None = None


RULES: tuple[Rule, ...] = ()
WITHDRAW_RULES: tuple[Rule, ...] = ()


def judge_return(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> tuple[Finding, ...]:
    """The rules that apply, without looking for alternatives."""
    return findings("returns", RULES, case, ask, terms, now)


def judge_withdraw_return(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> tuple[Finding, ...]:
    """The same for taking a return back."""
    return findings("withdraw_return", WITHDRAW_RULES, case, ask, terms, now)


def return_until(case: OrderCase, terms: Terms) -> datetime | None:
    """When the return window ends; None while nothing was delivered."""
    delivered = case.order.delivered_at
    return delivered + terms.duration("returns.window") if delivered else None
