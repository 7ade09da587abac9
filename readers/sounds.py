"""Sounds: what kind they are, how long they last, and nothing else that their file held.

Where and by whom a sound was recorded, its title and its cover stay behind: of each kind only the
parts that are heard are kept (M4A: the rest is blanked where it stands).
"""

import base64
import struct
from collections.abc import Iterator
from typing import Any

from readers import LARGEST_FILE, RefusedError
from readers.sound_boxes import read_m4a, read_webm

#: (the parts that are heard, seconds)
Heard = tuple[bytes, float]
SHORTEST_SECONDS = 0.2
_WAV_KINDS = {1, 6, 7}  # plain, A-law, µ-law
_OGG_RATE = 48_000
_OGG_TABLE = []
for _byte in range(256):
    _value = _byte << 24
    for _bit in range(8):
        _value = ((_value << 1) ^ (0x04C11DB7 if _value & 0x80000000 else 0)) & 0xFFFFFFFF
    _OGG_TABLE.append(_value)
#: Kilobits a second by the number in a frame's head, for MPEG 1 and for MPEG 2 and 2.5.
_MP3_RATES = (
    (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_MP3_SAMPLES_A_SECOND = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000),
                         0: (11_025, 12_000, 8_000)}  # fmt: skip
_MP3_FEWEST_FRAMES = 4


def read(content: bytes, longest: str, *kinds: str) -> Iterator[dict[str, Any]]:
    """Yield a sound as {"kind", "seconds", "content"}, the content in base64.

    `longest` is how many seconds it may last, `kinds` which of ogg, mp3, m4a, wav and webm it may
    be. What kind it is, its first bytes say: never its name.
    """
    if len(content) > LARGEST_FILE:
        raise RefusedError("large-file")
    kind = kind_of(content)
    if kind not in kinds:
        raise RefusedError("no-sound")
    try:
        heard, seconds = _READERS[kind](content)
    except (struct.error, IndexError, KeyError, ZeroDivisionError, OverflowError) as error:
        raise RefusedError("broken-sound") from error
    if seconds < SHORTEST_SECONDS:
        raise RefusedError("short-sound")
    if seconds > int(longest) + 1:
        raise RefusedError("long-sound")
    yield {
        "kind": kind,
        "seconds": round(seconds, 1),
        "content": base64.b64encode(heard).decode(),
    }


def kind_of(content: bytes) -> str:
    """Return the kind of sound that begins like this, "" for anything else."""
    if content[:4] == b"OggS":
        return "ogg"
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "wav"
    if content[4:8] == b"ftyp":
        return "m4a"
    if content[:4] == b"\x1aE\xdf\xa3":
        return "webm"
    is_frame = len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2
    return "mp3" if content[:3] == b"ID3" or is_frame else ""


def _read_wav(content: bytes) -> Heard:
    form, sound, place = b"", None, 12
    while place + 8 <= len(content) and sound is None:
        name, size = struct.unpack_from("<4sI", content, place)
        body = content[place + 8 : place + 8 + size]
        if name == b"fmt ":
            form = body[:16]
        elif name == b"data":
            sound = body
        place += 8 + size + size % 2
    kind, channels, rate, a_second, _block, bits = struct.unpack("<HHIIHH", form)
    is_sound = kind in _WAV_KINDS and channels in {1, 2} and 8_000 <= rate <= 48_000
    if sound is None or not is_sound or a_second != rate * channels * bits // 8:
        raise RefusedError("broken-sound")
    head = struct.pack("<4sI4s4sI", b"RIFF", 28 + 8 + len(sound), b"WAVE", b"fmt ", 16)
    return head + form + struct.pack("<4sI", b"data", len(sound)) + sound, len(sound) / a_second


def _frame(content: bytes, place: int) -> tuple[int, float] | None:
    """Return (length in bytes, in seconds) of the MP3 frame at `place`; None when there is none."""
    if place + 4 > len(content):
        return None
    head = int.from_bytes(content[place : place + 4], "big")
    version, layer, rate, samples = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or version == 1 or layer != 1 or rate in {0, 15} or samples == 3:
        return None
    is_first = version == 3
    kilobits = _MP3_RATES[0 if is_first else 1][rate - 1]
    a_second = _MP3_SAMPLES_A_SECOND[version][samples]
    length = (144 if is_first else 72) * kilobits * 1000 // a_second + (head >> 9 & 1)
    return length, (1152 if is_first else 576) / a_second


def _read_mp3(content: bytes) -> Heard:
    start = 0
    if content[:3] == b"ID3":
        start = 10 + sum((each & 0x7F) << 7 * (3 - n) for n, each in enumerate(content[6:10]))
    while start < len(content) and content[start] == 0:  # room that some programs leave
        start += 1
    place, frames, seconds = start, 0, 0.0
    while (found := _frame(content, place)) and place + found[0] <= len(content):
        place, frames, seconds = place + found[0], frames + 1, seconds + found[1]
    if frames < _MP3_FEWEST_FRAMES:
        raise RefusedError("broken-sound")
    return content[start:place], seconds


def _ogg_sum(page: bytes) -> int:
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ _OGG_TABLE[(value >> 24) ^ byte]
    return value


def _ogg_page(head: bytes, number: int, laces: bytes, body: bytes) -> bytes:
    """Return a page with another number and content; its sum is worked out anew."""
    bare = head[:18] + struct.pack("<II", number, 0) + bytes([len(laces)]) + laces + body
    return bare[:22] + struct.pack("<I", _ogg_sum(bare)) + bare[26:]


def _ogg_pages(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield (head, laces, body) of every page."""
    place = 0
    while place + 27 <= len(content) and content[place : place + 4] == b"OggS":
        count = content[place + 26]
        laces = content[place + 27 : place + 27 + count]
        begin = place + 27 + count
        body = content[begin : begin + sum(laces)]
        if len(body) != sum(laces):
            return  # cut off in the middle: what came before is heard
        yield content[place : place + 27], laces, body
        place = begin + len(body)


def _read_ogg(content: bytes) -> Heard:
    """Keep the head and the sound of Ogg Opus; what is said about them is taken out."""
    pages = list(_ogg_pages(content))
    if not pages or pages[0][2][:8] != b"OpusHead" or len({page[0][14:18] for page in pages}) != 1:
        raise RefusedError("no-sound")
    if len(pages) < 3 or pages[1][2][:8] != b"OpusTags":
        raise RefusedError("broken-sound")
    said = 1  # the pages that the notes take up: they end with a page of their own
    while pages[said][1][-1] == 255:
        said += 1
    bare = b"OpusTags" + bytes(8)
    kept = [pages[0], (pages[1][0], bytes([len(bare)]), bare), *pages[said + 1 :]]
    skipped = struct.unpack_from("<H", pages[0][2], 10)[0]
    last = struct.unpack_from("<q", pages[-1][0], 6)[0]
    heard = b"".join(_ogg_page(head, n, laces, body) for n, (head, laces, body) in enumerate(kept))
    return heard, (last - skipped) / _OGG_RATE


_READERS = {
    "ogg": _read_ogg,
    "mp3": _read_mp3,
    "m4a": read_m4a,
    "wav": _read_wav,
    "webm": read_webm,
}
