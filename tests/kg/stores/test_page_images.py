"""The images of pages that OCR read: kept once a page, shown whole with the words framed, or cut to a place."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import rdflib
from scanned_paper import DOCUMENT, FIRST, HIGH, LEFT, TEXT, TOP, WHITE, WIDE, read

from kg.checking.check import check
from kg.stores import extractions, page_images
from kg.stores.opening import memory_store
from kg.stores.page_images import crops, cut, whole
from loaders.rdf.triples import nquads
from loaders.source import PageImage, Recognised

IMAGE = PageImage(1, WHITE)
NUMBER = TEXT.index("清政发")


def frames(svg: str) -> list[tuple[float, ...]]:
    """What is framed, in pixels of the image: left, top, width, height."""
    return [
        tuple(map(float, found)) for found in re.findall(r'<rect x="(.+?)" y="(.+?)" width="(.+?)" height="(.+?)"', svg)
    ]


def test_each_page_is_kept_beside_the_records_and_read_alone() -> None:
    extraction, store = read(), memory_store()
    assert page_images.kept(store.select, [DOCUMENT]) == {} == page_images.kept(store.select, [])
    assert page_images.image(store, DOCUMENT, 1) is None
    store.add(nquads(extraction))
    assert page_images.kept(store.select, [DOCUMENT]) == {DOCUMENT: {1, 2}}
    assert [page_images.image(store, DOCUMENT, page) for page in (1, 2, 3)] == [IMAGE, PageImage(2, WHITE), None]
    assert page_images.size(IMAGE) == (100, 141)
    # What an audit reads of a document holds no image, and is what was kept without them.
    assert extractions.read(store, DOCUMENT, "a.pdf") == replace(extraction, images=())
    (records,) = (value for _, _, value in store.statements(DOCUMENT, "https://w3id.org/policy-kg/ns#records"))
    assert WHITE not in records


def test_what_says_so_holds_and_a_second_image_of_a_page_does_not() -> None:
    stated = rdflib.Dataset()
    stated.parse(data=nquads(read()), format="nquads")
    (graph,) = (graph for graph in stated.graphs() if len(graph))
    assert [one for one in check(graph) if "page" in str(one)] == []
    image = next(graph.subject_objects(rdflib.URIRef("https://w3id.org/policy-kg/ns#image")))
    graph.add((image[0], rdflib.URIRef("https://w3id.org/policy-kg/ns#image"), rdflib.Literal("x")))
    assert any("#page=" in str(one) for one in check(graph))


@pytest.mark.parametrize("data", ['"><script>', "", "UklGRg==\n<svg"])
def test_what_is_no_image_is_not_shown(data: str) -> None:
    store = memory_store()
    store.add(nquads(replace(read(), images=(PageImage(1, data),))))
    assert page_images.image(store, DOCUMENT, 1) is None


# -- where words stand


def test_a_place_is_framed_within_its_line_and_cut_as_wide_as_the_page_is_printed() -> None:
    (crop,) = crops(read(), NUMBER, NUMBER + 3)
    (frame,) = crop.frames
    assert crop.page == 1
    line = FIRST[: FIRST.index("立项依据") + 5].count("\n")
    assert frame == pytest.approx((LEFT + 12 * WIDE, TOP + 40 * line, LEFT + 15 * WIDE, TOP + 40 * line + HIGH), abs=1)
    left, top, right, bottom = crop.box
    assert left < LEFT and top < frame[1] and bottom > frame[3]
    assert right > max(one.box[2] for one in read().recognised if one.page == 1)


def test_figures_are_half_as_wide() -> None:
    start = TEXT.index("30万元")
    ((frame,),) = (crop.frames for crop in crops(read(), start, start + 4))
    assert frame[0] == pytest.approx(LEFT + 4 * WIDE / 2 + 3 * WIDE, abs=1)
    assert frame[2] - frame[0] == pytest.approx(2 * WIDE / 2 + 2 * WIDE, abs=1)


def test_a_place_on_two_pages_has_two_crops_and_one_that_nobody_read_has_none() -> None:
    end = FIRST.rindex("117号")
    found = crops(read(), end, TEXT.index("资金安排"))
    assert [(crop.page, len(crop.frames)) for crop in found] == [(1, 1), (2, 2)]
    assert crops(replace(read(), recognised=()), 0, 10) == []


def test_a_cell_of_several_lines_is_framed_whole() -> None:
    cell = Recognised(0, 20, 1, (100, 100, 300, 190), (99,) * 20)
    (crop,) = crops(replace(read(), recognised=(cell,)), 4, 6)
    assert crop.frames == ((100, 100, 300, 190),)


# -- as SVG


def test_a_page_shows_its_lines_what_is_unsure_in_them_and_the_place_that_is_asked_for() -> None:
    extraction = read("（清政发〔2023〕3")
    lines = FIRST.count("\n")
    plain = frames(whole(IMAGE, extraction))
    assert len(plain) == lines + 1
    left, top, wide, high = plain[-1]
    six = TEXT.index("36号")
    (crop,) = crops(extraction, six, six + 1)
    assert (left, top) == pytest.approx((crop.frames[0][0] * 0.1, crop.frames[0][1] * 0.141), abs=0.1)
    assert (wide, high) == pytest.approx((WIDE / 2 * 0.1, HIGH * 0.141), abs=0.1)
    assert len(frames(whole(IMAGE, extraction, (six, six + 2)))) == lines + 2
    # Which bracket it is makes nothing unsure.
    assert len(frames(whole(IMAGE, read("（清政发〔")))) == lines
    # A place on another page adds nothing to this one.
    assert frames(whole(IMAGE, extraction, (len(TEXT) - 5, len(TEXT)))) == plain


def test_a_crop_needs_nothing_else_and_may_share_the_image_of_its_page() -> None:
    (crop,) = crops(read(), NUMBER, NUMBER + 3)
    alone = cut(IMAGE, crop)
    assert alone.count(WHITE) == 1 and "http" not in alone.replace("http://www.w3.org/2000/svg", "")
    assert len(frames(alone)) == 1
    used = cut(IMAGE, crop, "p1", '第<1>页"')
    assert WHITE not in used and '<use href="#p1"/>' in used and 'aria-label="第&lt;1&gt;页&quot;"' in used
    assert 'id="p1"' in page_images.shared(IMAGE, "p1") and page_images.shared(IMAGE, "p1").count(WHITE) == 1
