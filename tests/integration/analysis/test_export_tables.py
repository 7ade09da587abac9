"""What stands in an exported file, and what never does (R-EXP-1, R-SDC-1, R-SAF-5, F10)."""

import pytest

from app.accounts.models import RoleName
from app.analysis.jobs import keep_index
from app.analysis.models import ExportState
from app.analysis.services import exported
from app.db import db, today, utc_now
from app.responses.models import Channel, Consent, ScreenState, WhoseWords
from app.safeguarding.models import Outcome, SafeguardingDecision
from tests.integration.analysis.exporting import (
    REASON,
    ask,
    ask_and_build,
    deeds,
    files,
    make_exporter,
    make_readable,
    only_export,
    remove_files,
    search,
    table,
    take,
    words_in,
)
from tests.integration.factories import (
    make_comment,
    make_redaction,
    make_staff,
    make_submission,
    make_tag,
    make_theme,
)

FEW = "not said: too few"


@pytest.fixture
def exporter(app):
    remove_files()
    client, _user = make_exporter(app)
    return client


def rows_of(client, kind="words", **how):
    """The rows of a fresh file, without watermark, headers and the column of the export."""
    answer = take(client, ask_and_build(client, kind=kind, **how))
    return [row[:-1] for row in table(answer)[2:]]


def figures_of(client, **how) -> dict[tuple[str, str], str]:
    return {(row[1], row[2]): row[3] for row in rows_of(client, "figures", **how)}


def test_a_watermark_says_who_when_why_and_how_much(exporter):
    make_readable()

    rows = table(take(exporter, ask_and_build(exporter)))
    export = only_export()

    assert rows[0][0] == (
        f"Export {export.id} · for Kim Lee ({export.asked_by.email}) · "
        f"{utc_now():%Y-%m-%d} {rows[0][0].split(' · ')[2].split()[1]} UTC · 12 rows · "
        f"Reason: {REASON} · Not to be passed on or published. Delete it when this is done."
    )
    assert rows[1][-1] == "Export"
    assert {row[-1] for row in rows[2:]} == {export.id}
    assert len({len(row) for row in rows}) == 1


def test_what_could_be_a_formula_is_none(exporter):
    make_readable(text='=HYPERLINK("http://evil.example";"{}")')
    make_theme("@SUM(1+9)", comments=make_readable(text="  +{} what they said"))

    answer = take(exporter, ask_and_build(exporter, reason="=cmd|' /C calc'!A0\n+1"))
    cells = [cell for row in table(answer) for cell in row]

    assert sum("HYPERLINK" in cell for cell in cells) == 12
    assert all(cell.lstrip()[:1] not in set("=+-@\t\r\n") or not cell for cell in cells)


def test_only_masked_words_of_people_who_agreed_and_that_somebody_read(app, exporter):
    said = make_readable()
    make_redaction(said[0], "taxi", label="detail")
    reader = make_staff()
    make_comment("Nobody has read this")
    make_comment("Only count me", consent=Consent.COUNT, reviewed_by=reader)
    make_comment("Ask me first", consent=Consent.ASK, reviewed_by=reader)
    make_comment("Taken back", withdrawn=True, reviewed_by=reader)
    make_comment("Unscreened", state=ScreenState.UNSCREENED, reviewed_by=reader)
    make_comment("Flagged and open", state=ScreenState.FLAGGED, reviewed_by=reader)
    closed = make_comment("Flagged and closed", state=ScreenState.FLAGGED, reviewed_by=reader)
    reopened = make_comment("Clear, and opened by a person", reviewed_by=reader)
    for comment, is_closed in ((closed, True), (reopened, False)):
        db.session.add(
            SafeguardingDecision(
                comment_id=comment.id,
                decided_by_id=reader.id,
                outcome=next(iter(Outcome)),
                reason="Looked into",
                is_closed=is_closed,
            )
        )
    db.session.commit()
    keep_index()

    words = words_in(take(exporter, ask_and_build(exporter)))

    assert words == {
        "The [detail] came late on day 0",
        *(each.text for each in said[1:]),
        "Flagged and closed",
    }


def test_a_file_holds_what_the_search_finds_and_no_more(exporter):
    make_readable()
    make_readable(text="The school was kind on day {}")

    found = search(exporter, words="taxi")

    assert {"taxi" in row[1] for row in rows_of(exporter, found=found)} == {True}


@pytest.mark.parametrize("kind", ["words", "figures"])
def test_of_fewer_than_ten_people_there_is_no_file(exporter, kind):
    said = make_readable(9)
    one = make_submission()
    reader = make_staff()
    make_comment("First", submission=one, reviewed_by=reader)
    keep_index()
    page = ask_and_build(exporter, kind=kind)
    assert only_export().state == ExportState.READY  # the tenth person
    take(exporter, page)
    one.withdrawn_on = today()
    make_comment("More", submission=said[0].submission, reviewed_by=reader)
    brought_in = make_submission(commit=False)
    brought_in.channel = Channel.IMPORT  # it may be of one of the nine
    make_comment("Elsewhere", submission=brought_in, reviewed_by=reader)
    keep_index()

    page = ask_and_build(exporter, kind=kind)

    assert "comes from fewer than 10 people" in exporter.get(page).text
    assert take(exporter, page).location == page
    assert files() == []
    assert deeds()[-1].action == "export.refuse"
    assert deeds()[-1].facts["state"] == "too-few"


