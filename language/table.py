"""What a language's file has to say: its words by kind, and a few habits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

Words: TypeAlias = dict[str, str | Mapping[Any, str]]
"""Kind -> forms separated by ``|``; or kind -> value -> forms, where the kind has a value."""


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What people say around a title: its *name*, a *pattern* in lower case, and an *example*.

    The rest of the example, without what the pattern matches, is a title.
    """

    name: str
    pattern: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One language.

    *words* are read wherever they stand, *glued* only right behind a digit (``3p``, ``45m``), and
    *hides* are words that mean nothing English here. *dotted*: 22.10 is a day rather than a time;
    *dashed*: 22-10 too, before a time.
    *half_before*: half of an hour is before it (halb drei: 2:30), not after it. *clock24*: a time
    with minutes is meant as it is written. *month_first*: 5/6 is in May.

    *openers* and *closers* are what people say around a title ("schedule a", "please"). *openers*
    only count behind one of the *opening* words, and *closers* where one of the words *cues* stands
    or a sentence ends, if these are given. *loose* words lead nowhere at the end of a title, except
    behind a *phrasal* one ("check in"). *mine*: what begins a title only in a request ("add my
    review").
    """

    code: str
    words: Words
    glued: Words = field(default_factory=dict)
    hides: str = ""
    dotted: bool = False
    dashed: bool = False
    half_before: bool = False
    clock24: bool = True
    month_first: bool = False
    openers: tuple[Courtesy, ...] = ()
    opening: str = ""
    closers: tuple[Courtesy, ...] = ()
    cues: str = ""
    loose: str = ""
    phrasal: str = ""
    mine: str = ""


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
