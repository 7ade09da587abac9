"""An area's own schools and places: found in the data folder, read again, never in the way."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import nlp
from nlp.redact import apply, redact
from nlp.redact.area import AreaLists

lists = import_module("nlp.redact.gazetteer")
TEXT = "his class at wychfont is loud"
SAFE = "his class at [school] is loud"


def hidden(text: str) -> str:
    return apply(text, redact(text))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder that nobody has read yet."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(lists, "_area", AreaLists())
    lists.gazetteer.cache_clear()
    yield tmp_path
    lists.gazetteer.cache_clear()


def put(path: Path, content: bytes) -> None:
    """Put a file in place of another as the page does: another file each time."""
    draft = path.with_suffix(".draft")
    draft.write_bytes(content)
    draft.replace(path)


def test_the_lists_of_the_data_folder_stand_for_those_that_ship(folder: Path) -> None:
    put(folder / "schools.csv", b"name\nWychfont\n")
    assert hidden(TEXT) == SAFE
    assert "aquinas" not in lists.gazetteer().schools
    assert "adswood" in lists.gazetteer().schools, "places ship still"
    put(folder / "places.csv", b"Name\nMossbottom\n")
    nlp.read_area_lists()
    assert "adswood" not in lists.gazetteer().schools
    assert hidden("the bus from mossbottom") == "the bus from [place]"


def test_without_any_the_lists_that_ship_are_used(folder: Path) -> None:
    assert nlp.read_area_lists() == ""
    assert "aquinas" in lists.gazetteer().schools


def test_a_command_uses_them_without_being_told(folder: Path) -> None:
    put(folder / "schools.csv", b"name\nWychfont\n")
    line = '{"id": "1", "question": "", "text": "his class at wychfont is loud"}\n'
    command = [sys.executable, "-m", "nlp", "redact"]
    done = subprocess.run(
        command, input=line, capture_output=True, text=True, check=True, env=os.environ
    )
    assert "on this area's list" in done.stdout


def test_a_changed_file_is_read_again_when_somebody_asks(folder: Path) -> None:
    assert hidden(TEXT) == TEXT
    put(folder / "schools.csv", b"name\nWychfont\n")
    assert hidden(TEXT) == TEXT
    first = nlp.read_area_lists(folder)
    assert hidden(TEXT) == SAFE
    put(folder / "schools.csv", b"name\nQuillmoor\n")
    second = nlp.read_area_lists(folder)
    assert hidden(TEXT) == TEXT
    (folder / "schools.csv").unlink()
    assert nlp.read_area_lists(folder) == ""
    assert "aquinas" in lists.gazetteer().schools
    put(folder / "schools.csv", b"Name;Town\nWychfont;Bree\n")
    assert nlp.read_area_lists(folder) == first != second, "the same names, the same mark"


def test_nothing_is_read_while_nothing_changes(folder: Path) -> None:
    put(folder / "schools.csv", b"name\nWychfont\n")
    nlp.read_area_lists(folder)
    before = lists.gazetteer()
    nlp.read_area_lists(folder)
    assert lists.gazetteer() is before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name\n",
        b"name\n---\n\n",
        b"Quillmoor\nWychfont\n",
        "name\nQuillmoor\n".encode("utf-16"),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe",
        b'name\n"Quillmoor' + b"x" * 200_000,
        b"name\n" + b"Quillmoor\n" * 600_000,
    ],
    ids=["empty", "headings", "no letters", "no heading", "utf-16", "png", "open quote", "large"],
)
def test_a_file_that_cannot_be_read_changes_nothing_and_is_named_once(
    folder: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    put(folder / "schools.csv", b"name\nWychfont\n")
    mark = nlp.read_area_lists(folder)
    put(folder / "schools.csv", content)
    assert [nlp.read_area_lists(folder), nlp.read_area_lists(folder)] == [mark, mark]
    assert hidden(TEXT) == SAFE
    (said,) = caplog.messages
    assert "schools.csv" in said
    assert said.endswith("The list that was used before goes on being used.")
    assert "Quillmoor" not in said
    assert nlp.area_lists(folder)["schools.csv"].problem


def test_whoever_starts_with_a_bad_file_uses_the_list_that_ships(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "schools.csv").mkdir()
    assert "aquinas" in lists.gazetteer().schools
    assert len(caplog.messages) == 1
    found = nlp.area_lists(folder)
    assert not found["schools.csv"].is_own
    assert "cannot be opened" in found["schools.csv"].problem
    assert "Aquinas" in found["schools.csv"].names


def test_a_list_says_how_many_it_holds_and_since_when(folder: Path) -> None:
    put(folder / "schools.csv", "EstablishmentName\nÉcole Wychfont\nQuillmoor\n".encode("cp1252"))
    os.utime(folder / "schools.csv", (1_700_000_000, 1_700_000_000))
    found = nlp.area_lists(folder)
    assert found["schools.csv"].names == ("École Wychfont", "Quillmoor")
    assert found["schools.csv"].is_own
    assert found["schools.csv"].changed_at == 1_700_000_000
    assert found["places.csv"].changed_at is None
