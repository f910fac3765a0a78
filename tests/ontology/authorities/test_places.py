"""The place that a name begins with, by GB/T 2260: shared names, short and former names, levels left out, places in no table."""

from __future__ import annotations

import tracemalloc

import pytest
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from ontology.authorities import areas, places


def near(name: str) -> areas.Area:
    (area,) = places.whole(name)
    return area


@pytest.mark.parametrize(
    ("name", "codes", "rest"),
    [
        # Names that several divisions share: all of them, unless what stands before decides.
        ("朝阳区财政局", "110105 220104", "财政局"),
        ("北京市朝阳区财政局", "110105", "财政局"),
        ("长春市朝阳区财政局", "220104", "财政局"),
        ("吉林省长春市朝阳区", "220104", ""),
        ("朝阳市双塔区", "211302", ""),
        ("鼓楼区教育局", "320106 320302 350102 410204", "教育局"),
        ("徐州市鼓楼区教育局", "320302", "教育局"),
        ("江苏省鼓楼区教育局", "320106 320302", "教育局"),
        ("通州区", "110112 320612", ""),
        ("江北区", "330205 500105", ""),
        # The name of a prefecture inside a province of the same name, and levels left out.
        ("吉林省吉林市船营区", "220204", ""),
        ("吉林市财政局", "220200", "财政局"),
        ("吉林省财政厅", "220000", "财政厅"),
        ("玉溪市红塔区卫健局", "530402", "卫健局"),
        ("云南省个旧市", "532501", ""),
        ("海南省海口市", "460100", ""),
        ("海南州财政局", "632500", "财政局"),
        # 市辖区 and its like have no name of their own.
        ("北京市市辖区朝阳区", "110105", ""),
        ("湖北省省直辖县级行政区划仙桃市", "429004", ""),
        ("重庆市县云阳县", "500235", ""),
        ("市辖区管理办法", "", "市辖区管理办法"),
        # Short forms of autonomous areas.
        ("红河州个旧市", "532501", ""),
        ("红河哈尼族彝族自治州财政局", "532500", "财政局"),
        ("峨山县教育局", "530426", "教育局"),
        ("新疆维吾尔自治区财政厅", "650000", "财政厅"),
        ("内蒙古自治区鄂温克旗", "150724", ""),
        # A name without its unit word counts before a place within it, that of a province always.
        ("云南玉溪红塔区", "530402", ""),
        ("云南省级政务办法", "530000", "级政务办法"),
        ("海南旅游办法", "460000", "旅游办法"),
        ("安宁疗护试点方案", "", "安宁疗护试点方案"),
        ("安宁市疗护试点方案", "530181", "疗护试点方案"),
        ("平安建设条例", "", "平安建设条例"),
        # Former names; a county's whole name is no short form of the district that it became.
        ("思茅市财政局", "530800", "财政局"),
        ("襄樊市财政局", "420600", "财政局"),
        ("崇明县财政局", "310230", "财政局"),
        ("沙县财政局", "350427", "财政局"),
        ("重庆市财政局", "500000", "财政局"),
        ("三亚市财政局", "460200", "财政局"),
        # No divisions of GB/T 2260.
        ("新疆生产建设兵团第八师石河子市", "", "新疆生产建设兵团第八师石河子市"),
        ("河北雄安新区管理委员会", "130000", "雄安新区管理委员会"),
        ("雄安新区条例", "", "雄安新区条例"),
        ("上海市浦东新区", "310115", ""),
        # Words, and words that begin with the last character of a name.
        ("徐汇区教育局", "310104", "教育局"),
        ("汇区教育局", "", "汇区教育局"),
        ("吉林市场监管办法", "220000", "市场监管办法"),
        ("城区改造方案", "", "城区改造方案"),
        ("晋城市城区改造方案", "140502", "改造方案"),
        ("郑州大学章程", "", "郑州大学章程"),
        ("", "", ""),
    ],
)
def test_the_place_that_a_name_begins_with(name: str, codes: str, rest: str) -> None:
    found = places.leading(name)
    assert sorted(area.code for area in found.areas) == codes.split()
    assert found.rest == rest


@pytest.mark.parametrize(
    ("name", "code", "rest"),
    [
        ("昆明财政局", "530100", "财政局"),
        ("玉溪红塔区教育局", "530402", "教育局"),
        ("兰州市财政局", "620100", "财政局"),
        ("兰州财政局", "620100", "财政局"),
        ("吉林市场监管局", "220000", "市场监管局"),
        ("公安局", None, "公安局"),
        ("公安县公安局", "421022", "公安局"),
        ("云南大学", None, "云南大学"),
        ("清江市财政局", None, "清江市财政局"),  # 清江县 was a county's name; of a 清江市 no table knows
    ],
)
def test_a_bare_name_before_an_organ(name: str, code: str | None, rest: str) -> None:
    found = places.leading(name, body=True)
    assert (found.area.code if found.area else None, found.rest) == (code, rest)


@pytest.mark.parametrize(
    ("name", "context", "code"),
    [
        ("朝阳区财政局", "北京市", "110105"),
        ("朝阳区财政局", "海淀区", "110105"),
        ("朝阳区财政局", "长春市", "220104"),
        ("朝阳区财政局", "榆树市", "220104"),
        ("朝阳区财政局", "吉林省", "220104"),
        ("朝阳区财政局", "云南省", None),
        ("城区规划局", "晋城市", "140502"),
        ("红塔区教育局", "北京市", "530402"),
    ],
)
def test_the_readers_area_decides_and_nothing_else(name: str, context: str, code: str | None) -> None:
    area = places.leading(name, near(context)).area
    assert (area.code if area else None) == code


