"""What a reader found in a message."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """A fact in the text: `entity` with `value`, at characters `start` to `end`."""

    entity: str
    value: Any
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """True when both cover a common character."""
        return self.start < other.end and other.start < self.end


def free(span: Span, taken: list[Span]) -> bool:
    """True when `span` touches none of `taken`."""
    return not any(span.overlaps(other) for other in taken)


def longest_first(spans: list[Span]) -> list[Span]:
    """Spans without overlaps: of two that touch, the longer stays; sorted by place."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if free(span, kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)
