"""Any survey that passes its checks, for Hypothesis: what its maker may put together."""

import itertools

from hypothesis import strategies as st

from app.surveys.definition import SCALES
from tests.integration.responses.conftest import option, page

KINDS = ["text", "one", "many", "date", "info", *SCALES]
PICTURES = {"bus": "A bus", "teddy": "A teddy bear", "heart": "A heart", "star": "A star"}
WORDS = st.sampled_from(
    ["How?", "Is it so?", "<b>Bold</b> & {{ x }} %(y)s", "🙂 مرحبا", "łódź " * 20, "'\"`"]
)
_slugs = (f"any-{number}" for number in itertools.count())


def new_slug() -> str:
    """Return the slug of a survey that no example had."""
    return next(_slugs)


def _either(draw) -> dict[str, str]:
    return {"plain": draw(WORDS), "easy": draw(WORDS)}


def _picture(draw) -> dict[str, str]:
    return {"picture": draw(st.sampled_from(sorted(PICTURES)))} if draw(st.booleans()) else {}


def _choices(draw, code: str, kind: str) -> dict:
    codes = draw(st.sampled_from([["a", "b"], ["a", "b", "c", "not-sure"], ["yes", "no"]]))
    options = [option(each) | _picture(draw) for each in codes]
    if draw(st.booleans()):
        options[0]["hint"] = _either(draw)
    is_alone = kind == "many" and draw(st.booleans())
    return {"options": options} | ({"alone": codes[-1]} if is_alone else {})


def _points(draw, code: str, kind: str) -> dict:
    statements = [option(f"{code}-x"), option(f"{code}-y") | _picture(draw)]
    points = {"options": [option(point) for point in SCALES[kind]]}
    return points | ({"statements": statements} if draw(st.booleans()) else {})


#: What a question of each type has of its own.
OWN = {
    "one": _choices,
    "many": _choices,
    "text": lambda draw, _code, _kind: {"spoken": draw(st.booleans())},
    "info": lambda draw, _code, _kind: {"ideas": [{"words": _either(draw)} | _picture(draw)]},
    "date": lambda _draw, _code, _kind: {},
    **dict.fromkeys(SCALES, _points),
}


def _question(draw, code: str, kind: str, offered: dict[str, list[str]]) -> dict:
    more: dict = {"words": _either(draw), **OWN[kind](draw, code, kind)}
    if kind == "one":
        offered[code] = [each["code"] for each in more["options"]]
    if kind != "info" and draw(st.booleans()):
        more["hint"] = _either(draw)
    if draw(st.booleans()):
        more["pictures"] = draw(
            st.lists(st.sampled_from(sorted(PICTURES)), unique=True, max_size=3)
        )
    return page(code, kind, more.pop("words"), **more)["questions"][0]


@st.composite
def definitions(draw) -> dict:
    """A few pages of any type, some of several questions, some opened by an earlier answer."""
    pages: list[dict] = []
    offered: dict[str, list[str]] = {}
    for number, kind in enumerate(draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5))):
        code = f"q{number}"
        before = dict(offered)
        first = _question(draw, code, kind, offered)
        made: dict = {"code": code, "questions": [first]}
        if kind not in {"info", "text"} and "statements" not in first and draw(st.booleans()):
            made["questions"].append(_question(draw, f"{code}-more", "text", offered))
            made["one_idea"] = draw(st.booleans())
        if before and draw(st.booleans()):
            asked = draw(st.sampled_from(sorted(before)))
            made["show_when"] = {asked: before[asked][:1]}
            made["continues"] = draw(st.booleans())
        pages.append(made)
    made = {
        "title": _either(draw),
        "summary": _either(draw),
        "for_whom": _either(draw),
        "pages": pages,
        "pictures": PICTURES,
        "default_style": draw(st.sampled_from(["plain", "easy"])),
        "from_16": draw(st.booleans()),
    }
    if draw(st.booleans()):
        made["start"] = _either(draw)
    if draw(st.booleans()):
        made["translations"] = {"ur": {"words": {"title": _either(draw)}}}
    if offered and draw(st.booleans()):
        made["another"] = {"words": _either(draw), "copies": sorted(offered)[:1]}
    return made
