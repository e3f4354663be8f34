"""What comes of a line: a meeting starts only where it was surely asked for."""

from datetime import UTC, datetime

import pytest

from language import understand
from language.routing import Decision, Does, TextSource, route

NOW = datetime(2026, 12, 2, 10, 20, tzinfo=UTC)
KNOWN = ("design review", "stand-up", "retro", "interview")
SERVICES = {
    "jitsi": "Jitsi",
    "skype": "Skype for Business",
    "webex-xml": "WebEx",
    "zoom": "Zoom",
    "teams": "Microsoft Teams",
}


def decided(text: str, via: TextSource = TextSource.COMMAND, locale: str = "en-GB") -> Decision:
    request = understand(text, NOW, "Europe/London", locale)
    return route(text, request, via=via, known=KNOWN, services=SERVICES, locale=locale)


STARTS = """
stand-up
war room
lunch
prod is down!!
now
right now
PR 1234 review
great expectations book club
perfect storm planning
cool kids sync
move-in logistics
add-on pricing
movie night
last mile delivery
more coffee
cancer research sync
love letters retrospective
lost and found
checkout flow
drop-in clinic
kill bill viewing
change advisory board
close reading group
stop motion workshop
on call handover
on team health
test plan
clear thinking club
mode switch bug
ok boomer podcast
thanksgiving menu
C++20 migration
"list"
"cancel my 3pm"
“move stand-up to friday”
sync with @bo
"""

SCHEDULES = """
today 5pm budget
end of year party on december 18 at 5pm
week after next on tuesday 10am
agenda review tomorrow at 3pm
can we meet tomorrow at 3pm?
could you set up a sync with @bo tomorrow at 10am
shall we do lunch on friday at 12:30?
sync in 20 minutes
"""

ORDERS = """
cancel design review | cancel | design review
please cancel the meeting with @bo | cancel | the meeting with @bo
call off the retro | cancel | the retro
call the retro off | cancel | the retro
kill the 4pm | cancel | the 4pm
drop the retro on friday | cancel | the retro on friday
delete retro | cancel | retro
cancel everything on friday | cancel | everything on friday
can you move the retro to friday at 4? | move | the retro
could you please reschedule my interview to tuesday 1pm | move | my interview
postpone design review | move | design review
bring forward the interview by two hours | move | the interview
bring the retro forward an hour | move | the retro
push stand-up by 30 min | move | stand-up
push back the retro an hour | move | the retro
move stand-up up 15 min | move | stand-up
i need to reschedule the retro to monday | move | the retro
add @bo to design review | add | design review
invite @ana and @bo to the retro | add | the retro
remove @bo from design review | remove | design review
rename retro to sprint retro | rename | retro
extend design review by 15 min | extend | design review
make the retro 15 minutes shorter | shorten | the retro
end the retro | end | the retro
skip stand-up tomorrow | skip | stand-up tomorrow
undo that | undo |
my meetings | list |
show my meetings for friday | list |
next meeting | next |
next | next |
upcoming | list |
send the invite again | resend |
log out of webex | disconnect |
"""

DIRECTIONS = """
push stand-up by 30 min | 30 min later
bring forward the interview by two hours | two hours earlier
bring the retro forward an hour | an hour earlier
move stand-up up 15 min | 15 min earlier
push back the retro an hour | an hour later
delay the retro by a day | a day later
"""

ANSWERS = """
help me
help please
--help
?
hilfe
ayuda
ayuda!
settings length 45
settings lenght 45
disconnect foo
move design review
when is my next meeting?
what's on today
who's coming to design review
am i free at 3?
do i have anything tomorrow?
how do i cancel a meeting?
which services can i use?
is zoom connected?
is there a meeting now?
thanks!
thank you so much
hi
hello there
good morning everyone
👍
:tada:
sorry, wrong channel
no thanks
gracias
danke
merci
"""

UNSURE = """
stop
end
join
undo it all
schedule
free
version
canel design review
mvoe retro to friday 2pm
lsit
tomorow
setings
on skipe design sync
on webx design sync
push notifications sync
verschiebe das Retro auf Freitag
cancela la retro
annule la réunion
取消复盘
レトロをキャンセルして
end budget sync
end of year party
morning coffee
budget sync afternoon
show and tell
connect four tournament
help desk sync
list of demands
move
cancel
"""


def lines(table: str) -> list[str]:
    return [line for line in table.splitlines() if line]


@pytest.mark.parametrize("text", lines(STARTS))
def test_a_title_starts_a_meeting(text: str) -> None:
    decision = decided(text)
    assert decision.does is Does.START, decision


