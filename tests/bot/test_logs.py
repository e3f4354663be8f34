"""What looks like a secret is hidden in the log, and sentences about secrets can be read."""

import pytest

from bot.logs import hide


@pytest.mark.parametrize(
    "text",
    [
        "xoxb-1-canary",
        "xapp-1-canary",
        "Bearer canary",
        "https://meet.example.org/?pwd=canary&a=1",
        "https://meet.example.org/?access_token=canary",
        "token=canary",
        "token: canary",
        '{"access_token": "canary"}',
        "{'password': 'canary'}",
        "<password>canary</password>",
        "webTicket='canary'",
        "https://hooks.slack.com/commands/T1/2/canary",
    ],
)
def test_a_secret_is_hidden(text):
    assert "canary" not in hide(f"it said {text} and went on")
    assert hide(f"it said {text} and went on").endswith("and went on")


@pytest.mark.parametrize(
    "sentence",
    [
        "Slack refuses SLACK_BOT_TOKEN (invalid_auth). Copy the bot token again.",
        "The socket to Slack is not open; check SLACK_APP_TOKEN if it stays so.",
        "SLACK_SIGNING_SECRET must be 32 letters and digits.",
        "the ticket of this page was used already",
    ],
)
def test_a_sentence_about_secrets_is_not(sentence):
    assert hide(sentence) == sentence


def test_the_bots_own_secrets_are_hidden_wherever_they_are():
    assert hide("a-canary-b", ["canary"]) == "a-***-b"
