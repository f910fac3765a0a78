"""Crafted texts: long lines, brackets without end, characters that are none."""

from __future__ import annotations

from functools import partial

from attacks import Attack

SAID = "清河县2024年预算公开，依据《村医补助办法》（松财社发〔2023〕1号）安排10万元。\n"
REPEATED = {
    "titles": "《", "numbers": "〔", "brackets": "（", "square": "[", "digits": "1", "wide-digits": "１", "nested": "《（〔",
    "amounts": "1亿", "yuan": "元", "half-numbers": "云财社发〔2023", "lines": "\n1", "headings": "一、\n", "fields": "项目名称\n",
    "blanks": " ", "tabs": "\t", "rates": "元/人", "cells": "序号\t文号\t", "of-these": "其中：1万元，", "stops": "《《《《《《《。》",
    "years": "2023年", "ranges": "1-", "sums": "1+1=", "points": "1.", "commas": "1,", "orders": "第一条", "about": "关于印发",
}  # fmt: skip
MANY = {
    "amounts": "1万元，", "titles": "《办法》、", "numbers": "云财社发〔2023〕36号、", "serials": "云财社发〔2023〕3号" + "、3号" * 99,
}  # fmt: skip


def repeated(words: str, size: int = 1_000_000) -> bytes:
    """``size`` bytes of the same words."""
    return (words * (size // len(words.encode()))).encode()


def odd_characters() -> bytes:
    odd = [
        *map(chr, range(0x202A, 0x202F)),
        *map(chr, range(0x2066, 0x206A)),
        "\u2028",
        "\u2029",
        "\x85",
        "\ufeff",
        "\ufffe",
    ]
    odd += ["\U000e0041", "\U0010ffff", "\u200b", "\u0300" * 500, "\ufdd0", "\x1b[2J\x1b]0;x\x07", "\ue000", "𠀀"]
    return "".join(SAID.replace("预算", f"预{c}算") + SAID.replace("10", f"1{c}0") for c in odd).encode()


def one_line() -> bytes:
    """A table whose first row is one line of 49 MB."""
    return ("项目名称,金额\n" + "村医补助,10," * 2_700_000).encode()


TEXTS = [
    *(Attack(f"{name}.txt", partial(repeated, words), None) for name, words in REPEATED.items()),
    *(
        Attack(f"many-{name}.txt", partial(repeated, words, 6_000_000), "more than 100,000")
        for name, words in MANY.items()
    ),
    Attack("one-sum.txt", lambda: "共9万元，其中：".encode() + repeated("1万元，", 800_000), None),
    Attack("large.txt", lambda: SAID.encode() * 520_000, "50 MB"),
    Attack("one-line.csv", one_line, None),
    Attack("one-cell.csv", lambda: b'a,b\n"' + "村".encode() * 5_000_000 + b'"\n', None),
    Attack("quotes.csv", lambda: b'a,"b\n' * 300_000, None),
    Attack("commas.csv", lambda: b"," * 10_000_000, None),
    Attack("separators.csv", lambda: b"sep=\n" + b"a;b,c\td\n" * 100_000, None),
    Attack("odd-characters.txt", odd_characters, None),
    Attack("surrogates.txt", lambda: (SAID + "\ud800\udc00\udfff").encode("utf-8", "surrogatepass"), None),
    Attack("surrogates-16.txt", lambda: b"\xff\xfe" + SAID.encode("utf-16-le") + b"\x00\xd8", ""),
    Attack("surrogates-16-alone.txt", lambda: SAID.encode("utf-16-le") * 9 + b"\x00\xdc\x41\x00", ""),
    Attack("utf-7.txt", lambda: b"+/v8-" + SAID.encode("utf-7"), None),
    Attack("utf-32.txt", lambda: b"\xff\xfe\0\0" + b"\xff\xff\xff\x7f" * 99, ""),
    Attack("nul.txt", lambda: SAID.encode() + b"\0" * 1_000_000, ""),
    Attack("nul-few.txt", lambda: SAID.encode() * 9 + b"a\0b", None),
    Attack("empty.txt", lambda: b"", "empty"),
    Attack("blank.txt", lambda: b" \n\t" * 100_000, "empty"),
    Attack("mark.txt", lambda: b"\xef\xbb\xbf", "empty"),
    Attack("mark-16.txt", lambda: b"\xff\xfe", "empty"),
    Attack("no-ending", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), None),
]
