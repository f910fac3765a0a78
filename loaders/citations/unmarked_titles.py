"""Titles without marks round them, beside a number: 关于…的通知（…号）, …号关于…的批复, 县政府印发《…》的通知, 贵州省实施《…》办法.

A title is known by its last words (``policy_kinds.tsv``) and by where it begins: behind a mark of a list, a verb, or with a place.
"""

from __future__ import annotations

import re
from itertools import pairwise

from loaders.bodies import order_issuers, organisations
from loaders.citations.titles import Title, placed
from loaders.text.tokens import alternation
from ontology import endings, ends_unmarked, policy_kind
from ontology.authorities import places

_LONGEST = 160
_LONGEST_PLACE = 24
_SHORTEST = 5
_LONGEST_WORDS = 4  # characters of a verb, or what else may stand before a place
_UNITS = tuple("省市县区州旗盟")
# What ends a name that goes on with a place, so that all of it is one: 中共富平县委, 农行云南省分行, 长江武汉市段, 驻昆明市.
_OF_NAMES = frozenset("共国行司会团社院局部委厅河江湖海路线山校协属驻营联党全各本省市县区州旗盟")
_HAN = "\u4e00-\u9fff"
_ENDING = f"(?:{'|'.join(endings())})"
_ISSUES = alternation("issue", "forward")
_FORWARDING = re.compile(rf"{alternation('forward')}\Z")
# Each branch begins with the character that it looks for, and looks back from there: so most of a text is passed over at once.
_CLAUSE = re.compile(
    r"[。；：:！？“”\"‘’'`\t|]|\*\*|\n(?:[ \t\u3000]*\n|(?=[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)]|[ \t]*[│├└]))|"
    r"\.(?<=[\]）)\u4e00-\u9fff]\.)\s"
)
_VERB = re.compile(
    f"{alternation('basis', 'repeal', 'amend', 'implement')}|执行|参照|符合|违反|对照|[，、]|"
    f"(?:{alternation('draft', 'issue', 'carry-out')}|推进|开展|按|列入|纳入)(?=[“‘])"
)
_POINTS = re.compile("[以按将对经由据]?(?:[本该此这各]|上述|前述|有关|相关)")
_NOTICE = re.compile(r"关于[^关]*的[^的]{2,4}$")
_IMPLEMENTING = re.compile(r"(?:若干|具体)?(?:办法|细则|规定|条例)(?:[（(][^（）()\d]{1,10}[）)])?")
# One mark of a list or two: （一）, 1., a), 第一，, ①, √, 12 and a blank.
_LIST_MARK = re.compile(
    rf"\s*(?:(?:\[\d{{1,3}}\]|[（(](?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|[a-zA-Z])[）)]|(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:[、．.](?!\d)|[）)])|"
    rf"[a-zA-Z][.)）、]|\d{{1,2}}\s(?=[{_HAN}])|第[一二三四五六七八九十][，,、]|[一二三四五六七八九十]是|[-—–•·*●○■□▪◆◇►➢√✓①-⑳]|[│├└─]+)\s*){{0,3}}"
)
# What may stand between a number and the title behind it, and between a title and the number behind it.
# What parts them in HTML and in JSON: …号</td><td>…, "wh":"…号","bt":"….
_CELL = r"(?:</t[dh]>\s{0,9}<t[dh](?:\s[^<>\n]{0,60})?>|[\"']\s?,\s{0,9}[\"'][A-Za-z_]{1,20}[\"']\s?:\s?(?=[\"']))?"
_JOINT = rf"{_CELL}\s{{0,3}}(?:\*\*)?\s?(?P<paper>文件|文|通知)?\s{{0,3}}[，,：:|_—–-]{{0,2}}\s{{0,2}}(?:\*\*)?[“\"']?"
_AFTER_NUMBER = re.compile(rf"{_JOINT}(?P<title>关于)")
_IN_BRACKET = re.compile(
    rf"\s{{0,3}}[（(]\s{{0,3}}(?P<title>(?P<body>[{_HAN}、 ]{{0,40}}?)关于[^（）()]{{2,150}}?)\s{{0,3}}[）)]"
)
_NAMED_AFTER = re.compile(
    rf"{_CELL}(?:[ \t\u3000_—–|\"'-]{{0,3}}|[ \u3000]{{4,24}})(?:\s{{0,2}}(?:标题|题名|文件名称?|名称)[：:]\s?|(?P<comma>[，,])\s?|(?P<verb>(?:文件?)?\s?{_ISSUES}了\s?))?"
    rf"(?P<title>(?:[{_HAN}]{{3,24}}[ \u3000]){{0,5}}[{_HAN}][{_HAN}\d（）()“”《》〈〉、·—-]{{3,100}}?{_ENDING}(?:[（(][^（）()]{{1,8}}[）)])?)"
    rf"(?=(?P<file>\.[a-zA-Z]{{2,4}}\b)|\s*(?:\n|$|[，。；,;|）)】<\"'])|[ \t\u3000]{{1,3}}[{_HAN}]{{2,6}}[：:])"
)
_SAYS = re.compile(rf"{alternation('draft', 'basis', 'repeal', 'amend')}|{_ISSUES}|[了将]")
_INNER_AFTER = re.compile(r"\s{0,2}(?:文件|文)?\s{0,2}[〈<＜﹤](?P<title>[^《》〈〉<>＜＞﹤﹥。\n]{4,120})[〉>＞﹥]")
_MAY_LEAD = frozenset("〈<＜﹤文 \t\n\u3000")
_INNER_BEFORE = re.compile(
    r"(?:[〈<＜﹤](?P<inner>[^《》〈〉<>＜＞﹤﹥。\n]{4,120})[〉>＞﹥]|[“\"](?P<quoted>[^《》“”\"。，\n]{5,120})[”\"])\Z"
)
_REPORT = re.compile(rf"的报告(?!的{_ENDING})")  # a report may be what the title is about: 关于…的报告的批复
_NEXT_ITEM = re.compile(r"\n(?:\n|[ \t\u3000]*[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[、.．）)])")
_ENDS_HERE = re.compile(f"(?:实施|指导|若干|具体|补充|紧急)?{_ENDING}")
# 县政府办公室转发县水利局《…》的通知: the verb stands before the marks, and what it makes behind them.
_ACTS_ON_MARKED = re.compile(rf"{_ISSUES}[^《》，。；：]{{0,30}}《")
_MAKES = re.compile(rf"》的?(?:紧急|补充)?{_ENDING}(?:[（(][^（）()]{{1,8}}[）)])?\s*\Z")
# The title and its number are all that a line or an item of a list holds: 贵阳市门牌管理办法: 贵阳市人民政府令第18号.
_PARTED = re.compile(
    r"\s{0,2}(?:[：:，,.．|]|[\s\u3000])[ \t\u3000]{0,3}(?:(?:发?文字?号|文件编?号|编号)[：:][ \t\u3000]{0,2})?\Z"
)
_PARTS = frozenset("：:，,.．| \t\n\u3000")
_PARTED_WITHIN = 14  # characters
_LINE_GOES_ON = re.compile(r"\s*[）)]?(?:[（(][^（）()]{0,20}[）)])?[ \t\u3000]*(?:\n|\Z|[。；;，,．|\[【])")
_ITEM_BEGINS = re.compile(rf"(?:\A|[\n\t|。；;：:\]】]|\.\s){_LIST_MARK.pattern}\Z")


