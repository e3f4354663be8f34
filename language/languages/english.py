"""English: ``next tuesday 3pm``, ``half past two``, ``every other thursday at 4``."""

from itertools import combinations, product
from typing import Final

from language.languages import english_courtesies as courtesies
from language.languages.holidays import HOLIDAYS
from language.languages.limits import LIMITS
from language.table import MARKS, Table, Words

_TO_NINTH: Final = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
)


def day_codes() -> dict[tuple[int, ...], list[str]]:
    """The ways to write several weekdays as letters: M/W/F, T/Th, MWF."""
    letters = (("m",), ("t", "tu"), ("w",), ("th", "r"), ("f",))
    codes: dict[tuple[int, ...], list[str]] = {}
    for size in (2, 3, 4, 5):
        for days in combinations(range(5), size):
            for forms in product(*(letters[day] for day in days)):
                codes.setdefault(days, []).append("/".join(forms))
                if size > 2 or days == (1, 3):
                    codes[days].append("".join(forms))
    return codes


_NUMBERS: Final[Words] = {
    "num": {
        1: "one",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        25: "twenty five|twenty-five",
        30: "thirty",
        35: "thirty five|thirty-five",
        40: "forty|fourty",
        45: "forty five|forty-five",
        50: "fifty",
        55: "fifty five|fifty-five",
        60: "sixty",
        90: "ninety",
    },
    "one": {1: "a|an|all|another|whole|entire"},
    "couple": {2: "a couple of|couple of|a couple", 3: "a few|few|several|some"},
    "half": "half|½|half a|half an|a half",
    "quarter": "quarter|quarters|a quarter|¼",
    "ordword": {
        -2: "penultimate|next to last|next-to-last|last but one|second last|second to last"
        "|second-to-last",
        -3: "third last|third to last|third-to-last|last but two|antepenultimate",
        **dict(enumerate(_TO_NINTH, 1)),
        10: "tenth",
        11: "eleventh",
        12: "twelfth",
        13: "thirteenth",
        14: "fourteenth",
        15: "fifteenth",
        16: "sixteenth",
        17: "seventeenth",
        18: "eighteenth",
        19: "nineteenth",
        20: "twentieth",
        **{20 + n: f"twenty {word}|twenty-{word}" for n, word in enumerate(_TO_NINTH, 1)},
        30: "thirtieth",
        31: "thirty first|thirty-first",
    },
    "unit": {
        "second": "seconds|secs|sec|second",
        "minute": "minute|minutes|min|mins|minuts|minuets",
        "hour": "hour|hours|hr|hrs|h",
        "day": "day|days",
        "night": "nights|night",
        "weekend": "weekends",
        "week": "week|weeks|wk|wks",
        "fortnight": "fortnight|fortnights",
        "month": "month|months|mo|mos",
        "quarter": "quarter",
        "year": "year|years|yr|yrs",
    },
}

_CLOCK: Final[Words] = {
    "at": "at|starting at|beginning at|at exactly|starts at|start at",
    "about": "about|around|approximately|approx|roughly|circa|ca|~|by|sharp at",
    "meridiem": {"am": "am|a.m.|a.m|a m|ante meridiem", "pm": "pm|p.m.|p.m|p m|post meridiem"},
    "pmark": {"pm": "p"},
    "oclock": "o'clock|o’clock|oclock|o clock|h",
    "sharp": "sharp|on the dot|ish|-ish|or so|exactly",
    "past": "past|after",
    "before": "before",
    "beforesaid": "to|til|till|of",
    "noonword": {
        (12, 0): "noon|midday|mid-day|mid day|high noon",
        (24, 0): "midnight|mid night|mid-night",
        (17, 0): "eod|cob|end of day|end of the day|the end of the day|close of business|eob"
        "|end of business|close of play|cop|end of play",
    },
    "part": {
        "morning": "morning|mornings|am session|forenoon",
        "early": "early morning|first thing|first thing in the morning|bright and early",
        "mid-morning": "mid-morning|mid morning|midmorning",
        "late morning": "late morning",
        "lunch": "lunchtime|lunch time|lunch-time|lunch hour",
        "afternoon": "afternoon|afternoons|arvo|early afternoon",
        "mid-afternoon": "mid-afternoon|mid afternoon|midafternoon",
        "late": "late afternoon",
        "evening": "evening|evenings",
        "night": "night",
    },
    "in": "in",
    "barein": "in",
    "tophour": "top of the hour|the top of the hour|at the top of the hour|on the next hour"
    "|next full hour|the next full hour",
    "later": "later|from now|hence|from today",
    "ago": "ago|earlier|before now",
    "moved": {1: "later|afterwards|after", -1: "earlier|sooner|before|prior"},
    "pushed": {1: "back", -1: "forward|forwards|up"},
    "moveby": "by",
    "meal": {
        "am": "breakfast|brekkie",
        "noon": "lunch|brunch",
        "pm": "dinner|drinks|supper|happy hour|party|movie|movies|concert|date night|gala",
    },
}

