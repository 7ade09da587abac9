"""Equality questions in easy read: one a screen, five answers at most, kept as if on one page."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db
from app.equality import carrying, easy
from app.equality.forms import ADULT, ASKED, CHILD, YOUNG
from app.equality.models import EqualityReply

MOST_ANSWERS = 5


class Taker:
    """Somebody who goes from screen to screen, as a browser without JavaScript would."""

    def __init__(self, client, who):
        self.client, self.url = client, f"/about-you/{who}"
        self.addresses = [f"{self.url}?survey=my-voice&style=easy"]
        self.show(client.get(self.addresses[0]))

    def show(self, page):
        self.page, self.text = page, page.text
        self.hidden = [
            (re.search('name="([^"]+)"', each)[1], re.search('value="([^"]*)"', each)[1])
            for each in re.findall("<input[^>]*>", page.text)
            if 'type="hidden"' in each
        ]

    @property
    def asked(self):
        return dict(self.hidden).get("step", "")

    @property
    def offered(self):
        found = re.findall(r'<input[^>]*type="(?:radio|checkbox)"[^>]*>', self.text)
        return [re.search('value="([^"]*)"', each)[1] for each in found]

    @property
    def chosen(self):
        found = re.findall(r'<input[^>]*type="(?:radio|checkbox)"[^>]*checked[^>]*>', self.text)
        return [re.search('value="([^"]*)"', each)[1] for each in found]

    def send(self, go="next", **typed):
        sent = {}
        fields = [(k, v) for k, v in self.hidden]
        fields += [
            (name, each)
            for name, given in typed.items()
            for each in ([given] if isinstance(given, str) else given)
        ]
        for name, each in [*fields, ("go", go)]:
            sent.setdefault(name, []).append(each)
        page = self.client.post(self.url, data=sent)
        if page.status_code == 303 and page.location.startswith(f"{self.url}?"):
            self.addresses.append(page.location)
            page = self.client.get(page.location)
        self.show(page)
        return self

    def press_back(self, steps=1):
        """Go back as a browser does: it asks again for the address before this one."""
        del self.addresses[-steps:]
        self.show(self.client.get(self.addresses[-1]))
        return self


def replies():
    db.session.rollback()
    return [each.answers for each in db.session.scalars(sa.select(EqualityReply))]


@pytest.mark.parametrize("who", [CHILD, YOUNG, ADULT])
def test_every_screen_asks_one_thing_with_five_answers_at_most(client, who):
    taker = Taker(client, who)
    seen = []
    while taker.page.status_code == 200:
        seen.append(taker.asked.partition(".")[0])
        assert taker.text.count("<fieldset") <= 1
        offered = [each for each in taker.offered if each != "not-said"]
        assert len(offered) <= MOST_ANSWERS, taker.asked
        assert not offered or "not-said" in taker.offered, taker.asked
        taker.send("skip")

    assert list(dict.fromkeys(seen)) == list(ASKED[who])
    assert taker.page.location.startswith("/about-you/thank-you?style=easy")
    assert replies() == []


def test_what_is_answered_is_kept_as_if_on_one_page(client):
    taker = Taker(client, YOUNG)
    taker.send(area="sk4").send(sex="female").send(gender="yes")
    taker.send(ethnicity="any-asian").send(ethnicity="pakistani")
    taker.send(religion="muslim").send(language="Urdu").send(access="easy-read")
    taker.send(needs=["autism", "adhd"]).send(needs="hearing")
    taker.send("skip").send("skip").send(meals="no")

    assert taker.page.location.startswith("/about-you/thank-you")
    assert replies() == [
        {
            "area": ["SK4"],
            "sex": ["female"],
            "gender": ["yes"],
            "ethnicity": ["pakistani"],
            "religion": ["muslim"],
            "language": ["Urdu"],
            "access": ["easy-read"],
            "needs": ["autism", "adhd", "hearing"],
            "meals": ["no"],
        }
    ]


def test_going_back_shows_what_was_chosen(client):
    taker = Taker(client, CHILD)
    taker.send(age="11-15").send("skip").send(needs="autism").send(needs="sight")
    taker.send(ethnicity="any-white")
    assert taker.asked == "ethnicity.british"

    taker.send("back", ethnicity="roma")
    assert (taker.asked, taker.chosen) == ("ethnicity.any-asian", ["any-white"])
    taker.send("back", ethnicity="any-white")
    assert (taker.asked, taker.chosen) == ("needs.physical", ["sight"])
    taker.send("back", needs="sight")
    assert (taker.asked, taker.chosen) == ("needs.autism", ["autism"])
    taker.send("back").send("back")
    assert (taker.asked, taker.chosen) == ("age", ["11-15"])
    assert taker.send("back").page.location.startswith("/about-you?survey=my-voice&style=easy")


def test_skipping_takes_an_answer_away_and_not_saying_gives_way_to_what_was_said(client):
    taker = Taker(client, CHILD)
    taker.send(age="11-15").send("back").send("skip", age="11-15").send(sex="male")
    taker.send(needs="not-said").send(needs=["sight", "not-said"]).send("send")

    assert replies() == [{"sex": ["male"], "needs": ["sight"]}]


def test_stopping_in_the_middle_sends_what_was_answered(client):
    Taker(client, CHILD).send(age="11-15").send("send", sex="female")

    assert replies() == [{"age": ["11-15"], "sex": ["female"]}]


def test_a_whole_postcode_is_refused_on_its_own_screen_even_from_another(client):
    taker = Taker(client, YOUNG).send(area="SK4 3AB")
    assert taker.asked == "area"
    assert "only the first half of a postcode" in taker.text
    assert 'value="SK4 3AB"' in taker.text

    taker.hidden = [(k, "sex" if k == "step" else v) for k, v in taker.hidden]
    taker.send("send", area="SK4 3AB", sex="male")
    assert taker.asked == "area"
    assert dict(taker.hidden)["sex"] == "male", "nothing is lost"
    assert replies() == []


def test_another_language_and_the_standard_words_keep_the_answers(client):
    taker = Taker(client, CHILD).send(age="11-15")
    taker.send("lang:ur", sex="female")
    assert 'dir="rtl"' in taker.text
    assert taker.chosen == ["female"]

    taker.send("style:plain", sex="female")
    assert taker.asked == ""
    assert 'dir="rtl"' in taker.text
    assert taker.chosen == ["11-15", "female"]


def test_a_form_that_was_open_too_long_keeps_what_was_chosen(client):
    taker = Taker(client, CHILD).send(age="11-15")
    taker.hidden = [(k, "old" if k == "csrf_token" else v) for k, v in taker.hidden]
    taker.send(sex="male")

    assert taker.page.status_code == 400
    assert "nothing is lost" in taker.text
    assert (taker.chosen, dict(taker.hidden)["age"]) == (["male"], "11-15")
    taker.send("send", sex="male")
    assert replies() == [{"age": ["11-15"], "sex": ["male"]}]


def test_a_screen_that_does_not_exist_is_the_first(client):
    taker = Taker(client, CHILD)
    taker.hidden = [(k, "religion.none" if k == "step" else v) for k, v in taker.hidden]

    assert taker.send("next").asked == "sex"


def test_every_easy_picture_is_there(app):
    pictures = [
        *(each.picture for each in easy._STEPS),
        *easy._PICTURES.values(),
        *easy.WHO_PICTURES.values(),
    ]
    missing = [name for name in pictures if not (app.root_path and _is_there(app, name))]

    assert missing == []


def _is_there(app, name):
    with app.test_request_context():
        return bool(app.jinja_env.globals["picture_url"](name))


def test_the_thank_you_of_an_easy_survey_leads_to_the_easy_questions(client):
    page = client.get("/about-you?survey=my-voice&style=easy")

    assert "I am under 16" in page.text
    assert client.get("/about-you?who=child&style=easy&go=on").location == (
        "/about-you/child?style=easy"
    )


def test_back_in_the_browser_finds_each_screen_with_what_was_answered(client):
    taker = Taker(client, CHILD).send(age="11-15").send(sex="female").send(needs="autism")
    assert len(taker.addresses) == 4, "every screen has an address of its own"

    assert taker.press_back().chosen == ["autism"]
    assert taker.press_back().chosen == ["female"]
    assert taker.press_back().chosen == ["11-15"]
    taker.send(age="5-10").send("send", sex="female")
    assert replies() == [{"age": ["5-10"], "sex": ["female"], "needs": ["autism"]}]


def test_a_screen_that_a_browser_kept_loses_nothing_that_was_answered_after_it(client):
    taker = Taker(client, CHILD).send(age="11-15")
    kept = list(taker.hidden)
    taker.send(sex="female").send(needs="autism").send(needs="sight")
    taker.send(ethnicity="any-white").send("back", ethnicity="roma")

    taker.hidden = kept
    taker.send(sex="male")
    taker.send(needs=["adhd"]).send(needs="sight").send(ethnicity="any-white")
    assert taker.chosen == ["roma"]
    taker.send("send", ethnicity="roma")
    [reply] = replies()
    assert reply["needs"] in (["adhd", "sight"], ["sight", "adhd"])
    assert (reply["age"], reply["sex"], reply["ethnicity"]) == (["11-15"], ["male"], ["roma"])


def test_a_mistake_has_an_address_too(client):
    taker = Taker(client, YOUNG).send(area="SK4 3AB")
    assert "only the first half of a postcode" in taker.text

    taker.send(area="SK4").press_back()
    assert 'value="SK4"' in taker.text
    assert "only the first half" not in taker.text


def test_nothing_that_was_answered_is_in_an_address_or_readable_in_the_cookie(client):
    taker = Taker(client, YOUNG).send(area="SK4").send(sex="female").send(gender="no")
    taker.send("lang:pl", ethnicity="any-asian").send(ethnicity="any-asian")
    assert taker.asked == "ethnicity.bangladeshi"
    with client.session_transaction() as cookie:
        carried = cookie["about-you"]

    told = "SK4|female|asian|bangla|ethnic"
    assert not any(re.search(told, each) for each in [*taker.addresses, carried])
    assert all(
        set(re.findall(r"[?&](\w+)=", each)) <= {"survey", "style", "step", "lang"}
        for each in taker.addresses
    )
    assert replies() == []


def test_what_was_sent_or_left_or_grew_old_is_no_longer_carried(client, monkeypatch):
    for ending in ("send", "left", "old"):
        taker = Taker(client, CHILD).send(age="11-15")
        if ending == "send":
            taker.send("send")
        elif ending == "left":
            client.get("/about-you?who=child&style=easy")
        else:
            later = carrying.utc_now() + timedelta(minutes=31)
            monkeypatch.setattr(carrying, "utc_now", lambda now=later: now)
        taker.show(client.get(taker.addresses[0]))
        assert (taker.asked, taker.chosen) == ("age", []), ending


def test_the_cookie_of_one_kind_of_person_or_a_changed_one_is_nothing(client):
    Taker(client, CHILD).send(age="11-15")
    assert Taker(client, ADULT).chosen == []
    with client.session_transaction() as cookie:
        cookie["about-you"] = "changed"
    assert Taker(client, CHILD).chosen == []
