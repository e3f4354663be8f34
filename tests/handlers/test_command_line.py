"""What was typed goes to the command, the question or the meeting that it means."""

import pytest

from handlers.command_line import MeetingText, NamedCommand, UnclearCommand, parse_command

SERVICES = frozenset({"jitsi", "skype", "webex-xml"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", MeetingText("")),
        ("now", MeetingText("")),
        ("NOW design sync", MeetingText("design sync")),
        ("design sync", MeetingText("design sync")),
        ("  design sync ", MeetingText("design sync")),
        ("on jitsi design sync", MeetingText("on jitsi design sync")),
        ("help", NamedCommand("help")),
        ("HELP", NamedCommand("help")),
        ("list", NamedCommand("list")),
        ("today", NamedCommand("today")),
        ("connect skype", NamedCommand("connect", "skype")),
        ("connect", NamedCommand("connect")),
        ("disconnect webex-xml", NamedCommand("disconnect", "webex-xml")),
        ("move stand-up to 4pm", NamedCommand("move", "stand-up to 4pm")),
        ("move stand-up an hour later", NamedCommand("move", "stand-up an hour later")),
        ("move stand-up by 30 min", NamedCommand("move", "stand-up by 30 min")),
        ("move stand-up back 15m", NamedCommand("move", "stand-up back 15m")),
        ("move an hour later", MeetingText("move an hour later")),
        ("cancel stand-up", NamedCommand("cancel", "stand-up")),
        ("who stand-up", NamedCommand("who", "stand-up")),
        ("settings", NamedCommand("settings")),
        ("settings remind 1m,10m", NamedCommand("settings", "remind 1m,10m")),
    ],
)
def test_a_command_counts_as_the_first_word_with_its_own_grammar(typed, meant):
    assert parse_command(typed, SERVICES) == meant


@pytest.mark.parametrize(
    "title",
    [
        "help me debug",
        "list of risks",
        "today's plan",
        "connect the dots",
        "move to cloud",
        "who is on call",
        "settings page review",
        "week 3 retro",
        '"list"',
        '"help"',
        "accounts payable",
        "agenda for the board",
    ],
)
def test_everything_else_is_a_title(title):
    assert parse_command(title, SERVICES) == MeetingText(title)


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("lsit", "list"),
        ("lst", "list"),
        ("listt", "list"),
        ("lisp", "list"),
        ("Hlep", "help"),
        ("acounts", "accounts"),
        ("tomorow", "tomorrow"),
        ("wek", "week"),
        ("conect", "connect"),
    ],
)
def test_a_lone_word_within_one_edit_of_a_command_is_asked_about(typed, verb):
    assert parse_command(typed, SERVICES) == UnclearCommand(verb, typed)


@pytest.mark.parametrize("title", ["stand-up", "retro", "lsit of risks", "hi", "planning", "hello"])
def test_a_word_further_off_is_a_title(title):
    assert parse_command(title, SERVICES) == MeetingText(title)


@pytest.mark.parametrize("typed", ["cancel", "Move", "who"])
def test_a_command_without_its_meeting_is_asked_about(typed):
    assert parse_command(typed, SERVICES) == UnclearCommand(typed.lower(), typed)
