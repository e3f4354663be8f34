"""The card of a meeting as Slack's Block Kit, in each state of the meeting.

Pure, and within Slack's limits. Text of people and services goes into ``plain_text`` objects, or is
escaped: it can neither notify anybody nor link.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

from bot.slack.messages import LABEL_LIMIT, Block, actions, mrkdwn, section, text_object
from handlers.button_values import MeetingButton, written
from handlers.dates_in_words import Clock, duration, full_span, full_time
from handlers.slack_types import (
    Button,
    CardState,
    ConfirmDialog,
    MeetingCard,
    MeetingProgress,
    MeetingTime,
)
from handlers.words import TITLE_LENGTH, bare, mention, one_line, people, quote

PHONES = 5
"""Most telephone numbers on a card."""

PEOPLE = 20
"""Most people who are named."""

_OVER = frozenset({CardState.ENDED, CardState.CANCELLED})
LABELS = {CardState.ENDED: "Ended: ", CardState.CANCELLED: "Cancelled: "}
"""Prefixes of the title of a meeting that is over."""

_ANSWERS = (("going", "Going"), ("maybe", "Maybe"), ("cant", "Can't go"))


def meeting(card: MeetingCard) -> list[Block]:
    """The card: title, note, time, people and service, agenda, buttons, link, telephone, answers.

    A meeting that is over or cancelled has neither link nor buttons.
    """
    title = one_line(LABELS.get(card.state, "") + card.title, TITLE_LENGTH)
    blocks: list[Block] = [{"type": "header", "text": {**text_object(title), "emoji": True}}]
    if card.note and (note := one_line(card.note, 500)):
        blocks.append(section(quote(note)))
    blocks += _times(card)
    blocks.append(section(_about(card)))
    if agenda := card.agenda.strip():
        blocks.append(section(f"*Agenda*\n{quote(agenda)}"))
    if card.state not in _OVER:
        blocks += _joining(card)
    if card.answers and (answers := _answers(card)):
        blocks.append(_small(answers))
    if when := card.when:
        own = full_span(when.starts_at, when.ends_at, card.clock or Clock(when.zone))
        blocks.append(_small(f"For the organizer: {quote(own)}"))
    if card.again:
        blocks.append(_small("This card may be here twice. It is the same meeting."))
    return blocks


def _small(text: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text)]}


def _when(when: MeetingTime, state: CardState, own: Clock | None) -> str:
    """Start and end in each reader's zone, and how the meeting repeats."""
    clock = Clock(when.zone, own.locale if own else "")
    begins, ends = clock.local(when.starts_at), clock.local(when.ends_at)
    full = "{date_long_pretty}, {time}"
    first = _date(begins.timestamp(), full, full_time(begins, clock))
    if begins.date() == ends.date():
        last = _date(ends.timestamp(), "{time}", clock.time(ends))
    else:
        last = _date(ends.timestamp(), full, full_time(ends, clock))
    times = f"{first} – {last}"
    if state is CardState.CANCELLED:
        times = f"~{times}~"
    label = "Running" if state is CardState.RUNNING else "When"
    repeats = f"\n*Repeats*: {quote(one_line(when.repeats, 200))}" if when.repeats else ""
    return f"*{label}*: {times}{repeats}"


def _times(card: MeetingCard) -> list[Block]:
    """How it is held, and when it is."""
    times = [_progress(card.progress, card)] if card.progress else []
    times += [_when(card.when, card.state, card.clock)] if card.when else []
    return [section(text) for text in times]


def _progress(held: MeetingProgress, card: MeetingCard) -> str:
    """How the meeting is held; since when, in each reader's zone."""
    if held.ended_at:
        lasted = duration(held.ended_at - held.began_at)
        return (
            f"Ended after {lasted}" if card.state in _OVER else f"Last time: ended after {lasted}"
        )
    clock = card.clock or Clock("UTC")
    began = clock.local(held.began_at)
    since = _date(held.began_at.timestamp(), "{time}", clock.time(began))
    return ", ".join(filter(None, ("*In progress*", people(held.people), f"since {since}")))


