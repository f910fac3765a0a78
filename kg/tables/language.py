"""The language in which the user is spoken to."""

from __future__ import annotations

import locale
import os
from typing import Literal

Language = Literal["en", "zh"]


def user_language() -> Language:
    """The user's language: ``KG_LANG`` (zh, en), else the locale, else English."""
    named = os.environ.get("KG_LANG") or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES")
    named = named or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"
