"""English is understood whatever the locale: people write it where they do not speak it."""

from datetime import UTC, datetime

import pytest

from language import understand

NOW = datetime(2026, 11, 20, 17, 13, tzinfo=UTC)
LOCALES = [
    "de-DE",
    "fr-FR",
    "ja-JP",
    "es-ES",
    "pl-PL",
    "zh-CN",
    "nl-NL",
    "it-IT",
    "pt-BR",
    "sv-SE",
    "ru-RU",
]
REQUESTS = [
    "retro in 5 days at 3pm",
    "retro in 3 weeks at 3pm",
    "retro in 2 hours",
    "retro in 20 minutes",
    "retro next tuesday at 3pm",
    "retro every tuesday at 3pm for 45 min",
    "retro tomorrow at 3pm",
    "retro on december 4 at 3pm",
    "retro on thursday from 10 to 11:30",
    "retro every other friday at noon",
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("text", REQUESTS)
def test_it_means_the_same_as_in_english(text: str, locale: str) -> None:
    here, there = understand(text, NOW, "UTC", locale), understand(text, NOW, "UTC", "en-US")
    assert here.title == there.title == "retro"
    assert (here.start, here.rrule, here.minutes) == (there.start, there.rrule, there.minutes)
