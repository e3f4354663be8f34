"""Every sentence that the bot says about people's accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.accounts.sealed import AccountStatus
from handlers.dates_in_words import Clock, full_time
from handlers.services import Left
from handlers.slack_types import Button, Message, MessageRow
from handlers.words import one_line, quote
from meetings import catalog
from meetings.catalog import TITLES
from meetings.service import ServiceInfo
from storage.meetings import StoredMeeting

YES = "Yes, that was me"
PENDING = "account:"
"""What the value of a button starts with that is about a sign-in; its id follows."""

DISCONNECT = "disconnect:"
"""What the value of a button starts with that forgets an account; its service follows."""

MOST_NEEDED = 10
"""Meetings that are named before an account is deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account as the person sees it: *account* is its name there, *since* a day in words.

    *sign_in* is the id of a sign-in that still waits for the person's yes.
    """

    title: str
    service: str
    account: str
    since: str
    status: AccountStatus
    sign_in: str = ""


def offer(info: ServiceInfo, url: str, why: str = "") -> Message:
    """The way to the connect page. *why* is a sentence that comes before it."""
    return Message(
        text=f"{why or f'Connect your {info.title} account here.'} The link is only for you: "
        "it works once, for 10 minutes. I will ask you to confirm here afterwards."
        f"\n{url}",
        buttons=(Button(action="parley.connect", label="Connect", url=url, primary=True),),
    )


_WHY = {
    AccountStatus.NONE: "You have not connected {title} yet.",
    AccountStatus.GOOD: "{title} wants you to sign in again.",
    AccountStatus.REFUSED: "{title} no longer accepts your sign-in.",
    AccountStatus.SEALED: "I can't open your {title} account because of how this bot is set up.",
}


def waiting(info: ServiceInfo, status: AccountStatus, url: str) -> Message:
    """A request has to wait for an account."""
    why = _WHY[status].format(title=info.title)
    return offer(
        info, url, f"{why} Connect it within 15 minutes and I will go on with your request."
    )


def connectable(
    needed: Sequence[tuple[ServiceInfo, bool]], shared: Sequence[str], free: Sequence[str]
) -> Message:
    """What can be connected, with whether it is connected already, and what need not be.

    *shared* are used with the organization's account, *free* with none.
    """
    lines = [f"*{info.title}*: {'connected' if done else 'not connected'}" for info, done in needed]
    if shared:
        lines.append(f"Your organization's account is used for {', '.join(shared)}.")
    if free:
        lines.append(f"No account is needed for {', '.join(free)}.")
    if not lines:
        lines.append("No meeting service is set up here yet.")
    buttons = tuple(_run("Connect", info.title, info.name) for info, _ in needed)
    return Message(text="\n".join(lines), buttons=buttons)


def not_here(name: str) -> Message:
    """The service *name* is not set up, or not known at all."""
    title = quote(TITLES.get(name.lower(), name))
    if catalog.has(name.lower()):
        return Message(
            text=f"{title} is not set up here, so you can't connect it. Whoever runs the bot can "
            "add it: `parley doctor` says how."
        )
    return Message(
        text=f"I don't work with {title}, so there is nothing to connect. `/meet connect` shows "
        "what you can connect."
    )


def needs_none(title: str) -> Message:
    """The service asks nobody to sign in."""
    return Message(text=f"{title} needs no account, so there is nothing to connect.")


def organizations(title: str) -> Message:
    """Nobody connects an account: the organization's is used."""
    return Message(
        text=f"{title} is used with your organization's account here, so you have nothing to "
        "connect or disconnect. `/meet accounts` shows for which e-mail address I ask it."
    )


def was_that_you(title: str, account: str, sign_in: str) -> Message:
    """Somebody signed in on the page: the person who asked for the link says who it was."""
    value = f"{PENDING}{sign_in}"
    return Message(
        text=f"Someone used your link and signed in to {title} as {_name(account)}. "
        "Was that you? The account is only connected once you say yes.",
        buttons=(
            Button(action="parley.confirm_account", label=YES, value=value, primary=True),
            Button(action="parley.dismiss", label="Never mind", value=value),
        ),
    )


def asked_again(question: Message, offer: Message) -> Message:
    """A *question* that waits for its answer, before an *offer*, which ends with a link."""
    offer_buttons = (replace(button, primary=False) for button in offer.buttons)
    buttons = (*question.buttons, *offer_buttons)
    return Message(text=f"{question.text}\n\n{offer.text}", buttons=buttons)


def connected(title: str, service: str, account: str, *, resumed: int) -> Message:
    """The account counts now. *resumed* requests had waited for it."""
    waited = {0: "", 1: " I am going on with the request that was waiting."}.get(
        resumed, f" I am going on with the {resumed} requests that were waiting."
    )
    return Message(
        text=f"{title} is connected as {_name(account)}.{waited} "
        f"`/meet disconnect {service}` removes it."
    )


