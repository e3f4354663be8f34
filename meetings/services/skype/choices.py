"""What a person may choose about a Skype for Business meeting, and the property each becomes."""

from collections.abc import Mapping
from dataclasses import dataclass

from meetings.model import Choice, NewMeeting

_SWITCH: Mapping[str, str] = {"yes": "Enabled", "no": "Disabled"}
_YES_NO = (("yes", "Yes"), ("no", "No"))

IMPORTANCE = Choice(
    name="importance",
    label="Importance",
    options=(("normal", "Normal"), ("urgent", "Urgent"), ("emergency", "Emergency")),
    default="normal",
)
ACCESS = Choice(
    name="access",
    label="Who gets in without waiting",
    options=(
        ("everyone", "Everyone"),
        ("company", "My company"),
        ("invited", "Those invited of my company"),
        ("locked", "Nobody but me"),
    ),
)
PRESENTERS = Choice(
    name="presenters",
    label="Who leads on joining",
    options=(("nobody", "Nobody else"), ("company", "My company"), ("everyone", "Everyone")),
)
ANNOUNCEMENTS = Choice(name="announcements", label="Announce who comes and goes", options=_YES_NO)
PHONE = Choice(name="phone", label="Join by phone", options=_YES_NO)
PHONE_LOBBY = Choice(name="phone_lobby", label="Callers skip the lobby", options=_YES_NO)
LEADERS = Choice(name="leaders", label="Who else leads: addresses of your company")

CHOICES = (IMPORTANCE, ACCESS, PRESENTERS, ANNOUNCEMENTS, PHONE, PHONE_LOBBY, LEADERS)


@dataclass(frozen=True, slots=True)
class Setting:
    """One choice and its property of myOnlineMeeting, with the vendor's word for each value.

    *eligible* is the list of onlineMeetingEligibleValues that says what may be sent, *policy* the
    property of onlineMeetingPolicies that can forbid to enable it; empty: there is none.
    """

    choice: Choice
    name: str
    words: Mapping[str, str]
    eligible: str = ""
    policy: str = ""

    def label(self, word: str) -> str:
        """How people read the vendor's *word*; itself where it is none that we know."""
        labels = dict(self.choice.options)
        return next((labels[ours] for ours, theirs in self.words.items() if theirs == word), word)


# "None" (accessLevel) and "Unsupported" (entryExitAnnouncement) are told and never sent.
SETTINGS = (
    Setting(
        ACCESS,
        "accessLevel",
        {
            "everyone": "Everyone",
            "company": "SameEnterprise",
            "invited": "Invited",
            "locked": "Locked",
        },
        eligible="accessLevels",
    ),
    Setting(
        PRESENTERS,
        "automaticLeaderAssignment",
        {"nobody": "Disabled", "company": "SameEnterprise", "everyone": "Everyone"},
        eligible="automaticLeaderAssignments",
    ),
    Setting(
        ANNOUNCEMENTS,
        "entryExitAnnouncement",
        _SWITCH,
        eligible="entryExitAnnouncements",
        policy="entryExitAnnouncement",
    ),
    Setting(
        PHONE_LOBBY,
        "lobbyBypassForPhoneUsers",
        _SWITCH,
        eligible="lobbyBypassForPhoneUsersSettings",
    ),
    Setting(PHONE, "phoneUserAdmission", _SWITCH, policy="phoneUserAdmission"),
)


def chosen(wanted: NewMeeting) -> dict[str, str]:
    """The properties that the person's choices become; what is no option is left out."""
    words = {one.name: one.words.get(wanted.choices.get(one.choice.name, "")) for one in SETTINGS}
    return {name: word for name, word in words.items() if word}


def needs_schedule(wanted: NewMeeting) -> bool:
    """Whether the wish asks for what only a scheduled meeting can be told."""
    later = wanted.starts_at is not None or bool(wanted.recurrence)
    return later or bool(chosen(wanted)) or bool(wanted.choices.get(LEADERS.name, "").strip())
