"""Who of the people is put on a meeting's list: those of the organizer's own company, by address.

UCWA: attendees and leaders "have to be part of the organization", as ``sip:`` addresses. A person's
e-mail address is taken for their sign-in address, as companies have it.
"""

import re
from collections.abc import Sequence

from meetings.model import Attendee, NewMeeting
from meetings.services.skype.choices import LEADERS

_LOCAL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}")
_NAMED = 5

NOT_LISTED = (
    "Skype for Business did not take the list of people, so this meeting was made without it."
)


def domain_of(account: str) -> str:
    """The organization of the account, as its sign-in address has it; empty where it has none."""
    return account.rpartition("@")[2].lower() if "@" in account else ""


def attendees(wanted: NewMeeting, account: str) -> list[str]:
    """The ``sip:`` addresses of those who may be on the list; the organizer is there already."""
    return _listed([one.email for one in wanted.people], account)


def leaders(wanted: NewMeeting, account: str) -> list[str]:
    """The ``sip:`` addresses of those who were chosen to lead, as far as they may be."""
    return _listed(_chosen_leaders(wanted), account)


def notes(wanted: NewMeeting, account: str) -> tuple[str, ...]:
    """Who is not on the list, whom nobody tells, and who cannot lead: for the starter."""
    domain = domain_of(account)
    said = unreached(wanted, account)
    strangers = [one for one in _chosen_leaders(wanted) if not _address(one, domain)]
    if strangers:
        said.append(
            f"Only people of {domain or 'your company'} can lead a meeting there: "
            f"{len(strangers)} of those you named cannot."
        )
    return tuple(said)


def unreached(wanted: NewMeeting, account: str) -> list[str]:
    """Who hears of the meeting in Slack alone, and who from nobody."""
    domain, said = domain_of(account), []
    outside = [one for one in wanted.people if one.slack_id and not _address(one.email, domain)]
    if outside:
        whose = f"people of {domain}" if domain else "people of its own company"
        said.append(
            f"Skype for Business keeps only {whose} on a meeting's list: "
            f"{_names(outside)} will hear of it in Slack alone."
        )
    untold = [one for one in wanted.people if not one.slack_id]
    if untold:
        said.append(
            f"Skype for Business sends no invitations: {_names(untold)} will not hear of it "
            "unless somebody passes the link on."
        )
    return said


def _chosen_leaders(wanted: NewMeeting) -> list[str]:
    words = re.split(r"[\s,;]+", wanted.choices.get(LEADERS.name, ""))
    return [word for word in words if word][:100]


def _listed(addresses: Sequence[str], account: str) -> list[str]:
    domain = domain_of(account)
    sips = [f"sip:{found}" for one in addresses if (found := _address(one, domain))]
    own = f"sip:{account}".lower()
    return [one for one in dict.fromkeys(sips) if one.lower() != own]


def _address(text: str, domain: str) -> str:
    """The address in *text* if it is one of *domain*, else nothing."""
    local, _, where = text.strip().removeprefix("sip:").rpartition("@")
    ours = bool(domain) and where.lower() == domain and bool(_LOCAL.fullmatch(local))
    return f"{local}@{where}" if ours else ""


def _names(people: Sequence[Attendee]) -> str:
    named = [one.name for one in people if one.name and one.name != one.slack_id]
    if len(named) < len(people) or len(named) > _NAMED:
        return "one of the people" if len(people) == 1 else f"{len(people)} of the people"
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
