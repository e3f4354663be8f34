"""Polish: ``jutro o 15``, ``w przyszły wtorek``, ``co drugi czwartek``, ``za 20 minut``."""

from typing import Final

from language.languages.holidays import HOLIDAYS
from language.languages.limits import LIMITS
from language.table import Courtesy, Table, Words

_HOURS: Final = {
    1: "pierwsz",
    2: "drug",
    3: "trzec",
    4: "czwart",
    5: "piąt",
    6: "szóst",
    7: "siódm",
    8: "ósm",
    9: "dziewiąt",
    10: "dziesiąt",
    11: "jedenast",
    12: "dwunast",
    13: "trzynast",
    14: "czternast",
    15: "piętnast",
    16: "szesnast",
    17: "siedemnast",
    18: "osiemnast",
    19: "dziewiętnast",
    20: "dwudziest",
}
_SOFT: Final = (2, 3)


def _ordinal(n: int, stem: str) -> str:
    """All cases of an ordinal."""
    i = "i" if n in _SOFT else ""
    y = "i" if n in _SOFT else "y"
    a = "ia" if n == 3 else "a"
    return "|".join(
        (
            f"{stem}{y}",
            f"{stem}{a}",
            f"{stem}{i}e",
            f"{stem}{i}ego",
            f"{stem}{i}ej",
            f"{stem}{i}ą",
            f"{stem}{y}m",
            f"{stem}{i}emu",
        )
    )


_ORDINALS: Final = {
    -2: "przedostatni|przedostatnia|przedostatnią|przedostatniego|przedostatniej|przedostatnie",
    -3: "trzeci od końca|trzecia od końca|trzecią od końca",
    **{n: _ordinal(n, stem) for n, stem in _HOURS.items()},
    **{
        20 + n: "|".join(
            f"dwudziest{ending} {form}"
            for ending, form in zip(
                "yaeą", (f"{stem}y", f"{stem}a", f"{stem}e", f"{stem}ą"), strict=True
            )
        )
        + "|"
        + "|".join(
            f"dwudziest{a} {stem}{b}"
            for a, b in (("ego", "ego"), ("ej", "ej"), ("ego", "iego"), ("ej", "iej"), ("y", "i"))
        )
        for n, stem in _HOURS.items()
        if n < 10
    },
    30: _ordinal(30, "trzydziest"),
    31: "trzydziesty pierwszy|trzydziestego pierwszego|trzydziesta pierwsza",
}
_UNITS: Final = (
    "",
    "jeden|jedna|jedną",
    "dwa|dwie|dwóch",
    "trzy|trzech",
    "cztery|czterech",
    "pięć|pięciu",
    "sześć|sześciu",
    "siedem|siedmiu",
    "osiem|ośmiu",
    "dziewięć|dziewięciu",
)
_TENS: Final = {
    20: "dwadzieścia|dwudziestu",
    30: "trzydzieści|trzydziestu",
    40: "czterdzieści|czterdziestu",
    50: "pięćdziesiąt",
}
_COMPOUND: Final = {
    tens + n: "|".join(
        f"{word} {unit}" for word in words.split("|") for unit in _UNITS[n].split("|")
    )
    for tens, words in _TENS.items()
    for n in range(1, 10)
}