def test_the_year_decides_between_those_who_had_the_name() -> None:
    assert {area.code for area in places.leading("新华区财政局").areas} == {"130105", "130902", "410402", "460103"}
    assert {area.code for area in places.leading("新华区", year=2020).areas} == {"130105", "130902", "410402"}
    assert {area.code for area in places.leading("双桥区", year=2000).areas} == {"130802", "500111"}
    assert {area.code for area in places.leading("双桥区", year=2020).areas} == {"130802"}


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("云岭县补助办法", "云岭县"),
        ("云岭省松山市松溪县教育局", "云岭省松山市松溪县"),
        ("云岭彝族自治县条例", "云岭彝族自治县"),
        ("云南省云岭县财政局", "云南省云岭县"),
        ("雄安新区条例", "雄安新区"),
        ("云岭经济技术开发区管委会", "云岭经济技术开发区"),
        ("健康城市建设方案", ""),
        ("东门社区服务中心", ""),
        ("产粮大县奖励办法", ""),
        ("全县医院名单", ""),
        ("市财政局", ""),
        ("农村集市管理办法", ""),
        # What is joined names an organ's work, and what only ends as a place does is its field.
        ("奉贤区绿化和市容管理局", "奉贤区"),
        ("盐城市亭湖区水利和湖区管理局", "盐城市亭湖区"),
        ("大理州公路与县乡道路管理处", "大理州"),
        ("云岭县园林和市政服务中心", "云岭县"),
        ("松山市企业和工业区服务局", "松山市"),
        ("清溪县移民及库区事务中心", "清溪县"),
        ("昆明市环卫市容管理站", "昆明市"),
        ("泸州市江阳区园林市政管理处", "泸州市江阳区"),
        ("苏州市吴江区工业区管理委员会", "苏州市吴江区"),
        ("云和县林业局", "云和县"),
    ],
)
def test_a_place_that_no_table_knows_is_measured(name: str, printed: str) -> None:
    assert name[: places.printed(name)] == printed


def test_every_word_reads_as_its_row_says() -> None:
    for role, word, example, counter, source in areas.table("place_words"):
        assert source and example, word
        if role == "common noun":
            assert not places.leading(example).chains and places.printed(example) == 0, (word, example)
            assert places.printed(counter), (word, counter)
        elif role == "zone":
            assert places.printed(example) == len(example), (word, example)
        elif role in ("organ begins", "body"):
            assert not places.leading(example, body=True).chains, (word, example)
            assert places.leading(counter, body=True).chains, (word, counter)
        elif role == "no name":
            assert places.printed(example) == 0, (word, example)


def test_an_area_is_the_whole_name_or_nothing() -> None:
    assert [area.code for area in places.whole("玉溪")] == ["530400"]
    assert [area.code for area in places.whole("玉溪市红塔区")] == ["530402"]
    assert places.whole("玉溪市财政局") == ()
    assert {area.code for area in places.whole("朝阳区")} == {"110105", "220104"}


@given(st.text("北京吉林市省朝阳区县市辖场城州云南玉溪红塔财政局", max_size=16))
def test_each_area_lies_within_the_one_before(name: str) -> None:
    found = places.leading(name)
    assert name.endswith(found.rest)
    for chain in found.chains:
        assert all(places.holds(above, area) for above, area in zip(chain, chain[1:], strict=False))
    assert len(name) - len(found.rest) <= places.printed(name) <= len(name)


@pytest.mark.parametrize(
    ("place", "unless_organ"),
    [
        ("昆明", "昆明"),
        ("云南昆明", "云南昆明"),
        ("双江拉祜族佤族布朗族傣族自治县", ""),
        ("甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县", ""),
    ],
)
def test_the_last_character_of_a_long_name_tells_an_organ_too(place: str, unless_organ: str) -> None:
    work = "农村综合改革和乡村振兴工作" * 12
    assert places.leading(f"{place}{work}局", body=True).rest == f"{work}局"
    assert places.leading(f"{place}{work}好", body=True).rest == f"{unless_organ}{work}好"


@pytest.mark.parametrize("unit", ["昆明", "某市", "云南省", "昆明市五华区", "朝阳", "市辖区", "北京市市辖区"])
def test_a_name_as_long_as_a_text_takes_no_time_and_little_memory(unit: str) -> None:
    tracemalloc.start()
    try:
        places.printed(unit * 10_000)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 8_000_000
    keeps_step(places.printed, unit.__mul__)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("崇明县", "崇明区", True),
        ("襄樊市", "襄阳市", True),  # one code, renamed in 2010
        ("吉林省", "吉林市", False),
        ("朝阳市", "朝阳县", False),
        ("石家庄市桥西区", "张家口市桥西区", False),
        ("思茅市", "思茅区", False),
    ],
)
def test_one_place_under_two_names_or_two_places_under_one(one: str, other: str, is_same: bool) -> None:
    (first,), (second,) = places.whole(one), places.whole(other)
    assert places.same(first, second) is is_same
