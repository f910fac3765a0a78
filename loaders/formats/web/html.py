"""Web pages: the article of the page as text, its tables as grids, the index table as labels.

The reader never drops a line because it was seen before: a disclosure repeats its field names once a project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from loaders.formats.web import index_table, page_text
from loaders.source import Source, UnreadableFile

MAX_CHARACTERS = 10_000_000
MAX_NESTING = 2_000
MAX_TAGS = 600_000
"""Signs ``<`` in a page: three million empty paragraphs take minutes and say nothing."""
MAX_ATTRIBUTES = 20_000
"""Words in one tag: the parser compares every attribute with all before it."""
_ENOUGH = 40  # characters: a container with less is a banner or an empty shell
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([A-Za-z0-9_-]{2,20})", re.I)
_PAGE = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,20})?(?:<!--[^>]{0,2000}-->\s{0,20})?"
    r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|style|script)\b",
    re.I,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)")
_FOREIGN = ("svg", "math")
# Elements without an end tag, or whose end tag may be left out: they do not nest by themselves.
_FLAT = re.compile(
    r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|dt|dd|option|optgroup|tr|td|th|"
    r"thead|tbody|tfoot|colgroup|html|head|body|rt|rp)$",
    re.I,
)
_BLANKS = re.compile(r"\s+")
_TITLE_LABEL, _LONGEST_TAG = "标题", 300  # characters
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]*$")


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page declares in its first 4,096 bytes; every member of the GB family is ``gb18030``."""
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    charset = match[1].decode("ascii").lower()
    if charset in ("gb2312", "gbk", "gb_2312-80", "x-gbk", "gb18030", "cp936"):
        return "gb18030"
    return "big5" if charset.startswith("big5") else charset


def looks_like_page(text: str) -> bool:
    """Whether a text begins as a web page does, whatever its file is called."""
    return _PAGE.match(text) is not None


def is_whole_page(text: str) -> bool:
    """Whether a text is a web page from its first element on, and no text that begins with some element."""
    return looks_like_page(text) and "<body" in text.lower()


def source(markup: str, path: str, sha256: str, encoding: str) -> Source:
    """A web page as a source: index table, title, then the article.

    Raises UnreadableFile over the limits (10 million characters; elements nested 2,000 deep) or when no text is left.
    """
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    refuse_hostile(markup, name)
    tree = LexborHTMLParser(markup)
    body = tree.body
    if body is None:
        raise UnreadableFile(
            f"{name} is a web page without a body: open it in a browser, copy the text into a .txt file."
        )
    containers = _containers(tree, body)
    writer = page_text.TextWriter()
    labels: dict[str, tuple[int, int]] = {}
    index = index_table.find(body)
    for label, printed, value in index.entries:
        writer.text(f"{printed}：")
        start = writer.position
        writer.text(value)
        labels.setdefault(label, (start, writer.position))
        writer.end_line()
    for label, value in _tagged(tree).items():
        if value and label not in labels and label != _TITLE_LABEL:
            writer.text(f"{label}：")
            labels[label] = writer.position, writer.position + len(value)
            writer.text(value)
            writer.end_line()
    article = page_text.TextWriter()
    try:
        for container in containers:
            page_text.write(container, article, leave_out=index.nodes)
    except UnreadableFile as error:
        raise UnreadableFile(f"{name} {error}") from error
    title = _title(tree)
    if title and _BLANKS.sub("", title) not in _BLANKS.sub("", article.content()):
        writer.text(title)
        writer.end_line()
    content = article.content()
    if not content.strip():
        raise UnreadableFile(
            f"{name} is a web page without text: it may be built by a script, so save it from the browser as "
            "text (.txt) and load that."
        )
    offset = len(writer.content())
    blocks = (*writer.blocks(), *(block.moved(offset) for block in article.blocks()))
    return Source(
        path=path,
        sha256=sha256,
        text=writer.content() + content,
        encoding=encoding,
        format="html",
        blocks=blocks,
        labels=labels,
    )


