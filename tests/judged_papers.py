"""Disclosures among which names are in doubt: another number, another title of one number, a title with a slip."""

from __future__ import annotations

import papers

TITLE, OTHER = "松江州乡村医生补助办法", "松江州中小学校舍维修规程"
CODED, TYPO, ELSEWHERE = papers.NUMBER, "松财社〔2023〕12号", "松卫发〔2022〕7号"
WATER, WATERED, SLIP = (
    "松政发〔2021〕8号",
    "松江州农村饮水安全工程运行维护管理办法",
    "松江州农村饮水安全工程运行维护管里办法",
)


def paper(county: str, yuan: str, basis: str) -> str:
    """The disclosure of a county whose first project costs so much and rests on what is printed so."""
    text = papers.QINGHE.replace("清河县", county).replace("120.5", yuan)
    return text.replace(f"《{TITLE}》（{CODED}）", basis)


FILES = {
    "qinghe": papers.QINGHE,
    "shiqiao": papers.SHIQIAO,
    "baisha": paper("白沙县", "88.8", f"《{TITLE}》（{TYPO}）"),
    "yunling": paper("云岭县", "10.1", f"《{OTHER}》（{CODED}）"),
    "heishan": paper("黑山县", "60", f"《{WATERED}》（{WATER}）"),
    "gulin": paper("古林县", "7.3", f"《{SLIP}》"),
}