def test_a_role_and_a_month_that_few_share_are_not_said(exporter):
    make_readable(10, role="parent", days_ago=0)
    make_readable(9, text="Foster carer {}", role="foster-carer", days_ago=70)

    rows = {row[1]: (row[2], row[3]) for row in rows_of(exporter)}

    assert rows["The taxi came late on day 3"] == ("A parent", f"{today():%Y-%m}")
    assert rows["Foster carer 3"] == (FEW, FEW)


def test_ten_comments_of_one_person_are_one_person(exporter):
    make_readable(10, role="parent")
    one = make_submission(role="foster-carer")
    reader = make_staff()
    for number in range(10):
        make_comment(f"Foster carer {number}", submission=one, reviewed_by=reader)
    keep_index()

    rows = {row[1]: row[2] for row in rows_of(exporter)}

    assert rows["Foster carer 3"] == FEW
    assert not any(one.id in cell for row in rows_of(exporter) for cell in row)


def test_an_adults_account_is_not_shown_as_a_childs_own(exporter):
    make_readable(10, role="child")
    make_readable(10, text="For {}", role="child", whose_words=WhoseWords.FOR_SOMEONE)
    make_readable(10, text="Group {}", role="child", whose_words=WhoseWords.GROUP)

    assert {row[2] for row in rows_of(exporter)} == {
        "A child",
        "Someone speaking for a young person",
        "A group",
    }


def test_tags_that_a_person_accepted_and_themes_stand_beside_the_words(exporter):
    said = make_readable(10)
    reader = make_staff()
    make_tag(said[0], "listen", "-", accepted_by=reader)
    make_tag(said[0], "timeliness", accepted_by=reader)
    make_tag(said[0], "respect", "+")
    make_tag(said[0], "open-honest", "-", rejected_by=reader)
    make_theme("Taxis are late", comments=[said[0]])

    row = next(row for row in rows_of(exporter) if row[1] == said[0].text)

    names = row[4].split("; ")
    assert len(names) == 2
    assert names[0].endswith(" (-)")
    assert row[5] == "Taxis are late"
    assert row[0] == "What is not going well?"


def test_too_many_rows_are_cut_to_the_newest_and_the_file_says_so(exporter, monkeypatch):
    make_readable(4, text="Old {}", days_ago=9)
    make_readable(12, text="New {}")
    monkeypatch.setattr(exported, "MOST_ROWS", 12)

    page = ask_and_build(exporter)
    answer = take(exporter, page)

    assert words_in(answer) == {f"New {number}" for number in range(12)}
    assert "12 rows, the newest of 16" in table(answer)[0][0]
    assert "12, the newest of 16" in exporter.get(page).text


def test_rows_stand_in_an_order_that_says_nothing_of_their_coming(exporter):
    for days in range(12):
        make_readable(1, text=f"{days} days ago", days_ago=days)

    days = [int(row[1].split()[0]) for row in rows_of(exporter)]

    assert days not in (sorted(days), sorted(days, reverse=True))


def test_figures_are_of_people_rounded_and_few_are_not_counted_out(exporter):
    reader = make_staff()
    said = make_readable(13, consent=Consent.COUNT)
    said += make_readable(9, text="The school was late on day {}")
    for each in said[:12]:
        make_tag(each, "listen", "-", accepted_by=reader, commit=False)
    for each in said[12:]:
        make_tag(each, "listen", "+", accepted_by=reader, commit=False)
        make_tag(each, "respect", "+", commit=False)
    more = make_comment("Once more", submission=said[0].submission, reviewed_by=reader)
    make_tag(more, "listen", "-", accepted_by=reader)
    make_theme("Taxis are late", comments=said[:18])
    make_theme("Rare", comments=said[:9])
    make_theme("Nobody is in it")
    keep_index()

    figures = figures_of(exporter)

    listen = next(name for (name, _sign), people in figures.items() if people == "10" and _sign)
    assert figures["", ""] == "20"
    assert figures[listen, "not going well"] == "10"
    assert figures[listen, "going well"] == "10"
    assert figures[listen, "mixed"] == "fewer than 10"
    assert figures["Taxis are late", ""] == "20"
    assert figures["Rare", ""] == "fewer than 10"
    assert figures["Nobody is in it", ""] == "fewer than 10"
    assert set(figures.values()) <= {"fewer than 10", *(str(five) for five in range(10, 30, 5))}
    assert not any("late on day" in " ".join(key) for key in figures)


def test_figures_leave_out_what_is_open_or_not_read(exporter):
    make_readable(12)
    for number in range(12):
        make_comment(f"Unread {number}", commit=False)
        make_comment(
            f"Open {number}",
            state=ScreenState.FLAGGED,
            reviewed_by=make_staff(commit=False),
            commit=False,
        )
    db.session.commit()
    keep_index()

    assert figures_of(exporter)["", ""] == "10"


def test_nobody_needs_the_right_to_take_words_away_for_figures(app):
    client, _user = make_exporter(app, RoleName.REVIEWER)
    make_readable()

    assert ask(client, kind="figures").status_code == 303
