"""Chinese: ``明天下午3点半``, ``下周二``, ``每周一上午10点``, ``两小时后``; both scripts."""

from itertools import product
from typing import Final

from language.languages.holidays import HOLIDAYS
from language.languages.limits import LIMITS
from language.table import Courtesy, Table, Words

_DIGITS: Final = "零一二三四五六七八九"
_SEVEN: Final = ("一", "二", "三", "四", "五", "六", "日|天")
_WEEK: Final = ("周", "週", "星期", "礼拜", "禮拜", "礼拜", "拜")


def _figures(n: int) -> str:
    """Write a number below 100 in Chinese figures, in the usual ways."""
    tens, ones = divmod(n, 10)
    if n == 2:
        return "二|零二|〇二|两|兩|俩"
    if not tens:
        return f"{_DIGITS[n]}|零{_DIGITS[n]}|〇{_DIGITS[n]}"
    last = _DIGITS[ones] if ones else ""
    plain = ("" if tens == 1 else _DIGITS[tens]) + "十" + last
    short = {2: "廿", 3: "卅"}.get(tens)
    return f"{plain}|{short}{last}" if short else plain


def _named(prefixes: str, *, day: int) -> str:
    """All ways to name a weekday behind one of the prefixes."""
    days = _SEVEN[day].split("|")
    ways = product(prefixes.split("|"), _WEEK, days)
    return "|".join(f"{prefix}{week}{name}" for prefix, week, name in ways)


_NEXT: Final = "下|下个|下個|下一|下一个|下一個|下一个"
_THIS: Final = "这|這|本|今|这个|這個|这一|今个|今個|當"
_EVERY: Final = "每|每个|每個|逢|每逢"

