"""Whatever a survey's file may hold can be made on the pages too, from nothing."""

from app.db import db
from app.surveys import services
from tests.integration.surveys.conftest import add

HOME = "/staff/surveys/the-school-run"
FIRST = "how-is-the-journey"


def work():
    db.session.rollback()
    return services.get_work("the-school-run")


def drawn():
    look = services.look_at(work().definition, [])
    assert look.definition, look
    return look.definition


def pages():
    return [(page.code, [each.code for each in page.questions]) for page in drawn().pages]


def ready_made(maker, code):
    maker.go(f"{HOME}/add").post(f"{HOME}/add-ready-made", go=code)
    return maker


def test_consent_and_a_receipt_are_asked_by_one_press_each_with_all_their_words(school_run):
    for code in ("receipt", "role", "consent", "childs-words", "whose-words"):
        ready_made(school_run, code)

    assert [codes for _page, codes in pages()] == [
        ["role"],
        [FIRST],
        ["childs-words"],
        ["whose-words"],
        ["consent"],
        ["receipt"],
    ]
    assert not services.look_at(work().definition, []).mistakes
    assert drawn().wording("consent", "ur", "easy").is_stand_in is False
    assert drawn().screen("whose-words").show_when == {"role": ["young-person"]}
    assert "parent" in drawn().screen("childs-words").show_when["role"]
    assert 'value="consent"' not in school_run.go(f"{HOME}/add").text


def test_what_hangs_on_a_question_that_is_not_asked_is_shown_to_everybody(school_run):
    ready_made(school_run, "whose-words")

    assert drawn().screen("whose-words").show_when == {}


def test_a_question_can_share_a_page_and_leave_it_again(school_run):
    add_to_first(school_run)
    assert pages() == [(FIRST, [FIRST, "who-drives"])]
    assert "one at a time in easy read" in school_run.go(HOME).text
    easy = school_run.go(f"{HOME}/preview/{FIRST}?style=easy").text
    assert "Who drives?" not in easy
    assert "Who drives?" in school_run.go(f"{HOME}/preview/{FIRST}?style=plain").text

    school_run.go(HOME).post(f"{HOME}/pages/{FIRST}/who-drives/move", go="apart")
    assert pages() == [(FIRST, [FIRST]), ("who-drives", ["who-drives"])]


def add_to_first(maker):
    url = f"{HOME}/add"
    typed = {"kind": "text", "plain": "Who drives?", "easy": "Who drives?", "page": FIRST}
    maker.go(url).post(url, **maker.fields() | typed)


def test_a_question_is_taken_out_of_its_page_and_the_last_one_stays(school_run):
    add_to_first(school_run)
    school_run.go(HOME).post(f"{HOME}/pages/{FIRST}/{FIRST}/move", go="out")
    assert pages() == [(FIRST, ["who-drives"])]

    school_run.go(HOME).post(f"{HOME}/pages/{FIRST}/who-drives/move", go="out")
    assert pages() == [(FIRST, ["who-drives"])]
    school_run.go(HOME).post(f"{HOME}/pages/{FIRST}/nobody/move", go="out")
    assert "not there any more" in school_run.text


def test_a_page_of_one_idea_stays_together(school_run):
    add_to_first(school_run)
    url = f"{HOME}/pages/{FIRST}/who-drives"
    school_run.go(url).post(url, **school_run.fields() | {"one_idea": "y", "continues": "y"})

    page = drawn().pages[0]
    assert (page.one_idea, page.continues) == (True, True)
    assert "Who drives?" in school_run.go(f"{HOME}/preview/{FIRST}?style=easy").text


def test_the_words_of_a_scale_can_be_changed_and_others_stand_apart(school_run):
    add(school_run, "agree5", "The bus is safe.", "The bus is safe.")
    url = f"{HOME}/scales/agree5"
    assert "Words of “agree”" in school_run.go(HOME).text
    typed = {"rows-4-plain": "Very much", "rows-5-plain": "Not me", "rows-5-easy": "Not me"}
    school_run.go(url).post(url, **school_run.fields() | typed)

    words = [each.words.plain for each in drawn().scales["agree5"]]
    assert words[-2:] == ["Very much", "Not me"]
    school_run.go(url).post(
        url, **school_run.fields() | {"rows-0-plain": "", "rows-5-plain": "", "rows-5-easy": ""}
    )
    assert drawn().scales["agree5"][0].code == "strongly-disagree"
    assert len(drawn().scales["agree5"]) == 5
    assert "“agree5.strongly-disagree” has no plain words yet" in school_run.go(HOME).text
    assert school_run.go(f"{HOME}/scales/face3").page.status_code == 404


def test_a_statement_says_what_part_of_the_strategy_it_speaks_to(school_run):
    add(
        school_run, "agree5", "How far do you agree?", "Is it true?",
        **{"rows-0-plain": "It is safe.", "rows-0-easy": "It is safe.", "rows-0-about": "safe"},
    )  # fmt: skip

    assert drawn().questions["it-is-safe"].about == ["safe"]


def test_an_answer_can_have_a_second_line(school_run):
    rows = {
        f"rows-{n}-{style}": w for n, w in enumerate(["Bus", "Taxi"]) for style in ("plain", "easy")
    }
    hint = {"rows-1-hint_plain": "Also a shared one", "rows-1-hint_easy": "Shared too"}
    add(school_run, "one", "How do you travel?", "How do you go?", **rows, **hint)

    assert drawn().wording("how-do-you-travel.taxi.hint", "en", "easy") == "Shared too"
    url = f"{HOME}/pages/how-do-you-travel/how-do-you-travel"
    assert school_run.go(url).fields()["rows-1-hint_plain"] == "Also a shared one"


def test_another_child_can_be_offered_and_taken_back(school_run):
    ready_made(school_run, "role")
    url = f"{HOME}/another"
    typed = {
        "plain": "Tell us about another child",
        "easy": "Tell us about another child",
        "copies": "role",
        "unless": "role=young-person",
    }
    school_run.go(url).post(url, **school_run.fields() | typed)

    another = drawn().another
    assert (another.copies, another.show_unless) == (["role"], {"role": ["young-person"]})
    fields = school_run.go(url).fields()
    assert fields["plain"] == "Tell us about another child"
    school_run.post(url, **fields | {"plain": "", "easy": ""})
    assert drawn().another is None


def test_the_survey_has_a_picture(school_run):
    url = f"{HOME}/about"
    school_run.go(url).post(
        url, **school_run.fields() | {"default_style": "easy", "picture": "bus"}
    )

    assert drawn().picture == "bus"


def test_a_survey_says_that_it_is_for_people_of_16_and_over(school_run):
    url = f"{HOME}/about"
    assert 'name="from_16"' in school_run.go(url).text
    school_run.post(url, **school_run.fields() | {"default_style": "easy", "from_16": "y"})

    assert drawn().from_16
    assert school_run.go(url).fields()["from_16"] == "y"

    fields = school_run.fields()
    del fields["from_16"]
    school_run.post(url, **fields | {"default_style": "easy"})
    assert not drawn().from_16
