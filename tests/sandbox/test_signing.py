"""Signatures are Slack's own: its published vector, and its SDK's verifier."""

import pytest
from slack_sdk.signature import SignatureVerifier

from sandbox.slack.delivery import signature
from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import Stub

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PUBLISHED = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
    b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
    b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
    b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)


def test_the_published_vector() -> None:
    wanted = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert signature(SECRET, 1531420618, PUBLISHED) == wanted


@pytest.mark.parametrize("change", ["secret", "time", "body"])
def test_any_change_gives_another_signature(change: str) -> None:
    right = signature(SECRET, 1531420618, PUBLISHED)
    secret = SECRET[:-1] + "6" if change == "secret" else SECRET
    at = 1531420619 if change == "time" else 1531420618
    body = PUBLISHED + b"&" if change == "body" else PUBLISHED
    assert signature(secret, at, body) != right


async def test_everything_the_bot_gets_passes_the_sdk_verifier(slack: Slack, stub: Stub) -> None:
    await slack.type("ada", "#general", "/meet Grüße & <b>")
    await slack.type("ada", "#general", "@Parley hello")
    await slack.delivery.ssl_check()
    await slack.delivery.verify_url("abc")
    verifier = SignatureVerifier(slack.back.signing_secret)
    assert len(stub.got) == 4
    assert all(verifier.is_valid_request(body, headers) for headers, body in stub.got)
    assert not SignatureVerifier("another").is_valid_request(stub.got[0][1], stub.got[0][0])
