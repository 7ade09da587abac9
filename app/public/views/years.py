"""The year's comments, our response and what we intend to do, for the Local Offer.

Section 30(6) of the Children and Families Act 2014 asks for it.
"""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.csv_files import answer_with_csv
from app.public.views import blueprint
from app.public.views.feeds import public_base_url
from app.public.year import YearReport, report_of_year, rows_of
from app.security import may_be_indexed, may_be_kept


def _report(year: int) -> YearReport:
    smallest = current_app.config["SMALLEST_PUBLIC_COUNT"]
    report = report_of_year(year, smallest=smallest)
    if report is None:
        raise NotFound
    return report


@blueprint.get("/local-offer/<int:year>")
@may_be_indexed
@may_be_kept
def show_year(year: int) -> ResponseReturnValue:
    """Show a year's comments, responses and intended actions on one page."""
    return render_template("public/show_year.html", report=_report(year))


@blueprint.get("/local-offer/<int:year>/csv")
@may_be_kept
def show_year_csv(year: int) -> ResponseReturnValue:
    """Give the same as a table for a spreadsheet."""
    report = _report(year)
    headers, rows = rows_of(report, base_url=public_base_url())
    return answer_with_csv(headers, rows, name=f"local-offer-comments-{year}")
