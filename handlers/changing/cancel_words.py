"""Every sentence about cancelling a meeting."""

from collections.abc import Sequence
from datetime import datetime

from handlers.changing.change_words import (
    NEVER_MIND,
    TRYING_ON,
    WAITED,
    at,
    bold,
    no_answer_yet,
    not_set_up,
    packed,
    refused,
    service_of,
    still,
    told,
    whole_series,
)
from handlers.meeting.living_card import standing
from handlers.slack_types import Button, Message
from meetings.model import Capability, ServiceInfo
from storage.meetings import StoredMeeting


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
    lines += [whole_series(kept), told(places, "I will tell"), _there(kept, card)]
    lines.append("Nothing is cancelled until you press Cancel meeting.")
    button = Button(
        action="parley.cancel",
        label="Cancel meeting",
        value=packed(meeting=kept.id, version=kept.version),
        danger=True,
    )
    return Message(text="\n".join(line for line in lines if line), buttons=(button, NEVER_MIND))


def _there(kept: StoredMeeting, card: ServiceInfo | None) -> str:
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


def gave_up(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """An hour is over."""
    when, _ = standing(kept, now)
    return Message(
        text=f"{service_of(kept)} has not answered for an hour, and I have given up: "
        f"{bold(kept.title)} is not cancelled here, it stands on {at(when, zone)}. Whether "
        f"{service_of(kept)} has deleted it I do not know: look there, or try again later.",
        buttons=(_again(kept), _here_only(kept)),
    )


def done(kept: StoredMeeting, service: str, now: datetime, zone: str) -> Message:
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


def stands_there(kept: StoredMeeting) -> str:
    """It was cancelled in our memory alone."""
    return f"At {service_of(kept)} it still stands: whoever made it can delete it there."


def moved_meanwhile(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """It is not any more what the person saw when they wanted it cancelled."""
    when, _ = standing(kept, now)
    return Message(
        text=f"{bold(kept.title)} was changed since you were asked: it is on {at(when, zone)} now. "
        "Nothing has been cancelled. Cancel it all the same?",
        buttons=(_again(kept), NEVER_MIND),
    )


def no_longer_there(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """The service is not set up any more: it can be cancelled here alone."""
    said = not_set_up(kept, now, zone)
    return Message(text=said.text, buttons=(_here_only(kept), NEVER_MIND))


def said_no(kept: StoredMeeting, sentence: str, now: datetime, zone: str) -> Message:
    """The service will not; what is left is to forget it here."""
    return refused(kept, sentence, now, zone, (_here_only(kept), NEVER_MIND))


def only_here(said: Message, kept: StoredMeeting) -> Message:
    """*said*, with the offer to forget the meeting here alone."""
    return Message(text=said.text, buttons=(_here_only(kept), NEVER_MIND))


def too_old(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """The wish had to wait so long that acting on it would surprise."""
    return Message(
        text=f"{WAITED} {still(kept, now, zone)} Press Cancel meeting if you still want that.",
        buttons=(_again(kept), NEVER_MIND),
    )


def note(name: str) -> str:
    """What the card says of it."""
    return f"Cancelled by {name}."


def _again(kept: StoredMeeting) -> Button:
    value = packed(meeting=kept.id, version=kept.version)
    return Button(action="parley.cancel", label="Cancel meeting", value=value, danger=True)


def _here_only(kept: StoredMeeting) -> Button:
    value = packed(meeting=kept.id, version=kept.version, here=True)
    return Button(action="parley.cancel:here", label="Cancel it here only", value=value)
