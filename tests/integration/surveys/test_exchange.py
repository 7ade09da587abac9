"""A survey as a file: it opens elsewhere as it was, and a bad file gets one clear sentence."""

import io
import re

import pytest

from app.surveys import services
from app.surveys.services import BuilderError
from tests.integration.surveys.conftest import add

URL = "/staff/surveys/import"
GRID = b"""
title: A
summary: A
for_whom: A
pages: [{code: a, questions: [{code: a, words: How are they?, %s}]}]
"""


@pytest.mark.parametrize("kind", ["yaml", "json"])
@pytest.mark.parametrize("slug", ["tell-us", "plan-review"])
def test_a_survey_goes_out_and_comes_back_the_same(maker, library, slug, kind):
    maker.go("/staff/surveys").post(f"/staff/surveys/{slug}/edit")
    file = maker.client.get(f"/staff/surveys/{slug}/file.{kind}")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{slug}.{kind}"'

    maker.go(URL).post(
        URL, title="From afar", easy_title="From afar", file=(io.BytesIO(file.data), "s")
    )

    made = services.get_work("from-afar").definition
    original = services.get_work(slug).definition
    for translation in made["translations"].values():
        assert translation.pop("stale") == ["title"], "it is still the name that it had"
        translation["stale"] = []
    assert {**made, "title": ""} == {**original, "title": ""}


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_what_is_live_goes_out_without_being_changed(parent, library, kind):
    [file] = re.findall(rf'href="([^"]*/tell-us/live\.{kind})"', parent.go("/staff/surveys").text)

    found = services.read_upload(parent.client.get(file).data)

    live = services.latest_definition(services.get_survey("tell-us"))[1].model_dump(mode="json")
    assert {**found, "translations": {}} == {**live, "translations": {}}
    assert services.list_work() == [], "nobody has begun a next version to get it"
    assert parent.client.get("/staff/surveys/tell-us/live.exe").status_code == 404


@pytest.mark.parametrize("kind", ["yaml", "json"])
@pytest.mark.parametrize("has_page", [True, False])
def test_a_draft_that_is_not_finished_opens_elsewhere_with_the_same_gaps(maker, kind, has_page):
    maker.go("/staff/surveys/make").post("/staff/surveys/make", title="The school run", template="")
    if has_page:
        add(maker, "one", "How do you go?", "", **{"rows-0-plain": "Bus"})
        add(maker, "info", "What we do", "")
    file = maker.client.get(f"/staff/surveys/the-school-run/file.{kind}")

    maker.go(URL).post(URL, title="From afar", file=(io.BytesIO(file.data), "s"))

    made = services.get_work("from-afar").definition
    original = services.get_work("the-school-run").definition
    assert made["summary"] == {"plain": "", "easy": ""}
    assert gaps(made) == gaps(original)
    assert len(made["pages"]) == (2 if has_page else 0)
    assert "has no plain words yet" in maker.text or not has_page


def test_a_half_translation_goes_along_and_its_signature_does_not(school_run):
    url = "/staff/surveys/the-school-run/words/pl"
    typed = {"plain:summary": "Dla rodzin.", "is_checked": "y"}
    school_run.go(url).post(url, **school_run.fields() | typed)
    file = school_run.client.get("/staff/surveys/the-school-run/file.yaml")
    assert "Mara" not in file.text

    signed = file.data.replace(b"checked: false", b"checked: true\n    signed_by: Somebody")
    school_run.go(URL).post(URL, title="From afar", file=(io.BytesIO(signed), "s"))

    assert services.get_work("from-afar").definition["translations"]["pl"] == {
        "checked": False,
        "stale": [],
        "words": {"summary": {"plain": "Dla rodzin.", "easy": ""}},
    }


def gaps(part, path=()):
    """Where words are, and which they are."""
    if isinstance(part, dict) and set(part) == {"plain", "easy"}:
        return {} if path == ("title",) else {path: part}
    items = part.items() if isinstance(part, dict) else enumerate(part)
    inner = [gaps(each, (*path, key)) for key, each in items if isinstance(each, (dict, list))]
    return {key: words for each in inner for key, words in each.items()}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no survey in this file"),
        (b"- a\n- b\n", "no survey in this file"),
        (b"title: [", "cannot read this file"),
        ("title: café".encode("latin-1"), "cannot read this file"),
        (b"title: Only a name\n", "^“(summary|for_whom|pages)” is missing.$"),
        (GRID % b"type: matrix", "In page 1, question 1: This is a grid: many questions"),
        (GRID % b"type: one, rows: [bus, taxi]", "Make each row a question of its own"),
        (b"a: &a [x]\nb: [*a, *a]\n", "YAML references"),
        (b"[" * 900 + b"]" * 900, "no survey in this file"),
        (b"title: " + b"[" * 900 + b"]" * 900, "no survey in this file"),
        (b"title: {plain: 5, easy: [a]}\n", "In the name, standard words: Words belong here."),
        (GRID % b"type: smell", "question 1, “type”: “smell” is not known here. It can be 'text'"),
        (GRID % b"type: text, colour: red", "In page 1, question 1: “colour” is not known here"),
        (GRID % b"type: info, hint: ''", "In page 1, question 1, its hint, standard words: Words"),
        (GRID % b"type: info, spoken: aye", "“spoken”: Only true or false can stand here"),
        (GRID % b"type: info, alone: A b", "“alone”: “A b” cannot be used here: small letters"),
        (b"[" * 30_000, "cannot read this file"),
        (b"x" * 400_001, "too large"),
        (b"title: !!python/object/apply:os.system [ls]\n", "cannot read this file"),
    ],
)
def test_a_file_that_is_no_survey_is_refused_with_a_sentence(app, content, sentence):
    with app.test_request_context(), pytest.raises(BuilderError, match=sentence):
        services.read_upload(content)
