"""Each language has its own cases; English is always understood beside it."""

from datetime import datetime

import pytest

from language import understand
from language.lexicon import LANGUAGES

WEDNESDAY = datetime.fromisoformat("2026-11-18T10:07")

CASES = {
    "de-DE": [
        ("Budgetrunde morgen um halb drei", "Budgetrunde", "2026-11-19T14:30"),
        ("Budgetrunde Freitag 14-15 Uhr", "Budgetrunde", "2026-11-20T14:00"),
        ("Budgetrunde am 25.12. um 19 Uhr", "Budgetrunde", "2026-12-25T19:00"),
        ("Budgetrunde übermorgen um viertel nach 3", "Budgetrunde", "2026-11-20T15:15"),
        ("Budgetrunde nächste Woche Dienstag 9:30", "Budgetrunde", "2026-11-24T09:30"),
        ("heute Abend um 8 Budgetrunde", "Budgetrunde", "2026-11-18T20:00"),
        ("Budgetrunde in anderthalb Stunden", "Budgetrunde", "2026-11-18T11:37"),
        ("Budgetrunde Montag in zwei Wochen um 15 Uhr 30", "Budgetrunde", "2026-12-07T15:30"),
        ("Budgetrunde kommende Woche Mittwoch 11 Uhr", "Budgetrunde", "2026-11-25T11:00"),
        ("Budgetrunde bis Freitag 15 Uhr", "Budgetrunde", "2026-11-20T15:00"),
        ("Budgetrunde morgen früh um zehn", "Budgetrunde", "2026-11-19T10:00"),
        ("Budgetrunde am Freitagabend um 7", "Budgetrunde", "2026-11-20T19:00"),
        ("Budgetrunde Montagvormittag", "Budgetrunde", "2026-11-23T09:00"),
    ],
    "fr-FR": [
        ("point budget demain à 14h30", "point budget", "2026-11-19T14:30"),
        ("point budget vendredi de 14h à 16h", "point budget", "2026-11-20T14:00"),
        ("point budget lundi à midi et demi", "point budget", "2026-11-23T12:30"),
        ("point budget le 3 décembre à 9h", "point budget", "2026-12-03T09:00"),
        ("point budget dans une demi-heure", "point budget", "2026-11-18T10:37"),
        ("point budget après-demain à trois heures et quart", "point budget", "2026-11-20T15:15"),
        ("point budget ce soir à 8h", "point budget", "2026-11-18T20:00"),
        ("point budget mardi de la semaine prochaine à 10h", "point budget", "2026-11-24T10:00"),
        ("point budget lundi en huit à 11h", "point budget", "2026-11-30T11:00"),
    ],
    "es-ES": [
        ("revisión mañana a las 3 de la tarde", "revisión", "2026-11-19T15:00"),
        ("revisión el viernes de 10 a 11:30", "revisión", "2026-11-20T10:00"),
        ("revisión pasado mañana a las cuatro y media", "revisión", "2026-11-20T16:30"),
        ("revisión el 12 de diciembre a las 9:15", "revisión", "2026-12-12T09:15"),
        ("revisión dentro de 45 minutos", "revisión", "2026-11-18T10:52"),
        ("revisión el martes que viene a las 12 del mediodía", "revisión", "2026-11-24T12:00"),
        ("revisión esta noche a las 9", "revisión", "2026-11-18T21:00"),
        ("revisión mañana a las tres menos cuarto", "revisión", "2026-11-19T14:45"),
    ],
    "pt-BR": [
        ("revisão amanhã às 15h", "revisão", "2026-11-19T15:00"),
        ("revisão sexta-feira das 14h às 16h", "revisão", "2026-11-20T14:00"),
        ("revisão depois de amanhã às três e meia", "revisão", "2026-11-20T15:30"),
        ("revisão dia 12 de dezembro às 9h30", "revisão", "2026-12-12T09:30"),
        ("revisão daqui a 20 minutos", "revisão", "2026-11-18T10:27"),
        ("revisão segunda que vem às 10h", "revisão", "2026-11-23T10:00"),
        ("revisão hoje à noite às 8", "revisão", "2026-11-18T20:00"),
    ],
    "it-IT": [
        ("revisione domani alle 15", "revisione", "2026-11-19T15:00"),
        ("revisione venerdì dalle 10 alle 12", "revisione", "2026-11-20T10:00"),
        ("revisione dopodomani alle tre e mezza", "revisione", "2026-11-20T15:30"),
        ("revisione il 12 dicembre alle 9:30", "revisione", "2026-12-12T09:30"),
        ("revisione tra mezz'ora", "revisione", "2026-11-18T10:37"),
        ("revisione stasera alle 8", "revisione", "2026-11-18T20:00"),
        ("revisione lunedì a mezzogiorno", "revisione", "2026-11-23T12:00"),
    ],
    "nl-NL": [
        ("begroting morgen om half drie", "begroting", "2026-11-19T14:30"),
        ("begroting vrijdag van 10 tot 11 uur", "begroting", "2026-11-20T10:00"),
        ("begroting overmorgen om kwart over 3", "begroting", "2026-11-20T15:15"),
        ("begroting 12 december om 9.30 uur", "begroting", "2026-12-12T09:30"),
        ("begroting over 20 minuten", "begroting", "2026-11-18T10:27"),
        ("begroting volgende week dinsdag 14:00", "begroting", "2026-11-24T14:00"),
        ("vanavond om 8 uur begroting", "begroting", "2026-11-18T20:00"),
        ("begroting 3-12 om 9:30", "begroting", "2026-12-03T09:30"),
        ("begroting vrijdagmiddag om 2", "begroting", "2026-11-20T14:00"),
    ],
    "pl-PL": [
        ("budżet jutro o 15", "budżet", "2026-11-19T15:00"),
        ("budżet w piątek od 10 do 11:30", "budżet", "2026-11-20T10:00"),
        ("budżet pojutrze o wpół do trzeciej", "budżet", "2026-11-20T14:30"),
        ("budżet 12 grudnia o 9:30", "budżet", "2026-12-12T09:30"),
        ("budżet za godzinę", "budżet", "2026-11-18T11:07"),
        ("budżet w przyszły wtorek o szesnastej", "budżet", "2026-11-24T16:00"),
        ("budżet dziś wieczorem o 8", "budżet", "2026-11-18T20:00"),
    ],
    "ja-JP": [
        ("明日15時から予算会議", "予算会議", "2026-11-19T15:00"),
        ("来週の火曜日 午後3時半 予算会議", "予算会議", "2026-11-24T15:30"),
        ("12月3日 10時 予算会議", "予算会議", "2026-12-03T10:00"),
        ("あさって14:00 予算会議", "予算会議", "2026-11-20T14:00"),
        ("30分後に予算会議", "予算会議", "2026-11-18T10:37"),
        ("金曜１５時３０分 予算会議", "予算会議", "2026-11-20T15:30"),
        ("今夜8時 予算会議", "予算会議", "2026-11-18T20:00"),
    ],
    "zh-CN": [
        ("明天下午3点半 预算评审", "预算评审", "2026-11-19T15:30"),
        ("下周二上午10点 预算评审", "预算评审", "2026-11-24T10:00"),
        ("12月3日下午两点 预算评审", "预算评审", "2026-12-03T14:00"),
        ("周五 14:00 预算评审", "预算评审", "2026-11-20T14:00"),
        ("两小时后 预算评审", "预算评审", "2026-11-18T12:07"),
        ("今晚8点 预算评审", "预算评审", "2026-11-18T20:00"),
        ("後天早上九點一刻 預算評審", "預算評審", "2026-11-20T09:15"),
    ],
    "en-GB": [
        ("budget half two tomorrow", "budget", "2026-11-19T14:30"),
        ("budget monday week 3pm", "budget", "2026-11-30T15:00"),
        ("budget 3/12 at 10am", "budget", "2026-12-03T10:00"),
    ],
}

