"""The lines we train on and measure with: enough of them, truly different, and apart."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from nlu.evaluate.lines import development, heldout, safety

CORE = [
    "affirm",
    "ask_cancellation_policy",
    "ask_return_policy",
    "bot_challenge",
    "cancel_order",
    "change_order",
    "contact_seller",
    "delivery_eta",
    "delivery_problem",
    "deny",
    "exchange_item",
    "get_refund",
    "goodbye",
    "greet",
    "how_to_cancel",
    "list_orders",
    "open_dispute",
    "refund_status",
    "return_item",
    "talk_to_human",
    "thank",
    "track_order",
]
LEAST = {**dict.fromkeys(CORE, 80), "cancel_order": 150, "track_order": 150, "out_of_scope": 500}
SAME = 0.75  # Dice of character trigrams from which two lines count as one


def read() -> list[tuple[str, str]]:
    found = []
    for file in sorted(Path("data/nlu").glob("*.yml")):
        for block in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            lines = block["examples"].splitlines() if "intent" in block else []
            found += [(block["intent"], line.strip()[2:].strip()) for line in lines if line.strip()]
    return [(intent, text) for intent, text in found if not text.startswith("/")]


@pytest.fixture(scope="module")
def trained() -> list[tuple[str, str]]:
    return read()


def trigrams(text: str) -> frozenset[str]:
    padded = f"  {text.lower()} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@pytest.mark.parametrize(("intent", "least"), LEAST.items())
def test_each_core_intent_has_enough_lines(trained, intent, least):
    """No core intent is learnt from a handful of lines."""
    assert Counter(i for i, _ in trained)[intent] >= least


def test_no_line_is_there_twice(trained):
    """A line belongs to one intent, once."""
    seen = Counter(text.lower() for _, text in trained)
    assert [text for text, n in seen.items() if n > 1] == []


def near_pairs(lines: list[str]) -> list[tuple[str, str]]:
    grams = sorted(((len(g), g, text) for text in lines for g in [trigrams(text)]), key=lambda x: x[0])
    pairs = []
    for i, (size, gram, text) in enumerate(grams):
        for other_size, other, other_text in grams[i + 1 :]:
            if 2 * size < SAME * (size + other_size):  # no overlap can reach it any more
                break
            if 2 * len(gram & other) >= SAME * (size + other_size):
                pairs.append((text, other_text))
    return pairs


def test_near_duplicates_are_rare(trained):
    """Fewer than one line in a hundred has a near-duplicate in its intent: no template expansion."""
    pairs = []
    for intent in {i for i, _ in trained}:
        pairs += near_pairs([text for i, text in trained if i == intent])
    assert len(pairs) < len(trained) / 100, pairs[:20]


@pytest.mark.parametrize("suite", [heldout, safety, development], ids=lambda f: f.__name__)
def test_no_measuring_line_is_trained_on(trained, suite):
    """What measures is never learnt, letter case and spaces aside."""
    fold = lambda text: " ".join(text.lower().split())  # noqa: E731
    known = {fold(text) for _, text in trained if len(text) >= 10}
    assert [line.text for line in suite() if fold(line.text) in known] == []


def test_the_safety_suite_is_large_enough():
    """At least 300 lines that must not cancel and 150 that must."""
    sides = Counter(line.intent for line in safety())
    assert sides["must_not_cancel"] >= 300
    assert sides["must_cancel"] >= 150
