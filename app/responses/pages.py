"""What the templates of the public survey are given."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app import comfort
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from app.pictures.services import adult_picture
from app.responses.browser import secret_of
from app.responses.forms import SHOWN_LIMIT, ScreenForm, StartForm
from app.responses.models import Style
from app.responses.picture_code import pictures_of
from app.responses.qr import make_qr
from app.responses.services import Visit, recordings_of, usual_minutes
from app.surveys import standing
from app.surveys.aloud import find_aloud
from app.surveys.definition import MEETING, SCALES, Definition, Question
from app.surveys.screens import Screen, find_place, is_shown
from app.wordings import Wording

CHANGES_SHOWN = 3
#: A face for each point of a scale, saddest first.
FACES = {
    3: ("face-sad", "face-middle", "face-happy"),
    5: ("face-very-sad", "face-sad", "face-middle", "face-happy", "face-very-happy"),
}
#: What a question of the age calls those for whom no picture may look babyish.
FROM_16 = {"16-18", "19-25", "16-25"}


@dataclass(frozen=True)
class Speaker:
    """A definition read in one language and style."""

    definition: Definition
    locale: str
    style: Style

    def __call__(self, key: str) -> Wording:
        """Return the words for `key`."""
        return self.definition.wording(key, self.locale, self.style)


def asked_style(definition: Definition) -> Style:
    """Return the style that this request is sent in or asks for, else the survey's own."""
    asked = request.form.get("style") or request.args.get("style")
    return Style(asked) if asked in set(Style) else Style(definition.default_style)


def shared(visit: Visit, style: Style, locale: str) -> dict[str, Any]:
    """Return what every page of a survey is given."""
    is_closed = not visit.survey.is_open
    return {
        "visit": visit,
        "slug": visit.slug,
        "say": Speaker(visit.definition, locale, style),
        "style": style.value,
        "easy_read": style == Style.EASY,
        "languages": list(LANGUAGES.values()),
        "is_unchecked": not visit.definition.is_checked(locale),
        "closed_on": visit.survey.closes_on if is_closed and visit.draft else None,
        "told": visit.survey if visit.survey.results_told_on else None,
    }


def intro_page(
    visit: Visit,
    form: StartForm,
    style: Style,
    locale: str,
    *,
    status: int = 200,
    preview: str | None = None,
) -> ResponseReturnValue:
    """Return the page before question 1; `preview` is the address that a preview goes back to."""
    results_on = visit.survey.results_on
    last_changes = current_app.extensions.get("last_changes")
    page = render_template(
        "responses/start_survey.html",
        form=form,
        minutes=visit.definition.estimate_minutes(style),
        usual_minutes=usual_minutes(visit.version_id, style),
        results_on=format_date(results_on, "long") if results_on else None,
        changes=last_changes(CHANGES_SHOWN) if last_changes else [],
        kept_until=format_date(visit.draft.kept_until, "long") if visit.draft else None,
        meeting=_meeting_of(visit.definition),
        preview=preview,
        **shared(visit, style, locale),
    )
    return page, status


def _meeting_of(definition: Definition) -> str | None:
    """Return the meeting that a link has named, where the survey asks which and knows it."""
    question, named = definition.questions.get(MEETING), request.values.get(MEETING)
    known = {each.code for each in question.options} if question else set()
    return named if named in known else None


def closed_page(
    visit: Visit, style: Style, locale: str, *, their_words: list[tuple[str, str]] | None = None
) -> ResponseReturnValue:
    """Return the page of a survey that cannot be answered; 410 once it is over."""
    closes_on = visit.survey.closes_on
    page = render_template(
        "responses/closed.html", their_words=their_words or [], **shared(visit, style, locale)
    )
    return page, 410 if closes_on and not visit.survey.is_open else 404


def question_page(
    visit: Visit,
    screen: Screen,
    form: ScreenForm,
    style: Style,
    locale: str,
    *,
    status: int = 200,
    shown: list[Screen] | None = None,
    preview: str | None = None,
) -> ResponseReturnValue:
    """Return the page of one screen, with what was typed.

    `shown` are the screens it is one of, when not those of the visit's answers; `preview` is the
    address to go back to when this is only a look at a survey in the making.
    """
    shown = shown or visit.shown
    adult = wants_adult_pictures(visit.definition, visit.answers)
    texts = [each.code for each in shown if any(q.type == "text" for q in each.questions)]
    page = render_template(
        "responses/show_page.html",
        form=form,
        screen=screen,
        place=find_place(screen, shown),
        is_first_text=bool(texts) and texts[0] == screen.code,
        has_text=screen.code in texts or any(q.type == "text" for q in screen.questions),
        limit=SHOWN_LIMIT,
        pictures_of=lambda question: option_pictures(visit.definition, question, adult=adult),
        shown_of=lambda question: question_pictures(visit.definition, question, adult=adult),
        hints_of=lambda question: option_hints(visit.definition, question, locale, style),
        points_of=lambda question: len(SCALES[question.type]),
        alone_of=lambda question: {question.alone, *standing.CODES},
        aloud={
            each.code: find_aloud(visit.definition, screen, each, locale, style)
            for each in screen.questions
        },
        preview=preview,
        said=_said_on(visit, screen),
        **shared(visit, style, locale),
    )
    return page, status


def _said_on(visit: Visit, screen: Screen) -> dict[str, int]:
    """Return {question: seconds} of what was said, where something can be."""
    if visit.draft is None or not any(each.spoken for each in screen.questions):
        return {}
    return recordings_of(secret_of(visit.slug))


