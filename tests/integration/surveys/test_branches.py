"""The drawn map of the branches: every page has a box, and no box stands on another."""

import re
from itertools import pairwise

import pytest

from app.surveys import services
from tests.integration.surveys.conftest import add

HOME = "/staff/surveys/the-school-run"
ROWS = {
    "rows-0-plain": "Bus",
    "rows-0-easy": "Bus",
    "rows-1-plain": "Taxi",
    "rows-1-easy": "Taxi",
}


@pytest.fixture
def branched(school_run):
    """The school run asks how people travel, and asks only some of them about the taxi."""
    add(school_run, "one", "How do you travel?", "How do you go?", **ROWS)
    taxi = {"show_when": "how-do-you-travel=taxi"}
    add(school_run, "text", "What about the taxi?", "How is the taxi?", **taxi)
    add(school_run, "text", "Anything else?", "Anything else?")
    return school_run


def drawn():
    work = services.get_work("the-school-run")
    return services.map_branches(services.look_at(work.definition, work.overrides).definition)


def test_a_page_for_some_stands_beside_the_line_and_says_what_leads_to_it(branched):
    first, asks, taxi, last = drawn().boxes
    assert first.x == asks.x == last.x < taxi.x
    assert taxi.conditions[0].question == "How do you travel?"
    assert taxi.conditions[0].answers == ("Taxi",)
    leads = [line for line in drawn().lines if line.leads]
    assert len(leads) == 1
    (_, out), *_between, (_, into) = leads[0].points
    assert asks.y < out < asks.y + asks.height
    assert taxi.y < into < taxi.y + taxi.height


def test_the_page_shows_it_with_a_link_from_every_box(branched, parent):
    page = branched.go(HOME).text
    drawing = page.partition('class="sd-map"')[2].partition("</svg>")[0]
    links = re.findall(r'<a class="sd-map__link" href="([^"]+)"', drawing)
    assert len(links) == 4
    assert all(branched.client.get(link).status_code == 200 for link in links)
    assert "<script" not in drawing
    assert "style=" not in drawing

    # Who may only look gets boxes without links.
    drawing = parent.go(HOME).text.partition('class="sd-map"')[2].partition("</svg>")[0]
    assert drawing.count("<rect") == 4
    assert "<a " not in drawing


def test_a_survey_without_branches_has_no_map(school_run):
    assert "Map of the branches" not in school_run.go(HOME).text


def test_it_is_mirrored_where_people_read_from_right_to_left(branched):
    picture = drawn()
    for box in picture.boxes:
        x = picture.at(box.x, box.width, mirrored=True)
        assert picture.width - (x + box.width) == box.x
    page = branched.go(f"{HOME}?lang=ur").text
    taxi = picture.boxes[2]
    assert f'x="{picture.at(taxi.x, taxi.width, mirrored=True)}" y="{taxi.y}"' in page


def test_sixty_questions_that_hang_on_each_other_still_fit(branched):
    """Pages hang on one of two answers to the page before; one in five is for everybody."""
    data = services.get_work("the-school-run").definition
    options = [
        {"code": code, "words": {"plain": words, "easy": words}}
        for code, words in (("yes", "Yes, " + "very much " * 12), ("no", "No"))
    ]
    data = data | {
        "translations": {},
        "pages": [
            {
                "code": f"page-{n}",
                "show_when": {f"ask-{n - 1}": ["yes"]} if n % 5 else {},
                "questions": [
                    {
                        "code": f"ask-{n}",
                        "type": "one",
                        "words": {"plain": "unbrokenword" * 20, "easy": "Is it good?"},
                        "options": options,
                    }
                ],
            }
            for n in range(60)
        ],
    }
    picture = services.map_branches(services.look_at(data, []).definition)
    assert len(picture.boxes) == 60
    assert picture.width < 500
    assert picture.height < 60 * 150
    for above, below in pairwise(picture.boxes):
        assert above.y + above.height < below.y
    for box in picture.boxes:
        assert all(box.y < y < box.y + box.height for y, _words, _leads in box.text)
        assert all(len(words) <= 34 for _y, words, _leads in box.text)


def test_a_survey_with_a_mistake_in_its_branches_is_drawn_too(branched):
    branched.go(HOME).post(f"{HOME}/pages/what-about-the-taxi/move", go="up")
    assert "that would be a loop" in branched.text
    assert branched.text.count("sd-map__box--some") == 1
