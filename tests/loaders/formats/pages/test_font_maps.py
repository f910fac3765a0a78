"""A page whose characters have no sense is not read; every page that people print is."""

from __future__ import annotations

import random

import pytest

from loaders.formats.pages import font_maps
from loaders.formats.pages.glyphs import Glyph, is_ideograph

SAID = (
    "为进一步加强全市基本公共卫生服务项目资金管理，提高资金使用效益，根据国家有关法律法规和财政部门预算管理规定，结合本市实际情况，"
    "制定本办法。各级财政部门负责补助资金的分配下达和绩效评价工作，卫生健康主管部门负责组织实施并对项目执行情况进行监督检查，"
    "发现问题及时督促整改。乡镇卫生院和社区卫生服务中心应当建立健全财务管理制度，按照规定用途使用补助资金，接受审计监督和社会监督。"
)
USUAL = [
    sign for first in range(0xB0, 0xD8) for second in range(0xA1, 0xFF) if (sign := bytes((first, second)).decode("gb2312", "ignore"))
]  # fmt: skip


def broken(text: str, line: int = 30) -> bool:
    """A page of this text, a blank where the pen is moved."""
    glyphs = [
        Glyph(sign, 60.0 + 12 * (at % line), 72.0 + 12 * (at % line), 100.0 + 20 * (at // line), 12.0)
        for at, sign in enumerate(text)
        if sign != " "
    ]
    return font_maps.is_broken(glyphs)


def mixed() -> dict[str, str]:
    """Each ideograph as another one of the same page, as a font that was made anew for a page has them."""
    signs = sorted({sign for sign in SAID if is_ideograph(ord(sign))})
    others = signs.copy()
    random.Random(7).shuffle(others)
    return dict(zip(signs, others, strict=True))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda sign: mixed().get(sign, sign), id="another of the page"),
        pytest.param(lambda sign: USUAL[USUAL.index(sign) - 1] if sign in USUAL else sign, id="the next of GB 2312"),
        pytest.param(lambda sign: chr(ord(sign) + 9) if is_ideograph(ord(sign)) else sign, id="another of Unicode"),
        pytest.param(lambda sign: chr(0x500 + ord(sign) % 0x1B00), id="the number of a glyph"),
        pytest.param(lambda sign: sign.encode("gbk").decode("latin-1"), id="bytes as Western European"),
        pytest.param(lambda sign: chr(0xE000 + ord(sign) % 900), id="private use"),
    ],
)
def test_characters_without_a_sense_are_known(wrong: object) -> None:
    assert not broken(SAID)
    assert broken("".join(map(wrong, SAID)))  # type: ignore[call-overload]


PEOPLE = "王喆 李赟 张翀 刘頔 欧阳旻昇 赵奕玥 钱炜晟 孙婧琬 周昳晞 吴骐骏 郑沅沅 冯煜珩 陈鹤翀 褚姝颖 卫霁雯 蒋翊萱 沈昕玥 韩泓毅 杨晔 朱琛 "
VILLAGES = "吐曼塔勒乡 兰干乡 塔尔拉克乡 琼库尔恰克乡 阿热勒乡 夏合勒克乡 恰热克镇 托万克乌依鲁克村 尤库日阿恰勒村 巴什萨热依村 玉吉米力克村 "
OTHERS = {
    "names of persons": PEOPLE * 6,
    "names of persons without a gap": PEOPLE.replace(" ", "、") * 6,
    "names of peoples": "次仁卓玛 扎西顿珠 格桑旺姆 阿依古丽·买买提 努尔比耶·阿卜杜克热木 索朗曲珍 古丽米热·吐尔逊 洛桑益西 "
    * 6,
    "villages": VILLAGES * 5,
    "herbs": "黄芪 茯苓 蒺藜 薏苡仁 枸杞子 菟丝子 鸡血藤 阿莫西林克拉维酸钾片 头孢克肟分散片 苯磺酸氨氯地平片 瑞舒伐他汀钙片 "
    * 5,
    "figures": "2080801 1,234.56 100.00% 98.7 4128.65 " * 20,
    "English": "The county pays ten village doctors from the budget of this year. " * 10,
    "French": "Résumé généré à Genève où l’été était très élevé; für die Öffentlichkeit müssen Bürger ähnliche Maßnahmen "
    * 4,
    "traditional": "國務院關於加強衛生工作的通知各縣市人民政府為貫徹落實黨的精神進一步做好疾病預防控制工作現將有關事項通知如下請認真組織實施"
    * 3,
    "Japanese": "東京都千代田区霞が関総務省自治財政局地方交付税課都道府県市町村財政健全化法施行令経済産業省の指導監督に関する規則を定める件"
    * 3,
    "Tibetan": "བོད་ལྗོངས་མི་དམངས་སྲིད་གཞུང་ 西藏自治区人民政府 " * 8,
    "Uyghur, Mongolian and Chinese": "شىنجاڭ ئۇيغۇر ئاپتونوم رايونى 新疆维吾尔自治区 ᠮᠣᠩᠭᠣᠯ Қазақ тілі " * 8,
    "a table": "合计 单位 小计 万元 项目支出 基本支出 一般公共预算 " * 10,
    "one word again and again": "公开" * 300,
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_people_print_is_believed(text: str) -> None:
    assert not broken(text)


def test_little_is_no_evidence() -> None:
    assert not broken("厩墅仟掣")


def test_a_page_is_looked_through_once() -> None:
    """Some hundred thousand characters, which a crafted page may have, take no more than their number."""
    assert broken("".join(mixed().get(sign, sign) for sign in SAID) * 500, line=10**6)
