"""German: ``morgen um halb drei``, ``jeden zweiten Dienstag``, ``am 12.05. um 15 Uhr``."""

from typing import Final

from language.languages.holidays import HOLIDAYS
from language.languages.limits import LIMITS
from language.table import Courtesy, Table, Words

_UNITS: Final = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_TENS: Final = {20: "zwanzig", 30: "dreißig|dreissig", 40: "vierzig", 50: "fünfzig"}
_COMPOUND: Final = {
    tens + n: "|".join(f"{_UNITS[n]}und{word}" for word in words.split("|"))
    for tens, words in _TENS.items()
    for n in range(1, 10)
}
_ORDINALS: Final = {
    1: "erst",
    2: "zweit",
    3: "dritt",
    4: "viert",
    5: "fünft",
    6: "sechst",
    7: "siebt",
    8: "acht",
    9: "neunt",
    10: "zehnt",
    11: "elft",
    12: "zwölft",
    13: "dreizehnt",
    14: "vierzehnt",
    15: "fünfzehnt",
    16: "sechzehnt",
    17: "siebzehnt",
    18: "achtzehnt",
    19: "neunzehnt",
    20: "zwanzigst",
    30: "dreißigst",
    **{n: f"{words.split('|')[0]}st" for n, words in _COMPOUND.items() if n < 32},
}
_PARTS: Final = {
    "morning": ("morgen", "früh", "vormittag"),
    "noon": ("mittag",),
    "afternoon": ("nachmittag",),
    "evening": ("abend",),
    "night": ("nacht",),
}
_WEEKDAYS: Final = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")

_NUMBERS: Final[Words] = {
    "num": {
        1: "eins|ein uhr",
        2: "zwei|zwo",
        3: "drei",
        4: "vier",
        5: "fünf|fuenf",
        6: "sechs",
        7: "sieben",
        8: "acht",
        9: "neun",
        10: "zehn",
        11: "elf",
        12: "zwölf|zwoelf",
        13: "dreizehn",
        14: "vierzehn",
        15: "fünfzehn",
        16: "sechzehn",
        17: "siebzehn",
        18: "achtzehn",
        19: "neunzehn",
        **_TENS,
        60: "sechzig",
        90: "neunzig",
        **_COMPOUND,
    },
    "one": {1: "ein|eine|einen|einem|einer|eines|ne|'ne|nem|ner|'ner"},
    "couple": {
        1.5: "anderthalb|eineinhalb|ein einhalb",
        2.5: "zweieinhalb|zwei einhalb|zwei ein halb",
        3.5: "dreieinhalb",
        4.5: "viereinhalb",
        3: "ein paar|paar|einige|mehrere",
    },
    "half": "halb|halbe|halben|halber|halbes",
    "quarter": "viertel",
    "threequarter": "dreiviertel|drei viertel",
    "ordword": {
        -2: "vorletzte|vorletzten|vorletzter|vorletztem|vorletztes|zweitletzte|zweitletzten",
        -3: "drittletzte|drittletzten|drittletzter|vorvorletzte|vorvorletzten",
        **{n: f"{w}e|{w}en|{w}er|{w}em|{w}es" for n, w in _ORDINALS.items()},
    },
    "unit": {
        "quarterhour": "viertelstunde|viertelstunden",
        "second": "sekunde|sekunden|sek",
        "minute": "minute|minuten|min|minütiges|minütige",
        "hour": "stunde|stunden|std|std.|stündiges|stündige|stündiger",
        "day": "tag|tage|tagen|tages",
        "week": "woche|wochen|wo",
        "month": "monat|monate|monaten|monats",
        "year": "jahr|jahre|jahren|jahres",
        "quarter": "quartal|quartals",
        "weekend": "wochenenden",
    },
}

_CLOCK: Final[Words] = {
    "at": "um|um genau|punkt|genau um|pünktlich um|so um|ab|beginn|beginn um|start",
    "about": "gegen|ca|ca.|circa|zirka|etwa|ungefähr|so|so gegen|um ca|um circa|um ungefähr"
    "|so circa",
    "oclock": "uhr|h",
    "sharp": "pünktlich|genau|in etwa|ungefähr",
    "past": "nach",
    "before": "vor",
    "noonword": {
        (12, 0): "mittag|mittags|zu mittag|am mittag",
        (24, 0): "mitternacht",
        (17, 0): "feierabend|dienstschluss|tagesende|ende des tages",
    },
    "part": {
        "morning": "morgens|vormittag|vormittags|am morgen|am vormittag|in der früh|früh"
        "|am frühen morgen|frühmorgens",
        "lunch": "mittagszeit|über mittag|mittagspause",
        "afternoon": "nachmittag|nachmittags|am nachmittag|nm",
        "late": "spätnachmittag|am späten nachmittag",
        "evening": "abend|abends|am abend|feierabends",
        "night": "nacht|nachts|in der nacht",
    },
    "morningword": "morgen|früh|morgens",
    "tophour": "vollen stunde|zur vollen stunde|zur nächsten vollen stunde|nächste volle stunde",
    "in": "in|binnen|innerhalb von|innerhalb",
    "later": "später|ab jetzt|von jetzt an|ab heute",
    "ago": "her",
    "moved": {1: "später|nach hinten", -1: "früher|eher|nach vorne|nach vorn"},
    "moveby": "um",
    "meal": {
        "am": "frühstück",
        "noon": "mittagessen|lunch",
        "pm": "abendessen|feierabendbier|party|feier|abendbrot|dinner|drinks",
    },
}

