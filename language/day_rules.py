"""The rules for days, by number and by name, in the order in which they count."""

from typing import Final

from language.dates import (
    dashed_date,
    day_of_month_name,
    days_of_month_name,
    dotted_date,
    impossible_dates,
    impossible_day,
    impossible_figures,
    iso_date,
    lone_ordinal,
    numeric_date,
    of_month,
    shifted_month,
    two_days_of_month,
    two_ordinals,
    weekday_number,
)
from language.days import (
    between_weekdays,
    counted_weekday,
    day_in_a_week,
    day_letters,
    day_of_shifted_week,
    day_word,
    half_as_part,
    holiday,
    misspelt_tomorrow,
    next_weekday_named,
    part_of_day,
    short_weekday_list,
    until_holiday,
    weekday,
    weekday_list,
    weekday_morning,
    weekday_part,
    weekday_range,
)
from language.grammar import GrammarRule
from language.periods import (
    end_of_numbered_month,
    last_day,
    month_alone,
    months_said,
    next_workday,
    nth_day_of_month,
    nth_week_of_month,
    nth_weekday_of_month,
    nth_weekday_soon,
    nth_workday_of_month,
    period,
    quarter_said,
    weekend,
)

_ON: Final = "on:lead? article?"
_W: Final = "((next | this)? w:weekday stop? comma? (on | article | of)?)?"
_D: Final = "d:dom/ordinal/ordword/numdom"
_Y: Final = "(of? comma? y:year !(dash hhmm) | ny:nextyear)?"
_W2: Final = "(comma? open? w2:weekday close?)?"
_M: Final = "m:month stop?"

_NO_DAY: Final = "!(dom !(meridiem | oclock | colonmark) | ordinal)"

