"""A meeting is something that people can join, and its link is safe to show."""

import pytest

from meetings.model import Choice, Credentials, Meeting, NewMeeting, check_link


@pytest.mark.parametrize(
    "url",
    [
        "https://meet.example.org/room",
        "http://127.0.0.1:41234/room?x=1&y=%20#config.subject=%22a%22",
        "https://teams.example/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d",
        "https://meet.example.org/" + "x" * 1975,
    ],
)
def test_a_link_may_be_followed(url):
    assert check_link(url) == url
    assert Meeting(id="1", title="Stand-up", join_url=url).join_url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "meet.example.org",
        "/room",
        "https://",
        "https:///room",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://meet.example.org/",
        "https://ada@meet.example.org/",
        "https://ada:pw@meet.example.org/",
        "https://meet.example.org@evil.example/",
        "https://meet.example.org:99999/",
        "https://meet.example.org:0/",
        "https://meet.example.org:x/",
        "https://[::1/",
        "https://meet.example.org/a b",
        "https://meet.example.org/\n",
        "https://meet.example.org/\u202ex",
        "https://meet.example.org/<!channel>",
        "https://meet.example.org/|x",
        'https://meet.example.org/"x',
        "https://meet.example.org\\x",
        "https://meet.example.org/" + "x" * 1976,
    ],
)
def test_a_meeting_with_no_safe_link_is_none(url):
    with pytest.raises(ValueError):  # noqa: PT011 - urlsplit has sentences of its own
        Meeting(id="1", title="Stand-up", join_url=url)


def test_what_is_secret_is_in_no_repr():
    link = "https://meet.example.org/room"
    meeting = Meeting(id="1", title="x", join_url=link, passcode="canary", data={"a": "canary"})
    assert "canary" not in repr(meeting)
    assert "canary" not in repr(Credentials(secrets={"password": "canary"}))


@pytest.mark.parametrize(
    ("choices", "chosen"),
    [
        ({}, "normal"),
        ({"rank": " high "}, "high"),
        ({"rank": "odd"}, "normal"),
        ({"rank": ""}, "normal"),
    ],
)
def test_a_choice_is_one_of_its_options_or_the_default(choices, chosen):
    rank = Choice(
        name="rank",
        label="Rank",
        options=(("normal", "Normal"), ("high", "High")),
        default="normal",
    )
    assert NewMeeting(title="x", marker="m", choices=choices).chosen(rank) == chosen


def test_a_choice_without_options_is_any_text():
    name = Choice(name="name", label="Name")
    assert NewMeeting(title="x", marker="m", choices={"name": " Ada "}).chosen(name) == "Ada"
    assert NewMeeting(title="x", marker="m").chosen(name) == ""
