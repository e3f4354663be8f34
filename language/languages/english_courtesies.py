"""English courtesies: what people say around a title, each with an example."""

from typing import Final

from language.table import Courtesy

_GENERIC: Final = (
    r"(?:calendar |new )?(?:event|appointment|appt|meeting|reminder|entry|invite|slot|time|call"
    r"|session|block|thing|item)"
)
_DO: Final = (
    r"(?:can|could|would|please|add|schedule|create|set|put|make|book|i|i['’]d|let['’]?s|also|now"
    r"|plan|block|then)\b"
)
_NO_VERB: Final = r"(?<!event )(?<!add )(?<!put )"  # "add make a plan" adds "make a plan"
_NAMED: Final = r"(?:called|titled|named|entitled)"

OPENERS: Final = (
    Courtesy(
        "a sentence about a thing that is called so",
        rf"\A[^.?!\"]{{0,40}}? {_GENERIC} {_NAMED}\s+",
        "put in an event called budget",
    ),
    Courtesy(
        "greeting",
        r"(?:ok(?:ay)?|hey|hi|hello|hi there|thanks|thaks|thank you|thx|please|pls|plz|kindly"
        r"|parley)\b[,.!: -]*",
        "hey, budget",
    ),
    Courtesy(
        "a word before a request",
        r"(?:alright|all right|great|awesome|cool|good|perfect|super|excellent"
        r"|well|and|now|also|so|then|next|finally|actually|nice|yes|no|yep|sure|just|go ahead and"
        rf"|help me)\b(?:[,.!:]+\s*|\s+(?={_DO}))",
        "great, budget",
    ),
    Courtesy(
        "can you",
        r"(?:can|could|would|will|do) (?:you|we|u|i)\b(?: mind)?(?: please| also| now)*,?\s*",
        "can you please budget",
    ),
    Courtesy(
        "can, before a verb",
        r"(?:can|could) (?=(?:add|schedule|create|set|put|make|book)\b)",
        "can add budget",
    ),
    Courtesy(
        "I need",
        r"(?:i|we)(?:['’]d| would)? (?:also |just |really )?(?:need|want|have|like|got|wanna|gotta)"
        r"\b(?: you)?(?: to)?(?: have| attend| go to)?\s*",
        "i'd like to have budget",
    ),
    Courtesy(
        "I am going to",
        r"(?:i ?['’]?m|i am|we['’]re|i['’]ll|i will|we will) (?:going to|gonna|going|attending"
        r"|having|have|be)\s+",
        "i'm going to budget",
    ),
    Courtesy("we should", r"we should (?:do|have|meet)\s+", "we should have budget"),
    Courtesy(
        "let us",
        r"(?:let['’]?s|let us|lets|there is|there['’]s)(?: have| do| meet)?\s+",
        "let's do budget",
    ),
    Courtesy(
        "mark my calendar",
        r"(?:mark|block) my (?:calendar|schedule|diary)(?: as| for| with)*\s+",
        "block my calendar for budget",
    ),
    Courtesy(
        "schedule",
        r"(?:(?:re-?)?schedule|set[- ]up|setup(?= )|create|add|pencil in|put in|enter|arrange"
        r"|organi[sz]e"
        r"|block off|block out|block(?! party)|plan out|mark down)\b(?!(?:['’]s|:)? (?:conflict"
        r"|issue|change|board|review|strategy|launch|invite))(?: me| us| in| down| for me)?"
        r"(?= |$|,)[, ]*",
        "set up budget",
    ),
    Courtesy(
        "scheduling a",
        r"(?:scheduling|adding|creating|booking|setting up|putting in)\s+(?=(?:an?|the|my|our)\b)",
        "scheduling a budget",
    ),
    Courtesy(
        "put me down for",
        r"(?:put|mark|show|book) (?:me|us)(?: down)?(?: as| for| to)?\s+",
        "put me down for budget",
    ),
    Courtesy(
        "find time for",
        r"find(?: me| us)?(?: some| a)?(?: time| slot)? for\s+",
        "find some time for budget",
    ),
    Courtesy(
        "remind me of",
        r"(?:put down|remind me (?:of|to|about)|set aside|book in)\s+",
        "remind me of budget",
    ),
    Courtesy(
        "set, put or make, where no thing is set",
        rf"{_NO_VERB}(?:set|put|make|book|place|input|insert)(?: me| us| down)?\s+(?!(?:design"
        r"|theory|list|piece|clubs?|reviews?|launch|tour|fair|group|discussion|swap|sure|or"
        r"|options?|and|it|that|keeping|talk|read|up(?!-)|time)\b)(?=\w|\")",
        "book budget",
    ),
    Courtesy(
        "plan a",
        r"(?:(?:plan|start|have|give me|do)(?: me| us| down)?(?= (?:an?|the|my|our|another|some"
        r"|new|me|us|time)\b)|get(?: me| us)?(?= (?:an?|another|some)\b))\s*",
        "plan a budget",
    ),
    Courtesy(
        "a meeting called",
        rf"(?:an?|the|my|our|another|some|one|new)?\s*{_GENERIC}\s*(?:called|titled|named|entitled"
        r"|labell?ed|that says|saying|with (?:the )?(?:title|subject)|:)\s*",
        "a meeting titled budget",
    ),
    Courtesy(
        "the event for",
        r"(?:the|my|our)\s+(?:event|appointment|entry|reminder|slot|time|block|invite|item)"
        r"(?: on my calendar)? (?:for|to|of|on|about)(?= |$)\s*",
        "the appointment for budget",
    ),
    Courtesy(
        "an event for",
        r"(?:an?|another|some|new)\s+(?:calendar |new )?(?:event|appointment|entry|reminder|slot"
        r"|time|block|invite|item|alert)(?: on my calendar)?(?: for| to| of| on| about|(?! with))"
        r"(?= |$)\s*",
        "an event for budget",
    ),
    Courtesy(
        "new meeting",
        r"(?:calendar|new) (?:event|entry|invite|meeting)s?(?: for| to| of)?(?= |$)\s*",
        "new meeting for budget",
    ),
    Courtesy(
        "event for",
        r"(?:event|appointment|reminder|time|slot) (?:for|to|on)\s+",
        "reminder for budget",
    ),
    Courtesy("meeting to", r"meeting to\s+", "meeting to budget"),
    Courtesy("event", r"(?<!the )event (?=[\w\"])", "event budget"),
    Courtesy("and", r"and\s+(?=\w)", "and budget"),
    Courtesy("for me to", r"(?:for )?(?:me|us) to\s+", "for us to budget"),
    Courtesy("scheduled for", r"scheduled (?:for|to)\s+", "scheduled for budget"),
    Courtesy("article", r"(?:an?|another|some|the|our)\s+(?=\w)", "the budget"),
    Courtesy("is", r"(?:is|will be)\s+(?=\w)", "will be budget"),
    Courtesy("with somebody for", r"with [^.]{1,60}? (?:for|to) (?=\w)", "with Ana for budget"),
    Courtesy("do", rf"{_NO_VERB}(?:do\s+(?=\w)|go (?=\w+ing\b))", "do budget"),
    Courtesy("about", r"(?:about|regarding|re|concerning)[:]?\s+(?=\w)", "re: budget"),
    Courtesy(
        "nothing but a verb",
        r"(?:book|schedule|add|create|plan|set up|put|make|do|meet|need|get|grab)$",
        "book",
    ),
    Courtesy("how about", r"(?:how|what) for\s+", "how for budget"),
    Courtesy("throw a", r"(?:throw|stick|pop) (?=an? )", "throw a budget"),
    Courtesy("grab time for", r"(?:need|get|grab) (?:time )?(?:for|to)\s+", "grab time for budget"),
    Courtesy("meet about", r"meet (?:about|regarding|re|to discuss)\s+", "meet about budget"),
    Courtesy(
        "called",
        r"(?:called|titled|named|entitled|to|for|that|of|with (?:the )?(?:title|subject))\s+",
        "with the title budget",
    ),
)
"""What opens a title; they count behind one of the words of ``OPENING`` only."""

