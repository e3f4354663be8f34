"""French: ``demain à 14h30``, ``mardi prochain``, ``tous les lundis``, ``dans 20 minutes``."""

from typing import Final

from language.languages.holidays import HOLIDAYS
from language.languages.limits import LIMITS
from language.table import Courtesy, Table, Words

_SMALL: Final = ("", "et un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_COMPOUND: Final = {
    tens + n: f"{word} {_SMALL[n]}|{word}-{_SMALL[n].replace(' ', '-')}"
    for tens, word in {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante"}.items()
    for n in range(1, 10)
}

_NUMBERS: Final[Words] = {
    "num": {
        1: "un|une",
        2: "deux",
        3: "trois",
        4: "quatre",
        5: "cinq",
        6: "six",
        7: "sept",
        8: "huit",
        9: "neuf",
        10: "dix",
        11: "onze",
        12: "douze",
        13: "treize",
        14: "quatorze",
        15: "quinze",
        16: "seize",
        17: "dix-sept|dix sept",
        18: "dix-huit|dix huit",
        19: "dix-neuf|dix neuf",
        20: "vingt",
        30: "trente",
        40: "quarante",
        50: "cinquante",
        60: "soixante",
        **_COMPOUND,
    },
    "one": {1: "un|une|l'|toute|toute la|tout le"},
    "couple": {3: "quelques|plusieurs", 2: "deux trois"},
    "half": "demi|demie|une demi|une demie",
    "quarter": "quart|un quart|quart d'",
    "threequarter": "trois quarts|trois quart|trois-quarts",
    "ordword": {
        -3: "antépénultième",
        -2: "avant-dernier|avant dernier|avant-dernière|avant-derniers|pénultième",
        1: "premier|première|1er|premiers|premières",
        2: "deuxième|second|seconde|deuxièmes|seconds",
        3: "troisième|troisièmes",
        4: "quatrième|quatrièmes",
        5: "cinquième",
    },
    "unit": {
        "second": "seconde|secondes|sec",
        "minute": "minute|minutes|min|mn|mins",
        "hour": "heure|heures|h|hr",
        "day": "jour|jours|journée|journées|j",
        "week": "semaine|semaines|sem",
        "month": "mois",
        "year": "an|ans|année|années",
        "quarter": "trimestre|trimestres",
        "fortnight": "quinzaine",
    },
}

_CLOCK: Final[Words] = {
    "at": "à|a|vers|à partir de|dès|à partir d'|aux|pour",
    "about": "vers|environ|aux environs de|autour de|aux alentours de|approximativement|à peu près",
    "meridiem": {
        "am": "du matin|du mat",
        "pm": "de l'après-midi|de l'aprem|de l'après midi|du soir",
    },
    "oclock": "heures|heure|h|h.",
    "sharp": "pile|précises|précise|tapantes|exactement",
    "plus": "et",
    "minus": "moins",
    "noonword": {
        (12, 0): "midi",
        (24, 0): "minuit",
        (17, 0): "fin de journée|fin de la journée|en fin de journée",
    },
    "part": {
        "morning": "matin|matinée|le matin|dans la matinée|ce matin|en matinée|au matin",
        "early": "tôt le matin|de bon matin|début de matinée|en début de matinée",
        "late morning": "fin de matinée|en fin de matinée",
        "lunch": "heure du déjeuner|pause déjeuner",
        "afternoon": "après-midi|après midi|aprem|apres-midi|l'après-midi|l'après midi|aprèm"
        "|début d'après-midi|en début d'après-midi",
        "late": "fin d'après-midi|en fin d'après-midi|fin d'après midi",
        "evening": "soir|soirée|le soir|en soirée|dans la soirée|au soir",
        "night": "nuit|la nuit",
    },
    "in": "dans|d'ici|dans environ|d'ici à",
    "barein": "dans",
    "later": "plus tard|à partir de maintenant|à compter d'aujourd'hui",
    "moved": {1: "plus tard|après", -1: "plus tôt|avant"},
    "moveby": "de|d'|d’",
    "meal": {
        "am": "petit-déjeuner|petit déjeuner|petit déj",
        "noon": "déjeuner|déj",
        "pm": "dîner|apéro|soirée|afterwork",
    },
}

_DAYS: Final[Words] = {
    "place": "étage|arrondissement",
    "weekday": {
        0: "lundi|lun|lun.",
        1: "mardi|mar|mar.",
        2: "mercredi|mer|mer.",
        3: "jeudi|jeu|jeu.",
        4: "vendredi|ven|ven.",
        5: "samedi|sam|sam.",
        6: "dimanche|dim|dim.",
    },
    "weekdays": {
        0: "lundis",
        1: "mardis",
        2: "mercredis",
        3: "jeudis",
        4: "vendredis",
        5: "samedis",
        6: "dimanches",
    },
    "slight": "lun|mar|mer|jeu|ven|sam|dim|mai|mars|sept",
    "month": {
        1: "janvier|janv|jan|janv.",
        2: "février|fév|févr|fév.|févr.",
        3: "mars",
        4: "avril|avr|avr.",
        5: "mai",
        6: "juin|jun",
        7: "juillet|juil|juil.|jui",
        8: "août|aout|aoû",
        9: "septembre|sept|sep|sept.",
        10: "octobre|oct|oct.",
        11: "novembre|nov|nov.",
        12: "décembre|déc|déc.",
    },
    "dayword": {
        0: "ce jour|dans la journée|aujourd'hui|aujourd’hui|ajd|auj",
        1: "demain|dem|2main|le jour d'après|jour suivant|le jour suivant|jour d'après"
        "|le lendemain|lendemain",
        2: "après-demain|après demain|apres demain",
        -1: "hier",
        -2: "avant-hier|avant hier",
    },
    "daypart": {
        (0, "morning"): "ce matin",
        (0, "afternoon"): "cet après-midi|cet aprem|cette après-midi|cet après midi",
        (0, "evening"): "ce soir|cette nuit",
        (1, "morning"): "demain matin",
        (1, "afternoon"): "demain après-midi|demain aprem|demain après midi",
        (1, "evening"): "demain soir",
        (0, "noon"): "ce midi",
        (1, "noon"): "demain midi",
    },
    "weekend": "week-end|weekend|wk|we|week end",
    "workday": "jour ouvré|jour ouvrable|jour de travail|jour de semaine",
    "workdays": "tous les jours ouvrés|chaque jour ouvré|tous les jours de semaine"
    "|tous les jours ouvrables|jours ouvrés|jours ouvrables|jours de semaine|en semaine"
    "|les jours de semaine|les jours ouvrés",
    "nextafter": "prochain|prochaine|prochains|suivant|suivante|d'après|qui vient|à venir|proch",
    "next": "prochain|prochaine|la prochaine",
    "this": "ce|cet|cette|ce prochain|courant|cours",
    "thisafter": "courant|en cours",
    "last": "dernier|dernière|derniers|dernières|passé|passée",
    "on": "le|du|au",
    "lead": "le|pour le|du|au|pour|de|pour ce|à partir du|d'ici",
    "article": "le|la|les|l'|au|du|des",
    "of": "de|d'|du|de la|de l'|en|au|des|dans",
    "edge": {
        "start": "début|au début|début de|en début",
        "middle": "mi|mi-|milieu|au milieu|milieu de",
        "end": "fin|à la fin|fin de|d'ici la fin|d'ici fin|en fin",
    },
    "eom": {
        "month": "fin du mois|la fin du mois|fin de mois",
        "week": "fin de semaine|en fin de semaine|la fin de semaine",
    },
    "inweeks": {7: "en huit|en 8", 14: "en quinze|en 15"},
    "daylead": "le",
    "sometime": "courant|dans la",
}

_RANGES: Final[Words] = {
    "from": "de|du|à partir de|entre|dès|depuis|à partir du|à compter du",
    "between": "entre|de",
    "to": "à|jusqu'à|jusqu'au|au|jusque|jusqu’à|jusqu’au|a",
    "until": "jusqu'à|jusqu'au|jusque|jusqu’à|jusqu’au|jusqu'en|jusqu'à la|jusqu'à fin",
    "and": "et|&",
    "for": "pendant|durant|pour|durée|d'une durée de|durée de|sur",
    "extra": "bonnes|petites|petite|bonne|grosse",
    "long": "de long|max|maximum",
    "after": "après",
    "before": "avant",
}

_REPEATS: Final[Words] = {
    "every": "tous les|toutes les|chaque|tous|toutes|ts les",
    "onein2": "sur deux|sur 2",
    "recur": {
        ("DAILY", 1): "quotidien|quotidiennement|quotidienne|une fois par jour|tlj",
        ("WEEKLY", 1): "hebdomadaire|hebdo|hebdomadairement|une fois par semaine",
        ("WEEKLY", 2): "bimensuel|toutes les deux semaines|une semaine sur deux"
        "|tous les quinze jours|tous les 15 jours|bihebdomadaire",
        ("MONTHLY", 1): "mensuel|mensuellement|mensuelle|une fois par mois",
        ("MONTHLY", 3): "trimestriel|trimestrielle",
        ("YEARLY", 1): "annuel|annuellement|une fois par an",
        ("HOURLY", 1): "toutes les heures",
    },
    "adjective": "quotidien|quotidienne|hebdomadaire|hebdo|mensuel|mensuelle|trimestriel"
    "|trimestrielle|annuel|bimensuel|bihebdomadaire",
    "times": "fois|x|occurrences|séances|sessions",
    "except": "sauf|excepté|hormis|à moins que|mais pas|hors",
}

_ROUND: Final[Words] = {
    "with": "avec|et|inclus|invite|inviter|w/|chez",
    "joins": "et|,|&",
    "timeword": "heure|l'heure|à l'heure",
    "label": "salle|version|phase|étape|partie|chapitre|niveau|étage|équipe|groupe|numéro|n°|no"
    "|ticket|sprint|lot|bâtiment|porte|ligne|bug|tâche|page|article|bureau|semaine|module"
    "|release|v|projet",
    "connector": "à|a|le|la|les|de|du|des|au|aux|pour|vers|dès|en|et|entre|sur|dans|l|d|ce|cet"
    "|cette|h|à partir|environ|par|chaque|jusqu|un|une",
}

TABLE: Final = Table(
    code="fr",
    words=_NUMBERS | _CLOCK | _DAYS | _RANGES | _REPEATS | _ROUND | HOLIDAYS["fr"] | LIMITS["fr"],
    glued={
        "oclock": "h|hrs",
        "unit": {"hour": "h|hrs", "minute": "m|min|mn", "day": "j", "week": "s"},
        "times": "x",
    },
    hides="a|on|an|mars|mar|sept|dim|est|et|pour|sam|me|do|six|or|art|la|rio",
    openers=(
        Courtesy(
            "greeting",
            r"(?:bonjour|salut|coucou|ok|merci(?! de\b)|stp|svp|s'il te pla[iî]t"
            r"|s'il vous pla[iî]t|et|alors|hello)\b[,.! ]*",
            "bonjour, budget",
        ),
        Courtesy(
            "can you",
            "(?:peux[- ]tu|pouvez[- ]vous|pourrais[- ]tu|pourriez[- ]vous|peut[- ]on"
            "|pouvons[- ]nous|est-ce qu['’]on peut|tu peux|vous pouvez|on peut|je veux"
            "|je voudrais|merci de|on se (?:voit|retrouve|cale)(?: pour)?|j'aimerais|il faut"
            r"|il faudrait|on doit|il me faut|on fait|faisons)\s+",
            "peux-tu budget",
        ),
        Courtesy(
            "schedule",
            "(?:planifie[rz]?|programme[rz]?|organise[rz]?|cr[ée]{1,2}[rz]?|ajoute[rz]?"
            "|pr[ée]vois|pr[ée]vo(?:ir|yez)|cale[rz]?|fixe[rz]?|mets|mettre|r[ée]serve[rz]?"
            r"|bloque[rz]?|note[rz]?|lance[rz]?)(?:[- ](?:moi|nous))?\s+(?=\w)",
            "planifie budget",
        ),
        Courtesy("article", r"(?:un|une|le|la|les|des|notre|nos|mon|ma)\s+(?=\w)", "le budget"),
        Courtesy("elided article", r"l['’](?=\w)", "l'agenda"),
        Courtesy(
            "new meeting",
            r"(?:nouvelle|nouveau) (?:r[ée]union|rdv|rendez-vous)\s*:?\s*",
            "nouvelle réunion : budget",
        ),
        Courtesy(
            "meeting called",
            r"(?:r[ée]union|rdv|rendez-vous|[ée]v[ée]nement)\s*(?::|intitul[ée]+|nomm[ée]+)\s*",
            "réunion intitulée budget",
        ),
    ),
    closers=(
        Courtesy(
            "please",
            r"(?:,\s*|\s+|^)(?:stp|svp|s'il te pla[iî]t|s'il vous pla[iî]t|merci)[.!]*\s*$",
            "budget svp",
        ),
        Courtesy(
            "in my calendar",
            r"\s+(?:dans|à|sur) (?:mon|l['’]|notre|le) ?(?:agenda|calendrier)\s*$",
            "budget dans mon agenda",
        ),
    ),
    loose="maintenant|à|a|le|la|de|du|des|au|pour|vers|avec|en|et|entre|par|dans|sur|dès|les|l'"
    "|d'|un|une|chez|est|jusqu'à",
)
