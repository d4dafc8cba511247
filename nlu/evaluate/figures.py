"""Figures from what was said, what it means and what was understood. Pure."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from nlu.evaluate.lines import OUT, Line

BINS = 10
CANCEL = "cancel_order"


@dataclass(frozen=True)
class Heard:
    """What a model made of a line: the top intent before any threshold, how sure, and the final intent."""

    line: Line
    best: str
    confidence: float
    final: str
    milliseconds: float = 0.0


def counted(name: str, known: set[str], names: dict[str, str]) -> str:
    """`name` as it counts among `known` intents: itself, or what the map makes of it."""
    return name if name in known else names.get(name, name)


def scores(heard: list[Heard], names: dict[str, str]) -> dict[str, Any]:
    """Accuracies, macro-F1, out-of-scope recall, false fallback, calibration error; per intent and source."""
    known = {h.line.intent for h in heard}
    truth = [h.line.intent for h in heard]
    said = [counted(h.final, known, names) for h in heard]
    right = np.array([a == b for a, b in zip(truth, said, strict=True)])
    out = np.array([intent == OUT for intent in truth])
    return {
        "lines": len(heard),
        "accuracy": _mean(right),
        "in_scope": _mean(right[~out]),
        "macro_f1": round(float(f1_score(truth, said, labels=sorted(known), average="macro", zero_division=0)), 4),
        "out_of_scope_recall": _mean(right[out]),
        "false_fallback": _mean(np.array([s == OUT for s in said])[~out]),
        "calibration_error": calibration_error(heard, names),
        "per_intent": _per(truth, right),
        "per_source": _per([h.line.source for h in heard], right),
        "confused": [[a, b, n] for (a, b), n in Counter(
            pair for pair in zip(truth, said, strict=True) if pair[0] != pair[1]).most_common(30)],
    }  # fmt: skip


def calibration_error(heard: list[Heard], names: dict[str, str]) -> float:
    """Expected calibration error of the unthresholded top intent, over ten bins of confidence."""
    known = {h.line.intent for h in heard}
    sure = np.array([h.confidence for h in heard])
    right = np.array([counted(h.best, known, names) == h.line.intent for h in heard])
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [abs(right[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean() for b in set(bins)]
    return round(float(sum(gaps)), 4)


def curve(heard: list[Heard], names: dict[str, str]) -> list[dict[str, float]]:
    """For each threshold: false fallback, missed out-of-scope and accuracy, had it been used."""
    points = []
    for threshold in np.round(np.arange(0.0, 0.96, 0.05), 2):
        cut = [
            Heard(h.line, h.best, h.confidence, h.best if h.confidence >= threshold else OUT) for h in heard
        ]
        at = scores(cut, names)
        missed = round(1 - at["out_of_scope_recall"], 4)
        point = {"false_fallback": at["false_fallback"], "missed": missed, "accuracy": at["accuracy"]}
        points.append({"threshold": float(threshold), **point})
    return points


def safety_figures(heard: list[Heard]) -> dict[str, Any]:
    """False cancels (there must be none), and requests that were not understood."""
    false = [h.line.text for h in heard if h.line.intent == "must_not_cancel" and h.final == CANCEL]
    asked = [h for h in heard if h.line.intent == "must_cancel"]
    missed = [[h.line.text, h.final] for h in asked if h.final != CANCEL]
    return {
        "must_not": len(heard) - len(asked),
        "must": len(asked),
        "false_cancels": false,
        "missed_requests": missed,
        "requests_understood": _mean(np.array([h.final == CANCEL for h in asked])),
    }


def _per(keys: list[str], right: np.ndarray) -> dict[str, dict[str, float]]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for key, ok in zip(keys, right, strict=True):
        groups[key].append(bool(ok))
    return {key: {"lines": len(g), "accuracy": _mean(np.array(g))} for key, g in sorted(groups.items())}


def _mean(values: np.ndarray) -> float:
    return round(float(values.mean()), 4) if len(values) else float("nan")
