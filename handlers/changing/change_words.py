"""The sentences about cancelling a meeting, and those that cancelling and moving share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendars.wording import in_words
from handlers.button_values import MeetingButton, written
from handlers.dates_in_words import Clock, full_span, full_time
from handlers.guests import is_person
from handlers.making.start import start_anyway
from handlers.meeting.standing import standing
from handlers.slack_types import Button, MeetingTime, Message, MessageRow
from handlers.words import bare, one_line, plain, quote
from meetings.catalog import TITLES
from meetings.errors import MeetingError
from meetings.service import Capability, ServiceInfo
from storage.meetings import StoredMeeting

MOST_OFFERED = 10
MOST_NAMED = 5
MOST_TOLD = 20

WAITED = "You asked for that more than 15 minutes ago."
NEVER_MIND = Button(action="parley.dismiss", label="Never mind")


def title_of(meeting: StoredMeeting) -> str:
    """The title in bold, with nothing in it that pings, links or formats."""
    return f"*{bare(meeting.title)}*"


def at(when: MeetingTime | None, clock: Clock) -> str:
    """*when* in words, for a reader in *zone*; of a series the current or the next occurrence."""
    if when is None:
        return "at no set time"
    repeats = f", {when.repeats_for(clock)}" if when.repeats else ""
    return f"{full_span(when.starts_at, when.ends_at, clock)}{repeats}"


def time_of(meeting: StoredMeeting, now: datetime, clock: Clock) -> str:
    """When *meeting* takes place, as of *now*, for a reader in *zone*."""
    when, _ = standing(meeting, now)
    if when is None and meeting.starts_at:
        return f"started on {full_time(meeting.starts_at, clock)}"
    return at(when, clock)


def service_of(meeting: StoredMeeting) -> str:
    """The service's title, as people know it, safe to show."""
    return quote(TITLES.get(meeting.service, meeting.service))


def none_fits(
    title: str, typed: str, coming: Sequence[StoredMeeting], now: datetime, clock: Clock
) -> Message:
    """No meeting fits *title*; what is coming up. *typed* is all that was typed after `/meet`."""
    heading = (
        f"I can't find an upcoming meeting called “{quote(title)}”, yours or in this conversation."
    )
    lines = [
        f"• {title_of(meeting)}, {time_of(meeting, now, clock)}" for meeting in coming[:MOST_NAMED]
    ]
    more = len(coming) - len(lines)
    if lines:
        heading += " Coming up:"
    if more:
        lines.append(f"… and {more} more: `/meet list` shows them.")
    if not lines:
        lines.append(
            "Nothing is coming up. `/meet design review tomorrow at 3pm` schedules a meeting."
        )
    whole = quote(plain(typed, 100).replace('"', "").replace("`", ""))
    lines.append(f'To start a meeting with that title, put it in quotes: `/meet "{whole}"`.')
    text = "\n".join([heading, *lines])
    return Message(text=text, buttons=(start_anyway(typed), NEVER_MIND))


def which_one(
    title: str, choices: Sequence[tuple[StoredMeeting, str]], now: datetime, clock: Clock
) -> Message:
    """Several meetings fit *title*; *choices* are they, each with the value of its button."""
    rows = []
    for number, (meeting, value) in enumerate(choices[:MOST_OFFERED]):
        when, _ = standing(meeting, now)
        label = f"{one_line(meeting.title, 40)}, {_short(when, clock)}"
        at_its_time = f"{title_of(meeting)}, {time_of(meeting, now, clock)}"
        rows.append(
            MessageRow(
                text=f"{at_its_time}, by <@{meeting.organizer}>",
                buttons=(Button(action=f"parley.pick:{number}", label=label, value=value),),
            )
        )
    more = len(choices) - len(rows)
    left = (
        " Here are the first ones. Type more of the title to find the others." if more > 0 else ""
    )
    match = f"{len(choices)} meetings match “{quote(title)}”. Which one?"
    return Message(
        text=f"{match if title else 'Which meeting?'}{left}",
        rows=tuple(rows),
        buttons=(NEVER_MIND,),
    )


def unknown() -> Message:
    """The database has no meeting with that id, or it belongs to another workspace."""
    return Message(
        text="I can't find that meeting any more, so nothing has changed. "
        "`/meet list` shows what is coming up."
    )


def cancelled_already(meeting: StoredMeeting) -> Message:
    """It is cancelled, so nothing can be changed."""
    note = f" {quote(meeting.note)}" if meeting.note else ""
    return Message(text=f"{title_of(meeting)} is already cancelled.{note}")


def over(meeting: StoredMeeting) -> Message:
    """It is in the past."""
    return Message(
        text=f"{title_of(meeting)} is over, so it can't be changed. "
        "To start another one, type `/meet` and a title."
    )


