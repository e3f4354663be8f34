"""Portuguese: ``amanhã às 15h``, ``na próxima terça``, ``toda segunda-feira``."""

from typing import Final

from language.languages.holidays import HOLIDAYS
from language.languages.limits import LIMITS
from language.table import Courtesy, Table, Words

_SMALL: Final = (
    "",
    "um|uma",
    "dois|duas",
    "três",
    "quatro",
    "cinco",
    "seis",
    "sete",
    "oito",
    "nove",
)
_COMPOUND: Final = {
    tens + n: "|".join(f"{word} e {small}" for small in _SMALL[n].split("|"))
    for tens, word in {20: "vinte", 30: "trinta", 40: "quarenta", 50: "cinquenta"}.items()
    for n in range(1, 10)
}

_NUMBERS: Final[Words] = {
    "num": {
        1: "um|uma",
        2: "dois|duas",
        3: "três",
        4: "quatro",
        5: "cinco",
        6: "seis",
        7: "sete",
        8: "oito",
        9: "nove",
        10: "dez",
        11: "onze",
        12: "doze",
        13: "treze",
        14: "catorze|quatorze",
        15: "quinze",
        16: "dezesseis|dezasseis",
        17: "dezessete|dezassete",
        18: "dezoito",
        19: "dezenove|dezanove",
        20: "vinte",
        30: "trinta",
        40: "quarenta",
        50: "cinquenta",
        60: "sessenta",
        90: "noventa",
        **_COMPOUND,
    },
    "one": {1: "um|uma|o dia todo"},
    "couple": {3: "alguns|algumas|uns|umas|vários|várias", 2: "um par de"},
    "half": "meia|meio",
    "quarter": "quarto|um quarto|um quarto de",
    "threequarter": "três quartos|três quartos de",
    "ordword": {
        -3: "antepenúltimo|antepenúltima",
        -2: "penúltimo|penúltima",
        1: "primeiro|primeira|1o|primeiros|primeiras",
        2: "segundo",
        3: "terceiro|terceira",
        4: "quarto",
        5: "quinto",
    },
    "unit": {
        "second": "segundo|segundos|seg",
        "minute": "minuto|minutos|min|mins|minutinhos",
        "hour": "hora|horas|hr|hrs|h|horinha",
        "day": "dia|dias",
        "week": "semana|semanas",
        "month": "mês|meses",
        "year": "ano|anos",
        "quarter": "trimestre|trimestres",
        "fortnight": "quinzena|quinzenas",
    },
}

_CLOCK: Final[Words] = {
    "at": "às|as|a|à|ao|a partir das|pelas|desde as|para as|das|aos|pras|a partir de|lá pelas"
    "|por volta das|por volta da|cerca das|cerca de",
    "about": "por volta das|por volta de|lá pelas|cerca das|cerca de|aproximadamente"
    "|mais ou menos|perto das|aproximadamente às",
    "meridiem": {
        "am": "da manhã|da madrugada|de manhã|da manha",
        "pm": "da tarde|da noite|de tarde|à tarde|à noite|de noite",
    },
    "oclock": "h|hs|hrs|horas|hora|h.",
    "sharp": "em ponto|mais ou menos|e pouco|aproximadamente|pontualmente",
    "plus": "e",
    "minus": "menos",
    "before": "para|pra|para as|pras|pras as|para a|pro|para o",
    "noonword": {
        (12, 0): "meio-dia|meio dia|meiodia|o meio-dia|ao meio-dia|o meio dia|ao meio dia",
        (24, 0): "meia-noite|meia noite|à meia-noite|à meia noite|a meia-noite",
        (17, 0): "fim do dia|final do dia|fim do expediente|no fim do dia"
        "|até o fim do dia|ao fim do dia",
    },
    "part": {
        "morning": "manhã|de manhã|pela manhã|da manhã|na parte da manhã|manha",
        "early": "cedo|bem cedo|de manhã cedo|madrugada|de madrugada|logo cedo",
        "lunch": "hora do almoço|na hora do almoço",
        "afternoon": "tarde|à tarde|de tarde|pela tarde|da tarde|na parte da tarde|a tarde",
        "late": "fim da tarde|final da tarde|no fim da tarde|no final da tarde",
        "evening": "noite|à noite|de noite|pela noite|da noite|a noite",
    },
    "in": "em|dentro de|daqui a|daqui|em cerca de",
    "barein": "daqui a",
    "later": "depois|mais tarde|a partir de agora|a partir de hoje",
    "moved": {1: "mais tarde|depois", -1: "mais cedo|antes"},
    "moveby": "por",
    "meal": {
        "am": "café da manhã|pequeno-almoço|pequeno almoço",
        "noon": "almoço",
        "pm": "jantar|happy hour|festa",
    },
}

