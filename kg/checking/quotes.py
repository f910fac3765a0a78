"""Quotes against the text of their document, one document after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.terms import OA, PK

if TYPE_CHECKING:
    from kg.stores.store import Store, Term

__all__ = ["differs", "doubtful"]

_PARTS = {"start": OA.start, "end": OA.end, "prefix": OA.prefix, "exact": OA.exact, "suffix": OA.suffix}


def differs(text: str, start: int, end: int, prefix: str, exact: str, suffix: str) -> bool:
    """Whether a quote is not what the text says at ``[start, end)``, or does not go on as its prefix and suffix say."""
    around = text[max(0, start - len(prefix)) : end + len(suffix)]
    return end - start != len(exact) or around != prefix + exact + suffix


def doubtful(store: Store, document: str) -> bool:
    """Whether a stored document may have a quote that is not in its text, or that cannot be compared so quickly."""
    of = f"GRAPH <{document}> {{{{ {{}} }}}}"
    # Five scans that are put together in memory take half the time of looking up the parts of one quote after the other.
    scans = [f"{{ SELECT ?q ?{name} {{ {of.format(f'?q <{part}> ?{name}')} }} }}" for name, part in _PARTS.items()]
    texts = [_text(text) for (text,) in store.rows(f"SELECT ?text {{ {of.format(f'?d <{PK.text}> ?text')} }}")]
    [(count,)] = store.rows(f"SELECT (COUNT(*) AS ?n) {{ {of.format(f'?q <{OA.exact}> ?exact')} }}")
    quotes = int(_text(count))
    if len(texts) != 1:
        return quotes > 0
    compared = 0
    for row in store.rows(f"SELECT ?{' ?'.join(_PARTS)} {{ {' '.join(scans)} }}"):
        start, end, prefix, exact, suffix = map(_text, row)
        compared += 1
        if not (start.isdecimal() and end.isdecimal()):
            return True
        if differs(texts[0], int(start), int(end), prefix, exact, suffix):
            return True
    return compared != quotes


def _text(term: Term | None) -> str:
    """The characters of a value, or its IRI."""
    return str(getattr(term, "value", term))
