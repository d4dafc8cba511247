"""What holds for every order there can be, in every market, at every moment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdesk.decision import Decision, Outcome
from orderdesk.model import OrderStatus, ReturnKind
from orderdesk.money import Money
from orderdesk.policy import terms
from orderdesk.policy.cancel import decide_cancel, decide_withdraw
from orderdesk.policy.dispute import decide_dispute
from orderdesk.policy.engine import LAST_RESORT, UNCLEAR
from orderdesk.policy.refund import refund_for_cancel, refund_for_return
from orderdesk.policy.returns import decide_return, decide_withdraw_return
from orderdesk.policy.rules.cancel import CancelAsk, asked_lines
from orderdesk.policy.rules.dispute import DisputeAsk
from orderdesk.policy.rules.returns import ReturnAsk
from orderdesk.policy.seller import decide_contact
from orderdesk.policy.watch import decide_watch
from tests.policy.arbitrary import GAPS, MARKETS, REASONS, arbitrary_cases, cancel_asks, return_asks
from tests.policy.cases import NOW
from tests.policy.journeys import JOURNEYS, Journey

#: A quarter of the profile's examples: quick by default, thorough with a profile that asks for more.
often = settings(
    max_examples=settings.default.max_examples // 4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


each_journey = pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)


def decided(journey: Journey, data: st.DataObject) -> Decision:
    """A decision of this kind about an order drawn at random."""
    case, ask, market = data.draw(arbitrary_cases()), data.draw(journey.asks()), data.draw(MARKETS)
    return journey.decide(case, ask, terms.load(market), NOW)


@each_journey
class TestEveryDecision:
    @often
    @given(data=st.data())
    def test_total(self, journey, data):
        """Every order gets an answer with a reason, and the reason is a rule's, not "unclear"."""
        decision = decided(journey, data)
        assert decision.reasons and decision.version
        assert UNCLEAR not in decision.reasons

    @often
    @given(data=st.data())
    def test_refusals_help(self, journey, data):
        """A no comes with something that works instead, a person last."""
        decision = decided(journey, data)
        codes = [offer.code for offer in decision.alternatives]
        assert len(codes) == len(set(codes))
        if not decision.allowed:
            assert codes[-1] == LAST_RESORT

    @often
    @given(data=st.data())
    def test_facts_are_the_declared_ones(self, journey, data):
        """A reason's facts are exactly those that its rule declares, so that its words can rely on them."""
        declared = {rule.code: set(rule.facts) for rule in journey.rules}
        for reason in decided(journey, data).reasons:
            assert set(reason.facts) == declared[reason.code]

    @often
    @given(data=st.data())
    def test_strictest_first(self, journey, data):
        """The first reason decides; a no lists only what stands in the way."""
        case, ask = data.draw(arbitrary_cases()), data.draw(journey.asks())
        market = terms.load(data.draw(MARKETS))
        decision = journey.decide(case, ask, market, NOW)
        outcomes = [market.rule(journey.name, reason.code).outcome for reason in decision.reasons]
        assert outcomes == sorted(outcomes, reverse=True)
        assert decision.outcome is outcomes[0]
        assert decision.allowed or min(outcomes) >= Outcome.HANDOFF

    @often
    @given(data=st.data())
    def test_all_refusing_rules_are_told(self, journey, data):
        """Of several reasons against it, none is kept from the buyer."""
        case, ask = data.draw(arbitrary_cases()), data.draw(journey.asks())
        market = terms.load(data.draw(MARKETS))
        decision = journey.decide(case, ask, market, NOW)
        against = {
            rule.code
            for rule in journey.rules
            if market.rule(journey.name, rule.code).outcome >= Outcome.HANDOFF
            and rule.applies(case, ask, market, NOW) is not None
        }
        assert against == ({reason.code for reason in decision.reasons} if not decision.allowed else set())

    @often
    @given(data=st.data())
    def test_the_short_answer_is_the_long_one(self, journey, data):
        """Asked only whether, the rules say what they say when asked why."""
        case, ask = data.draw(arbitrary_cases()), data.draw(journey.asks())
        market = terms.load(data.draw(MARKETS))
        short = journey.journey.allows(case, ask, market, NOW)
        assert short == journey.decide(case, ask, market, NOW).allowed


