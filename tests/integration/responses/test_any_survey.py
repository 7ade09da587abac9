"""Any survey that passes its checks can be taken from end to end, whatever is pressed and typed."""

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db import db
from app.surveys.definition import SCALES
from tests.integration.responses.conftest import Taker, option, page, store_survey

_slugs = (f"any-{number}" for number in itertools.count())
KINDS = ["text", "one", "many", "date", "info", *SCALES]
TYPED = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "a", "yes", "\x00", "\u202e", "🙂", "<b>", "{{ x }}", "99999999999"]),
)


@st.composite
def pages(draw):
    """A few pages of any type, some of which depend on an earlier choice."""
    made = []
    for number, kind in enumerate(draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5))):
        code = f"q{number}"
        more = {}
        if kind in {"one", "many"}:
            more["options"] = [option("a"), option("b"), option("c")]
        elif kind in SCALES:
            more["options"] = [option(point) for point in SCALES[kind]]
            if draw(st.booleans()):
                more["statements"] = [option(f"{code}-x"), option(f"{code}-y")]
        elif kind == "info":
            more["ideas"] = [{"words": "An idea"}]
        earlier = [each for each in made if each["questions"][0]["type"] == "one"]
        if earlier and draw(st.booleans()):
            more["show_when"] = {draw(st.sampled_from(earlier))["code"]: ["a"]}
            more["continues"] = draw(st.booleans())
        made.append(page(code, kind, f"Question {number}?", **more))
    return made


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pages=pages(), data=st.data())
def test_any_survey_can_be_taken(app, pages, data):
    slug = next(_slugs)
    store_survey(slug, {"title": "T", "summary": "S", "for_whom": "F", "pages": pages})
    taker = Taker(app.test_client(), slug).begin()
    for _step in range(30):
        assert taker.page.status_code == 200
        if taker.at == "check-your-answers":
            break
        code, typed = taker.at, data.draw(TYPED)
        button = data.draw(st.sampled_from(["next", "next", "skip", "style:easy", "lang:ur"]))
        parts = {f"{code}-{part}": typed for part in ("day", "month", "year")}
        known = data.draw(st.sampled_from(["a", "yes", "okay", "agree", typed]))
        taker.press(button, forge={code: known, **parts})
        if taker.at == code and button == "next":
            taker.press("skip")
    else:
        taker.skip_to("check-your-answers")
    # Thanked, in whatever language the walk ended.
    assert "sd-panel" in taker.send().text
    db.session.rollback()
