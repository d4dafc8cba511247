"""The ten turns that every system answers, with the numbers of two orders filled in."""

from __future__ import annotations

#: (text, whether stock Rasa answers it by an action that looks an order up; ours runs an action at each)
TURNS = (
    ("hello", False),
    ("where is order {a}", True),
    ("has {b} been shipped", True),
    ("show my orders", True),
    ("can I still cancel order {a}", True),
    ("what is your return policy", False),
    ("where is order {b}", True),
    ("never mind", False),
    ("thanks", False),
    ("bye", False),
)


def texts(a: str, b: str) -> list[str]:
    """What is said."""
    return [text.format(a=a, b=b) for text, _ in TURNS]
