"""How rules become a decision, and that the terms, not the code, say what follows from a rule."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from orderdesk.decision import Outcome
from orderdesk.model import OrderStatus, ReturnKind
from orderdesk.policy import terms
from orderdesk.policy.alternatives import offer
from orderdesk.policy.cancel import decide_cancel
from orderdesk.policy.dispute import DisputeAsk, decide_dispute
from orderdesk.policy.engine import UNCLEAR, Journey, decision, rule
from orderdesk.policy.returns import ReturnAsk, decide_return
from orderdesk.policy.rules.cancel import CancelAsk
from orderdesk.policy.seller import decide_contact
from orderdesk.policy.terms import Terms
from tests.policy.cases import NOW, a_case, a_line, a_message, ago

S = OrderStatus
RAW = terms.read("us")
CASE = a_case(S.IN_TRANSIT)


def edited(key: str, value: Any) -> Terms:
    """The US terms with one thing changed, as an operator would change it in the file."""
    raw = deepcopy(RAW)
    *path, last = key.split(".")
    node = raw
    for part in path:
        node = node[part]
    node[last] = value
    return Terms(raw)


def without(journey: str, code: str) -> Terms:
    """The US terms without one rule."""
    raw = deepcopy(RAW)
    del raw[journey]["rules"][code]
    return Terms(raw)


@rule()
def mild(case, ask, ours, now):
    """Applies always."""
    return {}


@rule("deadline")
def strict(case, ask, ours, now):
    """Applies always, too."""
    return {"deadline": ago(days=1)}


@rule()
def never(case, ask, ours, now):
    """Does not apply."""


@rule()
def unlisted(case, ask, ours, now):
    """Applies, but the market has no such rule."""
    return {}


def made_of(
    mildly: str, strictly: str, offers: tuple[str, ...] = ("return_later", "human", "notify_arrival")
):
    """A decision by the four rules above."""
    rules = {
        "mild": {"outcome": mildly, "alternatives": ["human", "track_order"]},
        "strict": {"outcome": strictly, "alternatives": list(offers)},
        "never": {"outcome": "REFUSE"},
    }
    ours = Terms({**deepcopy(RAW), "version": "v", "test": {"rules": rules}})
    found = Journey("test", (mild, never, unlisted, strict)).findings(CASE, None, ours, NOW)
    return decision(found, CASE, ours, NOW, offer)


class TestDecision:
    def test_the_strictest_decides(self):
        """Of several reasons the strictest comes first, whatever their order in the code, and gives the deadline."""
        made = made_of("REFUSE", "HANDOFF")
        assert [reason.code for reason in made.reasons] == ["mild", "strict"]
        made = made_of("HANDOFF", "REFUSE")
        assert [reason.code for reason in made.reasons] == ["strict", "mild"]
        assert (made.outcome, made.rule, made.deadline, made.version) == (
            Outcome.REFUSE,
            "strict",
            ago(days=1),
            "v",
        )

    def test_equals_keep_their_order(self):
        """Reasons that are equally strict stay in the order in which a buyer should hear them."""
        assert [reason.code for reason in made_of("REFUSE", "REFUSE").reasons] == ["mild", "strict"]

    def test_a_no_does_not_list_what_would_allow_it(self):
        """A refusal does not say in the same breath that it is allowed."""
        assert [reason.code for reason in made_of("ALLOW", "REFUSE").reasons] == ["strict"]

    def test_a_yes_lists_all(self):
        """Where the seller is asked, the reason that alone would have been a yes is told, too."""
        assert [reason.code for reason in made_of("ALLOW", "ASK_SELLER").reasons] == ["strict", "mild"]

    def test_offers_of_all_reasons_now_then_later_then_a_person(self):
        """What works now comes before what works later, and a person is last, once."""
        codes = [made.code for made in made_of("REFUSE", "REFUSE").alternatives]
        assert codes == ["track_order", "notify_arrival", "return_later", "human"]

    def test_no_rule_means_a_person(self):
        """An order that no rule knows is not allowed by accident."""
        made = decision((), CASE, terms.load("us"), NOW, offer)
        assert (made.outcome, made.reasons) == (Outcome.HANDOFF, (UNCLEAR,))
        assert [offered.code for offered in made.alternatives] == ["human"]


ALL = CancelAsk()
WAITING = a_case(S.AWAITING_SHIPMENT)
DELIVERED = a_case(S.DELIVERED)
UNRETURNABLE = a_case(S.DELIVERED, lines=(a_line(1, returnable=False),))


def cancels(case, ask=ALL):
    """Decides about cancelling it by the terms given."""
    return lambda ours: decide_cancel(case, ask, ours, NOW)


def returns(case, ask=ReturnAsk()):  # noqa: B008 (an ask is frozen)
    """Decides about returning it by the terms given."""
    return lambda ours: decide_return(case, ask, ours, NOW)


def disputes(case, about=None):
    """Decides about disputing it by the terms given."""
    return lambda ours: decide_dispute(case, DisputeAsk(about), ours, NOW)


def contacts(case):
    """Decides about writing to the seller by the terms given."""
    return lambda ours: decide_contact(case, None, ours, NOW)


class TestPolicyIsData:
    """Another shop's policy is another file: each change here is one line of it."""

    @pytest.mark.parametrize(
        ("decide", "key", "value", "outcome"),
        [
            (cancels(WAITING), "cancel.rules.window_over.outcome", "ALLOW", Outcome.ALLOW),
            (cancels(WAITING), "cancel.rules.window_over.outcome", "REFUSE", Outcome.REFUSE),
            (cancels(WAITING), "cancel.rules.window_over.outcome", "HANDOFF", Outcome.HANDOFF),
            (cancels(WAITING), "cancel.free_window.value", {"hours": 6}, Outcome.ALLOW),
            (cancels(WAITING, CancelAsk(("L-1",))), "cancel.single_lines.value", True, Outcome.ASK_SELLER),
            (
                cancels(a_case(S.IN_TRANSIT)),
                "cancel.rules.in_transit.outcome",
                "ASK_SELLER",
                Outcome.ASK_SELLER,
            ),
            (cancels(a_case(S.UNPAID)), "cancel.rules.unpaid.outcome", "REFUSE", Outcome.REFUSE),
            (returns(DELIVERED), "returns.window.value", {"days": 3}, Outcome.REFUSE),
            (returns(DELIVERED), "returns.auto_approve_within.value", {"days": 0}, Outcome.ASK_SELLER),
            (returns(DELIVERED), "returns.rules.return_auto_approved.outcome", "HANDOFF", Outcome.HANDOFF),
            (returns(UNRETURNABLE), "returns.rules.not_returnable.outcome", "ALLOW", Outcome.ASK_SELLER),
            (
                returns(UNRETURNABLE, ReturnAsk(reason="box_damaged")),
                "returns.faults.value",
                ["box_damaged"],
                Outcome.ASK_SELLER,
            ),
            (
                returns(a_case(S.DELIVERED, delivered_at=ago(days=40)), ReturnAsk(reason="damaged")),
                "returns.protection.value",
                {"days": 0},
                Outcome.REFUSE,
            ),
            (
                returns(DELIVERED, ReturnAsk(kind=ReturnKind.REFUND, reason="does_not_fit")),
                "returns.kinds.value",
                {"does_not_fit": ["REFUND"]},
                Outcome.ASK_SELLER,
            ),
            (contacts(a_case(S.IN_TRANSIT)), "seller.contact_days.value", {"days": 1}, Outcome.REFUSE),
            (
                contacts(a_case(S.IN_TRANSIT, messages=(a_message(),))),
                "seller.rules.message_waiting.outcome",
                "ALLOW",
                Outcome.ALLOW,
            ),
            (
                disputes(a_case(S.IN_TRANSIT, expected_at=ago(days=1))),
                "dispute.lost_after.value",
                {},
                Outcome.ALLOW,
            ),
            (disputes(DELIVERED), "dispute.max_per_order.value", 0, Outcome.HANDOFF),
            (disputes(DELIVERED, "damaged"), "dispute.protected.value", [], Outcome.REFUSE),
            (disputes(DELIVERED), "dispute.rules.dispute_protected.outcome", "HANDOFF", Outcome.HANDOFF),
        ],
    )
    def test_a_changed_line_changes_the_answer(self, decide, key, value, outcome):
        """The answer before differs from the answer after, and no code was touched."""
        assert decide(terms.load("us")).outcome is not outcome
        assert decide(edited(key, value)).outcome is outcome

    def test_offers_come_from_the_terms(self):
        """Which alternatives are offered, and their order, is the market's business."""
        ours = edited("cancel.rules.in_transit.alternatives", ["message_seller", "notify_arrival", "human"])
        codes = [made.code for made in cancels(a_case(S.IN_TRANSIT))(ours).alternatives]
        assert codes == ["message_seller", "notify_arrival", "human"]

    @pytest.mark.parametrize(
        ("decide", "journey", "code", "rule_then"),
        [
            (cancels(a_case(S.IN_TRANSIT)), "cancel", "in_transit", "unclear"),
            (disputes(DELIVERED), "dispute", "dispute_protected", "dispute_ask_seller_first"),
            (returns(UNRETURNABLE), "returns", "not_returnable", "return_seller_review"),
        ],
    )
    def test_a_market_without_the_rule(self, decide, journey, code, rule_then):
        """A rule that a market does not have neither applies nor counts elsewhere."""
        assert decide(terms.load("us")).rule == code
        assert decide(without(journey, code)).rule == rule_then
