"""Words of each language that bound a time, offer another, or leave it open."""

from typing import Final

from language.table import Words

LIMITS: Final[dict[str, Words]] = {
    "en": {
        "topofhour": "top of the hour|top of hour|the top of the hour"
        "|the full hour|full hour|on the hour",
        "rest": "rest|remainder",
        "during": "during|throughout|in",
        "or": "or",
        "either": "either",
        "limitbefore": "before|no later than|not later than|prior to|by no later than"
        "|sooner than|earlier than",
        "limitafter": "after|not before|no earlier than|not earlier than|no sooner than"
        "|later than|any time after|anytime after|sometime after|some time after",
        "limitend": "at the latest|@ the latest|the latest|latest"
        "|at the very latest|or earlier|or before|or sooner",
        "limitstart": "at the earliest|earliest|or later|or after|onwards|onward|on wards",
        "through": "through|thru|up to and including|through the",
        "dayafter": "the day after|day after|the next day|the following day|the day following",
        "within": "within|in next|within next|over next|within the next"
        "|in the next|over the next|in the coming|during the next",
        "vaguetime": "in the new year|new year|sometime|some time|some day|someday"
        "|soon|whenever|when|later|as soon as"
        "|tbd|tba|at some point|one of these days|any day|any weekday"
        "|any morning|any afternoon|any evening|any monday|any friday"
        "|after the holidays"
        "|after the break|over the holidays|before the holidays|after the weekend"
        "|in due course|fortnight|fortnights|weeknights|weeknight|nowadays",
        "recurpart": {
            "night": "nightly",
            "morning": "every am|each am",
            "afternoon": "every pm",
        },
        "multi": {
            "MONTHLY": "twice a month|twice per month|twice monthly|two times a month"
            "|semimonthly|semi-monthly|bi-weekly a month",
            "WEEKLY": "semiweekly|semi-weekly"
            "|twice a week|twice per week|twice weekly|two times a week"
            "|three times a week|thrice a week|3 times a week|2 times a week"
            "|2x a week|3x a week",
            "DAILY": "twice a day|twice daily|three times a day",
        },
        "inarow": "in a row|running|straight|consecutive|consecutively|back to back",
        "atleast": "at least|at most|no less than|at the very least",
        "occasion": "meeting|event|appointment|reservation|date|outing|gathering|get-together"
        "|buffet|plans|time|out",
    },
    "de": {
        "topofhour": "volle stunde|zur vollen stunde|vollen stunde",
        "rest": "rest|restlichen",
        "during": "im|während|im laufe des",
        "or": "oder|bzw|bzw.",
        "either": "entweder",
        "limitbefore": "vor|spätestens|nicht später als|bis spätestens|spätestens um"
        "|spätestens bis|spätestens am|bis spätestens um|noch vor",
        "limitafter": "nach|nicht vor|frühestens|frühestens um|frühestens ab|nicht früher als"
        "|erst nach|irgendwann nach",
        "limitend": "spätestens|allerspätestens|oder früher",
        "limitstart": "frühestens|oder später|aufwärts",
        "through": "bis ende|bis einschließlich|bis einschl.|bis inklusive|bis inkl."
        "|bis zum ende|bis ende des|bis zum ende des",
        "dayafter": "am tag danach|tag danach|tag darauf|am tag darauf|am nächsten tag"
        "|tags darauf|den tag danach|den tag darauf",
        "within": "in den nächsten|in den kommenden|innerhalb der nächsten"
        "|im laufe der nächsten|innerhalb einer|innerhalb von",
        "vaguetime": "im neuen jahr|irgendwann|demnächst|bald|sobald|wenn|wann|zeitnah|gelegentlich"
        "|bei gelegenheit|nach den ferien|nach den feiertagen|nach der pause"
        "|nach dem urlaub|zwischen den jahren|später",
        "recurpart": {
            "morning": "jeden morgen|jeden vormittag|allmorgendlich|jeden tag morgens"
            "|täglich morgens",
            "afternoon": "jeden nachmittag",
            "evening": "jeden abend|allabendlich|täglich abends",
            "night": "jede nacht|allnächtlich",
            "lunch": "jeden mittag",
        },
        "multi": {
            "MONTHLY": "zweimal im monat|zwei mal im monat|zweimal monatlich|2x im monat"
            "|zweimal pro monat",
            "WEEKLY": "zweimal pro woche|zweimal die woche|zwei mal pro woche"
            "|zweimal wöchentlich|dreimal pro woche|dreimal die woche|2x pro woche"
            "|3x pro woche",
            "DAILY": "zweimal täglich|zweimal am tag|dreimal täglich",
        },
        "inarow": "in folge|hintereinander|nacheinander|am stück",
        "atleast": "mindestens|wenigstens|höchstens|maximal",
        "occasion": "treffen|termin|meeting|runde",
    },
    "fr": {
        "rest": "reste",
        "during": "en|au mois de|pendant|durant|courant",
        "or": "ou|ou bien",
        "either": "soit",
        "limitbefore": "avant|pas plus tard que|au plus tard à|au plus tard|au plus tard le"
        "|pas après",
        "limitafter": "après|pas avant|au plus tôt à|pas plus tôt que|n'importe quand après",
        "limitend": "au plus tard|dernier délai|grand maximum",
        "limitstart": "au plus tôt|ou plus tard",
        "through": "jusqu'à fin|jusqu'à la fin de|jusqu'à la fin du|jusque fin"
        "|jusqu'au bout de|jusqu’à fin|jusqu’à la fin de|jusqu'à la fin de l'",
        "dayafter": "le lendemain|le jour d'après|le jour suivant|le surlendemain",
        "within": "dans les prochaines|dans les prochains|au cours des prochaines"
        "|au cours des prochains|d'ici les prochaines|durant les prochaines"
        "|dans la prochaine|dans l'heure",
        "vaguetime": "à la rentrée|l'année prochaine peut-être|un de ces jours"
        "|bientôt|quand|dès que|prochainement|plus tard|un jour"
        "|après les vacances|après les fêtes|à l'occasion|sous peu"
        "|un de ces quatre|dans l'heure",
        "recurpart": {
            "morning": "tous les matins|chaque matin",
            "afternoon": "tous les après-midi|tous les après-midis|chaque après-midi",
            "evening": "tous les soirs|chaque soir",
            "night": "toutes les nuits|chaque nuit",
            "lunch": "tous les midis|chaque midi",
        },
        "multi": {
            "MONTHLY": "deux fois par mois|2 fois par mois",
            "WEEKLY": "deux fois par semaine|2 fois par semaine|trois fois par semaine"
            "|3 fois par semaine",
            "DAILY": "deux fois par jour|2 fois par jour",
        },
        "inarow": "de suite|d'affilée|consécutifs|consécutives",
        "atleast": "au moins|au plus",
        "occasion": "réunion|rdv|rendez-vous",
    },
    "es": {
        "rest": "resto",
        "during": "en|durante|en el mes de",
        "or": "o|u|o bien",
        "either": "o bien",
        "limitbefore": "antes de|antes de las|antes de la|antes del|a más tardar a las"
        "|a más tardar|no más tarde de|no más tarde de las|como muy tarde a las"
        "|como máximo a las|no después de las",
        "limitafter": "después de|después de las|después de la|después del|no antes de"
        "|no antes de las|pasadas las|no antes del",
        "limitend": "a más tardar|como muy tarde|como tarde|como máximo",
        "limitstart": "como muy pronto|como pronto|en adelante|o más tarde",
        "through": "hasta finales de|hasta fin de|hasta el final de|hasta fines de"
        "|hasta finales del|hasta el final del",
        "dayafter": "al día siguiente|el día siguiente|el día después|un día después|al otro día",
        "within": "en los próximos|en las próximas|dentro de los próximos"
        "|dentro de las próximas|durante las próximas|durante los próximos"
        "|a lo largo de los próximos",
        "vaguetime": "a la vuelta de vacaciones|algún día|pronto|cuando|en cuanto"
        "|próximamente|más adelante|más tarde"
        "|un día de estos|después de las vacaciones|tras las vacaciones"
        "|después de fiestas|cualquier día|en algún momento",
        "recurpart": {
            "morning": "todas las mañanas|cada mañana",
            "afternoon": "todas las tardes|cada tarde",
            "evening": "todas las noches|cada noche",
            "lunch": "todos los mediodías|cada mediodía",
        },
        "multi": {
            "MONTHLY": "dos veces al mes|2 veces al mes|dos veces por mes",
            "WEEKLY": "dos veces por semana|dos veces a la semana|tres veces por semana"
            "|tres veces a la semana|2 veces por semana|2 veces a la semana",
            "DAILY": "dos veces al día|2 veces al día",
        },
        "inarow": "seguidos|seguidas|consecutivos|consecutivas",
        "atleast": "al menos|por lo menos|como mínimo",
        "occasion": "reunión|cita",
    },
    "pt": {
        "rest": "resto|restante",
        "during": "em|durante|no mês de",
        "or": "ou|ou então",
        "either": "ou então",
        "limitbefore": "antes de|antes das|antes do|antes da|o mais tardar às|no mais tardar às"
        "|no máximo às|até no máximo|até no máximo às|não depois das"
        "|não mais tarde que",
        "limitafter": "depois das|depois da|depois do|depois de|após|após as|após às"
        "|não antes das|não antes de",
        "limitend": "no máximo|no mais tardar|o mais tardar",
        "limitstart": "no mínimo|em diante|ou mais tarde",
        "through": "até o fim de|até fim de|até o final de|até ao fim de|até final de"
        "|até o fim do|até o final do|até ao final do|até o fim da",
        "dayafter": "no dia seguinte|o dia seguinte|dia seguinte|no outro dia",
        "within": "nos próximos|nas próximas|dentro dos próximos|dentro das próximas"
        "|ao longo das próximas|ao longo dos próximos|durante as próximas",
        "vaguetime": "no ano que vem talvez|algum dia|em breve|quando|assim que"
        "|mais tarde|um dia desses"
        "|depois das férias|qualquer dia|mais para frente|a combinar"
        "|em algum momento",
        "recurpart": {
            "morning": "todas as manhãs|toda manhã|cada manhã",
            "afternoon": "todas as tardes|toda tarde|cada tarde",
            "evening": "todas as noites|toda noite|cada noite",
        },
        "multi": {
            "MONTHLY": "duas vezes por mês|duas vezes ao mês|2 vezes por mês",
            "WEEKLY": "duas vezes por semana|duas vezes na semana|três vezes por semana"
            "|2 vezes por semana|3 vezes por semana",
            "DAILY": "duas vezes por dia|duas vezes ao dia",
        },
        "inarow": "seguidos|seguidas|consecutivos|consecutivas",
        "atleast": "pelo menos|no mínimo",
        "occasion": "reunião|encontro",
    },
    "it": {
        "rest": "resto",
        "during": "a|in|durante|nel mese di|ad",
        "or": "o|oppure|o altrimenti",
        "limitbefore": "prima di|prima delle|prima dell'|prima del|prima dell’|entro|entro le"
        "|entro il|non più tardi di|non più tardi delle|al più tardi alle"
        "|non oltre le|entro e non oltre le",
        "limitafter": "dopo|dopo le|dopo il|dopo l'|non prima di|non prima delle|passate le",
        "limitend": "al più tardi|al massimo",
        "limitstart": "al più presto|in poi|o dopo",
        "through": "fino a fine|fino alla fine di|fino alla fine del|fino a tutto"
        "|fino alla fine dell'",
        "dayafter": "il giorno dopo|il giorno seguente|il giorno successivo",
        "within": "nei prossimi|nelle prossime|entro i prossimi|entro le prossime"
        "|nel corso delle prossime",
        "vaguetime": "al rientro|quando|appena|prossimamente|più tardi|più avanti"
        "|un giorno di questi|dopo le vacanze|dopo le feste|prima o poi"
        "|uno di questi giorni",
        "recurpart": {
            "morning": "ogni mattina|tutte le mattine",
            "afternoon": "ogni pomeriggio|tutti i pomeriggi",
            "evening": "ogni sera|tutte le sere",
            "night": "ogni notte|tutte le notti",
        },
        "multi": {
            "MONTHLY": "due volte al mese|2 volte al mese",
            "WEEKLY": "due volte a settimana|due volte alla settimana|tre volte a settimana"
            "|tre volte alla settimana|2 volte a settimana",
            "DAILY": "due volte al giorno|2 volte al giorno",
        },
        "inarow": "di fila|consecutivi|consecutive|di seguito",
        "atleast": "almeno|come minimo",
        "occasion": "riunione|incontro",
    },
    "nl": {
        "rest": "rest",
        "topofhour": "het hele uur",
        "during": "in|gedurende",
        "or": "of|ofwel",
        "either": "ofwel|hetzij",
        "limitbefore": "voor|vóór|uiterlijk|niet later dan|uiterlijk om|ten laatste om"
        "|ten laatste|niet na",
        "limitafter": "na|niet voor|niet vóór|niet eerder dan|op zijn vroegst om|ergens na",
        "limitend": "uiterlijk|op zijn laatst|ten laatste|op z'n laatst",
        "limitstart": "op zijn vroegst|ten vroegste|of later|op z'n vroegst",
        "through": "tot en met|t/m|tm|tot eind|tot einde|tot het einde van|tot het eind van"
        "|tot eind van",
        "dayafter": "de dag erna|de dag daarna|dag erna|de volgende dag|een dag later|dag daarna",
        "within": "in de komende|binnen de komende|in de volgende|de komende"
        "|de eerstkomende|in de loop van de komende",
        "vaguetime": "in het nieuwe jaar|ooit|binnenkort|wanneer|zodra|straks"
        "|na de vakantie|na de feestdagen"
        "|te zijner tijd|later|een keer",
        "recurpart": {
            "morning": "elke ochtend|iedere ochtend|elke morgen|iedere morgen",
            "afternoon": "elke middag|iedere middag",
            "evening": "elke avond|iedere avond",
            "night": "elke nacht|iedere nacht",
        },
        "multi": {
            "MONTHLY": "twee keer per maand|tweemaal per maand|2x per maand|2 keer per maand",
            "WEEKLY": "twee keer per week|tweemaal per week|drie keer per week|2x per week"
            "|2 keer per week|3x per week",
            "DAILY": "twee keer per dag|tweemaal per dag",
        },
        "inarow": "op rij|achter elkaar|achtereen|op een rij",
        "atleast": "minstens|tenminste|ten minste|minimaal",
        "occasion": "overleg|afspraak|bijeenkomst",
    },
    "pl": {
        "rest": "reszta|resztę|reszty",
        "during": "w|we|podczas",
        "or": "lub|albo|ewentualnie",
        "either": "albo",
        "limitbefore": "przed|nie później niż|najpóźniej o|najpóźniej do|nie później niż o"
        "|jeszcze przed",
        "limitafter": "po|nie wcześniej niż|nie przed|najwcześniej o|po godzinie|po godz"
        "|nie wcześniej niż o",
        "limitend": "najpóźniej|maksymalnie",
        "limitstart": "najwcześniej|lub później|wzwyż",
        "through": "do końca|aż do końca",
        "dayafter": "następnego dnia|dzień później|na drugi dzień|nazajutrz",
        "within": "w ciągu najbliższych|w ciągu następnych|w najbliższych|przez najbliższe"
        "|w ciągu|w ciągu najbliższej",
        "vaguetime": "w nowym roku|kiedyś|niedługo|wkrótce|kiedy|gdy|jak tylko|później|po świętach"
        "|po wakacjach|po urlopie|w najbliższym czasie|wkrótce potem",
        "recurpart": {
            "morning": "co rano|każdego ranka|każdego poranka|codziennie rano",
            "afternoon": "każdego popołudnia|co popołudnie|codziennie po południu",
            "evening": "co wieczór|każdego wieczoru|każdego wieczora|codziennie wieczorem",
            "night": "co noc|każdej nocy",
        },
        "multi": {
            "MONTHLY": "dwa razy w miesiącu|2 razy w miesiącu|dwa razy na miesiąc",
            "WEEKLY": "dwa razy w tygodniu|2 razy w tygodniu|trzy razy w tygodniu"
            "|3 razy w tygodniu",
            "DAILY": "dwa razy dziennie|2 razy dziennie",
        },
        "inarow": "z rzędu|pod rząd",
        "atleast": "co najmniej|przynajmniej|minimum",
        "occasion": "spotkanie|spotkania",
    },
    "ja": {
        "during": "今年の",
        "or": "か|または|又は|もしくは|あるいは|それとも",
        "limitend": "前に|前|までに|以前|以前に|より前|より前に",
        "limitstart": "以降|以降に|以後|過ぎ|すぎ|より後",
        "within": "今後|向こう|この先|これから",
        "dayafter": "その翌日|その次の日",
        "vaguetime": "そのうち|いつか|近いうち|近いうちに|近々|後日|また今度"
        "|落ち着いたら|休み明け|休み明けに|連休明け|連休明けに|あとで"
        "|いずれ",
        "recurpart": {
            "morning": "毎朝",
            "evening": "毎晩|毎夕",
            "night": "毎夜|毎深夜",
        },
        "multi": {
            "MONTHLY": "月2回|月に2回|月二回|月に二回",
            "WEEKLY": "週2回|週に2回|週二回|週に二回|週3回|週に3回|週三回",
        },
        "workday": "営業日|平日",
        "last": "最終|最後の",
        "atleast": "少なくとも",
        "occasion": "会|ミーティング",
    },
    "zh": {
        "during": "在",
        "or": "或|或者|还是|還是|或是",
        "limitend": "之前|以前|前|之前完成|前完成",
        "limitstart": "之后|之後|以后|以後|过后|後以|后",
        "within": "接下来|接下來|未来|未來|今后|今後|接下来的|未来的|往后",
        "dayafter": "第二天|次日|翌日",
        "vaguetime": "改天|有空|有空时|有空的时候|以后再|回头|找时间|抽空|过几天"
        "|節後|节后|假期后|找个时间|哪天|不久",
        "recurpart": {
            "morning": "每天早上|每天上午|每早|每天早晨|每日早上|每天清晨",
            "afternoon": "每天下午|每日下午",
            "evening": "每天晚上|每晚|每天傍晚|每日晚上",
            "lunch": "每天中午",
        },
        "multi": {
            "MONTHLY": "每月两次|一个月两次|每月2次|每个月两次",
            "WEEKLY": "每周两次|一周两次|每周2次|每周三次|一周三次|每週兩次",
            "DAILY": "每天两次|一天两次",
        },
        "last": "最后一个|最後一個|最后1个",
        "inarow": "连着|連着",
        "atleast": "至少|最少",
        "occasion": "会议|會議",
    },
}
