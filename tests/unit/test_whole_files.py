"""A file is written whole or not at all."""

import os
from pathlib import Path

import pytest

from app.whole_files import write_whole


def test_a_new_file_and_its_folder_are_made_and_an_old_one_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "sounds" / "read-1"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [each.name for each in path.parent.iterdir()] == ["read-1"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "own-1"
    write_whole(path, b"one")

    def is_full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os if step == "fsync" else Path, step, is_full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"two")
    assert path.read_bytes() == b"one"
    assert [each.name for each in path.parent.iterdir()] == ["own-1"]
