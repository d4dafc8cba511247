"""Words live in the domain, and fit what Python and the policies say."""

from __future__ import annotations

import ast
import importlib
import pkgutil

import pytest

import orderdesk.policy.rules as rule_modules
from actions._offers import OFFERS
from orderdesk.decision import Outcome
from orderdesk.policy.alternatives import ALTERNATIVES
from orderdesk.policy.engine import Rule
from orderdesk.policy.terms import load, markets
from tests.contracts.domain import domain, python_files, responses, rules, variables

REFUSING = (Outcome.REFUSE, Outcome.HANDOFF)
JOURNEYS = sorted({journey for market in markets() for journey in load(market).journeys})


def every_rule() -> dict[str, Rule]:
    found = {}
    for module in pkgutil.iter_modules(rule_modules.__path__, f"{rule_modules.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Rule):
                found[value.code] = value
    return found


def refusals() -> list[tuple[str, str]]:
    """(journey, code) of everything that some market refuses."""
    pairs = {
        (journey, code)
        for market in markets()
        for journey in JOURNEYS
        for code in load(market).rule_codes(journey)
        if (term := load(market).rule(journey, code)) and term.outcome in REFUSING
    }
    return sorted(pairs | {(journey, "unclear") for journey in JOURNEYS})


@pytest.mark.parametrize(("journey", "code"), refusals())
def test_each_refusal_has_its_words_made_of_its_facts(journey: str, code: str) -> None:
    """A rule that refuses has a response, whose variables are among the rule's facts."""
    name = f"{journey}_refused_{code}"
    assert name in responses(), f"add utter_{name} to the domain"
    facts = set(every_rule()[code].facts) if code != "unclear" else set()
    assert variables(name) <= facts


def test_no_refusal_is_left_without_a_rule() -> None:
    """A response for a rule that is gone is deleted."""
    known = {f"{journey}_refused_{code}" for journey, code in refusals()}
    variants = {f"{name}_undated" for name in known}  # for rows that do not know the date
    assert {name for name in responses() if "_refused_" in name} <= known | variants


def test_each_alternative_has_a_label_and_leads_somewhere() -> None:
    """A button for every alternative, and every button says an intent of the domain."""
    assert set(OFFERS) == set(ALTERNATIVES)
    assert {code for code in ALTERNATIVES if f"offer_{code}" not in responses()} == set()
    assert set(OFFERS.values()) <= {
        name if isinstance(name, str) else next(iter(name)) for name in domain()["intents"]
    }


def test_each_reason_for_cancelling_has_its_words() -> None:
    """On its button, and for a reason that comes after a refusal."""
    codes = {code for market in markets() for code in load(market).codes("cancel.reasons")}
    named = {f"label_{kind}_{code}" for kind in ("reason", "heard") for code in codes}
    assert named - set(responses()) == set()


def test_the_terms_name_known_alternatives_and_rules_only() -> None:
    """A misspelt code in a TOML file is found here, not by a buyer."""
    for market in markets():
        for journey in JOURNEYS:
            for code in load(market).rule_codes(journey):
                assert code in every_rule(), f"{market}: {journey}.rules.{code}"
                assert set(load(market).rule(journey, code).alternatives) <= set(ALTERNATIVES), (
                    f"{market}: {code}"
                )


def test_python_says_responses_by_name_only() -> None:
    """No sentence for buyers stands in Python: `say` gets names, `utter_message` is called in one place."""
    wrong = []
    for path, tree in python_files("actions"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr == "utter_message" and path.name != "_turn.py":
                wrong.append(f"{path.name}:{node.lineno} calls utter_message")
            named = node.func.attr == "say" and node.args and isinstance(node.args[0], ast.Constant)
            if named and node.args[0].value not in responses():
                wrong.append(f"{path.name}:{node.lineno} says unknown {node.args[0].value!r}")
    assert not wrong


def said_names() -> set[str]:
    """Names and name patterns (with * for computed parts) that Python says or looks up."""
    found: set[str] = set()
    for _, tree in python_files("actions"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                found.add(
                    "".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
                )
    return found


def test_no_response_is_unused() -> None:
    """Every response is said by a rule or named in Python; labels, offers and questions by their pattern."""
    from fnmatch import fnmatch

    by_rules = {action.removeprefix("utter_") for _, _, actions in rules() for action in actions}
    exact = {name for name in said_names() if "*" not in name}
    patterns = [name for name in said_names() if "*" in name and len(name.replace("*", "")) > 3]
    derived = ("label_", "offer_", "error_")
    unused = [
        name
        for name in responses()
        if name not in by_rules and name not in exact and not name.startswith(derived) and "_ask_" not in name
        and not any(fnmatch(name, pattern) for pattern in patterns)
    ]  # fmt: skip
    assert not unused
