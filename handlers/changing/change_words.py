"""The sentences about cancelling a meeting, and those that cancelling and moving share."""

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from calendars.wording import in_words
from handlers.guests import is_person
from handlers.meeting.living_card import standing
from handlers.slack_types import JSON, Button, MeetingTime, Message, MessageRow
from handlers.words import bare, full_span, one_line, plain, quote
from meetings.catalog import TITLES
from meetings.model import Capability, ServiceInfo
from storage.meetings import StoredMeeting

MOST_OFFERED = 10
MOST_NAMED = 5
MOST_TOLD = 20

TRYING_ON = (
    "I go on trying for an hour and tell you what came of it; there is nothing that you need to do."
)
WAITED = "You asked for that more than 15 minutes ago, and it had to wait."
NEVER_MIND = Button(action="parley.dismiss", label="Never mind")


def button_value(**carried: JSON) -> str:
    """What a button carries; the fields that are empty are left out."""
    return json.dumps({name: value for name, value in carried.items() if value}, ensure_ascii=False)


def bold(title: str) -> str:
    """A title, with nothing in it that pings, links or formats."""
    return f"*{bare(title)}*"


def at(when: MeetingTime | None, zone: str) -> str:
    """When that is, for a reader in *zone*; for a series the time that runs or comes next."""
    if when is None:
        return "at no set time"
    repeats = f", {when.repeats}" if when.repeats else ""
    return f"{full_span(when.starts_at, when.ends_at, zone)}{repeats}"


def service_of(kept: StoredMeeting) -> str:
    """The service's title, as people know it, safe to show."""
    return quote(TITLES.get(kept.service, kept.service))


def no_answer_yet(kept: StoredMeeting) -> str:
    """The service is away, or slow."""
    return f"I have no good answer from {service_of(kept)} yet. As far as I know,"


def none_fits(
    title: str, typed: str, coming: Sequence[StoredMeeting], now: datetime, zone: str
) -> Message:
    """Nothing is called that; what there is. *typed* is the whole of it, which may be a title."""
    said = f"I know of no meeting called “{quote(title)}” that is coming up, of yours or here."
    lines = [f"• {bold(one.title)}, {at(_when(one, now), zone)}" for one in coming[:MOST_NAMED]]
    more = len(coming) - len(lines)
    if lines:
        said += " These are:"
    if more:
        lines.append(f"… and {more} more: `/meet list` shows them.")
    if not lines:
        lines.append("There is none at all: `/meet design review tomorrow at 3pm` makes one.")
    whole = quote(plain(typed, 100).replace('"', "").replace("`", ""))
    lines.append(f'If that is a title, put it in quotes: `/meet "{whole}"`.')
    return Message(text="\n".join([said, *lines]))


def which_one(
    title: str, found: Sequence[tuple[StoredMeeting, str]], now: datetime, zone: str
) -> Message:
    """Several fit: each with the value of its button."""
    rows = []
    for number, (kept, value) in enumerate(found[:MOST_OFFERED]):
        when = _when(kept, now)
        label = f"{one_line(kept.title, 40)}, {_short(when, zone)}"
        rows.append(
            MessageRow(
                text=f"{bold(kept.title)}, {at(when, zone)}, by <@{kept.organizer}>",
                buttons=(Button(action=f"parley.pick:{number}", label=label, value=value),),
            )
        )
    more = len(found) - len(rows)
    left = " These are the first ones; type more of the title for the others." if more > 0 else ""
    return Message(
        text=f"{len(found)} meetings fit “{quote(title)}”. Which one?{left}",
        rows=tuple(rows),
        buttons=(NEVER_MIND,),
    )


def unknown() -> Message:
    """Nothing is remembered under that name."""
    return Message(
        text="I do not know that meeting any more, so I have changed nothing. "
        "`/meet list` shows what is coming up."
    )


def cancelled_already(kept: StoredMeeting) -> Message:
    """There is nothing left to change."""
    note = f" {quote(kept.note)}" if kept.note else ""
    return Message(text=f"{bold(kept.title)} has been cancelled already.{note}")


def over(kept: StoredMeeting) -> Message:
    """It is in the past."""
    return Message(
        text=f"{bold(kept.title)} is over, so there is nothing left to change. "
        "`/meet` and a title starts another one."
    )


