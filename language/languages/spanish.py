"""Spanish: ``mañana a las 3 de la tarde``, ``el próximo martes``, ``todos los lunes``."""

from typing import Final

from language.languages.holidays import HOLIDAYS
from language.languages.limits import LIMITS
from language.table import Courtesy, Table, Words

_SMALL: Final = (
    "",
    "uno|un|una",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
)
_COMPOUND: Final = {
    tens + n: "|".join(f"{word} y {small}" for small in _SMALL[n].split("|"))
    for tens, word in {30: "treinta", 40: "cuarenta", 50: "cincuenta"}.items()
    for n in range(1, 10)
}

_NUMBERS: Final[Words] = {
    "num": {
        1: "uno|una",
        2: "dos",
        3: "tres",
        4: "cuatro",
        5: "cinco",
        6: "seis",
        7: "siete",
        8: "ocho",
        9: "nueve",
        10: "diez",
        11: "once",
        12: "doce",
        13: "trece",
        14: "catorce",
        15: "quince",
        16: "dieciséis|dieciseis",
        17: "diecisiete",
        18: "dieciocho",
        19: "diecinueve",
        20: "veinte",
        21: "veintiuno|veintiún|veintiuna",
        22: "veintidós",
        23: "veintitrés",
        24: "veinticuatro",
        25: "veinticinco",
        26: "veintiséis",
        27: "veintisiete",
        28: "veintiocho",
        29: "veintinueve",
        30: "treinta",
        40: "cuarenta",
        50: "cincuenta",
        60: "sesenta",
        90: "noventa",
        **_COMPOUND,
    },
    "one": {1: "un|una|todo el|toda la"},
    "couple": {3: "unos|unas|varios|varias|unos cuantos", 2: "un par de|par de"},
    "half": "media|medio",
    "quarter": "cuarto|un cuarto de|cuarto de",
    "threequarter": "tres cuartos de|tres cuartos",
    "ordword": {
        -3: "antepenúltimo|antepenúltima",
        -2: "penúltimo|penúltima|penúltimos",
        1: "primero|primer|primera|1ro|primeros|primeras",
        2: "segundo|segunda",
        3: "tercero|tercer|tercera",
        4: "cuarto|cuarta",
        5: "quinto|quinta",
    },
    "unit": {
        "second": "segundo|segundos|seg",
        "minute": "minuto|minutos|min|mins",
        "hour": "hora|horas|hr|hrs|h",
        "day": "día|días|dia|dias",
        "week": "semana|semanas",
        "month": "mes|meses",
        "year": "año|años|ano|anos",
        "quarter": "trimestre|trimestres",
        "fortnight": "quincena|quincenas",
    },
}

_CLOCK: Final[Words] = {
    "at": "a las|a la|a eso de las|a partir de las|desde las|a|para las|de las|las|a partir de la"
    "|a eso de la",
    "about": "sobre las|sobre la|hacia las|alrededor de las|aproximadamente a las|cerca de las"
    "|tipo|como a las|aproximadamente|sobre",
    "meridiem": {
        "am": "am|a.m.|a. m.|de la mañana|de la madrugada|por la mañana|en la mañana",
        "pm": "pm|p.m.|p. m.|de la tarde|de la noche|por la tarde|por la noche|en la tarde"
        "|en la noche",
    },
    "oclock": "h|hs|hrs|horas|hora|h.|en punto",
    "sharp": "en punto|aproximadamente|aprox|y pico|exactas",
    "plus": "y|con",
    "minus": "menos",
    "noonword": {
        (12, 0): "mediodía|medio día|el mediodía|al mediodía",
        (24, 0): "medianoche|media noche|la medianoche",
        (17, 0): "final del día|fin del día|al final del día",
    },
    "part": {
        "morning": "mañana|por la mañana|en la mañana|de mañana|de la mañana|la mañana",
        "early": "temprano|a primera hora|madrugada|de madrugada|primera hora",
        "lunch": "hora de comer|hora del almuerzo|mediodía",
        "afternoon": "tarde|por la tarde|en la tarde|de tarde|de la tarde|la tarde",
        "late": "última hora|a última hora",
        "evening": "noche|por la noche|en la noche|de noche|de la noche|la noche",
    },
    "in": "en|dentro de|en unos|dentro de unos",
    "barein": "en",
    "later": "más tarde|después|a partir de ahora|a partir de hoy|desde ahora",
    "moved": {1: "más tarde|después", -1: "más temprano|antes|más pronto"},
    "meal": {
        "am": "desayuno",
        "noon": "almuerzo|comida",
        "pm": "cena|copas|fiesta|afterwork|cañas",
    },
}

