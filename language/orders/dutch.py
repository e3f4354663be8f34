"""Dutch: ``verplaats de retro naar vrijdag``, ``wie komt er naar design review?``, ``bedankt!``."""

from typing import Final

from language.orders.templates import OrderWords

_MOVE: Final = "verplaats|verplaatsen|verzet|verzetten|verschuif|verschuiven|schuif"
_CANCEL: Final = "annuleer|annuleren|verwijder|verwijderen|schrap|schrappen|cancel|cancellen"
_DAY_WORDS: Final = "vergaderingen|afspraken|meetings|agenda|kalender|calls|dag|week|afspraak"

WORDS: Final = OrderWords(
    polite="alsjeblieft|aub|graag|hoi|hey|hallo|ok|oké|kun je|kan je|kunt u|zou je|kunnen we"
    "|kan ik|kun je alsjeblieft"
    "|laten we|ik wil|ik wil graag|ik moet|we moeten|we willen|even|wil je|parley",
    polite_end="alsjeblieft|aub|graag|bedankt|even|als het kan",
    amount=r"(?:een|één|twee|drie|vier|vijf|(?:een )?half|anderhalf|\d+(?:[.,]\d+)?)\s*"
    r"(?:uur|uren|u|minuten|minuut|min\.?|m|dagen|dag|weken|week|kwartier)",
    later="later",
    earlier="eerder",
    orders={
        "add": (
            "(voeg) {people} toe aan {meeting}",
            "(nodig) {people} uit (voor|bij) {meeting}",
            "(voeg) {people} (aan|bij) {meeting} toe",
            "{people} (toevoegen aan|uitnodigen voor) {meeting}",
        ),
        "remove": ("(verwijder|haal|schrap|gooi) {people} (uit|van) {meeting} (af|weg)?",),
        "rename": (
            "(hernoem|hernoemen|noem|wijzig de naam van) {meeting} (naar|in|tot|als) {title}",
            "{meeting} hernoemen naar {title}",
        ),
        "extend": (
            "(verleng|verlengen) {meeting} met {amount}",
            "(verleng|verlengen) {meeting} (tot|naar) {detail}",
            "maak {meeting} {amount} langer",
            "{meeting} met {amount} verlengen",
            "(verleng|verlengen) {meeting}",
        ),
        "shorten": (
            "(verkort|kort|verkorten) {meeting} (in)? met {amount}",
            "(verkort|verkorten) {meeting} (tot|naar) {detail}",
            "maak {meeting} {amount} korter",
        ),
        "move_earlier": (
            f"({_MOVE}|haal|trek) {{meeting}} (met)? {{amount}} (naar voren|eerder|vooruit)",
            "vervroeg {meeting} (met)? {amount}",
        ),
        "move_later": (
            f"({_MOVE}|stel) {{meeting}} (met)? {{amount}} (later|uit|op|naar achteren)?",
            f"({_MOVE}) {{meeting}} met {{amount}}",
        ),
        "move": (
            f"({_MOVE}|zet|vervroeg) {{meeting}} (naar|tot|op) {{detail}}",
            "stel {meeting} uit (tot|naar)? {detail}",
            "stel {meeting} uit",
            "{meeting} (naar|op) {detail} (verplaatsen|verzetten|verschuiven|zetten)",
            f"({_MOVE}|vervroeg) {{meeting}}",
            "{meeting} (verplaatsen|verzetten|uitstellen)",
        ),
        "cancel": (
            f"({_CANCEL}) {{meeting}}",
            "(zeg|blaas) {meeting} af",
            "{meeting} (annuleren|afzeggen|schrappen|verwijderen|cancellen)",
            "laat {meeting} vervallen",
        ),
        "skip": ("sla {meeting} over", "{meeting} overslaan"),
        "undo": (
            "(maak|draai) (dat|dit|het|de laatste wijziging) (ongedaan|terug)",
            "(ongedaan maken|terugdraaien|herstel|herstellen)",
        ),
        "list": (
            f"(toon|laat|geef|bekijk) (me|mij|ons)? (alle)? (mijn|de|onze)? (komende|volgende"
            f"|aankomende)? ({_DAY_WORDS}) (zien)?",
            f"(toon|laat|geef|bekijk) (me|mij|ons)? (alle)? (mijn|de|onze)? (komende"
            f"|volgende)? ({_DAY_WORDS}) (voor|van|op)? {{detail}} (zien)?",
            "(mijn|onze) (komende|volgende)? (vergaderingen|afspraken|meetings|agenda|kalender)",
            "(mijn|onze) (vergaderingen|afspraken|meetings|agenda) (voor|op|van)? {detail}",
            "(komende|aankomende) (vergaderingen|afspraken|meetings)?",
            "(vergaderingen|afspraken|agenda|meetings) (vandaag|morgen|deze week|volgende week)",
            "(vergaderingen|afspraken|agenda|meetings) (voor|op|van) {detail}",
            "deze week",
            "(vandaag|morgen|week|lijst) graag",
        ),
        "next": ("(mijn|de|onze)? volgende (vergadering|afspraak|meeting|call)",),
        "resend": (
            "(stuur|verstuur|deel) (me|ons)? (de|het)? (uitnodiging|link) (voor|van|naar)?"
            " {meeting}",
            "(stuur|verstuur|deel) (me|ons)? (de|het)? (uitnodiging|link) (nog eens|opnieuw)?",
        ),
        "disconnect": (
            "(log uit|uitloggen|afmelden) (bij|van|uit)? {detail}",
            "(log uit|uitloggen|afmelden)",
        ),
        "connect": (
            "(verbind|koppel) (me)? (met)? {detail}",
            "(log in|inloggen|aanmelden) (bij|op|in)? {detail}",
            "(log in|inloggen|aanmelden)",
        ),
        "remind": (
            "herinner (me|mij|ons|iedereen) (aan|voor)? {meeting}",
            "herinner (me|mij|ons|iedereen)",
        ),
    },
    weak={
        "end": ("(beëindig|stop|sluit|eindig) {meeting} (af)?",),
        "cancel": ("(haal|gooi) {meeting} (weg|eraf)",),
    },
    verbs={
        "move": "verplaats|verplaatsen|verzet|verschuif",
        "cancel": "annuleer|annuleren|schrap|verwijder|verwijderen",
        "extend": "verleng|verlengen",
        "add": "uitnodigen|toevoegen|nodig|voeg",
        "rename": "hernoem|hernoemen",
        "list": "toon",
        "remind": "herinner",
    },
    questions={
        "next": (
            "wanneer (is|heb ik|begint) (mijn|de|onze)? volgende (vergadering|afspraak|meeting"
            "|call)",
            "wat (is|staat) (er)? (hierna|als volgende)",
        ),
        "free": (
            "(ben ik|zijn we) {detail} (vrij|beschikbaar)",
            "wanneer (is|zijn|ben|heeft|hebben) {people} (vrij|tijd|beschikbaar) {detail}",
            "wanneer (is|zijn|ben|heeft|hebben) {people} (vrij|tijd|beschikbaar)",
            "(heeft|heb|hebben) {people} {detail} tijd",
        ),
        "find": ("(zoek|vind) (een|ons een)? (tijd|moment|gaatje|plek) {detail}",),
        "services": ("welke diensten {detail}", "is {detail} (verbonden|gekoppeld)"),
        "list": (
            "wat (staat|is) (er)? {detail} (op de agenda|gepland)?",
            "(heb ik|hebben we) {detail} (afspraken|vergaderingen|iets|een afspraak|een"
            " vergadering)",
            "(heb ik|hebben we) (afspraken|vergaderingen|iets|een afspraak|een vergadering)"
            " {detail}",
            "(is|zijn) er {detail}",
            "welke (afspraken|vergaderingen|meetings) {detail}",
            "wat heb ik {detail}",
        ),
        "when": ("(wanneer|hoe laat) (is|begint|start|eindigt) {meeting}",),
        "who": (
            "wie (komt|komen|is|zijn|was|waren|kwam|doet|gaat) (er)? (naar|bij|in|mee aan"
            "|uitgenodigd voor|aanwezig bij)? {meeting}",
        ),
    },
    question=r"(?:(?:wie|wat|wanneer|waar|waarom|hoe|welke?|hoeveel)\s+(?:is|zijn|was|waren"
    r"|kan|kun|kunnen|komt|komen|heb|heeft|hebben"
    r"|moet|staat|gaat|laat|veel|vaak|lang|werkt|doe|doet|ik|je|jij|we|wij|het|er|diensten)\b"
    r"|(?:is|zijn|heb|heeft|hebben|kan|kun|kunnen|mag"
    r"|ben|was|gaat|moet)\s+(?:ik|je|jij|u|hij|zij|ze|het|we|wij|er|de|mijn|onze|iemand|dit"
    r"|dat|zoom|webex|teams|<?@)|.*\?$)",
    small={
        "greeting": r"(?:hallo|hoi|hey|hai|dag|goede(?:morgen|middag|navond)|goedemorgen"
        r"|goedemiddag|goedenavond|welkom)(?:,? (?:allemaal|iedereen|parley|team|terug))*",
        "thanks": r"(?:(?:heel erg|nee|hartelijk|erg|oké|super) )?(?:bedankt|dank je(?: wel)?"
        r"|dankjewel|dank u(?: wel)?|dankuwel|merci|thanks)(?:[ ,].*)?"
        r"|(?:sorry|pardon|oeps)(?:[ ,].*)?|top|super|mooi|prima|perfect|goed|oké|ja|nee|tot"
        r" ziens|doei|geweldig|fijn|laat maar",
        "help": r"(?:help|hulp|uitleg|opdrachten|commando's)(?: (?:me|mij|graag|alsjeblieft"
        r"|aub|met .+|bij .+))*",
    },
    alone={
        "end": "stop|stoppen|einde|beëindigen|sluiten",
        "join": "deelnemen|meedoen|verlaten",
        "undo": "ongedaan|herstel",
        "schedule": "plan|plannen|boeken|nieuw|afspraak|vergadering|uitnodigen|toevoegen",
        "free": "vrij|beschikbaar",
        "cancel": "annuleren|annuleer|verwijderen|afzeggen",
        "move": "verplaatsen|verplaats|verzetten|uitstellen",
        "list": "lijst|afspraken|vergaderingen|kalender|tonen",
        "settings": "instellingen",
        "remind": "herinner|herinnering",
        "connect": "inloggen|verbinden|koppelen",
        "disconnect": "uitloggen|ontkoppelen",
        "rename": "hernoemen|wijzigen",
        "extend": "verlengen|verkorten",
        "skip": "overslaan",
        "next": "volgende",
    },
    definite=r"(?:de|het|een|mijn|onze|deze|dit|die|dat|alles|alle|<?@\S+)\b.*",
    starts=r"(?:start|begin|maak|open)(?: (?:een|de|het))?(?: (?:vergadering|meeting|call"
    r"|gesprek|videogesprek))(?: (?:nu|hier))?(?: (?:over|voor|genaamd) (?P<about>.+))?"
    r"|(?:start|begin|bel)(?: (?P<title>(?!(?:me|mij|hem|haar|ons|het|opnieuw)\b).+))?",
)
