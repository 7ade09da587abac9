"""Sounds in boxes within boxes: M4A (and what iPhones record), and WebM (what browsers record)."""

import struct
from collections.abc import Iterator

from readers import RefusedError

#: (name, where its content begins, where it ends)
Box = tuple[bytes, int, int]
#: What phones write about a recording: the place, the device, a title, a cover.
_SAID = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"}
_HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"}
_CODECS = {b"mp4a", b"Opus"}
_MOST_BOXES = 200_000


def _boxes(content: bytes, place: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places, and those that they hold."""
    while place + 8 <= end:
        size, name = struct.unpack_from(">I4s", content, place)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", content, place + 8)[0], 16
        elif size == 0:
            size = end - place
        if size < head or place + size > end:
            raise RefusedError("broken-sound")
        yield name, place + head, place + size
        if name in _HOLDERS:
            yield from _boxes(content, place + head, place + size)
        place += size


class _Track:
    """What the boxes of an M4A say of its one track, gathered as they come."""

    def __init__(self) -> None:
        self.sounds = self.scale = self.ticks = 0
        #: How many ticks a sample lasts where nothing else is said: in all pieces, and in this one.
        self.usual = self.usual_here = 0
        self.in_pieces = 0

    def take(self, content: bytes, box: Box) -> None:
        """Read one box, if it says anything that matters."""
        name, begin, _end = box
        says_what, what = content[begin + 4 : begin + 8], content[begin + 8 : begin + 12]
        if name == b"hdlr" and says_what != b"dhlr" and what != b"soun":
            raise RefusedError("no-sound")  # a film; QuickTime's "dhlr" says only where it lies
        if name == b"stsd":
            self.sounds += 1
            if content[begin + 12 : begin + 16] not in _CODECS:
                raise RefusedError("no-sound")
        elif name == b"mdhd":
            self.scale, self.ticks = _time_of(content, begin)
        elif name == b"trex":
            self.usual = self.usual_here = struct.unpack_from(">I", content, begin + 12)[0]
        elif name == b"tfhd":
            self.usual_here = _usual_in_piece(content, begin, self.usual)
        elif name == b"trun":
            self.in_pieces += _length_of_piece(content, begin, self.usual_here)


def read_m4a(content: bytes) -> tuple[bytes, float]:
    """Return an M4A with what is said about it blanked out, and how many seconds it lasts."""
    kept = bytearray(content)
    track = _Track()
    for box in _boxes(content, 0, len(content)):
        name, begin, end = box
        if name in _SAID:
            kept[begin - 4 : begin] = b"free"
            kept[begin:end] = bytes(end - begin)
        else:
            track.take(content, box)
    if track.sounds != 1 or not track.scale:
        raise RefusedError("broken-sound")
    return bytes(kept), max(track.ticks, track.in_pieces) / track.scale


def _time_of(content: bytes, place: int) -> tuple[int, int]:
    """Return (ticks a second, ticks) of a track; a track in pieces says 0 ticks."""
    if content[place] == 1:
        scale, ticks = struct.unpack_from(">IQ", content, place + 20)
        return scale, 0 if ticks == 2**64 - 1 else ticks
    scale, ticks = struct.unpack_from(">II", content, place + 12)
    return scale, 0 if ticks == 2**32 - 1 else ticks


def _usual_in_piece(content: bytes, place: int, usual: int) -> int:
    flags = int.from_bytes(content[place + 1 : place + 4], "big")
    if not flags & 8:
        return usual
    before = 8 + 8 * bool(flags & 1) + 4 * bool(flags & 2)
    return int(struct.unpack_from(">I", content, place + before)[0])


def _length_of_piece(content: bytes, place: int, usual: int) -> int:
    flags = int.from_bytes(content[place + 1 : place + 4], "big")
    count = struct.unpack_from(">I", content, place + 4)[0]
    if not flags & 0x100:
        return int(count * usual)
    if count > _MOST_BOXES:
        raise RefusedError("broken-sound")
    first = place + 8 + 4 * bool(flags & 1) + 4 * bool(flags & 4)
    step = 4 * (flags >> 8 & 15).bit_count()
    return sum(struct.unpack_from(">I", content, first + step * n)[0] for n in range(count))


_SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP = (
    0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0)  # fmt: skip
_OPENED = {0x1A45DFA3, _SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP}
_DOCUMENT, _SCALE, _TRACK_KIND, _CODEC, _CLUSTER_TIME = 0x4282, 0x2AD7B1, 0x83, 0x86, 0xE7
_BLOCKS = {0xA3, 0xA1}
_SOUND_TRACK = 2
_USUAL_SCALE = 1_000_000


def _number(content: bytes, place: int, *, is_name: bool) -> tuple[int, int, bool]:
    """Return (number, where it ends, whether it means "unknown") of an EBML number."""
    first = content[place]
    length = 9 - first.bit_length()
    if length > 8:
        raise RefusedError("broken-sound")
    value = int.from_bytes(content[place : place + length], "big")
    if is_name:
        return value, place + length, False
    value &= (1 << 7 * length) - 1
    return value, place + length, value == (1 << 7 * length) - 1


def _elements(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (name, begin, end) of every element; those that hold others are only gone into."""
    place, count = 0, 0
    while place < len(content):
        name, place, _unknown = _number(content, place, is_name=True)
        if place >= len(content):
            return
        size, place, is_unknown = _number(content, place, is_name=False)
        count += 1
        if count > _MOST_BOXES or (is_unknown and name not in _OPENED):
            raise RefusedError("broken-sound")
        if name in _OPENED:
            continue
        yield name, place, min(place + size, len(content))
        place += size


def read_webm(content: bytes) -> tuple[bytes, float]:
    """Return a WebM as it is, for nobody but us hears it, and how many seconds it lasts.

    A browser that is still recording cannot say how long it will be: the time of the last sound
    counts.
    """
    scale, cluster, last, tracks = _USUAL_SCALE, 0, 0, 0
    for name, begin, end in _elements(content):
        value = content[begin:end]
        _refuse_other(name, value)
        tracks += name == _TRACK_KIND
        if name == _SCALE:
            scale = int.from_bytes(value, "big")
        elif name == _CLUSTER_TIME:
            cluster = int.from_bytes(value, "big")
        elif name in _BLOCKS:
            _track, at, _unknown = _number(content, begin, is_name=False)
            last = max(last, cluster + struct.unpack_from(">h", content, at)[0])
    if tracks != 1:
        raise RefusedError("broken-sound")
    return content, last * scale / 1_000_000_000


def _refuse_other(name: int, value: bytes) -> None:
    """Refuse films, and sounds of another kind than browsers record."""
    expected = {
        _DOCUMENT: value.rstrip(b"\0") == b"webm",
        _TRACK_KIND: int.from_bytes(value[:8], "big") == _SOUND_TRACK,
        _CODEC: value.rstrip(b"\0") == b"A_OPUS",
    }
    if not expected.get(name, True):
        raise RefusedError("no-sound")
