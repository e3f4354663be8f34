"""Meetings as Zoom describes them: read as ours, found by their marker, and listed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from meetings.errors import NoSuchMeeting, UnexpectedReply
from meetings.model import DialIn, Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.zoom import request
from meetings.services.zoom.errors import refuse
from meetings.services.zoom.moments import moment, optional_moment
from meetings.services.zoom.recurrence import SERIES, dates, dates_of, length_of
from meetings.services.zoom.session import Session
from meetings.text import showable

RECORDED = "Zoom records this meeting."
FORCED_RECORDING = "Zoom records this meeting by itself, as your Zoom account has it set."
SIGNED_IN_ONLY = (
    "Only people who are signed in to Zoom may join this meeting, as your Zoom account has it set."
)
OTHER_TIME = "Zoom has this meeting at another time than you asked for: look there."
OTHER_DATES = "Zoom has other dates for this series than you asked for: look there."
_LISTED_DATES = 50  # of a series: Zoom lists no more
_MOST_NUMBERS = 5
_MOST_SERIES = 20  # whose dates are asked for in one listing
_MOST_READ = 20
_LATELY = timedelta(minutes=30)
_LISTS = "meeting:read:list_meetings"


def read_meeting(row: Mapping[str, Any], now: datetime | None) -> Meeting:
    """The meeting in a reply about one, or in a line of a list."""
    starts_at, lasts = _next_time(row, now)
    settings = row.get("settings") or {}
    marker = request.marker_in(row.get("agenda"))
    return Meeting(
        id=_id(row["id"]),
        title=showable(str(row["topic"]), length=request.LONGEST_TITLE) or request.UNTITLED,
        join_url=str(row["join_url"]),
        passcode=showable(str(row.get("password") or ""), length=100),
        dial_in=tuple(_dial_in(row, settings)),
        starts_at=starts_at,
        lasts=lasts,
        said_to_all=RECORDED if settings.get("auto_recording") in ("local", "cloud") else "",
        data={"marker": marker} if marker else {},
    )


def read_wanted(row: Mapping[str, Any], wanted: NewMeeting, now: datetime | None) -> Meeting:
    """The meeting that was made or changed for *wanted*, with notes on how it differs."""
    meeting = read_meeting(row, now)
    notes = (*request.notes(wanted), *differences(row, wanted))
    return replace(meeting, title=request.title(wanted), notes=notes)


def differences(row: Mapping[str, Any], wanted: NewMeeting) -> Iterator[str]:
    """What Zoom did otherwise than it was asked, in sentences: an account's settings may win."""
    settings = row.get("settings") or {}
    for each in request.SETTINGS:
        value = each.values.get(wanted.chosen(each.choice))
        if value is not None and each.member in settings and settings[each.member] != value:
            yield f"Zoom did not take your choice for '{each.choice.label}': look there."
    if settings.get("auto_recording") in ("local", "cloud") and not wanted.chosen(request.RECORD):
        yield FORCED_RECORDING
    if settings.get("meeting_authentication"):
        yield SIGNED_IN_ONLY
    if wanted.recurrence:
        if not _has_dates(row, dates(wanted)):
            yield OTHER_DATES
    elif wanted.starts_at and "start_time" in row and _start(row) != _whole(wanted.starts_at):
        yield OTHER_TIME


def find_meeting(session: Session, wanted: NewMeeting) -> Exchange[Meeting | None]:
    """Find the meeting that an earlier request for *wanted* made, if it did.

    Zoom takes no key of ours, so it may have made one. Meetings whose start is over by now are in
    the second list alone. A line without its agenda is read in full, if it could be the one.
    """
    unread: list[str] = []
    for kind in ("upcoming", "scheduled"):
        rows = yield from session.pages(
            f"users/{session.user}/meetings", "meetings", _LISTS, type=kind
        )
        for row in rows:
            if request.marker_in(row.get("agenda")) == wanted.marker:
                return (yield from _read_found(session, _id(row["id"]), wanted))
            if not row.get("agenda") and _may_be(row, wanted, session.now):
                unread.append(_id(row["id"]))
    return (yield from _look_into(session, list(dict.fromkeys(unread)), wanted))


def list_upcoming(session: Session, until: datetime) -> Exchange[Sequence[Meeting]]:
    """The person's meetings that end after now and start before *until*, soonest first.

    A series is in the list once, or once for each date: its dates are asked for.
    """
    rows = yield from session.pages(
        f"users/{session.user}/meetings", "meetings", _LISTS, type="upcoming"
    )
    now = session.now
    found: dict[tuple[str, datetime | None], Meeting] = {}
    series: list[str] = []
    for row in rows:
        meeting = _readable(row)
        if meeting is None:
            continue
        if row.get("type") == SERIES and meeting.id not in series:
            series.append(meeting.id)
        found[meeting.id, meeting.starts_at] = meeting
    for meeting_id in series[:_MOST_SERIES]:
        for meeting in (yield from _each_date(session, meeting_id)):
            found[meeting.id, meeting.starts_at] = meeting
    coming = [meeting for meeting in found.values() if _is_coming(meeting, now, until)]
    return sorted(
        coming, key=lambda each: (each.starts_at is None, each.starts_at or until, each.id)
    )


