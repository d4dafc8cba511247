"""Numbers are read in every spelling, and none is taken for another kind."""

import pytest

N = "576461413038785752"
ORDER_NUMBERS = [
    "576461413038785752",
    "5764 6141 3038 785752",
    "#5764-6141-3038-785752",
    "order no.576461413038785752",
    "Order#: 5764.6141.3038.7857.52",
    "cancel 576461413038785752!!",
    "track 576461413038785752",
    "pls track #576461413038785752",
    "(576461413038785752)",
    "5764 6141 3038 785752 2 pcs",
    "٥٧٦٤٦١٤١٣٠٣٨٧٨٥٧٥٢",
    "my order id is 576461413038785752 and I want it cancelled",
    "order576461413038785752",
]


@pytest.mark.parametrize("text", ORDER_NUMBERS)
def test_an_order_number_is_found_in_any_spelling(facts, text):
    """The value is the digits alone, however they were grouped."""
    assert facts(text, "order_number") == [N]
    assert not facts(text, "phone_number") + facts(text, "tracking_number")


def test_two_order_numbers_stay_two(facts):
    """Numbers side by side are not glued together."""
    assert facts(f"{N} {N[:-1]}3", "order_number") == [N, N[:-1] + "3"]


SUFFIXES = [
    ("ending 5752", "5752"),
    ("track 785752", "785752"),
    ("where is 785752", "785752"),
    ("cancel 5752 please", "5752"),
    ("the one that ends in 785752", "785752"),
    ("...785752", "785752"),
    ("…5752", "5752"),
    ("xxxx5752", "5752"),
    ("last four 5752", "5752"),
    ("last 4 digits are 5752", "5752"),
    ("the last digits: 752", "752"),
    ("5752", "5752"),
    ("#5752", "5752"),
    ("order 5752 please", "5752"),
    ("order number 78575 pls", "78575"),
    ("purchase no. 5752", "5752"),
]


@pytest.mark.parametrize(("text", "value"), SUFFIXES)
def test_an_ending_is_found_when_spoken_of_as_one(facts, text, value):
    """Three to eight digits are an ending after such words, alone, or after "order"."""
    assert facts(text, "order_suffix") == [value]


@pytest.mark.parametrize(
    "text", ["i paid $5752", "in 2024 i bought a lamp", "3 items", "call 112", "50% off"]
)
def test_other_digits_are_no_ending(facts, text):
    """An amount, a year or a count does not pick an order."""
    assert facts(text, "order_suffix") == []


OTHERS = [
    ("tracking_number", "TT1234567890US", "TT1234567890US"),
    ("tracking_number", "1Z999AA10123456784", "1Z999AA10123456784"),
    ("tracking_number", "where is rr 123 456 789 de", "RR123456789DE"),
    ("tracking_number", "tracking no 123456789012", "123456789012"),
    ("tracking_number", "tracking number 9400 1000 0000 0000 0000 00", "9400100000000000000000"),
    ("tracking_number", f"tracking id is {N}", N),
    ("phone_number", "call me at 555-123-4567", "5551234567"),
    ("phone_number", "+1 (555) 123-4567", "15551234567"),
    ("phone_number", "my phone number is 07700 900123", "07700900123"),
    ("malformed_number", "order 576461413038785752999", "576461413038785752999"),
    ("malformed_number", "576461413", "576461413"),
]


@pytest.mark.parametrize(("entity", "text", "value"), OTHERS)
def test_numbers_of_other_things_are_named_as_such(facts, entity, text, value):
    """A tracking, phone or impossible number is not an order number."""
    assert facts(text, entity) == [value]
    assert facts(text, "order_number") == []


MONEY = [
    ("$23.90", "23.90", "USD"),
    ("23,50 euros", "23.50", "EUR"),
    ("1,299.00 dollars", "1299.00", "USD"),
    ("only 20 bucks", "20", "USD"),
    ("£5", "5", "GBP"),
]


@pytest.mark.parametrize(("text", "amount", "currency"), MONEY)
def test_money_has_amount_and_currency(facts, text, amount, currency):
    """Amounts are decimal strings with a point."""
    assert facts(text, "money") == [{"amount": amount, "currency": currency}]


@pytest.mark.parametrize("text", ["hello", "", "🙂🙂", "½ ² ①", "order", "#"])
def test_no_number_is_found_where_none_is(reader, text):
    """Odd characters neither break the reader nor become numbers."""
    assert [s for s in reader.read(text) if "number" in s.entity or "suffix" in s.entity] == []


def test_places_point_at_the_text(reader):
    """`start` and `end` cut the very words out of the message, after masking too."""
    text = "please, order 5764 6141 3038 785752: all but the socks"
    cut = {span.entity: text[span.start : span.end] for span in reader.read(text)}
    assert cut["order_number"] == "5764 6141 3038 785752"
    assert cut["excluded"] == "the socks"
