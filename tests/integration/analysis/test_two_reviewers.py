"""Two reviewers in three browsers at one comment: whatever comes in whatever order, nothing that
somebody was told is saved is lost, and nothing is saved over what somebody else has decided."""

import threading
from dataclasses import dataclass, field, replace
from typing import Any

import html5lib
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import Redaction, Review, ReviewStep, Status
from app.audit import AuditEvent
from app.db import db
from app.responses.models import Submission
from app.strategy import services as strategy
from tests.conftest import token_in
from tests.integration.analysis.reviewing import TAGS, TEXT, seen_in
from tests.integration.factories import make_comment
from tests.integration.sign_in import browser_of, sign_in
from tests.page_reader import text_of
from tests.stateful import steps_on_pages

STALE = "Nothing of yours was saved"
CODES = ("timeliness", "open-honest", "respect", "listen")
BY_MACHINE = tuple(tag[0] for tag in TAGS)
#: What a person may add, and the words that it rests on.
ADDED = {"listen": "nobody", "open-honest": "rang us", "timeliness": "waited"}
MASKED = ("Mrs Jones", "ten months")


def errors_on(page: str) -> str:
    root = html5lib.parse(page, namespaceHTMLElements=False)
    marks = ("sd-notice--error", "govuk-error-summary")
    return " ".join(
        text_of(each)
        for each in root.iter("div")
        if any(mark in each.get("class", "").split() for mark in marks)
    )


@dataclass(frozen=True)
class Now:
    """What holds on the comment: what every page must show, as the test itself works it out."""

    claims: dict[str, tuple[str, str | None]]
    #: Codes that a person added with words of their own: said again, another place is marked.
    by_hand: frozenset[str] = frozenset()
    masks: dict[str, bool] = field(default_factory=dict)
    result: str = ""
    is_worth: bool = False

    def having(self, code: str, status: str, sign: str | None) -> "Now":
        claims = self.claims | {code: (status, sign)}
        if status == "rejected" and code not in BY_MACHINE:
            # Only a person said it: once they take it back, nobody has.
            del claims[code]
        return replace(self, claims=claims)


@dataclass
class Step:
    kind: str
    by: int
    before: Now
    is_undone: bool = False


class Browser:
    """One window of one reviewer. It knows the comment as it was when its page was made."""

    def __init__(self, client: Any, person: Any) -> None:
        self.client, self.id, self.name = client, person.id, person.display_name
        self.place, self.undone, self.page, self.now = -1, 0, "", Now({})