WORDS: Final[Words] = {
    "num": {n: _figures(n) for n in range(60)},
    "half": "半",
    "quarter": "一刻|1刻|一刻钟",
    "threequarter": "三刻|3刻",
    "ordword": {
        -3: "倒数第三个|倒数第三|倒数第3个",
        -2: "倒数第二个|倒数第二|倒数第2个|倒數第二個",
        **{
            n: f"第{n}个|第{_DIGITS[n]}个|第{n}個|第{_DIGITS[n]}個|第{n}|第{_DIGITS[n]}"
            for n in range(1, 6)
        },
    },
    "couple": {3: "几|幾|几个|幾個"},
    "extra": "个|個",
    "unit": {
        "second": "秒|秒钟|秒鐘",
        "minute": "分钟|分鐘|分",
        "quarterhour": "刻钟|刻鐘",
        "hour": "小时|小時|钟头|鐘頭|个钟|個鐘|钟|鐘|个小时|個小時",
        "day": "天",
        "week": "周|週|星期|礼拜|禮拜|个星期|個星期|个礼拜|個禮拜",
        "month": "个月|個月",
        "year": "年",
    },
    "oclock": "点|點|时|時|点钟|點鐘|點鍾|点正|點正|点整|點整|點半鐘",
    "minmark": "分|分钟|分鐘",
    "sharp": "整|正|左右|前后|钟|鐘|许",
    "premer": {
        "morning": "上午|早上|早晨|清晨|早|早间|朝早|上晝|朝頭早",
        "lunch": "中午|正午",
        "afternoon": "下午|午后|午後|晏晝|下晝|晏昼|下昼|傍午",
        "evening": "晚上|傍晚|夜晚|夜里|夜裡|晚間|晚间|晚|夜间|晚黑",
        "night": "凌晨|半夜|深夜|淩晨|午夜时分",
    },
    "part": {
        "morning": "上午|早上|早晨|清晨|朝早|早间|一早|大清早",
        "lunch": "中午|午休|午间",
        "afternoon": "下午|午后|午後|晏晝|下晝|下昼",
        "evening": "晚上|傍晚|夜晚|晚間|晚间|夜里|晚黑",
        "night": "凌晨|半夜|深夜|淩晨",
    },
    "noonword": {
        (12, 0): "正午|中午12点|中午十二点|中午十二點|中午12點",
        (24, 0): "午夜|零点|零點|子夜",
        (17, 0): "下班前|下班|收工|下班时",
    },
    "later": "后|後|之后|之後|以后|以後|过后|過後|后的|内|內|之内|之內|以内|以內",
    "moved": {1: "后|後|之后|之後|以后|以後|推迟|推遲|延后|延後|往后|晚", -1: "提前|提早|往前|早"},
    "in": "再过|再過|过|過|还有|還有|还剩|還剩|之后|之後",
    "meal": {"am": "早餐|早饭|早飯", "noon": "午餐|午饭|午飯", "pm": "晚餐|晚饭|晚飯|聚餐|晚宴"},
    "weekday": {n: _named("", day=n) for n in range(7)},
    "weekdays": {n: _named(_EVERY, day=n) for n in range(7)},
    "shiftday": {
        **{(1, n): _named(_NEXT, day=n) for n in range(7)},
        **{(0, n): _named(_THIS, day=n) for n in range(7)},
        **{(2, n): _named("下下|下下个|下下個", day=n) for n in range(7)},
    },
    "daynumeral": dict(enumerate(_SEVEN)),
    "monthmark": "月|月份",
    "daymark": "日|号|號",
    "yearmark": "年",
    "nextyear": "明年|下一年",
    "thisyear": "今年|本年",
    "dayword": {
        0: "今天|今日|今儿|当天|當天|今朝",
        1: "明天|明日|明儿|聽日|听日|次日|翌日|第二天",
        2: "后天|後天|后日|後日",
        3: "大后天|大後天|大后日|大後日",
        -1: "昨天|昨日|尋日",
        -2: "前天|前日",
    },
    "daypart": {
        (0, "morning"): "今早|今晨|今天早上|今天上午|今日早上|今日上午",
        (0, "afternoon"): "今天下午|今日下午|今午",
        (0, "evening"): "今晚|今夜|今天晚上|今日晚上|今晚上|今日夜晚|今晚黑",
        (1, "morning"): "明早|明晨|明天早上|明天上午|明日早上|明日上午",
        (1, "afternoon"): "明天下午|明日下午|明午",
        (1, "evening"): "明晚|明夜|明天晚上|明日晚上|聽晚",
        (2, "morning"): "后早",
        (2, "evening"): "后晚|後晚",
        (0, "lunch"): "今天中午|今日中午",
        (1, "lunch"): "明天中午|明日中午",
    },
    "weekshift": {
        1: "下周|下週|下星期|下礼拜|下禮拜|下个星期|下個星期|下个礼拜|下個禮拜"
        "|下个周|下一周|下一週",
        0: "本周|本週|这周|這週|这星期|這星期|这个星期|這個星期|本星期|这礼拜|這禮拜|今個星期"
        "|今個禮拜|今个星期|今个礼拜",
        2: "下下周|下下週|下下星期|下下礼拜|下下禮拜|下下个星期|下下個星期",
        -1: "上周|上週|上星期|上礼拜|上禮拜",
    },
    "monthshift": {
        1: "下个月|下個月|下月",
        0: "这个月|這個月|本月|今个月|今個月|當月|这月",
        2: "下下个月|下下個月|下下月",
    },
    "next": "下个|下個|下一个|下一個|接下来的",
    "this": "这个|這個|本",
    "weekend": "周末|週末|这周末|這週末|本周末",
    "nextweekend": "下周末|下週末|下个周末",
    "workday": "工作日|平日",
    "workdays": "每个工作日|每個工作日|每工作日|工作日每天|周一到周五|周一至周五|週一到週五"
    "|週一至週五|星期一到星期五|星期一至星期五|每周一到周五|每周一至周五"
    "|逢工作日|每天工作日|每週一到週五|每週一至週五|平日每天",
    "weekends": "每周末|每週末|每个周末",
    "eom": {"month": "月底|月末|这个月底|本月底", "week": "周末前"},
    "edge": {"start": "初|上旬|月初|开头|年初", "middle": "中旬|月中|中", "end": "底|末|下旬|最后"},
    "on": "在|于|於",
    "at": "在|于|於|约|大约|約|大約",
    "from": "从|從|自|由",
    "to": "到|至|~|～|-|—|－|–|到了",
    "until": "到|至|直到|截止到|截至|截止|为止",
    "toafter": "之间|之間|为止|間|间|结束|結束",
    "fromafter": "起|开始|開始|到|至",
    "and": "和|与|與|及|、|以及|跟|,",
    "comma": "、|，",
    "for": "为期|為期|时长|時長|持续|持續|开|開|共|约|約|用时",
    "forafter": "长|長|左右|的时间",
    "every": "每|每个|每個|每隔|每逢",
    "recur": {
        ("DAILY", 1): "每天|每日|天天|每一天",
        ("WEEKLY", 1): "每周|每週|每星期|每礼拜|每禮拜|每个星期|每個星期|每一周",
        ("WEEKLY", 2): "隔周|隔週|每隔一周|每两周|每兩週|每2周|双周|雙週|每隔一週"
        "|每两个星期|每两星期|每二周|每兩周|每2週|每兩個星期",
        ("MONTHLY", 1): "每月|每个月|每個月|月度",
        ("MONTHLY", 3): "每季度|每个季度|每季|季度性",
        ("YEARLY", 1): "每年|年度",
        ("HOURLY", 1): "每小时|每小時",
    },
    "bare_recur": "月度|年度|双周|雙週|季度性",
    "times": "次|遍|期",
    "except": "除了|除",
    "with": "和|跟|与|與|同|邀请|邀請|叫上|以及|、|及|还有",
    "joins": "和|、|,|跟|与|與|以及|及",
    "withafter": "一起|参加|參加|一块|、|参会|的",
    "timeword": "时间|時間",
    "opaque": "早会|早會|晨会|晨會|晚会|晚會|午餐会|早餐会|晚餐会|周会|週會|月会|月會|年会|年會"
    "|周报|週報|月报|月報|年报|年報|日报|日報|例会|例會|周例会"
    "|月例会|双周会|日会|日程|日常|日本|第一次|第二次|第一轮|第二轮|一起|一对一|一對一|一些|统一"
    "|万一|年终|年終|年中|年初|月度|年度|周年|週年|星期天气|时间"
    "|時間表|半年|分享|分析|分公司|部分|个人|個人|时候|点评|重点|难点|要点|观点|地点|起点|点子"
    "|分支|分配|区分|评分|上半年|下半年|内部|內部|国内|室内|内容"
    "|內容|过程|通过|后端|後端|后台|後台|后续|後續|售后|前后端|最后|天使|天气|年底总结|月饼"
    "|中期|号码|型号|账号|一期|二期|三期|一线|二次|一体",
    "label": "会议室|會議室|版本|第|阶段|房间|房間|小组|组",
    "connector": "的|在|于|於|,|，|、|从|從|到|至|开始|開始|于|和|個|个|分|,|起|进行|召开|。",
    "trail": "的|开始|開始|起|进行|進行|召开|，|左右|到|有个|有個|有|要|开|開|之前|前|举行|舉行",
}