_DAYS: Final[Words] = {
    "place": "andar|piso",
    "weekday": {
        0: "segunda-feira|segunda|seg|seg.|2ª feira|2ª|segunda feira|2a feira|2ª-feira",
        1: "terça-feira|terça|ter|ter.|3ª feira|3ª|terça feira|3a feira|3ª-feira",
        2: "quarta-feira|quarta|qua|qua.|4ª feira|4ª|quarta feira|4a feira",
        3: "quinta-feira|quinta|qui|qui.|5ª feira|5ª|quinta feira|5a feira",
        4: "sexta-feira|sexta|sex|sex.|6ª feira|6ª|sexta feira|6a feira",
        5: "sábado|sáb|sab|sáb.",
        6: "domingo|dom|dom.",
    },
    "weekdays": {
        0: "segundas|segundas-feiras|segundas feiras|às segundas",
        1: "terças|terças-feiras|às terças|terças feiras",
        2: "quartas|quartas-feiras|às quartas|quartas feiras",
        3: "quintas|quintas-feiras|às quintas|quintas feiras",
        4: "sextas|sextas-feiras|às sextas|sextas feiras",
        5: "sábados|aos sábados",
        6: "domingos|aos domingos",
    },
    "ordday": {2: "segunda", 4: "quarta", 5: "quinta", 6: "sexta"},
    "slight": "seg|ter|qua|qui|sex|sab|sáb|dom|quarta|quinta|segunda|maio|março|mar|set",
    "month": {
        1: "janeiro|jan|jan.",
        2: "fevereiro|fev|fev.",
        3: "março|mar|mar.",
        4: "abril|abr|abr.",
        5: "maio|mai|mai.",
        6: "junho|jun|jun.",
        7: "julho|jul|jul.",
        8: "agosto|ago|ago.",
        9: "setembro|set|set.",
        10: "outubro|out|out.",
        11: "novembro|nov|nov.",
        12: "dezembro|dez|dez.",
    },
    "dayword": {
        0: "hoje|hj",
        1: "amanhã|amanha|amnh",
        2: "depois de amanhã|depois de amanha",
        -1: "ontem",
        -2: "anteontem|antes de ontem",
    },
    "daypart": {
        (0, "morning"): "hoje de manhã|hoje pela manhã|esta manhã",
        (0, "afternoon"): "hoje à tarde|hoje de tarde|esta tarde|hoje a tarde|nesta tarde",
        (0, "evening"): "hoje à noite|hoje de noite|esta noite|hoje a noite|nesta noite",
        (1, "morning"): "amanhã de manhã|amanhã pela manhã|amanhã cedo|amanhã de manhã cedo",
        (1, "afternoon"): "amanhã à tarde|amanhã de tarde|amanhã a tarde",
        (1, "evening"): "amanhã à noite|amanhã de noite|amanhã a noite",
    },
    "weekend": "fim de semana|final de semana|fds|fim-de-semana",
    "weekends": "fins de semana|finais de semana|aos fins de semana",
    "workday": "dia útil|dia de semana",
    "workdays": "todo dia útil|todos os dias úteis|cada dia útil|todo dia de semana|dias úteis"
    "|dias de semana|durante a semana|de segunda a sexta|nos dias úteis|em dias úteis"
    "|segunda a sexta",
    "nextafter": "que vem|próximo|próxima|seguinte|que vêm|q vem",
    "next": "próximo|próxima|próximos|próximas|proximo|proxima|prox|prox.|na próxima|no próximo"
    "|seguinte",
    "this": "este|esta|neste|nesta|deste|desta|essa|esse|nessa|nesse|dessa",
    "thisafter": "corrente",
    "last": "último|última|ultimo|ultima|passado|passada",
    "on": "em|no|na|dia|no dia|o dia|ao|aos|às|à",
    "lead": "em|no|na|dia|no dia|para|pra|de|do|da|para o dia|pro dia|o dia",
    "article": "o|a|os|as",
    "of": "de|do|da|em|no|na|dos|das|deste|desse",
    "daylead": "dia|no dia|o dia|para o dia|pro dia",
    "edge": {
        "start": "início|começo|no início|princípio|no começo|começos|inícios",
        "middle": "meados|meio|em meados|metade",
        "end": "fim|final|no fim|no final|finais|fins",
    },
    "eom": {"month": "fim do mês|final do mês|fim de mês", "week": "fim da semana|final da semana"},
}

_RANGES: Final[Words] = {
    "from": "de|das|desde|do|da|a partir de|a partir das|a partir do|a partir da|desde o"
    "|começando|começando em|começando na|entre|entre as",
    "between": "entre|entre as|das|de|entre a",
    "to": "a|às|as|até|até as|até às|ao|à|até o|até a|até ao|até à|e as|e às",
    "until": "até|até as|até às|até o|até a|até ao|até à|até dia|até o dia|até o fim de|até fim de",
    "and": "e|&",
    "for": "por|durante|com duração de|duração de|duração|de|para|dura|por cerca de|uns|umas",
    "extra": "mais|inteiras",
    "long": "de duração|no máximo",
    "after": "depois de|após|depois do|depois da|a partir de|depois das",
    "past": "depois das|e",
}

