"""Slack is told what the bot does, in a form that it takes, and asked for no more than it uses."""

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES, as_yaml, manifest
from bot.web.app import EVENTS
from tests.architecture.code_map import ROOT

URL = "https://parley.example.com"
ALLOWED = {
    "bot": {"app_mentions:read", "chat:write", "commands", "users:read"},
    "bot_optional": {
        "channels:history",
        "channels:read",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "usergroups:read",
        "users:read.email",
    },
}
ALLOWED_EVENTS = {"app_mention", "app_uninstalled", "message.im", "tokens_revoked"}
NEEDED_BY_EVENT = {"app_mention": "app_mentions:read", "message.im": "im:history"}


def test_the_file_is_what_the_program_prints() -> None:
    assert (ROOT / "manifest.yaml").read_text("utf-8") == as_yaml(manifest(URL))


@pytest.mark.parametrize("major", [1, 2])
@pytest.mark.parametrize("socket_mode", [False, True])
def test_slack_takes_it(major: int, *, socket_mode: bool) -> None:
    oracles = os.environ.get("PARLEY_ORACLES")
    if not oracles:
        pytest.skip("Slack's manifest schemas are in the folder that PARLEY_ORACLES names")
    schema = json.loads(Path(oracles, f"slack/manifest.schema.{major}.0.0.json").read_text("utf-8"))
    checker = jsonschema.Draft7Validator(schema)
    assert [e.message for e in checker.iter_errors(manifest(URL, socket_mode=socket_mode))] == []
    assert list(checker.iter_errors({**manifest(URL), "no_such_key": 1}))


def test_it_asks_for_the_least_and_says_why() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z_.]+:?[a-z.]*)` \| [a-z]+ \| (.+) \|$", page, re.MULTILINE))
    told: Any = manifest(URL)
    scopes = told["oauth_config"]["scopes"]
    assert {kind: set(names) for kind, names in scopes.items()} == ALLOWED
    assert rows == {**SCOPES, **OPTIONAL_SCOPES}


def test_it_listens_to_no_more_than_it_may_hear() -> None:
    told: Any = manifest(URL)
    events = told["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) == ALLOWED_EVENTS
    scopes = {name for names in told["oauth_config"]["scopes"].values() for name in names}
    assert {NEEDED_BY_EVENT[event] for event in events if event in NEEDED_BY_EVENT} <= scopes


def test_everything_comes_in_by_one_address_which_is_answered() -> None:
    addresses = set(re.findall(r"https://\S+", as_yaml(manifest(URL + "/"))))
    assert addresses == {URL + EVENTS}


def test_socket_mode_gives_slack_no_address() -> None:
    told = manifest("http://127.0.0.1:3000", socket_mode=True)
    assert "http" not in as_yaml(told)
    assert yaml.safe_load(as_yaml(told))["settings"]["socket_mode_enabled"] is True


def test_people_and_channels_arrive_as_ids_under_any_name_of_the_command() -> None:
    told: Any = manifest(URL, "/parley")
    [command] = told["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == ("/parley", True)
    assert "/meet " not in as_yaml(told)


@pytest.mark.parametrize(
    "command", ["meet", "/meet now", "", "/", "/Meet", "/" + "m" * 32, "/me\net"]
)
def test_a_command_that_slack_would_refuse_is_refused_here(command: str) -> None:
    with pytest.raises(ValueError, match="slash command"):
        manifest(URL, command)


def test_an_address_that_slack_would_not_call_is_refused_here() -> None:
    with pytest.raises(ValueError, match="https"):
        manifest("http://parley.example.com")
