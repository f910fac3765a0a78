"""Which body a notice means by a name, seen from where it stands."""

from __future__ import annotations

import pytest

from loaders.bodies import superiors


# The name, the body, who prints the name.
@pytest.mark.parametrize(
    ("printed", "issuer", "by"),
    [
        ("省水利厅办公室", "浙江省水利厅办公室", "绍兴市水利局"),
        ("区卫计委", "宁夏回族自治区卫生和计划生育委员会", "固原市卫生和计划生育局"),
        ("州教育局", "伊犁哈萨克自治州教育局", "伊宁市教育局"),
        ("盟行署办公室", "阿拉善盟行政公署办公室", "额济纳旗人民政府办公室"),
        ("地区水利局", "曲靖地区水利局", "曲靖地区行政公署"),
        ("市农业局", "昆明市农业局", "昆明市人民政府"),
        ("兵团民政局", "新疆生产建设兵团民政局", "图木舒克市民政局"),
        ("省局", "国家税务总局福建省税务局", "国家税务总局三明市税务局"),
        ("部办公厅", "农业农村部办公厅", "宁夏回族自治区农业农村厅"),
        ("部海事局", "中华人民共和国海事局", "长江海事局"),
        ("文旅部办公厅", "文化和旅游部办公厅", "安徽省文化和旅游厅"),
        ("国家防总", "国家防汛抗旱总指挥部", "福建省人民政府防汛抗旱指挥部"),
        ("国务院安委办", "国务院安全生产委员会办公室", "湖南省安委办"),
        ("国家药监局综合司", "国家药品监督管理局综合司", "河北省药品监督管理局"),
        ("科技部火炬中心", "科学技术部火炬高技术产业开发中心", "沈阳市科学技术局"),
        ("省委组织部", "中共辽宁省委组织部", "辽宁省委办公厅"),
        ("市委宣传部", "中共长沙市委宣传部", "中共长沙市委办公厅"),
        ("市河长办", "温州市河长制工作领导小组办公室", "乐清市河长办"),
    ],
)
def test_the_body_that_is_meant(printed: str, issuer: str, by: str) -> None:
    assert superiors.may_mean(printed, issuer, (by,)) == "sure"


@pytest.mark.parametrize(
    ("printed", "issuer", "by"),
    [
        ("省水利厅", "江西省水利厅", "绍兴市水利局"),
        ("省水利厅", "浙江省财政厅", "绍兴市水利局"),
        ("省教育厅", "浙江省教育考试院", "绍兴市教育局"),
        ("省教育厅", "省教育厅办公室", "绍兴市教育局"),
        ("自治区科技厅", "广西壮族自治区科学技术厅", "包头市科技局"),
        ("市民政局", "沈阳市民政局", "朝阳市民政局"),
        ("省局", "福建省教育厅", "国家税务总局三明市税务局"),
        ("省局", "国家税务总局江西省税务局", "国家税务总局三明市税务局"),
        ("部办公厅", "水利部办公厅", "江西省交通运输厅"),
        ("部海事局", "江苏海事局", "长江海事局"),
        ("省委组织部", "中共吉林省委组织部", "辽宁省委办公厅"),
        ("水利电力部", "国务院", "湖北省水利厅"),
    ],
)
def test_another_body(printed: str, issuer: str, by: str) -> None:
    assert superiors.may_mean(printed, issuer, (by,)) == ""


def test_an_office_signs_for_its_body() -> None:
    assert superiors.may_mean("省科技厅", "四川省科学技术厅办公室", ("成都市科技局",)) == "host"
    assert superiors.may_mean("经济和信息化厅办公室", "四川省经济和信息化厅", ("成都市经济和信息化局",)) == "host"
    assert superiors.may_mean("省科技厅成果处", "四川省科学技术厅办公室", ("成都市科技局",)) == ""


def test_who_stands_above() -> None:
    by = ("昆明市教育局",)
    assert superiors.above("云南省财政厅", by) and superiors.above("教育部", by)
    assert superiors.above("昆明市人民政府办公室", by)
    assert superiors.above("昆明市财政局", ("昆明市人民政府办公室",))
    assert not superiors.above("曲靖市财政局", ("昆明市人民政府办公室",))
    assert not superiors.above("昆明市财政局", by) and not superiors.above("贵州省教育厅", by)
    assert not superiors.above("国家税务总局贵州省税务局", by)


@pytest.mark.parametrize(
    ("names", "bodies"),
    [
        ("科技部教育部卫生健康委", ("科技部", "教育部", "卫生健康委")),
        ("省科技厅省科协", ("省科技厅", "省科协")),
        ("农业农村部办公厅财政部办公厅", ("农业农村部办公厅", "财政部办公厅")),
        ("财政部和税务总局", ("财政部", "税务总局")),
        ("国家发展和改革委员会", ("国家发展和改革委员会",)),
        ("科技部火炬中心", ("科技部火炬中心",)),
    ],
)
def test_bodies_in_one_run(names: str, bodies: tuple[str, ...]) -> None:
    assert superiors.parted(names) == bodies
