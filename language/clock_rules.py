"""The rules for clock times: every usual way to say an hour and a minute."""

from typing import Final

from language.clocks import (
    bare,
    digits,
    either,
    hform,
    hour,
    ignored,
    minus,
    named_half,
    noon,
    pair,
    quarter_of,
    relative,
    stamp,
    written,
)
from language.grammar import Rule

_PRE: Final = "(begin:from about? at:at? | at:at about? | about at:at?)? article? (pre:premer of?)?"
_HOUR: Final = "h:hour/numhour"
_TAIL: Final = "sharp?"

_NOT_HOUR: Final = "!(unit | percent | month | dash int unit | strike | dash unknown)"

_MINUTES: Final = (
    "(m:int/num minmark | m:min/nummin !(unit | meridiem | oclock | times) "
    "| half:half !(unit | dash | extra) | q:quarter !unit | tq:threequarter !unit)?"
)
_OPEN: Final = (
    "!(quarter | half | plus half | plus quarter | plus one | plus nummin | minus | threequarter)"
)

LABELS: Final = (
    Rule("ignored", "int dash int dash int (dash int)*", ignored),
    Rule(
        "ignored",
        "label colonmark? (int/decimal/dot2/num/badclock/ordinal/dotdate) "
        "(dash (int/decimal/dot2))? "
        "!(meridiem | oclock | dash)",
        ignored,
    ),
)

EARLY: Final = (
    Rule("clock", f"{_PRE} {_HOUR} mer:meridiem {_TAIL}", named_half),
    Rule("clock", f"{_PRE} c:colon (mer:meridiem | mer:pmark !and) {_TAIL}", written),
    Rule("clock", f"{_PRE} c:colon !(oclock | about | meridiem) {_TAIL}", written),
    Rule("clock", f"{_PRE} {_HOUR} o:oclock {_MINUTES} mer:meridiem {_TAIL}", hour),
    Rule("span", "about? s:slash oclock", either),
    Rule("clock", f"{_PRE} c:dot2 oclock", written),
    Rule(
        "clock",
        f"{_PRE} h:bighour/numbig o:oclock {_MINUTES} mer:meridiem? {_TAIL} {_OPEN}",
        hour,
    ),
    Rule(
        "clock",
        f"(begin:from at:at? | at:at about? | about at:at | pre:premer of?) article? "
        f"(pre:premer)? {_HOUR} o:oclock {_MINUTES} "
        f"mer:meridiem? {_TAIL} {_OPEN}",
        hour,
    ),
    Rule(
        "clock",
        f"{_PRE} one? (q:quarter | m:num/int uminute) (before:before/beforesaid | past:past) "
        f"half:half? article? (h:h12/numhour/bighour oclock? mer:meridiem? | n:noonword) "
        f"{_NOT_HOUR}",
        relative,
    ),
)

CLOCKS: Final = (
    Rule("stamp", "(on | at)? i:isotime", stamp),
    Rule("clock", f"{_PRE} c:colon/dot2/comma2 about? mer:meridiem {_TAIL}", written),
    Rule("clock", f"{_PRE} c:colon oclock? {_TAIL}", written),
    Rule("clock", f"(at:at about? | about at:at | at:about) c:dot2 !unit {_TAIL}", written),
    Rule("clock", f"{_PRE} c:hform mer:meridiem?", hform),
    Rule(
        "clock",
        f"{_PRE} half:half (past:past | before:before) {_HOUR} oclock? mer:meridiem?",
        relative,
    ),
    Rule("clock", f"{_PRE} half:half h:h12/numhour oclock? mer:meridiem? !unit", relative),
    Rule(
        "clock",
        f"{_PRE} (q:quarter (before:before/beforesaid | past:past) "
        f"| m:num uminute? (before:before/beforesaid | past:past) "
        f"| m:int uminute (before:before/beforesaid | past:past) "
        f"| m:int (before:before | past:past)) half:half? "
        f"article? h:h12/numhour oclock? mer:meridiem? {_NOT_HOUR}",
        relative,
    ),
    Rule("clock", f"{_PRE} (q:quarter | tq:threequarter) h:h12/numhour oclock? !unit", quarter_of),
    Rule(
        "clock",
        f"{_PRE} {_HOUR} oclock? minus article? (q:quarter | m:int/num) uminute? mer:meridiem?",
        minus,
    ),
    Rule(
        "clock",
        f"{_PRE} {_HOUR} o:oclock? plus one? "
        f"(half:half | q:quarter | tq:threequarter | m:min/nummin) uminute? mer:meridiem? !unit",
        hour,
    ),
    Rule(
        "clock",
        f"{_PRE} {_HOUR} o:oclock "
        f"(half:half | q:quarter | tq:threequarter | m:min/nummin/int uminute)",
        hour,
    ),
    Rule(
        "clock", f"{_PRE} {_HOUR} o:oclock m:min/nummin !(unit | meridiem | oclock | times)", hour
    ),
    Rule("clock", f"{_PRE} {_HOUR} sharp? oclock? about? mer:meridiem {_TAIL}", hour),
    Rule("clock", f"{_PRE} {_HOUR} o:oclock mer:meridiem? {_TAIL} !(min uminute)", hour),
    Rule("clock", f"at:at about? {_HOUR} m:min !(unit | percent | dash | strike)", hour),
    Rule("clock", f"{_PRE} t:hhmm (mer:meridiem | oclock)", digits),
    Rule("clock", "(at:at about? | about at:at | at:about) t:hhmm !unit", bare),
    Rule("clock", f"{_PRE} {_HOUR} (colonmark | m:nummin) mer:meridiem", hour),
    Rule("clock", f"{_PRE} h:numhour m:nummin !unit", pair),
    Rule(
        "clock",
        "at:about h:hour/numhour sharp? !(unknown | unit | percent | month | dash)",
        bare,
    ),
    Rule("clock", "h:hour/numhour sharp !(unit)", bare),
    Rule("clock", f"{_PRE} h:hourword o:uhour {_TAIL}", hour),
    Rule("clock", "(at | about | begin:from)* at:about at? h:hourword", bare),
    Rule("clock", f"{_PRE} n:noonword minus article? (q:quarter | m:int/num)", minus),
    Rule(
        "clock",
        f"{_PRE} (hour/numhour of? article?)? n:noonword "
        "(plus one? (half:half | q:quarter) | m:min/nummin)?",
        noon,
    ),
    Rule(
        "clock",
        f"(begin:from about? at:at? | at:at about? | about at:at) article? {_HOUR} sharp? "
        f"{_NOT_HOUR}",
        bare,
    ),
)