@pytest.mark.parametrize("text", lines(SCHEDULES))
def test_a_title_with_a_time_is_shown_first(text: str) -> None:
    decision = decided(text)
    assert decision.does is Does.SCHEDULE, decision


@pytest.mark.parametrize("line", lines(ORDERS))
def test_an_order_in_other_words_is_the_order(line: str) -> None:
    text, verb, meeting = (part.strip() for part in line.split("|"))
    order = decided(text).order
    assert order is not None
    assert (order.verb, order.meeting) == (verb, meeting)
    for via in (TextSource.MENTION, TextSource.DIRECT):
        assert decided(f"@Parley {text}", via).does in (Does.ORDER, Does.ANSWER)


@pytest.mark.parametrize("line", lines(DIRECTIONS))
def test_an_order_says_in_which_direction_a_meeting_moves(line: str) -> None:
    text, detail = (part.strip() for part in line.split("|"))
    order = decided(text).order
    assert order is not None
    assert order.detail == detail


@pytest.mark.parametrize("text", lines(ANSWERS))
def test_questions_and_small_talk_are_answered(text: str) -> None:
    for via in TextSource:
        decision = decided(text, via)
        assert decision.does is Does.ANSWER, decision


@pytest.mark.parametrize("text", lines(UNSURE))
def test_what_may_be_an_order_is_asked(text: str) -> None:
    decision = decided(text)
    assert decision.does in (Does.UNSURE, Does.ORDER), decision
    assert decided(text, TextSource.MENTION).does is not Does.START


@pytest.mark.parametrize("text", lines(STARTS))
def test_among_people_a_title_alone_starts_nothing(text: str) -> None:
    if "now" not in text:
        assert decided(text, TextSource.MENTION).does is not Does.START


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("start design sync", "design sync"),
        ("START Retro", "Retro"),
        ("start a meeting", ""),
        ("meet", ""),
        ("start a call", ""),
        ("start a meeting about the budget", "the budget"),
        ("huddle", ""),
        ("call vendor sync", "vendor sync"),
        ("please start a quick meeting called ops", "ops"),
    ],
)
def test_among_people_sure_words_start_a_meeting(text: str, title: str) -> None:
    for via in (TextSource.MENTION, TextSource.DIRECT):
        decision = decided(text, via)
        assert (decision.does, decision.text) == (Does.START, title)


@pytest.mark.parametrize("text", ["call me back", "meet them", "start over", "call it a day"])
def test_among_people_talk_that_begins_alike_starts_nothing(text: str) -> None:
    assert decided(text, TextSource.MENTION).does is not Does.START


@pytest.mark.parametrize("text", ["startup demo", "start-up talk", "restart plan"])
def test_among_people_a_word_that_begins_with_start_is_none(text: str) -> None:
    assert decided(text, TextSource.MENTION).does is not Does.START


def test_what_is_to_be_now_has_the_rest_as_its_title() -> None:
    decision = decided("NOW design sync")
    assert (decision.does, decision.text) == (Does.START, "design sync")


def test_the_word_that_starts_a_meeting_is_no_part_of_its_title() -> None:
    decision = decided("start design sync tomorrow at 3pm", TextSource.MENTION)
    assert (decision.does, decision.text) == (Does.SCHEDULE, "design sync tomorrow at 3pm")


def test_a_text_longer_than_is_read_never_starts() -> None:
    assert decided("status " * 100).does is Does.UNSURE


