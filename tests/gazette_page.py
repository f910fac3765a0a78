"""A page of a gazette, in two columns."""

from __future__ import annotations

import printed_pages
from printed_pages import Sheet, Text, broken

SAID = [
    "第一条 为了加强全市公共卫生服务资金的管理，提高资金使用效益，根据国家有关规定，结合本市实际，制定本办法。",
    "第二条 本办法所称资金，是指市级财政安排用于基本公共卫生服务的补助资金，由市财政局会同市卫生健康局管理。",
    "第三条 资金分配按照常住人口数量和人均94元的标准测算，2024年共安排4128.65万元，其中市级财政400万元。",
    "第四条 各县应当按时足额下达资金，不得截留、挤占和挪用，并于每年三月底前报送上年度资金使用情况。",
    "第五条 市卫生健康局每年组织绩效评价，评价结果作为下一年度分配资金的依据。",
    "第六条 本办法自2024年7月1日起施行，原《清河市公共卫生服务资金管理办法》（清政发〔2019〕12号）同时废止。",
]
HEAD, FOOT = "清河市人民政府公报", "— 12 —"
LEFT, RIGHT, SIZE = (70.0, 286.0), (310.0, 526.0), 12.0


def sheet(said: list[str] = SAID, *, drop: float = 0.0) -> Sheet:
    """A page of a gazette; the right column stands so many points lower."""
    lines = []
    for paragraph in said:
        some = broken(paragraph, LEFT[1] - LEFT[0], SIZE, 2 * SIZE)
        lines += [(2 * SIZE if at == 0 else 0.0, line, at < len(some) - 1) for at, line in enumerate(some)]
    half = (len(lines) + 1) // 2
    texts = [Text(230, 90, 16, HEAD), Text(280, 800, 10, FOOT)]
    for at, (indent, line, full) in enumerate(lines):
        begin, end = LEFT if at < half else RIGHT
        room = end - begin - indent - printed_pages.width(line, SIZE)
        spread = max(0.0, room / (len(line) - 1)) if full and len(line) > 1 else 0.0
        texts.append(Text(begin + indent, 130 + 20 * (at % half) + (drop if at >= half else 0.0), SIZE, line, spread))
    return Sheet(texts=texts)
