"""A group takes a survey together: hands counted, words written down, one record in the end."""

import re

import html5lib
import pytest

from app.accounts.models import RoleName
from app.db import db, today
from app.groups import services
from app.groups.models import GroupSession
from app.groups.services import hands
from app.responses import services as responses
from app.responses.models import Channel, Consent, Submission, WhoseWords
from app.responses.services.results import results_of
from app.surveys import services as surveys
from app.tracker.services.quotes import whose_words
from tests.conftest import token_in
from tests.integration.groups.conftest import PIN, URL, every
from tests.integration.responses.conftest import PETS, SMALL, option, page, store_survey
from tests.integration.sign_in import sign_in
from tests.page_reader import text_of
from tests.person import Person

ROLE = {
    "code": "role",
    "type": "one",
    "words": "Who are you?",
    "options": [option("parent"), option("other")],
}


class Group:
    """A facilitator with a group and a big screen."""

    def __init__(self, client):
        self.client, self.page, self.url = client, None, URL

    def go(self, url):
        self.url, self.page = url, self.client.get(url)
        return self

    def press(self, go="next", **fields):
        data = {name.replace("_", "-").replace("--", "."): value for name, value in fields.items()}
        data |= {"csrf_token": token_in(self.page.text), "go": go}
        self.page = self.client.post(self.url, data=data)
        return self.go(self.page.location) if self.page.status_code == 303 else self

    def begin(self, survey="my-voice", people="7", **more):
        more = {"way": "hands", "language": "en", "pin": PIN} | more
        self.go(URL)
        data = {"csrf_token": token_in(self.page.text), "survey": survey}
        self.page = self.client.post(URL, data=data | {"people": people, "style": "easy", **more})
        return self.go(self.page.location) if self.page.status_code == 303 else self

    @property
    def at(self):
        return self.url.rsplit("/", 1)[1]


@pytest.fixture
def group(app):
    surveys.load_library()
    db.session.commit()
    client, _user = sign_in(app, RoleName.FACILITATOR)
    return Group(client)


def go_to(group, page):
    for _step in range(40):
        if group.at == page:
            return group
        group.press()
    raise AssertionError(f"{page} did not come")


def to_the_end(group):
    for _step in range(40):
        if group.at == "close":
            return group
        group.press()
    raise AssertionError("no end")


def test_hands_and_words_become_one_group_record_with_a_code(group):
    group.begin().press(like_doing="we like bowling and the farm")
    assert group.at == "listen"
    group.press(listen__yes="2", listen__no="4", listen_more="teachers talk to mum not us")
    to_the_end(group).press(consent="quote", pin=PIN)

    code = re.search(r'class="sd-code"[^>]*>([^<]+)<', group.page.text)[1]
    [submission] = every(Submission)
    assert responses.find_submission(code) == submission
    assert submission.channel is Channel.GROUP
    assert submission.whose_words is WhoseWords.GROUP
    assert (submission.role, submission.consent) == ("young-person", Consent.QUOTE)
    assert [each.text for each in submission.comments] == [
        "we like bowling and the farm",
        "teachers talk to mum not us",
    ]
    [session] = every(GroupSession)
    assert (session.people, session.hands) == (7, {"listen": {"yes": 2, "no": 4}})


@pytest.mark.parametrize(
    ("survey", "who", "role", "voice"),
    [
        ("tell-us", "family", "parent", "A group of parents and carers"),
        ("charter-check", "family", "family", "A group of parents and carers"),
        ("charter-check", "staff", "staff", "A group of people who work in services"),
        ("tell-us", "young", "young-person", "A group of young people"),
        ("tell-us", "mixed", "other", "A group of people"),
        ("my-voice", "", "young-person", "A group of young people"),
    ],
)
def test_a_groups_words_count_as_the_voice_of_those_who_were_there(group, survey, who, role, voice):
    _version, definition = surveys.latest_definition(surveys.get_survey(survey))
    code = next(
        each.code
        for screen in services.screens_of(definition.in_style("easy"))
        for each in screen.questions
        if each.type == "text"
    )
    group.begin(survey, who=who)
    while code not in group.page.text:
        group.press()
    group.press(**{code.replace("-", "_"): "nobody tells us when the bus comes"})
    to_the_end(group).press(consent="quote", pin=PIN)

    [submission] = every(Submission)
    assert submission.role == role
    assert whose_words(submission.comments[0]) == voice


def test_a_room_is_not_asked_for_a_day_nor_for_what_each_is_asked_alone(group):
    day = page("when", "date", "When was it?")
    several = page("pets", "many", "Which pets?", options=PETS)
    several["questions"] += [day["questions"][0] | {"code": "since"}, ROLE]
    store_survey("pets", SMALL | {"pages": [day, several]})

    group.begin("pets", who="young", style="plain")

    assert group.at == "pets"
    assert "Which pets?" in group.page.text
    assert "When was it?" not in group.page.text
    assert "Who are you?" not in group.page.text


