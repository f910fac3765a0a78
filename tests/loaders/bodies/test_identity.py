"""Which body and which area a name means where it stands, in many provinces and decades; what is undecided stays apart."""

from __future__ import annotations

import pytest

from loaders.bodies import identity
from loaders.bodies.identity import Reader, area, body, reader
from ontology.authorities import areas
from ontology.tables import rows

KEY = "0123456789abcdef"


def on(place: str | None = None, publisher: str | None = None, title: str | None = None) -> Reader:
    return reader(place, publisher, title, KEY)


@pytest.mark.parametrize(
    ("printed", "name", "code"),
    [
        ("红塔区", "红塔区", "530402"),
        ("云南省玉溪市红塔区", "红塔区", "530402"),
        ("红河州", "红河哈尼族彝族自治州", "532500"),
        ("恩施州", "恩施土家族苗族自治州", "422800"),
        ("襄樊市", "襄阳市", "420600"),
        ("北京市朝阳区", "北京市朝阳区", "110105"),
        ("长春市 朝阳区", "长春市朝阳区", "220104"),
        ("舟山市普陀区", "舟山市普陀区", "330903"),
        ("新疆", "新疆维吾尔自治区", "650000"),
    ],
)
def test_an_area_is_one_under_its_official_name(printed: str, name: str, code: str) -> None:
    found = area(printed)
    assert (found.label, found.area and found.area.code) == (name, code)
    assert identity.named_area(name) == found.area


@pytest.mark.parametrize(
    ("near", "printed", "name"),
    [
        ("长春市", "朝阳区", "长春市朝阳区"),
        ("北京市", "朝阳区", "北京市朝阳区"),
        ("石家庄市", "桥西区", "石家庄市桥西区"),
        ("乐山市", "市中区", "乐山市市中区"),
        ("昆明市", "朝阳区", "朝阳区（昆明市）"),
        (None, "朝阳区", "朝阳区（文件01234567）"),
        ("松山市", "云岭县", "云岭县"),
    ],
)
def test_a_shared_name_is_decided_by_the_page_or_stays_apart(near: str | None, printed: str, name: str) -> None:
    assert area(printed, on(near)).label == name


def test_no_two_divisions_have_one_name() -> None:
    divisions = {one.code for one in areas.areas()}
    names = [identity.of_area(known).name for code in divisions if (known := areas.by_code(code))]
    assert len(set(names)) == len(names) == len(divisions)


