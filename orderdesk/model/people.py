"""Who buys and who sells."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.model.names import Name


class Party(Name):
    """Who did something."""

    BUYER = "BUYER"
    SELLER = "SELLER"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True)
class Customer:
    """A buyer. `handle` is the short name that operators type."""

    id: str
    handle: str
    name: str
    email: str
    phone: str
    market: str
    locale: str
    timezone: str

    @property
    def first_name(self) -> str:
        """How to address them; the handle where the shop knows no name."""
        return (self.name.split() or [self.handle])[0]


@dataclass(frozen=True)
class Seller:
    """A shop. `manner` steers the demo's sellers only: accepts, refuses, silent. `email`: where letters to it go."""

    id: str
    name: str
    market: str
    manner: str
    email: str | None = None
