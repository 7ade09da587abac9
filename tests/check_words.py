"""Fail when translations/messages.pot is not what the pages say now."""

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po


def words(path: Path) -> set:
    with path.open("rb") as file:
        return {(message.id, message.context) for message in read_po(file) if message.id}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "messages.pot"
        extract = ["pybabel", "--quiet", "extract", "--mapping", "babel.cfg", "--keyword", "_l"]
        subprocess.run([*extract, "--output", str(fresh), "."], check=True)
        if words(fresh) != words(Path("translations/messages.pot")):
            sys.exit("translations/messages.pot is out of date: run 'make translations'.")


if __name__ == "__main__":
    main()