# locale | text | what comes of it | verb
IN_OTHER_LANGUAGES = """
de-DE | bitte verschiebe das Retro auf Freitag | order | move
de-DE | verschieb design review um 30 minuten | order | move
de-DE | retro auf freitag verschieben | order | move
de-DE | sag das Retro ab | order | cancel
de-DE | lösche das Interview | order | cancel
de-DE | storniere retro | order | cancel
de-DE | füge @bo zu design review hinzu | order | add
de-DE | lade @bo zum Retro ein | order | add
de-DE | benenne retro in rückblick um | order | rename
de-DE | verlängere das retro um 15 minuten | order | extend
de-DE | meine termine | order | list
de-DE | zeig mir meine meetings morgen | order | list
de-DE | wer kommt zum design review? | answer | who
de-DE | wann ist mein nächstes meeting? | answer | next
de-DE | was steht heute an? | answer | list
de-DE | danke! | answer |
de-DE | guten morgen | answer |
de-DE | hilfe | answer |
de-DE | absagen | unsure | cancel
de-DE | Teambesprechung | start |
de-DE | Zielvereinbarung Q3 | start |
nl-NL | verplaats de retro naar vrijdag | order | move
nl-NL | annuleer design review | order | cancel
nl-NL | zeg de retro af | order | cancel
nl-NL | nodig @bo uit voor de retro | order | add
nl-NL | voeg @bo toe aan design review | order | add
nl-NL | hernoem retro naar terugblik | order | rename
nl-NL | mijn afspraken | order | list
nl-NL | wie komt er naar design review? | answer | who
nl-NL | wanneer is mijn volgende vergadering? | answer | next
nl-NL | bedankt! | answer |
nl-NL | hulp | answer |
nl-NL | teamoverleg | start |
fr-FR | décale la rétro à vendredi | order | move
fr-FR | reporte design review à demain 15h | order | move
fr-FR | peux-tu annuler la rétro ? | order | cancel
fr-FR | annule retro s'il te plaît | order | cancel
fr-FR | ajoute @bo à la rétro | order | add
fr-FR | retire @bo de la rétro | order | remove
fr-FR | renomme la rétro en bilan | order | rename
fr-FR | prolonge la rétro de 15 minutes | order | extend
fr-FR | mes réunions | order | list
fr-FR | qui vient à la revue ? | answer | who
fr-FR | quand est ma prochaine réunion ? | answer | next
fr-FR | merci beaucoup | answer |
fr-FR | aide | answer |
fr-FR | réunion d'équipe | start |
es-ES | mueve la retro al viernes | order | move
es-ES | cancela la retro | order | cancel
es-ES | añade a @bo a la retro | order | add
es-ES | quita a @bo de la retro | order | remove
es-ES | renombra retro como balance | order | rename
es-ES | alarga la retro 15 minutos | order | extend
es-ES | mis reuniones | order | list
es-ES | ¿quién viene a la retro? | answer | who
es-ES | ¿cuándo es mi próxima reunión? | answer | next
es-ES | ¡muchas gracias! | answer |
es-ES | ayuda | answer |
es-ES | revisión de diseño | start |
pt-BR | mova a retro para sexta | order | move
pt-BR | cancela a retro | order | cancel
pt-BR | adicione @bo à retro | order | add
pt-BR | remova @bo da retro | order | remove
pt-BR | renomeie retro para balanço | order | rename
pt-BR | minhas reuniões | order | list
pt-BR | quem vem à retro? | answer | who
pt-BR | quando é a minha próxima reunião? | answer | next
pt-BR | obrigada! | answer |
pt-BR | reunião de equipe | start |
it-IT | sposta la retro a venerdì | order | move
it-IT | annulla la retro | order | cancel
it-IT | aggiungi @bo alla retro | order | add
it-IT | togli @bo dalla retro | order | remove
it-IT | rinomina retro in bilancio | order | rename
it-IT | le mie riunioni | order | list
it-IT | chi viene alla retro? | answer | who
it-IT | quando è la mia prossima riunione? | answer | next
it-IT | grazie mille | answer |
it-IT | riunione del team | start |
pl-PL | przełóż retro na piątek | order | move
pl-PL | odwołaj retro | order | cancel
pl-PL | dodaj @bo do retro | order | add
pl-PL | zaproś @bo na retro | order | add
pl-PL | zmień nazwę retro na podsumowanie | order | rename
pl-PL | moje spotkania | order | list
pl-PL | kto przyjdzie na retro? | answer | who
pl-PL | kiedy jest moje następne spotkanie? | answer | next
pl-PL | dziękuję bardzo | answer |
pl-PL | spotkanie zespołu | start |
zh-CN | 把复盘改到周五 | order | move
zh-CN | 取消复盘 | order | cancel
zh-CN | 请取消复盘 | order | cancel
zh-CN | 邀请 @bo 参加复盘 | order | add
zh-CN | 把复盘改名为总结 | order | rename
zh-CN | 把复盘推迟30分钟 | order | move
zh-CN | 我的会议 | order | list
zh-CN | 谁参加复盘？ | answer | who
zh-CN | 谢谢！ | answer |
zh-CN | 帮助 | answer |
zh-CN | 设计评审 | start |
ja-JP | レトロを金曜に移動して | order | move
ja-JP | レトロをキャンセルしてください | order | cancel
ja-JP | @bo をレトロに追加して | order | add
ja-JP | レトロを30分延長して | order | extend
ja-JP | 今日の予定 | order | list
ja-JP | レトロに誰が来ますか？ | answer | who
ja-JP | ありがとうございます | answer |
ja-JP | ヘルプ | answer |
ja-JP | デザインレビュー | start |
"""


@pytest.mark.parametrize("line", lines(IN_OTHER_LANGUAGES))
def test_every_language_words_its_orders(line: str) -> None:
    locale, text, does, verb = (part.strip() for part in line.split("|"))
    decision = decided(text, locale=locale)
    assert decision.does.value == does, decision
    assert not verb or (decision.order is not None and decision.order.verb == verb), decision