def has_no_time(meeting: StoredMeeting) -> Message:
    """It was started at once, without a scheduled time."""
    return Message(
        text=f"{title_of(meeting)} was started right away and has no set time to change. "
        "It ends when everyone leaves."
    )


def not_yours(meeting: StoredMeeting) -> Message:
    """The person may not change it: somebody else is its organizer."""
    return Message(
        text=f"{title_of(meeting)} is <@{meeting.organizer}>'s meeting. Only they and workspace "
        "admins can change or cancel it. Nothing has changed."
    )


def still_changing(meeting: StoredMeeting, again: Button | None, *, own: bool) -> Message:
    """The person's own earlier change, or one by the bot, takes long; *again* asks once more."""
    first = "your earlier change of" if own else "a new link for"
    repeat = f"Press {again.label} again" if again else "Ask again"
    return Message(
        text=f"I am still working on {first} {title_of(meeting)}, so I have not done this as well. "
        f"{repeat} when that is done.",
        buttons=(again, NEVER_MIND) if again else (),
    )


def being_changed(meeting: StoredMeeting, by: str) -> Message:
    """A request of *by*, somebody else, is changing it at this moment."""
    return Message(
        text=f"<@{by}> is changing {title_of(meeting)} right now, so I have changed nothing "
        "for you. Look at its card in a minute, and ask again if you still need to."
    )


def not_theirs(meeting: StoredMeeting, error: MeetingError, now: datetime, clock: Clock) -> Message:
    """Only the organizer's account can do it, and that one cannot be used: *error* says why."""
    organizer, stands = f"<@{meeting.organizer}>", still(meeting, now, clock)
    if not error.needs_sign_in:
        return Message(
            text=f"I ask {service_of(meeting)} on behalf of {organizer}, who organizes "
            f"{title_of(meeting)}, and Slack has no verified e-mail address of theirs for me. "
            f"{stands}"
        )
    return Message(
        text=f"Only {organizer}'s {service_of(meeting)} account can change "
        f"{title_of(meeting)}, and I can't use it right now. {stands} "
        f"{organizer} needs to sign in again: `/meet connect {meeting.service}`."
    )


def still(meeting: StoredMeeting, now: datetime, clock: Clock) -> str:
    """That nothing was changed, and when the meeting takes place."""
    return f"Nothing has changed: it is still on {time_of(meeting, now, clock)}."


def refused(meeting: StoredMeeting, sentence: str, now: datetime, clock: Clock) -> Message:
    """The service refused for good; *sentence* is its reason, as plain text."""
    return Message(text=f"{quote(sentence)} {still(meeting, now, clock)}")


