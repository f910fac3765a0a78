"""What answers rest on while a load has not come to its end, for regulations are resolved when all files are stored; or on another version's rules."""

from __future__ import annotations

from kg.resolution import rules
from kg.stores import catalogue
from kg.stores.store import Store

_OTHER_RULES = (
    "This store was made by another version of policy-kg, so answers may be missing; run kg load again on its files.",
    "此库由另一版本的 policy-kg 建立，查询结果可能不全；请对原文件再运行一次 kg load。",
)


def notice(store: Store) -> tuple[str, str] | None:
    """A sentence in English and in Chinese where what is derived is not what we would make of the documents; None where it is."""
    if not catalogue.is_stale(store):
        return _OTHER_RULES if rules.differ(store) else None
    held = store.holder()
    if held is not None:
        return (
            f"New files are being stored ({held}): what the regulations mean is still that of before.",
            f"正在读入新文件（{held}）：政策文件的归并结果仍是读入前的。",
        )
    return (
        "The last load was interrupted: what the regulations mean is behind the stored files; run kg load again.",
        "上次读入被中断：政策文件的归并结果落后于已读入的文件；请再运行一次 kg load。",
    )
