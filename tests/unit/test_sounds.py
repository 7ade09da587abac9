"""Sounds are taken by what they are, for as long as they last, without what was said of them."""

import base64
import random
import struct
from pathlib import Path

import pytest

from app.surveys.services.speaking import _mu_law
from readers import RefusedError
from readers.sounds import read

HERE = Path(__file__).parent / "sounds"
KINDS = ("ogg", "mp3", "m4a", "wav", "webm")
SECRET_PLACE = b"Willow House"


def sample(name):
    return (HERE / name).read_bytes()


def heard(content, longest="120", kinds=KINDS):
    [line] = read(content, longest, *kinds)
    return line["kind"], line["seconds"], base64.b64decode(line["content"])


def why(content, longest="120", kinds=KINDS):
    with pytest.raises(RefusedError) as refused:
        heard(content, longest, kinds)
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("q.mp3", "mp3"),
        ("q.ogg", "ogg"),
        ("q.m4a", "m4a"),
        ("fragmented.m4a", "m4a"),
        ("q.wav", "wav"),
        ("q.webm", "webm"),
    ],
)
def test_every_kind_is_known_by_its_bytes_and_measured(name, kind):
    found, seconds, content = heard(sample(name))

    assert found == kind
    assert 1.0 <= seconds <= 1.4
    assert SECRET_PLACE not in content
    assert heard(content)[:2] == (kind, seconds), "what was kept is a sound like any other"


@pytest.mark.parametrize("name", ["q.mp3", "q.ogg", "q.m4a", "q.wav"])
def test_the_samples_do_say_where_they_were_recorded(name):
    assert SECRET_PLACE in sample(name)


def test_what_is_too_long_or_of_another_kind_is_refused():
    assert why(heard(sample("q.mp3"))[2] * 3, longest="1") == "long-sound"
    assert why(sample("q.webm"), kinds=("mp3", "wav")) == "no-sound"
    assert why(b"\0" * (5 * 1024 * 1024 + 1)) == "large-file"


@pytest.mark.parametrize(
    "content",
    [b"", b"<script>", b"GIF89a", b"ID3", b"RIFF\0\0\0\0WAVE", b"OggS", b"\x1aE\xdf\xa3"],
    ids=repr,
)
def test_what_is_no_sound_is_refused(content):
    assert why(content) in {"no-sound", "broken-sound"}


def test_a_film_is_refused():
    assert why(sample("film.mp4")) == "no-sound"


def test_silence_that_lasts_no_time_is_refused():
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 1, 16)
    empty = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0" + form + b"data\0\0\0\0"
    assert why(empty) == "short-sound"


@pytest.mark.parametrize("name", ["q.mp3", "q.ogg", "q.m4a", "fragmented.m4a", "q.wav", "q.webm"])
def test_bytes_turned_and_cut_off_are_refused_or_read_and_never_a_crash(name):
    luck = random.Random(name)
    whole = sample(name)
    for _try in range(150):
        broken = bytearray(whole[: luck.randrange(1, len(whole))])
        for _turn in range(3):
            broken[luck.randrange(len(broken))] = luck.randrange(256)
        try:
            kind, seconds, _content = heard(bytes(broken), longest="120")
        except RefusedError:
            continue
        assert kind in KINDS
        assert 0 < seconds <= 121


def test_a_cover_in_the_notes_of_an_ogg_file_is_taken_out_over_several_pages():
    whole = sample("q.ogg")
    second = whole.index(b"OggS", 4)
    laces = whole[second + 26]
    size = sum(whole[second + 27 : second + 27 + laces])
    body = second + 27 + laces
    note = whole[body : body + size] + SECRET_PLACE * 5000
    pages, number = b"", 1
    for start in range(0, len(note), 255 * 255):
        part = note[start : start + 255 * 255]
        lacing = bytes([255] * (len(part) // 255)) + (
            b"" if len(part) == 255 * 255 else bytes([len(part) % 255])
        )
        pages += (
            whole[second : second + 18]
            + struct.pack("<II", number, 0)
            + bytes([len(lacing)])
            + lacing
            + part
        )
        number += 1

    kind, seconds, content = heard(whole[:second] + pages + whole[body + size :])

    assert (kind, seconds) == heard(whole)[:2]
    assert content == heard(whole)[2]


def test_a_telephone_s_eight_bits_say_what_sixteen_said():
    def back(byte):
        byte = ~byte & 0xFF
        size = ((byte & 0x0F) << 3 | 0x84) << (byte >> 4 & 7)
        return -(size - 0x84) if byte & 0x80 else size - 0x84

    for sample in (*range(-32_768, 32_768, 97), 32_767, 0, -1):
        # The steps grow with the loudness, by a sixteenth at most.
        assert abs(back(_mu_law(sample)) - sample) <= max(8, abs(sample) / 16 + 8)
