"""Every message that the code holds has its Chinese, every row is the Chinese of some message, and values find their places."""

from __future__ import annotations

import csv
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

import click
from folders import DATA
from source_messages import CHINESE, expanded_row, messages, strings, texts

import queries
from kg.cli import EPILOG, cli
from kg.tables.messages import PLACE, chinese, in_language
from ontology.tables import rows

# Strings that look like sentences and are none that a user reads, by their beginning.
EXEMPT = {
    "no space|": "regular expression over what an engine says",
    "permission denied|": "regular expression over what an engine says",
    "error at 1:1": "made like the engine's own message, which ask.syntax rewords",
    "td, th, ": "names of HTML elements",
    "table, p, ": "names of HTML elements",
    "# Administrative divisions": "head of a table that a script makes",
    "# Common Chinese words": "head of a table that a script makes",
    "provinces.tsv: ": "fault of a table of the package, found by its test",
    "Rich Text Format": "the name of a filter of LibreOffice",
    "\b\nA first round:": "the end of the overview of commands, in both languages",
    "# Part of policy-kg.": "the first line of our packages, by which they are known",
    "kg: {} is no part of policy-kg": "told in both languages, since the table may be another package's",
    "to_pandas() needs": "raised in Python only",
    "to_arrow() needs": "raised in Python only",
    "A graph of policies, projects and money": "title in the graph, where the Chinese one stands beside it",
}
# Files whose messages no user reads, each with the reason.
UNREAD = {
    "kg/checking/screens.py": "a shape of the package's own that kg check cannot screen: found by its test",
    "kg/checking/shapes.py": "a shape of the package's own that kg check cannot screen: found by its test",
    "kg/web/dossiers/things.py": "answers to programs that ask for RDF: an error over HTTP has one language",
    "loaders/rdf/jsonl.py": "names of the fields that are printed",
    "ontology/making/": "tools of maintenance: the heads of the tables that they write",
}
# Reasons that the system gives come from C, not from our code.
SYSTEM = {os.strerror(code) for code in errno.errorcode}
ROWS = rows("kg.tables", "messages.tsv")
KNOWN = {text for row in ROWS for text in expanded_row(row["en"])}


# What code puts before a sentence that it has from elsewhere: the file, what is printed, another sentence.
BEFORE = ("", "{} ", "{}: ", "kg: ")
_END = re.compile(r"(?<=[.;]) ")


def parts(text: str) -> set[str]:
    """A message, and the sentences that stand in it one after another."""
    return {text} | {part.removesuffix(";") for part in _END.split(text)}


def known(text: str) -> bool:
    """Whether a message, with ``{}`` for its values, has its row; of several sentences after one another, whether each has."""
    whole = {before + text for before in BEFORE} | {text.removeprefix(before) for before in BEFORE}
    return bool(whole & KNOWN) or text == "{}" or (len(parts(text)) > 1 and all(map(known, parts(text) - {text})))


def test_every_message_has_its_chinese() -> None:
    missing = [
        f"{one.place}: {one.text}"
        for one in messages()
        if not known(one.text) and not one.text.startswith(tuple(EXEMPT)) and not one.place.startswith(tuple(UNREAD))
    ]
    assert missing == [], "add a row to kg/tables/messages.tsv for each"


def test_no_row_is_dead() -> None:
    used = texts() | SYSTEM | signatures()
    docstrings = {*helps(cli), *EPILOG.splitlines(), *notes()}
    clicks = of_click()
    used |= docstrings | {part.removeprefix(before) for text in used for part in parts(text) for before in BEFORE}
    dead = [
        row["en"]
        for row in ROWS
        if not any(text.removeprefix(before) in used for text in expanded_row(row["en"]) for before in BEFORE)
        and not any(pattern.search(expanded_row(row["en"])[0]) for pattern in clicks)
    ]
    assert dead == [], "no string of the code is this message any more"


def of_click() -> list[re.Pattern[str]]:
    """The strings of click, which has its own messages."""
    files = Path(click.__file__).parent.glob("*.py")
    found = {text for file in files for text in strings(file)}
    said = [text for text in found if re.search("[a-z]{4}", text) and (" " in text or text in ("Options", "Commands"))]
    pieces = [re.split(r"\{[^{}]*\}", text) for text in [*said, "required", "Usage:"]]
    return [re.compile(".+".join(map(re.escape, one))) for one in pieces if len(max(one, key=len)) > 6]


def test_every_help_has_its_chinese() -> None:
    paragraphs = list(helps(cli))
    # The overview says what it is in both languages, one paragraph after the other.
    shown = [text for text, after in zip(paragraphs, [*paragraphs[1:], ""], strict=True) if not CHINESE.match(after)]
    missing = [text for text in shown if not CHINESE.match(text) and chinese(text) == text]
    missing += [note for note in notes() if note not in KNOWN]
    assert missing == []


def notes() -> set[str]:
    """What the parameters of the named queries are."""
    return {param.note for name in queries.names() for param in queries.load(name).params}


def helps(command: click.Command) -> Iterator[str]:
    """The paragraphs of a command's help and the help of its options, also of the commands below it."""
    for paragraph in re.split(r"\n\s*\n", command.help or ""):
        yield " ".join(paragraph.split())
    for param in command.params:
        if isinstance(param, click.Option) and param.help:
            yield param.help
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


def signatures() -> set[str]:
    """What a file is by its first bytes, and what to do with it: words of a table that stand in a message."""
    found = rows("loaders.formats", "signatures.tsv")
    return {row[column] for row in found for column in ("what", "advice")}


def test_a_row_is_one_sentence_in_two_languages() -> None:
    for row in ROWS:
        places = [place[1] for place in PLACE.finditer(row["en"]) if place[1]]
        assert sorted(set(re.findall(r"\{(\w+)\}", row["zh"]))) == sorted(places), f"the values of {row}"
        assert CHINESE.search(row["zh"]) or not re.search("[a-z]{3}", PLACE.sub("", row["en"])), row


def test_values_find_their_places() -> None:
    """A message with values of its own is put into the Chinese of its own row, and of no other."""
    for row in ROWS:
        names = [place[1] for place in PLACE.finditer(row["en"]) if place[1]]
        values = {name: f"V{at}" for at, name in enumerate(names)}
        said = PLACE.sub(lambda place: values[place[1]] if place[1] else place[2].split("|")[0], row["en"])  # noqa: B023
        assert chinese(said) == re.sub(r"\{(\w+)\}", lambda place: values[place[1]], row["zh"])  # noqa: B023


def test_messages_within_messages() -> None:
    said = "a.docx is damaged: open it in Word or WPS, save it again and load that."
    assert chinese(said) == "a.docx 已损坏：请用 Word 或 WPS 打开并另存，再读入。"
    assert (
        chinese(f"{said} Nothing was read.") == "a.docx 已损坏：请用 Word 或 WPS 打开并另存，再读入。未读取任何文件。"
    )
    assert in_language(said, "en") == said


def test_what_is_no_message_stays_as_it_is() -> None:
    for text in ("Budget of the city.pdf", "云财社发〔2023〕36号", "", " \n"):
        assert chinese(text) == text


def test_all_reasons_of_files_are_chinese() -> None:
    """The sentences of the golden file, as the readers give them."""
    with (DATA / "messages.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", chinese(row["message"]).replace("pip install", "")), row
