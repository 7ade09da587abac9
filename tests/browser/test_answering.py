"""Words beside an answer, a receipt from "received" to "outcome", a vote that opens it again:
each read in plain words and in easy read, from left to right and from right to left."""

import subprocess
import sys
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, ROOT, Visitor
from tests.browser.test_journey import fill, look_up, take_survey
from tests.browser.test_meeting import fill_day, in_words

READINGS = ["", "style=easy", "lang=ur", "lang=ur&style=easy"]
TODAY = date.today()  # noqa: DTZ011  # the day on this machine's wall
PROMISED = TODAY + timedelta(days=45)
WORDS = {
    "you_said": "You ask for a quiet room at the station.",
    "we_did": "We will ask the bus station for a quiet room by spring.",
    "easy_read_you_said": "You said: we need a quiet room.",
    "easy_read_we_did": "We will ask for a quiet room.",
}
OBJECTION = "Young people asked for staff who help, not only for a room."


def reads_everywhere(visitor: Visitor, address: str, words: str, *, readings=READINGS) -> None:
    """Open an address in each style and direction: it says `words`, and axe finds nothing."""
    for query in readings:
        visitor.page.goto(f"{address}{'&' if '?' in address else '?'}{query}")
        is_right_to_left = "lang=ur" in query
        assert (visitor.page.locator("html").get_attribute("dir") == "rtl") == is_right_to_left
        if words and not is_right_to_left:
            expect(visitor.page.locator("main")).to_contain_text(words)
        visitor.check()


def add_action(publisher: Visitor, *, theme: str, title: str) -> None:
    page = publisher.page
    page.goto("/staff/themes")
    page.get_by_role("link", name=theme).first.click()
    page.get_by_role("link", name="Add an action").click()
    page.locator("[name='kind'][value='planned']").check()
    fill(
        publisher,
        {
            "title": title,
            "what": "The bus station is asked for a quiet room.",
            "place": "The bus station",
            "for_whom": "Young people who travel",
            "owner_title": "Head of transport",
        },
    )
    fill_day(page, "promised_on", PROMISED)
    page.locator("[name='owner_code']").select_option("co-production")
    page.get_by_role("button", name="Save").click()
    publisher.check()


def write_entry(publisher: Visitor, title: str) -> str:
    """Write an entry about the action that is open, and send it; return its address for staff."""
    page = publisher.page
    page.get_by_role("link", name="Write “You said – We did”").click()
    fill(publisher, {"title": title, "easy_read_title": title} | WORDS)
    page.get_by_role("button", name="Save the draft").click()
    publisher.check()
    send(publisher)
    return page.url


def send(publisher: Visitor) -> None:
    """Send the entry that is open for sign-off, and wait until it is."""
    button = publisher.page.get_by_role("button", name="Send for sign-off")
    button.click()
    expect(button).to_have_count(0)
    publisher.check()


def answer(visit, person: str, address: str, said: str, *, note: str = "", shown=False) -> Visitor:
    """Somebody signs off or objects."""
    representative = visit(viewport=PHONE)
    representative.sign_in(person)
    page = representative.page
    page.goto(address)
    representative.check(is_still=True)
    page.locator(f"[name='answer'][value='{said}']").check()
    page.locator("[name='note']").first.fill(note)
    if shown:
        page.get_by_label("Show my note beside the entry when it is published").check()
    page.get_by_role("button", name="Send my answer").click()
    representative.check()
    return representative


def publish(publisher: Visitor, address: str) -> None:
    publisher.page.goto(address)
    for box in publisher.page.locator("[name=items]").all():
        box.check()
    publisher.page.get_by_role("button", name="Keep my checks").click()
    expect(publisher.page.locator("main")).to_contain_text("Your checks are kept")
    publisher.page.get_by_role("button", name="Publish", exact=True).click()
    expect(publisher.page.locator("main")).to_contain_text("It is published.")
    publisher.check()


def test_an_objection_is_answered_and_stands_beside_what_is_published(visit):
    publisher = visit(viewport=DESK)
    publisher.sign_in("publisher@demo.example")
    add_action(publisher, theme="Plans take far longer than 20 weeks", title="A quiet room")
    address = write_entry(publisher, "A quiet room at the bus station")
    page = publisher.page

    youth = answer(visit, "youth-rep@demo.example", address, "object", note="")
    summary = youth.page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Say what needs to change")
    expect(youth.page.locator("[name='answer'][value='object']")).to_be_checked()
    answer(visit, "youth-rep@demo.example", address, "object", note=OBJECTION, shown=True)

    page.goto(address)
    expect(page.locator("main")).to_contain_text("said no.")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    publisher.check()
    send(publisher)
    answer(visit, "parent-rep@demo.example", address, "approve")
    publish(publisher, address)

    visitor = visit(viewport=PHONE)
    reads_everywhere(visitor, "/you-said-we-did/a-quiet-room-at-the-bus-station", OBJECTION)
    expect(visitor.page.locator("main")).to_contain_text(
        OBJECTION
    )  # in Urdu too, as it was written
    reads_everywhere(visitor, "/you-said-we-did", "A quiet room at the bus station")


