"""Parcels and their scans, along the routes of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from orderdesk.demo.data import read
from orderdesk.demo.draft import Draft
from orderdesk.model import Parcel, ParcelEvent, ParcelStatus

#: When carriers fetch parcels and when they bring them, by the buyer's clock.
FETCHED, BROUGHT = (14, 18), (10, 18)


@dataclass(frozen=True)
class Trip:
    """A parcel with its scans."""

    parcel: Parcel
    events: tuple[ParcelEvent, ...]


def trips(draft: Draft) -> tuple[Trip, ...]:
    """The order's parcels, in order."""
    return tuple(_trip(draft, position, entry) for position, entry in enumerate(draft.entries("parcels"), 1))


def _trip(draft: Draft, position: int, entry: Mapping[str, Any]) -> Trip:
    route, what = read("routes")[entry["route"]], f"parcel{position}"
    sent = draft.calendar.ago(entry["sent"], what + "/sent", FETCHED) if "sent" in entry else None
    brought = (
        draft.calendar.ago(entry["delivered"], what + "/brought", BROUGHT) if "delivered" in entry else None
    )
    parcel = Parcel(
        id=draft.keys.digits("1153", 19, f"{draft.name}/{what}"),
        order_id=draft.id,
        position=position,
        status=_status(sent, brought),
        carrier=route["carrier"],
        tracking_number=_tracking(draft, what, route["tracking"]),
        expected_at=_expected(draft, entry, brought),
        shipped_at=sent,
        delivered_at=brought,
    )
    return Trip(parcel, _events(draft, parcel, entry, route))


def _status(sent: datetime | None, brought: datetime | None) -> ParcelStatus:
    if brought:
        return ParcelStatus.COMPLETED
    return ParcelStatus.FULFILLING if sent else ParcelStatus.PROCESSING


def _expected(draft: Draft, entry: Mapping[str, Any], brought: datetime | None) -> datetime | None:
    """What arrived had been expected for the next evening: the demo's carriers are early when they are not late."""
    if brought:
        return draft.calendar.evening_of(brought, 1)
    return draft.calendar.evening(entry["due_in"]) if "due_in" in entry else draft.expected_at


def _tracking(draft: Draft, what: str, pattern: str) -> str:
    number = draft.keys.digits("", pattern.count("#"), f"{draft.name}/{what}/number")
    digits = iter(number)
    return "".join(next(digits) if sign == "#" else sign for sign in pattern)


def _events(
    draft: Draft, parcel: Parcel, entry: Mapping[str, Any], route: Mapping[str, Any]
) -> tuple[ParcelEvent, ...]:
    scans = [(_labelled(draft, parcel, entry), "label_created", route["label"])]
    scans += _on_the_way(parcel, route, entry.get("reached", 1.0))
    for number, scan in enumerate(entry.get("scans", ())):
        scans.append(
            (
                draft.calendar.ago(scan["at"], f"parcel{parcel.position}/scan{number}"),
                scan["code"],
                scan["place"],
            )
        )
    return tuple(
        ParcelEvent(draft.code("EV", f"{parcel.position}/{number}"), parcel.id, at, code, place)
        for number, (at, code, place) in enumerate(scans)
        if at <= draft.calendar.now
    )


def _labelled(draft: Draft, parcel: Parcel, entry: Mapping[str, Any]) -> datetime:
    if parcel.shipped_at is None:
        return draft.calendar.ago(entry["packed"], f"parcel{parcel.position}/packed")
    minutes = draft.keys.between(150, 290, f"{draft.name}/{parcel.position}/label")
    return parcel.shipped_at - timedelta(minutes=minutes)


def _on_the_way(parcel: Parcel, route: Mapping[str, Any], reached: float) -> list[tuple[datetime, str, str]]:
    """The route's scans up to how far the parcel has come; the last one only if it was brought."""
    end = parcel.delivered_at or parcel.expected_at
    if parcel.shipped_at is None or end is None:
        return []
    whole = end - parcel.shipped_at
    return [
        (_second(parcel.shipped_at + whole * share), code, place)
        for code, share, place in route["scans"]
        if share <= reached and (code != "delivered" or parcel.delivered_at)
    ]


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
