"""The report: JSON for programs, HTML with inline SVG for people."""

import html
import io
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import confusion_matrix

from nlu.evaluate.figures import Heard, counted

PAGE = """<!doctype html><meta charset="utf-8"><title>NLU figures</title>
<style>body{{font:15px system-ui;max-width:72em;margin:2em auto;padding:0 1em}}td,th{{padding:.2em .8em;
text-align:right;border-bottom:1px solid #ddd}}td:first-child,th:first-child{{text-align:left}}svg{{max-width:100%;
height:auto}}</style><h1>NLU figures</h1>{body}"""
SHOWN = (
    "lines",
    "accuracy",
    "in_scope",
    "macro_f1",
    "out_of_scope_recall",
    "false_fallback",
    "calibration_error",
)


def page(results: dict[str, Any], pictures: dict[str, str]) -> str:
    """The whole report as HTML."""
    parts = []
    for name, suite in results["suites"].items():
        parts.append(f"<h2>{html.escape(name)}</h2>" + _summary(suite))
        parts += [_table(suite["ours"][key], key) for key in ("per_intent", "per_source")]
    parts.append("<h2>Safety</h2>" + _rows({m: _short(f) for m, f in results["safety"].items()}))
    parts.append("<h2>Cost</h2>" + _rows(results["cost"]))
    parts += [f"<h2>{html.escape(title)}</h2>{svg}" for title, svg in pictures.items()]
    return PAGE.format(body="".join(parts))


def matrix_picture(heard: list[Heard], names: dict[str, str]) -> str:
    """Confusion matrix, each row as shares of its intent, as SVG."""
    known = {h.line.intent for h in heard}
    said = [counted(h.final, known, names) for h in heard]
    labels = sorted(known | set(said))
    shares = confusion_matrix([h.line.intent for h in heard], said, labels=labels).astype(float)
    shares /= np.maximum(shares.sum(1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(11, 10))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=90, fontsize=7)
    axes.set_yticks(range(len(labels)), labels, fontsize=7)
    axes.set(xlabel="understood", ylabel="meant")
    return _svg(figure)


def curve_picture(curves: dict[str, list[dict[str, float]]], chosen: float) -> str:
    """False fallback against missed out-of-scope over the threshold, as SVG."""
    figure, axes = plt.subplots(figsize=(8, 5))
    for name, points in curves.items():
        x = [p["threshold"] for p in points]
        axes.plot(x, [p["false_fallback"] for p in points], label=f"{name}: false fallback")
        axes.plot(x, [p["missed"] for p in points], "--", label=f"{name}: missed out-of-scope")
    axes.axvline(chosen, color="grey", linewidth=1, label="chosen")
    axes.set(xlabel="threshold", ylabel="share of lines")
    axes.legend(fontsize=8)
    return _svg(figure)


def _svg(figure: Any) -> str:
    out = io.StringIO()
    figure.tight_layout()
    figure.savefig(out, format="svg")
    plt.close(figure)
    return out.getvalue()[out.getvalue().index("<svg") :]


def _summary(suite: dict[str, Any]) -> str:
    return _rows({model: {key: figures[key] for key in SHOWN} for model, figures in suite.items()})


def _table(groups: dict[str, dict[str, float]], title: str) -> str:
    return f"<h3>{html.escape(title.replace('_', ' '))}</h3>" + _rows(groups)


def _short(figures: dict[str, Any]) -> dict[str, Any]:
    return {k: len(v) if isinstance(v, list) else v for k, v in figures.items()}


def _rows(rows: dict[str, dict[str, Any]]) -> str:
    heads = list(next(iter(rows.values()), {}))
    head = "".join(f"<th>{html.escape(h.replace('_', ' '))}</th>" for h in heads)
    body = "".join(
        f"<tr><td>{html.escape(name)}</td>{''.join(f'<td>{html.escape(str(row.get(h)))}</td>' for h in heads)}</tr>"
        for name, row in rows.items()
    )
    return f"<table><tr><th></th>{head}</tr>{body}</table>"
