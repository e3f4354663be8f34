"""French: ``décale la rétro à vendredi``, ``qui vient à la revue de design ?``, ``merci !``."""

from typing import Final

from language.orders.templates import OrderWords

_MOVE: Final = (
    "déplace|déplacer|déplacez|decale|décale|décaler|décalez|reporte|reporter|reportez"
    "|repousse|repousser|repoussez"
    "|deplace|deplacer|reprogramme|reprogrammer|replanifie|replanifier"
)
_CANCEL: Final = "annule|annuler|annulez|supprime|supprimer|supprimez|efface|effacer"
_DAY_WORDS: Final = (
    "réunions|rendez-vous|rdv|agenda|calendrier|appels|planning|journée|semaine|réunion"
)

WORDS: Final = OrderWords(
    polite="s'il te plaît|s'il te plait|s'il vous plaît|s'il vous plait|stp|svp|salut|bonjour"
    "|hé|ok|peux-tu|peux tu|pouvez-vous"
    "|pouvez vous|tu peux|vous pouvez|pourrais-tu|pourriez-vous|est-ce que tu peux|est-ce que"
    " je peux|est-ce qu'on peut|on peut"
    "|puis-je|je peux|je veux|je voudrais|je dois|j'aimerais|il faut|on doit|veux-tu|merci de"
    "|parley",
    polite_end="s'il te plaît|s'il te plait|s'il vous plaît|s'il vous plait|stp|svp|merci|si"
    " possible",
    amount=r"(?:une?|deux|trois|quatre|cinq|(?:une )?demi(?:e)?(?:-| )?"
    r"|\d+(?:[.,]\d+)?)\s*(?:heures?(?: et demie)?|h(?:\d\d)?|minutes?|min|mn|m|jours?"
    r"|semaines?|quart d'heure)",
    later="plus tard",
    earlier="plus tôt",
    orders={
        "add": (
            "(ajoute|ajouter|ajoutez|invite|inviter|invitez|rajoute) {people} (à la|à l'|au"
            "|aux|à|dans la|dans le|dans|pour) {meeting}",
            "(invite|inviter|invitez) {people}",
        ),
        "remove": (
            "(retire|retirer|retirez|enlève|enlever|enlevez|supprime|désinvite) {people} (de"
            " la|de l'|du|des|de) {meeting}",
        ),
        "rename": (
            "(renomme|renommer|renommez) {meeting} (en|par|à) {title}",
            "(change|changer) le (titre|nom) (de la|de l'|du|de) {meeting} (en|pour|à) {title}",
            "(renomme|renommer|renommez) {meeting}",
        ),
        "extend": (
            "(prolonge|prolonger|prolongez|rallonge|rallonger|allonge|étends) {meeting} (de"
            "|d')? {amount}",
            "(prolonge|prolonger|prolongez|rallonge) {meeting} (jusqu'à|à) {detail}",
            "(prolonge|prolonger|prolongez|rallonge) {meeting}",
        ),
        "shorten": (
            "(raccourcis|raccourcir|raccourcissez|réduis|réduire) {meeting} (de|d')? {amount}",
            "(raccourcis|raccourcir|réduis|réduire) {meeting} à {detail}",
        ),
        "move_earlier": (
            "(avance|avancer|avancez) {meeting} (de|d')? {amount}",
            f"({_MOVE}) {{meeting}} (de|d')? {{amount}} (plus tôt|en avant)",
        ),
        "move_later": (
            f"({_MOVE}|retarde|retarder) {{meeting}} (de|d')? {{amount}} (plus tard|en arrière)?",
        ),
        "move": (
            f"({_MOVE}|avance|avancer|avancez|passe|mets) {{meeting}} (à|au|jusqu'à|pour|vers"
            f"|sur) {{detail}}",
            f"({_MOVE}|avance|avancer) {{meeting}}",
        ),
        "cancel": (f"({_CANCEL}) {{meeting}}",),
        "skip": ("(saute|sauter|passe) {meeting}",),
        "undo": (
            "(annule|annuler|défais|défaire) (ça|cela|la dernière modification|le dernier"
            " changement|la dernière action)",
            "(défaire|rétablir|reviens en arrière)",
        ),
        "list": (
            f"(montre|montre-moi|montrez|affiche|afficher|liste|voir|donne|donne-moi) (moi)?"
            f" (toutes)? (mes|les|nos|mon|le|ma|l'agenda)? (prochaines|prochains)?"
            f" ({_DAY_WORDS})",
            f"(montre|montre-moi|montrez|affiche|afficher|liste|voir|donne|donne-moi) (moi)?"
            f" (toutes)? (mes|les|nos|mon|le|ma)? (prochaines|prochains)? ({_DAY_WORDS})"
            f" (de|du|pour|d')? {{detail}}",
            "(mes|nos) (prochaines|prochains)? (réunions|rendez-vous|rdv)",
            "(mes|nos) (réunions|rendez-vous|rdv) (de|du|pour|d')? {detail}",
            "(mon|notre) (agenda|calendrier|planning) (de|du|pour|d')? {detail}",
            "(mon|notre) (agenda|calendrier|planning)",
            "(réunions|agenda|rdv) (aujourd'hui|demain|de demain|d'aujourd'hui|cette semaine"
            "|de la semaine)",
            "(agenda|réunions|rdv) (de|du|pour) {detail}",
            "(prochaines|les prochaines) réunions",
            "cette semaine",
        ),
        "next": ("(ma|la|notre|mon|le)? (prochaine|prochain) (réunion|rendez-vous|rdv|appel)",),
        "resend": (
            "(renvoie|renvoyer|renvoyez|envoie|partage) (moi|nous)? (l'invitation|le lien|les"
            " invitations) (de|du|pour|à)? {meeting}",
            "(renvoie|renvoyer|renvoyez|envoie|partage) (moi|nous)? (l'invitation|le lien|les"
            " invitations) (encore)?",
        ),
        "disconnect": (
            "(déconnecte|déconnecter|déconnecte-moi|déconnexion) (de|du)? {detail}",
            "(déconnecte|déconnecter|déconnecte-moi|déconnexion)",
        ),
        "connect": (
            "(connecte|connecter|connecte-moi|connexion) (à|au|avec)? {detail}",
            "(connecte|connecter|connecte-moi|connexion)",
        ),
        "remind": (
            "(rappelle|rappelle-moi|rappelle-nous) (moi|nous)? (de|la|le|l')? {meeting}",
            "(rappelle|rappelle-moi|rappelle-nous)",
        ),
    },
    weak={
        "end": ("(termine|terminer|terminez|finis|finir|arrête|ferme|clos) {meeting}",),
        "join": ("(rejoins|rejoindre|quitte|quitter) {meeting}",),
    },
    verbs={
        "move": _MOVE,
        "cancel": _CANCEL,
        "extend": "prolonge|prolonger",
        "add": "ajoute|ajouter|invite|inviter",
        "remove": "retire|retirer|enlève|enlever",
        "rename": "renomme|renommer",
        "list": "montre|affiche",
        "remind": "rappelle",
        "end": "termine|terminer",
    },
    questions={
        "next": (
            "(quand|à quelle heure) (est|a lieu|commence) (ma|la|notre|mon|le) (prochaine"
            "|prochain) (réunion|rendez-vous|rdv|appel)",
            "quelle est (ma|la|notre) prochaine réunion",
            "c'est quoi (la suite|ma prochaine réunion)",
        ),
        "free": (
            "(suis-je|est-ce que je suis|je suis) (libre|dispo|disponible) {detail}",
            "est-ce que {people} (est|sont) (libre|libres|dispo|disponible|disponibles) {detail}",
            "quand (est|sont) {people} (libre|libres|dispo|disponible|disponibles) {detail}",
            "quand (est|sont) {people} (libre|libres|dispo|disponible|disponibles)",
            "{people} (est|sont) (libre|libres|dispo|disponibles) {detail}",
        ),
        "find": (
            "(trouve|trouver|cherche|trouve-nous) (un|nous un)? (créneau|moment|horaire) {detail}",
        ),
        "services": (
            "(quels|quelles) services {detail}",
            "est-ce que {detail} est (connecté|configuré)",
        ),
        "list": (
            "(qu'est-ce que|qu'est-ce qu') (j'ai|on a|il y a) {detail}",
            "(ai-je|est-ce que j'ai|est-ce qu'il y a|y a-t-il|j'ai|il y a) (une|des|quelque"
            " chose|une réunion|des réunions)? {detail}",
            "(quelles|quelles sont les|quelles sont mes) réunions {detail}",
        ),
        "when": (
            "(quand|à quelle heure) (est|a lieu|commence|finit|se termine|c'est) {meeting}",
            "c'est quand {meeting}",
            "à quelle heure est {meeting}",
        ),
        "who": (
            "qui (vient|sera|est|participe|était|a participé|est venu|est invité) (à la|à l'"
            "|au|à|dans|de)? {meeting}",
        ),
    },
    question=r"(?:(?:qui|quand|où|pourquoi|comment|quels?|quelles?|combien|quoi)\s+(?:est|sont"
    r"|était|vient|peut|peux|fait|faire|a|ai|as|on|je|tu|il|se|ça|sera"
    r"|participe|services?|réunions?|heures?|marche|fonctionne)\b|(?:est-ce|qu'est-ce|ai-je"
    r"|as-tu|avez-vous|y a-t-il|puis-je|peut-on|peux-tu|suis-je|que puis-je|c'est quoi"
    r"|c'est quand|à quelle heure)\b|.*\?$)",
    small={
        "greeting": r"(?:bonjour|salut|coucou|bonsoir|hello|bienvenue|hey)(?:,? (?:à tous|tout"
        r" le monde|parley|l'équipe|tous))*",
        "thanks": r"(?:(?:non|ok|un grand|mille|super) )?(?:merci|mercis)(?:[ ,].*)?"
        r"|(?:désolée?|pardon|oups|excuse(?:z)?-moi)(?:[ ,].*)?|super|parfait|génial|top"
        r"|nickel|d'accord|oui|non|ok|bien|très bien|au revoir|à bientôt|bravo|laisse"
        r" tomber",
        "help": r"(?:aide|à l'aide|au secours|commandes|mode d'emploi|aidez|aide-moi"
        r"|aidez-moi)(?: (?:moi|stp|svp|s'il te plaît|avec .+|pour .+|sur .+))*",
    },
    alone={
        "end": "terminer|termine|fin|arrêter|stop|fermer|finir",
        "join": "rejoindre|quitter|participer",
        "undo": "défaire|rétablir|annuler ça",
        "schedule": "planifier|planifie|réserver|créer|nouveau|nouvelle|réunion|inviter"
        "|ajouter|programmer",
        "free": "libre|dispo|disponible",
        "cancel": "annuler|annule|supprimer",
        "move": "déplacer|décaler|reporter",
        "list": "liste|réunions|calendrier|afficher|rdv",
        "settings": "paramètres|réglages|préférences",
        "remind": "rappel|rappels|rappeler",
        "connect": "connexion|connecter",
        "disconnect": "déconnexion|déconnecter",
        "rename": "renommer|modifier",
        "extend": "prolonger|raccourcir",
        "skip": "sauter|passer",
        "next": "suivant|prochaine|prochain",
    },
    definite=r"(?:la |le |les |l'|ma |mon |mes |notre |nos |cette |ce |cet |ça|tout|toutes"
    r"|celle |celui |<?@\S+).*",
    starts=r"(?:lance|lancer|démarre|démarrer|commence|commencer|ouvre|crée|fais)(?: (?:une|un"
    r"|la|le))?(?: (?:réunion|appel|visio|visioconférence|call|meeting))(?: (?:maintenant"
    r"|ici))?(?: (?:sur|pour|appelée?|à propos de) (?P<about>.+))?"
    r"|(?:lance|démarre|commence)(?: (?P<title>(?!(?:moi|toi|ça)\b).+))?",
)
