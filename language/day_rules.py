"""The rules for days, by number and by name, in the order in which they count."""

from typing import Final

from language.dates import (
    dashed,
    dated,
    dates,
    dotted,
    figures,
    holiday,
    iso,
    loose,
    no_dates,
    of_month,
    shifted_month,
    weekday_number,
)
from language.days import (
    coming,
    in_shift,
    last_day,
    nth,
    nth_soon,
    part,
    period,
    several,
    weekday,
    weekday_morning,
    weekday_part,
    weekend,
    word,
    workday,
)
from language.grammar import Rule

_ON: Final = "on:lead? article?"
_W: Final = "((next | this)? w:weekday stop? comma? (on | article | of)?)?"
_D: Final = "d:dom/ordinal/ordword/numdom"
_Y: Final = "(of? comma? y:year !(dash hhmm) | ny:nextyear)?"
_W2: Final = "(comma? open? w2:weekday close?)?"
_M: Final = "m:month stop?"

DAYS: Final = (
    Rule("day", f"{_ON} {_W} d:iso", iso),
    Rule(
        "day",
        f"(on | from)? article? {_D} of? (to/dash/and) article? d2:dom/ordinal of? {_M} {_Y}",
        dates,
    ),
    Rule(
        "day",
        f"(on | from)? {_M} {_D} (to/dash) d2:dom/ordinal !(meridiem | colonmark) {_Y}",
        dates,
    ),
    Rule(
        "bad",
        f"(on | from)? {_M} {_D} (to/dash) d2:dom/ordinal !(meridiem | colonmark)",
        no_dates,
    ),
    Rule("day", f"{_ON} {_W} article? {_D} uday? of? {_M} {_Y} {_W2}", dated),
    Rule(
        "day",
        f"{_ON} {_W} {_M} comma? article? {_D} !(oclock | meridiem | uminute) {_Y} {_W2}",
        dated,
    ),
    Rule(
        "day",
        f"{_ON} (thisyear of?)? (y:year yearmark of? | ny:nextyear of?)? "
        f"m:mon/numdom monthmark of? d:dom/numdom daymark {_W2}",
        dated,
    ),
    Rule("day", f"ms:monthshift of? d:dom/numdom daymark {_W2}", shifted_month),
    Rule("day", f"d:dom/numdom daymark !(later | toafter | forafter | half) of? {_W2}", of_month),
    Rule("day", f"{_ON} {_W} d:dotdate {_W2}", figures),
    Rule("day", f"{_ON} {_W} d:daymonth0 {_W2}", figures),
    Rule("day", f"{_ON} {_W} d:daymonth >(colon | comma colon | hform | at)", figures),
    Rule("day", f"{_ON} {_W} d:daymonth !(oclock | unit | percent | dash dot2) {_W2}", dotted),
    Rule("day", f"{_ON} {_W} d:dom dash m:mon >(at | comma | colon | hform)", dashed),
    Rule("day", f"{_ON} {_W} d:slash >(oclock int)", figures),
    Rule("day", f"{_ON} {_W} d:slash !(unit) {_W2}", figures),
    Rule("day", f"{_ON} w:weekday stop? comma? on? article? d:daymonth {_W2}", figures),
    Rule("day", f"{_ON} {_W} y:year yearword? {_M} {_D} daymark?", dated),
    Rule(
        "day",
        f"{_ON} w:weekday stop? comma? article? d:ordinal/ordword !(unit | weekday)",
        of_month,
    ),
    Rule("day", f"{_ON} w:weekday stop? comma? (article) f:dom", weekday_number),
    Rule("day", f"{_ON} w:weekday stop? comma? f:dom >(toat)", weekday_number),
    Rule(
        "day",
        f"{_ON} w:weekday stop? comma? d:dom !(meridiem | oclock | unit | dash | to)",
        weekday_number,
    ),
    Rule(
        "day",
        "article? o:ordinal/ordword w:weekday of? article? (nx:next umonth | umonth "
        "nx:nextafter | m:month (of? y:year)?)",
        nth,
    ),
    Rule(
        "day",
        "(m:mon/numdom monthmark | ms:monthshift) of? o:ordinal/ordword of? w:weekday",
        nth,
    ),
    Rule(
        "day",
        "article? la:last w:weekday of? article? (nx:next umonth | this umonth | m:month (of? "
        "y:year)?)",
        nth,
    ),
    Rule(
        "day",
        "article? la:last uday of article? (nx:next umonth | this? umonth | m:month)",
        last_day,
    ),
    Rule(
        "day",
        "on:on article d:ordinal/dom !place of? article? (nx:next umonth | this umonth)?",
        of_month,
    ),
    Rule(
        "day", "on? article d:ordinal !place of? article? (nx:next umonth | this umonth)?", of_month
    ),
    Rule("day", "on? article d:dom >(at | from | between | comma | about)", of_month),
    Rule("day", "lead? article? d:dom/ordinal uday? of article? (nx:next | this) umonth", of_month),
    Rule("day", "on article? d:dom stop !(unknown)", of_month),
    Rule("day", f"{_ON} nn:afternext w:weekday", weekday),
    Rule("day", "lead d:ordinal !(unit | weekday | place)", of_month),
    Rule("day", "(on | at) article ordword:ordword of article? nx:next umonth", of_month),
    Rule("day", "daylead d:dom m:mon (y:year | yy)? !(meridiem | oclock | unit)", dated),
    Rule("day", "d:dom m:mon y:year", dated),
    Rule("day", "daylead d:dom !(unit | meridiem | percent | strike | quarter | half)", of_month),
    Rule("day", f"{_ON} w:weekday iw:inweeks", weekday),
    Rule(
        "day", f"{_ON} w:weekday stop? ((comma/and/plus/strike)+ article? weekday stop?)+", several
    ),
    Rule("day", f"{_ON} sd:shiftday", in_shift),
    Rule("day", f"{_ON} ws:weekshift of? (w:weekday | w:shortday !unknown)", in_shift),
    Rule("day", f"{_ON} w:weekday comma? of? article? ws:weekshift", in_shift),
    Rule("day", "(on | at)? article? e:edge of? article? ws:weekshift", period),
    Rule("day", f"{_ON} ws:weekshift of? e:edge", period),
    Rule("day", f"{_ON} ws:weekshift", in_shift),
    Rule("day", "article? o:ordword of? w:weekday", nth_soon),
    Rule("day", f"{_ON} ms:monthshift e:edge?", period),
    Rule("day", f"{_ON} nx:nextweekend", weekend),
    Rule("day", f"{_ON} weekend toafter", weekend),
    Rule("day", f"{_ON} w:weekday (wk:uweek | nw:nextweek)", weekday),
    Rule("day", f"{_ON} w:weekday comma? of? article? (nw:next | tw:this) uweek", weekday),
    Rule("day", f"{_ON} (nw:next | tw:this) uweek comma? on? article? w:weekday", weekday),
    Rule("day", f"{_ON} (nx:next | th:this) w:weekday stop?", weekday),
    Rule("day", f"{_ON} w:weekday (nx:nextafter | th:thisafter)", weekday),
    Rule("day", "la:last w:weekday stop?", weekday),
    Rule("daypart", f"{_ON} d:daypart", lambda slots, _said: slots["d"]),
    Rule("daypart", f"{_ON} w:weekday morningword", weekday_morning),
    Rule("daypart", f"{_ON} (next | this)? d:weekdaypart", weekday_part),
    Rule("day", "to/on/in (article/own)? d:dayword agenda !unknown", word),
    Rule("day", "on:to/on/in (article/own)? w:weekday agenda !unknown", coming),
    Rule("day", f"{_ON} d:dayword (comma? weekday)?", word),
    Rule("day", f"{_ON} weekday comma? d:dayword", word),
    Rule("day", "(on | at)? article? (nx:next | this) weekend nx2:nextafter?", weekend),
    Rule("day", "(on | at) article? weekend", weekend),
    Rule("day", "(on | at)? article? next workday", workday),
    Rule(
        "day",
        "(on | at | by)? article? e:edge of? article? (nx:next | this)? u:unit nx2:nextafter?",
        period,
    ),
    Rule("day", "(on | at | by)? article? e:edge of? m:month", period),
    Rule("day", "(by | on | at)? eo:eom", period),
    Rule("day", "(on | sometime | in | at)* article? uweek nn:afternext", period),
    Rule(
        "day",
        "(on | sometime | in | at)* article? (nx:next | this | nn:afternext) u:unit",
        period,
    ),
    Rule("day", "(on | in | sometime)* article? u:unit nx:nextafter", period),
    Rule("day", "(on:on article? | on:lead article? | at | article)? d:holiday !unknown", holiday),
    Rule("day", f"{_ON} w:weekday stop?", coming),
    Rule(
        "day",
        "d:ordinal !(unit | unknown | weekday | weekdays | label | part | int | place)",
        loose,
    ),
    Rule("bad", "(int/ordinal of? month | month int | badclock)", lambda _slots, _said: True),
)

PARTS: Final = (Rule("part", "(in:in/on/at/of)? article? p:part", part),)