def test_a_survey_that_no_room_can_answer_is_refused_with_a_sentence(group):
    store_survey("day", SMALL | {"pages": [page("when", "date", "When was it?")]})

    group.begin("day", who="young")

    assert "Nothing in this survey can be answered by hands up" in group.page.text
    assert every(GroupSession) == []


def test_who_the_group_are_is_asked_where_the_survey_is_for_different_people(group):
    group.begin("tell-us", people="9")

    assert "say who the group are" in group.page.text
    assert 'value="9"' in group.page.text
    assert every(GroupSession) == []


def test_what_a_group_says_is_screened_like_any_other(group):
    group.begin().press(like_doing="her uncle hits her")
    to_the_end(group).press(consent="count", pin=PIN)

    [submission] = every(Submission)
    assert submission.comments[0].screen_level == "urgent"


def test_more_hands_than_people_are_counted_again_and_nothing_typed_is_lost(group):
    group.begin().press()
    group.press(listen__yes="5", listen__no="4", listen_more="nobody asks")

    assert re.search(r'<a href="#listen\.(yes|no)">That is 9 hands, but 7 people', group.page.text)
    assert 'value="5"' in group.page.text
    assert "nobody asks" in group.page.text
    assert every(GroupSession)[0].hands == {}


def test_in_easy_read_hands_are_raised_for_not_knowing_and_for_not_saying_too(group):
    go_to(group.begin("after-assessment", who="family"), "which-assessment")
    words = text_of(html5lib.parse(group.page.text, namespaceHTMLElements=False))
    assert "I do not know" in words
    assert "I do not want to say" in words
    asked = "which_assessment"
    raised = {f"{asked}__ehcp": "2", f"{asked}__do_not_know": "3", f"{asked}__rather_not_say": "3"}
    group.press(**raised)
    assert "That is 8 hands, but 7 people are here." in group.page.text
    group.press(**raised | {f"{asked}__rather_not_say": "2"})

    [session] = every(GroupSession)
    assert session.hands == {"which-assessment": {"ehcp": 2, "do-not-know": 3, "rather-not-say": 2}}


def test_standard_words_offer_what_they_offer_one_person(group):
    go_to(group.begin("after-assessment", who="family", style="plain"), "which-assessment")

    assert "which-assessment.ehcp" in group.page.text
    assert "which-assessment.do-not-know" not in group.page.text


def test_hands_that_were_taken_out_again_are_gone(group):
    group.begin().press()
    group.press(listen__yes="3").press("back").press(listen__yes="")

    assert every(GroupSession)[0].hands == {}


def test_an_answer_that_excludes_the_others_needs_people_of_its_own(group):
    _version, definition = surveys.latest_definition(surveys.get_survey("waiting-well"))
    question = definition.questions["help-used"]

    assert hands.people_behind(question, {"school": 5, "family-hub": 4}) == 5
    some = {"school": 5, "family-hub": 4, "nothing": 1, "do-not-know": 2}
    assert hands.people_behind(question, some) == 8


def definition_words(survey, code):
    question = surveys.latest_definition(survey)[1].questions["which-assessment"]
    return next(each.words.plain for each in question.options if each.code == code)


def close_with_hands(group):
    go_to(group.begin("after-assessment", who="family"), "which-assessment")
    group.press(which_assessment__ehcp="2", which_assessment__do_not_know="5")
    return to_the_end(group).press(consent="count", pin=PIN)


def test_the_record_and_the_groups_receipt_show_every_hand(app, group):
    close_with_hands(group)
    code = re.search(r'class="sd-code"[^>]*>([^<]+)<', group.page.text)[1]
    visitor = Person(app.test_client()).open("/receipt")
    visitor.press("Show what became of it", {"code": code})
    for words in (
        text_of(html5lib.parse(group.page.text, namespaceHTMLElements=False)),
        visitor.words,
    ):
        assert re.search(r"called an EHCP\.\s+2 hands", words), words
        assert re.search(r"\s0 hands", words)
        assert re.search(r"I do not know\s+5 hands", words)
    assert "7 people were here" in visitor.words


