"""Signatures, by the vectors of the platform's papers and of working clients."""

from __future__ import annotations

import pytest

from orderdesk.adapters.tiktok import webhooks
from orderdesk.adapters.tiktok.signing import request_sign, webhook_sign

CANCEL = b'{"order_id":"576461413038785752","cancel_reason":"seller_cancel_paid_reason_buyer_requested_cancellation"}'
HOLD = (
    b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507","timestamp":1718305585,'
    b'"data":{"is_on_hold_order":true,"order_id":"576653688135258178","order_status":"UNPAID","update_time":1718305585}}'
)
MESSAGE = (
    b'{"type":14,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621","timestamp":1644412885,'
    b'"data":{"content":"{\\"content\\":\\"cancel my order\\"}","conversation_id":"710688832392260838","create_time":'
    b'1681790246,"is_visible":true,"message_id":"722323407926368819","index":"7494560109732334274","type":"TEXT",'
    b'"sender":{"im_user_id":"707885565181165594","role":"BUYER"}}}'
)
SIGNED = "f0eae73fc5ef3c6a4bccbd9106075f86bf066ef1c888f716871488c6d9ec96ab"


@pytest.mark.parametrize(
    ("secret", "path", "params", "body", "expected"),
    [
        ("e59af819cc", "/authorization/202309/shops", {"app_key": "29a39d", "timestamp": "1623812664"}, b"",
         "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8"),
        ("app_secret", "/test-api", {"foo": "bar"}, b"",
         "d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f"),
        ("test_secret", "/return_refund/202309/cancellations",
         {"app_key": "test_key", "shop_cipher": "ROW_test", "timestamp": "1700000000"}, CANCEL,
         "27a5f0a11917fc8f6534fe4cd1a98a24da423462f9f5ff1653369a890e9029dd"),
    ],
    ids=["official", "a client's", "with a body"],
)  # fmt: skip
def test_requests(secret: str, path: str, params: dict[str, str], body: bytes, expected: str) -> None:
    """Known requests get their known signatures; what is never signed changes nothing."""
    assert request_sign(secret, path, params, body) == expected
    assert request_sign(secret, path, {**params, "sign": "x", "access_token": "y"}, body) == expected


@pytest.mark.parametrize(
    ("key", "secret", "body", "expected"),
    [
        ("abcdef", "123", HOLD, "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"),
        ("test_key", "test_secret", MESSAGE, SIGNED),
    ],
    ids=["official", "a message"],
)
def test_webhooks(key: str, secret: str, body: bytes, expected: str) -> None:
    """Known webhooks get their known signatures, and no other one is taken for them."""
    assert webhook_sign(key, secret, body) == expected
    assert webhooks.is_signed(key, secret, body, expected)
    for wrong in ("", expected.upper(), expected[:-1], f"Bearer {expected}", "é"):
        assert not webhooks.is_signed(key, secret, body, wrong)
    assert not webhooks.is_signed(key, secret, body + b" ", expected)


def test_a_message_is_read() -> None:
    """The sample of the papers: who said what, where."""
    notification = webhooks.read(MESSAGE)
    assert notification is not None and notification.shop_id == "7494049642642441621"
    message = webhooks.message(notification)
    assert message == webhooks.BuyerMessage(
        "722323407926368819",
        "710688832392260838",
        "707885565181165594",
        "TEXT",
        {"content": "cancel my order"},
    )


def test_an_event_without_an_id_is_read() -> None:
    """The platform's own sample of one event lacks the notification's id."""
    notification = webhooks.read(b'{"type":3,"shop_id":"1","timestamp":1,"data":{}}')
    assert notification is not None and notification.id == "" and webhooks.message(notification) is None