_BEHIND: Final = r"(?:^|,\s*|\s+)"
_AFTER: Final = r"(?:,\s*|\s+)"

CLOSERS: Final = (
    Courtesy("now", rf"{_BEHIND}(?:asap|right now|now|immediately|right away)$", "budget asap"),
    Courtesy(
        "please",
        rf"{_BEHIND}(?:please|pls|plz|thanks|thank you|thx|ok|okay)(?: you)?[.!?]*\s*$",
        "budget, please",
    ),
    Courtesy(
        "to my calendar",
        rf"{_BEHIND}(?:to|on|in|into|onto|for|from) (?:my|the|our) (?:\w+ )?(?:calendar|calender"
        r"|schedule|diary|agenda)\b",
        "budget on my work calendar",
    ),
    Courtesy(
        "to calendar", rf"{_BEHIND}(?:to|in|into|on) (?:calendar|schedule)\b", "budget to calendar"
    ),
    Courtesy(
        "add it",
        rf"{_AFTER}(?:and )?(?:please )?(?:add|put|mark) (?:that|it|this)(?: down| in)?$",
        "budget and please add it",
    ),
    Courtesy(
        "and put it",
        rf"{_AFTER}and (?:(?:put|set|show|mark|make) (?:me|my|it|that)\b.*|(?:i )?need (?:it|that)"
        r"\b.*|that|it)$",
        "budget and mark me as busy",
    ),
    Courtesy(
        "and me", rf"{_AFTER}and (?:myself|me)(?=$| (?:to|on|at|for|about)\b)", "budget and me"
    ),
    Courtesy("so that", rf"{_AFTER}so (?:i|that|please|it)\b.*$", "budget so that we know"),
    Courtesy("as well", r"\s+as well[?.!]*$", "budget as well"),
    Courtesy("all day", r"\s+all[- ]day$", "budget all day"),
    Courtesy("me and, of people", r"\s+(?<=with )(?:myself|me) and\b", "budget with me and ana"),
    Courtesy("it will", r"\s+(?:it|that) will\b.*$", "budget it will be long"),
    Courtesy(
        "event, behind what is one",
        r"\s+(?:(?<=dinner )|(?<=lunch )|(?<=breakfast )|(?<=meeting )|(?<=appointment ))event\b",
        "dinner event",
    ),
    Courtesy("with us", r"\s+(?:for|with) (?:me|us|her|him|them|myself)$", "budget with us"),
    Courtesy("which is", r",\s*(?:it|that|which)\b.*$", "budget, which is long"),
    Courtesy(
        "can you add it",
        r"[,.!?]\s*(?:can|could) you (?:please )?(?:add|put|schedule).*$",
        "budget, can you add that",
    ),
    Courtesy(
        "one more sentence",
        r"[.?!]\s+(?:it|its|it['’]s|it['’]ll|i|i['’]m|we|we['’]ll|they|he|she|that|this|can|could"
        r"|please|make|add|also|and|thanks|thank|what|location|hopefully|set|show)\b.*$",
        "budget. we will be late",
    ),
)
"""What closes a title; they count where one of the words of ``CUES`` stands, or a sentence ends."""

