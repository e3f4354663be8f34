"""What a person may choose about a Skype for Business meeting, and who is put on its list.

UCWA: attendees and leaders "have to be part of the organization", as ``sip:`` addresses. A person's
e-mail address is taken for their sign-in address, as companies have it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meetings.model import Attendee, Choice, NewMeeting

_SWITCH: Mapping[str, str] = {"yes": "Enabled", "no": "Disabled"}
_LOCAL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}")
_MOST_NAMES = 5
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
class ChoiceProperty:
    """One choice and its property of myOnlineMeeting, with the vendor's word for each value.

    *eligible* is the list of onlineMeetingEligibleValues that says what may be sent, *policy* the
    property of onlineMeetingPolicies that can forbid to enable it; empty where there is none.
    """

    choice: Choice
    name: str
    words: Mapping[str, str]
    eligible: str = ""
    policy: str = ""

    def label(self, word: str) -> str:
        """How people read the vendor's *word*: by our label, or as it is if we do not know it."""
        labels = dict(self.choice.options)
        return next((labels[ours] for ours, theirs in self.words.items() if theirs == word), word)


# The server may show "None" (accessLevel) and "Unsupported" (entryExitAnnouncement): never sent.
PROPERTIES = (
    ChoiceProperty(
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
    ChoiceProperty(
        PRESENTERS,
        "automaticLeaderAssignment",
        {"nobody": "Disabled", "company": "SameEnterprise", "everyone": "Everyone"},
        eligible="automaticLeaderAssignments",
    ),
    ChoiceProperty(
        ANNOUNCEMENTS,
        "entryExitAnnouncement",
        _SWITCH,
        eligible="entryExitAnnouncements",
        policy="entryExitAnnouncement",
    ),
    ChoiceProperty(
        PHONE_LOBBY,
        "lobbyBypassForPhoneUsers",
        _SWITCH,
        eligible="lobbyBypassForPhoneUsersSettings",
    ),
    ChoiceProperty(PHONE, "phoneUserAdmission", _SWITCH, policy="phoneUserAdmission"),
)


def chosen_properties(wanted: NewMeeting) -> dict[str, str]:
    """The properties that the person's choices become; a value that is no option is left out."""
    return {
        choice_property.name: word
        for choice_property in PROPERTIES
        if (word := choice_property.words.get(wanted.chosen(choice_property.choice)))
    }


def needs_schedule(wanted: NewMeeting) -> bool:
    """Whether *wanted* asks for what only a scheduled meeting can have."""
    later = wanted.starts_at is not None or bool(wanted.recurrence)
    return later or bool(chosen_properties(wanted) or wanted.chosen(LEADERS))


def attendees(wanted: NewMeeting, account: str) -> list[str]:
    """The ``sip:`` addresses of those who may be on the list; the organizer is there already."""
    return _sip_addresses([person.email for person in wanted.people], account)


def leaders(wanted: NewMeeting, account: str) -> list[str]:
    """The ``sip:`` addresses of those who were chosen to lead, as far as they may."""
    return _sip_addresses(_chosen_leaders(wanted), account)


def attendee_notes(wanted: NewMeeting, account: str) -> list[str]:
    """For the starter: who is not on the list, who is not told, and who cannot lead."""
    domain = _domain_of(account)
    notes = unreached_notes(wanted, account)
    strangers = [leader for leader in _chosen_leaders(wanted) if not _address(leader, domain)]
    if strangers:
        notes.append(
            f"Only people of {domain or 'your company'} can lead a meeting there: "
            f"{len(strangers)} of those you named cannot."
        )
    return notes


def unreached_notes(wanted: NewMeeting, account: str) -> list[str]:
    """For everyone: who hears of the meeting in Slack alone, and who is not told at all."""
    domain, notes = _domain_of(account), []
    in_slack = [person for person in wanted.people if person.slack_id]
    outside = [person for person in in_slack if not _address(person.email, domain)]
    if outside:
        whose = f"people of {domain}" if domain else "people of its own company"
        notes.append(
            f"Skype for Business keeps only {whose} on a meeting's list: "
            f"{_names_of(outside)} will hear of it in Slack alone."
        )
    untold = [person for person in wanted.people if not person.slack_id]
    if untold:
        notes.append(
            f"Skype for Business sends no invitations: {_names_of(untold)} will not hear of it "
            "unless somebody passes the link on."
        )
    return notes


def _domain_of(account: str) -> str:
    """The organization of the account, from its sign-in address; empty where it has none."""
    return account.rpartition("@")[2].lower() if "@" in account else ""


def _chosen_leaders(wanted: NewMeeting) -> list[str]:
    words = re.split(r"[\s,;]+", wanted.chosen(LEADERS))
    return [word for word in words if word][:100]


def _sip_addresses(addresses: Sequence[str], account: str) -> list[str]:
    domain, own = _domain_of(account), f"sip:{account}".lower()
    ours = (_address(address, domain) for address in addresses)
    sips = dict.fromkeys(f"sip:{address}" for address in ours if address)
    return [sip for sip in sips if sip.lower() != own]


def _address(text: str, domain: str) -> str:
    """The address in *text* if it is one of *domain*, else an empty string."""
    local, _, where = text.strip().removeprefix("sip:").rpartition("@")
    ours = bool(domain) and where.lower() == domain and bool(_LOCAL.fullmatch(local))
    return f"{local}@{where}" if ours else ""


def _names_of(people: Sequence[Attendee]) -> str:
    names = [person.name for person in people if person.name and person.name != person.slack_id]
    if len(names) < len(people) or len(names) > _MOST_NAMES:
        return "one of the people" if len(people) == 1 else f"{len(people)} of the people"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
