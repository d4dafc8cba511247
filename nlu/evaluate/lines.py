"""The lines that measure: our own held-out ones, the safety suite, and people's lines where they are there."""

import csv
from dataclasses import dataclass
from pathlib import Path

import yaml

EVAL = Path("data/eval")
DEVELOPMENT = Path("../shared/eval/nlu_dev.csv")
OUT = "out_of_scope"
SAFETY = ("safety.yml", "safety_fresh.yml", "safety_unseen.yml")


@dataclass(frozen=True)
class Line:
    """A text, the intent it has, and where it is from."""

    text: str
    intent: str
    source: str


def heldout(folder: Path = EVAL) -> list[Line]:
    """Our own lines, kept from training."""
    content = yaml.safe_load((folder / "heldout.yml").read_text("utf-8"))
    return [Line(text, intent, "own") for intent, texts in content.items() for text in texts]


def safety(folder: Path = EVAL) -> list[Line]:
    """`intent` is `must_cancel` or `must_not_cancel`; `source` is the kind of line."""
    return [
        Line(text, side, kind)
        for file in SAFETY
        for side, kinds in yaml.safe_load((folder / file).read_text("utf-8")).items()
        for kind in kinds
        for text in kinds[kind]
    ]


def development(path: Path = DEVELOPMENT) -> list[Line]:
    """Lines of real people; none where the file is not there. `source` is the data set's name."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Line(row["text"], row["intent"], row["source"].split(":")[0]) for row in rows]


def intent_map(folder: Path = EVAL) -> dict[str, str]:
    """Intent -> the one that it counts as where only the shared names are known."""
    return yaml.safe_load((folder / "intent_map.yml").read_text("utf-8"))