def nothing_to_confirm() -> Message:
    """The sign-in was thrown away, replaced by a newer one, or is too old."""
    return Message(
        text="That sign-in can no longer be confirmed: it was discarded, replaced by a newer one, "
        "or is more than an hour old. Type `/meet connect` to sign in again."
    )


_LEFT = {
    Left.NOTHING: "",
    Left.SESSION: " I could not sign out of {title}: that session will end by itself.",
    Left.PERMISSION: " I could not take my permission back at {title}: take this bot out of the "
    "apps in your {title} account there.",
    Left.SHARED: " My permission at {title} stays, because another account here is connected to "
    "the same {title} user.",
}


def thrown_away(title: str, left: Left | None) -> Message:
    """The person said that the sign-in does not count; *left* is what remains at its service."""
    there = _LEFT[left].format(title=title) if left is Left.PERMISSION else ""
    return Message(
        text="OK, I discarded that sign-in and nothing was connected. If it "
        f"was not you, someone else used your link. The link no longer works.{there}"
    )


def revoked_there(service: str) -> Message:
    """The person took the permission back at the service."""
    title = quote(TITLES.get(service, service))
    return Message(
        text=f"You have taken my permission back at {title}, so I have deleted your account here. "
        f"Your meetings at {title} stay, but I can't change or cancel them any more. To go on with "
        f"{title}, type `/meet connect {service}`."
    )


def forgotten(title: str, left: Left) -> Message:
    """The account is deleted here; *left* is what remains at its service."""
    there = _LEFT[left].format(title=title)
    return Message(
        text=f"Your {title} account is disconnected, and I have deleted what I stored.{there}"
    )


def needed_by(title: str, service: str, meetings: Sequence[StoredMeeting], clock: Clock) -> Message:
    """Before an account is deleted: these coming meetings are at its service."""
    shown = [
        f"• *{quote(one_line(meeting.title, 80))}*, {full_time(meeting.starts_at, clock)}"
        for meeting in meetings[:MOST_NEEDED]
        if meeting.starts_at is not None
    ]
    if len(meetings) > len(shown):
        shown.append(f"• and {len(meetings) - len(shown)} more")
    number = "a coming meeting" if len(meetings) == 1 else f"{len(meetings)} coming meetings"
    text = (
        f"You have {number} on {title}. Without the account I cannot move or cancel there, "
        "and the join links stay as they are:\n" + "\n".join(shown)
    )
    value = f"{DISCONNECT}{service}"
    return Message(
        text=text,
        buttons=(
            Button(action="parley.confirm", label="Disconnect", value=value),
            Button(action="parley.dismiss", label="Never mind", value=value),
        ),
    )


def was_not_connected(title: str) -> Message:
    """There was nothing to forget."""
    return Message(text=f"{title} is not connected, so there is nothing to disconnect.")


def forget_which(connected: Sequence[tuple[str, str]]) -> Message:
    """`/meet disconnect` alone: which one? Names and titles of the services."""
    if not connected:
        return Message(text="Nothing is connected, so there is nothing to disconnect.")
    buttons = tuple(_run("Disconnect", title, name) for name, title in connected)
    return Message(text="Which account should I disconnect?", buttons=buttons)


def accounts(lines: Sequence[AccountLine], shared: Sequence[str], address: str) -> Message:
    """`/meet accounts`: a line for each.

    *shared* are the titles of services that are used with the organization's account, for the
    person's *address*.
    """
    if not lines and not shared:
        return Message(
            text="You have not connected anything yet. `/meet connect` shows what you can connect."
        )
    bad = (AccountStatus.REFUSED, AccountStatus.SEALED)
    again = {line.service: line.title for line in lines if line.status in bad}
    return Message(
        text="\n".join([*map(_line, lines), *(_shared_line(title, address) for title in shared)]),
        buttons=tuple(_run("Connect", title, service) for service, title in again.items()),
        rows=tuple(_question(line) for line in lines if line.sign_in),
    )


def _run(verb: str, title: str, service: str) -> Button:
    """A button that does what typing it would; Slack wants each action of a message to differ."""
    action = f"parley.run:{verb.lower()}-{service}"
    value = f"{verb.lower()} {service}"
    return Button(action=action, label=f"{verb} {title}", value=value)


def _question(line: AccountLine) -> MessageRow:
    question = was_that_you(line.title, line.account, line.sign_in)
    return MessageRow(text=question.text, buttons=question.buttons)


def _line(line: AccountLine) -> str:
    return f"*{line.title}*: {_name(line.account)}, since {line.since}: {line.status.value}"


def _shared_line(title: str, address: str) -> str:
    whose = (
        f"I ask it for {_name(address)}, your address in Slack"
        if address
        else "I can't ask it for you, because Slack has no verified e-mail address of yours for me"
    )
    return f"*{title}*: your organization's account. {whose}."


def _name(account: str) -> str:
    """An account's name as its service gave it: on one line, and with nothing that formats."""
    return f"`{quote(one_line(account, 80)).replace('`', '')}`" if account else "(no name)"