_NUMBERS: Final[Words] = {
    "num": {
        **{n: words for n, words in enumerate(_UNITS) if n},
        10: "dziesięć|dziesięciu",
        11: "jedenaście",
        12: "dwanaście",
        13: "trzynaście",
        14: "czternaście",
        15: "piętnaście|piętnastu",
        16: "szesnaście",
        17: "siedemnaście",
        18: "osiemnaście",
        19: "dziewiętnaście",
        **_TENS,
        60: "sześćdziesiąt",
        90: "dziewięćdziesiąt",
        **_COMPOUND,
    },
    "one": {1: "jeden|jedną|cały|całą"},
    "couple": {1.5: "półtora|półtorej", 2.5: "dwie i pół|dwa i pół", 3: "kilka|kilku|parę|paru"},
    "half": "pół|wpół|w pół|połowa",
    "quarter": "kwadrans",
    "quarterhour": "kwadrans|kwadransie|kwadransa|kwadranse",
    "ordword": _ORDINALS,
    "shortof": "za",
    "hourword": {
        n: f"{stem}{'ia' if n == 3 else 'a'}|{stem}{'i' if n in _SOFT else ''}ej"
        f"|{stem}{'i' if n in _SOFT else ''}ą"
        for n, stem in _HOURS.items()
    }
    | {
        20 + n: f"dwudziesta{_HOURS[n]}{'ia' if n == 3 else 'a'}"
        f"|dwudziestej{_HOURS[n]}{'i' if n in _SOFT else ''}ej"
        f"|dwudziesta {_HOURS[n]}{'ia' if n == 3 else 'a'}"
        f"|dwudziestej {_HOURS[n]}{'i' if n in _SOFT else ''}ej"
        f"|dwudziestą {_HOURS[n]}{'i' if n in _SOFT else ''}ą"
        for n in range(1, 5)
    },
    "unit": {
        "second": "sekunda|sekunde|sekundy|sekund|sekundę|sek",
        "minute": "minuta|minuty|minut|minutę|min|minutkę|minutowy|minutowe",
        "hour": "godzina|godziny|godzin|godzinę|godz|godz.|h|godzinkę|godzinie|godzinna|godzinne",
        "day": "dzień|dni|dnia|dniu|doba|dobę",
        "week": "tydzień|tygodnie|tygodni|tygodnia|tygodniu|tyg",
        "month": "miesiąc|miesiące|miesięcy|miesiąca|miesiącu|mies",
        "year": "rok|lata|lat|roku",
        "quarter": "kwartał|kwartały|kwartału|kwartale",
    },
}

_CLOCK: Final[Words] = {
    "at": "o|o godz|o godz.|o godzinie|godz|godz.|godzina|od|na|na godzinę|na godz|na godz."
    "|od godz|od godziny|o godz.|punkt|dokładnie o|równo o|początek|start|od godz.|dokładnie",
    "about": "około|ok|ok.|koło|gdzieś o|mniej więcej o|mniej wiecej o|w okolicach|circa|ca|tak o"
    "|około godziny|koło godziny|ok. godz.|około godz.|mniej więcej",
    "meridiem": {
        "am": "rano|nad ranem|z rana|am",
        "pm": "po południu|popołudniu|wieczorem|popoludniu|pm|po poludniu|wieczór",
    },
    "oclock": "h|godz|godz.|g",
    "sharp": "punktualnie|dokładnie|równo|zero zero|punkt",
    "past": "po",
    "before": "do|przed",
    "plus": "i",
    "noonword": {
        (12, 0): "południe|w południe|południa|południem|samo południe",
        (24, 0): "północ|o północy|północy|północą",
        (17, 0): "koniec dnia|końca dnia|do końca dnia|na koniec dnia|na koniec pracy",
    },
    "part": {
        "morning": "rano|ranem|z rana|rana|przed południem|przedpołudnie|przedpołudniem|poranek"
        "|ranek",
        "early": "wcześnie rano|bladym świtem|wczesnym rankiem|wczesny ranek|wczesnie rano"
        "|rankiem|z samego rana",
        "lunch": "pora lunchu|w porze lunchu",
        "afternoon": "po południu|popołudnie|popołudniu|popołudniem|popoludniu|po poludniu",
        "late": "późnym popołudniem|późne popołudnie",
        "evening": "wieczorem|wieczór|wieczorkiem|wieczora|wieczoru",
        "night": "w nocy|noc|nocy|nocą|noca",
    },
    "oneunit": {
        "hour": "godzinę|godzina|godziny",
        "second": "sekundę|sekundy|sekunde",
        "week": "tydzień|tygodnia",
        "minute": "minutę|minuty",
        "day": "dzień",
        "month": "miesiąc|miesiąca",
        "year": "rok",
    },
    "in": "za|w|za jeszcze|w ciągu|w przeciągu|za około|za jakieś|przez najbliższe",
    "barein": "za",
    "later": "potem|później|od teraz|od dziś|pozniej|po tym",
    "ago": "temu",
    "moved": {1: "później|pozniej", -1: "wcześniej"},
    "moveby": "o",
    "meal": {"am": "śniadanie", "noon": "lunch|obiad", "pm": "kolacja|kolację|impreza|piwo"},
}

