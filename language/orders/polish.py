"""Polish: ``przełóż retro na piątek``, ``kto przyjdzie na przegląd?``, ``dziękuję!``."""

from typing import Final

from language.orders.templates import OrderWords

_MOVE: Final = (
    "przełóż|przełożyć|przesuń|przesunąć|przenieś|przenieść|przekładam|odłóż|odłożyć|zmień termin"
)
_CANCEL: Final = "odwołaj|odwołać|anuluj|anulować|usuń|usunąć|skasuj|skasować|wykreśl"
_DAY_WORDS: Final = (
    "spotkania|spotkań|kalendarz|agendę|agenda|terminy|terminarz|rozmowy|dzień|tydzień|plan"
)

WORDS: Final = OrderWords(
    polite="proszę|cześć|hej|ok|czy możesz|możesz|czy mógłbyś|mógłbyś|czy mogłabyś|czy możemy"
    "|możemy|czy mogę|mogę|chcę|chciałbym|chciałabym|muszę|musimy|trzeba|prosze|parley",
    polite_end="proszę|prosze|dzięki|dziękuję|jeśli możesz|jeśli się da",
    amount=r"(?:jeden|jedną|dwie|dwa|trzy|cztery|pięć|pół|półtorej"
    r"|\d+(?:[.,]\d+)?)?\s*(?:godzin[ęyę]?|godz\.?|h|minut[yę]?|min\.?|m|dni|dzień"
    r"|tygodni[ea]?|tydzień|kwadrans)",
    later="później",
    earlier="wcześniej",
    orders={
        "add": (
            "(dodaj|dodać|dopisz) {people} do {meeting}",
            "(zaproś|zaprosić) {people} (na|do) {meeting}",
            "(zaproś|zaprosić) {people}",
        ),
        "remove": ("(usuń|usunąć|wykreśl|wypisz|skreśl) {people} (z|ze) {meeting}",),
        "rename": (
            "(zmień nazwę|zmienić nazwę) {meeting} na {title}",
            "(przemianuj|nazwij) {meeting} (na|jako)? {title}",
        ),
        "extend": (
            "(przedłuż|przedłużyć|wydłuż|wydłużyć) {meeting} o {amount}",
            "(przedłuż|przedłużyć|wydłuż|wydłużyć) {meeting} do {detail}",
            "(przedłuż|przedłużyć|wydłuż) {meeting}",
        ),
        "shorten": (
            "(skróć|skrócić) {meeting} o {amount}",
            "(skróć|skrócić) {meeting} do {detail}",
            "(skróć|skrócić) {meeting}",
        ),
        "move_earlier": (
            f"({_MOVE}) {{meeting}} o {{amount}} (wcześniej|do przodu|naprzód)",
            "(przyspiesz|przyśpiesz) {meeting} o {amount}",
        ),
        "move_later": (f"({_MOVE}|opóźnij) {{meeting}} o {{amount}} (później|do tyłu)?",),
        "move": (f"({_MOVE}|przyspiesz) {{meeting}} (na|do) {{detail}}", f"({_MOVE}) {{meeting}}"),
        "cancel": (f"({_CANCEL}) {{meeting}}",),
        "skip": ("(pomiń|pominąć|opuść) {meeting}",),
        "undo": ("(cofnij|cofnąć|wycofaj) (to|ostatnią zmianę|zmianę)?",),
        "list": (
            f"(pokaż|pokaz|wyświetl|wypisz|daj) (mi|nam)? (wszystkie)? (moje|nasze|mój|moją)?"
            f" (nadchodzące|najbliższe|następne)? ({_DAY_WORDS})",
            f"(pokaż|pokaz|wyświetl|wypisz|daj) (mi|nam)? (wszystkie)? (moje|nasze|mój|moją)?"
            f" (nadchodzące|najbliższe|następne)? ({_DAY_WORDS}) (na|w|z)? {{detail}}",
            "(moje|nasze) (nadchodzące|najbliższe|następne)? (spotkania|terminy|rozmowy)",
            "(moje|nasze) (spotkania|terminy) (na|w)? {detail}",
            "(mój|moja) (kalendarz|agenda|plan) (na|w)? {detail}",
            "(mój|moja) (kalendarz|agenda|plan)",
            "(nadchodzące|najbliższe|następne) (spotkania|terminy)?",
            "(spotkania|agenda|kalendarz|plan) (dziś|dzisiaj|jutro|na dziś|na jutro|w tym"
            " tygodniu)",
            "(agenda|spotkania|plan) na {detail}",
            "(w tym|ten) (tygodniu|tydzień)",
        ),
        "next": ("(moje|nasze)? (następne|najbliższe|kolejne) (spotkanie|rozmowa)",),
        "resend": (
            "(wyślij|prześlij|udostępnij) (mi|nam)? (zaproszenie|link|zaproszenia) (na|do)?"
            " {meeting}",
            "(wyślij|prześlij|udostępnij) (mi|nam)? (zaproszenie|link|zaproszenia) (jeszcze"
            " raz|ponownie)?",
        ),
        "disconnect": (
            "(rozłącz|odłącz|wyloguj) (mnie|się)? (z|ze|od)? {detail}",
            "(rozłącz|odłącz|wyloguj) (mnie|się)?",
        ),
        "connect": (
            "(połącz|podłącz|zaloguj) (mnie|się)? (z|ze|do)? {detail}",
            "(połącz|podłącz|zaloguj) (mnie|się)?",
        ),
        "remind": (
            "(przypomnij) (mi|nam|wszystkim) (o)? {meeting}",
            "przypomnij (mi|nam|wszystkim)?",
        ),
    },
    weak={
        "end": ("(zakończ|zakończyć|skończ|zamknij) {meeting}",),
        "join": ("(dołącz do|opuść|wyjdź z) {meeting}",),
    },
    verbs={
        "move": _MOVE,
        "cancel": _CANCEL,
        "extend": "przedłuż|wydłuż",
        "shorten": "skróć",
        "add": "dodaj|zaproś|zaprosić",
        "rename": "przemianuj",
        "skip": "pomiń",
        "list": "pokaż",
        "remind": "przypomnij",
        "end": "zakończ",
    },
    questions={
        "next": (
            "(kiedy|o której) (jest|mam|mamy|zaczyna się) (moje|nasze)? (następne|najbliższe"
            "|kolejne) (spotkanie|rozmowa)",
            "jakie (jest|mam) (moje)? (następne|najbliższe) spotkanie",
        ),
        "free": (
            "(czy)? (jestem|jesteśmy) (wolny|wolna|wolni|dostępny|dostępna) {detail}",
            "(czy)? {people} (jest|są) (wolny|wolna|wolni|dostępny|dostępni) {detail}",
            "kiedy {people} (jest|są|ma|mają|mogą) (wolny|wolna|wolni|wolne|czas|dostępni)?"
            " {detail}",
            "kiedy (jest|są) (wolny|wolna|wolni) {people}",
        ),
        "find": ("(znajdź|znajdz|poszukaj) (termin|czas|okienko|wolny termin) {detail}",),
        "services": (
            "(jakie|które) usługi {detail}",
            "czy {detail} jest (połączony|podłączony|połączone|skonfigurowany)",
        ),
        "list": (
            "co (mam|mamy|jest) {detail}",
            "(czy)? (mam|mamy|są|jest) (coś|jakieś spotkania|jakieś spotkanie|spotkania"
            "|spotkanie) {detail}",
            "(jakie|które) (mam)? spotkania {detail}",
        ),
        "when": ("(kiedy|o której) (jest|zaczyna się|kończy się|będzie|odbędzie się) {meeting}",),
        "who": (
            "kto (przyjdzie|będzie|jest|był|przyszedł|idzie|bierze udział|uczestniczy"
            "|dołączył) (na|w|do|zaproszony na)? {meeting}",
        ),
    },
    question=r"(?:(?:kto|kiedy|gdzie|dlaczego|czemu|jak|jaki[em]?|jakie|jaka|który|która|które"
    r"|ile|co|o której)\s+(?:jest|są|był|mam|masz|mamy|może|możesz|mogę|można|działa"
    r"|zrobić|to"
    r"|się|usługi|spotkania?|przyjdzie|będzie|umiesz|potrafisz|zaczyna)\b|czy\s|(?:mam|mamy"
    r"|jestem|jest)\s+(?:coś|jakieś|wolny|wolna)\b|.*\?$)",
    small={
        "greeting": r"(?:cześć|czesc|hej|siema|witaj(?:cie)?|dzień dobry|dobry wieczór"
        r"|dobranoc|witam)(?:,? (?:wszystkim|wszyscy|parley|zespole))*",
        "thanks": r"(?:(?:bardzo|wielkie|nie,?|ok|super) )?(?:dzięki|dziękuję|dziekuje"
        r"|dziękujemy|dzieki|dz)(?:[ ,].*)?|(?:przepraszam|sorki|sorry|ups)(?:[ ,].*)?"
        r"|super|świetnie|dobrze|okej|ok|tak|nie|jasne|na razie|do widzenia|pa|idealnie"
        r"|fajnie",
        "help": r"(?:pomoc|pomocy|pomóż|polecenia|komendy|instrukcja)(?: (?:mi|proszę|z .+|w"
        r" .+|przy .+))*",
    },
    alone={
        "end": "zakończ|koniec|stop|zamknij|skończ",
        "join": "dołącz|wejdź|wyjdź|opuść",
        "undo": "cofnij|wycofaj",
        "schedule": "zaplanuj|umów|zarezerwuj|utwórz|nowe|nowy|spotkanie|zaproś|dodaj",
        "free": "wolny|wolna|wolne|dostępny",
        "cancel": "odwołaj|anuluj|usuń|skasuj",
        "move": "przełóż|przesuń|przenieś",
        "list": "lista|spotkania|kalendarz|pokaż",
        "settings": "ustawienia|preferencje",
        "remind": "przypomnij|przypomnienie|przypomnienia",
        "connect": "połącz|zaloguj",
        "disconnect": "rozłącz|wyloguj|odłącz",
        "rename": "zmień|przemianuj",
        "extend": "przedłuż|skróć",
        "skip": "pomiń",
        "next": "następne|najbliższe",
    },
    definite=r"(?:to|ten|ta|te|tego|tę|moje|mój|moją|mojego|nasze|nasz|naszą|dzisiejsze"
    r"|jutrzejsze|wszystko|wszystkie|<?@\S+)\b.*",
    starts=r"(?:rozpocznij|rozpocząć|zacznij|otwórz|utwórz|zrób)(?: (?:nowe|nową))?(?:"
    r" (?:spotkanie|rozmowę|wideorozmowę|call|meeting))(?: (?:teraz|tutaj|tu))?(?: (?:o"
    r"|na temat|pod nazwą) (?P<about>.+))?"
    r"|(?:rozpocznij|zacznij)(?: (?P<title>(?!(?:mi|to|od nowa)\b).+))?",
)
