"""Each setting is read, explained on its page and in the example file, with the default it has."""

import re
from io import StringIO

from dotenv import dotenv_values

from bot.settings import KNOWN, Settings
from bot.settings_reader import TEST_NAMES
from tests.architecture.code_map import ROOT

PAGE = (ROOT / "docs/settings.md").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \|([^|]*)\| [^|]+ \|$", re.MULTILINE)
# What whoever runs the bot may rely on: leaving one out breaks an installation.
PROMISED = {
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_API_URL",
    "PARLEY_HOST",
    "PARLEY_PORT",
    "PARLEY_URL",
    "PARLEY_DATABASE",
    "PARLEY_KEY",
    "PARLEY_KEY_FILE",
    "PARLEY_ALLOW_PRIVATE",
    "PARLEY_CA_FILE",
    "PARLEY_LOG_LEVEL",
    "PARLEY_LOG_FORMAT",
    "PARLEY_DEFAULT_SERVICE",
    "PARLEY_KEEP_DAYS",
    "PARLEY_JITSI__URL",
}
NEEDED = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s" * 32}


def explained() -> set[str]:
    return {name for name, _ in ROW.findall(PAGE)}


def test_what_was_promised_is_there() -> None:
    assert explained() >= PROMISED


def test_every_setting_of_the_bot_is_explained_and_no_other() -> None:
    assert {name for name in explained() if "__" not in name} == set(KNOWN)


def test_the_example_file_names_every_setting() -> None:
    switched_on = re.sub(r"^# ([A-Z0-9_]+=)", r"\1", EXAMPLE, flags=re.MULTILINE)
    assert set(dotenv_values(stream=StringIO(switched_on))) == explained()


def test_a_default_on_the_page_is_the_default_of_the_bot() -> None:
    cells = {name: re.fullmatch(" `(.+)` ", cell) for name, cell in ROW.findall(PAGE)}
    defaults = {name: found[1] for name, found in cells.items() if found and "__" not in name}
    del defaults["PARLEY_URL"]  # made of two others
    assert len(defaults) >= 7
    assert Settings.read({**NEEDED, **defaults}) == Settings.read(NEEDED)


def test_the_example_file_sets_nothing_by_itself() -> None:
    assert set(dotenv_values(stream=StringIO(EXAMPLE)).values()) == {""}


def test_the_program_prints_the_example_file() -> None:
    assert (ROOT / "bot" / "env.example").read_text("utf-8") == EXAMPLE


def test_names_that_only_the_tests_read_are_left_alone_by_the_bot() -> None:
    files = (path for folder in ("tests", "bench") for path in (ROOT / folder).rglob("*.py"))
    sources = "\n".join(path.read_text("utf-8") for path in files)
    read = set(re.findall(r"os\.environ(?:\.get\(|\[)\s*\"(PARLEY_[A-Z_]+)\"", sources))
    assert read
    assert read - set(KNOWN) == TEST_NAMES
