"""The rules for repetitions, in the order in which they count."""

from typing import Final

from language.grammar import GrammarRule
from language.repeats import (
    by_adverb,
    every_unit,
    excepted_weekdays,
    in_a_row,
    in_weeks,
    monthly_on,
    nth_weekdays,
    nth_workdays,
    on_weekdays,
    one_in_two,
    part_of_every_day,
    second_and_further,
    second_of_month,
    several_times,
    short_weekdays,
    weekday_by_ordinal_day,
    weekdays_by_sign,
    without_weekdays,
    workweek,
    yearly,
    yearly_in_figures,
)

_DAY: Final = "(weekday/weekdays/workday/workdays/weekend/weekends stop?)"
_LIST: Final = f"({_DAY} ((comma? (and/plus)? | to/dash/strike) on? every? article? {_DAY})*)"
_PLURAL: Final = (
    f"((weekday stop? (comma/and/plus/to/dash/strike and?))* weekdays "
    f"((comma? (and/plus)? | to/dash/strike) on? {_DAY})*)"
)
_ORD: Final = "(ordinal/ordword last/backward? | last backward?)"
_OF_MONTH: Final = "(of/on/every/article)* (every/article)"
_N: Final = "(n:int/num/ordinal/ordword)?"

_DATE: Final = "(month article? (ordinal/dom/ordword) | (ordinal/dom/ordword) of? month)"
_ORDS: Final = f"{_ORD} (comma? (and/plus/comma)? (article | on)? {_ORD})*"
_MONTHS: Final = "(n:int/num/ordinal/ordword)? (umonth | q:uquarter)"
_EVERY_MONTH: Final = f"(of | in | every | article | alternate | on)* {_MONTHS}"

