"""Which dates of a series an order means, where its words say so: from a date on, all, or just one.

The day itself is read by ``understand``, like every other day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from language.lexicon import LANGUAGES

Which: TypeAlias = Literal["", "one", "later", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesSaid:
    """Which dates were meant, *day* the words for the first of them, *rest* all other words."""

    which: Which
    day: str
    rest: str


_DAY: Final = r"(?P<day>[^,;]{2,40}?)"
_EDGE: Final = r"(?!\w)"

_LATER: Final[Mapping[str, tuple[str, ...]]] = {
    "english": (
        rf"(?:starting|beginning|effective)(?: (?:from|on|with))? {_DAY}(?= (?:to|at)\b|$)",
        rf"(?:as of|from) {_DAY} (?:on|onwards?|forward|and later|and after)"
        r"(?= (?:to|at|by)\b|[,;]|$)",
        r"and (?:all )?(?:the )?(?:later|following|future|next|subsequent) ones",
    ),
    "german": (
        rf"ab {_DAY}(?= (?:auf|um|nach)\b|$)",
        rf"von {_DAY} an(?= (?:auf|um|nach)\b|$)",
        r"und (?:alle )?(?:späteren|folgenden|weiteren)",
    ),
    "french": (
        rf"(?:à partir (?:de |du |d['’])|dès ){_DAY}(?= (?:à|au|pour|vers)(?!\w)|$)",
        r"et (?:tous |toutes )?(?:les )?(?:suivant[es]*|prochaine?s)",
    ),
    "spanish": (
        rf"a partir (?:de |del ){_DAY}(?: en adelante)?(?= (?:a|al|para)(?: las?)?\b|$)",
        rf"desde (?:el |la )?{_DAY} en adelante",
        r"y (?:todas |todos )?(?:las |los )?(?:siguientes|posteriores)",
    ),
    "portuguese": (
        rf"a partir d[aeo]s? {_DAY}(?: em diante)?(?= (?:para|às|à)(?!\w)|$)",
        r"e (?:todas |todos )?(?:as |os )?(?:seguintes|posteriores)",
    ),
    "italian": (
        rf"(?:a partire |d)?(?:da|dal|dalla|dall['’]) ?{_DAY} in poi(?= (?:a|alle)\b|$)",
        rf"a partire (?:da|dal|dalla|dall['’]) ?{_DAY}(?= (?:a|alle)\b|$)",
        r"e (?:tutt[ei] )?(?:le |i )?(?:successiv[ei]|seguenti)",
    ),
    "dutch": (
        rf"vanaf {_DAY}(?= (?:naar|om|op)\b|$)",
        r"en (?:alle )?(?:latere|volgende)(?: keren)?",
    ),
    "polish": (
        rf"(?:począwszy )?od {_DAY}(?= (?:na|o)\b|$)",
        r"i (?:wszystkie )?(?:późniejsze|następne|kolejne)",
    ),
    "japanese": (
        r"(?P<day>[^\s、。をはの]{1,12}?)(?:以降|から(?:先|ずっと))(?:の|は|、)?",
        r"(?:と)?(?:それ)?以降すべて(?:の)?",
    ),
    "chinese": (
        r"从(?P<day>[^\s，。]{1,12}?)(?:开始|起)",
        r"(?:及|和)?(?:以后|之后)的?(?:所有)?",
    ),
}
"""From a date on."""

_ALL: Final[Mapping[str, str]] = {
    "english": r"(?:all (?:of (?:them|it)|dates(?: of)?)|(?:the )?(?:whole|entire) series(?: of)?)",
    "german": r"(?:alle (?:termine|davon)(?: von)?|(?:die )?(?:ganze|gesamte) serie(?: von)?)",
    "french": r"(?:toute la série(?: de)?|toutes les dates(?: de)?)",
    "spanish": r"(?:toda la serie(?: de)?|todas las fechas(?: de)?)",
    "portuguese": r"(?:toda a série(?: de| do| da)?|todas as datas(?: de| do| da)?)",
    "italian": r"(?:tutta la serie(?: di| del)?|tutte le date(?: di| del)?)",
    "dutch": r"(?:(?:de )?hele (?:reeks|serie)(?: van)?|alle data(?: van)?)",
    "polish": r"(?:cał[aąyej]+ seri[aęi]|wszystkie terminy)",
    "japanese": r"(?:シリーズ全体|すべての回|全部の回)(?:の|を)?",
    "chinese": r"(?:整个系列|所有日期)(?:的)?",
}
"""All of them."""

_ONE: Final[Mapping[str, str]] = {
    "english": r"(?:(?:just|only) (?:this|that) (?:one|once|time|date)|(?:just|only) once"
    r"|this time only)",
    "german": r"(?:nur (?:dieses|dies eine|das eine) mal|nur einmal|nur diesen(?: termin)?)",
    "french": r"(?:(?:juste|seulement) cette fois(?:-ci)?|une seule fois)",
    "spanish": r"(?:solo|sólo) (?:esta|por esta|una) vez",
    "portuguese": r"(?:só|somente|apenas) (?:desta|esta|uma) vez",
    "italian": r"(?:solo|soltanto) (?:questa|per questa|una) volta",
    "dutch": r"(?:alleen (?:deze|die) keer|maar één keer|eenmalig)",
    "polish": r"tylko (?:tym razem|ten raz|raz|jeden raz)",
    "japanese": r"今回(?:だけ|のみ)(?:の|は|、)?",
    "chinese": r"(?:仅|只)(?:这一次|这次)",
}
"""Just one."""


def dates_said(text: str, locale: str) -> DatesSaid | None:
    """What *text* says of the dates that are meant; None where it says nothing of them."""
    line = " ".join(text.split())
    own = LANGUAGES.get(locale.partition("-")[0].lower(), "english")
    for language in dict.fromkeys((own, "english")):
        for which, pattern in _compiled(language):
            if match := pattern.search(line):
                rest = " ".join(f"{line[: match.start()]} {line[match.end() :]}".split())
                day = (match.groupdict().get("day") or "").strip()
                return DatesSaid(which=which, day=day, rest=rest.strip(" ,;"))
    return None


@cache
def _compiled(language: str) -> tuple[tuple[Which, re.Pattern[str]], ...]:
    spaced = language not in ("japanese", "chinese")
    begin, end = (r"(?<!\w)", _EDGE) if spaced else ("", "")
    worded: list[tuple[Which, str]] = [("later", each) for each in _LATER[language]]
    worded += [("all", _ALL[language]), ("one", _ONE[language])]
    return tuple(
        (which, re.compile(f"{begin}(?:{pattern}){end}", re.IGNORECASE))
        for which, pattern in worded
    )
