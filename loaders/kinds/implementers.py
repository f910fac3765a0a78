"""The implementing units of a project, from the section that names them or from the declaration form."""

from __future__ import annotations

import re
from functools import cache

from loaders.bodies import identity, organisations
from loaders.kinds import affiliations
from loaders.records import Mention
from loaders.text.paragraphs import between
from loaders.text.words import any_of, words

_TABLE = "kinds/unit_words.tsv"
_FORM_UNIT = re.compile(r"(?:项目)?(?:实施|承担)单位(?:名称)?[ \t\u3000：:]{1,20}(?P<name>[^\s：:]{3,40})")
_CODE = re.compile(r"^[\[［（(【]?[0-9]{3,12}[\]］）)】]?[ \u3000]*[-—–_]?[ \u3000]*(?=[^0-9])")
_CLOSING = " \t\u3000\n。；;，,、."
_SENTENCE = re.compile(r"[。；;\n]")


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    found = words(_TABLE)
    owner, contractor = any_of(found["owner"]), any_of(found["contractor"])
    shapes = {
        "label": rf"[ \t\u3000]*(?:\d{{1,2}}[、.．]\s*)?(?:(?P<owner>项目{owner}|{owner})|(?P<other>{contractor}|[\u4e00-\u9fff]{{2,6}}单位))"
        r"[ \t]*[：:][ \t]*",
        "before": rf"(?:{any_of(found['before'])}|(?:{owner})(?:为|是)?)$",
        "named": rf"(?:{owner}|主体)(?:为|是)$",
        "after": rf"[ \t]*(?:等[\u4e00-\u9fff]{{0,4}})?{any_of(found['after'])}",
    }
    return re.compile(shapes[shape])


def in_section(text: str, start: int, end: int) -> tuple[Mention, ...]:
    """The units that the section ``text[start:end]`` names; none where it only tells what is done or which firms work.

    A list of bodies stands as it is; of labelled lines only the owner's count (建设单位：…, not 施工单位：…); in prose a body
    counts where the words around it make it the one that does the work (由…负责实施, 建设单位…).
    """
    while end > start and text[end - 1] in _CLOSING:
        end -= 1
    units = [unit for a, b in between(_SENTENCE, text, start, end) for unit in _in_sentence(text, a, b)]
    units = units or _only_line(text, start, end)
    kept: dict[str, Mention] = {}
    for unit in units:
        kept.setdefault(unit.value, unit)
    return tuple(kept.values())


def _in_sentence(text: str, start: int, end: int) -> list[Mention]:
    label = _pattern("label").match(text, start, end)
    if label is not None:
        if label["owner"] is None:
            return []
        return [_mention(text, a, b) for a, b in organisations.listed(text, label.end(), end) if _is_name(text, a, b)]
    items = organisations.listed(text, start, end)
    whole = [(a, b) for a, b in items if _is_body(_bare(text, a, b))]
    if whole and all(_is_body(_bare(text, a, b)) or organisations.is_group(text[a:b]) for a, b in items):
        return [_mention(text, a, b) for a, b in whole]
    found = []
    for group in _groups(text, start, end):
        before, after = text[start : group[0].start], text[group[-1].end : end]
        named = _pattern("named").search(before[-20:]) and re.match(r"\s*(?:$|[，,（(])", after)
        led = not before.strip() or _pattern("before").search(before[-20:])
        if named or (led and _pattern("after").match(after[:40])):
            found += group
    return found


def _groups(text: str, start: int, end: int) -> list[list[Mention]]:
    """The bodies of a sentence, those that are listed together (甲局、乙局) in one group."""
    groups: list[list[Mention]] = []
    for body in organisations.find(text[start:end]):
        mention = Mention(body.value, start + body.start, start + body.end)
        if groups and re.fullmatch(r"\s*[、和及与]\s*", text[groups[-1][-1].end : mention.start]):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _bare(text: str, start: int, end: int) -> str:
    """The name without a remark in brackets and without the code of the unit, or the body that it is inside of, before it."""
    name = _CODE.sub("", re.sub(r"[（(][^（()）]*[）)]$", "", text[start:end].strip(_CLOSING)).strip())
    return affiliations.inner(name)


def _mention(text: str, start: int, end: int) -> Mention:
    printed = text[start:end]
    name = _bare(text, start, end)
    begin = start + printed.index(name)
    return Mention(name, begin, begin + len(name))


def _is_body(name: str) -> bool:
    return organisations.is_body(name) or identity.own(name)


def _is_name(text: str, start: int, end: int) -> bool:
    return len(_bare(text, start, end)) >= 3 and not organisations.is_group(text[start:end])


def _only_line(text: str, start: int, end: int) -> list[Mention]:
    """A section of one short line without a sentence's marks is the unit's name, even if its ending is not known."""
    inner = _CODE.sub("", text[start:end].strip(_CLOSING))
    if not 3 <= len(inner) <= 30 or re.search(r"[，。；：:\n]", inner) or not _is_name(text, start, end):
        return []
    if _pattern("after").search(inner) or organisations.is_sentence(inner) or re.search(r"\d", inner):
        return []
    return [_mention(text, start, end)]


def in_form(text: str, start: int, end: int) -> tuple[Mention, ...]:
    """The unit of the performance form (财政项目支出绩效目标申报表: 实施单位 …) in ``text[start:end]``, if printed whole."""
    for match in _FORM_UNIT.finditer(text, start, end):
        if organisations.is_body(match["name"]):
            return (Mention(match["name"], match.start("name"), match.end("name")),)
    return ()
