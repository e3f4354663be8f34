"""Time zones as people say them: abbreviations and cities, and the IANA names they stand for."""

import re
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from language.table import Words

ZONES: Final[Words] = {
    "zoneabbr": {
        "UTC": "utc|zulu",
        "Etc/GMT": "gmt",
        "America/New_York": "et|est|edt|eastern|eastern time|us eastern|us east coast|east coast",
        "America/Chicago": "ct|cst|cdt|central time|us central",
        "America/Denver": "mt|mst|mdt|mountain time|us mountain",
        "America/Los_Angeles": "pt|pst|pdt|pacific|pacific time|us pacific|west coast",
        "America/Anchorage": "akst|akdt",
        "Pacific/Honolulu": "hst",
        "America/Halifax": "adt|atlantic time",
        "America/Sao_Paulo": "brt",
        "America/Argentina/Buenos_Aires": "art",
        "Europe/London": "bst|uk",
        "Europe/Lisbon": "west",
        "Europe/Berlin": "cet|cest|mez|mesz|met",
        "Europe/Athens": "eet|eest|oez",
        "Europe/Moscow": "msk",
        "Asia/Dubai": "gst",
        "Asia/Kolkata": "ist",
        "Asia/Singapore": "sgt",
        "Asia/Hong_Kong": "hkt",
        "Asia/Tokyo": "jst",
        "Asia/Seoul": "kst",
        "Australia/Sydney": "aest|aedt|aet",
        "Australia/Perth": "awst",
        "Pacific/Auckland": "nzst|nzdt",
        "Africa/Johannesburg": "sast",
    },
    "zonehour": "utc|gmt|edt|cdt|mdt|pst|pdt|cet|cest|bst|jst|sgt|hkt|kst|aest|aedt|awst|nzst"
    "|nzdt|msk|eest|mez|mesz",
    "mountain": "mt",
    "zonelast": {"America/Chicago": "central", "America/Denver": "mountain"},
    "city": {
        "America/New_York": "new york|nyc|ny|boston|washington|atlanta|miami|philadelphia"
        "|nueva york",
        "America/Toronto": "toronto|montreal|ottawa",
        "America/Chicago": "chicago|dallas|houston|austin|minneapolis",
        "America/Denver": "denver|salt lake city|boulder",
        "America/Phoenix": "phoenix|arizona",
        "America/Los_Angeles": "los angeles|san francisco|sf|seattle|la|california|portland"
        "|san diego|palo alto|silicon valley",
        "America/Vancouver": "vancouver",
        "Pacific/Honolulu": "honolulu|hawaii",
        "America/Mexico_City": "mexico city|mexico|ciudad de méxico|méxico|cdmx",
        "America/Bogota": "bogota|bogotá|colombia",
        "America/Lima": "lima",
        "America/Santiago": "santiago|chile",
        "America/Sao_Paulo": "sao paulo|são paulo|rio|rio de janeiro|brasilia|brasília|brazil"
        "|brasil",
        "America/Argentina/Buenos_Aires": "buenos aires|argentina",
        "Europe/London": "london|londres|londra|londyn|londen|uk|england|edinburgh|manchester",
        "Europe/Dublin": "dublin|ireland",
        "Europe/Lisbon": "lisbon|lisboa|lissabon|portugal",
        "Europe/Madrid": "madrid|barcelona|spain|españa",
        "Europe/Paris": "paris|parís|parigi|parijs|france|lyon",
        "Europe/Brussels": "brussels|brüssel|bruxelles|brussel",
        "Europe/Amsterdam": "amsterdam|rotterdam|netherlands",
        "Europe/Berlin": "berlin|berliner|munich|münchen|hamburg|frankfurt|germany|cologne|köln",
        "Europe/Zurich": "zurich|zürich|geneva|genf|genève|switzerland",
        "Europe/Vienna": "vienna|wien",
        "Europe/Rome": "rome|roma|rom|milan|milano|mailand|italy",
        "Europe/Prague": "prague|prag|praha",
        "Europe/Warsaw": "warsaw|warszawa|warschau|warszawie|warszawskiego|kraków|krakow|poland",
        "Europe/Stockholm": "stockholm",
        "Europe/Oslo": "oslo",
        "Europe/Copenhagen": "copenhagen|kopenhagen",
        "Europe/Helsinki": "helsinki",
        "Europe/Athens": "athens|athen",
        "Europe/Bucharest": "bucharest",
        "Europe/Kyiv": "kyiv|kiev",
        "Europe/Istanbul": "istanbul",
        "Europe/Moscow": "moscow|moskau|moscou",
        "Africa/Cairo": "cairo",
        "Africa/Lagos": "lagos",
        "Africa/Nairobi": "nairobi",
        "Africa/Johannesburg": "johannesburg|cape town",
        "Asia/Jerusalem": "tel aviv|jerusalem|israel",
        "Asia/Dubai": "dubai",
        "Asia/Karachi": "karachi",
        "Asia/Kolkata": "mumbai|delhi|new delhi|bangalore|bengaluru|india|hyderabad|chennai"
        "|kolkata",
        "Asia/Bangkok": "bangkok",
        "Asia/Jakarta": "jakarta",
        "Asia/Ho_Chi_Minh": "ho chi minh|hanoi|saigon",
        "Asia/Manila": "manila",
        "Asia/Singapore": "singapore|singapur|singapour|シンガポール|新加坡",
        "Asia/Hong_Kong": "hong kong|hongkong|香港",
        "Asia/Shanghai": "shanghai|beijing|china|shenzhen|peking|北京|上海|中国|中國",
        "Asia/Taipei": "taipei|台北|台湾",
        "Asia/Tokyo": "tokyo|osaka|japan|tokio|東京|日本|东京",
        "Asia/Seoul": "seoul|korea|首尔|ソウル",
        "Australia/Sydney": "sydney|melbourne|悉尼",
        "Australia/Brisbane": "brisbane",
        "Australia/Perth": "perth",
        "Pacific/Auckland": "auckland|wellington|new zealand",
    },
}

_OFFSET: Final = re.compile(r"(?:utc|gmt)?\s?([+-])\s?(\d{1,2})(?::?(\d\d))?")
_HALVES: Final = {
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    390: "Asia/Yangon",
    570: "Australia/Darwin",
    -210: "America/St_Johns",
}


def zone_of(text: str) -> str | None:
    """Return the IANA zone of ``utc+2``, ``+05:30`` or ``europe/berlin``; None if it is none."""
    if "/" in text:
        return _names().get(text)
    match = _OFFSET.fullmatch(text)
    if not match:
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    sign = 1 if match[1] == "+" else -1
    if minutes:
        return _HALVES.get(sign * (hours * 60 + minutes))
    if hours == 0:
        return "UTC"
    most = 14 if sign > 0 else 12
    return f"Etc/GMT{'-' if sign > 0 else '+'}{hours}" if hours <= most else None


@cache
def _names() -> dict[str, str]:
    """Every IANA name by its lower case; asked for only where somebody writes one."""
    return {name.lower(): name for name in available_timezones()}
