"""English: ``push the retro by 30 min``, ``who is coming to design review?``, ``thanks!``."""

from typing import Final

from language.orders.templates import OrderWords

_MOVE: Final = (
    "move|reschedule|re-schedule|resched|shift|postpone|delay|push|push back|push out|put off"
    "|bring forward|pull forward|bring|pull|slide|bump|rebook|defer"
)
_CANCEL: Final = "cancel|delete|call off|scrap|abandon|unschedule|cancel out|get rid of"
_MEETINGS: Final = (
    "meetings|meeting|calls|call|calendar|schedule|agenda|appointments|events|day|week"
)

WORDS: Final = OrderWords(
    polite="please|pls|plz|kindly|hey|hi|hello|ok|okay|so|and|now|just|go ahead and|parley|hey"
    " parley"
    "|can you|could you|would you|will you|can you please|could you please|can we|could we|can"
    " i"
    "|could i|may i|let's|lets|let us|i want to|i need to|i would like to|i'd like to|i wanna"
    "|i have to|i must|we want to|we need to|we have to|we should|we'd like to|you can|you"
    " should"
    "|would you mind|do me a favor and|help me|help me to|i want you to|i need you to",
    polite_end=r"please|pls|plz|thanks|thank you|thx|if possible|if you can|for me|asap",
    amount=r"(?:an?|one|two|three|four|five|half an?|a half|\d+(?:\.\d+)?)\s*"
    r"(?:h|hrs?|hours?|m|mins?|minutes?|days?|weeks?|months?|hour and a half|couple of hours)"
    r"(?:\s+and\s+a\s+half|\s*\d+\s*(?:m|mins?|minutes?))?",
    later="later",
    earlier="earlier",
    orders={
        "add": (
            "(add|invite|include|bring in|loop in|pull in) {people} (to|into|in|for|on) {meeting}",
            "(add|invite) {people}",
        ),
        "remove": (
            "(remove|uninvite|disinvite|take|kick|drop|exclude) {people} (from|off|out of)"
            " {meeting}",
            "(uninvite|disinvite) {people}",
        ),
        "rename": (
            "(rename|retitle|re-name) {meeting} (to|as|into) {title}",
            "(change|update|set) the (title|name) of {meeting} to {title}",
            "(rename|retitle) {meeting}",
        ),
        "extend": (
            "(extend|lengthen|prolong) {meeting} by {amount}",
            "(extend|lengthen|prolong) {meeting} (to|until|till|for) {detail}",
            "make {meeting} {amount} longer",
            "(extend|lengthen|prolong) {meeting} {amount}",
            "(extend|lengthen|prolong) {meeting}",
        ),
        "shorten": (
            "(shorten|cut|trim) {meeting} (down)? by {amount}",
            "(shorten|cut|trim) {meeting} (down)? to {detail}",
            "make {meeting} {amount} shorter",
            "shorten {meeting}",
        ),
        "move_earlier": (
            "(bring|pull|move|shift|push) {meeting} (forward|up|ahead|earlier) (by)? {amount}",
            "(bring forward|pull forward|move forward|move up|bring up) {meeting} (by)? {amount}",
            "(bring|pull) {meeting} by {amount}",
            f"({_MOVE}) {{meeting}} {{amount}} (earlier|forward|up|ahead)",
        ),
        "move_later": (
            f"({_MOVE}) {{meeting}} (back|out|down)? by {{amount}} (later)?",
            "(push|move|shift|put|bump|slide) {meeting} (back|out|down) {amount}",
            "(push back|put back|push out|postpone|delay|defer) {meeting} {amount}",
            f"({_MOVE}) {{meeting}} {{amount}} (later|back)",
        ),
        "move": (
            f"({_MOVE}|change the time of) {{meeting}} (to|until|till|into|onto) {{detail}}",
            "(reschedule|re-schedule|move) {meeting} (for|on) {detail}",
            "(reschedule|re-schedule|postpone|push back|put off|bring forward|rebook|defer)"
            " {meeting}",
        ),
        "cancel": (f"({_CANCEL}) {{meeting}}", "call {meeting} off"),
        "skip": ("skip {meeting}",),
        "undo": (
            "(undo|revert|take back) (that|it|this|the last change|the last one|last change|my"
            " last change)?",
            "take (that|it) back",
            "(undo|revert) {detail}",
        ),
        "list": (
            f"(show|list|display|see|view|give me|get me|print) (me)? (all)? (my|the|our|all"
            f" my)? (upcoming|next|scheduled|planned)? ({_MEETINGS})",
            f"(show|list|display|see|view|give me|get me) (me)? (all)? (my|the|our|all my)?"
            f" (upcoming|next|scheduled|planned)? ({_MEETINGS}) (for|on|of|in)?"
            f" {{detail}}",
            "(my|our) (upcoming|next|scheduled|planned)? (meetings|calls|calendar|schedule"
            "|agenda|appointments|day|week)",
            "(my|our) (meetings|calls|calendar|schedule|agenda|appointments) (for|on|of|in)?"
            " {detail}",
            "(upcoming|scheduled|planned) (meetings|calls)?",
            "(agenda|calendar|schedule|meetings) (for|on|of) {detail}",
            "(meetings|calls) (today|tomorrow|this week|next week)",
            "(list|today|tomorrow|week|agenda|this week) please",
            "please (list|today|tomorrow|week|agenda|this week)",
            "this week",
        ),
        "next": (
            "(my|the|our)? next (meeting|call|one|appointment)?",
            "(show|show me|give me|tell me) (my|the)? next (meeting|call|one|appointment)?",
        ),
        "resend": (
            "(send|resend|post|repost|share) (the|me the|us the)? (invite|invitation|link|join"
            " link|card) (again)? (for|of|to) {meeting}",
            "(send|resend|post|repost|share) (the|me the|us the)? (invite|invitation|invites"
            "|link|join link|card) (again)?",
        ),
        "disconnect": (
            "(log out|sign out|logout|signout) (of|from)? {detail}",
            "(log out|sign out|logout|signout)",
            "(unlink|remove) my {detail} account",
        ),
        "connect": (
            "(log in|sign in|login|signin|link) (to|into|with) {detail}",
            "(log in|sign in|login|signin)",
            "(link|add) my {detail} account",
        ),
        "remind": (
            "(remind|ping|nudge) (me|us|everyone|everybody) (of|about|before|for)? {meeting}",
            "(remind|ping|nudge) (me|us|everyone|everybody)?",
        ),
    },
    weak={
        "cancel": ("(drop|kill|remove|scratch|axe|bin|clear|ditch|nix|nuke|stop) {meeting}",),
        "end": ("(end|finish|stop|close|wrap up|terminate|hang up) {meeting}",),
        "join": ("(join|enter|open|leave|attend) {meeting}",),
        "move": ("(change|set|put) {meeting} to {detail}",),
        "list": ("(check|open) (my|the|our) (meetings|calendar|schedule|agenda)",),
        "rename": ("(call|change|name) {meeting} (to|as) {title}",),
        "add": ("(bring|get|pull) {people} (into|to|in on) {meeting}",),
    },
    verbs={
        "move": "reschedule|re-schedule|postpone|push|move|bring forward|shift|put off|delay",
        "cancel": "cancel|delete|call off|unschedule",
        "extend": "extend|prolong|lengthen",
        "shorten": "shorten",
        "add": "add|invite",
        "remove": "remove|uninvite",
        "rename": "rename|retitle",
        "end": "end",
        "skip": "skip",
        "undo": "undo|revert",
        "list": "show|list",
        "remind": "remind",
        "resend": "resend",
    },
    questions={
        "next": (
            "(when|what|which|what time) (is|'s) (my|the|our) next (meeting|call|one|appointment)",
            "(when|what time) (do|does) (i|we|my next meeting|the next meeting) (meet|start"
            "|begin) (next)?",
            "(what|what's|whats) (is)? (up next|coming up|next|on next)",
            "what's (my|the) next (meeting|call|one)",
        ),
        "free": (
            "when (am|are|is) {people} (free|available|around) {detail}",
            "when (am|are|is) {people} (free|available|around)",
            "(am|are|is) {people} (free|available|around) {detail}",
            "(when|what time) (can|could|would|do) {people} (meet|talk) {detail}",
            "(when|what time) (works|suits|is good|is best) {detail}",
        ),
        "find": (
            "find (a|us a|me a)? (time|slot|free slot|gap|free time) {detail}",
            "find {amount} with {detail}",
        ),
        "services": (
            "(which|what) services {detail}",
            "(is|are) {detail} (connected|set up|available|configured|supported)",
            "(which|what) accounts {detail}",
            "(do|does|can) (you|it|parley) (support|use|work with|do) {detail}",
        ),
        "list": (
            "(what|what's|whats|which meetings) (is|are)? (on|up|planned|scheduled|happening)"
            " {detail}",
            "(what|which) (meetings|calls)? (do|have) (i|we) (have|got) {detail}",
            "(what|which) (meetings|calls)? (are|is) (there|on)? {detail}",
            "(what|what's|whats) (is|on)? (my|our|the) (day|calendar|schedule|agenda|week)"
            " (like)? {detail}",
            "what does (my|our|the) (day|calendar|schedule|agenda|week) look like (today"
            "|tomorrow|this week)?",
            "do (i|we) have (anything|something|any meetings|a meeting|meetings|any calls) (on"
            "|at|for|scheduled)? {detail}",
            "(am|are) (i|we) (busy|booked) {detail}",
            "(is|are) there (a|any) (meeting|meetings|call|calls) {detail}",
            "(is|are) there (anything|something) (on|scheduled)? {detail}",
            "how many meetings {detail}",
        ),
        "when": (
            "(when|what time) (is|'s|does|do|will|are) {meeting} (start|begin|happen|take"
            " place|be|end|on)?",
            "(when's|whens) {meeting}",
            "where (is|'s) {meeting}",
        ),
        "who": (
            "(who|who's|whos|who all) (is|are|was|will be|all is)? (coming|going|invited"
            "|attending|in|joining|at|on) (to|for|at|in|with)? {meeting}",
            "(who|who all) (came|joined|was|were|attended|accepted|declined) (to|in|at)? {meeting}",
        ),
    },
    question=r"(?:(?:who|what|when|where|why|which|how)(?:'?s|'re)?\s+(?:is|are|was|were|am|do"
    r"|does|did|can"
    r"|could|should|shall|will|would|has|have|had|may|might|to|many|much|long|often|come|comes"
    r"|came|joined"
    r"|i|we|you|it|they|time|services?|meetings?|else|about)\b|(?:who|what|when|where"
    r"|how)(?:'s|'re)\s"
    r"|(?:is|are|am|was|were|do|does|did|can|could|should|would|will|has|have|had|may|might"
    r"|isn't|aren't"
    r"|don't|doesn't|didn't|can't|won't)\s+(?:i|we|you|he|she|it|they|there|this|that|the|my"
    r"|our|your"
    r"|any(?:one|body|thing)?|some(?:one|body)|every(?:one|body)|<?@|zoom|webex|teams|skype"
    r"|jitsi|parley)"
    r"|.*\?$)",
    small={
        "greeting": r"(?:hi+|hiya|hello|hey+|heya|yo|howdy|greetings|good (?:morning|afternoon"
        r"|evening|day|night)"
        r"|morning|sup|welcome)(?:,? (?:there|all|everyone|everybody|team|folks|guys|parley"
        r"|bot|back|again"
        r"|to the (?:channel|team|group|club).*|how are you.*))*",
        "thanks": r"(?:(?:many |big |ok |okay |great |perfect |no |cool |awesome )?(?:thanks"
        r"|thank (?:you|u)|thx|tx"
        r"|ty|tysm|cheers)(?:[ ,].*)?|(?:sorry|oops|whoops|my bad|apologies|nvm|never"
        r" ?mind)(?:[ ,].*)?"
        r"|(?:much )?appreciated|(?:that's |that is |looks |sounds |very |so )?(?:perfect"
        r"|great|awesome|nice|cool"
        r"|wonderful|lovely|good|fine|all good|amazing|brilliant)(?: (?:job|work|one|bot|idea"
        r"|stuff|news))?"
        r"|well done|got it|will do|ok(?:ay)?|k+|yes|yep|yeah|no|nope|nah|sure|right|bye"
        r"|goodbye|see (?:you|ya)"
        r"|lol|ha(?:ha)+|wow|congrats|congratulations|test|testing)(?:,? (?:parley|bot|all"
        r"|everyone))?",
        "help": r"(?:help|--help|-h|-\?|/\?|info|usage|commands|examples?|manual|instructions)"
        r"(?: (?:me|us|please|pls|out|needed|page|with .+|for .+|on .+|about .+))*",
    },
    alone={
        "end": "end|stop|finish|close|hang up|hangup",
        "join": "join|leave|enter|open|attend",
        "undo": "undo|revert|redo",
        "schedule": "schedule|book|plan|create|new|make|set up|setup|arrange|meeting|event|add"
        "|invite|start",
        "free": "free|available|busy|availability",
        "version": "version|about|status|ping|test|debug",
        "move": "reschedule|postpone|push|delay|shift",
        "cancel": "delete|remove|drop|clear",
        "rename": "rename|edit|change|update",
        "extend": "extend|shorten",
        "skip": "skip|snooze|pause",
        "remind": "remind|reminder|reminders",
        "connect": "login|log in|sign in|signin|link",
        "disconnect": "logout|log out|sign out|signout|unlink",
        "list": "show|upcoming|meetings|calendar|schedule list|mine",
        "settings": "config|configure|preferences|prefs|options|set",
        "next": "next",
    },
    definite=r"(?:the|my|our|this|that|it|them|everything|all|today's|tomorrow's|(?:mon|tues"
    r"|wednes|thurs|fri|satur|sun)day's|<?@\S+)\b.*",
    starts=r"(?:start|begin|launch|open|kick off|create|set up|have|hold)(?: up)?(?: (?:a|an"
    r"|the|another|my|our))?"
    r"(?: (?:quick|new|video|instant|short|quick video))*(?: (?:meeting|call|huddle|session"
    r"|video call))"
    r"(?: (?:now|here|right now))?(?: (?:about|on|for|called|named|titled) (?P<about>.+))?"
    r"|(?:start|meet|call|huddle)(?: (?:now|right now))?(?: (?P<title>(?!(?:me|you|him|her|us"
    r"|them|it|over|again|up"
    r"|here|there|that|this|with (?:that|this)|working)\b).+))?",
)
