"""The figures themselves, on cases counted by hand."""

import pytest

from nlu.evaluate.figures import Heard, calibration_error, curve, safety_figures, scores
from nlu.evaluate.lines import Line, development, heldout, intent_map


def heard(intent: str, best: str, confidence: float = 1.0, final: str | None = None) -> Heard:
    return Heard(Line("t", intent, "s"), best, confidence, final or best)


FOUR = [
    heard("greet", "greet"),
    heard("greet", "greet", 0.2, "nlu_fallback"),
    heard("out_of_scope", "out_of_scope"),
    heard("out_of_scope", "greet", 0.3),
]
NAMES = {"nlu_fallback": "out_of_scope"}


def test_scores_are_as_counted_by_hand():
    """Half of each side right, one in two of the in-scope lines refused."""
    found = scores(FOUR, NAMES)
    assert (found["accuracy"], found["in_scope"]) == (0.5, 0.5)
    assert (found["out_of_scope_recall"], found["false_fallback"]) == (0.5, 0.5)


def test_a_sure_and_right_model_has_no_calibration_error():
    """And one that is sure and wrong has all of it."""
    assert calibration_error([heard("greet", "greet")], NAMES) == 0
    assert calibration_error([heard("greet", "thank")], NAMES) == 1


def test_a_higher_threshold_trades_misses_for_fallbacks():
    """Along the curve false fallback never falls and missed out-of-scope never rises."""
    points = curve(FOUR, NAMES)
    assert [p["false_fallback"] for p in points] == sorted(p["false_fallback"] for p in points)
    assert [p["missed"] for p in points] == sorted((p["missed"] for p in points), reverse=True)


def test_a_false_cancel_is_listed_by_its_words():
    """A line that must not cancel and did is shown, not only counted."""
    found = safety_figures([heard("must_not_cancel", "cancel_order"), heard("must_cancel", "greet")])
    assert found["false_cancels"] == ["t"]
    assert found["missed_requests"] == [["t", "greet"]]


def test_every_intent_that_we_have_counts_as_a_known_one():
    """The map leads each further intent to a name of the measuring sets."""
    known = {line.intent for line in development()} or {line.intent for line in heldout()}
    assert set(intent_map().values()) <= known | {"contact_seller"}
    assert pytest.approx(0) == len(set(intent_map()) & {"cancel_order", "track_order"})


def test_the_lead_over_stock_is_told_in_points():
    """Where both were asked, the report says how far ahead ours is."""
    from nlu.evaluate.__main__ import lead

    asked = {
        "own": {"ours": {"accuracy": 0.951}, "stock": {"accuracy": 0.88}},
        "people": {"ours": {"accuracy": 0.9}},
    }
    assert lead(asked) == {"own": 7.1}
