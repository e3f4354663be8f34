"""Zoom's documented replies: the examples of its API reference, and made from them."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

DATE = "Tue, 24 Nov 2026 08:55:00 GMT"
ANN = "30R7kT7bTIKSNUFEuH_Qlg"
UUID = "aDYlohsHRtCd4ii1uC2+hA=="
ID = 85746065432
MARKER = "m0ab1cd2ef3gh4ij5kl6mn7op8qr"
JOIN = "https://us05web.zoom.us/j/85746065432?pwd=Zm9vYmFy.1"

TOKEN: Mapping[str, Any] = {
    "access_token": "eyJzdiI6IjAwMDAwMSIs.access",
    "token_type": "bearer",
    "refresh_token": "eyJzdiI6IjAwMDAwMSIs.refresh",
    "expires_in": 3599,
    "scope": "meeting:write:meeting meeting:read:meeting user:read:user",
    "api_url": "https://api.zoom.us",
}

USER: Mapping[str, Any] = {
    "id": ANN,
    "email": "ann@example.com",
    "first_name": "Ann",
    "last_name": "Lee",
    "display_name": "Ann Lee",
    "type": 2,
    "pmi": 1234567890,
    "timezone": "Europe/Berlin",
    "account_id": "AAAAAABBBB",
}

SETTINGS: Mapping[str, Any] = {
    "host_video": False,
    "participant_video": False,
    "join_before_host": False,
    "jbh_time": 0,
    "mute_upon_entry": True,
    "use_pmi": False,
    "approval_type": 2,
    "audio": "both",
    "auto_recording": "none",
    "waiting_room": True,
    "meeting_authentication": False,
    "global_dial_in_countries": ["DE"],
    "global_dial_in_numbers": [
        {
            "country_name": "Germany",
            "city": "",
            "number": "+49 69 0000 0000",
            "type": "toll",
            "country": "DE",
        }
    ],
}

MEETING: Mapping[str, Any] = {
    "uuid": UUID,
    "id": ID,
    "host_id": ANN,
    "host_email": "ann@example.com",
    "topic": "Design review",
    "type": 2,
    "status": "waiting",
    "start_time": "2026-11-24T09:00:00Z",
    "duration": 30,
    "timezone": "Europe/Berlin",
    "agenda": f"[ref {MARKER}]\n\nRoadmap",
    "created_at": "2026-11-20T10:00:00Z",
    "start_url": "https://us05web.zoom.us/s/85746065432?zak=eyJ0eXAiOiJKV1Qi",
    "join_url": JOIN,
    "password": "Pa55wd",
    "h323_password": "123456",
    "pstn_password": "123456",
    "encrypted_password": "Zm9vYmFy.1",
    "settings": SETTINGS,
    "creation_source": "open_api",
    "pre_schedule": False,
}

OCCURRENCES: tuple[Mapping[str, Any], ...] = (
    {
        "occurrence_id": "1796119200000",
        "start_time": "2026-12-01T10:00:00Z",
        "duration": 30,
        "status": "available",
    },
    {
        "occurrence_id": "1796724000000",
        "start_time": "2026-12-08T10:00:00Z",
        "duration": 30,
        "status": "available",
    },
    {
        "occurrence_id": "1797328800000",
        "start_time": "2026-12-15T10:00:00Z",
        "duration": 30,
        "status": "available",
    },
)

SERIES: Mapping[str, Any] = {
    **MEETING,
    "type": 8,
    "start_time": "2026-12-01T10:00:00Z",
    "recurrence": {"type": 2, "repeat_interval": 1, "weekly_days": "3", "end_times": 3},
    "occurrences": list(OCCURRENCES),
}

LINE_FIELDS = (
    "uuid",
    "id",
    "host_id",
    "topic",
    "type",
    "start_time",
    "duration",
    "timezone",
    "agenda",
    "created_at",
    "join_url",
)

PAST: Mapping[str, Any] = {
    "uuid": UUID,
    "id": ID,
    "host_id": ANN,
    "type": 2,
    "topic": "Design review",
    "user_name": "Ann",
    "user_email": "ann@example.com",
    "start_time": "2026-11-24T09:00:31Z",
    "end_time": "2026-11-24T09:29:02Z",
    "duration": 29,
    "total_minutes": 55,
    "participants_count": 2,
    "dept": "",
    "source": "Zoom",
}

BOB: Mapping[str, Any] = {
    "id": "",
    "user_id": "16778240",
    "name": "Bob",
    "user_email": "",
    "registrant_id": "",
    "join_time": "2026-11-24T09:01:05Z",
    "leave_time": "2026-11-24T09:28:00Z",
    "duration": 1615,
    "status": "in_meeting",
    "failover": False,
    "internal_user": False,
}


def reply(status: int, body: object = None, **headers: str) -> httpx.Response:
    """A reply of Zoom's with its date; *headers* with ``_`` for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = b"" if body is None else json.dumps(body).encode()
    return httpx.Response(status, headers={"date": DATE, **named}, content=content)


def token(**other: Any) -> httpx.Response:
    return reply(200, {**TOKEN, **other})


def user(**other: Any) -> httpx.Response:
    return reply(200, {**USER, **other})


def created(**other: Any) -> httpx.Response:
    return reply(201, {**MEETING, **other})


def meeting(**other: Any) -> httpx.Response:
    return reply(200, {**MEETING, **other})


def series(**other: Any) -> httpx.Response:
    return reply(200, {**SERIES, **other})


def done() -> httpx.Response:
    return reply(204)


def line(**other: Any) -> dict[str, Any]:
    """One line of a list."""
    return {name: MEETING[name] for name in LINE_FIELDS} | other


def page(*lines: Mapping[str, Any], then: str = "") -> httpx.Response:
    body = {"page_size": 30, "total_records": 1, "next_page_token": then, "meetings": list(lines)}
    return reply(200, body)


def participants(*rows: Mapping[str, Any], then: str = "") -> httpx.Response:
    body = {"page_size": 300, "total_records": 1, "next_page_token": then}
    return reply(200, {**body, "participants": list(rows)})


def error(status: int, code: int, message: str, **headers: str) -> httpx.Response:
    return reply(status, {"code": code, "message": message}, **headers)


def token_error(status: int, word: str, reason: str = "Bad request") -> httpx.Response:
    return reply(status, {"reason": reason, "error": word})


def gone() -> httpx.Response:
    return error(404, 3001, f"Meeting does not exist: {ID}.")
