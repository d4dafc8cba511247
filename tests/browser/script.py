"""What the fake gateway's bot says: enough to walk each journey's screens without a trained model."""

from __future__ import annotations

import json
from typing import Any

NOW = "2026-03-14T09:00:00+00:00"
REFUSED = "It was handed to the carrier on Thu, Mar 12, 12:40 PM."
STARTS = {
    "Where is my order?": "track", "Cancel an order": "cancel", "Return something": "returns",
    "Write to a seller": "seller",
}  # fmt: skip
ORDERS = (
    ("577014768197381758", "Northpine Heavyweight Oversized Hoodie, Black", "pending", "ON_HOLD", "hoodie-black.svg"),
    ("578153290566735612", "RGB LED Strip, 10 m, with App + 1 more", "shipped", "IN_TRANSIT", "led-strip.svg"),
    ("581565492542635540", "No-Pull Dog Harness with Handle", "delivered", "DELIVERED", "harness.svg"),
)  # fmt: skip


def button(label: str, intent: str, **entities: str) -> dict[str, str]:
    """A button as the gateway sends it."""
    return {"label": label, "payload": f"/{intent}{json.dumps(entities) if entities else ''}"}


def line(
    text: str, *buttons: dict[str, str], card: dict[str, Any] | None = None, sender: str = "bot"
) -> dict[str, Any]:
    """A line before it is numbered."""
    return {"from": sender, "text": text, "buttons": list(buttons), "card": card}


def reply(said: str) -> list[dict[str, Any]]:
    """The lines that answer a text or a payload."""
    if said in STARTS:
        return [_which(STARTS[said])]
    intent, _, facts = said.removeprefix("/").partition("{")
    entities = json.loads("{" + facts) if facts else {}
    if said.startswith("/") and intent in REPLIES:
        return REPLIES[intent](**entities)
    if "person" in said:
        return [line("A person will look at this and e-mail you by Mon, Mar 16. Your ticket is SP-7K2M4Q9X.")]
    return [line(f"You said: {said}")]


def _which(journey: str) -> dict[str, Any]:
    orders = [
        button(f"…{one[0][-4:]} · {one[1]} · {one[2]}", f"answer_{journey}", choice=one[0]) for one in ORDERS
    ]
    return line("Which order do you mean?", *orders)


def order_card(number: str, **other: Any) -> dict[str, Any]:
    """An order's card, in the shape of actions/_card.py."""
    _, title, _, status, image = next((one for one in ORDERS if one[0] == number), ORDERS[1])
    way = [("ordered", "03-09T14:20", "Mon, Mar 9, 10:20 AM"), ("paid", "03-09T14:21", "Mon, Mar 9, 10:21 AM"),
           ("packed", "03-11T08:00", "Wed, Mar 11, 4:00 AM"), ("sent", "03-12T16:40", "Thu, Mar 12, 12:40 PM"),
           ("expected", "03-17T18:00", "Tue, Mar 17")]  # fmt: skip
    parcel = {"carrier": "Swiftline", "number": "SL4410092276", "code": "arrived_hub",
              "at": "2026-03-13T22:10:00+00:00", "shown": "Fri, Mar 13, 6:10 PM", "place": "Secaucus, NJ"}  # fmt: skip
    card = {
        "type": "order", "order": number, "status": status, "title": title, "amount": "$105.99", "image": image,
        "timeline": [{"code": code, "at": f"2026-{at}:00+00:00", "shown": shown, "done": code != "expected"}
                     for code, at, shown in way],
        "parcels": [parcel],
    }  # fmt: skip
    return card | other


def _track(choice: str) -> list[dict[str, Any]]:
    text = f"Order …{choice[-4:]} is on its way. It's expected by Tue, Mar 17."
    steps = [
        button("Tell me when it arrives", "arrival_notice", order=choice),
        button("Write to the seller", "contact_seller"),
    ]
    return [line(text, card=order_card(choice)), line("What would you like to do?", *steps)]


def _cancel(choice: str) -> list[dict[str, Any]]:
    if choice == ORDERS[1][0]:
        card = {
            "type": "refusal",
            "title": "This order can't be cancelled",
            "reasons": [REFUSED],
            "deadline": "2026-03-12T16:40:00+00:00",
        }
        ways = [button("Return it when it's here", "ask_return_policy"), button("Ask the seller", "contact_seller"),
                button("Talk to a person", "talk_to_human")]  # fmt: skip
        return [
            line(REFUSED),
            line("Here's what you can do about order …5612:", *ways, card=card),
        ]
    if not choice.isdigit():
        return _confirm(choice)
    reasons = ("I don't need it any more", "I found it cheaper elsewhere", "I ordered the wrong colour or size",
               "It takes too long to arrive", "I ordered it by mistake", "Another reason")  # fmt: skip
    answers = [
        button(words, "answer_cancel", choice=f"reason_{place}") for place, words in enumerate(reasons)
    ]
    return [line("Why would you like to cancel order …1758?", *answers)]


def _confirm(_: str) -> list[dict[str, Any]]:
    text = "Cancel order …1758? This can't be undone."
    card = {"type": "refund_preview", "total": "$50.49", "method": "card ending 4242",
            "by": "2026-03-24T16:00:00+00:00", "by_shown": "Tue, Mar 24",
            "lines": [{"title": ORDERS[0][1], "amount": "$34.99"},
                      {"title": "Washed Cotton Dad Cap", "amount": "$15.50"}]}  # fmt: skip
    yes, no = (
        button("Yes, cancel it", "confirm_cancel", ref="PA-1"),
        button("No, keep it", "decline_cancel", ref="PA-1"),
    )
    return [line(text, yes, no, card=card)]


def _done(**_: str) -> list[dict[str, Any]]:
    return [
        line(
            "Done: order …1758 is cancelled. $50.49 goes back to your card ending 4242 by Tue, Mar 24. "
            "Reference CN-4T8WQ2ZC."
        ),
        line("Did that help?", button("5: Completely", "rate_case", choice="5"), card={"type": "rating"}),
    ]


def _seller(**_: str) -> list[dict[str, Any]]:
    thread = {"type": "seller_thread", "seller": "Voltglow", "answer_by": "2026-03-16T09:00:00+00:00",
              "answer_by_shown": "Mon, Mar 16, 5:00 AM",
              "entries": [{"from": "buyer", "at": NOW, "shown": "Sat, Mar 14, 5:00 AM",
                           "text": "Can it be sent to another address?"}]}  # fmt: skip
    return [line("I've passed that on. They have two days to answer.", card=thread)]


REPLIES = {
    "answer_track": _track,
    "answer_cancel": _cancel,
    "answer_returns": lambda **_: [
        line("What is wrong with it?", button("It's damaged", "answer_returns", choice="damaged"))
    ],
    "answer_seller": _seller,
    "contact_seller": _seller,
    "confirm_cancel": _done,
    "decline_cancel": lambda **_: [line("All right, nothing was changed.")],
    "arrival_notice": lambda **_: [line("I'll tell you here and by e-mail when it arrives.")],
    "talk_to_human": lambda **_: reply("person"),
    "ask_return_policy": lambda **_: [line("You can return it within 30 days of its arrival.")],
}