def review(visit, words: str, theme: str) -> None:
    """A reviewer reads the words, finishes, and puts them into a new theme."""
    reviewer = visit()
    reviewer.sign_in("reviewer@demo.example")
    page = reviewer.page
    page.goto("/staff/comments/next")
    page.get_by_role("button", name="Turn the keys on").click()
    while words not in page.locator("[data-words]").inner_text():
        page.keyboard.press("l")
        page.wait_for_load_state()
    page.get_by_text("Themes (0)").click()
    page.get_by_role("link", name="Make a new theme with this comment").click()
    fill(reviewer, {"name": theme, "easy_read_name": theme})
    page.get_by_role("button", name="Save").click()
    reviewer.check()
    page.go_back()
    page.go_back()
    page.reload()
    page.get_by_role("button", name="Nothing to code").click()
    page.wait_for_load_state()
    reviewer.check()


def receipt_says(reader: Visitor, code: str, *words: str) -> str:
    """Open the receipt in every style and direction; return what it says in plain English."""
    said = look_up(reader, code)
    reader.check()
    for each in words:
        assert each in said, f"{each!r} is not in {said}"
    for query in READINGS[1:]:
        page = reader.page
        page.goto(f"/receipt?{query}")
        page.locator("[name='code']").fill(code)
        page.locator("main form[action^='/receipt'] button[type=submit]").first.click()
        expect(page.locator(".sd-receipt").first).to_be_visible()
        reader.check()
        page.goto("/?lang=en")
    return said


def test_a_receipt_from_received_to_outcome(visit):
    parent = visit(viewport=PHONE)
    said = "Nobody at the station knew what a hidden disability is, not even at the desk."
    answers = {"role": "parent", "not-going-well": said, "your-words": "quote", "what-next": "yes"}
    code = take_survey(parent, "tell-us", answers)
    theme, title = "At the station desk", "Training at the station"
    received = receipt_says(parent, code, "We received it", said, "There is no decision yet.")
    assert "A person read it" not in received.replace("A person reads it", "")

    review(visit, said, theme)
    receipt_says(parent, code, "A person read it", f"It is part of what we call: {theme}")

    publisher = visit(viewport=DESK)
    publisher.sign_in("publisher@demo.example")
    add_action(publisher, theme=theme, title=title)
    action = publisher.page.url
    decided = receipt_says(parent, code, "We have decided something about it")
    assert "There is no decision yet." not in decided
    assert title not in decided, "nobody has signed it off"

    address = write_entry(publisher, title)
    answer(visit, "parent-rep@demo.example", address, "approve")
    publish(publisher, address)
    receipt_says(parent, code, f"Planned: {title}", in_words(PROMISED))

    page = publisher.page
    page.goto(action)
    page.get_by_role("link", name="Change", exact=True).click()
    page.locator("[name=kind][value=done]").check()
    page.get_by_label("What shows that it worked?").fill("31 of 40 said that it helped.")
    page.locator("[name=evidence_base]").fill("40")
    fill_day(page, "done_on", TODAY)
    page.get_by_role("button", name="Save").click()
    publisher.check()
    done = receipt_says(parent, code, f"Done: {title}", in_words(TODAY))
    order = ["We received it", "A person read it", theme, f"Done: {title}"]
    happened = done.partition("What happened since")[2]
    places = [happened.index(each) for each in order]
    assert places == sorted(places)
    assert code not in parent.page.url


def test_a_vote_that_opens_it_again_and_says_so_in_public(visit, site):
    slug = "safe-on-the-bus-home"
    command = [sys.executable, "-m", "tests.browser.voted", slug, "same", "9"]
    subprocess.run(command, cwd=ROOT, env=site.environ, check=True)
    visitor = visit(viewport=PHONE)
    page = visitor.page
    reads_everywhere(visitor, f"/you-said-we-did/{slug}/is-it-better", "Is it better now?")
    page.goto(f"/you-said-we-did/{slug}")
    expect(page.locator("main")).not_to_contain_text("opened this again")
    page.goto(f"/you-said-we-did/{slug}/is-it-better")
    page.get_by_role("button", name="The same").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your answer counts.")
    visitor.check()

    why = "About 10 of about 10 people who know said that it is not better."
    reads_everywhere(visitor, f"/you-said-we-did/{slug}", why)
    page.goto(f"/you-said-we-did/{slug}")
    expect(page.locator("main")).to_contain_text("So it is open again, and we owe a new date.")
    reads_everywhere(visitor, "/you-said-we-did?status=in-progress", "")
    page.goto("/you-said-we-did?status=overdue")
    assert page.locator(f"a[href*='/{slug}']").count(), "it does not stand among what is overdue"
    reads_everywhere(visitor, "/promises", "")
    assert page.request.get(f"/api/v1/entries/{slug}").json()["promise"]["reopened_on"]
    page.goto(f"/you-said-we-did/{slug}/is-it-better")
    assert page.url.endswith(f"/{slug}")  # until it is done again nobody is asked
