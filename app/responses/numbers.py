"""How a survey is used: how many began and sent it, where they stopped, and what they chose."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from app.i18n import LANGUAGES
from app.responses import services
from app.responses.services.results import results_of
from app.responses.services.sides import side_by_side
from app.surveys import services as surveys
from app.surveys.definition import ENGLISH, STYLES, Definition

blueprint = Blueprint("numbers", __name__, template_folder="templates")


@blueprint.get("/staff/surveys/<slug>/numbers")
def show_numbers(slug: str) -> ResponseReturnValue:
    """Show what was counted; fewer than five are not told apart (R-SDC-1)."""
    survey = surveys.get_survey(slug)
    _version_id, definition = surveys.latest_definition(survey)
    numbers = services.numbers_of(survey)
    return render_template(
        "responses/numbers.html",
        title=definition.wording("title", ENGLISH, "plain"),
        modes=numbers.modes,
        stopped_modes=list(numbers.stopped),
        language_names={code: language.name for code, language in LANGUAGES.items()},
        estimates={style: definition.estimate_minutes(style) for style in STYLES},
        stops=_in_their_order(definition, numbers),
        smallest=current_app.config["SMALLEST_STAFF_COUNT"],
    )


@blueprint.get("/staff/surveys/<slug>/results")
def show_results(slug: str) -> ResponseReturnValue:
    """Show what people chose, over all versions of a survey."""
    survey = surveys.get_survey(slug)
    _version_id, definition = surveys.latest_definition(survey)
    smallest = current_app.config["SMALLEST_STAFF_COUNT"]
    return render_template(
        "responses/results.html",
        title=definition.wording("title", ENGLISH, "plain"),
        survey=survey,
        results=results_of(
            survey,
            smallest=smallest,
            raised=current_app.extensions["hands_raised"](survey),
        ),
        sides=side_by_side(survey, smallest=smallest),
        smallest=smallest,
    )


def _in_their_order(
    definition: Definition, numbers: services.SurveyNumbers
) -> list[tuple[str | None, list[int]]]:
    """Return (question, how many stopped there in each mode) in the order of the pages.

    None is the end, where everything was answered and nothing sent; a question that is not asked
    any more comes by its code.
    """
    codes = {code for where in numbers.stopped.values() for code in where}
    known = {
        screen.code: definition.wording(screen.questions[0].code, ENGLISH, "plain").bare
        for screen in [*definition.in_style("easy").screens, *definition.screens]
    }
    in_order = [each for each in known if each in codes]
    in_order += sorted(codes - known.keys() - {""})
    rows: list[tuple[str | None, str]] = [(known.get(code, code), code) for code in in_order]
    if "" in codes:
        rows.append((None, ""))
    return [(words, [each[code] for each in numbers.stopped.values()]) for words, code in rows]
