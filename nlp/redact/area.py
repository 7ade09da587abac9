"""The area's own lists of schools and places: files in the data folder that stand for ours.

A slip in one must not stop whoever reads comments: what was used before goes on being used.
"""

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

from nlp.redact.listed import plain_words, read_names
from nlp.types import NlpError

logger = logging.getLogger(__name__)
#: The files by name, and what stands for a name of theirs.
FILES = {"schools.csv": "school", "places.csv": "place"}
MOST_BYTES = 5 * 1024 * 1024
#: Which file it is, and when it was last written; None when it is not there.
Stamp = tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class AreaList:
    """One list as it is on the disk.

    `names` are the area's own when `is_own`, else those that ship. `changed_at` is when the area's
    own file was last written, in seconds since 1970, None when there is none; `problem` is a
    sentence when that file cannot be used.
    """

    names: tuple[str, ...]
    is_own: bool = False
    changed_at: float | None = None
    problem: str = ""


def read_own(path: Path) -> list[str]:
    """Return the names of an area's own list; `NlpError` says why it cannot be used."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NlpError(f"{path} is over 5 MB.")
        names = [name for name in read_names(path) if plain_words(name)]
    except OSError as error:
        raise NlpError(f"{path} cannot be opened: {error.strerror}.") from error
    if not names:
        raise NlpError(f"{path} holds no names.")
    return names


def stamp_of(path: Path) -> Stamp:
    """Return what changes whenever a file is written or another one takes its place."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


class AreaLists:
    """The area's own names as they are used; `mark` tells sets of them apart, "" for none."""

    def __init__(self) -> None:
        self.own: dict[str, list[str]] = {}
        self.mark = ""
        self._stamps: dict[str, Stamp] = {}

    @property
    def were_read(self) -> bool:
        """True once somebody has looked for the files."""
        return bool(self._stamps)

    def read_again(self, folder: Path) -> bool:
        """Read the files of `folder` that have changed; say whether other names are used now.

        One that cannot be read is named in the log, once for each time that it was written.
        """
        before = self.mark
        for name in FILES:
            path = folder / name
            stamp = stamp_of(path)
            if stamp != self._stamps.get(name):
                self._read(name, path, is_there=stamp is not None)
                self.mark = self._make_mark()
            self._stamps[name] = stamp
        return self.mark != before

    def _read(self, name: str, path: Path, *, is_there: bool) -> None:
        if not is_there:
            self.own.pop(name, None)
            return
        try:
            self.own[name] = read_own(path)
        except NlpError as error:
            logger.warning("%s The list that was used before goes on being used.", error)

    def _make_mark(self) -> str:
        if not self.own:
            return ""
        content = repr(sorted(self.own.items())).encode(errors="replace")
        return hashlib.sha256(content).hexdigest()[:8]
