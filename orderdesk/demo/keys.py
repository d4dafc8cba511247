"""Ids and small numbers that look random and are always the same: each is a hash of the shop's seed and a name."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from orderdesk.ids import LENGTH, SIGNS


@dataclass(frozen=True)
class Keys:
    """All ids of one demo shop. Another seed, another shop."""

    seed: str = "orderdesk"

    def digits(self, begin: str, length: int, name: str) -> str:
        """A number of `length` digits that begins with `begin`."""
        rest = length - len(begin)
        return begin + str(self.number(begin + name) % 10**rest).zfill(rest)

    def code(self, prefix: str, name: str) -> str:
        """An id such as CN-7F3K2M9Q."""
        number = self.number(prefix + name)
        return f"{prefix}-" + "".join(SIGNS[number >> 5 * place & 31] for place in range(LENGTH))

    def order(self, name: str) -> str:
        """An order number: 18 digits that begin with 57 or 58, as the platform's do."""
        return self.digits("57" if self.between(0, 1, "begin" + name) else "58", 18, name)

    def between(self, low: int, high: int, name: str) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.number(name) % (high - low + 1)

    def number(self, name: str) -> int:
        """A large number."""
        return int.from_bytes(sha256(f"{self.seed}/{name}".encode()).digest()[:20], "big")