class Reviewers(RuleBasedStateMachine):
    """Deeds of two people in any order; `now` and `steps` are what they were told is saved."""

    app: Any = None
    browsers_are: Any = None

    @initialize()
    def begin(self):
        self.comment_id = make_comment(TEXT, tags=TAGS).id
        self.url = f"/staff/comments/{self.comment_id}"
        self.browsers = [Browser(client, person) for client, person in self.browsers_are]
        self.now = Now(
            {
                "timeliness": ("suggested", None),
                "open-honest": ("suggested", "-"),
                "respect": ("suggested", "+"),
            }
        )
        self.steps: list[Step] = []
        self.changes = 0
        for browser in self.browsers:
            self.look(browser)

    # What a person does

    def look(self, browser: Browser, page: str = "") -> None:
        browser.page = page or browser.client.get(self.url).text
        browser.seen, browser.now = self.changes, self.now
        browser.place = len(self.steps)
        browser.undone = sum(step.is_undone for step in self.steps)

    who = st.integers(0, 2)
    codes = st.sampled_from(CODES)
    signs = st.sampled_from(["+", "-", "~"])

    @rule(who=who)
    def open(self, who):
        self.look(self.browsers[who])

    @rule(who=who, code=codes)
    def accept(self, who, code):
        status = self.now.claims.get(code)
        then = status and self.now.having(code, "accepted", status[1])
        self.press(who, f"accept:{code}", then)

    @rule(who=who, code=codes)
    def reject(self, who, code):
        status = self.now.claims.get(code)
        then = status and self.now.having(code, "rejected", status[1])
        self.press(who, f"reject:{code}", then)

    @rule(who=who)
    def accept_all(self, who):
        then = self.now
        for code, (status, sign) in self.now.claims.items():
            if status == "suggested" and code != "respect":  # which is a "maybe"
                then = then.having(code, "accepted", sign)
        self.press(who, "accept-all", then, is_step=then != self.now)

    @rule(who=who, code=codes, sign=signs)
    def sign(self, who, code, sign):
        may = code in self.now.claims and code != "timeliness"  # a priority has none
        self.press(
            who, f"sign:{code}:{sign}", self.now.having(code, "accepted", sign) if may else None
        )

    @rule(who=who)
    def mark_as_worth_quoting(self, who):
        then = replace(self.now, is_worth=not self.now.is_worth)
        self.press(
            who, "quote", then, kind="worth-quoting" if then.is_worth else "not-worth-quoting"
        )

    @rule(who=who, result=st.sampled_from(services.RESULTS))
    def finish(self, who, result):
        then: Now | None = replace(self.now, result=result)
        if result == "coded":
            statuses = [each[0] for code, each in self.now.claims.items() if code != "respect"]
            maybe = self.now.claims["respect"][0]
            if "suggested" in statuses or "accepted" not in [*statuses, maybe]:
                then = None
        else:
            for code, (_status, sign) in self.now.claims.items():
                then = then.having(code, "rejected", sign)
        self.press(who, f"finish:{result}", then, kind="finish" if result == "coded" else result)

    @rule(who=who)
    def undo(self, who):
        left = [step for step in self.steps if not step.is_undone]
        mine = left and left[-1].by == self.browsers[who].id
        self.press(
            who, "undo", left[-1].before if mine else None, undone=left[-1] if mine else None
        )

    @rule(who=who, code=st.sampled_from(sorted(ADDED)), sign=signs)
    def add(self, who, code, sign):
        sign = None if code == "timeliness" else sign
        then = self.now.having(code, "accepted", sign)
        then = replace(then, by_hand=then.by_hand | {code})
        self.fill_in(who, "tags", then, "add", code=code, sign=sign or "", evidence=ADDED[code])

    @rule(who=who, words=st.sampled_from(MASKED))
    def mask(self, who, words):
        then = replace(self.now, masks=self.now.masks | {words: True})
        self.fill_in(who, "masks", then, "mask", words=words, label="name")

    @rule(who=who, code=st.sampled_from(CODES[:2]))
    def both_at_once(self, who, code):
        """Press from two windows that show the same: one is saved, the other is told so."""
        first, other = self.browsers[who], self.browsers[(who + 1) % 3]
        self.look(first)
        self.look(other)
        status = self.now.claims[code]
        then = self.now.having(code, "accepted", status[1])
        self.press(who, f"accept:{code}", then)
        self.press((who + 1) % 3, f"reject:{code}", None)

    # What the pages answer

    def send(self, browser: Browser, path: str, **data: Any) -> Any:
        data |= {"csrf_token": token_in(browser.page), "seen": seen_in(browser.page)}
        headers = {"Accept": "application/json"}
        return browser.client.post(f"{self.url}/{path}", data=data, headers=headers)

    def press(self, who, do, then, *, kind="", undone=None, is_step=True):
        """Press a button; `then` is what holds if it is saved, None where a rule forbids it."""
        browser = self.browsers[who]
        is_late = browser.seen != self.changes
        facet = {"facet": services.FACETS[0]} if do.endswith("not-in-strategy") else {}
        answer = self.send(browser, "steps", do=do, **facet)
        told = answer.json
        if not is_late and then is None:
            assert told["is_error"], told
            return
        page = browser.client.get(told["go"]).text if "/next" not in told.get("go", "/next") else ""
        if is_late:
            self.is_refused(browser, page)
            return
        assert STALE not in page
        self.keep(browser, then, kind or do.partition(":")[0], undone=undone, is_step=is_step)
        if not told.get("go"):  # as review.js does
            old = seen_in(browser.page)
            browser.page = browser.page.replace(f'value="{old}"', f'value="{told["seen"]}"')
        self.look(browser, page or browser.page if not told.get("go") else page)

    def fill_in(self, who, path, then, kind, **data):
        """Send a small form of the page."""
        browser = self.browsers[who]
        answer = self.send(browser, path, **data)
        if browser.seen != self.changes:
            assert answer.status_code == 409
            self.is_refused(browser, answer.text)
            return
        self.keep(browser, then, kind)
        self.look(browser, browser.client.get(answer.json["go"]).text)

    def keep(self, browser, then, kind, *, undone=None, is_step=True):
        if undone:
            undone.is_undone = True
        elif is_step:
            self.steps.append(Step(kind, browser.id, self.now))
        self.changes += bool(undone or is_step)
        if undone:
            # What was added stays, as rejected, where the machine had said it too.
            then = replace(then, masks=dict.fromkeys(self.now.masks, False) | then.masks)
        self.now = then

    def is_refused(self, browser, page):
        """The refusal names who did what since this window's page was made."""
        said = errors_on(page)
        assert STALE in said
        since = self.steps[browser.place :]
        for step in since:
            name = next(each.name for each in self.browsers if each.id == step.by)
            assert name in said
        was_undone = sum(step.is_undone for step in self.steps) > browser.undone
        assert ("A step was undone." in said) == was_undone
        if not was_undone:
            for code in self.now.claims:
                is_other = self.now.claims[code] != browser.now.claims.get(code) or (
                    code in self.now.by_hand - browser.now.by_hand
                )
                assert (strategy.get_item(code).name in said) == is_other
        self.look(browser, page)

    # What is stored

    @invariant()
    def what_was_told_is_what_holds(self):
        if not hasattr(self, "steps"):
            return
        db.session.rollback()
        comment = services.get_comment(self.comment_id)
        claims = {
            each.code: (each.status.value, each.sign) for each in services.list_claims(comment)
        }
        assert claims == self.now.claims
        masks = sa.select(Redaction).where(Redaction.comment_id == comment.id)
        kept = {
            TEXT[each.start_at : each.end_at]: each.status == Status.ACCEPTED
            for each in db.session.scalars(masks)
        }
        assert kept == self.now.masks
        review = db.session.get(Review, comment.id)
        assert (review.result if review else "") == self.now.result
        assert bool(services.worth_quoting([comment])) == self.now.is_worth

    @invariant()
    def every_step_is_in_the_history(self):
        if not hasattr(self, "steps"):
            return
        query = sa.select(ReviewStep).where(ReviewStep.comment_id == self.comment_id)
        stored = [
            (step.kind, step.made_by_id, step.undone_at is not None)
            for step in db.session.scalars(query.order_by(ReviewStep.id))
        ]
        assert stored == [(step.kind, step.by, step.is_undone) for step in self.steps]
        deeds = sa.select(sa.func.count()).where(
            AuditEvent.target == f"comment:{self.comment_id}", AuditEvent.action.like("review.%")
        )
        assert db.session.scalar(deeds) == self.changes