def refuse_hostile(markup: str, name: str) -> None:
    """Raise UnreadableFile for elements that would keep the parser busy for hours: nothing that a person wrote."""
    if len(markup) > MAX_CHARACTERS:
        raise UnreadableFile(f"{name} is larger than the limit of 10 MB for a web page: split it and load the parts.")
    if markup.count("<") > MAX_TAGS:
        raise UnreadableFile(f"{name} has more than {MAX_TAGS:,} tags, the limit: split it and load the parts.")
    if any(len(tag[3].split()) > MAX_ATTRIBUTES for tag in _TAG.finditer(markup) if len(tag[3]) > MAX_ATTRIBUTES):
        raise UnreadableFile(
            f"{name} has a tag with more than {MAX_ATTRIBUTES:,} attributes, the limit: save the text as .txt and load that."
        )
    if _nesting(markup) > MAX_NESTING:
        raise UnreadableFile(
            f"{name} nests its elements more than {MAX_NESTING:,} deep, which no ordinary page does: "
            "save the text as .txt and load that."
        )


def _nesting(markup: str) -> int:
    """An upper estimate of how deep elements nest, before the parser (quadratic in depth) sees them; it stops at the limit.

    Inside ``svg`` and ``math`` any element nests, unless it ends itself (HTML standard, 13.2.6.5).
    """
    depth = deepest = foreign = 0
    for match in _TAG.finditer(markup):
        name = match[2].lower()
        if name in _FOREIGN:
            foreign = max(0, foreign - 1) if match[1] else foreign + 1
        elif match[3].endswith("/") if foreign else _FLAT.match(name):
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
        if deepest > MAX_NESTING:
            break
    return deepest


def _containers(tree: LexborHTMLParser, body: LexborNode) -> list[LexborNode]:
    """The elements that hold the article: by the known containers, else by where the text stands densest."""
    whole = _weight(body)
    for selector in page_text.words("container"):
        nodes = _outermost(tree.css(selector))
        if sum(map(_weight, nodes)) >= max(_ENOUGH, whole // 5):
            return nodes
    return [_densest(body)]


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    chosen: set[int] = set()
    kept = []
    for node in nodes:
        above = node.parent
        while above is not None and above.mem_id not in chosen:
            above = above.parent
        if above is None:
            chosen.add(node.mem_id)
            kept.append(node)
    return kept


def _weight(node: LexborNode) -> int:
    """How many characters that are not links, menus or scripts the element holds."""
    return sum(1 for piece in page_text.pieces(node, links=False) for c in piece if not c.isspace())


def _densest(body: LexborNode) -> LexborNode:
    """Go down while one child holds four fifths of the text: the smallest element with the whole article."""
    weights = page_text.weights(body)
    node = body
    while True:
        heavy = [c for c in _children(node) if weights.get(c.mem_id, 0) >= 0.8 * weights.get(node.mem_id, 0)]
        if len(heavy) != 1 or weights.get(node.mem_id, 0) == 0 or heavy[0].tag in ("table", "p", "ul", "ol", "dl"):
            return node
        node = heavy[0]


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next


def _title(tree: LexborHTMLParser) -> str:
    """The page's title: its ArticleTitle tag, the only h1, or the title element without the name of the site."""
    tagged = _tagged(tree).get(_TITLE_LABEL)
    if tagged is not None:
        return tagged
    headings = [h for h in tree.css("h1") if h.text().strip()]
    if len(headings) == 1:
        return _BLANKS.sub(" ", headings[0].text()).strip()
    title = tree.css_first("title")
    return _SITE.sub("", _BLANKS.sub(" ", title.text()).strip()[:300]) if title is not None else ""


def _tagged(tree: LexborHTMLParser) -> dict[str, str]:
    """What the tags of the page's head say of the article, by the labels of the index table."""
    known = page_text.words("meta")
    found: dict[str, str] = {}
    for meta in tree.css("meta"):
        label = known.get((meta.attributes.get("name") or "").lower())
        if label is not None:
            found.setdefault(label, _BLANKS.sub(" ", meta.attributes.get("content") or "").strip()[:_LONGEST_TAG])
    return found
