"""Italian: ``sposta la retro a venerdì``, ``chi viene alla revisione?``, ``grazie!``."""

from typing import Final

from language.orders.templates import OrderWords

_MOVE: Final = (
    "sposta|spostare|spostate|rimanda|rimandare|posticipa|posticipare|rinvia"
    "|rinviare|riprogramma|riprogrammare|ripianifica"
)
_CANCEL: Final = (
    "annulla|annullare|cancella|cancellare|elimina|eliminare|disdici|disdire|rimuovi|rimuovere"
)
_DAY_WORDS: Final = (
    "riunioni|appuntamenti|agenda|calendario|chiamate|impegni|giornata|settimana|riunione"
)

WORDS: Final = OrderWords(
    polite="per favore|per piacere|ciao|ehi|ok|puoi|potresti|può|potrebbe|possiamo|posso"
    "|potremmo|voglio|vorrei|devo|dobbiamo|bisogna|mi piacerebbe|andiamo a|parley",
    polite_end="per favore|per piacere|grazie|se possibile|se puoi",
    amount=r"(?:un'|una?|due|tre|quattro|cinque|mezz'?|mezza|\d+(?:[.,]\d+)?)\s*(?:or[ae](?: e"
    r" mezza)?|h|minut[oi]|min|m|giorn[oi]|settiman[ae])",
    later="più tardi",
    earlier="prima",
    orders={
        "add": (
            "(aggiungi|aggiungere|invita|invitare|includi) {people} (alla|al|all'|a|nella|nel"
            "|in) {meeting}",
            "(invita|invitare) {people}",
        ),
        "remove": (
            "(togli|togliere|rimuovi|rimuovere|leva|escludi) {people} (dalla|dal|dall'|da)"
            " {meeting}",
        ),
        "rename": (
            "(rinomina|rinominare) {meeting} (in|come) {title}",
            "(cambia|cambiare) il (titolo|nome) (della|del|di) {meeting} in {title}",
            "(rinomina|rinominare) {meeting}",
        ),
        "extend": (
            "(prolunga|prolungare|estendi|estendere|allunga|allungare) {meeting} (di)? {amount}",
            "(prolunga|prolungare|estendi|allunga) {meeting} (fino alle|fino a|a) {detail}",
            "(prolunga|prolungare|estendi|estendere|allunga) {meeting}",
        ),
        "shorten": (
            "(accorcia|accorciare|riduci|ridurre) {meeting} (di)? {amount}",
            "(accorcia|accorciare|riduci|ridurre) {meeting} a {detail}",
        ),
        "move_earlier": (
            "(anticipa|anticipare) {meeting} (di)? {amount}",
            f"({_MOVE}) {{meeting}} (di)? {{amount}} (prima|in anticipo)",
        ),
        "move_later": (
            f"({_MOVE}|ritarda|ritardare) {{meeting}} (di)? {{amount}} (più tardi|dopo|in avanti)?",
        ),
        "move": (
            f"({_MOVE}|anticipa|anticipare|metti|porta) {{meeting}} (alle|all'|al|alla|a|per"
            f"|fino a) {{detail}}",
            f"({_MOVE}|anticipa|anticipare) {{meeting}}",
        ),
        "cancel": (f"({_CANCEL}) {{meeting}}",),
        "skip": ("(salta|saltare) {meeting}",),
        "undo": (
            "(annulla|annullare) (questo|l'ultima modifica|l'ultima azione)",
            "(ripristina|torna indietro)",
        ),
        "list": (
            f"(mostra|mostrami|mostrare|elenca|elencami|vedi|vedere|visualizza|dammi) (mi)?"
            f" (tutte)? (le mie|le|i miei|la mia|il mio|il|la|gli|nostre)? (prossime)?"
            f" ({_DAY_WORDS})",
            f"(mostra|mostrami|mostrare|elenca|elencami|vedi|vedere|visualizza|dammi) (mi)?"
            f" (tutte)? (le mie|le|i miei|la mia|il mio|il|la|gli)? (prossime)?"
            f" ({_DAY_WORDS}) (di|del|per|della)? {{detail}}",
            "(le mie|i miei|le nostre) (prossime|prossimi)? (riunioni|appuntamenti|impegni"
            "|chiamate)",
            "(le mie|i miei) (riunioni|appuntamenti|impegni) (di|del|per)? {detail}",
            "(la mia|il mio) (agenda|calendario) (di|del|per)? {detail}",
            "(la mia|il mio) (agenda|calendario)",
            "(prossime|prossimi) (riunioni|appuntamenti)?",
            "(riunioni|agenda|impegni) (oggi|domani|di oggi|di domani|questa settimana|della"
            " settimana)",
            "(agenda|riunioni) (di|del|per) {detail}",
            "questa settimana",
        ),
        "next": ("(la mia|la|il mio|il)? (prossima|prossimo) (riunione|appuntamento|chiamata)",),
        "resend": (
            "(invia|inviami|rimanda|manda|mandami|condividi) (di nuovo)? (l'invito|il link|gli"
            " inviti) (della|del|di|per)? {meeting}",
            "(invia|inviami|manda|mandami|condividi) (l'invito|il link|gli inviti) (di nuovo"
            "|ancora)?",
        ),
        "disconnect": (
            "(disconnetti|disconnettere|esci|scollega) (da|dal|mi)? {detail}",
            "(disconnetti|disconnettere|scollega)",
        ),
        "connect": (
            "(connetti|connettere|collega|collegare|accedi) (a|ad|con|mi)? {detail}",
            "(connetti|connettere|collega|collegare|accedi)",
        ),
        "remind": (
            "(ricordami|ricordaci|ricorda|ricordare) (della|del|di|la|il)? {meeting}",
            "(ricordami|ricordaci)",
        ),
    },
    weak={
        "end": ("(termina|terminare|chiudi|chiudere|finisci|concludi) {meeting}",),
        "join": ("(partecipa a|entra in|lascia|unisciti a) {meeting}",),
    },
    verbs={
        "move": _MOVE,
        "cancel": _CANCEL,
        "extend": "prolunga|prolungare|estendi",
        "add": "aggiungi|aggiungere|invita|invitare",
        "remove": "togli|togliere",
        "rename": "rinomina|rinominare",
        "list": "mostra|mostrami",
        "remind": "ricordami",
        "end": "termina|terminare",
    },
    questions={
        "next": (
            "(quando|a che ora) (è|ho|inizia|comincia) (la mia|la|il mio|il) (prossima"
            "|prossimo) (riunione|appuntamento|chiamata)",
            "(qual è|quale è) (la mia|la) prossima riunione",
        ),
        "free": (
            "(sono|siamo) (libero|libera|liberi|disponibile|disponibili) {detail}",
            "(è|sono) {people} (libero|libera|liberi|disponibile|disponibili) {detail}",
            "quando (è|sono) (libero|libera|liberi|disponibile|disponibili) {people}",
            "quando (è|sono) {people} (libero|libera|liberi|disponibile) {detail}",
            "quando {people} (è|sono) (libero|libera|liberi|disponibile) {detail}",
        ),
        "find": (
            "(trova|trovare|cerca|trovaci) (un|uno|un')? (orario|momento|buco|ora|slot) {detail}",
        ),
        "services": (
            "(quali|che) servizi {detail}",
            "{detail} è (connesso|collegato|configurato)",
            "è (connesso|collegato|configurato) {detail}",
        ),
        "list": (
            "(cosa|che cosa|che) (ho|abbiamo|c'è) {detail}",
            "(ho|abbiamo|c'è|ci sono) (qualcosa|una riunione|riunioni|impegni|appuntamenti)?"
            " {detail}",
            "(quali|che) riunioni {detail}",
        ),
        "when": ("(quando|a che ora) (è|inizia|comincia|finisce|si tiene) {meeting}",),
        "who": (
            "chi (viene|c'è|è|era|partecipa|ha partecipato|è venuto|verrà) (alla|al|all'|a"
            "|nella|invitato a)? {meeting}",
        ),
    },
    question=r"(?:(?:chi|quando|dove|perché|come|quale?|quali|quanto|quante|cosa|che cosa|che"
    r"|a che ora)\s+(?:è|sono|viene|vengono|ho|hai|abbiamo|c'è|posso|puoi|può"
    r"|fa|fare|funziona|si|servizi|riunioni|ora|inizia|partecipa)\b|(?:ho|abbiamo|c'è|ci sono"
    r"|sono|posso)\s+(?:qualcosa|riunioni|una|libero|libera|connesso|impegni)\b|.*\?$)",
    small={
        "greeting": r"(?:ciao|salve|buongiorno|buonasera|buon pomeriggio|buonanotte|ehi"
        r"|benvenut[oiae])(?:,? (?:a tutti|tutti|ragazzi|parley|team))*",
        "thanks": r"(?:(?:tante|mille|molte|no,?|ok) )?grazie(?:[ ,].*)?|(?:scusa|scusate|mi"
        r" dispiace|ops|chiedo scusa)(?:[ ,].*)?|perfetto|ottimo|bene|benissimo|va bene"
        r"|d'accordo|sì|si|no|ok|arrivederci|a presto|fantastico|bravo",
        "help": r"(?:aiuto|aiutami|comandi|istruzioni|guida)(?: (?:per favore|mi|con .+|per .+"
        r"|su .+))*",
    },
    alone={
        "end": "termina|terminare|fine|stop|chiudi|chiudere|finire",
        "join": "partecipa|entrare|entra|esci|lascia|partecipare",
        "undo": "ripristina|annulla tutto",
        "schedule": "pianifica|programma|prenota|crea|nuova|nuovo|riunione|invita|aggiungi",
        "free": "libero|libera|disponibile",
        "cancel": "annulla|annullare|cancella|elimina|cancellare",
        "move": "sposta|spostare|rimanda|rinvia",
        "list": "elenco|lista|riunioni|calendario|mostra",
        "settings": "impostazioni|preferenze",
        "remind": "ricorda|promemoria|ricordami",
        "connect": "connetti|collega|accedi",
        "disconnect": "disconnetti|scollega",
        "rename": "rinomina|modifica|cambia",
        "extend": "prolunga|accorcia",
        "skip": "salta|saltare",
        "next": "prossima|prossimo",
    },
    definite=r"(?:la |il |le |i |l'|lo |gli |questa |questo |quella |quello |tutto|tutte|tutti"
    r"|mia |mio |<?@\S+).*",
    starts=r"(?:avvia|avviare|inizia|iniziare|comincia|apri|crea|fai)(?: (?:una|un|la|il))?(?:"
    r" (?:riunione|chiamata|videochiamata|call|meeting))(?: (?:ora|adesso|qui"
    r"|subito))?(?: (?:su|per|chiamata|di) (?P<about>.+))?"
    r"|(?:avvia|inizia|comincia)(?: (?P<title>(?!(?:mi|di nuovo|questo)\b).+))?",
)