SERIES = [
    ("de-DE", "Retro jeden Freitag um 13 Uhr 10 mal", "FREQ=WEEKLY;BYDAY=FR;COUNT=10"),
    ("fr-FR", "Retro un mardi sur deux à 10h", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    ("fr-FR", "Retro le dernier vendredi de chaque mois à 16h", "FREQ=MONTHLY;BYDAY=-1FR"),
    ("pt-BR", "Retro todo dia 5 às 10h", "FREQ=MONTHLY;BYMONTHDAY=5"),
    ("pt-BR", "Retro todos os dias úteis às 9h15", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("it-IT", "Retro ogni due settimane giovedì alle 16", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
    ("pl-PL", "Retro w pierwszy poniedziałek miesiąca o 10", "FREQ=MONTHLY;BYDAY=1MO"),
    ("de-DE", "jeden zweiten Dienstag um 10 Uhr Retro", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    ("de-DE", "Retro jeden Montag und Donnerstag um 9 Uhr", "FREQ=WEEKLY;BYDAY=MO,TH"),
    ("de-DE", "Retro werktags um 9:15", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("fr-FR", "Retro tous les lundis à 10h", "FREQ=WEEKLY;BYDAY=MO"),
    ("fr-FR", "Retro le premier mardi du mois à 14h", "FREQ=MONTHLY;BYDAY=1TU"),
    ("es-ES", "Retro todos los jueves a las 10", "FREQ=WEEKLY;BYDAY=TH"),
    ("pt-BR", "Retro toda segunda-feira às 9h", "FREQ=WEEKLY;BYDAY=MO"),
    ("it-IT", "Retro ogni lunedì alle 10", "FREQ=WEEKLY;BYDAY=MO"),
    ("nl-NL", "Retro elke maandag om 10 uur", "FREQ=WEEKLY;BYDAY=MO"),
    ("pl-PL", "Retro co drugi czwartek o 10", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
    ("ja-JP", "毎週月曜10時 Retro", "FREQ=WEEKLY;BYDAY=MO"),
    ("zh-CN", "每周一上午10点 Retro", "FREQ=WEEKLY;BYDAY=MO"),
]


@pytest.mark.parametrize(
    ("locale", "text", "title", "start"),
    [(locale, *case) for locale, cases in CASES.items() for case in cases],
)
def test_a_request_in_the_speaker_s_language(locale, text, title, start):
    request = understand(text, WEDNESDAY, "Europe/Berlin", locale)
    assert request.start is not None
    assert request.start.isoformat()[:16] == start
    assert request.title == title


@pytest.mark.parametrize(("locale", "text", "rule"), SERIES)
def test_a_series_in_the_speaker_s_language(locale, text, rule):
    request = understand(text, WEDNESDAY, "Europe/Berlin", locale)
    assert request.rrule == rule
    assert request.title == "Retro"


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_english_is_understood_beside_every_language(code):
    request = understand("budget tomorrow 3pm for 45 min", WEDNESDAY, "UTC", code)
    assert request.start.isoformat() == "2026-11-19T15:00:00+00:00"
    assert (request.minutes, request.title) == (45, "budget")


def test_every_language_has_cases():
    assert {locale[:2] for locale in CASES} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("locale", "text", "title", "start"),
    [
        ("sv-SE", "budget imorgon 15:00", "budget", "2026-11-19T15:00"),
        ("tr-TR", "budget yarın 14:30", "budget", "2026-11-19T14:30"),
        ("xx-XX", "budget tomorrow 15:00", "budget", "2026-11-19T15:00"),
    ],
)
def test_the_day_words_of_other_languages(locale, text, title, start):
    request = understand(text, WEDNESDAY, "UTC", locale)
    assert request.start.isoformat()[:16] == start
    assert request.title == title


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("fr-FR", "revue hebdo"),
        ("es-ES", "revisión trimestral"),
        ("pt-BR", "revisão semanal"),
        ("it-IT", "riunione settimanale"),
        ("de-DE", "Weihnachtsfeier Planung"),
        ("ja-JP", "月次報告"),
        ("zh-CN", "第二季度复盘"),
    ],
)
def test_a_name_that_sounds_like_a_time_is_a_name(locale, title):
    request = understand(title, WEDNESDAY, "UTC", locale)
    assert request.title == title
    assert not request.has_time
