"""Titles come out clean: what is not a time stays in them, what was said around them goes."""

import re
from datetime import datetime

import pytest

from language import understand
from language.lexicon import LANGUAGES, table_of
from meetings.catalog import TITLES

WEDNESDAY = datetime.fromisoformat("2026-11-18T10:07")


def title_of(text, locale="en-US"):
    return understand(text, WEDNESDAY, "America/New_York", locale, tuple(TITLES)).title


@pytest.mark.parametrize(
    "title",
    [
        "Q3 review", "1:1", "May budget review", "24/7 support sync", "release 2.4 go/no-go",
        "room 12 inventory", "sun microsystems", "weekly report review", "daily standup notes",
        "Monday.com onboarding", "v2.0 launch", "50/50 split", "B2B pipeline", "ISO 27001 audit",
        "Sprint 14 planning", "March madness pool", "#42 triage", "check in", "Book club",
        "Super Bowl party", "3D printing demo", "Q&A", "R&D sync", "$5 challenge", "H2 OKRs",
        "Secondhand market", "Python 3 migration", "phase 2 kickoff", "Set design", "no-code demo",
        "launch :tada: party", ":tada: launch", "demo :white_check_mark: ready",
        "5 people interview panel", "10% time", "planning / grooming", "go-live",
    ],
)  # fmt: skip
def test_what_looks_like_a_time_stays_in_the_title(title):
    request = understand(f"{title} tomorrow 3pm", WEDNESDAY, "UTC")
    assert request.title == title
    assert request.start.isoformat() == "2026-11-19T15:00:00+00:00"
    alone = understand(title, WEDNESDAY, "UTC")
    assert alone.title == title
    assert not alone.has_time


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Monday blues retro on Thursday", "Monday blues retro"),
        ("Friday demo prep thursday 5pm", "Friday demo prep"),
        ("tomorrow 3pm Design Review", "Design Review"),
        ("on friday, Design Review, at 3pm", "Design Review"),
        ("Design review (friday 3pm)", "Design review"),
        ("Design review - friday 3pm", "Design review"),
        ("launch :tada: friday 3pm", "launch :tada:"),
        ("launch :white_check_mark: every friday 3pm", "launch :white_check_mark:"),
        ("launch: friday 3pm", "launch"),
        ("the 1:1: friday 3pm", "1:1"),
        ("please schedule a Design Review for friday at 3pm", "Design Review"),
        ("can you set up a design review with <@U1> friday 3pm?", "design review"),
        ("add lunch to my calendar tomorrow at noon", "lunch"),
        ('create an event called "Breakfast at Joe\'s" tomorrow 8am', "Breakfast at Joe's"),
        ('"next friday 3pm"', "next friday 3pm"),
        ("Q&amp;A tomorrow 3pm", "Q&A"),
        ("1:1 with <@U1> tomorrow 3pm", "1:1"),
        ("with <@U1> and <@U2> tomorrow 3pm", None),
        ("tomorrow 3pm", None),
        ("3pm <https://example.org/a|the deck> walkthrough friday", "deck walkthrough"),
        ("Design review tomorrow 3pm. Please bring mocks.", "Design review"),
        ("1:1 <@U1> thu 3", "1:1"),
        ("hiring sync (3 candidates) friday 11am", "hiring sync (3 candidates)"),
        ("check in tomorrow 3pm", "check in"),
        ("my desk", "my desk"),
        ("evening call with the Tokyo team tomorrow at 8", "evening call with the Tokyo team"),
        ("lunch with Annie tomorrow noon", "lunch with Annie"),
        ("Movie Night friday 8pm", "Movie Night"),
        ("can you set up an appointment with Jo friday 3pm", "appointment with Jo"),
        ("find 30 minutes friday for hiring loops", "hiring loops"),
        ("put me down for jury duty friday 9am", "jury duty"),
        ("block my calendar friday 9-11 for deep work", "deep work"),
        ("would you mind scheduling a pricing review friday 3pm?", "pricing review"),
        ("add an event make budget friday 3pm", "make budget"),
        ("can you create the quarterly event called Town Hall friday 3pm", "Town Hall"),
        ("quiz with Lee, Noor, and myself friday 9pm", "quiz with Lee, Noor"),
        ("please add a lunch event with Ines friday at 1", "lunch with Ines"),
        ("the event planning sync friday 3pm", "event planning sync"),
        ("our time tracking review friday 3pm", "time tracking review"),
        ("put the offsite on tomorrow's calendar at 3", "offsite"),
        ("put the offsite on the team calendar friday at 3 at Jo's", "offsite at Jo's"),
        ("Retro on Friday. It should be short", "Retro"),
        ("onboarding starts monday 9am", "onboarding"),
        ("boiler check at 11 am at the north site", "boiler check at the north site"),
        ("stand-up on the 5th floor friday 10am", "stand-up on the 5th floor"),
        ("need 15 minutes with <@U1> friday at 4", None),
        ("meet with <@U1> about the audit friday 3pm", "audit"),
        ("we should do a pricing deep dive friday 3pm", "pricing deep dive"),
        ("can I get 20 mins with <@U1> friday at 4", None),
        ("coffee in 5 mins?", "coffee"),
        ("incident call in 10", "incident call"),
        ("planning friday 9:30am central", "planning"),
        ("friday 9am central planning", "central planning"),
        ("how about 2:30 for the pricing chat", "pricing chat"),
        ("bug bash all day friday", "bug bash"),
        ("dinner on 15th street at 7pm", "dinner on 15th street"),
    ],
)
def test_only_the_title_is_left(text, title):
    assert title_of(text) == title


