"""Lists that a person may edit, in TOML: a slip in one is said with its file and line."""

import tomllib
from importlib.resources.abc import Traversable
from typing import Any

from nlp.types import NlpError


def read_table(file: Traversable) -> dict[str, Any]:
    """Read a TOML file; `NlpError` says which file cannot be read, and at which line and why."""
    try:
        # "-sig": some editors put a mark at the beginning that TOML does not allow.
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NlpError(f"{file} is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        if reason.startswith("Cannot overwrite a value"):
            reason = reason.replace("Cannot overwrite a value", "A name is given twice")
        raise NlpError(f"{file} cannot be read: {reason}.") from error