@pytest.mark.parametrize(
    ("place", "printed", "name"),
    [
        # relative names
        ("楚雄市", "市卫健局", "楚雄市卫生健康局"),
        ("大理市", "市卫健局", "大理市卫生健康局"),
        ("大理市", "州财政局", "大理白族自治州财政局"),
        ("大理市", "省财政厅", "云南省财政厅"),
        ("红塔区", "市教育体育局", "玉溪市教育体育局"),
        ("红塔区", "区发改局", "红塔区发展和改革局"),
        ("昆山市", "市水务局", "昆山市水务局"),
        ("北京市朝阳区", "市教委", "北京市教育委员会"),
        ("上海市普陀区", "区卫健委", "上海市普陀区卫生健康委员会"),
        ("阿鲁科尔沁旗", "自治区财政厅", "内蒙古自治区财政厅"),
        ("阿鲁科尔沁旗", "旗农牧局", "阿鲁科尔沁旗农牧局"),
        # each county has its towns
        ("康县", "城关镇人民政府", "康县城关镇人民政府"),
        ("两当县", "城关镇人民政府", "两当县城关镇人民政府"),
        ("两当县", "两当县城关镇人民政府", "两当县城关镇人民政府"),
        ("松山县", "柳林乡政府", "松山县柳林乡政府"),
        ("广州市越秀区", "北京街道办事处", "越秀区北京街道办事处"),
        ("玉溪市", "大营街街道办事处", "大营街街道办事处（玉溪市）"),
        ("东莞市", "虎门镇卫生院", "东莞市虎门镇卫生院"),
        ("康县", "中共城关镇委员会", "中共康县城关镇委员会"),
        ("康县", "城乡建设局", "康县城乡建设局"),
        ("柳林镇", "柳林镇人民政府", "柳林镇人民政府"),
        (None, "柳林镇人民政府", "柳林镇人民政府（文件01234567）"),
        ("苍南县", "金乡镇人民政府", "苍南县金乡镇人民政府"),
        ("日照市东港区", "两城镇卫生院", "东港区两城镇卫生院"),
        # cities and counties whose names in short end like a town's
        ("新乡市", "新乡政府", "新乡市人民政府"),
        ("康县", "新乡人民政府", "新乡市人民政府"),
        (None, "景德镇政府", "景德镇市人民政府"),
        ("萍乡市", "萍乡人民政府", "萍乡市人民政府"),
        ("康县", "嘉兴桐乡政府", "桐乡市人民政府"),
        (None, "宁乡政府", "宁乡市人民政府"),
        ("康县", "西乡县政府", "西乡县人民政府"),
        ("康县", "中共桐乡委员会", "中共桐乡市委"),
        ("深圳市宝安区", "西乡街道办事处", "宝安区西乡街道办事处"),
        ("个旧市", "东乡人民政府", "东乡人民政府（个旧市）"),  # two are called so
        # what is of any town
        ("康县", "乡镇人民政府", "乡镇人民政府（康县）"),
        ("个旧市", "有关乡镇人民政府", "有关乡镇人民政府（个旧市）"),
        ("个旧市", "个旧市有关乡镇人民政府", "个旧市有关乡镇人民政府（个旧市）"),
        ("沛县", "各有关镇政府", "各有关镇政府（沛县）"),
        ("沛县", "属地镇政府", "属地镇政府（沛县）"),
        ("兰考县", "我乡党委", "我乡党委（文件01234567）"),
        ("兰考县", "各县乡镇人民政府", "各县乡镇人民政府（兰考县）"),
        (None, "全市乡镇卫生院", "全市乡镇卫生院（文件01234567）"),
        ("内江市", "本市住建局", "内江市住房和城乡建设局"),
        ("云岭省松山市", "市财政局", "云岭省松山市财政局"),
        ("楚雄市", "市市场监管局", "楚雄市市场监督管理局"),
        ("楚雄市", "市委宣传部", "中共楚雄市委宣传部"),
        ("楚雄市", "市政府办公室", "楚雄市人民政府办公室"),
        # an organ alone is that of the area
        ("个旧市", "财政局", "个旧市财政局"),
        # what the page does not decide
        ("楚雄市", "县人民政府", "县人民政府（楚雄市）"),
        ("云南省", "市卫健局", "市卫健局（云南省）"),
        ("松山市", "省财政厅", "省财政厅（松山市）"),
        (None, "市卫健局", "市卫健局（文件01234567）"),
        (None, "财政局", "财政局（文件01234567）"),
        # names with their area
        (None, "玉溪市红塔区卫生健康局", "红塔区卫生健康局"),
        ("红塔区", "红塔区卫健局", "红塔区卫生健康局"),
        ("长春市朝阳区", "朝阳区财政局", "长春市朝阳区财政局"),
        ("北京市朝阳区", "朝阳区财政局", "北京市朝阳区财政局"),
        (None, "朝阳区财政局", "朝阳区财政局（文件01234567）"),
        (None, "楚雄州卫生健康委", "楚雄彝族自治州卫生健康委员会"),
        (None, "浙江省发改委", "浙江省发展和改革委员会"),
        (None, "浙江省发展改革委", "浙江省发展和改革委员会"),
        (None, "云南省科技厅", "云南省科学技术厅"),
        (None, "昆明财政局", "昆明市财政局"),
        # of the party: with its committee in full or in short
        (None, "中国共产党楚雄市委员会", "中共楚雄市委"),
        (None, "中共楚雄市委员会", "中共楚雄市委"),
        (None, "楚雄市委宣传部", "中共楚雄市委宣传部"),
        (None, "中国共产党楚雄市委员会宣传部", "中共楚雄市委宣传部"),
        (None, "共青团楚雄市委员会", "共青团楚雄市委"),
        (None, "中共西藏自治区委员会", "中共西藏自治区委员会"),
        (None, "中国人民政治协商会议楚雄市委员会", "政协楚雄市委员会"),
        (None, "共青团中央", "共青团中央"),
        (None, "农业部", "农业部"),
        (None, "南通市纪委", "中共南通市纪律检查委员会"),
        (None, "南通市国资委", "南通市人民政府国有资产监督管理委员会"),
        (None, "南通市国有资产监督管理委员会", "南通市人民政府国有资产监督管理委员会"),
        (None, "北京市人力社保局", "北京市人力资源和社会保障局"),
        (None, "南通市应急局", "南通市应急管理局"),
        ("喀什地区", "地区教育局", "喀什地区教育局"),
        # a district that was, of a municipality
        ("重庆市江北区", "江北区民政局", "重庆市江北区民政局"),
        (None, "重庆市江北区民政局", "重庆市江北区民政局"),
        # not of the area of the page
        ("楚雄市", "财政部", "财政部"),
        ("楚雄市", "中华人民共和国财政部", "财政部"),
        ("楚雄市", "国家卫健委", "国家卫生健康委员会"),
        ("楚雄市", "云南大学", "云南大学"),
        ("楚雄市", "昆明学院", "昆明学院"),
        ("楚雄市", "云岭县教育局", "云岭县教育局"),
        ("楚雄市", "市场监督管理局", "楚雄市市场监督管理局"),
        # former names are no short forms of later ones
        ("楚雄市", "市交通局", "楚雄市交通局"),
        ("楚雄市", "市卫生局", "楚雄市卫生局"),
        # short forms of what no code names
        ("衡阳县", "县疾控中心", "衡阳县疾病预防控制中心"),
        ("衡阳县", "疾控中心", "衡阳县疾病预防控制中心"),
        (None, "衡阳县疾控中心", "衡阳县疾病预防控制中心"),
        ("寿光市", "市爱卫办", "寿光市爱国卫生运动委员会办公室"),
        ("沛县", "县教体局", "沛县教育体育局"),
        ("沛县", "县供销社", "沛县供销合作社联合社"),
        ("沛县", "团县委", "共青团沛县委"),
        ("吉林省", "团省委", "共青团吉林省委"),
        ("沛县", "县文明办", "沛县精神文明建设指导委员会办公室"),
        ("中国", "全国爱卫办", "全国爱国卫生运动委员会办公室"),
        # the place decides what a form means
        ("沛县", "县政府办", "沛县人民政府办公室"),
        ("沛县", "政府办", "沛县人民政府办公室"),
        ("甘肃省", "省政府办", "甘肃省人民政府办公厅"),
        ("大理白族自治州", "州政府办", "大理白族自治州人民政府办公室"),
        ("广州市", "市政府办", "广州市人民政府办"),
        ("沛县", "县委办", "中共沛县委办公室"),
        ("甘肃省", "省委办", "中共甘肃省委办公厅"),
        ("沛县", "县法院", "沛县人民法院"),
        ("大理白族自治州", "州法院", "大理白族自治州中级人民法院"),
        ("甘肃省", "省法院", "甘肃省高级人民法院"),
        ("甘肃省", "省人大办", "甘肃省人民代表大会常务委员会办公厅"),
        ("北京市", "市住建委", "北京市住房和城乡建设委员会"),
        ("上海市", "市住建委", "上海市住房和城乡建设管理委员会"),
        ("北京市", "市交通委", "北京市交通委员会"),
        ("天津市", "市交通委", "天津市交通运输委员会"),
        ("沛县", "县纪委监委", "中共沛县纪律检查委员会监察委员会"),
        # what is called differently from place to place stays as it is printed
        ("沛县", "县扶贫办", "沛县扶贫办"),
        ("沛县", "县农办", "沛县农办"),
        ("合肥市", "市住建委", "合肥市住房和城乡建设委员会"),
        ("广州市", "广州市政府办公厅", "广州市人民政府办公厅"),
        ("无锡市", "市计委", "无锡市计委"),
        ("南阳市", "市教育和体育局", "南阳市教育体育局"),
        ("襄阳市", "襄阳市团委", "共青团襄阳市委"),
        ("团风县", "团风县委", "中共团风县委"),
        ("铜仁市", "市委统战部", "中共铜仁市委统一战线工作部"),
        ("铜仁市", "中共铜仁市委统战部", "中共铜仁市委统一战线工作部"),
        ("铜仁市", "市政协", "政协铜仁市委员会"),
        ("铜仁市", "铜仁市政协办公室", "政协铜仁市委员会办公室"),
        ("钦州市", "市国土局", "钦州市国土资源局"),
        ("普洱市", "市交警支队", "普洱市公安局交通警察支队"),
        # of the nation, on the page of a city
        ("普洱市", "市场监管总局", "国家市场监督管理总局"),
        ("普洱市", "体育总局", "国家体育总局"),
        ("普洱市", "中宣部", "中共中央宣传部"),
        ("普洱市", "国务院法制办", "国务院法制办公室"),
        ("普洱市", "国家卫生计生委", "国家卫生和计划生育委员会"),
        ("普洱市", "广电总局", "广电总局（普洱市）"),
        # one of many: each place has its own, a page without a place too
        ("沛县", "林业站", "林业站（沛县）"),
        (None, "林业站", "林业站（文件01234567）"),
        (None, "团市委", "共青团市委（文件01234567）"),
        (None, "融媒体中心", "融媒体中心（文件01234567）"),
        (None, "协和医院", "协和医院"),
        (None, "中国疾控中心", "中国疾病预防控制中心"),
    ],
)
def test_a_body_is_that_of_its_area(place: str | None, printed: str, name: str) -> None:
    assert body(printed, on(place)).label == name


