"""Crafted web pages: depth, spans, and markup that makes a parser repeat itself."""

from __future__ import annotations

from attacks import Attack

SAID = "<p>清河县2024年预算公开，依据《村医补助办法》（松财社发〔2023〕1号）安排10万元，用于全县村医补助。</p>"


def page(body: str, head: str = "", before: str = "<!DOCTYPE html>") -> bytes:
    return f'{before}<html><head><meta charset="utf-8">{head}</head><body>{SAID}{body}</body></html>'.encode()


def table(cells: str, rows: int = 1) -> str:
    return f"<table>{f'<tr>{cells}</tr>' * rows}</table>"


PAGES = [
    *(
        Attack(
            f"deep-{tag}.html",
            lambda tag=tag: page(f"<{tag}>" * (9_000_000 // (len(tag) + 2))),
            "",
        )  # type: ignore[misc]
        for tag in ("div", "b", "font", "a", "table", "ul", "svg", "select", "p", "li", "td", "x-y", "nobr", "button")
    ),
    Attack("deep-svg-td.html", lambda: page("<svg>" + "<td>" * 1_000_000), ""),
    Attack("deep-svg-tr.html", lambda: page("<svg>" + "<tr>" * 1_000_000), ""),
    Attack("deep-math-input.html", lambda: page("<math>" + "<input>" * 1_000_000), ""),
    Attack("deep-svg-p.html", lambda: page("<svg><desc>" + "<svg><title>" * 4000), ""),
    Attack("deep-lists.html", lambda: page("<ul><li>" * 1_000_000), ""),
    Attack("deep-cells.html", lambda: page("<table><tr><td>" * 500_000), ""),
    Attack("deep-template.html", lambda: page("<template>" * 800_000), ""),
    Attack("deep-odd-names.html", lambda: page("<d-1><d.2>" * 400_000), ""),
    Attack("deep-slash.html", lambda: page("<div/>" * 1_000_000), ""),
    Attack("deep-closed-elsewhere.html", lambda: page("<div></p>" * 800_000), ""),
    Attack("deep-false-ends.html", lambda: page("<div></x></y>" * 500_000), ""),
    Attack("deep-in-comment.html", lambda: page("<!--" + "</div>" * 900_000 + "-->" + "<div>" * 300_000), ""),
    Attack("deep-in-attribute.html", lambda: page(f"<i title='{'</div>' * 500_000}'>" + "<div>" * 500_000), ""),
    Attack("deep-in-script.html", lambda: page(f"<script>{'</div>' * 500_000}</script>" + "<div>" * 500_000), ""),
    Attack("misnested.html", lambda: page("<b><p>x</b>" * 120_000), None),
    Attack("formatting.html", lambda: page("<p><b><i><u><s><tt>" * 1_900), None),
    Attack("formatting-many.html", lambda: page("".join(f"<font a{n}>" for n in range(1_900)) + "<p>" * 20_000), None),
    Attack("wide.html", lambda: page("<i>x</i>" * 1_100_000), None),
    Attack("span.html", lambda: page(table("<td colspan=2000000000 rowspan=2000000000>a</td>" * 60, 60)), None),
    Attack("span-many.html", lambda: page(table("<td colspan=63 rowspan=63>a</td>" * 2_000, 100)), None),
    Attack("span-column.html", lambda: page(table("<td rowspan=63>a</td>", 200_000)), None),
    Attack(
        "span-words.html",
        lambda: page(table("<td colspan=x rowspan=-1>a</td><td colspan='１２'>b</td><td colspan=²>")),
        None,
    ),
    Attack("tables.html", lambda: page(table("<td>a<td>b") * 250_000), None),
    Attack("cells.html", lambda: page(table("<td>" * 2_000_000)), None),
    Attack("attributes.html", lambda: page("<i " + " ".join(f"a{n}=1" for n in range(700_000)) + ">x</i>"), None),
    Attack("attribute.html", lambda: page(f"<i class='{'a ' * 4_000_000}'>x</i>"), None),
    Attack("style.html", lambda: page("<i style='" + "display " * 100_000 + "'>x</i>"), None),
    Attack("open.html", lambda: page("<" * 9_000_000), None),
    Attack("comments.html", lambda: page("<!--" * 2_000_000), None),
    Attack("entities.html", lambda: page("&NotEqualTilde;&#x10FFFF;&#xD800;&#0;&#99999999999;" * 150_000), None),
    Attack(
        "entity-bomb.html",
        lambda: page("&e9;", before='<!DOCTYPE html [<!ENTITY e0 "笑"><!ENTITY e9 SYSTEM "secret.txt">]>'),
        None,
    ),
    Attack(
        "include.html",
        lambda: page(
            '<iframe src="secret.txt"></iframe><object data="file:secret.txt"></object><link rel=import href=secret.txt>'
        ),
        None,
    ),
    Attack("large.html", lambda: page("<p>村医补助</p>" * 800_000), "10 MB|600,000"),
    Attack("charset.html", lambda: page("", '<meta charset="utf-7">'), None),
    Attack(
        "charset-none.html",
        lambda: b'<html><head><meta charset="' + b"x" * 3000 + b'"></head><body>a\xff\xfe\x80\x81</body>',
        None,
    ),
    Attack("titles.html", lambda: page("<h1>x</h1>" * 900_000, "<title>" + "-—_|" * 500_000 + "</title>"), None),
    Attack("index.html", lambda: page(table("<td>索引号：</td>" * 1_000, 100)), None),
    Attack("page.xls", lambda: page("<div>" * 1_000_000), ""),
    Attack("page.doc", lambda: page("<table>" * 1_000_000), ""),
]
