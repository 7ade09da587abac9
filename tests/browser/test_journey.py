"""The same journey in a real browser, with the real worker and axe on every page."""

import re
import time

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visitor

WAIT = "We have waited 61 weeks for her EHCP and nobody tells us anything. Mrs Jones never rings."
LIKES = "I like the library. The lady there is kind to me."
TAGGED_WITHIN_SECONDS = 10
RECEIPT = re.compile(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}")


def take_survey(person: Visitor, slug: str, answers: dict[str, str]) -> str:
    """Answer the pages named in `answers` ({page: text or an option}); skip the others."""
    page = person.page
    page.goto(f"/surveys/{slug}")
    person.check(is_still=True)
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Start").click()
    while "check-your-answers" not in page.url:
        person.check()
        here = page.url.rpartition("/")[2].partition("?")[0]
        if here not in answers:
            page.get_by_role("button", name="Skip").click()
            continue
        if page.locator("textarea").count() == 1:
            page.locator("textarea").fill(answers[here])
        else:
            page.locator(f"input[value='{answers[here]}']").first.check()
        page.get_by_role("button", name="Continue").last.click()
    person.check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    person.check()
    found = RECEIPT.search(page.locator("main").inner_text())
    assert found
    return found[0]


def look_up(person: Visitor, code: str) -> str:
    """Return what the receipt page says."""
    person.page.goto("/receipt")
    person.page.get_by_role("textbox").first.fill(code)
    person.page.get_by_role("button", name="Show what became of it").click()
    return person.page.locator("main").inner_text()


def fill(person: Visitor, answers: dict[str, str]) -> None:
    for name, value in answers.items():
        person.page.locator(f"[name='{name}']").fill(value)


def test_from_a_phone_to_the_public_page_and_back(site, visit):
    parent = visit(viewport=PHONE, java_script_enabled=True)
    code = take_survey(
        parent,
        "tell-us",
        {
            "role": "parent",
            "not-going-well": WAIT,
            "your-words": "quote",
            "what-next": "yes",
        },
    )
    sent_at = time.monotonic()
    teenager = visit(viewport=PHONE)
    take_survey(teenager, "my-voice", {"like": LIKES, "listen": "sometimes"})

    while "Timelines of assessment and diagnosis" not in look_up(parent, code):
        assert time.monotonic() - sent_at < TAGGED_WITHIN_SECONDS * 3, "never tagged"
        time.sleep(0.3)

    reviewer = visit()
    reviewer.sign_in("reviewer@demo.example")
    reviewer.check()
    review(reviewer)
    act(visit)
    parent_sees_it(parent, code)


def review(reviewer: Visitor) -> None:
    """Accept by keyboard, finish, and make a theme of the comment."""
    page = reviewer.page
    page.goto("/staff/comments")
    reviewer.check(is_still=True)
    while True:
        if "comments/" not in page.url:
            page.goto("/staff/comments/next")
            page.get_by_role("button", name="Turn the keys on").click()
        if WAIT[:40] in page.locator("[data-words]").inner_text():
            break
        page.keyboard.press("l")
        page.wait_for_load_state()
    reviewer.check()
    page.keyboard.press("a")
    expect(page.locator(".sd-suggestion--accepted").first).to_be_visible()
    page.get_by_text("Themes (0)").click()
    page.get_by_role("link", name="Make a new theme with this comment").click()
    reviewer.check()
    fill(reviewer, {"name": "No news of the plan", "easy_read_name": "We hear no news"})
    page.get_by_role("button", name="Save").click()
    reviewer.check()


def act(visit) -> None:
    """The sub-group promises, the publisher writes, a parent representative signs, all by mouse."""
    publisher = visit()
    publisher.sign_in("publisher@demo.example")
    page = publisher.page
    page.goto("/staff/themes")
    publisher.check(is_still=True)
    page.get_by_role("link", name="No news of the plan").click()
    page.get_by_role("link", name="Add an action").click()
    publisher.check()
    page.locator("[name='kind'][value='planned']").check()
    fill(
        publisher,
        {
            "title": "A message every two weeks",
            "what": "Caseworkers write to each family every two weeks.",
            "place": "All of Stockport",
            "for_whom": "Families who wait for a plan",
            "owner_title": "Head of SEND casework",
            "promised_on-day": "27",
            "promised_on-month": "3",
            "promised_on-year": "2027",
        },
    )
    page.locator("[name='owner_code']").select_option("co-production")
    page.get_by_role("button", name="Save").click()
    publisher.check()
    page.get_by_role("link", name="Write “You said – We did”").click()
    publisher.check()
    fill(
        publisher,
        {
            "title": "News while you wait",
            "you_said": "You wait for the plan and hear nothing.",
            "we_did": "From March caseworkers write to each family every two weeks.",
            "easy_read_title": "News while you wait",
            "easy_read_you_said": "You said: we hear no news.",
            "easy_read_we_did": "We will write to you every 2 weeks.",
        },
    )
    page.get_by_role("button", name="Save the draft").click()
    publisher.check()
    send = page.get_by_role("button", name="Send for sign-off")
    send.click()
    expect(send).to_have_count(0)  # nobody signs what has not arrived
    address = page.url
    representative = visit()
    representative.sign_in("parent-rep@demo.example")
    representative.page.goto(address)
    representative.check(is_still=True)
    representative.page.locator("[name='answer'][value='approve']").check()
    representative.page.get_by_role("button", name="Send my answer").click()
    representative.check()
    page.goto(address)
    for box in page.locator("[name=items]").all():
        box.check()
    page.get_by_role("button", name="Keep my checks").click()
    publisher.check()
    page.get_by_role("button", name="Publish").click()
    publisher.check()


def parent_sees_it(parent: Visitor, code: str) -> None:
    """The answer stands on the public page, and behind the receipt."""
    page = parent.page
    page.goto("/you-said-we-did")
    parent.check(is_still=True)
    page.get_by_role("link", name="News while you wait").first.click()
    expect(page.locator("main")).to_contain_text("every two weeks")
    parent.check()
    said = look_up(parent, code)
    parent.check()
    assert "No news of the plan" in said
    assert "News while you wait" in said
    assert code not in page.url
