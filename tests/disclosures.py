"""Made-up disclosures whose figures fit together, and the places where each figure stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import strategies as st

from loaders.extract import extract
from loaders.records import Extraction
from loaders.source import Source

UNIT = "云山市卫生健康局"
NAMES = ("乡村医生补助", "健康教育", "慢性病防治", "妇幼保健", "卫生监督", "计划免疫", "家庭医生签约", "疾病监测")
ITEMS = ("宣传资料印制", "人员培训", "设备购置", "入户随访", "场地租用", "专家授课")
THINGS = (("在岗人员", "人", "每人每年补助"), ("签约家庭", "户", "每户补助"), ("孕前夫妇", "对", "每对补助"))


def read(text: str) -> Extraction:
    """The facts of a text."""
    return extract(Source(path="made-up.txt", sha256="0" * 64, text=text, encoding="utf-8", format="txt"))


@dataclass
class Page:
    """A text in the making; ``figures`` are the places of figures whose change must be noticed."""

    text: str = ""
    figures: list[tuple[int, int]] = field(default_factory=list)

    def say(self, words: str, value: Decimal | int | None = None, *, places: int = 2) -> None:
        """Add words, and a figure behind them."""
        self.text += words
        if value is not None:
            printed = f"{value:.{places}f}"
            self.figures.append((len(self.text), len(self.text) + len(printed)))
            self.text += printed


def fen(low: int = 100, high: int = 99_999) -> st.SearchStrategy[Decimal]:
    """Amounts in 万元 with two decimals."""
    return st.integers(low, high).map(lambda n: Decimal(n) / 100)


@st.composite
def disclosures(draw: st.DrawFn) -> Page:
    """One to four projects, each of one of the shapes in ``MAKERS``; and their declared count and total."""
    bodies: list[tuple[str, Page, Decimal]] = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)):
        maker = draw(st.sampled_from(MAKERS))
        page = Page()
        total = maker(draw, page)
        bodies.append((name, page, total))
    page = Page()
    page.say(f"{UNIT}2024年预算重点项目", len(bodies), places=0)
    page.say("个，涉及金额", sum((total for *_, total in bodies), Decimal(0)))
    page.say("万元。\n\n")
    for number, (name, body, _) in enumerate(bodies, 1):
        page.say(
            f"第{'一二三四'[number - 1]}个：\n项目名称\n{name}经费\n立项依据\n《云山市{name}实施方案》。\n项目实施单位\n{UNIT}\n"
        )
        page.say(f"项目基本概况\n推进{name}工作。\n项目实施内容\n开展{name}。\n资金安排情况\n")
        offset = len(page.text)
        page.text += body.text
        page.figures += [(start + offset, end + offset) for start, end in body.figures]
        page.say(f"\n项目实施计划\n年底前完成。\n项目实施成效\n{name}工作得到加强。\n\n")
    return page


def items(draw: st.DrawFn, page: Page) -> Decimal:
    """（一）…万元。（二）…万元。共计…万元。"""
    parts = draw(st.lists(fen(), min_size=2, max_size=5))
    for number, part in enumerate(parts):
        page.say(f"（{'一二三四五'[number]}）{ITEMS[number]}，市级财政承担资金：", part)
        page.say("万元。\n")
    page.say("市级财政承担资金共计：", sum(parts, Decimal(0)))
    page.say("万元。")
    return sum(parts, Decimal(0))


def listed(draw: st.DrawFn, page: Page) -> Decimal:
    """总预算…万元，其中…万元，…万元，合计…万元。"""
    parts = draw(st.lists(fen(), min_size=2, max_size=5))
    total = sum(parts, Decimal(0))
    page.say("2024年度项目总预算", total)
    for number, part in enumerate(parts):
        page.say(f"万元，{'' if number else '其中'}{ITEMS[number]}", part)
    page.say("万元，合计", total)
    page.say("万元。")
    return total


def formula(draw: st.DrawFn, page: Page) -> Decimal:
    """Heads times a standard, printed exactly or rounded to two decimals."""
    thing, unit, paid = draw(st.sampled_from(THINGS))
    count, standard = draw(st.integers(20, 90_000)), draw(st.integers(20, 3_000))
    total = (Decimal(count * standard) / 10_000).quantize(Decimal("0.01"))
    if total < 10:  # where two decimals are too few to notice a change of one figure
        count, total = count * 1000, (Decimal(count * standard) / 10).quantize(Decimal("0.01"))
    page.say(f"{thing}共", count, places=0)
    page.say(f"{unit}，{paid}", standard, places=0)
    page.say("元，市级财政安排", total)
    page.say("万元。")
    return total


def shared(draw: st.DrawFn, page: Page) -> Decimal:
    """A cost that levels share: 共需…万元。由中央承担…%、省级承担…%、市级承担…%，市级财政安排…万元。"""
    whole = draw(fen(100_000, 9_999_999))
    central, province = draw(st.integers(10, 60)), draw(st.integers(5, 30))
    city = 100 - central - province
    own = (whole * city / 100).quantize(Decimal("0.01"))
    page.say("全年共需", whole)
    for level, percent in (("万元。由中央", central), ("%、省级", province), ("%、市级", city)):
        page.say(f"{level}承担", percent, places=0)
    page.say("%，市级财政安排", own)
    page.say("万元。")
    return own


def nested(draw: st.DrawFn, page: Page) -> Decimal:
    """（一）…：…万元、…万元，小计…万元。（二）… 共计…万元: parts of parts."""
    total = Decimal(0)
    for number in range(draw(st.integers(2, 3))):
        page.say(f"（{'一二三'[number]}）{ITEMS[number]}：")
        # Amounts unlike each other: with 1, 1 and 1 a change to 2 makes 小计3 the sum of the last two, which is a sensible reading.
        odd = (Decimal("10.07"), Decimal("20.13"), Decimal("40.29"))
        parts = [part + odd[n] for n, part in enumerate(draw(st.lists(fen(), min_size=2, max_size=3)))]
        for inner, part in enumerate(parts):
            page.say(f"{'' if inner == 0 else '万元、'}{('资料费', '劳务费', '差旅费')[inner]}", part)
        page.say("万元，小计", sum(parts, Decimal(0)))
        page.say("万元。\n")
        total += sum(parts, Decimal(0))
    page.say("共计", total)
    page.say("万元。")
    return total


def monthly(draw: st.DrawFn, page: Page) -> Decimal:
    """Heads times a monthly standard times months, told as a whole year or by their number."""
    count, standard = draw(st.integers(20, 900)), draw(st.integers(100, 3_000))
    months = draw(st.sampled_from((None, 6, 9, 10, 12)))
    total = Decimal(count * standard * (months or 12)) / 10_000
    page.say("聘用人员", count, places=0)
    page.say("人，每人每月", standard, places=0)
    page.say("元")
    if months is not None:
        page.say("，按", months, places=0)
        page.say("个月计算")
    page.say(f"，{'全年' if months is None else '市级财政'}安排", total, places=4)
    page.say("万元。")
    return total


def population(draw: st.DrawFn, page: Page) -> Decimal:
    """A population in 万人 times a standard times the share of the level that pays."""
    people, standard = draw(fen(1_000, 9_999)), draw(st.integers(20, 120))
    # Not half: with half the people, the whole sum would be what is planned, which is sensible too.
    percent = draw(st.sampled_from((None, *range(10, 50), *range(51, 90))))
    total = people * standard * (percent or 100) / 100
    page.say("常住人口", people)
    page.say("万人，每人每年", standard, places=0)
    if percent is not None:
        page.say("元，市级承担", percent, places=0)
        page.say("%")
    else:
        page.say("元")
    total = total.quantize(Decimal("0.01"))
    page.say("，市级财政安排", total)
    page.say("万元。")
    return total


def levels(draw: st.DrawFn, page: Page) -> Decimal:
    """由省级承担…%、州市承担…%，其中州级承担…%、市级承担…%: one share split again."""
    whole = draw(fen(100_000, 9_999_999))
    # Not half: with twice the whole, the city's percent would be read as that of the half that is left, which is sensible too.
    province = draw(st.integers(10, 70).filter(lambda percent: percent != 50))
    prefecture = draw(st.integers(5, (100 - province) // 2))
    city = 100 - province - prefecture
    own = (whole * city / 100).quantize(Decimal("0.01"))
    page.say("全年共需", whole)
    page.say("万元。由省级承担", province, places=0)
    page.say("%、州市承担", 100 - province, places=0)
    page.say("%，其中州级承担", prefecture, places=0)
    page.say("%、市级承担", city, places=0)
    page.say("%，市级财政安排", own)
    page.say("万元。")
    return own


def ratios(draw: st.DrawFn, page: Page) -> Decimal:
    """省级与州市按7:3的比例分担，州市部分按州级20%、市级80%分担: a share of a share."""
    whole = draw(fen(100_000, 9_999_999))
    # Not 5:5: where the whole is then printed halved, the city's percentage of the whole itself fits, and is no mismatch.
    province = draw(st.sampled_from((1, 2, 3, 4, 6, 7, 8, 9)))
    # Not 5: half of it, rounded to 2, is 4 of 10 parts of it, and would be read as a percent of the whole.
    city = draw(st.integers(6, 95))
    own = (whole * (10 - province) / 10 * city / 100).quantize(Decimal("0.01"))
    page.say("全年共需", whole)
    page.say(
        f"万元。省级与州市按{province}:{10 - province}的比例分担，州市部分按州级{100 - city}%、市级", city, places=0
    )
    page.say("%分担，市级财政安排", own)
    page.say("万元。")
    return own


MAKERS = (items, listed, formula, shared, nested, monthly, population, levels, ratios)
