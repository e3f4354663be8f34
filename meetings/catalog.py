"""Lists the meeting services, and makes those that are set up here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from meetings import addresses
from meetings.service import MeetingService, Options, ServiceInfo, setting
from meetings.services import jitsi, live_meeting, skype, webex_xml

Settings = Mapping[str, Options]
"""The options of each service that has any, by its name."""

TITLES: Mapping[str, str] = {
    "jitsi": "Jitsi",
    "skype": "Skype for Business",
    "webex-xml": "WebEx",
    "live-meeting": "Live Meeting",
    "teams": "Microsoft Teams",
    "zoom": "Zoom",
    "webex": "Webex",
    "google-meet": "Google Meet",
    "bigbluebutton": "BigBlueButton",
}
"""What people may call a service and how it is written, whether or not it is spoken here yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogEntry:
    """One service of the catalog.

    The service is on where one of *needs* is set. *addresses* are options that hold URLs, *others*
    the rest that it knows. *check* says in sentences what is wrong with options that are otherwise
    known, there and well-formed.
    """

    info: ServiceInfo
    make: Callable[[Options], MeetingService]
    needs: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    check: Callable[[Options], list[str]]
    warn: Callable[[Options], list[str]] = lambda _options: []


SERVICES: tuple[CatalogEntry, ...] = (
    CatalogEntry(
        info=jitsi.Jitsi.info,
        make=jitsi.Jitsi,
        needs=("url",),
        addresses=("url", "dial_in_numbers", "dial_in_mapper"),
        others=("dial_in_domain",),
        check=jitsi.check_options,
        warn=jitsi.warn_of_options,
    ),
    CatalogEntry(
        info=skype.Skype.info,
        make=skype.Skype,
        needs=("url", "domains"),
        addresses=("url",),
        others=("format",),
        check=skype.check_options,
    ),
    CatalogEntry(
        info=webex_xml.WebexXml.info,
        make=webex_xml.WebexXml,
        needs=("url",),
        addresses=("url",),
        others=("site",),
        check=webex_xml.check_options,
    ),
    CatalogEntry(
        info=live_meeting.LiveMeeting.info,
        make=live_meeting.LiveMeeting,
        needs=("url",),
        addresses=("url", "join_url"),
        check=live_meeting.check_options,
        warn=live_meeting.warn_of_options,
    ),
)


def configured(settings: Settings) -> dict[str, MeetingService]:
    """Make every service that *settings* turn on, in the catalog's order, by name.

    What ``check`` has something against is not made.
    """
    return {
        entry.info.name: entry.make(settings[entry.info.name])
        for entry in SERVICES
        if entry.info.name in settings and not check(entry.info.name, settings[entry.info.name])
    }


def check(service: str, options: Options, *, allow_private: bool = True) -> list[str]:
    """Say in sentences what is wrong with the options of *service*, and how to mend it."""
    entry = next((one for one in SERVICES if one.info.name == service), None)
    if entry is None:
        known = ", ".join(setting(one.info.name, "…") for one in SERVICES)
        return [f"{setting(service, '…')} is for no service of this program: it has {known}."]
    wrong = [
        *_unknown(entry, options),
        *_missing(entry, options),
        *_wrong_addresses(entry, options, allow_private=allow_private),
    ]
    return wrong or entry.check(options)


def warnings(service: str, options: Options) -> list[str]:
    """Say in sentences what is worth knowing about settings that are not wrong."""
    entry = next((one for one in SERVICES if one.info.name == service), None)
    return entry.warn(options) if entry else []


def off(settings: Settings) -> list[str]:
    """Say in a sentence, for each service that *settings* leave off, what would turn it on."""
    return [_how_to(entry) for entry in SERVICES if entry.info.name not in settings]


def _how_to(entry: CatalogEntry) -> str:
    names = " or ".join(setting(entry.info.name, option) for option in entry.needs)
    return f"{entry.info.title} is off: set {names} to turn it on."


def _missing(entry: CatalogEntry, options: Options) -> list[str]:
    return [] if any(options.get(option) for option in entry.needs) else [_how_to(entry)]


def _unknown(entry: CatalogEntry, options: Options) -> list[str]:
    known = dict.fromkeys((*entry.needs, *entry.addresses, *entry.others))
    has = f"{entry.info.title} has " + ", ".join(setting(entry.info.name, one) for one in known)
    return [
        f"{setting(entry.info.name, option)} is no setting: {has}."
        for option in options
        if option not in known
    ]


def _wrong_addresses(entry: CatalogEntry, options: Options, *, allow_private: bool) -> list[str]:
    return [
        f"{setting(entry.info.name, option)} {why}."
        for option in entry.addresses
        for address in options.get(option, "").replace(",", " ").split()
        if (why := _wrong_address(address, allow_private=allow_private))
    ]


def _wrong_address(address: str, *, allow_private: bool) -> str:
    """Say what is wrong with *address*, to go after the setting's name; empty: nothing is."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("https", "http"):
        return "must be an address such as https://meet.example.org"
    if parts.username is not None or parts.password is not None:
        return "must not hold a user name or a password"
    if parts.scheme == "http" and not allow_private:
        return "must start with https:// (PARLEY_ALLOW_PRIVATE=1 allows http to private addresses)"
    try:
        why = addresses.refusal(str(ip_address(host)), private=allow_private)
    except ValueError:  # a name, which is looked up when it is called
        return ""
    return f"names {why}" if why else ""
