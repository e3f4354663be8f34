"""Portuguese: ``mova a retro para sexta``, ``quem vem à revisão?``, ``obrigada!``."""

from typing import Final

from language.orders.templates import OrderWords

_MOVE: Final = (
    "move|mova|mover|muda|mude|mudar|passa|passe|passar|remarca|remarque|remarcar"
    "|reagenda|reagende|reagendar|adia|adie|adiar|reprograma|reprogramar|transfere|transferir"
)
_CANCEL: Final = (
    "cancela|cancele|cancelar|apaga|apague|apagar|exclui|exclua|excluir|elimina"
    "|elimine|eliminar|desmarca|desmarque|desmarcar|anula|anular"
)
_DAY_WORDS: Final = "reuniões|compromissos|agenda|calendário|chamadas|dia|semana|reunião"

WORDS: Final = OrderWords(
    polite="por favor|pf|oi|olá|ei|ok|pode|podes|você pode|podia|poderia|podemos|posso|quero"
    "|queria|gostaria de|preciso|preciso de"
    "|temos que|tenho que|vamos|dá para|parley",
    polite_end="por favor|pf|obrigado|obrigada|se possível|se puder",
    amount=r"(?:uma?|dois|duas|três|quatro|cinco|meia|\d+(?:[.,]\d+)?)\s*(?:horas?(?: e meia)?"
    r"|h|minutos?|min|m|dias?|semanas?)",
    later="mais tarde",
    earlier="mais cedo",
    orders={
        "add": (
            "(adiciona|adicione|adicionar|acrescenta|acrescente|convida|convide|convidar"
            "|inclui|inclua) (o|a)? {people} (à|ao|às|aos|na|no|para a|para o|para|em|a)"
            " {meeting}",
            "(convida|convide|convidar) {people}",
        ),
        "remove": (
            "(remove|remova|remover|tira|tire|tirar|retira|retire|exclui) (o|a)? {people} (da"
            "|do|de) {meeting}",
        ),
        "rename": (
            "(renomeia|renomeie|renomear) {meeting} (para|como) {title}",
            "(muda|mude|mudar|altera) o (título|nome) (da|do|de) {meeting} para {title}",
            "(renomeia|renomeie|renomear) {meeting}",
        ),
        "extend": (
            "(prolonga|prolongue|prolongar|estende|estenda|estender|alonga) {meeting} (em"
            "|por)? {amount}",
            "(prolonga|prolongue|prolongar|estende|estenda) {meeting} (até|para) {detail}",
            "(prolonga|prolongue|prolongar|estende|estenda|estender) {meeting}",
        ),
        "shorten": (
            "(encurta|encurte|encurtar|reduz|reduza|reduzir) {meeting} (em|por)? {amount}",
            "(encurta|encurte|encurtar|reduz|reduza) {meeting} para {detail}",
        ),
        "move_earlier": (
            "(antecipa|antecipe|antecipar|adianta|adiante|adiantar) {meeting} (em)? {amount}",
            f"({_MOVE}) {{meeting}} {{amount}} (mais cedo|antes)",
        ),
        "move_later": (
            f"({_MOVE}|atrasa|atrase|atrasar) {{meeting}} (em|por)? {{amount}} (mais tarde"
            f"|depois)?",
        ),
        "move": (
            f"({_MOVE}|antecipa|antecipe|antecipar|põe|coloca) {{meeting}} (para as|para a"
            f"|para o|para|pra|até|às|à) {{detail}}",
            "(adia|adie|adiar|remarca|remarque|remarcar|reagenda|reagende|reagendar|antecipa"
            "|mova|mover) {meeting}",
        ),
        "cancel": (f"({_CANCEL}) {{meeting}}",),
        "skip": ("(pula|pule|pular|salta|salte|saltar) {meeting}",),
        "undo": (
            "(desfaz|desfaça|desfazer|reverte|reverter) (isso|isto|a última alteração|a última"
            " mudança)?",
        ),
        "list": (
            f"(mostra|mostre|mostrar|lista|liste|listar|ver|exibe|exibir|dá|me mostre"
            f"|mostra-me) (me)? (todas)? (as minhas|minhas|as|os|nossas|minha|a|o|meu)?"
            f" (próximas)? ({_DAY_WORDS})",
            f"(mostra|mostre|mostrar|lista|liste|listar|ver|exibe|exibir|me mostre|mostra-me)"
            f" (me)? (todas)? (as minhas|minhas|as|os|nossas|minha|a|o|meu)? (próximas)?"
            f" ({_DAY_WORDS}) (de|da|do|para)? {{detail}}",
            "(as minhas|minhas|nossas) (próximas)? (reuniões|chamadas|compromissos)",
            "(as minhas|minhas|nossas) (reuniões|compromissos) (de|da|do|para)? {detail}",
            "(minha|nossa|meu|a minha|o meu) (agenda|calendário) (de|da|do|para)? {detail}",
            "(minha|nossa|meu|a minha|o meu) (agenda|calendário)",
            "próximas (reuniões)?",
            "(reuniões|agenda) (hoje|amanhã|de hoje|de amanhã|esta semana|da semana)",
            "(agenda|reuniões) (de|da|do|para) {detail}",
            "esta semana",
        ),
        "next": (
            "(minha|a|nossa|a minha)? próxima (reunião|chamada)",
            "(meu|o)? próximo compromisso",
        ),
        "resend": (
            "(reenvia|reenvie|reenviar|envia|envie|manda|compartilha|partilha) (me|nos)? (o"
            " convite|o link|os convites) (da|do|de|para)? {meeting}",
            "(reenvia|reenvie|reenviar|envia|envie|manda|compartilha|partilha) (me|nos)? (o"
            " convite|o link|os convites) (de novo|outra vez|novamente)?",
        ),
        "disconnect": (
            "(desconecta|desconecte|desconectar|sair|terminar sessão) (do|da|de)? {detail}",
            "(desconecta|desconecte|desconectar|terminar sessão)",
        ),
        "connect": (
            "(conecta|conecte|conectar|ligar|entrar|iniciar sessão) (ao|à|a|no|na|com)? {detail}",
            "(conecta|conecte|conectar|iniciar sessão)",
        ),
        "remind": (
            "(lembra-me|me lembra|me lembre|lembre-me|lembra|lembre) (da|do|de)? {meeting}",
            "(lembra-me|me lembra|me lembre|lembre-me)",
        ),
    },
    weak={
        "end": (
            "(termina|termine|terminar|encerra|encerre|encerrar|acaba|finaliza|finalize|fecha"
            "|feche) {meeting}",
        ),
        "join": ("(entra na|entrar na|sair da|participar da) {meeting}",),
    },
    verbs={
        "move": "mova|mover|remarca|remarque|remarcar|reagenda|reagende|reagendar|adia|adie|adiar",
        "cancel": _CANCEL,
        "extend": "prolonga|prolongue|estende|estenda",
        "add": "adiciona|adicione|adicionar|convida|convide|convidar",
        "remove": "remova|remover",
        "rename": "renomeia|renomeie|renomear",
        "list": "mostra|mostre",
        "remind": "lembra|lembre",
        "end": "encerra|encerre",
    },
    questions={
        "next": (
            "(quando|a que horas) (é|começa|tenho) (a minha|minha|a|a nossa|nossa) próxima"
            " (reunião|chamada)",
            "qual é (a minha|minha|a) próxima reunião",
        ),
        "free": (
            "(estou|estamos) (livre|livres|disponível|disponíveis) {detail}",
            "(está|estão) {people} (livre|livres|disponível|disponíveis) {detail}",
            "quando (é que)? (está|estão) {people} (livre|livres|disponível) {detail}",
            "quando (é que)? {people} (está|estão) (livre|livres|disponível) {detail}",
            "quando (está|estão) {people} (livre|livres|disponível|disponíveis)",
        ),
        "find": (
            "(encontra|encontre|encontrar|procura|acha|ache) (um|uma)? (horário|hora|momento"
            "|vaga) {detail}",
        ),
        "services": (
            "(quais|que) serviços {detail}",
            "(o|a)? {detail} está (conectado|ligado|configurado)",
        ),
        "list": (
            "(o que|que) (tenho|temos|há|tem) {detail}",
            "(tenho|temos|há|tem) (algo|alguma coisa|alguma reunião|reuniões|uma reunião"
            "|compromissos)? {detail}",
            "(quais|que) reuniões {detail}",
        ),
        "when": ("(quando|a que horas) (é|começa|termina|será) {meeting}",),
        "who": (
            "quem (vem|vai|está|estava|veio|participa|participou|foi) (à|ao|para a|para o|na"
            "|no|a|convidado para)? {meeting}",
        ),
    },
    question=r"(?:(?:quem|quando|onde|por que|porque|porquê|como|qual|quais|quanto|quantas|o"
    r" que|a que horas)\s+(?:é|são|está|estão|vem|vai|há|tem|tenho|temos|posso|podes"
    r"|pode|faz|fazer|funciona|se|serviços?|reuniões|você|eu|veio|participa|você)\b|(?:tenho"
    r"|temos|há|tem|estou|posso|está)\s+(?:algo|alguma|reuniões|livre|uma|zoom|webex"
    r"|teams)\b|.*\?$)",
    small={
        "greeting": r"(?:oi|olá|ola|bom dia|boa tarde|boa noite|ei|bem-vind[oa]s?|tudo bem|e"
        r" aí)(?:,? (?:a todos|pessoal|todos|gente|parley|equipe|equipa))*",
        "thanks": r"(?:(?:muito|não,?|ok) )?(?:obrigad[oa]|obg|valeu|grat[oa])(?:[ ,].*)?"
        r"|(?:desculpa|desculpe|perdão|foi mal|ops)(?:[ ,].*)?|ótimo|perfeito|legal"
        r"|beleza|certo|sim|não|bem|muito bem|tchau|até logo|ok|fixe|excelente",
        "help": r"(?:ajuda|ajude|socorro|comandos|instruções|ajuda-me|me ajuda|me ajude)(?:"
        r" (?:por favor|me|com .+|para .+|sobre .+))*",
    },
    alone={
        "end": "terminar|fim|parar|encerrar|fechar",
        "join": "entrar|sair|participar",
        "undo": "desfazer|desfaz",
        "schedule": "agendar|marcar|criar|nova|novo|reunião|convidar|adicionar",
        "free": "livre|disponível",
        "cancel": "cancelar|cancela|excluir|apagar|desmarcar",
        "move": "mover|adiar|remarcar|reagendar",
        "list": "lista|reuniões|calendário|mostrar",
        "settings": "configurações|definições|preferências",
        "remind": "lembrar|lembrete|lembretes",
        "connect": "conectar|ligar",
        "disconnect": "desconectar",
        "rename": "renomear|alterar|editar",
        "extend": "prolongar|estender|encurtar",
        "skip": "pular|saltar",
        "next": "próxima|próximo",
    },
    definite=r"(?:a|o|as|os|minha|meu|minhas|nossa|nosso|esta|este|essa|esse|isso|tudo|todas"
    r"|todos|<?@\S+)\b.*",
    starts=r"(?:inicia|inicie|iniciar|começa|comece|começar|abre|abra|cria|crie|faz|faça)(?:"
    r" (?:uma|um|a|o))?(?: (?:reunião|chamada|videochamada|call|meeting))(?: (?:agora"
    r"|aqui|já))?(?: (?:sobre|para|chamada|de) (?P<about>.+))?"
    r"|(?:inicia|inicie|começa|comece)(?: (?P<title>(?!(?:me|de novo|isso)\b).+))?",
)
