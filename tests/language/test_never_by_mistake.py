"""No text that holds a word of time, read or not, starts a meeting; in all ten languages."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import understand
from language.routing import Does, TextSource, route

NOW = datetime(2026, 12, 2, 10, 20, tzinfo=UTC)
TITLES = ("design", "budget", "vendor", "roadmap", "hiring", "triage", "alpha", "launch")
UNSPACED = {
    "ja-JP": ("デザインレビュー", "予算会議", "採用面接"),
    "zh-CN": ("设计评审", "预算会议", "招聘面试"),
}
# Words that say a time wherever they stand. Not among them: "weekly" in front of a title, "week",
# "weekend" and "night", which name kinds of meetings, and months, which are names of people too.
WORDS = {
    "en-GB": "tomorrow today tonight fortnight morning afternoon evening noon midnight every"
    " monday tuesday wednesday thursday friday saturday sunday nightly lunchtime soon later"
    " sometime someday tmrw wensday 3pm 10am 14:30",
    "de-DE": "morgen heute übermorgen nachmittag abend mittag mitternacht täglich jeden"
    " montag dienstag mittwoch donnerstag freitag samstag sonntag vormittag später bald demnächst",
    "fr-FR": "demain aujourd'hui après-demain soir matin midi minuit chaque lundi mardi mercredi"
    " jeudi vendredi samedi dimanche après-midi bientôt",
    "es-ES": "mañana hoy noche tarde mediodía medianoche cada lunes martes miércoles jueves"
    " viernes sábado domingo pronto",
    "pt-BR": "amanhã hoje tarde manhã meio-dia meia-noite cada segunda-feira terça-feira"
    " quarta-feira quinta-feira sexta-feira sábado domingo",
    "it-IT": "domani oggi dopodomani sera mattina pomeriggio mezzogiorno mezzanotte ogni lunedì"
    " martedì mercoledì giovedì venerdì sabato domenica",
    "nl-NL": "morgen vandaag overmorgen avond middag ochtend middernacht dagelijks elke maandag"
    " dinsdag woensdag donderdag vrijdag zaterdag zondag binnenkort",
    "pl-PL": "jutro dziś dzisiaj pojutrze wieczorem rano południe północ codziennie poniedziałek"
    " wtorek środa czwartek piątek sobota niedziela niedługo",
    "ja-JP": "明日 今日 明後日 午後 午前 正午 毎週 毎日 毎月 来週 今週 月曜日 火曜日 金曜日 夕方",
    "zh-CN": "明天 今天 后天 下午 上午 中午 午夜 每周 每天 每月 下周 本周 星期一 周二 周五 晚上",
}
CASES = [(locale, word) for locale, words in WORDS.items() for word in words.split()]


def does(text: str, locale: str, source: TextSource = TextSource.COMMAND) -> Does:
    request = understand(text, NOW, "Europe/London", locale)
    return route(text, request, via=source, locale=locale).does


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(CASES), st.data())
def test_no_text_with_a_word_of_time_starts_a_meeting(case: tuple[str, str], data) -> None:
    locale, word = case
    titles = UNSPACED.get(locale, TITLES)
    words = data.draw(st.lists(st.sampled_from(titles), min_size=1, max_size=3, unique=True))
    place = data.draw(st.integers(0, len(words)))
    text = " ".join([*words[:place], word, *words[place:]])
    for source in TextSource:
        assert does(text, locale, source) is not Does.START, text


@pytest.mark.parametrize(
    "title", ["weekly report", "quiz night", "design week", "lunch", "all day"]
)
def test_names_of_meetings_that_sound_like_times(title: str) -> None:
    assert does(title, "en-GB") in (Does.START, Does.SCHEDULE)
