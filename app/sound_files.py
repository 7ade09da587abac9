"""Sounds: read apart, and those that go with a survey kept in the data folder by their content.

A name never stands for another sound, so a browser may keep what it has heard.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _l

from app.apart import FileRefusedError, StoppedError, reading
from app.errors import DomainError
from app.whole_files import write_whole

#: The start of the address of every sound of a survey.
PREFIX = "/sounds/"
#: Read by a person, or by a computer.
NAME = re.compile(r"(read|voice)-[0-9a-f]{16}")
#: What browsers everywhere play.
PUBLISHED = ("ogg", "mp3", "m4a", "wav")
#: What browsers and phones record.
RECORDED = ("webm", *PUBLISHED)
#: The one type that each kind is ever sent with, whatever its file called itself.
TYPES = {
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "webm": "audio/webm",
}
_FIRST_BYTES = {b"OggS": "ogg", b"RIFF": "wav", b"\x1aE\xdf\xa3": "webm"}
_SENTENCES = {
    "": _l("Choose a recording first."),
    "large-file": _l("This recording is over 5 MB. Make a shorter one."),
    "no-sound": _l("This is not a recording that we can use."),
    "broken-sound": _l("This recording is damaged. Please record it again."),
    "short-sound": _l("There is nothing to hear in this recording. Please record it again."),
    "long-sound": _l("This recording is too long. Make a shorter one."),
}


class SoundError(DomainError):
    """A sound is not taken; `field` names the answer to change."""

    field = "file"


@dataclass(frozen=True)
class Sound:
    """What is heard of a file, and how long it lasts."""

    kind: str
    seconds: float
    content: bytes


def read_sound(content: bytes, *, longest: int, kinds: tuple[str, ...]) -> Sound:
    """Return a sound without anything else that its file held; `longest` in seconds.

    Raises SoundError. It takes a moment in another process: hold no lock.
    """
    if not content:
        raise SoundError(_SENTENCES[""])
    try:
        with reading("sound", content, str(longest), *kinds) as lines:
            found = next(lines)
    except FileRefusedError as error:
        raise SoundError(_SENTENCES[error.code]) from error
    except StoppedError as error:
        raise SoundError(_SENTENCES["broken-sound"]) from error
    return Sound(found["kind"], found["seconds"], base64.b64decode(found["content"]))


def type_of(content: bytes) -> str:
    """Return the type to send a sound with that was read before."""
    if content[4:8] == b"ftyp":
        return TYPES["m4a"]
    return TYPES[_FIRST_BYTES.get(content[:4], "mp3")]


def folder() -> Path:
    """Return the folder of the sounds that go with surveys."""
    return Path(current_app.config["SETTINGS"].data_dir) / "sounds"


def is_here(name: str) -> bool:
    """Return True when there is a sound of this name."""
    return NAME.fullmatch(name) is not None and (folder() / name).is_file()


def size_of(name: str) -> int:
    """Return the bytes of a sound; 0 when it is not there."""
    return (folder() / name).stat().st_size if is_here(name) else 0


def find(name: str) -> bytes | None:
    """Return a sound's content; None when it is not there."""
    return (folder() / name).read_bytes() if is_here(name) else None


def keep(content: bytes, *, name: str = "") -> str:
    """Keep a sound, whole or not at all; return its name: of its content, when none is given."""
    name = name or f"read-{hashlib.sha256(content).hexdigest()[:16]}"
    write_whole(folder() / name, content)
    return name


def remove(name: str) -> None:
    """Remove a sound; when it is gone already, that is well."""
    if NAME.fullmatch(name):
        (folder() / name).unlink(missing_ok=True)