_DAYS: Final[Words] = {
    "weekday": {
        0: "monday|mon|mon.",
        1: "tuesday|tue|tues|tue.|tues.",
        2: "wednesday|wed|weds|wed.|wensday|wendsday|wednsday|wedensday|wedn|wdnesday",
        3: "thursday|thu|thur|thurs|thu.|thurs.|thrusday|thurday|thirsday|thrs|thr",
        4: "friday|fri|fri.",
        5: "saturday|sat|sat.",
        6: "sunday|sun|sun.",
    },
    "weekdays": {
        0: "mondays",
        1: "tuesdays|tuesdays'",
        2: "wednesdays",
        3: "thursdays",
        4: "fridays",
        5: "saturdays",
        6: "sundays",
    },
    "short": "mon|tue|wed|thu|fri|sat|sun|weds",
    "slight": "mon|tue|wed|thu|fri|sat|sun|weds|may|march|mar|second",
    "month": {
        1: "january|jan|jan.",
        2: "february|feb|feb.",
        3: "march|mar|mar.",
        4: "april|apr|apr.",
        5: "may",
        6: "june|jun|jun.",
        7: "july|jul|jul.",
        8: "august|aug|aug.",
        9: "september|sep|sept|sep.|sept.",
        10: "october|oct|oct.",
        11: "november|nov|nov.",
        12: "december|dec|dec.",
    },
    "dayword": {
        0: "later today|later on today|today|tdy|2day|todays|today's|today’s",
        1: "tomorrow|tmrw|tmr|tmrrw|tmw|tomo|tom.|2moro|2morrow|tomorow|tommorow|tommorrow"
        "|tomrrow|2mrw|2mro|tmro|tmoz|tomoz|tommorrows|tomorrows"
        "|tomorrow's|tomorrow’s|tmrow|tomorro|morrow",
        2: "day after tomorrow|the day after tomorrow|overmorrow|day after tmrw",
        -1: "yesterday|yday",
        -2: "the day before yesterday|day before yesterday",
    },
    "daypart": {
        (0, "evening"): "tonight|tonite|2nite|this evening|tonight's|tonight’s",
        (0, "morning"): "this morning",
        (0, "afternoon"): "this afternoon",
        (1, "morning"): "first thing tomorrow|first thing tomorrow morning|tomorrow first thing",
        (1, "evening"): "next evening|tomorrow night|tomorrow evening|tomorrow eve",
        (-1, "evening"): "last night|yesterday evening",
    },
    "tom": {1: "tom"},
    "weekshift": {
        1: "coming week|this coming week|the coming week|the week ahead",
        2: "week after next|the week after next",
    },
    "weekend": "weekend|week-end|wkend",
    "weekends": "weekends|week-ends",
    "workday": "weekday|workday|working day|business day|work day|week day",
    "workdays": "m-f|mo-fr|m thru f|m to f|weekdays|workdays|working days|business days|work days"
    "|week days",
    "daycodes": {days: "|".join(forms) for days, forms in day_codes().items()},
    "place": "floor|floors|street|avenue|ave",
    "nextyear": "next year|of next year|the following year",
    "next": "next|following|nxt",
    "this": "this|current|coming|upcoming|this coming|this upcoming|the coming",
    "last": "last|past|previous",
    "on": "on",
    "lead": "on|for|of|by",
    "article": "the",
    "of": "of|in|for",
    "edge": {
        "start": "start|beginning|early|early in|early on|first half|begin",
        "middle": "middle|mid|mid-",
        "end": "end|late|late in|second half|ending",
    },
    "eom": {"month": "eom|end of month", "week": "eow|end of week"},
    "sometime": "sometime|some time|some day|someday|anytime|any time|at some point",
}

_RANGES: Final[Words] = {
    "from": "from|starting|beginning|start",
    "starting": "starting|beginning|start",
    "between": "between|btw|btwn|b/w",
    "to": "to|until|untill|till|til|through|thru|'til|’til|up to|and ending at|and ending"
    "|and ends at|ending at|ends at",
    "until": "until|untill|till|til|through|thru|'til|’til|up to|ending|ending on|ends"
    "|through the|until the",
    "and": "and|&|+|n|plus",
    "plussign": "+",
    "for": "for|lasting|about|during|lasts|takes|over|for about|for around|for up to|for at least"
    "|for approximately|approx",
    "extra": "more|extra|additional|full|less|fewer|whole|solid|short|quick",
    "long": "long|-long|duration|in length|max|tops|total|slot",
}