REPEATS: Final = (
    GrammarRule("repeat", "recur shortday ((and/comma)? shortday)+", short_weekdays),
    GrammarRule(
        "repeat",
        f"every {_DATE} ((and/comma) every? {_DATE})+",
        yearly,
    ),
    GrammarRule(
        "repeat",
        f"(on | again | at)? every? article? {_ORDS} (weekday/weekdays) "
        "(of | in | every | article)+ q:uquarter",
        nth_weekdays,
    ),
    GrammarRule(
        "repeat",
        "r:recur? weekday/weekdays (comma/and)? daynumeral ((comma/and)? daynumeral)* !(oclock "
        "| unit | extra | num | minmark | daymark | monthmark | dash | to | unknown)",
        weekdays_by_sign,
    ),
    GrammarRule(
        "repeat",
        "(r:recur | >(shortday (comma/and)? shortday)) shortday ((comma/and)? shortday)* !unknown",
        weekdays_by_sign,
    ),
    GrammarRule(
        "repeat",
        f"(on | again)? alternate ((and/comma/plus) article? {_ORD})+ (weekday/weekdays) "
        "(of | in | every | article)* umonth",
        second_and_further,
    ),
    GrammarRule(
        "repeat",
        "(on | again)? every? article? o:ordday w:weekday (of/every/article)+ umonth "
        "!(nextafter | thisafter)",
        weekday_by_ordinal_day,
    ),
    GrammarRule("repeat", "(on | again)? every article? p:part !unknown", part_of_every_day),
    GrammarRule("repeat", "again? p:recurpart", part_of_every_day),
    GrammarRule(
        "repeat", "every slash (comma? (and/or/plus/comma) every? slash)*", yearly_in_figures
    ),
    GrammarRule(
        "repeat",
        f"again? f:multi (on | comma | article | at)* ({_ORDS} (of article? umonth)? | {_LIST})",
        several_times,
    ),
    GrammarRule("bad", "multi", lambda _slots, _context: True),
    GrammarRule(
        "repeat",
        "for? article? (next | this)? n:int/num (weekday/weekdays/workdays) inarow",
        in_a_row,
    ),
    GrammarRule("repeat", "for? n:int/num (weekdays/workdays) >from", in_a_row),
    GrammarRule("repeat", "for? article? next n:int/num (weekdays/workdays) inarow?", in_a_row),
    GrammarRule(
        "repeat",
        f"(on | again | at)? every? article? {_ORDS} (workday/workdays) {_EVERY_MONTH} "
        "!(nextafter | thisafter)",
        nth_workdays,
    ),
    GrammarRule(
        "repeat",
        "again? (every (n:int/num/ordinal/ordword)? (umonth | q:uquarter) | recur) "
        f"(on | at | in | article | comma)* {_ORDS} (workday/workdays)",
        nth_workdays,
    ),
    GrammarRule(
        "repeat",
        "again? every (n:int/num/ordinal/ordword)? (umonth | q:uquarter) "
        f"(on | at | in | article | comma)* {_ORDS} (weekday/weekdays)",
        nth_weekdays,
    ),
    GrammarRule(
        "repeat",
        f"(on | again)? every? article? {_ORD} (comma? (and/plus/comma) article? {_ORD})+ "
        "(weekday/weekdays) !(of | every | and | comma)",
        nth_weekdays,
    ),
    GrammarRule(
        "repeat",
        f"every (n:int/num/ordinal/ordword)? (uyear on? {_LIST} | uyear | {_LIST}) "
        "(in/of/on) w:uweek int ((and/comma) int)*",
        in_weeks,
    ),
    GrammarRule("repeat", f"(recur | every uday) except (on | article)* {_LIST}", without_weekdays),
    GrammarRule("leftout", f"comma? except (on | article | every)* {_LIST}", excepted_weekdays),
    GrammarRule(
        "repeat",
        f"(on | again)? every? article? {_ORDS} "
        f"(weekday/weekdays) ((and/comma/plus) article? {_ORD}+ (weekday/weekdays))* "
        f"(of/every/article/alternate)* (n:int/num/ordinal/ordword)? umonth "
        "!(nextafter | thisafter)",
        nth_weekdays,
    ),
    GrammarRule(
        "repeat", "every (ordinal/dom/ordword) ((and/comma) (ordinal/dom))* of? m:month", yearly
    ),
    GrammarRule(
        "repeat",
        f"on? every article? {_ORD} (and article? {_ORD})* (weekday/weekdays) (of/on)? m:month",
        nth_weekdays,
    ),
    GrammarRule(
        "repeat", "on? every last:last (weekday/weekdays) (of article? umonth)?", nth_weekdays
    ),
    GrammarRule(
        "repeat",
        f"again? recur (on | of | at)* article? {_ORD} (and article? {_ORD})* "
        f"(weekday/weekdays) (of article? umonth | of m:month)?",
        nth_weekdays,
    ),
    GrammarRule(
        "repeat",
        "(on article? | article)? (ordinal/ordword/dom | la:last) uday? "
        "((and/comma/plus) article? (ordinal/ordword/dom | la:last uday?))* "
        "of? article? (every | alt:alternate) (n:int/num/ordinal/ordword)? umonth",
        monthly_on,
    ),
    GrammarRule(
        "repeat",
        "(on | again)? every (ordinal/ordword) ((and/comma/plus) article? (ordinal/ordword))* "
        "(of article? umonth)?  !(unit | weekday | weekdays | weekend | workday)",
        monthly_on,
    ),
    GrammarRule(
        "repeat",
        "again? (every (n:int/num/ordinal/ordword)? uyear | alt:alternate uyear | recur) "
        f"(on | in | article)* {_ORD} weekday (of/in)? m:month",
        nth_weekdays,
    ),
    GrammarRule(
        "repeat",
        "every uyear (on | in | article)* (m:month article? (ordinal/dom/ordword) "
        "((and/comma) (ordinal/dom))* | (ordinal/dom/ordword) of? m:month)",
        yearly,
    ),
    GrammarRule(
        "repeat",
        "again? (r:recur | every (n:int/num/ordinal/ordword)? umonth | alt:alternate umonth) "
        "(on | daylead)? article? (ordinal/ordword/dom | la:last uday) uday/daymark? "
        "((and/comma/plus) article? (ordinal/ordword/dom) daymark?)* (of article? umonth)? "
        "!(meridiem | oclock | dash | to | unit)",
        monthly_on,
    ),
    GrammarRule(
        "repeat", "every la:last uday (of article? umonth)? !(next | nextafter)", monthly_on
    ),
    GrammarRule("repeat", "every daylead dom !(unit | oclock | meridiem)", monthly_on),
    GrammarRule("repeat", "(at | on)? article? ed:edge of? every umonth", monthly_on),
    GrammarRule("repeat", "(recur | every umonth) (at | on) article? ed:edge", monthly_on),
    GrammarRule(
        "repeat",
        "every month article? (ordinal/dom/ordword) ((and/comma) (ordinal/dom) | "
        "(and/comma) every? month article? (ordinal/dom/ordword))*",
        yearly,
    ),
    GrammarRule("repeat", "recur on? article? (ordinal/dom/ordword) of? m:month", yearly),
    GrammarRule("repeat", "recur on? article? m:month article? (ordinal/dom/ordword)", yearly),
    GrammarRule(
        "repeat",
        "(on | again)? alternate (weekday/weekdays) (of | in | every | article)+ umonth",
        second_of_month,
    ),
    GrammarRule("repeat", f"n:int/num u:unit everyafter of? {_LIST}", every_unit),
    GrammarRule("repeat", "n:int/num u:unit everyafter", every_unit),
    GrammarRule("repeat", f"(on | again)? alt:alternate {_LIST}", on_weekdays),
    GrammarRule("repeat", f"(on | again)? every {_N} {_LIST}", on_weekdays),
    GrammarRule("repeat", f"(on | again)? every {_N} u:unit on? article? {_LIST}", every_unit),
    GrammarRule("repeat", f"(on | again)? alt:alternate u:unit on? article? {_LIST}", every_unit),
    GrammarRule("repeat", f"again? r:recur (on | comma | in)* (article/one)? {_LIST}", by_adverb),
    GrammarRule("repeat", "(on | again)? alt:alternate u:unit", every_unit),
    GrammarRule("repeat", f"(on | again)? every {_N} u:unit", every_unit),
    GrammarRule("repeat", "again? (in | on)? r:recur", by_adverb),
    GrammarRule("repeat", f"on? article? {_PLURAL}", on_weekdays),
    GrammarRule("repeat", "(on | at)? article? weekends", on_weekdays),
    GrammarRule("repeat", "(on | at)? article? workdays", on_weekdays),
    GrammarRule("repeat", "one? article? (weekday/weekdays) onein2", one_in_two),
    GrammarRule(
        "repeat", "on? weekday strike weekday strike weekday (strike weekday)*", on_weekdays
    ),
    GrammarRule("repeat", "weekday stop? (dash/to) weekday stop? !(uweek)", workweek),
)