_DAYS: Final[Words] = {
    "place": "planta|piso",
    "weekday": {
        0: "lunes|lun|lun.",
        1: "martes|mar|mar.",
        2: "miércoles|mié|mie|mié.|miercoles",
        3: "jueves|jue|jue.",
        4: "viernes|vie|vie.",
        5: "sábado|sáb|sab|sáb.",
        6: "domingo|dom|dom.",
    },
    "weekdays": {5: "sábados", 6: "domingos"},
    "slight": "lun|mar|mie|mié|jue|vie|sab|sáb|dom|mayo|marzo",
    "month": {
        1: "enero|ene|ene.",
        2: "febrero|feb|feb.",
        3: "marzo|mar|mar.",
        4: "abril|abr|abr.",
        5: "mayo|may",
        6: "junio|jun|jun.",
        7: "julio|jul|jul.",
        8: "agosto|ago|ago.",
        9: "septiembre|setiembre|sep|sept|set|sep.",
        10: "octubre|oct|oct.",
        11: "noviembre|nov|nov.",
        12: "diciembre|dic|dic.",
    },
    "dayword": {
        0: "hoy|el día de hoy|hoy mismo",
        1: "mañana|manana|el día de mañana|mñn|mañana mismo",
        2: "pasado mañana|pasado manana|pasado",
        -1: "ayer",
        -2: "anteayer|antier|antes de ayer",
    },
    "daypart": {
        (0, "morning"): "esta mañana",
        (0, "afternoon"): "esta tarde|hoy por la tarde|hoy a la tarde|hoy en la tarde",
        (0, "evening"): "esta noche|hoy por la noche|hoy en la noche|hoy a la noche",
        (1, "morning"): "mañana por la mañana|mañana en la mañana|mañana a la mañana"
        "|mañana temprano|mañana a primera hora",
        (1, "afternoon"): "mañana por la tarde|mañana en la tarde|mañana a la tarde|mañana tarde",
        (1, "evening"): "mañana por la noche|mañana en la noche|mañana a la noche|mañana noche",
        (1, "noon"): "mañana al mediodía|mañana a mediodía",
    },
    "weekend": "fin de semana|finde|fin de",
    "weekends": "fines de semana|los fines de semana|los findes",
    "workday": "día laborable|día hábil|día laboral|día de trabajo|día de semana",
    "workdays": "todos los días laborables|cada día laborable|todos los días hábiles"
    "|cada día hábil|días laborables|días hábiles|días laborales|entre semana|días de semana"
    "|de lunes a viernes",
    "nextafter": "que viene|próximo|próxima|siguiente|entrante|que entra",
    "next": "próximo|próxima|próximos|siguiente|prox|prox.|proximo",
    "this": "este|esta|el próximo este|corriente",
    "thisafter": "en curso|actual|corriente",
    "last": "último|última|pasado|ultimo|ultima",
    "on": "el|día|el día|para el",
    "lead": "el|para el|del|día|el día|para|de|los",
    "article": "el|la|los|las|al|del",
    "of": "de|del|de la|en|en el|de los",
    "daylead": "el|día|el día|para el|el dia|dia",
    "edge": {
        "start": "principios|a principios|comienzos|inicio|a comienzos|principio|inicios|a inicios",
        "middle": "mediados|a mediados|mitad",
        "end": "finales|a finales|final|fin|fines|a fines|al final",
    },
    "eom": {
        "month": "fin de mes|final de mes|a fin de mes",
        "week": "final de la semana|fin de la semana",
    },
}

_RANGES: Final[Words] = {
    "from": "de|desde|desde el|desde las|de las|a partir del|a partir de|empezando|empezando el"
    "|del|comenzando|comenzando el|entre",
    "between": "entre|entre las|de|desde|de las|desde las",
    "to": "a|hasta|a las|hasta las|al|hasta el|hasta la|a la|y las",
    "until": "hasta|hasta el|hasta las|hasta la|hasta fin de|hasta finales de",
    "and": "y|e|&",
    "for": "durante|por|duración|dura|de duración|de|con una duración de|unos|unas|para",
    "extra": "más|enteras|completas",
    "long": "de duración|de largo|máximo",
    "after": "después de|después del|a partir del|tras|desde el",
    "before": "antes de|antes del",
}

