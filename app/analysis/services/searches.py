"""Searches that are kept: for a day, or under a name for whoever made them."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.analysis.models import StoredSearch
from app.analysis.services.finding import Criteria
from app.db import db, utc_now
from app.errors import DomainError

KEPT_FOR = timedelta(days=1)
MOST_NAMED = 50


def store_search(wanted: Criteria, *, by: User) -> StoredSearch:
    """Keep what `by` looks for, for a day."""
    search = StoredSearch(made_by_id=by.id, criteria=wanted.as_dict())
    db.session.add(search)
    db.session.flush()
    return search


def get_search(search_id: str, *, by: User) -> StoredSearch:
    """Return a search of this person, or raise NoResultFound: nobody sees another's."""
    query = sa.select(StoredSearch).where(
        StoredSearch.id == search_id, StoredSearch.made_by_id == by.id
    )
    return db.session.scalars(query).one()


def list_searches(person: User) -> list[StoredSearch]:
    """Return the searches that this person gave a name, by name."""
    query = sa.select(StoredSearch).where(
        StoredSearch.made_by_id == person.id, StoredSearch.name != ""
    )
    return list(db.session.scalars(query.order_by(sa.func.lower(StoredSearch.name))))


def name_search(search: StoredSearch, name: str, *, by: User) -> None:
    """Keep a search under a name; raises DomainError when the name is taken."""
    others = [each for each in list_searches(by) if each.id != search.id]
    if any(each.name.lower() == name.lower() for each in others):
        raise DomainError(_l("You have a saved search with this name already"))
    if len(others) >= MOST_NAMED:
        raise DomainError(
            _l("You have %(most)s saved searches. Remove one first.", most=MOST_NAMED)
        )
    search.name = name
    db.session.flush()


def remove_search(search: StoredSearch) -> None:
    """Forget a search now."""
    db.session.delete(search)
    db.session.flush()


def forget_searches() -> int:
    """Forget searches without a name that are a day old; return how many."""
    old = sa.delete(StoredSearch).where(
        StoredSearch.name == "", StoredSearch.made_at < utc_now() - KEPT_FOR
    )
    return len(list(db.session.execute(old.returning(StoredSearch.id))))