_DAYS: Final[Words] = {
    "place": "piętro|piętrze",
    "weekday": {
        0: "poniedziałek|pon|pon.|pn|pn.|poniedziałku|poniedziałkiem|pnd",
        1: "wtorek|wt|wt.|wto|wtr|wtr.|wtorku|wtorkiem",
        2: "środa|śr|śr.|środę|środy|środzie|środą|sro",
        3: "czwartek|czw|czw.|czwartku|czwartkiem|czwarteczek",
        4: "piątek|pt|pt.|pią|piątku|piątkiem|piatek",
        5: "sobota|sob|sob.|sobotę|soboty|sobocie|sobotą|so",
        6: "niedziela|niedz|nd|nd.|nie|niedzielę|niedzieli|niedzielą|ndz|niedz.",
    },
    "weekdays": {
        0: "poniedziałki|poniedziałkach",
        1: "wtorki|wtorkach",
        2: "środy|środach",
        3: "czwartki|czwartkach",
        4: "piątki|piątkach",
        5: "soboty|sobotach",
        6: "niedziele|niedzielach",
    },
    "slight": "pon|wt|czw|pt|so|sob|nd|nie|pn|maj|mar|lis|sty|śr|sro|pią|gru|lip|mar",
    "month": {
        1: "styczeń|stycznia|styczniu|sty|sty.",
        2: "luty|lutego|lutym|lut|lut.",
        3: "marzec|marca|marcu|mar|mar.",
        4: "kwiecień|kwietnia|kwietniu|kwi|kwi.|kwietniem",
        5: "maj|maja|maju|majem|majowi",
        6: "czerwiec|czerwca|czerwcu|cze|cze.|czer",
        7: "lipiec|lipca|lipcu|lip|lip.",
        8: "sierpień|sierpnia|sierpniu|sie|sie.|sierp|sier|sierpniowi|sierpniem",
        9: "wrzesień|września|wrześniu|wrz|wrz.|wrze",
        10: "październik|października|październiku|paź|paź.|paz|pazdziernika",
        11: "listopad|listopadowi|listopadem|listopada|listopadzie|lis|lis.|list",
        12: "grudzień|grudnia|grudniu|gru|gru.",
    },
    "dayword": {
        0: "dzisiejsza|dzisiejszą|dzisiejszy|dzisiejszego|dzisiejszym|tego dnia|obecnego dnia"
        "|dziś|dzisiaj|dzis|dzień dzisiejszy|w dniu dzisiejszym|obecnie dzisiaj",
        1: "jutro|jutrzejszy|jutra|jutrzejszego|jutrzejszym",
        2: "pojutrze|po jutrze",
        -1: "wczoraj",
        -2: "przedwczoraj",
    },
    "daypart": {
        (0, "morning"): "dziś rano|dzisiaj rano|dzisiejszego ranka|dzisiejszy poranek",
        (0, "afternoon"): "dziś po południu|dzisiaj po południu|dziś popołudniu|dzisiaj popołudniu"
        "|dzisiejsze popołudnie|dzisiejszego popołudnia",
        (0, "evening"): "dziś wieczorem|dzisiaj wieczorem|tego wieczora|tego wieczoru"
        "|dziś wieczór|dzisiaj wieczór|dzisiejszy wieczór|dzisiejszego wieczora"
        "|dzisiejszego wieczoru|dzisiejszej nocy|dziś w nocy|dzisiaj w nocy",
        (1, "morning"): "jutro rano|jutro z rana",
        (1, "afternoon"): "jutro po południu|jutro popołudniu",
        (1, "evening"): "jutro wieczorem|jutro wieczór"
        "|jutrzejszy wieczór|jutrzejszej nocy|jutro w nocy",
    },
    "weekshift": {1: "nadchodzący tydzień|nadchodzącym tygodniu|najbliższym tygodniu"},
    "weekend": "weekend|weekendu|łikend|weekendzie",
    "weekends": "weekendy|w weekendy",
    "workday": "dzień roboczy|dzień powszedni|dnia roboczego",
    "workdays": "każdego dnia roboczego|w każdy dzień roboczy|każdy dzień roboczy|dni robocze"
    "|w dni robocze|dni powszednie|w tygodniu|od poniedziałku do piątku",
    "next": "przyszły|przyszła|przyszłą|przyszłego|przyszłej|przyszłym|następny|następna|następną"
    "|następnego|następnej|następnym|kolejny|kolejną|kolejna|następne|przyszłe|kolejnego"
    "|kolejnym|przyszlym|przyszly",
    "this": "ten|ta|tę|tą|tego|tej|tym|najbliższy|najbliższą|najbliższa|najbliższym|najbliższego"
    "|bieżący|bieżącym|bieżącego|nadchodzący|nadchodzącą|to|te|aktualny|obecny|nadchodzącym",
    "last": "ostatni|ostatnia|ostatnią|ostatniego|ostatnim|zeszły|zeszłą|ubiegły|poprzedni"
    "|ostatniej|zeszłego|zeszłym",
    "nextafter": "przyszły|przyszłym|przyszłego|następny|następnego",
    "on": "w|we|dnia|na|dniu|w dniu",
    "lead": "w|we|na|od|dnia|na dzień|w dzień|z|przed|w dniu",
    "article": "dzień",
    "daylead": "dnia|dniu|w dniu|na dzień",
    "of": "w|we|z|ze|na",
    "edge": {
        "start": "początek|na początku|początku|na początek",
        "middle": "połowa|w połowie|środek|połowie|w środku",
        "end": "koniec|na koniec|pod koniec|końca|do końca|w końcu|końcem|z końcem",
    },
    "eom": {
        "month": "koniec miesiąca|pod koniec miesiąca|końca miesiąca|na koniec miesiąca",
        "week": "koniec tygodnia|pod koniec tygodnia|końca tygodnia|na koniec tygodnia",
    },
}

