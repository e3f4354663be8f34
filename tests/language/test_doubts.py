"""No word of time that is left in a title starts a meeting: it is read, or it is said."""

from datetime import datetime

import pytest

from language import understand
from language.lexicon import LANGUAGES, table_of

NOW = datetime.fromisoformat("2027-01-13T10:20")
KINDS = (
    *("weekday", "weekdays", "dayword", "daypart", "weekdaypart", "weekshift", "shiftday"),
    *("workdays", "weekends", "vaguetime", "recurpart", "multi", "every", "alternate", "eom"),
    *("dayafter", "topofhour", "noonword", "daycodes"),
)
TITLES = {"ja": "企画会議", "zh": "项目讨论"}


def forms(code, kind):
    """The words of a kind, but for those that are as often something else, as "mon" and "sat"."""
    table = table_of(code)
    words = table.words.get(kind, "")
    listed = words if isinstance(words, str) else "|".join(words.values())
    slight = set(str(table.words.get("slight", "")).split("|"))
    return [form for form in listed.split("|") if form[-1:] not in ("", "ª") and form not in slight]


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@pytest.mark.parametrize("kind", KINDS)
def test_a_word_of_time_behind_a_title_is_never_part_of_it_in_silence(code, kind):
    title = TITLES.get(code, "project x")
    texts = [f"{title} {form}" for form in forms(code, kind)]
    missed = [text for text in texts if not understand(text, NOW, "UTC", code).has_time]
    assert missed == []


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@pytest.mark.parametrize("kind", ["weekday", "dayword", "weekshift", "vaguetime"])
def test_a_second_word_of_time_is_never_dropped_in_silence(code, kind):
    title = TITLES.get(code, "project x")
    missed = []
    for form in forms(code, kind):
        request = understand(f"{title} {form} {title} 2027-03-05 15:00", NOW, "UTC", code)
        if form in (request.title or "").casefold() and not request.uncertain:
            missed.append(form)
    assert missed == []
