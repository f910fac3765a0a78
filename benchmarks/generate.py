"""Documents as text files, like those that counties publish, as many as wanted; the same seed gives the same bytes.

What is cited follows Zipf's law inside four pools (state and province, prefecture, county, and one regulation that most
projects cite), so that some regulations are cited by one project, many by about ten, some by a hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import accumulate, product
from pathlib import Path
from random import Random

from benchmarks import wording
from benchmarks.wording import BODIES, PREFECTURES, Body, Prefecture

SEED = 20240601
PROJECTS_A_DOCUMENT = 10
MOST_CITED_BY = 0.6
BRACKETS = ("〔〕", "〔〕", "〔〕", "[]", "［］", "（）")
# How many regulations there are of the state and province, of each prefecture and of each county.
STATE, OF_PREFECTURE, OF_COUNTY = 800, 110, 14


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation as its issuer writes it; documents print it in several ways."""

    code: str
    year: int
    serial: int
    issuer: str
    core: str

    @property
    def number(self) -> str:
        """The normal form of its number."""
        return f"{self.code}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True, slots=True)
class Made:
    """A generated document: its file name, its text, and what a reader must find in it."""

    name: str
    text: str
    projects: int
    yuan: Decimal
    cited: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Pool:
    """Regulations with the cumulative weights with which they are chosen."""

    regulations: list[Regulation]
    weights: list[float]

    @classmethod
    def by_rank(cls, regulations: list[Regulation]) -> Pool:
        """The first is chosen most often, the n-th 1/n as often."""
        return cls(regulations, list(accumulate(1 / rank for rank in range(1, len(regulations) + 1))))

    def choose(self, random: Random) -> Regulation:
        """One of them."""
        return random.choices(self.regulations, cum_weights=self.weights)[0]


@dataclass(frozen=True, slots=True)
class Library:
    """All regulations that there are."""

    most_cited: Regulation
    state: Pool
    prefectures: dict[str, Pool]
    counties: dict[str, Pool]