OPENING: Final = (
    "throw|stick|pop|need|how|what|show|scheduling|booking|adding|creating|setting|thaks|thx"
    "|about|regarding|re|concerning|meet|ok|okay|hey|hi|hello|thanks|thank|please|pls|plz|kindly"
    "|parley|alright|all|great|awesome|cool|good|perfect|super|excellent|well|and|now|also|so"
    "|then|next|finally|actually|nice|yes|no|yep|sure|just|go|help|can|could|would|will|i|we|let"
    "|lets|there|schedule|re|reschedule|set|create|add|calendar|pencil|put|enter|arrange|organise"
    "|organize|block|setup|plan|mark|remind|find|book|make|place|input|insert|start|have|get|give"
    "|do|a|an|the|my|our|another|some|one|new|event|appointment|appt|meeting|reminder|entry"
    "|invite|slot|time|call|session|thing|item|called|titled|named|entitled|to|for|that|of|with"
    "|is"
)
"""The first words that an opener can have: to look costs less than to match."""

CUES: Final = (
    "day|event|need|asap|so|that|this|it|which|her|him|them|us|myself|now|immediately|away|please"
    "|pls|plz|thank|thanks|thx|ok|okay|calendar|schedule|diary|agenda|well|me|you|and"
)
"""Words of which one stands in every closer that no sentence's end leads."""

LOOSE: Final = (
    "need|at|on|for|from|in|by|to|of|with|w/|and|until|till|starting|beginning|the|every|this"
    "|between|around|about|is|be|scheduled|set|it|due|added|starts|begins"
)
"""Words that lead nowhere at the end of a title."""
