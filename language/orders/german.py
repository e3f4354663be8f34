"""German: ``verschiebe das Retro auf Freitag``, ``wer kommt zum Design Review?``, ``danke!``."""

from typing import Final

from language.orders.templates import OrderWords

_MOVE: Final = (
    "verschiebe|verschieb|verschieben|verleg|verlege|verlegen|schiebe|schieb|schieben|verschiebt"
)
_CANCEL: Final = (
    "storniere|stornier|stornieren|lösche|lösch|löschen|streiche|streich|streichen|cancel"
    "|cancle|canceln"
    "|entferne|entfernen"
)
_DAY_WORDS: Final = "meetings|termine|besprechungen|kalender|agenda|calls|tag|woche|termin"

WORDS: Final = OrderWords(
    polite="bitte|hey|hi|hallo|ok|okay|mal|kannst du|könntest du|kann man|können wir|könnten"
    " wir|kann ich"
    "|könnte ich|lass uns|lasst uns|ich möchte|ich will|ich muss|wir müssen|wir wollen|würdest"
    " du|kannst du bitte"
    "|könntest du bitte|wir sollten|parley",
    polite_end="bitte|danke|wenn möglich|mal|wenn es geht",
    amount=r"(?:eine?[nr]?|zwei|drei|vier|fünf|(?:eine )?halbe|anderthalb|\d+(?:[.,]\d+)?)\s*"
    r"(?:stunden?|std\.?|h|minuten?|min\.?|m|tage?n?|wochen?|viertelstunde)",
    later="später",
    earlier="früher",
    orders={
        "add": (
            "(lade|lad) {people} (zum|zur|zu|in|für) (dem|der|das|die|den)? {meeting} ein",
            "(füge|füg) {people} (zum|zur|zu|in|dem|der) (dem|der|das|die|den)? {meeting} hinzu",
            "(nimm|hol|hole) {people} (in|zum|zur|ins) (das|die|den)? {meeting} (auf|dazu|rein)?",
            "{people} (zum|zur|zu) {meeting} (hinzufügen|einladen|dazuholen)",
            "(einladen|hinzufügen) {people}",
        ),
        "remove": (
            "(entferne|entfern|nimm|lösche|streiche) {people} (aus|von|vom) (dem|der)?"
            " {meeting} (heraus|raus)?",
            "(lade|lad) {people} (aus|vom|von) {meeting} (aus)?",
            "{people} (aus|von|vom) {meeting} (entfernen|rausnehmen|ausladen)",
        ),
        "rename": (
            "(benenne|benenn) {meeting} (in|zu|als) {title} um",
            "(benenne|nenne|nenn|umbenennen) {meeting} (in|um in|zu) {title}",
            "{meeting} (in|zu) {title} umbenennen",
        ),
        "extend": (
            "(verlängere|verlänger|verlängern) {meeting} um {amount}",
            "(verlängere|verlänger|verlängern) {meeting} (auf|bis) {detail}",
            "{meeting} um {amount} verlängern",
            "(verlängere|verlänger|verlängern) {meeting}",
        ),
        "shorten": (
            "(verkürze|kürze|verkürzen|kürzen) {meeting} um {amount}",
            "(verkürze|kürze|verkürzen|kürzen) {meeting} auf {detail}",
            "{meeting} um {amount} (verkürzen|kürzen)",
        ),
        "move_earlier": (
            "(zieh|ziehe|verschiebe|verschieb|verlege|leg|lege) {meeting} (um)? {amount} (vor"
            "|früher|nach vorne|nach vorn)",
            "(ziehe|zieh) {meeting} um {amount} vor",
            "{meeting} um {amount} (vorziehen|vorverlegen|nach vorne schieben|früher legen)",
        ),
        "move_later": (
            f"({_MOVE}) {{meeting}} um {{amount}} (nach hinten|später)?",
            "{meeting} um {amount} (verschieben|nach hinten verschieben|nach hinten schieben"
            "|verlegen)",
            f"({_MOVE}) {{meeting}} {{amount}} (nach hinten|später)",
        ),
        "move": (
            f"({_MOVE}|leg|lege|ziehe|zieh) {{meeting}} (auf|nach|zu) {{detail}} (vor)?",
            "{meeting} (auf|nach) {detail} (verschieben|verlegen|schieben|legen|vorziehen)",
            f"({_MOVE}) {{meeting}}",
            "{meeting} (verschieben|verlegen)",
        ),
        "cancel": (
            f"({_CANCEL}) {{meeting}}",
            "(sag|sage|blas|blase) {meeting} ab",
            "{meeting} (absagen|löschen|stornieren|streichen|canceln|ausfallen lassen)",
            "lass {meeting} ausfallen",
        ),
        "skip": ("(überspring|überspringe|überspringen) {meeting}", "{meeting} überspringen"),
        "undo": (
            "(rückgängig|zurücknehmen|widerrufen)",
            "(mach|mache) (das|es|die letzte änderung) (wieder)? rückgängig",
            "(nimm|nehm) (das|es) zurück",
        ),
        "list": (
            f"(zeig|zeige|liste|zeigen|gib) (mir|uns)? (alle)? (meine|die|unsere|meinen|den)?"
            f" (nächsten|kommenden|anstehenden)? ({_DAY_WORDS}) (auf|an)?",
            f"(zeig|zeige|liste|zeigen|gib) (mir|uns)? (alle)? (meine|die|unsere|meinen|den)?"
            f" (nächsten|kommenden|anstehenden)? ({_DAY_WORDS}) (für|am|von)? {{detail}}",
            "(meine|unsere) (nächsten|kommenden)? (meetings|termine|besprechungen|calls)",
            "(meine|unsere) (meetings|termine|besprechungen) (für|am)? {detail}",
            "(mein|unser) kalender",
            "(kommende|anstehende|nächste) (meetings|termine|besprechungen)",
            "(termine|meetings|agenda|kalender|besprechungen) (heute|morgen|diese woche"
            "|nächste woche)",
            "(termine|meetings|agenda|kalender|besprechungen) (für|am|von) {detail}",
            "(liste|heute|morgen|woche|diese woche) bitte",
            "diese woche",
        ),
        "next": (
            "(mein|das|unser|der)? (nächstes|nächste|nächster) (meeting|termin|besprechung|call)",
        ),
        "resend": (
            "(schick|schicke|sende|poste) (mir|uns)? (die|den|das)? (einladung|link) (für|zu"
            "|zum|zur)? {meeting}",
            "(schick|schicke|sende|poste) (mir|uns)? (die|den|das)? (einladung|link) (noch"
            " einmal|nochmal|erneut)?",
        ),
        "disconnect": (
            "(melde|meld) mich (bei|von)? {detail} ab",
            "(abmelden|ausloggen) (von|bei|aus)? {detail}",
            "(abmelden|ausloggen)",
        ),
        "connect": (
            "(melde|meld) mich (bei|in)? {detail} an",
            "(verbinde|verbinden) (mich)? (mit)? {detail}",
            "(anmelden|einloggen) (bei|in)? {detail}",
            "(anmelden|einloggen)",
        ),
        "remind": (
            "(erinnere|erinner) (mich|uns|alle) (an|vor)? {meeting}",
            "(erinnere|erinner) (mich|uns|alle)",
        ),
    },
    weak={
        "end": ("(beende|beenden|stoppe|schließe) {meeting}", "{meeting} beenden"),
        "cancel": ("(kill|kille|lass) {meeting} (weg|fallen)?",),
    },
    verbs={
        "move": "verschiebe|verschieb|verschieben|verlege|verlegen",
        "cancel": "lösche|löschen|storniere|stornieren|absagen",
        "extend": "verlängere|verlängern",
        "add": "hinzufügen|einladen",
        "remove": "entferne|entfernen|ausladen",
        "rename": "umbenennen|benenne",
        "skip": "überspringe|überspringen",
        "end": "beende|beenden",
        "list": "zeig|zeige",
        "remind": "erinnere|erinner",
    },
    questions={
        "next": (
            "wann (ist|habe ich|beginnt|haben wir) (mein|das|unser|der|die|meine)? (nächstes"
            "|nächste|nächster) (meeting|termin|besprechung|call)",
            "was (kommt|steht) als nächstes (an)?",
            "was ist (das|mein) nächste (meeting|termin)",
        ),
        "free": (
            "(bin ich|sind wir) (am|um)? {detail} (frei|verfügbar)",
            "ist {people} (am|um)? {detail} (frei|verfügbar)",
            "wann (ist|sind|bin|hat|haben) {people} (zeit|frei) {detail}",
            "wann (ist|sind|bin|hat|haben) {people} (zeit|frei)",
            "(hat|habe|haben) {people} {detail} zeit",
        ),
        "find": ("(finde|find|such|suche) (einen|eine|uns einen)? (termin|zeit|lücke) {detail}",),
        "services": (
            "(welche|was für) (dienste|services) {detail}",
            "ist {detail} (verbunden|eingerichtet)",
        ),
        "list": (
            "was (steht|ist|liegt) {detail} an",
            "was (habe|hab) ich {detail}",
            "(habe|hab|haben) (ich|wir) {detail} (termine|meetings|etwas|was|einen termin|ein"
            " meeting)",
            "(habe|hab|haben) (ich|wir) (termine|meetings|etwas|was|einen termin|ein meeting)"
            " {detail}",
            "(gibt|steht) es {detail}",
            "welche (termine|meetings) {detail}",
            "bin ich {detail} (beschäftigt|belegt)",
        ),
        "when": (
            "wann (ist|beginnt|fängt|startet|endet|findet) {meeting} (an|statt)?",
            "um wie viel uhr (ist|beginnt) {meeting}",
        ),
        "who": (
            "wer (kommt|ist|war|kam|geht|nimmt) (alles)? (zum|zur|zu|beim|bei|am|an|in|im)?"
            " (eingeladen zu)? {meeting}",
        ),
    },
    question=r"(?:(?:wer|was|wann|wo|warum|wieso|weshalb|wie|welche[rs]?|wen|wem"
    r"|womit)\s+(?:ist|sind|war|waren|kann|kannst"
    r"|können|kommt|kam|habe?|hat|haben|hab|muss|soll|sollen|geht|gehen|wird|werden|viele?"
    r"|lange|oft|steht|findet|macht"
    r"|mache|funktioniert|ich|du|wir|es|man|beginnt|fängt|dienste|termine)\b|(?:ist|sind|hat"
    r"|habe|haben|hab|gibt|geht|kann"
    r"|kannst|darf|muss|wird|bin|bist|war)\s+(?:ich|du|er|sie|es|wir|ihr|man|der|die|das|mein"
    r"|meine|dein|jemand|hier|heute"
    r"|morgen|zoom|webex|teams|<?@)|.*\?$)",
    small={
        "greeting": r"(?:hallo|hi|hey|moin(?: moin)?|servus|grüß (?:gott|dich|euch)|guten"
        r" (?:morgen|tag|abend)|na|tach"
        r"|willkommen|grüezi)(?:,? (?:zusammen|alle|parley|team|allerseits|leute|ihr|zurück))*",
        "thanks": r"(?:(?:vielen|tausend|besten|lieben|herzlichen|nein,?|ok|super) )?(?:danke"
        r"|dank|dankeschön|merci)(?:[ ,].*)?"
        r"|(?:sorry|entschuldigung|tut mir leid|ups)(?:[ ,].*)?|super|toll|prima|klasse"
        r"|perfekt|passt|alles klar|alles gut"
        r"|ja|nein|nö|gut|genau|tschüss|ciao|bis dann|bis bald|egal",
        "help": r"(?:hilfe|befehle|anleitung|kommandos)(?: (?:bitte|mir|mit .+|zu .+|bei .+))*"
        r"|hilf mir.*",
    },
    alone={
        "end": "beenden|beende|stopp|schluss|ende",
        "join": "beitreten|teilnehmen|verlassen|betreten",
        "undo": "rückgängig|zurück",
        "schedule": "planen|plane|buchen|termin|neu|erstellen|einladen|hinzufügen",
        "free": "frei|verfügbar",
        "cancel": "absagen|löschen|stornieren|entfernen",
        "move": "verschieben|verschiebe|verlegen",
        "list": "liste|termine|meetings|kalender|anzeigen",
        "settings": "einstellungen",
        "remind": "erinnern|erinnerung",
        "connect": "anmelden|einloggen|verbinden",
        "disconnect": "abmelden|ausloggen|trennen",
        "rename": "umbenennen|ändern",
        "extend": "verlängern|kürzen",
        "skip": "überspringen",
        "next": "nächstes",
    },
    definite=r"(?:der|die|das|den|dem|mein|meine|meinen|unser|unsere|dieses|diese|diesen|es"
    r"|alles|alle|heutige\w*|morgige\w*|<?@\S+)\b.*",
    starts=r"(?:starte|start|beginne|eröffne|mach|mache|erstelle)(?: (?:ein|eine|einen|das|die"
    r"|den))?(?: (?:meeting|besprechung|call"
    r"|anruf|videocall|konferenz))(?: (?:jetzt|hier))?(?: (?:zu|zum|zur|über|für|namens)"
    r" (?P<about>.+))?"
    r"|(?:starte|beginne)(?: (?P<title>(?!(?:mich|dich|es|neu|das)\b).+))?",
)