_DAYS: Final[Words] = {
    "place": "stock|etage|stockwerk|obergeschoss",
    "weekday": {
        0: "montag|mo|mo.|mon",
        1: "dienstag|di|di.|die",
        2: "mittwoch|mi|mi.",
        3: "donnerstag|do|do.|don",
        4: "freitag|fr|fr.|fre",
        5: "samstag|sa|sa.|sam|sonnabend",
        6: "sonntag|so|so.|son",
    },
    "weekdays": {n: f"{day}s" for n, day in enumerate(_WEEKDAYS)},
    "slight": "mo|di|mi|do|fr|sa|so|die|don|son|sam|fre|mai|mar|mon",
    "month": {
        1: "januar|jan|jan.|jänner|jaenner",
        2: "februar|feb|feb.|feber",
        3: "märz|mär|mär.|mrz|maerz|mrz.",
        4: "april|apr|apr.",
        5: "mai",
        6: "juni|jun|jun.|juno",
        7: "juli|jul|jul.|julei",
        8: "august|aug|aug.",
        9: "september|sep|sep.|sept|sept.",
        10: "oktober|okt|okt.",
        11: "november|nov|nov.",
        12: "dezember|dez|dez.",
    },
    "dayword": {
        0: "heute|heut|heutigen",
        1: "morgen|morgigen",
        2: "übermorgen|uebermorgen",
        3: "überübermorgen",
        -1: "gestern",
        -2: "vorgestern",
    },
    "daypart": {
        (0, "morning"): "heute morgen|heute früh|heute vormittag",
        (0, "afternoon"): "heute nachmittag",
        (0, "evening"): "heute abend|heut abend|heute nacht",
        (1, "morning"): "morgen früh|morgen vormittag",
        (1, "afternoon"): "morgen nachmittag",
        (1, "evening"): "morgen abend",
        (0, "noon"): "heute mittag",
        (1, "noon"): "morgen mittag",
    },
    "weekdaypart": {
        (n, part): "|".join(f"{day}{word}" for word in words)
        for n, day in enumerate(_WEEKDAYS)
        for part, words in _PARTS.items()
    },
    "weekshift": {
        1: "kommende woche|kommender woche|kommenden woche|nächste woche|nächster woche"
        "|in der nächsten woche",
        2: "übernächste woche|übernächster woche",
    },
    "weekend": "wochenende",
    "weekends": "wochenends",
    "workday": "werktag|arbeitstag|wochentag|werktags",
    "workdays": "werktags|wochentags|unter der woche|an werktagen|an wochentagen",
    "next": "nä|nä.|nächste|nächsten|nächster|nächstes|nächstem|naechste|naechsten|naechster|nächst"
    "|folgenden|folgende|darauffolgenden",
    "this": "diese|diesen|dieser|dieses|diesem|kommenden|kommende|kommender|kommendes|laufenden"
    "|aktuellen|dies",
    "afternext": "übernächste|übernächsten|übernächster",
    "last": "letzte|letzten|letzter|letztes|vergangenen|vorigen|vergangene",
    "on": "am|an",
    "lead": "am|an|für|zum|vom|für den|ab|ab dem|dem",
    "article": "der|die|das|den|dem|des",
    "of": "im|des|der|vom|von|in|in der|am|jeden|eines",
    "edge": {
        "start": "anfang|beginn|zu beginn",
        "middle": "mitte",
        "end": "ende|spät in",
    },
    "eom": {"month": "monatsende|zum monatsende", "week": "ende der woche|wochenschluss"},
    "sometime": "irgendwann",
}

_RANGES: Final[Words] = {
    "from": "von|vom|ab|beginnend|startend|beginnend am|ab dem|seit",
    "between": "zwischen",
    "to": "bis|bis um|bis zum|bis ca|bis circa",
    "until": "bis|bis zum|bis um|bis einschließlich|bis ende",
    "and": "und|u.",
    "for": "für|dauer|dauert|lang|für ca|über|während",
    "forafter": "lang|lange",
    "extra": "weitere|mehr|volle|ganze|kurze",
    "long": "lang|lange|länge|max",
    "minus": "minus",
    "after": "nach|ab",
}

