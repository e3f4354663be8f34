"""Settings are read once; all that is missing or wrong is reported at once, without any secret."""

import pytest

from bot.cli.doctor import examine
from bot.settings import Settings, SettingsError, env_file_problems, environment, exposed_files
from storage.seal import new_key
from tests.meetings.certificates import certificate

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-canary",
    "SLACK_SIGNING_SECRET": "canary" + 26 * "0",
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
    key = new_key("k")
    settings = Settings.read({**GOOD, "SLACK_APP_TOKEN": "xapp-canary", "PARLEY_KEY": key})
    assert "canary" not in repr(settings)
    assert key not in repr(settings)


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


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xapp-1-canary"}, "must be a bot token (xoxb-...); what is set is an"),
        ({"SLACK_BOT_TOKEN": "xoxb-with space-canary"}, "SLACK_BOT_TOKEN must be a bot token"),
        ({"SLACK_BOT_TOKEN": "'xoxb-canary'"}, "SLACK_BOT_TOKEN has quotation marks around"),
        ({"SLACK_BOT_TOKEN": "canary"}, "SLACK_BOT_TOKEN must be a bot token"),
        ({"SLACK_APP_TOKEN": "xoxb-canary"}, "SLACK_APP_TOKEN must be an app-level token"),
        ({"SLACK_SIGNING_SECRET": 25 * "0" + "canary"}, "SLACK_SIGNING_SECRET must be 32"),
        ({"SLACK_SIGNING_SECRET": 25 * "0" + "canary!"}, "SLACK_SIGNING_SECRET must be 32"),
        ({"PARLEY_KEY": "canary"}, "PARLEY_KEY, key 1 has no name"),
        ({"PARLEY_KEY": "k:canary"}, "PARLEY_KEY, key 1 (k) is not"),
        ({"PARLEY_SKYPE__DOMAINS": "example.org"}, "PARLEY_KEY is missing"),
        ({"PARLEY_KEY_FILE": "/dev/null"}, "PARLEY_KEY_FILE"),
        ({"SLACK_API_URL": "https://slack.com"}, "SLACK_API_URL must end in /api/"),
        ({"SLACK_API_URL": "https://[::1/api/"}, "SLACK_API_URL must be an http(s) address"),
        ({"PARLEY_URL": "https://ada:canary@example.org"}, "PARLEY_URL must not hold a user name"),
        ({"PARLEY_URL": "https://example.org/?a=canary"}, "PARLEY_URL must be an address without"),
        ({"PARLEY_URL": "https://example.org:port"}, "PARLEY_URL must be an http(s) address"),
        ({"PARLEY_HOST": "http://127.0.0.1"}, "PARLEY_HOST must be a name or an address"),
        ({"PARLEY_HOST": "127.0.0.1:3000"}, "PARLEY_HOST must be a name or an address"),
        ({"PARLEY_PORT": "tcp://10.0.0.7:3000"}, "PARLEY_PORT must be a port number"),
    ],
    ids=str,
)
def test_each_value_is_checked_for_its_form_and_never_printed(wrong, says):
    with pytest.raises(SettingsError) as error:
        Settings.read({**GOOD, **wrong})
    assert says in str(error.value)
    assert len(error.value.args) == 1
    assert "canary" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("PARLEY_PROT", "The nearest is PARLEY_PORT."),
        ("PARLEY_JITSI_URL", "The nearest is PARLEY_JITSI__URL."),
        ("PARLEY_JISTI__URL", "The nearest is PARLEY_JITSI__URL."),
        ("PARLEY_JITSI__ULR", "The nearest is PARLEY_JITSI__URL."),
        ("SLACK_TOKEN", "The nearest is SLACK_BOT_TOKEN."),
        ("SLACK_SIGNINGSECRET", "The nearest is SLACK_SIGNING_SECRET."),
        ("parley_port", "The nearest is PARLEY_PORT."),
        ("PARLEY_TEAMS__CLIENT_ID", "is for Microsoft Teams, which Parley does not have yet"),
        ("PARLEY_SERVICE_PORT_HTTP", "set `enableServiceLinks: false`"),
        ("PARLEY_PORT_3000_TCP_ADDR", "set `enableServiceLinks: false`"),
    ],
)
def test_an_unknown_name_is_an_error_with_the_nearest_known_one(name, says):
    for value in ("xoxb-canary", ""):
        with pytest.raises(SettingsError) as error:
            Settings.read({**GOOD, name: value})
        [sentence] = error.value.args
        assert sentence.startswith(f"{name} ")
        assert says in sentence
        assert "canary" not in sentence


def test_names_of_others_and_of_the_tests_are_left_alone():
    others = {"PATH": "/bin", "PARLEYS": "1", "SLACKWARE": "1", "PARLEY_ORACLES": "/o"}
    assert Settings.read({**GOOD, **others}) == Settings.read(GOOD)


def test_lines_of_the_file_that_cannot_be_read_are_told_with_the_rest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert env_file_problems() == []
    file = tmp_path / ".env"
    file.write_text("SLACK_BOT_TOKEN: xoxb-canary\nPARLEY_PORT=99\nSLACK_SIGNING_SECRET\n")
    problems = env_file_problems()
    assert [line for line in (1, 3) if f"line {line}, is not a setting" in " ".join(problems)]
    assert environment()["PARLEY_PORT"] == "99"
    with pytest.raises(SettingsError) as error:
        Settings.read({"PARLEY_LOG_LEVEL": "LOUD"}, problems)
    said = str(error.value)
    assert "line 1" in said
    assert "PARLEY_LOG_LEVEL" in said
    assert "canary" not in said
    file.write_bytes(b"SLACK_BOT_TOKEN=\xff\n")
    assert "not a text in UTF-8" in env_file_problems()[0]
    assert "PARLEY_PORT" not in environment()


def test_files_with_secrets_that_others_can_read_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    key_file = tmp_path / "keys"
    for file in (tmp_path / ".env", key_file):
        file.write_text(new_key("k"))
        file.chmod(0o600)
    settings = Settings.read({**GOOD, "PARLEY_KEY_FILE": str(key_file)})
    assert exposed_files(settings) == []
    (tmp_path / ".env").chmod(0o644)
    key_file.chmod(0o640)
    env_file, keys = exposed_files(settings)
    assert "chmod 600 .env" in env_file
    assert f"chmod 600 {key_file}" in keys
