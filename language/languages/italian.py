"""Italian: ``domani alle 15``, ``martedì prossimo``, ``ogni lunedì``, ``tra 20 minuti``."""

from typing import Final

from language.languages.holidays import HOLIDAYS
from language.languages.limits import LIMITS
from language.table import Courtesy, Table, Words

_SMALL: Final = ("", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
_TENS: Final = {20: "venti", 30: "trenta", 40: "quaranta", 50: "cinquanta"}
_COMPOUND: Final = {
    tens + n: (word[:-1] if n in (1, 8) else word)
    + _SMALL[n].replace("tre", "tré")
    + (f"|{word}tre" if n == 3 else "")
    for tens, word in _TENS.items()
    for n in range(1, 10)
}

_NUMBERS: Final[Words] = {
    "num": {
        1: "uno|una",
        2: "due",
        3: "tre",
        4: "quattro",
        5: "cinque",
        6: "sei",
        7: "sette",
        8: "otto",
        9: "nove",
        10: "dieci",
        11: "undici",
        12: "dodici",
        13: "tredici",
        14: "quattordici",
        15: "quindici",
        16: "sedici",
        17: "diciassette",
        18: "diciotto",
        19: "diciannove",
        **_TENS,
        60: "sessanta",
        90: "novanta",
        **_COMPOUND,
    },
    "one": {1: "un|un'|una|un’|uno|tutto il|tutta la"},
    "couple": {3: "alcuni|alcune|qualche|pochi", 2: "un paio di|un paio d'|paio di|paio d'"},
    "half": "mezza|mezzo|mezz'|mezz’",
    "quarter": "quarto|un quarto|un quarto d'|un quarto di|quarto d'",
    "threequarter": "tre quarti|tre quarti d'|tre quarti di",
    "ordword": {
        -3: "terzultimo|terzultima",
        -2: "penultimo|penultima",
        1: "primo|prima|1o|primi",
        2: "secondo|seconda",
        3: "terzo|terza",
        4: "quarto|quarta",
        5: "quinto",
    },
    "unit": {
        "second": "secondo|secondi|sec",
        "minute": "minuto|minuti|min|minutino",
        "hour": "ora|ore|h|oretta",
        "day": "giorno|giorni|gg",
        "week": "settimana|settimane|sett",
        "month": "mese|mesi",
        "year": "anno|anni",
        "quarter": "trimestre|trimestri",
    },
}

_CLOCK: Final[Words] = {
    "at": "alle|all'|all’|alle ore|ore|dalle|dall'|a|ad|per le|dalle ore|all'ora|h"
    "|a partire dalle|le|per l'|h.|all’una|delle|inizio alle|inizio ore",
    "about": "verso le|verso l'|circa|intorno alle|circa alle|verso|attorno alle|all'incirca alle"
    "|intorno a|all'incirca|più o meno alle|indicativamente alle",
    "meridiem": {
        "am": "del mattino|di mattina|di notte|della mattina|am",
        "pm": "del pomeriggio|di sera|di pomeriggio|della sera|della notte|pm",
    },
    "oclock": "ore|h|in punto",
    "sharp": "in punto|precise|circa|esatte|spaccate",
    "plus": "e",
    "minus": "meno",
    "noonword": {
        (12, 0): "mezzogiorno|a mezzogiorno|mezzodì",
        (24, 0): "mezzanotte|a mezzanotte",
        (17, 0): "fine giornata|a fine giornata|fine della giornata",
    },
    "part": {
        "morning": "mattina|mattino|di mattina|al mattino|in mattinata|mattinata|la mattina"
        "|il mattino|nella mattinata",
        "early": "mattina presto|presto|prima mattina|di buon mattino|di prima mattina",
        "late morning": "tarda mattinata|in tarda mattinata",
        "lunch": "ora di pranzo|pausa pranzo|all'ora di pranzo",
        "afternoon": "pomeriggio|di pomeriggio|nel pomeriggio|il pomeriggio|pom",
        "late": "tardo pomeriggio|nel tardo pomeriggio",
        "evening": "sera|di sera|la sera|in serata|serata|alla sera",
        "night": "notte|di notte|la notte",
    },
    "in": "tra|fra|entro|in|nel giro di",
    "barein": "tra|fra",
    "later": "dopo|più tardi|da adesso|da ora|da oggi|a partire da oggi",
    "moved": {1: "più tardi|dopo", -1: "prima|in anticipo"},
    "moveby": "di",
    "meal": {"am": "colazione", "noon": "pranzo", "pm": "cena|aperitivo|apericena|festa"},
}

_DAYS: Final[Words] = {
    "place": "piano",
    "weekday": {
        0: "lunedì|lun|lun.|lunedi'",
        1: "martedì|mar|mar.|martedi'",
        2: "mercoledì|mer|mer.|mercoledi'",
        3: "giovedì|gio|gio.|giovedi'",
        4: "venerdì|ven|ven.|venerdi'",
        5: "sabato|sab|sab.",
        6: "domenica|dom|dom.",
    },
    "weekdays": {5: "sabati", 6: "domeniche"},
    "slight": "lun|mar|mer|gio|ven|sab|dom|mar|mag|set",
    "month": {
        1: "gennaio|gen|genn|gen.",
        2: "febbraio|feb|febb|feb.",
        3: "marzo|mar|mar.",
        4: "aprile|apr|apr.",
        5: "maggio|mag|mag.",
        6: "giugno|giu|giu.",
        7: "luglio|lug|lug.",
        8: "agosto|ago|ago.",
        9: "settembre|set|sett|set.",
        10: "ottobre|ott|ott.",
        11: "novembre|nov|nov.",
        12: "dicembre|dic|dic.",
    },
    "dayword": {
        0: "oggi|in giornata|quest'oggi",
        1: "domani|domani stesso",
        2: "dopodomani|dopo domani|il giorno dopo domani",
        -1: "ieri",
        -2: "l'altro ieri|altro ieri|ieri l'altro",
    },
    "daypart": {
        (0, "morning"): "stamattina|stamani|questa mattina|stamane|oggi in mattinata",
        (0, "afternoon"): "questo pomeriggio|oggi pomeriggio|oggi nel pomeriggio",
        (0, "evening"): "stasera|questa sera|stanotte|questa notte|oggi sera",
        (1, "morning"): "domani mattina|domattina|domani in mattinata",
        (1, "afternoon"): "domani pomeriggio|domani nel pomeriggio",
        (1, "evening"): "domani sera|domani notte",
    },
    "weekend": "weekend|week-end|fine settimana|week end",
    "workday": "giorno feriale|giorno lavorativo",
    "workdays": "ogni giorno lavorativo|tutti i giorni feriali|ogni giorno feriale"
    "|tutti i giorni lavorativi|giorni feriali|giorni lavorativi|nei feriali"
    "|nei giorni feriali|feriali",
    "nextafter": "prossimo|prossima|prossimi|che viene|successivo|successiva|seguente|pross|p.v."
    "|dopo",
    "next": "prossimo|prossima|prossimi|prox|seguente|successivo|successiva|il prossimo",
    "this": "questo|questa|quest'|sto|in questo|in questa",
    "thisafter": "corrente|in corso",
    "last": "ultimo|ultima|l'ultimo|l'ultima|ultim'",
    "on": "il|di|nel|nella|al|lo|per il|giorno|in data|l'|l’",
    "lead": "il|per|per il|di|del|al|dal|nel|entro|entro il|la|l'|dell'|nella|lo|in|l’|dell’"
    "|giorno",
    "article": "il|la|lo|le|i|gli|l'|l’|al|alla",
    "of": "di|del|della|dello|dell'|di ogni|in|nel|dal|dell’|dei",
    "daylead": "il|giorno|il giorno|per il",
    "edge": {
        "start": "inizio|inizi|a inizio|all'inizio|ad inizio|primi",
        "middle": "metà|a metà",
        "end": "fine|a fine|alla fine|entro fine|entro la fine",
    },
    "eom": {
        "month": "fine mese|a fine mese|fine del mese|la fine del mese",
        "week": "fine della settimana|la fine della settimana",
    },
    "inweeks": {7: "a otto", 14: "a quindici"},
}

_RANGES: Final[Words] = {
    "from": "da|dal|dalle|dalla|a partire da|a partire dal|dall'|dalle ore|a partire dalle|tra"
    "|fra|dall’",
    "between": "tra|fra|tra le|fra le|dalle|dall'|da|dalle ore|dal|tra l'|fra l'",
    "to": "a|al|alle|fino a|fino alle|fino al|alle ore|all'|sino alle|sino al|alla|e le|e l'"
    "|fino all'|all’",
    "until": "fino a|fino al|fino alle|sino al|sino alle|fino alla|fino all'|fino a fine|fino all’",
    "and": "e|ed|&",
    "for": "per|durata|della durata di|durata di|di|durante|dura|per circa",
    "extra": "altri|altre|intere",
    "long": "di durata|massimo|max",
    "after": "dopo|dopo il|da|a partire dal|dal",
    "before": "prima di|prima del|prima",
}

_REPEATS: Final[Words] = {
    "every": "ogni|tutti i|tutte le|ciascun|tutti gli|tutti|tutte|di ogni",
    "alternate": "ogni due|ogni 2",
    "onein2": "sì e uno no|alterni|alterne|su due",
    "recur": {
        ("DAILY", 1): "giornaliero|giornalmente|giornaliera|quotidiano|quotidianamente|quotidiana"
        "|una volta al giorno",
        ("WEEKLY", 1): "settimanale|settimanalmente|una volta a settimana|una volta alla settimana",
        ("WEEKLY", 2): "ogni due settimane|ogni 2 settimane|bisettimanale|quindicinale"
        "|ogni quindici giorni|ogni 15 giorni|a settimane alterne|settimane alterne",
        ("MONTHLY", 1): "mensile|mensilmente|una volta al mese",
        ("MONTHLY", 3): "trimestrale|trimestralmente",
        ("YEARLY", 1): "annuale|annualmente",
        ("HOURLY", 1): "ogni ora",
    },
    "adjective": "giornaliero|giornaliera|quotidiano|quotidiana|settimanale|bisettimanale"
    "|quindicinale|mensile|trimestrale|annuale",
    "times": "volte|x|occorrenze|sessioni|incontri",
    "except": "tranne|eccetto|escluso|esclusi|salvo|a meno che|ma non",
}

_ROUND: Final[Words] = {
    "with": "con|e|ed|insieme a|invita|invitare|includi|assieme a|w/|più",
    "joins": "e|ed|,|&",
    "timeword": "ora|orario|fuso|fuso orario|ora del",
    "label": "sala|stanza|versione|fase|parte|capitolo|livello|piano|team|gruppo|numero|n.|nr|n°"
    "|ticket|sprint|aula|edificio|linea|pagina|articolo|modulo|release|blocco|lotto|task"
    "|ufficio|settimana|progetto|punto",
    "connector": "a|alle|all|alla|al|il|la|lo|l|le|di|del|della|dell|in|nel|nella|per|da|dal"
    "|dalle|dalla|e|tra|fra|ore|ora|h|verso|circa|un|una|fino|giorno|entro|su|questo|questa"
    "|con inizio|inizio",
}

TABLE: Final = Table(
    code="it",
    words=_NUMBERS | _CLOCK | _DAYS | _RANGES | _REPEATS | _ROUND | HOLIDAYS["it"] | LIMITS["it"],
    glued={
        "oclock": "h",
        "unit": {"hour": "h", "minute": "m|min|'", "day": "g|gg", "week": "s"},
        "times": "x",
    },
    hides="a|i|due|set|sat|me|dal|mar|dom|sta|la|per|come|ten|sei|do|h|art|mer|more|male|rio|le"
    "|di|da|al|il|ora",
    openers=(
        Courtesy(
            "greeting",
            r"(?:ciao|salve|buongiorno|ok|grazie|e|per favore|perfavore|allora|ehi|dai)\b[,.! ]*",
            "ciao, budget",
        ),
        Courtesy(
            "can you",
            "(?:puoi|potresti|possiamo|potremmo|riusciamo a|(?:ci vediamo|vediamoci)(?: per)?"
            "|potete|voglio|vorrei|ho bisogno di|mi serve|serve|dobbiamo|devo|facciamo"
            r"|ho)(?: fare| avere)?\s+",
            "puoi fare budget",
        ),
        Courtesy(
            "schedule",
            "(?:pianifica(?:re)?|programma(?:re)?|crea(?:re)?|aggiungi(?:mi)?|aggiungere"
            "|metti(?:mi)?|mettere|organizza(?:re)?|fissa(?:re|mi)?|prenota(?:re)?|segna(?:re"
            "|mi)?|imposta(?:re)?|inserisci|schedula(?:re)?|blocca(?:re)?|convoca(?:re)?"
            r"|pianificami|avvia)\s+(?=\w)",
            "pianifica budget",
        ),
        Courtesy(
            "article",
            r"(?:un|una|il|la|lo|i|le|gli|nostro|nostra|uno|mio|mia)\s+(?=\w)",
            "il budget",
        ),
        Courtesy("elided article", r"(?:l|un)['’](?=\w)", "l'agenda"),
        Courtesy(
            "new meeting",
            r"(?:nuova|nuovo) (?:riunione|evento|appuntamento)\s*:?\s*",
            "nuova riunione: budget",
        ),
        Courtesy(
            "meeting called",
            r"(?:riunione|evento|appuntamento|incontro)\s*(?::|chiamat[ao]|intitolat[ao])\s*",
            "riunione chiamata budget",
        ),
    ),
    closers=(
        Courtesy(
            "please",
            r"(?:,\s*|\s+|^)(?:per favore|perfavore|grazie|pf)[.!]*\s*$",
            "budget per favore",
        ),
        Courtesy(
            "in my calendar",
            r"\s+(?:in|sul|nel) (?:mio |nostro )?(?:calendario|agenda)\s*$",
            "budget in calendario",
        ),
    ),
    loose="adesso|subito|a|alle|al|alla|il|la|lo|le|di|del|della|in|nel|per|da|dal|con|e|ed|tra"
    "|fra|un|una|su|verso|entro|ore|all'|l'|ogni|dalle",
)