DAYS: Final = (
    GrammarRule(
        "day",
        "m:mon/numdom monthmark d:dom/numdom daymark (to | fromafter | dash) d2:dom/numdom daymark "
        "toafter?",
        days_of_month_name,
    ),
    GrammarRule("day", f"{_ON} {_W} d:iso", iso_date),
    GrammarRule("day", f"{_ON} {_W} d:dom dash m:month dash y:year/yy", day_of_month_name),
    GrammarRule(
        "day",
        f"(on | from)? article? {_D} of? (to/dash/and/or) article? d2:dom/ordinal of? {_M} {_Y}",
        days_of_month_name,
    ),
    GrammarRule(
        "day",
        f"(on | from)? {_M} {_D} (to/dash) d2:dom/ordinal !(meridiem | colonmark) {_Y}",
        days_of_month_name,
    ),
    GrammarRule(
        "day",
        f"(on | from)? {_M} {_D} (comma article? dom/ordinal)* comma? (and/or) article? "
        "d2:dom/ordinal !(meridiem | colonmark | oclock | unit | month)",
        days_of_month_name,
    ),
    GrammarRule("day", f"{_ON} (m:month s:slash | s:slash of? m:month) {_Y}", two_days_of_month),
    GrammarRule(
        "bad",
        f"(on | from)? {_M} {_D} (to/dash) d2:dom/ordinal !(meridiem | colonmark)",
        impossible_dates,
    ),
    GrammarRule("day", f"{_ON} {_W} article? {_D} uday? of? {_M} {_Y} {_W2}", day_of_month_name),
    GrammarRule("bad", f"{_ON} article? {_D} of? month !colon", impossible_day),
    GrammarRule(
        "day", "from w:weekday stop? (to/dash/until) article? w2:weekday stop?", weekday_range
    ),
    GrammarRule(
        "day",
        f"{_ON} {_W} {_M} comma? article? {_D} !(oclock | meridiem | uminute) {_Y} {_W2}",
        day_of_month_name,
    ),
    GrammarRule(
        "day",
        f"{_ON} (thisyear of?)? (y:year yearmark of? | ny:nextyear of?)? "
        f"m:mon/numdom monthmark of? d:dom/numdom daymark {_W2}",
        day_of_month_name,
    ),
    GrammarRule("bad", f"m:mon/numdom monthmark of? {_D} daymark", impossible_day),
    GrammarRule("day", f"ms:monthshift of? d:dom/numdom daymark {_W2}", shifted_month),
    GrammarRule(
        "day", f"d:dom/numdom daymark !(later | toafter | forafter | half) of? {_W2}", of_month
    ),
    GrammarRule("day", f"{_ON} {_W} d:dotdate {_W2}", numeric_date),
    GrammarRule("day", f"{_ON} {_W} d:daymonth0 {_W2}", numeric_date),
    GrammarRule("day", f"{_ON} {_W} d:daymonth >(colon | comma colon | hform | at)", numeric_date),
    GrammarRule(
        "day", f"{_ON} {_W} d:daymonth !(oclock | unit | percent | dash dot2) {_W2}", dotted_date
    ),
    GrammarRule("day", f"{_ON} {_W} d:dom dash m:mon >(at | comma | colon | hform)", dashed_date),
    GrammarRule("day", f"{_ON} {_W} d:slash >(oclock int)", numeric_date),
    GrammarRule("day", f"{_ON} {_W} d:slash !(unit) {_W2}", numeric_date),
    GrammarRule("day", f"{_ON} w:weekday stop? comma? on? article? d:daymonth {_W2}", numeric_date),
    GrammarRule("day", f"{_ON} {_W} y:year yearword? {_M} {_D} daymark?", day_of_month_name),
    GrammarRule(
        "day",
        f"{_ON} w:weekday stop? comma? article? d:ordinal/ordword !(unit | weekday)",
        of_month,
    ),
    GrammarRule("day", f"{_ON} w:weekday stop? comma? (article) f:dom", weekday_number),
    GrammarRule("day", f"{_ON} w:weekday stop? comma? f:dom >(toat)", weekday_number),
    GrammarRule(
        "day",
        f"{_ON} w:weekday stop? comma? n:dom >(hour/numhour meridiem | colon | dot2 "
        "| hhmm | hform | h12 oclock)",
        weekday_number,
    ),
    GrammarRule(
        "day",
        f"{_ON} w:weekday stop? comma? d:dom !(meridiem | oclock | unit | dash | to | zonehour)",
        weekday_number,
    ),
    GrammarRule(
        "day",
        f"{_ON} o:ordinal/ordword w:weekday (of | in | this)? article? (nx:next umonth "
        "| umonth nx:nextafter | m:month (of? y:year)?)",
        nth_weekday_of_month,
    ),
    GrammarRule(
        "day",
        f"{_ON} (o:ordinal/ordword | la:last) workday (of | in)? article? (nx:next umonth "
        "| umonth nx:nextafter | this umonth | m:month (of? y:year)?)",
        nth_workday_of_month,
    ),
    GrammarRule(
        "day",
        "(m:month | ms:monthshift) of? article? (o:ordinal/ordword | la:last) workday",
        nth_workday_of_month,
    ),
    GrammarRule(
        "day",
        "(m:mon/numdom monthmark | ms:monthshift) of? o:ordinal/ordword of? w:weekday",
        nth_weekday_of_month,
    ),
    GrammarRule(
        "day",
        "article? la:last w:weekday of? article? (nx:next umonth | this umonth | m:month (of? "
        "y:year)?)",
        nth_weekday_of_month,
    ),
    GrammarRule(
        "day",
        "on? article? o:ordword backward? uday of article? (nx:next umonth | this? umonth "
        "| m:month)",
        last_day,
    ),
    GrammarRule("day", "m:mon/numdom (monthmark of? e:edge | eo:eom)", period),
    GrammarRule(
        "day",
        "article? la:last uday of article? (nx:next umonth | this? umonth | m:month)",
        last_day,
    ),
    GrammarRule(
        "day",
        "on:on article d:ordinal/dom !place of? article? (nx:next umonth | this umonth)?",
        of_month,
    ),
    GrammarRule(
        "day", "on? article d:ordinal !place of? article? (nx:next umonth | this umonth)?", of_month
    ),
    GrammarRule("day", "on? article d:dom >(at | from | between | comma | about)", of_month),
    GrammarRule(
        "day", "lead? article? d:dom/ordinal uday? of article? (nx:next | this) umonth", of_month
    ),
    GrammarRule(
        "day",
        "(on | in)? article? (nx:next | this) umonth (on | at | comma | article)+ d:ordinal/dom "
        "!(unit | meridiem | oclock | colonmark)",
        of_month,
    ),
    GrammarRule(
        "day",
        "(on | at)? article? o:ordinal/ordword uday of? article? "
        "(nx:next umonth | umonth nx:nextafter | this umonth | m:month)",
        nth_day_of_month,
    ),
    GrammarRule(
        "day",
        "(on | in | at)? article? (o:ordinal/ordword | la:last) uweek (of | in) article? "
        "(nx:next umonth | umonth nx:nextafter | this umonth | m:month)",
        nth_week_of_month,
    ),
    GrammarRule("day", "in n:int/num w:weekdays", counted_weekday),
    GrammarRule("day", "n:int/num w:weekdays later", counted_weekday),
    GrammarRule("day", "on article? d:dom stop !(unknown)", of_month),
    GrammarRule("day", f"{_ON} nn:afternext w:weekday", weekday),
    GrammarRule("day", "lead d:ordinal !(unit | weekday | place)", of_month),
    GrammarRule("day", "(on | at) article ordword:ordword of article? nx:next umonth", of_month),
    GrammarRule(
        "day", "daylead d:dom m:mon (y:year | yy)? !(meridiem | oclock | unit)", day_of_month_name
    ),
    GrammarRule("day", "d:dom m:mon y:year", day_of_month_name),
    GrammarRule(
        "day", "daylead d:dom !(unit | meridiem | percent | strike | quarter | half)", of_month
    ),
    GrammarRule("day", f"{_ON} w:weekday iw:inweeks", weekday),
    GrammarRule(
        "day", "between w:weekday stop? (and | dash) article? w2:weekday", between_weekdays
    ),
    GrammarRule(
        "day",
        f"either? {_ON} w:weekday stop? "
        "((comma/and/plus/strike/or)+ on? article? weekday stop? | weekday stop?)+",
        weekday_list,
    ),
    GrammarRule("day", "sd:shortday ((and/comma/or/strike)+ shortday)+", short_weekday_list),
    GrammarRule("day", f"{_ON} c:daycodes", day_letters),
    GrammarRule(
        "day", "d:tom >(hour/numhour meridiem | colon | at hour | noonword)", misspelt_tomorrow
    ),
    GrammarRule(
        "day", "(daylead | on article?) d:ordword m:ordword !(unit | weekday)", two_ordinals
    ),
    GrammarRule("day", f"{_ON} sd:shiftday", day_of_shifted_week),
    GrammarRule(
        "day", f"{_ON} ws:weekshift of? (w:weekday | w:shortday !unknown)", day_of_shifted_week
    ),
    GrammarRule("day", f"{_ON} w:weekday comma? of? article? ws:weekshift", day_of_shifted_week),
    GrammarRule("day", "(on | at)? article? e:edge of? article? ws:weekshift", period),
    GrammarRule("day", f"{_ON} ws:weekshift of? e:edge", period),
    GrammarRule("day", f"{_ON} ws:weekshift", day_of_shifted_week),
    GrammarRule("day", f"{_ON} w:weekday an:limitafter next !(weekday | unit | month)", weekday),
    GrammarRule(
        "day",
        f"{_ON} o:ordinal/ordword of? w:weekday !(unit | umonth | of article? umonth)",
        nth_weekday_soon,
    ),
    GrammarRule("day", f"{_ON} ms:monthshift e:edge?", period),
    GrammarRule("day", f"{_ON} m:mon/numdom monthmark of? e:edge", period),
    GrammarRule("day", f"{_ON} m:mon/numdom eo:eom", end_of_numbered_month),
    GrammarRule("day", f"{_ON} nx:nextweekend", weekend),
    GrammarRule("day", f"{_ON} weekend toafter", weekend),
    GrammarRule("day", f"{_ON} w:weekday (wk:uweek | nw:nextweek)", weekday),
    GrammarRule("day", f"{_ON} w:weekday comma? of? article? (nw:next | tw:this) uweek", weekday),
    GrammarRule("day", f"{_ON} (nw:next | tw:this) uweek comma? on? article? w:weekday", weekday),
    GrammarRule("day", f"{_ON} (nx:next | th:this) w:weekday stop?", weekday),
    GrammarRule("day", f"{_ON} w:weekday (nx:nextafter | th:thisafter)", weekday),
    GrammarRule("day", "la:last w:weekday stop?", weekday),
    GrammarRule("daypart", f"{_ON} d:daypart", lambda slots, _context: slots["d"]),
    GrammarRule("daypart", f"{_ON} w:weekday morningword", weekday_morning),
    GrammarRule("daypart", f"{_ON} (next | this)? d:weekdaypart", weekday_part),
    GrammarRule("day", "to/on/in (article/own)? d:dayword agenda !unknown", day_word),
    GrammarRule("day", "on:to/on/in (article/own)? w:weekday agenda !unknown", next_weekday_named),
    GrammarRule("day", f"{_ON} d:dayword uweek !unknown", day_in_a_week),
    GrammarRule("day", f"{_ON} d:dayword (comma? weekday)?", day_word),
    GrammarRule("day", f"{_ON} weekday comma? d:dayword", day_word),
    GrammarRule("day", "(on | at)? article? (nx:next | this) weekend nx2:nextafter?", weekend),
    GrammarRule("day", "(on | at)? article? weekend an:limitafter next", weekend),
    GrammarRule("day", "(on | at) article? weekend", weekend),
    GrammarRule("day", "(on | at)? article? next workday", next_workday),
    GrammarRule(
        "day",
        "(on | at | by)? article? e:edge of? article? (nx:next | this)? u:unit nx2:nextafter?",
        period,
    ),
    GrammarRule(
        "day",
        f"(on | at | by)? article? e:edge of? m:month {_NO_DAY}",
        period,
    ),
    GrammarRule("day", "(by | on | at)? eo:eom", period),
    GrammarRule("day", "(on | sometime | in | at)* article? uweek nn:afternext", period),
    GrammarRule(
        "day",
        "(on | sometime | in | at)* article? (nx:next | this | nn:afternext) u:unit",
        period,
    ),
    GrammarRule("day", "(on | in | sometime)* article? u:unit nx:nextafter", period),
    GrammarRule(
        "day",
        f"sometime? (during | in | this:this) m:month (of? y:year)? {_NO_DAY}",
        month_alone,
    ),
    GrammarRule("day", "(in | during | of | this) q:quarterno (of? y:year)?", quarter_said),
    GrammarRule(
        "day",
        "(from | between | during)+ m:month (to | until | dash | and) m2:month (of? y:year)? "
        f"{_NO_DAY}",
        months_said,
    ),
    GrammarRule(
        "day", "(on:on article? | on:lead article? | at | article)? d:holiday !unknown", holiday
    ),
    GrammarRule("bound", "(through | until) article? d:holiday", until_holiday),
    GrammarRule("day", f"{_ON} w:weekday stop?", next_weekday_named),
    GrammarRule(
        "day",
        "d:ordinal !(unit | unknown | weekday | weekdays | label | part | int | place)",
        lone_ordinal,
    ),
    GrammarRule(
        "bad",
        "(at | about | on | until | limitbefore) article? edge of article (unknown | label)",
        lambda _slots, _context: True,
    ),
    GrammarRule("bad", "on:on? s:slash !unit", impossible_figures),
    GrammarRule(
        "bad",
        "(int/ordinal of? month | month int/ordinal | badclock)",
        lambda _slots, _context: True,
    ),
)

PARTS: Final = (
    GrammarRule("part", "(in:in/on/at/of)? article? p:part", part_of_day),
    GrammarRule("bad", "int meridiem", lambda _slots, context: not context.table.clock24 or None),
    GrammarRule("part", "(in:in/on/at article)? m:meridiem", half_as_part),
)
