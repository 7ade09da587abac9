"""Static files have public names that change with their content."""

from app.static_files import STATIC_DIR, find_assets, hashed_name


def test_a_public_name_carries_a_hash_of_the_content(tmp_path):
    name = hashed_name(STATIC_DIR / "app.css")

    assert name.startswith("app.")
    assert name.endswith(".css")
    assert len(name) == len("app..css") + 12


def test_only_files_that_a_page_may_ask_for_are_served():
    suffixes = {name.rpartition(".")[2] for name in find_assets()}

    assert suffixes <= {"css", "js", "svg", "png", "ico", "woff2", "json", "md", "txt"}
