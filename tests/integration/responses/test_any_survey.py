"""Any survey that passes its checks can be taken from end to end, whatever is pressed and typed.

It can be looked at in every mode, too, and printed, and typed in from paper.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.models import RoleName
from app.db import db
from app.surveys import services as surveys
from app.surveys.definition import Definition
from tests.any_definition import definitions, new_slug
from tests.every_page import MODES
from tests.integration.responses.conftest import Taker, store_survey
from tests.integration.sign_in import sign_in

TYPED = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "a", "yes", "\x00", "\u202e", "🙂", "<b>", "{{ x }}", "99999999999"]),
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(definition=definitions(), data=st.data())
def test_any_survey_can_be_taken(app, definition, data):
    slug = new_slug()
    store_survey(slug, definition)
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


@pytest.fixture
def maker(app):
    return sign_in(app, RoleName.ADMIN, RoleName.REVIEWER)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(definition=definitions())
def test_any_survey_can_be_looked_at_in_every_mode(app, maker, definition):
    client, user = maker
    slug = new_slug()
    store_survey(slug, definition)
    surveys.edit_survey(surveys.get_survey(slug), by=user)
    db.session.commit()
    whole = Definition.model_validate(definition)
    here = f"/staff/surveys/{slug}"
    pages = [here, f"/staff/paper/{slug}", f"{here}/results", f"{here}/numbers", f"{here}/sounds"]
    for style, locale in MODES:
        mode = f"?style={style}&lang={locale}"
        pages += [f"/surveys/{slug}/on-paper{mode}", f"{here}/preview/on-paper{mode}"]
        pages += [f"{here}/preview/in/a-frame{mode}&seen={seen}" for seen in ("phone", "no-script")]
        pages += [f"{here}/preview/{each.code}{mode}" for each in whole.in_style(style).screens]
    answers = {url: client.get(url).status_code for url in pages}
    assert set(answers.values()) == {200}, {u: s for u, s in answers.items() if s != 200}
    db.session.rollback()
