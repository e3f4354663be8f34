"""Which date of a series, or which dates, an order names: in all ten languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.changing.find_meeting import Asker, find
from handlers.changing.said_dates import first_from, said_of
from handlers.changing.title_and_time import title_and_time
from handlers.slack_types import Person
from language import understand
from language.orders.which_dates import dates_said
from language.routing import route
from tests.handlers.timed_bot import stored_meeting

NOW = datetime(2026, 12, 2, 10, 20, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
STAND_UP = stored_meeting(
    datetime(2026, 12, 2, 16, 0, tzinfo=UTC),
    "Europe/London",
    title="stand-up",
    repeats="FREQ=DAILY",
)
DAILY = stored_meeting(
    datetime(2026, 12, 2, 15, 0, tzinfo=UTC), "Europe/London", title="daily", repeats="FREQ=DAILY"
)


def asker(locale: str) -> Asker:
    return Asker(person=Person(id="U11", name="", zone="Europe/London", locale=locale), now=NOW)


def day_of(match, meeting=STAND_UP) -> str:
    return f"{match.dates[meeting.id].astimezone(LONDON):%m-%d %H:%M}"


ONE = """
en | skip stand-up tomorrow | skip | 12-03
en | cancel stand-up tomorrow | cancel | 12-03
en | skip tomorrow's stand-up | skip | 12-03
en | cancel the stand-up on 24 december | cancel | 12-24
en | delete friday's stand-up | cancel | 12-04
en | skip stand-up on friday | skip | 12-04
de | überspringe stand-up morgen | skip | 12-03
de | streiche das stand-up am 24. dezember | cancel | 12-24
de | stand-up am freitag überspringen | skip | 12-04
fr | annule stand-up demain | cancel | 12-03
fr | saute stand-up vendredi | skip | 12-04
es | cancela stand-up mañana | cancel | 12-03
es | salta stand-up el viernes | skip | 12-04
pt | cancela stand-up amanhã | cancel | 12-03
pt | pula stand-up na sexta-feira | skip | 12-04
it | annulla stand-up domani | cancel | 12-03
it | salta stand-up venerdì | skip | 12-04
nl | annuleer stand-up morgen | cancel | 12-03
nl | sla stand-up op vrijdag over | skip | 12-04
pl | odwołaj stand-up jutro | cancel | 12-03
pl | pomiń stand-up w piątek | skip | 12-04
ja | 明日のstand-upをキャンセル | cancel | 12-03
ja | 金曜日のstand-upをスキップ | skip | 12-04
zh | 取消明天的stand-up | cancel | 12-03
zh | 跳过明天的stand-up | skip | 12-03
""".strip().splitlines()


@pytest.mark.parametrize("line", ONE)
def test_one_date_is_named_by_its_day(line: str) -> None:
    locale, text, verb, day = (part.strip() for part in line.split("|"))
    decision = route(
        text,
        understand(text, NOW, "Europe/London", locale),
        known=("stand-up",),
        locale=locale,
    )
    named = decision.rest if decision.command else decision.order.meeting
    assert (decision.command or decision.order.verb) == verb
    assert said_of(named, asker(locale).person, NOW).scope == ""
    match = find([DAILY, STAND_UP], named, asker(locale))
    assert [meeting.title for meeting in match.meetings] == ["stand-up"]
    assert day_of(match) == f"{day} 16:00"
    assert match.day is not None


LATER = """
en | stand-up from next week on to 9:30 | stand-up to 9:30 | 12-07
en | stand-up to 9:30 from monday on | stand-up to 9:30 | 12-07
en | stand-up starting monday to 9:30 | stand-up to 9:30 | 12-07
en | stand-up from 24 december onwards | stand-up | 12-24
de | stand-up ab montag auf 9:30 | stand-up auf 9:30 | 12-07
de | stand-up ab nächster woche auf 9:30 | stand-up auf 9:30 | 12-07
fr | stand-up à partir de lundi à 10h | stand-up à 10h | 12-07
es | stand-up a partir del lunes a las 10 | stand-up a las 10 | 12-07
pt | stand-up a partir de segunda-feira para as 10 | stand-up para as 10 | 12-07
it | stand-up da lunedì in poi alle 10 | stand-up alle 10 | 12-07
nl | stand-up vanaf maandag naar 10 uur | stand-up naar 10 uur | 12-07
pl | stand-up od poniedziałku na 10 | stand-up na 10 | 12-07
ja | 来週以降のstand-upを10時に | stand-upを10時に | 12-07
zh | 从下周一开始stand-up改到10点 | stand-up改到10点 | 12-07
""".strip().splitlines()


@pytest.mark.parametrize("line", LATER)
def test_a_day_from_which_on_is_taken_out_of_the_words(line: str) -> None:
    locale, text, rest, day = (part.strip() for part in line.split("|"))
    said = said_of(text, asker(locale).person, NOW)
    assert (said.scope, said.named) == ("later", rest)
    first = first_from(STAND_UP, said.first, NOW)
    assert f"{first.astimezone(LONDON):%m-%d %H:%M}" == f"{day} 16:00"


WHICH = """
en | the whole series of stand-up | all
en | all of them | all
en | stand-up just this once | one
de | die ganze serie | all
de | stand-up nur dieses mal | one
fr | toute la série | all
fr | stand-up juste cette fois | one
es | toda la serie | all
es | stand-up solo esta vez | one
pt | toda a série | all
pt | stand-up só desta vez | one
it | tutta la serie | all
it | stand-up solo questa volta | one
nl | de hele reeks | all
nl | stand-up alleen deze keer | one
pl | całą serię | all
pl | stand-up tylko tym razem | one
ja | シリーズ全体 | all
ja | 今回だけstand-up | one
zh | 整个系列 | all
zh | 仅这次stand-up | one
""".strip().splitlines()


@pytest.mark.parametrize("line", WHICH)
def test_all_of_them_and_just_one_are_known(line: str) -> None:
    locale, text, which = (part.strip() for part in line.split("|"))
    assert said_of(text, asker(locale).person, NOW).scope == which


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "stand-up from 3pm to 4pm"),
        ("en", "stand-up from monday to tuesday"),
        ("en", "starting line review"),
        ("en", "from the top to friday"),
        ("de", "stand-up von montag auf dienstag"),
        ("de", "stand-up ab 10 uhr"),
        ("nl", "stand-up vanaf 10 uur"),
        ("fr", "stand-up de lundi à mardi"),
    ],
)
def test_other_words_from_are_left_alone(locale: str, text: str) -> None:
    said = said_of(text, asker(locale).person, NOW)
    assert (said.scope, said.named) == ("", text)


def test_a_title_that_reads_like_a_rule_is_the_title() -> None:
    match = find([STAND_UP, DAILY], "daily tomorrow", asker("en"))
    assert [meeting.title for meeting in match.meetings] == ["daily"]
    assert day_of(match, DAILY) == "12-03 15:00"
    assert find([STAND_UP, DAILY], "daily", asker("en")).dates == {}


def test_the_day_of_a_move_is_that_of_the_date_and_not_of_the_new_time() -> None:
    meetings, title, time = title_and_time([STAND_UP], "thursday's stand-up to 10")
    assert (meetings, time) == ([], "10")
    assert day_of(find([STAND_UP], title, asker("en"))) == "12-03 16:00"


def test_a_long_line_is_read_at_once() -> None:
    text = "stand-up " + "from a " * 90
    assert dates_said(text, "en") is None