TABLE: Final = Table(
    code="zh",
    words=WORDS | HOLIDAYS["zh"] | LIMITS["zh"],
    month_first=True,
    openers=(
        Courtesy(
            "greeting",
            r"(?:请|請|麻烦|麻煩|帮我|幫我|帮忙|能不能|可以|我想|我要|我们|我們|需要|好的|你好|那|嗨)\s*",
            "请budget",
        ),
        Courtesy(
            "schedule",
            "(?:安排|创建|創建|建立|新建|预定|預定|预约|預約|设置|設置|添加|设定|設定|组织|組織|发起|發起|约|約|排|订|訂|定|建|加)(?:一下|一个|一個"
            r"|个|個|了)?\s*(?=\S{2})",
            "安排一下budget",
        ),
        Courtesy("hold a", r"(?:开|開)(?:一个|一個|个|個)\s*", "开个budget"),
        Courtesy("a", r"(?:一个|一個|个)\s*(?=\S{2})", "一个budget"),
        Courtesy("meeting", r"(?:会议|會議|日程)[:：]\s*", "会议：budget"),
        Courtesy("called", r"(?:名为|标题为|主题[:：]?|标题[:：]?|叫做)\s*", "主题：budget"),
    ),
    closers=(
        Courtesy(
            "thanks", "(?:谢谢|謝謝|吧|好吗|好嗎|可以吗|一下|，好吗)[。.!！?？]*$", "budget 谢谢"
        ),
        Courtesy("particle", "[，,的和在跟与、。]$", "budget的"),
    ),
)
