"""Shows Slack's mrkdwn as HTML to one viewer: bold, code, links, names, dates in the viewer's zone.

What a bot wrote is not trusted: everything is escaped, and only http, https and mailto are links.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from sandbox.slack.workspace import Member, Workspace

_MARK = re.compile(r"<([^<>\n]+)>")
_PLACEHOLDER = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LINK = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
_EMOJI = re.compile(r":([a-z0-9_+-]+):")
_BARE = re.compile(r"https?://[^\s<>|\ue000-\uf8ff]*[^\s<>|.,;:!?)\]\"'*_~\ue000-\uf8ff]")
_CODE = (
    (re.compile(r"```\n?(.+?)```", re.DOTALL), Markup("<pre>{}</pre>")),
    (re.compile(r"`([^`\n]+)`"), Markup("<code>{}</code>")),
)
_STYLES = (
    (re.compile(r"(?<![\w*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<!\w)_([^_\s](?:[^_\n]*[^_\s])?)_(?!\w)"), "em"),
    (re.compile(r"(?<![\w~])~([^~\s](?:[^~\n]*[^~\s])?)~(?![\w~])"), "s"),
)
_UNITS = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
_FACES = {
    "bell": "🔔",
    "bulb": "💡",
    "calendar": "📅",
    "date": "📅",
    "hourglass_flowing_sand": "⏳",
    "link": "🔗",
    "lock": "🔒",
    "no_entry": "⛔",
    "spiral_calendar_pad": "🗓️",
    "tada": "🎉",
    "telephone_receiver": "📞",
    "video_camera": "📹",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
    "x": "❌",
}


def faces(text: str) -> str:
    """``:wave:`` as a picture, where it is one that is known here."""
    return _EMOJI.sub(lambda match: _FACES.get(match[1], match[0]), text)


def _plain(text: str) -> str:
    """Slack's three escapes undone."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def show(text: str, space: Workspace, viewer: Member) -> Markup:
    """The mrkdwn *text* as HTML for *viewer*."""
    pieces: list[Markup] = []

    def keep(html: Markup) -> str:
        pieces.append(html)
        return f"\ue000{len(pieces) - 1}\ue001"

    rest = _MARK.sub(lambda match: keep(_mark(match[1], space, viewer)), _PRIVATE.sub("", text))
    rest = _plain(rest)
    for pattern, html in _CODE:
        rest = pattern.sub(_keeper(html, keep), rest)
    rest = _BARE.sub(lambda match: keep(link(match[0], match[0])), rest)
    styled = str(escape(faces(rest)))
    for pattern, tag in _STYLES:
        styled = pattern.sub(rf"<{tag}>\1</{tag}>", styled)
    styled = styled.replace("\n", "<br>")
    while _PLACEHOLDER.search(styled):
        styled = _PLACEHOLDER.sub(lambda match: str(pieces[int(match[1])]), styled)
    return Markup(styled)  # noqa: S704 - every part of it was escaped above


def _keeper(html: Markup, keep: Callable[[Markup], str]) -> Callable[[re.Match[str]], str]:
    """What replaces a piece of code: nothing in it is styled any more."""
    return lambda match: keep(html.format(match[1]))


def _mark(inside: str, space: Workspace, viewer: Member) -> Markup:
    """The text between ``<`` and ``>``."""
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        person = space.people.get(target[1:])
        name = person.real_name if person else label or target[1:]
        mine = " me" if person == viewer else ""
        return Markup('<span class="mention{}">@{}</span>').format(mine, name)
    if target.startswith("#"):
        conversation = space.conversations.get(target[1:])
        return Markup('<span class="mention">#{}</span>').format(
            conversation.name if conversation else label
        )
    if target.startswith("!date^"):
        return _date(target, label, viewer, space.clock.moment())
    if target.startswith("!"):
        name = label or target[1:].partition("^")[0]
        return Markup('<span class="mention all">@{}</span>').format(name.lstrip("@"))
    return link(_plain(target), _plain(label) or _plain(target).removeprefix("mailto:"))


def link(url: str, label: str) -> Markup:
    """A link that opens beside the page, or just its words if it is no address for a browser."""
    if not _LINK.fullmatch(url):
        return escape(label)
    html = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
    return html.format(url, label)


def _date(target: str, fallback: str, viewer: Member, now: datetime) -> Markup:
    """``!date^1795176000^{date_short} at {time}^https://...`` in the zone of *viewer*."""
    _, seconds, pattern, url = [*target.split("^", 3), "", ""][:4]
    try:
        moment = datetime.fromtimestamp(int(seconds), UTC).astimezone(ZoneInfo(viewer.zone))
    except (ValueError, OverflowError, OSError):
        return escape(_plain(fallback))
    words = re.sub(r"\{(\w+)\}", lambda match: _token(match, moment, viewer, now), pattern)
    time = Markup('<time datetime="{}" title="{}">{}</time>')
    shown = time.format(moment.isoformat(), f"{moment:%Y-%m-%d %H:%M} {viewer.zone}", _plain(words))
    if not _LINK.fullmatch(url):
        return shown
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
        url, shown
    )


def _token(match: re.Match[str], moment: datetime, viewer: Member, now: datetime) -> str:
    name = match[1]
    if name in ("date_pretty", "date_short_pretty", "date_long_pretty"):
        near = _near(moment, now)
        if near:
            return near.capitalize() if match.start() == 0 else near
        name = name.removesuffix("_pretty")
    day = f"{moment.day}{_ordinal(moment.day)}"
    clock = moment.strftime("%I:%M{} %p").lstrip("0") if viewer.locale == "en-US" else "%H:%M{}"
    tokens = {
        "date_num": "%Y-%m-%d",
        "date": f"%B {day}, %Y",
        "date_short": f"%b {moment.day}, %Y",
        "date_long": f"%A, %B {day}, %Y",
        "time": clock.replace("{}", ""),
        "time_secs": clock.replace("{}", ":%S"),
        "ago": _ago(moment, now),
    }
    return moment.strftime(tokens[name]) if name in tokens else match[0]


def _near(moment: datetime, now: datetime) -> str:
    days = (moment.date() - now.astimezone(moment.tzinfo).date()).days
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, "")


def _ago(moment: datetime, now: datetime) -> str:
    away = abs(moment - now)
    fitting = (name for name, length in _UNITS.items() if away >= length)
    unit = next(fitting, "minute")
    count = int(away / _UNITS[unit])
    plural = "" if count == 1 else "s"
    return f"in {count} {unit}{plural}" if moment > now else f"{count} {unit}{plural} ago"


def _ordinal(day: int) -> str:
    if day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
