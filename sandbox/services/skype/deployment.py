"""How this installation is set up: where servers differ."""

from dataclasses import dataclass, field

_SWITCH = ("Disabled", "Enabled")
ELIGIBLE = {
    "accessLevel": ("Invited", "SameEnterprise", "Everyone", "Locked"),
    "automaticLeaderAssignment": ("Disabled", "Everyone", "SameEnterprise"),
    "entryExitAnnouncement": _SWITCH,
    "lobbyBypassForPhoneUsers": _SWITCH,
}
PRESETS = {
    "accessLevel": "SameEnterprise",
    "automaticLeaderAssignment": "SameEnterprise",
    "entryExitAnnouncement": "Disabled",
    "lobbyBypassForPhoneUsers": "Enabled",
}
PASSWORD = "password"  # noqa: S105 - the name of a grant
WINDOWS = "urn:microsoft.rtc:windows"
PASSIVE = "urn:microsoft.rtc:passive"


@dataclass(slots=True, kw_only=True)
class Deployment:
    """What can be set; a test may change it while the server runs.

    *base_url* is the address that clients reach (empty: as the Host header says). *pool_url*: where
    the applications live, if not on the host that was asked. *root_redirects* and
    *user_redirects* send a host (``*``: every host) on to another base address.

    *challenge* is any of the words ``joined`` (both fields on one line), ``reversed``
    (MsRtcOAuth first), ``unquoted`` (its href), ``alone`` (without Bearer), ``lowercase``,
    ``modern`` (Bearer names an authorization_uri) and ``absent`` (no MsRtcOAuth at all).
    *stale* is the status of a token that no longer serves: 401, or 403 with diagnostics 28055.
    *expired* is the subcode that an idle application's users read.
    *denied* says how somebody who may not hold meetings is told: by missing ``links``, by 403
    when ``asked``, or by 403 when creating the ``application``.

    *eligible* is what an organizer may choose, *presets* what holds where nothing is chosen; people
    phone in and choose whether others may where there is *dial_in*. *legacy_uris* and *extensions*:
    whether scheduled meetings show theirs.

    Lengths are in seconds. *hurry* divides those that a request waits for, *step* is the pause
    between the events of a starting meeting.
    """

    base_url: str = ""
    domain: str = "contoso.example"
    server: str = "fe1.contoso.example"
    pool_url: str = ""
    root_redirects: dict[str, str] = field(default_factory=dict)
    user_redirects: dict[str, str] = field(default_factory=dict)
    origins: tuple[str, ...] = ()

    grants: tuple[str, ...] = (WINDOWS, PASSWORD)
    challenge: str = ""
    token_lasts: float = 8 * 3600
    stale: int = 401
    lock_after: int = 5
    lock_lasts: float = 30 * 60

    denied: str = "links"
    refused_agents: tuple[str, ...] = ()
    applications_each: int = 10
    idle_lasts: float = 15 * 60
    expired: str = "ApplicationNotFound"
    resource_version: float = 2

    hurry: float = 1
    step: float = 0.02
    silence_is_a_list: bool = False
    redelivers: bool = True

    scheduled_status: int = 200
    meetings_each: int = 1000
    thread_clash: str = "at once"
    permanent_meetings: bool = True
    dial_in: bool = True
    eligible: dict[str, tuple[str, ...]] = field(default_factory=ELIGIBLE.copy)
    presets: dict[str, str] = field(default_factory=PRESETS.copy)
    legacy_uris: bool = True
    extensions: bool = True

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """What an organizer may choose, telephones included."""
        return {**self.eligible, "phoneUserAdmission": _SWITCH if self.dial_in else _SWITCH[:1]}