def with_implementing(text: str, marked: list[Title]) -> list[Title]:
    """The titles, each law that a place's rules implement with what stands around it: 贵州省实施《中华人民共和国防洪法》办法."""
    return [_implementing(text, title) or title for title in marked]


def _implementing(text: str, title: Title) -> Title | None:
    """The title of the rules; None where no place stands before 实施, or no word for rules behind the law."""
    if not text.startswith("实施", max(0, title.start - 2)) or not (rules := _IMPLEMENTING.match(text, title.end)):
        return None
    verb = title.start - 2
    begin = max(0, verb - _LONGEST_PLACE)
    window = text[begin:verb]
    begin += max((stop.end() for stop in _CLAUSE.finditer(window)), default=0)
    begin = _past_mark(text, begin + _after_verb(text[begin:verb]), verb)
    if places.printed(text[begin:verb]) < verb - begin or begin == verb:
        known = (at for at in range(begin, verb - 1) if places.whole(text[at:verb]))
        begin = next(known, verb)
    return Title(begin, rules.end(), begin, rules.end()) if begin < verb else None


def before(text: str, end: int, low: int) -> Title | None:
    """A title without marks (or only partly in marks) that ends at ``end``: 关于…的通知, …管理办法.

    ``low`` is where the citation before it ended.  None unless it ends in a kind of policy.
    """
    begin = max(low, end - _LONGEST)
    window = text[begin:end]
    outside = [stop for stop in _stops(window) if window.count("《", stop) == window.count("》", stop)]
    return _cut(text, begin + max(outside, default=0), end)