def not_set_up(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """The service is not set up any more."""
    return Message(
        text=f"{service_of(meeting)} is no longer set up here, so I can't change "
        f"{title_of(meeting)} there. {still(meeting, now, clock)}"
    )


_FORMS = {
    "parley.move": "Move",
    "parley.change": "Change",
    "parley.this_one": "This one",
    "parley.from_here": "This and later ones",
    "parley.all_of_them": "All of them",
}
"""The buttons that open a form, by action, and their labels."""


def unopened(action: str, value: str) -> Message:
    """Slack did not open the form of the button *action*."""
    label = _FORMS.get(action, "Open the form")
    return Message(
        text=f"Slack did not open the form in time, so nothing has changed. Press {label} again.",
        buttons=(Button(action=action, label=label, value=value, primary=True), NEVER_MIND),
    )


def _short(when: MeetingTime | None, clock: Clock) -> str:
    if when is None:
        return "no time"
    local = clock.local(when.starts_at)
    return f"{local:%a} {clock.day(local, weekday=False)}, {clock.time(local)}"


def whole_series(meeting: StoredMeeting) -> str:
    """That the whole series is meant; empty for a single meeting."""
    if not meeting.repeats or meeting.wall is None:
        return ""
    repeats = in_words(meeting.repeats, meeting.wall, meeting.zone)
    return f"This applies to the whole series: {repeats}."


def told(places: Sequence[str], tell: str = "I am telling") -> str:
    """Who hears of it from the bot: *places* are ids of people and channels; empty for none."""
    people = [f"<@{place}>" for place in places if is_person(place)]
    more = len(people) - MOST_TOLD
    named = [*people[:MOST_TOLD], *([f"{more} more"] if more > 0 else [])]
    if len(people) < len(places):
        named.append("everyone in its conversation")
    *others, last = named or [""]
    return f"{tell} {' and '.join(filter(None, (', '.join(others), last)))}." if last else ""


def cancel_this(
    meeting: StoredMeeting,
    places: Sequence[str],
    info: ServiceInfo | None,
    now: datetime,
    clock: Clock,
) -> Message:
    """What would be cancelled, and what that means; *places* are the people and channels told."""
    lines = [f"Cancel {title_of(meeting)}, {time_of(meeting, now, clock)}?"]
    lines += [whole_series(meeting), told(places, "I will tell"), _at_service(meeting, info)]
    lines.append("Not cancelled yet.")
    text = "\n".join(line for line in lines if line)
    return Message(text=text, buttons=(whole_button(meeting), NEVER_MIND))


def _at_service(meeting: StoredMeeting, info: ServiceInfo | None) -> str:
    if info is None:
        return f"{service_of(meeting)} is no longer set up here, so the meeting stays there."
    if Capability.CANCEL in info.capabilities:
        return f"It will be deleted in {service_of(meeting)} too, and its link will stop working."
    return link_goes_on(meeting)


def meanwhile(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """The service is away; what holds as long as it does not answer."""
    return Message(
        text=f"{service_of(meeting)} is not answering properly. As far as I know, "
        f"{title_of(meeting)} is still on {time_of(meeting, now, clock)}. I will keep trying for "
        "an hour and tell you how it went. You don't need to do anything."
    )


def gave_up_cancelling(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """The service has not answered for an hour."""
    service = service_of(meeting)
    return Message(
        text=f"{service} has not answered for an hour, so I gave up. {title_of(meeting)} is "
        f"not cancelled here: it is still on {time_of(meeting, now, clock)}. I don't know whether "
        f"{service} has deleted it: look there, or try again later.",
        buttons=(whole_button(meeting), _here_only(meeting)),
    )


def cancelled(meeting: StoredMeeting, at_service: str, now: datetime, clock: Clock) -> Message:
    """It is cancelled; *at_service* is a sentence about what became of it at its service."""
    when = time_of(meeting, now, clock)
    return Message(text=f"Cancelled: {title_of(meeting)}, {when}. {at_service}")


def deleted_there(meeting: StoredMeeting) -> str:
    """The service has deleted it."""
    return f"It is deleted in {service_of(meeting)} too."


def gone_there(meeting: StoredMeeting) -> str:
    """The service did not know it any more."""
    return f"{service_of(meeting)} no longer had it."


def link_goes_on(meeting: StoredMeeting) -> str:
    """The service cannot cancel a meeting."""
    return (
        f"Its {service_of(meeting)} link can't be switched off: anyone who has it can still "
        "open it. Nobody will be reminded."
    )


def not_deleted_there(meeting: StoredMeeting) -> str:
    """It was cancelled in the bot's database only."""
    return f"It still exists in {service_of(meeting)}: its organizer can delete it there."


def changed_meanwhile(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """It was changed after it was shown to the person who wants to cancel it."""
    return Message(
        text=f"{title_of(meeting)} has changed since I asked you: it is on "
        f"{time_of(meeting, now, clock)} now. Nothing has been cancelled. Cancel it anyway?",
        buttons=(whole_button(meeting), NEVER_MIND),
    )


def ask_again(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """It was changed after the person was asked; what they wanted may not fit any more."""
    return Message(
        text=f"{title_of(meeting)} was changed since you were asked: it is on "
        f"{time_of(meeting, now, clock)} now. I have changed nothing for you: type it again if you "
        "still want it."
    )


def or_here_only(message: Message, meeting: StoredMeeting) -> Message:
    """*message* with the offer to cancel the meeting in the bot's database only."""
    return Message(text=message.text, buttons=(*message.buttons, _here_only(meeting), NEVER_MIND))


def too_old_to_cancel(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """The request waited so long that acting on it would be a surprise."""
    return Message(
        text=f"{WAITED} {still(meeting, now, clock)} Press Cancel meeting if you still want to.",
        buttons=(whole_button(meeting), NEVER_MIND),
    )


def cancelled_note(name: str) -> str:
    """What the card says of it."""
    return f"Cancelled by {name}."


def cancel_button(meeting: StoredMeeting, one: datetime | None = None) -> Button:
    """Cancels the version of the meeting that the person sees; of a series the date *one* alone."""
    value = MeetingButton(meeting=meeting.id, version=meeting.version)
    if one:
        value = replace(value, was=one, scope="one")
    label = "Cancel meeting"
    return Button(action="parley.cancel", label=label, value=written(value), danger=True)


def whole_button(meeting: StoredMeeting) -> Button:
    """Cancels all dates of a series that are to come, where the person saw that."""
    value = MeetingButton(meeting=meeting.id, version=meeting.version, do="cancel")
    button = replace(cancel_button(meeting), value=written(value))
    return replace(button, action="parley.all_of_them") if meeting.repeats else button


def _here_only(meeting: StoredMeeting) -> Button:
    value = written(MeetingButton(meeting=meeting.id, version=meeting.version, here=True))
    return Button(action="parley.cancel:here", label="Cancel it here only", value=value)
