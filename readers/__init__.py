"""Readers of files that strangers made. Each runs in a process of its own, with limits (R-IMP-1).

`python -m readers table` (or `picture`, or `sound`) takes a file on its standard input and prints
lines of JSON. It knows nothing of the web or the database, and says what is wrong as a code, never
in the file's own words.
"""

KIB, MIB = 1024, 1024 * 1024
MOST_MEMORY, MOST_SECONDS = 512 * MIB, 30
LARGEST_FILE = 5 * MIB
MOST_ROWS, MOST_COLUMNS, LARGEST_CELL = 10_000, 200, 32 * KIB
#: What the reading process hands over is held by the web process, which must stay small.
MOST_CELLS, MOST_TEXT = 500_000, 12 * MIB


class RefusedError(Exception):
    """A file cannot be read: `code` says why, `where` in which cell."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where