def _read_found(session: Session, meeting_id: str, wanted: NewMeeting) -> Exchange[Meeting]:
    row = yield from session.meeting(meeting_id)
    return read_wanted(row, wanted, session.now)


def _look_into(session: Session, ids: list[str], wanted: NewMeeting) -> Exchange[Meeting | None]:
    """Read each of *ids*; UnexpectedReply where even then it cannot be said whether it is ours."""
    if len(ids) > _MOST_READ:
        raise refuse(UnexpectedReply, "too many meetings of that name to look through")
    doubtful = False
    for meeting_id in ids:
        try:
            row = yield from session.meeting(meeting_id)
        except NoSuchMeeting:
            continue
        if request.marker_in(row.get("agenda")) == wanted.marker:
            return read_wanted(row, wanted, session.now)
        doubtful |= "agenda" not in row
    if doubtful:
        raise refuse(UnexpectedReply, "a meeting of that name and time without its agenda")
    return None


def _may_be(row: Mapping[str, Any], wanted: NewMeeting, now: datetime | None) -> bool:
    """Whether a line without an agenda could be the meeting, by its name, its time and its age."""
    created = optional_moment(row.get("created_at"))
    if created and now and now - created > _LATELY:
        return False
    if showable(str(row.get("topic"))) != showable(request.title(wanted)):
        return False
    if wanted.starts_at is None or row.get("type") == SERIES:
        return True
    start = optional_moment(row.get("start_time"), row.get("timezone"))
    return start is None or start == _whole(wanted.starts_at)


def _readable(row: Mapping[str, Any]) -> Meeting | None:
    """A line of a list; None for one that nobody could join by."""
    try:
        return replace(read_meeting(row, None), said_to_all="")
    except (LookupError, ValueError, TypeError):
        return None


def _each_date(session: Session, meeting_id: str) -> Exchange[list[Meeting]]:
    try:
        row = yield from session.meeting(meeting_id)
    except NoSuchMeeting:
        return []
    meeting = read_meeting(row, session.now)
    listed = [date for date in dates_of(row) if not date.is_deleted]
    return [replace(meeting, starts_at=date.starts_at, lasts=date.lasts) for date in listed]


def _is_coming(meeting: Meeting, now: datetime | None, until: datetime) -> bool:
    if meeting.starts_at is None:
        return True
    ends_at = meeting.starts_at + (meeting.lasts or timedelta())
    return meeting.starts_at < until and (now is None or ends_at > now)


def _next_time(
    row: Mapping[str, Any], now: datetime | None
) -> tuple[datetime | None, timedelta | None]:
    """Start and length; of a series those of its running or next date, else of its last."""
    coming = [date for date in dates_of(row) if not date.is_deleted]
    for date in coming:
        if now is None or date.starts_at + date.lasts > now:
            return date.starts_at, date.lasts
    if coming:
        return coming[-1].starts_at, coming[-1].lasts
    return _start(row), length_of(row)


def _start(row: Mapping[str, Any]) -> datetime | None:
    value = row.get("start_time")
    return moment(value, row.get("timezone") or "UTC") if value else None


def _has_dates(row: Mapping[str, Any], expected: Sequence[datetime]) -> bool:
    """Whether the dates that Zoom lists are the *expected* ones, as far as it lists them."""
    listed = [date.starts_at for date in dates_of(row) if not date.is_deleted]
    whole = [_whole(start) for start in expected]
    return listed == whole[: len(listed)] and len(listed) >= min(len(whole), _LISTED_DATES)


def _whole(time: datetime) -> datetime:
    return time.replace(microsecond=0)


def _id(value: object) -> str:
    """The id as text: Zoom sends a number of up to 11 digits, or a text of them."""
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit():
        raise ValueError("not an id of a meeting")
    return text


def _dial_in(row: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[DialIn]:
    """The telephone numbers, with the id and the passcode to key in, each ended by #."""
    passcode = showable(str(row.get("pstn_password") or ""), length=20)
    code = f"{_id(row['id'])}#" + (f" {passcode}#" if passcode else "")
    for each in (settings.get("global_dial_in_numbers") or ())[:_MOST_NUMBERS]:
        number = showable(str(each.get("number") or ""), length=40)
        place = " ".join(str(each.get(name) or "") for name in ("country_name", "city"))
        if number:
            yield DialIn(number=number, region=showable(place, length=60), code=code)