@cache
def library(seed: int = SEED) -> Library:
    """About 4,300 regulations, each with a number and a title of its own."""
    random = Random(f"regulations of {seed}")
    taken: set[str] = {"云财绩〔2020〕11号"}
    most_cited = Regulation("云财绩", 2020, 11, "云南省财政厅", "云南省项目支出绩效评价管理办法")

    def issue(area: str, codes: tuple[str, ...], suffix: str) -> Regulation:
        while True:
            body = random.choice(BODIES)
            code = random.choice(codes).format(body.code)
            core = area + random.choice(body.subjects) + random.choice(wording.THINGS)
            core += random.choice(wording.REGULATION_KINDS) + random.choice(wording.PHASES)
            made = Regulation(code, random.choice(range(2009, 2026)), random.randint(1, 240), area + suffix, core)
            if made.number not in taken and core not in taken:
                taken.update((made.number, core))
                return made

    def pool(size: int, area: str, codes: tuple[str, ...], suffix: str) -> list[Regulation]:
        return [issue(area, codes, suffix) for _ in range(size)]

    state = pool(STATE // 4, "国家", ("国办发", "财社", "国{}发"), "有关部门")
    state += pool(STATE - len(state), "云南省", ("云政发", "云政办发", "云财社", "云{}发", "云财{}"), "人民政府")
    random.shuffle(state)
    prefectures, counties = {}, {}
    for prefecture in PREFECTURES:
        code = prefecture.code
        codes = (f"{code}政发", f"{code}政办发", f"{code}财社发", code + "{}发")
        prefectures[prefecture.name] = Pool.by_rank(pool(OF_PREFECTURE, prefecture.name, codes, "人民政府"))
        for county in prefecture.counties:
            own = (f"{county[0]}政发", f"{county[0]}政办发", county[:2] + "{}发")
            counties[county] = Pool.by_rank(pool(OF_COUNTY, county, own, "人民政府"))
    return Library(most_cited, Pool.by_rank(state), prefectures, counties)


def documents(projects: int, seed: int = SEED) -> Iterator[Made]:
    """Documents that together hold exactly so many projects; fewer projects give the first of the same documents."""
    left = projects
    publishers = [(p, c, b, y) for p in PREFECTURES for c, b, y in product(p.counties, BODIES, wording.YEARS)]
    Random(f"order of {seed}").shuffle(publishers)
    index = 0
    while left > 0:
        random = Random(f"document {index} of {seed}")
        size = min(left, random.randint(PROJECTS_A_DOCUMENT - 4, PROJECTS_A_DOCUMENT + 4))
        batch, place = divmod(index, len(publishers))
        yield _document(random, publishers[place], batch, size, seed)
        left -= size
        index += 1


def write(folder: Path, projects: int, seed: int = SEED) -> tuple[int, int, Decimal, Counter[str]]:
    """Write the documents as UTF-8 files; gives their number, their bytes, all their money and who is cited how often.

    The counter says for each number in normal form how many projects print it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count, size, yuan, cited = 0, 0, Decimal(0), Counter[str]()
    for made in documents(projects, seed):
        encoded = made.text.encode()
        folder.joinpath(made.name).write_bytes(encoded)
        count, size, yuan = count + 1, size + len(encoded), yuan + made.yuan
        cited.update(made.cited)
    return count, size, yuan, cited


def _document(random: Random, publisher: tuple[Prefecture, str, Body, int], batch: int, size: int, seed: int) -> Made:
    prefecture, county, body, year = publisher
    unit = county + body.name
    which = f"（第{_ordinal(batch + 1)}批）" if batch else ""
    blocks, sums, cited = [], [], Counter[str]()
    names = [a + b for a, b in product(body.subjects, wording.PROJECT_KINDS)]
    for ordinal, name in enumerate(random.sample(names, size), 1):
        subject = next(subject for subject in body.subjects if name.startswith(subject))
        chosen = _chosen(random, prefecture, county, seed)
        texts = [_printed(random, regulation) for regulation in chosen]
        cited.update({regulation.number for regulation, text in zip(chosen, texts, strict=True) if "号" in text})
        funding, yuan = _funding(random, county[-1])
        sums.append(yuan)
        blocks.append(_project(random, ordinal, name, subject, unit, county[-1], body, texts, funding))
    total = sum(sums, Decimal(0))
    head = f"{unit}{year}年部门预算重点项目文本{which}\n\n"
    head += f"{unit}{year}年预算重点项目{size}个，涉及金额{total / 10000:,.4f}万元。\n"
    return Made(f"{unit}{year}年预算项目{which}.txt", head + "".join(blocks), size, total, cited)


def _chosen(random: Random, prefecture: Prefecture, county: str, seed: int) -> list[Regulation]:
    shelf = library(seed)
    chosen = [shelf.most_cited] if random.random() < MOST_CITED_BY else []
    for _ in range(random.choice((1, 1, 2, 2, 3, 4))):
        draw = random.random()
        pool = shelf.state if draw < 0.55 else shelf.prefectures[prefecture.name]
        chosen.append((pool if draw < 0.82 else shelf.counties[county]).choose(random))
    chosen = list(dict.fromkeys(chosen))
    random.shuffle(chosen)
    return chosen


def _printed(random: Random, regulation: Regulation) -> str:
    """A citation in one of the ways in which pages print it; a title alone says no number."""
    brackets = random.choice(BRACKETS)
    blank = random.choice(("", "", "", " "))
    number = f"{regulation.code}{brackets[0]}{regulation.year}{brackets[1]}{blank}{regulation.serial}{blank}号"
    whole = f"{regulation.issuer}关于印发{regulation.core}的通知"
    nested = f"{regulation.issuer}关于印发〈{regulation.core}〉的通知"
    article = f"第{_ordinal(random.randint(1, 39))}条" if random.random() < 0.1 else ""
    style = random.random()
    if style < 0.45:
        return f"《{random.choice((whole, whole, nested))}》（{number}）{article}"
    if style < 0.75:
        return f"《{regulation.core}》（{number}）{article}"
    if style < 0.9:
        return f"{number}文件"
    return f"《{regulation.core}》{article}"


def _project(
    random: Random,
    ordinal: int,
    name: str,
    subject: str,
    unit: str,
    place: str,
    body: Body,
    texts: list[str],
    funding: str,
) -> str:
    later = texts.pop() if len(texts) > 2 and random.random() < 0.5 else None
    if len(texts) > 1 and random.random() < 0.6:
        basis = "\n\n".join(f"{number}.{text}" for number, text in enumerate(texts, 1))
    else:
        basis = random.choice(wording.BASIS_SENTENCES).format("、".join(texts))
    overview = random.choice(wording.OVERVIEWS).format(place=place, villages=random.randint(30, 190), subject=subject)
    if later:
        overview += f"资金管理按{later}执行。"
    units = unit + (f"、{unit[: -len(body.name)]}{body.subordinate}" if random.random() < 0.25 else "")
    effect = random.choice(wording.EFFECTS).format(high=random.randint(85, 98), low=random.randint(80, 95))
    return f"""
第{_ordinal(ordinal)}个：

项目名称

{name}

立项依据

{basis}

项目实施单位

{units}

项目基本概况

{overview}

项目实施内容

{random.choice(wording.CONTENTS).format(subject=subject)}

资金安排情况

{funding}

项目实施计划

{random.choice(wording.PLANS)}

项目实施成效

{effect}
"""


def _funding(random: Random, place: str) -> tuple[str, Decimal]:
    """A text that states an amount once as the project's, and the amount in yuan: what it prints adds up."""
    count, rate = random.randint(20, 9000), random.choice((12, 50, 96, 120, 360, 600, 1200, 5520))
    cost = Decimal(count * rate)
    city = Decimal(random.choice(("24", "4.8", "20", "30")))
    state = random.choice((("中央", 60), ("省级", 70), ("省级", 50)))
    text = random.choice(wording.FUNDS)
    shares = ""
    if "{shares}" in text:
        rest = 100 - state[1] - city
        shares = f"由{state[0]}承担{state[1]}%、州（市）级承担{rest}%、{place}级承担{city}%，"
        cost = (cost * city / 100).quantize(Decimal("0.01"))
    first = (cost * random.randint(20, 80) / 100).quantize(Decimal("0.01"))
    part_a, part_b = random.sample(wording.PARTS, 2)
    said = text.format(
        count=count,
        rate=rate,
        shares=shares,
        level=f"{place}级",
        total=_plain(cost / 10000),
        first=_plain(first / 10000),
        second=_plain((cost - first) / 10000),
        part_a=part_a,
        part_b=part_b,
        yuan=random.choice((f"{cost}", f"{cost:,}")),
    )
    return said, cost


def _plain(value: Decimal) -> str:
    """At least two digits after the point, more where the amount has them."""
    whole, _, rest = f"{value:f}".partition(".")
    return f"{whole}.{rest.rstrip('0'):0<2}"


def _ordinal(number: int) -> str:
    """Chinese numerals up to 99."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return wording.ORDINALS[ones]
    return ("" if tens == 1 else wording.ORDINALS[tens]) + "十" + (wording.ORDINALS[ones] if ones else "")
