"""Lists the meeting services, and makes those that are set up here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from meetings import addresses
from meetings.service import AccountKind, MeetingService, Options, ServiceInfo, setting

Settings = Mapping[str, Options]
"""The options of each service that has any, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSetting:
    """One setting of a service: ``PARLEY_<SERVICE>__<NAME>``, and ``options[name]`` in its class.

    *meaning* and *default* are what docs/settings.md says of it, *example* is what .env.example
    shows. One that *turns_on* is enough to turn the service on. *address*: it holds URLs.
    """

    name: str
    meaning: str
    default: str = ""
    example: str = ""
    turns_on: bool = False
    address: bool = False


@dataclass(frozen=True, slots=True)
class ServiceCode:
    """What a service's own package has for the catalog.

    *check* says in sentences what is wrong with options that are otherwise known, there and
    well-formed; *warn* what is worth knowing about options that are not wrong.
    """

    info: ServiceInfo
    make: Callable[[Options], MeetingService]
    check: Callable[[Options], list[str]]
    warn: Callable[[Options], list[str]] = lambda _options: []


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogEntry:
    """One service of the catalog: all that is said of it outside its own package.

    *name* and *title* are those of its ``ServiceInfo``. *load* imports its package, which is done
    only where it is set up: together they take a tenth of the memory. *about* is a sentence for the
    page of settings, without its full stop.
    """

    name: str
    title: str
    load: Callable[[], ServiceCode]
    about: str
    settings: tuple[ServiceSetting, ...]

    @property
    def info(self) -> ServiceInfo:
        """What the service says of itself."""
        return self.load().info

    def variable(self, option: str) -> str:
        """The environment variable for *option*."""
        return setting(self.name, option)

    @property
    def how_to_turn_on(self) -> str:
        """The variables of which one turns the service on."""
        return " or ".join(self.variable(each.name) for each in self.settings if each.turns_on)


def _jitsi() -> ServiceCode:
    from meetings.services import jitsi

    return ServiceCode(jitsi.Jitsi.info, jitsi.Jitsi, jitsi.check_options, jitsi.warn_of_options)


def _skype() -> ServiceCode:
    from meetings.services import skype

    return ServiceCode(skype.Skype.info, skype.Skype, skype.check_options)


def _webex_xml() -> ServiceCode:
    from meetings.services import webex_xml

    return ServiceCode(webex_xml.WebexXml.info, webex_xml.WebexXml, webex_xml.check_options)


def _live_meeting() -> ServiceCode:
    from meetings.services import live_meeting

    return ServiceCode(
        live_meeting.LiveMeeting.info,
        live_meeting.LiveMeeting,
        live_meeting.check_options,
        live_meeting.warn_of_options,
    )


def _zoom() -> ServiceCode:
    from meetings.services import zoom

    return ServiceCode(zoom.Zoom.info, zoom.Zoom, zoom.check_options)


SERVICES: tuple[CatalogEntry, ...] = (
    CatalogEntry(
        name="jitsi",
        title="Jitsi",
        load=_jitsi,
        about="Needs no account",
        settings=(
            ServiceSetting(
                name="url",
                meaning="your Jitsi server, as in `https://meet.example.com`",
                turns_on=True,
                address=True,
            ),
            ServiceSetting(
                name="dial_in_numbers",
                meaning="where the server tells its telephone numbers; dial-in is on cards where "
                "this and the next are set",
                address=True,
            ),
            ServiceSetting(
                name="dial_in_mapper",
                meaning="where the server tells a room's telephone code",
                address=True,
            ),
            ServiceSetting(
                name="dial_in_domain",
                meaning="the domain under which the mapper knows the rooms",
                default="`conference.` and the host of the URL",
            ),
        ),
    ),
    CatalogEntry(
        name="skype",
        title="Skype for Business",
        load=_skype,
        about="One of the first two turns it on",
        settings=(
            ServiceSetting(
                name="url",
                meaning="the discovery address, as in `https://lyncdiscover.example.com/`, or "
                "several, tried in order",
                turns_on=True,
                address=True,
            ),
            ServiceSetting(
                name="domains",
                meaning="SIP domains, whose `lyncdiscoverinternal.` and `lyncdiscover.` hosts are "
                "tried; nothing outside them is called",
                turns_on=True,
            ),
            ServiceSetting(
                name="format",
                meaning="how Parley and the server talk: `json`, or `xml` for every request, reply "
                "and event",
                default="json",
                example="json",
            ),
        ),
    ),
    CatalogEntry(
        name="webex-xml",
        title="WebEx",
        load=_webex_xml,
        about="WebEx by its XML API, which Cisco is closing down",
        settings=(
            ServiceSetting(
                name="url",
                meaning="the XML service's address, as in "
                "`https://acme.webex.com/WBXService/XMLService`; its path may be left out",
                turns_on=True,
                address=True,
            ),
            ServiceSetting(
                name="site",
                meaning="the site's name: `acme` for `acme.webex.com`",
                default="the first word of an address under `webex.com`",
            ),
        ),
    ),
    CatalogEntry(
        name="live-meeting",
        title="Live Meeting",
        load=_live_meeting,
        about="Microsoft's own service has ended: this is for a server of yours that speaks its "
        "API",
        settings=(
            ServiceSetting(
                name="url",
                meaning="where the conference center tells its posting address, as in "
                "`https://meetings.example.org/cc/contoso/xml/4.0/GetPostingURLRequest`",
                turns_on=True,
                address=True,
            ),
            ServiceSetting(
                name="join_url",
                meaning="what comes before `/join` in links, as in "
                "`https://meetings.example.org/cc/contoso`",
                default="told from the posting address",
                address=True,
            ),
        ),
    ),
    CatalogEntry(
        name="zoom",
        title="Zoom",
        load=_zoom,
        about="With each person's own Zoom account, or with your organization's",
        settings=(
            ServiceSetting(
                name="client_id",
                meaning="the client id of your app in the Zoom App Marketplace",
                turns_on=True,
            ),
            ServiceSetting(name="client_secret", meaning="the client secret beside it"),
            ServiceSetting(
                name="account_id",
                meaning="the account id of a server-to-server app: meetings are then made with the "
                "organization's account, and nobody signs in",
            ),
            ServiceSetting(
                name="webhook_secret",
                meaning="the app's secret token, with which Zoom signs what it sends to "
                "`/hooks/zoom`",
            ),
            ServiceSetting(
                name="authorize_url",
                meaning="where people sign in",
                default="`https://zoom.us/oauth/authorize`",
                address=True,
            ),
            ServiceSetting(
                name="token_url",
                meaning="where tokens come from",
                default="`https://zoom.us/oauth/token`",
                address=True,
            ),
            ServiceSetting(
                name="revoke_url",
                meaning="where tokens are taken back",
                default="`revoke` beside the token address",
                address=True,
            ),
            ServiceSetting(
                name="api_url",
                meaning="the API, ending in `/v2`",
                default="`https://api.zoom.us/v2`",
                address=True,
            ),
        ),
    ),
)

