"""The marks that every language shares: commas, dashes, brackets."""

from typing import Final

from language.table import Words

MARKS: Final[Words] = {
    "comma": ",|;|، |、|，|；",
    "dash": "-|–|—|~|〜|～|‐|‑|−|→",
    "open": "(|[|（|【",
    "close": ")|]|）|】",
    "stop": ".|!|?|。|！|？",
    "strike": "/",
    "at": "@",
    "and": "&|+",
    "prime": "'|’|′",
    "colonmark": ":|：",
}