@each_journey
class TestOffersWork:
    """What is offered instead is allowed by the policy itself, now or when it says so."""

    @often
    @given(data=st.data())
    def test_offers_are_allowed(self, journey, data):
        """No alternative leads into another refusal."""
        case, ask = data.draw(arbitrary_cases()), data.draw(journey.asks())
        market = terms.load(data.draw(MARKETS))
        for offer in journey.decide(case, ask, market, NOW).alternatives:
            assert self.works(offer, case, market), offer

    def works(self, offer, case, market) -> bool:
        late = ReturnAsk(kind=ReturnKind.REFUND, reason="not_received")
        checks = {
            "return_item": lambda: decide_return(case, ReturnAsk(), market, NOW),
            "return_faulty": lambda: decide_return(case, ReturnAsk(reason="damaged"), market, NOW),
            "return_later": lambda: decide_return(
                _arrived(case, offer), ReturnAsk(), market, offer.works_from
            ),
            "refund_late": lambda: decide_return(case, late, market, NOW),
            "refund_missing": lambda: decide_return(case, late, market, NOW),
            "withdraw_cancellation": lambda: decide_withdraw(case, CancelAsk(), market, NOW),
            "notify_arrival": lambda: decide_watch(case, None, market, NOW),
            "message_seller": lambda: decide_contact(case, None, market, NOW),
            "open_dispute": lambda: decide_dispute(case, DisputeAsk(), market, NOW),
            "cancel_order": lambda: decide_cancel(case, CancelAsk(), market, NOW),
            "cancel_rest": lambda: decide_cancel(case, CancelAsk(offer.facts["lines"]), market, NOW),
            "withdraw_return": lambda: decide_withdraw_return(case, ReturnAsk(), market, NOW),
        }
        shown = {
            "refund_status": case.refunds,
            "return_status": case.returns,
            "dispute_status": case.disputes,
            "seller_status": case.messages,
            "track_order": True,
            "human": True,
        }
        return bool(shown[offer.code]) if offer.code in shown else checks[offer.code]().allowed


def _arrived(case, offer):
    moment = offer.works_from
    return replace(case, order=replace(case.order, status=OrderStatus.DELIVERED, delivered_at=moment))


class TestTime:
    @often
    @given(arbitrary_cases(), cancel_asks(), MARKETS, GAPS)
    def test_cancelling_never_gets_easier(self, case, ask, market, gap):
        """As long as the order does not change, waiting never makes it freer: a window that is over stays over."""
        now, later = (decide_cancel(case, ask, terms.load(market), at).outcome for at in (NOW, NOW + gap))
        assert later >= now

    @often
    @given(arbitrary_cases(), return_asks(), MARKETS, GAPS)
    def test_a_return_window_stays_over(self, case, ask, market, gap):
        """A return that came too late does not come in time later."""
        codes = {"return_window_over", "return_protection_over"}
        now, later = (
            codes & {reason.code for reason in decide_return(case, ask, terms.load(market), at).reasons}
            for at in (NOW, NOW + gap)
        )
        assert later >= now

    @often
    @given(arbitrary_cases(), MARKETS, GAPS)
    def test_late_stays_late(self, case, market, gap):
        """A refund for lateness, once possible, does not stop being possible by waiting."""
        ask = ReturnAsk(kind=ReturnKind.REFUND, reason="not_received")
        rules = [decide_return(case, ask, terms.load(market), at).rule for at in (NOW, NOW + gap)]
        assert rules[0] != "refund_when_late" or rules[1] == "refund_when_late"


class TestRefunds:
    @often
    @given(arbitrary_cases(), cancel_asks())
    def test_cancel_refund_is_covered(self, case, ask):
        """No cancellation gives back more than is left of the payment, or less than nothing."""
        assert _covered(case, refund_for_cancel(case, asked_lines(case, ask)))

    @often
    @given(arbitrary_cases(), return_asks(), st.sampled_from(list(ReturnKind)), REASONS, MARKETS)
    def test_return_refund_is_covered(self, case, ask, kind, reason, market):
        """No return gives back more than is left of the payment, or less than nothing."""
        refund = refund_for_return(case, ask.line_ids, kind, reason, terms.load(market))
        assert _covered(case, refund)
        assert kind is not ReturnKind.REPLACEMENT or refund.minor == 0


def _covered(case, refund: Money) -> bool:
    nothing = Money.from_minor(0, case.order.currency)
    left = case.payment.amount - case.payment.refunded if case.payment else nothing
    return nothing <= refund <= left
