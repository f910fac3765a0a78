"""A made-up department's year: what it spends, by item, source and economic class, as its budget and its account print it.

The forms in which it is printed are in :mod:`benchmarks.departments`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

_BODIES = (
    "云岭县水务局",
    "江湾区档案馆",
    "北原市林业和草原局",
    "临洮河县交通运输局",
    "南溪区教育体育局",
    "白石市民政局",
)
# What a department spends on: class, section, item with their names.
_ITEMS = (
    ("2130301", "农林水支出", "水利", "行政运行"),
    ("2130305", "农林水支出", "水利", "水利工程建设"),
    ("2130306", "农林水支出", "水利", "水利工程运行与维护"),
    ("2130204", "农林水支出", "林业和草原", "事业机构"),
    ("2130205", "农林水支出", "林业和草原", "森林资源培育"),
    ("2010301", "一般公共服务支出", "政府办公厅（室）及相关机构事务", "行政运行"),
    ("2010302", "一般公共服务支出", "政府办公厅（室）及相关机构事务", "一般行政管理事务"),
    ("2140106", "交通运输支出", "公路水路运输", "公路养护"),
    ("2140112", "交通运输支出", "公路水路运输", "公路运输管理"),
)
_STAFF = (
    ("2080505", "社会保障和就业支出", "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出"),
    ("2080506", "社会保障和就业支出", "行政事业单位养老支出", "机关事业单位职业年金缴费支出"),
    ("2101101", "卫生健康支出", "行政事业单位医疗", "行政单位医疗"),
    ("2101103", "卫生健康支出", "行政事业单位医疗", "公务员医疗补助"),
    ("2210201", "住房保障支出", "住房改革支出", "住房公积金"),
)
_FUNDS = (
    ("2120801", "城乡社区支出", "国有土地使用权出让收入安排的支出", "征地和拆迁补偿支出"),
    ("2296002", "其他支出", "彩票公益金安排的支出", "用于社会福利的彩票公益金支出"),
)
ECONOMIC = {
    "301": ("工资福利支出", (("30101", "基本工资"), ("30102", "津贴补贴"), ("30108", "机关事业单位基本养老保险缴费"), ("30113", "住房公积金"))),
    "303": ("对个人和家庭的补助", (("30302", "退休费"), ("30305", "生活补助"))),
    "302": ("商品和服务支出", (("30201", "办公费"), ("30211", "差旅费"), ("30217", "公务接待费"), ("30231", "公务用车运行维护费"))),
    "310": ("资本性支出", (("31002", "办公设备购置"), ("31013", "公务用车购置"))),
}  # fmt: skip
GENERAL, FUND, OWN, OTHER, CARRIED = "general", "fund", "own", "other", "carried"
STAFF, OPERATING, PROJECT = "staff", "operating", "project"
BASIC = (STAFF, OPERATING)
ALL = ""


@dataclass(frozen=True)
class Item:
    """What is spent on an item, in yuan, by the source of the money and by what it is for."""

    code: str
    names: tuple[str, str, str]
    money: dict[tuple[str, str], int]


@dataclass
class Ledger:
    """A department's year; ``expenses`` are those abroad, for buying and running vehicles, for receptions, of last year and of this one."""

    body: str
    year: int
    items: list[Item]
    economic: dict[str, int]
    expenses: list[tuple[int, int, int, int]]
    carried_out: int

    def sum(self, code: str = "", *, source: Sequence[str] | str = ALL, kind: Sequence[str] | str = ALL) -> int:
        """What is spent below a code of the given sources and kinds; all of them where none is given."""
        return sum(
            yuan
            for item in self.items
            for (its_source, its_kind), yuan in item.money.items()
            if item.code.startswith(code)
            and (not source or its_source == source or (isinstance(source, tuple) and its_source in source))
            and (not kind or its_kind == kind or (isinstance(kind, tuple) and its_kind in kind))
        )

    def rows(self, source: Sequence[str] | str = ALL) -> Iterator[tuple[str, str]]:
        """Code and name of each class, section and item with money of the sources, in the order of the tree."""
        told = set()
        for item in sorted(self.items, key=lambda item: item.code):
            for length, name in zip((3, 5, 7), item.names, strict=True):
                code = item.code[:length]
                if code not in told and self.sum(code, source=source):
                    told.add(code)
                    yield code, name

    def classes(self, source: Sequence[str] | str = ALL) -> list[tuple[str, str]]:
        return [(code, name) for code, name in self.rows(source) if len(code) == 3]

    def spent(self, code: str) -> int:
        """What is spent on an economic class, which is a sum of those below it."""
        return sum(yuan for other, yuan in self.economic.items() if other.startswith(code))


def ledger(seed: int, *, round_to: int = 1) -> Ledger:
    """A department's year; all amounts are multiples of ``round_to`` yuan."""
    random = Random(seed)

    def some(low: int, high: int) -> int:
        return random.randint(low // round_to, high // round_to) * round_to

    economic = {
        code: some(30_000, 3_000_000) for _, parts in ECONOMIC.values() for code, _ in parts if random.random() < 0.9
    }
    economic |= {"30101": some(900_000, 5_000_000), "30102": some(400_000, 900_000), "30201": some(90_000, 300_000)}
    economic |= {"30211": some(10_000, 80_000)}
    staff = sum(yuan for code, yuan in economic.items() if code < "302" or "303" <= code < "304")
    operating = sum(economic.values()) - staff
    chosen = random.sample(_ITEMS, random.randint(3, 5))
    items = []
    for code, *names in chosen:
        money = {(GENERAL, PROJECT): some(200_000, 9_000_000)}
        if random.random() < 0.5:
            money[random.choice((OWN, OTHER, CARRIED)), PROJECT] = some(20_000, 900_000)
        items.append(Item(code, (names[0], names[1], names[2]), money))
    for code, *names in random.sample(_STAFF, random.randint(2, 5)):
        part = staff // 16 // round_to * round_to
        items.append(Item(code, (names[0], names[1], names[2]), {(GENERAL, STAFF): part}))
        staff -= part
    items[0].money.update({(GENERAL, STAFF): staff, (GENERAL, OPERATING): operating})
    for code, *names in random.sample(_FUNDS, random.randint(0, 2)):
        items.append(Item(code, (names[0], names[1], names[2]), {(FUND, PROJECT): some(300_000, 2_000_000)}))
    expenses = [(some(0, 50_000), some(100_000, 200_000), some(20_000, 90_000), some(5_000, 40_000)) for _ in range(2)]
    return Ledger(random.choice(_BODIES), random.randint(2017, 2025), items, economic, expenses, some(100_000, 500_000))
