"""Strings by the service's rules: what goes out is taken, and what comes back does no harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.services.live_meeting.values import (
    TITLE_CLEANED,
    TITLE_CUT,
    TITLE_GIVEN,
    clean,
    clean_title,
)
from tests.meetings.live_meeting import documents as doc
from tests.meetings.live_meeting.scripted_center import (
    LIVE,
    connected,
    created_meeting,
    new_meeting,
    working_center,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "'; drop table meetings; --",
    "<!channel> *bold* `code`",
    "a\u202eb\u2066c",
    "x" * 5000,
    "\u0085line\u2028separators\u2029",
    "]]> &lt; %s {0} {service}",
]


@pytest.mark.parametrize(
    ("typed", "sent", "notes"),
    [
        ("Stand-up", "Stand-up", ()),
        ("  two  spaces ", "two spaces", ()),
        ("tab\tand\nbreak", "tab and break", ()),
        ('R&D <sync> "quoted" — été 🎉', 'R&D <sync> "quoted" — été 🎉', ()),
        ("a\x00b\x1b\ud800", "ab", (TITLE_CLEANED,)),
        ("x" * 300, "x" * 255, (TITLE_CUT,)),
        ("🎉" * 300, "🎉" * 127, (TITLE_CUT,)),
        ("x" * 254 + " y", "x" * 254, (TITLE_CUT,)),
        (" ", "Meeting", (TITLE_GIVEN,)),
        ("\x00", "Meeting", (TITLE_GIVEN,)),
    ],
)
def test_a_title_is_what_the_service_takes_and_a_change_is_said(
    typed: str, sent: str, notes: tuple[str, ...]
) -> None:
    assert clean_title(typed) == (sent, notes)
    center = working_center(CreateMeeting=doc.created(title=sent))
    meeting = center.play(LIVE.create(new_meeting(typed), connected()))
    assert center.bodies("CreateMeeting")[0].get("title") == sent
    assert (meeting.title, meeting.notes) == (sent, notes)


@given(st.text(alphabet=st.characters()))
def test_any_title_is_one_that_may_be_sent(typed: str) -> None:
    sent, _ = clean_title(typed)
    assert 1 <= len(sent.encode("utf-16-le")) // 2 <= 255
    assert sent == sent.strip()
    assert not set("\t\r\n") & set(sent)


def test_what_is_not_ascii_goes_as_hexadecimal_references() -> None:
    center = working_center()
    center.play(LIVE.create(new_meeting("Straße &#65; 🎉"), connected()))
    sent = center.requests[-1].content
    assert sent.isascii()
    assert b"Stra&#xDF;e &amp;#65; &#x1F389;" in sent
    assert center.bodies("CreateMeeting")[0].get("title") == "Straße &#65; 🎉"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_comes_back_is_one_harmless_line(text: str) -> None:
    meeting = created_meeting(title=text)
    assert len(meeting.title) <= 255
    assert "\n" not in meeting.title
    assert not set("\u202e\u2066\u2028\u2029\u0085") & set(meeting.title)


@pytest.mark.parametrize("name", ["<script>", "a&b=c", "../../x", "a b", "ünïcode", '"'])
def test_a_hostile_name_cannot_leave_its_place_in_the_link(name: str) -> None:
    link = created_meeting(name=name).join_url
    assert link.startswith(f"{doc.JOIN}?id=")
    assert link.count("&") == 2
    assert not set('<>" |') & set(link)


@given(st.text(alphabet=st.characters(), max_size=400))
def test_anything_can_be_shown(text: str) -> None:
    line = clean(text, 50)
    assert len(line) <= 50
    line.encode()
    assert all(c == " " or not c.isspace() for c in line)


def test_a_secret_is_cut_out_of_what_is_shown() -> None:
    assert clean("it was Pa$$w0rd!", secrets=("Pa$$w0rd", "")) == "it was …!"