@pytest.mark.parametrize(
    ("locale", "text", "title"),
    [
        ("de-DE", "Bitte plane ein Strategie-Meeting am Montag um 10 Uhr", "Strategie-Meeting"),
        ("fr-FR", "peux-tu planifier une revue de code demain à 14h", "revue de code"),
        ("es-ES", "agenda una revisión de presupuesto mañana a las 16h", "revisión de presupuesto"),
        ("pt-BR", "marca uma revisão do orçamento amanhã às 15h", "revisão do orçamento"),
        ("it-IT", "fissa una revisione del budget domani alle 15", "revisione del budget"),
        ("nl-NL", "plan een budgetoverleg morgen om 15 uur in", "budgetoverleg"),
        ("pl-PL", "zaplanuj przegląd budżetu jutro o 15:00", "przegląd budżetu"),
        ("fr-FR", "merci de planifier un atelier vendredi à 14h", "atelier"),
        ("fr-FR", "entretien annuel le 3 mai à 10 heures", "entretien annuel"),
        ("es-ES", "¿podemos hablar del plan mañana a las 16h?", "hablar del plan"),
        ("ja-JP", "明日15時から予算レビュー", "予算レビュー"),
        ("zh-CN", "安排明天下午3点的预算评审", "预算评审"),
    ],
)
def test_courtesies_of_other_languages(locale, text, title):
    assert title_of(text, locale) == title


OPENERS = [(code, courtesy) for code in LANGUAGES for courtesy in table_of(code).openers]
CLOSERS = [(code, courtesy) for code in LANGUAGES for courtesy in table_of(code).closers]


def named(cases):
    return [f"{code}: {courtesy.name}" for code, courtesy in cases]


@pytest.mark.parametrize(("code", "courtesy"), OPENERS, ids=named(OPENERS))
def test_every_opener_opens_its_example_and_leaves_a_title(code, courtesy):
    match = re.match(courtesy.pattern, courtesy.example)
    assert match is not None
    rest = courtesy.example[match.end() :]
    assert rest in ("budget", "a budget", "add budget", "agenda", "")


@pytest.mark.parametrize(("code", "courtesy"), CLOSERS, ids=named(CLOSERS))
def test_every_closer_closes_its_example_and_leaves_a_title(code, courtesy):
    match = re.search(courtesy.pattern, courtesy.example)
    assert match is not None
    rest = courtesy.example[: match.start()] + courtesy.example[match.end() :]
    assert rest.strip() in ("budget", "budget with ana", "dinner")


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_courtesies_have_names_of_their_own(code):
    for courtesies in (table_of(code).openers, table_of(code).closers):
        names = [courtesy.name for courtesy in courtesies]
        assert len(set(names)) == len(names)
