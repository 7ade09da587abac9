"""What was heard: what has no answer yet, and the story of one theme."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.public.theme_story import said_by, silence, steps_of_theme
from app.public.views import blueprint, is_easy
from app.security import may_be_indexed, may_be_kept
from app.tracker import services as tracker


@blueprint.get("/themes")
@may_be_indexed
@may_be_kept
def list_themes() -> ResponseReturnValue:
    """Show what was heard and has no answer, the longest silence first; then what has one."""
    smallest = current_app.config["SMALLEST_PUBLIC_COUNT"]
    heard = tracker.heard_themes(smallest=smallest)
    waiting = [each for each in heard if not each.entries]
    return render_template(
        "public/list_themes.html",
        waiting=waiting,
        answered=[each for each in heard if each.entries],
        unnamed=max(0, tracker.count_numbers().unanswered - len(waiting)),
        smallest=smallest,
        said_by=lambda each: said_by(each, smallest=smallest),
        silence=silence,
    )


@blueprint.get("/themes/<int:theme_id>")
@may_be_indexed
@may_be_kept
def show_theme(theme_id: int) -> ResponseReturnValue:
    """Tell what became of one theme. A theme that may not be named has no page."""
    smallest = current_app.config["SMALLEST_PUBLIC_COUNT"]
    current = tracker.current_theme(theme_id)
    heard = tracker.get_heard_theme(current, smallest=smallest)
    if current != theme_id:  # an address that somebody kept goes on to where the theme went
        style = request.args.get("style")
        return redirect(url_for(".show_theme", theme_id=current, style=style), 301)
    return render_template(
        "public/show_theme.html",
        heard=heard,
        steps=steps_of_theme(heard, is_easy=is_easy(), smallest=smallest),
    )
