"""What was typed goes to the command, the question or the meeting that it means."""

import pytest

from handlers.route import Mistyped, Order, StartOrSchedule, route

SERVICES = frozenset({"jitsi", "skype", "webex-xml"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", StartOrSchedule("")),
        ("now", StartOrSchedule("")),
        ("NOW design sync", StartOrSchedule("design sync")),
        ("design sync", StartOrSchedule("design sync")),
        ("  design sync ", StartOrSchedule("design sync")),
        ("on jitsi design sync", StartOrSchedule("on jitsi design sync")),
        ("help", Order("help")),
        ("HELP", Order("help")),
        ("list", Order("list")),
        ("today", Order("today")),
        ("connect skype", Order("connect", "skype")),
        ("connect", Order("connect")),
        ("disconnect webex-xml", Order("disconnect", "webex-xml")),
        ("move stand-up to 4pm", Order("move", "stand-up to 4pm")),
        ("move stand-up an hour later", Order("move", "stand-up an hour later")),
        ("move stand-up by 30 min", Order("move", "stand-up by 30 min")),
        ("move stand-up back 15m", Order("move", "stand-up back 15m")),
        ("move an hour later", StartOrSchedule("move an hour later")),
        ("cancel stand-up", Order("cancel", "stand-up")),
        ("who stand-up", Order("who", "stand-up")),
        ("settings", Order("settings")),
        ("settings remind 1m,10m", Order("settings", "remind 1m,10m")),
    ],
)
def test_a_command_counts_as_the_first_word_with_its_own_grammar(typed, meant):
    assert route(typed, SERVICES) == meant


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
    assert route(title, SERVICES) == StartOrSchedule(title)


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
    assert route(typed, SERVICES) == Mistyped(verb, typed)


@pytest.mark.parametrize("title", ["stand-up", "retro", "lsit of risks", "hi", "planning", "hello"])
def test_a_word_further_off_is_a_title(title):
    assert route(title, SERVICES) == StartOrSchedule(title)


@pytest.mark.parametrize("typed", ["cancel", "Move", "who"])
def test_a_command_without_its_meeting_is_asked_about(typed):
    assert route(typed, SERVICES) == Mistyped(typed.lower(), typed)