TITLES: Mapping[str, str] = {
    **{entry.name: entry.title for entry in SERVICES},
    "teams": "Microsoft Teams",
    "webex": "Webex",
    "google-meet": "Google Meet",
    "bigbluebutton": "BigBlueButton",
}
"""What people may call a service and how it is written; some are not in this program yet."""


def has(service: str) -> bool:
    """Whether this program has the service that people call *service*; webex is webex-xml too."""
    return any(entry.name in (service, f"{service}-xml") for entry in SERVICES)


def variables() -> tuple[str, ...]:
    """The environment variables of every service."""
    return tuple(entry.variable(each.name) for entry in SERVICES for each in entry.settings)


def titles_by_account(settings: Settings) -> dict[AccountKind, list[str]]:
    """The services that *settings* turn on, by whose account they are asked with."""
    titles: dict[AccountKind, list[str]] = {kind: [] for kind in AccountKind}
    for service in configured(settings).values():
        titles[service.info.account].append(service.info.title)
    return titles


def configured(settings: Settings) -> dict[str, MeetingService]:
    """Make every service that *settings* turn on, in the catalog's order, by name.

    What ``check`` has something against is not made.
    """
    return {
        entry.name: entry.load().make(settings[entry.name])
        for entry in SERVICES
        if entry.name in settings and not check(entry.name, settings[entry.name])
    }


def check(service: str, options: Options, *, allow_private: bool = True) -> list[str]:
    """Say in sentences what is wrong with the options of *service*, and how to mend it."""
    entry = _entry(service)
    if entry is None:
        known = ", ".join(each.variable("…") for each in SERVICES)
        return [f"{setting(service, '…')} is for no service of this program: it has {known}."]
    wrong = [
        *_unknown(entry, options),
        *_missing(entry, options),
        *_wrong_addresses(entry, options, allow_private=allow_private),
    ]
    return wrong or entry.load().check(options)


def warnings(service: str, options: Options) -> list[str]:
    """Say in sentences what is worth knowing about settings that are not wrong."""
    entry = _entry(service)
    return entry.load().warn(options) if entry else []


def off(settings: Settings) -> list[str]:
    """Say in a sentence, for each service that *settings* leave off, what would turn it on."""
    return [_how_to(entry) for entry in SERVICES if entry.name not in settings]


def _entry(service: str) -> CatalogEntry | None:
    return next((entry for entry in SERVICES if entry.name == service), None)


def _how_to(entry: CatalogEntry) -> str:
    return f"{entry.title} is off: set {entry.how_to_turn_on} to turn it on."


def _missing(entry: CatalogEntry, options: Options) -> list[str]:
    on = any(options.get(each.name) for each in entry.settings if each.turns_on)
    return [] if on else [_how_to(entry)]


def _unknown(entry: CatalogEntry, options: Options) -> list[str]:
    names = [each.name for each in entry.settings]
    has = f"{entry.title} has {', '.join(map(entry.variable, names))}"
    return [
        f"{entry.variable(option)} is no setting: {has}."
        for option in options
        if option not in names
    ]


def _wrong_addresses(entry: CatalogEntry, options: Options, *, allow_private: bool) -> list[str]:
    return [
        f"{entry.variable(each.name)} {why}."
        for each in entry.settings
        if each.address
        for address in options.get(each.name, "").replace(",", " ").split()
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
