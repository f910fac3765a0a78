"""What titles say of other documents."""

from __future__ import annotations

import pytest

from loaders.citations.title_acts import objects

# A title; then what it does and to what, "act title" a line; nothing where it acts on no document.
CASES = """
云南省卫生健康委员会云南省财政厅关于转发国家卫生健康委 财政部关于做好托育服务工作的通知
  forwards 国家卫生健康委 财政部关于做好托育服务工作的通知
某市人民政府办公室转发省人民政府关于加强托育服务的意见的通知
  forwards 省人民政府关于加强托育服务的意见
某市财政局转发省财政厅关于印发托育补助管理办法的通知的通知
  forwards 省财政厅关于印发托育补助管理办法的通知
市委转发〈省委印发《关于加强托育服务的实施意见》的通知〉的通知
  forwards 省委印发《关于加强托育服务的实施意见》的通知
转发国务院办公厅《关于促进托育服务发展的指导意见》的通知
  forwards 国务院办公厅关于促进托育服务发展的指导意见
酒泉市科学技术局转发省科技厅《关于开展2021年度科技特派员申报工作的通知
  forwards 省科技厅关于开展2021年度科技特派员申报工作的通知
酒泉市财政局转发省财政厅《关于加强托育服务补助的意见的通知
  forwards 省财政厅关于加强托育服务补助的意见
某市科学技术局关于转发“省科学技术厅关于征集‘十四五’科普项目的通知”的通知
  forwards 省科学技术厅关于征集‘十四五’科普项目的通知
某市科学技术局转发省科学技术厅关于“十四五”科普项目申报的通知
  forwards 省科学技术厅关于“十四五”科普项目申报的通知
某省民政厅转发民政部关于贯彻《托育管理条例》的通知
  forwards 民政部关于贯彻《托育管理条例》的通知
某省民政厅转发民政部关于贯彻《托育管理条例》的通知的通知
  forwards 民政部关于贯彻《托育管理条例》的通知
某市财政局转发省财政厅关于印发《托育补助管理办法》的通知
  forwards 省财政厅关于印发《托育补助管理办法》的通知
某市科学技术局转发省科技厅关于《征集2024年度“青年交流计划”》项目的通知
  forwards 省科技厅关于《征集2024年度“青年交流计划”》项目的通知
某市科学技术局转发《征集2024年度科普指南建议》的通知
  forwards 征集2024年度科普指南建议的通知
某县人民政府办公室转发市政府办公室关于稳定生猪生产的意见并结合实际做好保供工作的通知
  forwards 市政府办公室关于稳定生猪生产的意见
某县人民政府批转县林业局制定的《关于封山育林办法》的通知
  forwards 县林业局关于封山育林办法
某市水务局翻印《松江省节约用水条例》的通知
  forwards 松江省节约用水条例
某市教育局转发省教育厅转发教育部关于禁止校园欺凌的通知的通知
  forwards 省教育厅转发教育部关于禁止校园欺凌的通知
关于印发红河州托育补助管理办法的通知
  issues 红河州托育补助管理办法
关于印发〈红河州托育补助管理办法》的通知
  issues 红河州托育补助管理办法
某市关于修订印发《某市托育补助管理办法》的通知
  issues 某市托育补助管理办法
某局关于印发《〈某市托育补助管理办法〉实施细则》的通知
  issues 〈某市托育补助管理办法〉实施细则
  implements 某市托育补助管理办法
云南省实施《中华人民共和国母婴保健法》办法
  implements 中华人民共和国母婴保健法
云南省实施中华人民共和国母婴保健法办法
  implements 中华人民共和国母婴保健法
中华人民共和国个人所得税法实施条例
  implements 中华人民共和国个人所得税法
云南省贯彻国务院《关于促进托育服务发展的意见》的实施方案
  implements 国务院关于促进托育服务发展的意见
关于贯彻落实《国务院关于托育服务的指导意见》的实施意见
  implements 国务院关于托育服务的指导意见
云南省人民政府关于贯彻落实国务院托育服务发展规划的实施意见
  implements 国务院托育服务发展规划
国务院关于修改《托育管理条例》和《托幼管理条例》的决定
  amends 托育管理条例
  amends 托幼管理条例
某市人民政府关于废止《某市托育管理办法》等3件规章的决定
  repeals 某市托育管理办法
关于修改部分行政法规的决定
关于修订《某市托育管理办法》所附文书格式的公告
关于在试点地区暂时调整实施《托育管理条例》有关规定的决定
关于贯彻落实党的全会精神的意见
某省人才卡实施办法（试行）
个旧市托育服务补助实施方案
关于做好托育服务工作的通知
"""


def cases() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in CASES.strip().splitlines():
        if line.startswith("  "):
            found[-1][1].append(line.strip())
        else:
            found.append((line, []))
    return found


@pytest.mark.parametrize(("title", "said"), cases())
def test_titles(title: str, said: list[str]) -> None:
    assert [f"{done.act} {done.title}" for done in objects(title)] == said


def test_a_number_beside_the_title_is_taken() -> None:
    (done,) = objects("转发《国务院关于托育服务的意见》（国发〔2020〕1号）的通知")
    assert (done.title, done.number) == ("国务院关于托育服务的意见", "国发〔2020〕1号")


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("宜春市财政局转发赣财农〔2019〕21号文件的通知", "赣财农〔2019〕21号"),
        ("辽宁省发展改革委转发发改价格〔2009〕1001号文的通知", "发改价格〔2009〕1001号"),
        ("攀枝花市交通局关于转发省交通厅川交发[2004]88号文件的通知", "川交发〔2004〕88号"),
        ("天津市财政局转发财政部 税务总局公告2022年第10号的通知", "财政部税务总局公告2022年第10号"),
        ("吉林市人民政府办公室转发吉政办发〔2012〕45号文件进一步做好供热工作的通知", "吉政办发〔2012〕45号"),
    ],
)
def test_a_number_alone_says_what_is_forwarded(title: str, number: str) -> None:
    (done,) = objects(title)
    assert (done.title, done.number) == ("", number)


def test_who_issued_a_title_in_marks_is_kept() -> None:
    (done,) = objects("昆明市财政局转发省财政厅《托育补助管理办法》的通知")
    assert (done.title, done.issuer) == ("托育补助管理办法", "省财政厅")


def test_details_of_a_placed_title_are_ambiguous() -> None:
    """The province's details of a national rule, or details of a rule of the province."""
    (placed,) = objects("云南省托育补助管理办法实施细则")
    (plain,) = objects("托育补助管理办法实施细则")
    assert placed.ambiguous and not plain.ambiguous
