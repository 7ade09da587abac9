"""Pages of agreement: reading a comment a second time, and how far readers agree."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.access import may_open
from app.analysis import services
from app.analysis.second_forms import SecondReadingForm, second_reading_form
from app.analysis.services.words import redacted_text
from app.analysis.views.blueprint import blueprint
from app.analysis.words import FAMILY_WORDS, MODE_WORDS, SETTLED_WORDS
from app.counts import SMALLEST_BASE
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.responses.models import Comment
from app.strategy import services as strategy


@blueprint.get("/second-reading")
def show_second_reading() -> ResponseReturnValue:
    """Show the next comment that this person reads without knowing what was decided."""
    comment = services.next_second_reading(current_user)
    form = second_reading_form(strategy.list_items())(formdata=None)
    return _page(comment, form)


@blueprint.post("/second-reading/<comment_id>")
def read_again(comment_id: str) -> ResponseReturnValue:
    """Keep what was found, and go to the next."""
    begin_write()
    comment = services.get_comment(comment_id)
    form = second_reading_form(strategy.list_items())()
    try:
        services.read_again(
            comment, form.codes(), otherwise=form.otherwise.data or "", by=current_user
        )
    except DomainError as error:
        db.session.rollback()
        add_error(form, error)
        return _page(comment, form)
    db.session.commit()
    flash(_("Thank you. It is kept beside the first reading."), "success")
    return redirect(url_for(".show_second_reading"), 303)


def _page(comment: Comment | None, form: SecondReadingForm) -> ResponseReturnValue:
    fields = {name.removeprefix("item-"): field for name, field in form._fields.items()}
    return render_template(
        "analysis/second_reading.html",
        comment=comment,
        text=redacted_text(comment) if comment else "",
        form=form,
        families=[
            (FAMILY_WORDS[family], [fields[item.code] for item in items])
            for family, items in strategy.items_by_family()
        ],
        left=services.count_second_readings(current_user),
    )


@blueprint.get("/accuracy")
def show_accuracy() -> ResponseReturnValue:
    """Show how far machine and people, and two people, agree, and what writers say of it."""
    return render_template(
        "analysis/show_accuracy.html",
        accuracy=services.measure_accuracy(),
        seen=services.measure_reviewers(),
        writers=services.measure_corrections(),
        modes=MODE_WORDS,
        settled=SETTLED_WORDS,
        least=SMALLEST_BASE,
        smallest=services.SMALLEST_COUNT,
        number=_two_places,
        may_teach=may_open("analysis.show_reader", current_user),
        may_read_again=may_open("analysis.show_second_reading", current_user),
    )


def _two_places(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