def test_a_form_of_several_bodies_is_the_publisher_where_that_is_one_of_them() -> None:
    assert body("市农办", on("毕节市", "毕节市农业和农村工作办公室")).label == "毕节市农业和农村工作办公室"
    assert body("市农办", on("毕节市", "毕节市财政局")).label == "毕节市农办"
    assert "毕节市农业和农村工作办公室" in identity.candidates("毕节市农办")
    assert not identity.candidates("毕节市财政局") and not identity.candidates("毕节市疾病预防控制中心")


def test_who_speaks_of_itself_is_the_publisher() -> None:
    here = on("楚雄市", "楚雄市财政局")
    assert body("本单位", here) == body("我局", here) == body("楚雄市财政局")
    assert body("我委", here).label == "我委（文件01234567）"
    assert body("本单位", on("楚雄市")).label == "本单位（文件01234567）"


@pytest.mark.parametrize(
    "printed",
    ["本单位", "我单位", "本校", "我中心", "本馆", "我校", "院本部", "局机关", "机关本级", "单位本级", "本级", "办公室", "本局办公室", "镇政府", "中心小学", "党委", "该单位"],
)  # fmt: skip
def test_two_institutions_of_an_area_that_speak_of_themselves_are_two(printed: str) -> None:
    for place in ("岱岳区", "楚雄市", None):
        one, other = (body(printed, reader(place, None, None, key)) for key in ("a" * 16, "b" * 16))
        assert one.name == other.name and one != other