_RANGES: Final[Words] = {
    "from": "od|z|począwszy od|zaczynając od|od godziny|od godz|od godz.",
    "between": "między|pomiędzy|miedzy|od|z",
    "to": "do|aż do|do godziny|do godz|do godz.",
    "until": "do|aż do|do końca|do dnia|do godziny|do godz",
    "and": "i|oraz|a|&",
    "for": "przez|na|trwa|trwające|czas trwania|trwający|na około|trwa około|około",
    "extra": "dodatkowe|kolejne",
    "long": "długie|długo|maks|max",
    "after": "po|od",
    "minus": "minus",
}

_REPEATS: Final[Words] = {
    "every": "co|każdy|każda|każdą|każde|każdego|w każdy|w każdą|w każde|każdej|wszystkie|każdym",
    "alternate": "co drugi|co drugą|co drugie|co druga|co dwa|co dwie|co 2",
    "recur": {
        ("DAILY", 1): "codziennie|codzienny|codzienne|codzienna|raz dziennie",
        ("WEEKLY", 1): "cotygodniowo|cotygodniowy"
        "|cotygodniowe|cotygodniowa|tygodniowo|raz w tygodniu|raz na tydzień",
        ("WEEKLY", 2): "co dwa tygodnie|co 2 tygodnie|dwutygodniowo|co drugi tydzień"
        "|raz na dwa tygodnie",
        ("MONTHLY", 1): "comiesięcznie|miesięcznie"
        "|comiesięczny|comiesięczne|raz w miesiącu|raz na miesiąc",
        ("MONTHLY", 3): "kwartalnie|kwartalny|raz na kwartał",
        ("YEARLY", 1): "corocznie|rocznie|raz w roku",
        ("HOURLY", 1): "co godzinę",
    },
    "adjective": "codzienny|codzienne|codzienna|cotygodniowy|cotygodniowe|cotygodniowa"
    "|comiesięczny|comiesięczne|kwartalny",
    "times": "razy|x|raz|spotkań|sesji",
    "except": "oprócz|z wyjątkiem|poza|chyba że|ale nie",
}