_REPEATS: Final[Words] = {
    "every": "cada|todo|toda|todos os|todas as|todos|todas|a cada",
    "alternate": "a cada dois|a cada duas|cada dois|a cada 2|cada duas|cada 2",
    "onein2": "sim e outra não|alternados|alternadas|sim outra não|sim, outra não",
    "recur": {
        ("DAILY", 1): "diário|diariamente|diária|todo o dia|uma vez por dia",
        ("WEEKLY", 1): "semanal|semanalmente|uma vez por semana",
        ("WEEKLY", 2): "quinzenal|quinzenalmente|de quinze em quinze dias|a cada quinze dias"
        "|a cada 15 dias|de 15 em 15 dias|semana sim semana não",
        ("MONTHLY", 1): "mensal|mensalmente|uma vez por mês",
        ("MONTHLY", 3): "trimestral|trimestralmente",
        ("YEARLY", 1): "anual|anualmente|uma vez por ano",
        ("HOURLY", 1): "a cada hora",
    },
    "adjective": "diário|diária|semanal|quinzenal|mensal|trimestral|anual",
    "times": "vezes|x|ocorrências|sessões",
    "except": "exceto|menos|salvo|a menos que|mas não",
}

_ROUND: Final[Words] = {
    "with": "com|e|inclui|incluir|convida|convidar|com o|com a|c/|mais",
    "joins": "e|,|&|o|a",
    "timeword": "hora|horário|hora do|no horário",
    "label": "sala|versão|fase|etapa|parte|capítulo|nível|andar|equipe|equipa|time|grupo|número"
    "|nº|ticket|sprint|bloco|lote|projeto|tarefa|página|módulo|release|item|prédio|linha|rua"
    "|escritório|turma",
    "connector": "a|as|às|à|ao|o|os|de|do|da|das|dos|em|no|na|para|pra|pro|por|até|e|entre|dia"
    "|hora|horas|h|desde|partir|um|uma|uns|com início|durante|este|esta|nesta|neste|cada|lá"
    "|já",
}

TABLE: Final = Table(
    code="pt",
    words=_NUMBERS | _CLOCK | _DAYS | _RANGES | _REPEATS | _ROUND | HOLIDAYS["pt"] | LIMITS["pt"],
    glued={
        "oclock": "h|hs|hrs",
        "unit": {"hour": "h|hs|hrs", "minute": "m|min", "day": "d"},
        "times": "x",
    },
    hides="a|as|do|no|out|set|ter|sex|dos|me|mai|dom|mar|o|era|nos|e|rio|de|ate|por|em",
    openers=(
        Courtesy(
            "greeting",
            r"(?:ol[áa]|oi|bom dia|boa tarde|ok|obrigad[oa]|e|por favor|pfv|opa|então)\b[,.! ]*",
            "oi, budget",
        ),
        Courtesy(
            "can you",
            "(?:você pode|dá para|bora|vamos nos ver(?: para)?|pode|podes|poderia|poderíamos"
            r"|podemos|quero|queria|preciso|precisamos|gostaria de|tenho|vamos)(?: ter| fazer)?\s+",
            "você pode fazer budget",
        ),
        Courtesy(
            "schedule",
            "(?:agenda(?:r)?|agende|marca(?:r)?|marque|cria(?:r)?|crie|adiciona(?:r)?|adicione"
            "|coloca(?:r)?|coloque|p[õo]e|programa(?:r)?|programe|organiza(?:r)?|organize"
            "|reserva(?:r)?|reserve|planeja(?:r)?|planeia|bota|faz(?:er)?|cria)(?: a[íi]"
            r"| me)?\s+(?=\w)",
            "agenda budget",
        ),
        Courtesy("article", r"(?:um|uma|o|a|os|as|nosso|nossa|minha|meu)\s+(?=\w)", "o budget"),
        Courtesy(
            "new meeting",
            r"(?:nova|novo) (?:reuni[ãa]o|evento)\s*:?\s*",
            "nova reunião: budget",
        ),
        Courtesy(
            "meeting called",
            r"(?:reuni[ãa]o|evento|compromisso)\s*(?::|chamad[ao]|intitulad[ao])\s*",
            "reunião chamada budget",
        ),
    ),
    closers=(
        Courtesy(
            "please",
            r"(?:,\s*|\s+|^)(?:por favor|pfv|obrigad[oa]|pf|plis)[.!]*\s*$",
            "budget por favor",
        ),
        Courtesy(
            "in my calendar",
            r"\s+(?:na|no) (?:minha |meu |nossa )?(?:agenda|calend[áa]rio)\s*$",
            "budget na minha agenda",
        ),
    ),
    loose="agora|já|a|as|às|à|ao|o|os|de|do|da|das|em|no|na|para|pra|por|com|e|até|entre|um|uma"
    "|dia|desde|sobre|c/|cada",
)
