"""Tell it once: offered at questions about oneself, never on a group's device or in a preview."""

import pytest

from app.surveys import services as surveys
from app.surveys.definition import Definition
from tests.integration.responses.conftest import Taker

KEEP = "data-once-keep"


@pytest.fixture
def taker(client, library):
    return Taker(client, "tell-us").begin()


def test_it_is_offered_where_the_survey_says_so_and_the_box_is_never_sent(taker):
    assert taker.at == "role"
    box = taker.page.text.partition(KEEP)[2].partition("</label>")[0]
    assert 'type="checkbox"' in box
    assert "name=" not in box
    assert "tell-once." in taker.page.text

    taker.press(role="parent")
    taker.press(age="5-10")
    assert taker.at == "stage"
    assert KEEP not in taker.page.text
    assert "tell-once." not in taker.page.text


@pytest.mark.parametrize("way", ["own", "tablet"])
def test_a_device_that_answers_for_a_group_keeps_nothing(taker, way):
    with taker.client.session_transaction() as session:
        session["group"] = {"id": "x", "way": way, "slug": "tell-us"}
    text = taker.client.get("/surveys/tell-us/role", follow_redirects=True).text
    assert KEEP not in text
    assert "tell-once." not in text


def test_the_page_of_what_is_kept_has_the_way_out(client):
    page = client.get("/kept-on-this-device")
    assert page.status_code == 200
    assert "data-exit" in page.text
    assert "Nothing is kept on this device." in page.text


def test_only_a_choice_can_be_kept(library):
    _id, definition = surveys.latest_definition(surveys.get_survey("tell-us"))
    data = definition.model_dump(mode="json")
    wrong = next(p for p in data["pages"] if p["code"] == "going-well")
    wrong["questions"][0]["tell_once"] = True
    mistakes: list[str] = []
    Definition.model_validate(data, context=mistakes)
    assert mistakes == [
        "Question 'going-well' can be kept on a device only if it is answered by choosing."
    ]
