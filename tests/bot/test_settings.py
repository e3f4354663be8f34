"""Settings are read once; all that is missing or wrong is reported at once, without any secret."""

import pytest

from bot.cli.doctor import examine
from bot.settings import Settings, SettingsError
from tests.meetings.certificates import certificate

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-canary",
    "SLACK_SIGNING_SECRET": "canary-secret",
    "PARLEY_JITSI__URL": "https://meet.example.org",
}


def test_the_least_that_is_needed_is_enough():
    settings = Settings.read(GOOD)
    assert settings.public_url == "http://127.0.0.1:3000"
    assert settings.services == {"jitsi": {"url": "https://meet.example.org"}}


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(SettingsError) as error:
        Settings.read(
            {
                "SLACK_SIGNING_SECRET": " ",
                "PARLEY_PORT": "99999",
                "PARLEY_URL": "example.org",
                "PARLEY_ALLOW_PRIVATE": "yes",
                "PARLEY_LOG_LEVEL": "LOUD",
                "PARLEY_CA_FILE": "/not/there.pem",
                "PARLEY_DEFAULT_SERVICE": "zoom",
                "PARLEY_JITSI__ULR": "https://meet.example.org",
                "PARLEY_NETMEETING__URL": "https://meet.example.org",
                "SLACK_CLIENT_ID": "1.2",
            }
        )
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "PARLEY_PORT",
        "PARLEY_URL",
        "PARLEY_ALLOW_PRIVATE",
        "PARLEY_LOG_LEVEL",
        "PARLEY_CA_FILE",
        "PARLEY_DEFAULT_SERVICE",
        "PARLEY_JITSI__ULR",
        "PARLEY_NETMEETING",
        "SLACK_CLIENT_ID",
    ):
        assert name in str(error.value)


def test_no_secret_is_in_the_repr():
    settings = Settings.read({**GOOD, "SLACK_APP_TOKEN": "xapp-canary", "PARLEY_KEY": "k:canary"})
    assert "canary" not in repr(settings)


def test_the_api_address_ends_with_one_slash():
    settings = Settings.read({**GOOD, "SLACK_API_URL": "http://127.0.0.1:1/api"})
    assert settings.api_url == "http://127.0.0.1:1/api/"


def test_the_address_that_browsers_reach_has_no_slash_at_its_end():
    settings = Settings.read({**GOOD, "PARLEY_URL": "https://parley.example.org/"})
    assert settings.public_url == "https://parley.example.org"


@pytest.mark.parametrize("junk", [b"", b"junk", b"\0\xff", b"-----BEGIN CERTIFICATE-----\nAA\n"])
def test_a_file_that_holds_no_certificates_is_said_to_be_wrong(tmp_path, junk):
    file = tmp_path / "ca.pem"
    file.write_bytes(junk)
    with pytest.raises(SettingsError, match="PARLEY_CA_FILE must name") as error:
        Settings.read({**GOOD, "PARLEY_CA_FILE": str(file), "PARLEY_PORT": "x"})
    assert str(file) in str(error.value)
    assert "PARLEY_PORT" in str(error.value)


def test_certificates_of_ones_own_authority_are_taken(tmp_path):
    trusted, _ = certificate("meet.example", tmp_path)
    settings = Settings.read({**GOOD, "PARLEY_CA_FILE": str(trusted)})
    assert settings.ca_file == trusted


async def test_the_doctor_says_what_is_wrong_with_the_certificates(tmp_path):
    file = tmp_path / "ca.pem"
    file.write_text("junk")
    error = []
    assert not await examine({**GOOD, "PARLEY_CA_FILE": str(file)}, error.append)
    assert "PARLEY_CA_FILE must name" in error[0]