def has_no_time(kept: StoredMeeting) -> Message:
    """It began when it was made."""
    return Message(
        text=f"{bold(kept.title)} was started at once and has no time that could be changed: "
        "it ends when everybody leaves it."
    )


def not_yours(kept: StoredMeeting) -> Message:
    """Somebody else's."""
    return Message(
        text=f"{bold(kept.title)} is <@{kept.organizer}>'s meeting: they can change or cancel it, "
        "and whoever runs this workspace. I have changed nothing. Ask them."
    )


def being_changed(kept: StoredMeeting, by: str, asking: str) -> Message:
    """Another request is at it this moment."""
    if by == asking:
        return Message(
            text=f"I am already at work on {bold(kept.title)} for you, and nothing else has been "
            "changed. What comes of it, you will hear here."
        )
    who = f"<@{by}>" if by else "Somebody else"
    return Message(
        text=f"{who} is changing {bold(kept.title)} this very moment, so I have changed nothing "
        "for you. Look at its card in a minute, and ask again if it is still needed."
    )


def not_theirs(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """Only the organizer's account can do it, and it is not usable."""
    return Message(
        text=f"{service_of(kept)} lets only the account of <@{kept.organizer}> change "
        f"{bold(kept.title)}, and I cannot use that one just now. {still(kept, now, zone)} "
        f"<@{kept.organizer}> has to sign in once more: `/meet connect {kept.service}`."
    )


def still(kept: StoredMeeting, now: datetime, zone: str) -> str:
    """What holds where nothing was changed."""
    return f"Nothing has been changed: it stands on {at(_when(kept, now), zone)}."


def refused(
    kept: StoredMeeting, sentence: str, now: datetime, zone: str, buttons: Sequence[Button] = ()
) -> Message:
    """The service said no for good; *sentence* is its reason, as plain text."""
    return Message(text=f"{quote(sentence)} {still(kept, now, zone)}", buttons=tuple(buttons))


def not_set_up(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """The service is not there any more."""
    return Message(
        text=f"{service_of(kept)} is not set up here any more, so I cannot change "
        f"{bold(kept.title)} there. {still(kept, now, zone)}"
    )


_FORMS = {"parley.move": "Move", "parley.change": "Change"}
"""The buttons that open a form, and what stands on them."""


def unopened(action: str, value: str) -> Message:
    """Slack did not open the form that the button *action* asked for."""
    label = _FORMS.get(action, "Open the form")
    return Message(
        text="Slack did not let me open the form in time, so nothing has been changed. Press "
        f"{label} once more.",
        buttons=(Button(action=action, label=label, value=value, primary=True), NEVER_MIND),
    )


def _when(kept: StoredMeeting, now: datetime) -> MeetingTime | None:
    return standing(kept, now)[0]


def _short(when: MeetingTime | None, zone: str) -> str:
    if when is None:
        return "no time"
    local = when.starts_at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y}, {local:%H:%M}"


def whole_series(kept: StoredMeeting) -> str:
    """That all of a series is meant; empty for a single meeting."""
    if not kept.repeats or kept.wall is None:
        return ""
    return f"That means all of them: {in_words(kept.repeats, kept.wall, kept.zone)}."


def told(places: Sequence[str], tell: str = "I tell") -> str:
    """Who hears of it from the bot: people by their ids, and its conversation; empty for nobody."""
    people = [f"<@{one}>" for one in places if is_person(one)]
    more = len(people) - MOST_TOLD
    named = [*people[:MOST_TOLD], *([f"{more} more"] if more > 0 else [])]
    if len(people) < len(places):
        named.append("everyone in its conversation")
    *some, last = named or [""]
    return f"{tell} {' and '.join(filter(None, (', '.join(some), last)))}." if last else ""


def cancel_this(
    kept: StoredMeeting,
    places: Sequence[str],
    card: ServiceInfo | None,
    now: datetime,
    zone: str,
) -> Message:
    """What would be cancelled, and what that means; *places* are the people and channels told."""
    when, _ = standing(kept, now)
    lines = [f"Cancel {bold(kept.title)}, {at(when, zone)}?"]
    lines += [whole_series(kept), told(places, "I will tell"), _at_service(kept, card)]
    lines.append("Nothing is cancelled until you press Cancel meeting.")
    button = Button(
        action="parley.cancel",
        label="Cancel meeting",
        value=button_value(meeting=kept.id, version=kept.version),
        danger=True,
    )
    return Message(text="\n".join(line for line in lines if line), buttons=(button, NEVER_MIND))


def _at_service(kept: StoredMeeting, card: ServiceInfo | None) -> str:
    if card is None:
        return f"{service_of(kept)} is not set up here any more: it goes on standing there."
    if Capability.CANCEL in card.abilities:
        return f"It is deleted at {service_of(kept)} too: its link stops working."
    return _goes_on(kept)


def _goes_on(kept: StoredMeeting) -> str:
    return (
        f"{service_of(kept)} cannot take a link back: whoever has it can still open it, "
        "though nobody will be reminded of it."
    )


def meanwhile(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """The service is away; what holds now."""
    when, _ = standing(kept, now)
    stands = f"still stands on {at(when, zone)}."
    return Message(text=f"{no_answer_yet(kept)} {bold(kept.title)} {stands} {TRYING_ON}")


def gave_up_cancelling(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """An hour is over."""
    when, _ = standing(kept, now)
    return Message(
        text=f"{service_of(kept)} has not answered for an hour, and I have given up: "
        f"{bold(kept.title)} is not cancelled here, it stands on {at(when, zone)}. Whether "
        f"{service_of(kept)} has deleted it I do not know: look there, or try again later.",
        buttons=(_cancel_again(kept), _here_only(kept)),
    )


def cancelled(kept: StoredMeeting, service: str, now: datetime, zone: str) -> Message:
    """Cancelled; *service* is a sentence about what became of it there."""
    when, _ = standing(kept, now)
    return Message(
        text=f"Cancelled: {bold(kept.title)}, which was to be on {at(when, zone)}. {service}"
    )


def deleted_there(kept: StoredMeeting) -> str:
    """The service has deleted it."""
    return f"It is deleted at {service_of(kept)} too."


def gone_there(kept: StoredMeeting) -> str:
    """The service did not know it any more."""
    return f"{service_of(kept)} did not know it any more."


def link_goes_on(kept: StoredMeeting) -> str:
    """The service has no such thing as cancelling."""
    return _goes_on(kept)


def not_deleted_there(kept: StoredMeeting) -> str:
    """It was cancelled in our memory alone."""
    return f"At {service_of(kept)} it still stands: whoever made it can delete it there."


def changed_meanwhile(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """It is not any more what the person saw when they wanted it cancelled."""
    when, _ = standing(kept, now)
    return Message(
        text=f"{bold(kept.title)} was changed since you were asked: it is on {at(when, zone)} now. "
        "Nothing has been cancelled. Cancel it all the same?",
        buttons=(_cancel_again(kept), NEVER_MIND),
    )


def no_longer_there(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """The service is not set up any more: it can be cancelled here alone."""
    said = not_set_up(kept, now, zone)
    return Message(text=said.text, buttons=(_here_only(kept), NEVER_MIND))


def not_cancelled_there(kept: StoredMeeting, sentence: str, now: datetime, zone: str) -> Message:
    """The service will not; what is left is to forget it here."""
    return refused(kept, sentence, now, zone, (_here_only(kept), NEVER_MIND))


def only_here(said: Message, kept: StoredMeeting) -> Message:
    """*said*, with the offer to forget the meeting here alone."""
    return Message(text=said.text, buttons=(_here_only(kept), NEVER_MIND))


def too_old_to_cancel(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """The wish had to wait so long that acting on it would surprise."""
    return Message(
        text=f"{WAITED} {still(kept, now, zone)} Press Cancel meeting if you still want that.",
        buttons=(_cancel_again(kept), NEVER_MIND),
    )


def cancelled_note(name: str) -> str:
    """What the card says of it."""
    return f"Cancelled by {name}."


def _cancel_again(kept: StoredMeeting) -> Button:
    value = button_value(meeting=kept.id, version=kept.version)
    return Button(action="parley.cancel", label="Cancel meeting", value=value, danger=True)


def _here_only(kept: StoredMeeting) -> Button:
    value = button_value(meeting=kept.id, version=kept.version, here=True)
    return Button(action="parley.cancel:here", label="Cancel it here only", value=value)
