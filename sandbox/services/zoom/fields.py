"""Which fields a body may have, and what each may hold.

Source: reference, section 2.3, and what Zoom's published description has beside. ASSUMED: which
settings one date of a series may have of its own; the message for an unknown field.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.services.zoom.refusals import not_valid
from sandbox.services.zoom.values import is_moment, is_passcode, is_zone

Check = Callable[[object], bool]
Fields = Mapping[str, "Check | Fields"]

_EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+")


def flag(value: object) -> bool:
    """True or false."""
    return isinstance(value, bool)


def whole(least: int, most: int) -> Check:
    """A whole number."""
    return lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    )


def text(most: int = 2000) -> Check:
    """A text of so many characters at most."""
    return lambda value: isinstance(value, str) and len(value) <= most


def one_of(*values: object) -> Check:
    """One of these, and of its type."""
    return lambda value: any(type(value) is type(each) and value == each for each in values)


def emails(value: object) -> bool:
    """Addresses with ``;`` between them."""
    if not isinstance(value, str):
        return False
    return not value or all(_EMAIL.fullmatch(part.strip()) for part in value.split(";"))


def invitees(value: object) -> bool:
    """A list of objects that have an address each."""
    return isinstance(value, list) and all(
        isinstance(each, dict)
        and set(each) == {"email"}
        and isinstance(each["email"], str)
        and _EMAIL.fullmatch(each["email"])
        for each in value
    )


def tracking(value: object) -> bool:
    """A list of objects with ``field`` and ``value``."""
    return isinstance(value, list) and all(
        isinstance(each, dict)
        and set(each) == {"field", "value"}
        and all(isinstance(part, str) for part in each.values())
        for each in value
    )


def countries(value: object) -> bool:
    """A list of countries' codes."""
    return isinstance(value, list) and all(
        isinstance(each, str) and re.fullmatch("[A-Z]{2}", each) for each in value
    )


def weekdays(value: object) -> bool:
    """Days from 1 to 7, as text with commas or as one number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return 1 <= value <= 7
    return isinstance(value, str) and re.fullmatch("[1-7](,[1-7])*", value) is not None


def utc(value: object) -> bool:
    """A time in UTC."""
    return is_moment(value) and str(value).endswith("Z")


def or_null(check: Check) -> Check:
    """The same, or null."""
    return lambda value: value is None or check(value)


_FLAGS = (
    *("host_video", "participant_video", "cn_meeting", "in_meeting", "join_before_host"),
    *("mute_upon_entry", "watermark", "use_pmi", "enforce_login", "close_registration"),
    *("show_share_button", "registrants_confirmation_email", "waiting_room"),
    "meeting_authentication",
)
SETTINGS: Fields = {
    **dict.fromkeys(_FLAGS, flag),
    "jbh_time": one_of(0, 5, 10, 15),
    "approval_type": one_of(0, 1, 2),
    "registration_type": one_of(1, 2, 3),
    "audio": one_of("both", "telephony", "voip", "thirdParty"),
    "auto_recording": one_of("local", "cloud", "none"),
    "enforce_login_domains": text(),
    "alternative_hosts": emails,
    "encryption_type": one_of("enhanced_encryption", "e2ee"),
    "global_dial_in_countries": countries,
    "meeting_invitees": invitees,
}
RECURRENCE: Fields = {
    "type": one_of(1, 2, 3),
    "repeat_interval": whole(1, 99),
    "weekly_days": weekdays,
    "monthly_day": whole(1, 31),
    "monthly_week": one_of(-1, 1, 2, 3, 4),
    "monthly_week_day": whole(1, 7),
    "end_times": whole(1, 60),
    "end_date_time": utc,
}
CREATE: Fields = {
    "topic": text(200),
    "type": one_of(1, 2, 3, 8, 10),
    "start_time": is_moment,
    "timezone": is_zone,
    "duration": whole(1, 1440),
    "agenda": text(2000),
    "password": is_passcode,
    "default_password": flag,
    "schedule_for": text(),
    "tracking_fields": tracking,
    "recurrence": RECURRENCE,
    "settings": SETTINGS,
}
CHANGE: Fields = {
    **CREATE,
    "start_time": or_null(is_moment),
    "duration": or_null(whole(1, 1440)),
}
ONE_DATE: Fields = {
    "agenda": text(2000),
    "start_time": is_moment,
    "duration": whole(1, 1440),
    "settings": {
        name: SETTINGS[name]
        for name in (
            *("host_video", "participant_video", "in_meeting", "join_before_host", "jbh_time"),
            *("mute_upon_entry", "waiting_room", "watermark", "auto_recording"),
        )
    },
}
STATUS: Fields = {"action": one_of("end", "recover")}
INVITE_LINKS: Fields = {
    "attendees": lambda value: (
        isinstance(value, list)
        and 0 < len(value) <= 500
        and all(isinstance(each, dict) and set(each) == {"name"} for each in value)
        and all(text(64)(each["name"]) for each in value)
    ),
    "ttl": whole(0, 7_776_000),
}


def check_body(body: Mapping[str, Any], fields: Fields, *, strict: bool) -> None:
    """Refuse fields that are unknown or hold what they may not. Raises ApiRefused."""
    if errors := _errors(body, fields, "", strict=strict):
        raise not_valid(errors)


def _errors(
    body: Mapping[str, Any], fields: Fields, path: str, *, strict: bool
) -> list[dict[str, str]]:
    errors: list[dict[str, str]] = []
    for name, value in body.items():
        check, field = fields.get(name), f"{path}{name}"
        if check is None:
            errors += [{"field": field, "message": "Unknown field."}] if strict else []
        elif callable(check):
            errors += [] if check(value) else [{"field": field, "message": "Invalid field."}]
        elif isinstance(value, dict):
            errors += _errors(value, check, f"{field}.", strict=strict)
        else:
            errors.append({"field": field, "message": "Invalid field."})
    return errors