def notice_before(text: str, end: int, low: int) -> Title | None:
    """A whole title (关于…的通知) right before a number, with nothing between them: 关于印发某办法的通知皖水管〔2021〕8号."""
    if not text.endswith(endings("NormativeDocument", "Correspondence"), low, end):
        return None
    title = before(text, end, low)
    return title if title is not None and _NOTICE.search(title.of(text)) else None


def parted_before(text: str, start: int, end: int, low: int) -> Title | None:
    """A title that shares a line with nothing but the number of ``[start, end)``: 贵阳市门牌管理办法: 贵阳市人民政府令第18号."""
    place = _parted(text, start, end, low)
    title = before(text, place, low) if place is not None else None
    return title if title is not None and _begins_item(text, title.start, low) else None


def parted(text: str, title: Title, start: int, end: int) -> bool:
    """Whether a title in marks shares its line with nothing but the number of ``[start, end)``: 3.《某规定》，宣政办〔2013〕17号。"""
    return _parted(text, start, end, title.end) == title.end and _begins_item(text, title.start, 0)


def _parted(text: str, start: int, end: int, low: int) -> int | None:
    """Where what stands before the number of ``[start, end)`` ends, if the number ends its line; None if nothing parts them."""
    if text[start - 1 : start] not in _PARTS or not _LINE_GOES_ON.match(text, end):
        return None
    window = max(low, start - _PARTED_WITHIN)
    joint = _PARTED.search(text[window:start])
    return window + joint.start() if joint else None


def _begins_item(text: str, start: int, low: int) -> bool:
    """Whether a line, or an item of a list, begins at ``start``."""
    return start == low == 0 or _ITEM_BEGINS.search(text[max(low, start - 12) : start]) is not None


def inner_marked_before(text: str, end: int, low: int) -> Title | None:
    """A title in other marks that ends at ``end``: 〈河长制工作方案〉（…号), “关于…的通知”（…号); None unless it names a policy."""
    match = _INNER_BEFORE.search(text, max(low, end - _LONGEST), end)
    which = "inner" if match is None or match["inner"] else "quoted"
    if (
        match is None
        or policy_kind(match[which]) in (None, "other")
        or (match["quoted"] and not ends_unmarked(match["quoted"]))
    ):
        return None
    return Title(*match.span(), *match.span(which))


def after(text: str, start: int) -> Title | None:
    """A title without marks right after a number: 普建委[2025]127号关于同意…的批复; 公告2020年第53号（关于…的公告）."""
    bracket = _IN_BRACKET.match(text, start)
    if bracket and ends_unmarked(bracket["title"]) and (not bracket["body"] or order_issuers.is_body(bracket["body"])):
        return Title(*bracket.span("title") * 2)
    inner = _INNER_AFTER.match(text, start) if text[start : start + 1] in _MAY_LEAD else None
    if inner and policy_kind(inner["title"]) not in (None, "other"):
        return Title(inner.start("title") - 1, inner.end(), *inner.span("title"))
    match = _AFTER_NUMBER.match(text, start)
    if match is None:
        return _named_after(text, start)
    title = _about(text, match.start("title"))
    # 166号文关于土地出让金的规定 are provisions of it.
    quoted = match[0][:-2].endswith(("“", '"'))
    return None if title and match["paper"] and not quoted and title.of(text).endswith("的规定") else title


def _about(text: str, begin: int) -> Title | None:
    """The title that begins with the 关于 at ``begin``, up to its first 的通知 and the like outside of marks."""
    depth = 0
    for place in range(begin, min(len(text), begin + 220)):
        char = text[place]
        depth += (char == "《") - (char == "》")
        if depth:
            continue
        if char in "。；" or (char == "\n" and _NEXT_ITEM.match(text, place)):
            return None
        ending = _ENDS_HERE.match(text, place + 1) or _REPORT.match(text, place) if char in "的》" else None
        if ending:
            return Title(begin, ending.end(), begin, ending.end())
    return None