_REPEATS: Final[Words] = {
    "every": "cada|todos los|todas las|todo|toda|los",
    "alternate": "cada dos|cada 2|cada segundo|cada otro",
    "onein2": "alternos|sí y uno no|por medio",
    "recur": {
        ("DAILY", 1): "diario|diariamente|diaria|a diario|una vez al día",
        ("WEEKLY", 1): "semanal|semanalmente|una vez por semana|una vez a la semana",
        ("WEEKLY", 2): "quincenal|quincenalmente|bisemanal|cada quince días"
        "|cada 15 días|semanas alternas",
        ("MONTHLY", 1): "mensual|mensualmente|una vez al mes",
        ("MONTHLY", 3): "trimestral|trimestralmente",
        ("YEARLY", 1): "anual|anualmente|una vez al año",
        ("HOURLY", 1): "cada hora",
    },
    "adjective": "diario|diaria|semanal|quincenal|bisemanal|mensual|trimestral|anual",
    "times": "veces|x|ocasiones|sesiones",
    "except": "excepto|menos|salvo|a menos que|pero no",
}

_ROUND: Final[Words] = {
    "with": "con|y|e|junto a|invita a|invitar a|incluye a|incluyendo a|w/",
    "joins": "y|e|,|&",
    "timeword": "hora|horario|hora del",
    "label": "sala|versión|fase|etapa|parte|capítulo|nivel|piso|planta|equipo|grupo|número|nº|n.º"
    "|ticket|sprint|aula|edificio|puerta|línea|tarea|página|artículo|oficina|módulo|release"
    "|bloque|lote|tema|punto|proyecto",
    "connector": "a|las|la|el|los|de|del|en|para|por|al|desde|y|sobre|entre|día|hora|horas|unos"
    "|una|un|este|esta|durante|con inicio|que|cada|con|hacia",
}

TABLE: Final = Table(
    code="es",
    words=_NUMBERS | _CLOCK | _DAYS | _RANGES | _REPEATS | _ROUND | HOLIDAYS["es"] | LIMITS["es"],
    glued={
        "oclock": "h|hs|hrs",
        "unit": {"hour": "h|hs|hrs", "minute": "m|min|'", "day": "d", "week": "s"},
        "times": "x",
        "meridiem": {"am": "a|am", "pm": "p|pm"},
    },
    hides="a|once|son|sin|no|me|de|mar|dom|lima|dos|art|ten|come|y|la|rio|los|el",
    openers=(
        Courtesy(
            "greeting",
            r"(?:hola|buenas|buenos días|ok|vale|gracias|y|bueno|oye|por favor|porfa)\b[,.! ]*",
            "hola, budget",
        ),
        Courtesy(
            "can you",
            "(?:puedes|podrías|podemos|podríamos|puede|podéis|quiero|debemos|(?:quedamos"
            "|nos vemos)(?: para)?|quisiera|necesito|necesitamos|hay que|tengo|me gustaría"
            r"|vamos a)(?: tener)?\s+",
            "puedes tener budget",
        ),
        Courtesy(
            "schedule",
            "(?:agenda(?:r|me)?|programa(?:r|me)?|crea(?:r|me)?|a[ñn]ade|a[ñn]adir|pon(?:er|me)?"
            "|organiza(?:r)?|reserva(?:r|me)?|planifica(?:r)?|convoca(?:r)?|fija(?:r)?|agrega(?:r"
            r"|me)?|bloquea(?:r)?|apunta(?:r|me)?|haz|hacer|monta(?:r)?)\s+(?=\w)",
            "agenda budget",
        ),
        Courtesy("article", r"(?:un|una|el|la|los|las|nuestra|nuestro|mi)\s+(?=\w)", "la budget"),
        Courtesy(
            "new meeting",
            r"(?:nueva|nuevo) (?:reunión|cita|junta)\s*:?\s*",
            "nueva reunión: budget",
        ),
        Courtesy(
            "meeting called",
            r"(?:reunión|cita|evento|junta)\s*(?::|llamad[ao]|titulad[ao])\s*",
            "reunión llamada budget",
        ),
    ),
    closers=(
        Courtesy(
            "please",
            r"(?:,\s*|\s+|^)(?:por favor|porfa|gracias|plis)[.!]*\s*$",
            "budget por favor",
        ),
        Courtesy(
            "in my calendar",
            r"\s+(?:en|a) (?:mi|el|la|nuestro) (?:agenda|calendario)\s*$",
            "budget en mi agenda",
        ),
    ),
    loose="ahora|ya|a|el|la|las|los|de|del|en|para|por|con|y|e|al|desde|hasta|entre|sobre|un|una"
    "|cada",
)
