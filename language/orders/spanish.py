"""Spanish: ``mueve la retro al viernes``, ``¿quién viene a la revisión?``, ``¡gracias!``."""

from typing import Final

from language.orders.templates import OrderWords

_MOVE: Final = (
    "mueve|mover|mueva|muévelo|pasa|pasar|cambia|cambiar|reprograma|reprogramar"
    "|aplaza|aplazar|pospón|pospon|posponer|retrasa|retrasar|traslada|trasladar"
)
_CANCEL: Final = (
    "cancela|cancelar|cancele|anula|anular|elimina|eliminar|borra|borrar|suprime|suprimir"
)
_DAY_WORDS: Final = "reuniones|citas|agenda|calendario|llamadas|día|semana|reunión"

WORDS: Final = OrderWords(
    polite="por favor|porfa|hola|oye|ok|vale|puedes|podrías|puede|podría|podemos|puedo"
    "|podríamos|quiero|quisiera|necesito"
    "|tengo que|hay que|me gustaría|debemos|vamos a|parley",
    polite_end="por favor|porfa|gracias|si puedes|si es posible",
    amount=r"(?:una?|dos|tres|cuatro|cinco|media|\d+(?:[.,]\d+)?)\s*(?:horas?(?: y media)?|h"
    r"|minutos?|min|m|días?|semanas?)",
    later="más tarde",
    earlier="antes",
    orders={
        "add": (
            "(añade|añadir|agrega|agregar|invita|invitar|suma|incluye) (a)? {people} (a la|al"
            "|a los|en la|en el|a|en) {meeting}",
            "(invita|invitar) a {people}",
        ),
        "remove": (
            "(quita|quitar|saca|sacar|elimina|retira) (a)? {people} (de la|del|de) {meeting}",
        ),
        "rename": (
            "(renombra|renombrar) {meeting} (como|a|por) {title}",
            "(cambia|cambiar) el (título|nombre) (de la|del|de) {meeting} (a|por) {title}",
            "(renombra|renombrar) {meeting}",
        ),
        "extend": (
            "(alarga|alargar|extiende|extender|amplía|ampliar|prolonga|prolongar) {meeting}"
            " (en)? {amount}",
            "(alarga|alargar|extiende|extender|amplía|prolonga) {meeting} (hasta|a) {detail}",
            "(alarga|alargar|extiende|extender|prolonga) {meeting}",
        ),
        "shorten": (
            "(acorta|acortar|reduce|reducir) {meeting} (en)? {amount}",
            "(acorta|acortar|reduce|reducir) {meeting} a {detail}",
        ),
        "move_earlier": (
            "(adelanta|adelantar) {meeting} (en)? {amount}",
            f"({_MOVE}) {{meeting}} {{amount}} (antes|más temprano)",
        ),
        "move_later": (
            f"({_MOVE}|atrasa|atrasar) {{meeting}} (en)? {{amount}} (más tarde|después)?",
        ),
        "move": (
            f"({_MOVE}|adelanta|adelantar|pon) {{meeting}} (a las|a la|al|a|para el|para las"
            f"|para|hasta|hasta el) {{detail}}",
            "(aplaza|aplazar|pospón|pospon|posponer|reprograma|reprogramar|retrasa|mueve|mover"
            "|adelanta) {meeting}",
        ),
        "cancel": (f"({_CANCEL}) {{meeting}}",),
        "skip": ("(salta|saltar|sáltate|omite|omitir) {meeting}",),
        "undo": (
            "(deshaz|deshacer|revierte|revertir) (eso|lo último|el último cambio|el cambio)?",
        ),
        "list": (
            f"(muestra|muéstrame|mostrar|lista|listar|ver|enseña|enséñame|dame) (me)? (todas)?"
            f" (mis|las|los|nuestras|mi|el|la)? (próximas|siguientes)? ({_DAY_WORDS})",
            f"(muestra|muéstrame|mostrar|lista|listar|ver|enseña|enséñame|dame) (me)? (todas)?"
            f" (mis|las|los|nuestras|mi|el|la)? (próximas|siguientes)? ({_DAY_WORDS}) (de"
            f"|del|para|para el)? {{detail}}",
            "(mis|nuestras) (próximas)? (reuniones|citas|llamadas)",
            "(mis|nuestras) (reuniones|citas) (de|del|para|para el)? {detail}",
            "(mi|nuestra|nuestro) (agenda|calendario) (de|del|para)? {detail}",
            "(mi|nuestra|nuestro) (agenda|calendario)",
            "(próximas|siguientes) (reuniones|citas)?",
            "(reuniones|agenda|citas) (hoy|mañana|de hoy|de mañana|esta semana|de la semana)",
            "(agenda|reuniones|citas) (de|del|para|para el) {detail}",
            "esta semana",
        ),
        "next": ("(mi|la|nuestra)? (próxima|siguiente) (reunión|cita|llamada)",),
        "resend": (
            "(reenvía|reenviar|envía|manda|comparte) (me|nos)? (la invitación|el enlace|el"
            " link) (de|del|para|a)? {meeting}",
            "(reenvía|reenviar|envía|manda|comparte) (me|nos)? (la invitación|el enlace|el"
            " link) (otra vez|de nuevo)?",
        ),
        "disconnect": (
            "(desconecta|desconectar|cierra sesión|cerrar sesión) (de|en)? {detail}",
            "(desconecta|desconectar|cierra sesión|cerrar sesión)",
        ),
        "connect": (
            "(conecta|conectar|inicia sesión|iniciar sesión) (con|a|en)? {detail}",
            "(conecta|conectar|inicia sesión|iniciar sesión)",
        ),
        "remind": (
            "(recuérdame|recuérdanos|recuerda|recordar) (de|la|el)? {meeting}",
            "(recuérdame|recuérdanos)",
        ),
    },
    weak={
        "end": ("(termina|terminar|finaliza|finalizar|acaba|acabar|cierra|cerrar) {meeting}",),
        "join": ("(únete a|entrar en|unirse a|salir de) {meeting}",),
    },
    verbs={
        "move": "mueve|mover|reprograma|reprogramar|aplaza|aplazar|pospón|posponer",
        "cancel": _CANCEL,
        "extend": "alarga|alargar|extiende|prolonga",
        "add": "añade|añadir|agrega|agregar|invita|invitar",
        "remove": "quita|quitar",
        "rename": "renombra|renombrar",
        "list": "muestra|muéstrame",
        "remind": "recuérdame",
        "end": "termina|finaliza",
    },
    questions={
        "next": (
            "(cuándo|cuando|a qué hora) (es|tengo|empieza) (mi|la|nuestra) (próxima"
            "|siguiente) (reunión|cita|llamada)",
            "(cuál es|cual es|qué es) (mi|la) (próxima|siguiente) (reunión|cita)",
        ),
        "free": (
            "(estoy|estamos) (libre|libres|disponible|disponibles) {detail}",
            "(está|están) {people} (libre|libres|disponible|disponibles) {detail}",
            "(cuándo|cuando) (está|están|puede|pueden) {people} (libre|libres|disponible) {detail}",
            "(cuándo|cuando) (puede|pueden) {people} (reunirse|quedar) {detail}",
            "(cuándo|cuando) (está|están) (libre|libres|disponible|disponibles) {people}",
        ),
        "find": (
            "(busca|encuentra|buscar|encontrar) (un|una)? (hueco|hora|momento|horario) {detail}",
        ),
        "services": (
            "qué servicios {detail}",
            "(está|esta) {detail} (conectado|conectada|configurado)",
        ),
        "list": (
            "(qué|que) (tengo|tenemos|hay) {detail}",
            "(tengo|tenemos|hay) (algo|alguna reunión|reuniones|una reunión|alguna cita"
            "|citas)? {detail}",
            "qué reuniones {detail}",
        ),
        "when": ("(cuándo|cuando|a qué hora) (es|empieza|comienza|termina|será) {meeting}",),
        "who": (
            "(quién|quien|quiénes|quienes) (viene|vienen|va|van|está|están|estuvo|asiste"
            "|asistió|vino|participa|fue) (a la|al|a|en la|en el|en|invitado a)?"
            " {meeting}",
        ),
    },
    question=r"(?:¿|(?:quién|quien|quiénes|qué|que|cuándo|cuando|dónde|donde|por qué|cómo|como"
    r"|cuál|cual|cuánt[oa]s?)\s+(?:es|son|está|están|era|viene|vienen|va|van|hay"
    r"|tengo|tenemos|puedo|puedes|podemos|puede|hace|hacer|funciona|se|servicios?|reuniones"
    r"|hora|estuvo|vino|sirve)\b|(?:tengo|tenemos|hay|estoy|puedo|está)\s+(?:algo"
    r"|algun[oa]?|alguna"
    r"|reuniones|libre|conectad[oa]|una|zoom|webex|teams)\b|.*\?$)",
    small={
        "greeting": r"¡?(?:hola|buenas|buenos días|buenas tardes|buenas noches|buen día|hey"
        r"|bienvenid[oa]s?|qué tal)(?:,? (?:a todos|todos|todas|equipo|parley))*",
        "thanks": r"¡?(?:(?:muchas|mil|no|ok|vale|muchísimas) )?gracias(?:[ ,].*)?|¡?(?:perdón"
        r"|perdona|lo siento|ups|disculpa)(?:[ ,].*)?|genial|perfecto|vale|de acuerdo|sí"
        r"|si|no|bien|muy bien|estupendo|excelente|adiós|hasta luego|chao|ok|listo",
        "help": r"¡?(?:ayuda|ayúdame|auxilio|socorro|comandos|instrucciones)(?: (?:por favor"
        r"|me|con .+|para .+|sobre .+))*",
    },
    alone={
        "end": "terminar|termina|fin|parar|finalizar|cerrar",
        "join": "unirse|entrar|salir|participar",
        "undo": "deshacer|deshaz",
        "schedule": "programar|agendar|reservar|crear|nueva|nuevo|reunión|invitar|añadir",
        "free": "libre|disponible",
        "cancel": "cancelar|cancela|eliminar|anular|borrar",
        "move": "mover|aplazar|posponer|reprogramar",
        "list": "lista|reuniones|calendario|mostrar|citas",
        "settings": "ajustes|configuración|preferencias",
        "remind": "recordar|recordatorio|recordatorios",
        "connect": "conectar|conecta",
        "disconnect": "desconectar|desconecta",
        "rename": "renombrar|cambiar|editar",
        "extend": "alargar|extender|acortar",
        "skip": "saltar|omitir",
        "next": "próxima|próximo|siguiente",
    },
    definite=r"(?:la|el|las|los|mi|mis|nuestra|nuestro|esta|este|esa|ese|eso|todo|todas|todos"
    r"|<?@\S+)\b.*",
    starts=r"(?:inicia|iniciar|empieza|empezar|comienza|abre|crea|haz|lanza)(?: (?:una|un|la"
    r"|el))?(?: (?:reunión|llamada|videollamada|call|meeting))(?: (?:ahora|aquí|ya))?(?:"
    r" (?:sobre|para|llamada|de) (?P<about>.+))?"
    r"|(?:inicia|empieza|comienza|lanza)(?: (?P<title>(?!(?:me|de nuevo|eso)\b).+))?",
)
