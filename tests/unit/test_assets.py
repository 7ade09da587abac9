"""The files in app/static/: built from the sources we have, small, allowed by our policy."""

import hashlib
import json
import re
from pathlib import Path

import brotli
import html5lib
import pytest

from app.static_files import PREFIX, STATIC_DIR, find_assets

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "assets"
#: What a first visit may cost over the wire, pictures left out.
FIRST_VISIT = 80 * 1024
#: Room kept for the page itself: the longest page we have is well below it.
PAGE = 12 * 1024
STYLE_SHEETS = ("app.css", "app.rtl.css")
PICTURES = sorted((STATIC_DIR / "pictures").glob("*.svg"))


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def size_on_the_wire(name):
    """Return the bytes sent for a file: fonts are compressed already."""
    content = (STATIC_DIR / name).read_bytes()
    return len(content) if name.endswith(".woff2") else len(brotli.compress(content))


def fonts_in(style_sheet):
    return re.findall(r'url\("?([^")]+)', (STATIC_DIR / style_sheet).read_text())


def test_the_built_files_were_made_from_the_sources_that_are_here():
    recorded = json.loads((ASSETS / "built.json").read_text())["sources"]
    here = {
        path.relative_to(ROOT).as_posix(): sha256(path)
        for path in ASSETS.rglob("*")
        if path.is_file() and path.name != "built.json"
    }
    here |= {name: sha256(ROOT / name) for name in ("package.json", "package-lock.json")}

    assert recorded == here, "assets/ has changed since the last `make assets`"


@pytest.mark.parametrize("name", [*STYLE_SHEETS, "app.js"])
def test_the_compressed_twin_of_a_file_is_the_same_file(name):
    content = (STATIC_DIR / name).read_bytes()

    assert brotli.decompress((STATIC_DIR / f"{name}.br").read_bytes()) == content


@pytest.mark.parametrize(
    ("style_sheet", "fonts"),
    [
        ("app.css", ["atkinson-next-5.3.0-latin"]),
        ("app.css", ["atkinson-next-5.3.0-latin", "atkinson-next-5.3.0-latin-ext"]),
        ("app.rtl.css", ["atkinson-next-5.3.0-short", "noto-arabic-5.3.0"]),
    ],
    ids=["English", "Polish", "Urdu"],
)
def test_a_first_visit_is_small_enough_for_an_old_phone(style_sheet, fonts):
    files = [style_sheet, "app.js", "favicon.svg", *(f"fonts/{font}.woff2" for font in fonts)]

    assert sum(map(size_on_the_wire, files)) + PAGE <= FIRST_VISIT


@pytest.mark.parametrize("style_sheet", STYLE_SHEETS)
def test_every_font_a_style_sheet_names_is_served_under_that_name(style_sheet):
    served = set(find_assets().values())

    assert fonts_in(style_sheet)
    assert {PREFIX + font for font in fonts_in(style_sheet)} <= served


@pytest.mark.parametrize("style_sheet", STYLE_SHEETS)
def test_a_style_sheet_asks_nobody_else_for_anything(style_sheet):
    css = (STATIC_DIR / style_sheet).read_text()

    assert "@import" not in css
    assert all(address.startswith("fonts/") for address in re.findall(r'url\("?([^")]+)', css))


def test_the_script_never_turns_text_into_html_or_code():
    code = (STATIC_DIR / "app.js").read_text()

    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert forbidden not in code
    assert "new Function" not in code


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_holds_no_style_script_or_address_that_our_policy_refuses(picture):
    svg = html5lib.parseFragment(picture.read_text(), namespaceHTMLElements=False)
    nodes = list(svg.iter())

    assert any(str(node.tag).endswith("svg") for node in nodes)
    for node in nodes:
        assert not str(node.tag).endswith(("style", "script", "foreignObject", "image"))
        for attribute, value in node.attrib.items():
            assert attribute != "style"
            assert not str(attribute).startswith("on")
            assert "href" not in str(attribute) or value.startswith("#")


def test_every_picture_has_words_and_a_licence_and_every_entry_has_a_picture():
    index = json.loads((STATIC_DIR / "pictures" / "index.json").read_text())

    assert set(index) == {picture.stem for picture in PICTURES}
    for name, entry in index.items():
        assert entry["alt"], name
        assert len(entry["alt"]) <= 60, name
        assert entry["words"], name
        assert entry["licence"], name
        assert entry["source"], name


def test_every_built_file_is_named_in_the_licences():
    licences = (STATIC_DIR / "LICENCES.md").read_text()
    named = re.findall(r"`([^`]+)`", licences)
    ours = [
        path.relative_to(STATIC_DIR)
        for path in STATIC_DIR.rglob("*")
        if path.is_file() and path.suffix in {".css", ".js", ".svg", ".png", ".woff2"}
    ]

    unnamed = [path for path in ours if not any(path.match(pattern) for pattern in named)]
    assert not unnamed
