"""A computer's voice for questions that nobody has read aloud: espeak-ng, where it is installed.

What to do is a question to the data folder: which words of surveys that are live have no sound yet?
It can be asked again at any time, by any number of workers.
"""

import array
import itertools
import logging
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator

from app import sound_files
from app.surveys.aloud import aloud_key, computer_name, hash_of, spoken_lines
from app.surveys.definition import STYLES, Definition
from app.surveys.services.recording import recordings_in_use
from app.surveys.services.versions import get_survey, latest_definition, list_surveys

logger = logging.getLogger(__name__)
#: espeak-ng's own voices; a language that it does not speak has none.
VOICES = {"en": "en-gb", "pl": "pl", "ur": "ur"}
#: Words a minute: people speak 150 and more; slower is easier to follow.
PACE = {"plain": 145, "easy": 120}
_LONGEST_SECONDS = 30
_READ_KEPT = 24 * 3600
_SPOKEN_KEPT = 15 * _READ_KEPT
_MU_BIAS, _MU_MOST = 0x84, 32_635


def find_espeak() -> str | None:
    """Return the path of espeak-ng, None where it is not installed."""
    return shutil.which("espeak-ng")


def unspoken(definition: Definition) -> Iterator[tuple[str, list[str], str, str]]:
    """Yield (name, lines, locale, style) of every question without a sound of its own."""
    for lines, locale, style in _said_in(definition):
        name = computer_name(lines, locale)
        if not sound_files.is_here(name):
            yield name, lines, locale, style


def _said_in(definition: Definition) -> Iterator[tuple[list[str], str, str]]:
    """Yield (lines, locale, style) of every question that nobody has read aloud."""
    for screen in definition.screens:
        for question in screen.questions:
            for locale, style in itertools.product(sorted(VOICES), STYLES):
                lines = spoken_lines(definition, screen, question, locale, style)
                read = definition.aloud.get(aloud_key(question.code, locale, style))
                is_read = read is not None and read.words == hash_of(lines, locale)
                if lines and not is_read:
                    yield lines, locale, style


def speak_questions(*, longest: float, slug: str = "") -> int:
    """Speak what is live and has no sound yet, for so many seconds; return how many were spoken.

    `slug` is the survey, when only one is meant.
    """
    espeak = find_espeak()
    if espeak is None:
        return 0
    stop_at = time.monotonic() + longest
    done = 0
    silent: set[str] = set()  # languages it does not speak here, or not now: the next sweep asks
    for survey in [get_survey(slug)] if slug else list_surveys():
        _version, definition = latest_definition(survey)
        for name, lines, locale, style in unspoken(definition):
            if time.monotonic() > stop_at:
                return done
            if locale in silent:
                continue
            content = speak(espeak, lines, locale, style)
            if content is None:
                logger.warning("espeak-ng said nothing in %s", locale)
                silent.add(locale)
                continue
            sound_files.keep(content, name=name)
            done += 1
    return done


def forget_unused(*, today_is: float) -> int:
    """Remove sounds that no survey needs any more; return how many.

    `today_is` is the time in seconds since 1970. A computer's stay until the last unfinished form
    that may play them is gone, a person's for a day after they were needed last: a file's own time
    says when that was.
    """
    newest = [latest_definition(survey)[1] for survey in list_surveys()]
    spoken = {
        computer_name(lines, locale)
        for definition in newest
        for lines, locale, _style in _said_in(definition)
    }
    read = recordings_in_use()
    gone = 0
    for path in sorted(sound_files.folder().glob("*-*")):
        is_spoken = path.name.startswith("voice-")
        needed = path.name in (spoken if is_spoken else read)
        kept = _SPOKEN_KEPT if is_spoken else _READ_KEPT
        if needed:
            path.touch()
        elif path.stat().st_mtime < today_is - kept:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def speak(espeak: str, lines: list[str], locale: str, style: str) -> bytes | None:
    """Return a WAV in which a computer says these lines; None when it cannot."""
    # A line that does not end is said as if it went on.
    text = "\n\n".join(line if line[-1] in ".!?۔؟…" else f"{line}." for line in lines)
    command = [
        espeak,
        "-v",
        VOICES[locale],
        "-s",
        str(PACE[style]),
        "-g",
        "4",
        "--stdin",
        "--stdout",
    ]
    try:
        said = subprocess.run(  # noqa: S603  # a program of the system; the words go in as a file
            command,
            input=text.encode(),
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            check=True,
            start_new_session=True,  # Ctrl-C is for the worker: a voice cut off is no voice missing
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return _smaller(said.stdout)


def _smaller(wav: bytes) -> bytes | None:
    """Return espeak-ng's WAV as MP3 where lame is installed, else in half the bytes.

    Families pay for what they hear on a phone.
    """
    lame = shutil.which("lame")
    if lame is None:
        return _halve(wav)
    command = [lame, "--silent", "-m", "m", "-b", "40", "-", "-"]
    try:
        made = subprocess.run(  # noqa: S603  # a program of the system; the sound goes in as a file
            command,
            input=wav,
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            check=True,
            start_new_session=True,
        )
    except (subprocess.SubprocessError, OSError):
        return _halve(wav)
    return made.stdout


def _mu_law(sample: int) -> int:
    """Return a sample of 16 bits in 8, as telephones do (ITU-T G.711): it sounds the same."""
    sign = 0x80 if sample < 0 else 0
    size = min(abs(sample), _MU_MOST) + _MU_BIAS
    power = size.bit_length() - 8
    return ~(sign | power << 4 | size >> power + 3 & 0x0F) & 0xFF


def _halve(wav: bytes) -> bytes | None:
    """Return espeak-ng's WAV in half the bytes."""
    # It writes to a pipe and cannot say how long it will be: everything after the head is sound.
    if wav[:4] != b"RIFF" or wav[36:40] != b"data":
        return None
    rate = struct.unpack_from("<I", wav, 24)[0]
    samples = array.array("h", wav[44 : len(wav) - len(wav) % 2])
    known: dict[int, int] = {}
    sound = bytes(known.get(each) or known.setdefault(each, _mu_law(each)) for each in samples)
    form = struct.pack("<HHIIHH", 7, 1, rate, rate, 1, 8)
    head = struct.pack("<4sI4s4sI", b"RIFF", 28 + 8 + len(sound), b"WAVE", b"fmt ", len(form))
    return head + form + struct.pack("<4sI", b"data", len(sound)) + sound