def wants_adult_pictures(definition: Definition, answers: dict[str, Any]) -> bool:
    """Return True for a survey for people of 16 and over, who told us so, or who asked for it."""
    age = answers.get("age") or ""
    return definition.from_16 or age in FROM_16 or comfort.chosen().get("pictures") == "adult"


def option_pictures(
    definition: Definition, question: Question, *, adult: bool = False
) -> dict[str, str]:
    """Return {option: picture name} of a question, for easy read: of a scale its faces."""
    points = SCALES.get(question.type, ())
    shown = dict(zip(points, FACES.get(len(points), ()), strict=True))
    for each in definition.choices_of(question):
        name = each.picture or standing.PICTURES.get(each.code)
        if name:
            shown[each.code] = adult_picture(name) if adult else name
    return shown


def question_pictures(
    definition: Definition, question: Question, *, adult: bool = False
) -> list[str]:
    """Return the names of a question's pictures; only those whose words the survey has."""
    adults = [adult_picture(name) if adult else name for name in question.pictures]
    pairs = zip(question.pictures, adults, strict=True)
    return list(dict.fromkeys(new if new in definition.pictures else old for old, new in pairs))


def option_hints(
    definition: Definition, question: Question, locale: str, style: str
) -> dict[str, Wording]:
    """Return {option: its second line} of a question."""
    return {
        each.code: definition.wording(
            f"{definition.option_key(question, each)}.hint", locale, style
        )
        for each in definition.options_of(question)
        if each.hint
    }


def check_page(
    visit: Visit, form_key: str, style: Style, locale: str, *, is_expired: bool = False
) -> ResponseReturnValue:
    """Return the last look before sending."""
    say = Speaker(visit.definition, locale, style)
    answered: list[dict[str, str]] = []
    skipped: list[dict[str, str]] = []
    said: dict[str, int] = {}
    often = Counter(say(each.code) for screen in visit.shown for each in screen.questions)
    for screen in visit.shown:
        said |= _said_on(visit, screen) if not said else {}
        for question in screen.questions:
            value = visit.answers.get(question.code)
            spoken = said.get(question.code)
            row = {
                "key": _asked_in_words(say, screen, question, often),
                "value": _answer_in_words(say, question, value, spoken),
                "url": url_for(
                    ".show_page", slug=visit.slug, page=screen.code, change=1, lang=None
                ),
                "action": _("Change") if value or spoken else _("Answer"),
            }
            if question.type != "info":
                (answered if value or spoken else skipped).append(row)
    page = render_template(
        "responses/check_answers.html",
        rows=answered,
        skipped=skipped,
        form_key=form_key,
        last_page=visit.shown[-1].code,
        is_expired=is_expired,
        **shared(visit, style, locale),
    )
    return page, 400 if is_expired else 200


def _asked_in_words(
    say: Speaker, screen: Screen, question: Question, often: Counter[Wording]
) -> Wording:
    """Return a question as it stands alone: asked more than once, with the one it belongs to."""
    own, first = say(question.code), say(screen.questions[0].code)
    if often[own] == 1 or question is screen.questions[0]:
        return own
    return Wording(f"{first} {own}", is_stand_in=first.is_stand_in or own.is_stand_in)


def _answer_in_words(
    say: Speaker, question: Question, value: Any, spoken: int | None = None
) -> str:
    """Return an answer as its person would read it; `spoken` is how many seconds they said."""
    if spoken:
        recorded = ngettext(
            "A recording of %(num)d second", "A recording of %(num)d seconds", spoken
        )
        return f"{value}\n{recorded}" if value else str(recorded)
    if not value:
        return str(_("Skipped"))
    if question.type == "text":
        return str(value)
    if question.type == "date":
        return f"{value['day']} {value['month']} {value['year']}"
    chosen = value if isinstance(value, list) else [value]
    words = [
        say(say.definition.option_key(question, option))
        for option in say.definition.choices_of(question)
        if option.code in chosen
    ]
    return Wording(" · ".join(words), is_stand_in=any(each.is_stand_in for each in words))


def _some_of(answers: dict[str, Any], codes: Iterable[str]) -> dict[str, Any]:
    return {code: answers[code] for code in codes if answers.get(code)}


def thanks_page(
    visit: Visit,
    code: str | None,
    style: Style,
    locale: str,
    answers: dict[str, Any],
    *,
    form_key: str,
    has_said: bool,
) -> ResponseReturnValue:
    """Return the thank-you page; the receipt code is on it and nowhere else.

    With the key of its form it can be asked for again, in other words.
    """
    another = visit.definition.another
    base = current_app.config["SETTINGS"].public_base_url.rstrip("/")
    receipt_url = f"{base}{url_for('public.find_receipt', lang=None)}"
    easy = style.value if style == Style.EASY else None
    scanned = base + url_for(
        "public.find_receipt", style=easy, lang=locale if locale != DEFAULT_LANGUAGE else None
    )
    offers_another = (
        another is not None
        and visit.survey.is_open
        and not (another.show_unless and is_shown(another.show_unless, answers))
    )
    return render_template(
        "responses/thanks.html",
        code=code,
        pictures=pictures_of(code or ""),
        has_said=has_said,
        # After the "#" a browser keeps it to itself: the code is in no address that is sent.
        qr=make_qr(f"{scanned}#{code.replace(' ', '')}") if code else None,
        receipt_url=receipt_url,
        about_you_url=url_for("equality.choose_who", survey=visit.slug, style=easy, lang=None),
        offers_another=offers_another,
        copied=_some_of(answers, another.copies) if another else {},
        carried=_some_of(answers, {*another.copies, *another.show_unless}) if another else {},
        form_key=form_key,
        **shared(visit, style, locale),
    )