def test_any_order_of_two_peoples_deeds_loses_none(app):
    one, alex = sign_in(app, RoleName.REVIEWER, name="Alex Early")
    other, sam = sign_in(app, RoleName.REVIEWER, name="Sam Late")
    windows = [(one, alex), (other, sam), (browser_of(app, alex), alex)]

    class Fresh(Reviewers):
        browsers_are = windows

        def teardown(self):
            db.session.rollback()
            db.session.execute(sa.delete(Submission))
            db.session.commit()

    run_state_machine_as_test(Fresh, settings=steps_on_pages(examples=5, steps=14))


def test_of_two_who_press_at_the_same_moment_one_is_saved_and_the_other_is_told(app):
    one, alex = sign_in(app, RoleName.REVIEWER, name="Alex Early")
    other, sam = sign_in(app, RoleName.REVIEWER, name="Sam Late")
    for _turn in range(3):
        comment_id = make_comment(TEXT, tags=TAGS).id
        url = f"/staff/comments/{comment_id}"
        pages = {client: client.get(url).text for client in (one, other)}
        db.session.rollback()
        ready, told = threading.Barrier(2), {}

        def press(client, do, page, url=url, ready=ready, told=told):
            data = {"csrf_token": token_in(page), "seen": seen_in(page), "do": do}
            ready.wait()
            answer = client.post(f"{url}/steps", data=data, headers={"Accept": "application/json"})
            told[client] = answer.json

        threads = [
            threading.Thread(target=press, args=(one, "accept:open-honest", pages[one])),
            threading.Thread(target=press, args=(other, "reject:open-honest", pages[other])),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        late = next(client for client in (one, other) if "go" in told[client])
        winner = alex if late is other else sam
        said = errors_on(late.get(told[late]["go"]).text)
        assert STALE in said
        assert winner.display_name in said
        steps = db.session.scalars(sa.select(ReviewStep).where(ReviewStep.comment_id == comment_id))
        assert [step.made_by_id for step in steps] == [winner.id]
        claims = services.list_claims(services.get_comment(comment_id))
        now = next(each.status for each in claims if each.code == "open-honest")
        assert now == (Status.ACCEPTED if winner is alex else Status.REJECTED)
        db.session.rollback()
