"""Money: a `Decimal` amount with its currency, stored as whole minor units (cents)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision


@dataclass(frozen=True, order=True)
class Money:
    """An amount of one currency (ISO 4217 code). Sums of two currencies raise ValueError."""

    amount: Decimal
    currency: str

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """Money from whole minor units (cents; yen have none)."""
        return cls(Decimal(minor).scaleb(-get_currency_precision(currency)), currency)

    @classmethod
    def total(cls, parts: Iterable[Money], currency: str) -> Money:
        """The sum of `parts`, zero of `currency` if there are none."""
        return sum(parts, cls.from_minor(0, currency))

    @property
    def minor(self) -> int:
        """The amount in whole minor units. Raises ValueError for fractions of a cent."""
        minor = self.amount.scaleb(get_currency_precision(self.currency))
        if minor != minor.to_integral_value():
            raise ValueError(f"{self.amount} {self.currency} has a fraction of the smallest unit")
        return int(minor)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