_ROUND: Final[Words] = {
    "with": "z|ze|i|oraz|wraz z|razem z|zaproś|w/|dla",
    "joins": "i|oraz|,|&|a",
    "timeword": "czas|czasu|strefa|czasem|według czasu",
    "label": "sala|salka|pokój|wersja|wersji|faza|etap|część|rozdział|poziom|piętro|zespół|grupa"
    "|numer|nr|nr.|zadanie|ticket|sprint|budynek|linia|strona|artykuł|punkt|moduł|release"
    "|blok|projekt|runda|biuro|sali|biurze|pokoju|klasa",
    "connector": "o|w|we|na|od|do|z|ze|i|godz|godzinie|godzina|dnia|dniu|dzień|około|ok|za|po"
    "|przez|przed|koło|h|co|między|to|start|początek|aż|ten|tym|jakieś|roku|r",
}

TABLE: Final = Table(
    code="pl",
    words=_NUMBERS | _CLOCK | _DAYS | _RANGES | _REPEATS | _ROUND | HOLIDAYS["pl"] | LIMITS["pl"],
    glued={
        "oclock": "h",
        "unit": {"hour": "h|godz|g", "minute": "m|min", "day": "d"},
        "times": "x",
    },
    hides="do|to|on|i|w|we|o|a|set|no|no.|nie|ten|maj|so|pt|co|za|sob|na|mar|list|ta|as|z|mon|art"
    "|rok",
    dotted=True,
    half_before=True,
    openers=(
        Courtesy(
            "greeting",
            "(?:cześć|hej|witam|dzień dobry|ok|dzięki|dziękuję|proszę|prosze|i|a|no|dobra"
            r"|super)\b[,.! ]*",
            "cześć, budget",
        ),
        Courtesy(
            "can you",
            "(?:czy (?:możesz|możemy|mógłbyś|mogłabyś|moglibyśmy)|możesz|możemy|chcę|(?:spotkajmy"
            r"|widzimy) się|chciałbym|chciałabym|potrzebuję|muszę|musimy|mam|mamy|zróbmy)\s+",
            "czy możesz budget",
        ),
        Courtesy(
            "schedule",
            "(?:zaplanuj|zaplanować|umów|umówić|stwórz|utwórz|dodaj|dodać|ustaw|ustawić"
            "|zorganizuj|zarezerwuj|zrób|wpisz|wrzuć|zapisz|zaproponuj|ustal|planuj|zabookuj"
            r"|rozpocznij)(?: mi| nam| się)?\s+(?=\w)",
            "zaplanuj budget",
        ),
        Courtesy(
            "new meeting",
            r"(?:nowe|nowy) (?:spotkanie|termin|wydarzenie)\s*:?\s*",
            "nowe spotkanie: budget",
        ),
        Courtesy(
            "meeting called",
            r"(?:spotkanie|wydarzenie)\s*(?::|pod tytułem|o nazwie|zatytułowane)\s*",
            "spotkanie o nazwie budget",
        ),
    ),
    closers=(
        Courtesy(
            "please",
            r"(?:,\s*|\s+|^)(?:proszę|prosze|dzięki|dziękuję|pls)[.!]*\s*$",
            "budget proszę",
        ),
        Courtesy(
            "in my calendar",
            r"\s+(?:w|do) (?:moim |mojego |naszym )?(?:kalendarzu|kalendarza)\s*$",
            "budget w moim kalendarzu",
        ),
    ),
    loose="teraz|zaraz|o|w|we|na|od|do|z|ze|i|za|po|przez|przed|dla|oraz|godz|dnia|około|ok"
    "|między|co",
)
