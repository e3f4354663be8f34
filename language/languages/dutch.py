"""Dutch: ``morgen om half drie``, ``volgende week dinsdag``, ``om de week op donderdag``."""

from typing import Final

from language.languages.holidays import HOLIDAYS
from language.languages.limits import LIMITS
from language.table import Courtesy, Table, Words

_UNITS: Final = ("", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TENS: Final = {20: "twintig", 30: "dertig", 40: "veertig", 50: "vijftig"}
_COMPOUND: Final = {
    tens + n: f"{_UNITS[n]}{'ën' if _UNITS[n].endswith('ee') else 'en'}{word}|{_UNITS[n]}en{word}"
    for tens, word in _TENS.items()
    for n in range(1, 10)
}
_WEEKDAYS: Final = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_PARTS: Final = {
    "morning": ("ochtend",),
    "afternoon": ("middag", "namiddag"),
    "evening": ("avond",),
}

_NUMBERS: Final[Words] = {
    "num": {
        1: "een|één",
        2: "twee",
        3: "drie",
        4: "vier",
        5: "vijf",
        6: "zes",
        7: "zeven",
        8: "acht",
        9: "negen",
        10: "tien",
        11: "elf",
        12: "twaalf",
        13: "dertien",
        14: "veertien",
        15: "vijftien",
        16: "zestien",
        17: "zeventien",
        18: "achttien",
        19: "negentien",
        **_TENS,
        60: "zestig",
        90: "negentig",
        **_COMPOUND,
    },
    "one": {1: "een|één|'n|de hele|het hele"},
    "couple": {
        1.5: "anderhalf|anderhalve",
        2.5: "tweeënhalf|twee en een half|tweeëneenhalf",
        3: "enkele|een paar|paar|aantal|een aantal",
    },
    "half": "half|halve",
    "quarter": "kwart|een kwart",
    "threequarter": "driekwart|drie kwart",
    "quarterhour": "kwartier",
    "ordword": {
        -3: "op twee na laatste|derde van achteren",
        -2: "voorlaatste|een na laatste|één na laatste|op een na laatste|op één na laatste",
        1: "eerste",
        2: "tweede",
        3: "derde",
        4: "vierde",
        5: "vijfde",
        6: "zesde",
        7: "zevende",
        8: "achtste",
        9: "negende",
        10: "tiende",
        11: "elfde",
        12: "twaalfde",
        15: "vijftiende",
        20: "twintigste",
        30: "dertigste",
    },
    "unit": {
        "second": "seconde|seconden|sec|seconden",
        "minute": "minuut|minuten|min|minuutjes",
        "hour": "uur|uren|u|uurtje|uurtjes",
        "day": "dag|dagen",
        "week": "week|weken",
        "month": "maand|maanden",
        "year": "jaar|jaren",
        "quarter": "kwartaal|kwartalen",
        "weekend": "weekends|weekenden",
        "quarterhour": "kwartier|kwartiertje",
    },
}

_CLOCK: Final[Words] = {
    "at": "om|vanaf|klokslag|om precies|precies om|stipt om|rond|aanvang|start om|rondom",
    "about": "rond|omstreeks|tegen|ongeveer|circa|ca|ca.|ongeveer om|zo rond|om ongeveer"
    "|rond een uur of|om een uur of",
    "meridiem": {
        "am": "am|a.m.|'s ochtends|'s morgens|s ochtends|s morgens|'s nachts|’s ochtends"
        "|’s morgens|in de ochtend",
        "pm": "pm|p.m.|'s middags|'s avonds|s middags|s avonds|’s middags|’s avonds"
        "|in de middag|in de avond",
    },
    "oclock": "uur|u|u.|h",
    "sharp": "precies|stipt|exact|ongeveer|sharp",
    "past": "over|na",
    "before": "voor",
    "noonword": {
        (12, 0): "twaalf uur 's middags|tussen de middag|het middaguur",
        (24, 0): "middernacht",
        (17, 0): "einde van de dag|eind van de dag|einde dag|einde werkdag"
        "|eind van de werkdag|einde van de werkdag",
    },
    "part": {
        "morning": "ochtend|ochtends|'s ochtends|'s morgens|in de ochtend|s ochtends|s morgens"
        "|voormiddag|in de voormiddag|’s ochtends|’s morgens",
        "early": "vroeg|vroeg in de ochtend|'s ochtends vroeg",
        "lunch": "lunchtijd|rond de lunch|lunchpauze",
        "afternoon": "middag|'s middags|in de middag|namiddag|in de namiddag|s middags|’s middags",
        "late": "eind van de middag|einde van de middag|late middag",
        "evening": "avond|'s avonds|in de avond|s avonds|’s avonds",
        "night": "nacht|'s nachts|in de nacht|s nachts|’s nachts",
    },
    "morningword": "ochtend|morgen|vroeg",
    "in": "over|binnen|in|over ongeveer|over circa",
    "barein": "over",
    "later": "later|vanaf nu|vanaf vandaag|na nu",
    "ago": "geleden",
    "moved": {1: "later|naar achteren", -1: "eerder|vroeger|naar voren"},
    "moveby": "met",
    "meal": {
        "am": "ontbijt",
        "noon": "lunch",
        "pm": "diner|avondeten|borrel|vrijmibo|etentje|feest",
    },
}

_DAYS: Final[Words] = {
    "place": "verdieping",
    "weekday": {
        0: "maandag|ma|ma.|maa|maandagen",
        1: "dinsdag|di|di.|din|dins",
        2: "woensdag|wo|wo.|woe|woens",
        3: "donderdag|do|do.|don|dond",
        4: "vrijdag|vr|vr.|vri|vrij",
        5: "zaterdag|za|za.|zat",
        6: "zondag|zo|zo.|zon",
    },
    "weekdays": {n: f"{day}en|elke {day}|{day}s" for n, day in enumerate(_WEEKDAYS)},
    "slight": "ma|di|wo|do|vr|za|zo|vrij|zon|don|mei|mrt|maa|vroeg|mar|woe",
    "month": {
        1: "januari|jan|jan.",
        2: "februari|feb|feb.|febr",
        3: "maart|mrt|mrt.|mar",
        4: "april|apr|apr.",
        5: "mei",
        6: "juni|jun|jun.",
        7: "juli|jul|jul.",
        8: "augustus|aug|aug.",
        9: "september|sep|sept|sep.",
        10: "oktober|okt|okt.",
        11: "november|nov|nov.",
        12: "december|dec|dec.",
    },
    "dayword": {
        0: "vandaag|heden|vndg",
        1: "morgen|mrgn|mrg",
        2: "overmorgen",
        -1: "gisteren",
        -2: "eergisteren",
    },
    "daypart": {
        (0, "morning"): "vanochtend|vanmorgen|vandaag in de ochtend",
        (0, "afternoon"): "vanmiddag|vandaag in de middag",
        (0, "evening"): "vanavond|vannacht|deze avond",
        (1, "morning"): "morgenochtend|morgen ochtend|morgenvroeg|morgen vroeg",
        (1, "afternoon"): "morgenmiddag|morgen middag|morgennamiddag",
        (1, "evening"): "morgenavond|morgen avond",
    },
    "weekdaypart": {
        (n, part): "|".join(f"{day}{word}|{day} {word}" for word in words)
        for n, day in enumerate(_WEEKDAYS)
        for part, words in _PARTS.items()
    },
    "weekshift": {1: "komende week|aankomende week|volgende week"},
    "weekend": "weekend|weekeinde",
    "weekends": "weekends|weekenden",
    "workday": "werkdag|doordeweekse dag",
    "workdays": "werkdagen|doordeweeks|doordeweekse dagen",
    "next": "volgende|aankomende week|eerstvolgende|volgend|aanstaande week",
    "this": "deze|dit|aankomende|komende|aanstaande|a.s.|as|huidige|lopende|komend|aankomend"
    "|aanstaand",
    "thisafter": "aanstaande|a.s.|aanstaand",
    "last": "laatste|vorige|afgelopen|vorig",
    "on": "op|per",
    "lead": "op|voor|van|tegen|per|uiterlijk|vanaf|de",
    "article": "de|het|een|'t",
    "of": "van|in|van de|in de|van het|in het|voor",
    "edge": {
        "start": "begin|aan het begin|begin van|vroeg in",
        "middle": "midden|half|medio|halverwege",
        "end": "eind|einde|aan het eind|eind van|einde van|aan het einde",
    },
    "eom": {
        "month": "eind van de maand|einde maand|einde van de maand|eind deze maand",
        "week": "einde week|eind van de week|einde van de week",
    },
}

_RANGES: Final[Words] = {
    "from": "van|vanaf|startend|startend op|beginnend op|beginnend|met ingang van",
    "between": "tussen",
    "to": "tot|tot en met|t/m|tot aan|tm|tot ongeveer|totdat",
    "until": "tot|tot en met|t/m|tot aan|tm|tot eind|tot einde",
    "and": "en|&",
    "for": "voor|gedurende|duur|duurt|lang|van",
    "forafter": "lang",
    "extra": "extra|volle|hele",
    "long": "lang|durend|max",
    "after": "na|vanaf",
    "minus": "min",
}

_REPEATS: Final[Words] = {
    "every": "elke|elk|iedere|ieder|alle|op elke|per",
    "alternate": "om de|elke andere|iedere andere|elke tweede|om de andere",
    "recur": {
        ("DAILY", 1): "dagelijks|dagelijkse|eenmaal per dag|een keer per dag",
        ("WEEKLY", 1): "wekelijks|wekelijkse|een keer per week"
        "|eens per week|eenmaal per week|één keer per week",
        ("WEEKLY", 2): "tweewekelijks|tweewekelijkse|om de week|2-wekelijks|om de twee weken"
        "|om de 2 weken|veertiendaags|eens per twee weken|elke twee weken|elke 2 weken",
        ("MONTHLY", 1): "maandelijks|maandelijkse|eens per maand|een keer per maand",
        ("MONTHLY", 3): "kwartaals",
        ("YEARLY", 1): "jaarlijks|jaarlijkse",
        ("HOURLY", 1): "ieder uur",
    },
    "bare_recur": "dagelijkse|wekelijkse|tweewekelijkse|maandelijkse|jaarlijkse|2-wekelijks",
    "times": "keer|x|maal|sessies",
    "except": "behalve|uitgezonderd|niet op|tenzij|maar niet",
}

_ROUND: Final[Words] = {
    "with": "met|en|samen met|incl|nodig|plus|m.",
    "joins": "en|,|&",
    "timeword": "tijd|lokale tijd",
    "label": "kamer|zaal|versie|fase|deel|hoofdstuk|niveau|verdieping|team|groep|nr|nr.|nummer"
    "|ticket|sprint|gebouw|lijn|punt|stap|pagina|artikel|ruimte|release|ronde|blok|project"
    "|taak|lokaal|module",
    "connector": "om|op|voor|van|vanaf|tot|de|het|een|in|aan|rond|tegen|tussen|per|met ingang|en"
    "|uur|u|deze|elke|die|a|dag|aanvang|vr|ongeveer|ca|duur|steeds|telkens|over",
}

TABLE: Final = Table(
    code="nl",
    words=_NUMBERS | _CLOCK | _DAYS | _RANGES | _REPEATS | _ROUND | HOLIDAYS["nl"] | LIMITS["nl"],
    glued={
        "oclock": "h|u|uur",
        "unit": {"hour": "h|u", "minute": "m|min", "day": "d", "week": "w"},
        "times": "x",
    },
    hides="over|of|die|do|as|a|are|me|zon|wo|we|per|voor|art|week|half|dan|is|begin|was",
    dashed=True,
    half_before=True,
    openers=(
        Courtesy(
            "greeting",
            "(?:hoi|hallo|hey|goedemorgen|ok|oké|bedankt|dank je|en|graag|alsjeblieft|aub|svp|top"
            r"|dus)\b[,.! ]*",
            "hallo, budget",
        ),
        Courtesy(
            "can you",
            "(?:kun je|kan je|wil je|zou je|kunnen we|zullen we|zouden we|mogen we"
            "|we spreken af(?: voor)?|ik wil|ik moet|ik heb|we moeten|wil|laten we"
            r"|ik zou graag)(?: even| graag| een keer)*\s+",
            "kun je even budget",
        ),
        Courtesy(
            "schedule",
            "(?:plan|maak|zet|regel|organiseer|boek|voeg|creëer|creeer|prik|start|leg)(?: even"
            r"| aub| alvast)?(?: in| toe)?\s+(?=\w)",
            "plan budget",
        ),
        Courtesy("article", r"(?:een|de|het|onze|ons|mijn)\s+(?=\w)", "het budget"),
        Courtesy(
            "new meeting",
            r"(?:nieuwe?) (?:afspraak|meeting|vergadering|overleg)\s*:?\s*",
            "nieuwe afspraak: budget",
        ),
        Courtesy(
            "meeting called",
            r"(?:afspraak|meeting|vergadering)\s*(?::|genaamd|met titel|getiteld)\s*",
            "vergadering genaamd budget",
        ),
    ),
    closers=(
        Courtesy(
            "please",
            r"(?:,\s*|\s+|^)(?:alsjeblieft|aub|graag|svp|bedankt|a\.u\.b\.|inplannen|plannen|in"
            r"|toevoegen|maken|aanmaken)[.!]*\s*$",
            "budget graag",
        ),
        Courtesy(
            "in my calendar",
            r"\s+(?:in (?:mijn|onze|de) agenda)\s*$",
            "budget in mijn agenda",
        ),
    ),
    loose="nu|om|op|voor|van|vanaf|tot|de|het|een|in|aan|rond|tegen|tussen|met|en|per|over|te|bij"
    "|via|naar|uur",
)