def _named_after(text: str, start: int) -> Title | None:
    """A title that ends the name of a file, or begins with a place and ends a line or a clause: …号海南省经营服务规范.pdf."""
    match = _NAMED_AFTER.match(text, start)
    if match is None or not ends_unmarked(match["title"]):
        return None
    head, about, _ = match["title"].partition("关于")
    issued = about and order_issuers.is_body(head)
    # Behind a comma stands the next one of a list, unless it is a whole title with its issuer.
    parted = " " in match["title"] or "\u3000" in match["title"]  # 省医疗保障局 省财政厅关于…的通知
    named = not (about or match["comma"] or parted) and (
        match["file"] or match["verb"] or _begins_with_place(match["title"])
    )
    if not (issued or named) or _SAYS.search(head):
        return None
    return Title(*match.span("title") * 2)


def _stops(window: str) -> list[int]:
    """Where clauses end in ``window``; not at words in quotation marks with nothing of the kind inside (“十四五”规划)."""
    stops = list(_CLAUSE.finditer(window))
    pairs = [(a, b) for a, b in pairwise(stops) if a[0] + b[0] in ("“”", "‘’")]
    quoted = {stop for pair in pairs for stop in pair}
    return [stop.end() for stop in stops if stop not in quoted]


def _cut(text: str, begin: int, end: int) -> Title | None:
    window = text[begin:end]
    known = ends_unmarked(window)
    if not known:
        return None
    begin_of_marks = window.find("《")
    about = window.find("关于", 0, begin_of_marks if begin_of_marks >= 0 else len(window))
    if about < 0 and begin_of_marks >= 0:
        acts = _ACTS_ON_MARKED.search(window)
        if acts is None or not _MAKES.search(window):
            return None
        about = acts.start()
    if about >= 0:
        start = max(_past_issuers(text, begin + about), begin)
        return Title(start, end, start, end)
    if "》" in window:
        return None
    start = _line_with_place(text, _past_mark(text, begin + _after_verb(window), end), end)
    start += _words_before_place(text[start:end])
    name = text[start:end].strip()
    if len(name) < _SHORTEST or _POINTS.match(name) or (known != "alone" and not _begins_with_place(name)):
        return None
    return Title(start, end, start, end)


def _words_before_place(name: str) -> int:
    """How many characters stand before a known place that are no part of a title: 启动富平县地质灾害应急预案, 以及西安市地铁条例."""
    if places.leading(name).chains:
        return 0
    for size in range(1, _LONGEST_WORDS + 1):
        place = name[size:].removesuffix(places.leading(name[size:]).rest)
        if place.endswith(_UNITS) and len(place) > 2:
            return 0 if name[size - 1] in _OF_NAMES else size
    return 0


def _past_issuers(text: str, about: int) -> int:
    """Where the issuers begin before 关于, with those who forward what they issued: 兰州市物价局转发省物价局关于…的通知."""
    start = order_issuers.start(text, about)
    verb = _FORWARDING.search(text, max(0, start - 3), start)
    return order_issuers.start(text, verb.start()) if verb else start


def _line_with_place(text: str, start: int, end: int) -> int:
    """``start``, or the beginning of a later line where a place begins that line and not what stands before it."""
    line = text.rfind("\n", start, end) + 1
    line = _past_mark(text, line, end) if line else 0
    return line if line and _begins_with_place(text[line:end]) and not _begins_with_place(text[start:line]) else start


def _past_mark(text: str, begin: int, end: int) -> int:
    """Where the words begin behind the marks of a list at ``begin``."""
    mark = _LIST_MARK.match(text, begin, end)
    return mark.end() if mark else begin


def _after_verb(window: str) -> int:
    """Where the last verb ends that leads to a title; an earlier one where it is a part of a name: 按照云岭县预算执行报告."""
    cuts = [match.end() for match in _VERB.finditer(window) if match.end() < len(window)]
    last = cuts[-1] if cuts else 0
    if len(window) - last < _SHORTEST:
        return next((cut for cut in reversed([0, *cuts[:-1]]) if _begins_with_place(window[cut:])), last)
    return last


def _begins_with_place(window: str) -> bool:
    """Whether a place begins a clause behind its list mark; 完成省 and 下达到县 only end as places do."""
    place = placed(window[_past_mark(window, 0, len(window)) :])
    return bool(place) and not organisations.is_sentence(place)