_REPEATS: Final[Words] = {
    "every": "jeden|jede|jedes|jeder|jedem|alle|je",
    "alternate": "alle zwei|jeden zweiten|jede zweite|jedes zweite|alle 2",
    "recur": {
        ("DAILY", 1): "täglich|tgl|einmal am tag",
        ("WEEKLY", 1): "wöchentlich|woechentlich|einmal pro woche|einmal die woche",
        ("WEEKLY", 2): "zweiwöchentlich|vierzehntägig|14-tägig|14tägig|zweiwöchig|alle 14 tage",
        ("MONTHLY", 1): "monatlich|einmal im monat|einmal pro monat",
        ("MONTHLY", 3): "vierteljährlich|quartalsweise",
        ("YEARLY", 1): "jährlich|einmal im jahr",
        ("HOURLY", 1): "stündlich",
    },
    "bare_recur": "wöchentliches|tägliches",
    "times": "mal|x|termine|wiederholungen|male",
    "twice": {2: "zweimal", 3: "dreimal", 4: "viermal", 5: "fünfmal", 10: "zehnmal"},
    "except": "außer|ausser|ausgenommen|es sei denn|aber nicht|nur nicht|nicht jedoch",
    "again": "wiederholend|regelmäßig",
}

_ROUND: Final[Words] = {
    "with": "mit|und|samt|inkl|inkl.|plus|einladen|lade",
    "joins": "und|,|&|sowie",
    "timeword": "zeit|ortszeit",
    "label": "raum|zimmer|version|phase|teil|kapitel|ebene|etage|team|gruppe|nr|nr.|nummer|thema"
    "|punkt|stufe|halle|gebäude|platz|linie|gleis|gate|kw|folge|runde|release|sprint|klasse"
    "|modul|top",
    "connector": "am|um|für|bis|vom|von|der|den|dem|die|das|im|in|ab|ca|ca.|gegen|zum|zur|des|an"
    "|mit beginn|uhr|und|diesen|so|etwa|genau|start|beginn|dauer|jeweils|ein|eine|auf"
    "|zwischen|schon|gleich|wieder",
}

TABLE: Final = Table(
    code="de",
    words=_NUMBERS
    | _CLOCK
    | _DAYS
    | _RANGES
    | _REPEATS
    | _ROUND
    | {
        "unit": _NUMBERS["unit"],
    }
    | HOLIDAYS["de"]
    | LIMITS["de"],
    glued={
        "oclock": "h|uhr",
        "unit": {"hour": "h|std", "minute": "m|min", "day": "d|t", "week": "w"},
        "times": "x|mal",
    },
    hides="am|die|so|an|in|do|fr|mi|mit|her|see|art|man|not|war|was|will|met",
    dotted=True,
    half_before=True,
    openers=(
        Courtesy(
            "greeting",
            r"(?:bitte|hallo|hi|hey|moin|ok|okay|danke|gut|super|also|und|dann)\b[,.! ]*",
            "hallo, budget",
        ),
        Courtesy(
            "can you",
            "(?:kannst du|könntest du|könntet ihr|kann ich|können wir|könnten wir|wollen wir"
            "|wir müssen|wir sollten|treffen wir uns(?: zum| zur| für| wegen)?|ich möchte"
            r"|ich will|ich brauche|wir brauchen|lass uns|ich hätte gern)(?: bitte| mir| uns)*\s+",
            "kannst du bitte budget",
        ),
        Courtesy(
            "schedule",
            "(?:plane|plan|erstelle|erstell|mach|mache|leg|lege|vereinbare|setze|setz|trag|trage"
            r"|buche|buch|ansetzen|starte|organisiere|termin)(?: bitte| mir| uns| mal)*\s+(?=\w)",
            "plane bitte budget",
        ),
        Courtesy(
            "article",
            r"(?:ein|eine|einen|das|den|die|der|unser|unsere)\s+(?=\w)",
            "das budget",
        ),
        Courtesy(
            "new meeting",
            r"(?:neuer|neues|neuen) (?:termin|meeting|besprechung|treffen)\s*:?\s*",
            "neuer termin: budget",
        ),
        Courtesy(
            "meeting called",
            r"(?:termin|meeting|treffen)\s*(?::|namens|mit dem titel|mit titel|für|zum thema)\s*",
            "meeting zum thema budget",
        ),
    ),
    closers=(
        Courtesy(
            "please",
            r"(?:,\s*|\s+|^)(?:bitte|danke|ansetzen|planen|einplanen|eintragen|anlegen|erstellen"
            r"|vereinbaren|machen|einstellen|buchen)[.!]*\s*$",
            "budget bitte",
        ),
        Courtesy(
            "in my calendar",
            r"\s+(?:in (?:meinen|den) kalender)\s*$",
            "budget in meinen kalender",
        ),
    ),
    loose="jetzt|sofort|gleich|am|um|für|mit|von|vom|bis|zum|ab|im|in|und|an|der|den|dem|die|auf"
    "|gegen|ca|per|über"
    "|bei|zur|ist",
)
