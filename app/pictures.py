"""The easy-read pictures that ship with us: their names and what each shows."""

import json
from functools import cache
from typing import Any

from app.static_files import STATIC_DIR


@cache
def picture_index() -> dict[str, dict[str, Any]]:
    """Return {name: {"alt", "source", "licence", …}} of every picture, as built."""
    index: dict[str, dict[str, Any]] = json.loads(
        (STATIC_DIR / "pictures" / "index.json").read_text(encoding="utf-8")
    )
    return index


def pictures_to_choose() -> dict[str, str]:
    """Return {name: what it shows}, by what it shows."""
    index = picture_index()
    return {name: index[name]["alt"] for name in sorted(index, key=lambda name: index[name]["alt"])}
