"""The demo's script keeps the order given, and each step has its expected outcome."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.cli.script import (
    InOrder,
    PressButton,
    ScriptOutcome,
    ScriptReader,
    TypeText,
    expected_outcome,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_order_of_the_command_line_is_kept():
    command = main.commands["demo"]
    assert isinstance(command, InOrder)
    given = ["--say", "/meet a", "--click=Join", "--as", "mallory", "--say=/meet b"]
    context = command.make_context("demo", given)
    assert context.obj == (TypeText("/meet a"), PressButton("Join"), TypeText("/meet b"))


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (TypeText("/meet stand-up"), ScriptOutcome.CARD),
        (TypeText("/meet"), ScriptOutcome.CARD),
        (TypeText("/meet help"), ScriptOutcome.ANSWER),
        (TypeText("/meet lsit"), ScriptOutcome.ANSWER),
        (TypeText("@Parley start x"), ScriptOutcome.CARD),
        (TypeText("/meet design review tomorrow at 3pm for 45 min"), ScriptOutcome.ANSWER),
        (TypeText("/meet list"), ScriptOutcome.ANSWER),
        (TypeText("/meet move design review to 4pm"), ScriptOutcome.ANSWER),
        (TypeText("/meet cancel design review"), ScriptOutcome.ANSWER),
        (PressButton("Schedule it"), ScriptOutcome.CARD),
        (PressButton("Cancel meeting"), ScriptOutcome.CANCELLED),
        (PressButton("Start another"), ScriptOutcome.CARD),
        (PressButton("Never mind"), ScriptOutcome.ANSWER),
        (PressButton("Going"), ScriptOutcome.ANSWER_OR_SILENCE),
        (TypeText("@Parley thanks"), ScriptOutcome.ANSWER_OR_SILENCE),
        (TypeText("@Parley list"), ScriptOutcome.ANSWER),
        (TypeText("good morning, everybody"), ScriptOutcome.ANSWER_OR_SILENCE),
    ],
    ids=str,
)
def test_each_step_is_meant_to_have_an_outcome(step, outcome):
    assert expected_outcome(step, NOON) is outcome


def test_an_option_of_a_menu_is_asked_about():
    assert expected_outcome(PressButton("Cancel meeting"), NOON, menu=True) is ScriptOutcome.ANSWER


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("/meet Retro morgen um 15 Uhr", ScriptReader(locale="de-DE")),
        ("/meet move roadmap", ScriptReader(known=("roadmap",))),
    ],
)
def test_what_the_person_speaks_and_what_is_coming_count(text, reader):
    assert expected_outcome(TypeText(text), NOON, reader) is ScriptOutcome.ANSWER


def test_the_manifest_is_printed():
    printed = CliRunner().invoke(main, ["manifest", "--url", "https://parley.example.org"])
    assert printed.exit_code == 0
    assert "https://parley.example.org/slack/events" in printed.output


def test_a_manifest_needs_an_address_or_socket_mode(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PARLEY_URL", raising=False)
    printed = CliRunner().invoke(main, ["manifest"])
    assert printed.exit_code == 2
    assert "--url https://" in printed.output
    assert "--socket-mode" in printed.output
    assert "example.com" not in printed.output
    monkeypatch.setenv("PARLEY_URL", "https://parley.example.org")
    assert "parley.example.org" in CliRunner().invoke(main, ["manifest"]).output
    assert CliRunner().invoke(main, ["manifest", "--socket-mode"]).exit_code == 0


def test_a_manifest_that_slack_would_refuse_is_not_printed():
    printed = CliRunner().invoke(main, ["manifest", "--url", "http://plain.example.org"])
    assert printed.exit_code == 2
    assert "https" in printed.output
    assert "Traceback" not in printed.output


def test_what_is_understood_is_printed_as_json():
    asked = [
        "understand",
        "retro tomorrow 3pm",
        "--now",
        "2026-11-20T10:00",
        "--zone",
        "Asia/Tokyo",
    ]
    printed = CliRunner().invoke(main, asked)
    assert '"2026-11-21T15:00:00+09:00"' in printed.output


@pytest.mark.parametrize("wrong", [["--now", "soon"], ["--zone", "Mars/Base"]])
def test_what_cannot_be_read_ends_with_a_sentence(wrong):
    printed = CliRunner().invoke(main, ["understand", "retro", *wrong])
    assert printed.exit_code == 2
    assert "IANA" in printed.output
