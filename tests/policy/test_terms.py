"""The terms: complete, sourced, and of one mind with the rules."""

from __future__ import annotations

from datetime import date

import pytest
import tomli

from orderdesk.decision import Outcome
from orderdesk.model import ReturnKind
from orderdesk.policy import terms
from orderdesk.policy.alternatives import ALTERNATIVES
from orderdesk.policy.dispute import ABOUT_GOODS
from orderdesk.policy.engine import LAST_RESORT
from orderdesk.policy.rules.dispute_grounds import (
    CANCELLATION_REFUSED,
    NO_ANSWER,
    OTHER,
    RETURN_REFUSED,
    RETURN_UNCONFIRMED,
)
from tests.policy.journeys import JOURNEYS

LOW = """
market = "low"
version = "1"
cancel.single_lines = { value = true, source = "low", confidence = "OWN", as_of = 2026-11-23 }
cancel.most = { value = 2, source = "low", confidence = "OWN", as_of = 2026-11-23 }
cancel.rules.kept = { outcome = "ALLOW", source = "low", confidence = "OWN", as_of = 2026-11-23 }
cancel.rules.gone = { outcome = "ALLOW", source = "low", confidence = "OWN", as_of = 2026-11-23 }
[cancel.rules.changed]
outcome = "REFUSE"
alternatives = ["human"]
source = "low"
confidence = "OWN"
as_of = 2026-11-23
"""
HIGH = """
extends = "low"
market = "high"
version = "2"
cancel.most = { value = 3, source = "high", confidence = "OWN", as_of = 2026-11-23 }
cancel.rules.gone = { off = true, source = "high", confidence = "OWN", as_of = 2026-11-23 }
cancel.rules.changed = { outcome = "ALLOW", source = "high", confidence = "OWN", as_of = 2026-11-23 }
"""
each_market = pytest.mark.parametrize("market", terms.markets())


def entries(market: str) -> dict[str, dict]:
    """Every value and rule of a market by its dotted key."""
    return dict(_walk(terms.read(market), ""))


def _walk(node: dict, path: str):
    for key, child in node.items():
        if isinstance(child, dict) and "source" in child:
            yield f"{path}{key}", child
        elif isinstance(child, dict):
            yield from _walk(child, f"{path}{key}.")


def test_the_markets():
    """The shop knows the US, the UK and, for all others, its own policy."""
    assert terms.markets() == ("default", "uk", "us")
    assert terms.load("elsewhere").market == "default"


@each_market
def test_same_keys(market):
    """What one market has terms for, every market has."""
    assert entries(market).keys() == entries("default").keys()


@each_market
def test_every_entry_is_sourced(market):
    """Each value and rule tells its source, how sure it is, and as of when; and nothing unsure is promised."""
    for key, entry in entries(market).items():
        cite = terms.load(market).cite(key)
        assert cite.source
        assert cite.confidence in {"H", "M", "OWN"}, key
        assert isinstance(cite.as_of, date)
        assert ("value" in entry) != ("outcome" in entry)


@each_market
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_rules_and_terms_agree(journey, market):
    """Each rule has an entry in the terms, and each entry a rule."""
    assert set(terms.load(market).rule_codes(journey.name)) == {rule.code for rule in journey.rules}


def test_a_market_tells_only_what_is_different(tmp_path, monkeypatch):
    """An entry replaces the whole entry below, what is `off` is no rule there, and the version names both."""
    (tmp_path / "low.toml").write_text(LOW, encoding="utf-8")
    (tmp_path / "high.toml").write_text(HIGH, encoding="utf-8")
    monkeypatch.setattr(terms, "HERE", tmp_path)
    high = terms.Terms(terms.read("high"))
    assert (high.market, high.version) == ("high", "2 over 1")
    assert high.flag("cancel.single_lines") and high.number("cancel.most") == 3
    assert [high.cite(f"cancel.{key}").source for key in ("most", "single_lines")] == ["high", "low"]
    assert high.rule_codes("cancel") == ("kept", "changed") and high.rule("cancel", "gone") is None
    assert high.rule("cancel", "changed").alternatives == ()


@each_market
def test_nothing_is_said_twice(market):
    """What a market says as the one that it extends does would be forgotten when that one changes."""
    raw = tomli.loads((terms.HERE / f"{market}.toml").read_text(encoding="utf-8"))
    below = entries(raw["extends"]) if "extends" in raw else {}
    assert [key for key, entry in _walk(raw, "") if below.get(key) == entry] == []


def test_codes_are_unique():
    """A reason code means one thing in the whole shop, so that its words can be named after it."""
    codes = [rule.code for journey in JOURNEYS for rule in journey.rules]
    assert len(codes) == len(set(codes))


@each_market
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_alternatives_exist_and_end_with_a_person(journey, market):
    """Every refusal's list of offers is known, has no doubles, and ends with a person."""
    for code in terms.load(market).rule_codes(journey.name):
        rule = terms.load(market).rule(journey.name, code)
        assert set(rule.alternatives) <= set(ALTERNATIVES)
        assert len(rule.alternatives) == len(set(rule.alternatives))
        if rule.outcome >= Outcome.HANDOFF:
            assert rule.alternatives[-1] == LAST_RESORT


def test_every_alternative_is_offered_somewhere():
    """No alternative is written for nothing."""
    ours = terms.load("default")
    offered = {
        code
        for journey in JOURNEYS
        for rule in ours.rule_codes(journey.name)
        for code in ours.rule(journey.name, rule).alternatives
    }
    assert offered == set(ALTERNATIVES)


@each_market
def test_lists_fit_each_other(market):
    """Every return reason has kinds, what is protected or free is a reason, and each dispute has its evidence."""
    ours = terms.load(market)
    reasons = set(ours.codes("returns.reasons"))
    faults = set(ours.codes("returns.faults"))
    kinds = ours.codes_by("returns.kinds")
    assert set(kinds) == reasons
    assert all(ReturnKind(kind) for codes in kinds.values() for kind in codes)
    assert set(ours.codes("returns.protected")) <= faults <= reasons
    assert set(ours.codes("returns.free_label")) | set(ours.codes("returns.refund_shipping")) <= reasons
    assert set(ours.codes("dispute.protected")) == set(ABOUT_GOODS)
    abouts = {*ABOUT_GOODS, RETURN_REFUSED, RETURN_UNCONFIRMED, CANCELLATION_REFUSED, NO_ANSWER, OTHER}
    assert set(ours.codes_by("dispute.evidence")) == abouts


def test_a_missing_key_is_named():
    """A typing slip in a key is found at once, with the market's and the key's name."""
    with pytest.raises(KeyError, match=r"'uk'.*returns\.windw"):
        terms.load("uk").duration("returns.windw")
