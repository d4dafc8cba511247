"""Numbers in every spelling: order, tracking, phone, money. Character level, since spellings cut words."""

import re
from collections.abc import Callable
from typing import Any

from nlu.language import words
from nlu.span import Span, free

GAP = r"[ \u00a0\-\u2010-\u2015./_]{0,2}"
RUN = r"\d(?:[ \-]?\d)*"
SPELT = rf"(?:\d{{15,20}}|\d(?:{GAP}\d){{17}}|\d(?:{GAP}\d){{14,19}})(?!\d)"
ORDER = rf"(?<![\d+$£€₹]){SPELT}"
TRACKING = (
    r"(?<![A-Za-z0-9])(?:1Z ?[0-9A-Z](?: ?[0-9A-Z]){15}|[A-Z]{2} ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}"
    r"|9[2-5]\d{2}(?: ?\d{4}){4,5}(?: ?\d{2})?"
    r"|(?=[A-Z0-9]*\d[A-Z0-9]*\d[A-Z0-9]*\d[A-Z0-9]*\d[A-Z0-9]*\d)(?=\d*[A-Z])[A-Z0-9]{10,24}|\d{12,14})"
    r"(?![A-Za-z0-9])"
)
PHONE = (
    r"(?<![\w])(?:\+\d[\d \-().]{7,17}\d|\(\d{3}\) ?\d{3}[\- ]\d{4}|\d{3}([\-. ])\d{3}\1\d{4}|0\d{4} ?\d{6}"
    r"|\d{10,11})(?!\w)"
)
NOTHING_AROUND = r"^\W*(?:no\.?|nr\.?|order)?\W*(\d{4,8})\W*$"


def digits(text: str) -> str:
    """The decimal digits of `text`, as ASCII."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


class Numbers:
    """Finds order numbers and endings, tracking and phone numbers, amounts of money."""

    def __init__(self, language: str) -> None:
        """Compiles the language's lead words."""
        lead = words(language, "numbers")
        self._units = {mark: code for code, marks in lead["money_units"].items() for mark in marks}
        tracked = r"((?=\w*\d)[A-Z0-9][A-Z0-9 \-]{6,34}\d\w*)"
        dialled = r"(\+?\d[\d \-().]{6,17}\d)"
        # Entity, pattern, group that holds the number, how to read it: from the surest to the vaguest.
        self._finders: list[tuple[str, re.Pattern[str], int, Callable[[str], Any]]] = [
            ("money", _money(self._units), 0, self._amount),
            ("tracking_number", _led(lead["tracking_lead"], tracked), 1, _code),
            ("phone_number", _led(lead["phone_lead"], dialled), 1, digits),
            ("order_suffix", _led(lead["suffix_lead"][:2], rf"({RUN})"), 1, _suffix),
            ("order_suffix", _led(lead["suffix_lead"][2:], r"(\d{3,8})(?!\d)"), 1, _suffix),
            ("order_number", _led(lead["order_lead"], f"({SPELT})"), 1, digits),
            ("tracking_number", re.compile(TRACKING, re.I), 0, _code),
            ("order_number", re.compile(ORDER), 0, digits),
            ("phone_number", re.compile(PHONE), 0, digits),
            ("order_suffix", _led(lead["order_lead"], r"(\d{4,8})(?![\d\w]|[.,/]\d)"), 1, _suffix),
            ("order_suffix", re.compile(NOTHING_AROUND, re.I), 1, _suffix),
            ("malformed_number", re.compile(rf"(?<![\w.$£€₹])({RUN})(?!\w)"), 1, _malformed),
        ]

    def read(self, text: str) -> list[Span]:
        """Spans sorted by place."""
        found: list[Span] = []
        if any(char.isdecimal() for char in text):
            for entity, pattern, group, value in self._finders:
                for match in pattern.finditer(text):
                    span = Span(entity, value(match[group]), match.start(group), match.end(group))
                    if span.value and free(span, found):
                        found.append(span)
        return sorted(found, key=lambda s: s.start)

    def _amount(self, text: str) -> dict[str, str]:
        number = "".join(re.findall(r"[\d.,]*\d", text))
        mark = text.replace(number, "").strip().lower()
        amount = re.sub(r",(?=\d{3})", "", number).replace(",", ".")
        return {"amount": amount, "currency": self._units[mark]}


def mask(text: str, spans: list[Span]) -> str:
    """`text` with each number as one run of zeros of the same length, so that words around stay near."""
    for span in spans:
        text = text[: span.start] + "0" * (span.end - span.start) + text[span.end :]
    return text


def _led(leads: list[str], rest: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(leads)}){rest}", re.I)


def _money(units: dict[str, str]) -> re.Pattern[str]:
    marks = "|".join(re.escape(mark) for mark in sorted(units, key=len, reverse=True))
    number = r"\d+(?:[.,]\d{3})*(?:[.,]\d{1,2})?"
    before = rf"(?P<before>(?<![a-z])(?:{marks}))\s?(?P<a>{number})(?![\d])"
    return re.compile(rf"{before}|(?<![\w.])(?P<b>{number})\s?(?P<after>(?:{marks}))(?![a-z])", re.I)


def _code(text: str) -> str:
    code = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    return code if len(digits(code)) >= 4 else ""


def _suffix(text: str) -> str:
    return digits(text) if 3 <= len(digits(text)) <= 8 else ""


def _malformed(text: str) -> str:
    """Too long for an ending, too short or too long for an order number: worth an honest answer."""
    return digits(text) if len(digits(text)) >= 9 else ""