@pytest.mark.parametrize(
    ("printed", "publisher"),
    [
        ("本中心", "楚雄市疾病预防控制中心"),
        ("我校", "楚雄市第一小学校"),
        ("本院", "楚雄市人民医院"),
        ("单位本级", "楚雄市水务局"),
        ("局机关本级", "楚雄市水务局"),
    ],
)
def test_what_a_publisher_calls_itself_is_the_publisher(printed: str, publisher: str) -> None:
    assert body(printed, on("楚雄市", publisher)) == body(publisher, on("楚雄市"))


@pytest.mark.parametrize(
    "printed", ["经开区管委会", "高新区管委会", "开发区管理委员会", "新区管委会", "工业园区管委会"]
)
def test_a_zone_that_names_no_place_is_that_of_its_page(printed: str) -> None:
    one, other = (body(printed, on(place)) for place in ("芜湖市", "马鞍山市"))
    assert one != other and body(printed, on("芜湖市", title="x")) == one


@pytest.mark.parametrize(
    ("place", "printed", "label"),
    [
        ("神农架林区", "林区文旅局", "神农架林区文化和旅游局"),
        ("六枝特区", "特区教育局", "六枝特区教育局"),
        ("阳泉市矿区", "矿区民政局", "矿区民政局"),
        ("浦东新区", "新区财政局", "浦东新区财政局"),
        ("碑林区", "林区文旅局", "林区文旅局（碑林区）"),
        ("河西区", "友谊路街道办事处", "河西区友谊路街道办事处"),
        ("河西区", "河西区人民政府友谊路街道办事处", "河西区友谊路街道办事处"),
        ("徐汇区", "徐汇区政府湖南路街道办事处", "徐汇区湖南路街道办事处"),
        ("楚雄市", "楚雄市人民政府办公室", "楚雄市人民政府办公室"),
    ],
)
def test_words_for_sorts_of_areas_and_the_government_of_a_street(place: str, printed: str, label: str) -> None:
    assert body(printed, on(place)).label == label