def _date(seconds: float, shown: str, fallback: str) -> str:
    """A moment that Slack writes in its reader's zone (docs.slack.dev: formatting, date)."""
    return f"<!date^{int(seconds)}^{shown}|{quote(fallback)}>"


def _about(card: MeetingCard) -> str:
    did = "Organized" if card.when else "Started"
    parts = [f"{did} by <@{card.organizer}>", quote(one_line(card.service, 80))]
    if card.people:
        parts.insert(1, f"with {_names(card.people)}")
    return " · ".join(parts)


def _names(people: Sequence[str], known: Mapping[str, str] = MappingProxyType({})) -> str:
    """Their names where they are *known*, which notify nobody; else mentions."""
    names = ", ".join(
        bare(known[person]) if person in known else mention(person) for person in people[:PEOPLE]
    )
    left = len(people) - PEOPLE
    return f"{names} and {left} more" if left > 0 else names


def _answers(card: MeetingCard) -> str:
    """Who comes, by their names."""
    parts = []
    for name, label in _ANSWERS:
        if people := [person for person, answer in card.answers if answer == name]:
            parts.append(f"{label}: {_names(people, card.names)}")
    return " · ".join(parts)


def _joining(card: MeetingCard) -> list[Block]:
    """The buttons, the link to copy, passcode, telephone, and what the service says to all."""
    join: Block = {
        "type": "button",
        "text": text_object("Join"),
        "action_id": "parley.join",
        "url": card.join_url,
        "style": "primary",
        "accessibility_label": one_line(f"Join {card.title}", LABEL_LIMIT),
    }
    first: Block = {"type": "actions", "elements": [join]}
    blocks: list[Block] = [first]
    if card.meeting and card.when:
        change, reply = _buttons(card, card.when)
        first["elements"] += [button for block in actions(change) for button in block["elements"]]
        blocks += actions(reply)
    blocks.append(section(_link_line(card.join_url)))
    if (card.passcode or card.phones) and (numbers := _passcode_and_phones(card)):
        blocks.append(section(numbers))
    if card.said_to_all and (remark := one_line(card.said_to_all, 500)):
        blocks.append(_small(quote(remark)))
    return blocks


def _link_line(url: str) -> str:
    """The link, short and to be clicked (docs.slack.dev: formatting, links to URLs)."""
    host = quote(urlsplit(url).hostname or url)
    return f"Link: <{quote(url).replace('|', '%7C')}|{host}>"


def _buttons(card: MeetingCard, when: MeetingTime) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The buttons that change the meeting, and those that answer whether one comes."""
    # Of a series it is asked which dates are meant, and nothing before that.
    was = when.starts_at if when.repeats else None
    value = written(MeetingButton(meeting=card.meeting, was=was))
    dialog = ConfirmDialog(
        title="Cancel this meeting?",
        text=f"“{one_line(card.title, 120)}” will be cancelled for everyone.",
        yes="Cancel meeting",
        no="Keep it",
        danger=True,
    )
    sure = None if was else dialog
    change = (
        Button(action="parley.move", label="Move", value=value),
        Button(action="parley.cancel", label="Cancel meeting", value=value, sure=sure),
    )
    if card.state is not CardState.UPCOMING:
        return change, ()
    return change, tuple(
        Button(action=f"parley.{name}", label=label, value=card.meeting) for name, label in _ANSWERS
    )


def _passcode_and_phones(card: MeetingCard) -> str:
    lines = [f"Passcode: `{quote(card.passcode).replace('`', '')}`"] if card.passcode else []
    for phone in card.phones[:PHONES]:
        region = f" ({quote(one_line(phone.region, 40))})" if phone.region else ""
        code = f", code {quote(one_line(phone.code, 40))}" if phone.code else ""
        lines.append(f"Phone{region}: {quote(one_line(phone.number, 60))}{code}")
    return "\n".join(lines)
