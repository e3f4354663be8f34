"""The rules by which a meeting is accepted, and what the site then makes of its elements.

The checks in their order: the right to host, the site, the title and the type, the password, the
host, the dates, the length, the recurrence.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.services.webex_xml import repeats, zones
from sandbox.services.webex_xml.meeting_shapes import OPTIONS
from sandbox.services.webex_xml.refusals import RequestRefused, unbound
from sandbox.services.webex_xml.site import SiteAccount, WebexSite
from sandbox.services.webex_xml.zones import ZONES, SiteZone

GRACE = timedelta(seconds=60)  # a start this long ago still counts as now
LONGEST_PASSWORD = 16
LONGEST_TITLE = 400

_OFF = {
    *("chat", "poll", "webTour", "enableReg", "faxIntoMeeting", "autoDeleteAfterMeetingEnd"),
    *("supportE2E", "supportPKI", "closedCaptions", "singleNote", "rcWebTour", "autoRecord"),
    *("supportQandA", "supportBreakoutSessions", "supportPanelists"),
}
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "accessControl": {"listToPublic": False, "isPublic": False},
    "metaData": {"agenda": "", "invitation": "", "isInternal": False},
    "participants": {"maxUserNumber": 4},
    "enableOptions": {name: name not in _OFF for name in OPTIONS},
    "schedule": {
        "duration": 60,
        "openTime": 900,
        "showFileStartMode": False,
        "showFileContPlayFlag": False,
        "showFileInterVal": 0,
        "entryExitTone": 0,
        "extNotifyTime": 0,
        "joinTeleconfBeforeHost": False,
        "firstAttendeeAsPresenter": False,
    },
    "telephony": {
        "telephonySupport": "NONE",
        "numPhoneLines": 4,
        "enableTSP": False,
        "intlLocalCallIn": False,
        "callInNum": {},
    },
    "tracking": {},
    "repeat": {"repeatType": "NO_REPEAT"},
    "remind": {},
    "attendeeOptions": {
        "request": False,
        "registration": False,
        "auto": False,
        "participantLimit": 0,
        "excludePassword": False,
        "joinRequiresAccount": False,
    },
}
_WHOLE_BLOCKS = ("repeat",)  # their parts make sense together only

Blocks = dict[str, dict[str, Any]]


def defaults(site: WebexSite) -> Blocks:
    """The blocks of a meeting for which nothing is given."""
    blocks = {name: dict(values) for name, values in _DEFAULTS.items()}
    blocks["metaData"]["meetingType"] = site.meeting_types[0]
    blocks["telephony"]["isMPAudio"] = site.audio == "MP"
    return blocks


def merge(blocks: Blocks, content: Mapping[str, Any]) -> Blocks:
    """The blocks changed by *content*; what is missing there stays as it was."""
    merged = {name: dict(values) for name, values in blocks.items()}
    for name, values in content.items():
        before = {} if name in _WHOLE_BLOCKS else merged.get(name, {})
        merged[name] = {**before, **values}
    for name in ("startDate", "timeZoneID", "timeZone", "hostWebExID"):
        merged["schedule"].pop(name, None)  # these are kept beside the blocks
    merged["participants"].pop("attendees", None)
    merged["attendeeOptions"].pop("emailInvitations", None)  # about this one request
    if merged["metaData"].get("meetingType") == -1:
        merged["metaData"].pop("meetingType")
    return merged


def override(blocks: Blocks, site: WebexSite) -> Blocks:
    """The blocks after the site's settings, and what encryption and audio do not allow."""
    options, schedule = blocks["enableOptions"], blocks["schedule"]
    blocks["metaData"].setdefault("meetingType", site.meeting_types[0])
    if site.record_all:
        options["autoRecord"] = True
    if site.audio not in ("MP", "TSP"):
        schedule["joinTeleconfBeforeHost"] = False
    if options["supportE2E"]:
        options.update(meetingRecord=False, autoRecord=False, supportRemoteComputer=False)
        schedule.update(openTime=0, joinTeleconfBeforeHost=False)
    return blocks


def check_caller(caller: SiteAccount, site: WebexSite) -> None:
    """Raise RequestRefused for those who may not host, and on a suspended site."""
    if not caller.may_host:
        raise RequestRefused("000001")
    if site.suspended:
        raise RequestRefused("010107")


def check_words(blocks: Blocks, site: WebexSite) -> None:
    """Refuse a bad title, type or password. Raises RequestRefused."""
    meta, access = blocks["metaData"], blocks["accessControl"]
    title = meta.get("confName", "")
    if not title.strip():
        raise unbound("confName is missing in metaData")
    if len(title) > LONGEST_TITLE:
        raise unbound(f"confName is longer than {LONGEST_TITLE} characters")
    if meta.get("meetingType", site.meeting_types[0]) not in site.meeting_types:
        raise RequestRefused("999999", "The meeting type is not available on this site")
    check_password(access.get("meetingPassword", ""), site)


def check_password(password: str, site: WebexSite) -> None:
    """Refuse a meeting password that the site does not allow. Raises RequestRefused."""
    if not password:
        if site.requires_password:
            raise RequestRefused("060026")
        return
    if len(password) > LONGEST_PASSWORD:
        raise RequestRefused(
            "019011", f"The meeting password exceeds {LONGEST_PASSWORD} characters"
        )
    if not (password.isascii() and password.isprintable()):
        raise RequestRefused("019011")
    if site.strict_passwords and not _is_strong(password):
        words = "The meeting password needs 8 characters with both cases and a digit"
        raise RequestRefused("019011", words)


def host(schedule: Mapping[str, Any], caller: SiteAccount, site: WebexSite) -> SiteAccount:
    """Who is to host the meeting. Raises RequestRefused."""
    named = schedule.get("hostWebExID", "").strip()
    if not named:
        return caller
    account = site.account(named)
    if account is None:
        raise RequestRefused("060019")
    trusted = caller.web_ex_id in account.trusts or caller.admin
    if account is not caller and not (trusted and account.may_host):
        raise RequestRefused("060021")
    return account


def zone(schedule: Mapping[str, Any], usual: SiteZone) -> SiteZone:
    """The time zone that is given, by number before name; else the *usual* one."""
    number: int = schedule.get("timeZoneID", -1)
    if number >= 0:
        return ZONES[number]
    label = schedule.get("timeZone")
    return next((each for each in ZONES if each.label == label), usual)


def start(written: str | None, where: SiteZone, clock: SandboxClock) -> datetime:
    """The wall-clock start; an empty one is now. Raises RequestRefused."""
    if written is None:
        raise RequestRefused("009007", "Start date is missing")
    now = clock.moment()
    if not written.strip():
        return where.wall(now).replace(microsecond=0)
    moment = where.instant(zones.read_date(written))
    if moment < now - GRACE:
        raise RequestRefused("009007", "Start date is in the past")
    return where.wall(moment)  # a time that a clock change skips has moved


def check_length(blocks: Blocks, site: WebexSite) -> None:
    """Refuse a length below one minute, or too long for the site. Raises RequestRefused."""
    minutes = blocks["schedule"]["duration"]
    if minutes < 1:
        raise RequestRefused("009008")
    if minutes > site.longest:
        raise RequestRefused("060017")


def check_repeat(blocks: Blocks, wall: datetime) -> None:
    """Refuse a recurrence that is not valid. Raises RequestRefused."""
    repeats.check(blocks["repeat"], wall)


def _is_strong(password: str) -> bool:
    kinds = (str.islower, str.isupper, str.isdigit)
    return len(password) >= 8 and all(any(map(kind, password)) for kind in kinds)