@pytest.mark.parametrize(
    ("printed", "publisher", "label"),
    [
        ("市直属单位", None, "楚雄市直属单位"),
        ("局属各单位", "楚雄市水务局", "楚雄市水务局属各单位"),
        ("所属事业单位", "楚雄市水务局", "楚雄市水务局所属事业单位"),
        ("机关各科室", "楚雄市水务局", "楚雄市水务局机关各科室"),
        ("局机关", "楚雄市水务局", "楚雄市水务局"),
        ("委直属单位", "云南省卫生健康委员会", "云南省卫生健康委员会直属单位"),
        ("我委", "云南省卫生健康委员会", "云南省卫生健康委员会"),
        ("厅直各单位", "楚雄市水务局", "厅直各单位（文件01234567）"),  # the page does not say of which 厅
        ("局属各单位", None, "局属各单位（文件01234567）"),
        ("县直各部门", "楚雄市水务局", "县直各部门（楚雄市）"),
        ("有关部门", "楚雄市水务局", "有关部门（文件01234567）"),
        ("全市医院", None, "全市医院（楚雄市）"),
        ("州市财政局", None, "州市财政局（楚雄市）"),
        ("市市场监督管理局", None, "楚雄市市场监督管理局"),
        ("云岭高等职业学校", None, "云岭高等职业学校"),
    ],
)
def test_several_bodies_at_once_are_those_of_their_page(printed: str, publisher: str | None, label: str) -> None:
    assert body(printed, on("楚雄市", publisher)).label == label
    # On a page of which nobody knows where it comes from they are no body that another page could mean.
    assert body(printed, on()).within == KEY or printed == "云岭高等职业学校"


def test_a_page_that_says_no_area_is_about_the_place_of_its_title() -> None:
    assert body("市爱卫办", on(title="个旧市2024年爱国卫生工作要点")).label == "个旧市爱国卫生运动委员会办公室"
    assert (
        body("市爱卫办", on("蒙自市", title="个旧市2024年爱国卫生工作要点")).label == "蒙自市爱国卫生运动委员会办公室"
    )
    assert body("市爱卫办", on(title="2024年爱国卫生工作要点")).within == KEY


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("楚雄市卫生健康局", "楚雄市"),
        ("中共楚雄市委宣传部", "楚雄市"),
        ("长春市朝阳区财政局", "长春市朝阳区"),
        ("财政部", None),
        ("云岭县教育局", None),
    ],
)
def test_the_area_of_a_body_stands_in_its_name(name: str, place: str | None) -> None:
    found = identity.area_of(name)
    assert (identity.of_area(found).name if found else None) == place


def test_what_stands_for_a_town_names_none() -> None:
    held = [row for row in rows("loaders.bodies", "organisation_words.tsv") if row["role"] == "any town"]
    here = on("康县")
    assert len(held) > 10
    for row in held:
        assert body(row["example"], here).within in ("康县", KEY[:16]), row
        assert not row["counter_example"] or body(row["counter_example"], here).name == "康县" + row["counter_example"]