_REPEATS: Final[Words] = {
    "every": "every|each|evry",
    "alternate": "every other|every second|alternate|alternating|every 2nd|each other|each second",
    "recur": {
        ("DAILY", 1): "daily|everyday|once a day",
        ("WEEKLY", 1): "weekly|wkly|once a week|once per week|once weekly",
        ("WEEKLY", 2): "biweekly|bi-weekly|fortnightly|bi weekly|once a fortnight"
        "|once every two weeks",
        ("MONTHLY", 1): "monthly|once a month|once per month",
        ("MONTHLY", 2): "bimonthly|bi-monthly",
        ("MONTHLY", 3): "quarterly|once a quarter",
        ("MONTHLY", 6): "semiannually|half-yearly|half yearly|every half year|twice a year",
        ("YEARLY", 1): "yearly|annually|annual|once a year|once per year",
        ("HOURLY", 1): "hourly|once an hour",
    },
    "bare_recur": "nightly|daily|weekly|biweekly|bi-weekly|bi weekly|monthly|quarterly|yearly"
    "|annual|hourly|bimonthly|bi-monthly|fortnightly|wkly|everyday",
    "times": "times|x|time|occurrences|occurrence|sessions|weeks in a row|instances",
    "twice": {2: "twice", 1: "once"},
    "except": "except|but|excluding|but not|except for|skipping|but skip|skip|unless"
    "|aside from|other than|apart from|save for|minus",
    "backward": "to last|to the last|from last|from the end",
    "again": "repeating|repeats|recurring|repeat|recurrent",
}

_ROUND: Final[Words] = {
    "with": "with|w/|w|invite|inviting|cc|including|incl|and invite|for|along with|incl.",
    "via": "on|via|over|using|through|in|by|at|w/|with|through a",
    "zonehour": "est|et|pt|ct|cst|mst|ist|eastern|pacific",
    "joins": "and|,|&|/|+|or|plus",
    "agenda": "calendar|schedule|agenda|diary",
    "own": "my|our",
    "timeword": "time",
    "label": "room|rooms|release|version|ver|sprint|phase|step|part|chapter|section|level|floor"
    "|gate|building|suite|team|group|line|ticket|issue|bug|pr|no|no.|number|nr|iteration"
    "|episode|round|track|batch|cohort|wave|tier|priority|milestone|task|story|epic"
    "|article|item|page|ios|windows|python|java|top|area|route|lab|hall|table|desk|stage"
    "|season|series|module|lesson|volume|act|option|plan|take|draft|rev|build|case|class"
    "|grade|bay|pod|zone|unit|figure|flight|cycle|day|week|vol|ch|pt|fy|hw|exam|area"
    "|studio|conf room|i'm at|im at|i’m at|i am at|catch|channel|meeting room|apt|office"
    "|postgres|node|react|angular|android|http",
    "phrasal": "all hands|check in|check-in|sign in|log in|dial in|opt in"
    "|stand by|walk in|drop in|buy in"
    "|buy-in|fill in|sit in|add on|add-on|hands on|hands-on|follow on|sign on|plug in"
    "|tie in|weigh in|sign-in|log-in|drop-in|walk-in|fill-in|all in|all-in|on site|on-site"
    "|in person|in-person|by hand|on call|on-call",
    "connector": "on|at|for|by|the|from|,|of|in|-|@|starting|(|)|to|this|.|start|begins"
    "|beginning|and|a|start time|–|—|around|about|;|:|/|it|set|be|is|between||",
}

TABLE: Final = Table(
    code="en",
    words=MARKS
    | _NUMBERS
    | _DAYS
    | _RANGES
    | _REPEATS
    | _ROUND
    | {**_CLOCK, "at": f"{_CLOCK['at']}|{MARKS['at']}"}
    | HOLIDAYS["en"]
    | LIMITS["en"],
    glued={
        "meridiem": {"am": "a|am|am's", "pm": "p|pm|pm's"},
        "unit": {
            "minute": "m|min|mins|mn",
            "hour": "h|hr|hrs",
            "day": "d",
            "week": "w|wk|wks",
            "year": "y|yr|yrs",
            "second": "s|sec|secs",
        },
        "oclock": "h",
        "counted": {"+00:00": "z"},
        "to": "to|til|till|thru",
        "times": "x",
        "sharp": "ish",
    },
    openers=courtesies.OPENERS,
    opening=courtesies.OPENING,
    closers=courtesies.CLOSERS,
    cues=courtesies.CUES,
    loose=courtesies.LOOSE,
    phrasal="check|sign|log|dial|opt|call|drop|walk|buy|fill|sit|all|hands|add|stand",
    mine="my",
    clock24=False,
    month_first=True,
)
