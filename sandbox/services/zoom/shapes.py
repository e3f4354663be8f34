"""What Zoom's replies look like: a meeting, a row of a list, a user, a past meeting.

Source: the samples of reference, sections 2.3 and 2.4.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.services.zoom.meetings import (
    HeldSession,
    HostedMeeting,
    Presence,
    SeriesDate,
)
from sandbox.services.zoom.people import ZoomUser
from sandbox.services.zoom.values import write_moment

Json = dict[str, Any]

DEFAULTS: Mapping[str, Any] = {
    "host_video": False,
    "participant_video": False,
    "cn_meeting": False,
    "in_meeting": False,
    "join_before_host": False,
    "jbh_time": 0,
    "mute_upon_entry": False,
    "watermark": False,
    "use_pmi": False,
    "approval_type": 2,
    "audio": "both",
    "auto_recording": "none",
    "enforce_login": False,
    "enforce_login_domains": "",
    "alternative_hosts": "",
    "close_registration": False,
    "show_share_button": False,
    "registrants_confirmation_email": True,
    "waiting_room": False,
    "meeting_authentication": False,
    "encryption_type": "enhanced_encryption",
    "global_dial_in_countries": ["DE"],
}
"""The settings of a meeting about which nothing was said."""

NUMBERS = (
    {
        "country_name": "Germany",
        "city": "",
        "number": "+49 69 0000 0000",
        "type": "toll",
        "country": "DE",
    },
    {
        "country_name": "United Kingdom",
        "city": "",
        "number": "+44 330 000 0000",
        "type": "toll",
        "country": "GB",
    },
)
LISTED_DATES = 50


def user(each: ZoomUser) -> Json:
    """A user."""
    return {
        "id": each.id,
        "email": each.email,
        "first_name": each.first_name,
        "last_name": each.last_name,
        "display_name": each.name,
        "type": each.type,
        "pmi": each.pmi,
        "timezone": each.timezone,
        "account_id": each.account.id,
        "verified": 1,
        "status": "active",
        "language": "en-US",
    }


def row(meeting: HostedMeeting, starts_at: datetime | None, join_url: str, most: int) -> Json:
    """A row of a list; the agenda is cut."""
    agenda = {"agenda": meeting.agenda[:most]} if meeting.agenda else {}
    return {
        "uuid": meeting.uuid,
        "id": meeting.id,
        "host_id": meeting.host.id,
        "topic": meeting.topic,
        "type": meeting.type,
        **({"start_time": write_moment(starts_at)} if starts_at else {}),
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        **agenda,
        "created_at": write_moment(meeting.created_at),
        "join_url": join_url,
    }


def coming(meeting: HostedMeeting, starts_at: datetime, join_url: str) -> Json:
    """A row of the next 24 hours."""
    return {
        "id": meeting.id,
        "topic": meeting.topic,
        "type": meeting.type,
        "start_time": write_moment(starts_at),
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        "created_at": write_moment(meeting.created_at),
        "join_url": join_url,
        "passcode": meeting.password,
        "is_host": True,
        "use_pmi": bool(meeting.settings.get("use_pmi")),
        "is_all_day": False,
    }


def detail(meeting: HostedMeeting, links: tuple[str, str]) -> Json:
    """A meeting as creating and reading it give; *links*: the host's and the guests'."""
    start_url, join_url = links
    starts = {"start_time": write_moment(meeting.starts_at)} if meeting.starts_at else {}
    return {
        "uuid": meeting.uuid,
        "id": meeting.id,
        "host_id": meeting.host.id,
        "host_email": meeting.host.email,
        "topic": meeting.topic,
        "type": meeting.type,
        "status": "started" if meeting.session else "waiting",
        **starts,
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        "agenda": meeting.agenda,
        "created_at": write_moment(meeting.created_at),
        "start_url": start_url,
        "join_url": join_url,
        **_passwords(meeting),
        **({"tracking_fields": meeting.tracking_fields} if meeting.tracking_fields else {}),
        **({"recurrence": meeting.recurrence} if meeting.recurrence else {}),
        "settings": _settings(meeting),
        "creation_source": "open_api",
        "pre_schedule": False,
    }


def _passwords(meeting: HostedMeeting) -> Json:
    if not meeting.password:
        return {}
    return {
        "password": meeting.password,
        "h323_password": meeting.phone_password,
        "pstn_password": meeting.phone_password,
        "encrypted_password": meeting.encrypted_password,
    }


def _settings(meeting: HostedMeeting) -> Json:
    settings = {**DEFAULTS, **meeting.settings}
    if meeting.host.account.plan != "free":
        countries = settings["global_dial_in_countries"]
        numbers = [number for number in NUMBERS if number["country"] in countries]
        settings["global_dial_in_numbers"] = numbers
    return settings


def date(each: SeriesDate) -> Json:
    """One date of a series."""
    return {
        "occurrence_id": each.id,
        "start_time": write_moment(each.starts_at),
        "duration": each.duration,
        "status": "deleted" if each.deleted else "available",
    }


def past(meeting: HostedMeeting, session: HeldSession) -> Json:
    """A meeting that was held."""
    ended_at = session.ended_at or session.started_at
    minutes = [_seconds(each, ended_at) for each in session.attendees]
    return {
        "uuid": session.uuid,
        "id": meeting.id,
        "host_id": meeting.host.id,
        "type": meeting.type,
        "topic": meeting.topic,
        "user_name": meeting.host.name,
        "user_email": meeting.host.email,
        "start_time": write_moment(session.started_at),
        "end_time": write_moment(ended_at),
        "duration": -(-int((ended_at - session.started_at).total_seconds()) // 60),
        "total_minutes": -(-sum(minutes) // 60),
        "participants_count": len(session.attendees),
        "dept": "",
        "source": "Zoom",
    }


def attendee(each: Presence, ended_at: datetime) -> Json:
    """Somebody who came, once; id and address only for a Zoom user of the same account."""
    return {
        "id": each.user.id if each.user else "",
        "user_id": each.number,
        "name": each.name,
        "user_email": each.user.email if each.user else "",
        "registrant_id": "",
        "join_time": write_moment(each.joined_at),
        "leave_time": write_moment(each.left_at or ended_at),
        "duration": _seconds(each, ended_at),
        "status": "in_meeting",
        "failover": False,
        "internal_user": each.user is not None,
    }


def _seconds(each: Presence, ended_at: datetime) -> int:
    return int(((each.left_at or ended_at) - each.joined_at).total_seconds())
