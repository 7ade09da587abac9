"""Commands for what people told us."""

from collections import Counter
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import NoResultFound

from app.db import begin_write, db
from app.errors import DomainError
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from app.responses import services
from app.responses.services import ReadRow, Table
from app.surveys import services as surveys
from app.surveys.definition import Definition

commands = AppGroup("responses", help="What people told us.")


@commands.command("import")
@click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--survey", "slug", required=True, help="The survey's name in its address.")
@click.option(
    "--column",
    "columns",
    metavar="N=CODE",
    multiple=True,
    help="What column N is (the first is 1), where the guess is wrong: the code of a question, "
    "question=answer, @day, @role, @consent, or nothing to leave it out.",
)
@click.option("--sheet", type=click.IntRange(1), help="Which sheet of a workbook.")
@click.option("--month-first", is_flag=True, help="Dates are written 3/27/2026.")
@click.option("--locale", type=click.Choice(list(LANGUAGES)), default=DEFAULT_LANGUAGE)
@click.option("--dry-run", is_flag=True, help="Say what would come in, and bring in nothing.")
def import_answers(
    path: Path,
    slug: str,
    columns: tuple[str, ...],
    sheet: int | None,
    locale: str,
    *,
    month_first: bool,
    dry_run: bool,
) -> None:
    """Bring in the answers in FILE, a table as CSV or Excel (.xlsx): all of it, or nothing.

    Rows that cannot come in are left out and named, each with the reason.
    """
    try:
        version_id, definition = surveys.latest_definition(surveys.get_survey(slug))
    except NoResultFound as error:
        raise click.ClickException(f"There is no survey called {slug}.") from error
    with current_app.test_request_context():
        try:
            table, rows = _read(path, definition, columns, sheet, is_month_first=month_first)
        except DomainError as error:
            raise click.ClickException(str(error)) from error
        _report(rows)
        if dry_run:
            click.echo("This was a dry run: nothing was brought in.")
            return
        screen = services.screen_ahead(rows, definition, current_app.extensions.get("screen"))
        begin_write()
        new, before = services.store_rows(
            rows,
            table,
            definition,
            slug=slug,
            version_id=version_id,
            locale=locale,
            screen=screen,
            actor="command",
        )
        db.session.commit()
    click.echo(f"Brought in: {new}. Here already: {before}.")


def _read(
    path: Path,
    definition: Definition,
    columns: tuple[str, ...],
    sheet: int | None,
    *,
    is_month_first: bool,
) -> tuple[Table, list[ReadRow]]:
    """Return the table and its rows; say what each column is taken for."""
    with services.open_table(path.read_bytes(), sheet=sheet and sheet - 1) as table:
        mapping = services.guess_mapping(table, definition)
        known = {"", services.DAY, services.ROLE, services.CONSENT}
        known |= set(services.targets_of(definition))
        for each in columns:
            number, _sign, target = each.partition("=")
            if not number.isdecimal() or not 1 <= int(number) <= len(mapping):
                raise click.ClickException(f"There is no column {number}.")
            if target not in known:
                raise click.ClickException(f"{target} is no question of this survey.")
            mapping[int(number) - 1] = target
        for place, (header, target) in enumerate(zip(table.headers, mapping, strict=True), 1):
            click.echo(f"Column {place}, “{header[:60]}”: {target or 'left out'}")
        read = services.read_rows(table, mapping, definition, is_month_first=is_month_first)
        return table, list(read)


def _report(rows: list[ReadRow]) -> None:
    refused = [row for row in rows if row.problems]
    click.echo(f"Rows to bring in: {len(rows) - len(refused)}. Rows to leave out: {len(refused)}.")
    for reason, count in Counter(each for row in refused for each in row.problems).most_common():
        click.echo(f"  {reason}: {count}")
    for row in refused:
        click.echo(f"Row {row.number}: {'; '.join(row.problems)}")