def test_the_results_add_up_the_hands_of_groups_and_leave_out_what_was_taken_back(app, group):
    close_with_hands(group)
    close_with_hands(group)
    survey = surveys.get_survey("after-assessment")
    [asked] = results_of(survey, smallest=1, raised=services.hands_raised(survey)).hands
    assert asked.base == 14
    assert {each.words: each.number for each in asked.choices if each.number} == {
        definition_words(survey, "ehcp"): 4,
        "I don’t know": 10,
    }
    assert sum(each.number or 0 for each in asked.choices) == asked.base
    publisher = Person(sign_in(app, RoleName.PUBLISHER)[0])
    publisher.open("/staff/surveys/after-assessment/results")
    assert "Hands up, in groups" in publisher.words

    every(Submission)[0].withdrawn_on = today()
    db.session.commit()
    [asked] = results_of(survey, smallest=1, raised=services.hands_raised(survey)).hands
    assert asked.base == 7


def test_going_back_shows_what_was_written_down(group):
    group.begin().press(like_doing="bowling")
    group.press("back")

    assert group.at == "like"
    assert "bowling" in group.page.text


def test_the_stop_card_stops_and_goes_on_where_it_was(group):
    group.begin().press()
    group.press("stop", listen__yes="3")

    assert "We have a break." in group.page.text
    assert "/pages/listen" in group.page.text
    assert every(GroupSession)[0].hands == {"listen": {"yes": 3}}, "and nothing was lost"


def test_a_room_is_not_asked_what_only_one_person_can_answer(group):
    group.begin()
    seen = set()
    while group.at != "close":
        seen.add(group.at)
        group.press()
    assert not seen & {"your-words", "what-next", "help", "talk-today", "who-to-talk-to"}
    assert "safe-home" in seen


def test_an_empty_session_is_not_sent_and_a_sent_one_not_twice(group):
    group.begin()
    to_the_end(group).press(consent="count", pin=PIN)
    assert "Nothing is written down yet" in group.page.text

    group.go(group.url.replace("/close", "/pages/like")).press(like_doing="lego")
    url = group.url.rsplit("/pages/", 1)[0] + "/close"
    group.go(url).press(consent="count", pin=PIN)
    token = token_in(group.go(URL).page.text)
    again = group.client.post(url, data={"csrf_token": token, "consent": "count", "pin": PIN})
    assert "This session is closed already." in again.text
    assert len(every(Submission)) == 1


def test_another_facilitator_cannot_open_it(app, group):
    group.begin()
    other, _user = sign_in(app, RoleName.FACILITATOR)

    assert other.get(group.url).status_code == 404


@pytest.mark.parametrize("people", ["0", "61", "", "many"])
def test_how_many_are_here_is_a_number(group, people):
    group.begin(people=people)

    assert group.page.status_code == 200
    assert every(GroupSession) == []


def test_an_open_session_can_be_thrown_away(group):
    group.begin()
    [session] = every(GroupSession)
    group.go(f"{URL}/{session.id}/discard").press(pin="1357")
    assert "That is not the PIN" in group.page.text
    assert len(every(GroupSession)) == 1
    group.press(pin=PIN)

    assert every(GroupSession) == []


def lang_of(group):
    return re.search(r'<html[^>]* lang="([^"]+)"', group.page.text)[1]


def test_every_page_for_the_room_is_read_in_another_language_and_what_was_counted_stays(group):
    group.begin().press(like_doing="we like bowling")
    group.press("lang:pl", listen__yes="3", listen_more="we want to choose")
    assert (group.at, lang_of(group)) == ("listen", "pl")
    assert "we want to choose" in group.page.text
    assert 'value="3"' in group.page.text

    group.press("stop", listen__yes="3", listen_more="we want to choose")
    assert lang_of(group) == "pl"
    group.press("lang:ur")
    assert (group.at, lang_of(group)) == ("listen", "ur")
    assert "/stop/" in group.url
    group.go(group.url.replace("/stop/", "/pages/"))
    assert lang_of(group) == "ur"
    assert "we want to choose" in group.page.text
    assert every(GroupSession)[0].hands == {"listen": {"yes": 3}}


def test_closing_is_read_in_another_language_and_the_code_stays_on_the_page(group):
    to_the_end(group.begin(language="pl").press(like_doing="lego"))
    assert lang_of(group) == "pl"
    group.press("lang:ur")
    assert (group.at, lang_of(group)) == ("close", "ur")
    group.press("lang:en").press(consent="quote", pin=PIN)
    code = re.search(r'class="sd-code"[^>]*>([^<]+)<', group.page.text)[1]

    group.press("lang:pl", code=code)
    assert (group.at, lang_of(group)) == ("close", "pl")
    assert code in group.page.text
    assert len(every(Submission)) == 1
    group.press("lang:en", code="0000 0000 0000 0000")
    assert group.url == URL, "only whoever has the code is shown it"


def test_a_locked_screen_is_read_in_another_language_and_stays_locked(group):
    group.begin().press("lock")
    group.press("lang:pl")
    assert group.url == f"{URL}/locked"
    assert lang_of(group) == "pl"
    assert group.client.get("/staff").location == f"{URL}/locked"
